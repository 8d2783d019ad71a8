// The node's own say in whether a Pod may run on it: the only one for Pods that no scheduler placed. Rules: L-SYN-6, L-API-13.

import { podRequestAmounts } from '../../schema/defaults';
import { nodeSelected, untoleratedTaint } from '../../schema/nodeMatching';
import type { KubeObject, Pod, ResourceList } from '../../schema/objects';
import {
  addQuantities,
  compareQuantities,
  milliValue,
  type Quantity,
  quantityOf,
  wholeValue,
  ZERO,
} from '../../schema/quantity';
import { emit } from './podEvents';
import { type KubeletContext, type PodWorker, podSubject, workerWith } from './podWorker';
import { publishStatus } from './statusWriter';

export interface Refusal {
  /** `OutOfcpu`, `NodeAffinity` … */
  readonly reason: string;
  readonly text: string;
}

/** Undefined: it may run. */
export function admitPod(context: KubeletContext, worker: PodWorker): Refusal | undefined {
  const { turn } = context;
  const { pod } = worker;
  const node = turn.view.get('Node', '', worker.node) as NodeView | undefined;
  if (node === undefined || worker.isStatic) return undefined;
  if (!runsOnLinux(pod))
    return {
      reason: 'PodOSNotSupported',
      text: "Failed to admit pod as the OS field doesn't match node OS",
    };
  if (wasScheduled(pod)) return undefined;
  if (!nodeSelected(pod.spec as Parameters<typeof nodeSelected>[0], node as NodeObject))
    return predicate('NodeAffinity', "node(s) didn't match Pod's node affinity/selector");
  const taints = (node.spec?.taints ?? []).filter(({ effect }) => effect === 'NoExecute');
  if (untoleratedTaint(taints, pod.spec.tolerations) !== undefined)
    return predicate('TaintToleration', "node(s) had taints that the pod didn't tolerate");
  if (portTaken(context, worker))
    return predicate('NodePorts', "node(s) didn't have free ports for the requested pod ports");
  return fitsResources(context, worker, node);
}

function portTaken({ turn }: KubeletContext, worker: PodWorker): boolean {
  const wanted = hostPorts(worker.pod);
  if (wanted.length === 0) return false;
  for (const pod of turn.view.podsOnNode(worker.node)) {
    if (pod.metadata.uid === worker.pod.metadata.uid || hasEnded(pod)) continue;
    if (hostPorts(pod).some((port) => wanted.includes(port))) return true;
  }
  return false;
}

function hostPorts({ spec }: Pod): readonly string[] {
  return spec.containers.flatMap(({ ports = [] }) =>
    ports.flatMap(({ hostPort, protocol = 'TCP' }) =>
      hostPort === undefined || hostPort === 0 ? [] : [`${protocol}/${hostPort}`],
    ),
  );
}

function hasEnded({ status }: Pod): boolean {
  return status?.phase === 'Succeeded' || status?.phase === 'Failed';
}

interface NodeView extends KubeObject {
  readonly spec?: { readonly taints?: Parameters<typeof untoleratedTaint>[0] };
  readonly status?: { readonly allocatable?: ResourceList };
}
type NodeObject = Parameters<typeof nodeSelected>[1];

/** Schedulers don't look at `spec.os`; all our nodes run Linux. */
function runsOnLinux({ spec }: Pod): boolean {
  const os = (spec as { readonly os?: { readonly name?: unknown } }).os?.name;
  return os === undefined || os === 'linux';
}

/** The scheduler has looked at all this a moment ago. */
function wasScheduled(pod: Pod): boolean {
  return (pod.status?.conditions ?? []).some(
    ({ type, status }) => type === 'PodScheduled' && status === 'True',
  );
}

function predicate(reason: string, text: string): Refusal {
  return { reason, text: `Predicate ${reason} failed: ${text}` };
}

function fitsResources(
  context: KubeletContext,
  worker: PodWorker,
  node: NodeView,
): Refusal | undefined {
  const allocatable = node.status?.allocatable ?? {};
  const others = [...context.turn.view.podsOnNode(worker.node)].filter(
    ({ metadata, status }) =>
      metadata.uid !== worker.pod.metadata.uid &&
      status?.phase !== 'Succeeded' &&
      status?.phase !== 'Failed',
  );
  const pods = quantityOf(allocatable['pods'] ?? '110');
  if (others.length + 1 > wholeValue(pods))
    return lacking('pods', 1, others.length, wholeValue(pods));
  const own = ['cpu', 'memory', 'ephemeral-storage'];
  const extended = Object.keys(podRequestAmounts(worker.pod.spec)).filter(
    (resource) => !own.includes(resource),
  );
  for (const resource of [...own, ...extended.sort()]) {
    const capacity = allocatable[resource];
    const asked = requestOf(worker.pod, resource);
    if (capacity === undefined || compareQuantities(asked, ZERO) === 0) continue;
    const used = others.reduce((sum, pod) => addQuantities(sum, requestOf(pod, resource)), ZERO);
    const whole = quantityOf(capacity);
    if (compareQuantities(addQuantities(used, asked), whole) <= 0) continue;
    const amount = (quantity: Quantity): number =>
      resource === 'cpu' ? milliValue(quantity) : wholeValue(quantity);
    return lacking(resource, amount(asked), amount(used), amount(whole));
  }
  return undefined;
}

function requestOf(pod: Pod, resource: string): Quantity {
  return podRequestAmounts(pod.spec)[resource] ?? ZERO;
}

function lacking(resource: string, requested: number, used: number, capacity: number): Refusal {
  return {
    reason: `OutOf${resource}`,
    text: `Node didn't have enough resource: ${resource}, requested: ${requested}, used: ${used}, capacity: ${capacity}`,
  };
}

/** Why a resize has to wait, or cannot be at all. */
export interface Obstacle {
  readonly reason: 'Deferred' | 'Infeasible';
  readonly message: string;
}

/** Why the node cannot give the Pod what its spec asks for now; its present share is not counted. Rules: L-SYN-26. */
export function lacksResources(context: KubeletContext, worker: PodWorker): Obstacle | undefined {
  const node = context.turn.view.get('Node', '', worker.node) as NodeView | undefined;
  if (node === undefined) return undefined;
  const allocatable = node.status?.allocatable ?? {};
  for (const resource of ['memory', 'cpu']) {
    const capacity = allocatable[resource];
    const asked = requestOf(worker.pod, resource);
    if (capacity === undefined || compareQuantities(asked, quantityOf(capacity)) <= 0) continue;
    const amount = resource === 'cpu' ? milliValue : wholeValue;
    return {
      reason: 'Infeasible',
      message: `Node didn't have enough capacity: ${resource}, requested: ${amount(asked)}, capacity: ${amount(quantityOf(capacity))}`,
    };
  }
  const refusal = fitsResources(context, worker, node);
  return refusal && { reason: 'Deferred', message: refusal.text };
}

/** The Pod has failed for good before it began. */
export function rejectPod(context: KubeletContext, before: PodWorker, refusal: Refusal): PodWorker {
  const { reason, text } = refusal;
  const because = context.turn.record({
    subject: podSubject(before),
    change: { kind: 'node', text },
    rule: 'L-SYN-6',
    field: 'spec.nodeName',
  });
  emit(context, before, { type: 'Warning', reason, message: text }, because);
  const worker: PodWorker = workerWith(before, {
    stage: 'terminated',
    rejected: true,
    status: { phase: 'Failed', reason, message: `Pod was rejected: ${text}` },
  });
  publishStatus(context, worker);
  return worker;
}
