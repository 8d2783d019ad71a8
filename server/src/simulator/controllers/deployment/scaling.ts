// How a change of `replicas` in the middle of a rollout is shared among the ReplicaSets: in proportion to their sizes.
import type { Deployment, ReplicaSet } from '../../../schema/workloads';
import {
  availableOf,
  boundsOf,
  desiredThen,
  maximumThen,
  oldestFirst,
  replicasOf,
  total,
  wantedReplicas,
} from './replicaSets';

export interface Resize {
  readonly replicaSet: ReplicaSet;
  readonly replicas: number;
}

/** Whether a ReplicaSet in use was last scaled for another number of replicas. */
export function isScalingEvent(deployment: Deployment, all: readonly ReplicaSet[]): boolean {
  return all.some((rs) => {
    const desired = desiredThen(rs);
    return replicasOf(rs) > 0 && desired !== undefined && desired !== wantedReplicas(deployment);
  });
}

/** Rules: L-CTL-8, L-CTL-13 */
export function resizes(
  deployment: Deployment,
  newest: ReplicaSet | undefined,
  old: readonly ReplicaSet[],
): readonly Resize[] {
  const wanted = wantedReplicas(deployment);
  const all = newest === undefined ? old : [...old, newest];
  const active = all.filter((rs) => replicasOf(rs) > 0);
  if (active.length <= 1) {
    const only = active[0] ?? newest ?? [...old].sort(oldestFirst).at(-1);
    if (only === undefined || replicasOf(only) === wanted) return [];
    return [{ replicaSet: only, replicas: wanted }];
  }
  if (newest !== undefined && isSaturated(deployment, newest))
    return old
      .filter((rs) => replicasOf(rs) > 0)
      .map((replicaSet) => ({ replicaSet, replicas: 0 }));
  if (deployment.spec.strategy?.type === 'Recreate') return [];
  return proportional(deployment, active);
}

function isSaturated(deployment: Deployment, newest: ReplicaSet): boolean {
  const wanted = wantedReplicas(deployment);
  return (
    replicasOf(newest) === wanted &&
    desiredThen(newest) === wanted &&
    availableOf(newest) === wanted
  );
}

function proportional(deployment: Deployment, active: readonly ReplicaSet[]): readonly Resize[] {
  const wanted = wantedReplicas(deployment);
  const allowed = wanted > 0 ? wanted + boundsOf(deployment).maxSurge : 0;
  const toAdd = allowed - total(active, replicasOf);
  const sorted = [...active].sort((a, b) => {
    if (replicasOf(a) !== replicasOf(b)) return replicasOf(b) - replicasOf(a);
    return toAdd > 0 ? oldestFirst(b, a) : oldestFirst(a, b);
  });
  let added = 0;
  const sizes = sorted.map((rs) => {
    const share = toAdd === 0 ? 0 : proportionOf(rs, deployment, toAdd, added);
    added += share;
    return replicasOf(rs) + share;
  });
  const leftover = toAdd - added;
  return sorted.map((replicaSet, i) => ({
    replicaSet,
    replicas: Math.max(0, (sizes[i] ?? 0) + (i === 0 ? leftover : 0)),
  }));
}

function proportionOf(
  replicaSet: ReplicaSet,
  deployment: Deployment,
  toAdd: number,
  added: number,
): number {
  const size = replicasOf(replicaSet);
  if (size === 0 || toAdd === added) return 0;
  const share = fractionOf(replicaSet, deployment);
  return toAdd > 0 ? Math.min(share, toAdd - added) : Math.max(share, toAdd - added);
}

function fractionOf(replicaSet: ReplicaSet, deployment: Deployment): number {
  const size = replicasOf(replicaSet);
  const wanted = wantedReplicas(deployment);
  if (wanted === 0) return -size;
  const maximum = wanted + boundsOf(deployment).maxSurge;
  // What was written down as 0 says as little as what was not written down.
  const before = maximumThen(replicaSet) || (deployment.status?.replicas ?? 0);
  return before === 0 ? 0 : Math.round((size * maximum) / before) - size;
}
