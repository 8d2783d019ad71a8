// The Kubernetes objects of a file, each with the place where it stands: what a run is made of.

import type { ManifestDocument } from '../documents/manifestDocument';
import type { ManifestFile } from '../documents/manifestFile';
import { nearestPlace } from '../documents/paths';
import { getCatalogue } from '../schema/builtinCatalogue';
import type { FieldPath } from '../schema/catalogue';
import type { KubeObject } from '../schema/objects';

export interface ManifestSource {
  readonly uri: string;
  /** Number of the `---` document in the file, from 0. */
  readonly document: number;
  /** Path of the object in the document: empty, or an item of a list. */
  readonly path: FieldPath;
}

export interface LocatedObject {
  readonly object: KubeObject;
  readonly source: ManifestSource;
}

/**
 * The objects of the documents that take part (all when absent). Broken documents give nothing: what is wrong with them
 * is the diagnostics' to tell. Needs `loadYaml` to have ended.
 */
export function objectsIn(
  file: ManifestFile,
  documents?: readonly number[],
): readonly LocatedObject[] {
  return file.documents.flatMap(({ document }, index) => {
    if (documents !== undefined && !documents.includes(index)) return [];
    const { value, issues } = document.value;
    if (issues.some((issue) => issue.code !== 'DUPLICATE_KEY')) return [];
    return unpack(value, { uri: file.uri, document: index, path: [] });
  });
}

/** Every map that the file's documents are, objects or not, lists unpacked: what kubectl reads from a file. */
export function valuesIn(file: ManifestFile): readonly KubeObject[] {
  return file.documents.flatMap(({ document }) => {
    const value = document.value.value as KubeObject | undefined;
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return [];
    const items = value['items'];
    return value.kind === 'List' && Array.isArray(items)
      ? (items as readonly KubeObject[])
      : [value];
  });
}

function unpack(value: unknown, source: ManifestSource): readonly LocatedObject[] {
  if (!isObject(value)) return [];
  const items = value['items'];
  if (value.kind.endsWith('List') && Array.isArray(items))
    return items.flatMap((item, i) => unpack(item, { ...source, path: ['items', i] }));
  return [{ object: value, source }];
}

function isObject(value: unknown): value is KubeObject {
  if (typeof value !== 'object' || value === null) return false;
  const { apiVersion, kind } = value as Readonly<Record<string, unknown>>;
  return typeof apiVersion === 'string' && typeof kind === 'string';
}

/** Whether running an object shows something: it is a Pod or holds a template of one. */
export function isRunnable(apiVersion: string, kind: string): boolean {
  return getCatalogue().kind(apiVersion, kind)?.podTemplate !== undefined;
}

/** Line and character, from 0, of the deepest field on the way to `path` that the document has. */
export function spotOf(
  file: ManifestFile,
  source: ManifestSource,
  path: FieldPath,
): { readonly line: number; readonly character: number } | undefined {
  const located = file.documents[source.document];
  if (located === undefined) return undefined;
  return positionOf(
    file.text,
    located.start + startOf(located.document, [...source.path, ...path]),
  );
}

function startOf(document: ManifestDocument, path: FieldPath): number {
  const place = nearestPlace(document.tree, path);
  return (place.entry ?? place.item ?? place.value ?? document.tree.root)?.start ?? 0;
}

function positionOf(text: string, offset: number): { line: number; character: number } {
  let line = 0;
  let lineStart = 0;
  for (let at = text.indexOf('\n'); at >= 0 && at < offset; at = text.indexOf('\n', at + 1)) {
    line++;
    lineStart = at + 1;
  }
  return { line, character: offset - lineStart };
}
