// The tree of a large document after an edit, from the tree before it. What a member of a block collection is depends on
// its own lines and on where its neighbours begin; so a short text is read that has the edited members, one untouched
// neighbour on either side, and all that stands around the collection, and the other members are taken over. Where that
// cannot be said for sure (templates, anchors, ragged columns), the text is read as a whole.

import { movedEntry, movedItem } from './movedNodes';
import { parseTree } from './parseTree';
import { lastStartingBy } from './paths';
import type { Span, YamlEntry, YamlItem, YamlMap, YamlNode, YamlSequence, YamlTree } from './tree';

/** Reading less than this anew is not worth the trouble. */
const LARGE = 30_000;

/** A text and its tree, to start from. */
export interface KnownTree {
  readonly text: string;
  readonly tree: YamlTree;
}

/** The same tree as `parseTree` gives. */
export function reparseTree(text: string, known: KnownTree | undefined): YamlTree {
  if (known === undefined || text.length < LARGE) return parseTree(text);
  return new Reparse(known, text).tree() ?? parseTree(text);
}

type Collection = YamlMap | YamlSequence;
type Member = YamlEntry | YamlItem;

/** Collections whose members are known to begin at their column, so that it is looked at once. */
const tidy = new WeakSet<Collection>();

function isTidy(text: string, node: YamlNode | undefined): node is Collection {
  if (node === undefined || node.kind === 'scalar' || node.flow) return false;
  if (tidy.has(node)) return true;
  const { indent } = node;
  const isAtColumn = ({ start }: Member): boolean => start - lineStart(text, start) === indent;
  if (!membersOf(node).every(isAtColumn)) return false;
  tidy.add(node);
  return true;
}

function membersOf(node: Collection): readonly Member[] {
  return node.kind === 'map' ? node.entries : node.items;
}

function lineStart(text: string, offset: number): number {
  return offset === 0 ? 0 : text.lastIndexOf('\n', offset - 1) + 1;
}

function isPlain({ anchors, isTemplate, isConflicted }: YamlTree): boolean {
  return anchors.size === 0 && !isTemplate && !isConflicted;
}

/** Which members are read anew, and where their lines are in the text before the edit. */
interface Cut {
  readonly collection: Collection;
  /** Members from the root down, by index, to the one that holds the collection. */
  readonly path: readonly number[];
  readonly first: number;
  /** The last that is read anew. At least one more follows it. */
  readonly last: number;
  readonly from: number;
  readonly to: number;
  /** End of what stands before: of the first member, where that is not read anew. */
  readonly headEnd: number;
  /** Where the collection's last member begins. */
  readonly tail: number;
}

class Reparse {
  readonly #old: KnownTree;
  readonly #text: string;
  readonly #edit: Span;
  readonly #delta: number;

  constructor(old: KnownTree, text: string) {
    this.#old = old;
    this.#text = text;
    this.#delta = text.length - old.text.length;
    this.#edit = changedSpan(old.text, text);
  }

  tree(): YamlTree | undefined {
    const { root } = this.#old.tree;
    if (!isPlain(this.#old.tree) || root === undefined) return undefined;
    const cut = this.#cutIn(root, []);
    if (cut === undefined) return undefined;
    const head = this.#text.slice(0, cut.headEnd);
    const region = this.#text.slice(cut.from, cut.to + this.#delta);
    const short = head + region + this.#text.slice(cut.tail + this.#delta);
    const read = parseTree(short);
    return isPlain(read) ? this.#joined(cut, { text: short, tree: read }) : undefined;
  }

  /** The outermost collection in whose middle the edit stands. */
  #cutIn(node: YamlNode | undefined, path: readonly number[]): Cut | undefined {
    const { text } = this.#old;
    if (node === undefined || node.kind === 'scalar' || node.flow) return undefined;
    const members = membersOf(node);
    const { start, end } = this.#edit;
    const at = lastStartingBy(members, start);
    const first = Math.max(0, at - 1);
    const last = lastStartingBy(members, end) + 2;
    const lineOf = (i: number): number => lineStart(text, members[i]?.start ?? text.length);
    if (last <= members.length - 2 && lineOf(first) <= start) {
      if (!isTidy(text, node)) return undefined;
      const [from, to, tail] = [lineOf(first), lineOf(last + 1), lineOf(members.length - 1)];
      const headEnd = first === 0 ? from : lineOf(1);
      return { collection: node, path, first, last, from, to, headEnd, tail };
    }
    return this.#cutIn(members[at]?.value, [...path, at]);
  }

  #joined(cut: Cut, short: KnownTree): YamlTree | undefined {
    const regionStart = cut.headEnd;
    const tailStart = regionStart + (cut.to + this.#delta - cut.from);
    const intoRegion = cut.from - regionStart;
    const intoTail = cut.tail + this.#delta - tailStart;
    const read = collectionAt(short.tree.root, cut.path);
    const { collection: before, first, last } = cut;
    if (read?.kind !== before.kind || read.indent !== before.indent) return undefined;
    if (!isTidy(short.text, read)) return undefined;

    const readMembers = membersOf(read);
    const anew = readMembers.slice(first === 0 ? 0 : 1, -1);
    const end = readMembers.at(-1);
    const guard = membersOf(before)[last];
    const readGuard = anew.at(-1);
    const isInStep =
      end?.start === tailStart + before.indent &&
      anew.every(({ start }) => start >= regionStart && start < tailStart) &&
      guard !== undefined &&
      readGuard?.start === guard.start + this.#delta - intoRegion &&
      readGuard.end === guard.end + this.#delta - intoRegion;
    if (end === undefined || !isInStep) return undefined;

    const joined = <M extends Member>(all: readonly M[], move: (one: M, by: number) => M): M[] => [
      ...all.slice(0, first),
      ...(anew as readonly unknown[] as readonly M[]).map((it) => move(it, intoRegion)),
      ...all.slice(last + 1, -1).map((it) => move(it, this.#delta)),
      move(end as M, intoTail),
    ];
    const span = { start: read.start, end: read.end + intoTail };
    const collection: Collection =
      before.kind === 'map'
        ? { ...before, ...span, entries: joined(before.entries, movedEntry) }
        : { ...before, ...span, items: joined(before.items, movedItem) };
    tidy.add(collection);
    return {
      ...short.tree,
      root: replaced(short.tree.root, cut.path, collection, intoTail),
      comments: this.#comments(cut, short.tree.comments, [tailStart, intoRegion, intoTail]),
    };
  }

  #comments(
    cut: Cut,
    read: readonly Span[],
    [tailStart, intoRegion, intoTail]: readonly [number, number, number],
  ): readonly Span[] {
    const between = (spans: readonly Span[], from: number, to: number, by: number): Span[] =>
      spans
        .slice(lastStartingBy(spans, from - 1) + 1, lastStartingBy(spans, to - 1) + 1)
        .map(({ start, end }) => ({ start: start + by, end: end + by }));
    const old = this.#old.tree.comments;
    return [
      ...between(read, 0, cut.headEnd, 0),
      ...between(old, cut.headEnd, cut.from, 0),
      ...between(read, cut.headEnd, tailStart, intoRegion),
      ...between(old, cut.to, cut.tail, this.#delta),
      ...between(read, tailStart, Number.MAX_SAFE_INTEGER, intoTail),
    ];
  }
}

function collectionAt(root: YamlNode | undefined, path: readonly number[]): Collection | undefined {
  let node = root;
  for (const step of path) {
    node = node === undefined || node.kind === 'scalar' ? undefined : membersOf(node)[step]?.value;
  }
  return node === undefined || node.kind === 'scalar' ? undefined : node;
}

/** The short tree with the whole collection in its place; what follows it has moved. */
function replaced(
  node: YamlNode | undefined,
  path: readonly number[],
  collection: Collection,
  by: number,
): YamlNode | undefined {
  const [at, ...rest] = path;
  if (at === undefined || node === undefined || node.kind === 'scalar') return collection;
  const within = <M extends Member>(all: readonly M[], move: (one: M, by: number) => M): M[] =>
    all.map((member, i) => {
      if (i !== at) return i < at ? member : move(member, by);
      const value = replaced(member.value, rest, collection, by);
      return { ...member, end: value?.end ?? member.end, value };
    });
  const span = { start: node.start, end: node.end + by };
  return node.kind === 'map'
    ? { ...node, ...span, entries: within(node.entries, movedEntry) }
    : { ...node, ...span, items: within(node.items, movedItem) };
}

const BLOCK = 4096;

/** The part of the old text that is not in the new one; empty where something was only added. */
function changedSpan(old: string, text: string): Span {
  const most = Math.min(old.length, text.length);
  let start = 0;
  while (
    start + BLOCK <= most &&
    old.slice(start, start + BLOCK) === text.slice(start, start + BLOCK)
  )
    start += BLOCK;
  while (start < most && old.charCodeAt(start) === text.charCodeAt(start)) start += 1;
  let same = 0;
  const back = (value: string, by: number): string =>
    value.slice(value.length - same - by, value.length - same);
  while (same + BLOCK <= most - start && back(old, BLOCK) === back(text, BLOCK)) same += BLOCK;
  while (same < most - start && back(old, 1) === back(text, 1)) same += 1;
  return { start, end: old.length - same };
}
