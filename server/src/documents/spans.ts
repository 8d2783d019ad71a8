// Where to underline what is wrong at a field path.

import type { FieldPath } from '../schema/catalogue';
import type { ManifestDocument } from './manifestDocument';
import { nearestPlace, placeAt } from './paths';
import type { Span, YamlNode } from './tree';

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
