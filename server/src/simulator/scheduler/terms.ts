// Pod (anti-)affinity terms and spread constraints, resolved against the Pod that carries them: whom they match, and a key
// by which equal terms of many Pods are counted together.
import type { LabelSelector, Pod } from '../../schema/objects';
import {
  matches,
  matchesLabelSelector,
  type Selector,
  selectorFromLabelSelector,
} from '../../schema/selector';
import type { PodAffinityTerm, TopologySpreadConstraint } from '../../schema/workloads';

export interface Term {
  readonly key: string;
  readonly topologyKey: string;
  /** Undefined selects nobody. */
  readonly selector: Selector | undefined;
  readonly namespaces: readonly string[];
  readonly namespaceSelector: LabelSelector | undefined;
}

/** Labels of a namespace, for terms that select namespaces. */
export type NamespaceLabels = (namespace: string) => Readonly<Record<string, string>> | undefined;

interface Matchable {
  readonly namespace: string;
  readonly labels: Readonly<Record<string, string>>;
}

export function resolveTerm(term: PodAffinityTerm, pod: Pod): Term {
  const own = (term.namespaces ?? []).length === 0 && term.namespaceSelector === undefined;
  const namespaces = own ? [pod.metadata.namespace ?? ''] : [...(term.namespaces ?? [])].sort();
  const selector = selectorWithKeys(
    term.labelSelector,
    pod,
    term.matchLabelKeys,
    term.mismatchLabelKeys,
  );
  const { topologyKey, namespaceSelector } = term;
  return {
    key: JSON.stringify([topologyKey, selector ?? 0, namespaces, namespaceSelector ?? 0]),
    topologyKey,
    selector,
    namespaces,
    namespaceSelector,
  };
}

/** The Pods that a spread constraint counts, as a term. */
export function spreadTerm(constraint: TopologySpreadConstraint, pod: Pod): Term {
  const selector = selectorWithKeys(constraint.labelSelector, pod, constraint.matchLabelKeys, []);
  const namespaces = [pod.metadata.namespace ?? ''];
  return {
    key: `spread${JSON.stringify([constraint.topologyKey, selector ?? 0, namespaces])}`,
    topologyKey: constraint.topologyKey,
    selector,
    namespaces,
    namespaceSelector: undefined,
  };
}

function selectorWithKeys(
  object: LabelSelector | undefined,
  pod: Pod,
  equalKeys: readonly string[] | undefined,
  unequalKeys: readonly string[] | undefined,
): Selector | undefined {
  if (object === undefined) return undefined;
  const selector = selectorFromLabelSelector(object);
  if (selector === undefined) return undefined;
  const labels = pod.metadata.labels ?? {};
  const more = (keys: readonly string[] | undefined, operator: 'in' | 'notin'): Selector =>
    (keys ?? []).flatMap((key) => {
      const value = labels[key];
      return value === undefined ? [] : [{ key, operator, values: [value] }];
    });
  return [...selector, ...more(equalKeys, 'in'), ...more(unequalKeys, 'notin')];
}

export function termMatches(term: Term, pod: Matchable, namespaceLabels: NamespaceLabels): boolean {
  if (term.selector === undefined) return false;
  const inNamespace =
    term.namespaces.includes(pod.namespace) ||
    (term.namespaceSelector !== undefined &&
      matchesLabelSelector(term.namespaceSelector, namespaceLabels(pod.namespace) ?? {}));
  return inNamespace && matches(term.selector, pod.labels);
}
