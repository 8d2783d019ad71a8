import { keySpanAt } from '../documents/spans';
import { podRequests } from '../schema/defaults';
import { compareQuantities, formatQuantity, parseQuantity, quantityOf } from '../schema/quantity';
import type { IndexedObject } from '../workspace/workspaceIndex';
import { textIn } from './neighbours';
import type { PodView, Rule, RuleFinding, RuleScene } from './rule';

/** A Pod that asks for more than any Node of the workspace has. Silent without Nodes. Rules: L-SCH-5, L-SCH-10 */
export const requestsExceedNodes: Rule = {
  code: 'requests-exceed-nodes',
  severity: 'warning',
  reads: 'workspace',
  page: [
    'The scheduler adds up the requests of all containers (sidecars included; of ordinary init containers only the largest counts) and looks for a node with as much left. The Nodes that the workspace describes are all smaller even when empty, so the Pod stays Pending.\nLower the requests, or describe the larger Node.',
    '调度器把所有容器的 requests 相加（含 sidecar；普通 init 容器只取最大的），再找余量足够的节点。工作区描述的节点即使空着也都不够大，Pod 会一直 Pending。\n请降低 requests，或写出更大的节点。',
  ],
  check: (scene) => {
    const nodes = scene.pods.length === 0 ? [] : scene.index.ofKind('Node');
    return nodes.length === 0 ? [] : scene.pods.flatMap((pod) => tooLarge(scene, pod, nodes));
  },
};

function tooLarge(
  { document }: RuleScene,
  pod: PodView,
  nodes: readonly IndexedObject[],
): readonly RuleFinding[] {
  const requests = podRequests(pod.spec);
  return ['cpu', 'memory'].flatMap((resource): readonly RuleFinding[] => {
    const wanted = quantityOf(requests[resource] ?? 0);
    const sizes = nodes.flatMap((node) => {
      const text =
        textIn(node, ['status', 'allocatable', resource]) ??
        textIn(node, ['status', 'capacity', resource]);
      const { quantity } = parseQuantity(text);
      return quantity === undefined ? [] : [quantity];
    });
    // A Node whose size is not told may be large enough.
    if (sizes.length < nodes.length || sizes.some((size) => compareQuantities(wanted, size) <= 0))
      return [];
    const largest = sizes.reduce((a, b) => (compareQuantities(a, b) >= 0 ? a : b));
    return [
      {
        span: keySpanAt(document, [...pod.path, 'spec', 'containers']),
        message: [
          `The containers ask for ${formatQuantity(wanted)} ${resource} together, and the largest Node of the workspace has ${formatQuantity(largest)}: the Pod stays Pending (Insufficient ${resource}). Lower the requests.`,
          `容器合计请求 ${formatQuantity(wanted)} ${resource}，而工作区最大的节点只有 ${formatQuantity(largest)}：Pod 会一直 Pending（Insufficient ${resource}）。请降低 requests。`,
        ],
      },
    ];
  });
}
