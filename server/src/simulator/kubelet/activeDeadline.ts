import { fromTimestamp } from '../api/timestamps';
import type { SimTime } from '../kernel/time';
import { type PodVerdict, type PodWorker, workerWith } from './podWorker';

/**
 * When the Pod's time is over; undefined without a deadline. Rules: L-PHS-9: counted from the whole second of `startTime`, which
 * a kubelet that starts takes from the API.
 */
export function deadlineOf(worker: PodWorker): SimTime | undefined {
  const seconds = worker.pod.spec.activeDeadlineSeconds;
  const start = fromTimestamp((worker.status ?? worker.pod.status)?.startTime);
  if (seconds === undefined || start === undefined) return undefined;
  return start + seconds * 1000;
}

export const DEADLINE_VERDICT: PodVerdict = {
  reason: 'DeadlineExceeded',
  message: 'Pod was active on the node longer than the specified deadline',
  event: true,
};

/**
 * The worker with its verdict once the time is over. Each look at the Pod asks for that, also those that come while it ends for
 * another reason: what has not been told as finished by then has failed. Rules: L-PHS-9.
 */
export function withDeadline(worker: PodWorker, now: SimTime): PodWorker {
  if (worker.verdict !== undefined || worker.pod.spec.activeDeadlineSeconds === undefined)
    return worker;
  const at = deadlineOf(worker);
  return at === undefined || now < at ? worker : workerWith(worker, { verdict: DEADLINE_VERDICT });
}
