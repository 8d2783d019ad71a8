// Columns of volumes, claims and of the drivers behind them.

import type { KubeObject } from '../objects';
import { listAt, plainListAt, plainOf, textAt } from '../plain';
import { storageClassOf } from '../storageClass';
import {
  AGE,
  type Column,
  column,
  NAME,
  NONE,
  nameUnlessDefault,
  own,
  quantityText,
  sizeOf,
  spec,
  specOf,
  status,
  statusOf,
  text,
  UNSET,
  wide,
} from './cells';

const ACCESS_MODES: Readonly<Record<string, string>> = {
  ReadWriteOnce: 'RWO',
  ReadOnlyMany: 'ROX',
  ReadWriteMany: 'RWX',
  ReadWriteOncePod: 'RWOP',
};
/** `RWO,ROX`: each once, in an order of its own. */
export function accessModesText(modes: unknown): string {
  const given = new Set(Array.isArray(modes) ? modes.map(String) : []);
  const known = Object.entries(ACCESS_MODES).filter(([mode]) => given.has(mode));
  return known.map(([, short]) => short).join(',');
}

function claimRef(volume: KubeObject): string {
  const { namespace, name } = plainOf(specOf(volume)['claimRef']);
  return name === undefined ? '' : `${text(namespace)}/${text(name)}`;
}
/** A deleted claim or volume that its finalizer holds. */
function boundOrTerminating(object: KubeObject): string {
  if (object.metadata.deletionTimestamp !== undefined) return 'Terminating';
  return text(statusOf(object)['phase'], 'Pending');
}
/** What a claim got, which is told as soon as it names a volume. */
function ofVolume(show: (claim: KubeObject) => string): Column['cell'] {
  return (claim) => (textAt(specOf(claim), 'volumeName') === '' ? '' : show(claim));
}
const unsetText = (value: unknown) => text(value, UNSET);
const STORAGE_CLASS = column('STORAGECLASS', (object) =>
  text(storageClassOf(object as Parameters<typeof storageClassOf>[0])),
);
const ATTRIBUTES_CLASS = spec('VOLUMEATTRIBUTESCLASS', 'volumeAttributesClassName', unsetText);
const VOLUME_MODE = wide('VOLUMEMODE', (object) => unsetText(specOf(object)['volumeMode']));

function flag(absent: boolean): (value: unknown) => string {
  return (value) => String(typeof value === 'boolean' ? value : absent);
}
function tokenAudiences(driver: KubeObject): string {
  const { tokenRequests } = specOf(driver);
  if (!Array.isArray(tokenRequests)) return UNSET;
  return plainListAt(specOf(driver), 'tokenRequests')
    .map((request) => textAt(request, 'audience'))
    .join(',');
}

export const STORAGE_COLUMNS: Readonly<Record<string, readonly Column[]>> = {
  PersistentVolumeClaim: [
    NAME,
    column('STATUS', boundOrTerminating),
    spec('VOLUME', 'volumeName'),
    column(
      'CAPACITY',
      ofVolume((claim) => quantityText(plainOf(statusOf(claim)['capacity'])['storage'])),
    ),
    column(
      'ACCESS MODES',
      ofVolume((claim) => accessModesText(statusOf(claim)['accessModes'])),
    ),
    STORAGE_CLASS,
    ATTRIBUTES_CLASS,
    AGE,
    VOLUME_MODE,
  ],
  PersistentVolume: [
    NAME,
    column('CAPACITY', (object) => quantityText(plainOf(specOf(object)['capacity'])['storage'])),
    spec('ACCESS MODES', 'accessModes', accessModesText),
    spec('RECLAIM POLICY', 'persistentVolumeReclaimPolicy'),
    column('STATUS', boundOrTerminating),
    column('CLAIM', claimRef),
    STORAGE_CLASS,
    ATTRIBUTES_CLASS,
    status('REASON', 'reason', text),
    AGE,
    VOLUME_MODE,
  ],
  StorageClass: [
    nameUnlessDefault('storageclass.kubernetes.io/is-default-class'),
    own('PROVISIONER', 'provisioner'),
    own('RECLAIMPOLICY', 'reclaimPolicy', (value) => text(value, 'Delete')),
    own('VOLUMEBINDINGMODE', 'volumeBindingMode', (value) => text(value, 'Immediate')),
    own('ALLOWVOLUMEEXPANSION', 'allowVolumeExpansion', flag(false)),
    AGE,
  ],
  VolumeAttributesClass: [
    nameUnlessDefault('storage.alpha.kubernetes.io/is-default-class'),
    own('DRIVERNAME', 'driverName'),
    AGE,
  ],
  VolumeAttachment: [
    NAME,
    spec('ATTACHER', 'attacher'),
    column('PV', (object) => textAt(plainOf(specOf(object)['source']), 'persistentVolumeName')),
    spec('NODE', 'nodeName'),
    status('ATTACHED', 'attached', flag(false)),
    AGE,
  ],
  CSINode: [NAME, spec('DRIVERS', 'drivers', sizeOf), AGE],
  CSIDriver: [
    NAME,
    spec('ATTACHREQUIRED', 'attachRequired', flag(true)),
    spec('PODINFOONMOUNT', 'podInfoOnMount', flag(false)),
    spec('STORAGECAPACITY', 'storageCapacity', flag(false)),
    column('TOKENREQUESTS', tokenAudiences),
    spec('REQUIRESREPUBLISH', 'requiresRepublish', flag(false)),
    column('MODES', (object) => listAt(specOf(object), 'volumeLifecycleModes').join(',') || NONE),
    AGE,
  ],
  CSIStorageCapacity: [
    NAME,
    own('STORAGECLASSNAME', 'storageClassName'),
    own('CAPACITY', 'capacity', (value) => (value === undefined ? UNSET : quantityText(value))),
  ],
};
