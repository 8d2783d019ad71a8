// One probe worker's iterations: when it probes, what it makes of the outcome. Rules: L-PRB-2 to L-PRB-6, L-PRB-13.
import type { Container, ContainerStatus, Probe } from '../../schema/objects';
import { newestRecord } from '../runtime/records';
import type { ProbeKind } from '../trace/trace';
import { allStatuses } from './computeStatus';
import { beginCall, type CallOutcome } from './handlerCalls';
import { restartsAllContainers } from './podActions';
import { emit } from './podEvents';
import { containerOf, specField } from './podSpec';
import { type KubeletContext, type PodWorker, podSubject } from './podWorker';
import { setResult } from './probePublishing';
import { countOutcome, goesOnHold, NO_RUN, type ProbeResult, type ProbeRun } from './probeResults';
import { probeStep } from './probeStep';
import {
  idOf,
  type ProbeWorker,
  periodMs,
  probeKey,
  probeOf,
  ranBeforeKubelet,
  statusOf,
  withProbe,
} from './probes';
import { endProbe } from './probeWorkers';
import { isRestartable } from './restartDecision';
import { isTerminalPhase } from './statusWriter';

const RETRIES = 3;

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

export function wake(context: KubeletContext, worker: PodWorker, key: string): PodWorker {
  const probe = worker.probes[key];
  if (probe === undefined) return worker;
  const regridded = withProbe(worker, key, { ...probe, gridFrom: context.turn.now, owed: 'none' });
  setTicker(context, regridded, key);
  return iterate(context, regridded, key);
}

/** One iteration. Rules: L-PRB-2. */
export function iterate(context: KubeletContext, before: PodWorker, key: string): PodWorker {
  let worker = before;
  let state = worker.probes[key];
  if (state === undefined) return worker;
  if (context.turn.timerAt(`probe/${key}`) === undefined) setTicker(context, worker, key);
  const podStatus = worker.status;
  if (podStatus === undefined) return worker;
  const container = containerOf(worker.pod.spec, state.container);
  const probe = container && probeOf(container, state.kind);
  const status = statusOf(podStatus, state.container);
  const id = idOf(status);
  if (id !== '' && id !== state.containerId && !isTerminalPhase(podStatus.phase)) {
    worker = withNewContainer(context, worker, key, status, id);
    state = worker.probes[key];
  }
  if (container === undefined || probe === undefined || state === undefined) return worker;
  const step = probeStep({
    kind: state.kind,
    phase: podStatus.phase,
    status,
    onHold: state.onHold,
    // It goes by the Pod as it was when the worker began, and then it was not being deleted.
    deleting: false,
    initialDelaySeconds: probe.initialDelaySeconds ?? 0,
    now: context.turn.now,
  });
  switch (step) {
    case 'wait':
      return worker;
    case 'end':
      return endProbe(context, worker, key);
    case 'fail':
      worker = setResult(context, worker, key, 'failure');
      return endsForGood(worker, container, status) ? endProbe(context, worker, key) : worker;
    case 'succeedAndEnd':
      return endProbe(context, setResult(context, worker, key, 'success'), key);
    case 'probe':
      return runProbe(context, worker, key, container, probe);
  }
}

/** Another instance: the result begins anew, and the worker is held no longer. */
function withNewContainer(
  context: KubeletContext,
  before: PodWorker,
  key: string,
  status: ContainerStatus | undefined,
  containerId: string,
): PodWorker {
  const state = before.probes[key];
  if (state === undefined || status === undefined) return before;
  const fresh = { ...state, containerId, result: undefined, onHold: false };
  const worker = withProbe(before, key, fresh);
  const initial = initialResult(worker, state, status);
  return initial === undefined ? worker : setResult(context, worker, key, initial);
}

/**
 * A container of an earlier kubelet has no result, so that what the API tells of it holds until a probe says otherwise; but a sidecar
 * that has started must be known to have, or nothing after it would ever run again. Rules: L-PRB-2, L-PRB-15.
 */
function initialResult(
  worker: PodWorker,
  { kind, initial }: ProbeWorker,
  status: ContainerStatus,
): ProbeResult | undefined {
  if (!ranBeforeKubelet(worker, status)) return initial;
  const { spec } = worker.pod;
  const isInit = spec.initContainers?.some(({ name }) => name === status.name) === true;
  return kind === 'startup' && isInit && status.started === true ? 'success' : undefined;
}

/** Whether neither this container's end nor another one's lets it run again. Rules: L-PRB-1, L-INI-15, L-INI-16. */
function endsForGood(
  { pod, records }: PodWorker,
  container: Container,
  status: ContainerStatus | undefined,
): boolean {
  const ended = status?.state?.terminated;
  if (ended === undefined || isRestartable(pod.spec, container, ended.exitCode)) return false;
  return !restartsAllContainers(pod, records);
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
  const ranAt = state.errors === 0 ? context.turn.now : state.ranAt;
  const { because } = context.turn;
  const running = newestRecord(worker.records, container.name);
  // It is asked because it runs; when, its probe says.
  if (running?.state === 'running') context.turn.blame(running.entry ?? because);
  const begun = beginCall(context, withProbe(worker, key, { ...state, busy: true, ranAt }), id, {
    purpose: { for: 'probe', probe: key },
    handler: probe,
    container,
    timeoutMs: (probe.timeoutSeconds || 1) * 1000,
  });
  if (begun.outcome !== undefined) return probeDone(context, begun.worker, key, begun.outcome);
  context.turn.blame(because);
  return begun.worker;
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
  const worker = count(context, before, key, settled, probe, outcome);
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
  const settled = { ...state, busy: false, owed: 'none', errors: 0, told: 'error' } as const;
  return withProbe(worker, key, settled);
}

function count(
  context: KubeletContext,
  worker: PodWorker,
  key: string,
  state: ProbeWorker,
  probe: Probe,
  outcome: Exclude<CallOutcome, { kind: 'error' }>,
): PodWorker {
  const thresholds = {
    success: probe.successThreshold || 1,
    failure: probe.failureThreshold || 3,
  };
  const counted = countOutcome(state.run, outcome.kind, thresholds);
  const entry = recordProbe(context, worker, state, outcome, counted.run, thresholds);
  tellUnhealthy(context, worker, state, outcome, entry ?? context.turn.because);
  const { result } = counted;
  const recorded = outcome.kind;
  const isNews = entry !== undefined || warningOf(outcome) !== undefined;
  const told = isNews ? 'outcome' : 'nothing';
  if (result === undefined)
    return withProbe(worker, key, { ...state, run: counted.run, recorded, told });
  const held = goesOnHold(state.kind, result);
  const next = {
    ...state,
    run: held ? NO_RUN : counted.run,
    onHold: held,
    recorded,
    told,
  } as const;
  return setResult(
    context,
    withProbe(worker, key, next),
    key,
    result,
    entry ?? context.turn.because,
  );
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
    return;
  }
  const warning = warningOf(outcome);
  if (warning !== undefined) {
    const message = `${title} probe warning: ${warning}`;
    emit(context, worker, { type: 'Warning', reason: 'ProbeWarning', message, container }, because);
  }
}

function warningOf(outcome: CallOutcome): string | undefined {
  return outcome.kind === 'success' ? outcome.warning : undefined;
}

/** A probe that goes on succeeding is recorded once; undefined: it was before. */
function recordProbe(
  { turn }: KubeletContext,
  worker: PodWorker,
  state: ProbeWorker,
  outcome: Exclude<CallOutcome, { kind: 'error' }>,
  run: ProbeRun,
  thresholds: { readonly success: number; readonly failure: number },
): number | undefined {
  if (outcome.kind === 'success' && state.recorded === 'success' && run.length > thresholds.success)
    return undefined;
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
