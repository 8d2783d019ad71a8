// The kubelet's own entries of `status.conditions`. Rules: L-CND-1 to L-CND-9.
import type { ContainerStatus, PodCondition, PodSpec } from '../../schema/objects';
import { initContainers, isSidecar } from './podSpec';

/** A condition without its times, which are the status writer's. */
export interface ConditionFact {
  readonly type: string;
  readonly status: 'True' | 'False' | 'Unknown';
  readonly reason?: string;
  readonly message?: string;
}

export interface ConditionsInput {
  readonly spec: PodSpec;
  readonly phase: string;
  readonly containerStatuses: readonly ContainerStatus[] | undefined;
  readonly initContainerStatuses: readonly ContainerStatus[] | undefined;
  /** All conditions as they are now: readiness gates are read from it, and what stays True. */
  readonly conditions: readonly PodCondition[];
}

const OWNED = new Set([
  'PodReadyToStartContainers',
  'Initialized',
  'Ready',
  'ContainersReady',
  'PodScheduled',
  'AllContainersRestarting',
  'PodResizePending',
  'PodResizeInProgress',
]);

/** Whether the kubelet writes this condition; all others it leaves as they are. */
export function isKubeletCondition(type: string): boolean {
  return OWNED.has(type);
}

/** Rules: L-CND-2. */
export function containersReady(input: ConditionsInput): ConditionFact {
  const type = 'ContainersReady';
  if (input.containerStatuses === undefined)
    return { type, status: 'False', reason: 'UnknownContainerStatuses' };
  const unknown: string[] = [];
  const unready: string[] = [];
  for (const container of input.spec.initContainers ?? NO_CONTAINERS)
    if (isSidecar(container)) note(container.name, input.initContainerStatuses, unknown, unready);
  for (const { name } of input.spec.containers)
    note(name, input.containerStatuses, unknown, unready);
  if (input.phase === 'Succeeded' && unknown.length === 0)
    return { type, status: 'False', reason: 'PodCompleted' };
  if (input.phase === 'Failed') return { type, status: 'False', reason: 'PodFailed' };
  const message = listMessage([
    ['unknown', unknown],
    ['unready', unready],
  ]);
  if (message !== undefined)
    return { type, status: 'False', reason: 'ContainersNotReady', message };
  return { type, status: 'True' };
}

const NO_CONTAINERS: PodSpec['containers'] = [];

function note(
  name: string,
  statuses: readonly ContainerStatus[] | undefined,
  unknown: string[],
  unready: string[],
): void {
  const status = statuses?.find((candidate) => candidate.name === name);
  if (status === undefined) unknown.push(name);
  else if (!status.ready) unready.push(name);
}

/**
 * @param containers what `containersReady` says
 *
 * Rules: L-CND-3.
 */
export function podReady(
  input: ConditionsInput,
  containers: ConditionFact = containersReady(input),
): ConditionFact {
  const type = 'Ready';
  if (containers.status !== 'True') return { ...containers, type };
  const complaints: string[] = [];
  for (const { conditionType } of input.spec.readinessGates ?? []) {
    const gate = input.conditions.find((condition) => condition.type === conditionType);
    if (gate === undefined)
      complaints.push(
        `corresponding condition of pod readiness gate "${conditionType}" does not exist.`,
      );
    else if (gate.status !== 'True')
      complaints.push(
        `the status of pod readiness gate "${conditionType}" is not "True", but ${gate.status}`,
      );
  }
  if (complaints.length === 0) return { type, status: 'True' };
  return {
    type,
    status: 'False',
    reason: 'ReadinessGatesNotReady',
    message: complaints.join(', '),
  };
}

/** Rules: L-CND-5. */
export function podInitialized(input: ConditionsInput): ConditionFact {
  const type = 'Initialized';
  const inits = initContainers(input.spec);
  if (input.containerStatuses === undefined && inits.length > 0)
    return { type, status: 'False', reason: 'UnknownContainerStatuses' };
  const { unknown, incomplete } = uninitialized(inits, input.initContainerStatuses ?? []);
  if (input.phase === 'Succeeded' && unknown.length === 0)
    return { type, status: 'True', reason: 'PodCompleted' };
  const begun = (input.containerStatuses ?? []).some(
    ({ state }) => state?.running !== undefined || state?.terminated !== undefined,
  );
  if (begun) return { type, status: 'True' };
  const message = listMessage([
    ['unknown', unknown],
    ['incomplete', incomplete],
  ]);
  if (message === undefined) return { type, status: 'True' };
  const wasTrue = input.conditions.some((c) => c.type === type && c.status === 'True');
  if (wasTrue) return { type, status: 'True' };
  return { type, status: 'False', reason: 'ContainersNotInitialized', message };
}

function uninitialized(
  inits: PodSpec['containers'],
  statuses: readonly ContainerStatus[],
): { readonly unknown: readonly string[]; readonly incomplete: readonly string[] } {
  const unknown: string[] = [];
  const incomplete: string[] = [];
  for (const container of inits) {
    const status = statuses.find(({ name }) => name === container.name);
    if (status === undefined) unknown.push(container.name);
    else if (isSidecar(container) ? status.started !== true : !status.ready)
      incomplete.push(container.name);
  }
  return { unknown, incomplete };
}

/** Rules: L-CND-6. */
export function readyToStartContainers(sandboxReady: boolean): ConditionFact {
  return { type: 'PodReadyToStartContainers', status: sandboxReady ? 'True' : 'False' };
}

/** Both ready conditions of a Pod whose phase became terminal while they were still True. Rules: L-CND-9. */
export function unreadyForTerminalPhase(phase: string): readonly ConditionFact[] {
  const reason = phase === 'Succeeded' ? 'PodCompleted' : 'PodFailed';
  return [
    { type: 'Ready', status: 'False', reason },
    { type: 'ContainersReady', status: 'False', reason },
  ];
}

function listMessage(
  lists: readonly (readonly [kind: string, names: readonly string[]])[],
): string | undefined {
  let message: string | undefined;
  for (const [kind, names] of lists) {
    if (names.length === 0) continue;
    const part = `containers with ${kind} status: [${names.join(' ')}]`;
    message = message === undefined ? part : `${message}, ${part}`;
  }
  return message;
}
