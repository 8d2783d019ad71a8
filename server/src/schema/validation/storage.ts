// Rules for PersistentVolumeClaims, PersistentVolumes and StorageClasses.

import { qualifiedNameComplaints } from '../labels';
import { dnsLabelComplaints, dnsSubdomainComplaints } from '../names';
import {
  listAt,
  optionalTextAt,
  type Plain,
  plainAt,
  plainOf,
  sameValue,
  sortedEntries,
  textAt,
  textMapAt,
  valueAt,
} from '../plain';
import { compareQuantities, formatQuantity, quantityOf, wholeValue } from '../quantity';
import { accessModeErrors, claimSpecErrors, VOLUME_MODES } from './claims';
import {
  type FieldErrors,
  forbidden,
  invalid,
  invalids,
  required,
  unsupported,
} from './fieldErrors';
import { NIL } from './goText';
import { immutable, metadataErrors, metadataUpdateErrors } from './metadata';
import { child, entry, namedAs, type Place, rootPlace } from './place';
import { nodeSelectorErrors } from './selectors';
import { driverNameErrors, sharedSourceErrors } from './volumes';

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
  const name = textAt(plainAt(object, 'metadata'), 'name');
  const policy = textAt(spec, 'persistentVolumeReclaimPolicy') || 'Retain';
  const policyAt = child(SPEC, 'persistentVolumeReclaimPolicy');
  const mode = textAt(spec, 'volumeMode');
  const isRoot = /^\/+$/.test(textAt(plainAt(spec, 'hostPath'), 'path'));
  const modesAt = child(SPEC, 'accessModes');
  return [
    ...metadataErrors(object, dnsSubdomainComplaints),
    ...(listAt(spec, 'accessModes').length === 0 ? [required(modesAt)] : []),
    ...accessModeErrors(modesAt, spec),
    ...capacityErrors(spec),
    ...(RECLAIM.includes(policy) ? [] : [unsupported(policyAt, policy, RECLAIM)]),
    ...affinityErrors(spec),
    ...sourceErrors(spec, name),
    ...(isRoot && policy === 'Recycle'
      ? [forbidden(policyAt, "may not be 'recycle' for a hostPath mount of '/'")]
      : []),
    ...classNameErrors('storageClassName', textAt(spec, 'storageClassName')),
    ...(mode === '' || VOLUME_MODES.includes(mode)
      ? []
      : [unsupported(child(SPEC, 'volumeMode'), mode, VOLUME_MODES)]),
    ...attributesClassErrors(spec),
  ];
}

function capacityErrors(spec: Plain): FieldErrors {
  const capacity = plainOf(valueAt(spec, 'capacity'));
  const at = child(SPEC, 'capacity');
  const amounts = sortedEntries(capacity).map(
    ([name, value]) => [name, quantityOf(value)] as const,
  );
  const errors = amounts.length === 0 ? [required(at)] : [];
  if (valueAt(capacity, 'storage') === undefined || amounts.length > 1) {
    const shown = Object.fromEntries(amounts.map(([name, it]) => [name, formatQuantity(it)]));
    const isAbsent = valueAt(spec, 'capacity') === undefined;
    errors.push(unsupported(at, isAbsent ? NIL : shown, ['storage']));
  }
  for (const [name, amount] of amounts) {
    if (amount.nano > 0n) continue;
    const whole = wholeValue(amount);
    if (whole < 0) {
      errors.push(invalid(entry(at, name), whole, 'must be a valid resource quantity'));
    }
    errors.push(invalid(entry(at, name), formatQuantity(amount), 'must be greater than zero'));
  }
  return errors;
}

function affinityErrors(spec: Plain): FieldErrors {
  const affinity = plainAt(spec, 'nodeAffinity');
  const at = child(SPEC, 'nodeAffinity', 'required');
  if (affinity === undefined) return [];
  const needed = plainAt(affinity, 'required');
  return needed === undefined
    ? [required(at, 'must specify required node constraints')]
    : nodeSelectorErrors(at, needed);
}

function classNameErrors(field: string, name: string): FieldErrors {
  return name === '' ? [] : invalids(child(SPEC, field), name, dnsSubdomainComplaints(name));
}

function attributesClassErrors(spec: Plain): FieldErrors {
  const name = optionalTextAt(spec, 'volumeAttributesClassName');
  if (name === undefined) return [];
  const at = child(SPEC, 'volumeAttributesClassName');
  return [
    ...(name === ''
      ? [required(at, 'an empty string is disallowed')]
      : classNameErrors('volumeAttributesClassName', name)),
    ...(plainAt(spec, 'csi') === undefined
      ? [required(child(SPEC, 'csi'), 'has to be specified when using volumeAttributesClassName')]
      : []),
  ];
}

/** In the order in which the server looks: the first one that is there counts, the others are too many. */
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

function sourceErrors(spec: Plain, volumeName: string): FieldErrors {
  const given = SOURCES.filter((field) => plainAt(spec, field) !== undefined);
  const [first, ...others] = given;
  if (first === undefined) return [required(SPEC, 'must specify a volume type')];
  return [
    ...ownSourceErrors(spec, first, volumeName),
    ...others.map((field) => {
      const at = child(SPEC, field);
      const named = field === 'cephfs' ? namedAs(child(SPEC, 'cephFS'), at) : at;
      return forbidden(named, 'may not specify more than 1 volume type');
    }),
  ];
}

/** Secrets that a CSI driver may need. */
const CSI_SECRETS = [
  'controllerPublishSecretRef',
  'controllerExpandSecretRef',
  'nodePublishSecretRef',
  'nodeExpandSecretRef',
];

function ownSourceErrors(spec: Plain, field: string, volumeName: string): FieldErrors {
  if (field === 'local') return localErrors(spec);
  if (field !== 'csi') return sharedSourceErrors(SPEC, spec, field, volumeName);
  const source = plainOf(valueAt(spec, field));
  const at = child(SPEC, field);
  return [
    ...driverNameErrors(child(at, 'driver'), textAt(source, 'driver')),
    ...(textAt(source, 'volumeHandle') === '' ? [required(child(at, 'volumeHandle'))] : []),
    ...CSI_SECRETS.flatMap((secret) => secretErrors(child(at, secret), plainAt(source, secret))),
  ];
}

function secretErrors(at: Place, secret: Plain | undefined): FieldErrors {
  if (secret === undefined) return [];
  const [name, namespace] = [textAt(secret, 'name'), textAt(secret, 'namespace')];
  return [
    ...(name === ''
      ? [required(child(at, 'name'))]
      : invalids(child(at, 'name'), name, dnsSubdomainComplaints(name))),
    ...(namespace === ''
      ? [required(child(at, 'namespace'))]
      : invalids(child(at, 'namespace'), namespace, dnsLabelComplaints(namespace))),
  ];
}

function localErrors(spec: Plain): FieldErrors {
  const path = textAt(plainAt(spec, 'local'), 'path');
  const at = child(SPEC, 'local', 'path');
  const hasAffinity = plainAt(spec, 'nodeAffinity') !== undefined;
  return [
    ...(path === '' ? [required(at)] : []),
    ...(path.split('/').includes('..') ? [invalid(at, path, "must not contain '..'")] : []),
    ...(hasAffinity
      ? []
      : [required(child(SPEC, 'nodeAffinity'), 'Local volume requires node affinity')]),
  ];
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

// ---- StorageClass ----------------------------------------------------------------------------------------------

const CLASS_RECLAIM = ['Delete', 'Retain'];
const BINDING_MODES = ['Immediate', 'WaitForFirstConsumer'];

export function storageClassErrors(object: Plain): FieldErrors {
  const provisioner = textAt(object, 'provisioner');
  const policy = textAt(object, 'reclaimPolicy');
  const binding = textAt(object, 'volumeBindingMode');
  const at = rootPlace('provisioner');
  return [
    ...metadataErrors(object, dnsSubdomainComplaints),
    ...(provisioner === ''
      ? [required(at)]
      : invalids(at, provisioner, qualifiedNameComplaints(provisioner.toLowerCase()))),
    ...Object.keys(textMapAt(object, 'parameters')).flatMap((key) =>
      key === '' ? [invalid(rootPlace('parameters'), key, 'field can not be empty.')] : [],
    ),
    ...(policy === '' || CLASS_RECLAIM.includes(policy)
      ? []
      : [unsupported(rootPlace('reclaimPolicy'), policy, CLASS_RECLAIM)]),
    ...(binding === '' || BINDING_MODES.includes(binding)
      ? []
      : [unsupported(rootPlace('volumeBindingMode'), binding, BINDING_MODES)]),
  ];
}

export function storageClassUpdateErrors(old: Plain, changed: Plain): FieldErrors {
  const fixed = ['parameters', 'provisioner', 'reclaimPolicy'];
  return [
    ...metadataUpdateErrors(old, changed),
    ...fixed.flatMap((field) =>
      sameValue(valueAt(old, field), valueAt(changed, field))
        ? []
        : [forbidden(rootPlace(field), `updates to ${field} are forbidden.`)],
    ),
    ...immutable(
      rootPlace('volumeBindingMode'),
      valueAt(changed, 'volumeBindingMode'),
      valueAt(old, 'volumeBindingMode'),
    ),
  ];
}
