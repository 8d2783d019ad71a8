// What a DELETE makes of an object: gone, marked, or nothing at all. Pure.
import type { KubeObject, ObjectMeta, Pod } from '../../schema/objects';
import type { SimTime } from '../kernel/time';
import { fromTimestamp, toTimestamp } from './timestamps';
import type { Propagation } from './write';

/** `mark`: the object stays, with its deletion begun or brought forward. `remove`: first marked, then gone. */
export type Deletion =
  | { readonly kind: 'nothing' }
  | { readonly kind: 'mark'; readonly object: KubeObject }
  | { readonly kind: 'remove'; readonly marked?: KubeObject };

const FOREGROUND = 'foregroundDeletion';
const ORPHAN = 'orphan';

export interface DeleteOptions {
  readonly gracePeriodSeconds?: number;
  readonly propagation?: Propagation;
}

/** Rules: L-TRM-1, L-TRM-2, L-TRM-3, L-TRM-4, L-TRM-19, L-CTL-25. */
export function deletionOf(object: KubeObject, options: DeleteOptions, at: SimTime): Deletion {
  return object.kind === 'Pod'
    ? podDeletion(object as Pod, options, at)
    : plainDeletion(object, options, at);
}

function podDeletion(pod: Pod, options: DeleteOptions, at: SimTime): Deletion {
  const grace = podGraceSeconds(pod, options);
  const { deletionTimestamp, deletionGracePeriodSeconds } = pod.metadata;
  if (deletionTimestamp === undefined) return begun(withFinalizers(pod, options), grace, at);
  const present = deletionGracePeriodSeconds ?? 0;
  if (present === 0) return hasFinalizers(pod) ? { kind: 'nothing' } : { kind: 'remove' };
  if (grace >= present) return { kind: 'nothing' };
  if (grace === 0) return begun(pod, 0, at);
  const start = (fromTimestamp(deletionTimestamp) ?? at) - present * 1000;
  const due = start + grace * 1000;
  // A time that is over already becomes "now", and the period the smallest there is.
  const metadata =
    due < at
      ? { deletionTimestamp: toTimestamp(at), deletionGracePeriodSeconds: 1 }
      : { deletionTimestamp: toTimestamp(due), deletionGracePeriodSeconds: grace };
  return { kind: 'mark', object: withMeta(pod, metadata) };
}

function begun(object: KubeObject, grace: number, at: SimTime): Deletion {
  const { generation } = object.metadata;
  const isNew = object.metadata.deletionTimestamp === undefined;
  const marked = withMeta(object, {
    deletionTimestamp: toTimestamp(at + grace * 1000),
    deletionGracePeriodSeconds: grace,
    ...(generation !== undefined && isNew ? { generation: generation + 1 } : {}),
  });
  return grace > 0 || hasFinalizers(object)
    ? { kind: 'mark', object: marked }
    : { kind: 'remove', marked };
}

function podGraceSeconds(pod: Pod, options: DeleteOptions): number {
  const phase = pod.status?.phase;
  const isUnbound = (pod.spec.nodeName ?? '') === '';
  if (isUnbound || phase === 'Succeeded' || phase === 'Failed') return 0;
  const asked = options.gracePeriodSeconds ?? pod.spec.terminationGracePeriodSeconds ?? 0;
  return asked < 0 ? 1 : asked;
}

function plainDeletion(object: KubeObject, options: DeleteOptions, at: SimTime): Deletion {
  const prepared = withFinalizers(object, options);
  if (object.kind !== 'Namespace' && !hasFinalizers(prepared)) return { kind: 'remove' };
  if (object.metadata.deletionTimestamp !== undefined)
    return prepared === object ? { kind: 'nothing' } : { kind: 'mark', object: prepared };
  const marked = withMeta(prepared, {
    deletionTimestamp: toTimestamp(at),
    deletionGracePeriodSeconds: 0,
    ...(object.metadata.generation === undefined
      ? {}
      : { generation: object.metadata.generation + 1 }),
  });
  if (object.kind !== 'Namespace') return { kind: 'mark', object: marked };
  return {
    kind: 'mark',
    object: {
      ...marked,
      status: { ...(object['status'] as object | undefined), phase: 'Terminating' },
    },
  };
}

/** The garbage collector's finalizers, as the propagation asks for them. */
function withFinalizers(object: KubeObject, options: DeleteOptions): KubeObject {
  const wanted =
    options.propagation === 'Foreground'
      ? FOREGROUND
      : options.propagation === 'Orphan'
        ? ORPHAN
        : undefined;
  const present = object.metadata.finalizers ?? [];
  if (wanted === undefined || present.includes(wanted)) return object;
  return withMeta(object, { finalizers: [...present, wanted] });
}

/** Whether an update that leaves the object like this ends its life: its deletion has begun and nothing holds it any more. */
export function isReleased(object: KubeObject): boolean {
  const { deletionTimestamp, deletionGracePeriodSeconds } = object.metadata;
  if (deletionTimestamp === undefined || hasFinalizers(object)) return false;
  if (object.kind === 'Namespace')
    return (
      ((object['spec'] as { finalizers?: readonly string[] } | undefined)?.finalizers ?? [])
        .length === 0
    );
  return (deletionGracePeriodSeconds ?? 0) === 0;
}

function hasFinalizers(object: KubeObject): boolean {
  return (object.metadata.finalizers ?? []).length > 0;
}

function withMeta(object: KubeObject, fields: Partial<ObjectMeta>): KubeObject {
  return { ...object, metadata: { ...object.metadata, ...fields } };
}
