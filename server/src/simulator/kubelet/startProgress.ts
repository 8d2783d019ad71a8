// How far the start of a container has come, and how it ends.
import type { ImageName } from '../runtime/imageName';
import { emit } from './podEvents';
import { containerOf, roleOf } from './podSpec';
import {
  type KubeletContext,
  type PodWorker,
  type SyncError,
  syncWith,
  workerWith,
} from './podWorker';

export interface StartInProgress {
  /** `''` for the image of a volume, which no container has. */
  readonly container: string;
  readonly volume?: string;
  readonly image: ImageName;
  readonly attempt: number;
  /** Undefined until the container was created. */
  readonly id: string | undefined;
  readonly at: 'pull' | 'create' | 'start' | 'postStart' | 'undo';
  /** The hook's own text, while the container is stopped again. */
  readonly hookText?: string;
}

/** Notes why a container was not started, and what that means for the rest of the sync. Rules: L-SYN-12. */
export function failed(
  worker: PodWorker,
  name: string,
  reason: string,
  message: string,
  error: SyncError = { kind: 'error' },
): PodWorker {
  const { sync } = worker;
  if (sync === undefined) return worker;
  const ends = roleOf(worker.pod.spec, name) === 'init';
  const known = worker.failures[name];
  const isKnown = known?.reason === reason && known.message === message;
  return workerWith(worker, {
    failures: isKnown ? worker.failures : { ...worker.failures, [name]: { reason, message } },
    sync: syncWith(sync, {
      steps: ends ? [] : sync.steps,
      wait: undefined,
      starting: undefined,
      error: worse(sync.error, error),
    }),
  });
}

function worse(one: SyncError | undefined, other: SyncError): SyncError {
  if (one === undefined) return other;
  if (one.kind !== 'backOff' || other.kind !== 'backOff') return { kind: 'error' };
  return { kind: 'backOff', until: Math.min(one.until, other.until) };
}

export function failedWithEvent(
  context: KubeletContext,
  worker: PodWorker,
  name: string,
  reason: string,
  message: string,
  eventText: string,
): PodWorker {
  emit(context, worker, {
    type: 'Warning',
    reason: 'Failed',
    message: `Error: ${eventText}`,
    container: name,
  });
  return failed(worker, name, reason, message);
}

export function waiting(worker: PodWorker, ticket: number, starting: StartInProgress): PodWorker {
  if (worker.sync === undefined) return worker;
  return workerWith(worker, {
    lastTicket: ticket,
    sync: syncWith(worker.sync, { wait: { for: 'ticket', ticket }, starting }),
  });
}

export function withActed(worker: PodWorker): PodWorker {
  return worker.sync === undefined
    ? worker
    : workerWith(worker, { sync: syncWith(worker.sync, { acted: true }) });
}

const NO_RESOURCES = {};

export function startDone(worker: PodWorker, name: string): PodWorker {
  if (worker.sync === undefined) return worker;
  const { [name]: _, ...failures } = worker.failures;
  const resources = containerOf(worker.pod.spec, name)?.resources ?? NO_RESOURCES;
  return workerWith(worker, {
    failures,
    applied: { ...worker.applied, [name]: resources },
    sync: syncWith(worker.sync, { wait: undefined, starting: undefined, acted: true }),
  });
}
