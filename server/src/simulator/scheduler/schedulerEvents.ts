// Which changes of the store are news to the scheduler.
import type { Pod } from '../../schema/objects';
import type { NodeObject } from '../../schema/workloads';
import type { Change } from '../api/store';
import { mayBeResized } from './resources';
import { isTerminal, sameJson } from './schedulerState';

export type SchedulerEvent =
  | { readonly kind: 'waiting'; readonly uid: string }
  | { readonly kind: 'changed'; readonly uid: string }
  | { readonly kind: 'gone'; readonly uid: string }
  | { readonly kind: 'assigned'; readonly uid: string }
  | { readonly kind: 'released'; readonly uid: string }
  | { readonly kind: 'node'; readonly name: string; readonly isNew: boolean }
  | { readonly kind: 'volumes' }
  | { readonly kind: 'namespace' }
  | { readonly kind: 'cycle' }
  | { readonly kind: 'flush' };

export const WATCHED_KINDS = [
  'Pod',
  'Node',
  'PersistentVolumeClaim',
  'PersistentVolume',
  'StorageClass',
  'Namespace',
] as const;

export function eventOf(change: Change): SchedulerEvent | undefined {
  switch (change.object.kind) {
    case 'Pod':
      return podEvent(change.object as Pod, change);
    case 'Node':
      return nodeEvent(change.object as NodeObject, change);
    case 'PersistentVolumeClaim':
    case 'PersistentVolume':
    case 'StorageClass':
      return { kind: 'volumes' };
    case 'Namespace':
      return change.previous?.metadata.labels === change.object.metadata.labels
        ? undefined
        : { kind: 'namespace' };
    default:
      return undefined;
  }
}

function podEvent(pod: Pod, change: Change): SchedulerEvent | undefined {
  const uid = pod.metadata.uid ?? '';
  const before = change.previous as Pod | undefined;
  const isAssigned = (pod.spec.nodeName ?? '') !== '';
  if (change.op === 'DELETED')
    return !isAssigned
      ? { kind: 'gone', uid }
      : isTerminal(before)
        ? undefined
        : { kind: 'released', uid };
  if (isAssigned) {
    if (isTerminal(pod)) return isTerminal(before) ? undefined : { kind: 'released', uid };
    const isNews =
      before === undefined ||
      before.spec.nodeName !== pod.spec.nodeName ||
      before.metadata.labels !== pod.metadata.labels ||
      before.metadata.generation !== pod.metadata.generation ||
      (mayBeResized(pod) && !sameResources(before, pod));
    return isNews ? { kind: 'assigned', uid } : undefined;
  }
  if (before === undefined) return { kind: 'waiting', uid };
  const isNews =
    before.metadata.generation !== pod.metadata.generation ||
    !sameJson(before.metadata.labels, pod.metadata.labels) ||
    !sameJson(before.spec.schedulingGates, pod.spec.schedulingGates);
  return isNews ? { kind: 'changed', uid } : undefined;
}

function sameResources({ status: before }: Pod, { status: after }: Pod): boolean {
  if (before === after) return true;
  return sameJson(resourcesIn(before), resourcesIn(after));
}

function resourcesIn(status: Pod['status']): unknown {
  const { containerStatuses = [], initContainerStatuses = [], conditions = [] } = status ?? {};
  return [
    [...containerStatuses, ...initContainerStatuses].map((container) => container['resources']),
    conditions.find(({ type }) => type === 'PodResizePending')?.reason,
  ];
}

function nodeEvent(node: NodeObject, change: Change): SchedulerEvent | undefined {
  const name = node.metadata.name ?? '';
  const before = change.previous as NodeObject | undefined;
  if (before === undefined || change.op === 'DELETED') return { kind: 'node', name, isNew: true };
  const same =
    sameJson(before.spec, node.spec) &&
    sameJson(before.metadata.labels, node.metadata.labels) &&
    sameJson(before.status?.allocatable, node.status?.allocatable) &&
    sameJson(before.status?.images, node.status?.images);
  return same ? undefined : { kind: 'node', name, isNew: false };
}
