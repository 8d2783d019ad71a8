// Claims of a StatefulSet's members: made with the member, and kept or collected as the retention policy says.
import type { KubeObject, OwnerReference, Pod } from '../../schema/objects';
import type { StatefulSet } from '../../schema/workloads';
import type { StoreView } from '../api/store';
import { sameJson } from './controller';
import { ownerReference } from './pods';

/** `<template>-<member>`: the same for each Pod that a member ever has. Rules: L-CTL-2 */
export function claimName(template: KubeObject, member: string): string {
  return `${template.metadata.name ?? ''}-${member}`;
}

export function newClaim(set: StatefulSet, template: KubeObject, member: string): KubeObject {
  const { namespace } = set.metadata;
  const owners = deletesWithSet(set) ? [ownerReference(set)] : [];
  return {
    ...template,
    apiVersion: 'v1',
    kind: 'PersistentVolumeClaim',
    metadata: {
      ...template.metadata,
      name: claimName(template, member),
      ...(namespace === undefined ? {} : { namespace }),
      labels: { ...template.metadata.labels, ...set.spec.selector?.matchLabels },
      ...(owners.length === 0 ? {} : { ownerReferences: owners }),
    },
  };
}

function deletesWithSet(set: StatefulSet): boolean {
  return set.spec.persistentVolumeClaimRetentionPolicy?.whenDeleted === 'Delete';
}

/**
 * The member's claims whose owners have to change: a member that is too many takes its claims with it where
 * `whenScaled` is Delete, the set does where `whenDeleted` is. Rules: L-CTL-14, L-CTL-25
 */
export function ownClaims(
  view: StoreView,
  set: StatefulSet,
  pod: Pod,
  isWanted: boolean,
): readonly KubeObject[] {
  const policy = set.spec.persistentVolumeClaimRetentionPolicy;
  const { namespace = '', name = '', uid = '' } = pod.metadata;
  const goesWithPod = !isWanted && policy?.whenScaled === 'Delete';
  const ours = new Set([set.metadata.uid ?? '', uid]);
  const changed: KubeObject[] = [];
  for (const template of set.spec.volumeClaimTemplates ?? []) {
    const claim = view.get('PersistentVolumeClaim', namespace, claimName(template, name));
    if (claim === undefined || claim.metadata.deletionTimestamp !== undefined) continue;
    const present = claim.metadata.ownerReferences ?? [];
    const wanted: readonly OwnerReference[] = [
      ...present.filter((owner) => !ours.has(owner.uid)),
      ...(goesWithPod ? [ownerReference(pod)] : deletesWithSet(set) ? [ownerReference(set)] : []),
    ];
    if (sameJson(present, wanted)) continue;
    const { ownerReferences: _old, ...metadata } = claim.metadata;
    const next = wanted.length === 0 ? metadata : { ...metadata, ownerReferences: wanted };
    changed.push({ ...claim, metadata: next });
  }
  return changed;
}
