// Pods of DaemonSets: which nodes want one, how it is bound to its node, and whose it is.
import { isTolerated, nodeSelected, untoleratedTaint } from '../../schema/nodeMatching';
import type { Pod, PodSpec, Toleration } from '../../schema/objects';
import type { Affinity, NodeObject } from '../../schema/workloads';
import { sameJson } from './controller';

/** What every Pod of a DaemonSet tolerates. Rules: L-NOD-15 */
const DAEMON_TOLERATIONS: readonly Toleration[] = [
  { key: 'node.kubernetes.io/not-ready', operator: 'Exists', effect: 'NoExecute' },
  { key: 'node.kubernetes.io/unreachable', operator: 'Exists', effect: 'NoExecute' },
  { key: 'node.kubernetes.io/disk-pressure', operator: 'Exists', effect: 'NoSchedule' },
  { key: 'node.kubernetes.io/memory-pressure', operator: 'Exists', effect: 'NoSchedule' },
  { key: 'node.kubernetes.io/pid-pressure', operator: 'Exists', effect: 'NoSchedule' },
  { key: 'node.kubernetes.io/unschedulable', operator: 'Exists', effect: 'NoSchedule' },
];
const NETWORK_TOLERATION: Toleration = {
  key: 'node.kubernetes.io/network-unavailable',
  operator: 'Exists',
  effect: 'NoSchedule',
};

function tolerationsOf(spec: PodSpec): readonly Toleration[] {
  const added =
    spec.hostNetwork === true ? [...DAEMON_TOLERATIONS, NETWORK_TOLERATION] : DAEMON_TOLERATIONS;
  const own = spec.tolerations ?? [];
  return [
    ...own,
    ...added.filter((toleration) => !own.some((other) => sameJson(other, toleration))),
  ];
}

/** Bound to its node by affinity, so that the ordinary scheduler places it. */
export function specFor(spec: PodSpec, node: string): PodSpec {
  const affinity = spec.affinity as Affinity | undefined;
  const nodeAffinity = affinity?.nodeAffinity;
  const required = nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution;
  const here = { key: 'metadata.name', operator: 'In', values: [node] };
  const terms = (required?.nodeSelectorTerms ?? [{}]).map((term) => ({
    ...term,
    matchFields: [here],
  }));
  return {
    ...spec,
    affinity: {
      ...affinity,
      nodeAffinity: {
        ...nodeAffinity,
        requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms: terms },
      },
    },
    tolerations: tolerationsOf(spec),
  };
}

export interface Judgement {
  readonly shouldRun: boolean;
  readonly mayStay: boolean;
}

/** Whether the node wants the Pod, and whether one that is there may stay. */
export function judge(spec: PodSpec, node: NodeObject): Judgement {
  if (!nodeSelected(spec, node)) return { shouldRun: false, mayStay: false };
  if (spec.nodeName !== undefined && spec.nodeName !== node.metadata.name)
    return { shouldRun: false, mayStay: false };
  const tolerations = tolerationsOf(spec);
  const taint = untoleratedTaint(node.spec?.taints, tolerations);
  if (taint === undefined) return { shouldRun: true, mayStay: true };
  const mayStay = (node.spec?.taints ?? []).every(
    (t) => t.effect !== 'NoExecute' || isTolerated(tolerations, t),
  );
  return { shouldRun: false, mayStay };
}

/** The node that a Pod is or will be on. */
export function targetOf(pod: Pod): string | undefined {
  if (pod.spec.nodeName !== undefined && pod.spec.nodeName !== '') return pod.spec.nodeName;
  const affinity = pod.spec.affinity as Affinity | undefined;
  const terms =
    affinity?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution?.nodeSelectorTerms;
  return terms?.[0]?.matchFields?.find(({ key }) => key === 'metadata.name')?.values?.[0];
}
