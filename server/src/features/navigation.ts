// Definition, references, highlights and rename, all from the links of the workspace.

import { spotAt } from '../documents/paths';
import type { Span } from '../documents/tree';
import { touches } from '../documents/tree';
import type { Catalogue } from '../schema/catalogue';
import type { Definition, Home, Reference } from '../workspace/links';
import { definitionsIn, definitionsOf } from '../workspace/links';
import type { WorkspaceIndex } from '../workspace/workspaceIndex';
import { anchorGroup } from './navigation/anchors';
import { kindDefinitions } from './navigation/customKinds';
import { labelGroup } from './navigation/labels';
import type { FileSpan, NameGroup } from './navigation/nameGroup';
import { fileSpan } from './navigation/nameGroup';
import { variableGroup } from './navigation/variables';

export interface NavigationScene extends Home {
  readonly catalogue: Catalogue;
  readonly workspace: WorkspaceIndex;
  readonly offset: number;
}

/** The name under the cursor: what it stands for, and its own text. */
export interface NameAtCursor {
  readonly name: string;
  readonly span: Span;
  readonly reference: Reference | undefined;
  readonly definitions: readonly Definition[];
}

export function nameAt(scene: NavigationScene): NameAtCursor | undefined {
  const { document, offset, workspace } = scene;
  if (spotAt(document.tree, offset) === undefined) return undefined;
  const reference = workspace.referencesOf(document).find(({ span }) => touches(span, offset));
  if (reference !== undefined) {
    const definitions = definitionsOf(workspace, homeOf(scene), reference);
    return { name: reference.name, span: reference.span, reference, definitions };
  }
  const own = definitionsIn(workspace, homeOf(scene)).find(({ span }) => touches(span, offset));
  return own && { name: own.name, span: own.span, reference: undefined, definitions: [own] };
}

function homeOf({ uri, start, document }: Home): Home {
  return { uri, start, document };
}

/** Variables, anchors and labels: names that are not in the table of references. */
function groupAt(scene: NavigationScene): NameGroup | undefined {
  return anchorGroup(scene) ?? variableGroup(scene) ?? labelGroup(scene);
}

/** Where the name under the cursor is defined. */
export function definitionsAt(scene: NavigationScene): readonly FileSpan[] {
  const found = nameAt(scene);
  if (found !== undefined) return found.definitions.map(fileSpan);
  return groupAt(scene)?.definitions ?? kindDefinitions(scene);
}

/** Every place that names what the cursor is on. */
export function referencesAt(
  scene: NavigationScene,
  withDefinitions: boolean,
): readonly FileSpan[] {
  const found = nameAt(scene);
  if (found === undefined) {
    const group = groupAt(scene);
    return group === undefined
      ? []
      : [...(withDefinitions ? group.definitions : []), ...group.uses];
  }
  const spans = withDefinitions ? found.definitions.map(fileSpan) : [];
  const homes = found.definitions.length === 0 ? [] : homesOf(scene.workspace);
  for (const home of homes) {
    for (const reference of scene.workspace.referencesOf(home.document)) {
      if (reference.name !== found.name) continue;
      const meant = definitionsOf(scene.workspace, home, reference);
      if (meant.some((it) => found.definitions.some((wanted) => isSame(it, wanted)))) {
        spans.push(fileSpan({ ...home, span: reference.span }));
      }
    }
  }
  return uniqueSpans(spans);
}

function isSame(one: Definition, other: Definition): boolean {
  return (
    one.document === other.document &&
    one.span.start === other.span.start &&
    one.what === other.what
  );
}

function uniqueSpans(spans: readonly FileSpan[]): readonly FileSpan[] {
  const seen = new Map(spans.map((span) => [`${span.uri} ${span.start}`, span]));
  return [...seen.values()];
}

function homesOf(workspace: WorkspaceIndex): readonly Home[] {
  return [...workspace.files].flatMap((file) =>
    file.documents.map(({ document, start }) => ({ uri: file.uri, start, document })),
  );
}

/** The same name elsewhere in the file at hand. */
export function highlightsAt(scene: NavigationScene): readonly FileSpan[] {
  const all = referencesAt(scene, true);
  if (all.length === 0) {
    const own = nameAt(scene);
    return own === undefined ? [] : [fileSpan({ ...homeOf(scene), span: own.span })];
  }
  return all.filter(({ uri }) => uri === scene.uri);
}

/** The name under the cursor, in the document; undefined where nothing can be renamed. */
export function renameSpan(scene: NavigationScene): Span | undefined {
  const found = nameAt(scene) ?? groupAt(scene);
  return found === undefined || found.definitions.length === 0 ? undefined : found.span;
}

/** The spans that a rename changes; undefined where nothing can be renamed. */
export function renameSpans(scene: NavigationScene): readonly FileSpan[] | undefined {
  return renameSpan(scene) === undefined ? undefined : referencesAt(scene, true);
}
