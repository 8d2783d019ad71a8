// Takes away Pods that nobody else will: those of nodes that are gone, of nodes given up, and what stayed behind unscheduled.

import type { Pod } from '../../../schema/objects';
import type { NodeObject } from '../../../schema/workloads';
import type { AnyClusterComponent } from '../../api/clusterComponent';
import { withDisruptionTarget } from '../../api/disruptionTarget';
import type { Change, StoreView } from '../../api/store';
import type { SimTime } from '../../kernel/time';
import { type ControllerTurn, controllerComponent } from '../controller';
import { conditionOf, isTerminal } from '../pods';

const NAME = 'pod-garbage-collector';
/** Rules: L-TIM-18 */
const PERIOD_MS = 20_000;
const QUARANTINE_MS = 40_000;
/** Where in its period the collector looks. */
const PHASE_MS = 19_000;
const OUT_OF_SERVICE = 'node.kubernetes.io/out-of-service';

/** More Pods that have ended than so many are not kept. */
const MOST_ENDED = 12_500;
/** The actor that looks after those that have ended, wherever they are. */
const ENDED = '';

interface Memory {
  /** The pass that first found the node missing. */
  readonly missingSince?: SimTime;
}

/** One actor per node with something to collect. Rules: L-NOD-8 */
export function createPodGarbageController(): AnyClusterComponent {
  return controllerComponent<Memory>({
    name: NAME,
    reactionMs: 0,
    kinds: ['Node', 'Pod'],
    concerns,
    sync: (turn, name, memory = {}) => sync(turn, name, memory),
  });
}

function concerns(change: Change, view: StoreView): readonly string[] | undefined {
  const { object, previous } = change;
  const { name = '' } = object.metadata;
  if (object.kind === 'Node')
    return change.op === 'DELETED' || isOutOfService(object as NodeObject) ? [name] : undefined;
  if (object.kind !== 'Pod' || change.op === 'DELETED') return undefined;
  if (view.count('Pod') > MOST_ENDED && hasJustEnded(change)) return [ENDED];
  const { nodeName = '' } = (object as Pod).spec;
  if (nodeName === '') return undefined;
  const before = previous as Pod | undefined;
  const isNews =
    before?.spec.nodeName !== nodeName ||
    before.metadata.deletionTimestamp !== object.metadata.deletionTimestamp;
  if (!isNews) return undefined;
  const node = view.get('Node', '', nodeName) as NodeObject | undefined;
  return node === undefined || isOutOfService(node) ? [nodeName] : undefined;
}

function hasJustEnded({ object, previous }: Change): boolean {
  return isTerminal(object as Pod) && (previous === undefined || !isTerminal(previous as Pod));
}

function isOutOfService(node: NodeObject): boolean {
  return (node.spec?.taints ?? []).some((taint) => taint.key === OUT_OF_SERVICE);
}

function sync(turn: ControllerTurn, name: string, memory: Memory): Memory | undefined {
  const isPass = turn.now % PERIOD_MS === PHASE_MS;
  const nextPass = (Math.floor((turn.now - PHASE_MS) / PERIOD_MS) + 1) * PERIOD_MS + PHASE_MS;
  if (name === ENDED) {
    if (isPass) collectEnded(turn);
    else turn.again(nextPass);
    return {};
  }
  const pods = [...turn.view.podsOnNode(name)];
  if (pods.length === 0) return undefined;
  const node = turn.view.get('Node', '', name) as NodeObject | undefined;
  if (node === undefined) return collectMissing(turn, pods, memory, isPass, nextPass);
  if (!isOutOfService(node)) return undefined;
  const leaving = pods.filter((pod) => pod.metadata.deletionTimestamp !== undefined);
  const isDown = conditionOf(node, 'Ready')?.status !== 'True';
  if (isPass && isDown) for (const pod of leaving) collect(turn, pod);
  else if (leaving.length > 0) turn.again(nextPass);
  return {};
}

function collectMissing(
  turn: ControllerTurn,
  pods: readonly Pod[],
  memory: Memory,
  isPass: boolean,
  nextPass: SimTime,
): Memory {
  const { missingSince = isPass ? turn.now : undefined } = memory;
  if (isPass && missingSince !== undefined && turn.now - missingSince >= QUARANTINE_MS) {
    for (const pod of pods) collect(turn, pod);
    return {};
  }
  turn.again(nextPass);
  return missingSince === undefined ? {} : { missingSince };
}

/** Too many have ended: evicted ones go first, then the oldest. Rules: L-NOD-8, L-TIM-18 */
function collectEnded(turn: ControllerTurn): void {
  const ended: Pod[] = [];
  for (const pod of turn.view.list('Pod'))
    if (isTerminal(pod as Pod) && pod.metadata.deletionTimestamp === undefined)
      ended.push(pod as Pod);
  const surplus = ended.length - MOST_ENDED;
  if (surplus <= 0) return;
  const rank = ({ status, metadata }: Pod): string =>
    `${status?.reason === 'Evicted' ? 0 : 1} ${metadata.creationTimestamp ?? ''}`;
  ended.sort((a, b) => (rank(a) < rank(b) ? -1 : rank(a) > rank(b) ? 1 : 0));
  for (const pod of ended.slice(0, surplus))
    collect(turn, pod, 'is collected: too many have ended');
}

/** Rules: L-NOD-8, L-CND-8 */
function collect(turn: ControllerTurn, pod: Pod, text = 'is collected: its node is gone'): void {
  const { namespace = '', name = '', uid = '' } = pod.metadata;
  const entry = turn.record({
    subject: { kind: 'Pod', namespace, name, uid },
    change: { kind: 'node', text },
    rule: 'L-NOD-8',
  });
  if (!isTerminal(pod)) {
    const said = { reason: 'DeletionByPodGC', message: 'PodGC: node no longer exists' };
    const conditions = withDisruptionTarget(pod, said, turn.now);
    const object: Pod = { ...pod, status: { ...pod.status, phase: 'Failed', conditions } };
    turn.write({ verb: 'update', subresource: 'status', by: NAME, object }, entry);
  }
  const gone = { kind: 'Pod', namespace, name, uid, gracePeriodSeconds: 0 };
  turn.write({ verb: 'delete', by: NAME, ...gone }, entry);
}
