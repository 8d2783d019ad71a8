// Whether a node has what a Pod needs, as the node sees it itself: pure. Rules: L-SYN-6, L-NOD-12.
import { podRequestAmounts } from '../../schema/defaults';
import { nodeSelected, untoleratedTaint } from '../../schema/nodeMatching';
import type { KubeObject, Pod, ResourceList } from '../../schema/objects';
import {
  addQuantities,
  compareQuantities,
  type Quantity,
  quantityOf,
  wholeValue,
  ZERO,
} from '../../schema/quantity';
import { amountOf, isCritical, type Missing } from './nodePreemption';
import { sidecars } from './podSpec';

export interface Refusal {
  /** `OutOfcpu`, `NodeAffinity` … */
  readonly reason: string;
  readonly text: string;
  /** Room that the Pod would need. */
  readonly missing?: readonly Missing[];
}

export interface NodeView extends KubeObject {
  readonly spec?: { readonly taints?: Parameters<typeof untoleratedTaint>[0] };
  readonly status?: {
    readonly allocatable?: ResourceList;
    readonly conditions?: readonly { readonly type: string; readonly status: string }[];
  };
}

/**
 * The first reason why the Pod cannot be there: room comes first, except for critical Pods, for which room can be made.
 *
 * @param onNode all Pods of the node; this one and those that have ended do not count
 */
export function predicateRefusal(
  pod: Pod,
  node: NodeView,
  onNode: Iterable<Pod>,
): Refusal | undefined {
  const others = [...onNode].filter((other) => isOther(pod, other));
  const unfit = mismatch(pod, node, others);
  const full = noRoom(pod, node, others);
  return isCritical(pod) ? (unfit ?? full) : (full ?? unfit);
}

/** Why a resize has to wait, or cannot be at all. */
export interface Obstacle {
  readonly reason: 'Deferred' | 'Infeasible';
  readonly message: string;
}

/** Why the node cannot give the Pod what its spec asks for now; its present share is not counted. Rules: L-SYN-26. */
export function resizeObstacle(
  pod: Pod,
  node: NodeView,
  onNode: Iterable<Pod>,
): Obstacle | undefined {
  const { allocatable = {} } = node.status ?? {};
  for (const resource of ['memory', 'cpu']) {
    const capacity = allocatable[resource];
    const asked = requestOf(pod, resource);
    if (capacity === undefined || compareQuantities(asked, quantityOf(capacity)) <= 0) continue;
    const whole = amountOf(resource, quantityOf(capacity));
    return {
      reason: 'Infeasible',
      message: `Node didn't have enough capacity: ${resource}, requested: ${amountOf(resource, asked)}, capacity: ${whole}`,
    };
  }
  const refusal = noRoom(
    pod,
    node,
    [...onNode].filter((other) => isOther(pod, other)),
  );
  return refusal && { reason: 'Deferred', message: refusal.text };
}

function isOther(pod: Pod, { metadata, status }: Pod): boolean {
  const hasEnded = status?.phase === 'Succeeded' || status?.phase === 'Failed';
  return !hasEnded && metadata.uid !== pod.metadata.uid;
}

function mismatch(pod: Pod, node: NodeView, others: readonly Pod[]): Refusal | undefined {
  const { spec } = pod;
  type Selecting = Parameters<typeof nodeSelected>;
  if (!nodeSelected(spec as Selecting[0], node as Selecting[1]))
    return predicate('NodeAffinity', "node(s) didn't match Pod's node affinity/selector");
  if (portTaken(pod, others))
    return predicate('NodePorts', "node(s) didn't have free ports for the requested pod ports");
  const taints = (node.spec?.taints ?? []).filter(({ effect }) => effect === 'NoExecute');
  if (untoleratedTaint(taints, spec.tolerations) !== undefined)
    return predicate('TaintToleration', "node(s) had taints that the pod didn't tolerate");
  return undefined;
}

function predicate(reason: string, text: string): Refusal {
  return { reason, text: `Predicate ${reason} failed: ${text}` };
}

function portTaken(pod: Pod, others: readonly Pod[]): boolean {
  const wanted = hostPorts(pod);
  if (wanted.length === 0) return false;
  const taken = others.flatMap(hostPorts);
  return wanted.some((one) => taken.some((other) => clash(one, other)));
}

interface HostPort {
  /** Protocol and number. */
  readonly port: string;
  /** Empty: all of the node's addresses. */
  readonly address: string;
}

function clash(one: HostPort, other: HostPort): boolean {
  if (one.port !== other.port) return false;
  return one.address === '' || other.address === '' || one.address === other.address;
}

function hostPorts({ spec }: Pod): readonly HostPort[] {
  return [...spec.containers, ...sidecars(spec)].flatMap(({ ports = [] }) =>
    ports.flatMap(({ hostPort, protocol = 'TCP', hostIP = '' }) =>
      hostPort === undefined || hostPort === 0
        ? []
        : [{ port: `${protocol}/${hostPort}`, address: hostIP === '0.0.0.0' ? '' : hostIP }],
    ),
  );
}

function noRoom(pod: Pod, node: NodeView, others: readonly Pod[]): Refusal | undefined {
  const wants = shortages(pod, node, others);
  const [first] = wants;
  if (first === undefined) return undefined;
  const { resource, requested, used, capacity } = first;
  return {
    reason: `OutOf${resource}`,
    text: `Node didn't have enough resource: ${resource}, requested: ${requested}, used: ${used}, capacity: ${capacity}`,
    missing: wants.map((want) => ({
      resource: want.resource,
      amount: want.requested + want.used - want.capacity,
    })),
  };
}

interface Shortage {
  readonly resource: string;
  readonly requested: number;
  readonly used: number;
  readonly capacity: number;
}

/** Resources that a node does not know at all are no business of its own. */
function shortages(pod: Pod, node: NodeView, others: readonly Pod[]): readonly Shortage[] {
  const allocatable = node.status?.allocatable ?? {};
  const capacity = wholeValue(quantityOf(allocatable['pods'] ?? '110'));
  const pods = { resource: 'pods', requested: 1, used: others.length, capacity };
  const own = ['cpu', 'memory', 'ephemeral-storage'];
  const extended = Object.keys(podRequestAmounts(pod.spec)).filter(
    (resource) => !own.includes(resource),
  );
  const amounts = [...own, ...extended.sort()].flatMap((resource): readonly Shortage[] => {
    const whole = allocatable[resource];
    const asked = requestOf(pod, resource);
    if (whole === undefined || compareQuantities(asked, ZERO) === 0) return [];
    const used = others.reduce(
      (sum, other) => addQuantities(sum, grantedTo(other, resource)),
      ZERO,
    );
    if (compareQuantities(addQuantities(used, asked), quantityOf(whole)) <= 0) return [];
    const amount = (quantity: Quantity): number => amountOf(resource, quantity);
    return [
      {
        resource,
        requested: amount(asked),
        used: amount(used),
        capacity: amount(quantityOf(whole)),
      },
    ];
  });
  return others.length + 1 > capacity ? [pods, ...amounts] : amounts;
}

function requestOf(pod: Pod, resource: string): Quantity {
  return podRequestAmounts(pod.spec)[resource] ?? ZERO;
}

/** What a Pod that waits for more goes on with counts, not what it asks for. Rules: L-SYN-26. */
function grantedTo(pod: Pod, resource: string): Quantity {
  const { conditions = [], allocatedResources } = pod.status ?? {};
  if (!conditions.some(({ type }) => type === 'PodResizePending')) return requestOf(pod, resource);
  const granted = (allocatedResources as ResourceList | undefined)?.[resource];
  return granted === undefined ? requestOf(pod, resource) : quantityOf(granted);
}
