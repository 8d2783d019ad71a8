// Names that are defined elsewhere: in the same Pod, in the same file, in the workspace.

import type { FieldInfo } from '../../documents/fieldInfo';
import type { YamlNode } from '../../documents/tree';
import { entryOf, scalarText, touches } from '../../documents/tree';
import type { FieldPath } from '../../schema/catalogue';
import { matches, selectorFromLabels } from '../../schema/selector';
import type { ContainerFacts, ObjectFacts, PodFacts } from '../../workspace/definitions';
import type { Target } from '../../workspace/references';
import { inPod, patternOf, podPathOf, targetOf } from '../../workspace/references';
import type { IndexedObject } from '../../workspace/workspaceIndex';
import { IN_EVERY_CLUSTER } from './knowledge';
import type { PlacedScene } from './scene';
import { documentPath, mapAt, nodeAt, textIn } from './scene';

/** A name that fits, with a word on where it comes from. */
export interface Suggestion {
  readonly text: string;
  readonly detail: string;
  /** Stands as a number, not as a text. */
  readonly isNumber?: boolean;
}

/** The names that fit the field at the cursor; undefined when the field is no reference. */
export function suggestedNames(scene: PlacedScene): readonly Suggestion[] | undefined {
  const target = targetOf(scene.info.kind, scene.info.path);
  return unique(target === undefined ? wantedNames(scene) : namesFor(scene, target));
}

/** Names that something in this file refers to, at the place where such a name is given. */
function wantedNames(scene: PlacedScene): readonly Suggestion[] {
  const { info, workspace, document } = scene;
  const place = inPod(info.kind, info.path);
  const pattern = place?.isSpec ? patternOf(place.rest) : patternOf(info.path);
  if (place?.isSpec && pattern === 'volumes[].name') {
    const known = new Set((ownFacts(scene)?.pod?.volumes ?? []).map(({ name }) => name));
    return workspace
      .referencesOf(document)
      .filter(
        ({ target, object, name }) =>
          target.what === 'volume' && object === info.object && !known.has(name),
      )
      .map(({ name }) => ({ text: name, detail: 'mounted, but not defined yet' }));
  }
  if (place?.isSpec && pattern === 'containers[].ports[].name') {
    const own = info.path.slice(0, place.pod.length + 3).join('/');
    return workspace
      .referencesOf(document)
      .filter(({ target, object, path, name }) => {
        const isOwn = object === info.object && path.join('/').startsWith(`${own}/`);
        return target.what === 'containerPort' && isOwn && !/^\d+$/.test(name);
      })
      .map(({ name }) => ({ text: name, detail: 'named by a probe or hook' }));
  }
  if (isServicePortNumber(info)) return servicePortNumbers(scene);
  if (pattern !== 'metadata.name' || info.path.length !== 2) return [];
  const kind = info.kind.kind;
  return namesInUse(scene, kind).filter(({ text }) => workspace.find(kind, text).length === 0);
}

/** Whether the names or labels that fit a field can stand in other files. */
export function namesOthers(info: FieldInfo): boolean {
  const target = targetOf(info.kind, info.path);
  if (isServicePortNumber(info)) return true;
  if (target !== undefined)
    return !['volume', 'container', 'claim', 'env', 'containerPort'].includes(target.what);
  return labelPlace(info) !== undefined;
}

function unique(suggestions: readonly Suggestion[]): readonly Suggestion[] {
  const seen = new Set<string>();
  return suggestions.filter(({ text }) => {
    if (text === '' || seen.has(text)) return false;
    seen.add(text);
    return true;
  });
}

function namesFor(scene: PlacedScene, target: Target): readonly Suggestion[] {
  const pod = ownFacts(scene)?.pod;
  switch (target.what) {
    case 'object':
      return objectNames(scene, target.kind);
    case 'objectBySibling': {
      const kind = siblingText(scene, target.sibling);
      return kind === undefined ? [] : objectNames(scene, kind);
    }
    case 'volume':
      return (pod?.volumes ?? []).map(({ name }) => ({ text: name, detail: 'volume of this Pod' }));
    case 'claim':
      return (pod?.claims ?? []).map(({ name }) => ({ text: name, detail: 'claim of this Pod' }));
    case 'container':
      return containerNames(scene, pod);
    case 'env':
      return [];
    case 'containerPort':
      return containerPorts(scene, pod);
    case 'selectedPort':
      return selectedPorts(scene);
    case 'servicePort':
      return servicePorts(scene);
    case 'key':
      return objectKeys(scene, target);
  }
}

/** The facts of the object that the cursor is in. */
export function ownFacts(scene: PlacedScene): ObjectFacts | undefined {
  return scene.workspace
    .factsOf(scene.document)
    .find((facts) => facts.object === scene.info.object);
}

function siblingText(scene: PlacedScene, key: string): string | undefined {
  return textIn(mapAt(scene, documentPath(scene, scene.info.path.slice(0, -1))), key);
}

/** An ephemeral container looks into one of the others. */
function containerNames(scene: PlacedScene, pod: PodFacts | undefined): readonly Suggestion[] {
  const isTarget = scene.info.field?.name === 'targetContainerName';
  const fitting = (pod?.containers ?? []).filter(
    ({ list }) => !(isTarget && list === 'ephemeralContainers'),
  );
  return fitting.map(({ name, list }) => ({
    text: name,
    detail: list === 'initContainers' ? 'init container of this Pod' : 'container of this Pod',
  }));
}

/** Ports of the container that the field is in, by name and by number. */
function containerPorts(scene: PlacedScene, pod: PodFacts | undefined): readonly Suggestion[] {
  const place = inPod(scene.info.kind, scene.info.path);
  const [list, index] = place?.rest ?? [];
  const own = pod?.containers.find((it) => it.list === list && it.index === index);
  const numbers =
    typeof index === 'number' && typeof list === 'string'
      ? portNumbers(scene, [...(place?.pod ?? []), 'spec', list, index, 'ports'])
      : [];
  return [...(own === undefined ? [] : portSuggestions(own)), ...numbers];
}

function portSuggestions(container: ContainerFacts): readonly Suggestion[] {
  return container.ports.map(({ name, number }) => ({
    text: name,
    detail: `port ${number} of container ${container.name}`,
  }));
}

/** By name first, then by number; the Service's own port is what a missing `targetPort` means. */
function selectedPorts(scene: PlacedScene): readonly Suggestion[] {
  const containers = selectedPods(scene).flatMap((pod) => pod.containers);
  const numbers = containers.flatMap(({ name, portNumbers }) =>
    portNumbers.map((text) => ({ text, detail: `port of container ${name}`, isNumber: true })),
  );
  const port = siblingText(scene, 'port');
  const own = port === undefined ? [] : [{ text: port, detail: 'the same port', isNumber: true }];
  return [...containers.flatMap(portSuggestions), ...numbers, ...own];
}

function portNumbers(scene: PlacedScene, ports: FieldPath): readonly Suggestion[] {
  const list = nodeAt(scene, documentPath(scene, ports));
  if (list?.kind !== 'sequence') return [];
  return list.items.flatMap(({ value }) => {
    const text = scalarText(entryOf(value, 'containerPort')?.value);
    return text === undefined ? [] : [{ text, detail: 'port of this container', isNumber: true }];
  });
}

/** Pods and templates of the workspace that the Service at hand selects; all of this file while it selects none yet. */
function selectedPods(scene: PlacedScene): readonly PodFacts[] {
  const own = ownFacts(scene);
  const all = scene.workspace.objects.filter(({ facts }) => facts.pod !== undefined);
  const labels = own?.selector;
  const chosen =
    labels === undefined || labels.size === 0
      ? all.filter(({ uri }) => uri === scene.uri)
      : all.filter(({ facts }) => inSameNamespace(own, facts) && selects(labels, facts));
  return chosen.flatMap(({ facts }) => (facts.pod === undefined ? [] : [facts.pod]));
}

function inSameNamespace(one: ObjectFacts | undefined, other: ObjectFacts): boolean {
  const [a, b] = [one?.namespace, other.namespace];
  return a === undefined || b === undefined || a === b;
}

/** Whether labels written in a selector match the Pods that an object makes. */
export function selects(labels: ReadonlyMap<string, string>, { pod }: ObjectFacts): boolean {
  if (pod === undefined || labels.size === 0) return false;
  return matches(selectorFromLabels(Object.fromEntries(labels)), Object.fromEntries(pod.labels));
}

function servicePorts(scene: PlacedScene): readonly Suggestion[] {
  // `service.port.name`: the Service's name stands beside `port`.
  const service = mapAt(scene, documentPath(scene, scene.info.path.slice(0, -2)));
  const name = textIn(service, 'name');
  if (name === undefined) return [];
  return found(scene, 'Service', name).flatMap(({ facts }) =>
    facts.servicePorts.map((port) => ({
      text: port.name,
      detail: `port ${port.number} of ${name}`,
    })),
  );
}

function isServicePortNumber({ kind, path }: FieldInfo): boolean {
  return kind.kind === 'Ingress' && patternOf(path).endsWith('.service.port.number');
}

/** Ports of the Service that an Ingress names, as numbers. */
function servicePortNumbers(scene: PlacedScene): readonly Suggestion[] {
  const service = mapAt(scene, documentPath(scene, scene.info.path.slice(0, -2)));
  const name = textIn(service, 'name');
  if (name === undefined) return [];
  return found(scene, 'Service', name).flatMap(({ facts }) => {
    const ports = entryOf(entryOf(facts.object.node, 'spec')?.value, 'ports')?.value;
    if (ports?.kind !== 'sequence') return [];
    return ports.items.flatMap(({ value }) => {
      const text = scalarText(entryOf(value, 'port')?.value);
      return text === undefined ? [] : [{ text, detail: `port of ${name}`, isNumber: true }];
    });
  });
}

function found(scene: PlacedScene, kind: string, name: string): readonly IndexedObject[] {
  return scene.workspace.find(kind, name, ownFacts(scene)?.namespace);
}

function objectKeys(
  scene: PlacedScene,
  target: Extract<Target, { what: 'key' }>,
): readonly Suggestion[] {
  const holder = mapAt(scene, documentPath(scene, scene.info.path.slice(0, -target.up)));
  const name = textIn(holder, target.name);
  if (name === undefined) return [];
  const isVariable = scene.info.path.includes('env');
  return found(scene, target.kind, name).flatMap(({ facts }) =>
    facts.keys
      .filter(({ isBinary }) => !(isBinary && isVariable))
      .map((key) => ({ text: key.name, detail: `key of ${target.kind} ${name}` })),
  );
}

function objectNames(scene: PlacedScene, kind: string): readonly Suggestion[] {
  const own = ownFacts(scene);
  const isClusterWide = kind === 'Namespace' || kind === 'Node';
  const fitting = scene.workspace
    .ofKind(kind)
    .filter(({ facts }) => isClusterWide || inSameNamespace(own, facts));
  const near = fitting.filter(({ uri }) => uri === scene.uri);
  const far = fitting.filter(({ uri }) => uri !== scene.uri);
  return [
    ...near.map(({ facts }) => ({ text: facts.name, detail: `${kind} in this file` })),
    ...far.map(({ facts, uri }) => ({ text: facts.name, detail: `${kind} in ${fileName(uri)}` })),
    ...(kind === 'Namespace' ? namespacesInUse(scene) : namesInUse(scene, kind)),
    ...(IN_EVERY_CLUSTER[kind] ?? []).map((text) => ({ text, detail: `${kind} of every cluster` })),
  ];
}

/** Names that this file uses for objects of the kind elsewhere: most likely the cluster has them. */
function namesInUse(scene: PlacedScene, kind: string): readonly Suggestion[] {
  const documents = scene.workspace.file(scene.uri)?.documents ?? [];
  return documents.flatMap(({ document }) =>
    scene.workspace
      .referencesOf(document)
      .filter(({ target, span }) => {
        const isHere = document === scene.document && touches(span, scene.offset);
        return target.what === 'object' && target.kind === kind && !isHere;
      })
      .map(({ name }) => ({ text: name, detail: `${kind} used in this file` })),
  );
}

function namespacesInUse(scene: PlacedScene): readonly Suggestion[] {
  return scene.workspace.objects.flatMap(({ facts, document }) =>
    facts.namespace === undefined || document === scene.document
      ? []
      : [{ text: facts.namespace, detail: 'namespace used in the workspace' }],
  );
}

export function fileName(uri: string): string {
  const path = decodeURIComponent(uri);
  return path.slice(path.lastIndexOf('/') + 1);
}

/** Labels that a selector or a label map at the cursor may speak of, each with the values it has. */
export function labelsInSight(
  scene: PlacedScene,
): ReadonlyMap<string, readonly string[]> | undefined {
  const place = labelPlace(scene.info);
  if (place === undefined) return undefined;
  const labels = new Map<string, string[]>();
  const add = (key: string, value: string): void => {
    const values = labels.get(key) ?? [];
    if (!values.includes(value)) values.push(value);
    labels.set(key, values);
  };
  for (const map of labelSources(scene, place)) for (const [key, value] of map) add(key, value);
  return labels;
}

type LabelPlace = 'ownTemplate' | 'services' | 'ownSelector' | 'pods' | 'namespaces' | 'nodes';

/** Which labels a map of labels, at the path or around it, is about. */
function labelPlace(info: FieldInfo): LabelPlace | undefined {
  const text = info.path.filter((step) => typeof step === 'string').join('.');
  const pod = podPathOf(info.kind)?.join('.');
  if (/(^|\.)nodeSelector(\.|$)/.test(text)) return 'nodes';
  if (/\.nodeAffinity\..*matchExpressions/.test(text)) return 'nodes';
  if (/(^|\.)namespaceSelector\./.test(text)) return 'namespaces';
  if (/^spec\.selector(\.|$)/.test(text))
    return pod === undefined || pod === '' ? 'pods' : 'ownTemplate';
  if (/(^|\.)(podSelector|labelSelector|selector)\.(matchLabels|matchExpressions)/.test(text))
    return 'pods';
  if (pod && text.startsWith(`${pod}.metadata.labels`)) return 'ownSelector';
  if (pod === '' && text.startsWith('metadata.labels')) return 'services';
  return undefined;
}

function labelSources(
  scene: PlacedScene,
  place: LabelPlace,
): readonly ReadonlyMap<string, string>[] {
  const own = ownFacts(scene);
  switch (place) {
    case 'ownTemplate':
      return own?.pod === undefined ? [] : [own.pod.labels];
    case 'ownSelector':
      return [...(own?.selector === undefined ? [] : [own.selector]), ...serviceSelectors(scene)];
    case 'services':
      return serviceSelectors(scene);
    case 'pods':
      return scene.workspace.objects.flatMap(({ facts }) =>
        facts.pod === undefined || !inSameNamespace(own, facts) ? [] : [facts.pod.labels],
      );
    case 'namespaces':
      return scene.workspace.ofKind('Namespace').map(({ facts }) => facts.labels);
    case 'nodes':
      return scene.workspace.ofKind('Node').map(({ facts }) => facts.labels);
  }
}

/** What Services of the workspace look for in Pods. */
function serviceSelectors(scene: PlacedScene): readonly ReadonlyMap<string, string>[] {
  const own = ownFacts(scene);
  return scene.workspace
    .ofKind('Service')
    .flatMap(({ facts }) =>
      facts.selector === undefined || !inSameNamespace(own, facts) ? [] : [facts.selector],
    );
}

/** The variables that a command, an argument or a later variable's value may name in `$(…)`. */
export function variablesInSight(scene: PlacedScene): readonly Suggestion[] | undefined {
  const place = inPod(scene.info.kind, scene.info.path);
  if (place?.isSpec !== true) return undefined;
  const [list, index, field, position, last] = place.rest;
  const isCommand = field === 'command' || field === 'args';
  const isValue = field === 'env' && last === 'value';
  const isSubPath = field === 'volumeMounts' && last === 'subPathExpr';
  if (!isCommand && !isValue && !isSubPath) return undefined;
  const own = ownFacts(scene)?.pod?.containers.find((it) => it.list === list && it.index === index);
  if (own === undefined) return [];
  // A variable may name those before it only.
  const earlier = isValue && typeof position === 'number' ? own.env.slice(0, position) : own.env;
  const direct = earlier.map(({ name }) => ({ text: name, detail: 'variable of this container' }));
  const path = [...place.pod, 'spec', String(list), Number(index), 'envFrom'];
  return unique([...direct, ...variablesFrom(scene, nodeAt(scene, documentPath(scene, path)))]);
}

function variablesFrom(scene: PlacedScene, envFrom: YamlNode | undefined): readonly Suggestion[] {
  if (envFrom?.kind !== 'sequence') return [];
  return envFrom.items.flatMap(({ value }) => {
    const prefix = textIn(value, 'prefix') ?? '';
    return (['ConfigMap', 'Secret'] as const).flatMap((kind) => {
      const source = entryOf(value, kind === 'ConfigMap' ? 'configMapRef' : 'secretRef')?.value;
      const name = textIn(source, 'name');
      if (name === undefined) return [];
      return found(scene, kind, name).flatMap(({ facts }) =>
        facts.keys.flatMap((key) =>
          key.isBinary ? [] : [{ text: prefix + key.name, detail: `from ${kind} ${name}` }],
        ),
      );
    });
  });
}
