// What controllers ask of Pods, and how they make one from a template.

import type { KubeObject, OwnerReference, Pod, PodTemplate } from '../../schema/objects';
import { controllerOf } from '../../schema/owners';
import type { Condition } from '../../schema/workloads';
import type { Change } from '../api/store';
import { fromTimestamp } from '../api/timestamps';
import type { SimTime } from '../kernel/time';

export function isTerminal(pod: Pod): boolean {
  return pod.status?.phase === 'Succeeded' || pod.status?.phase === 'Failed';
}

/** Neither finished nor on its way out. Rules: L-CTL-1 */
export function isActive(pod: Pod): boolean {
  return !isTerminal(pod) && pod.metadata.deletionTimestamp === undefined;
}

/** Marked for deletion and not finished yet. */
export function isTerminating(pod: Pod): boolean {
  return pod.metadata.deletionTimestamp !== undefined && !isTerminal(pod);
}

export function conditionOf(object: KubeObject, type: string): Condition | undefined {
  const status = object['status'] as { readonly conditions?: readonly Condition[] } | undefined;
  return status?.conditions?.find((condition) => condition.type === type);
}

export function isReady(pod: Pod): boolean {
  return conditionOf(pod, 'Ready')?.status === 'True';
}

/** When the Pod became ready; undefined while it is not. */
export function readySince(pod: Pod): SimTime | undefined {
  const ready = conditionOf(pod, 'Ready');
  return ready?.status === 'True' ? (fromTimestamp(ready.lastTransitionTime) ?? 0) : undefined;
}

/** When the Pod counts as available; undefined while it is not even ready. Rules: L-CTL-1 */
export function availableAt(pod: Pod, minReadySeconds: number): SimTime | undefined {
  const since = readySince(pod);
  if (since === undefined) return undefined;
  return minReadySeconds === 0 ? since : since + minReadySeconds * 1000;
}

export function isAvailable(pod: Pod, minReadySeconds: number, now: SimTime): boolean {
  if (minReadySeconds === 0) return isReady(pod);
  const at = availableAt(pod, minReadySeconds);
  return at !== undefined && at <= now;
}

/** The next moment at which one of the Pods becomes available by waiting alone. */
export function nextAvailable(
  pods: readonly Pod[],
  minReadySeconds: number,
  now: SimTime,
): SimTime | undefined {
  if (minReadySeconds === 0) return undefined;
  let next: SimTime | undefined;
  for (const pod of pods) {
    const at = availableAt(pod, minReadySeconds);
    if (at !== undefined && at > now && (next === undefined || at < next)) next = at;
  }
  return next;
}

export function ownerReference(owner: KubeObject): OwnerReference {
  return {
    apiVersion: owner.apiVersion,
    kind: owner.kind,
    name: owner.metadata.name ?? '',
    uid: owner.metadata.uid ?? '',
    controller: true,
    blockOwnerDeletion: true,
  };
}

export interface NewPod {
  readonly name?: string;
  readonly labels?: Readonly<Record<string, string>>;
  readonly annotations?: Readonly<Record<string, string>>;
  readonly finalizers?: readonly string[];
  readonly spec?: Pod['spec'];
}

/** A Pod as the owner's template says, named for the owner. Rules: L-CTL-2 */
export function podFromTemplate(owner: KubeObject, template: PodTemplate, more: NewPod = {}): Pod {
  const { name: ownerName = '', namespace } = owner.metadata;
  const labels = { ...template.metadata?.labels, ...more.labels };
  const annotations = { ...template.metadata?.annotations, ...more.annotations };
  const finalizers = [...(template.metadata?.finalizers ?? []), ...(more.finalizers ?? [])];
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      ...(more.name === undefined ? {} : { name: more.name }),
      generateName: `${ownerName}-`,
      ...(namespace === undefined ? {} : { namespace }),
      ...(Object.keys(labels).length === 0 ? {} : { labels }),
      ...(Object.keys(annotations).length === 0 ? {} : { annotations }),
      ...(finalizers.length === 0 ? {} : { finalizers }),
      ownerReferences: [ownerReference(owner)],
    },
    spec: more.spec ?? template.spec,
  };
}

/** Each change is asked about by one controller after the other. */
let lastAsked: { readonly change: Change; readonly matters: boolean } | undefined;

/** Whether a change of a Pod can matter to whoever counts Pods: most status writes don't. */
export function mattersToOwners(change: Change): boolean {
  if (lastAsked?.change !== change) lastAsked = { change, matters: canMatter(change) };
  return lastAsked.matters;
}

function canMatter(change: Change): boolean {
  const before = change.previous as Pod | undefined;
  if (change.op !== 'MODIFIED' || before === undefined) return true;
  const pod = change.object as Pod;
  return (
    before.status?.phase !== pod.status?.phase ||
    before.metadata.deletionTimestamp !== pod.metadata.deletionTimestamp ||
    before.metadata.labels !== pod.metadata.labels ||
    before.metadata.ownerReferences !== pod.metadata.ownerReferences ||
    before.metadata.finalizers !== pod.metadata.finalizers ||
    isReady(before) !== isReady(pod)
  );
}

/** Keys of the owners of that kind that a change of a Pod concerns: the one it has and the one it had. */
export function ownersConcerned(change: Change, kind: string): readonly string[] | undefined {
  if (!mattersToOwners(change)) return undefined;
  const now = controllerOf(change.object);
  const before = change.previous === undefined ? undefined : controllerOf(change.previous);
  const namespace = change.object.metadata.namespace ?? '';
  const keys: string[] = [];
  if (now?.kind === kind) keys.push(`${namespace}/${now.name}`);
  if (before?.kind === kind && before.uid !== now?.uid) keys.push(`${namespace}/${before.name}`);
  return keys.length === 0 ? undefined : keys;
}

/** Sets one condition; its transition time moves only with its status. */
export function withCondition(
  conditions: readonly Condition[] | undefined,
  next: Condition,
): readonly Condition[] {
  const list = conditions ?? [];
  const before = list.find((condition) => condition.type === next.type);
  const { lastTransitionTime } = before ?? {};
  const kept =
    before?.status === next.status && lastTransitionTime !== undefined
      ? { ...next, lastTransitionTime }
      : next;
  return before === undefined
    ? [...list, kept]
    : list.map((condition) => (condition === before ? kept : condition));
}
