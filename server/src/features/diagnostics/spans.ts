// Where to underline what is wrong at a field path.

import type { ManifestDocument } from '../../documents/manifestDocument';
import { nearestPlace, placeAt } from '../../documents/paths';
import type { Span, YamlMap, YamlNode } from '../../documents/tree';
import { entryOf, scalarText } from '../../documents/tree';
import type { FieldPath } from '../../schema/catalogue';

/** The value at the path, one line of it at most; the key where the value is a block; what is nearest where it is missing. */
export function spanAt(document: ManifestDocument, path: FieldPath): Span {
  const place = placeAt(document.tree, path);
  if (place === undefined) return holderSpan(document, path);
  const { value, entry, item } = place;
  if (value?.kind === 'scalar' && value.style !== 'block' && value.end > value.start) {
    return oneLine(document.text, value);
  }
  if (
    value !== undefined &&
    value.kind !== 'scalar' &&
    value.flow &&
    isOnOneLine(document.text, value)
  ) {
    return { start: value.start, end: value.end };
  }
  if (entry !== undefined) return { start: entry.key.start, end: entry.key.end };
  if (item !== undefined)
    return beginningOf(document, item.value) ?? { start: item.start, end: item.start + 1 };
  return beginningOf(document, document.tree.root) ?? { start: 0, end: 1 };
}

/** The key at the path. */
export function keySpanAt(document: ManifestDocument, path: FieldPath): Span {
  const entry = placeAt(document.tree, path)?.entry;
  return entry === undefined
    ? spanAt(document, path)
    : { start: entry.key.start, end: entry.key.end };
}

/** The key or item nearest to a path that is not there. */
function holderSpan(document: ManifestDocument, path: FieldPath): Span {
  const { entry, item } = nearestPlace(document.tree, path);
  if (entry !== undefined) return { start: entry.key.start, end: entry.key.end };
  if (item !== undefined)
    return beginningOf(document, item.value) ?? { start: item.start, end: item.start + 1 };
  return beginningOf(document, document.tree.root) ?? { start: 0, end: 1 };
}

/** The first key or word of a node. */
function beginningOf({ text }: ManifestDocument, node: YamlNode | undefined): Span | undefined {
  if (node === undefined) return undefined;
  if (node.kind === 'map') {
    const [first] = node.entries;
    return first === undefined
      ? oneLine(text, node)
      : { start: first.key.start, end: first.key.end };
  }
  return oneLine(text, node);
}

function isOnOneLine(text: string, span: Span): boolean {
  const newline = text.indexOf('\n', span.start);
  return newline < 0 || newline >= span.end;
}

/** The first line of a span. */
export function oneLine(text: string, { start, end }: Span): Span {
  const newline = text.indexOf('\n', start);
  if (newline < 0 || newline >= end) return { start, end };
  const last = text.charCodeAt(newline - 1) === 13 ? newline - 1 : newline;
  return { start, end: Math.max(last, start) };
}

/**
 * The field that the server names; where that is missing or a whole block, the one inside that holds the value it quotes
 * or that it gives as the reason.
 */
export function errorSpan(document: ManifestDocument, path: FieldPath, message: string): Span {
  const place = placeAt(document.tree, path);
  if (place?.value?.kind === 'scalar') return spanAt(document, path);
  const holder = place?.value?.kind === 'map' ? place.value : mapAround(document, path);
  const spot = holder && (quotedIn(holder, message) ?? mentionedIn(holder, message));
  return spot === undefined ? spanAt(document, path) : oneLine(document.text, spot);
}

function mapAround(document: ManifestDocument, path: FieldPath): YamlMap | undefined {
  const value = placeAt(document.tree, path.slice(0, -1))?.value;
  return value?.kind === 'map' ? value : undefined;
}

/** The only scalar in the map that reads as the message says. */
function quotedIn(map: YamlMap, message: string): Span | undefined {
  const quoted = /^(?:Invalid|Unsupported) value: "([^"]+)"/.exec(message)?.[1];
  if (quoted === undefined) return undefined;
  const found = map.entries.filter(({ value }) => scalarText(value) === quoted);
  return found.length === 1 ? found[0]?.value : undefined;
}

/** A field that the message gives as its reason. */
function mentionedIn(map: YamlMap, message: string): Span | undefined {
  for (const [, name] of message.matchAll(/`([A-Za-z]+)`/g)) {
    const entry = name === undefined ? undefined : entryOf(map, name);
    if (entry?.value?.kind === 'scalar') return entry.value;
  }
  return undefined;
}
