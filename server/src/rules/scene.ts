// Takes a document apart for the rules.

import { kindOf } from '../documents/fieldInfo';
import type { ManifestDocument, ManifestObject } from '../documents/manifestDocument';
import type { Catalogue, FieldPath } from '../schema/catalogue';
import { isPlain, plainListAt, plainOf, textAt } from '../schema/plain';
import { podPathOf } from '../workspace/references';
import type { WorkspaceIndex } from '../workspace/workspaceIndex';
import type { ContainerRole, ContainerView, ObjectView, PodView, RuleScene } from './rule';

export interface RuleInput {
  readonly catalogue: Catalogue;
  readonly document: ManifestDocument;
  readonly uri: string;
  readonly index: WorkspaceIndex;
}

/** Needs the YAML parser to be loaded before anybody asks for values. */
export function ruleScene(input: RuleInput): RuleScene {
  const { document, catalogue, index, uri } = input;
  let objects: readonly ObjectView[] | undefined;
  let pods: readonly PodView[] | undefined;
  return {
    catalogue,
    document,
    uri,
    index,
    get facts() {
      return index.factsOf(document);
    },
    get objects() {
      objects ??= isCircular(document)
        ? []
        : document.objects.flatMap((object) => objectView(catalogue, document, object));
      return objects;
    },
    get pods() {
      pods ??= this.objects.flatMap(podView);
      return pods;
    },
  };
}

/** An anchor may stand inside what it names. No object of the API is like that, and no rule could end on it. */
function isCircular({ tree, value }: ManifestDocument): boolean {
  return tree.anchors.size > 0 && holdsItself(value.value, new Set());
}

function holdsItself(value: unknown, around: ReadonlySet<unknown>): boolean {
  if (typeof value !== 'object' || value === null) return false;
  if (around.has(value)) return true;
  const within = new Set(around).add(value);
  return Object.values(value).some((inner) => holdsItself(inner, within));
}

function objectView(
  catalogue: Catalogue,
  document: ManifestDocument,
  object: ManifestObject,
): readonly ObjectView[] {
  const api = kindOf(catalogue, object);
  const value = valueIn(document.value.value, object.path);
  return api === undefined || !isPlain(value) ? [] : [{ object, api, value }];
}

function podView(view: ObjectView): readonly PodView[] {
  const inner = podPathOf(view.api);
  const pod = inner && valueIn(view.value, inner);
  if (inner === undefined || !isPlain(pod)) return [];
  const path = [...view.object.path, ...inner];
  const spec = plainOf(pod['spec']);
  const lists = ['initContainers', 'containers', 'ephemeralContainers'] as const;
  const containers = lists.flatMap((list) =>
    plainListAt(spec, list).map(
      (value, i): ContainerView => ({
        role: roleOf(list, textAt(value, 'restartPolicy')),
        path: [...path, 'spec', list, i],
        value,
        name: textAt(value, 'name'),
      }),
    ),
  );
  return [{ ...view, path, pod, spec, containers }];
}

function roleOf(list: string, restartPolicy: string): ContainerRole {
  if (list === 'containers') return 'app';
  if (list === 'ephemeralContainers') return 'ephemeral';
  return restartPolicy === 'Always' ? 'sidecar' : 'init';
}

/** What stands at a path of a plain value. */
export function valueIn(value: unknown, path: FieldPath): unknown {
  let at = value;
  for (const step of path) {
    if (typeof at !== 'object' || at === null) return undefined;
    at = (at as Readonly<Record<string | number, unknown>>)[step];
  }
  return at;
}
