// A critical Pod that a node has no room for makes some: other Pods of the node are ended for it. Rules: L-NOD-12, L-CND-8.
import { podRequestAmounts, qosClass } from '../../schema/defaults';
import type { Pod } from '../../schema/objects';
import { milliValue, type Quantity, wholeValue } from '../../schema/quantity';
import type { KubeletContext, PodVerdict, PodWorker } from './podWorker';

/** So much of a resource is missing: thousandths for cpu, whole units for all others. */
export interface Missing {
  readonly resource: string;
  readonly amount: number;
}

const CRITICAL_PRIORITY = 2_000_000_000;

const PREEMPTED: PodVerdict = {
  reason: 'Preempting',
  message: 'Preempted in order to admit critical pod',
  event: false,
  disruption: 'Pod was preempted by Kubelet to accommodate a critical pod.',
};

/** How often a Pod that has made room looks whether it is there. */
const LOOK_MS = 250;

/** Whether Pods of the control plane and the node itself: they are spared, and others give way to them. */
export function isCritical({ spec, metadata }: Pod): boolean {
  return (
    (spec.priority ?? 0) >= CRITICAL_PRIORITY ||
    metadata.annotations?.['kubernetes.io/config.mirror'] !== undefined
  );
}

export function amountOf(resource: string, quantity: Quantity): number {
  return resource === 'cpu' ? milliValue(quantity) : wholeValue(quantity);
}

/** The text of a refusal where no Pods can make room; undefined: they are being ended, and the Pod is looked at again. */
export function makeRoom(
  { turn }: KubeletContext,
  worker: PodWorker,
  missing: readonly Missing[],
): string | undefined {
  const { pod } = worker;
  const others = [...turn.view.podsOnNode(worker.node)].filter((other) => givesWay(pod, other));
  const left = lacking(missing, others);
  if (left.length > 0) {
    const list = left.map(({ resource, amount }) => `(res: ${resource}, q: ${amount}), `).join('');
    return `Unexpected error while attempting to recover from admission failure: preemption: error finding a set of pods to preempt: no set of running pods found to reclaim resources: [${list}]`;
  }
  for (const victim of podsToPreempt(missing, others)) {
    const key = victim.metadata.uid ?? '';
    turn.send({ to: 'kubelet', key, event: { kind: 'evict', verdict: PREEMPTED } });
  }
  const key = pod.metadata.uid ?? '';
  turn.send({ to: 'kubelet', key, event: { kind: 'podAdded', pod } }, LOOK_MS);
  return undefined;
}

function givesWay(critical: Pod, { metadata, spec, status }: Pod): boolean {
  if (metadata.uid === critical.metadata.uid) return false;
  if (status?.phase === 'Succeeded' || status?.phase === 'Failed') return false;
  if (metadata.annotations?.['kubernetes.io/config.mirror'] !== undefined) return false;
  return (spec.priority ?? 0) < (critical.spec.priority ?? 0);
}

function requested(pod: Pod, resource: string): number {
  if (resource === 'pods') return 1;
  const quantity = podRequestAmounts(pod.spec)[resource];
  return quantity === undefined ? 0 : amountOf(resource, quantity);
}

/** What is still missing without these Pods. */
function lacking(missing: readonly Missing[], without: readonly Pod[]): readonly Missing[] {
  return missing.flatMap(({ resource, amount }) => {
    const rest = without.reduce((sum, pod) => sum - requested(pod, resource), amount);
    return rest > 0 ? [{ resource, amount: rest }] : [];
  });
}

/** As few and as small as will do, of the lowest quality of service first: pure. */
export function podsToPreempt(missing: readonly Missing[], pods: readonly Pod[]): readonly Pod[] {
  const of = (wanted: string): readonly Pod[] =>
    pods.filter(({ spec }) => qosClass(spec) === wanted);
  const bestEffort = of('BestEffort');
  const burstable = of('Burstable');
  const fromGuaranteed = nearest(lacking(missing, [...bestEffort, ...burstable]), of('Guaranteed'));
  const fromBurstable = nearest(lacking(missing, [...bestEffort, ...fromGuaranteed]), burstable);
  const chosen = [...fromBurstable, ...fromGuaranteed];
  return [...nearest(lacking(missing, chosen), bestEffort), ...chosen];
}

/** One Pod after the other that leaves least to be freed, of equal ones that with the smaller request. */
function nearest(missing: readonly Missing[], pods: readonly Pod[]): readonly Pod[] {
  const chosen: Pod[] = [];
  const left = [...pods];
  for (let open = missing; open.length > 0 && left.length > 0; open = lacking(missing, chosen)) {
    const [best] = [...left].sort(
      (a, b) => distance(open, a) - distance(open, b) || size(a) - size(b),
    );
    if (best === undefined) break;
    left.splice(left.indexOf(best), 1);
    chosen.push(best);
  }
  return chosen;
}

function distance(missing: readonly Missing[], pod: Pod): number {
  return missing.reduce((sum, { resource, amount }) => {
    const rest = Math.max(0, amount - requested(pod, resource)) / amount;
    return sum + rest * rest;
  }, 0);
}

function size(pod: Pod): number {
  return requested(pod, 'memory') * 1e6 + requested(pod, 'cpu');
}
