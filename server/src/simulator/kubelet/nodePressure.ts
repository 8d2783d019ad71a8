// A node whose memory runs short: Pods are evicted, one each ten seconds; when it is gone, the kernel kills.
// Rules: L-NOD-10, L-RST-13, L-CND-8. What the system itself uses is one assumed amount.
import { podRequestAmounts } from '../../schema/defaults';
import type { KubeObject } from '../../schema/objects';
import { quantityOf, wholeValue, ZERO } from '../../schema/quantity';
import { toTimestamp } from '../api/timestamps';
import type { SimTime } from '../kernel/time';
import { nextTick } from '../latencies';
import type { PodRuntime } from '../runtime/podState';
import { type ContainerUse, chooseVictim, evictionMessage, type PodUse } from './eviction';
import { emitNode } from './nodeEvents';
import { withCondition } from './nodeStatus';
import { containerOf } from './podSpec';
import type { KubeletContext, PodVerdict } from './podWorker';

/** What a node remembers of its pressure. */
export interface MemoryPressure {
  /** When memory was last short. */
  readonly lastShortAt: SimTime;
}

const SYSTEM_BYTES = 400 * 2 ** 20;
const THRESHOLD_BYTES = 100 * 2 ** 20;
const LOOP_MS = 10_000;
const HELD_MS = 300_000;

function usesOf({ turn }: KubeletContext, node: string): readonly PodUse[] {
  const uses: PodUse[] = [];
  for (const pod of turn.view.podsOnNode(node)) {
    const runtime = turn.peek('runtime', pod.metadata.uid ?? '') as PodRuntime | undefined;
    if (runtime === undefined || runtime.live.size === 0) continue;
    const containers: ContainerUse[] = [];
    for (const [id, { machine, ended }] of runtime.live) {
      const { name } = machine.config;
      const request = containerOf(pod.spec, name)?.resources?.requests?.['memory'];
      const requested = request === undefined ? 0 : wholeValue(quantityOf(request));
      if (ended === undefined) containers.push({ name, id, used: machine.memoryBytes, requested });
    }
    const used = containers.reduce((sum, container) => sum + container.used, 0);
    const requested = wholeValue(podRequestAmounts(pod.spec)['memory'] ?? ZERO);
    uses.push({ pod, containers, used, requested });
  }
  return uses;
}

function capacityOf({ turn }: KubeletContext, node: string): number | undefined {
  const status = turn.view.get('Node', '', node)?.['status'] as
    | { capacity?: Readonly<Record<string, string | number>> }
    | undefined;
  const memory = status?.capacity?.['memory'];
  return memory === undefined ? undefined : wholeValue(quantityOf(memory));
}

function available(capacity: number, uses: readonly PodUse[]): number {
  return capacity - SYSTEM_BYTES - uses.reduce((sum, { used }) => sum + used, 0);
}

/** A container uses more than before: the kernel acts at once, the kubelet with its next look. */
export function memoryUsed(context: KubeletContext, node: string): void {
  const { turn } = context;
  const capacity = capacityOf(context, node);
  if (capacity === undefined) return;
  const uses = usesOf(context, node);
  const left = available(capacity, uses);
  if (left <= 0) killLargest(context, node, uses);
  if (left < THRESHOLD_BYTES && turn.timerAt('pressure') === undefined)
    turn.timer('pressure', nextTick(turn.now + 1, LOOP_MS, 0), { kind: 'pressure' });
}

/** Rules: L-RST-13. */
function killLargest(context: KubeletContext, node: string, uses: readonly PodUse[]): void {
  const all = uses.flatMap(({ pod, containers }) =>
    containers.map((container) => ({ uid: pod.metadata.uid ?? '', ...container })),
  );
  const [largest] = all.sort((a, b) => b.used - a.used || (a.id < b.id ? -1 : 1));
  if (largest === undefined) return;
  const pid = 1000 + (Number.parseInt(largest.id.slice(0, 4), 16) % 30_000);
  const text = `System OOM encountered, victim process: ${largest.name}, pid: ${pid}`;
  emitNode(context, node, 'SystemOOM', text, 'Warning');
  const event = { kind: 'outOfMemory', id: largest.id };
  context.turn.send({ to: 'runtime', key: largest.uid, event });
}

/** The eviction loop. */
export function lookAtPressure(
  context: KubeletContext,
  node: string,
  before: MemoryPressure | undefined,
): MemoryPressure | undefined {
  const { turn } = context;
  const capacity = capacityOf(context, node);
  if (capacity === undefined) return undefined;
  const uses = usesOf(context, node);
  const left = available(capacity, uses);
  const short = left < THRESHOLD_BYTES;
  if (!short && (before === undefined || turn.now - before.lastShortAt >= HELD_MS)) {
    if (before !== undefined) tellPressure(context, node, false);
    return undefined;
  }
  const wait = short || before === undefined ? LOOP_MS : before.lastShortAt + HELD_MS - turn.now;
  turn.timer('pressure', nextTick(turn.now + wait, LOOP_MS, 0), { kind: 'pressure' });
  if (!short) return before;
  if (before === undefined) tellPressure(context, node, true);
  emitNode(context, node, 'EvictionThresholdMet', 'Attempting to reclaim memory', 'Warning');
  const victim = chooseVictim(uses);
  if (victim !== undefined) evict(context, victim, left);
  return { lastShortAt: turn.now };
}

function tellPressure(context: KubeletContext, node: string, on: boolean): void {
  const { turn } = context;
  const reason = on ? 'NodeHasInsufficientMemory' : 'NodeHasSufficientMemory';
  emitNode(context, node, reason, `Node ${node} status is now: ${reason}`);
  const object = turn.view.get('Node', '', node);
  if (object === undefined) return;
  const condition = on
    ? {
        status: 'True',
        reason: 'KubeletHasInsufficientMemory',
        message: 'kubelet has insufficient memory available',
      }
    : {
        status: 'False',
        reason: 'KubeletHasSufficientMemory',
        message: 'kubelet has sufficient memory available',
      };
  const changed: KubeObject = withCondition(
    object,
    'MemoryPressure',
    condition,
    toTimestamp(turn.now),
  );
  turn.write({ verb: 'update', by: 'kubelet', subresource: 'status', object: changed });
}

function evict({ turn }: KubeletContext, use: PodUse, left: number): void {
  const message = evictionMessage(use, THRESHOLD_BYTES, left);
  const verdict: PodVerdict = {
    reason: 'Evicted',
    message,
    event: false,
    graceSeconds: 1,
    disruption: message,
  };
  turn.send({ to: 'kubelet', key: use.pod.metadata.uid ?? '', event: { kind: 'evict', verdict } });
}
