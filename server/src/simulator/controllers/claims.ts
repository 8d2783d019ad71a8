// Whose a Pod is: controllers take what their selector matches and let go of what it matches no longer.

import type { KubeObject, LabelSelector, Pod } from '../../schema/objects';
import { controllerOf } from '../../schema/owners';
import { matches, type Selector, selectorFromLabelSelector } from '../../schema/selector';
import type { Change, StoreView } from '../api/store';
import { type ControllerTurn, keyOf } from './controller';
import { mattersToOwners, ownerReference } from './pods';

export const SELECTS_NOTHING: Selector = [{ key: '', operator: 'in', values: [] }];
const selectors = new WeakMap<object, Selector>();

/** A workload's selector, parsed once; a missing or broken one selects nothing. Rules: L-LAB-4 */
export function workloadSelector(selector: LabelSelector | undefined): Selector {
  if (selector === undefined) return SELECTS_NOTHING;
  let parsed = selectors.get(selector);
  if (parsed === undefined) {
    parsed = selectorFromLabelSelector(selector) ?? SELECTS_NOTHING;
    selectors.set(selector, parsed);
  }
  return parsed;
}

/** Keys of the owners of a kind that might take the changed Pod, which belongs to nobody. Rules: L-CTL-5 */
export function possibleOwners<T extends KubeObject>(
  change: Change,
  view: StoreView,
  kind: string,
  selectorOf: (owner: T) => Selector,
): readonly string[] {
  const pod = change.object;
  if (change.op === 'DELETED' || !mattersToOwners(change)) return [];
  if (view.count(kind) === 0 || controllerOf(pod) !== undefined) return [];
  const keys: string[] = [];
  for (const owner of view.list(kind, pod.metadata.namespace ?? ''))
    if (matches(selectorOf(owner as T), pod.metadata.labels)) keys.push(keyOf(owner));
  return keys;
}

export interface Claim {
  readonly owner: KubeObject;
  readonly selector: Selector;
  /** Which of the selected Pods the owner takes; any, if absent. */
  readonly takes?: (pod: Pod) => boolean;
  /** Pods that have ended are none of its business. */
  readonly livingOnly?: boolean;
  readonly by: string;
}

/** The owner's Pods; releases those that it no longer selects and adopts those that it does. Rules: L-CTL-5 */
export function claimPods<M>(turn: ControllerTurn<M>, claim: Claim): readonly Pod[] {
  const { owner, selector, by, takes = () => true, livingOnly = false } = claim;
  const { uid = '', namespace = '', deletionTimestamp } = owner.metadata;
  const pods: Pod[] = [];
  const owned = livingOnly ? turn.view.livingPods(uid) : turn.view.dependents(uid);
  for (const object of owned) {
    if (object.kind !== 'Pod' || controllerOf(object)?.uid !== uid) continue;
    if (matches(selector, object.metadata.labels)) pods.push(object as Pod);
    else if (deletionTimestamp === undefined && object.metadata.deletionTimestamp === undefined)
      turn.write({ verb: 'update', by, object: released(object, uid) });
  }
  if (deletionTimestamp !== undefined) return pods;
  for (const orphan of turn.view.podsWithoutOwner(namespace)) {
    if (orphan.metadata.deletionTimestamp !== undefined) continue;
    if (!matches(selector, orphan.metadata.labels) || !takes(orphan)) continue;
    const adopted: Pod = {
      ...orphan,
      metadata: { ...orphan.metadata, ownerReferences: [ownerReference(owner)] },
    };
    turn.write({ verb: 'update', by, object: adopted });
    pods.push(adopted);
  }
  return pods;
}

/** The object without its reference to the owner of that uid. */
export function released(object: KubeObject, uid: string): KubeObject {
  const references = (object.metadata.ownerReferences ?? []).filter((o) => o.uid !== uid);
  const { ownerReferences: _old, ...metadata } = object.metadata;
  return {
    ...object,
    metadata: references.length === 0 ? metadata : { ...metadata, ownerReferences: references },
  };
}
