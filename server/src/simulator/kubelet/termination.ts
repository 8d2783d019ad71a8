// The end of a Pod on its node: stop everything, tell how it ended, let the API forget it.
// Rules: L-TRM-4 to L-TRM-9, L-TRM-13 to L-TRM-17.

import type { ContainerStatus, Pod, PodStatus } from '../../schema/objects';
import { recordsOf } from '../runtime/runtime';
import { retryDeferred } from './allocation';
import { effectiveGrace } from './grace';
import { initContainers, isSidecar } from './podSpec';
import { apiPodOf, type KubeletContext, type PodWorker, syncWith, workerWith } from './podWorker';
import { endAllProbes, endProbesForTermination } from './probeWorkers';
import { killPodSteps } from './runtimeSteps';
import { isTerminalPhase, publishStatus } from './statusWriter';
import { refreshStatus } from './syncLoop';

/** Whether the next sync is to stop the Pod for good. */
export function isEnding(worker: PodWorker): boolean {
  return (
    worker.stage === 'terminating' ||
    worker.orphaned ||
    (worker.verdict !== undefined && !worker.verdict.event) ||
    worker.pod.metadata.deletionTimestamp !== undefined
  );
}

export function beginTermination(context: KubeletContext, before: PodWorker): PodWorker {
  const { sync } = before;
  if (sync === undefined) return before;
  context.turn.timer('deadline', undefined);
  context.turn.timer('terminate', undefined);
  const graceSeconds = effectiveGrace(before.pod, before.verdict?.graceSeconds);
  const wasInitialized =
    before.wasInitialized ??
    hasInitialized(before.pod, apiPodOf(context, before)?.status ?? before.pod.status ?? {});
  const ending: PodWorker = workerWith(before, {
    stage: 'terminating',
    graceSeconds,
    wasInitialized,
  });
  const told = refreshStatus(context, ending, false);
  const worker = endProbesForTermination(context, told);
  const steps = [
    ...killPodSteps(worker, graceSeconds),
    { do: 'endTermination', settled: false } as const,
  ];
  return workerWith(worker, { sync: syncWith(sync, { kind: 'terminate', steps }) });
}

/**
 * Nothing runs any more: the status tells how all containers ended.
 *
 * @param settled the runtime has been looked at since
 */
export function endTermination(
  context: KubeletContext,
  before: PodWorker,
  settled: boolean,
): PodWorker {
  const { turn, options } = context;
  if (before.sync === undefined) return before;
  if (before.sync.error === undefined && !settled) {
    // Probes end with the sandbox. The write comes a little later; by then the runtime has been looked at once more.
    const { terminalWrite, noticeExit, stopSandbox } = options.latencies;
    const rest = Math.max(1, terminalWrite - noticeExit - stopSandbox);
    turn.timer('moment', turn.now + rest, { kind: 'moment' });
    return workerWith(endAllProbes(context, before), {
      sync: syncWith(before.sync, {
        wait: { for: 'moment' },
        steps: [{ do: 'endTermination', settled: true }],
      }),
    });
  }
  const records = recordsOf(turn.peek('runtime', before.pod.metadata.uid ?? ''));
  const silent = endAllProbes(context, workerWith(before, { records, seen: records }));
  const computed = refreshStatus(context, workerWith(silent, { stage: 'terminated' }), true);
  retryDeferred(context, before.node);
  turn.timer('finish', turn.now + options.latencies.finalDelete, { kind: 'finish' });
  turn.timer('resync', undefined);
  turn.timer('relist', undefined);
  return workerWith(computed, { sync: undefined, syncEndedAt: turn.now });
}

/** Undefined ends the worker: nothing is left of the Pod. Rules: L-TRM-13, L-TRM-15. */
export function finishTermination(
  context: KubeletContext,
  before: PodWorker,
): PodWorker | undefined {
  const { turn } = context;
  const computed = before.status ?? {};
  const initialized = before.wasInitialized ?? hasInitialized(before.pod, computed);
  const status = terminatedStatus(computed, initialized);
  const worker = workerWith(before, { status });
  publishStatus(context, worker);
  const current = apiPodOf(context, worker);
  if (worker.orphaned && (current === undefined || worker.isStatic)) {
    if (worker.isStatic && current !== undefined) deleteObject(context, current);
    return forgetPod(context, worker);
  }
  if (current?.metadata.deletionTimestamp !== undefined && !worker.isStatic)
    deleteObject(context, current);
  turn.timer('deadline', undefined);
  return worker;
}

function deleteObject({ turn }: KubeletContext, pod: Pod): void {
  const { namespace = '', name = '', uid = '' } = pod.metadata;
  turn.write({
    verb: 'delete',
    by: 'kubelet',
    kind: 'Pod',
    namespace,
    name,
    uid,
    gracePeriodSeconds: 0,
  });
}

export function forgetPod({ turn }: KubeletContext, worker: PodWorker): undefined {
  const key = worker.pod.metadata.uid ?? '';
  turn.send({ to: 'runtime', key, event: { kind: 'removePod' } });
  return undefined;
}

/**
 * Whatever has no result by now never will have one.
 *
 * @param initialized whether initialization was over when the end began; what init containers make of their stop does not count
 *
 * Rules: L-TRM-15.
 */
export function terminatedStatus(status: PodStatus, initialized: boolean): PodStatus {
  const inits = status.initContainerStatuses;
  const phase = isTerminalPhase(status.phase) ? (status.phase ?? 'Failed') : 'Failed';
  return {
    ...status,
    phase,
    ...(inits === undefined ? {} : { initContainerStatuses: endedUpToLastStarted(inits) }),
    ...(status.containerStatuses === undefined || !initialized
      ? {}
      : { containerStatuses: status.containerStatuses.map(ended) }),
  };
}

function ended(status: ContainerStatus): ContainerStatus {
  if (status.state?.terminated !== undefined) return status;
  return {
    ...status,
    state: {
      terminated: {
        exitCode: 137,
        reason: 'ContainerStatusUnknown',
        message: 'The container could not be located when the pod was terminated',
        startedAt: null,
        finishedAt: null,
      },
    },
    ready: false,
    started: false,
  };
}

/** Whether the API's status showed some app container begun, or the last init container done. Rules: L-TRM-15. */
export function hasInitialized({ spec }: Pod, status: PodStatus): boolean {
  const last = initContainers(spec).at(-1);
  if (last === undefined) return true;
  if ((status.containerStatuses ?? []).some(hasStarted)) return true;
  const shown = status.initContainerStatuses?.find(({ name }) => name === last.name);
  if (isSidecar(last)) return shown?.state?.running !== undefined && shown.started === true;
  return shown?.state?.terminated?.exitCode === 0 || shown?.lastState?.terminated?.exitCode === 0;
}

function hasStarted({ state, lastState }: ContainerStatus): boolean {
  return (
    state?.running !== undefined ||
    state?.terminated !== undefined ||
    lastState?.terminated !== undefined
  );
}

/** The first one counts as begun in any case. */
function endedUpToLastStarted(inits: readonly ContainerStatus[]): readonly ContainerStatus[] {
  let last = 0;
  inits.forEach((status, index) => {
    if (hasStarted(status)) last = index;
  });
  return inits.map((status, index) => (index <= last ? ended(status) : status));
}
