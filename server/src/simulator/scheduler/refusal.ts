// No node fits: the Pod is told why, and less important ones may have to go for it.

import type { Pod } from '../../schema/objects';
import type { PodDisruptionBudget } from '../../schema/workloads';
import type { ClusterTurn } from '../api/clusterComponent';
import { withDisruptionTarget } from '../api/disruptionTarget';
import type { StoreView } from '../api/store';
import { toTimestamp } from '../api/timestamps';
import type { Obstacle, Plugin, Preparation } from './filters';
import {
  cut,
  fitError,
  NOT_ELIGIBLE_BY_POLICY,
  NOT_ELIGIBLE_YET,
  withPreemption,
} from './messages';
import type { PodFacts } from './podFacts';
import { type PreemptionPlan, planPreemption } from './preemption';
import type { Queued } from './queue';
import { emit, nameOf, promisedTo, SCHEDULER_NAME, type SchedulerState } from './schedulerState';

export function unschedulable(
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
    if (pod.priority < facts.priority && current !== undefined && isPreempted(current)) return true;
  }
  return false;
}

/** On its way out for a more important Pod; one that leaves for other reasons holds nobody back. */
function isPreempted({ metadata, status }: Pod): boolean {
  if (metadata.deletionTimestamp === undefined) return false;
  const target = status?.conditions?.find(({ type }) => type === 'DisruptionTarget');
  return target?.status === 'True' && target.reason === PREEMPTED;
}

const PREEMPTED = 'PreemptionByScheduler';

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
    const said = {
      reason: PREEMPTED,
      message: `${SCHEDULER_NAME}: preempting to accommodate a higher priority pod`,
    };
    const conditions = withDisruptionTarget(pod, said, turn.now);
    const object: Pod = { ...pod, status: { ...pod.status, conditions } };
    turn.write({ verb: 'update', subresource: 'status', by: SCHEDULER_NAME, object }, entry);
    turn.write({ verb: 'delete', by: SCHEDULER_NAME, kind: 'Pod', namespace, name, uid }, entry);
    const message = `Preempted by pod ${facts.uid} on node ${plan.node}`;
    emit(turn, pod, 'Normal', 'Preempted', message, entry);
  }
}

/** Rules: L-SCH-8 */
export function failed(
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
