// Trying an edit: the posted objects with some of their fields changed.
import type { FieldPath } from '../schema/catalogue';
import type { KubeObject } from '../schema/objects';
import type { FieldEdit } from './answer';

type Json = Readonly<Record<string, unknown>>;

/** Where the Pod's own paths begin in each kind of object that makes Pods. */
export const TEMPLATE_PATHS: Readonly<Record<string, readonly string[]>> = {
  Pod: [],
  Deployment: ['spec', 'template'],
  ReplicaSet: ['spec', 'template'],
  ReplicationController: ['spec', 'template'],
  StatefulSet: ['spec', 'template'],
  DaemonSet: ['spec', 'template'],
  Job: ['spec', 'template'],
  CronJob: ['spec', 'jobTemplate', 'spec', 'template'],
};

/** An edit of a Pod's field (`spec.containers[0].image`), in the object of that kind that makes the Pod. */
export function podEdit(kind: string, path: string, value?: unknown): FieldEdit {
  const inObject = [...(TEMPLATE_PATHS[kind] ?? []), ...parsePath(path)];
  return value === undefined ? { path: inObject } : { path: inObject, value };
}

/** The object after the edits. */
export function edited(object: KubeObject, edits: readonly FieldEdit[]): KubeObject {
  return edits.reduce((made, { path, value }) => replaced(made, path, value) as KubeObject, object);
}

/** `spec.containers[0].image` as steps. */
export function parsePath(path: string): FieldPath {
  return [...path.matchAll(/([^.[\]]+)|\[(\d+)\]/g)].map(([, word, index]) =>
    word === undefined ? Number(index) : word,
  );
}

function replaced(node: unknown, steps: FieldPath, value: unknown): unknown {
  const [step, ...rest] = steps;
  if (step === undefined) return value;
  if (typeof step === 'number') {
    const list = Array.isArray(node) ? [...(node as readonly unknown[])] : [];
    const inner = replaced(list[step], rest, value);
    if (inner === undefined) list.splice(step, 1);
    else list[step] = inner;
    return list;
  }
  const fields = (typeof node === 'object' && node !== null ? node : {}) as Json;
  const inner = replaced(fields[step], rest, value);
  if (inner !== undefined) return { ...fields, [step]: inner };
  const { [step]: _removed, ...others } = fields;
  return others;
}

/** The posted object that made a Pod: itself, or the one whose name the Pod's begins with. */
export function makerOf(
  objects: readonly KubeObject[],
  pod: { readonly namespace: string; readonly name: string },
): KubeObject | undefined {
  const inNamespace = (object: KubeObject): boolean =>
    (object.metadata?.namespace ?? 'default') === pod.namespace;
  return (
    objects.find((o) => o.kind === 'Pod' && inNamespace(o) && o.metadata?.name === pod.name) ??
    objects.find(
      (o) =>
        o.kind !== 'Pod' &&
        TEMPLATE_PATHS[o.kind] !== undefined &&
        inNamespace(o) &&
        pod.name.startsWith(`${o.metadata?.name ?? ''}-`),
    )
  );
}

/** Whether `maker`, a posted object, made the Pod, in whatever run. */
export function isMadeBy(
  maker: KubeObject,
  pod: { readonly namespace: string; readonly name: string },
): boolean {
  return makerOf([maker], pod) !== undefined;
}

/** The posted object that became this one in the cluster. */
export function postedObject(
  objects: readonly KubeObject[],
  { kind, metadata }: KubeObject,
): KubeObject | undefined {
  return objects.find(
    (object) =>
      object.kind === kind &&
      object.metadata?.name === metadata.name &&
      (object.metadata?.namespace ?? 'default') === metadata.namespace,
  );
}
