// Pods that fit nowhere are tried again every five minutes; with nothing changed since, each try says what the last said.
import type { ClusterLook, Habit } from '../api/habit';
import type { Change } from '../api/store';
import type { Pending } from '../kernel/run';
import type { SimTime } from '../kernel/time';
import { FLUSH_PERIOD_MS, LEFT_OVER_MS } from './queue';
import type { SchedulerState } from './schedulerState';

/** Kinds whose changes no filter and no score goes by. */
const UNHEARD: ReadonlySet<string> = new Set([
  'Event',
  'Lease',
  'EndpointSlice',
  'Endpoints',
  'Deployment',
  'ReplicaSet',
  'DaemonSet',
  'Job',
]);

/** So many periods are more than enough to see a repetition in. */
const LOOKED_BACK = 5;

/** Rules: L-SCH-2. */
export function flushHabit(
  { timer }: Pending,
  { queue, nominated, binding }: SchedulerState,
  { view, now }: ClusterLook,
): Habit | undefined {
  const [oldest] = queue.unschedulable();
  if (timer !== 'flush' || oldest === undefined) return undefined;
  if (queue.size + nominated.size + binding.size > 0) return undefined;
  const everyMs = LEFT_OVER_MS + FLUSH_PERIOD_MS;
  const since = lastHeardAt(view.changes, now - LOOKED_BACK * everyMs);
  const pod = view.byUid(oldest.uid)?.metadata;
  if (pod === undefined || since >= oldest.failedAt) return undefined;
  const { namespace = '', name = '', uid = '' } = pod;
  return {
    act: 'scheduling',
    subject: { kind: 'Pod', namespace, name, uid },
    everyMs,
    marks: 'story',
    needsStillCluster: false,
    since,
  };
}

/** When something last changed that a filter or a score may go by; not looked for before `from`. */
function lastHeardAt(changes: readonly Change[], from: SimTime): SimTime {
  for (let i = changes.length; i > 0; i--) {
    const change = changes[i - 1];
    if (change === undefined || change.at < from) break;
    if (isHeard(change)) return change.at;
  }
  return from;
}

/** The status of a Pod that has its place, or waits for one, changes nothing for others until it is over. */
function isHeard({ op, object, previous }: Change): boolean {
  if (UNHEARD.has(object.kind)) return false;
  if (object.kind !== 'Pod' || op !== 'MODIFIED') return true;
  if (object['spec'] !== previous?.['spec']) return true;
  return phaseOf(object) !== phaseOf(previous) && /^(Succeeded|Failed)$/.test(phaseOf(object));
}

function phaseOf(object: Change['object'] | undefined): string {
  return String((object?.['status'] as { readonly phase?: string } | undefined)?.phase ?? '');
}
