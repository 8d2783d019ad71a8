// Which of a worker's timers only do again what they did before, for as long as the rest of the cluster does so too.
// Whatever is not known to be so is not claimed. Rules: L-PRB-5, L-SYN-3, L-SYN-11, L-RST-4, L-IMG-5.
import type { Container } from '../../schema/objects';
import type { ClusterLook, Habit } from '../api/habit';
import { fromTimestamp } from '../api/timestamps';
import type { SimTime } from '../kernel/time';
import type { PodRuntime } from '../runtime/podState';
import { answersAlikeSince } from '../runtime/rest';
import type { RepeatedAct } from '../trace/trace';
import { isOwnAddress } from './handlerCalls';
import { LONGEST_PULL_BACK_OFF_MS, type PullBackoffEntry } from './imagePullBackoff';
import { kubeletRuns } from './node';
import { containerOf } from './podSpec';
import { type KubeletOptions, type PodWorker, podSubject, type SyncError } from './podWorker';
import { goesOnHold } from './probeResults';
import { idOf, type ProbeWorker, periodMs, probeOf, statusOf } from './probes';
import { missingPullSecrets } from './pullSecrets';
import { CRASH_LOOP, crashLoopLimits } from './restartBackoff';
import { backoffKey } from './startContainer';
import { isTerminalPhase } from './statusWriter';
import { longestWaitMs, RETRY_MS } from './syncLoop';
import { changedFiles, LONGEST_RETRY_MS, LONGEST_WAIT_MS, mountsAsRarelyAsEver } from './volumes';

export function workerHabit(
  options: KubeletOptions,
  worker: PodWorker,
  timer: string,
  look: ClusterLook,
): Habit | undefined {
  if (!goesOnAsItIs(worker) || !kubeletRuns({ turn: look }, worker.node)) return undefined;
  if (!worker.mounted) return mountHabit(options, worker, timer);
  if (worker.sync !== undefined) return undefined;
  const programs = look.peek('runtime', worker.pod.metadata.uid ?? '') as PodRuntime | undefined;
  const alike = programs === undefined ? -1 : answersAlikeSince(programs);
  const found = habitOfTimer(options, worker, timer, look, alike);
  return found && { ...found, needsStillCluster: programs?.volumes.asksNames === true };
}

function habitOfTimer(
  options: KubeletOptions,
  worker: PodWorker,
  timer: string,
  look: ClusterLook,
  alike: SimTime | undefined,
): Habit | undefined {
  if (timer === 'resync') return resyncHabit(options, worker, look, alike);
  if (timer.startsWith('probe/'))
    return probeHabit(worker, timer.slice('probe/'.length), look, alike);
  return undefined;
}

/** Nothing is under way that ends: no call, no stop, no resize, no end of the Pod. */
function goesOnAsItIs(worker: PodWorker): boolean {
  return (
    worker.stage === 'syncing' &&
    !worker.pending &&
    !worker.orphaned &&
    worker.verdict === undefined &&
    worker.resize === undefined &&
    worker.pod.metadata.deletionTimestamp === undefined &&
    Object.keys(worker.kills).length === 0 &&
    Object.values(worker.calls).every((call) => call === undefined)
  );
}

function habit(
  worker: PodWorker,
  act: RepeatedAct,
  everyMs: SimTime,
  more: { readonly since: SimTime } & Partial<Omit<Habit, 'needsStillCluster'>>,
): Habit {
  const plain = { marks: 'story', needsStillCluster: false } as const;
  return { act, subject: podSubject(worker), everyMs, ...plain, ...more };
}

const MARKS = { nothing: 'none', outcome: 'story', error: 'events' } as const;

function probeHabit(
  worker: PodWorker,
  key: string,
  look: ClusterLook,
  alike: SimTime | undefined,
): Habit | undefined {
  const probe = worker.probes[key];
  const container = probe && containerOf(worker.pod.spec, probe.container);
  const spec = probe && container && probeOf(container, probe.kind);
  if (probe === undefined || container === undefined || spec === undefined) return undefined;
  const subject = { ...podSubject(worker), container: probe.container };
  const everyMs = periodMs(spec);
  const idle = isIdle(worker, probe, look.now, spec.initialDelaySeconds);
  if (idle === 'forNow' || probe.busy || probe.owed !== 'none') return undefined;
  if (idle === 'forGood')
    return habit(worker, 'sync', everyMs, { since: look.now, subject, marks: 'none' });
  const host = spec.httpGet?.host ?? spec.tcpSocket?.host;
  if (host !== undefined && !isOwnAddress(worker, host)) return undefined;
  // The last probe has to have seen what the next one sees.
  if (alike === undefined || alike >= probe.ranAt || probe.ranAt < 0) return undefined;
  const marks = MARKS[probe.told];
  if (probe.told !== 'error' && (probe.result !== probe.run.outcome || holds(probe)))
    return undefined;
  return habit(worker, 'probe', everyMs, { since: alike, subject, marks });
}

/** What its result comes to is yet to be seen. */
function holds({ kind, run, result }: ProbeWorker): boolean {
  return run.outcome === undefined || (result !== undefined && goesOnHold(kind, result));
}

/** Whether its ticks come to nothing: for good, as the container is, or only until a delay is over. Rules: L-PRB-2. */
function isIdle(
  worker: PodWorker,
  probe: ProbeWorker,
  now: SimTime,
  initialDelaySeconds = 0,
): 'forGood' | 'forNow' | 'no' {
  const { status } = worker;
  const container = status && statusOf(status, probe.container);
  if (container === undefined || isTerminalPhase(status?.phase)) return 'forNow';
  if (probe.containerId === '' || idOf(container) !== probe.containerId) return 'forNow';
  if (probe.onHold) return 'forGood';
  const { running } = container.state ?? {};
  if (running === undefined) return probe.result === 'failure' ? 'forGood' : 'forNow';
  const age = Math.floor((now - (fromTimestamp(running.startedAt) ?? 0)) / 1000);
  if (age < initialDelaySeconds) return 'forNow';
  return (container.started === true) === (probe.kind === 'startup') ? 'forGood' : 'no';
}

/** A look at the Pod that finds all as it was, or a try that fails like the one before. */
function resyncHabit(
  options: KubeletOptions,
  worker: PodWorker,
  look: ClusterLook,
  alike: SimTime | undefined,
): Habit | undefined {
  const { lastSync } = worker;
  if (lastSync === undefined || changedFiles(look.view, worker).length > 0) return undefined;
  const { error } = lastSync;
  if (error !== undefined) return failingHabit(options, worker, error, alike);
  if (lastSync.acted || missingPullSecrets({ turn: look }, worker).length > 0) return undefined;
  const everyMs = longestWaitMs(options.latencies);
  return habit(worker, 'sync', everyMs, { since: worker.syncEndedAt ?? look.now, marks: 'none' });
}

/** Tries that have become as rare as they ever do, of containers that end or fail in the same way each time. */
function failingHabit(
  options: KubeletOptions,
  worker: PodWorker,
  error: SyncError,
  alike: SimTime | undefined,
): Habit | undefined {
  if (alike === undefined || countsRestarts(worker)) return undefined;
  const failing = Object.entries(worker.failures).flatMap(([name, { reason }]) => {
    const container = containerOf(worker.pod.spec, name);
    return container === undefined ? [] : [{ container, reason }];
  });
  const limits = crashLoopLimits(options, worker.node);
  const acts = failing.map(({ container, reason }) =>
    actOf(worker, container, reason, limits.longestMs),
  );
  const act = (['restart', 'pull', 'start'] as const).find((one) => acts.includes(one));
  if (act === undefined || acts.includes(undefined)) return undefined;
  const everyMs =
    act === 'start'
      ? RETRY_MS * (1 + options.latencies.resyncStretchMost)
      : Math.max(limits.longestMs, CRASH_LOOP.longestMs) + longestWaitMs(options.latencies);
  const inStepWith = failing.flatMap(({ container }) =>
    (['startup', 'readiness', 'liveness'] as const).flatMap((kind) => {
      const probe = probeOf(container, kind);
      return probe === undefined ? [] : [periodMs(probe)];
    }),
  );
  const name = failing[acts.indexOf(act)]?.container.name ?? '';
  const subject = { ...podSubject(worker), container: name };
  if (error.kind === 'backOff' && act !== 'restart') return undefined;
  return habit(worker, act, everyMs, { since: alike, subject, inStepWith });
}

/** What the container's failure comes to again and again; undefined: its back-off still grows. */
function actOf(
  worker: PodWorker,
  container: Container,
  reason: string,
  longestMs: SimTime,
): RepeatedAct | undefined {
  const restart = worker.backoff[backoffKey(container)];
  const pull = worker.pulls[container.image ?? ''] ?? pullOfVolume(worker, container);
  if (restart !== undefined && restart.delayMs < longestMs) return undefined;
  if (pull !== undefined && pull.delayMs < LONGEST_PULL_BACK_OFF_MS) return undefined;
  if (reason === 'CrashLoopBackOff') return restart === undefined ? undefined : 'restart';
  return pull === undefined ? 'start' : 'pull';
}

/** That of an image of a volume which the container waits for. */
function pullOfVolume(
  { pod, pulls, volumeFailures }: PodWorker,
  { volumeMounts = [] }: Container,
): PullBackoffEntry | undefined {
  const wanted = volumeMounts.find(({ name }) => volumeFailures[name] !== undefined);
  const source = pod.spec.volumes?.find(({ name }) => name === wanted?.name)?.['image'];
  return pulls[(source as { readonly reference?: string } | undefined)?.reference ?? ''];
}

/** A Job gives up after so many. Rules: L-CTL-18. */
function countsRestarts({ pod }: PodWorker): boolean {
  return (pod.metadata.ownerReferences ?? []).some(({ kind }) => kind === 'Job');
}

/** A volume that is missing: each sync waits for it in vain, mounting is tried again meanwhile. */
function mountHabit(
  { latencies }: KubeletOptions,
  worker: PodWorker,
  timer: string,
): Habit | undefined {
  if (!mountsAsRarelyAsEver(worker)) return undefined;
  const since = worker.firstSeen;
  if (timer === 'volumes') return habit(worker, 'mount', LONGEST_RETRY_MS, { since });
  if (timer !== 'volumeWait' && timer !== 'resync') return undefined;
  const everyMs = LONGEST_WAIT_MS + longestWaitMs(latencies);
  return habit(worker, 'mount', everyMs, { since });
}
