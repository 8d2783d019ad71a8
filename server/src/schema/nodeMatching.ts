// Which nodes a Pod or a volume may go to by labels and taints: one set of rules for scheduler, kubelet, DaemonSets and the
// taint eviction.
import type { PodSpec, Toleration } from './objects';
import type {
  Affinity,
  NodeObject,
  NodeSelectorTerm,
  SelectorRequirement,
  Taint,
} from './workloads';

const NO_LABELS: Readonly<Record<string, string>> = {};

function labelsOf(node: NodeObject): Readonly<Record<string, string>> {
  return node.metadata.labels ?? NO_LABELS;
}

function meets(requirement: SelectorRequirement, value: string | undefined): boolean {
  const values = requirement.values ?? [];
  switch (requirement.operator) {
    case 'In':
      return value !== undefined && values.includes(value);
    case 'NotIn':
      return value === undefined || !values.includes(value);
    case 'Exists':
      return value !== undefined;
    case 'DoesNotExist':
      return value === undefined;
    case 'Gt':
    case 'Lt': {
      const [left, right] = [value, values[0]].map((text) =>
        text !== undefined && /^-?\d+$/.test(text) ? Number(text) : undefined,
      );
      if (left === undefined || right === undefined) return false;
      return requirement.operator === 'Gt' ? left > right : left < right;
    }
    default:
      return false;
  }
}

/** Whether the term selects the node; a term without any requirement selects none. */
export function nodeTermMatches(term: NodeSelectorTerm, node: NodeObject): boolean {
  const expressions = term.matchExpressions ?? [];
  const fields = term.matchFields ?? [];
  if (expressions.length === 0 && fields.length === 0) return false;
  return (
    expressions.every((requirement) => meets(requirement, labelsOf(node)[requirement.key])) &&
    fields.every((requirement) =>
      meets(requirement, requirement.key === 'metadata.name' ? node.metadata.name : undefined),
    )
  );
}

/** Any of the terms; an absent list means no demand. */
export function nodeTermsMatch(
  terms: readonly NodeSelectorTerm[] | undefined,
  node: NodeObject,
): boolean {
  return terms === undefined || terms.some((term) => nodeTermMatches(term, node));
}

/** `nodeSelector` and required node affinity together. Rules: L-SCH-4, L-SCH-5 */
export function nodeSelected(
  spec: Pick<PodSpec, 'nodeSelector' | 'affinity'>,
  node: NodeObject,
): boolean {
  if (spec.nodeSelector !== undefined) {
    const labels = labelsOf(node);
    for (const key of Object.keys(spec.nodeSelector))
      if (labels[key] !== spec.nodeSelector[key]) return false;
  }
  const required = (spec.affinity as Affinity | undefined)?.nodeAffinity
    ?.requiredDuringSchedulingIgnoredDuringExecution;
  return required === undefined || nodeTermsMatch(required.nodeSelectorTerms ?? [], node);
}

/** Whether the toleration covers the taint. Rules: L-SCH-13 */
export function tolerates(toleration: Toleration, taint: Taint): boolean {
  if (toleration.effect !== undefined && toleration.effect !== '')
    if (toleration.effect !== taint.effect) return false;
  if (toleration.key !== undefined && toleration.key !== '')
    if (toleration.key !== taint.key) return false;
  switch (toleration.operator ?? '') {
    case 'Exists':
      return true;
    case '':
    case 'Equal':
      return (
        toleration.key !== undefined &&
        toleration.key !== '' &&
        (toleration.value ?? '') === (taint.value ?? '')
      );
    default:
      return false;
  }
}

export function isTolerated(tolerations: readonly Toleration[] | undefined, taint: Taint): boolean {
  return (tolerations ?? []).some((toleration) => tolerates(toleration, taint));
}

/** The first taint that keeps the Pod off the node. Rules: L-SCH-13 */
export function untoleratedTaint(
  taints: readonly Taint[] | undefined,
  tolerations: readonly Toleration[] | undefined,
  effects: readonly string[] = ['NoSchedule', 'NoExecute'],
): Taint | undefined {
  return taints?.find(
    (taint) => effects.includes(taint.effect) && !isTolerated(tolerations, taint),
  );
}

export const UNSCHEDULABLE_TAINT: Taint = {
  key: 'node.kubernetes.io/unschedulable',
  effect: 'NoSchedule',
};
