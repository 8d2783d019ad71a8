// What the eviction loop does alike for each resource that a node may run short of: it looks each ten seconds while there is too
// little, tells of it when that begins and five minutes after it has ended, and evicts one Pod at a time.
// Rules: L-NOD-10, L-TIM-19, L-CND-8.
import { quantityOf, wholeValue } from '../../schema/quantity';
import { toTimestamp } from '../api/timestamps';
import type { SimTime } from '../kernel/time';
import { nextTick } from '../latencies';
import { chooseVictim, evictionMessage, type PodUse } from './eviction';
import { emitNode } from './nodeEvents';
import { withCondition } from './nodeStatus';
import type { KubeletContext, PodVerdict } from './podWorker';

const LOOP_MS = 10_000;
const HELD_MS = 300_000;

/** What a node remembers of its pressure. */
export interface Pressure {
  /** When there was last too little. */
  readonly lastShortAt: SimTime;
}

/** A resource that the loop watches. */
export interface EvictionSignal {
  /** As in a node's capacity and in the messages. */
  readonly resource: 'memory' | 'ephemeral-storage';
  readonly condition: 'MemoryPressure' | 'DiskPressure';
  /** Ends of the reasons, with and without pressure. */
  readonly words: readonly [on: string, off: string];
  readonly messages: readonly [on: string, off: string];
  /** The node's timer and its event. */
  readonly timer: 'pressure' | 'disk';
  readonly event: { readonly kind: 'pressure' } | { readonly kind: 'lookAtDisk' };
}

/** Has the loop look at it with its next round. */
export function watchSoon({ turn }: KubeletContext, { timer, event }: EvictionSignal): void {
  if (turn.timerAt(timer) === undefined)
    turn.timer(timer, nextTick(turn.now + 1, LOOP_MS, 0), event);
}

/** What the node has of it in all; undefined: nobody says. */
export function capacityOf(
  { turn }: KubeletContext,
  node: string,
  { resource }: EvictionSignal,
): number | undefined {
  const status = turn.view.get('Node', '', node)?.['status'] as
    | { capacity?: Readonly<Record<string, string | number>> }
    | undefined;
  const whole = status?.capacity?.[resource];
  return whole === undefined ? undefined : wholeValue(quantityOf(whole));
}

/**
 * One round of the loop.
 *
 * @param relieve what is done about a shortage
 */
export function watchRound(
  context: KubeletContext,
  node: string,
  signal: EvictionSignal,
  before: Pressure | undefined,
  isShort: boolean,
  relieve: () => void,
): Pressure | undefined {
  const { turn } = context;
  if (!isShort && (before === undefined || turn.now - before.lastShortAt >= HELD_MS)) {
    if (before !== undefined) tell(context, node, signal, false);
    return undefined;
  }
  const wait = isShort || before === undefined ? LOOP_MS : before.lastShortAt + HELD_MS - turn.now;
  turn.timer(signal.timer, nextTick(turn.now + wait, LOOP_MS, 0), signal.event);
  if (!isShort) return before;
  if (before === undefined) tell(context, node, signal, true);
  const text = `Attempting to reclaim ${signal.resource}`;
  emitNode(context, node, 'EvictionThresholdMet', text, 'Warning');
  relieve();
  return { lastShortAt: turn.now };
}

function tell(
  context: KubeletContext,
  node: string,
  { condition, words, messages }: EvictionSignal,
  isOn: boolean,
): void {
  const { turn } = context;
  const word = words[isOn ? 0 : 1];
  emitNode(context, node, `Node${word}`, `Node ${node} status is now: Node${word}`);
  const object = turn.view.get('Node', '', node);
  if (object === undefined) return;
  const fact = {
    status: isOn ? 'True' : 'False',
    reason: `Kubelet${word}`,
    message: messages[isOn ? 0 : 1],
  };
  const changed = withCondition(object, condition, fact, toTimestamp(turn.now));
  turn.write({ verb: 'update', by: 'kubelet', subresource: 'status', object: changed });
}

/** The Pod that has to go next, where one may. */
export function evictOne(
  { turn }: KubeletContext,
  { resource }: EvictionSignal,
  uses: readonly PodUse[],
  threshold: number,
  left: number,
): void {
  const victim = chooseVictim(uses);
  if (victim === undefined) return;
  const message = evictionMessage(victim, threshold, left, resource);
  const verdict: PodVerdict = {
    reason: 'Evicted',
    message,
    event: false,
    graceSeconds: 1,
    disruption: message,
  };
  const key = victim.pod.metadata.uid ?? '';
  turn.send({ to: 'kubelet', key, event: { kind: 'evict', verdict } });
}
