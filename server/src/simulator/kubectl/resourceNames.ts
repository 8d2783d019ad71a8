// Which objects the arguments of a kubectl line name: `pod web`, `po/web`, `rc,po -l app=web`, `all`.
import type { ApiKind, Catalogue } from '../../schema/catalogue';
import type { KubeObject } from '../../schema/objects';
import { matches, parseSelector } from '../../schema/selector';
import type { StoreView } from '../api/store';
import { type CommandLine, flag, isOn } from './commandLine';

export interface Client {
  readonly view: StoreView;
  readonly catalogue: Catalogue;
  readonly namespace: string;
}

/** What one argument stands for; `name` is absent where all of the kind are meant. */
export interface Target {
  readonly kind: ApiKind;
  readonly name?: string;
}

export type Targets =
  | { readonly ok: true; readonly targets: readonly Target[] }
  | { readonly ok: false; readonly message: string };

/** What `kubectl get all` and `delete all` mean by "all". */
export const ALL: readonly string[] = [
  'pods',
  'replicationcontrollers',
  'services',
  'daemonsets',
  'deployments',
  'replicasets',
  'statefulsets',
  'horizontalpodautoscalers',
  'jobs',
  'cronjobs',
];

/** The kind that `po`, `pod`, `Pods` or `deployments.apps` names. */
export function findKind(catalogue: Catalogue, word: string): ApiKind | undefined {
  const [name = '', ...group] = word.toLowerCase().split('.');
  return catalogue.kinds.find(
    (kind) =>
      (kind.plural === name ||
        kind.singular === name ||
        kind.kind.toLowerCase() === name ||
        kind.shortNames.includes(name)) &&
      (group.length === 0 ||
        (kind.group !== '' && `.${group.join('.')}`.endsWith(`.${kind.group}`))),
  );
}

/** Reads `TYPE NAME…`, `TYPE,TYPE` and `TYPE/NAME …`. */
export function parseTargets(catalogue: Catalogue, words: readonly string[]): Targets {
  const [first = '', ...names] = words;
  const targets: Target[] = [];
  if (words.some((word) => word.includes('/'))) {
    for (const word of words) {
      const slash = word.indexOf('/');
      const kind = findKind(catalogue, word.slice(0, slash));
      if (kind === undefined) return unknownType(word.slice(0, slash));
      targets.push({ kind, name: word.slice(slash + 1) });
    }
    return { ok: true, targets };
  }
  for (const word of first === 'all' ? ALL : first.split(',')) {
    const kind = findKind(catalogue, word);
    if (kind === undefined) return unknownType(word);
    if (names.length === 0) targets.push({ kind });
    for (const name of names) targets.push({ kind, name });
  }
  return { ok: true, targets };
}

function unknownType(word: string): Targets {
  return {
    ok: false,
    message: `error: the server doesn't have a resource type "${word.split('.')[0]}"`,
  };
}

/** The objects that exist of those named; one that is not there is told as the API server would. */
export function selectObjects(
  client: Client,
  line: CommandLine,
  targets: readonly Target[],
): { readonly objects: readonly KubeObject[]; readonly missing: readonly string[] } {
  const objects: KubeObject[] = [];
  const missing: string[] = [];
  const selectorText = flag(line, 'selector');
  const parsed = selectorText === undefined ? undefined : parseSelector(selectorText);
  for (const { kind, name } of targets) {
    const namespace = kind.namespaced ? client.namespace : '';
    if (name !== undefined) {
      const object = client.view.get(kind.kind, namespace, name);
      if (object !== undefined) objects.push(object);
      else
        missing.push(`Error from server (NotFound): ${pluralWithGroup(kind)} "${name}" not found`);
      continue;
    }
    if (parsed?.error !== undefined) continue;
    const everywhere = kind.namespaced && isOn(line, 'all-namespaces') ? undefined : namespace;
    for (const object of client.view.list(kind.kind, everywhere))
      if (parsed?.selector === undefined || matches(parsed.selector, object.metadata.labels))
        objects.push(object);
  }
  return { objects, missing };
}

/** `pods`, `deployments.apps` */
export function pluralWithGroup(kind: ApiKind): string {
  return kind.group === '' ? kind.plural : `${kind.plural}.${kind.group}`;
}
