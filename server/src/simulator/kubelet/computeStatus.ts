// The status as the kubelet sees it now: from its last observation, the probes' results and what failed before.
// Rules: L-SYN-7, L-SYN-10, L-GEN-4, L-PHS-7, L-CND-1, L-CND-10.
import type { Container, ContainerStatus, PodStatus } from '../../schema/objects';
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
import { ephemeralContainers, initContainers } from './podSpec';
import { appStatuses, ephemeralStatuses, initStatuses, withReadiness } from './podStatus';
import { apiPodOf, hostAddress, type KubeletContext, type PodWorker } from './podWorker';
import { probeView } from './probes';
import { resizeConditions } from './resize';
import { resetStatuses } from './restartAllContainers';
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
  const ephemeralsReady =
    ephemerals === undefined
      ? undefined
      : withReadiness(ephemerals, ephemeralContainers(pod.spec), false, probes).map((status) => ({
          ...status,
          ready: false,
          started: false,
        }));
  // An eviction changes the phase alone until everything has been stopped.
  const failed = worker.verdict !== undefined && (worker.verdict.event || terminal);
  const verdictPhase = failed ? 'Failed' : undefined;
  const computed =
    verdictPhase ??
    podPhase({
      spec: pod.spec,
      statuses: initsReady === undefined ? apps : [...apps, ...initsReady],
      terminal,
      initialized: beganInSandbox(worker),
      staticPod: worker.isStatic,
    });
  const phase = phaseKept(before) ?? (worker.isStatic ? undefined : phaseKept(current)) ?? computed;
  const reason = worker.verdict?.reason ?? (phase === before.phase ? before.reason : undefined);
  const message = worker.verdict?.message ?? (phase === before.phase ? before.message : undefined);
  const facts = conditionFacts(worker, {
    spec: pod.spec,
    phase,
    containerStatuses: apps,
    initContainerStatuses: initsReady,
    conditions: current.conditions ?? [],
  });
  const address = podIP(context, worker);
  const host = hostAddress(context, worker);
  const status: Writable<PodStatus> = {
    phase: worker.verdict === undefined ? phase : 'Failed',
    conditions: facts,
    hostIP: host,
    hostIPs: [{ ip: host }],
    startTime: before.startTime ?? toTimestamp(context.turn.now),
    containerStatuses: apps,
  };
  if (reason !== undefined) status.reason = reason;
  if (message !== undefined) status.message = message;
  const ip = address ?? before.podIP;
  if (ip !== undefined) {
    status.podIP = ip;
    status.podIPs = [{ ip }];
  }
  if (initsReady !== undefined) status.initContainerStatuses = initsReady;
  if (ephemeralsReady !== undefined) status.ephemeralContainerStatuses = ephemeralsReady;
  return status;
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

/** Rules: L-PHS-1. */
function beganInSandbox({ pod, records }: PodWorker): boolean {
  const sandbox = records.sandboxes[0]?.id;
  return records.containers.some(
    (record) =>
      record.sandboxId === sandbox && pod.spec.containers.some(({ name }) => name === record.name),
  );
}

function conditionFacts(
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
  const facts = resizing.length === 0 ? own : [...resizing, ...own];
  if (hasResetRule(spec.containers) || hasResetRule(spec.initContainers))
    return [...facts, allContainersRestarting(worker, input.phase)];
  return facts;
}

function hasResetRule(containers: readonly Container[] = []): boolean {
  for (const { restartPolicyRules } of containers)
    if (restartPolicyRules?.some(({ action }) => action === 'RestartAllContainers') === true)
      return true;
  return false;
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
