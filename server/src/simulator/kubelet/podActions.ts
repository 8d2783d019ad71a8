// What a sync is going to do, decided from one observation: pure.
import type { Container, Pod } from '../../schema/objects';
import { type ContainerRecord, newestRecord, type PodRecords } from '../runtime/records';
import { initActions } from './initContainers';
import { containerOf, ephemeralContainers, initContainers } from './podSpec';
import type { ProbeResult } from './probeResults';
import { restartsAfterKill, restartVerdict, shouldBeStarted } from './restartDecision';

export interface ContainerKill {
  readonly id: string;
  readonly name: string;
  /** Text of the `Killing` event. */
  readonly message: string;
  readonly cause: 'liveness' | 'startup' | 'definition' | 'resize';
}

export interface PodActions {
  /** All containers and the sandbox are to be stopped. */
  readonly killPod: boolean;
  readonly createSandbox: boolean;
  /** Number of the sandbox to be made. */
  readonly attempt: number;
  /** There was a sandbox before the one to be made. */
  readonly sandboxChanged: boolean;
  /** All containers are to be ended and forgotten (L-INI-16). */
  readonly restartAll: boolean;
  readonly kills: readonly ContainerKill[];
  /** Names, in the order of their start. */
  readonly ephemerals: readonly string[];
  readonly inits: readonly string[];
  readonly apps: readonly string[];
}

/** Published probe results by container ID. */
export interface ProbeView {
  liveness(id: string): ProbeResult | undefined;
  startup(id: string): ProbeResult | undefined;
}

export interface ActionsInput {
  readonly pod: Pod;
  readonly records: PodRecords;
  readonly probes: ProbeView;
}

const NOTHING: PodActions = {
  killPod: false,
  createSandbox: false,
  attempt: 0,
  sandboxChanged: false,
  restartAll: false,
  kills: [],
  ephemerals: [],
  inits: [],
  apps: [],
};

/** Whether a new sandbox is needed. Rules: L-SYN-9, L-CND-6. */
export function needsSandbox(pod: Pod, records: PodRecords): boolean {
  const [latest] = records.sandboxes;
  if (latest === undefined || !latest.ready) return true;
  if (records.sandboxes.filter((sandbox) => sandbox.ready).length > 1) return true;
  return pod.spec.hostNetwork !== true && latest.ip === undefined;
}

/** Rules: L-SYN-9, L-INI-2 to L-INI-9, L-PRB-10, L-RST-1. */
export function podActions(input: ActionsInput): PodActions {
  const { pod, records } = input;
  const restartAll = restartsAllContainers(pod, records);
  if (needsSandbox(pod, records))
    return restartAll ? newSandbox(records) : sandboxActions(pod, records);
  if (restartAll) return { ...NOTHING, restartAll };
  const ephemerals = ephemeralContainers(pod.spec)
    .filter(({ name }) => newestRecord(records, name) === undefined)
    .map(({ name }) => name);
  const init = initActions(input);
  if (init.failed) return { ...NOTHING, killPod: true, ephemerals };
  if (!init.initialized) return { ...NOTHING, ephemerals, kills: init.kills, inits: init.starts };
  const app = appActions(input);
  if (app.kept === 0 && app.starts.length === 0)
    return { ...NOTHING, killPod: true, kills: [...init.kills, ...app.kills], ephemerals };
  return {
    ...NOTHING,
    ephemerals,
    kills: [...init.kills, ...app.kills],
    inits: init.starts,
    apps: app.starts,
  };
}

/** Rules: L-SYN-9, L-INI-12. */
function sandboxActions(pod: Pod, records: PodRecords): PodActions {
  const fresh = newSandbox(records);
  const killOnly = { ...fresh, createSandbox: false, sandboxChanged: false };
  if (pod.spec.restartPolicy === 'Never' && fresh.attempt !== 0 && records.containers.length > 0)
    return killOnly;
  const apps = pod.spec.containers.filter(
    (container) => !succeededForGood(pod, container, records),
  );
  if (apps.length === 0 && fresh.sandboxChanged) return killOnly;
  const [firstInit] = initContainers(pod.spec);
  if (firstInit !== undefined) return { ...fresh, inits: [firstInit.name] };
  return { ...fresh, apps: apps.map(({ name }) => name) };
}

/** What runs is stopped and a sandbox made; containers that all run afresh (L-INI-16) wait for the next sync. */
function newSandbox({ sandboxes }: PodRecords): PodActions {
  const [latest] = sandboxes;
  return {
    ...NOTHING,
    killPod: true,
    createSandbox: true,
    sandboxChanged: latest !== undefined,
    attempt: latest === undefined ? 0 : latest.attempt + 1,
  };
}

function succeededForGood(pod: Pod, container: Container, records: PodRecords): boolean {
  const record = newestRecord(records, container.name);
  return (
    record?.state === 'exited' &&
    record.exitCode === 0 &&
    (container.restartPolicy ?? pod.spec.restartPolicy) === 'OnFailure'
  );
}

/** Whether some container ended in a way for which a rule asks that all run afresh. Rules: L-INI-16. */
export function restartsAllContainers(pod: Pod, records: PodRecords): boolean {
  if (pod.metadata.deletionTimestamp !== undefined) return false;
  const seen = new Set<string>();
  for (const record of records.containers) {
    if (seen.has(record.name)) continue;
    seen.add(record.name);
    if (record.state !== 'exited') continue;
    const container = containerOf(pod.spec, record.name);
    if (container?.restartPolicyRules === undefined) continue;
    if (restartVerdict(pod.spec, container, record.exitCode) === 'restartAllContainers')
      return true;
  }
  return false;
}

function appActions({ pod, records, probes }: ActionsInput): {
  readonly kept: number;
  readonly starts: readonly string[];
  readonly kills: readonly ContainerKill[];
} {
  let kept = 0;
  const starts: string[] = [];
  const kills: ContainerKill[] = [];
  for (const container of pod.spec.containers) {
    const record = newestRecord(records, container.name);
    if (record?.state !== 'running') {
      if (shouldBeStarted(pod, container, records)) starts.push(container.name);
      continue;
    }
    const kill = reasonToKill(container, record, probes);
    if (kill === undefined) {
      kept++;
      continue;
    }
    const again = kill.cause === 'definition' || restartsAfterKill(pod.spec, container);
    if (again) starts.push(container.name);
    const message = again ? `${kill.message}, will be restarted` : kill.message;
    kills.push({ ...kill, message });
  }
  return { kept, starts, kills };
}

/** Rules: L-PRB-10, L-SYN-18. */
function reasonToKill(
  container: Container,
  record: ContainerRecord,
  probes: ProbeView,
): ContainerKill | undefined {
  const { id } = record;
  const { name } = container;
  if (record.image !== container.image)
    return { id, name, cause: 'definition', message: `Container ${name} definition changed` };
  if (probes.liveness(id) === 'failure')
    return { id, name, cause: 'liveness', message: `Container ${name} failed liveness probe` };
  if (probes.startup(id) === 'failure')
    return { id, name, cause: 'startup', message: `Container ${name} failed startup probe` };
  return undefined;
}
