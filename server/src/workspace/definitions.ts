// What one document defines: its objects, and inside their Pods volumes, containers, ports and variables.

import { kindOf } from '../documents/fieldInfo';
import type { ManifestDocument, ManifestObject } from '../documents/manifestDocument';
import { followAlias, mergedEntry } from '../documents/paths';
import type { Span, YamlNode, YamlScalar, YamlTree } from '../documents/tree';
import { entryOf, scalarText } from '../documents/tree';
import type { ApiKind, Catalogue } from '../schema/catalogue';
import { podPathOf } from './references';

/** A name and the text that gives it. */
export interface Named {
  readonly name: string;
  readonly span: Span;
}

export interface ContainerFacts extends Named {
  readonly list: 'containers' | 'initContainers' | 'ephemeralContainers';
  readonly index: number;
  readonly ports: readonly (Named & { readonly number: string })[];
  /** All of its ports' numbers, as written. */
  readonly portNumbers: readonly string[];
  readonly env: readonly Named[];
}

export interface PodFacts {
  readonly labels: ReadonlyMap<string, string>;
  readonly containers: readonly ContainerFacts[];
  readonly volumes: readonly Named[];
  readonly claims: readonly Named[];
}

/** A key of `data`, `stringData` or `binaryData`. */
export interface DataKey extends Named {
  /** Can be a file, but no variable. */
  readonly isBinary: boolean;
}

export interface ObjectFacts {
  readonly object: ManifestObject;
  readonly api: ApiKind | undefined;
  readonly kind: string;
  readonly name: string;
  readonly namespace: string | undefined;
  /** The value of `metadata.name`; absent while there is none. */
  readonly nameSpan: Span | undefined;
  readonly labels: ReadonlyMap<string, string>;
  readonly pod: PodFacts | undefined;
  /** Keys of a ConfigMap's or Secret's data. */
  readonly keys: readonly DataKey[];
  /** Named ports of a Service. */
  readonly servicePorts: readonly (Named & { readonly number: string })[];
  /**
   * `spec.selector` as plain labels, where it is one (Service, ReplicationController) or has `matchLabels`; of a
   * NetworkPolicy `podSelector`.
   */
  readonly selector: ReadonlyMap<string, string> | undefined;
}

/** Everything that a document's objects define, in the order of the text. */
export function factsOf(catalogue: Catalogue, document: ManifestDocument): readonly ObjectFacts[] {
  const facts: ObjectFacts[] = [];
  for (const object of document.objects) {
    if (object.kind === undefined) continue;
    facts.push(objectFacts(catalogue, document.tree, object, object.kind));
  }
  return facts;
}

function objectFacts(
  catalogue: Catalogue,
  tree: YamlTree,
  object: ManifestObject,
  kind: string,
): ObjectFacts {
  const reader = new Reader(tree);
  const api = kindOf(catalogue, object);
  const metadata = reader.get(object.node, 'metadata');
  const nameNode = scalarOf(reader.get(metadata, 'name'));
  const spec = reader.get(object.node, 'spec');
  const podPath = api && podPathOf(api);
  return {
    object,
    api,
    kind,
    name: nameNode?.text ?? '',
    namespace: scalarText(reader.get(metadata, 'namespace')),
    nameSpan: nameNode && { start: nameNode.start, end: nameNode.end },
    labels: reader.labels(reader.get(metadata, 'labels')),
    pod:
      podPath === undefined
        ? undefined
        : podFacts(reader, reader.follow(object.node, podPath.map(String)), spec),
    keys: ['data', 'binaryData', 'stringData'].flatMap((it) =>
      reader.keys(object.node, it).map((key) => ({ ...key, isBinary: it === 'binaryData' })),
    ),
    servicePorts:
      kind === 'Service' ? reader.items(spec, 'ports').flatMap(portOf(reader, 'port')) : [],
    selector: selectorOf(reader, spec),
  };
}

function selectorOf(
  reader: Reader,
  spec: YamlNode | undefined,
): ReadonlyMap<string, string> | undefined {
  const selector = reader.get(spec, 'selector') ?? reader.get(spec, 'podSelector');
  if (selector?.kind !== 'map') return undefined;
  const matchLabels = reader.get(selector, 'matchLabels');
  if (matchLabels !== undefined) return reader.labels(matchLabels);
  if (reader.get(selector, 'matchExpressions') !== undefined) return undefined;
  return reader.labels(selector);
}

function portOf(reader: Reader, number: string) {
  return (item: YamlNode | undefined) => {
    const name = scalarOf(reader.get(item, 'name'));
    const text = scalarText(reader.get(item, number)) ?? '';
    return name === undefined ? [] : [{ name: name.text, span: spanOf(name), number: text }];
  };
}

function podFacts(
  reader: Reader,
  pod: YamlNode | undefined,
  ownerSpec: YamlNode | undefined,
): PodFacts {
  const spec = reader.get(pod, 'spec');
  const lists = ['initContainers', 'containers', 'ephemeralContainers'] as const;
  return {
    labels: reader.labels(reader.follow(pod, ['metadata', 'labels'])),
    containers: lists.flatMap((list) =>
      reader.items(spec, list).flatMap((item, index) => {
        const name = scalarOf(reader.get(item, 'name'));
        return item === undefined ? [] : [containerFacts(reader, item, name, list, index)];
      }),
    ),
    volumes: [
      ...reader.items(spec, 'volumes').flatMap((item) => namedBy(reader.get(item, 'name'))),
      // A StatefulSet's claims are volumes of its Pods.
      ...reader
        .items(ownerSpec, 'volumeClaimTemplates')
        .flatMap((item) => namedBy(reader.follow(item, ['metadata', 'name']))),
    ],
    claims: reader
      .items(spec, 'resourceClaims')
      .flatMap((item) => namedBy(reader.get(item, 'name'))),
  };
}

function containerFacts(
  reader: Reader,
  item: YamlNode,
  name: YamlScalar | undefined,
  list: ContainerFacts['list'],
  index: number,
): ContainerFacts {
  return {
    name: name?.text ?? '',
    span: name === undefined ? { start: item.start, end: item.start } : spanOf(name),
    list,
    index,
    ports: reader.items(item, 'ports').flatMap(portOf(reader, 'containerPort')),
    portNumbers: reader
      .items(item, 'ports')
      .flatMap((port) => scalarText(reader.get(port, 'containerPort')) ?? []),
    env: reader.items(item, 'env').flatMap((it) => namedBy(reader.get(it, 'name'))),
  };
}

function namedBy(node: YamlNode | undefined): readonly Named[] {
  const scalar = scalarOf(node);
  return scalar === undefined ? [] : [{ name: scalar.text, span: spanOf(scalar) }];
}

function scalarOf(node: YamlNode | undefined): YamlScalar | undefined {
  if (node?.kind !== 'scalar' || node.style === 'alias' || node.style === 'block') return undefined;
  return node.text === '' ? undefined : node;
}

/** The span of a scalar's text, without its quotes. */
export function spanOf(scalar: YamlScalar): Span {
  if (scalar.style !== 'single' && scalar.style !== 'double') {
    return { start: scalar.start, end: scalar.end };
  }
  return { start: scalar.start + 1, end: scalar.closed ? scalar.end - 1 : scalar.end };
}

/** Reads a tree through its aliases. */
class Reader {
  readonly #tree: YamlTree;

  constructor(tree: YamlTree) {
    this.#tree = tree;
  }

  get(node: YamlNode | undefined, key: string): YamlNode | undefined {
    const entry = entryOf(node, key) ?? mergedEntry(this.#tree, node, key);
    return followAlias(this.#tree, entry?.value);
  }

  follow(node: YamlNode | undefined, keys: readonly string[]): YamlNode | undefined {
    return keys.reduce<YamlNode | undefined>((at, key) => this.get(at, key), node);
  }

  items(node: YamlNode | undefined, key: string): readonly (YamlNode | undefined)[] {
    const list = this.get(node, key);
    if (list?.kind !== 'sequence') return [];
    return list.items.map((item) => followAlias(this.#tree, item.value));
  }

  keys(node: YamlNode | undefined, key: string): readonly Named[] {
    const map = this.get(node, key);
    if (map?.kind !== 'map') return [];
    return map.entries.map((entry) => ({ name: entry.key.text, span: spanOf(entry.key) }));
  }

  labels(node: YamlNode | undefined): ReadonlyMap<string, string> {
    const labels = new Map<string, string>();
    if (node?.kind !== 'map') return labels;
    for (const { key, value } of node.entries) {
      const text = scalarText(followAlias(this.#tree, value));
      if (text !== undefined) labels.set(key.text, text);
    }
    return labels;
  }
}
