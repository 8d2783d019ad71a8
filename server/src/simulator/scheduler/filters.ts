// Whether a Pod fits a node: the filters in their order, each with the words that the scheduler reports.
import {
  isTolerated,
  nodeSelected,
  UNSCHEDULABLE_TAINT,
  untoleratedTaint,
} from '../../schema/nodeMatching';
import type { NodeSelectorTerm, TopologySpreadConstraint } from '../../schema/workloads';
import type { ClusterCache, NodeState, TermCount } from './clusterCache';
import { type PodFacts, portsCollide } from './podFacts';
import { minus, plus } from './resources';
import { type NamespaceLabels, spreadTerm, type Term, termMatches } from './terms';
import { NO_VOLUMES, type VolumeNeeds, volumeObstacle } from './volumes';

/** Which part of the scheduler refused; cluster events that cannot cure its reason don't bring the Pod back. */
export type Plugin =
  | 'NodeUnschedulable'
  | 'NodeName'
  | 'TaintToleration'
  | 'NodeAffinity'
  | 'NodePorts'
  | 'NodeResourcesFit'
  | 'VolumeRestrictions'
  | 'NodeVolumeLimits'
  | 'Volumes'
  | 'PodTopologySpread'
  | 'InterPodAffinity';

/** Why a node was refused. `curable`: whether taking Pods off the node could help. */
export interface Obstacle {
  readonly plugin: Plugin;
  readonly reasons: readonly string[];
  readonly curable: boolean;
}

/** What is worked out once for a Pod, before the nodes are looked at. */
export interface Preparation {
  readonly facts: PodFacts;
  readonly volumes: VolumeNeeds;
  readonly spread: readonly PreparedSpread[];
  /** Undefined where the Pod has no such term and no Pod that runs has one against it. */
  readonly affinity: readonly TermCount[];
  readonly affinityTotal: number;
  readonly selfAffine: boolean;
  readonly antiAffinity: readonly TermCount[];
  readonly forbiddenBy: readonly TermCount[];
  readonly namespaceLabels: NamespaceLabels;
  /** Only these nodes come into question (node affinity by name). */
  readonly onlyNodes: ReadonlySet<string> | undefined;
}

interface PreparedSpread {
  readonly constraint: TopologySpreadConstraint;
  readonly term: Term;
  readonly count: TermCount;
  readonly byValue: ReadonlyMap<string, number>;
  readonly minimum: number;
  readonly self: 0 | 1;
}

export function prepare(
  facts: PodFacts,
  cache: ClusterCache,
  volumes: VolumeNeeds,
  namespaceLabels: NamespaceLabels,
): Preparation {
  const affinity = facts.requiredAffinity.map((_, index) =>
    cache.countOf(facts.requiredAffinity, index),
  );
  const hard = facts.spread.filter((c) => c.whenUnsatisfiable !== 'ScheduleAnyway');
  return {
    facts,
    volumes,
    spread: hard.map((constraint) => prepareSpread(constraint, hard, facts, cache)),
    affinity,
    affinityTotal: affinity.reduce((sum, count) => sum + count.byValue.size, 0),
    selfAffine:
      affinity.length > 0 &&
      facts.requiredAffinity.every((term) => termMatches(term, facts, namespaceLabels)),
    antiAffinity: facts.requiredAntiAffinity.map((term) => cache.countOf([term], 0)),
    forbiddenBy:
      cache.carriedAntiAffinity.size === 0
        ? []
        : [...cache.carriedAntiAffinity.values()].filter((count) =>
            termMatches(count.term, facts, namespaceLabels),
          ),
    namespaceLabels,
    onlyNodes: namedNodes(facts),
  };
}

/** Nodes that every term of the required node affinity names by `metadata.name`. */
function namedNodes(facts: PodFacts): ReadonlySet<string> | undefined {
  const terms: readonly NodeSelectorTerm[] | undefined =
    facts.affinity?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution?.nodeSelectorTerms;
  if (terms === undefined || terms.length === 0) return undefined;
  const names = new Set<string>();
  for (const term of terms) {
    const field = term.matchFields?.find((f) => f.key === 'metadata.name' && f.operator === 'In');
    if (field === undefined) return undefined;
    for (const name of field.values ?? []) names.add(name);
  }
  return names;
}

function prepareSpread(
  constraint: TopologySpreadConstraint,
  all: readonly TopologySpreadConstraint[],
  facts: PodFacts,
  cache: ClusterCache,
): PreparedSpread {
  const term = spreadTerm(constraint, facts.pod);
  const count = cache.countOf([term], 0);
  const byValue = new Map<string, number>();
  // A selector that selects everything counts nothing.
  const counts = term.selector?.length === 0 ? NO_PODS : count.byNode;
  for (const state of cache.nodeList) {
    const labels = state.node.metadata.labels ?? {};
    if (!all.every((c) => labels[c.topologyKey] !== undefined)) continue;
    if (!countsFor(constraint, facts, state)) continue;
    const value = labels[constraint.topologyKey] ?? '';
    byValue.set(value, (byValue.get(value) ?? 0) + (counts.get(state.name) ?? 0));
  }
  let minimum = Number.POSITIVE_INFINITY;
  for (const value of byValue.values()) minimum = Math.min(minimum, value);
  if (byValue.size < (constraint.minDomains ?? 1)) minimum = 0;
  return {
    constraint,
    term,
    count,
    byValue,
    minimum: Number.isFinite(minimum) ? minimum : 0,
    self: cache.matchesAll([term], { ...facts, terminating: false }) ? 1 : 0,
  };
}

const NO_PODS: ReadonlyMap<string, number> = new Map();

/** Whether a node takes part in the skew: by default those that the Pod's node affinity admits, whatever their taints. */
function countsFor(
  constraint: TopologySpreadConstraint,
  facts: PodFacts,
  state: NodeState,
): boolean {
  if ((constraint.nodeAffinityPolicy ?? 'Honor') === 'Honor')
    if (!nodeSelected(facts.pod.spec, state.node)) return false;
  if (constraint.nodeTaintsPolicy === 'Honor')
    if (untoleratedTaint(state.node.spec?.taints, facts.tolerations) !== undefined) return false;
  return true;
}

/** What the node would look like with some Pods gone and some more there: for preemption and for nominated Pods. */
export interface Assumption {
  readonly gone: readonly PodFacts[];
  readonly extra: readonly PodFacts[];
}
export const AS_IT_IS: Assumption = { gone: [], extra: [] };

/**
 * The first obstacle between Pod and node; undefined when it fits.
 *
 * Rules: L-SCH-4, L-SCH-5. Only resources give several reasons at once.
 */
export function obstacle(
  prepared: Preparation,
  state: NodeState,
  assumption: Assumption = AS_IT_IS,
): Obstacle | undefined {
  const { facts } = prepared;
  const { spec } = state.node;
  if (spec?.unschedulable === true && !isTolerated(facts.tolerations, UNSCHEDULABLE_TAINT))
    return final('NodeUnschedulable', 'node(s) were unschedulable');
  if (spec?.taints !== undefined && untoleratedTaint(spec.taints, facts.tolerations) !== undefined)
    return final('TaintToleration', 'node(s) had untolerated taint(s)');
  if (facts.nodeSelector !== undefined || facts.affinity?.nodeAffinity !== undefined)
    if (!nodeSelected(facts.pod.spec, state.node))
      return final('NodeAffinity', "node(s) didn't match Pod's node affinity/selector");
  return (
    portObstacle(facts, state, assumption) ??
    resourceObstacle(facts, state, assumption) ??
    volumesInTheWay(prepared.volumes, state, assumption) ??
    spreadObstacle(prepared, state, assumption) ??
    affinityObstacle(prepared, state, assumption)
  );
}

function volumesInTheWay(
  needs: VolumeNeeds,
  state: NodeState,
  { gone }: Assumption,
): Obstacle | undefined {
  return needs === NO_VOLUMES
    ? undefined
    : volumeObstacle(needs, state, new Set(gone.map(({ uid }) => uid)));
}

function final(plugin: Plugin, reason: string): Obstacle {
  return { plugin, reasons: [reason], curable: false };
}
function curable(plugin: Plugin, reason: string): Obstacle {
  return { plugin, reasons: [reason], curable: true };
}

function portObstacle(
  facts: PodFacts,
  state: NodeState,
  assumption: Assumption,
): Obstacle | undefined {
  if (facts.hostPorts.length === 0) return undefined;
  if (state.hostPortPods === 0 && assumption.extra.length === 0) return undefined;
  const gone = new Set(assumption.gone.map((pod) => pod.uid));
  const taken = (other: PodFacts): boolean =>
    !gone.has(other.uid) &&
    other.hostPorts.some((port) => facts.hostPorts.some((own) => portsCollide(own, port)));
  const conflict = [...state.pods.values()].some(taken) || assumption.extra.some(taken);
  return conflict
    ? curable('NodePorts', "node(s) didn't have free ports for the requested pod ports")
    : undefined;
}

/** The answer in nearly all cases, without a list of reasons. */
function fits({ requests }: PodFacts, { allocatable, used, pods, maxPods }: NodeState): boolean {
  return (
    pods.size < maxPods &&
    requests.others.size === 0 &&
    hasRoom(requests.milliCpu, allocatable.milliCpu - used.milliCpu) &&
    hasRoom(requests.memory, allocatable.memory - used.memory) &&
    hasRoom(requests.ephemeralStorage, allocatable.ephemeralStorage - used.ephemeralStorage)
  );
}

function hasRoom(want: number, free: number): boolean {
  return want <= 0 || want <= free;
}

function resourceObstacle(
  facts: PodFacts,
  state: NodeState,
  assumption: Assumption,
): Obstacle | undefined {
  if (assumption === AS_IT_IS && fits(facts, state)) return undefined;
  const { requests } = facts;
  const { allocatable } = state;
  let { used } = state;
  let count = state.pods.size;
  if (assumption !== AS_IT_IS) {
    for (const pod of assumption.gone) used = minus(used, pod.requests);
    for (const pod of assumption.extra) used = plus(used, pod.requests);
    count += assumption.extra.length - assumption.gone.length;
  }
  const reasons: string[] = [];
  let canBeCured = true;
  const check = (name: string, want: number, have: number, taken: number): void => {
    if (want <= 0 || want <= have - taken) return;
    reasons.push(`Insufficient ${name}`);
    if (want > have) canBeCured = false;
  };
  if (count + 1 > state.maxPods) reasons.push('Too many pods');
  check('cpu', requests.milliCpu, allocatable.milliCpu, used.milliCpu);
  check('memory', requests.memory, allocatable.memory, used.memory);
  check(
    'ephemeral-storage',
    requests.ephemeralStorage,
    allocatable.ephemeralStorage,
    used.ephemeralStorage,
  );
  for (const [name, want] of requests.others)
    check(name, want, allocatable.others.get(name) ?? 0, used.others.get(name) ?? 0);
  return reasons.length === 0
    ? undefined
    : { plugin: 'NodeResourcesFit', reasons, curable: canBeCured };
}

const SPREAD_TEXT = "node(s) didn't match pod topology spread constraints";

/** Rules: L-SCH-5 */
function spreadObstacle(
  prepared: Preparation,
  state: NodeState,
  assumption: Assumption,
): Obstacle | undefined {
  for (const { constraint, term, byValue, minimum, self } of prepared.spread) {
    const value = state.node.metadata.labels?.[constraint.topologyKey];
    if (value === undefined)
      return final('PodTopologySpread', `${SPREAD_TEXT} (missing required label)`);
    const leaving = assumption.gone.filter(({ terminating }) => !terminating);
    const gone = matching(term, leaving, prepared.namespaceLabels);
    const extra = matching(term, assumption.extra, prepared.namespaceLabels);
    const there = (byValue.get(value) ?? 0) - gone + extra;
    if (there + self - Math.min(minimum, there) > constraint.maxSkew)
      return curable('PodTopologySpread', SPREAD_TEXT);
  }
  return undefined;
}

function matching(term: Term, pods: readonly PodFacts[], namespaceLabels: NamespaceLabels): number {
  let count = 0;
  for (const pod of pods) if (termMatches(term, pod, namespaceLabels)) count++;
  return count;
}

function affinityObstacle(
  prepared: Preparation,
  state: NodeState,
  assumption: Assumption,
): Obstacle | undefined {
  const { affinity, antiAffinity, forbiddenBy, facts, namespaceLabels } = prepared;
  if (affinity.length === 0 && antiAffinity.length === 0 && forbiddenBy.length === 0)
    return undefined;
  const labels = state.node.metadata.labels ?? {};
  if (affinity.length > 0 && !affinitySatisfied(prepared, labels))
    return final('InterPodAffinity', "node(s) didn't match pod affinity rules");
  for (const { term, byValue } of antiAffinity) {
    const value = labels[term.topologyKey];
    if (value === undefined) continue;
    const there =
      (byValue.get(value) ?? 0) -
      matching(term, assumption.gone, namespaceLabels) +
      matching(term, assumption.extra, namespaceLabels);
    if (there > 0)
      return curable('InterPodAffinity', "node(s) didn't match pod anti-affinity rules");
  }
  for (const { term, byValue } of forbiddenBy) {
    const value = labels[term.topologyKey];
    if (value === undefined) continue;
    const carriers = assumption.gone.filter((pod) =>
      pod.requiredAntiAffinity.some((own) => own.key === term.key),
    ).length;
    if ((byValue.get(value) ?? 0) - carriers > 0)
      return curable(
        'InterPodAffinity',
        "node(s) didn't satisfy existing pods anti-affinity rules",
      );
  }
  for (const other of assumption.extra)
    for (const term of other.requiredAntiAffinity)
      if (labels[term.topologyKey] !== undefined && termMatches(term, facts, namespaceLabels))
        return curable(
          'InterPodAffinity',
          "node(s) didn't satisfy existing pods anti-affinity rules",
        );
  return undefined;
}

/** The first Pod of a group that wants to be together may go anywhere that has the topology keys. */
function affinitySatisfied(
  prepared: Preparation,
  labels: Readonly<Record<string, string>>,
): boolean {
  const { affinity } = prepared;
  if (affinity.some(({ term }) => labels[term.topologyKey] === undefined)) return false;
  if (prepared.affinityTotal === 0 && prepared.selfAffine) return true;
  return affinity.every(
    ({ term, byValue }) => (byValue.get(labels[term.topologyKey] ?? '') ?? 0) > 0,
  );
}
