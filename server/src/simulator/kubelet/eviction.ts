// Who has to go when a node's memory or disk runs short, and what is said of it: pure. Rules: L-NOD-10.
import type { Pod } from '../../schema/objects';
import { formatQuantity, quantityFromWhole } from '../../schema/quantity';
import { isCritical } from './nodePreemption';

/** In bytes. */
export interface ContainerUse {
  readonly name: string;
  readonly id: string;
  readonly used: number;
  readonly requested: number;
}
export interface PodUse {
  readonly pod: Pod;
  readonly containers: readonly ContainerUse[];
  readonly used: number;
  /** Of the Pod as the scheduler counts it. */
  readonly requested: number;
}

/** First who uses more than was requested, then who matters less, then who is furthest above. */
export function rankForEviction(uses: readonly PodUse[]): readonly PodUse[] {
  return [...uses].sort((a, b) => {
    const above = Number(b.used > b.requested) - Number(a.used > a.requested);
    const priority = (a.pod.spec.priority ?? 0) - (b.pod.spec.priority ?? 0);
    return above || priority || b.used - b.requested - (a.used - a.requested);
  });
}

/** The first of the ranking that may be evicted and is not going anyway. */
export function chooseVictim(uses: readonly PodUse[]): PodUse | undefined {
  return rankForEviction(uses).find(
    ({ pod, used }) => used > 0 && !isCritical(pod) && pod.metadata.deletionTimestamp === undefined,
  );
}

/** `status.message` of an evicted Pod; it names the app containers that use more than they asked for. */
export function evictionMessage(
  use: PodUse,
  threshold: number,
  available: number,
  resource: 'memory' | 'ephemeral-storage' = 'memory',
): string {
  const { pod, containers } = use;
  const above = containers.filter(
    ({ name, used, requested }) =>
      used > requested && pod.spec.containers.some((container) => container.name === name),
  );
  return [
    `The node was low on resource: ${resource}. `,
    `Threshold quantity: ${formatQuantity(quantityFromWhole(threshold, 'BinarySI'))}, available: ${amount(Math.max(0, available))}. `,
    ...above.map(
      ({ name, used, requested }) =>
        `Container ${name} was using ${amount(used)}, request is ${amount(requested)}, has larger consumption of ${resource}. `,
    ),
  ].join('');
}

function amount(bytes: number): string {
  if (bytes === 0) return '0';
  return formatQuantity(quantityFromWhole(Math.floor(bytes / 1024) * 1024, 'BinarySI'));
}
