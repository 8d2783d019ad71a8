import { fromTimestamp } from '../api/timestamps';
import type { SimTime } from '../kernel/time';
import type { PodVerdict, PodWorker } from './podWorker';

/** When the Pod's time is over; undefined without a deadline. Rules: L-PHS-9: counted from the whole second of `startTime`. */
export function deadlineOf(worker: PodWorker): SimTime | undefined {
  const seconds = worker.pod.spec.activeDeadlineSeconds;
  const start = fromTimestamp(worker.status?.startTime);
  if (seconds === undefined || start === undefined) return undefined;
  return start + seconds * 1000;
}

export const DEADLINE_VERDICT: PodVerdict = {
  reason: 'DeadlineExceeded',
  message: 'Pod was active on the node longer than the specified deadline',
  event: true,
};
