// What could be typed at an offset: a key, a value, or whatever the field above calls for. Told by indentation and text,
// so it holds on an empty line, after a dash, on half a word and beside broken neighbours.

import type { FieldPath } from '../schema/catalogue';
import type { ManifestDocument } from './manifestDocument';
import { isOnMarker } from './manifestFile';
import { isInComment, lastStartingBy } from './paths';
import type { Span, YamlEntry, YamlMap, YamlNode, YamlScalar, YamlSequence } from './tree';
import { touches } from './tree';

export interface Cursor {
  /**
   * - `key`: a key of the map at `path`
   * - `value`: the value at `path`, on its key's line or in a flow collection
   * - `child`: the value at `path`, beginning on a line of its own; its type says whether that is a key, an item or text
   */
  readonly at: 'key' | 'value' | 'child';
  readonly path: FieldPath;
  /** The map whose key is typed, where it has any. */
  readonly map: YamlMap | undefined;
  /** The entry under the cursor: the key being changed, or the one whose value is typed. */
  readonly entry: YamlEntry | undefined;
  /** The sequence in which a `child` begins a new item. */
  readonly sequence: YamlSequence | undefined;
  /** What an answer replaces, the quotes included; empty where nothing stands yet. */
  readonly replace: Span;
  /** Whether a colon follows the key already. */
  readonly hasColon: boolean;
  /** In braces or brackets; `json` when names and strings need quotes there. */
  readonly flow: 'none' | 'yaml' | 'json';
  readonly quote: '' | '"' | "'";
  /** What must stand between what is there and what comes: a blank after `key:` or `-`. */
  readonly lead: '' | ' ';
  /** Column at which the answer begins, `lead` included. */
  readonly column: number;
  /** Width of the blanks that the cursor's line begins with. */
  readonly lineIndent: number;
  /** In a flow map another entry follows directly: a comma is due. */
  readonly needsComma: boolean;
}

/** Undefined where nothing can be offered: comments, block scalars, after a finished value, on a `---` line. */
export function cursorAt(document: ManifestDocument, offset: number): Cursor | undefined {
  const { tree, text } = document;
  if (isInComment(tree, offset) || isOnMarker(document, offset)) return undefined;
  if (isInTemplate(text, offset)) return undefined;
  const lineStart = text.lastIndexOf('\n', offset - 1) + 1;
  const line = { start: lineStart, end: lineEnd(text, offset) };
  const context: Context = { document, offset, line, isJson: isJson(document) };
  const around = tree.root && innermostFlowOrBlock(context, tree.root, []);
  if (around?.node.kind === 'scalar') return undefined;
  if (around !== undefined) return inFlow(context, around.node, around.path);
  return onBlockLine(context);
}

/** Between `{{` and `}}` another language is spoken. */
function isInTemplate(text: string, offset: number): boolean {
  const before = text.slice(Math.max(0, offset - LONGEST_ACTION), offset);
  const open = before.lastIndexOf('{{');
  if (open < 0) return false;
  const action = before.slice(open);
  // Two flow maps may begin so in JSON and YAML, but then with a key.
  if (action.includes('}}') || /^\{\{\s*["'\w-]+\s*:/.test(action)) return false;
  return !action.includes('\n') || text.slice(offset, offset + LONGEST_ACTION).includes('}}');
}

/** An action of a template is shorter than this. */
const LONGEST_ACTION = 1000;

interface Context {
  readonly document: ManifestDocument;
  readonly offset: number;
  readonly line: Span;
  readonly isJson: boolean;
}

function lineEnd(text: string, offset: number): number {
  const end = text.indexOf('\n', offset);
  const last = end < 0 ? text.length : end;
  return last > offset && text.charCodeAt(last - 1) === 13 ? last - 1 : last;
}

function isJson({ tree }: ManifestDocument): boolean {
  const { root } = tree;
  if (root === undefined || root.kind === 'scalar' || !root.flow) return false;
  if (root.kind === 'sequence') return true;
  return root.entries.every(({ key }) => key.style === 'double');
}

/** The innermost flow collection, block scalar or many-line text that the offset is inside of. */
function innermostFlowOrBlock(
  context: Context,
  node: YamlNode,
  path: FieldPath,
): { readonly node: YamlNode; readonly path: FieldPath } | undefined {
  if (node.kind === 'scalar') return isInsideText(context, node) ? { node, path } : undefined;
  const deeper = childAround(node, context.offset);
  const inner = deeper && innermostFlowOrBlock(context, deeper.value, [...path, deeper.step]);
  if (inner !== undefined) return inner;
  return node.flow && isInsideFlow(context, node) ? { node, path } : undefined;
}

function childAround(
  node: YamlMap | YamlSequence,
  offset: number,
): { readonly value: YamlNode; readonly step: string | number } | undefined {
  if (node.kind === 'map') {
    const entry = node.entries[lastStartingBy(node.entries, offset)];
    return entry?.value && { value: entry.value, step: entry.key.text };
  }
  const index = lastStartingBy(node.items, offset);
  const value = node.items[index]?.value;
  return value && { value, step: index };
}

function isInsideText({ offset, line }: Context, node: YamlScalar): boolean {
  if (node.style === 'block') return node.start < offset && offset <= node.end;
  // The later lines of a quoted text that goes over several.
  const quoted = node.style === 'single' || node.style === 'double';
  return quoted && node.start < line.start && offset < node.end;
}

function isInsideFlow({ document, offset, line }: Context, node: YamlMap | YamlSequence): boolean {
  if (offset <= node.start) return false;
  if (node.closed) return offset < node.end;
  if (offset <= node.end) return true;
  const { text, tree } = document;
  const between = text.slice(node.end, offset);
  if (between.trim() !== '') return false;
  if (!between.includes('\n') || node === tree.root) return true;
  // The open bracket's own line ends it, unless the cursor is indented like something inside.
  const opening = text.lastIndexOf('\n', node.start - 1) + 1;
  const indent = /^[ \t]*/.exec(text.slice(opening, node.start))?.[0].length ?? 0;
  return offset - line.start > indent;
}

const NOTHING = {
  map: undefined,
  entry: undefined,
  sequence: undefined,
  hasColon: false,
  flow: 'none',
  quote: '',
  lead: '',
  needsComma: false,
} as const;

/** Lines of block style: blanks, dashes, and then a key with or without its value. */
function onBlockLine(context: Context): Cursor | undefined {
  const { document, offset, line } = context;
  const { text } = document;
  const before = text.slice(line.start, offset);
  const lineIndent = /^[ \t\ufeff]*/.exec(text.slice(line.start, line.end))?.[0].length ?? 0;
  const marker = /^---\s+/.exec(before)?.[0].length ?? 0;
  const lead = /^[ \t\ufeff]*(?:-[ \t]+)*/.exec(before.slice(marker))?.[0].length ?? 0;
  const rest = before.slice(marker + lead);
  const shape = { lineIndent: Math.min(lineIndent, before.length) };
  if (rest === '-' || (rest === '' && /(^|\s)-$/.test(before))) {
    const begun = startOf(context, {
      ...shape,
      wordStart: offset,
      column: before.length + 1,
      lead: ' ',
    });
    // A dash that begins no item may be on its way to `---`.
    return typeof begun?.path.at(-1) === 'number' ? begun : undefined;
  }
  if (/^-+$/.test(rest)) return undefined;
  const entry = entryWithColonBefore(context);
  if (entry !== undefined) return valueOnLine(context, entry, shape.lineIndent);
  if (/\s/.test(rest.trim()) && !/^["']/.test(rest)) return undefined;
  if (rest !== rest.trimEnd()) return undefined;
  const wordStart = offset - rest.length;
  return startOf(context, { ...shape, wordStart, column: wordStart - line.start, lead: '' });
}

interface Beginning {
  readonly wordStart: number;
  readonly column: number;
  readonly lineIndent: number;
  readonly lead: '' | ' ';
}

/** The entry on the cursor's line whose colon stands before the cursor. */
function entryWithColonBefore(context: Context): { entry: YamlEntry; path: FieldPath } | undefined {
  const { document, offset, line } = context;
  let node: YamlNode | undefined = document.tree.root;
  let path: FieldPath = [];
  let found: { entry: YamlEntry; path: FieldPath } | undefined;
  while (node !== undefined && node.kind !== 'scalar') {
    if (node.kind === 'map') {
      const entry: YamlEntry | undefined = node.entries[lastStartingBy(node.entries, offset)];
      if (entry === undefined) break;
      path = [...path, entry.key.text];
      const { colon } = entry;
      if (entry.start >= line.start && colon !== undefined && colon < offset)
        found = { entry, path };
      node = entry.value;
    } else {
      const index: number = lastStartingBy(node.items, offset);
      path = [...path, index];
      node = node.items[index]?.value;
    }
  }
  return found;
}

function valueOnLine(
  { document, offset, line }: Context,
  { entry, path }: { readonly entry: YamlEntry; readonly path: FieldPath },
  lineIndent: number,
): Cursor | undefined {
  const { value, colon } = entry;
  invariantColon(colon);
  const onLine = value !== undefined && value.start <= line.end ? value : undefined;
  const lead = offset === colon + 1 ? ' ' : '';
  const base = { ...NOTHING, at: 'value', path, entry, lineIndent, lead } as const;
  if (onLine === undefined) {
    // Only a comment or blanks follow; anything else on the line would be a value.
    const column = offset - line.start + lead.length;
    return { ...base, replace: { start: offset, end: offset }, column };
  }
  if (offset < onLine.start && /^[ \t]*$/.test(document.text.slice(colon + 1, offset))) {
    // Before a value that is there already: `key:¦ value`.
    return undefined;
  }
  if (onLine.kind !== 'scalar' || onLine.style === 'alias' || onLine.style === 'block')
    return undefined;
  if (!touches(onLine, offset) || onLine.end > line.end) return undefined;
  if (onLine.closed && isQuoted(onLine) && offset === onLine.end) return undefined;
  const replace = { start: onLine.start, end: onLine.end };
  return { ...base, lead: '', replace, column: onLine.start - line.start, quote: quoteOf(onLine) };
}

function invariantColon(colon: number | undefined): asserts colon is number {
  if (colon === undefined) throw new TypeError('an entry found by its colon has one');
}

function isQuoted(scalar: YamlScalar): boolean {
  return scalar.style === 'double' || scalar.style === 'single';
}

function quoteOf(scalar: YamlScalar): '' | '"' | "'" {
  if (scalar.style === 'double') return '"';
  return scalar.style === 'single' ? "'" : '';
}

/** A key, an item or a value that begins at this column of its own line. */
function startOf(context: Context, at: Beginning): Cursor | undefined {
  const { document, line, offset } = context;
  const level = levelAt(document, at.column, at.wordStart);
  if (level === undefined) return undefined;
  const rest = document.text.slice(at.wordStart, line.end);
  const word = /^(?:"[^"]*"?|'[^']*'?|[^\s:#,{}[\]"'][^\s:]*)/.exec(rest)?.[0] ?? '';
  const end = Math.max(at.wordStart + word.length, offset);
  const after = document.text.slice(end, line.end);
  const hasColon = /^\s*:(\s|$)/.test(after);
  if (after.trim() !== '' && !hasColon && !/^\s+#/.test(after)) return undefined;
  const quote = /^["']/.exec(word)?.[0];
  const entry = level.map?.entries.find((it) => it.start === at.wordStart);
  return {
    ...NOTHING,
    ...level,
    entry,
    replace: { start: at.wordStart, end },
    hasColon,
    quote: quote === '"' ? '"' : quote === "'" ? "'" : '',
    lead: at.lead,
    column: at.column,
    // A cursor may stand in the middle of the blanks that its line begins with.
    lineIndent: Math.min(at.lineIndent, at.column),
  };
}

interface Level {
  readonly at: 'key' | 'child';
  readonly path: FieldPath;
  readonly map: YamlMap | undefined;
  readonly sequence: YamlSequence | undefined;
}

const keyIn = (path: FieldPath, map: YamlMap | undefined): Level => ({
  at: 'key',
  path,
  map,
  sequence: undefined,
});
const childOf = (path: FieldPath, sequence?: YamlSequence): Level => ({
  at: 'child',
  path,
  map: undefined,
  sequence,
});

/** Which level of the document a line that begins at `column` belongs to. */
function levelAt(document: ManifestDocument, column: number, start: number): Level | undefined {
  let node = document.tree.root;
  let path: FieldPath = [];
  if (node === undefined || node.kind === 'scalar') {
    // Nothing but the word that is being typed.
    return node === undefined || node.start >= start ? keyIn([], undefined) : undefined;
  }
  for (;;) {
    if (node === undefined || node.kind === 'scalar' || node.flow) return undefined;
    if (node.kind === 'map') {
      if (column <= node.indent) return keyIn(path, node);
      const entry: YamlEntry | undefined = node.entries[lastStartingBy(node.entries, start - 1)];
      if (entry === undefined) return keyIn(path, node);
      const inner = [...path, entry.key.text];
      if (isTextOfItsOwn(document, entry)) return childOf(inner);
      const step = below(entry.value, column, start, inner);
      if (step === undefined || 'at' in step) return step;
      ({ node, path } = step);
    } else {
      const index: number = lastStartingBy(node.items, start - 1);
      const item = node.items[index];
      if (item === undefined || column <= node.indent) return childOf(path, node);
      const step = below(item.value, column, start, [...path, index]);
      if (step === undefined || 'at' in step) return step;
      ({ node, path } = step);
    }
  }
}

/** Whether the value is a text that began on a line below its key: most likely keys that are still without colon. */
function isTextOfItsOwn({ text }: ManifestDocument, { key, value }: YamlEntry): boolean {
  if (value?.kind !== 'scalar' || value.style !== 'plain') return false;
  const newline = text.indexOf('\n', key.end);
  return newline >= 0 && newline < value.start;
}

/** The level under a key or dash, or the node in which to go on looking for it. */
function below(
  value: YamlNode | undefined,
  column: number,
  start: number,
  path: FieldPath,
): Level | { readonly node: YamlNode; readonly path: FieldPath } | undefined {
  if (value === undefined) return childOf(path);
  if (value.kind === 'scalar') return value.start >= start ? childOf(path) : undefined;
  if (value.flow) return undefined;
  if (value.kind === 'map') {
    return value.start > start || column <= value.indent
      ? keyIn(path, value)
      : { node: value, path };
  }
  return value.start > start || column <= value.indent
    ? childOf(path, value)
    : { node: value, path };
}

/** Between braces or brackets. */
function inFlow(context: Context, node: YamlNode, path: FieldPath): Cursor | undefined {
  if (node.kind === 'scalar') return undefined;
  return node.kind === 'map' ? inFlowMap(context, node, path) : inFlowSequence(context, node, path);
}

function flowBase(context: Context, start: number) {
  const indent = /^[ \t]*/.exec(context.document.text.slice(context.line.start, context.line.end));
  return {
    ...NOTHING,
    flow: context.isJson ? 'json' : 'yaml',
    column: start - context.line.start,
    lineIndent: Math.min(indent?.[0].length ?? 0, start - context.line.start),
  } as const;
}

function inFlowMap(context: Context, map: YamlMap, path: FieldPath): Cursor | undefined {
  const { document, offset } = context;
  const entry =
    map.entries[lastStartingBy(map.entries, inFrontOf(map.entries, document.text, offset))];
  if (entry !== undefined && touches(entry.key, offset) && entry.key.end > entry.key.start) {
    const { key } = entry;
    if (isQuoted(key) && (offset === key.start || (key.closed && offset === key.end)))
      return undefined;
    const base = flowBase(context, key.start);
    const needsComma = entry.colon === undefined && isFollowedByEntry(document.text, key.end);
    const replace = { start: key.start, end: key.end };
    const hasColon = entry.colon !== undefined;
    return {
      ...base,
      at: 'key',
      path,
      map,
      entry,
      replace,
      hasColon,
      quote: quoteOf(key),
      needsComma,
    };
  }
  const replace = { start: offset, end: offset };
  const between = entry && document.text.slice(entry.end, offset);
  if (entry !== undefined && !between?.includes(',')) {
    return flowValueOf(context, entry, [...path, entry.key.text]);
  }
  const needsComma = isFollowedByEntry(document.text, offset);
  return { ...flowBase(context, offset), at: 'key', path, map, replace, needsComma };
}

/** In front of a quoted text something new begins; the text itself is not meant. */
function inFrontOf(spans: readonly Span[], text: string, offset: number): number {
  const isQuote = text[offset] === '"' || text[offset] === "'";
  return isQuote && spans.some(({ start }) => start === offset) ? offset - 1 : offset;
}

function isFollowedByEntry(text: string, offset: number): boolean {
  return /^[\s]*["'\w{[]/.test(text.slice(offset, offset + 200));
}

function flowValueOf(context: Context, entry: YamlEntry, path: FieldPath): Cursor | undefined {
  const { offset, document } = context;
  const { value, colon } = entry;
  if (colon === undefined || offset <= colon) return undefined;
  if (value === undefined) {
    if (document.text.slice(colon + 1, offset).trim() !== '') return undefined;
    const lead = offset === colon + 1 ? ' ' : '';
    const replace = { start: offset, end: offset };
    return { ...flowBase(context, offset + lead.length), at: 'value', path, entry, replace, lead };
  }
  return flowScalar(context, value, path, entry);
}

function flowScalar(
  context: Context,
  value: YamlNode,
  path: FieldPath,
  entry: YamlEntry | undefined,
): Cursor | undefined {
  const { offset } = context;
  if (value.kind !== 'scalar' || value.style === 'alias' || !touches(value, offset))
    return undefined;
  if (isQuoted(value) && (offset === value.start || (value.closed && offset === value.end)))
    return undefined;
  const replace = { start: value.start, end: value.end };
  return {
    ...flowBase(context, value.start),
    at: 'value',
    path,
    entry,
    replace,
    quote: quoteOf(value),
  };
}

function inFlowSequence(
  context: Context,
  sequence: YamlSequence,
  path: FieldPath,
): Cursor | undefined {
  const { document, offset } = context;
  const index = lastStartingBy(sequence.items, inFrontOf(sequence.items, document.text, offset));
  const item = sequence.items[index];
  if (item !== undefined && !document.text.slice(item.end, offset).includes(',')) {
    if (item.value === undefined) return undefined;
    return flowScalar(context, item.value, [...path, index], undefined);
  }
  const replace = { start: offset, end: offset };
  const needsComma = isFollowedByEntry(document.text, offset);
  return {
    ...flowBase(context, offset),
    at: 'value',
    path: [...path, index + 1],
    replace,
    needsComma,
  };
}
