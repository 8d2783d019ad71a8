// What a Pod's claims demand of a node, and which claims keep it from being scheduled at all.

import { nodeTermsMatch } from '../../schema/nodeMatching';
import type { Pod } from '../../schema/objects';
import { compareQuantities, quantityOf } from '../../schema/quantity';
import { matchesLabelSelector } from '../../schema/selector';
import type {
  NodeObject,
  PersistentVolume,
  PersistentVolumeClaim,
  StorageClass,
} from '../../schema/workloads';
import type { StoreView } from '../api/store';
import type { Obstacle } from './filters';

export interface VolumeNeeds {
  /** The Pod can go nowhere: message before any node is looked at. */
  readonly obstacle?: string;
  readonly bound: readonly PersistentVolume[];
  /** Claims that wait for the Pod's node (`WaitForFirstConsumer`), each with the volumes that would do. */
  readonly delayed: readonly DelayedClaim[];
}
export interface DelayedClaim {
  readonly claim: PersistentVolumeClaim;
  readonly candidates: readonly PersistentVolume[];
  readonly provisioned: boolean;
}

export const NO_VOLUMES: VolumeNeeds = { bound: [], delayed: [] };

/** Names of the claims that the Pod mounts; `generated` for those of its own ephemeral volumes. */
export function claimNames(pod: Pod): readonly { name: string; generated: boolean }[] {
  const names: { name: string; generated: boolean }[] = [];
  for (const volume of pod.spec.volumes ?? []) {
    const claim = volume['persistentVolumeClaim'] as { readonly claimName?: string } | undefined;
    if (claim?.claimName !== undefined) names.push({ name: claim.claimName, generated: false });
    else if (volume['ephemeral'] !== undefined)
      names.push({ name: `${pod.metadata.name ?? ''}-${volume.name}`, generated: true });
  }
  return names;
}

/** Rules: L-SCH-5, L-SCH-7 */
export function volumeNeeds(pod: Pod, view: StoreView): VolumeNeeds {
  const names = claimNames(pod);
  if (names.length === 0) return NO_VOLUMES;
  const bound: PersistentVolume[] = [];
  const delayed: DelayedClaim[] = [];
  const namespace = pod.metadata.namespace ?? '';
  let immediate = false;
  for (const { name, generated } of names) {
    const claim = view.get('PersistentVolumeClaim', namespace, name) as
      | PersistentVolumeClaim
      | undefined;
    if (claim === undefined)
      return stopped(
        generated
          ? `waiting for ephemeral volume controller to create the persistentvolumeclaim "${name}"`
          : `persistentvolumeclaim "${name}" not found`,
      );
    if (claim.metadata.deletionTimestamp !== undefined)
      return stopped(`persistentvolumeclaim "${name}" is being deleted`);
    if (claim.status?.phase === 'Lost')
      return stopped(
        `persistentvolumeclaim "${name}" bound to non-existent persistentvolume "${claim.spec?.volumeName ?? ''}"`,
      );
    const volume = boundVolume(claim, view);
    if (volume !== undefined) bound.push(volume);
    else {
      const delayedClaim = waitsForConsumer(claim, view);
      if (delayedClaim === undefined) immediate = true;
      else delayed.push(delayedClaim);
    }
  }
  return immediate
    ? stopped('pod has unbound immediate PersistentVolumeClaims')
    : { bound, delayed };
}

function stopped(obstacle: string): VolumeNeeds {
  return { ...NO_VOLUMES, obstacle };
}

function boundVolume(claim: PersistentVolumeClaim, view: StoreView): PersistentVolume | undefined {
  const name = claim.spec?.volumeName;
  if (name === undefined || name === '' || claim.status?.phase !== 'Bound') return undefined;
  return view.get('PersistentVolume', '', name) as PersistentVolume | undefined;
}

function waitsForConsumer(claim: PersistentVolumeClaim, view: StoreView): DelayedClaim | undefined {
  const className = claim.spec?.storageClassName;
  if (className === undefined || className === '') return undefined;
  const storageClass = view.get('StorageClass', '', className) as StorageClass | undefined;
  if (storageClass?.volumeBindingMode !== 'WaitForFirstConsumer') return undefined;
  const candidates: PersistentVolume[] = [];
  for (const object of view.list('PersistentVolume'))
    if (volumeSuits(claim, object as PersistentVolume)) candidates.push(object as PersistentVolume);
  return {
    claim,
    candidates,
    provisioned: storageClass.provisioner !== 'kubernetes.io/no-provisioner',
  };
}

/** Whether a free volume satisfies a claim: class, access modes, size, mode, selector. */
export function volumeSuits(claim: PersistentVolumeClaim, volume: PersistentVolume): boolean {
  const { spec } = volume;
  const reference = spec?.claimRef;
  if (reference !== undefined)
    return (
      reference.namespace === claim.metadata.namespace &&
      reference.name === claim.metadata.name &&
      (reference.uid === undefined || reference.uid === claim.metadata.uid)
    );
  if (volume.metadata.deletionTimestamp !== undefined) return false;
  if ((spec?.storageClassName ?? '') !== (claim.spec?.storageClassName ?? '')) return false;
  if ((spec?.volumeMode ?? 'Filesystem') !== (claim.spec?.volumeMode ?? 'Filesystem')) return false;
  const modes = spec?.accessModes ?? [];
  if (!(claim.spec?.accessModes ?? []).every((mode) => modes.includes(mode))) return false;
  if (claim.spec?.selector !== undefined)
    if (!matchesLabelSelector(claim.spec.selector, volume.metadata.labels)) return false;
  const size = quantityOf(spec?.capacity?.['storage']);
  return compareQuantities(size, quantityOf(claim.spec?.resources?.requests?.['storage'])) >= 0;
}

export function volumeObstacle(needs: VolumeNeeds, node: NodeObject): Obstacle | undefined {
  for (const volume of needs.bound)
    if (!admits(volume, node))
      return {
        plugin: 'Volumes',
        reasons: ['node(s) had volume node affinity conflict'],
        curable: false,
      };
  for (const { candidates, provisioned } of needs.delayed)
    if (!provisioned && !candidates.some((volume) => admits(volume, node)))
      return {
        plugin: 'Volumes',
        reasons: ["node(s) didn't find available persistent volumes to bind"],
        curable: false,
      };
  return undefined;
}

function admits(volume: PersistentVolume, node: NodeObject): boolean {
  return nodeTermsMatch(volume.spec?.nodeAffinity?.required?.nodeSelectorTerms, node);
}
