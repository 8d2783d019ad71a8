// The value of a large document, piece by piece: each entry of its map and each item of a long list is read by itself and
// remembered by its text, so that reading can pause and a key typed costs its own piece. Where pieces could mean something
// else than the whole (anchors, ragged columns, braces), there are none.

import type { Steps } from '../support/steps';
import { ownCopy } from '../support/text';
import type { Span, YamlEntry, YamlItem, YamlMap, YamlNode, YamlSequence, YamlTree } from './tree';
import type { SyntaxIssue, YamlValue } from './yamlValue';
import { yamlValue } from './yamlValue';

/** Below this a document is read in one go: in less time than a pause would save. */
const LARGE = 60_000;

/** An entry whose text is longer than this is itself read in pieces. */
const LARGE_ENTRY = 4000;

/** Short members share a piece of about this length. */
const LONG_PIECE = 1000;
/** How much of a member's text decides whether a piece ends with it. */
const SAMPLE = 24;

/** What was read of a document, by text; handed on to its next version. */
export type Pieces = ReadonlyMap<string, YamlValue>;

export interface PiecewiseValue {
  readonly value: YamlValue;
  readonly pieces: Pieces;
}

/** Undefined for a document that has to be read as a whole. */
export function* valueInPieces(
  text: string,
  tree: YamlTree,
  known: Pieces,
): Steps<PiecewiseValue | undefined> {
  const { root } = tree;
  const canSplit = text.length >= LARGE && tree.anchors.size === 0 && !tree.isTemplate;
  if (!canSplit || root === undefined || !isTidy(text, root)) return undefined;
  if (text.slice(lineStart(text, root.start), root.start).trim() !== '') return undefined;
  const reader = new Reader(text, known);
  const value = yield* reader.collection(root, text.length);
  return { value: { value, issues: reader.issues }, pieces: reader.pieces };
}

type Collection = YamlMap | YamlSequence;

/** A block collection whose members all begin at its column. */
function isTidy(text: string, node: YamlNode): node is Collection {
  if (node.kind === 'scalar' || node.flow) return false;
  const { indent } = node;
  const isRagged = (member: Span, i: number): boolean =>
    i > 0 && member.start - lineStart(text, member.start) !== indent;
  return !membersOf(node).some(isRagged);
}

function membersOf(node: Collection): readonly (YamlEntry | YamlItem)[] {
  return node.kind === 'map' ? node.entries : node.items;
}

function lineStart(text: string, offset: number): number {
  return offset === 0 ? 0 : text.lastIndexOf('\n', offset - 1) + 1;
}

class Reader {
  readonly issues: SyntaxIssue[] = [];
  readonly pieces = new Map<string, YamlValue>();
  readonly #text: string;
  readonly #known: Pieces;

  constructor(text: string, known: Pieces) {
    this.#text = text;
    this.#known = known;
  }

  /** @param end where the text of the collection's last member ends */
  *collection(node: Collection, end: number): Steps<unknown> {
    const members = membersOf(node);
    const value: Value = node.kind === 'map' ? {} : [];
    let from = lineStart(this.#text, node.start);
    let to = from;
    for (const [i, member] of members.entries()) {
      const start = to;
      const next = members[i + 1];
      to = next === undefined ? end : lineStart(this.#text, next.start);
      const inner = this.#largeValue(member, to - start);
      if (inner !== undefined) {
        if (start > from) put(value, this.#read(from, start));
        const key = this.#read(start, ('colon' in member ? (member.colon ?? to) : to) + 1);
        put(value, withValue(key, yield* this.collection(inner, to)));
      } else if (next === undefined || this.#isCut(start, to - from))
        put(value, this.#read(from, to));
      else continue;
      from = to;
      yield;
    }
    return value;
  }

  /** The value of an entry that is better read in pieces too: it begins below its key, with nothing but comments between. */
  #largeValue(member: YamlEntry | YamlItem, length: number): Collection | undefined {
    const { value } = member;
    if (!('colon' in member) || member.colon === undefined || value === undefined) return undefined;
    if (length < LARGE_ENTRY) return undefined;
    const between = this.#text.slice(member.colon + 1, lineStart(this.#text, value.start));
    const isBelow = between.split(/\r?\n/).every((line) => /^\s*(?:#.*)?$/.test(line));
    return between.includes('\n') && isBelow && isTidy(this.#text, value) ? value : undefined;
  }

  /**
   * Whether a piece ends with the member that begins here. Short members share a piece; where it ends depends on their
   * own text, so that what is typed before them does not cut all of them anew.
   */
  #isCut(start: number, length: number): boolean {
    if (length >= LONG_PIECE) return true;
    let sum = 0;
    for (let at = start; at < start + SAMPLE; at += 1)
      sum = (sum * 31 + this.#text.charCodeAt(at)) | 0;
    return (sum & 15) === 0;
  }

  #read(from: number, to: number): unknown {
    const text = this.#text.slice(from, to);
    const piece = this.pieces.get(text) ?? this.#known.get(text) ?? yamlValue(ownCopy(text));
    this.pieces.set(text, piece);
    for (const issue of piece.issues) {
      const { start, end } = issue.span;
      this.issues.push({ ...issue, span: { start: start + from, end: end + from } });
    }
    return piece.value;
  }
}

type Value = Record<string, unknown> | unknown[];

function withValue(key: unknown, value: unknown): unknown {
  if (typeof key !== 'object' || key === null) return undefined;
  return Object.fromEntries(Object.keys(key).map((name) => [name, value]));
}

/** Adds what a piece says: the entries of its map, or the items of its list. */
function put(value: Value, piece: unknown): void {
  if (Array.isArray(value)) {
    if (Array.isArray(piece)) value.push(...piece);
    return;
  }
  if (typeof piece !== 'object' || piece === null) return;
  for (const [name, inner] of Object.entries(piece)) {
    if (name !== '__proto__') value[name] = inner;
    else {
      const property = { value: inner, writable: true, enumerable: true, configurable: true };
      Object.defineProperty(value, name, property);
    }
  }
}
