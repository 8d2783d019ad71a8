// How long a Job waits before it makes another Pod after failures.
import type { Pod } from '../../../schema/objects';
import { fromTimestamp } from '../../api/timestamps';
import type { SimTime } from '../../kernel/time';
import { conditionOf } from '../pods';

const FIRST_DELAY_MS = 10_000;
const LONGEST_DELAY_MS = 600_000;

/** Failures in a row since the last success, and when the last of them ended. */
export interface BackOff {
  readonly failures: number;
  readonly lastFailure: SimTime | undefined;
}
export const NO_BACK_OFF: BackOff = { failures: 0, lastFailure: undefined };

/** When a Pod ended: the latest end of its containers, in whole seconds; else what else is known of it. */
export function finishedAt(pod: Pod, now: SimTime): SimTime {
  const ends = (pod.status?.containerStatuses ?? []).map((status) =>
    fromTimestamp(status.state?.terminated?.finishedAt),
  );
  const known = ends.filter((end) => end !== undefined);
  if (known.length > 0 && known.length === ends.length) return Math.max(...known);
  const { deletionTimestamp, deletionGracePeriodSeconds = 0 } = pod.metadata;
  const deleted = fromTimestamp(deletionTimestamp);
  if (deleted !== undefined) return deleted - deletionGracePeriodSeconds * 1000;
  return fromTimestamp(conditionOf(pod, 'Ready')?.lastTransitionTime) ?? now;
}

/** Rules: L-CTL-18 */
export function afterEnds(
  before: BackOff,
  succeeded: readonly Pod[],
  failed: readonly Pod[],
  now: SimTime,
): BackOff {
  if (failed.length === 0) return succeeded.length === 0 ? before : NO_BACK_OFF;
  const lastSuccess = Math.max(-1, ...succeeded.map((pod) => finishedAt(pod, now)));
  const ends = failed.map((pod) => finishedAt(pod, now));
  const counted = ends.filter((end) => end > lastSuccess);
  const kept = succeeded.length === 0 ? before.failures : 0;
  return {
    failures: kept + counted.length,
    lastFailure: Math.max(...ends, before.lastFailure ?? 0),
  };
}

/** When the next Pod may be made; undefined: at once. Rules: L-CTL-18, L-TIM-21 */
export function nextStart(backOff: BackOff): SimTime | undefined {
  if (backOff.failures === 0 || backOff.lastFailure === undefined) return undefined;
  const delay = FIRST_DELAY_MS * 2 ** Math.min(backOff.failures - 1, 16);
  return backOff.lastFailure + Math.min(delay, LONGEST_DELAY_MS);
}
