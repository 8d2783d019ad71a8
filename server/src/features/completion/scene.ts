import type { Cursor } from '../../documents/cursor';
import type { FieldInfo } from '../../documents/fieldInfo';
import type { ManifestDocument } from '../../documents/manifestDocument';
import { followAlias, placeAt } from '../../documents/paths';
import type { YamlMap, YamlNode } from '../../documents/tree';
import { entryOf, scalarText } from '../../documents/tree';
import type { Catalogue, FieldPath } from '../../schema/catalogue';
import type { WorkspaceIndex } from '../../workspace/workspaceIndex';

/** What every part of completion looks at. */
export interface Scene {
  readonly catalogue: Catalogue;
  readonly workspace: WorkspaceIndex;
  readonly document: ManifestDocument;
  readonly uri: string;
  /** Kubernetes minor version that the user writes for, `1.36`. */
  readonly version: string;
}

/** The scene with a cursor, and what the API says of the place. */
export interface PlacedScene extends Scene {
  readonly cursor: Cursor;
  readonly offset: number;
  readonly info: FieldInfo;
}

/** The node at a path of the document, aliases followed. */
export function nodeAt(scene: Scene, path: FieldPath): YamlNode | undefined {
  const { tree } = scene.document;
  return followAlias(tree, placeAt(tree, path)?.value);
}

export function mapAt(scene: Scene, path: FieldPath): YamlMap | undefined {
  const node = nodeAt(scene, path);
  return node?.kind === 'map' ? node : undefined;
}

/** The text of a scalar in a map. */
export function textIn(map: YamlNode | undefined, key: string): string | undefined {
  return scalarText(entryOf(map, key)?.value);
}

/** The document's path of a path in the object. */
export function documentPath(scene: PlacedScene, path: FieldPath): FieldPath {
  return [...scene.info.object.path, ...path];
}
