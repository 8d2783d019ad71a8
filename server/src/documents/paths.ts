// From field paths to the places in a tree, and back.

import type { FieldPath } from '../schema/catalogue';
import type { Span, YamlEntry, YamlItem, YamlMap, YamlNode, YamlTree } from './tree';
import { entryOf, touches } from './tree';

/** Where a field stands. */
export interface Place {
  readonly path: FieldPath;
  /** The entry, when the last step of the path is a key. */
  readonly entry: YamlEntry | undefined;
  /** The item, when the last step is an index. */
  readonly item: YamlItem | undefined;
  readonly value: YamlNode | undefined;
}

/** An alias leads to what it names; not further than one anchor in another's place, so a circle ends. */
export function followAlias(tree: YamlTree, node: YamlNode | undefined): YamlNode | undefined {
  let at = node;
  for (let hops = 0; hops < 8 && at?.kind === 'scalar' && at.style === 'alias'; hops += 1) {
    at = tree.anchors.get(at.text);
  }
  return at;
}

/** The place of exactly this path; undefined when the text has no such field. */
export function placeAt(tree: YamlTree, path: FieldPath): Place | undefined {
  let place: Place = { path: [], entry: undefined, item: undefined, value: tree.root };
  for (const step of path) {
    const next = stepInto(tree, place, step);
    if (next === undefined) return undefined;
    place = next;
  }
  return place;
}

/** The deepest place on the way to `path` that the text has. */
export function nearestPlace(tree: YamlTree, path: FieldPath): Place {
  let place: Place = { path: [], entry: undefined, item: undefined, value: tree.root };
  for (const step of path) {
    const next = stepInto(tree, place, step);
    if (next === undefined) return place;
    place = next;
  }
  return place;
}

function stepInto(tree: YamlTree, place: Place, step: string | number): Place | undefined {
  const node = followAlias(tree, place.value);
  const path = [...place.path, step];
  if (typeof step === 'number') {
    const item = node?.kind === 'sequence' ? node.items[step] : undefined;
    return item && { path, entry: undefined, item, value: item.value };
  }
  const entry = entryOf(node, step) ?? mergedEntry(tree, node, step);
  return entry && { path, entry, item: undefined, value: entry.value };
}

/** An entry that comes in by `<<: *name`; the first of several maps that has it wins. */
export function mergedEntry(
  tree: YamlTree,
  node: YamlNode | undefined,
  key: string,
): YamlEntry | undefined {
  for (const map of mergedMaps(tree, node, 0)) {
    const entry = entryOf(map, key);
    if (entry !== undefined) return entry;
  }
  return undefined;
}

/** The keys that a map has without writing them: those of the maps that `<<` brings in. */
export function mergedKeys(tree: YamlTree, node: YamlNode | undefined): readonly string[] {
  return mergedMaps(tree, node, 0).flatMap(({ entries }) => entries.map(({ key }) => key.text));
}

/** Anchors may go in circles: deeper than this nobody merges. */
const DEEPEST_MERGE = 8;

function mergedMaps(tree: YamlTree, node: YamlNode | undefined, depth: number): readonly YamlMap[] {
  const value = entryOf(node, '<<')?.value;
  if (value === undefined || depth > DEEPEST_MERGE) return [];
  const merged = followAlias(tree, value);
  const nodes =
    merged?.kind === 'sequence' ? merged.items.map((it) => followAlias(tree, it.value)) : [merged];
  return nodes.flatMap((it) =>
    it?.kind === 'map' ? [it, ...mergedMaps(tree, it, depth + 1)] : [],
  );
}

/** What the tree says about an offset. */
export interface Spot {
  readonly path: FieldPath;
  readonly on: 'key' | 'value';
  /** The key's or the value's own text. */
  readonly span: Span;
  readonly entry: YamlEntry | undefined;
  readonly value: YamlNode | undefined;
  /** The map that holds the key, when `on` is `key`. */
  readonly map: YamlMap | undefined;
}

/** The key or scalar under an offset; undefined between them and in comments. */
export function spotAt(tree: YamlTree, offset: number): Spot | undefined {
  if (tree.root === undefined || isInComment(tree, offset)) return undefined;
  return spotIn(tree.root, offset, []);
}

function spotIn(node: YamlNode, offset: number, path: FieldPath): Spot | undefined {
  if (node.kind === 'scalar') {
    if (!touches(node, offset)) return undefined;
    return { path, on: 'value', span: node, entry: undefined, value: node, map: undefined };
  }
  if (node.kind === 'sequence') {
    const index = lastStartingBy(node.items, offset);
    const item = node.items[index];
    if (item?.value === undefined) return undefined;
    return spotIn(item.value, offset, [...path, index]);
  }
  const index = lastStartingBy(node.entries, offset);
  const entry = node.entries[index];
  if (entry === undefined) return undefined;
  const inner = [...path, entry.key.text];
  if (touches(entry.key, offset)) {
    return { path: inner, on: 'key', span: entry.key, entry, value: entry.value, map: node };
  }
  if (entry.value === undefined) return undefined;
  const spot = spotIn(entry.value, offset, inner);
  return spot?.value === entry.value && spot.entry === undefined ? { ...spot, entry } : spot;
}

/** Index of the last span that starts at or before the offset, −1 when all start later. The spans are in order. */
export function lastStartingBy(spans: readonly Span[], offset: number): number {
  let low = 0;
  let high = spans.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    const span = spans[middle];
    if (span !== undefined && span.start <= offset) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}

export function isInComment(tree: YamlTree, offset: number): boolean {
  const comment = tree.comments[lastStartingBy(tree.comments, offset)];
  return comment !== undefined && comment.start < offset && offset <= comment.end;
}
