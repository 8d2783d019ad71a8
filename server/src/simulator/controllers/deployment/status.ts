// What a Deployment reports of its ReplicaSets, and the conditions that tell how a rollout goes.
import type {
  Condition,
  Deployment,
  DeploymentStatus,
  ReplicaSet,
} from '../../../schema/workloads';
import { fromTimestamp, toTimestamp } from '../../api/timestamps';
import type { SimTime } from '../../kernel/time';
import { availableOf, boundsOf, replicasOf, total, wantedReplicas } from './replicaSets';

export const DEFAULT_DEADLINE_SECONDS = 600;
/** The API's way to say "no deadline". */
const NO_DEADLINE = 2_147_483_647;

export function deadlineMs(deployment: Deployment): SimTime | undefined {
  const seconds = deployment.spec.progressDeadlineSeconds ?? DEFAULT_DEADLINE_SECONDS;
  return seconds === NO_DEADLINE ? undefined : seconds * 1000;
}

export function progressing(
  status: 'True' | 'False' | 'Unknown',
  reason: string,
  message: string,
  now: SimTime,
): Condition {
  return condition('Progressing', status, reason, message, now);
}

function condition(
  type: string,
  status: string,
  reason: string,
  message: string,
  now: SimTime,
): Condition {
  const time = toTimestamp(now);
  return { type, status, lastUpdateTime: time, lastTransitionTime: time, reason, message };
}

export function find(
  conditions: readonly Condition[] | undefined,
  type: string,
): Condition | undefined {
  return conditions?.find((c) => c.type === type);
}

/** Same status and reason: nothing changes; else it goes to the end of the list. */
export function set(
  conditions: readonly Condition[],
  next: Condition,
  evenIfSame = false,
): readonly Condition[] {
  const before = find(conditions, next.type);
  if (!evenIfSame && before?.status === next.status && before.reason === next.reason)
    return conditions;
  const { lastTransitionTime } = before ?? {};
  const kept =
    before?.status === next.status && lastTransitionTime !== undefined
      ? { ...next, lastTransitionTime }
      : next;
  return [...conditions.filter((c) => c.type !== next.type), kept];
}

/** The counts and the Available condition. Rules: L-CTL-11 */
export function countedStatus(
  deployment: Deployment,
  all: readonly ReplicaSet[],
  newest: ReplicaSet | undefined,
  conditions: readonly Condition[],
  now: SimTime,
): DeploymentStatus {
  const replicas = total(all, (rs) => rs.status?.replicas ?? 0);
  const updated = newest?.status?.replicas ?? 0;
  const ready = total(all, (rs) => rs.status?.readyReplicas ?? 0);
  const available = total(all, availableOf);
  const unavailable = Math.max(0, total(all, replicasOf) - available);
  const counted = all.every((rs) => rs.status?.terminatingReplicas !== undefined);
  const collisions = deployment.status?.collisionCount;
  const least = wantedReplicas(deployment) - boundsOf(deployment).maxUnavailable;
  const next =
    available >= least
      ? condition(
          'Available',
          'True',
          'MinimumReplicasAvailable',
          'Deployment has minimum availability.',
          now,
        )
      : condition(
          'Available',
          'False',
          'MinimumReplicasUnavailable',
          'Deployment does not have minimum availability.',
          now,
        );
  return {
    observedGeneration: deployment.metadata.generation ?? 1,
    ...(replicas === 0 ? {} : { replicas }),
    ...(updated === 0 ? {} : { updatedReplicas: updated }),
    ...(ready === 0 ? {} : { readyReplicas: ready }),
    ...(available === 0 ? {} : { availableReplicas: available }),
    ...(unavailable === 0 ? {} : { unavailableReplicas: unavailable }),
    ...(counted
      ? { terminatingReplicas: total(all, (rs) => rs.status?.terminatingReplicas ?? 0) }
      : {}),
    ...(collisions === undefined ? {} : { collisionCount: collisions }),
    conditions: set(conditions, next),
  };
}

export function isComplete(deployment: Deployment, status: DeploymentStatus): boolean {
  const wanted = wantedReplicas(deployment);
  return (
    (status.updatedReplicas ?? 0) === wanted &&
    (status.replicas ?? 0) === wanted &&
    (status.availableReplicas ?? 0) === wanted
  );
}

function hasProgressed(before: DeploymentStatus, after: DeploymentStatus): boolean {
  const old = (status: DeploymentStatus): number =>
    (status.replicas ?? 0) - (status.updatedReplicas ?? 0);
  return (
    (after.updatedReplicas ?? 0) > (before.updatedReplicas ?? 0) ||
    old(after) < old(before) ||
    (after.readyReplicas ?? 0) > (before.readyReplicas ?? 0) ||
    (after.availableReplicas ?? 0) > (before.availableReplicas ?? 0)
  );
}

/** When a rollout without progress is given up; undefined when it has no such moment. */
export function stuckAt(
  deployment: Deployment,
  conditions: readonly Condition[],
): SimTime | undefined {
  const deadline = deadlineMs(deployment);
  const current = find(conditions, 'Progressing');
  if (deadline === undefined || current === undefined) return undefined;
  if (current.reason === 'NewReplicaSetAvailable' || current.reason === 'ProgressDeadlineExceeded')
    return undefined;
  const from = fromTimestamp(current.lastUpdateTime);
  return from === undefined ? undefined : from + deadline;
}

/** Rules: L-CTL-11 */
export function rolloutStatus(
  deployment: Deployment,
  all: readonly ReplicaSet[],
  newest: ReplicaSet | undefined,
  present: readonly Condition[],
  now: SimTime,
): DeploymentStatus {
  const status = countedStatus(deployment, all, newest, present, now);
  let conditions = status.conditions ?? [];
  const current = find(conditions, 'Progressing');
  const isDone =
    (status.replicas ?? 0) === (status.updatedReplicas ?? 0) &&
    current?.reason === 'NewReplicaSetAvailable';
  const { kind, metadata } = newest ?? deployment;
  const name = `${kind} "${metadata.name ?? ''}"`;
  if (deadlineMs(deployment) === undefined)
    conditions = conditions.filter((c) => c.type !== 'Progressing');
  else if (!isDone) {
    const due = stuckAt(deployment, conditions);
    if (isComplete(deployment, status))
      conditions = set(
        conditions,
        progressing('True', 'NewReplicaSetAvailable', `${name} has successfully progressed.`, now),
      );
    else if (hasProgressed(deployment.status ?? {}, status))
      conditions = set(
        conditions,
        progressing('True', 'ReplicaSetUpdated', `${name} is progressing.`, now),
        true,
      );
    else if (due !== undefined && due < now)
      conditions = set(
        conditions,
        progressing('False', 'ProgressDeadlineExceeded', `${name} has timed out progressing.`, now),
      );
  }
  return { ...status, conditions: withFailure(conditions, all, newest, now) };
}

/** A ReplicaSet that cannot make Pods makes its Deployment say so. */
function withFailure(
  conditions: readonly Condition[],
  all: readonly ReplicaSet[],
  newest: ReplicaSet | undefined,
  now: SimTime,
): readonly Condition[] {
  const ordered = newest === undefined ? all : [newest, ...all];
  const failure = ordered
    .map((rs) => find(rs.status?.conditions, 'ReplicaFailure'))
    .find((c) => c?.status === 'True');
  if (failure === undefined) return conditions.filter((c) => c.type !== 'ReplicaFailure');
  return set(
    conditions,
    condition('ReplicaFailure', 'True', failure.reason ?? '', failure.message ?? '', now),
  );
}
