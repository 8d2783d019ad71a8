// The scheduler: takes unscheduled Pods one by one, finds the node that fits best and binds, or says why none does. Here is
// the order of things; filters, scores, preemption and the queue have files of their own. It starts no container and
// moves no Pod that is bound.

import {
  isTolerated,
  nodeSelected,
  UNSCHEDULABLE_TAINT,
  untoleratedTaint,
} from '../../schema/nodeMatching';
import type { Pod } from '../../schema/objects';
import type {
  NodeObject,
  PersistentVolume,
  PersistentVolumeClaim,
  PodDisruptionBudget,
} from '../../schema/workloads';
import type { ClusterComponent, ClusterTurn, Wake } from '../api/clusterComponent';
import type { Change, StoreView } from '../api/store';
import { toTimestamp } from '../api/timestamps';
import type { SimTime } from '../kernel/time';
import type { Latencies } from '../latencies';
import { ClusterCache, type NodeState } from './clusterCache';
import {
  AS_IT_IS,
  type Obstacle,
  obstacle,
  type Plugin,
  type Preparation,
  prepare,
} from './filters';
import {
  cut,
  fitError,
  NO_NODES,
  NOT_ELIGIBLE_BY_POLICY,
  NOT_ELIGIBLE_YET,
  prefilterError,
  withPreemption,
} from './messages';
import { type PodFacts, podFacts } from './podFacts';
import { type PreemptionPlan, planPreemption } from './preemption';
import { type Queued, SchedulingQueue, type Unschedulable } from './queue';
import { scoreNodes } from './scores';
import { termMatches } from './terms';
import { claimNames, type VolumeNeeds, volumeNeeds } from './volumes';

export const SCHEDULER_NAME = 'default-scheduler';
const ACTOR = 'queue';
/** From this many nodes on only a part of them is looked at for each Pod. */
const FEW_NODES = 100;
/** How long the scheduler is busy with one Pod: those behind it in the queue wait that long. */
const CYCLE_MS = 1;

export interface SchedulerOptions {
  readonly latencies: Latencies;
}

export type SchedulerEvent =
  | { readonly kind: 'waiting'; readonly uid: string }
  | { readonly kind: 'changed'; readonly uid: string }
  | { readonly kind: 'gone'; readonly uid: string }
  | { readonly kind: 'assigned'; readonly uid: string }
  | { readonly kind: 'released'; readonly uid: string }
  | { readonly kind: 'node'; readonly name: string; readonly isNew: boolean }
  | { readonly kind: 'volumes' }
  | { readonly kind: 'namespace' }
  | { readonly kind: 'cycle' }
  | { readonly kind: 'flush' };

/** The scheduler's memory: changed in place, like the cache that it holds. */
interface SchedulerState {
  readonly queue: SchedulingQueue;
  readonly cache: ClusterCache;
  /** Preemptors, by uid, that wait for the node they were promised. */
  readonly nominated: Map<string, { readonly node: string; readonly facts: PodFacts }>;
  /** Pods whose node is chosen and whose volumes are being bound. */
  readonly binding: Map<string, string>;
  nextStart: number;
}

export function createScheduler(
  options: SchedulerOptions,
): ClusterComponent<SchedulerState, SchedulerEvent> {
  const { latencies } = options;
  return {
    name: 'scheduler',
    priority: 20,
    watch: (change) => watch(change, latencies),
    handle(state = newState(), event, turn) {
      handle(state, event, turn, latencies);
      return state;
    },
  };
}

function newState(): SchedulerState {
  return {
    queue: new SchedulingQueue(),
    cache: new ClusterCache(),
    nominated: new Map(),
    binding: new Map(),
    nextStart: 0,
  };
}

// ---- what wakes it -----------------------------------------------------------------------------------------------

function watch(change: Change, latencies: Latencies): readonly Wake[] | undefined {
  const event = eventOf(change);
  return event === undefined ? undefined : [{ key: ACTOR, event, afterMs: latencies.watch }];
}

function eventOf(change: Change): SchedulerEvent | undefined {
  switch (change.object.kind) {
    case 'Pod':
      return podEvent(change.object as Pod, change);
    case 'Node':
      return nodeEvent(change.object as NodeObject, change);
    case 'PersistentVolumeClaim':
    case 'PersistentVolume':
    case 'StorageClass':
      return { kind: 'volumes' };
    case 'Namespace':
      return change.previous?.metadata.labels === change.object.metadata.labels
        ? undefined
        : { kind: 'namespace' };
    default:
      return undefined;
  }
}

function isTerminal(pod: Pod | undefined): boolean {
  return pod?.status?.phase === 'Succeeded' || pod?.status?.phase === 'Failed';
}

function podEvent(pod: Pod, change: Change): SchedulerEvent | undefined {
  const uid = pod.metadata.uid ?? '';
  const before = change.previous as Pod | undefined;
  const isAssigned = (pod.spec.nodeName ?? '') !== '';
  if (change.op === 'DELETED')
    return !isAssigned
      ? { kind: 'gone', uid }
      : isTerminal(before)
        ? undefined
        : { kind: 'released', uid };
  if (isAssigned) {
    if (isTerminal(pod)) return isTerminal(before) ? undefined : { kind: 'released', uid };
    const isNews =
      before === undefined ||
      before.spec.nodeName !== pod.spec.nodeName ||
      before.metadata.labels !== pod.metadata.labels ||
      before.metadata.generation !== pod.metadata.generation;
    return isNews ? { kind: 'assigned', uid } : undefined;
  }
  if (before === undefined) return { kind: 'waiting', uid };
  const isNews =
    before.metadata.generation !== pod.metadata.generation ||
    !sameJson(before.metadata.labels, pod.metadata.labels) ||
    !sameJson(before.spec.schedulingGates, pod.spec.schedulingGates);
  return isNews ? { kind: 'changed', uid } : undefined;
}

function nodeEvent(node: NodeObject, change: Change): SchedulerEvent | undefined {
  const name = node.metadata.name ?? '';
  const before = change.previous as NodeObject | undefined;
  if (before === undefined || change.op === 'DELETED') return { kind: 'node', name, isNew: true };
  const same =
    sameJson(before.spec, node.spec) &&
    sameJson(before.metadata.labels, node.metadata.labels) &&
    sameJson(before.status?.allocatable, node.status?.allocatable) &&
    sameJson(before.status?.images, node.status?.images);
  return same ? undefined : { kind: 'node', name, isNew: false };
}

function sameJson(a: unknown, b: unknown): boolean {
  return a === b || JSON.stringify(a) === JSON.stringify(b);
}

// ---- what it does with it ----------------------------------------------------------------------------------------

function handle(
  state: SchedulerState,
  event: SchedulerEvent,
  turn: ClusterTurn,
  latencies: Latencies,
): void {
  const { queue, cache } = state;
  cache.namespaceLabels = (name) => turn.view.get('Namespace', '', name)?.metadata.labels;
  switch (event.kind) {
    case 'waiting':
      enqueue(state, event.uid, turn);
      break;
    case 'changed':
      if (queue.has(event.uid)) queue.revive(turn.now, (waiting) => waiting.uid === event.uid);
      else enqueue(state, event.uid, turn);
      break;
    case 'gone':
      queue.remove(event.uid);
      state.nominated.delete(event.uid);
      if (state.binding.delete(event.uid)) release(state, event.uid, turn.now);
      break;
    case 'assigned':
      assigned(state, event.uid, turn);
      break;
    case 'released':
      release(state, event.uid, turn.now);
      break;
    case 'node':
      nodeChanged(state, event, turn);
      break;
    case 'volumes':
      finishBindings(state, turn);
      queue.revive(turn.now, ({ plugins }) => plugins.has('Volumes'));
      break;
    case 'namespace':
      cache.namespaceChanged();
      queue.revive(turn.now, ({ plugins }) => plugins.has('InterPodAffinity'));
      break;
    case 'flush':
      queue.flush(turn.now);
      break;
    case 'cycle': {
      const next = queue.pop();
      if (next !== undefined) scheduleOne(state, next, turn);
      if (queue.size > 0) turn.timer('cycle', turn.now + CYCLE_MS, { kind: 'cycle' });
      setFlush(state, turn);
      return;
    }
  }
  if (queue.size > 0 && turn.timerAt('cycle') === undefined)
    turn.timer('cycle', turn.now + Math.max(0, latencies.bind - latencies.watch), {
      kind: 'cycle',
    });
  setFlush(state, turn);
}

function setFlush(state: SchedulerState, turn: ClusterTurn): void {
  const due = state.queue.nextFlush();
  if (due !== turn.timerAt('flush')) turn.timer('flush', due, { kind: 'flush' });
}

/** Rules: L-SCH-1, L-SCH-3 */
function enqueue(state: SchedulerState, uid: string, turn: ClusterTurn): void {
  const pod = turn.view.byUid(uid) as Pod | undefined;
  if (pod === undefined || (pod.spec.nodeName ?? '') !== '') return;
  if ((pod.spec.schedulerName ?? SCHEDULER_NAME) !== SCHEDULER_NAME) return;
  if ((pod.spec.schedulingGates ?? []).length > 0) return;
  if (isTerminal(pod) || state.binding.has(uid)) return;
  state.queue.add(uid, pod.spec.priority ?? 0, turn.now);
}

function assigned(state: SchedulerState, uid: string, turn: ClusterTurn): void {
  const pod = turn.view.byUid(uid) as Pod | undefined;
  const node = pod?.spec.nodeName;
  if (pod === undefined || node === undefined || isTerminal(pod)) return;
  state.queue.remove(uid);
  state.nominated.delete(uid);
  state.binding.delete(uid);
  const known = state.cache.factsOf(uid);
  if (known !== undefined && isUnchanged(known.pod, pod) && state.cache.nodeOf(uid) === node)
    return;
  const isNew = known === undefined;
  const facts = podFacts(pod);
  state.cache.addPod(facts, node);
  if (isNew || known.labels !== facts.labels) podArrived(state, facts, turn);
}

/** Whether nothing of what the scheduler counts has changed: its own binding is no news to it. */
function isUnchanged(before: Pod, after: Pod): boolean {
  const [a, b] = [before.metadata, after.metadata];
  return (
    a.labels === b.labels &&
    a.generation === b.generation &&
    a.deletionTimestamp === b.deletionTimestamp
  );
}

/** A Pod that runs now may be the company that another one waits for. */
function podArrived(state: SchedulerState, facts: PodFacts, turn: ClusterTurn): void {
  if (!state.queue.hasUnschedulable) return;
  const namespaceLabels = (name: string) => turn.view.get('Namespace', '', name)?.metadata.labels;
  state.queue.revive(turn.now, ({ uid, plugins }) => {
    if (!plugins.has('InterPodAffinity') && !plugins.has('PodTopologySpread')) return false;
    const pod = turn.view.byUid(uid) as Pod | undefined;
    if (pod === undefined) return true;
    const waiting = podFacts(pod);
    return (
      waiting.spread.length > 0 ||
      waiting.requiredAffinity.some((term) => termMatches(term, facts, namespaceLabels))
    );
  });
}

/** Rules: L-SCH-2, L-TRM-17 */
function release(state: SchedulerState, uid: string, now: SimTime): void {
  const facts = state.cache.removePod(uid);
  if (facts === undefined) return;
  state.queue.revive(
    now,
    ({ plugins }) =>
      plugins.has('NodeResourcesFit') ||
      plugins.has('PodTopologySpread') ||
      plugins.has('InterPodAffinity') ||
      (plugins.has('NodePorts') && facts.hostPorts.length > 0),
  );
}

function nodeChanged(
  state: SchedulerState,
  event: { readonly name: string; readonly isNew: boolean },
  turn: ClusterTurn,
): void {
  const node = turn.view.get('Node', '', event.name) as NodeObject | undefined;
  if (node === undefined) {
    state.cache.removeNode(event.name);
    return;
  }
  const before = state.cache.nodes.get(event.name)?.node;
  state.cache.setNode(node);
  state.queue.revive(
    turn.now,
    (waiting) => before === undefined || nodeMayHelp(waiting, before, node, turn.view),
  );
}

/** Whether a change of the node could cure what kept the Pod off it. */
function nodeMayHelp(
  waiting: Unschedulable,
  before: NodeObject,
  node: NodeObject,
  view: StoreView,
): boolean {
  const pod = view.byUid(waiting.uid) as Pod | undefined;
  if (pod === undefined) return true;
  const { plugins } = waiting;
  const { tolerations } = pod.spec;
  const admits = (of: NodeObject): boolean =>
    of.spec?.unschedulable !== true || isTolerated(tolerations, UNSCHEDULABLE_TAINT);
  const untainted = (of: NodeObject): boolean =>
    untoleratedTaint(of.spec?.taints, tolerations) === undefined;
  const relabelled = !sameJson(before.metadata.labels, node.metadata.labels);
  return (
    (plugins.has('NodeUnschedulable') && !admits(before) && admits(node)) ||
    (plugins.has('TaintToleration') && !untainted(before) && untainted(node)) ||
    (plugins.has('NodeAffinity') && relabelled && nodeSelected(pod.spec, node)) ||
    (plugins.has('NodeResourcesFit') &&
      !sameJson(before.status?.allocatable, node.status?.allocatable)) ||
    ((plugins.has('PodTopologySpread') ||
      plugins.has('InterPodAffinity') ||
      plugins.has('Volumes')) &&
      relabelled)
  );
}

// ---- one Pod -----------------------------------------------------------------------------------------------------

function scheduleOne(state: SchedulerState, queued: Queued, turn: ClusterTurn): void {
  const pod = turn.view.byUid(queued.uid) as Pod | undefined;
  if (pod === undefined || (pod.spec.nodeName ?? '') !== '') return;
  if (pod.metadata.deletionTimestamp !== undefined) {
    emit(turn, pod, 'Warning', 'FailedScheduling', `skip schedule deleting pod: ${nameOf(pod)}`);
    return;
  }
  const { cache } = state;
  const facts = podFacts(pod);
  const volumes = volumeNeeds(pod, turn.view);
  if (cache.nodes.size === 0) {
    failed(state, queued, facts, NO_NODES, ANY_NODE, turn);
    return;
  }
  if (volumes.obstacle !== undefined) {
    const text = prefilterError(cache.nodes.size, volumes.obstacle);
    failed(state, queued, facts, text, new Set(['Volumes']), turn);
    return;
  }
  const namespaceLabels = (name: string) => turn.view.get('Namespace', '', name)?.metadata.labels;
  const prepared = prepare(facts, cache, volumes, namespaceLabels);
  const { fitting, obstacles } = findNodes(state, prepared, pod.status?.nominatedNodeName);
  if (fitting.length === 0) {
    unschedulable(state, queued, prepared, obstacles, turn);
    return;
  }
  const node = best(prepared, fitting, cache, turn);
  cache.addPod(facts, node.name);
  state.nominated.delete(facts.uid);
  reserveVolumes(state, facts, volumes, node, turn);
  if (!state.binding.has(facts.uid)) bind(pod, node.name, fitting.length, cache.nodes.size, turn);
  podArrived(state, facts, turn);
}

/** A node that appears could cure everything. */
const ANY_NODE: ReadonlySet<Plugin> = new Set();

/** Nodes that fit, and why the others don't. Large clusters are looked at in parts, beginning where the last Pod's search ended. */
function findNodes(
  state: SchedulerState,
  prepared: Preparation,
  nominatedNode: string | undefined,
): { readonly fitting: readonly NodeState[]; readonly obstacles: Map<string, Obstacle> } {
  const { cache } = state;
  const obstacles = new Map<string, Obstacle>();
  const fitting: NodeState[] = [];
  const look = (node: NodeState): void => {
    const found = check(state, prepared, node);
    if (found === undefined) fitting.push(node);
    else obstacles.set(node.name, found);
  };
  const promised = nominatedNode === undefined ? undefined : cache.nodes.get(nominatedNode);
  if (promised !== undefined) {
    look(promised);
    if (fitting.length > 0) return { fitting, obstacles };
  }
  const nodes = cache.nodeList;
  if (prepared.onlyNodes !== undefined) {
    for (const name of prepared.onlyNodes) {
      const node = cache.nodes.get(name);
      if (node !== undefined) look(node);
    }
    return { fitting, obstacles };
  }
  const enough = enoughNodes(nodes.length);
  const start = state.nextStart % nodes.length;
  let looked = 0;
  while (looked < nodes.length && fitting.length < enough) {
    const node = nodes[(start + looked) % nodes.length];
    if (node !== undefined && node !== promised) look(node);
    looked++;
  }
  state.nextStart = (start + looked) % nodes.length;
  return { fitting, obstacles };
}

function enoughNodes(count: number): number {
  if (count <= FEW_NODES) return count;
  const share = Math.max(50 - Math.floor(count / 125), 5);
  return Math.max(FEW_NODES, Math.floor((count * share) / 100));
}

/** Pods that were promised the node count as if they were there already. */
function promisedTo(state: SchedulerState, node: string, facts: PodFacts): readonly PodFacts[] {
  if (state.nominated.size === 0) return [];
  return [...state.nominated.values()]
    .filter((n) => n.node === node && n.facts.uid !== facts.uid)
    .filter((n) => n.facts.priority >= facts.priority)
    .map((n) => n.facts);
}

function check(
  state: SchedulerState,
  prepared: Preparation,
  node: NodeState,
): Obstacle | undefined {
  const extra = promisedTo(state, node.name, prepared.facts);
  const crowded = extra.length === 0 ? undefined : obstacle(prepared, node, { gone: [], extra });
  return crowded ?? obstacle(prepared, node, AS_IT_IS);
}

/** Rules: L-SCH-12 */
function best(
  prepared: Preparation,
  fitting: readonly NodeState[],
  cache: ClusterCache,
  turn: ClusterTurn,
): NodeState {
  const [first] = fitting;
  if (first === undefined || fitting.length === 1) return first as NodeState;
  const scores = scoreNodes(prepared, fitting, cache);
  const highest = Math.max(...scores);
  const equals = fitting.filter((_, i) => scores[i] === highest);
  if (equals.length === 1) return equals[0] ?? first;
  const { namespace, pod } = prepared.facts;
  const draw = turn.random(`scheduler/${namespace}/${pod.metadata.name ?? ''}`);
  return equals[Math.floor(draw * equals.length)] ?? first;
}

/** Rules: L-SCH-9 */
function bind(pod: Pod, node: string, fitting: number, all: number, turn: ClusterTurn): void {
  const { namespace = '', name = '', uid = '' } = pod.metadata;
  const entry = turn.record({
    subject: { kind: 'Pod', namespace, name, uid },
    change: {
      kind: 'scheduling',
      node,
      text: all === 1 ? `fits ${node}` : `${node} is the best of ${fitting} nodes that fit`,
    },
    rule: 'L-SCH-9',
  });
  const write = turn.write({ verb: 'bind', by: SCHEDULER_NAME, namespace, name, uid, node }, entry);
  const message = `Successfully assigned ${nameOf(pod)} to ${node}`;
  emit(turn, pod, 'Normal', 'Scheduled', message, write);
}

// ---- claims that wait for the node -------------------------------------------------------------------------------

function reserveVolumes(
  state: SchedulerState,
  facts: PodFacts,
  volumes: VolumeNeeds,
  node: NodeState,
  turn: ClusterTurn,
): void {
  if (volumes.delayed.length === 0) return;
  state.binding.set(facts.uid, node.name);
  for (const { claim, candidates } of volumes.delayed) {
    const volume = candidates.find(
      (candidate) => volumeAdmits(candidate, node.node) && candidate.spec?.claimRef === undefined,
    );
    if (volume !== undefined)
      turn.write({ verb: 'update', by: SCHEDULER_NAME, object: claimed(volume, claim) });
    else
      turn.write({
        verb: 'update',
        by: SCHEDULER_NAME,
        object: {
          ...claim,
          metadata: {
            ...claim.metadata,
            annotations: {
              ...claim.metadata.annotations,
              'volume.kubernetes.io/selected-node': node.name,
            },
          },
        },
      });
  }
}

function volumeAdmits(volume: PersistentVolume, node: NodeObject): boolean {
  const required = volume.spec?.nodeAffinity?.required;
  return (
    required === undefined ||
    nodeSelected(
      { affinity: { nodeAffinity: { requiredDuringSchedulingIgnoredDuringExecution: required } } },
      node,
    )
  );
}

function claimed(volume: PersistentVolume, claim: PersistentVolumeClaim): PersistentVolume {
  const { namespace, name, uid } = claim.metadata;
  return {
    ...volume,
    spec: {
      ...volume.spec,
      claimRef: {
        kind: 'PersistentVolumeClaim',
        apiVersion: 'v1',
        ...(namespace === undefined ? {} : { namespace }),
        ...(name === undefined ? {} : { name }),
        ...(uid === undefined ? {} : { uid }),
      },
    },
  };
}

function finishBindings(state: SchedulerState, turn: ClusterTurn): void {
  for (const [uid, node] of [...state.binding]) {
    const pod = turn.view.byUid(uid) as Pod | undefined;
    if (pod === undefined) state.binding.delete(uid);
    else if (claimsAreBound(pod, turn.view)) {
      state.binding.delete(uid);
      bind(pod, node, 1, state.cache.nodes.size, turn);
    }
  }
}

function claimsAreBound(pod: Pod, view: StoreView): boolean {
  return claimNames(pod).every(
    ({ name }) =>
      (
        view.get('PersistentVolumeClaim', pod.metadata.namespace ?? '', name) as
          | PersistentVolumeClaim
          | undefined
      )?.status?.phase === 'Bound',
  );
}

// ---- no node fits ------------------------------------------------------------------------------------------------

function unschedulable(
  state: SchedulerState,
  queued: Queued,
  prepared: Preparation,
  obstacles: Map<string, Obstacle>,
  turn: ClusterTurn,
): void {
  const { facts } = prepared;
  const { cache } = state;
  const reasons: (readonly string[])[] = cache.nodeList.map(
    (node) =>
      obstacles.get(node.name)?.reasons ?? ["node(s) didn't satisfy plugin(s) [NodeAffinity]"],
  );
  const text = fitError(cache.nodes.size, reasons);
  const plugins = new Set([...obstacles.values()].map(({ plugin }) => plugin));
  if (prepared.onlyNodes !== undefined) plugins.add('NodeAffinity');
  const preemption = tryPreemption(state, prepared, obstacles, turn);
  if (preemption.kind === 'refused') {
    failed(state, queued, facts, withPreemption(text, preemption.text), plugins, turn);
    return;
  }
  failed(state, queued, facts, text, plugins, turn, preemption.plan.node);
  state.nominated.set(facts.uid, { node: preemption.plan.node, facts });
  preempt(preemption.plan, facts, turn);
}

type PreemptionAnswer =
  | { readonly kind: 'plan'; readonly plan: PreemptionPlan }
  | { readonly kind: 'refused'; readonly text: string };

/** Rules: L-SCH-6, L-SCH-11 */
function tryPreemption(
  state: SchedulerState,
  prepared: Preparation,
  obstacles: ReadonlyMap<string, Obstacle>,
  turn: ClusterTurn,
): PreemptionAnswer {
  const { pod } = prepared.facts;
  if (pod.spec.preemptionPolicy === 'Never')
    return { kind: 'refused', text: NOT_ELIGIBLE_BY_POLICY };
  if (victimsAreLeaving(state, prepared.facts, turn.view))
    return { kind: 'refused', text: NOT_ELIGIBLE_YET };
  const budgets = [...turn.view.list('PodDisruptionBudget')] as PodDisruptionBudget[];
  const outcome = planPreemption(
    prepared,
    state.cache.nodeList,
    obstacles,
    (node) => promisedTo(state, node, prepared.facts),
    budgets,
  );
  if (outcome.kind === 'plan') return outcome;
  return { kind: 'refused', text: fitError(state.cache.nodes.size, outcome.reasons.values()) };
}

/** Whether the node that was promised is already being freed. */
function victimsAreLeaving(state: SchedulerState, facts: PodFacts, view: StoreView): boolean {
  const promised = state.nominated.get(facts.uid)?.node;
  if (promised === undefined) return false;
  for (const pod of state.cache.nodes.get(promised)?.pods.values() ?? []) {
    const current = view.byUid(pod.uid) as Pod | undefined;
    if (pod.priority < facts.priority && current?.metadata.deletionTimestamp !== undefined)
      return true;
  }
  return false;
}

/** Rules: L-SCH-11, L-CND-8 */
function preempt(plan: PreemptionPlan, facts: PodFacts, turn: ClusterTurn): void {
  for (const victim of plan.victims) {
    const pod = turn.view.byUid(victim.uid) as Pod | undefined;
    if (pod === undefined || pod.metadata.deletionTimestamp !== undefined) continue;
    const { namespace = '', name = '', uid = '' } = pod.metadata;
    const entry = turn.record({
      subject: { kind: 'Pod', namespace, name, uid },
      change: {
        kind: 'scheduling',
        node: plan.node,
        text: `must make room for ${nameOf(facts.pod)}, whose priority is ${facts.priority}`,
      },
      rule: 'L-SCH-11',
      field: 'spec.priorityClassName',
    });
    const condition = {
      type: 'DisruptionTarget',
      status: 'True',
      reason: 'PreemptionByScheduler',
      message: `${SCHEDULER_NAME}: preempting to accommodate a higher priority pod`,
      lastProbeTime: null,
      lastTransitionTime: toTimestamp(turn.now),
    };
    const conditions = [
      ...(pod.status?.conditions ?? []).filter((c) => c.type !== 'DisruptionTarget'),
      condition,
    ];
    const object: Pod = { ...pod, status: { ...pod.status, conditions } };
    turn.write({ verb: 'update', subresource: 'status', by: SCHEDULER_NAME, object }, entry);
    turn.write({ verb: 'delete', by: SCHEDULER_NAME, kind: 'Pod', namespace, name, uid }, entry);
    const message = `Preempted by pod ${facts.uid} on node ${plan.node}`;
    emit(turn, pod, 'Normal', 'Preempted', message, entry);
  }
}

/** Rules: L-SCH-8 */
function failed(
  state: SchedulerState,
  queued: Queued,
  facts: PodFacts,
  text: string,
  plugins: ReadonlySet<Plugin>,
  turn: ClusterTurn,
  nominatedNode?: string,
): void {
  const { pod } = facts;
  state.queue.failed(queued, plugins, turn.now);
  const { namespace = '', name = '', uid = '' } = pod.metadata;
  const field = fieldOf(plugins, facts);
  const entry = turn.record({
    subject: { kind: 'Pod', namespace, name, uid },
    change: { kind: 'scheduling', text },
    rule: 'L-SCH-8',
    ...(field === undefined ? {} : { field }),
  });
  emit(turn, pod, 'Warning', 'FailedScheduling', cut(text), entry);
  const before = pod.status?.conditions?.find((c) => c.type === 'PodScheduled');
  const isSame =
    before?.status === 'False' && before.reason === 'Unschedulable' && before.message === text;
  const nominated = nominatedNode ?? pod.status?.nominatedNodeName;
  if (isSame && nominated === pod.status?.nominatedNodeName) return;
  const condition = {
    type: 'PodScheduled',
    status: 'False',
    reason: 'Unschedulable',
    message: text,
    lastProbeTime: null,
    lastTransitionTime:
      (before?.status === 'False' ? before.lastTransitionTime : undefined) ?? toTimestamp(turn.now),
    ...(pod.metadata.generation === undefined
      ? {}
      : { observedGeneration: pod.metadata.generation }),
  };
  const conditions = [
    ...(pod.status?.conditions ?? []).filter((c) => c.type !== 'PodScheduled'),
    condition,
  ];
  const object: Pod = {
    ...pod,
    status: {
      ...pod.status,
      conditions,
      ...(nominated === undefined ? {} : { nominatedNodeName: nominated }),
    },
  };
  turn.write({ verb: 'update', subresource: 'status', by: SCHEDULER_NAME, object }, entry);
}

/** The field of the manifest that the first obstacle goes back to. */
function fieldOf(plugins: ReadonlySet<Plugin>, facts: PodFacts): string | undefined {
  const [first] = plugins;
  switch (first) {
    case 'NodeAffinity':
      return facts.nodeSelector === undefined ? 'spec.affinity.nodeAffinity' : 'spec.nodeSelector';
    case 'TaintToleration':
    case 'NodeUnschedulable':
      return 'spec.tolerations';
    case 'NodeResourcesFit':
      return 'spec.containers[0].resources.requests';
    case 'NodePorts':
      return 'spec.containers[0].ports';
    case 'PodTopologySpread':
      return 'spec.topologySpreadConstraints';
    case 'InterPodAffinity':
      return facts.requiredAffinity.length > 0
        ? 'spec.affinity.podAffinity'
        : 'spec.affinity.podAntiAffinity';
    case 'Volumes':
      return 'spec.volumes';
    case 'NodeName':
      return 'spec.nodeName';
    default:
      return undefined;
  }
}

function nameOf(pod: Pod): string {
  return `${pod.metadata.namespace ?? ''}/${pod.metadata.name ?? ''}`;
}

function emit(
  turn: ClusterTurn,
  pod: Pod,
  type: 'Normal' | 'Warning',
  reason: string,
  message: string,
  because?: number,
): void {
  const { namespace = '', name = '', uid = '' } = pod.metadata;
  const about = { kind: 'Pod', apiVersion: 'v1', namespace, name, uid };
  const event = { source: SCHEDULER_NAME, type, reason, message, about };
  turn.write({ verb: 'event', by: SCHEDULER_NAME, event }, because);
}
