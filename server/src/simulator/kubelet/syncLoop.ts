// When a Pod is synced, and how a sync goes from step to step. Never two syncs of a Pod at once.
// Rules: L-GEN-3, L-GEN-4, L-SYN-1 to L-SYN-5, L-TIM-1 to L-TIM-3.
import type { SimTime } from '../kernel/time';
import { type Latencies, nextTick } from '../latencies';
import type { PodRecords } from '../runtime/records';
import { recordsOf } from '../runtime/runtime';
import type { RuntimeReply } from '../runtime/runtimeEvents';
import { deadlineOf, withDeadline } from './activeDeadline';
import { computeStatus } from './computeStatus';
import { findVolumeImage } from './imageVolumes';
import { checkKills, killsAreDone } from './killContainers';
import { NETWORK_RETRY_MS, networkError } from './nodeFaults';
import { emit } from './podEvents';
import {
  apiPodOf,
  type KubeletContext,
  type PodWorker,
  type Sync,
  type SyncStep,
  syncWith,
  workerWith,
} from './podWorker';
import { undoDone } from './postStart';
import { addProbeWorkers } from './probeWorkers';
import { wakeReadiness } from './probing';
import { missingPullSecrets } from './pullSecrets';
import { beginResize, considerResize, endResize } from './resize';
import { revivesTheEnded } from './restartDecision';
import { runtimeStep } from './runtimeSteps';
import { beginStart, carryOnStart } from './startContainer';
import { isTerminalPhase, publishStatus } from './statusWriter';
import { beginTermination, endTermination, isEnding } from './termination';
import { beginMounts, hasChangingFiles } from './volumes';

const RESYNC_MS = 60_000;
export const RETRY_MS = 10_000;

/** Asks for a sync: at once when none runs, else right after it. */
export function trigger(context: KubeletContext, worker: PodWorker): PodWorker {
  if (worker.stage === 'terminated') return worker;
  if (worker.sync === undefined)
    context.turn.timer('sync', context.turn.now, { kind: 'beginSync' });
  return worker.pending ? worker : workerWith(worker, { pending: true });
}

/** Begins a sync, or waits for a look at the runtime that is newer than the last sync. Rules: L-SYN-4. */
export function beginSync(context: KubeletContext, before: PodWorker): PodWorker {
  if (before.sync !== undefined || before.stage === 'terminated') return before;
  const sync: Sync = {
    kind: isEnding(before) ? 'terminate' : 'sync',
    steps: [],
    wait: undefined,
    acted: false,
    error: undefined,
    starting: undefined,
  };
  const worker = workerWith(before, { pending: false, sync });
  context.turn.timer('resync', undefined);
  if (isFresh(context, worker)) return startSync(context, worker);
  relistBy(context, worker, afterTick(context, context.turn.now));
  return workerWith(worker, { sync: syncWith(sync, { wait: { for: 'observation' } }) });
}

function isFresh({ turn, options }: KubeletContext, worker: PodWorker): boolean {
  if (worker.syncEndedAt === undefined) return true;
  const { relistPeriod, relistPhase } = options.latencies;
  const lastTick = nextTick(turn.now + 1, relistPeriod, relistPhase) - relistPeriod;
  return Math.max(worker.seenAt, lastTick) > worker.syncEndedAt;
}

/** The first relist after `at`. */
function afterTick({ options }: KubeletContext, at: SimTime): SimTime {
  const { relistPeriod, relistPhase } = options.latencies;
  return nextTick(at + 1, relistPeriod, relistPhase);
}

/** Sees to it that the runtime is looked at by then. */
function relistBy({ turn }: KubeletContext, _worker: PodWorker, at: SimTime): void {
  const planned = turn.timerAt('relist');
  if (planned === undefined || planned > at) turn.timer('relist', at, { kind: 'relist' });
}

/** The runtime says that something has changed: the next relist sees it. */
export function recordsChanged(context: KubeletContext, before: PodWorker): PodWorker {
  relistBy(context, before, afterTick(context, context.turn.now));
  if (killsAreDone(before)) return before;
  const worker = checkKills(context, before);
  return worker.sync?.wait?.for === 'kills' && killsAreDone(worker)
    ? advance(context, resumed(undoDone(worker)))
    : worker;
}

function resumed(worker: PodWorker): PodWorker {
  return worker.sync === undefined
    ? worker
    : workerWith(worker, { sync: syncWith(worker.sync, { wait: undefined }) });
}

/** A look at the runtime. Rules: L-SYN-4. */
export function relist(context: KubeletContext, before: PodWorker): PodWorker {
  const seen = recordsOf(context.turn.peek('runtime', before.pod.metadata.uid ?? ''));
  const changed = isNews(before.seen, seen);
  const worker = workerWith(before, { seen, seenAt: context.turn.now });
  if (worker.sync?.wait?.for === 'observation') {
    // The look that lets the waiting sync go on also brings its own news: one more sync.
    const begun = startSync(context, resumed(worker));
    return changed ? trigger(context, begun) : begun;
  }
  return changed ? trigger(context, worker) : worker;
}

/** Whether something came or changed; what is merely gone is no news. */
function isNews(before: PodRecords, after: PodRecords): boolean {
  if (before === after) return false;
  for (const record of after.containers)
    if (before.containers.find(({ id }) => id === record.id)?.state !== record.state) return true;
  for (const sandbox of after.sandboxes)
    if (before.sandboxes.find(({ id }) => id === sandbox.id)?.ready !== sandbox.ready) return true;
  return false;
}

/** Rules: L-SYN-2, L-GEN-4. */
function startSync(context: KubeletContext, before: PodWorker): PodWorker {
  const { sync } = before;
  if (sync === undefined) return before;
  const observed =
    before.records === before.seen ? before : workerWith(before, { records: before.seen });
  if (isEnding(observed)) return advance(context, beginTermination(context, observed));
  const worker = refreshStatus(context, considerResize(context, observed), false);
  if (isTerminalPhase(worker.status?.phase)) return endsItself(context, worker);
  watchDeadline(context, worker);
  const awake = wakeReadiness(context, worker);
  const error = networkError(context, awake);
  if (error !== undefined)
    return finishSync(context, workerWith(awake, { sync: syncWith(sync, { error }) }));
  const begun = syncWith(sync, { kind: 'sync', steps: FIRST_STEPS });
  return advance(context, workerWith(awake, { sync: begun }));
}

const FIRST_STEPS: readonly SyncStep[] = [
  { do: 'mountVolumes' },
  { do: 'lookAfterProbes' },
  { do: 'planRuntime' },
];

/** Computes the status anew and publishes it. */
export function refreshStatus(
  context: KubeletContext,
  before: PodWorker,
  terminal: boolean,
): PodWorker {
  const worker = withDeadline(before, context.turn.now);
  const { verdict } = worker;
  const basis = verdict === undefined && !terminal ? statusBasis(context, worker) : undefined;
  if (basis !== undefined && isSameBasis(basis, worker.statusBasis)) return worker;
  if (verdict?.event === true)
    emit(context, worker, { type: 'Normal', reason: verdict.reason, message: verdict.message });
  const status = computeStatus(context, worker, terminal);
  if (worker.status !== undefined && revivesTheEnded(worker.pod.spec, worker.status, status))
    return worker;
  const next = workerWith(worker, { status, justReset: false });
  const isKnown = publishStatus(context, next);
  if (!isKnown || basis === undefined) return next;
  return workerWith(next, { statusBasis: statusBasis(context, next) });
}

/** Everything that a Pod's status is computed from, time aside. */
function statusBasis(context: KubeletContext, worker: PodWorker): readonly unknown[] {
  const { pod, records, status, failures, probes, applied, resize, stage } = worker;
  const { justReset, sandboxIP, isStatic } = worker;
  const node = context.turn.view.get('Node', '', worker.node);
  const api = apiPodOf(context, worker);
  return [
    pod,
    records,
    status,
    failures,
    probes,
    applied,
    resize,
    stage,
    justReset,
    sandboxIP,
    isStatic,
    node,
    api,
  ];
}

function isSameBasis(one: readonly unknown[], other: readonly unknown[] | undefined): boolean {
  return other !== undefined && one.every((value, i) => value === other[i]);
}

/** Rules: L-TRM-17: the object shows the ended containers, the phase follows when all is cleared away. */
function endsItself(context: KubeletContext, worker: PodWorker): PodWorker {
  const { turn, options } = context;
  const busy = worker.records.containers.some(({ state }) => state === 'running');
  const { ownEnd, terminalWrite, kubeletReaction } = options.latencies;
  turn.timer('terminate', turn.now + (busy ? kubeletReaction : ownEnd - terminalWrite), {
    kind: 'terminate',
  });
  return workerWith(worker, { stage: 'terminating', sync: undefined, syncEndedAt: turn.now });
}

function watchDeadline({ turn, options }: KubeletContext, worker: PodWorker): void {
  const at = deadlineOf(worker);
  if (at === undefined || worker.verdict !== undefined) return;
  const { workQueueTick, workQueuePhase } = options.latencies;
  turn.timer('deadline', nextTick(Math.max(at, turn.now), workQueueTick, workQueuePhase), {
    kind: 'deadline',
  });
}

/** Goes on until something has to be waited for. */
export function advance(context: KubeletContext, before: PodWorker): PodWorker {
  let worker = before;
  for (;;) {
    const { sync } = worker;
    if (sync === undefined || sync.wait !== undefined) return worker;
    const next = sync.steps.findIndex((step) => !isDone(worker, step));
    const step = sync.steps[next];
    if (step === undefined) return finishSync(context, worker);
    const steps = sync.steps.slice(next + 1);
    worker = runStep(context, workerWith(worker, { sync: syncWith(sync, { steps }) }), step);
  }
}

/** Steps of which nothing is left to do in most syncs. */
function isDone(worker: PodWorker, step: SyncStep): boolean {
  if (step.do === 'lookAfterProbes') return worker.probed;
  return step.do === 'mountVolumes' && worker.mounted && !hasChangingFiles(worker);
}

function runStep(context: KubeletContext, worker: PodWorker, step: SyncStep): PodWorker {
  switch (step.do) {
    case 'mountVolumes':
      return beginMounts(context, worker);
    case 'lookAfterProbes':
      return addProbeWorkers(context, worker);
    case 'findVolumeImage':
      return findVolumeImage(context, worker, step.volume);
    case 'start':
      return beginStart(context, worker, step.container);
    case 'resize':
      return beginResize(context, worker);
    case 'endResize':
      return endResize(context, worker);
    case 'endTermination':
      return endTermination(context, worker, step.settled);
    default:
      return runtimeStep(context, worker, step);
  }
}

/** The runtime's answer to a request of this sync. */
export function runtimeAnswered(
  context: KubeletContext,
  worker: PodWorker,
  reply: RuntimeReply & { readonly ticket: number },
): PodWorker {
  const { sync } = worker;
  relistBy(context, worker, afterTick(context, context.turn.now));
  if (sync?.wait?.for !== 'ticket' || sync.wait.ticket !== reply.ticket) return worker;
  if (sync.starting !== undefined) return advance(context, carryOnStart(context, worker, reply));
  if (reply.kind === 'sandboxCreated')
    return advance(context, sandboxReady(context, worker, reply.ip));
  return advance(context, resumed(worker));
}

/** Rules: L-SYN-10: told at once, before any image is pulled. */
function sandboxReady(
  context: KubeletContext,
  before: PodWorker,
  ip: string | undefined,
): PodWorker {
  if (before.sync === undefined) return before;
  const { status } = before;
  const conditions = (status?.conditions ?? []).map((condition) =>
    condition.type === 'PodReadyToStartContainers'
      ? { type: condition.type, status: 'True' }
      : condition,
  );
  const worker: PodWorker = workerWith(before, {
    sandboxIP: ip,
    sync: syncWith(before.sync, { wait: undefined, acted: true }),
    ...(status === undefined ? {} : { status: { ...status, conditions } }),
  });
  publishStatus(context, worker);
  return worker;
}

/** Rules: L-SYN-3. */
export function finishSync(context: KubeletContext, before: PodWorker): PodWorker {
  const { sync } = before;
  const { turn, options } = context;
  if (sync === undefined) return before;
  const { now } = turn;
  const { acted, error } = sync;
  const lastSync = { acted, error };
  const worker: PodWorker = workerWith(before, { sync: undefined, syncEndedAt: now, lastSync });
  if (worker.stage === 'terminated') return worker;
  if (sync.acted && sync.error === undefined)
    relistBy(context, worker, now + options.latencies.relistPod);
  const wait = waitAfter(context, worker, sync);
  if (wait !== undefined) {
    const { workQueueTick, workQueuePhase } = options.latencies;
    const due = Math.ceil(now + wait * stretch(context, worker));
    turn.timer('resync', nextTick(due, workQueueTick, workQueuePhase), { kind: 'resync' });
  }
  if (!worker.pending && !isEnding(worker)) return worker;
  turn.timer('sync', now, { kind: 'beginSync' });
  return worker;
}

/** Rules: L-SYN-3. */
function stretch({ turn, options }: KubeletContext, worker: PodWorker): number {
  const { resyncStretchLeast: least, resyncStretchMost: most } = options.latencies;
  if (least === most) return 1 + least;
  const { namespace, name } = worker.pod.metadata;
  return 1 + least + (most - least) * turn.random(`${namespace}/${name}/resync`);
}

/** From one resync to the next, at most. Rules: L-SYN-3. */
export function longestWaitMs(latencies: Latencies): SimTime {
  return RESYNC_MS * (1 + latencies.resyncStretchMost) + latencies.workQueueTick;
}

/** Undefined: a sync that could only find all as it was is left out. */
function waitAfter(context: KubeletContext, worker: PodWorker, sync: Sync): number | undefined {
  const { now } = context.turn;
  const { error } = sync;
  if (error?.kind === 'error') return RETRY_MS;
  if (error?.kind === 'network') return NETWORK_RETRY_MS;
  if (error !== undefined) return Math.min(Math.max(error.until - now, 0), RESYNC_MS);
  return needsResync(context, worker) ? RESYNC_MS : undefined;
}

/** Rules: L-PRB-3: a sync wakes the readiness worker of a container that is not ready. */
function needsResync(context: KubeletContext, worker: PodWorker): boolean {
  const { status, probes } = worker;
  if (hasChangingFiles(worker) || missingPullSecrets(context, worker).length > 0) return true;
  return (status?.containerStatuses ?? []).some(
    ({ name, started, ready }) =>
      started === true && !ready && probes[`${name}/readiness`] !== undefined,
  );
}
