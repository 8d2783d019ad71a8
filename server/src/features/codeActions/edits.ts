// Small edits of a document that keep its comments, its indentation and its style.

import type { ManifestDocument } from '../../documents/manifestDocument';
import { nearestPlace } from '../../documents/paths';
import type { Span, YamlEntry, YamlMap, YamlNode, YamlSequence } from '../../documents/tree';
import type { FieldPath } from '../../schema/catalogue';
import { indentStyleOf } from '../completion/indentStyle';
import type { Edit } from './action';
import type { Insertion } from './yamlLines';
import { entryLines, flowText, itemLines } from './yamlLines';

export function isJson({ text }: ManifestDocument): boolean {
  return /^\s*[{[]/.test(text);
}

function newlineOf({ text }: ManifestDocument): string {
  return text.includes('\r\n') ? '\r\n' : '\n';
}

/** Where the line ends that an offset is on, before its line break. */
export function lineEnd(text: string, offset: number): number {
  const newline = text.indexOf('\n', offset);
  if (newline < 0) return text.length;
  return text.charCodeAt(newline - 1) === 13 && newline > offset ? newline - 1 : newline;
}

export function lineStart(text: string, offset: number): number {
  return offset === 0 ? 0 : text.lastIndexOf('\n', offset - 1) + 1;
}

/** Whether nothing but blanks stands before an offset on its line. */
export function beginsLine(text: string, offset: number): boolean {
  return text.slice(lineStart(text, offset), offset).trim() === '';
}

const at = (offset: number): Span => ({ start: offset, end: offset });

function below(
  document: ManifestDocument,
  offset: number,
  indent: number,
  lines: readonly string[],
): Edit {
  const newline = newlineOf(document);
  const newText = lines.map((line) => newline + ' '.repeat(indent) + line).join('');
  return { span: at(lineEnd(document.text, offset)), newText };
}

/** A field at the end of a map, or behind one of its fields. */
export function addField(
  document: ManifestDocument,
  map: YamlMap,
  key: string,
  value: Insertion,
  behind?: string,
): Edit {
  const last = map.entries.find((entry) => entry.key.text === behind) ?? map.entries.at(-1);
  if (!map.flow && last !== undefined) {
    return below(document, last.end, map.indent, entryLines(key, value, indentStyleOf(document)));
  }
  const json = isJson(document);
  const text = `${json ? JSON.stringify(key) : key}: ${flowText(value, json)}`;
  if (last === undefined) {
    const inner = { start: map.start + 1, end: map.closed ? map.end - 1 : map.end };
    return { span: inner, newText: json ? text : ` ${text} ` };
  }
  return { span: at(last.end), newText: `,${separatorBefore(document, map, last)}${text}` };
}

/** What stands before the entries of a flow collection: a blank, or a line of their own each. */
function separatorBefore({ text }: ManifestDocument, holder: Span, entry: Span): string {
  if (!beginsLine(text, entry.start) || entry.start === holder.start) return ' ';
  const start = lineStart(text, entry.start);
  return (text.includes('\r\n') ? '\r\n' : '\n') + text.slice(start, entry.start);
}

export function addItem(document: ManifestDocument, list: YamlSequence, value: Insertion): Edit {
  const last = list.items.at(-1);
  if (!list.flow && last !== undefined) {
    return below(document, last.end, list.indent, itemLines(value, indentStyleOf(document)));
  }
  const text = flowText(value, isJson(document));
  if (last === undefined)
    return { span: { start: list.start + 1, end: list.end - 1 }, newText: text };
  return { span: at(last.end), newText: `,${separatorBefore(document, list, last)}${text}` };
}

/**
 * Writes a value at a path, making what is missing on the way: maps, lists of one item. An existing scalar is replaced.
 * Undefined where something else stands in the way.
 */
export function setAt(
  document: ManifestDocument,
  path: FieldPath,
  value: Insertion,
): Edit | undefined {
  const place = nearestPlace(document.tree, path);
  const rest = path.slice(place.path.length);
  const [step, ...inner] = rest;
  const node = place.value;
  if (step === undefined) {
    if (node === undefined) return place.entry && fill(document, place.entry, value);
    if (node.kind !== 'scalar' || node.style === 'alias' || typeof value === 'object')
      return undefined;
    return {
      span: { start: node.start, end: node.end },
      newText: flowText(value, isJson(document)),
    };
  }
  const nested = inner.reduceRight<Insertion>(
    (made, key) => (typeof key === 'number' ? [made] : { [key]: made }),
    value,
  );
  if (typeof step === 'number') {
    if (node === undefined) return place.entry && fill(document, place.entry, [nested]);
    return node.kind === 'sequence' ? addItem(document, node, nested) : undefined;
  }
  if (node === undefined) return place.entry && fill(document, place.entry, { [step]: nested });
  return node.kind === 'map' ? addField(document, node, step, nested) : undefined;
}

/** The value of a key that has none yet. */
function fill(document: ManifestDocument, entry: YamlEntry, value: Insertion): Edit | undefined {
  if (entry.colon === undefined) return undefined;
  const { text } = document;
  const span = at(entry.colon + 1);
  if (typeof value !== 'object' || isJson(document)) {
    return { span, newText: ` ${flowText(value, isJson(document))}` };
  }
  const column = entry.start - lineStart(text, entry.start);
  const [head = '', ...lines] = entryLines(entry.key.text, value, indentStyleOf(document));
  if (lines.length === 0) return { span, newText: head.slice(head.indexOf(':') + 1) };
  return below(document, entry.colon, column, lines);
}

/** Takes a field out of its map, with its lines where it has lines of its own. */
export function removeEntry(document: ManifestDocument, map: YamlMap, entry: YamlEntry): Edit {
  const { text } = document;
  const index = map.entries.indexOf(entry);
  const next = map.entries[index + 1];
  const before = map.entries[index - 1];
  if (map.flow) {
    if (next !== undefined) return { span: { start: entry.start, end: next.start }, newText: '' };
    return { span: { start: before?.end ?? entry.start, end: entry.end }, newText: '' };
  }
  if (beginsLine(text, entry.start)) {
    return { span: wholeLines(text, entry), newText: '' };
  }
  // The first field of a list's item, behind the dash.
  if (next !== undefined) return { span: { start: entry.start, end: next.start }, newText: '' };
  return { span: { start: entry.start, end: entry.end }, newText: '{}' };
}

/** The lines that a block is on, the line break at their end included. */
export function wholeLines(text: string, { start, end }: Span): Span {
  const last = text.indexOf('\n', end);
  if (last >= 0) return { start: lineStart(text, start), end: last + 1 };
  // At the end of the text it is the line break before that goes.
  const first = lineStart(text, start);
  return { start: Math.max(0, first - 1), end: text.length };
}

/** Lines added behind others that go at the same time: two edits, or one where they meet. */
export function withRemoval(added: Edit, removal: Edit): readonly Edit[] {
  const { start, end } = removal.span;
  const isInside = start < added.span.start && added.span.start < end;
  if (!isInside) return [added, removal];
  const [newline = ''] = /^\r?\n/.exec(added.newText) ?? [];
  return [{ span: removal.span, newText: added.newText.slice(newline.length) + newline }];
}

/** Takes an item out of its list. */
export function removeItem(
  document: ManifestDocument,
  list: YamlSequence,
  index: number,
): Edit | undefined {
  const item = list.items[index];
  if (item === undefined) return undefined;
  const next = list.items[index + 1];
  if (list.flow) {
    if (next !== undefined) return { span: { start: item.start, end: next.start }, newText: '' };
    return {
      span: { start: list.items[index - 1]?.end ?? item.start, end: item.end },
      newText: '',
    };
  }
  if (!beginsLine(document.text, item.start)) return undefined;
  return { span: wholeLines(document.text, item), newText: '' };
}

/** The text of a block from its first word to the end of its last line, moved to another column. */
export function movedText({ text }: ManifestDocument, block: Span, column: number): string {
  const start = block.start - lineStart(text, block.start);
  const shift = column - start;
  const [first = '', ...more] = text.slice(block.start, lineEnd(text, block.end)).split('\n');
  const moved = more.map((line) => {
    if (line.trim() === '') return line;
    if (shift >= 0) return ' '.repeat(shift) + line;
    const blanks = line.length - line.trimStart().length;
    return line.slice(Math.min(blanks, -shift));
  });
  return [first, ...moved].join('\n');
}

/** A stretch of text after edits inside it. */
export function textWith(text: string, span: Span, edits: readonly Edit[]): string {
  const inside = edits.filter((edit) => edit.span.start >= span.start && edit.span.end <= span.end);
  return [...inside]
    .sort((a, b) => b.span.start - a.span.start)
    .reduce(
      (made, edit) =>
        made.slice(0, edit.span.start - span.start) +
        edit.newText +
        made.slice(edit.span.end - span.start),
      text.slice(span.start, span.end),
    );
}

/** The span of a node alone. */
export function spanOfNode({ start, end }: YamlNode): Span {
  return { start, end };
}
