// Trying an edit: the posted objects with one field of the Pod's spec changed.
import type { KubeObject } from '../schema/objects';

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

/** The value at `path` (`spec.containers[0].image`) in the object or its Pod template replaced; undefined removes it. */
export function withField(object: KubeObject, path: string, value: unknown): KubeObject {
  const steps = [...(TEMPLATE_PATHS[object.kind] ?? []), ...parsePath(path)];
  return replaced(object, steps, value) as KubeObject;
}

/** `spec.template.spec.containers[0].image`: the path of a Pod's field in the object that makes the Pod. */
export function pathInObject(kind: string, path: string): string {
  return [...(TEMPLATE_PATHS[kind] ?? []), path].join('.');
}

/** `spec.containers[0].image` as steps. */
export function parsePath(path: string): readonly (string | number)[] {
  return [...path.matchAll(/([^.[\]]+)|\[(\d+)\]/g)].map(([, word, index]) =>
    word === undefined ? Number(index) : word,
  );
}

function replaced(node: unknown, steps: readonly (string | number)[], value: unknown): unknown {
  const [step, ...rest] = steps;
  if (step === undefined) return value;
  if (typeof step === 'number') {
    const list = Array.isArray(node) ? [...(node as readonly unknown[])] : [];
    list[step] = replaced(list[step], rest, value);
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
