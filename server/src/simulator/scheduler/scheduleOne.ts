// One Pod's turn: the nodes that fit, the best of them, or the reasons why there is none.
import type { Pod } from '../../schema/objects';
import type { ClusterTurn } from '../api/clusterComponent';
import { bind, reserveVolumes } from './binding';
import type { ClusterCache, NodeState } from './clusterCache';
import {
  AS_IT_IS,
  type Obstacle,
  obstacle,
  type Plugin,
  type Preparation,
  prepare,
} from './filters';
import { NO_NODES, prefilterError } from './messages';
import { podFacts } from './podFacts';
import type { Queued } from './queue';
import { failed, unschedulable } from './refusal';
import { podArrived } from './requeue';
import { emit, nameOf, promisedTo, type SchedulerState } from './schedulerState';
import { scoreNodes } from './scores';
import { volumeNeeds } from './volumes';

/** From this many nodes on only a part of them is looked at for each Pod. */
const FEW_NODES = 100;

export function scheduleOne(state: SchedulerState, queued: Queued, turn: ClusterTurn): void {
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

function check(
  state: SchedulerState,
  prepared: Preparation,
  node: NodeState,
): Obstacle | undefined {
  if (state.nominated.size === 0) return obstacle(prepared, node, AS_IT_IS);
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
  const equals: NodeState[] = [];
  let highest = Number.NEGATIVE_INFINITY;
  for (const score of scores) if (score > highest) highest = score;
  fitting.forEach((node, i) => {
    if (scores[i] === highest) equals.push(node);
  });
  if (equals.length === 1) return equals[0] ?? first;
  const { namespace, pod } = prepared.facts;
  const draw = turn.random(`scheduler/${namespace}/${pod.metadata.name ?? ''}`);
  return equals[Math.floor(draw * equals.length)] ?? first;
}
