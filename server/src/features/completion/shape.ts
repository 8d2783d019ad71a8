// What one would go on to type after a key: the children that are required or that nearly everyone needs, as text with
// places to fill in.

import type { Catalogue, FieldType, TypeName } from '../../schema/catalogue';
import { shortTypeName } from '../../schema/typeText';
import type { IndentStyle } from './indentStyle';
import { STARTERS } from './knowledge';
import { escapeSnippet } from './offer';

/** A leaf's text is what stands there at first; empty: a place to fill in. */
export type Shape =
  | {
      readonly is: 'leaf';
      readonly text: string;
      readonly quoted: boolean;
      readonly fixed?: boolean;
    }
  | { readonly is: 'map'; readonly entries: readonly (readonly [string, Shape])[] }
  | { readonly is: 'list'; readonly item: Shape };

/** Hand-written shapes: a text (`!text` stands fixed, without a place to fill in), a record, or a list of one. */
export type Starter = string | { readonly [key: string]: Starter } | readonly [Starter];

/** Required children further down than this are left to their own completion. */
const DEEPEST = 4;

export function shapeOf(
  catalogue: Catalogue,
  type: FieldType,
  owner: TypeName | undefined,
  field: string | undefined,
  depth = 0,
): Shape {
  const starter = owner && field && STARTERS[`${shortTypeName(owner)}.${field}`];
  if (starter) return fromStarter(starter, isText(type));
  if (type.kind === 'list') {
    return { is: 'list', item: shapeOf(catalogue, type.of, undefined, undefined, depth) };
  }
  if (type.kind === 'map') return { is: 'map', entries: [] };
  if (type.kind !== 'object') return { is: 'leaf', text: '', quoted: isText(type) };
  const own = STARTERS[shortTypeName(type.type)];
  if (own !== undefined) return fromStarter(own, true);
  const fields = depth >= DEEPEST ? [] : (catalogue.type(type.type)?.fields ?? []);
  const entries = fields
    .filter((it) => it.required)
    .map((it) => [it.name, shapeOf(catalogue, it.type, type.type, it.name, depth + 1)] as const);
  return { is: 'map', entries };
}

function isText(type: FieldType): boolean {
  return type.kind === 'string' || type.kind === 'intOrString';
}

export function fromStarter(starter: Starter, quoted = true): Shape {
  if (typeof starter === 'string') {
    const fixed = starter.startsWith('!');
    const text = fixed ? starter.slice(1) : starter;
    const number = /^\d+$/.test(text) || text === 'true' || text === 'false' || text === '{}';
    return { is: 'leaf', text, quoted: quoted && !number, fixed };
  }
  if (Array.isArray(starter)) {
    const [item] = starter as readonly [Starter];
    return { is: 'list', item: fromStarter(item) };
  }
  const entries = Object.entries(starter).map(([key, it]) => [key, fromStarter(it)] as const);
  return { is: 'map', entries };
}

/** Counts the places to fill in while a snippet is written. */
export interface Stops {
  next: number;
}

/**
 * What follows the colon of a key, from its blank or line break on.
 *
 * @param indent columns that the key is further right than the blanks its line begins with
 */
export function blockText(shape: Shape, indent: number, style: IndentStyle, stops: Stops): string {
  if (shape.is === 'leaf') return ` ${leafText(shape, stops, false)}`;
  if (shape.is === 'list') {
    const column = indent + style.listOffset;
    return `\n${' '.repeat(column)}- ${itemText(shape.item, column, style, stops)}`;
  }
  const column = indent + style.step;
  if (shape.entries.length === 0) return `\n${' '.repeat(column)}${stop(stops, '')}`;
  return shape.entries
    .map(([key, it]) => `\n${' '.repeat(column)}${key}:${blockText(it, column, style, stops)}`)
    .join('');
}

/** What follows a dash at a column. */
export function itemText(shape: Shape, column: number, style: IndentStyle, stops: Stops): string {
  if (shape.is === 'leaf') return leafText(shape, stops, false);
  if (shape.is === 'list') return `- ${itemText(shape.item, column + 2, style, stops)}`;
  if (shape.entries.length === 0) return stop(stops, '');
  return shape.entries
    .map(([key, it]) => `${key}:${blockText(it, column + 2, style, stops)}`)
    .join(`\n${' '.repeat(column + 2)}`);
}

/** The same in braces, on one line. */
export function flowText(shape: Shape, json: boolean, stops: Stops): string {
  if (shape.is === 'leaf') return leafText(shape, stops, json);
  if (shape.is === 'list') return `[${flowText(shape.item, json, stops)}]`;
  if (shape.entries.length === 0) return `{${stop(stops, '')}\\}`;
  const entries = shape.entries.map(
    ([key, it]) => `${json ? `"${key}"` : key}: ${flowText(it, json, stops)}`,
  );
  return `{${json ? ' ' : ' '}${entries.join(', ')} \\}`;
}

function leafText(shape: Extract<Shape, { is: 'leaf' }>, stops: Stops, json: boolean): string {
  const text = shape.fixed ? escapeSnippet(shape.text) : stop(stops, shape.text);
  return json && shape.quoted ? `"${text}"` : text;
}

function stop(stops: Stops, text: string): string {
  const number = stops.next;
  stops.next += 1;
  return text === '' ? `$${number}` : `\${${number}:${escapeSnippet(text)}}`;
}
