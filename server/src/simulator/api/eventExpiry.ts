// Events don't last: an hour after it was last written a client finds each one gone. The store keeps them, for the story.
import type { KubeObject } from '../../schema/objects';
import type { SimTime } from '../kernel/time';
import { fromTimestamp } from './timestamps';

const LIFETIME_MS = 3_600_000;

/** Whether the API server has forgotten the object by `now`; only Events are forgotten. Rules: L-EVT-4, L-TIM-22 */
export function isForgotten(object: KubeObject, now: SimTime): boolean {
  if (object.kind !== 'Event') return false;
  const written = (object['lastTimestamp'] ?? object.metadata.creationTimestamp) as
    | string
    | undefined;
  return (fromTimestamp(written) ?? now) + LIFETIME_MS <= now;
}
