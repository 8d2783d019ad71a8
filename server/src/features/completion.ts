// What can be typed at a cursor. This file decides what kind of thing belongs there; the offers are made in completion/.

import type { Cursor } from '../documents/cursor';
import { cursorAt } from '../documents/cursor';
import { fieldInfoAt, isBuiltInGroup } from '../documents/fieldInfo';
import type { YamlMap } from '../documents/tree';
import type { FieldType } from '../schema/catalogue';
import { indentStyleOf } from './completion/indentStyle';
import { filterOf, keyOffers } from './completion/keys';
import { namesOthers } from './completion/names';
import type { Offer } from './completion/offer';
import type { PlacedScene, Scene } from './completion/scene';
import { itemText, shapeOf } from './completion/shape';
import { headOffers, valueOffers } from './completion/values';
import { wholeDocumentOffers } from './completion/wholeDocuments';
import { isOtherToolsFile } from './documentRole';

export type CompletionScene = Scene & { readonly offset: number };

/** The offers at an offset of the document, in no particular order; `rank` sorts them. */
export function completionOffers(scene: CompletionScene): readonly Offer[] {
  const cursor = cursorAt(scene.document, scene.offset);
  if (cursor === undefined) return [];
  const here = { ...scene, cursor };
  const head = headPlace(here);
  if (head !== undefined) return head;
  const info = fieldInfoAt(scene.catalogue, scene.document, cursor.path);
  if (info === undefined) return [];
  const placed: PlacedScene = { ...here, info };
  switch (cursor.at) {
    case 'key':
      return [
        ...keyOffers(placed, info.type, cursor.map, spotOf(cursor, '')),
        ...itemAtKeyColumn(placed),
      ];
    case 'value':
      return atValue(placed, info.type);
    case 'child':
      return atChild(placed, info.type, cursor.column, '');
  }
}

/** Whether the answer depends on other files: whoever asks should wait until they are known. */
export function looksAround(scene: CompletionScene): boolean {
  const cursor = cursorAt(scene.document, scene.offset);
  const info = cursor && fieldInfoAt(scene.catalogue, scene.document, cursor.path);
  return info !== undefined && namesOthers(info);
}

type Here = CompletionScene & { readonly cursor: Cursor };

/** `apiVersion`, `kind` and what stands beside them before the kind is known. */
function headPlace(here: Here): readonly Offer[] | undefined {
  const { cursor, document } = here;
  const { path } = cursor;
  const object = document.objectAt(path);
  const depth = path.length - (object?.path.length ?? 0);
  const last = path.at(-1);
  if (cursor.at === 'value' && depth === 1 && (last === 'apiVersion' || last === 'kind')) {
    if (isOtherToolsFile(here.uri)) return [];
    return headOffers(here, last, { apiVersion: object?.apiVersion, kind: object?.kind });
  }
  if (isListItem(here)) return cursor.at === 'value' ? [] : beginnings(here, undefined, cursor.map);
  if (cursor.at !== 'key' || depth !== 0) return undefined;
  if (object?.kind !== undefined) return undefined;
  return beginnings(here, object?.apiVersion, cursor.map);
}

/** A new item of a `List`. */
function isListItem({ cursor, document }: Here): boolean {
  const { path } = cursor;
  const [outer] = document.objects;
  if (outer?.kind?.endsWith('List') !== true || path[0] !== 'items' || path.length !== 2)
    return false;
  const own = document.objectAt(path);
  return own === outer || own?.kind === undefined;
}

/** Says of its first keys what every kind does. */
const POD = 'io.k8s.api.core.v1.Pod';

const HEAD_KEYS: readonly (readonly [string, string])[] = [
  ['apiVersion', 'string, required'],
  ['kind', 'string, required'],
  ['metadata', 'ObjectMeta'],
];

/** Keys that a root has whose kind nobody knows. */
const ROOT_KEYS = new Set(['apiVersion', 'kind', 'metadata', 'spec', 'data', 'status']);

/** What an object begins with; whole objects too while there is nothing yet. Nothing in other tools' files. */
function beginnings(
  here: Here,
  apiVersion: string | undefined,
  map: YamlMap | undefined,
): readonly Offer[] {
  const { cursor, document } = here;
  if (isOtherToolsFile(here.uri)) return [];
  const others = (map?.entries ?? []).filter((entry) => entry !== cursor.entry);
  if (others.length > 0 && !others.some(({ key }) => ROOT_KEYS.has(key.text))) return [];
  if (apiVersion !== undefined && !isBuiltInGroup(apiVersion)) return [];
  const style = indentStyleOf(document);
  const keys = HEAD_KEYS.filter(([key]) => !others.some((entry) => entry.key.text === key));
  const offers = keys.map(([key, detail], i): Offer => {
    const name = cursor.flow === 'json' ? `"${key}"` : key;
    const rest = headRest(cursor, key, spotOf(cursor, '').indent, style.step);
    return {
      label: key,
      kind: 'field',
      detail,
      rank: i,
      replace: cursor.replace,
      snippet: `${cursor.lead}${name}${cursor.hasColon ? '' : rest}`,
      ...filterOf(here, key),
      goesOn: key !== 'metadata',
      subject: { of: 'field', type: POD, field: key },
    };
  });
  if (others.length > 0 || cursor.hasColon) return offers;
  return [...offers, ...wholeDocumentOffers(here, style)];
}

function headRest(cursor: Cursor, key: string, indent: number, step: number): string {
  const comma = cursor.needsComma ? ', ' : '';
  if (key === 'metadata') {
    if (cursor.flow === 'json') return `: { "name": "$1" \\}${comma}`;
    if (cursor.flow === 'yaml') return `: { name: $1 \\}${comma}`;
    return `:\n${' '.repeat(indent + step)}name: $1`;
  }
  return cursor.flow === 'json' ? `: "$1"${comma}` : `: $1${comma}`;
}

/** A key typed at the cursor: how far its line is indented beyond the blanks that the line begins with. */
function spotOf(cursor: Cursor, before: string, column = cursor.column) {
  return { before, indent: column - cursor.lineIndent };
}

/** Beside the key. An object or a list there goes to the next line. */
function atValue(scene: PlacedScene, type: FieldType): readonly Offer[] {
  const { cursor, document } = scene;
  if (type.kind !== 'object' && type.kind !== 'map' && type.kind !== 'list')
    return valueOffers(scene);
  if (cursor.flow !== 'none') return flowValue(scene, type);
  const { entry } = cursor;
  if (entry === undefined || entry.value !== undefined) return [];
  const style = indentStyleOf(document);
  const lineStart = document.text.lastIndexOf('\n', entry.key.start - 1) + 1;
  const key = entry.key.start - lineStart - cursor.lineIndent;
  const below = { ...scene, cursor: { ...cursor, lead: '' as const } };
  if (type.kind === 'list') {
    const column = key + style.listOffset;
    const dash = `\n${' '.repeat(column)}- `;
    const itemInfo = fieldInfoAt(scene.catalogue, document, [...cursor.path, 0]);
    if (itemInfo === undefined) return [];
    const item = { ...below, info: itemInfo };
    if (isMapLike(itemInfo.type)) {
      return keyOffers(item, itemInfo.type, undefined, { before: dash, indent: column + 2 });
    }
    return valueOffers(item, dash);
  }
  const column = key + style.step;
  return keyOffers(below, type, undefined, { before: `\n${' '.repeat(column)}`, indent: column });
}

function isMapLike(type: FieldType): boolean {
  return type.kind === 'object' || type.kind === 'map';
}

/** In braces and brackets an object or a list is begun with its own bracket. */
function flowValue(scene: PlacedScene, type: FieldType): readonly Offer[] {
  const { cursor } = scene;
  if (cursor.quote !== '' || cursor.replace.start !== cursor.replace.end) return [];
  const [label, text] = type.kind === 'list' ? ['[ ]', '[$1]'] : ['{ }', '{ $1 \\}'];
  const comma = cursor.needsComma ? ', ' : '';
  return [
    {
      label,
      kind: 'value',
      rank: 0,
      replace: cursor.replace,
      snippet: cursor.lead + text + comma,
      goesOn: true,
    },
  ];
}

/** On a line of its own under the key or after the dash: the type says whether it is a key, an item or a value. */
function atChild(
  scene: PlacedScene,
  type: FieldType,
  column: number,
  before: string,
): readonly Offer[] {
  const { cursor, document } = scene;
  if (type.kind === 'list') {
    const count =
      cursor.sequence?.items.filter((item) => item.start < cursor.replace.start).length ?? 0;
    const info = fieldInfoAt(scene.catalogue, document, [...cursor.path, count]);
    if (info === undefined) return [];
    const item = { ...scene, info, cursor: { ...cursor, path: [...cursor.path, count] } };
    const offers = atChild(item, info.type, column + 2, `${before}- `);
    return offers.length > 0 ? offers : dashOffer(item, before);
  }
  if (isMapLike(type)) {
    return keyOffers(scene, type, undefined, spotOf(cursor, before, column));
  }
  return cursor.hasColon ? [] : valueOffers(scene, before);
}

/** A list may begin at the column of its key: under one that has nothing yet, an item is as likely as the next key. */
function itemAtKeyColumn(scene: PlacedScene): readonly Offer[] {
  const { cursor, catalogue, document } = scene;
  const { start, end } = cursor.replace;
  if (cursor.flow !== 'none' || start !== end) return [];
  const above = cursor.map?.entries.findLast((entry) => entry.start < start);
  if (above === undefined || above.value !== undefined || above.colon === undefined) return [];
  const info = fieldInfoAt(catalogue, document, [...cursor.path, above.key.text, 0]);
  if (info === undefined) return [];
  const column = cursor.column - cursor.lineIndent;
  const shape = shapeOf(catalogue, info.type, undefined, undefined);
  const text = itemText(shape, column, indentStyleOf(document), { next: 1 });
  const first = shape.is === 'map' ? (shape.entries[0]?.[0] ?? '') : '';
  return [
    {
      label: `- ${first}`,
      kind: 'value',
      detail: `item of ${above.key.text}`,
      rank: 999,
      replace: cursor.replace,
      snippet: `${cursor.lead}- ${text}`,
    },
  ];
}

/** A new item of whose content nothing is known. */
function dashOffer(scene: PlacedScene, before: string): readonly Offer[] {
  const { cursor } = scene;
  if (cursor.replace.start !== cursor.replace.end) return [];
  return [
    {
      label: '- ',
      kind: 'value',
      detail: 'item',
      rank: 0,
      replace: cursor.replace,
      snippet: `${cursor.lead}${before}- $1`,
    },
  ];
}
