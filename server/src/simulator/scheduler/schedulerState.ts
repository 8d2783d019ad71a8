// What the scheduler remembers between two Pods, and what all its parts say and ask in the same way.
import type { Pod } from '../../schema/objects';
import type { ClusterTurn } from '../api/clusterComponent';
import { ClusterCache } from './clusterCache';
import type { PodFacts } from './podFacts';
import { SchedulingQueue } from './queue';

export const SCHEDULER_NAME = 'default-scheduler';

/** The scheduler's memory: changed in place, like the cache that it holds. */
export interface SchedulerState {
  readonly queue: SchedulingQueue;
  readonly cache: ClusterCache;
  /** Preemptors, by uid, that wait for the node they were promised. */
  readonly nominated: Map<string, { readonly node: string; readonly facts: PodFacts }>;
  /** Pods whose node is chosen and whose volumes are being bound. */
  readonly binding: Map<string, string>;
  nextStart: number;
}

export function newState(): SchedulerState {
  return {
    queue: new SchedulingQueue(),
    cache: new ClusterCache(),
    nominated: new Map(),
    binding: new Map(),
    nextStart: 0,
  };
}

/** Pods that were promised the node count as if they were there already. */
export function promisedTo(
  state: SchedulerState,
  node: string,
  facts: PodFacts,
): readonly PodFacts[] {
  if (state.nominated.size === 0) return [];
  return [...state.nominated.values()]
    .filter((n) => n.node === node && n.facts.uid !== facts.uid)
    .filter((n) => n.facts.priority >= facts.priority)
    .map((n) => n.facts);
}

export function isTerminal(pod: Pod | undefined): boolean {
  return pod?.status?.phase === 'Succeeded' || pod?.status?.phase === 'Failed';
}

export function sameJson(a: unknown, b: unknown): boolean {
  return a === b || JSON.stringify(a) === JSON.stringify(b);
}

export function nameOf(pod: Pod): string {
  return `${pod.metadata.namespace ?? ''}/${pod.metadata.name ?? ''}`;
}

export function emit(
  turn: ClusterTurn,
  pod: Pod,
  type: 'Normal' | 'Warning',
  reason: string,
  message: string,
  because?: number,
): void {
  const { namespace = '', name = '', uid = '' } = pod.metadata;
  const about = { kind: 'Pod', apiVersion: 'v1', namespace, name, uid };
  const event = { source: SCHEDULER_NAME, type, reason, message, about };
  turn.write({ verb: 'event', by: SCHEDULER_NAME, event }, because);
}
