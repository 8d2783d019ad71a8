// PodDisruptionBudgets: how many Pods may go at present.
import type { Pod } from '../../schema/objects';
import { matchesLabelSelector } from '../../schema/selector';
import type { PodDisruptionBudget } from '../../schema/workloads';
import type { AnyClusterComponent } from '../api/clusterComponent';
import type { Change, StoreView } from '../api/store';
import { fromTimestamp, toTimestamp } from '../api/timestamps';
import type { Latencies } from '../latencies';
import {
  type ControllerTurn,
  controllerComponent,
  keyOf,
  objectAt,
  writeStatus,
} from './controller';
import { ofTotal } from './intOrPercent';
import { controllerOf, isReady, isTerminal, mattersToOwners, withCondition } from './pods';

const NAME = 'controllermanager';
/** An eviction that was allowed and still is not seen counts against the budget for so long. */
const DISRUPTED_MS = 120_000;

/** Rules: L-TRM-23 */
export function createDisruptionController(latencies: Latencies): AnyClusterComponent {
  return controllerComponent<true>({
    name: 'disruption-controller',
    reactionMs: latencies.controllerReaction,
    kinds: ['PodDisruptionBudget', 'Pod'],
    asleepWithout: 'PodDisruptionBudget',
    concerns,
    sync(turn, key) {
      const budget = objectAt<PodDisruptionBudget>(turn.view, 'PodDisruptionBudget', key);
      if (budget === undefined) return undefined;
      report(turn, budget);
      return true;
    },
  });
}

function concerns(change: Change, view: StoreView): readonly string[] | undefined {
  const { object, previous } = change;
  if (object.kind === 'PodDisruptionBudget') return [keyOf(object)];
  if (object.kind !== 'Pod') return undefined;
  const { namespace = '' } = object.metadata;
  if (!mattersToOwners(change) || view.count('PodDisruptionBudget', namespace) === 0)
    return undefined;
  const keys: string[] = [];
  for (const budget of view.list('PodDisruptionBudget', namespace)) {
    const { selector } = (budget as PodDisruptionBudget).spec ?? {};
    const isMeant =
      matchesLabelSelector(selector, object.metadata.labels) ||
      (previous !== undefined && matchesLabelSelector(selector, previous.metadata.labels));
    if (isMeant) keys.push(keyOf(budget));
  }
  return keys;
}

function report(turn: ControllerTurn, budget: PodDisruptionBudget): void {
  const { namespace = '', generation = 1 } = budget.metadata;
  const { spec = {}, status = {} } = budget;
  const pods: Pod[] = [];
  for (const object of turn.view.list('Pod', namespace))
    if (matchesLabelSelector(spec.selector, object.metadata.labels) && !isTerminal(object as Pod))
      pods.push(object as Pod);
  const disruptedPods = stillExpected(turn, status.disruptedPods ?? {}, pods);
  const healthy = pods.filter(
    (pod) =>
      isReady(pod) &&
      pod.metadata.deletionTimestamp === undefined &&
      disruptedPods[pod.metadata.name ?? ''] === undefined,
  ).length;
  const { expected, desired } = demands(turn.view, spec, pods);
  const allowed = expected === 0 ? 0 : Math.max(0, healthy - desired);
  const conditions = withCondition(status.conditions, {
    type: 'DisruptionAllowed',
    status: allowed > 0 ? 'True' : 'False',
    reason: allowed > 0 ? 'SufficientPods' : 'InsufficientPods',
    message: '',
    lastTransitionTime: toTimestamp(turn.now),
    observedGeneration: generation,
  });
  writeStatus(turn, NAME, budget, {
    currentHealthy: healthy,
    desiredHealthy: desired,
    disruptionsAllowed: allowed,
    expectedPods: expected,
    observedGeneration: generation,
    ...(Object.keys(disruptedPods).length === 0 ? {} : { disruptedPods }),
    conditions,
  });
}

/** Evictions whose Pod still looks untouched. */
function stillExpected(
  turn: ControllerTurn,
  disrupted: Readonly<Record<string, string>>,
  pods: readonly Pod[],
): Readonly<Record<string, string>> {
  const kept: Record<string, string> = {};
  for (const [name, since] of Object.entries(disrupted)) {
    const pod = pods.find((p) => p.metadata.name === name);
    const due = (fromTimestamp(since) ?? 0) + DISRUPTED_MS;
    if (pod === undefined || pod.metadata.deletionTimestamp !== undefined || due <= turn.now)
      continue;
    kept[name] = since;
    turn.again(due);
  }
  return kept;
}

/** How many Pods there should be, and how many of them have to be healthy. */
function demands(
  view: StoreView,
  spec: NonNullable<PodDisruptionBudget['spec']>,
  pods: readonly Pod[],
): { readonly expected: number; readonly desired: number } {
  if (typeof spec.minAvailable === 'number')
    return { expected: pods.length, desired: spec.minAvailable };
  const expected = replicasBehind(view, pods);
  if (spec.maxUnavailable !== undefined)
    return {
      expected,
      desired: Math.max(0, expected - ofTotal(spec.maxUnavailable, expected, 'up')),
    };
  return { expected, desired: ofTotal(spec.minAvailable, expected, 'up') };
}

/** What the controllers of the Pods want, each counted once. */
function replicasBehind(view: StoreView, pods: readonly Pod[]): number {
  const owners = new Map<string, number>();
  let bare = 0;
  for (const pod of pods) {
    const owner = controllerOf(pod);
    if (owner === undefined) {
      bare++;
      continue;
    }
    const object = view.byUid(owner.uid);
    const parent = object === undefined ? undefined : controllerOf(object);
    const top = parent === undefined ? object : (view.byUid(parent.uid) ?? object);
    const { replicas } = (top?.['spec'] ?? {}) as { readonly replicas?: number };
    if (top !== undefined) owners.set(top.metadata.uid ?? '', replicas ?? 1);
  }
  return [...owners.values()].reduce((sum, count) => sum + count, bare);
}
