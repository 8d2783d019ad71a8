import type { Container, ContainerStatus, PodSpec } from '../../schema/objects';
import { initContainers, isSidecar } from './podSpec';
import { RESTARTING_ALL } from './restartAllContainers';
import { isRestartable } from './restartDecision';

export type PodPhase = 'Pending' | 'Running' | 'Succeeded' | 'Failed';

export interface PhaseInput {
  readonly spec: PodSpec;
  /** Of init and app containers, in any order. */
  readonly statuses: readonly ContainerStatus[];
  /** The kubelet has stopped everything. */
  readonly terminal: boolean;
  /** An app container record exists in the current sandbox. */
  readonly initialized: boolean;
  readonly staticPod?: boolean;
}

interface Tally {
  pendingInit: number;
  failedInit: number;
  pendingSidecar: number;
  unknown: number;
  running: number;
  waiting: number;
  stopped: number;
  succeeded: number;
  final: number;
}

/**
 * A Pod's phase from its containers' states.
 * Rules: L-PHS-1 to L-PHS-6.
 */
export function podPhase(input: PhaseInput): PodPhase {
  const { spec, terminal, initialized } = input;
  const statusOf = (name: string): ContainerStatus | undefined =>
    input.statuses.find((status) => status.name === name);
  const tally: Tally = {
    pendingInit: 0,
    failedInit: 0,
    pendingSidecar: 0,
    unknown: 0,
    running: 0,
    waiting: 0,
    stopped: 0,
    succeeded: 0,
    final: 0,
  };
  for (const container of initContainers(spec)) {
    const status = statusOf(container.name);
    if (isSidecar(container)) countSidecar(tally, status);
    else countInit(tally, spec, container, status);
  }
  for (const container of spec.containers)
    countApp(tally, spec, container, statusOf(container.name));
  if (tally.failedInit > 0) return 'Failed';
  if (tally.pendingInit > 0 || (tally.pendingSidecar > 0 && !initialized)) return 'Pending';
  if (tally.waiting > 0) return 'Pending';
  if (tally.running > 0 && tally.unknown === 0) return 'Running';
  if (tally.running === 0 && tally.stopped > 0 && tally.unknown === 0) {
    const outcome = tally.stopped === tally.succeeded ? 'Succeeded' : 'Failed';
    if (terminal && input.staticPod !== true) return outcome;
    return tally.stopped === tally.final ? outcome : 'Running';
  }
  return 'Pending';
}

/** Rules: L-PHS-2. */
function countInit(
  tally: Tally,
  spec: PodSpec,
  container: Container,
  status: ContainerStatus | undefined,
): void {
  const ended = status?.state?.terminated ?? endedBefore(status);
  if (ended === undefined) tally.pendingInit++;
  else if (ended.exitCode !== 0 && !runsAgain(spec, container, ended)) tally.failedInit++;
}

/** Rules: L-PHS-3. */
function countSidecar(tally: Tally, status: ContainerStatus | undefined): void {
  if (status === undefined) tally.unknown++;
  else if (status.state?.running !== undefined) {
    tally.running++;
    if (status.started !== true) tally.pendingSidecar++;
  } else if (status.state?.terminated !== undefined) return;
  else if (status.state?.waiting === undefined) {
    tally.unknown++;
    tally.pendingSidecar++;
  } else if (status.lastState?.terminated === undefined) {
    tally.waiting++;
    tally.pendingSidecar++;
  }
}

/** Rules: L-PHS-4. */
function countApp(
  tally: Tally,
  spec: PodSpec,
  container: Container,
  status: ContainerStatus | undefined,
): void {
  const { running, terminated, waiting } = status?.state ?? {};
  if (running !== undefined) tally.running++;
  else if (terminated !== undefined) {
    tally.stopped++;
    if (terminated.exitCode === 0) tally.succeeded++;
    if (!runsAgain(spec, container, terminated)) tally.final++;
  } else if (waiting !== undefined) {
    const last = endedBefore(status);
    if (last === undefined) tally.waiting++;
    else {
      tally.stopped++;
      if (!runsAgain(spec, container, last)) tally.final++;
    }
  } else tally.unknown++;
}

function endedBefore(status: ContainerStatus | undefined): Ended | undefined {
  return status?.state?.waiting === undefined ? undefined : status.lastState?.terminated;
}

interface Ended {
  readonly exitCode: number;
  readonly reason?: string;
}

function runsAgain(spec: PodSpec, container: Container, ended: Ended): boolean {
  return ended.reason === RESTARTING_ALL || isRestartable(spec, container, ended.exitCode);
}
