// What a probe worker is, and small questions about probes.
import type { Container, ContainerStatus, PodStatus, Probe } from '../../schema/objects';
import { fromTimestamp } from '../api/timestamps';
import type { SimTime } from '../kernel/time';
import type { ProbeKind } from '../trace/trace';
import { allStatuses } from './computeStatus';
import type { ProbeView } from './podActions';
import { initContainers, isSidecar } from './podSpec';
import type { ReadinessView } from './podStatus';
import { type PodWorker, workerWith } from './podWorker';
import type { ProbeResult, ProbeRun } from './probeResults';

export interface ProbeWorker {
  readonly kind: ProbeKind;
  readonly container: string;
  /** When the ticker began; ticks are at whole periods after it. */
  readonly gridFrom: SimTime;
  /** `''` until the container has an ID in the status. */
  readonly containerId: string;
  readonly result: ProbeResult | undefined;
  readonly initial: ProbeResult;
  readonly run: ProbeRun;
  readonly onHold: boolean;
  /** A probe is under way. */
  readonly busy: boolean;
  /** A tick or a wake came while it was busy. */
  readonly owed: 'none' | 'tick' | 'wake';
  /** Retries of a probe that could not be carried out. */
  readonly errors: number;
  /** The last outcome that stands in the trace; undefined before the first. */
  readonly recorded: 'success' | 'failure' | undefined;
  /** When the last probe began, and what was told of it. */
  readonly ranAt: SimTime;
  readonly told: 'nothing' | 'outcome' | 'error';
}

export function probeKey(container: string, kind: ProbeKind): string {
  return `${container}/${kind}`;
}

export function probeOf(container: Container, kind: ProbeKind): Probe | undefined {
  switch (kind) {
    case 'startup':
      return container.startupProbe;
    case 'readiness':
      return container.readinessProbe;
    case 'liveness':
      return container.livenessProbe;
  }
}

export function periodMs(probe: Probe): number {
  return (probe.periodSeconds || 10) * 1000;
}

/** A container that began this long before the kubelet did is one of an earlier kubelet's. Rules: L-PRB-15. */
const WELL_BEFORE_MS = 10_000;

export function ranBeforeKubelet(worker: PodWorker, status: ContainerStatus): boolean {
  if (!worker.trustsStatus) return false;
  const startedAt = fromTimestamp(status.state?.running?.startedAt);
  return startedAt !== undefined && startedAt < worker.kubeletStartedAt - WELL_BEFORE_MS;
}

/** What others may know of the probes' results; `podWasReady` is for who asks what is ready. */
export function probeView(worker: PodWorker, podWasReady = false): ProbeView & ReadinessView {
  const find = (id: string, kind: ProbeKind): ProbeResult | undefined => {
    if (id === '') return undefined;
    for (const probe of Object.values(worker.probes))
      if (probe.kind === kind && probe.containerId === id) return probe.result;
    return undefined;
  };
  return {
    liveness: (id) => find(id, 'liveness'),
    startup: (id) => find(id, 'startup'),
    readiness: (id) => find(id, 'readiness'),
    hasWorker: (container, kind) => worker.probes[probeKey(container, kind)] !== undefined,
    ranBefore: (status) => ranBeforeKubelet(worker, status),
    podWasReady,
  };
}

export function probedContainers(worker: PodWorker): readonly Container[] {
  const { spec } = worker.pod;
  return [...initContainers(spec).filter(isSidecar), ...spec.containers];
}

export function withProbe(worker: PodWorker, key: string, probe: ProbeWorker): PodWorker {
  return workerWith(worker, { probes: { ...worker.probes, [key]: probe } });
}

export function statusOf(status: PodStatus, container: string): ContainerStatus | undefined {
  return allStatuses(status).find(({ name }) => name === container);
}

export function idOf(status: ContainerStatus | undefined): string {
  return (status?.containerID ?? '').replace(/^.*:\/\//, '');
}
