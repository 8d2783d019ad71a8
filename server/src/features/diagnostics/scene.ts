// What all findings about one document start from.

import type { ManifestDocument } from '../../documents/manifestDocument';
import type { YamlMap } from '../../documents/tree';
import type { Catalogue, FieldPath } from '../../schema/catalogue';
import type { DocumentRole } from '../documentRole';

export interface DiagnosticScene {
  readonly catalogue: Catalogue;
  readonly document: ManifestDocument;
  readonly role: DocumentRole;
  readonly version: string;
}
/** What stands at a path of plain data. */
export function valueAt(value: unknown, path: FieldPath): unknown {
  let at = value;
  for (const step of path) {
    if (typeof at !== 'object' || at === null) return undefined;
    at = (at as Readonly<Record<string | number, unknown>>)[step];
  }
  return at;
}

export function hasKey(node: YamlMap, name: string): boolean {
  return node.entries.some(({ key, colon }) => key.text === name && colon !== undefined);
}
