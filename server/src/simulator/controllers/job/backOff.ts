// How long a Job waits before it makes another Pod after failures.
import type { ContainerStatus, Pod } from '../../../schema/objects';
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

/**
 * When a Pod ended, in whole seconds: with the last of its containers and sidecars; else when it was ready last, else when it was
 * deleted. Rules: L-CTL-18.
 */
export function finishedAt(pod: Pod): SimTime {
  const { creationTimestamp, deletionTimestamp, deletionGracePeriodSeconds = 0 } = pod.metadata;
  const ready = conditionOf(pod, 'Ready');
  const deleted = fromTimestamp(deletionTimestamp);
  return (
    lastEnd(pod) ??
    (ready?.status === 'False' ? fromTimestamp(ready.lastTransitionTime) : undefined) ??
    (deleted === undefined ? undefined : deleted - deletionGracePeriodSeconds * 1000) ??
    fromTimestamp(creationTimestamp) ??
    0
  );
}

/** Sidecars speak for a Pod whose own containers never ended, as where an init container failed. */
function lastEnd({ spec, status }: Pod): SimTime | undefined {
  const sidecars = new Set(
    (spec.initContainers ?? []).flatMap(({ name, restartPolicy }) =>
      restartPolicy === 'Always' ? [name] : [],
    ),
  );
  const { containerStatuses = [], initContainerStatuses = [] } = status ?? {};
  const own = latest(undefined, containerStatuses);
  const others = initContainerStatuses.filter(({ name }) => sidecars.has(name));
  return latest(own, others);
}

/** Undefined where one has not ended. */
function latest(
  before: SimTime | undefined,
  statuses: readonly ContainerStatus[],
): SimTime | undefined {
  let last = before;
  for (const { state } of statuses) {
    const end = fromTimestamp(state?.terminated?.finishedAt);
    if (end === undefined) return undefined;
    last = Math.max(last ?? end, end);
  }
  return last;
}

/** Rules: L-CTL-18 */
export function afterEnds(
  before: BackOff,
  succeeded: readonly Pod[],
  failed: readonly Pod[],
): BackOff {
  if (failed.length === 0) return succeeded.length === 0 ? before : NO_BACK_OFF;
  const ends = failed.map(finishedAt);
  if (succeeded.length === 0)
    return { failures: before.failures + ends.length, lastFailure: Math.max(...ends) };
  const lastSuccess = Math.max(...succeeded.map(finishedAt));
  const since = ends.filter((end) => end > lastSuccess);
  return since.length === 0
    ? NO_BACK_OFF
    : { failures: since.length, lastFailure: Math.max(...since) };
}

/** When the next Pod may be made; undefined: at once. Rules: L-CTL-18, L-TIM-21 */
export function nextStart(backOff: BackOff): SimTime | undefined {
  if (backOff.failures === 0 || backOff.lastFailure === undefined) return undefined;
  const delay = FIRST_DELAY_MS * 2 ** Math.min(backOff.failures - 1, 16);
  return backOff.lastFailure + Math.min(delay, LONGEST_DELAY_MS);
}
