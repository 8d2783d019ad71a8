// How a state looks on the timeline and in the trees: one word of the design's table for everything the API can say.

import type { Look } from '../protocol/run';
import type { ContainerStatus, Pod } from '../schema/objects';
import { type PodSummary, summarizePod } from '../schema/printing/podRow';

const STATUS_LOOKS: Readonly<Record<string, Look>> = {
  Pending: 'pending',
  SchedulingGated: 'pending',
  ContainerCreating: 'creating',
  PodInitializing: 'creating',
  Terminating: 'stopping',
  OOMKilled: 'killed',
  Unknown: 'unknown',
  ContainerStatusUnknown: 'unknown',
  NotReady: 'notReady',
  Evicted: 'failed',
  DeadlineExceeded: 'failed',
};

/** Reasons for which a container waits. */
export function lookOfWaiting(reason: string): Look {
  if (reason === 'CrashLoopBackOff') return 'backOff';
  if (/Image/.test(reason)) return 'imageError';
  if (/Error$|RestartingAllContainers/.test(reason)) return 'configError';
  return 'creating';
}

/** What a container that ended looks like. 137 and 143 are a signal's work. Rules: L-TRM-12. */
export function lookOfEnd(exitCode: number, reason = ''): Look {
  if (reason === 'StartError' || reason === 'ContainerCannotRun') return 'configError';
  if (reason === 'ContainerStatusUnknown') return 'unknown';
  if (exitCode === 0) return 'exitedOk';
  return exitCode === 137 || exitCode === 143 || reason === 'OOMKilled' ? 'killed' : 'exitedError';
}

/** What kubectl's row of a Pod looks like. */
export function lookOfPod(pod: Pod): Look {
  return lookOfSummary(summarizePod(pod), pod.status?.phase ?? '');
}

export function lookOfSummary(summary: PodSummary, phase: string): Look {
  const { ready, total, restarts } = summary;
  const init = /^Init:(.*)$/.exec(summary.status)?.[1];
  const status = init ?? summary.status;
  const known = STATUS_LOOKS[status];
  if (known !== undefined) return known;
  if (init !== undefined && /^\d+\/\d+$/.test(init)) return 'initRunning';
  if (status === 'Running')
    return ready < total ? 'notReady' : restarts > 0 ? 'readyRestarted' : 'ready';
  if (status === 'Completed') return phase === 'Succeeded' ? 'succeeded' : 'exitedOk';
  if (/BackOff|Image|Config|StartError|RunContainerError|HookError|CreateContainer/.test(status))
    return lookOfWaiting(status);
  if (status === 'Error' || /^(?:Signal|ExitCode):/.test(status))
    return phase === 'Failed' ? 'failed' : 'exitedError';
  return phase === 'Failed' ? 'failed' : 'pending';
}

export type ContainerRole = 'init' | 'sidecar' | 'container' | 'ephemeral';

/** A running container, by what is known of its probes. */
export function lookOfRunning(
  role: ContainerRole,
  known: { readonly started: boolean; readonly ready: boolean; readonly restarts: number },
): Look {
  if (role === 'init') return 'initRunning';
  if (!known.started) return 'starting';
  if (!known.ready && role !== 'ephemeral') return 'notReady';
  if (role === 'sidecar') return 'sidecarRunning';
  return known.restarts > 0 ? 'readyRestarted' : 'ready';
}

/** What the API says of a container: how it looks and in which word. */
export function containerLook(
  role: ContainerRole,
  status: ContainerStatus,
): { readonly look: Look; readonly word: string } {
  const { waiting, running, terminated } = status.state ?? {};
  if (terminated !== undefined) {
    const { exitCode, reason } = terminated;
    const word = exitCode === 0 ? (reason ?? 'Completed') : `${reason ?? 'Error'} ${exitCode}`;
    return { look: lookOfEnd(exitCode, reason), word };
  }
  if (running !== undefined) {
    const look = lookOfRunning(role, {
      started: status.started ?? true,
      ready: status.ready,
      restarts: status.restartCount,
    });
    return { look, word: 'Running' };
  }
  const reason = waiting?.reason ?? '';
  return { look: lookOfWaiting(reason), word: reason === '' ? 'Waiting' : reason };
}

export function roleOf(pod: Pod, container: string): ContainerRole {
  const init = pod.spec.initContainers?.find((candidate) => candidate.name === container);
  if (init !== undefined) return init.restartPolicy === 'Always' ? 'sidecar' : 'init';
  const isEphemeral = pod.spec.ephemeralContainers?.some((c) => c.name === container);
  return isEphemeral === true ? 'ephemeral' : 'container';
}

export function statusesOf(pod: Pod): readonly ContainerStatus[] {
  const { initContainerStatuses, containerStatuses, ephemeralContainerStatuses } = pod.status ?? {};
  return [
    ...(initContainerStatuses ?? []),
    ...(containerStatuses ?? []),
    ...(ephemeralContainerStatuses ?? []),
  ];
}
