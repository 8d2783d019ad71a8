// The eviction API: a DELETE that the disruption budgets of the Pod have to allow. Pure.

import type { KubeObject, LabelSelector, Pod } from '../../schema/objects';
import { matchesLabelSelector } from '../../schema/selector';
import type { ApiStatus } from '../../schema/validation/types';
import type { SimTime } from '../kernel/time';
import { withDisruptionTarget } from './disruptionTarget';
import { budgetExceeded } from './refusal';
import type { StoreView } from './store';
import { toTimestamp } from './timestamps';

export type Eviction =
  | { readonly refused: ApiStatus }
  /** Goes on with a DELETE after these objects have been written. */
  | { readonly writes: readonly KubeObject[] };

interface BudgetStatus {
  readonly disruptionsAllowed?: number;
  readonly currentHealthy?: number;
  readonly desiredHealthy?: number;
  readonly disruptedPods?: Readonly<Record<string, string>>;
}

/** Rules: L-TRM-23, L-CND-8. */
export function evictionOf(pod: Pod, view: StoreView, at: SimTime): Eviction {
  const phase = pod.status?.phase;
  const isHarmless =
    phase === 'Succeeded' ||
    phase === 'Failed' ||
    phase === 'Pending' ||
    pod.metadata.deletionTimestamp !== undefined;
  const writes: KubeObject[] = [];
  const budget = isHarmless ? undefined : budgetOf(pod, view);
  if (budget !== undefined) {
    const status = (budget['status'] as BudgetStatus | undefined) ?? {};
    const allowed = status.disruptionsAllowed ?? 0;
    const isReady =
      pod.status?.conditions?.some((c) => c.type === 'Ready' && c.status === 'True') ?? false;
    const { unhealthyPodEvictionPolicy: policy } = (budget['spec'] ?? {}) as {
      readonly unhealthyPodEvictionPolicy?: string;
    };
    const hasEnough =
      (status.currentHealthy ?? 0) >= (status.desiredHealthy ?? 0) &&
      (status.desiredHealthy ?? 0) > 0;
    const mayGoUnready = !isReady && (policy === 'AlwaysAllow' || hasEnough);
    if (allowed <= 0 && !mayGoUnready)
      return {
        refused: budgetExceeded(
          budget.metadata.name ?? '',
          status.currentHealthy ?? 0,
          status.desiredHealthy ?? 0,
        ),
      };
    if (allowed > 0) {
      const disruptedPods = { ...status.disruptedPods, [pod.metadata.name ?? '']: toTimestamp(at) };
      writes.push({
        ...budget,
        status: { ...status, disruptionsAllowed: allowed - 1, disruptedPods },
      });
    }
  }
  if (pod.metadata.deletionTimestamp === undefined) writes.push(evicting(pod, at));
  return { writes };
}

function budgetOf(pod: Pod, view: StoreView): KubeObject | undefined {
  for (const budget of view.list('PodDisruptionBudget', pod.metadata.namespace ?? '')) {
    const selector = (budget['spec'] as { selector?: LabelSelector } | undefined)?.selector;
    if (selector !== undefined && matchesLabelSelector(selector, pod.metadata.labels ?? {}))
      return budget;
  }
  return undefined;
}

function evicting(pod: Pod, at: SimTime): Pod {
  const { generation } = pod.metadata;
  const said = {
    reason: 'EvictionByEvictionAPI',
    message: 'Eviction API: evicting',
    ...(generation === undefined ? {} : { observedGeneration: generation }),
  };
  const conditions = withDisruptionTarget(pod, said, at);
  return { ...pod, status: { ...pod.status, conditions } };
}
