// References followed to what they name, and back.

import { kindOf } from '../documents/fieldInfo';
import type { ManifestDocument, ManifestObject } from '../documents/manifestDocument';
import type { Span, YamlNode } from '../documents/tree';
import { entryOf, scalarText } from '../documents/tree';
import type { ApiKind, Catalogue, FieldPath } from '../schema/catalogue';
import { matches, selectorFromLabels } from '../schema/selector';
import type { ContainerFacts, Named, ObjectFacts, PodFacts } from './definitions';
import { spanOf } from './definitions';
import type { Target } from './references';
import { inPod, targetOf } from './references';
import type { WorkspaceIndex } from './workspaceIndex';

/** A field that names something, and the name that stands there. */
export interface Reference {
  readonly object: ManifestObject;
  readonly path: FieldPath;
  readonly target: Target;
  readonly name: string;
  /** The name's text, without quotes. */
  readonly span: Span;
}

/** A place where something gets its name. */
export interface Definition {
  readonly uri: string;
  /** Offset of the document in its file. */
  readonly start: number;
  readonly document: ManifestDocument;
  readonly what: 'object' | 'volume' | 'container' | 'claim' | 'port' | 'key';
  readonly name: string;
  readonly span: Span;
  /** The object that is it, or that it is in. */
  readonly facts: ObjectFacts;
}

/** A document and the file it is in. */
export interface Home {
  readonly uri: string;
  readonly start: number;
  readonly document: ManifestDocument;
}

/** All references of a document that have a name already. */
export function referencesIn(
  catalogue: Catalogue,
  document: ManifestDocument,
): readonly Reference[] {
  const found: Reference[] = [];
  const inner = new Set(document.objects.slice(1).map(({ node }) => node));
  for (const object of document.objects) {
    const api = kindOf(catalogue, object);
    if (api === undefined) continue;
    collect(object, api, object.node, [], found, inner);
  }
  return found;
}

function collect(
  object: ManifestObject,
  api: ApiKind,
  node: YamlNode | undefined,
  path: FieldPath,
  found: Reference[],
  inner: ReadonlySet<YamlNode>,
): void {
  if (node === undefined || (inner.has(node) && node !== object.node)) return;
  if (node.kind === 'map') {
    for (const { key, value } of node.entries) {
      collect(object, api, value, [...path, key.text], found, inner);
    }
  } else if (node.kind === 'sequence') {
    for (const [i, { value }] of node.items.entries()) {
      collect(object, api, value, [...path, i], found, inner);
    }
  } else if (node.style !== 'block' && node.style !== 'alias' && node.text !== '') {
    const target = targetOf(api, path);
    if (target !== undefined)
      found.push({ object, path, target, name: node.text, span: spanOf(node) });
  }
}

/** What a reference names: more than one place where names repeat, none where it lives elsewhere. */
export function definitionsOf(
  index: WorkspaceIndex,
  home: Home,
  reference: Reference,
): readonly Definition[] {
  const own = index.factsOf(home.document).find(({ object }) => object === reference.object);
  if (own === undefined) return [];
  const { target, name } = reference;
  const inOwnPod = (what: Definition['what'], named: readonly Named[]): readonly Definition[] =>
    named.filter((it) => it.name === name).map((it) => ({ ...home, ...it, what, facts: own }));
  switch (target.what) {
    case 'object':
      return objects(index, target.kind, name, own);
    case 'objectBySibling': {
      const kind = scalarText(entryOf(mapAround(reference), target.sibling)?.value);
      return kind === undefined ? [] : objects(index, kind, name, own);
    }
    case 'volume':
      return inOwnPod('volume', own.pod?.volumes ?? []);
    case 'claim':
      return inOwnPod('claim', own.pod?.claims ?? []);
    case 'container':
      return inOwnPod('container', own.pod?.containers ?? []);
    case 'env':
      return [];
    case 'containerPort':
      return inOwnPod('port', ownContainer(reference, own)?.ports ?? []);
    case 'selectedPort':
      return selectedPorts(index, own, name);
    case 'servicePort':
      return servicePorts(index, reference, own);
    case 'key':
      return keys(index, reference, target, own);
  }
}

function ownContainer({ object, path }: Reference, own: ObjectFacts): ContainerFacts | undefined {
  const place = own.api && inPod(own.api, path);
  const [list, index] = place?.rest ?? [];
  return object === own.object
    ? own.pod?.containers.find((it) => it.list === list && it.index === index)
    : undefined;
}

/** The map that holds the reference. */
function mapAround(reference: Reference, up = 1): YamlNode | undefined {
  let node: YamlNode | undefined = reference.object.node;
  for (const step of reference.path.slice(0, -up)) {
    node =
      typeof step === 'number'
        ? node?.kind === 'sequence'
          ? node.items[step]?.value
          : undefined
        : entryOf(node, step)?.value;
  }
  return node;
}

function sameNamespace(one: ObjectFacts, other: ObjectFacts): boolean {
  return (
    one.namespace === undefined ||
    other.namespace === undefined ||
    one.namespace === other.namespace
  );
}

function objects(
  index: WorkspaceIndex,
  kind: string,
  name: string,
  own: ObjectFacts,
): readonly Definition[] {
  return index.find(kind, name).flatMap(({ uri, start, document, facts }) => {
    if (facts.api?.namespaced !== false && !sameNamespace(own, facts)) return [];
    const span = facts.nameSpan ?? { start: 0, end: 0 };
    return [{ uri, start, document, what: 'object', name, span, facts } as const];
  });
}

function selectedPorts(
  index: WorkspaceIndex,
  own: ObjectFacts,
  name: string,
): readonly Definition[] {
  return podsSelectedBy(index, own).flatMap(({ uri, start, document, facts }) =>
    (facts.pod?.containers ?? [])
      .flatMap(({ ports }) => ports)
      .filter((port) => port.name === name)
      .map(
        (port) => ({ uri, start, document, what: 'port', name, span: port.span, facts }) as const,
      ),
  );
}

/** Pods and Pod templates of the workspace that an object's plain selector matches. */
export function podsSelectedBy(index: WorkspaceIndex, own: ObjectFacts) {
  const labels = own.selector;
  if (labels === undefined || labels.size === 0) return [];
  const selector = selectorFromLabels(Object.fromEntries(labels));
  const isMatch = (pod: PodFacts): boolean => matches(selector, Object.fromEntries(pod.labels));
  return index.objects.filter(
    ({ facts }) => facts.pod !== undefined && sameNamespace(own, facts) && isMatch(facts.pod),
  );
}

function servicePorts(
  index: WorkspaceIndex,
  reference: Reference,
  own: ObjectFacts,
): readonly Definition[] {
  const service = scalarText(entryOf(mapAround(reference, 2), 'name')?.value);
  if (service === undefined) return [];
  return objects(index, 'Service', service, own).flatMap((definition) =>
    definition.facts.servicePorts
      .filter((port) => port.name === reference.name)
      .map((port) => ({ ...definition, what: 'port', name: port.name, span: port.span }) as const),
  );
}

function keys(
  index: WorkspaceIndex,
  reference: Reference,
  target: Extract<Target, { what: 'key' }>,
  own: ObjectFacts,
): readonly Definition[] {
  const holder = scalarText(entryOf(mapAround(reference, target.up), target.name)?.value);
  if (holder === undefined) return [];
  return objects(index, target.kind, holder, own).flatMap((definition) =>
    definition.facts.keys
      .filter((key) => key.name === reference.name)
      .map((key) => ({ ...definition, what: 'key', name: key.name, span: key.span }) as const),
  );
}

/** Everything that one document defines by name. */
export function definitionsIn(index: WorkspaceIndex, home: Home): readonly Definition[] {
  return index.factsOf(home.document).flatMap((facts): readonly Definition[] => {
    const as = (what: Definition['what']) => (it: Named) => ({
      ...home,
      what,
      name: it.name,
      span: it.span,
      facts,
    });
    const own =
      facts.nameSpan && facts.name !== '' ? [{ name: facts.name, span: facts.nameSpan }] : [];
    const named = facts.pod?.containers.filter(({ name }) => name !== '') ?? [];
    return [
      ...own.map(as('object')),
      ...(facts.pod?.volumes ?? []).map(as('volume')),
      ...named.map(as('container')),
      ...named.flatMap(({ ports }) => ports).map(as('port')),
      ...(facts.pod?.claims ?? []).map(as('claim')),
      ...(facts.kind === 'ConfigMap' || facts.kind === 'Secret' ? facts.keys : []).map(as('key')),
      ...facts.servicePorts.map(as('port')),
    ];
  });
}
