// Rules for PersistentVolumeClaims and PersistentVolumes.

import { dnsSubdomainComplaints } from '../names';
import {
  listAt,
  type Plain,
  plainAt,
  plainOf,
  sameValue,
  sortedEntries,
  textAt,
  valueAt,
} from '../plain';
import { compareQuantities, formatQuantity, quantityOf } from '../quantity';
import { ACCESS_MODES, claimSpecErrors, VOLUME_MODES } from './claims';
import {
  type FieldErrors,
  forbidden,
  invalid,
  invalids,
  required,
  unsupported,
} from './fieldErrors';
import { immutable, metadataErrors, metadataUpdateErrors } from './metadata';
import { child, entry, item, namedAs, rootPlace } from './place';
import { nodeSelectorErrors } from './selectors';

const SPEC = rootPlace('spec');

export function claimErrors(object: Plain): FieldErrors {
  return [
    ...metadataErrors(object, dnsSubdomainComplaints),
    ...claimSpecErrors(SPEC, plainOf(valueAt(object, 'spec'))),
  ];
}

export function claimUpdateErrors(old: Plain, changed: Plain): FieldErrors {
  const [before, after] = [plainOf(valueAt(old, 'spec')), plainOf(valueAt(changed, 'spec'))];
  const isBound = textAt(plainAt(changed, 'status'), 'phase') === 'Bound';
  const free = ['volumeName', 'volumeAttributesClassName'];
  const fields = new Set([...Object.keys(before), ...Object.keys(after)]);
  const isFrozen = [...fields].every((field) => {
    if (field === 'volumeName' && textAt(before, field) === '') return true;
    if (isBound && free[1] === field) return true;
    if (field === 'resources' && isBound) {
      return sameValue(
        withoutStorage(valueAt(before, field)),
        withoutStorage(valueAt(after, field)),
      );
    }
    return sameValue(valueAt(before, field), valueAt(after, field));
  });
  const size = (spec: Plain) =>
    quantityOf(valueAt(plainAt(spec, 'resources', 'requests'), 'storage'));
  const errors = [...metadataUpdateErrors(old, changed), ...claimSpecErrors(SPEC, after)];
  if (!isFrozen) {
    const detail =
      'spec is immutable after creation except resources.requests and volumeAttributesClassName for bound claims\n';
    errors.push(forbidden(SPEC, detail));
  }
  if (compareQuantities(size(after), size(before)) < 0) {
    const capacity = quantityOf(valueAt(plainAt(old, 'status', 'capacity'), 'storage'));
    if (compareQuantities(size(after), capacity) <= 0 || capacity.nano === 0n) {
      const at = child(SPEC, 'resources', 'requests', 'storage');
      errors.push(forbidden(at, 'field can not be less than status.capacity'));
    }
  }
  const mode = { path: ['spec', 'volumeMode'], field: 'volumeMode' };
  return [
    ...errors,
    ...immutable(mode, valueAt(after, 'volumeMode'), valueAt(before, 'volumeMode')),
  ];
}

function withoutStorage(resources: unknown): unknown {
  const { storage: _, ...requests } = { ...plainAt(resources, 'requests') };
  return { ...plainOf(resources), requests };
}

const RECLAIM = ['Delete', 'Recycle', 'Retain'];

export function persistentVolumeErrors(object: Plain): FieldErrors {
  const spec = plainOf(valueAt(object, 'spec'));
  const capacity = plainOf(valueAt(spec, 'capacity'));
  const capacityAt = child(SPEC, 'capacity');
  const policy = textAt(spec, 'persistentVolumeReclaimPolicy') || 'Retain';
  const mode = textAt(spec, 'volumeMode');
  const storageClass = textAt(spec, 'storageClassName');
  const errors = [...metadataErrors(object, dnsSubdomainComplaints)];
  if (listAt(spec, 'accessModes').length === 0) errors.push(required(child(SPEC, 'accessModes')));
  for (const [index, value] of listAt(spec, 'accessModes').entries()) {
    if (typeof value === 'string' && ACCESS_MODES.includes(value)) continue;
    const at = child(SPEC, 'accessModes');
    errors.push(unsupported(namedAs(at, item(at, index)), value, ACCESS_MODES));
  }
  if (Object.keys(capacity).length === 0) errors.push(required(capacityAt));
  if (valueAt(capacity, 'storage') === undefined || Object.keys(capacity).length > 1) {
    errors.push(unsupported(capacityAt, capacity, ['storage']));
  }
  for (const [name, value] of sortedEntries(capacity)) {
    const quantity = quantityOf(value);
    if (quantity.nano > 0n) continue;
    errors.push(
      invalid(entry(capacityAt, name), formatQuantity(quantity), 'must be greater than zero'),
    );
  }
  if (!RECLAIM.includes(policy)) {
    errors.push(unsupported(child(SPEC, 'persistentVolumeReclaimPolicy'), policy, RECLAIM));
  }
  const needed = plainAt(spec, 'nodeAffinity', 'required');
  if (needed !== undefined)
    errors.push(...nodeSelectorErrors(child(SPEC, 'nodeAffinity', 'required'), needed));
  errors.push(...sourceErrors(spec, needed !== undefined));
  if (storageClass !== '') {
    errors.push(
      ...invalids(
        child(SPEC, 'storageClassName'),
        storageClass,
        dnsSubdomainComplaints(storageClass),
      ),
    );
  }
  if (mode !== '' && !VOLUME_MODES.includes(mode)) {
    errors.push(unsupported(child(SPEC, 'volumeMode'), mode, VOLUME_MODES));
  }
  return errors;
}

const SOURCES = [
  'hostPath',
  'gcePersistentDisk',
  'awsElasticBlockStore',
  'glusterfs',
  'flocker',
  'nfs',
  'rbd',
  'quobyte',
  'cephfs',
  'iscsi',
  'cinder',
  'fc',
  'flexVolume',
  'azureFile',
  'vsphereVolume',
  'photonPersistentDisk',
  'portworxVolume',
  'azureDisk',
  'scaleIO',
  'local',
  'storageos',
  'csi',
];

function sourceErrors(spec: Plain, hasAffinity: boolean): FieldErrors {
  const given = SOURCES.filter((field) => plainAt(spec, field) !== undefined);
  const [first, ...others] = given;
  if (first === undefined) return [required(SPEC, 'must specify a volume type')];
  const errors = others.map((field) =>
    forbidden(child(SPEC, field), 'may not specify more than 1 volume type'),
  );
  const path = textAt(plainAt(spec, first), 'path');
  const pathAt = child(SPEC, first, 'path');
  if (['hostPath', 'local'].includes(first)) {
    if (path === '') errors.push(required(pathAt));
    else if (path.split('/').includes('..'))
      errors.push(invalid(pathAt, path, "must not contain '..'"));
  }
  if (first === 'local' && !hasAffinity)
    errors.push(required(rootPlace('metadata'), 'Local volume requires node affinity'));
  if (first === 'nfs') {
    if (textAt(plainAt(spec, 'nfs'), 'server') === '')
      errors.push(required(child(SPEC, 'nfs', 'server')));
    if (path === '') errors.push(required(pathAt));
    if (!path.startsWith('/')) errors.push(invalid(pathAt, path, 'must be an absolute path'));
  }
  if (first === 'csi') {
    for (const field of ['driver', 'volumeHandle']) {
      if (textAt(plainAt(spec, 'csi'), field) === '')
        errors.push(required(child(SPEC, 'csi', field)));
    }
  }
  return errors;
}

export function persistentVolumeUpdateErrors(old: Plain, changed: Plain): FieldErrors {
  const source = (object: Plain) =>
    Object.fromEntries(SOURCES.map((field) => [field, valueAt(plainAt(object, 'spec'), field)]));
  const detail = 'spec.persistentvolumesource is immutable after creation\n';
  const at = child(SPEC, 'persistentvolumesource');
  return [
    ...metadataUpdateErrors(old, changed),
    ...persistentVolumeErrors(changed),
    ...(sameValue(source(old), source(changed))
      ? []
      : [forbidden({ ...at, path: ['spec'] }, detail)]),
  ];
}
