// Which Pods a ReplicaSet gives up first.
import type { ContainerStatus, Pod } from '../../schema/objects';
import { fromTimestamp } from '../api/timestamps';
import type { SimTime } from '../kernel/time';
import { isReady, readySince } from './pods';

const PHASE_ORDER: Readonly<Record<string, number>> = { Pending: 0, Unknown: 1, Running: 2 };
const DELETION_COST = 'controller.kubernetes.io/pod-deletion-cost';

function mostRestarts(statuses: readonly ContainerStatus[] | undefined): number {
  return Math.max(0, ...(statuses ?? []).map((status) => status.restartCount));
}

function restarts(pod: Pod): number {
  return mostRestarts(pod.status?.containerStatuses);
}

function sidecarRestarts({ spec, status }: Pod): number {
  const inits = spec.initContainers ?? [];
  const isSidecar = (name: string) =>
    inits.some((container) => container.name === name && container.restartPolicy === 'Always');
  return mostRestarts(status?.initContainerStatuses?.filter(({ name }) => isSidecar(name)));
}

/** A cost that is no 32-bit number, as the server reads numbers, counts for nothing. */
function deletionCost(pod: Pod): number {
  const text = pod.metadata.annotations?.[DELETION_COST] ?? '';
  if (!/^(?:-\d+|0|[1-9]\d*)$/.test(text)) return 0;
  const cost = Number(text);
  return cost === (cost | 0) ? cost : 0;
}

/** Ages are compared by order of magnitude (of nanoseconds), so that Pods of about the same age go in no order that could be foreseen. */
function magnitude(since: SimTime, now: SimTime): number {
  return now <= since ? -1 : Math.floor(Math.log2((now - since) * 1e6));
}

/** Negative when the one that dates from `a` goes first, undefined when the times say nothing. */
function youngerFirst(a: SimTime, b: SimTime, now: SimTime): number | 'uid' | undefined {
  if (a === b) return undefined;
  const difference = magnitude(a, now) - magnitude(b, now);
  return difference === 0 ? 'uid' : difference;
}

/**
 * The Pods in the order in which they are deleted when there are too many.
 *
 * @param siblings all active Pods that belong to the same workload, for what stands on one node
 * Rules: L-CTL-4
 */
export function inDeletionOrder(
  pods: readonly Pod[],
  siblings: readonly Pod[],
  now: SimTime,
): readonly Pod[] {
  const perNode = new Map<string, number>();
  for (const pod of siblings) {
    const node = pod.spec.nodeName ?? '';
    perNode.set(node, (perNode.get(node) ?? 0) + 1);
  }
  const crowd = (pod: Pod): number => perNode.get(pod.spec.nodeName ?? '') ?? 0;
  const steps = (a: Pod, b: Pod): readonly (number | 'uid' | undefined)[] => [
    isAssigned(a) - isAssigned(b),
    (PHASE_ORDER[a.status?.phase ?? ''] ?? 2) - (PHASE_ORDER[b.status?.phase ?? ''] ?? 2),
    Number(isReady(a)) - Number(isReady(b)),
    deletionCost(a) - deletionCost(b),
    crowd(b) - crowd(a),
    isReady(a) && isReady(b) ? youngerFirst(readySince(a) ?? 0, readySince(b) ?? 0, now) : 0,
    restarts(b) - restarts(a),
    sidecarRestarts(b) - sidecarRestarts(a),
    youngerFirst(createdAt(a), createdAt(b), now),
  ];
  return [...pods].sort((a, b) => {
    for (const step of steps(a, b)) {
      if (step === 'uid') break;
      if (step !== undefined && step !== 0) return step;
    }
    return (a.metadata.uid ?? '') < (b.metadata.uid ?? '') ? -1 : 1;
  });
}

/** The same for Jobs, which look neither at costs nor at nodes, and at ages as they are. Rules: L-CTL-18 */
export function inRemovalOrder(pods: readonly Pod[]): readonly Pod[] {
  const steps = (a: Pod, b: Pod): readonly number[] => [
    isAssigned(a) - isAssigned(b),
    (PHASE_ORDER[a.status?.phase ?? ''] ?? 2) - (PHASE_ORDER[b.status?.phase ?? ''] ?? 2),
    Number(isReady(a)) - Number(isReady(b)),
    (readySince(b) ?? 0) - (readySince(a) ?? 0),
    restarts(b) - restarts(a),
    sidecarRestarts(b) - sidecarRestarts(a),
    createdAt(b) - createdAt(a),
  ];
  return [...pods].sort((a, b) => steps(a, b).find((step) => step !== 0) ?? 0);
}

function isAssigned(pod: Pod): number {
  return (pod.spec.nodeName ?? '') === '' ? 0 : 1;
}

function createdAt(pod: Pod): SimTime {
  return fromTimestamp(pod.metadata.creationTimestamp) ?? 0;
}
