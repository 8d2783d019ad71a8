// From the kubelet's picture of a Pod's status to the API. Rules: L-SYN-5, L-CND-1, L-CND-9, L-TRM-15.
import type { PodCondition, PodStatus } from '../../schema/objects';
import { extended } from '../../support/extended';
import type { Writable } from '../../support/writable';
import { toTimestamp } from '../api/timestamps';
import { type ConditionFact, isKubeletCondition, unreadyForTerminalPhase } from './conditions';
import { apiPodOf, type KubeletContext, type PodWorker } from './podWorker';
import { sameValue } from './sameValue';

export function isTerminalPhase(phase: string | undefined): boolean {
  return phase === 'Succeeded' || phase === 'Failed';
}

/**
 * Sends the worker's status when it differs from what the API has; a terminal phase is held back while containers could
 * run.
 *
 * @returns whether the API has it already
 */
export function publishStatus(context: KubeletContext, worker: PodWorker): boolean {
  const current = apiPodOf(context, worker);
  if (current === undefined || worker.status === undefined) return false;
  if (worker.isStatic && (worker.orphaned || isNewMirror(context, worker))) return false;
  const status = mergeStatus({
    wanted: worker.status,
    current: current.status ?? {},
    couldRun: worker.stage !== 'terminated',
    generation: worker.isStatic ? current.metadata.generation : worker.pod.metadata.generation,
    now: toTimestamp(context.turn.now),
    disruption: worker.verdict?.disruption,
  });
  if (sameValue(status, current.status)) return true;
  const { apiVersion, kind, metadata } = current;
  const { name = '', namespace = '', uid = '' } = metadata;
  context.turn.write({
    verb: 'update',
    by: 'kubelet',
    subresource: 'status',
    object: { apiVersion, kind, metadata: { name, namespace, uid }, status },
  });
  return false;
}

/** A mirror that the kubelet has not seen yet gets no status; neither does one whose manifest is gone. Rules: L-SYN-27. */
function isNewMirror({ turn, options }: KubeletContext, worker: PodWorker): boolean {
  return turn.now - worker.firstSeen <= options.latencies.firstStatus;
}

/** What the API's status becomes: the kubelet's, with everyone else's conditions and the times of unchanged ones. */
export function mergeStatus(input: {
  readonly wanted: PodStatus;
  readonly current: PodStatus;
  readonly couldRun: boolean;
  readonly generation: number | undefined;
  readonly now: string;
  /** Why the kubelet ends the Pod against its will (L-CND-8). */
  readonly disruption?: string | undefined;
}): PodStatus {
  const { wanted, current } = input;
  const ending = isTerminalPhase(wanted.phase) && !isTerminalPhase(current.phase);
  const shown = ending && input.couldRun ? withholdPhase(wanted, current) : wanted;
  const before = current.conditions ?? [];
  const facts = isTerminalPhase(shown.phase)
    ? unready(shown.conditions ?? [], shown.phase ?? '')
    : (shown.conditions ?? []);
  const others = before.filter(({ type }) => !isKubeletCondition(type));
  // Told together with the phase, not before everything has been stopped.
  if (input.disruption !== undefined && ending && !input.couldRun) {
    const reason = 'TerminationByKubelet';
    const fact = { type: 'DisruptionTarget', status: 'True', reason, message: input.disruption };
    const at = others.findIndex(({ type }) => type === fact.type);
    others.splice(at < 0 ? others.length : at, 1, timed(fact, before, input.generation, input.now));
  }
  const own = facts
    .filter(({ type }) => isKubeletCondition(type))
    .map((fact) => timed(fact, before, input.generation, input.now));
  const conditions = others.length === 0 ? own : [...others, ...own];
  const merged: Writable<PodStatus> = extended(shown, { conditions });
  if (input.generation !== undefined) merged.observedGeneration = input.generation;
  // Written by others, kept as they are.
  const { qosClass, nominatedNodeName, resize } = current;
  if (qosClass !== undefined) merged.qosClass = qosClass;
  if (nominatedNodeName !== undefined) merged.nominatedNodeName = nominatedNodeName;
  if (resize !== undefined) merged['resize'] = resize;
  return merged;
}

function withholdPhase(wanted: PodStatus, current: PodStatus): PodStatus {
  const { reason: _reason, message: _message, ...rest } = wanted;
  return {
    ...rest,
    ...(current.phase === undefined ? {} : { phase: current.phase }),
    ...(current.reason === undefined ? {} : { reason: current.reason }),
    ...(current.message === undefined ? {} : { message: current.message }),
  };
}

function unready(conditions: readonly PodCondition[], phase: string): readonly PodCondition[] {
  const forced = unreadyForTerminalPhase(phase);
  const stillTrue = conditions.some(
    ({ type, status }) => status === 'True' && (type === 'Ready' || type === 'ContainersReady'),
  );
  if (!stillTrue) return conditions;
  return conditions.map(
    (condition) => forced.find(({ type }) => type === condition.type) ?? condition,
  );
}

function timed(
  fact: PodCondition | ConditionFact,
  before: readonly PodCondition[],
  generation: number | undefined,
  now: string,
): PodCondition {
  const old = before.find(({ type }) => type === fact.type);
  if (
    old !== undefined &&
    old.status === fact.status &&
    old.reason === fact.reason &&
    old.message === fact.message &&
    old.observedGeneration === generation &&
    old.lastTransitionTime !== undefined &&
    old.lastProbeTime === null
  )
    return old;
  const since = old?.status === fact.status ? (old.lastTransitionTime ?? now) : now;
  const condition: Writable<PodCondition> = {
    type: fact.type,
    status: fact.status,
    lastProbeTime: null,
    lastTransitionTime: since,
  };
  if (generation !== undefined) condition.observedGeneration = generation;
  if (fact.reason !== undefined) condition.reason = fact.reason;
  if (fact.message !== undefined) condition.message = fact.message;
  return condition;
}
