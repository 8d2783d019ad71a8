// 18. Who dies first when memory is short?

import { podRequests, qosClass } from '../schema/defaults';
import type { Pod } from '../schema/objects';
import { quantityOf, wholeValue } from '../schema/quantity';
import { type RecordedRun, RunHistory } from '../simulator/trace/recordedRun';
import type { Answer } from './answer';

/**
 * The order in which the kubelet would evict: Pods that use more than they asked for first, then lower priority, then the
 * larger excess. Without any request every byte is above it. Rules: L-NOD-10, L-API-14.
 */
export function evictionOrder(pods: readonly Pod[]): readonly Pod[] {
  const rank = (pod: Pod): readonly [number, number, number] => {
    const asked = podRequests(pod.spec)['memory'];
    const requested = asked === undefined ? 0 : wholeValue(quantityOf(asked));
    return [requested === 0 ? 0 : 1, pod.spec.priority ?? 0, requested];
  };
  return [...pods].sort((a, b) => {
    const [left, right] = [rank(a), rank(b)];
    return (
      left[0] - right[0] ||
      left[1] - right[1] ||
      left[2] - right[2] ||
      ((a.metadata.name ?? '') < (b.metadata.name ?? '') ? -1 : 1)
    );
  });
}

export function memoryShort(run: RecordedRun): readonly Answer[] {
  const pods = (
    new RunHistory(run.store.changes).objectsAt('Pod', run.endMs) as readonly Pod[]
  ).filter((pod) => pod.status?.phase === 'Running');
  const byNode = new Map<string, Pod[]>();
  for (const pod of pods)
    byNode.set(pod.spec.nodeName ?? '', [...(byNode.get(pod.spec.nodeName ?? '') ?? []), pod]);
  return [...byNode].flatMap(([node, sharing]) => {
    const classes = new Set(sharing.map((pod) => qosClass(pod.spec)));
    if (sharing.length < 2 || classes.size < 2) return [];
    const order = evictionOrder(sharing);
    const [first] = order;
    if (first === undefined) return [];
    const kind = qosClass(first.spec);
    return [
      {
        id: 'memory-short',
        severity: 'fact' as const,
        about: `${first.metadata.namespace ?? ''}/${first.metadata.name ?? ''}`,
        sentence: [
          `When memory runs short on ${node}, \`${first.metadata.name ?? ''}\` (${kind}) is evicted first.`,
          `${node} 内存不足时,\`${first.metadata.name ?? ''}\`(${kind})最先被驱逐。`,
        ] as const,
        numbers: { pods: sharing.length },
        evidence: [{ field: 'spec.containers[0].resources.requests' }],
      },
    ];
  });
}
