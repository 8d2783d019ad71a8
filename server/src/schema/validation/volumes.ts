// Rules for volumes of every source, and for the mounts and devices that use them.

import { volumeSources } from '../defaults';
import { dnsLabelComplaints, dnsSubdomainComplaints } from '../names';
import {
  booleanAt,
  listAt,
  numberAt,
  type Plain,
  plainAt,
  plainListAt,
  plainOf,
  textAt,
  valueAt,
} from '../plain';
import { quantityOf } from '../quantity';
import { claimSpecErrors } from './claims';
import { fieldRefErrors, resourceFieldErrors, VOLUME_FIELDS } from './environment';
import {
  duplicate,
  type FieldErrors,
  forbidden,
  invalid,
  invalids,
  notFound,
  required,
  tooLong,
  unsupported,
} from './fieldErrors';
import { goQuote, goStruct, type RawText } from './goText';
import { child, entry, item, namedAs, type Place } from './place';

/** The well-formed volumes by name: mounts can refer to these only. */
export type Volumes = ReadonlyMap<string, Plain>;

const MODE_TEXT = 'must be a number between 0 and 0777 (octal), both inclusive';
const ONE_TYPE = 'may not specify more than 1 volume type';

/** @param podName known only for a real Pod; ephemeral volumes make claims named after it */
export function volumesErrors(
  place: Place,
  spec: Plain,
  podName: string,
): { readonly volumes: Volumes; readonly errors: FieldErrors } {
  const volumes = new Map<string, Plain>();
  const errors = [];
  const list = plainListAt(spec, 'volumes');
  const made = list
    .filter((volume) => podName !== '' && plainAt(volume, 'ephemeral') !== undefined)
    .map((volume) => `${podName}-${textAt(volume, 'name')}`);
  for (const [index, volume] of list.entries()) {
    const at = item(place, index);
    const name = textAt(volume, 'name');
    const own = [
      ...sourceErrors(at, volume, podName),
      ...(name === ''
        ? [required(child(at, 'name'))]
        : invalids(child(at, 'name'), name, dnsLabelComplaints(name))),
    ];
    if (volumes.has(name)) own.push(duplicate(child(at, 'name'), name));
    if (own.length === 0) volumes.set(name, volume);
    errors.push(...own);
    const claim = textAt(plainAt(volume, 'persistentVolumeClaim'), 'claimName');
    if (made.includes(claim)) {
      const detail = 'must not reference a PVC that gets created for an ephemeral volume';
      errors.push(invalid(child(at, 'persistentVolumeClaim', 'claimName'), claim, detail));
    }
  }
  return { volumes, errors };
}

interface VolumeContext {
  readonly volumeName: string;
  readonly podName: string;
  readonly volumePlace: Place;
}

type SourceRule = (place: Place, source: Plain, context: VolumeContext) => FieldErrors;

/** In the order in which the server looks: the first one that is there counts, the others are too many. */
const SOURCES: readonly (readonly [field: string, rule: SourceRule])[] = [
  ['emptyDir', emptyDirErrors],
  ['hostPath', hostPathErrors],
  [
    'gitRepo',
    (place, source) => [
      ...needs(place, source, 'repository'),
      ...localPath(child(place, 'directory'), textAt(source, 'directory')),
    ],
  ],
  [
    'gcePersistentDisk',
    (place, source) => [
      ...needs(renamed(place, 'persistentDisk'), source, 'pdName'),
      ...partition(renamed(place, 'persistentDisk'), source),
    ],
  ],
  [
    'awsElasticBlockStore',
    (place, source) => [...needs(place, source, 'volumeID'), ...partition(place, source)],
  ],
  ['secret', (place, source) => keyedErrors(place, source, 'secretName')],
  ['nfs', nfsErrors],
  ['iscsi', iscsiErrors],
  [
    'glusterfs',
    (place, source) => [...needs(place, source, 'endpoints'), ...needs(place, source, 'path')],
  ],
  ['flocker', flockerErrors],
  ['persistentVolumeClaim', (place, source) => needs(place, source, 'claimName')],
  [
    'rbd',
    (place, source) => [...needsList(place, source, 'monitors'), ...needs(place, source, 'image')],
  ],
  ['cinder', cinderErrors],
  ['cephfs', (place, source) => needsList(place, source, 'monitors')],
  ['quobyte', quobyteErrors],
  ['downwardAPI', downwardErrors],
  ['fc', fibreChannelErrors],
  ['flexVolume', flexErrors],
  ['configMap', (place, source) => keyedErrors(place, source, 'name')],
  [
    'azureFile',
    (place, source) => [
      ...needs(place, source, 'secretName'),
      ...needs(place, source, 'shareName'),
    ],
  ],
  ['vsphereVolume', (place, source) => needs(place, source, 'volumePath')],
  ['photonPersistentDisk', (place, source) => needs(place, source, 'pdID')],
  ['portworxVolume', (place, source) => needs(place, source, 'volumeID')],
  ['azureDisk', azureDiskErrors],
  ['storageos', storageOsErrors],
  ['projected', projectedErrors],
  ['scaleIO', scaleIoErrors],
  ['csi', csiErrors],
  ['ephemeral', ephemeralErrors],
  ['image', imageErrors],
];

/** Some errors name the field otherwise than the API spells it. */
const FORBIDDEN_NAMES: Readonly<Record<string, string>> = {
  cephfs: 'cephFS',
  downwardAPI: 'downwarAPI',
};

function sourceErrors(place: Place, volume: Plain, podName: string): FieldErrors {
  const given = SOURCES.filter(([field]) => plainAt(volume, field) !== undefined);
  const [first] = given;
  if (first === undefined) {
    // What is no source that we know is the decoder's business; a volume with nothing at all gets an emptyDir.
    return volumeSources(volume).length === 0
      ? []
      : [required(place, 'must specify a volume type')];
  }
  const context = { volumeName: textAt(volume, 'name'), podName, volumePlace: place };
  const [field, rule] = first;
  return [
    ...rule(child(place, field), plainAt(volume, field) ?? {}, context),
    ...given.slice(1).map(([other]) => {
      const at = child(place, other);
      return forbidden(namedAs(child(place, FORBIDDEN_NAMES[other] ?? other), at), ONE_TYPE);
    }),
  ];
}

/** What a PersistentVolume says of a source that Pods could use themselves. */
export function sharedSourceErrors(
  place: Place,
  volume: Plain,
  field: string,
  volumeName: string,
): FieldErrors {
  const rule = SOURCES.find(([known]) => known === field)?.[1];
  const context = { volumeName, podName: '', volumePlace: place };
  return rule?.(child(place, field), plainOf(valueAt(volume, field)), context) ?? [];
}

/** The place under the name that the server uses in messages. */
function renamed(place: Place, name: string): Place {
  return namedAs({ ...place, field: place.field.replace(/[^.]*$/, name) }, place);
}

function needs(place: Place, source: unknown, field: string, detail = ''): FieldErrors {
  return textAt(source, field) === '' ? [required(child(place, field), detail)] : [];
}

function needsList(place: Place, source: Plain, field: string): FieldErrors {
  return listAt(source, field).length === 0 ? [required(child(place, field))] : [];
}

function partition(place: Place, source: Plain): FieldErrors {
  const number = numberAt(source, 'partition') ?? 0;
  if (number >= 0 && number <= 255) return [];
  return [invalid(child(place, 'partition'), number, 'must be between 1 and 255, inclusive')];
}

function modeErrors(place: Place, mode: number | undefined): FieldErrors {
  return mode !== undefined && (mode < 0 || mode > 0o777) ? [invalid(place, mode, MODE_TEXT)] : [];
}

// ---- paths -----------------------------------------------------------------------------------------------------

function noBacksteps(place: Place, path: string): FieldErrors {
  return path.split('/').includes('..') ? [invalid(place, path, "must not contain '..'")] : [];
}

/** Relative, and never upwards. */
export function localPath(place: Place, path: string): FieldErrors {
  const absolute = path.startsWith('/') ? [invalid(place, path, 'must be a relative path')] : [];
  return [...absolute, ...noBacksteps(place, path)];
}

/** The same, and not in the names that the kubelet keeps for itself. */
export function unreservedPath(place: Place, path: string): FieldErrors {
  const reserved = path.startsWith('..') && !path.startsWith('../');
  return [
    ...localPath(place, path),
    ...(reserved ? [invalid(place, path, "must not start with '..'")] : []),
  ];
}

// ---- sources ---------------------------------------------------------------------------------------------------

function emptyDirErrors(place: Place, source: Plain): FieldErrors {
  if (quantityOf(valueAt(source, 'sizeLimit')).nano >= 0n) return [];
  return [
    forbidden(child(place, 'sizeLimit'), 'SizeLimit field must be a valid resource quantity'),
  ];
}

const HOST_PATH_TYPES = [
  '',
  'BlockDevice',
  'CharDevice',
  'Directory',
  'DirectoryOrCreate',
  'File',
  'FileOrCreate',
  'Socket',
];

function hostPathErrors(place: Place, source: Plain): FieldErrors {
  const path = textAt(source, 'path');
  if (path === '') return [required(child(place, 'path'))];
  const type = textAt(source, 'type');
  return [
    ...noBacksteps(child(place, 'path'), path),
    ...(HOST_PATH_TYPES.includes(type)
      ? []
      : [unsupported(child(place, 'type'), type, HOST_PATH_TYPES)]),
  ];
}

function nfsErrors(place: Place, source: Plain): FieldErrors {
  const path = textAt(source, 'path');
  return [
    ...needs(place, source, 'server'),
    ...needs(place, source, 'path'),
    ...(path.startsWith('/')
      ? []
      : [invalid(child(place, 'path'), path, 'must be an absolute path')]),
  ];
}

/** Secrets and ConfigMaps. */
function keyedErrors(place: Place, source: Plain, nameField: string): FieldErrors {
  return [
    ...needs(place, source, nameField),
    ...modeErrors(child(place, 'defaultMode'), numberAt(source, 'defaultMode')),
    ...keyItemsErrors(place, source),
  ];
}

function keyItemsErrors(place: Place, source: Plain): FieldErrors {
  return plainListAt(source, 'items').flatMap((keyed, index) => {
    const at = item(child(place, 'items'), index);
    return [
      ...needs(at, keyed, 'key'),
      ...needs(at, keyed, 'path'),
      ...unreservedPath(child(at, 'path'), textAt(keyed, 'path')),
      ...modeErrors(child(at, 'mode'), numberAt(keyed, 'mode')),
    ];
  });
}

function downwardErrors(place: Place, source: Plain): FieldErrors {
  return [
    ...modeErrors(child(place, 'defaultMode'), numberAt(source, 'defaultMode')),
    ...downwardItemsErrors(place, source),
  ];
}

/** The server leaves list and index out of these places. */
function downwardItemsErrors(place: Place, source: Plain): FieldErrors {
  return plainListAt(source, 'items').flatMap((file, index) => {
    const meant = item(child(place, 'items'), index);
    const at = (...names: string[]): Place =>
      namedAs(child(place, ...names), child(meant, ...names));
    const field = plainAt(file, 'fieldRef');
    const resource = plainAt(file, 'resourceFieldRef');
    const errors = [
      ...(textAt(file, 'path') === '' ? [required(at('path'))] : []),
      ...unreservedPath(at('path'), textAt(file, 'path')),
    ];
    if (field !== undefined) {
      errors.push(...fieldRefErrors(at('fieldRef'), field, VOLUME_FIELDS));
      if (resource !== undefined) {
        const detail = 'fieldRef and resourceFieldRef can not be specified simultaneously';
        errors.push(invalid(at(), 'resource', detail));
      }
    } else if (resource !== undefined) {
      errors.push(...resourceFieldErrors(at('resourceFieldRef'), resource, 'volume'));
    } else errors.push(required(at(), 'one of fieldRef and resourceFieldRef is required'));
    return [...errors, ...modeErrors(at('mode'), numberAt(file, 'mode'))];
  });
}

function projectedErrors(place: Place, source: Plain): FieldErrors {
  const paths = new Set<string>();
  return [
    ...modeErrors(child(place, 'defaultMode'), numberAt(source, 'defaultMode')),
    ...plainListAt(source, 'sources').flatMap((projection, index) =>
      projectionErrors(place, item(child(place, 'sources'), index), projection, paths),
    ),
  ];
}

/** @param paths those that earlier projections have taken; grows */
function projectionErrors(
  place: Place,
  at: Place,
  projection: Plain,
  paths: Set<string>,
): FieldErrors {
  const errors = [];
  const taken = (path: string, value: string): FieldErrors => {
    if (path === '') return [];
    if (paths.has(path)) return [invalid(namedAs(place, at), value, 'conflicting duplicate paths')];
    paths.add(path);
    return [];
  };
  for (const field of ['secret', 'configMap']) {
    const source = plainAt(projection, field);
    if (source === undefined) continue;
    errors.push(
      ...needs(child(at, field), source, 'name'),
      ...keyItemsErrors(child(at, field), source),
    );
    for (const keyed of plainListAt(source, 'items')) {
      errors.push(...taken(textAt(keyed, 'path'), textAt(source, 'name')));
    }
  }
  const downward = plainAt(projection, 'downwardAPI');
  if (downward !== undefined) {
    errors.push(...downwardItemsErrors(child(at, 'downwardAPI'), downward));
    for (const file of plainListAt(downward, 'items')) {
      errors.push(...taken(textAt(file, 'path'), textAt(file, 'path')));
    }
  }
  const token = plainAt(projection, 'serviceAccountToken');
  if (token !== undefined)
    errors.push(...tokenErrors(place, child(at, 'serviceAccountToken'), token));
  const bundle = plainAt(projection, 'clusterTrustBundle');
  if (bundle !== undefined) {
    errors.push(...bundleErrors(child(at, 'clusterTrustBundle'), bundle));
    errors.push(...taken(textAt(bundle, 'path'), textAt(bundle, 'path')));
  }
  const kinds = [
    'secret',
    'configMap',
    'downwardAPI',
    'serviceAccountToken',
    'clusterTrustBundle',
    'podCertificate',
  ];
  if (kinds.filter((kind) => plainAt(projection, kind) !== undefined).length > 1) {
    errors.push(forbidden(at, 'may not specify more than 1 volume type per source'));
  }
  return errors;
}

function tokenErrors(place: Place, at: Place, token: Plain): FieldErrors {
  const seconds = numberAt(token, 'expirationSeconds') ?? 3600;
  const path = textAt(token, 'path');
  const pathAt = namedAs(child(place, 'path'), child(at, 'path'));
  const errors = [];
  const secondsAt = child(at, 'expirationSeconds');
  if (seconds < 600)
    errors.push(invalid(secondsAt, seconds, 'may not specify a duration less than 10 minutes'));
  if (seconds > 2 ** 32) {
    errors.push(invalid(secondsAt, seconds, 'may not specify a duration larger than 2^32 seconds'));
  }
  return [...errors, ...(path === '' ? [required(pathAt)] : unreservedPath(pathAt, path))];
}

function bundleErrors(at: Place, bundle: Plain): FieldErrors {
  const named = valueAt(bundle, 'name') !== undefined;
  const signed = valueAt(bundle, 'signerName') !== undefined;
  const path = textAt(bundle, 'path');
  const errors = [];
  if (named && signed)
    errors.push(invalid(at, shownBundle(bundle), 'only one of name and signerName may be used'));
  else if (!named && !signed)
    errors.push(required(at, 'either name or signerName must be specified'));
  else if (named && textAt(bundle, 'name') === '') {
    errors.push(required(child(at, 'name'), 'must be a valid object name'));
  } else if (signed && textAt(bundle, 'signerName') === '') {
    errors.push(required(child(at, 'signerName'), 'must be a valid signer name'));
  }
  return [
    ...errors,
    ...(path === '' ? [required(child(at, 'path'))] : []),
    ...unreservedPath(child(at, 'path'), path),
  ];
}

function shownBundle(bundle: Plain): RawText {
  return goStruct({
    Name: valueAt(bundle, 'name') ?? null,
    SignerName: valueAt(bundle, 'signerName') ?? null,
    LabelSelector: valueAt(bundle, 'labelSelector') ?? null,
    Optional: valueAt(bundle, 'optional') ?? null,
    Path: textAt(bundle, 'path'),
  });
}

const IQN = /iqn\.\d{4}-\d{2}\.([a-zA-Z0-9.-]+)(:[^,;*&$|\s]+)$/;
const EUI = /^eui.[a-zA-Z0-9]{16}$/;
const NAA = /^naa.[a-zA-Z0-9]{32}$/;

function iscsiNameErrors(place: Place, name: string): FieldErrors {
  const pattern = { iqn: IQN, eui: EUI, naa: NAA }[name.slice(0, 3)];
  if (pattern === undefined) {
    return [invalid(place, name, 'must be valid format starting with iqn, eui, or naa')];
  }
  return pattern.test(name) ? [] : [invalid(place, name, 'must be valid format')];
}

function iscsiErrors(place: Place, source: Plain, context: VolumeContext): FieldErrors {
  const iqn = textAt(source, 'iqn');
  const lun = numberAt(source, 'lun') ?? 0;
  const initiator = valueAt(source, 'initiatorName');
  const secured =
    booleanAt(source, 'chapAuthDiscovery') === true ||
    booleanAt(source, 'chapAuthSession') === true;
  const errors = [
    ...needs(place, source, 'targetPortal'),
    ...(iqn === '' ? [required(child(place, 'iqn'))] : iscsiNameErrors(child(place, 'iqn'), iqn)),
  ];
  if (lun < 0 || lun > 255)
    errors.push(invalid(child(place, 'lun'), lun, 'must be between 0 and 255, inclusive'));
  if (secured && plainAt(source, 'secretRef') === undefined)
    errors.push(required(child(place, 'secretRef')));
  if (typeof initiator !== 'string') return errors;
  errors.push(
    ...iscsiNameErrors(
      namedAs(child(place, 'initiatorname'), child(place, 'initiatorName')),
      initiator,
    ),
  );
  if (`${context.volumeName}:${textAt(source, 'targetPortal')}`.length > 64) {
    const detail =
      'Total length of <volume name>:<iscsi.targetPortal> must be under 64 characters if iscsi.initiatorName is specified.';
    errors.push(invalid(child(context.volumePlace, 'name'), context.volumeName, detail));
  }
  return errors;
}

function flockerErrors(place: Place, source: Plain): FieldErrors {
  const name = textAt(source, 'datasetName');
  const uuid = textAt(source, 'datasetUUID');
  const errors = [];
  if (name === '' && uuid === '')
    errors.push(required(place, 'one of datasetName and datasetUUID is required'));
  if (name !== '' && uuid !== '') {
    errors.push(
      invalid(place, 'resource', 'datasetName and datasetUUID can not be specified simultaneously'),
    );
  }
  if (name.includes('/'))
    errors.push(invalid(child(place, 'datasetName'), name, "must not contain '/'"));
  return errors;
}

function cinderErrors(place: Place, source: Plain): FieldErrors {
  const secret = plainAt(source, 'secretRef');
  return [
    ...needs(place, source, 'volumeID'),
    ...(secret === undefined ? [] : needs(child(place, 'secretRef'), secret, 'name')),
  ];
}

function quobyteErrors(place: Place, source: Plain): FieldErrors {
  const registry = textAt(source, 'registry');
  const text = 'must be a host:port pair or multiple pairs separated by commas';
  const errors = [];
  if (registry === '') errors.push(required(child(place, 'registry'), text));
  else if (textAt(source, 'tenant').length >= 65) {
    errors.push(
      required(
        child(place, 'tenant'),
        'must be a UUID and may not exceed a length of 64 characters',
      ),
    );
  } else {
    const wrong = registry
      .split(',')
      .filter((pair) => !/^(?:[^:[\]]*|\[[^[\]]*\]):[^:[\]]*$/.test(pair));
    errors.push(...wrong.map(() => invalid(child(place, 'registry'), registry, text)));
  }
  return [...errors, ...needs(place, source, 'volume')];
}

function fibreChannelErrors(place: Place, source: Plain): FieldErrors {
  const targets = listAt(source, 'targetWWNs');
  const wwids = listAt(source, 'wwids');
  const lun = numberAt(source, 'lun');
  const at = child(place, 'targetWWNs');
  const errors = [];
  if (targets.length === 0 && wwids.length === 0) {
    errors.push(required(at, 'must specify either targetWWNs or wwids, but not both'));
  }
  if (targets.length > 0 && wwids.length > 0) {
    errors.push(invalid(at, targets, 'targetWWNs and wwids can not be specified simultaneously'));
  }
  if (targets.length > 0 && lun === undefined) {
    errors.push(required(child(place, 'lun'), 'lun is required if targetWWNs is specified'));
  } else if (targets.length > 0 && lun !== undefined && (lun < 0 || lun > 255)) {
    errors.push(invalid(child(place, 'lun'), lun, 'must be between 0 and 255, inclusive'));
  }
  return errors;
}

function flexErrors(place: Place, source: Plain): FieldErrors {
  const reserved = Object.keys(plainOf(valueAt(source, 'options'))).filter((key) =>
    /\.(?:kubernetes|k8s)\.io$/.test(`.${(key.split('/')[0] ?? '').toLowerCase()}`),
  );
  return [
    ...needs(place, source, 'driver'),
    ...reserved.map((key) =>
      invalid(
        entry(child(place, 'options'), key),
        key,
        'kubernetes.io and k8s.io namespaces are reserved',
      ),
    ),
  ];
}

function azureDiskErrors(place: Place, source: Plain): FieldErrors {
  const caching = textAt(source, 'cachingMode') || 'ReadWrite';
  const kind = textAt(source, 'kind') || 'Shared';
  const uri = textAt(source, 'diskURI');
  const uriAt = child(place, 'diskURI');
  const cachingModes = ['None', 'ReadOnly', 'ReadWrite'];
  const kinds = ['Dedicated', 'Managed', 'Shared'];
  const errors = [...needs(place, source, 'diskName'), ...needs(place, source, 'diskURI')];
  if (!cachingModes.includes(caching))
    errors.push(unsupported(child(place, 'cachingMode'), caching, cachingModes));
  if (!kinds.includes(kind)) errors.push(unsupported(child(place, 'kind'), kind, kinds));
  if (kind === 'Managed' && !uri.startsWith('/subscriptions/')) {
    const form =
      '/subscriptions/{sub-id}/resourcegroups/{group-name}/providers/microsoft.compute/disks/{disk-id}';
    errors.push(unsupported(uriAt, uri, [form]));
  }
  if (kind !== 'Managed' && !uri.startsWith('https://')) {
    errors.push(
      unsupported(uriAt, uri, [
        'https://{account-name}.blob.core.windows.net/{container-name}/{disk-name}.vhd',
      ]),
    );
  }
  return errors;
}

function storageOsErrors(place: Place, source: Plain): FieldErrors {
  const name = textAt(source, 'volumeName');
  const namespace = textAt(source, 'volumeNamespace');
  const secret = plainAt(source, 'secretRef');
  return [
    ...(name === ''
      ? [required(child(place, 'volumeName'))]
      : invalids(child(place, 'volumeName'), name, dnsLabelComplaints(name))),
    ...(namespace === ''
      ? []
      : invalids(child(place, 'volumeNamespace'), namespace, dnsLabelComplaints(namespace))),
    ...(secret === undefined ? [] : needs(child(place, 'secretRef'), secret, 'name')),
  ];
}

function scaleIoErrors(place: Place, source: Plain): FieldErrors {
  return ['gateway', 'system', 'volumeName'].flatMap((field) => needs(place, source, field));
}

function csiErrors(place: Place, source: Plain): FieldErrors {
  const secret = plainAt(source, 'nodePublishSecretRef');
  return [
    ...driverNameErrors(child(place, 'driver'), textAt(source, 'driver')),
    ...(secret === undefined ? [] : publishSecretErrors(place, secret)),
  ];
}

function publishSecretErrors(place: Place, secret: Plain): FieldErrors {
  const at = child(place, 'nodePublishSecretRef');
  const name = textAt(secret, 'name');
  if (name === '') return needs(at, secret, 'name');
  const loose = namedAs(child(place, 'name'), child(at, 'name'));
  return invalids(loose, name, dnsSubdomainComplaints(name));
}

/** Names of CSI drivers: a domain of at most 63 bytes. */
export function driverNameErrors(place: Place, driver: string): FieldErrors {
  return [
    ...(driver === '' ? [required(place)] : []),
    ...(driver.length > 63 ? [tooLong(place, 63)] : []),
    ...invalids(place, driver, dnsSubdomainComplaints(driver.toLowerCase())),
  ];
}

function ephemeralErrors(place: Place, source: Plain, context: VolumeContext): FieldErrors {
  const template = plainAt(source, 'volumeClaimTemplate');
  const errors = [];
  if (template === undefined) errors.push(required(child(place, 'volumeClaimTemplate')));
  else {
    const at = child(place, 'volumeClaimTemplate');
    errors.push(...claimSpecErrors(child(at, 'spec'), plainOf(valueAt(template, 'spec'))));
  }
  if (context.podName === '' || context.volumeName === '') return errors;
  const claim = `${context.podName}-${context.volumeName}`;
  for (const complaint of dnsSubdomainComplaints(claim)) {
    const detail = `PVC name ${goQuote(claim)}: ${complaint}`;
    errors.push(invalid(child(context.volumePlace, 'name'), context.volumeName, detail));
  }
  return errors;
}

const PULL_POLICIES = ['Always', 'IfNotPresent', 'Never'];

export function pullPolicyErrors(place: Place, policy: string): FieldErrors {
  return policy === '' || PULL_POLICIES.includes(policy)
    ? []
    : [unsupported(place, policy, PULL_POLICIES)];
}

function imageErrors(place: Place, source: Plain, context: VolumeContext): FieldErrors {
  // A template may leave the reference to whoever makes the Pod.
  const needsReference = context.podName !== '';
  return [
    ...(needsReference ? needs(place, source, 'reference') : []),
    ...pullPolicyErrors(child(place, 'pullPolicy'), textAt(source, 'pullPolicy')),
  ];
}

// ---- mounts ----------------------------------------------------------------------------------------------------

export function volumeMountsErrors(place: Place, container: Plain, volumes: Volumes): FieldErrors {
  const devices = plainListAt(container, 'volumeDevices');
  const paths = new Set<string>();
  return plainListAt(container, 'volumeMounts').flatMap((mount, index) => {
    const at = item(place, index);
    const name = textAt(mount, 'name');
    const path = textAt(mount, 'mountPath');
    const errors = [];
    if (name === '') errors.push(required(child(at, 'name')));
    if (!volumes.has(name)) errors.push(notFound(child(at, 'name'), name));
    if (path === '') errors.push(required(child(at, 'mountPath')));
    if (paths.has(path)) errors.push(invalid(child(at, 'mountPath'), path, 'must be unique'));
    paths.add(path);
    if (devices.some((device) => textAt(device, 'name') === name)) {
      errors.push(invalid(child(at, 'name'), name, 'must not already exist in volumeDevices'));
    }
    if (devices.some((device) => textAt(device, 'devicePath') === path)) {
      errors.push(
        invalid(child(at, 'mountPath'), path, 'must not already exist as a path in volumeDevices'),
      );
    }
    // In what follows the server names the list, not the element.
    const loose = (field: string): Place => namedAs(child(place, field), child(at, field));
    return [
      ...errors,
      ...subPathErrors(at, loose, mount),
      ...propagationErrors(loose('mountPropagation'), mount, container),
      ...recursiveErrors(loose('recursiveReadOnly'), mount),
    ];
  });
}

function subPathErrors(at: Place, loose: (field: string) => Place, mount: Plain): FieldErrors {
  const plain = textAt(mount, 'subPath');
  const expression = textAt(mount, 'subPathExpr');
  const errors = plain === '' ? [] : [...localPath(loose('subPath'), plain)];
  if (expression === '') return errors;
  if (plain !== '') {
    const detail = 'subPathExpr and subPath are mutually exclusive';
    errors.push(invalid(child(at, 'subPathExpr'), expression, detail));
  }
  return [...errors, ...localPath(loose('subPathExpr'), expression)];
}

const PROPAGATIONS = ['Bidirectional', 'HostToContainer', 'None'];

function propagationErrors(place: Place, mount: Plain, container: Plain): FieldErrors {
  const propagation = textAt(mount, 'mountPropagation');
  if (propagation === '') return [];
  const errors = PROPAGATIONS.includes(propagation)
    ? []
    : [unsupported(place, propagation, PROPAGATIONS)];
  const privileged = booleanAt(plainAt(container, 'securityContext'), 'privileged') === true;
  if (propagation === 'Bidirectional' && !privileged) {
    const detail = 'Bidirectional mount propagation is available only to privileged containers';
    errors.push(forbidden(place, detail));
  }
  return errors;
}

const RECURSIVE = ['Disabled', 'Enabled', 'IfPossible'];

function recursiveErrors(place: Place, mount: Plain): FieldErrors {
  const recursive = textAt(mount, 'recursiveReadOnly');
  if (recursive === '' || recursive === 'Disabled') return [];
  if (!RECURSIVE.includes(recursive)) return [unsupported(place, recursive, RECURSIVE)];
  const errors = [];
  if (booleanAt(mount, 'readOnly') !== true) {
    errors.push(forbidden(place, 'may only be specified when readOnly is true'));
  }
  const propagation = textAt(mount, 'mountPropagation');
  if (propagation !== '' && propagation !== 'None') {
    errors.push(
      forbidden(place, 'may only be specified when mountPropagation is None or not specified'),
    );
  }
  return errors;
}

export function volumeDevicesErrors(place: Place, container: Plain, volumes: Volumes): FieldErrors {
  const mounts = plainListAt(container, 'volumeMounts');
  const names = new Set<string>();
  const paths = new Set<string>();
  return plainListAt(container, 'volumeDevices').flatMap((device, index) => {
    const at = item(place, index);
    const name = textAt(device, 'name');
    const path = textAt(device, 'devicePath');
    const [nameAt, pathAt] = [child(at, 'name'), child(at, 'devicePath')];
    const volume = volumes.get(name);
    const errors = [];
    if (name === '') errors.push(required(nameAt));
    if (names.has(name)) errors.push(invalid(nameAt, name, 'must be unique'));
    if (volume === undefined) errors.push(notFound(nameAt, name));
    else if (
      (plainAt(volume, 'persistentVolumeClaim') ?? plainAt(volume, 'ephemeral')) === undefined
    ) {
      const detail =
        'can only use volume source type of PersistentVolumeClaim or Ephemeral for block mode';
      errors.push(invalid(nameAt, name, detail));
    }
    if (path === '') errors.push(required(pathAt));
    if (paths.has(path)) errors.push(invalid(pathAt, path, 'must be unique'));
    if (path.split('/').includes('..'))
      errors.push(invalid(pathAt, path, "can not contain backsteps ('..')"));
    else paths.add(path);
    if (mounts.some((mount) => textAt(mount, 'name') === name)) {
      errors.push(invalid(nameAt, name, 'must not already exist in volumeMounts'));
    }
    if (mounts.some((mount) => textAt(mount, 'mountPath') === path)) {
      errors.push(invalid(pathAt, path, 'must not already exist as a path in volumeMounts'));
    }
    if (name !== '') names.add(name);
    return errors;
  });
}
