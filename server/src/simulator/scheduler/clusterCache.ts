// What the scheduler knows of nodes and of the Pods on them, kept up to date change by change: sums per node, and per
// (anti-)affinity term how many Pods match it where. It is derived from the store and changed in place: a copy for each
// Pod would make the cost of one Pod grow with the size of the cluster.
import type { NodeObject } from '../../schema/workloads';
import type { PodFacts } from './podFacts';
import { type Amounts, amountsOf, minus, NOTHING, plus } from './resources';
import { type NamespaceLabels, type Term, termMatches } from './terms';

const DEFAULT_MAX_PODS = 110;
/** What a Pod without requests counts for in the scores, so that such Pods spread too. */
const SCORE_MILLI_CPU = 100;
const SCORE_MEMORY = 200 * 1024 * 1024;

export interface NodeState {
  node: NodeObject;
  readonly name: string;
  allocatable: Amounts;
  maxPods: number;
  used: Amounts;
  /** As `used`, with a minimum per Pod: for scores only. */
  scoredMilliCpu: number;
  scoredMemory: number;
  readonly pods: Map<string, PodFacts>;
  hostPortPods: number;
}

/** How many Pods match a term: by node, and by value of its topology key. */
export interface TermCount {
  readonly term: Term;
  readonly byNode: Map<string, number>;
  readonly byValue: Map<string, number>;
  readonly weight: number;
}

export function scoredCpu(facts: PodFacts): number {
  return facts.requests.milliCpu === 0 ? SCORE_MILLI_CPU : facts.requests.milliCpu;
}
export function scoredMemory(facts: PodFacts): number {
  return facts.requests.memory === 0 ? SCORE_MEMORY : facts.requests.memory;
}

export class ClusterCache {
  readonly nodes = new Map<string, NodeState>();
  /** Nodes in the order in which they came, for sampling. */
  nodeList: NodeState[] = [];
  readonly #podNode = new Map<string, string>();
  /** Pods on nodes that are not (or not yet) known. */
  readonly #waiting = new Map<string, Map<string, PodFacts>>();
  /** Pods that match a term that somebody asked for. */
  readonly #matching = new Map<string, { readonly terms: readonly Term[]; count: TermCount }>();
  /** Pods that carry a term of their own, by sort of term. */
  readonly carriedAntiAffinity = new Map<string, TermCount>();
  readonly carriedAffinity = new Map<string, TermCount>();
  readonly carriedPreferences = new Map<string, TermCount>();
  readonly #owners = new Map<string, Map<string, number>>();
  #namespaceLabels: NamespaceLabels = () => undefined;

  set namespaceLabels(labels: NamespaceLabels) {
    this.#namespaceLabels = labels;
  }

  nodeOf(uid: string): string | undefined {
    return this.#podNode.get(uid);
  }
  factsOf(uid: string): PodFacts | undefined {
    const name = this.#podNode.get(uid);
    return name === undefined ? undefined : this.nodes.get(name)?.pods.get(uid);
  }

  setNode(node: NodeObject): void {
    const name = node.metadata.name ?? '';
    const { allocatable = node.status?.capacity } = node.status ?? {};
    const amounts = amountsOf(allocatable);
    const maxPods = allocatable?.['pods'];
    const limit = maxPods === undefined ? DEFAULT_MAX_PODS : Number(maxPods);
    const known = this.nodes.get(name);
    if (known !== undefined) {
      const relabelled = known.node.metadata.labels !== node.metadata.labels;
      if (relabelled && this.#hasTerms()) this.#recount(() => (known.node = node));
      known.node = node;
      known.allocatable = amounts;
      known.maxPods = limit;
      return;
    }
    const state: NodeState = {
      node,
      name,
      allocatable: amounts,
      maxPods: limit,
      used: NOTHING,
      scoredMilliCpu: 0,
      scoredMemory: 0,
      pods: new Map(),
      hostPortPods: 0,
    };
    this.nodes.set(name, state);
    this.nodeList.push(state);
    const waiting = this.#waiting.get(name);
    this.#waiting.delete(name);
    for (const facts of waiting?.values() ?? []) this.#put(facts, state);
  }

  removeNode(name: string): void {
    const state = this.nodes.get(name);
    if (state === undefined) return;
    const pods = [...state.pods.values()];
    for (const facts of pods) this.#take(facts, state);
    this.nodes.delete(name);
    this.nodeList = this.nodeList.filter((other) => other !== state);
    if (pods.length > 0) this.#waiting.set(name, new Map(pods.map((facts) => [facts.uid, facts])));
  }

  /** Counts the Pod on the node; in place of what was known of it before. */
  addPod(facts: PodFacts, nodeName: string): void {
    this.removePod(facts.uid);
    this.#podNode.set(facts.uid, nodeName);
    const state = this.nodes.get(nodeName);
    if (state !== undefined) {
      this.#put(facts, state);
      return;
    }
    let waiting = this.#waiting.get(nodeName);
    if (waiting === undefined) this.#waiting.set(nodeName, (waiting = new Map()));
    waiting.set(facts.uid, facts);
  }

  removePod(uid: string): PodFacts | undefined {
    const name = this.#podNode.get(uid);
    if (name === undefined) return undefined;
    this.#podNode.delete(uid);
    const state = this.nodes.get(name);
    const facts = state?.pods.get(uid);
    if (state !== undefined && facts !== undefined) this.#take(facts, state);
    else this.#waiting.get(name)?.delete(uid);
    return facts;
  }

  #put(facts: PodFacts, state: NodeState): void {
    state.pods.set(facts.uid, facts);
    state.used = plus(state.used, facts.requests);
    state.scoredMilliCpu += scoredCpu(facts);
    state.scoredMemory += scoredMemory(facts);
    if (facts.hostPorts.length > 0) state.hostPortPods++;
    this.#count(facts, state, 1);
  }

  #take(facts: PodFacts, state: NodeState): void {
    state.pods.delete(facts.uid);
    state.used = minus(state.used, facts.requests);
    state.scoredMilliCpu -= scoredCpu(facts);
    state.scoredMemory -= scoredMemory(facts);
    if (facts.hostPorts.length > 0) state.hostPortPods--;
    this.#count(facts, state, -1);
  }

  #count(facts: PodFacts, state: NodeState, by: 1 | -1): void {
    for (const { terms, count } of this.#matching.values())
      if (this.matchesAll(terms, facts)) add(count, state, by);
    for (const term of facts.requiredAntiAffinity)
      carry(this.carriedAntiAffinity, term, 1, state, by);
    for (const term of facts.requiredAffinity) carry(this.carriedAffinity, term, 1, state, by);
    for (const { term, weight } of facts.preferredAffinity)
      carry(this.carriedPreferences, term, weight, state, by);
    for (const { term, weight } of facts.preferredAntiAffinity)
      carry(this.carriedPreferences, term, -weight, state, by);
    if (facts.owner !== undefined) {
      let nodes = this.#owners.get(facts.owner);
      if (nodes === undefined) this.#owners.set(facts.owner, (nodes = new Map()));
      bump(nodes, state.name, by);
      if (nodes.size === 0) this.#owners.delete(facts.owner);
    }
  }

  matchesAll(terms: readonly Term[], facts: PodFacts): boolean {
    for (const term of terms) {
      // Spread constraints don't count Pods that are on their way out; affinity does.
      if (facts.terminating && term.key.startsWith('spread')) return false;
      if (!termMatches(term, facts, this.#namespaceLabels)) return false;
    }
    return true;
  }

  /** Pods that match all `terms`, counted over the topology of the `index`th. */
  countOf(terms: readonly Term[], index: number): TermCount {
    const term = terms[index];
    const key =
      terms.length === 1 ? (term?.key ?? '') : `${index}#${terms.map((t) => t.key).join('#')}`;
    const known = this.#matching.get(key);
    if (known !== undefined) return known.count;
    const count = emptyCount(term ?? NO_TERM, 1);
    for (const state of this.nodeList)
      for (const facts of state.pods.values())
        if (this.matchesAll(terms, facts)) add(count, state, 1);
    this.#matching.set(key, { terms, count });
    return count;
  }

  podsOfOwner(owner: string): ReadonlyMap<string, number> | undefined {
    return this.#owners.get(owner);
  }

  /** Forgets counts that depend on labels of namespaces. */
  namespaceChanged(): void {
    this.#matching.clear();
  }

  #hasTerms(): boolean {
    return (
      this.#matching.size > 0 ||
      this.carriedAntiAffinity.size > 0 ||
      this.carriedAffinity.size > 0 ||
      this.carriedPreferences.size > 0
    );
  }

  #recount(change: () => void): void {
    this.#matching.clear();
    for (const carried of [this.carriedAntiAffinity, this.carriedAffinity, this.carriedPreferences])
      carried.clear();
    this.#owners.clear();
    change();
    for (const state of this.nodeList)
      for (const facts of state.pods.values()) this.#count(facts, state, 1);
  }
}

const NO_TERM: Term = {
  key: '',
  topologyKey: '',
  selector: undefined,
  namespaces: [],
  namespaceSelector: undefined,
};

function emptyCount(term: Term, weight: number): TermCount {
  return { term, byNode: new Map(), byValue: new Map(), weight };
}

function carry(
  carried: Map<string, TermCount>,
  term: Term,
  weight: number,
  state: NodeState,
  by: 1 | -1,
): void {
  const key = weight === 1 ? term.key : `${weight}${term.key}`;
  let count = carried.get(key);
  if (count === undefined) carried.set(key, (count = emptyCount(term, weight)));
  add(count, state, by);
  if (count.byNode.size === 0) carried.delete(key);
}

function add(count: TermCount, state: NodeState, by: 1 | -1): void {
  bump(count.byNode, state.name, by);
  const value = state.node.metadata.labels?.[count.term.topologyKey];
  if (value !== undefined) bump(count.byValue, value, by);
}

function bump(counts: Map<string, number>, key: string, by: number): void {
  const next = (counts.get(key) ?? 0) + by;
  if (next === 0) counts.delete(key);
  else counts.set(key, next);
}
