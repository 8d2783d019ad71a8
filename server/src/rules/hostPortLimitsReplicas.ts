import { spanAt } from '../documents/spans';
import { numberAt, plainAt, plainListAt } from '../schema/plain';
import type { PodView, Rule, RuleFinding, RuleScene } from './rule';

/** Copies of a Pod that all want the same port of their node. Rules: L-SCH-5 */
export const hostPortLimitsReplicas: Rule = {
  code: 'host-port-limits-replicas',
  severity: 'information',
  reads: 'document',
  page: [
    'A host port exists once on each node. The scheduler places a Pod only where the port is free, so there can be no more copies than nodes; the others stay Pending with "node(s) didn’t have free ports for the requested pod ports". A rolling update needs a free node for the new Pod as well.\nReach the Pods through a Service, or use a DaemonSet when every node should have one.',
    '每个节点的主机端口只有一个。调度器只会把 Pod 放到端口空闲的节点，所以副本数不能超过节点数，其余会一直 Pending，原因是 “node(s) didn’t have free ports for the requested pod ports”。滚动更新还要为新 Pod 多留一个空闲节点。\n请通过 Service 访问，或在每个节点都要一份时改用 DaemonSet。',
  ],
  check: (scene) => scene.pods.flatMap((pod) => inPod(scene, pod)),
};

function inPod(
  { document }: RuleScene,
  { api, value, containers }: PodView,
): readonly RuleFinding[] {
  if (!/^(?:Deployment|ReplicaSet|ReplicationController|StatefulSet)$/.test(api.kind)) return [];
  const replicas = numberAt(plainAt(value, 'spec'), 'replicas') ?? 1;
  if (replicas < 2) return [];
  const found = containers.flatMap(({ value: container, path }) =>
    plainListAt(container, 'ports').flatMap((port, i): readonly RuleFinding[] => {
      const hostPort = numberAt(port, 'hostPort');
      if (hostPort === undefined || hostPort === 0) return [];
      return [
        {
          span: spanAt(document, [...path, 'ports', i, 'hostPort']),
          message: [
            `Port ${hostPort} exists once on each node, so the ${replicas} replicas need ${replicas} nodes; on fewer the rest stay Pending. Use a Service instead of \`hostPort\`.`,
            `每个节点只有一个 ${hostPort} 端口，${replicas} 个副本就需要 ${replicas} 个节点，不够时其余一直 Pending。请用 Service 代替 \`hostPort\`。`,
          ],
        },
      ];
    }),
  );
  // One tells the story of all.
  return found.slice(0, 1);
}
