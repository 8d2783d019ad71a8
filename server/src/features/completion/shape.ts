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
      /** What JSON needs there to be whole: nothing is no number and no truth value. */
      readonly filler?: string;
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
  if (starter) return fromStarter(catalogue, starter, type);
  if (type.kind === 'list') {
    return { is: 'list', item: shapeOf(catalogue, type.of, undefined, undefined, depth) };
  }
  if (type.kind === 'map') return { is: 'map', entries: [] };
  if (type.kind !== 'object')
    return { is: 'leaf', text: '', quoted: isText(type), filler: fillerOf(type) };
  const own = STARTERS[shortTypeName(type.type)];
  if (own !== undefined) return fromStarter(catalogue, own, type);
  const fields = depth >= DEEPEST ? [] : (catalogue.type(type.type)?.fields ?? []);
  const entries = fields
    .filter((it) => it.required)
    .map((it) => [it.name, shapeOf(catalogue, it.type, type.type, it.name, depth + 1)] as const);
  return { is: 'map', entries };
}

function isText(type: FieldType | undefined): boolean {
  return type === undefined || type.kind === 'string';
}

function fillerOf(type: FieldType | undefined): string {
  if (type === undefined || type.kind === 'string') return '';
  return type.kind === 'boolean' ? 'false' : '0';
}

/** @param type what the API says stands there; it decides where JSON needs quotes */
export function fromStarter(
  catalogue: Catalogue,
  starter: Starter,
  type: FieldType | undefined,
): Shape {
  if (typeof starter === 'string') return fromText(starter, type);
  if (Array.isArray(starter)) {
    const [item] = starter as readonly [Starter];
    return {
      is: 'list',
      item: fromStarter(catalogue, item, type?.kind === 'list' ? type.of : undefined),
    };
  }
  const entries = Object.entries(starter).map(([key, it]) => {
    const of = type?.kind === 'map' ? type.of : undefined;
    const field = type?.kind === 'object' ? catalogue.field(type.type, key)?.type : of;
    return [key, fromStarter(catalogue, it, field)] as const;
  });
  return { is: 'map', entries };
}

function fromText(starter: string, type: FieldType | undefined): Shape {
  const fixed = starter.startsWith('!');
  const text = fixed ? starter.slice(1) : starter;
  const bare =
    text === '{}' ||
    (!isText(type) && type?.kind !== 'intOrString') ||
    (type?.kind === 'intOrString' && /^\d*$/.test(text));
  return { is: 'leaf', text, quoted: !bare, fixed, filler: fillerOf(type) };
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
  return `{ ${entries.join(', ')} \\}`;
}

function leafText(shape: Extract<Shape, { is: 'leaf' }>, stops: Stops, json: boolean): string {
  const first = json && shape.text === '' ? (shape.filler ?? '') : shape.text;
  const text = shape.fixed ? escapeSnippet(first) : stop(stops, first);
  return json && shape.quoted && !shape.text.startsWith('"') ? `"${text}"` : text;
}

function stop(stops: Stops, text: string): string {
  const number = stops.next;
  stops.next += 1;
  return text === '' ? `$${number}` : `\${${number}:${escapeSnippet(text)}}`;
}
