// What a document is to us: a manifest, a part of one, or somebody else's.

import { isBuiltInGroup } from '../documents/fieldInfo';
import type { ManifestDocument, ManifestObject } from '../documents/manifestDocument';
import { placeAt } from '../documents/paths';
import type { YamlNode } from '../documents/tree';
import { entryOf } from '../documents/tree';

export type DocumentRole =
  /** An object of the built-in API, to be judged whole. */
  | 'manifest'
  /** A Kustomize patch: what is missing comes from elsewhere. */
  | 'patch'
  /** A template of Helm or Go: what it will be, nobody knows. */
  | 'template'
  /** An object of somebody else's API. */
  | 'foreign'
  /** No Kubernetes object: values, compose, pipelines, or nothing yet. */
  | 'other';

/** Names under which other tools look for their own YAML; some of them also with a word behind it, `values-prod.yaml`. */
const OTHER_FILES =
  /(?:^|\/)(?:(?:kustomization|docker-compose|compose|values|azure-pipelines|openapi|swagger)(?:[.-][^/]*)?|(?:chart|requirements|mkdocs|pubspec|\.gitlab-ci|appveyor|pnpm-lock|package|package-lock|tsconfig|skaffold|\.pre-commit-config|\.travis|dependabot|codecov)(?:\.[^/]*)?)\.(?:ya?ml|json)$/i;
const OTHER_FOLDERS = /\/\.(?:github|circleci|gitlab|vscode|devcontainer)\//;

/** Whether the file's name says that another tool reads it. */
export function isOtherToolsFile(uri: string): boolean {
  return OTHER_FILES.test(uri) || OTHER_FOLDERS.test(uri);
}

const PATCH_FILE =
  /(?:^|\/)(?:(?:[^/]*[-_.])?patch(?:es)?(?:[-_.\d][^/]*)?|(?:overlays?|patches)\/(?:.*\/)?[^/]*)\.(?:ya?ml|json)$/i;

/** @param isNamedAsPatch whether a kustomization of the workspace lists the file as a patch */
export function documentRole(
  document: ManifestDocument,
  uri: string,
  isNamedAsPatch = false,
): DocumentRole {
  const { tree } = document;
  if (tree.isTemplate) return 'template';
  const [object] = document.objects;
  if (object === undefined || (object.kind === undefined && object.apiVersion === undefined))
    return 'other';
  if (object.apiVersion !== undefined && !isBuiltInGroup(object.apiVersion)) return 'foreign';
  // kubectl's own configuration calls itself an object of the core group.
  if (object.apiVersion === 'v1' && object.kind === 'Config') return 'other';
  if (isNamedAsPatch || PATCH_FILE.test(uri) || hasPatchDirective(document)) return 'patch';
  return isPartOfWorkload(document, object) ? 'patch' : 'manifest';
}

const WORKLOADS = /^(?:Deployment|StatefulSet|DaemonSet|ReplicaSet)$/;

/** A workload that selects nothing and labels nothing, with a container that runs nothing: all of that comes from a base. */
function isPartOfWorkload({ tree }: ManifestDocument, { kind, path }: ManifestObject): boolean {
  if (kind === undefined || !WORKLOADS.test(kind)) return false;
  const at = (...steps: readonly string[]): YamlNode | undefined =>
    placeAt(tree, [...path, 'spec', ...steps])?.value;
  const containers = at('template', 'spec', 'containers');
  if (containers?.kind !== 'sequence') return false;
  if (at('selector') !== undefined || at('template', 'metadata', 'labels') !== undefined)
    return false;
  return containers.items.some(
    ({ value }) =>
      value?.kind === 'map' &&
      entryOf(value, 'name') !== undefined &&
      entryOf(value, 'image') === undefined,
  );
}

const DIRECTIVE = /^\$(?:patch|retainKeys|deleteFromPrimitiveList|setElementOrder)/;

/** `$patch`, `$setElementOrder/…` and the like stand only in strategic merge patches. */
function hasPatchDirective({ tree, text }: ManifestDocument): boolean {
  return /\$(?:patch|retainKeys|deleteFrom|setElement)/.test(text) && holdsDirective(tree.root, 0);
}

function holdsDirective(node: YamlNode | undefined, depth: number): boolean {
  if (node === undefined || node.kind === 'scalar' || depth > 12) return false;
  if (node.kind === 'sequence') {
    return node.items.some(({ value }) => holdsDirective(value, depth + 1));
  }
  return node.entries.some(
    ({ key, value }) => DIRECTIVE.test(key.text) || holdsDirective(value, depth + 1),
  );
}
