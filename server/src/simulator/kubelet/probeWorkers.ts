// Probe workers: one per container and kind, each with its own grid of ticks.
// Rules: L-PRB-1 to L-PRB-6, L-PRB-8, L-PRB-13, L-PRB-14, L-PRB-15.
import type { Container, ContainerStatus, PodStatus, Probe } from '../../schema/objects';
import { fromTimestamp } from '../api/timestamps';
import type { SimTime } from '../kernel/time';
import type { ProbeKind } from '../trace/trace';
import { allStatuses, withReadyConditions } from './computeStatus';
import { beginCall, type CallOutcome } from './handlerCalls';
import type { ProbeView } from './podActions';
import { emit } from './podEvents';
import { containerOf, initContainers, isSidecar, specField } from './podSpec';
import type { ReadinessView } from './podStatus';
import { type KubeletContext, type PodWorker, podSubject } from './podWorker';
import {
  countOutcome,
  goesOnHold,
  INITIAL_RESULT,
  NO_RUN,
  type ProbeResult,
  type ProbeRun,
} from './probeResults';
import { isTerminalPhase, publishStatus } from './statusWriter';
import { trigger } from './syncLoop';

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
  /** The last outcome that stands in the trace. */
  readonly recorded: string;
}

const KINDS = ['startup', 'readiness', 'liveness'] as const;
const RETRIES = 3;

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

function periodMs(probe: Probe): number {
  return (probe.periodSeconds || 10) * 1000;
}

/** What others may know of the probes' results. */
export function probeView(worker: PodWorker): ProbeView & ReadinessView {
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
  };
}

function probedContainers(worker: PodWorker): readonly Container[] {
  const { spec } = worker.pod;
  return [...initContainers(spec).filter(isSidecar), ...spec.containers];
}

/** Begins the workers that are missing. Rules: L-PRB-1, L-PRB-15. */
export function addProbeWorkers(context: KubeletContext, before: PodWorker): PodWorker {
  let worker = before;
  for (const container of probedContainers(worker))
    for (const kind of KINDS) {
      const probe = probeOf(container, kind);
      const key = probeKey(container.name, kind);
      if (probe === undefined || worker.probes[key] !== undefined) continue;
      worker = withProbe(worker, key, newWorker(context, worker, container, kind));
      worker = firstIteration(context, worker, key, probe);
    }
  return { ...worker, probed: true };
}

function firstIteration(
  context: KubeletContext,
  worker: PodWorker,
  key: string,
  probe: Probe,
): PodWorker {
  const { turn } = context;
  const age = turn.now - worker.kubeletStartedAt;
  if (age >= periodMs(probe) || worker.kubeletStartedAt <= 0) return iterate(context, worker, key);
  const { namespace, name } = podSubject(worker);
  const wait = Math.floor(turn.random(`${namespace}/${name}/probes`) * periodMs(probe));
  turn.timer(`probe/${key}`, turn.now + wait, { kind: 'probeTick', probe: key });
  const state = worker.probes[key];
  return state === undefined
    ? worker
    : withProbe(worker, key, { ...state, gridFrom: turn.now + wait });
}

function newWorker(
  { turn }: KubeletContext,
  worker: PodWorker,
  container: Container,
  kind: ProbeKind,
): ProbeWorker {
  const status = statusOf(worker.status ?? worker.pod.status ?? {}, container.name);
  const runningSince = fromTimestamp(status?.state?.running?.startedAt);
  const ranBefore =
    worker.kubeletStartedAt > 0 &&
    runningSince !== undefined &&
    worker.kubeletStartedAt - runningSince > 10_000;
  const kept = ranBefore ? keptResult(kind, status) : undefined;
  return {
    kind,
    container: container.name,
    gridFrom: turn.now,
    containerId: ranBefore ? idOf(status) : '',
    result: kept,
    initial: INITIAL_RESULT[kind],
    run: NO_RUN,
    onHold: kept !== undefined && goesOnHold(kind, kept),
    busy: false,
    owed: 'none',
    errors: 0,
    recorded: '',
  };
}

function keptResult(kind: ProbeKind, status: ContainerStatus | undefined): ProbeResult {
  if (kind === 'readiness') return status?.ready === true ? 'success' : 'failure';
  if (kind === 'startup') return status?.started === true ? 'success' : 'unknown';
  return INITIAL_RESULT[kind];
}

function withProbe(worker: PodWorker, key: string, probe: ProbeWorker): PodWorker {
  return { ...worker, probes: { ...worker.probes, [key]: probe } };
}

export function endProbe(context: KubeletContext, worker: PodWorker, key: string): PodWorker {
  context.turn.timer(`probe/${key}`, undefined);
  const { [key]: _, ...probes } = worker.probes;
  return { ...worker, probes };
}

/** Rules: L-PRB-14. */
export function endProbesForTermination(context: KubeletContext, before: PodWorker): PodWorker {
  let worker = before;
  for (const [key, probe] of Object.entries(before.probes)) {
    const isApp = worker.pod.spec.containers.some(({ name }) => name === probe.container);
    if (isApp && probe.kind !== 'readiness') worker = endProbe(context, worker, key);
  }
  return worker;
}

export function endAllProbes(context: KubeletContext, before: PodWorker): PodWorker {
  return Object.keys(before.probes).reduce((worker, key) => endProbe(context, worker, key), before);
}

/** A tick of the worker's grid. */
export function probeTick(context: KubeletContext, worker: PodWorker, key: string): PodWorker {
  const probe = worker.probes[key];
  if (probe === undefined) return worker;
  setTicker(context, worker, key);
  if (probe.busy) return withProbe(worker, key, { ...probe, owed: 'tick' });
  return iterate(context, worker, key);
}

function setTicker(context: KubeletContext, worker: PodWorker, key: string): void {
  const state = worker.probes[key];
  const container = state && containerOf(worker.pod.spec, state.container);
  const probe = container && probeOf(container, state.kind);
  if (state === undefined || probe === undefined) return;
  const period = periodMs(probe);
  const passed = Math.floor((context.turn.now - state.gridFrom) / period);
  const next = state.gridFrom + Math.max(1, passed + 1) * period;
  context.turn.timer(`probe/${key}`, next, { kind: 'probeTick', probe: key });
}

/** A status showed the container started but not ready: its readiness worker probes at once, on a new grid. Rules: L-PRB-3. */
export function wakeReadiness(context: KubeletContext, before: PodWorker): PodWorker {
  let worker = before;
  const status = worker.status;
  if (status === undefined) return worker;
  for (const { name, started, ready } of allStatuses(status)) {
    if (started !== true || ready) continue;
    const key = probeKey(name, 'readiness');
    const probe = worker.probes[key];
    if (probe === undefined) continue;
    if (probe.busy) worker = withProbe(worker, key, { ...probe, owed: 'wake' });
    else worker = wake(context, worker, key);
  }
  return worker;
}

function wake(context: KubeletContext, worker: PodWorker, key: string): PodWorker {
  const probe = worker.probes[key];
  if (probe === undefined) return worker;
  const regridded = withProbe(worker, key, { ...probe, gridFrom: context.turn.now, owed: 'none' });
  setTicker(context, regridded, key);
  return iterate(context, regridded, key);
}

function statusOf(status: PodStatus, container: string): ContainerStatus | undefined {
  return allStatuses(status).find(({ name }) => name === container);
}

function idOf(status: ContainerStatus | undefined): string {
  return (status?.containerID ?? '').replace(/^.*:\/\//, '');
}

/** One iteration. Rules: L-PRB-2. */
function iterate(context: KubeletContext, before: PodWorker, key: string): PodWorker {
  let worker = before;
  let state = worker.probes[key];
  if (state === undefined) return worker;
  if (context.turn.timerAt(`probe/${key}`) === undefined) setTicker(context, worker, key);
  const podStatus = worker.status;
  if (podStatus === undefined) return worker;
  if (isTerminalPhase(podStatus.phase)) return endProbe(context, worker, key);
  const status = statusOf(podStatus, state.container);
  const id = idOf(status);
  if (status === undefined || id === '') return worker;
  if (id !== state.containerId) {
    state = { ...state, containerId: id, result: undefined, onHold: false };
    worker = setResult(context, withProbe(worker, key, state), key, state.initial);
    state = worker.probes[key];
    if (state === undefined) return worker;
  }
  if (state.onHold) return worker;
  const container = containerOf(worker.pod.spec, state.container);
  const probe = container && probeOf(container, state.kind);
  if (container === undefined || probe === undefined) return worker;
  if (status.state?.running === undefined) {
    worker = setResult(context, worker, key, 'failure');
    return endsForGood(worker, container, status) ? endProbe(context, worker, key) : worker;
  }
  if (worker.pod.metadata.deletionTimestamp !== undefined && state.kind !== 'readiness')
    return endProbe(context, setResult(context, worker, key, 'success'), key);
  const startedAt = fromTimestamp(status.state.running.startedAt) ?? 0;
  const age = Math.floor((context.turn.now - startedAt) / 1000);
  if (age < (probe.initialDelaySeconds ?? 0)) return worker;
  if ((status.started === true) === (state.kind === 'startup')) return worker;
  return runProbe(context, worker, key, container, probe);
}

function endsForGood(worker: PodWorker, container: Container, status: ContainerStatus): boolean {
  const sidecar = initContainers(worker.pod.spec).includes(container);
  if (status.state?.terminated === undefined || sidecar) return false;
  return (container.restartPolicy ?? worker.pod.spec.restartPolicy) === 'Never';
}

function runProbe(
  context: KubeletContext,
  worker: PodWorker,
  key: string,
  container: Container,
  probe: Probe,
): PodWorker {
  const state = worker.probes[key];
  if (state === undefined) return worker;
  const id = `probe/${key}`;
  const begun = beginCall(context, withProbe(worker, key, { ...state, busy: true }), id, {
    purpose: { for: 'probe', probe: key },
    handler: probe,
    container,
    timeoutMs: (probe.timeoutSeconds || 1) * 1000,
  });
  if (begun.outcome === undefined) return begun.worker;
  return probeDone(context, begun.worker, key, begun.outcome);
}

/** A probe has come back. */
export function probeDone(
  context: KubeletContext,
  before: PodWorker,
  key: string,
  outcome: CallOutcome,
): PodWorker {
  const state = before.probes[key];
  const container = state && containerOf(before.pod.spec, state.container);
  const probe = container && probeOf(container, state.kind);
  if (state === undefined || container === undefined || probe === undefined) return before;
  if (outcome.kind === 'error')
    return probeErrored(context, before, key, container, probe, outcome.text);
  const { owed } = state;
  const settled = { ...state, busy: false, owed: 'none', errors: 0 } as const;
  const worker = count(context, withProbe(before, key, settled), key, probe, outcome);
  if (worker.probes[key] === undefined || owed === 'none') return worker;
  return owed === 'wake' ? wake(context, worker, key) : iterate(context, worker, key);
}

const TITLE: Readonly<Record<ProbeKind, string>> = {
  startup: 'Startup',
  readiness: 'Readiness',
  liveness: 'Liveness',
};

/** Rules: L-PRB-13. */
function probeErrored(
  context: KubeletContext,
  worker: PodWorker,
  key: string,
  container: Container,
  probe: Probe,
  text: string,
): PodWorker {
  const state = worker.probes[key];
  if (state === undefined) return worker;
  const errors = state.errors + 1;
  if (errors < RETRIES && !text.startsWith('strconv'))
    return runProbe(context, withProbe(worker, key, { ...state, errors }), key, container, probe);
  emit(context, worker, {
    type: 'Warning',
    reason: 'Unhealthy',
    message: `${TITLE[state.kind]} probe errored and resulted in unknown state: ${text}`,
    container: container.name,
  });
  return withProbe(worker, key, { ...state, busy: false, owed: 'none', errors: 0 });
}

function count(
  context: KubeletContext,
  worker: PodWorker,
  key: string,
  probe: Probe,
  outcome: Exclude<CallOutcome, { kind: 'error' }>,
): PodWorker {
  const state = worker.probes[key];
  if (state === undefined) return worker;
  const thresholds = {
    success: probe.successThreshold || 1,
    failure: probe.failureThreshold || 3,
  };
  const counted = countOutcome(state.run, outcome.kind, thresholds);
  const entry = recordProbe(context, worker, state, outcome, counted.run, thresholds);
  tellUnhealthy(context, worker, state, outcome, entry);
  const { result } = counted;
  const recorded = `${outcome.kind} ${outcome.text}`;
  if (result === undefined) return withProbe(worker, key, { ...state, run: counted.run, recorded });
  const held = goesOnHold(state.kind, result);
  const next = { ...state, run: held ? NO_RUN : counted.run, onHold: held, recorded };
  return setResult(context, withProbe(worker, key, next), key, result, entry);
}

function tellUnhealthy(
  context: KubeletContext,
  worker: PodWorker,
  state: ProbeWorker,
  outcome: Exclude<CallOutcome, { kind: 'error' }>,
  because: number,
): void {
  const title = TITLE[state.kind];
  const { container } = state;
  if (outcome.kind === 'failure') {
    const message = `${title} probe failed: ${outcome.text}`;
    emit(context, worker, { type: 'Warning', reason: 'Unhealthy', message, container }, because);
  } else if (outcome.warning !== undefined) {
    const message = `${title} probe warning: ${outcome.warning}`;
    emit(context, worker, { type: 'Warning', reason: 'ProbeWarning', message, container }, because);
  }
}

/** A probe that goes on succeeding is recorded once. */
function recordProbe(
  { turn }: KubeletContext,
  worker: PodWorker,
  state: ProbeWorker,
  outcome: Exclude<CallOutcome, { kind: 'error' }>,
  run: ProbeRun,
  thresholds: { readonly success: number; readonly failure: number },
): number {
  if (
    outcome.kind === 'success' &&
    state.recorded.startsWith('success ') &&
    run.length > thresholds.success
  )
    return turn.because;
  const threshold = outcome.kind === 'success' ? thresholds.success : thresholds.failure;
  const kind = `${state.kind}Probe`;
  return turn.record({
    subject: { ...podSubject(worker), container: state.container },
    change: {
      kind: 'probe',
      probe: state.kind,
      outcome: outcome.kind,
      run: run.length,
      threshold,
      text: outcome.text,
    },
    rule: 'L-PRB-5',
    field: `${specField(worker.pod.spec, state.container)}.${kind}`,
  });
}

/** Publishes a result. Rules: L-PRB-8. */
function setResult(
  context: KubeletContext,
  before: PodWorker,
  key: string,
  result: ProbeResult,
  because?: number,
): PodWorker {
  const state = before.probes[key];
  if (state === undefined || state.result === result) return before;
  const first = state.result === undefined;
  const worker = withProbe(before, key, { ...state, result });
  const threshold = result === 'failure' ? 'failureThreshold' : 'successThreshold';
  if (!first)
    context.turn.blame(
      context.turn.record(
        {
          subject: { ...podSubject(worker), container: state.container },
          change: { kind: 'probeResult', probe: state.kind, outcome: result },
          rule: 'L-PRB-8',
          field: `${specField(worker.pod.spec, state.container)}.${state.kind}Probe.${threshold}`,
        },
        because,
      ),
    );
  switch (state.kind) {
    case 'readiness':
      return trigger(context, setReady(context, worker, state, result === 'success'));
    case 'startup':
      return trigger(context, setStarted(context, worker, state, result === 'success'));
    case 'liveness':
      return result === 'failure' ? trigger(context, worker) : worker;
  }
}

function setReady(
  context: KubeletContext,
  worker: PodWorker,
  probe: ProbeWorker,
  ready: boolean,
): PodWorker {
  const changed = changeStatus(worker.status, probe, ({ ...status }) =>
    status.ready === ready ? undefined : { ...status, ready },
  );
  if (changed === undefined) return worker;
  const next = { ...worker, status: withReadyConditions(context, worker, changed) };
  publishStatus(context, next);
  return next;
}

function setStarted(
  context: KubeletContext,
  worker: PodWorker,
  probe: ProbeWorker,
  started: boolean,
): PodWorker {
  const changed = changeStatus(worker.status, probe, (status) =>
    status.started === started ? undefined : { ...status, started },
  );
  if (changed === undefined) return worker;
  // Told together with what the sync that follows finds.
  context.turn.timer('publish', context.turn.now + 1, { kind: 'publish' });
  return { ...worker, status: changed };
}

function changeStatus(
  status: PodStatus | undefined,
  probe: ProbeWorker,
  change: (status: ContainerStatus) => ContainerStatus | undefined,
): PodStatus | undefined {
  if (status === undefined) return undefined;
  for (const field of ['containerStatuses', 'initContainerStatuses'] as const) {
    const list = status[field];
    const index = list?.findIndex((entry) => idOf(entry) === probe.containerId) ?? -1;
    const found = list?.[index];
    if (list === undefined || found === undefined) continue;
    const changed = change(found);
    return changed === undefined ? undefined : { ...status, [field]: list.with(index, changed) };
  }
  return undefined;
}
