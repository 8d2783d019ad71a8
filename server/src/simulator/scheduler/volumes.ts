// What a Pod's claims demand of a node, and which claims keep it from being scheduled at all.

import { nodeTermsMatch } from '../../schema/nodeMatching';
import type { KubeObject, Pod, Volume } from '../../schema/objects';
import { compareQuantities, type Quantity, quantityOf } from '../../schema/quantity';
import { matchesLabelSelector } from '../../schema/selector';
import { storageClassOf } from '../../schema/storageClass';
import type {
  NodeObject,
  PersistentVolume,
  PersistentVolumeClaim,
  StorageClass,
  TopologySelectorTerm,
} from '../../schema/workloads';
import type { StoreView } from '../api/store';
import type { NodeState } from './clusterCache';
import { collidingDisks, disksOf } from './disks';
import type { Obstacle } from './filters';

export interface VolumeNeeds {
  /** The Pod can go nowhere: message before any node is looked at. */
  readonly obstacle?: string;
  readonly bound: readonly PersistentVolume[];
  /** Claims that wait for the Pod's node (`WaitForFirstConsumer`), each with the volumes that would do. */
  readonly delayed: readonly DelayedClaim[];
  /** Uids of Pods with a node that use a claim which only one Pod may use. */
  readonly usedBy: readonly string[];
  /** Disks that the Pod names itself and that cannot be attached twice. */
  readonly disks: readonly Volume[];
  /** By node name: how many more volumes of a driver it would hold than it may; nodes with room are left out. */
  readonly overfull: ReadonlyMap<string, number>;
}
export interface DelayedClaim {
  readonly claim: PersistentVolumeClaim;
  /** The smallest first. */
  readonly candidates: readonly PersistentVolume[];
  readonly provisioned: boolean;
  /** Where a volume may be made; anywhere where it is absent. */
  readonly topologies: readonly TopologySelectorTerm[] | undefined;
}

export const NO_VOLUMES: VolumeNeeds = {
  bound: [],
  delayed: [],
  usedBy: [],
  disks: [],
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
  const disks = disksOf(pod);
  if (names.length === 0) return disks.length === 0 ? NO_VOLUMES : { ...NO_VOLUMES, disks };
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
    if (claim.status?.phase === 'Lost')
      return stopped(
        `persistentvolumeclaim "${name}" bound to non-existent persistentvolume "${claim.spec?.volumeName ?? ''}"`,
      );
    if (claim.metadata.deletionTimestamp !== undefined)
      return stopped(`persistentvolumeclaim "${name}" is being deleted`);
    if (generated && !isOwnedBy(claim, pod))
      return stopped(
        `PVC ${namespace}/${name} was not created for pod ${namespace}/${pod.metadata.name ?? ''} (pod is not owner)`,
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
  return { bound, delayed, usedBy, disks, overfull: overfullNodes(bound, view) };
}

function isOwnedBy(claim: PersistentVolumeClaim, pod: Pod): boolean {
  return claim.metadata.ownerReferences?.some(({ uid }) => uid === pod.metadata.uid) === true;
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
  // Who names a volume waits for that volume, not for a node.
  if ((claim.spec?.volumeName ?? '') !== '') return undefined;
  const storageClass = view.get('StorageClass', '', className) as StorageClass | undefined;
  if (storageClass?.volumeBindingMode !== 'WaitForFirstConsumer') return undefined;
  const candidates: PersistentVolume[] = [];
  for (const object of view.list('PersistentVolume'))
    if (volumeSuits(claim, object as PersistentVolume)) candidates.push(object as PersistentVolume);
  return {
    claim,
    candidates: candidates.sort((a, b) => compareQuantities(sizeOf(a), sizeOf(b))),
    provisioned: storageClass.provisioner !== 'kubernetes.io/no-provisioner',
    topologies: storageClass.allowedTopologies,
  };
}

function sizeOf({ spec }: PersistentVolume): Quantity {
  return quantityOf(spec?.capacity?.['storage']);
}
function sizeAskedBy({ spec }: PersistentVolumeClaim): Quantity {
  return quantityOf(spec?.resources?.requests?.['storage']);
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
  return compareQuantities(sizeOf(volume), sizeAskedBy(claim)) >= 0;
}

/** `gone`: uids of Pods that are thought away. Rules: L-SCH-4, L-SCH-5 */
export function volumeObstacle(
  needs: VolumeNeeds,
  { node, pods }: Pick<NodeState, 'node' | 'pods'>,
  gone: ReadonlySet<string>,
): Obstacle | undefined {
  if (needs.usedBy.some((uid) => !gone.has(uid)))
    return refused(
      'VolumeRestrictions',
      'node has pod using PersistentVolumeClaim with the same name and ReadWriteOncePod access mode',
    );
  if (needs.disks.length > 0)
    for (const other of pods.values())
      if (!gone.has(other.uid) && collidingDisks(needs.disks, disksOf(other.pod)))
        return refused('VolumeRestrictions', 'node(s) had no available disk');
  if (needs.overfull.has(node.metadata.name ?? ''))
    return refused('NodeVolumeLimits', 'node(s) exceed max volume count');
  const reasons: string[] = [];
  if (!needs.bound.every((volume) => admits(volume, node)))
    reasons.push("node(s) didn't match PersistentVolume's node affinity");
  if (choicesOn(needs, node) === undefined)
    reasons.push("node(s) didn't find available persistent volumes to bind");
  if (reasons.length > 0) return { plugin: 'Volumes', reasons, curable: false };
  return needs.bound.every((volume) => isInZoneOf(volume, node))
    ? undefined
    : { plugin: 'Volumes', reasons: ['node(s) had no available volume zone'], curable: false };
}

function refused(plugin: Obstacle['plugin'], reason: string): Obstacle {
  return { plugin, reasons: [reason], curable: true };
}

export interface VolumeChoice {
  readonly claim: PersistentVolumeClaim;
  /** Undefined where one is to be made. */
  readonly volume: PersistentVolume | undefined;
}

/**
 * What the claims that wait for a node would get on this one; undefined where one would get nothing. Small claims
 * choose first, each the smallest volume that is left. Rules: L-SCH-5
 */
export function choicesOn(
  { delayed }: VolumeNeeds,
  node: NodeObject,
): readonly VolumeChoice[] | undefined {
  const taken = new Set<PersistentVolume>();
  const choices: VolumeChoice[] = [];
  const smallestFirst =
    delayed.length < 2
      ? delayed
      : [...delayed].sort((a, b) => compareQuantities(sizeAskedBy(a.claim), sizeAskedBy(b.claim)));
  for (const { claim, candidates, provisioned, topologies } of smallestFirst) {
    const volume = candidates.find((each) => !taken.has(each) && admits(each, node));
    if (volume !== undefined) taken.add(volume);
    else if (!provisioned || !isAllowed(topologies, node)) return undefined;
    choices.push({ claim, volume });
  }
  return choices;
}

/** Any of the terms, each with all that it demands. */
function isAllowed(
  terms: readonly TopologySelectorTerm[] | undefined,
  { metadata }: NodeObject,
): boolean {
  if (terms === undefined || terms.length === 0) return true;
  return terms.some(({ matchLabelExpressions = [] }) =>
    matchLabelExpressions.every(({ key, values }) => {
      const value = metadata.labels?.[key];
      return value !== undefined && values?.includes(value) === true;
    }),
  );
}

const ZONE = 'topology.kubernetes.io/zone';
const REGION = 'topology.kubernetes.io/region';
/** Labels of volumes that tell where they are, the old names with those that took their place. */
const PLACES: Readonly<Record<string, string>> = {
  'failure-domain.beta.kubernetes.io/zone': ZONE,
  'failure-domain.beta.kubernetes.io/region': REGION,
  [ZONE]: ZONE,
  [REGION]: REGION,
};

/** A node that says nothing of where it is may have any volume. */
function isInZoneOf(volume: PersistentVolume, { metadata }: NodeObject): boolean {
  const here = metadata.labels ?? {};
  if (!Object.keys(PLACES).some((key) => here[key] !== undefined)) return true;
  return Object.entries(volume.metadata.labels ?? {}).every(([key, value]) => {
    const successor = PLACES[key];
    if (successor === undefined) return true;
    const place = here[key] ?? here[successor];
    return place !== undefined && value.split('__').includes(place);
  });
}

function admits(volume: PersistentVolume, node: NodeObject): boolean {
  return nodeTermsMatch(volume.spec?.nodeAffinity?.required?.nodeSelectorTerms, node);
}
