// One sync of one Job: counts what has ended, decides whether the Job has, and makes or deletes Pods.

import type { Pod } from '../../../schema/objects';
import { controllerOf } from '../../../schema/owners';
import type { Condition, Job, JobStatus } from '../../../schema/workloads';
import { fromTimestamp, toTimestamp } from '../../api/timestamps';
import type { EntryId } from '../../kernel/component';
import type { SimTime } from '../../kernel/time';
import { type ControllerTurn, decide, emit, writeStatus } from '../controller';
import { isActive, isReady, isTerminating } from '../pods';
import { afterEnds, type BackOff, finishedAt, nextStart } from './backOff';
import { judge } from './failurePolicy';
import {
  failureGoal,
  hasCondition,
  type JobFacts,
  jobCondition,
  successGoal,
  type Verdicts,
} from './goals';
import { failuresOfIndex, formatIndexes, indexOf, parseIndexes } from './indexes';
import {
  countsAsFailed,
  isIndexed,
  isTracked,
  newJobPod,
  replacesOnlyFailed,
  surplusOf,
  untracked,
} from './jobPods';

export const NAME = 'job-controller';
/** As a Job names this controller; whoever else is named looks after the Job alone. */
const OURSELVES = 'kubernetes.io/job-controller';
const BURST = 500;

export interface Memory {
  readonly uid: string;
  readonly backOff: BackOff;
  /** Creations that are not answered yet. */
  readonly open: number;
  readonly left: readonly (number | undefined)[];
  readonly batch: number;
  readonly refused: boolean;
  readonly refusals: number;
  /** The entry that tells why Pods are made. */
  readonly because?: EntryId;
}

/** One sync of one Job. */
export class JobSync {
  readonly #turn: ControllerTurn<'created'>;
  readonly #job: Job;
  readonly #status: JobStatus;
  readonly #pods: readonly Pod[];
  #memory: Memory;
  #conditions: readonly Condition[];

  constructor(turn: ControllerTurn<'created'>, job: Job, memory: Memory) {
    this.#turn = turn;
    this.#job = job;
    this.#memory = memory;
    this.#status = job.status ?? {};
    this.#conditions = this.#status.conditions ?? [];
    this.#pods = podsOf(turn, job);
  }

  run(): Memory {
    const { spec, metadata } = this.#job;
    const { managedBy = OURSELVES } = spec;
    if (this.#has('Complete') || this.#has('Failed') || managedBy !== OURSELVES) {
      for (const pod of this.#pods) if (isTracked(pod)) this.#release(pod);
      return this.#memory;
    }
    const isSuspended = spec.suspend === true;
    let { startTime } = this.#status;
    if (startTime === undefined && !isSuspended) startTime = toTimestamp(this.#turn.now);
    this.#watchDeadline(startTime);
    const counted = this.#count();
    const facts: JobFacts = {
      job: this.#job,
      conditions: this.#conditions,
      pods: this.#pods,
      now: this.#turn.now,
    };
    const goal = failureGoal(facts, counted, startTime) ?? successGoal(facts, counted);
    let active: readonly Pod[] = this.#pods.filter(isActive);
    if (goal !== undefined) active = this.#stop(active, goal);
    else if (metadata.deletionTimestamp === undefined) {
      if (isSuspended) active = this.#stop(active, undefined);
      else this.#manage(active, counted);
      startTime = this.#noteSuspension(isSuspended, startTime);
    }
    this.#finish(goal, active);
    this.#report(active, counted, startTime);
    return this.#memory;
  }

  #has(type: string): boolean {
    return hasCondition(this.#conditions, type);
  }

  #release(pod: Pod): void {
    this.#turn.write({ verb: 'update', by: NAME, object: untracked(pod) });
  }

  // ---- what has ended ----

  /**
   * Counts Pods that ended since the last sync; each is counted once and then let go. What still ran when the Job
   * failed counts as failed, what still ran when it succeeded does not count. Rules: L-CTL-18, L-CTL-19
   */
  #count(): Verdicts {
    const job = this.#job;
    const completions = job.spec.completions ?? 0;
    const succeededIndexes = new Set(parseIndexes(this.#status.completedIndexes, completions));
    const failedIndexes = new Set(parseIndexes(this.#status.failedIndexes, completions));
    let { succeeded = 0, failed = 0 } = this.#status;
    let failJob: string | undefined;
    const newlySucceeded: Pod[] = [];
    const newlyFailed: Pod[] = [];
    for (const pod of this.#pods) {
      if (!isTracked(pod)) continue;
      if (pod.status?.phase === 'Succeeded') {
        newlySucceeded.push(pod);
        const index = indexOf(pod);
        if (!isIndexed(job)) succeeded++;
        else if (index !== undefined && index < completions) succeededIndexes.add(index);
        this.#release(pod);
      } else if (this.#has('SuccessCriteriaMet')) {
        this.#release(pod);
      } else if (this.#has('FailureTarget') || countsAsFailed(job, pod)) {
        const verdict = judge(job, pod);
        if (verdict.kind === 'failJob') failJob ??= verdict.message;
        // The wait for the next Pod grows with failures that are overlooked, too.
        newlyFailed.push(pod);
        if (verdict.kind !== 'ignore') {
          failed++;
          this.#failIndex(pod, verdict.kind === 'failIndex', failedIndexes);
        }
        this.#release(pod);
      }
    }
    const backOff = afterEnds(this.#memory.backOff, newlySucceeded, newlyFailed);
    this.#memory = { ...this.#memory, backOff };
    return {
      succeeded: isIndexed(job) ? succeededIndexes.size : succeeded,
      failed,
      succeededIndexes,
      failedIndexes,
      failJob,
    };
  }

  #failIndex(pod: Pod, atOnce: boolean, failedIndexes: Set<number>): void {
    const limit = this.#job.spec.backoffLimitPerIndex;
    const index = indexOf(pod);
    if (limit === undefined || index === undefined) return;
    if (atOnce || failuresOfIndex(pod) >= limit) failedIndexes.add(index);
  }

  // ---- where it is going ----

  #watchDeadline(startTime: string | undefined): void {
    const start = fromTimestamp(startTime);
    const { activeDeadlineSeconds } = this.#job.spec;
    if (start === undefined || activeDeadlineSeconds === undefined) return;
    const due = start + activeDeadlineSeconds * 1000;
    if (due > this.#turn.now) this.#turn.again(due);
  }

  // ---- Pods ----

  /** Deletes active Pods. Rules: L-CTL-19 */
  #stop(active: readonly Pod[], because: Condition | undefined): readonly Pod[] {
    if (active.length > 0) {
      const why = this.#whyStopped(because);
      for (const pod of active)
        if (because === undefined) this.#spare(pod, why);
        else this.#delete(pod, why);
    }
    return because === undefined || active.length > 0 ? [] : active;
  }

  #whyStopped(because: Condition | undefined): EntryId {
    const { reason = '', message = '' } = because ?? { message: 'the Job is suspended' };
    const field = FIELD_OF_REASON[reason] ?? 'spec.suspend';
    return decide(this.#turn, this.#job, message, 'L-CTL-19', field);
  }

  /** Deletes a Pod that is not wanted any more: let go before, so it never counts. Rules: L-CTL-18 */
  #spare(pod: Pod, because: EntryId): void {
    if (isTracked(pod)) this.#release(pod);
    this.#delete(pod, because);
  }

  #delete(pod: Pod, because: EntryId): void {
    const { namespace = '', name = '', uid = '' } = pod.metadata;
    const gone = { kind: 'Pod', namespace, name, uid };
    const entry = this.#turn.write({ verb: 'delete', by: NAME, ...gone }, because);
    const message = `Deleted pod: ${name}`;
    emit(this.#turn, NAME, this.#job, 'Normal', 'SuccessfulDelete', message, entry);
  }

  /** Rules: L-CTL-18 */
  #manage(active: readonly Pod[], counted: Verdicts): void {
    const { parallelism = 1, completions } = this.#job.spec;
    if (this.#memory.open > 0) return;
    const wanted =
      completions === undefined
        ? counted.succeeded > 0
          ? active.length
          : parallelism
        : Math.max(0, Math.min(parallelism, completions - counted.succeeded));
    const surplus = surplusOf(this.#job, active, active.length - wanted);
    if (surplus.length > 0) {
      const text = `${active.length} Pods are active, ${wanted} are wanted`;
      const why = decide(this.#turn, this.#job, text, 'L-CTL-18', 'spec.parallelism');
      for (const pod of surplus.slice(0, BURST)) this.#spare(pod, why);
      return;
    }
    const leaving = replacesOnlyFailed(this.#job) ? this.#pods.filter(isTerminating).length : 0;
    const missing = Math.min(wanted - active.length - leaving, BURST);
    if (missing <= 0) return;
    const isPerIndex = this.#job.spec.backoffLimitPerIndex !== undefined;
    const due = isPerIndex ? undefined : nextStart(this.#memory.backOff);
    if (due !== undefined && due > this.#turn.now) {
      this.#waitUntil(due);
      return;
    }
    const left = isIndexed(this.#job)
      ? this.#pendingIndexes(missing, active, counted)
      : Array.from({ length: missing }, () => undefined);
    if (left.length === 0) return;
    const text = `${active.length} of ${wanted} Pods are active: ${left.length} more`;
    const because = decide(this.#turn, this.#job, text, 'L-CTL-18', 'spec.parallelism');
    const memory = { ...this.#memory, left, batch: 1, because };
    this.#memory = startBatch(this.#turn, this.#job, memory);
  }

  #waitUntil(due: SimTime): void {
    if (this.#turn.timerAt('again') !== due) {
      const { namespace = '', name = '', uid = '' } = this.#job.metadata;
      this.#turn.record({
        subject: { kind: 'Job', namespace, name, uid },
        change: { kind: 'backOff', what: 'job', delayMs: due - this.#turn.now, until: due },
        rule: 'L-CTL-18',
        field: 'spec.backoffLimit',
      });
    }
    this.#turn.again(due);
  }

  /** The lowest indexes that nobody works on; one that has to wait keeps its place. */
  #pendingIndexes(
    count: number,
    active: readonly Pod[],
    { succeededIndexes, failedIndexes }: Verdicts,
  ): readonly number[] {
    const busy = new Set(active.map(indexOf));
    if (replacesOnlyFailed(this.#job))
      for (const pod of this.#pods.filter(isTerminating)) busy.add(indexOf(pod));
    const pending: number[] = [];
    for (let i = 0; i < (this.#job.spec.completions ?? 0) && pending.length < count; i++)
      if (!busy.has(i) && !succeededIndexes.has(i) && !failedIndexes.has(i)) pending.push(i);
    return pending.filter((index) => {
      const due = this.#indexDue(index);
      if (due === undefined || due <= this.#turn.now) return true;
      this.#waitUntil(due);
      return false;
    });
  }

  /** With a limit per index each index has a back-off of its own. */
  #indexDue(index: number): SimTime | undefined {
    if (this.#job.spec.backoffLimitPerIndex === undefined) return undefined;
    const failed = this.#pods.filter(
      (pod) => indexOf(pod) === index && pod.status?.phase === 'Failed',
    );
    if (failed.length === 0) return undefined;
    const last = Math.max(...failed.map(finishedAt));
    const failures = Math.max(...failed.map((pod) => failuresOfIndex(pod) + 1));
    return nextStart({ failures, lastFailure: last });
  }

  // ---- status ----

  /** Rules: L-CTL-19 */
  #noteSuspension(isSuspended: boolean, startTime: string | undefined): string | undefined {
    const present = this.#conditions.find((c) => c.type === 'Suspended');
    if (isSuspended && present?.status !== 'True') {
      this.#set(jobCondition(this.#turn.now, 'Suspended', 'JobSuspended', 'Job suspended'));
      emit(this.#turn, NAME, this.#job, 'Normal', 'Suspended', 'Job suspended');
    } else if (!isSuspended && present?.status === 'True') {
      this.#set(jobCondition(this.#turn.now, 'Suspended', 'JobResumed', 'Job resumed', 'False'));
      emit(this.#turn, NAME, this.#job, 'Normal', 'Resumed', 'Job resumed');
      return toTimestamp(this.#turn.now);
    }
    return startTime;
  }

  #set(condition: Condition): void {
    this.#conditions = [...this.#conditions.filter((c) => c.type !== condition.type), condition];
  }

  /** First the target, in the next sync, when every Pod has ended, the final word. Rules: L-CTL-19 */
  #finish(goal: Condition | undefined, active: readonly Pod[]): void {
    if (goal === undefined) return;
    if (!this.#has(goal.type)) {
      this.#set(goal);
      return;
    }
    if (active.length > 0 || this.#pods.some(isTerminating)) return;
    const { now } = this.#turn;
    const isSuccess = goal.type === 'SuccessCriteriaMet';
    this.#set({
      ...jobCondition(
        this.#turn.now,
        isSuccess ? 'Complete' : 'Failed',
        goal.reason ?? '',
        goal.message ?? '',
      ),
      lastTransitionTime: toTimestamp(now),
    });
    if (isSuccess) emit(this.#turn, NAME, this.#job, 'Normal', 'Completed', 'Job completed');
    else emit(this.#turn, NAME, this.#job, 'Warning', goal.reason ?? '', goal.message ?? '');
  }

  #report(active: readonly Pod[], counted: Verdicts, startTime: string | undefined): void {
    const job = this.#job;
    const made = this.#memory.open + this.#memory.left.length;
    const kept = new Set(active);
    const ready = active.filter(isReady).length;
    const leaving =
      this.#pods.filter(isTerminating).length +
      this.#pods.filter((pod) => isActive(pod) && !kept.has(pod)).length;
    const isComplete = this.#has('Complete');
    const perIndex = job.spec.backoffLimitPerIndex !== undefined;
    const activeCount = active.length + made;
    const status: JobStatus = {
      ...(activeCount === 0 ? {} : { active: activeCount }),
      ready,
      terminating: leaving,
      ...(counted.succeeded === 0 ? {} : { succeeded: counted.succeeded }),
      ...(counted.failed === 0 ? {} : { failed: counted.failed }),
      ...(startTime === undefined ? {} : { startTime }),
      ...(isComplete ? { completionTime: toTimestamp(this.#turn.now) } : {}),
      ...(isIndexed(job) && counted.succeededIndexes.size > 0
        ? { completedIndexes: formatIndexes(counted.succeededIndexes) }
        : {}),
      ...(perIndex ? { failedIndexes: formatIndexes(counted.failedIndexes) } : {}),
      uncountedTerminatedPods: {},
      ...(this.#conditions.length === 0 ? {} : { conditions: this.#conditions }),
    };
    writeStatus(this.#turn, NAME, job, status);
  }
}

/** The next batch of Pods: 1, 2, 4 … */
export function startBatch(turn: ControllerTurn<'created'>, job: Job, memory: Memory): Memory {
  const batch = memory.left.slice(0, memory.batch);
  for (const index of batch)
    turn.create(newJobPod(job, index, failuresSoFar(turn, job, index)), 'created', memory.because);
  return {
    ...memory,
    left: memory.left.slice(batch.length),
    batch: memory.batch * 2,
    open: batch.length,
  };
}

/** Pods of the Job, in the order of their creation. */
function podsOf(turn: ControllerTurn<'created'>, job: Job): readonly Pod[] {
  const uid = job.metadata.uid ?? '';
  const pods: Pod[] = [];
  for (const object of turn.view.dependents(uid))
    if (object.kind === 'Pod' && controllerOf(object)?.uid === uid) pods.push(object as Pod);
  return pods;
}

/** How often an index has failed, written down on each of its Pods. */
function failuresSoFar(
  turn: ControllerTurn<'created'>,
  job: Job,
  index: number | undefined,
): number {
  if (index === undefined || job.spec.backoffLimitPerIndex === undefined) return 0;
  let failures = 0;
  for (const pod of podsOf(turn, job))
    if (indexOf(pod) === index && pod.status?.phase === 'Failed')
      failures = Math.max(
        failures,
        failuresOfIndex(pod) + (judge(job, pod).kind === 'ignore' ? 0 : 1),
      );
  return failures;
}

/** The field of the Job that a reason to fail goes back to. */
const FIELD_OF_REASON: Readonly<Record<string, string>> = {
  BackoffLimitExceeded: 'spec.backoffLimit',
  DeadlineExceeded: 'spec.activeDeadlineSeconds',
  PodFailurePolicy: 'spec.podFailurePolicy',
  FailedIndexes: 'spec.backoffLimitPerIndex',
  MaxFailedIndexesExceeded: 'spec.maxFailedIndexes',
  SuccessPolicy: 'spec.successPolicy',
  CompletionsReached: 'spec.completions',
};
