// Which of the nodes that fit is best: each score from 0 to 100, weighed as in the default profile.
import { isTolerated, nodeTermMatches } from '../../schema/nodeMatching';
import { type ClusterCache, type NodeState, scoredCpu, scoredMemory } from './clusterCache';
import type { Preparation } from './filters';
import type { PodFacts } from './podFacts';
import { spreadTerm, termMatches } from './terms';

const MIB = 1024 * 1024;
/** Sizes between which image locality counts. */
const IMAGE_FLOOR = 23 * MIB;
const IMAGE_CEILING = 1000 * MIB;

/** A score per node, in the order of `nodes`. Rules: L-SCH-12, L-SCH-13 */
export function scoreNodes(
  prepared: Preparation,
  nodes: readonly NodeState[],
  cache: ClusterCache,
): readonly number[] {
  const { facts } = prepared;
  const totals: number[] = [];
  for (const state of nodes) totals.push(leastAllocated(facts, state) + balanced(facts, state));
  const add = (weight: number, scores: readonly number[] | undefined): void => {
    scores?.forEach((score, i) => {
      totals[i] = (totals[i] ?? 0) + weight * score;
    });
  };
  add(1, imageLocality(facts, nodes));
  add(3, taintScores(facts, nodes));
  add(2, nodePreferences(facts, nodes));
  add(2, spreadScores(facts, nodes, cache));
  add(2, podPreferences(prepared, nodes, cache));
  return totals;
}

function leastAllocated(facts: PodFacts, state: NodeState): number {
  const { allocatable, scoredMilliCpu, scoredMemory: memory } = state;
  return Math.floor(
    (freeShare(allocatable.milliCpu, scoredMilliCpu + scoredCpu(facts)) +
      freeShare(allocatable.memory, memory + scoredMemory(facts))) /
      2,
  );
}

/** What is left, in percent. */
function freeShare(have: number, taken: number): number {
  return have <= 0 || taken > have ? 0 : ((have - taken) * 100) / have;
}

/** Nodes whose CPU and memory would be used to the same degree score best. */
function balanced(facts: PodFacts, state: NodeState): number {
  const { allocatable, used } = state;
  if (allocatable.milliCpu <= 0 || allocatable.memory <= 0) return 0;
  if (facts.requests.milliCpu === 0 && facts.requests.memory === 0) return 0;
  const cpu = Math.min(1, (used.milliCpu + facts.requests.milliCpu) / allocatable.milliCpu);
  const memory = Math.min(1, (used.memory + facts.requests.memory) / allocatable.memory);
  return Math.floor((1 - Math.abs(cpu - memory) / 2) * 100);
}

function imageLocality(
  facts: PodFacts,
  nodes: readonly NodeState[],
): readonly number[] | undefined {
  if (!nodes.some((state) => (state.node.status?.images ?? []).length > 0)) return undefined;
  const { containers } = facts.pod.spec;
  const wanted = new Set(containers.map((container) => container.image ?? ''));
  const sizes = nodes.map((state) =>
    (state.node.status?.images ?? [])
      .filter((image) => (image.names ?? []).some((name) => wanted.has(name)))
      .reduce((sum, image) => sum + (image.sizeBytes ?? 0), 0),
  );
  const spread = sizes.filter((size) => size > 0).length / nodes.length;
  const ceiling = IMAGE_CEILING * containers.length;
  return sizes.map((size) => {
    const counted = Math.min(Math.max(size * spread, IMAGE_FLOOR), ceiling);
    return Math.floor((100 * (counted - IMAGE_FLOOR)) / (ceiling - IMAGE_FLOOR));
  });
}

const NO_TAINTS: readonly never[] = [];

/** Larger is better; all alike gives nothing to tell them apart. */
function normalized(values: readonly number[], reverse = false): readonly number[] | undefined {
  const highest = Math.max(...values);
  if (highest <= 0) return undefined;
  return values.map((value) => {
    const score = Math.floor((100 * value) / highest);
    return reverse ? 100 - score : score;
  });
}

function taintScores(facts: PodFacts, nodes: readonly NodeState[]): readonly number[] | undefined {
  if (nodes.every(({ node }) => (node.spec?.taints ?? NO_TAINTS).length === 0)) return undefined;
  const counts = nodes.map(
    (state) =>
      (state.node.spec?.taints ?? []).filter(
        (taint) => taint.effect === 'PreferNoSchedule' && !isTolerated(facts.tolerations, taint),
      ).length,
  );
  return normalized(counts, true);
}

function nodePreferences(
  facts: PodFacts,
  nodes: readonly NodeState[],
): readonly number[] | undefined {
  const preferred = facts.affinity?.nodeAffinity?.preferredDuringSchedulingIgnoredDuringExecution;
  if (preferred === undefined || preferred.length === 0) return undefined;
  return normalized(
    nodes.map((state) =>
      preferred.reduce(
        (sum, { weight, preference }) =>
          nodeTermMatches(preference, state.node) ? sum + weight : sum,
        0,
      ),
    ),
  );
}

/** Soft spread constraints; without any, what belongs to one controller is spread over nodes. */
function spreadScores(
  facts: PodFacts,
  nodes: readonly NodeState[],
  cache: ClusterCache,
): readonly number[] | undefined {
  const soft = facts.spread.filter((c) => c.whenUnsatisfiable === 'ScheduleAnyway');
  if (facts.spread.length === 0) {
    const siblings = facts.owner === undefined ? undefined : cache.podsOfOwner(facts.owner);
    if (siblings === undefined) return undefined;
    return normalized(
      nodes.map((state) => siblings.get(state.name) ?? 0),
      true,
    );
  }
  if (soft.length === 0) return undefined;
  const sums = nodes.map(() => 0);
  for (const constraint of soft) {
    const count = cache.countOf([spreadTerm(constraint, facts.pod)], 0);
    nodes.forEach((state, i) => {
      const value = state.node.metadata.labels?.[constraint.topologyKey];
      sums[i] = (sums[i] ?? 0) + (value === undefined ? 1e6 : (count.byValue.get(value) ?? 0));
    });
  }
  return normalized(sums, true);
}

function podPreferences(
  prepared: Preparation,
  nodes: readonly NodeState[],
  cache: ClusterCache,
): readonly number[] | undefined {
  const { facts, namespaceLabels } = prepared;
  const parts = [
    ...facts.preferredAffinity.map(({ term, weight }) => ({
      count: cache.countOf([term], 0),
      weight,
    })),
    ...facts.preferredAntiAffinity.map(({ term, weight }) => ({
      count: cache.countOf([term], 0),
      weight: -weight,
    })),
    ...[...cache.carriedPreferences.values(), ...cache.carriedAffinity.values()]
      .filter((count) => termMatches(count.term, facts, namespaceLabels))
      .map((count) => ({ count, weight: count.weight })),
  ];
  if (parts.length === 0) return undefined;
  const sums = nodes.map((state) => {
    const labels = state.node.metadata.labels ?? {};
    return parts.reduce((sum, { count, weight }) => {
      const value = labels[count.term.topologyKey];
      return value === undefined ? sum : sum + weight * (count.byValue.get(value) ?? 0);
    }, 0);
  });
  const lowest = Math.min(...sums);
  return normalized(sums.map((sum) => sum - lowest));
}
