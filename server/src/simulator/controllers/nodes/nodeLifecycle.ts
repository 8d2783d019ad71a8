// The node controller: notices nodes that no longer report, tells so in their conditions, on their Pods and by taints.
import type { KubeObject, Pod } from '../../../schema/objects';
import type { Condition, NodeObject, Taint } from '../../../schema/workloads';
import type { AnyClusterComponent } from '../../api/clusterComponent';
import type { Change } from '../../api/store';
import { fromTimestamp, toTimestamp } from '../../api/timestamps';
import type { SimTime } from '../../kernel/time';
import type { Latencies } from '../../latencies';
import { type ControllerTurn, controllerComponent, emit, sameJson } from '../controller';
import { conditionOf, isTerminal, withCondition } from '../pods';

const NAME = 'node-controller';
/** Rules: L-TIM-16 */
const MONITOR_PERIOD_MS = 5000;
const GRACE_MS = 50_000;
/** The monitor's ticks don't fall together with the kubelets'. */
const MONITOR_PHASE_MS = 1500;
const EVICTION_PASS_MS = 100;
/** One node after the other gets its NoExecute taint. */
const EVICTION_INTERVAL_MS = 10_000;
/** A zone in which so many nodes are down is itself in trouble: then nothing is evicted, or hardly anything. */
const DISRUPTED_SHARE = 0.55;
const DISRUPTED_LEAST = 3;
const LARGE_ZONE = 50;
const DISRUPTED_INTERVAL_MS = 100_000;
const LEASE_NAMESPACE = 'kube-node-lease';

const NOT_READY = 'node.kubernetes.io/not-ready';
const UNREACHABLE = 'node.kubernetes.io/unreachable';
const UNSCHEDULABLE = 'node.kubernetes.io/unschedulable';
/** Taints that stand for conditions of a node: type, its bad status, key. */
const PRESSURES: readonly (readonly [string, string])[] = [
  ['MemoryPressure', 'node.kubernetes.io/memory-pressure'],
  ['DiskPressure', 'node.kubernetes.io/disk-pressure'],
  ['PIDPressure', 'node.kubernetes.io/pid-pressure'],
  ['NetworkUnavailable', 'node.kubernetes.io/network-unavailable'],
];
const OWN_KEYS: ReadonlySet<string> = new Set([
  NOT_READY,
  UNREACHABLE,
  UNSCHEDULABLE,
  ...PRESSURES.map(([, key]) => key),
]);

interface Memory {
  readonly ready: string;
  /** When the NoExecute taint is due to change, as the queue of nodes is looked at. */
  readonly evictionPass?: SimTime;
}

/** Rules: L-NOD-2, L-NOD-3, L-NOD-4, L-NOD-7 */
export function createNodeLifecycleController(latencies: Latencies): AnyClusterComponent {
  return controllerComponent<Memory>({
    name: NAME,
    reactionMs: latencies.controllerReaction,
    kinds: ['Node', 'Lease'],
    concerns,
    sync(turn, name, memory) {
      const node = turn.view.get('Node', '', name) as NodeObject | undefined;
      return node === undefined ? undefined : sync(turn, node, memory);
    },
  });
}

function concerns(change: Change): readonly string[] | undefined {
  const { object, previous } = change;
  const { name = '', namespace } = object.metadata;
  if (object.kind === 'Lease') return namespace === LEASE_NAMESPACE ? [name] : undefined;
  if (object.kind !== 'Node') return undefined;
  const isNews =
    previous === undefined ||
    change.op === 'DELETED' ||
    !sameJson(previous['spec'], object['spec']) ||
    !sameJson(states(previous as NodeObject), states(object as NodeObject));
  return isNews ? [name] : undefined;
}

function states(node: NodeObject): readonly (readonly [string, string])[] {
  return (node.status?.conditions ?? []).map(({ type, status }) => [type, status]);
}

/** The next look of the monitor at or after `at`. */
function nextMonitor(at: SimTime): SimTime {
  const periods = Math.ceil((at - MONITOR_PHASE_MS) / MONITOR_PERIOD_MS);
  return periods * MONITOR_PERIOD_MS + MONITOR_PHASE_MS;
}

function sync(turn: ControllerTurn, given: NodeObject, memory: Memory | undefined): Memory {
  const lostAt = silenceNoticedAt(turn, given);
  let node = given;
  if (lostAt !== undefined && readyOf(node) !== 'Unknown') {
    if (lostAt > turn.now) turn.again(lostAt);
    else node = markUnknown(turn, node);
  }
  const ready = readyOf(node);
  const before = memory?.ready ?? 'True';
  if (ready !== 'True' && before === 'True') reportNotReady(turn, node);
  return taint(turn, node, ready, memory);
}

function readyOf(node: NodeObject): string {
  return conditionOf(node, 'Ready')?.status ?? 'Unknown';
}

/** When the monitor notices that the node's lease is not renewed any more; undefined while it is. Rules: L-NOD-2 */
function silenceNoticedAt(turn: ControllerTurn, node: NodeObject): SimTime | undefined {
  const lease = turn.view.get('Lease', LEASE_NAMESPACE, node.metadata.name ?? '');
  const spec = lease?.['spec'] as
    | { readonly holderIdentity?: string; readonly renewTime?: string }
    | undefined;
  if (spec === undefined || (spec.holderIdentity ?? '') !== '') return undefined;
  const renewed = fromTimestamp(spec.renewTime);
  return renewed === undefined ? undefined : nextMonitor(renewed + GRACE_MS);
}

function markUnknown(turn: ControllerTurn, node: NodeObject): NodeObject {
  let conditions: readonly Condition[] = node.status?.conditions ?? [];
  for (const type of ['Ready', 'MemoryPressure', 'DiskPressure', 'PIDPressure']) {
    const before = conditions.find((c) => c.type === type);
    conditions = withCondition(conditions, {
      ...before,
      type,
      status: 'Unknown',
      reason: 'NodeStatusUnknown',
      message: 'Kubelet stopped posting node status.',
      lastTransitionTime: toTimestamp(turn.now),
    });
  }
  const marked: NodeObject = { ...node, status: { ...node.status, conditions } };
  const entry = turn.record({
    subject: nodeSubject(node),
    change: { kind: 'node', text: 'has not reported for 50 s' },
    rule: 'L-NOD-2',
  });
  turn.write({ verb: 'update', subresource: 'status', by: NAME, object: marked }, entry);
  return marked;
}

function nodeSubject(node: NodeObject) {
  const { name = '', uid = '' } = node.metadata;
  return { kind: 'Node', namespace: '', name, uid };
}

/** Rules: L-NOD-2, L-NOD-3 */
function reportNotReady(turn: ControllerTurn, node: NodeObject): void {
  const name = node.metadata.name ?? '';
  emit(turn, NAME, node, 'Normal', 'NodeNotReady', `Node ${name} status is now: NodeNotReady`);
  for (const pod of turn.view.podsOnNode(name)) {
    if (isTerminal(pod) || conditionOf(pod, 'Ready')?.status !== 'True') continue;
    const conditions = withCondition(pod.status?.conditions, {
      ...conditionOf(pod, 'Ready'),
      type: 'Ready',
      status: 'False',
      lastTransitionTime: toTimestamp(turn.now),
    });
    const object: KubeObject = { ...pod, status: { ...pod.status, conditions } };
    const entry = turn.write({ verb: 'update', subresource: 'status', by: NAME, object });
    emit(turn, NAME, pod as Pod, 'Warning', 'NodeNotReady', 'Node is not ready', entry);
  }
}

/** Rules: L-NOD-4. NoSchedule follows at once, NoExecute with the next pass over the queue of nodes. */
function taint(
  turn: ControllerTurn,
  node: NodeObject,
  ready: string,
  memory: Memory | undefined,
): Memory {
  const present = node.spec?.taints ?? [];
  const key = ready === 'Unknown' ? UNREACHABLE : ready === 'False' ? NOT_READY : undefined;
  const isMarked = key !== undefined && present.some((t) => isEviction(t) && t.key === key);
  const hasOther = present.some((t) => isEviction(t) && t.key !== key);
  let evictions: readonly Taint[] = present.filter(isEviction);
  let { evictionPass } = memory ?? {};
  if ((key !== undefined && !isMarked) || hasOther) {
    evictionPass ??= key === undefined ? nextMonitor(turn.now + 1) : turn.now + EVICTION_PASS_MS;
    const allowedAt = key === undefined ? turn.now : nextEviction(turn, node);
    if (evictionPass > turn.now) turn.again(evictionPass);
    else if (allowedAt === undefined) turn.again(nextMonitor(turn.now + 1));
    else if (allowedAt > turn.now) turn.again(allowedAt);
    else {
      evictionPass = undefined;
      const timeAdded = toTimestamp(turn.now);
      evictions = key === undefined ? [] : [{ key, effect: 'NoExecute', timeAdded }];
    }
  } else evictionPass = undefined;
  const foreign = present.filter((t) => !OWN_KEYS.has(t.key) || !isOwnEffect(t));
  const taints = [...foreign, ...noScheduleTaints(node, key), ...evictions];
  if (!sameTaints(present, taints)) {
    const { taints: _old, ...spec } = node.spec ?? {};
    const object = { ...node, spec: taints.length === 0 ? spec : { ...spec, taints } };
    turn.write({ verb: 'update', by: NAME, object });
  }
  return { ready, ...(evictionPass === undefined ? {} : { evictionPass }) };
}

/** When the next node of the zone may be evicted; undefined: not while so many others are down. Rules: L-NOD-4 */
function nextEviction(turn: ControllerTurn, node: NodeObject): SimTime | undefined {
  const zone = zoneOf(node);
  let [ready, down] = [0, 0];
  let last: SimTime | undefined;
  for (const object of turn.view.list('Node')) {
    const other = object as NodeObject;
    if (zoneOf(other) !== zone) continue;
    if (readyOf(other) === 'True') ready++;
    else down++;
    for (const mark of (other.spec?.taints ?? []).filter(isEviction)) {
      const at = fromTimestamp(mark.timeAdded);
      if (at !== undefined && other.metadata.uid !== node.metadata.uid)
        last = Math.max(last ?? at, at);
    }
  }
  const isDisrupted =
    ready > 0 && down >= DISRUPTED_LEAST && down / (ready + down) >= DISRUPTED_SHARE;
  if (isDisrupted && ready + down <= LARGE_ZONE) return undefined;
  const interval = isDisrupted ? DISRUPTED_INTERVAL_MS : EVICTION_INTERVAL_MS;
  return last === undefined ? turn.now : Math.max(turn.now, last + interval);
}

function zoneOf(node: NodeObject): string {
  const { labels } = node.metadata;
  return `${labels?.['topology.kubernetes.io/region'] ?? ''}/${labels?.['topology.kubernetes.io/zone'] ?? ''}`;
}

function isEviction(taint: Taint): boolean {
  return taint.effect === 'NoExecute' && (taint.key === NOT_READY || taint.key === UNREACHABLE);
}
function isOwnEffect(taint: Taint): boolean {
  return taint.effect === 'NoSchedule' || isEviction(taint);
}

function noScheduleTaints(node: NodeObject, readiness: string | undefined): readonly Taint[] {
  const keys = PRESSURES.filter(([type]) => conditionOf(node, type)?.status === 'True').map(
    ([, key]) => key,
  );
  if (readiness !== undefined) keys.unshift(readiness);
  if (node.spec?.unschedulable === true) keys.push(UNSCHEDULABLE);
  return keys.map((key) => ({ key, effect: 'NoSchedule' }));
}

function sameTaints(a: readonly Taint[], b: readonly Taint[]): boolean {
  const names = (taints: readonly Taint[]): string =>
    taints
      .map((t) => `${t.key}=${t.value ?? ''}:${t.effect}`)
      .sort()
      .join(',');
  return names(a) === names(b);
}
