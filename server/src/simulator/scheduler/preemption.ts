// Who must go so that a more important Pod can run: the cheapest set of victims, by the scheduler's own order of costs.

import { matchesLabelSelector } from '../../schema/selector';
import type { PodDisruptionBudget } from '../../schema/workloads';
import type { NodeState } from './clusterCache';
import { type Obstacle, obstacle, type Preparation } from './filters';
import type { PodFacts } from './podFacts';

const NOT_HELPFUL = 'Preemption is not helpful for scheduling';
const NO_VICTIMS = 'No preemption victims found for incoming pod';
const MOST_CANDIDATES = 100;

export interface PreemptionPlan {
  readonly node: string;
  readonly victims: readonly PodFacts[];
}
export type PreemptionOutcome =
  | { readonly kind: 'plan'; readonly plan: PreemptionPlan }
  /** Why not, node by node. */
  | { readonly kind: 'none'; readonly reasons: ReadonlyMap<string, readonly string[]> };

interface Candidate extends PreemptionPlan {
  readonly violations: number;
}

/**
 * Looks for a node on which the Pod would fit if less important Pods were gone.
 *
 * @param obstacles why each node refused the Pod
 * Rules: L-SCH-6, L-SCH-11. As few victims as possible; a disruption budget is broken only where nothing else helps.
 */
export function planPreemption(
  prepared: Preparation,
  nodes: readonly NodeState[],
  obstacles: ReadonlyMap<string, Obstacle>,
  extraOn: (node: string) => readonly PodFacts[],
  budgets: readonly PodDisruptionBudget[],
): PreemptionOutcome {
  const reasons = new Map<string, readonly string[]>();
  const candidates: Candidate[] = [];
  for (const state of nodes) {
    if (candidates.length >= MOST_CANDIDATES) break;
    const found = obstacles.get(state.name);
    if (found === undefined || !found.curable) {
      reasons.set(state.name, [NOT_HELPFUL]);
      continue;
    }
    const result = victimsOn(prepared, state, extraOn(state.name), budgets);
    if (Array.isArray(result)) reasons.set(state.name, result);
    else candidates.push(result as Candidate);
  }
  const [first, ...others] = candidates;
  if (first === undefined) return { kind: 'none', reasons };
  const plan = others.reduce((best, next) => (cheaper(next, best) ? next : best), first);
  return { kind: 'plan', plan };
}

function victimsOn(
  prepared: Preparation,
  state: NodeState,
  extra: readonly PodFacts[],
  budgets: readonly PodDisruptionBudget[],
): Candidate | readonly string[] {
  const lower = [...state.pods.values()].filter((pod) => pod.priority < prepared.facts.priority);
  if (lower.length === 0) return [NO_VICTIMS];
  const still = obstacle(prepared, state, { gone: lower, extra });
  if (still !== undefined) return still.reasons;
  const { violating, others } = splitByBudget([...lower].sort(moreImportantFirst), budgets);
  let victims = lower;
  let violations = 0;
  // The most important ones are let live first, those whose budget would be broken before all others.
  const reprieve = (pod: PodFacts): boolean => {
    const without = victims.filter((victim) => victim !== pod);
    const fits = obstacle(prepared, state, { gone: without, extra }) === undefined;
    if (fits) victims = without;
    return fits;
  };
  for (const pod of violating) if (!reprieve(pod)) violations++;
  for (const pod of others) reprieve(pod);
  return { node: state.name, victims: [...victims].sort(moreImportantFirst), violations };
}

function startOf(pod: PodFacts): string {
  return pod.pod.status?.startTime ?? '9999';
}

/** Higher priority, then the one that started earlier. */
function moreImportantFirst(a: PodFacts, b: PodFacts): number {
  if (a.priority !== b.priority) return b.priority - a.priority;
  const [left, right] = [startOf(a), startOf(b)];
  return left < right ? -1 : left > right ? 1 : a.uid < b.uid ? -1 : 1;
}

/** A budget for every Pod protects none from the scheduler. */
function selectsAll({ spec }: PodDisruptionBudget): boolean {
  const { matchLabels = {}, matchExpressions = [] } = spec?.selector ?? {};
  return Object.keys(matchLabels).length === 0 && matchExpressions.length === 0;
}

function splitByBudget(
  pods: readonly PodFacts[],
  budgets: readonly PodDisruptionBudget[],
): { readonly violating: readonly PodFacts[]; readonly others: readonly PodFacts[] } {
  const left = budgets.map((budget) => budget.status?.disruptionsAllowed ?? 0);
  const violating: PodFacts[] = [];
  const others: PodFacts[] = [];
  for (const pod of pods) {
    let broken = false;
    budgets.forEach((budget, i) => {
      if ((budget.metadata.namespace ?? '') !== pod.namespace) return;
      if (Object.keys(pod.labels).length === 0 || selectsAll(budget)) return;
      if (!matchesLabelSelector(budget.spec?.selector, pod.labels)) return;
      if (budget.status?.disruptedPods?.[pod.pod.metadata.name ?? ''] !== undefined) return;
      const allowed = (left[i] ?? 0) - 1;
      left[i] = allowed;
      if (allowed < 0) broken = true;
    });
    (broken ? violating : others).push(pod);
  }
  return { violating, others };
}

/** Rules: L-SCH-11. Fewest broken budgets, least important victims, fewest of them, the youngest of the most important. */
function cheaper(a: Candidate, b: Candidate): boolean {
  const OFFSET = 2 ** 31;
  const highest = (c: Candidate): number => c.victims[0]?.priority ?? Number.NEGATIVE_INFINITY;
  const sum = (c: Candidate): number => c.victims.reduce((s, v) => s + v.priority + OFFSET, 0);
  const earliest = (c: Candidate): string =>
    c.victims
      .filter((victim) => victim.priority === highest(c))
      .map(startOf)
      .sort()[0] ?? '9999';
  const costs = [
    a.violations - b.violations,
    highest(a) - highest(b),
    sum(a) - sum(b),
    a.victims.length - b.victims.length,
  ];
  for (const cost of costs) if (cost !== 0 && !Number.isNaN(cost)) return cost < 0;
  return earliest(a) > earliest(b);
}
