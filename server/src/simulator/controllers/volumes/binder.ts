// Claims and volumes: who gets which, what is made on demand, and what a claim is told while it waits.
import type { Pod, Volume } from '../../../schema/objects';
import { compareQuantities, quantityOf } from '../../../schema/quantity';
import { matchesLabelSelector } from '../../../schema/selector';
import { storageClassOf } from '../../../schema/storageClass';
import type {
  PersistentVolume,
  PersistentVolumeClaim,
  StorageClass,
} from '../../../schema/workloads';
import type { AnyClusterComponent } from '../../api/clusterComponent';
import type { ClusterLook, Habit } from '../../api/habit';
import type { Change, StoreView } from '../../api/store';
import type { Pending } from '../../kernel/run';
import type { SimTime } from '../../kernel/time';
import type { Latencies } from '../../latencies';
import {
  type ControllerTurn,
  controllerComponent,
  emit,
  keyOf,
  objectAt,
  sameJson,
} from '../controller';

const BINDER = 'persistentvolume-controller';
const SELECTED_NODE = 'volume.kubernetes.io/selected-node';
const NO_PROVISIONER = 'kubernetes.io/no-provisioner';
/** How long an external provisioner takes. */
const PROVISION_MS = 1000;
const DEFAULT_CLASS = 'storageclass.kubernetes.io/is-default-class';
/** All claims that still wait are looked at again so often. */
const ROUND_MS = 15_000;

interface Memory {
  /** What the claim was last told, and from when on it is told again. */
  readonly told?: { readonly message: string; readonly again: SimTime };
  readonly provisionAt?: SimTime;
}

/** One actor per claim. */
export function createVolumeBinder(latencies: Latencies): AnyClusterComponent {
  return controllerComponent<Memory>({
    name: BINDER,
    reactionMs: latencies.controllerReaction,
    kinds: ['PersistentVolumeClaim', 'PersistentVolume', 'StorageClass'],
    concerns,
    sync(turn, key, memory = {}) {
      const claim = objectAt<PersistentVolumeClaim>(turn.view, 'PersistentVolumeClaim', key);
      if (claim === undefined) {
        releaseVolumes(turn, key);
        return undefined;
      }
      return bindClaim(turn, claim, memory);
    },
    habit: waitsOn,
  });
}

/** A claim that is told in each round what it was told in the last one: nothing has changed since. */
function waitsOn(
  { at, key }: Pending,
  memory: Memory | undefined,
  { view }: ClusterLook,
): Habit | undefined {
  const { told, provisionAt } = memory ?? {};
  const claim = objectAt(view, 'PersistentVolumeClaim', key)?.metadata;
  if (claim === undefined || told?.again !== at || provisionAt !== undefined) return undefined;
  const since = at - ROUND_MS;
  for (let i = view.changes.length; i > 0; i--) {
    const change = view.changes[i - 1];
    if (change === undefined || change.at < since) break;
    if (change.object.kind !== 'Event') return undefined;
  }
  const { namespace = '', name = '', uid = '' } = claim;
  return {
    act: 'claim',
    subject: { kind: 'PersistentVolumeClaim', namespace, name, uid },
    everyMs: ROUND_MS,
    marks: 'events',
    needsStillCluster: true,
    since,
  };
}

function concerns(change: Change, view: StoreView): readonly string[] | undefined {
  const { object } = change;
  switch (object.kind) {
    case 'PersistentVolumeClaim':
      return [keyOf(object)];
    case 'PersistentVolume': {
      const reference = (object as PersistentVolume).spec?.claimRef;
      if (reference !== undefined) return [`${reference.namespace ?? ''}/${reference.name ?? ''}`];
      return waitingClaims(view);
    }
    case 'StorageClass':
      return waitingClaims(view);
    default:
      return undefined;
  }
}

function waitingClaims(view: StoreView): readonly string[] {
  const keys: string[] = [];
  for (const claim of view.list('PersistentVolumeClaim'))
    if ((claim as PersistentVolumeClaim).status?.phase !== 'Bound') keys.push(keyOf(claim));
  return keys;
}

function bindClaim(turn: ControllerTurn, given: PersistentVolumeClaim, memory: Memory): Memory {
  if (given.status?.phase === 'Bound') return loseIfGone(turn, given, memory);
  const claim = withDefaultClass(turn, given);
  const named = claim.spec?.volumeName;
  const volume =
    named === undefined || named === ''
      ? findVolume(turn.view, claim)
      : (turn.view.get('PersistentVolume', '', named) as PersistentVolume | undefined);
  if (volume !== undefined) {
    bind(turn, claim, volume);
    return memory;
  }
  if (named !== undefined && named !== '') return memory;
  return awaitVolume(turn, claim, memory);
}

function loseIfGone(turn: ControllerTurn, claim: PersistentVolumeClaim, memory: Memory): Memory {
  const { volumeName = '' } = claim.spec ?? {};
  if (turn.view.get('PersistentVolume', '', volumeName) !== undefined) return memory;
  setPhase(turn, claim, 'Lost');
  emit(
    turn,
    BINDER,
    claim,
    'Warning',
    'ClaimLost',
    'Bound claim has lost its PersistentVolume. Data on the volume is lost!',
  );
  return memory;
}

function setPhase(turn: ControllerTurn, claim: PersistentVolumeClaim, phase: string): void {
  const object = { ...claim, status: { ...claim.status, phase } };
  turn.write({ verb: 'update', subresource: 'status', by: BINDER, object });
}

function classOf(view: StoreView, claim: PersistentVolumeClaim): StorageClass | undefined {
  const name = storageClassOf(claim);
  return name === undefined || name === ''
    ? undefined
    : (view.get('StorageClass', '', name) as StorageClass | undefined);
}

/** A claim that names no class gets the default one, also later. */
function withDefaultClass(
  turn: ControllerTurn,
  claim: PersistentVolumeClaim,
): PersistentVolumeClaim {
  if (storageClassOf(claim) !== undefined) return claim;
  for (const object of turn.view.list('StorageClass')) {
    if (object.metadata.annotations?.[DEFAULT_CLASS] !== 'true') continue;
    const storageClassName = object.metadata.name ?? '';
    const next = { ...claim, spec: { ...claim.spec, storageClassName } };
    turn.write({ verb: 'update', by: BINDER, object: next });
    return next;
  }
  return claim;
}

/** The volume that is kept for the claim, else the smallest free one that is large enough. */
function findVolume(view: StoreView, claim: PersistentVolumeClaim): PersistentVolume | undefined {
  const waits = classOf(view, claim)?.volumeBindingMode === 'WaitForFirstConsumer';
  let best: PersistentVolume | undefined;
  for (const object of view.list('PersistentVolume')) {
    const volume = object as PersistentVolume;
    const reference = volume.spec?.claimRef;
    if (reference !== undefined) {
      const isMeant =
        reference.namespace === claim.metadata.namespace &&
        reference.name === claim.metadata.name &&
        (reference.uid === undefined || reference.uid === claim.metadata.uid);
      if (isMeant) return volume;
    } else if (!waits && suits(claim, volume)) {
      const size = (v: PersistentVolume) => quantityOf(v.spec?.capacity?.['storage']);
      if (best === undefined || compareQuantities(size(volume), size(best)) < 0) best = volume;
    }
  }
  return best;
}

function suits(claim: PersistentVolumeClaim, volume: PersistentVolume): boolean {
  const { spec } = volume;
  if (volume.metadata.deletionTimestamp !== undefined) return false;
  if ((storageClassOf(volume) ?? '') !== (storageClassOf(claim) ?? '')) return false;
  if ((spec?.volumeMode ?? 'Filesystem') !== (claim.spec?.volumeMode ?? 'Filesystem')) return false;
  const modes = spec?.accessModes ?? [];
  if (!(claim.spec?.accessModes ?? []).every((mode) => modes.includes(mode))) return false;
  const { selector, resources } = claim.spec ?? {};
  if (selector !== undefined && !matchesLabelSelector(selector, volume.metadata.labels))
    return false;
  const wanted = quantityOf(resources?.requests?.['storage']);
  return compareQuantities(quantityOf(spec?.capacity?.['storage']), wanted) >= 0;
}

function bind(turn: ControllerTurn, claim: PersistentVolumeClaim, volume: PersistentVolume): void {
  const { namespace, name, uid } = claim.metadata;
  const claimRef = {
    kind: 'PersistentVolumeClaim',
    apiVersion: 'v1',
    ...(namespace === undefined ? {} : { namespace }),
    ...(name === undefined ? {} : { name }),
    ...(uid === undefined ? {} : { uid }),
  };
  const bound = { ...volume, spec: { ...volume.spec, claimRef } };
  if (!sameJson(volume.spec?.claimRef, claimRef))
    turn.write({ verb: 'update', by: BINDER, object: bound });
  const volumeStatus = { ...bound, status: { ...volume.status, phase: 'Bound' } };
  turn.write({ verb: 'update', subresource: 'status', by: BINDER, object: volumeStatus });
  const next: PersistentVolumeClaim = {
    ...claim,
    metadata: {
      ...claim.metadata,
      annotations: {
        ...claim.metadata.annotations,
        'pv.kubernetes.io/bind-completed': 'yes',
        'pv.kubernetes.io/bound-by-controller': 'yes',
      },
    },
    spec: { ...claim.spec, volumeName: volume.metadata.name ?? '' },
  };
  turn.write({ verb: 'update', by: BINDER, object: next });
  const status = {
    ...claim.status,
    phase: 'Bound',
    accessModes: volume.spec?.accessModes,
    capacity: volume.spec?.capacity,
  };
  turn.write({ verb: 'update', subresource: 'status', by: BINDER, object: { ...next, status } });
}

/** No volume is there: it is made, or the claim is told why it waits. */
function awaitVolume(turn: ControllerTurn, claim: PersistentVolumeClaim, memory: Memory): Memory {
  const className = storageClassOf(claim) ?? '';
  const storageClass = classOf(turn.view, claim);
  const waits = storageClass?.volumeBindingMode === 'WaitForFirstConsumer';
  if (waits && claim.metadata.annotations?.[SELECTED_NODE] === undefined)
    return tell(turn, claim, memory, consumerNotice(turn.view, claim));
  if (className === '') return tell(turn, claim, memory, NOTHING_TO_BIND);
  const { provisioner = NO_PROVISIONER } = storageClass ?? {};
  if (storageClass !== undefined && provisioner !== NO_PROVISIONER)
    return provision(turn, claim, storageClass, provisioner, memory);
  const message =
    storageClass === undefined
      ? `storageclass.storage.k8s.io "${className}" not found`
      : `no volume plugin matched name: ${NO_PROVISIONER}`;
  return tell(turn, claim, memory, { type: 'Warning', reason: 'ProvisioningFailed', message });
}

interface Notice {
  readonly type: 'Normal' | 'Warning';
  readonly reason: string;
  readonly message: string;
}
const NOTHING_TO_BIND: Notice = {
  type: 'Normal',
  reason: 'FailedBinding',
  message: 'no persistent volumes available for this claim and no storage class is set',
};

/** Who the claim waits for: anybody who wants it, or the scheduler's choice of a node. */
function consumerNotice(view: StoreView, claim: PersistentVolumeClaim): Notice {
  const { namespace = '', name = '' } = claim.metadata;
  const pods: string[] = [];
  for (const object of view.list('Pod', namespace)) {
    const { metadata, spec } = object as Pod;
    if ((spec.nodeName ?? '') !== '') continue;
    if (spec.volumes?.some((volume) => claimOf(volume) === name) === true)
      pods.push(metadata.name ?? '');
  }
  if (pods.length === 0)
    return {
      type: 'Normal',
      reason: 'WaitForFirstConsumer',
      message: 'waiting for first consumer to be created before binding',
    };
  const who = `pod${pods.length > 1 ? 's' : ''} ${pods.join(',')}`;
  const message = `waiting for ${who} to be scheduled`;
  return { type: 'Normal', reason: 'WaitForPodScheduled', message };
}

function claimOf(volume: Volume): unknown {
  return (volume['persistentVolumeClaim'] as { readonly claimName?: string } | undefined)
    ?.claimName;
}

/** Says it once, and again in each round while it stays so. */
function tell(
  turn: ControllerTurn,
  claim: PersistentVolumeClaim,
  memory: Memory,
  { type, reason, message }: Notice,
): Memory {
  const { told } = memory;
  if (told !== undefined && told.message === message && turn.now < told.again) {
    turn.again(told.again);
    return memory;
  }
  emit(turn, BINDER, claim, type, reason, message);
  const again = (Math.floor(turn.now / ROUND_MS) + 1) * ROUND_MS;
  turn.again(again);
  return { ...memory, told: { message, again } };
}

function provision(
  turn: ControllerTurn,
  claim: PersistentVolumeClaim,
  storageClass: StorageClass,
  provisioner: string,
  memory: Memory,
): Memory {
  const { namespace = '', name = '', uid = '' } = claim.metadata;
  if (memory.provisionAt === undefined) {
    const waiting = `Waiting for a volume to be created either by the external provisioner '${provisioner}' or manually by the system administrator. If volume creation is delayed, please verify that the provisioner is running and correctly registered.`;
    emit(turn, BINDER, claim, 'Normal', 'ExternalProvisioning', waiting);
    const begun = `External provisioner is provisioning volume for claim "${namespace}/${name}"`;
    emit(turn, provisioner, claim, 'Normal', 'Provisioning', begun);
    const provisionAt = turn.now + PROVISION_MS;
    turn.again(provisionAt);
    return { ...memory, provisionAt };
  }
  if (turn.now < memory.provisionAt) {
    turn.again(memory.provisionAt);
    return memory;
  }
  const volume = `pvc-${uid}`;
  turn.create({
    apiVersion: 'v1',
    kind: 'PersistentVolume',
    metadata: {
      name: volume,
      annotations: { 'pv.kubernetes.io/provisioned-by': provisioner },
    },
    spec: {
      accessModes: claim.spec?.accessModes ?? ['ReadWriteOnce'],
      capacity: { storage: claim.spec?.resources?.requests?.['storage'] ?? '1Gi' },
      claimRef: { kind: 'PersistentVolumeClaim', apiVersion: 'v1', namespace, name, uid },
      persistentVolumeReclaimPolicy: storageClass.reclaimPolicy ?? 'Delete',
      storageClassName: storageClass.metadata.name ?? '',
      volumeMode: claim.spec?.volumeMode ?? 'Filesystem',
      csi: { driver: provisioner, volumeHandle: volume },
    },
  });
  const done = `Successfully provisioned volume ${volume}`;
  emit(turn, provisioner, claim, 'Normal', 'ProvisioningSucceeded', done);
  return memory;
}

/** The claim is gone: its volume is deleted or kept, as its policy says. */
function releaseVolumes(turn: ControllerTurn, key: string): void {
  for (const object of turn.view.list('PersistentVolume')) {
    const volume = object as PersistentVolume;
    const reference = volume.spec?.claimRef;
    if (`${reference?.namespace ?? ''}/${reference?.name ?? ''}` !== key) continue;
    if (reference?.uid === undefined) continue;
    if (volume.spec?.persistentVolumeReclaimPolicy === 'Delete') {
      const { name = '' } = volume.metadata;
      turn.write({ verb: 'delete', by: BINDER, kind: 'PersistentVolume', namespace: '', name });
    } else if (volume.status?.phase !== 'Released') {
      const released = { ...volume, status: { ...volume.status, phase: 'Released' } };
      turn.write({ verb: 'update', subresource: 'status', by: BINDER, object: released });
    }
  }
}
