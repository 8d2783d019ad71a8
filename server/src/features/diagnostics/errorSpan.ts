// Where to underline what the server's rules say.

import type { ManifestDocument } from '../../documents/manifestDocument';
import { placeAt } from '../../documents/paths';
import { oneLine, spanAt } from '../../documents/spans';
import type { Span, YamlMap } from '../../documents/tree';
import { entryOf, scalarText } from '../../documents/tree';
import type { FieldPath } from '../../schema/catalogue';

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
  const struct = /^Unsupported value: \{"([A-Z]\w*)":"([^"]+)"/.exec(message);
  if (struct !== null) {
    // Of an object that the server shows whole, the first field is the one that chooses.
    const [, name = '', text] = struct;
    const entry = entryOf(map, name.charAt(0).toLowerCase() + name.slice(1));
    return scalarText(entry?.value) === text ? entry?.value : undefined;
  }
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
