// What `kubectl get pod` prints of a Pod. The API server computes these cells from the object alone, so they are pure
// functions of it and of the moment at which it is looked at.
import type { Container, ContainerStatus, Pod, PodCondition } from '../objects';
import { ageOf } from './age';

export interface PodRowCells {
  readonly name: string;
  /** `1/2` */
  readonly ready: string;
  /** `Running`, `Init:0/2`, `CrashLoopBackOff`, … */
  readonly status: string;
  /** `0`, `3 (12s ago)` */
  readonly restarts: string;
  readonly age: string;
}

export interface PodWideCells {
  readonly ip: string;
  readonly node: string;
  readonly nominatedNode: string;
  readonly readinessGates: string;
}

/** READY, STATUS and RESTARTS as numbers and words, before ages are put in. */
export interface PodSummary {
  readonly ready: number;
  readonly total: number;
  readonly status: string;
  readonly restarts: number;
  /** API time at which the latest of those restarts' predecessors ended. */
  readonly lastRestart?: string;
}

interface Restarts {
  count: number;
  last: string | undefined;
}
interface Scan {
  status: string;
  ready: number;
  /** Of the init containers up to where the scan stopped, sidecars included. */
  readonly inits: Restarts;
  readonly sidecars: Restarts;
}

/** Rules: L-CLI-2, L-CLI-3, L-CLI-6, L-CLI-7. */
export function summarizePod(pod: Pod): PodSummary {
  const { status } = pod;
  const conditions = status?.conditions ?? [];
  const inits = pod.spec.initContainers ?? [];
  const total = pod.spec.containers.length + inits.filter(isSidecar).length;
  const scan: Scan = {
    status: startingWord(pod),
    ready: 0,
    inits: { count: 0, last: undefined },
    sidecars: { count: 0, last: undefined },
  };
  let restarts = scan.inits;
  const initializing = scanInits(inits, status?.initContainerStatuses ?? [], scan);
  if (!initializing || holds(conditions, 'Initialized')) {
    scanApps(status?.containerStatuses ?? [], conditions, scan);
    restarts = scan.sidecars;
  }
  if (pod.metadata.deletionTimestamp !== undefined) {
    if (status?.reason === 'NodeLost') scan.status = 'Unknown';
    else if (!isTerminalPhase(status?.phase)) scan.status = 'Terminating';
  }
  const summary = { ready: scan.ready, total, status: scan.status, restarts: restarts.count };
  return restarts.last === undefined ? summary : { ...summary, lastRestart: restarts.last };
}

/** The cells of one row at the moment `nowMs` (milliseconds of the epoch). Rules: L-CLI-1, L-CLI-7. */
export function podRow(pod: Pod, nowMs: number): PodRowCells {
  const { ready, total, status, restarts, lastRestart } = summarizePod(pod);
  const ago =
    restarts > 0 && lastRestart !== undefined ? ` (${ageOf(lastRestart, nowMs)} ago)` : '';
  return {
    name: pod.metadata.name ?? '',
    ready: `${ready}/${total}`,
    status,
    restarts: `${restarts}${ago}`,
    age: ageOf(pod.metadata.creationTimestamp, nowMs),
  };
}

/** What `-o wide` adds. Rules: L-CLI-1. */
export function podWideCells(pod: Pod): PodWideCells {
  const gates = pod.spec.readinessGates ?? [];
  const met = gates.filter((gate) => holds(pod.status?.conditions ?? [], gate.conditionType));
  return {
    ip: orNone(pod.status?.podIPs?.[0]?.ip ?? pod.status?.podIP),
    node: orNone(pod.spec.nodeName),
    nominatedNode: orNone(pod.status?.nominatedNodeName),
    readinessGates: gates.length === 0 ? '<none>' : `${met.length}/${gates.length}`,
  };
}

function orNone(text: string | undefined): string {
  return text === undefined || text === '' ? '<none>' : text;
}

function isSidecar(container: Container): boolean {
  return container.restartPolicy === 'Always';
}

function isTerminalPhase(phase: string | undefined): boolean {
  return phase === 'Succeeded' || phase === 'Failed';
}

function holds(conditions: readonly PodCondition[], type: string): boolean {
  return conditions.some((condition) => condition.type === type && condition.status === 'True');
}

function startingWord(pod: Pod): string {
  const gated = pod.status?.conditions?.some(
    (condition) => condition.type === 'PodScheduled' && condition.reason === 'SchedulingGated',
  );
  if (gated) return 'SchedulingGated';
  const { reason, phase } = pod.status ?? {};
  return reason !== undefined && reason !== '' ? reason : (phase ?? '');
}

/**
 * Whether the scan stopped at an init container, which then gives the word. What stands behind that one is not looked
 * at, so its restarts don't count. Rules: L-CLI-4, L-CLI-7.
 */
function scanInits(
  inits: readonly Container[],
  statuses: readonly ContainerStatus[],
  scan: Scan,
): boolean {
  const specs = new Map(inits.map((container) => [container.name, container]));
  for (const [i, status] of statuses.entries()) {
    const { waiting, terminated } = status.state ?? {};
    const spec = specs.get(status.name);
    const sidecar = spec !== undefined && isSidecar(spec);
    addRestarts(scan.inits, status);
    if (sidecar) addRestarts(scan.sidecars, status);
    if (terminated?.exitCode === 0) continue;
    if (sidecar && status.started === true) {
      if (status.ready) scan.ready++;
      continue;
    }
    if (terminated !== undefined) scan.status = `Init:${endWord(terminated)}`;
    else if (waiting?.reason !== undefined && !['', 'PodInitializing'].includes(waiting.reason))
      scan.status = `Init:${waiting.reason}`;
    else scan.status = `Init:${i}/${inits.length}`;
    return true;
  }
  return false;
}

/** Rules: L-CLI-2, L-CLI-5. */
function scanApps(
  statuses: readonly ContainerStatus[],
  conditions: readonly PodCondition[],
  scan: Scan,
): void {
  let hasRunning = false;
  let error: string | undefined;
  for (const status of [...statuses].reverse()) {
    const { waiting, running, terminated } = status.state ?? {};
    addRestarts(scan.sidecars, status);
    if (waiting?.reason !== undefined && waiting.reason !== '') scan.status = waiting.reason;
    else if (terminated !== undefined) {
      scan.status = endWord(terminated);
      if (terminated.exitCode !== 0) error = scan.status;
    } else if (status.ready && running !== undefined) {
      hasRunning = true;
      scan.ready++;
    }
  }
  if (scan.status !== 'Completed') return;
  if (hasRunning && holds(conditions, 'Ready')) scan.status = 'Running';
  else if (error !== undefined) scan.status = error;
  else if (hasRunning) scan.status = 'NotReady';
}

type Terminated = NonNullable<NonNullable<ContainerStatus['state']>['terminated']>;

function endWord({ reason, signal, exitCode }: Terminated): string {
  if (reason !== undefined && reason !== '') return reason;
  return signal !== undefined && signal !== 0 ? `Signal:${signal}` : `ExitCode:${exitCode}`;
}

function addRestarts(sum: Restarts, status: ContainerStatus): void {
  sum.count += status.restartCount;
  const ended = status.lastState?.terminated?.finishedAt;
  if (ended === null || ended === undefined) return;
  if (sum.last === undefined || ended > sum.last) sum.last = ended;
}
