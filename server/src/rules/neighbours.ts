// The other objects of a file, read from its trees: rules about two objects speak only of what stands together in one file,
// since folders are full of variants and examples that never meet in a cluster.

import type { ManifestFile } from '../documents/manifestFile';
import { placeAt } from '../documents/paths';
import type { YamlNode } from '../documents/tree';
import { scalarText } from '../documents/tree';
import type { FieldPath } from '../schema/catalogue';
import { matches, selectorFromLabels } from '../schema/selector';
import type { ObjectFacts } from '../workspace/definitions';
import { podPathOf } from '../workspace/references';
import type { IndexedObject } from '../workspace/workspaceIndex';
import type { RuleScene } from './rule';

/** What a file holds, found once for each version of it. */
interface Neighbours {
  /** In the order of the text. */
  readonly all: readonly IndexedObject[];
  readonly byKind: ReadonlyMap<string, readonly IndexedObject[]>;
  readonly byName: ReadonlyMap<string, readonly IndexedObject[]>;
  /** Pods and templates by each of their labels, `app=web`. */
  readonly byLabel: ReadonlyMap<string, readonly IndexedObject[]>;
}

const known = new WeakMap<ManifestFile, Neighbours>();

function neighboursOf({ index, uri, document }: RuleScene): Neighbours {
  const file = index.file(uri);
  const found = file && known.get(file);
  if (found !== undefined) return found;
  const documents = file?.documents ?? [{ document, start: 0 }];
  const all = documents.flatMap((it) =>
    index.factsOf(it.document).map((facts) => ({ uri, ...it, facts })),
  );
  const byKind = new Map<string, IndexedObject[]>();
  const byName = new Map<string, IndexedObject[]>();
  const byLabel = new Map<string, IndexedObject[]>();
  for (const object of all) {
    add(byKind, object.facts.kind, object);
    add(byName, object.facts.name, object);
    for (const [key, value] of object.facts.pod?.labels ?? [])
      add(byLabel, `${key}=${value}`, object);
  }
  const neighbours = { all, byKind, byName, byLabel };
  if (file !== undefined) known.set(file, neighbours);
  return neighbours;
}

function add(to: Map<string, IndexedObject[]>, key: string, object: IndexedObject): void {
  const list = to.get(key);
  if (list === undefined) to.set(key, [object]);
  else list.push(object);
}

/** All objects of the scene's file, the document's own among them. */
export function fileObjects(scene: RuleScene): readonly IndexedObject[] {
  return neighboursOf(scene).all;
}

export function fileObjectsOfKind(scene: RuleScene, kind: string): readonly IndexedObject[] {
  return neighboursOf(scene).byKind.get(kind) ?? [];
}

export function fileObjectsOfName(scene: RuleScene, name: string): readonly IndexedObject[] {
  return neighboursOf(scene).byName.get(name) ?? [];
}

/** Pods and templates of the file that carry all labels of an object's own plain selector, in its namespace. */
export function selectedInFile(scene: RuleScene, own: ObjectFacts): readonly IndexedObject[] {
  const [first] = own.selector ?? [];
  if (own.selector === undefined || first === undefined) return [];
  const selector = selectorFromLabels(Object.fromEntries(own.selector));
  const candidates = neighboursOf(scene).byLabel.get(`${first[0]}=${first[1]}`) ?? [];
  return candidates.filter(
    ({ facts }) =>
      sameNamespace(own, facts) && matches(selector, Object.fromEntries(facts.pod?.labels ?? [])),
  );
}

/** Namespaces differ only where both are written. */
export function sameNamespace(one: ObjectFacts, other: ObjectFacts): boolean {
  return (
    one.namespace === undefined ||
    other.namespace === undefined ||
    one.namespace === other.namespace
  );
}

/** What a rule needs of an object to read its fields. */
export type Readable = Pick<IndexedObject, 'document' | 'facts'>;

export function nodeIn({ document, facts }: Readable, path: FieldPath): YamlNode | undefined {
  return placeAt(document.tree, [...facts.object.path, ...path])?.value;
}

export function textIn(object: Readable, path: FieldPath): string | undefined {
  return scalarText(nodeIn(object, path));
}

/** Whole number at a path; undefined for none and for what is written otherwise. */
export function integerIn(object: Readable, path: FieldPath): number | undefined {
  const text = textIn(object, path);
  return text !== undefined && /^\d+$/.test(text) ? Number(text) : undefined;
}

/** Path from the object's root to the spec of its Pods. */
export function podSpecPath({ facts }: Readable): FieldPath {
  return [...((facts.api && podPathOf(facts.api)) ?? []), 'spec'];
}

/** `Deployment web`, as people name objects. */
export function called({ kind, name }: ObjectFacts): string {
  return name === '' ? kind : `${kind} ${name}`;
}
