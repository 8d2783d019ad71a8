// PodDisruptionBudgets: how many Pods may go at present.

import type { KubeObject, Pod } from '../../schema/objects';
import { controllerOf } from '../../schema/owners';
import { type LabelSelectorLike, matchesLabelSelector } from '../../schema/selector';
import type { PodDisruptionBudget } from '../../schema/workloads';
import type { AnyClusterComponent } from '../api/clusterComponent';
import type { Change, StoreView } from '../api/store';
import { fromTimestamp, toTimestamp } from '../api/timestamps';
import type { Latencies } from '../latencies';
import {
  type ControllerTurn,
  controllerComponent,
  emit,
  keyOf,
  objectAt,
  writeStatus,
} from './controller';
import { ofTotal } from './intOrPercent';
import { isReady, mattersToOwners, withCondition } from './pods';

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
    if (matchesLabelSelector(spec.selector, object.metadata.labels)) pods.push(object as Pod);
  if (pods.length === 0) emit(turn, NAME, budget, 'Normal', 'NoPods', 'No matching pods found');
  const demanded = demands(turn.view, spec, pods);
  if (demanded.problem !== undefined) {
    const message = `Failed to calculate the number of expected pods: ${demanded.problem}`;
    emit(turn, NAME, budget, 'Warning', 'CalculateExpectedPodCountFailed', message);
    failSafe(turn, budget, demanded.problem);
    return;
  }
  if (demanded.hasBarePods)
    emit(turn, NAME, budget, 'Warning', 'UnmanagedPods', barePodsMessage(spec.selector));
  const disruptedPods = stillExpected(turn, status.disruptedPods ?? {}, pods);
  const healthy = pods.filter(
    (pod) =>
      isReady(pod) &&
      pod.metadata.deletionTimestamp === undefined &&
      disruptedPods[pod.metadata.name ?? ''] === undefined,
  ).length;
  const { expected, desired } = demanded;
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

/** What cannot be counted allows nothing. */
function failSafe(turn: ControllerTurn, budget: PodDisruptionBudget, message: string): void {
  const { status = {} } = budget;
  const conditions = withCondition(status.conditions, {
    type: 'DisruptionAllowed',
    status: 'False',
    reason: 'SyncFailed',
    message,
    lastTransitionTime: toTimestamp(turn.now),
    observedGeneration: status.observedGeneration ?? 0,
  });
  writeStatus(turn, NAME, budget, {
    ...status,
    currentHealthy: status.currentHealthy ?? 0,
    desiredHealthy: status.desiredHealthy ?? 0,
    expectedPods: status.expectedPods ?? 0,
    disruptionsAllowed: 0,
    conditions,
  });
}

function barePodsMessage(selector: LabelSelectorLike | undefined): string {
  return `Pods selected by this PodDisruptionBudget (selector: ${goSelector(selector)}) were found to be unmanaged. As a result, the status of the PDB cannot be calculated correctly, which may result in undefined behavior. To account for these pods please set ".spec.minAvailable" field of the PDB to an integer value.`;
}

/** A selector as a Go program prints the value: `&LabelSelector{MatchLabels:map[string]string{app: web,},…}`. */
function goSelector(selector: LabelSelectorLike | undefined): string {
  if (selector === undefined) return 'nil';
  const labels = Object.entries(selector.matchLabels ?? {})
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, value]) => `${key}: ${value},`);
  const expressions = (selector.matchExpressions ?? []).map(
    ({ key, operator, values }) =>
      `LabelSelectorRequirement{Key:${key},Operator:${operator},Values:[${(values ?? []).join(' ')}],},`,
  );
  return `&LabelSelector{MatchLabels:map[string]string{${labels.join('')}},MatchExpressions:[]LabelSelectorRequirement{${expressions.join('')}},}`;
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

interface Demand {
  /** How many Pods there should be. */
  readonly expected: number;
  /** How many of them have to be healthy. */
  readonly desired: number;
  /** Pods that nobody controls don't count where what their controllers want decides. */
  readonly hasBarePods: boolean;
  /** Why nothing can be said. */
  readonly problem?: string;
}

function demands(
  view: StoreView,
  spec: NonNullable<PodDisruptionBudget['spec']>,
  pods: readonly Pod[],
): Demand {
  const { minAvailable, maxUnavailable } = spec;
  if (maxUnavailable === undefined && typeof minAvailable === 'number')
    return { expected: pods.length, desired: minAvailable, hasBarePods: false };
  const behind = replicasBehind(view, pods);
  const { expected } = behind;
  if (maxUnavailable === undefined)
    return { ...behind, desired: ofTotal(minAvailable, expected, 'up') };
  return { ...behind, desired: Math.max(0, expected - ofTotal(maxUnavailable, expected, 'up')) };
}

/** What the controllers of the Pods want, each counted once. */
function replicasBehind(view: StoreView, pods: readonly Pod[]): Omit<Demand, 'desired'> {
  const scales = new Map<string, number>();
  let hasBarePods = false;
  let problem: string | undefined;
  for (const pod of pods) {
    const owner = controllerOf(pod);
    if (owner === undefined) {
      hasBarePods = true;
      continue;
    }
    const object = view.byUid(owner.uid);
    const without = UNSCALED[owner.kind];
    if (without !== undefined) problem ??= `${without} does not implement the scale subresource`;
    else if (object === undefined)
      problem ??= `found no controllers for pod "${pod.metadata.name ?? ''}"`;
    else {
      const top = scaledBy(view, object);
      const { replicas } = (top['spec'] ?? {}) as { readonly replicas?: number };
      scales.set(top.metadata.uid ?? '', replicas ?? 1);
    }
  }
  const expected = [...scales.values()].reduce((sum, count) => sum + count, 0);
  return { expected, hasBarePods, ...(problem === undefined ? {} : { problem }) };
}

/** Controllers of Pods that no number of replicas is asked of, as the server names their resource. */
const UNSCALED: Readonly<Record<string, string>> = {
  DaemonSet: 'daemonsets.apps',
  Job: 'jobs.batch',
  Node: 'nodes',
};

/** Where the number of replicas is set: for a ReplicaSet in its Deployment. */
function scaledBy(view: StoreView, object: KubeObject): KubeObject {
  const parent = controllerOf(object);
  if (parent?.kind !== 'Deployment') return object;
  return view.byUid(parent.uid) ?? object;
}
