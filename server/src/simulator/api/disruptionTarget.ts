// The condition by which whoever ends a Pod against its will says so. Rules: L-CND-8.

import type { Pod, PodCondition } from '../../schema/objects';
import type { SimTime } from '../kernel/time';
import { toTimestamp } from './timestamps';

/** Where an earlier one stood, with its time: it stays true, only for another reason. */
export function withDisruptionTarget(
  { status }: Pod,
  said: Pick<PodCondition, 'reason' | 'message' | 'observedGeneration'>,
  now: SimTime,
): readonly PodCondition[] {
  const conditions = status?.conditions ?? [];
  const old = conditions.find(({ type }) => type === 'DisruptionTarget');
  const since = old?.status === 'True' ? old.lastTransitionTime : undefined;
  const condition: PodCondition = {
    type: 'DisruptionTarget',
    status: 'True',
    ...said,
    lastProbeTime: null,
    lastTransitionTime: since ?? toTimestamp(now),
  };
  return old === undefined
    ? [...conditions, condition]
    : conditions.map((one) => (one === old ? condition : one));
}
