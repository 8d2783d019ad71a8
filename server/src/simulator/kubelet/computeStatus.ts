// The status as the kubelet sees it now: from its last observation, the probes' results and what failed before.
// Rules: L-SYN-7, L-SYN-10, L-GEN-4, L-PHS-7, L-CND-1, L-CND-10.
import { isGateOn } from '../../schema/featureGates';
import type { ContainerStatus, PodStatus } from '../../schema/objects';
import type { Writable } from '../../support/writable';
import { toTimestamp } from '../api/timestamps';
import { podIP } from './addresses';
import {
  type ConditionFact,
  containersReady,
  podInitialized,
  podReady,
  readyToStartContainers,
} from './conditions';
import { podPhase } from './phase';
import { needsSandbox, restartsAllContainers } from './podActions';
import { addPodResources } from './podResources';
import { initContainers } from './podSpec';
import { appStatuses, ephemeralStatuses, initStatuses, withReadiness } from './podStatus';
import { apiPodOf, hostAddress, type KubeletContext, type PodWorker } from './podWorker';
import { probeView } from './probes';
import { resizeConditions } from './resize';
import { resetStatuses } from './restartAllContainers';
import { mayRestartAll } from './restartDecision';
import { isTerminalPhase } from './statusWriter';

/** @param terminal everything has been stopped */
export function computeStatus(
  context: KubeletContext,
  worker: PodWorker,
  terminal: boolean,
): PodStatus {
  const { pod, records } = worker;
  const current = apiPodOf(context, worker)?.status ?? {};
  const before = worker.status ?? current;
  const old = allStatuses(before);
  const previous = worker.justReset ? resetStatuses(pod.spec, old, records) : old;
  const input = {
    pod,
    records,
    previous,
    justReset: worker.justReset,
    applied: worker.applied,
    failureOf: (container: string) => worker.failures[container],
  };
  const podWasReady = (current.conditions ?? []).some(
    ({ type, status }) => type === 'Ready' && status === 'True',
  );
  const probes = probeView(worker, podWasReady);
  const apps = withReadiness(appStatuses(input), pod.spec.containers, false, probes);
  const inits = initStatuses(input);
  const initsReady =
    inits === undefined ? undefined : withReadiness(inits, initContainers(pod.spec), true, probes);
  const ephemerals = ephemeralStatuses(input);
  const phase = phaseNow(
    worker,
    before,
    current,
    podPhase({
      spec: pod.spec,
      statuses: initsReady === undefined ? apps : [...apps, ...initsReady],
      terminal,
      initialized: beganInSandbox(worker),
      staticPod: worker.isStatic,
    }),
  );
  // An eviction changes the phase alone, and only until everything has been stopped: then the exit codes decide.
  const { verdict } = worker;
  const isEvicted = verdict?.event === false && !terminal;
  const judged = verdict?.event === true || isEvicted ? verdict : undefined;
  const kept = phase === before.phase;
  const reason = judged?.reason ?? (kept ? before.reason || current.reason : undefined);
  const message = judged?.message ?? (kept ? before.message || current.message : undefined);
  const facts = conditionFacts(context, worker, {
    spec: pod.spec,
    phase,
    containerStatuses: apps,
    initContainerStatuses: initsReady,
    conditions: current.conditions ?? [],
  });
  const address = podIP(context, worker);
  const host = hostAddress(context, worker);
  const status: Writable<PodStatus> = {
    phase: isEvicted ? 'Failed' : phase,
    conditions: facts,
    hostIP: host,
    hostIPs: [{ ip: host }],
    startTime: before.startTime ?? toTimestamp(context.turn.now),
    containerStatuses: apps,
  };
  addPodResources(status, worker);
  if (reason !== undefined) status.reason = reason;
  if (message !== undefined) status.message = message;
  const ip = address ?? before.podIP;
  if (ip !== undefined) {
    status.podIP = ip;
    status.podIPs = [{ ip }];
  }
  if (initsReady !== undefined) status.initContainerStatuses = initsReady;
  if (ephemerals !== undefined) status.ephemeralContainerStatuses = ephemerals;
  return status;
}

/** Rules: L-TRM-15, L-PHS-7, L-PHS-9: another component's last word stands, then the deadline, then how the containers ended. */
function phaseNow(
  { verdict, isStatic }: PodWorker,
  before: PodStatus,
  current: PodStatus,
  computed: string,
): string {
  const told = isStatic ? undefined : phaseKept(current);
  if (told !== undefined) return told;
  if (verdict?.event === true) return 'Failed';
  return isTerminalPhase(computed) ? computed : (phaseKept(before) ?? computed);
}

/** What was said once, by whomever. Rules: L-TRM-18, L-PHS-7. */
function phaseKept({ phase }: PodStatus): string | undefined {
  return isTerminalPhase(phase) ? phase : undefined;
}

export function allStatuses(status: PodStatus): readonly ContainerStatus[] {
  const { initContainerStatuses, containerStatuses = [], ephemeralContainerStatuses } = status;
  if (initContainerStatuses === undefined && ephemeralContainerStatuses === undefined)
    return containerStatuses;
  return [
    ...(initContainerStatuses ?? []),
    ...containerStatuses,
    ...(ephemeralContainerStatuses ?? []),
  ];
}

/** What ran in a sandbox that is gone does not count. Rules: L-PHS-1. */
function beganInSandbox({ pod, records }: PodWorker): boolean {
  const [sandbox] = records.sandboxes;
  if (sandbox?.ready !== true) return false;
  return records.containers.some(
    (record) =>
      record.sandboxId === sandbox.id &&
      pod.spec.containers.some(({ name }) => name === record.name),
  );
}

function conditionFacts(
  { options }: KubeletContext,
  worker: PodWorker,
  input: Parameters<typeof podReady>[0],
): readonly ConditionFact[] {
  const { spec } = worker.pod;
  const containers = containersReady(input);
  const own: readonly ConditionFact[] = [
    readyToStartContainers(!needsSandbox(worker.pod, worker.records)),
    podInitialized(input),
    podReady(input, containers),
    containers,
    { type: 'PodScheduled', status: 'True' },
  ];
  const resizing = resizeConditions(worker);
  const kept = isGateOn(options.gates, 'PodReadyToStartContainersCondition') ? own : own.slice(1);
  const facts = resizing.length === 0 ? kept : [...resizing, ...kept];
  if (mayRestartAll(spec)) return [...facts, allContainersRestarting(worker, input.phase)];
  return facts;
}

/** Rules: L-INI-16. */
function allContainersRestarting({ pod, records }: PodWorker, phase: string): ConditionFact {
  const type = 'AllContainersRestarting';
  if (isTerminalPhase(phase))
    return { type, status: 'False', reason: phase === 'Failed' ? 'PodFailed' : 'PodCompleted' };
  if (!restartsAllContainers(pod, records)) return { type, status: 'False' };
  return {
    type,
    status: 'True',
    reason: 'RestartAllContainersStarted',
    message: 'container exited with restart policy rule',
  };
}

/** Ready and ContainersReady anew, for a status in which only `ready` of a container has changed (L-PRB-8). */
export function withReadyConditions(
  context: KubeletContext,
  worker: PodWorker,
  status: PodStatus,
): PodStatus {
  const input = {
    spec: worker.pod.spec,
    phase: status.phase ?? 'Pending',
    containerStatuses: status.containerStatuses,
    initContainerStatuses: status.initContainerStatuses,
    conditions: apiPodOf(context, worker)?.status?.conditions ?? [],
  };
  const fresh = [podReady(input), containersReady(input)];
  const conditions = (status.conditions ?? []).map(
    (condition) => fresh.find(({ type }) => type === condition.type) ?? condition,
  );
  return { ...status, conditions };
}
