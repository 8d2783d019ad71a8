// A node whose memory runs short: Pods are evicted, one each ten seconds; when it is gone, the kernel kills.
// Rules: L-NOD-10, L-RST-13, L-CND-8. What the system itself uses is one assumed amount.
import { podRequestAmounts } from '../../schema/defaults';
import { quantityOf, wholeValue, ZERO } from '../../schema/quantity';
import type { PodRuntime } from '../runtime/podState';
import type { ContainerUse, PodUse } from './eviction';
import {
  capacityOf,
  type EvictionSignal,
  evictOne,
  type Pressure,
  watchRound,
  watchSoon,
} from './evictionSignal';
import { emitNode } from './nodeEvents';
import { containerOf } from './podSpec';
import type { KubeletContext } from './podWorker';

const SYSTEM_BYTES = 400 * 2 ** 20;
const THRESHOLD_BYTES = 100 * 2 ** 20;
const MEMORY: EvictionSignal = {
  resource: 'memory',
  condition: 'MemoryPressure',
  words: ['HasInsufficientMemory', 'HasSufficientMemory'],
  messages: [
    'kubelet has insufficient memory available',
    'kubelet has sufficient memory available',
  ],
  timer: 'pressure',
  event: { kind: 'pressure' },
};

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

function available(capacity: number, uses: readonly PodUse[]): number {
  return capacity - SYSTEM_BYTES - uses.reduce((sum, { used }) => sum + used, 0);
}

/** A container uses more than before: the kernel acts at once, the kubelet with its next look. */
export function memoryUsed(context: KubeletContext, node: string): void {
  const capacity = capacityOf(context, node, MEMORY);
  if (capacity === undefined) return;
  const uses = usesOf(context, node);
  const left = available(capacity, uses);
  if (left <= 0) killLargest(context, node, uses);
  if (left < THRESHOLD_BYTES) watchSoon(context, MEMORY);
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
  before: Pressure | undefined,
): Pressure | undefined {
  const capacity = capacityOf(context, node, MEMORY);
  if (capacity === undefined) return undefined;
  const uses = usesOf(context, node);
  const left = available(capacity, uses);
  return watchRound(context, node, MEMORY, before, left < THRESHOLD_BYTES, () =>
    evictOne(context, MEMORY, uses, THRESHOLD_BYTES, left),
  );
}
