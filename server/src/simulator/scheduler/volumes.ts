// What a Pod's claims demand of a node, and which claims keep it from being scheduled at all.

import { nodeTermsMatch } from '../../schema/nodeMatching';
import type { KubeObject, Pod } from '../../schema/objects';
import { compareQuantities, quantityOf } from '../../schema/quantity';
import { matchesLabelSelector } from '../../schema/selector';
import { storageClassOf } from '../../schema/storageClass';
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
  /** Uids of Pods with a node that use a claim which only one Pod may use. */
  readonly usedBy: readonly string[];
  /** By node name: how many more volumes of a driver it would hold than it may; nodes with room are left out. */
  readonly overfull: ReadonlyMap<string, number>;
}
export interface DelayedClaim {
  readonly claim: PersistentVolumeClaim;
  readonly candidates: readonly PersistentVolume[];
  readonly provisioned: boolean;
}

export const NO_VOLUMES: VolumeNeeds = {
  bound: [],
  delayed: [],
  usedBy: [],
  overfull: new Map(),
};

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
  const exclusive = new Set<string>();
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
    if (claim.spec?.accessModes?.includes(ONE_POD) === true) exclusive.add(name);
    const volume = boundVolume(claim, view);
    if (volume !== undefined) bound.push(volume);
    else {
      const delayedClaim = waitsForConsumer(claim, view);
      if (delayedClaim === undefined) immediate = true;
      else delayed.push(delayedClaim);
    }
  }
  if (immediate) return stopped('pod has unbound immediate PersistentVolumeClaims');
  const usedBy = usersOf(exclusive, pod, view);
  return { bound, delayed, usedBy, overfull: overfullNodes(bound, view) };
}

const ONE_POD = 'ReadWriteOncePod';

function usersOf(claims: ReadonlySet<string>, pod: Pod, view: StoreView): readonly string[] {
  if (claims.size === 0) return [];
  const users: string[] = [];
  for (const object of view.list('Pod', pod.metadata.namespace ?? '')) {
    const other = object as Pod;
    if (!holdsNode(other) || other.metadata.uid === pod.metadata.uid) continue;
    if (claimNames(other).some(({ name }) => claims.has(name)))
      users.push(other.metadata.uid ?? '');
  }
  return users;
}

function holdsNode({ spec, status }: Pod): boolean {
  const hasEnded = status?.phase === 'Succeeded' || status?.phase === 'Failed';
  return (spec.nodeName ?? '') !== '' && !hasEnded;
}

type VolumesByDriver = ReadonlyMap<string, ReadonlySet<string>>;

function byDriver(volumes: readonly PersistentVolume[]): VolumesByDriver {
  const drivers = new Map<string, Set<string>>();
  for (const { spec } of volumes) {
    const csi = spec?.['csi'] as
      | { readonly driver?: string; readonly volumeHandle?: string }
      | undefined;
    if (csi === undefined) continue;
    const { driver = '', volumeHandle = '' } = csi;
    drivers.set(driver, (drivers.get(driver) ?? new Set()).add(volumeHandle));
  }
  return drivers;
}

/** Nodes whose CSINode allows fewer volumes of a driver than they would hold with the Pod. Rules: L-SCH-5 */
function overfullNodes(
  bound: readonly PersistentVolume[],
  view: StoreView,
): ReadonlyMap<string, number> {
  const overfull = new Map<string, number>();
  const wanted = byDriver(bound);
  if (wanted.size === 0) return overfull;
  for (const object of view.list('CSINode')) {
    const node = object.metadata.name ?? '';
    const { drivers = [] } = (object as CSINode).spec ?? {};
    for (const { name, allocatable } of drivers) {
      const own = wanted.get(name);
      if (own === undefined || allocatable?.count === undefined) continue;
      const held = byDriver(volumesOn(node, view)).get(name) ?? new Set();
      const excess = new Set([...held, ...own]).size - allocatable.count;
      if (excess > 0 && [...own].some((handle) => !held.has(handle))) overfull.set(node, excess);
    }
  }
  return overfull;
}

interface CSINode extends KubeObject {
  readonly spec?: {
    readonly drivers?: readonly {
      readonly name: string;
      readonly allocatable?: { readonly count?: number };
    }[];
  };
}

function volumesOn(node: string, view: StoreView): readonly PersistentVolume[] {
  const volumes: PersistentVolume[] = [];
  for (const pod of view.podsOnNode(node)) {
    if (!holdsNode(pod)) continue;
    for (const { name } of claimNames(pod)) {
      const claim = view.get('PersistentVolumeClaim', pod.metadata.namespace ?? '', name);
      const volume = claim === undefined ? undefined : boundVolume(claim, view);
      if (volume !== undefined) volumes.push(volume);
    }
  }
  return volumes;
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
  const className = storageClassOf(claim);
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
  if ((storageClassOf(volume) ?? '') !== (storageClassOf(claim) ?? '')) return false;
  if ((spec?.volumeMode ?? 'Filesystem') !== (claim.spec?.volumeMode ?? 'Filesystem')) return false;
  const modes = spec?.accessModes ?? [];
  if (!(claim.spec?.accessModes ?? []).every((mode) => modes.includes(mode))) return false;
  if (claim.spec?.selector !== undefined)
    if (!matchesLabelSelector(claim.spec.selector, volume.metadata.labels)) return false;
  const size = quantityOf(spec?.capacity?.['storage']);
  return compareQuantities(size, quantityOf(claim.spec?.resources?.requests?.['storage'])) >= 0;
}

/** `gone`: uids of Pods that are thought away. */
export function volumeObstacle(
  needs: VolumeNeeds,
  node: NodeObject,
  gone: ReadonlySet<string>,
): Obstacle | undefined {
  if (needs.usedBy.some((uid) => !gone.has(uid)))
    return {
      plugin: 'VolumeRestrictions',
      reasons: [
        'node has pod using PersistentVolumeClaim with the same name and ReadWriteOncePod access mode',
      ],
      curable: true,
    };
  if (needs.overfull.has(node.metadata.name ?? ''))
    return {
      plugin: 'NodeVolumeLimits',
      reasons: ['node(s) exceed max volume count'],
      curable: true,
    };
  for (const volume of needs.bound)
    if (!admits(volume, node))
      return {
        plugin: 'Volumes',
        reasons: ["node(s) didn't match PersistentVolume's node affinity"],
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
