// Values written as the author of a document would have written them.

import type { IndentStyle } from '../completion/indentStyle';
import { yamlText } from '../completion/scalarText';

/** What we insert: plain data without surprises. */
export type Insertion =
  | string
  | number
  | boolean
  | readonly Insertion[]
  | { readonly [key: string]: Insertion };

function isList(value: Insertion): value is readonly Insertion[] {
  return Array.isArray(value);
}

function scalar(value: string | number | boolean, json: boolean): string {
  return typeof value === 'string' ? yamlText(value, json) : String(value);
}

/** On one line, with braces and brackets. */
export function flowText(value: Insertion, json: boolean): string {
  if (typeof value !== 'object') return scalar(value, json);
  if (isList(value)) return `[${value.map((item) => flowText(item, json)).join(', ')}]`;
  const entries = Object.entries(value).map(
    ([key, inner]) => `${json ? JSON.stringify(key) : yamlText(key)}: ${flowText(inner, json)}`,
  );
  return entries.length === 0
    ? '{}'
    : json
      ? `{${entries.join(', ')}}`
      : `{ ${entries.join(', ')} }`;
}

/** `key: value` as lines of a block map, the first without indentation. */
export function entryLines(key: string, value: Insertion, style: IndentStyle): readonly string[] {
  const name = yamlText(key);
  if (typeof value !== 'object') return [`${name}: ${scalar(value, false)}`];
  if (isShort(value)) return [`${name}: ${flowText(value, false)}`];
  const offset = isList(value) ? style.listOffset : style.step;
  return [`${name}:`, ...nodeLines(value, style).map((line) => ' '.repeat(offset) + line)];
}

/** A list's item as lines, the dash first. */
export function itemLines(value: Insertion, style: IndentStyle): readonly string[] {
  const [first = '', ...more] = nodeLines(value, style);
  return [`- ${first}`, ...more.map((line) => `  ${line}`)];
}

function nodeLines(value: Insertion, style: IndentStyle): readonly string[] {
  if (typeof value !== 'object') return [scalar(value, false)];
  if (isList(value)) return value.flatMap((item) => itemLines(item, style));
  return Object.entries(value).flatMap(([key, inner]) => entryLines(key, inner, style));
}

/** Empty, or a list of words, which people write on one line. */
function isShort(value: readonly Insertion[] | { readonly [key: string]: Insertion }): boolean {
  if (isList(value)) return value.every((item) => typeof item !== 'object');
  return Object.keys(value).length === 0;
}
