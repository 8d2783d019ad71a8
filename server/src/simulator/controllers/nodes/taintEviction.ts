// Sends Pods away from nodes with NoExecute taints that they don't tolerate, or not for ever.

import { tolerates } from '../../../schema/nodeMatching';
import type { Pod } from '../../../schema/objects';
import type { NodeObject, Taint } from '../../../schema/workloads';
import type { AnyClusterComponent } from '../../api/clusterComponent';
import { withDisruptionTarget } from '../../api/disruptionTarget';
import type { Change, StoreView } from '../../api/store';
import type { SimTime } from '../../kernel/time';
import type { Latencies } from '../../latencies';
import { type ControllerTurn, controllerComponent, emit, sameJson } from '../controller';
import { isTerminal } from '../pods';

const NAME = 'taint-eviction-controller';

/** By Pod: since when it has been under the taints, and when it has to go. */
type Memory = ReadonlyMap<string, { readonly since: SimTime; readonly due: SimTime }>;

/** One actor per node. Rules: L-NOD-5, L-NOD-15 */
export function createTaintEvictionController(latencies: Latencies): AnyClusterComponent {
  return controllerComponent<Memory>({
    name: NAME,
    reactionMs: latencies.watch + 5,
    kinds: ['Node', 'Pod'],
    concerns,
    sync: (turn, node, memory = new Map()) => sync(turn, node, memory),
  });
}

function evictingTaints(node: NodeObject | undefined): readonly Taint[] {
  return (node?.spec?.taints ?? []).filter((taint) => taint.effect === 'NoExecute');
}

function concerns(change: Change, view: StoreView): readonly string[] | undefined {
  const { object, previous } = change;
  if (object.kind === 'Node') {
    const now = change.op === 'DELETED' ? [] : evictingTaints(object as NodeObject);
    const before = evictingTaints(previous as NodeObject | undefined);
    return sameJson(now, before) ? undefined : [object.metadata.name ?? ''];
  }
  if (object.kind !== 'Pod') return undefined;
  const pod = object as Pod;
  const { nodeName } = pod.spec;
  if (nodeName === undefined || nodeName === '' || change.op === 'DELETED') return undefined;
  const before = previous as Pod | undefined;
  const isNews =
    before?.spec.nodeName !== nodeName || before.spec.tolerations !== pod.spec.tolerations;
  if (!isNews) return undefined;
  const node = view.get('Node', '', nodeName) as NodeObject | undefined;
  return evictingTaints(node).length === 0 ? undefined : [nodeName];
}

/**
 * How long the Pod may stay under the taints: 0 not at all, undefined for ever. Of several tolerations of one taint the
 * first counts. Rules: L-NOD-5
 */
export function toleratedMs(pod: Pod, taints: readonly Taint[]): SimTime | undefined {
  let shortest: SimTime | undefined;
  for (const taint of taints) {
    const covering = pod.spec.tolerations?.find((toleration) => tolerates(toleration, taint));
    if (covering === undefined) return 0;
    const { tolerationSeconds } = covering;
    if (tolerationSeconds === undefined) continue;
    const ms = Math.max(0, tolerationSeconds) * 1000;
    if (shortest === undefined || ms < shortest) shortest = ms;
  }
  return shortest;
}

function sync(turn: ControllerTurn, name: string, memory: Memory): Memory | undefined {
  const taints = evictingTaints(turn.view.get('Node', '', name) as NodeObject | undefined);
  const next = new Map<string, { readonly since: SimTime; readonly due: SimTime }>();
  for (const pod of turn.view.podsOnNode(name)) {
    const { uid = '', deletionTimestamp } = pod.metadata;
    if (isTerminal(pod) || deletionTimestamp !== undefined) continue;
    const pending = memory.get(uid);
    const stay = taints.length === 0 ? undefined : toleratedMs(pod, taints);
    if (stay === undefined) {
      if (pending !== undefined) cancel(turn, pod);
      continue;
    }
    const since = pending?.since ?? turn.now;
    const due = since + stay;
    if (due <= turn.now) evict(turn, pod);
    else {
      next.set(uid, { since, due });
      turn.again(due);
    }
  }
  return next.size === 0 ? undefined : next;
}

function nameOf(pod: Pod): string {
  return `${pod.metadata.namespace ?? ''}/${pod.metadata.name ?? ''}`;
}

function cancel(turn: ControllerTurn, pod: Pod): void {
  const message = `Cancelling deletion of Pod ${nameOf(pod)}`;
  emit(turn, NAME, pod, 'Normal', 'TaintManagerEviction', message);
}

/** Rules: L-NOD-5, L-CND-8 */
function evict(turn: ControllerTurn, pod: Pod): void {
  const { namespace = '', name = '', uid = '', generation } = pod.metadata;
  const entry = turn.record({
    subject: { kind: 'Pod', namespace, name, uid },
    change: { kind: 'node', text: 'does not tolerate the NoExecute taints of its node any longer' },
    rule: 'L-NOD-5',
    field: 'spec.tolerations',
  });
  const message = `Marking for deletion Pod ${nameOf(pod)}`;
  emit(turn, NAME, pod, 'Normal', 'TaintManagerEviction', message, entry);
  const said = {
    reason: 'DeletionByTaintManager',
    message: 'Taint manager: deleting due to NoExecute taint',
    ...(generation === undefined ? {} : { observedGeneration: generation }),
  };
  const conditions = withDisruptionTarget(pod, said, turn.now);
  const object: Pod = { ...pod, status: { ...pod.status, conditions } };
  turn.write({ verb: 'update', subresource: 'status', by: NAME, object }, entry);
  turn.write({ verb: 'delete', by: NAME, kind: 'Pod', namespace, name, uid }, entry);
}
