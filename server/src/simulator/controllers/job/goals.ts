// Whether a Job has reached its end, and which: pure, over what is known of it.
import type { Pod } from '../../../schema/objects';
import type { Condition, Job } from '../../../schema/workloads';
import { fromTimestamp, toTimestamp } from '../../api/timestamps';
import type { SimTime } from '../../kernel/time';
import { isActive } from '../pods';
import { parseIndexes } from './indexes';
import { isIndexed, restartsOf } from './jobPods';

export interface JobFacts {
  readonly job: Job;
  readonly conditions: readonly Condition[];
  readonly pods: readonly Pod[];
  readonly now: SimTime;
}

/** What the Pods that have ended so far amount to. */
export interface Verdicts {
  readonly succeeded: number;
  readonly failed: number;
  readonly succeededIndexes: ReadonlySet<number>;
  readonly failedIndexes: ReadonlySet<number>;
  readonly failJob: string | undefined;
}

export function hasCondition(conditions: readonly Condition[], type: string): boolean {
  return conditions.some((c) => c.type === type && c.status === 'True');
}

export function jobCondition(
  now: SimTime,
  type: string,
  reason: string,
  message: string,
  status = 'True',
): Condition {
  const time = toTimestamp(now);
  return { type, status, lastProbeTime: time, lastTransitionTime: time, reason, message };
}

/** Why the Job fails; undefined while it does not. Rules: L-CTL-18, L-CTL-19, L-CTL-20 */
export function failureGoal(
  facts: JobFacts,
  counted: Verdicts,
  startTime: string | undefined,
): Condition | undefined {
  const { job, conditions, now } = facts;
  const present = conditions.find((c) => c.type === 'FailureTarget');
  if (present !== undefined) return present;
  if (hasCondition(conditions, 'SuccessCriteriaMet')) return undefined;
  const { spec } = job;
  const target = (reason: string, message: string): Condition =>
    jobCondition(now, 'FailureTarget', reason, message);
  if (counted.failJob !== undefined) return target('PodFailurePolicy', counted.failJob);
  const limit = spec.backoffLimit ?? 6;
  if (counted.failed > limit || restartsPast(facts, limit))
    return target('BackoffLimitExceeded', 'Job has reached the specified backoff limit');
  const start = fromTimestamp(startTime);
  if (
    spec.activeDeadlineSeconds !== undefined &&
    start !== undefined &&
    spec.suspend !== true &&
    now >= start + spec.activeDeadlineSeconds * 1000
  )
    return target('DeadlineExceeded', 'Job was active longer than specified deadline');
  if (spec.backoffLimitPerIndex === undefined) return undefined;
  const { failedIndexes, succeededIndexes } = counted;
  if (spec.maxFailedIndexes !== undefined && failedIndexes.size > spec.maxFailedIndexes)
    return target(
      'MaxFailedIndexesExceeded',
      'Job has exceeded the specified maximal number of failed indexes',
    );
  const isDone = failedIndexes.size + succeededIndexes.size >= (spec.completions ?? 0);
  return failedIndexes.size > 0 && isDone
    ? target('FailedIndexes', 'Job has failed indexes')
    : undefined;
}

/** Pods that restart count by their restarts. Rules: L-CTL-18 */
function restartsPast({ job, pods }: JobFacts, limit: number): boolean {
  if (job.spec.template.spec.restartPolicy !== 'OnFailure') return false;
  let restarts = 0;
  for (const pod of pods)
    if (pod.status?.phase === 'Running' || pod.status?.phase === 'Pending')
      restarts += restartsOf(pod);
  return limit === 0 ? restarts > 0 : restarts >= limit;
}

export function successGoal(facts: JobFacts, counted: Verdicts): Condition | undefined {
  const { job, conditions, pods, now } = facts;
  const present = conditions.find((c) => c.type === 'SuccessCriteriaMet');
  if (present !== undefined) return present;
  const { completions } = job.spec;
  const active = pods.filter(isActive).length;
  const rule = isIndexed(job) ? metRule(job, counted) : -1;
  if (rule >= 0)
    return jobCondition(
      now,
      'SuccessCriteriaMet',
      'SuccessPolicy',
      `Matched rules at index ${rule}`,
    );
  const isMet =
    completions === undefined
      ? counted.succeeded > 0 && active === 0
      : counted.succeeded >= completions && active === 0;
  return isMet
    ? jobCondition(
        now,
        'SuccessCriteriaMet',
        'CompletionsReached',
        'Reached expected number of succeeded pods',
      )
    : undefined;
}

function metRule(job: Job, counted: Verdicts): number {
  const rules = job.spec.successPolicy?.rules ?? [];
  const completions = job.spec.completions ?? 0;
  return rules.findIndex(({ succeededIndexes, succeededCount }) => {
    const wanted =
      succeededIndexes === undefined ? undefined : [...parseIndexes(succeededIndexes, completions)];
    const met =
      wanted === undefined
        ? counted.succeededIndexes.size
        : wanted.filter((index) => counted.succeededIndexes.has(index)).length;
    return met >= (succeededCount ?? wanted?.length ?? Number.POSITIVE_INFINITY);
  });
}
