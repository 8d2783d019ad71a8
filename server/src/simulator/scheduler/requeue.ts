// What a change of the cluster means to the Pods that wait: which of them are worth another try.
import {
  isTolerated,
  nodeSelected,
  UNSCHEDULABLE_TAINT,
  untoleratedTaint,
} from '../../schema/nodeMatching';
import type { Pod } from '../../schema/objects';
import type { NodeObject } from '../../schema/workloads';
import type { ClusterTurn } from '../api/clusterComponent';
import type { StoreView } from '../api/store';
import type { SimTime } from '../kernel/time';
import { type PodFacts, podFacts } from './podFacts';
import type { Unschedulable } from './queue';
import { isLess, mayBeResized } from './resources';
import { isTerminal, SCHEDULER_NAME, type SchedulerState, sameJson } from './schedulerState';
import { termMatches } from './terms';

/** Rules: L-SCH-1, L-SCH-3 */
export function enqueue(state: SchedulerState, uid: string, turn: ClusterTurn): void {
  const pod = turn.view.byUid(uid) as Pod | undefined;
  if (pod === undefined || (pod.spec.nodeName ?? '') !== '') return;
  if ((pod.spec.schedulerName ?? SCHEDULER_NAME) !== SCHEDULER_NAME) return;
  if ((pod.spec.schedulingGates ?? []).length > 0) return;
  if (isTerminal(pod) || state.binding.has(uid)) return;
  state.queue.add(uid, pod.spec.priority ?? 0, turn.now);
}

export function assigned(state: SchedulerState, uid: string, turn: ClusterTurn): void {
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
  if (!isNew && isLess(facts.requests, known.requests))
    state.queue.revive(turn.now, ({ plugins }) => plugins.has('NodeResourcesFit'));
}

/** Whether nothing of what the scheduler counts has changed: its own binding is no news to it. */
function isUnchanged(before: Pod, after: Pod): boolean {
  const [a, b] = [before.metadata, after.metadata];
  return (
    a.labels === b.labels &&
    a.generation === b.generation &&
    a.deletionTimestamp === b.deletionTimestamp &&
    (before.status === after.status || !mayBeResized(after))
  );
}

/** A Pod that runs now may be the company that another one waits for. */
export function podArrived(state: SchedulerState, facts: PodFacts, turn: ClusterTurn): void {
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
export function release(state: SchedulerState, uid: string, now: SimTime): void {
  const facts = state.cache.removePod(uid);
  if (facts === undefined) return;
  state.queue.revive(
    now,
    ({ plugins }) =>
      plugins.has('NodeResourcesFit') ||
      plugins.has('VolumeRestrictions') ||
      plugins.has('NodeVolumeLimits') ||
      plugins.has('PodTopologySpread') ||
      plugins.has('InterPodAffinity') ||
      (plugins.has('NodePorts') && facts.hostPorts.length > 0),
  );
}

export function nodeChanged(
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
