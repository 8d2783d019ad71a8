// CronJobs: a Job at each time of a schedule. And what is left of Jobs when their time to live is over.

import { nextCronTime, parseCronSchedule } from '../../../schema/cronSchedule';
import type { KubeObject } from '../../../schema/objects';
import { controllerOf } from '../../../schema/owners';
import type { CronJob, Job } from '../../../schema/workloads';
import type { AnyClusterComponent } from '../../api/clusterComponent';
import type { Change } from '../../api/store';
import { EPOCH_MS, fromTimestamp, toTimestamp } from '../../api/timestamps';
import type { ApiAnswer } from '../../api/write';
import type { SimTime } from '../../kernel/time';
import type { Latencies } from '../../latencies';
import {
  type ControllerTurn,
  controllerComponent,
  emit,
  keyOf,
  objectAt,
  writeStatus,
} from '../controller';
import { conditionOf, ownerReference } from '../pods';
import { jobEndedAt } from './job';

const NAME = 'cronjob-controller';
const TTL = 'ttl-after-finished-controller';
/** The controller looks a little after each scheduled time. */
const AFTER_SCHEDULE_MS = 100;
const MOST_MISSED = 100;

/** Rules: L-CTL-21 */
export function createTtlController(latencies: Latencies): AnyClusterComponent {
  return controllerComponent<true>({
    name: TTL,
    reactionMs: latencies.controllerReaction,
    kinds: ['Job'],
    concerns: ({ object, op }) =>
      object.kind === 'Job' && op !== 'DELETED' ? [keyOf(object)] : undefined,
    sync(turn, key) {
      const job = objectAt<Job>(turn.view, 'Job', key);
      const seconds = job?.spec.ttlSecondsAfterFinished;
      const ended = job === undefined ? undefined : jobEndedAt(job);
      if (job === undefined || seconds === undefined || ended === undefined) return undefined;
      const due = ended + seconds * 1000;
      if (due > turn.now) turn.again(due);
      else if (job.metadata.deletionTimestamp === undefined) {
        const { namespace = '', name = '', uid = '' } = job.metadata;
        const gone = { kind: 'Job', namespace, name, uid, propagation: 'Foreground' } as const;
        turn.write({ verb: 'delete', by: TTL, ...gone });
      }
      return true;
    },
  });
}

/** Rules: L-CTL-22 */
export function createCronJobController(latencies: Latencies): AnyClusterComponent {
  return controllerComponent<true, { readonly scheduled: SimTime }>({
    name: NAME,
    reactionMs: latencies.controllerReaction,
    kinds: ['CronJob', 'Job'],
    concerns,
    sync(turn, key) {
      const cronJob = objectAt<CronJob>(turn.view, 'CronJob', key);
      if (cronJob === undefined) return undefined;
      sync(turn, cronJob);
      return true;
    },
    answered(turn, key, memory, message, answer) {
      const cronJob = objectAt<CronJob>(turn.view, 'CronJob', key);
      if (cronJob !== undefined) created(turn, cronJob, message.scheduled, answer);
      return memory;
    },
  });
}

type Turn = ControllerTurn<{ readonly scheduled: SimTime }>;

function concerns(change: Change): readonly string[] | undefined {
  const { object, previous } = change;
  if (object.kind === 'CronJob') {
    const isNews = previous === undefined || previous['spec'] !== object['spec'];
    return isNews ? [keyOf(object)] : undefined;
  }
  if (object.kind !== 'Job') return undefined;
  const owner = controllerOf(object);
  if (owner?.kind !== 'CronJob') return undefined;
  return [`${object.metadata.namespace ?? ''}/${owner.name}`];
}

function jobsOf(turn: Turn, cronJob: CronJob): readonly Job[] {
  const jobs: Job[] = [];
  for (const object of turn.view.dependents(cronJob.metadata.uid ?? ''))
    if (object.kind === 'Job') jobs.push(object as Job);
  return jobs;
}

function sync(turn: Turn, cronJob: CronJob): void {
  const jobs = jobsOf(turn, cronJob);
  const status = noteFinished(turn, cronJob, jobs);
  trimHistory(turn, cronJob, jobs);
  const { spec, metadata } = cronJob;
  const parsed = parseCronSchedule(spec.schedule);
  if (parsed.schedule === undefined) {
    const message = `unparseable schedule: "${spec.schedule}" : ${parsed.error}`;
    emit(turn, NAME, cronJob, 'Warning', 'UnparseableSchedule', message);
    writeStatus(turn, NAME, cronJob, status);
    return;
  }
  writeStatus(turn, NAME, cronJob, status);
  if (spec.suspend === true || metadata.deletionTimestamp !== undefined) return;
  const { schedule } = parsed;
  const next = (after: SimTime): SimTime | undefined => {
    const due = nextCronTime(schedule, after + EPOCH_MS, spec.timeZone ?? 'UTC');
    return due === undefined ? undefined : due - EPOCH_MS;
  };
  const upcoming = next(turn.now);
  if (upcoming !== undefined) turn.again(upcoming + AFTER_SCHEDULE_MS);
  const missed = latestMissed(turn, cronJob, next);
  if (missed !== undefined) start(turn, cronJob, jobs, missed);
}

/** The latest scheduled time that has not been acted upon. */
function latestMissed(
  turn: Turn,
  cronJob: CronJob,
  next: (after: SimTime) => SimTime | undefined,
): SimTime | undefined {
  const { status, metadata, spec } = cronJob;
  let from =
    fromTimestamp(status?.lastScheduleTime) ?? fromTimestamp(metadata.creationTimestamp) ?? 0;
  if (spec.startingDeadlineSeconds !== undefined)
    from = Math.max(from, turn.now - spec.startingDeadlineSeconds * 1000 - 1);
  let latest: SimTime | undefined;
  let count = 0;
  for (let due = next(from); due !== undefined && due <= turn.now; due = next(due)) {
    latest = due;
    if (++count > MOST_MISSED) {
      const message =
        'too many missed start times. Set or decrease .spec.startingDeadlineSeconds or check clock skew';
      emit(turn, NAME, cronJob, 'Warning', 'TooManyMissedTimes', message);
      return lastDue(turn.now, next) ?? due;
    }
  }
  return latest;
}

const HOUR_MS = 3_600_000;
const LOOK_BACK_MS = [HOUR_MS, 24 * HOUR_MS, 31 * 24 * HOUR_MS, 366 * 24 * HOUR_MS];

/** The last time that was due, looked for in ever longer stretches before now. */
function lastDue(now: SimTime, next: (after: SimTime) => SimTime | undefined): SimTime | undefined {
  for (const span of LOOK_BACK_MS) {
    let latest: SimTime | undefined;
    for (let due = next(now - span); due !== undefined && due <= now; due = next(due)) latest = due;
    if (latest !== undefined) return latest;
  }
  return undefined;
}

/** Rules: L-CTL-22 */
function start(turn: Turn, cronJob: CronJob, jobs: readonly Job[], scheduled: SimTime): void {
  const { spec, metadata } = cronJob;
  const deadline = spec.startingDeadlineSeconds;
  if (deadline !== undefined && scheduled + deadline * 1000 < turn.now) {
    const time = new Date(EPOCH_MS + scheduled).toUTCString().replace('GMT', '+0000');
    const message = `Missed scheduled time to start a job: ${time}`;
    emit(turn, NAME, cronJob, 'Warning', 'MissSchedule', message);
    return;
  }
  const active = jobs.filter((job) => jobEndedAt(job) === undefined);
  if (spec.concurrencyPolicy === 'Forbid' && active.length > 0) {
    const message =
      'Not starting job because prior execution is running and concurrency policy is Forbid';
    emit(turn, NAME, cronJob, 'Normal', 'JobAlreadyActive', message);
    return;
  }
  const name = `${metadata.name ?? ''}-${Math.floor((EPOCH_MS + scheduled) / 60_000)}`;
  if (jobs.some((job) => job.metadata.name === name)) return;
  if (spec.concurrencyPolicy === 'Replace') for (const job of active) remove(turn, cronJob, job);
  turn.create(jobFrom(cronJob, name, scheduled), { scheduled });
}

/** Rules: L-CTL-2 */
function jobFrom(cronJob: CronJob, name: string, scheduled: SimTime): KubeObject {
  const { jobTemplate } = cronJob.spec;
  const { namespace } = cronJob.metadata;
  return {
    apiVersion: 'batch/v1',
    kind: 'Job',
    metadata: {
      name,
      ...(namespace === undefined ? {} : { namespace }),
      ...(jobTemplate.metadata?.labels === undefined
        ? {}
        : { labels: jobTemplate.metadata.labels }),
      annotations: {
        ...jobTemplate.metadata?.annotations,
        'batch.kubernetes.io/cronjob-scheduled-timestamp': toTimestamp(scheduled),
      },
      ownerReferences: [ownerReference(cronJob)],
    },
    spec: jobTemplate.spec,
  };
}

function reference(job: KubeObject) {
  const { name, namespace, uid, resourceVersion } = job.metadata;
  return { kind: 'Job', namespace, name, uid, apiVersion: 'batch/v1', resourceVersion };
}

function created(turn: Turn, cronJob: CronJob, scheduled: SimTime, answer: ApiAnswer): void {
  if (!answer.ok || answer.object === undefined) {
    if (!answer.ok && answer.status.code !== 409) {
      const message = `Error creating job: ${answer.status.message}`;
      emit(turn, NAME, cronJob, 'Warning', 'FailedCreate', message);
    }
    return;
  }
  const name = answer.object.metadata.name ?? '';
  emit(turn, NAME, cronJob, 'Normal', 'SuccessfulCreate', `Created job ${name}`);
  const { status = {} } = cronJob;
  writeStatus(turn, NAME, cronJob, {
    ...status,
    active: [...stillActive(turn, cronJob), reference(answer.object)],
    lastScheduleTime: toTimestamp(scheduled),
  });
}

/** With Replace the Jobs that were deleted for the new one are struck off in the same write. */
function stillActive(turn: Turn, cronJob: CronJob) {
  const { active = [] } = cronJob.status ?? {};
  if (cronJob.spec.concurrencyPolicy !== 'Replace') return active;
  const kept = jobsOf(turn, cronJob).filter((job) => job.metadata.deletionTimestamp === undefined);
  return active.filter((entry) => kept.some(({ metadata }) => metadata.uid === entry.uid));
}

/** Jobs that have ended since the last look. */
function noteFinished(turn: Turn, cronJob: CronJob, jobs: readonly Job[]) {
  const { status = {} } = cronJob;
  let { lastSuccessfulTime } = status;
  const active = (status.active ?? []).filter((entry) => {
    const job = jobs.find(({ metadata }) => metadata.uid === entry.uid);
    if (job === undefined) {
      const message = `Active job went missing: ${entry.name ?? ''}`;
      emit(turn, NAME, cronJob, 'Normal', 'MissingJob', message);
      return false;
    }
    const ended = jobEndedAt(job);
    if (ended === undefined) return true;
    const hasSucceeded = conditionOf(job, 'Complete')?.status === 'True';
    const condition = hasSucceeded ? 'Complete' : 'Failed';
    const message = `Saw completed job: ${entry.name ?? ''}, condition: ${condition}`;
    emit(turn, NAME, cronJob, 'Normal', 'SawCompletedJob', message);
    if (hasSucceeded) lastSuccessfulTime = toTimestamp(ended);
    return false;
  });
  noteStrangers(turn, cronJob, jobs);
  const { active: _old, ...rest } = status;
  return {
    ...(active.length === 0 ? {} : { active }),
    ...rest,
    ...(lastSuccessfulTime === undefined ? {} : { lastSuccessfulTime }),
  };
}

/** Jobs that are the CronJob's and that it did not make: by hand, from its template. */
function noteStrangers(turn: Turn, { status, ...cronJob }: CronJob, jobs: readonly Job[]): void {
  for (const job of jobs) {
    const { name = '', uid } = job.metadata;
    if (jobEndedAt(job) !== undefined) continue;
    if (status?.active?.some((entry) => entry.uid === uid) === true) continue;
    const message = `Saw a job that the controller did not create or forgot: ${name}`;
    emit(turn, NAME, cronJob, 'Warning', 'UnexpectedJob', message);
  }
}

/** Rules: L-CTL-22 */
function trimHistory(turn: Turn, cronJob: CronJob, jobs: readonly Job[]): void {
  const { successfulJobsHistoryLimit = 3, failedJobsHistoryLimit = 1 } = cronJob.spec;
  const ended = (type: string) =>
    jobs
      .filter((job) => conditionOf(job, type)?.status === 'True')
      .sort((a, b) => (jobEndedAt(a) ?? 0) - (jobEndedAt(b) ?? 0));
  const surplus = (list: readonly Job[], limit: number) =>
    list.slice(0, Math.max(0, list.length - limit));
  for (const job of [
    ...surplus(ended('Complete'), successfulJobsHistoryLimit),
    ...surplus(ended('Failed'), failedJobsHistoryLimit),
  ])
    remove(turn, cronJob, job);
}

function remove(turn: Turn, cronJob: CronJob, job: Job): void {
  const { namespace = '', name = '', uid = '', deletionTimestamp } = job.metadata;
  if (deletionTimestamp !== undefined) return;
  const gone = { kind: 'Job', namespace, name, uid, propagation: 'Background' } as const;
  turn.write({ verb: 'delete', by: NAME, ...gone });
  emit(turn, NAME, cronJob, 'Normal', 'SuccessfulDelete', `Deleted job ${name}`);
}
