// What happens to a Pod's worker, event by event.

import { isGateOn } from '../../schema/featureGates';
import type { Pod } from '../../schema/objects';
import type { PodRecords } from '../runtime/records';
import { recordsOf } from '../runtime/runtime';
import type { RuntimeReply } from '../runtime/runtimeEvents';
import { DEADLINE_VERDICT } from './activeDeadline';
import { allocatedBefore, retryDeferred, withDesired } from './allocation';
import { evictPod, measureStorage, watchStorage } from './ephemeralStorage';
import { type BegunCall, type CallPurpose, readAnswer, timedOut } from './handlerCalls';
import { orderOver, preStopDone, preStopOver } from './killContainers';
import { kubeletRuns, kubeletStartedAt } from './node';
import { admitPod, rejectPod } from './nodeAdmission';
import { containerOf, isStaticPod } from './podSpec';
import {
  apiPodOf,
  type KubeletContext,
  type PodWorker,
  syncWith,
  type WorkerEvent,
  workerWith,
} from './podWorker';
import { postStartDone } from './postStart';
import { tellStartup } from './probePublishing';
import { probeDone, probeTick } from './probing';
import { publishStatus } from './statusWriter';
import {
  advance,
  beginSync,
  finishSync,
  recordsChanged,
  relist,
  runtimeAnswered,
  trigger,
} from './syncLoop';
import { finishTermination, forgetPod } from './termination';
import { tellUnmodelled } from './unmodelledFields';
import { tryMounts } from './volumes';

export function handleWorker(
  context: KubeletContext,
  state: PodWorker | undefined,
  event: WorkerEvent | RuntimeReply,
): PodWorker | undefined {
  if (state === undefined) return firstEvent(context, event);
  if (!kubeletRuns(context, state.node)) return whileStopped(context, state, event);
  switch (event.kind) {
    case 'podAdded':
      return state;
    case 'podChanged':
      return podChanged(context, state, event.pod);
    case 'podRemoved':
      return podRemoved(context, state, event.pod);
    case 'staticRemoved':
      return trigger(context, workerWith(state, { orphaned: true }));
    case 'republish':
    case 'publish':
      publishStatus(context, state);
      return state;
    case 'kubeletStarted':
      return startOver(context, event, state.node);
    case 'beginSync':
    case 'resync':
    case 'terminate':
      return beginSync(context, state);
    case 'relist':
      return relist(context, state);
    case 'recordsChanged':
      return recordsChanged(context, state);
    case 'volumesDue':
      return volumesDue(context, state);
    case 'volumesLate':
      return volumesLate(context, state);
    case 'moment':
      return resume(context, workerWith(state, { seenAt: context.turn.now }));
    case 'probeTick':
      return probeTick(context, state, event.probe);
    case 'startupTold':
      return tellStartup(context, state, event.probe);
    case 'callTimeout':
      return callEnded(context, state, event.call, timedOut(context, state, event.call));
    case 'callAnswer':
      return callEnded(
        context,
        state,
        event.call,
        readAnswer(context, state, event.call, event as unknown as Record<string, unknown>),
      );
    case 'preStopOver':
      return preStopOver(context, state, event.id);
    case 'orderOver':
      return orderOver(context, state, event.id);
    case 'deadline':
      return state.stage === 'syncing'
        ? trigger(context, workerWith(state, { verdict: DEADLINE_VERDICT }))
        : state;
    case 'retryResize':
      return retryResize(context, state);
    case 'measureStorage':
      return measureStorage(context, state);
    case 'evict':
      return evictPod(context, state, event.verdict, event.silent);
    case 'finish':
      return finishTermination(context, state);
    default:
      return runtimeAnswered(context, state, event);
  }
}

function firstEvent(
  context: KubeletContext,
  event: WorkerEvent | RuntimeReply,
): PodWorker | undefined {
  if (event.kind === 'kubeletStarted')
    return startOver(context, event, event.pod.spec.nodeName ?? '');
  if (event.kind !== 'podAdded') return undefined;
  const node = event.pod.spec.nodeName ?? '';
  if (!kubeletRuns(context, node)) return undefined;
  const { view } = context.turn;
  const current = isStaticPod(event.pod)
    ? event.pod
    : (view.byUid(event.pod.metadata.uid ?? '') as Pod | undefined);
  if (current === undefined) return undefined;
  const worker = newWorker(context, current, node);
  const admission = admitPod(context, worker);
  if (admission === 'waits') return undefined;
  if (admission !== 'runs') return rejectPod(context, worker, admission);
  tellUnmodelled(context, worker);
  watchStorage(context, worker);
  return beginSync(context, worker);
}

/** Rules: L-RST-14: a kubelet that starts knows nothing but what the API and the runtime tell. */
function startOver(
  context: KubeletContext,
  event: Extract<WorkerEvent, { kind: 'kubeletStarted' }>,
  node: string,
): PodWorker | undefined {
  const records = recordsOf(context.turn.peek('runtime', event.pod.metadata.uid ?? ''));
  const allocated = allocatedBefore(event.pod);
  const known: PodWorker = workerWith(newWorker(context, allocated, node), {
    isStatic: event.isStatic,
    orphaned: event.orphaned,
    seen: records,
    records,
    applied: appliedBefore(allocated, records),
    seenAt: context.turn.now,
    sandboxIP: records.sandboxes.find(({ ready }) => ready)?.ip,
  });
  for (const timer of OWN_TIMERS) context.turn.timer(timer, undefined);
  const worker = withDesired(context, known, event.pod);
  const { phase } = event.pod.status ?? {};
  if ((phase === 'Succeeded' || phase === 'Failed') && !event.orphaned)
    return event.pod.metadata.deletionTimestamp === undefined
      ? workerWith(worker, { stage: 'terminated', status: event.pod.status })
      : beginSync(context, worker);
  watchStorage(context, worker);
  return beginSync(context, worker);
}

/** What runs is taken to run with what it was given. */
function appliedBefore(pod: Pod, { containers }: PodRecords): PodWorker['applied'] {
  return Object.fromEntries(
    containers.map(({ name }) => [name, containerOf(pod.spec, name)?.resources ?? {}]),
  );
}

const OWN_TIMERS = [
  'sync',
  'resync',
  'relist',
  'volumes',
  'volumeWait',
  'moment',
  'terminate',
  'finish',
  'deadline',
  'storage',
] as const;

function newWorker(context: KubeletContext, pod: Pod, node: string): PodWorker {
  const { now } = context.turn;
  return {
    node,
    pod,
    isStatic: isStaticPod(pod),
    stage: 'syncing',
    orphaned: false,
    rejected: false,
    firstSeen: now,
    kubeletStartedAt: kubeletStartedAt(context, node),
    trustsStatus: !isGateOn(context.options.gates, 'ChangeContainerStatusOnKubeletRestart'),
    records: { sandboxes: [], containers: [] },
    seen: { sandboxes: [], containers: [] },
    seenAt: -1,
    syncEndedAt: undefined,
    statusBasis: undefined,
    lastSync: undefined,
    status: undefined,
    sync: undefined,
    pending: false,
    lastTicket: now * 1000,
    backoff: {},
    pulls: {},
    pullErrors: {},
    failures: {},
    volumeFailures: {},
    probes: {},
    probed: false,
    calls: {},
    kills: {},
    volumes: new Map(),
    mounted: false,
    sandboxIP: undefined,
    graceSeconds: undefined,
    verdict: undefined,
    justReset: false,
    wasInitialized: undefined,
    applied: {},
    resize: undefined,
  };
}

/** Nobody is at home: only what must not be missed at the next start is kept. */
function whileStopped(
  context: KubeletContext,
  state: PodWorker,
  event: WorkerEvent | RuntimeReply,
): PodWorker | undefined {
  if (event.kind !== 'podRemoved') return state;
  const key = `node/${state.node}`;
  context.turn.send({ to: 'kubelet', key, event: { kind: 'podLost', pod: event.pod } });
  return state;
}

function podChanged(context: KubeletContext, before: PodWorker, pod: Pod): PodWorker {
  if (before.isStatic) return before;
  const worker = withDesired(context, before, pod);
  if (worker.stage === 'terminated') return finishIfDeleted(context, worker);
  const deleted = pod.metadata.deletionTimestamp !== undefined;
  if (deleted && worker.sync?.wait?.for === 'volumes') return finishSync(context, worker);
  return trigger(context, worker);
}

function retryResize(context: KubeletContext, before: PodWorker): PodWorker {
  const pod = apiPodOf(context, before);
  if (before.isStatic || before.resize?.kind !== 'pending' || pod === undefined) return before;
  const worker = withDesired(context, before, pod);
  return worker.resize === before.resize ? before : trigger(context, worker);
}

function finishIfDeleted(context: KubeletContext, worker: PodWorker): PodWorker {
  if (worker.pod.metadata.deletionTimestamp === undefined) return worker;
  if (context.turn.timerAt('finish') === undefined)
    context.turn.timer('finish', context.turn.now, { kind: 'finish' });
  return worker;
}

/** Rules: L-TRM-4. */
function podRemoved(context: KubeletContext, before: PodWorker, pod: Pod): PodWorker | undefined {
  if (before.isStatic) return before;
  if (before.stage !== 'terminated') retryDeferred(context, before.node);
  const worker = workerWith(before, { pod, orphaned: true });
  if (worker.stage === 'terminated')
    return context.turn.timerAt('finish') === undefined ? forgetPod(context, worker) : worker;
  if (worker.sync?.wait?.for === 'volumes') return finishSync(context, worker);
  return trigger(context, worker);
}

function volumesDue(context: KubeletContext, before: PodWorker): PodWorker {
  const worker = tryMounts(context, before);
  return worker.mounted && worker.sync?.wait?.for === 'volumes' ? resume(context, worker) : worker;
}

/** The sync fails, what it did not get to (a deadline, say) has its turn; mounting goes on by itself. Rules: L-SYN-11, L-SYN-3. */
function volumesLate(context: KubeletContext, worker: PodWorker): PodWorker {
  const { sync } = worker;
  if (sync?.wait?.for !== 'volumes') return worker;
  return finishSync(
    context,
    workerWith(worker, { sync: syncWith(sync, { error: { kind: 'error' } }) }),
  );
}

function resume(context: KubeletContext, worker: PodWorker): PodWorker {
  if (worker.sync === undefined) return worker;
  return advance(context, workerWith(worker, { sync: syncWith(worker.sync, { wait: undefined }) }));
}

function callEnded(
  context: KubeletContext,
  before: PodWorker,
  id: string,
  { worker, outcome }: BegunCall,
): PodWorker {
  const purpose: CallPurpose | undefined = before.calls[id]?.purpose;
  if (outcome === undefined || purpose === undefined) return worker;
  switch (purpose.for) {
    case 'probe':
      return probeDone(context, worker, purpose.probe, outcome);
    case 'postStart':
      return advance(context, postStartDone(context, worker, purpose.container, outcome));
    case 'preStop':
      return preStopDone(context, worker, purpose.id, purpose.container, outcome);
  }
}
