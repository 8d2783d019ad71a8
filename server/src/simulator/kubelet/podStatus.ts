// A Pod's container statuses and phase as the kubelet computes them from one observation: pure.
// Rules: L-SYN-7, L-SYN-19 to L-SYN-24, L-PRB-9.
import type {
  Container,
  ContainerStateStatus,
  ContainerStatus,
  Pod,
  ResourceRequirements,
} from '../../schema/objects';
import { copyOf, extended } from '../../support/extended';
import type { Writable } from '../../support/writable';
import { toTimestamp } from '../api/timestamps';
import {
  type ContainerRecord,
  type ContainerUser,
  newestRecord,
  type PodRecords,
} from '../runtime/records';
import { ephemeralContainers, initContainers, isSidecar } from './podSpec';
import type { ProbeResult } from './probeResults';
import { RESTARTING_ALL } from './restartAllContainers';
import { shouldBeStarted } from './restartDecision';

/** Why the last try to start a container came to nothing. */
export interface StartFailure {
  /** `CrashLoopBackOff`, `ErrImagePull` … */
  readonly reason: string;
  readonly message: string;
}

export interface StatusInput {
  readonly pod: Pod;
  readonly records: PodRecords;
  /** What the kubelet computed last; statuses that the runtime knows nothing of go on from it. */
  readonly previous: readonly ContainerStatus[];
  /** Everything was ended and forgotten just now: the previous statuses say it (L-INI-16). */
  readonly justReset?: boolean;
  /** Resources that running containers have, where they differ from the spec's (L-SYN-26). */
  readonly applied?: Readonly<Record<string, ResourceRequirements>>;
  failureOf(container: string): StartFailure | undefined;
}

export interface ReadinessView {
  /** Undefined: no result yet. */
  startup(id: string): ProbeResult | undefined;
  readiness(id: string): ProbeResult | undefined;
  /** Whether a worker of that kind looks after the container. */
  hasWorker(container: string, kind: 'startup' | 'readiness'): boolean;
  /** Whether the container ran well before this kubelet began. */
  ranBefore(status: ContainerStatus): boolean;
  /** What the API says of the Pod so far. */
  readonly podWasReady: boolean;
}

const NEVER_STARTED = '1970-01-01T00:00:00Z';
const LOST_MESSAGE =
  'The container could not be located when the pod was deleted.  The container used to be Running';

/** Statuses of app containers, sorted by name. Rules: L-SYN-24. */
export function appStatuses(input: StatusInput): readonly ContainerStatus[] {
  const statuses = statusesOf(input, input.pod.spec.containers, false);
  return statuses.length < 2 ? statuses : [...statuses].sort(byName);
}

/** Statuses of init containers and sidecars, in the order of the spec; undefined where there are none. */
export function initStatuses(input: StatusInput): readonly ContainerStatus[] | undefined {
  const inits = initContainers(input.pod.spec);
  return inits.length === 0 ? undefined : statusesOf(input, inits, true);
}

/** They are never ready, and nothing is told of their start. Rules: L-SYN-25. */
export function ephemeralStatuses(input: StatusInput): readonly ContainerStatus[] | undefined {
  const ephemerals = ephemeralContainers(input.pod.spec);
  if (ephemerals.length === 0) return undefined;
  const statuses = statusesOf(input, ephemerals, false);
  return statuses.map(({ started: _, ...status }): ContainerStatus => status).sort(byName);
}

function byName(a: ContainerStatus, b: ContainerStatus): number {
  return a.name < b.name ? -1 : a.name > b.name ? 1 : 0;
}

function statusesOf(
  input: StatusInput,
  containers: readonly Container[],
  inits: boolean,
): readonly ContainerStatus[] {
  return containers.map((container) =>
    withFailure(input, container, inits, statusOf(input, container, inits)),
  );
}

function statusOf(input: StatusInput, container: Container, inits: boolean): ContainerStatus {
  const { pod, records } = input;
  const old = input.previous.find(({ name }) => name === container.name);
  const [newest, older] = newestTwo(records, container.name);
  if (newest !== undefined)
    return statusOfRecord(
      container,
      newest,
      longestMessage(pod),
      old,
      older === undefined ? lastKnown(old, newest) : stateOfRecord(older, longestMessage(pod)),
      input.applied?.[container.name],
    );
  if (old?.state?.terminated !== undefined) return old;
  if (input.justReset === true && old?.state?.waiting?.reason === RESTARTING_ALL) return old;
  const waiting: Record<string, unknown> & Writable<ContainerStatus> = {
    name: container.name,
    state: { waiting: { reason: waitingReason(pod) } },
    lastState: old?.lastState ?? {},
    ready: false,
    started: false,
    restartCount: old?.restartCount ?? 0,
    image: container.image ?? '',
    imageID: '',
  };
  const volumeMounts = mountStatuses(container);
  if (volumeMounts !== undefined) waiting['volumeMounts'] = volumeMounts;
  const status = old?.state?.running === undefined ? waiting : vanished(pod, waiting);
  const isOver = inits && !isSidecar(container) && hasBegun(pod, records);
  return isOver ? extended(status, { state: FORGOTTEN_INIT }) : status;
}

/** Whether some app container was made: then every regular init container has done its work. */
function hasBegun({ spec }: Pod, records: PodRecords): boolean {
  return spec.containers.some(({ name }) => newestRecord(records, name) !== undefined);
}

/** Rules: L-SYN-21. */
const FORGOTTEN_INIT: ContainerStateStatus = {
  terminated: {
    exitCode: 0,
    reason: 'Completed',
    message:
      'Unable to get init container status from container runtime and pod has been initialized, treat it as exited normally',
  },
};

/** Rules: L-SYN-7. */
function waitingReason(pod: Pod): string {
  return initContainers(pod.spec).length > 0 ? 'PodInitializing' : 'ContainerCreating';
}

/**
 * Where the runtime knows one instance only, the one before it is known from the last status: its record may have been
 * removed with a sandbox (L-INI-12) or by a restart of all containers (L-INI-16). Rules: L-SYN-19.
 */
function lastKnown(
  old: ContainerStatus | undefined,
  newest: ContainerRecord,
): ContainerStateStatus {
  const before =
    old?.containerID === `containerd://${newest.id}` ? undefined : old?.state?.terminated;
  const terminated = before ?? old?.lastState?.terminated;
  return terminated === undefined ? {} : { terminated };
}

/** A container that the API says is running and the runtime knows nothing of. Rules: L-SYN-21. */
function vanished({ metadata }: Pod, waiting: ContainerStatus): ContainerStatus {
  // How it ended the time before is all that is told then.
  if (waiting.lastState?.terminated !== undefined) return waiting;
  const deleting = metadata.deletionTimestamp !== undefined;
  const shown = copyOf(waiting);
  shown.lastState = {
    terminated: {
      exitCode: 137,
      reason: 'ContainerStatusUnknown',
      message: LOST_MESSAGE,
      startedAt: null,
      finishedAt: null,
    },
  };
  shown.restartCount = waiting.restartCount + (deleting ? 0 : 1);
  return shown;
}

function newestTwo(
  records: PodRecords,
  name: string,
): readonly [ContainerRecord | undefined, ContainerRecord | undefined] {
  let newest: ContainerRecord | undefined;
  for (const record of records.containers) {
    if (record.name !== name) continue;
    if (newest !== undefined) return [newest, record];
    newest = record;
  }
  return [newest, undefined];
}

/**
 * @param old what the last status said of the container of this name. Its `started` is kept even for a new instance, until that
 *   one's startup worker has seen it: which only shows where an instance was stopped and replaced within one sync.
 *
 * Rules: L-SYN-19, L-PRB-15.
 */
function statusOfRecord(
  container: Container,
  record: ContainerRecord,
  longest: number,
  old: ContainerStatus | undefined,
  lastState: ContainerStateStatus,
  applied: ResourceRequirements | undefined,
): ContainerStatus {
  const granted = container.resources ?? NO_RESOURCES;
  const status: Record<string, unknown> & Writable<ContainerStatus> = {
    name: container.name,
    state: stateOfRecord(record, longest),
    lastState,
    ready: false,
    started: record.state === 'running' && old?.started === true,
    restartCount: restartsOf(record, old),
    image: record.imageName,
    imageID: record.imageId,
    containerID: `containerd://${record.id}`,
    resources: (record.state === 'running' ? applied : undefined) ?? granted,
    user: record.user === undefined ? ROOT : { linux: record.user },
  };
  if (granted.requests !== undefined) status['allocatedResources'] = granted.requests;
  const volumeMounts = mountStatuses(container);
  if (volumeMounts !== undefined) status['volumeMounts'] = volumeMounts;
  return status;
}

/** The runtime's count, but never fewer than were told before: records and logs may have been lost. Rules: L-SYN-17, L-INI-16. */
function restartsOf(record: ContainerRecord, old: ContainerStatus | undefined): number {
  if (old === undefined || old.restartCount < record.attempt) return record.attempt;
  const isAnother = record.state === 'running' && old.state?.terminated !== undefined;
  return isAnother ? old.restartCount + 1 : old.restartCount;
}

const ROOT: { readonly linux: ContainerUser } = {
  linux: { uid: 0, gid: 0, supplementalGroups: [0] },
};
const NO_RESOURCES: ResourceRequirements = {};

type MountStatus = Readonly<Record<string, unknown>>;
const MOUNTS = new WeakMap<Container, readonly MountStatus[]>();

/** The mounts of a container as its status repeats them; undefined without any. */
function mountStatuses(container: Container): readonly MountStatus[] | undefined {
  const { volumeMounts } = container;
  if (volumeMounts === undefined || volumeMounts.length === 0) return undefined;
  let statuses = MOUNTS.get(container);
  if (statuses === undefined) {
    statuses = volumeMounts.map((mount) => {
      const { name, mountPath, readOnly } = mount;
      const asked = (mount as MountStatus)['recursiveReadOnly'] ?? 'Disabled';
      // Our nodes can make mounts read-only all the way down.
      const recursiveReadOnly = asked === 'Disabled' ? 'Disabled' : 'Enabled';
      return readOnly === true
        ? { name, mountPath, readOnly, recursiveReadOnly }
        : { name, mountPath };
    });
    MOUNTS.set(container, statuses);
  }
  return statuses;
}

const ALL_MESSAGES = 12 * 1024;

/** The messages of a Pod share what room there is for them. Rules: L-SYN-23. */
function longestMessage({ spec }: Pod): number {
  const { initContainers: inits, containers, ephemeralContainers: ephemerals } = spec;
  const count = containers.length + (inits?.length ?? 0) + (ephemerals?.length ?? 0);
  return Math.floor(ALL_MESSAGES / count);
}

/** Rules: L-SYN-19, L-SYN-16. */
function stateOfRecord(record: ContainerRecord, longest: number): ContainerStateStatus {
  switch (record.state) {
    case 'created':
      return { waiting: {} };
    case 'running':
      return { running: { startedAt: toTimestamp(record.startedAt) } };
    case 'exited':
      return {
        terminated: {
          exitCode: record.exitCode,
          reason: record.reason,
          startedAt: record.startedAt === undefined ? NEVER_STARTED : toTimestamp(record.startedAt),
          finishedAt: toTimestamp(record.finishedAt),
          containerID: `containerd://${record.id}`,
          ...(record.message === undefined ? {} : { message: record.message.slice(0, longest) }),
        },
      };
  }
}

/** Rules: L-SYN-20. */
function withFailure(
  input: StatusInput,
  container: Container,
  inits: boolean,
  status: ContainerStatus,
): ContainerStatus {
  const failure = input.failureOf(container.name);
  if (failure === undefined) return status;
  const record = newestRecord(input.records, container.name);
  // Also a sidecar that ended well and is held back shows no reason.
  if (inits && record?.state === 'exited' && record.exitCode === 0) return status;
  if (!shouldBeStarted(input.pod, container, input.records)) return status;
  return {
    ...status,
    state: { waiting: { reason: failure.reason, message: failure.message } },
    lastState:
      status.state?.terminated === undefined
        ? (status.lastState ?? {})
        : { terminated: status.state.terminated },
  };
}

/** `started` and `ready` of every status. Rules: L-PRB-9. */
export function withReadiness(
  statuses: readonly ContainerStatus[],
  containers: readonly Container[],
  inits: boolean,
  probes: ReadinessView,
): readonly ContainerStatus[] {
  return statuses.map((status) => {
    const started = isStarted(status, probes);
    const container = containers.find(({ name }) => name === status.name);
    const regularInit = inits && container !== undefined && !isSidecar(container);
    const ready = regularInit ? initReady(status) : started && isReady(status, container, probes);
    const shown = copyOf(status);
    shown.started = started;
    shown.ready = ready;
    return shown;
  });
}

function initReady(status: ContainerStatus): boolean {
  if (status.state?.terminated !== undefined) return status.state.terminated.exitCode === 0;
  return status.state?.waiting?.reason === RESTARTING_ALL && status.ready;
}

function containerIdOf(status: ContainerStatus): string {
  const { containerID = '' } = status;
  const scheme = containerID.lastIndexOf('://');
  return scheme < 0 ? containerID : containerID.slice(scheme + 3);
}

function isStarted(status: ContainerStatus, probes: ReadinessView): boolean {
  if (status.state?.running === undefined) return false;
  const result = probes.startup(containerIdOf(status));
  if (result !== undefined) return result === 'success';
  return status.started === true || !probes.hasWorker(status.name, 'startup');
}

/** Rules: L-PRB-9, L-PRB-15. */
function isReady(
  status: ContainerStatus,
  container: Container | undefined,
  probes: ReadinessView,
): boolean {
  const result = probes.readiness(containerIdOf(status));
  if (result === 'success') return true;
  const unprobed = !probes.hasWorker(status.name, 'readiness');
  if (!probes.ranBefore(status)) return unprobed;
  if (container?.readinessProbe !== undefined && !probes.podWasReady) return false;
  return unprobed || result === undefined;
}
