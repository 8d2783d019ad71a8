// Rules for environment variables and for references to fields, resources and keys.

import { qualifiedNameComplaints } from '../labels';
import { configKeyComplaints, dnsSubdomainComplaints, envNameComplaints } from '../names';
import { type Plain, plainAt, plainListAt, textAt, valueAt } from '../plain';
import { formatQuantity, quantityOf } from '../quantity';
import {
  type FieldErrors,
  invalid,
  invalids,
  notFound,
  required,
  unsupported,
} from './fieldErrors';
import { child, item, namedAs, type Place } from './place';
import { unreservedPath, type Volumes } from './volumes';

/** What `fieldRef` may name in an environment variable, and in a volume. */
export const ENV_FIELDS = [
  'metadata.name',
  'metadata.namespace',
  'metadata.uid',
  'spec.nodeName',
  'spec.serviceAccountName',
  'status.hostIP',
  'status.hostIPs',
  'status.podIP',
  'status.podIPs',
] as const;
export const VOLUME_FIELDS = [
  'metadata.annotations',
  'metadata.labels',
  'metadata.name',
  'metadata.namespace',
  'metadata.uid',
] as const;
/** Fields that the downward API knows but does not give everywhere. */
const KNOWN_FIELDS = [
  ...ENV_FIELDS,
  ...VOLUME_FIELDS,
  'spec.restartPolicy',
  'spec.schedulerName',
  'status.phase',
];

const RESOURCE_FIELDS = [
  'limits.cpu',
  'limits.ephemeral-storage',
  'limits.memory',
  'requests.cpu',
  'requests.ephemeral-storage',
  'requests.memory',
];

/** @param volumes of the Pod, by name: files of variables are read from them */
export function envErrors(place: Place, container: Plain, volumes: Volumes): FieldErrors {
  return plainListAt(container, 'env').flatMap((variable, index) => {
    const at = item(place, index);
    const name = textAt(variable, 'name');
    return [
      ...(name === ''
        ? [required(child(at, 'name'))]
        : invalids(child(at, 'name'), name, envNameComplaints(name))),
      ...valueFromErrors(child(at, 'valueFrom'), variable, volumes),
    ];
  });
}

function valueFromErrors(place: Place, variable: Plain, volumes: Volumes): FieldErrors {
  const source = plainAt(variable, 'valueFrom');
  if (source === undefined) return [];
  const field = plainAt(source, 'fieldRef');
  const resource = plainAt(source, 'resourceFieldRef');
  const configKey = plainAt(source, 'configMapKeyRef');
  const secretKey = plainAt(source, 'secretKeyRef');
  const fileKey = plainAt(source, 'fileKeyRef');
  const errors = [
    ...(field === undefined ? [] : fieldRefErrors(child(place, 'fieldRef'), field, ENV_FIELDS)),
    ...(resource === undefined
      ? []
      : resourceFieldErrors(child(place, 'resourceFieldRef'), resource, 'container')),
    ...(configKey === undefined ? [] : keyErrors(child(place, 'configMapKeyRef'), configKey)),
    ...(secretKey === undefined ? [] : keyErrors(child(place, 'secretKeyRef'), secretKey)),
    ...(fileKey === undefined ? [] : fileKeyErrors(child(place, 'fileKeyRef'), fileKey, volumes)),
  ];
  const count = [field, resource, configKey, secretKey, fileKey].filter(
    (ref) => ref !== undefined,
  ).length;
  const complaint = valueFromComplaint(count, textAt(variable, 'value'));
  return complaint === undefined ? errors : [...errors, invalid(place, '', complaint)];
}

function valueFromComplaint(count: number, value: string): string | undefined {
  if (count === 0) {
    return 'must specify one of: `fieldRef`, `resourceFieldRef`, `configMapKeyRef` or `secretKeyRef`';
  }
  if (value !== '') return 'may not be specified when `value` is not empty';
  return count > 1 ? 'may not have more than one field specified at a time' : undefined;
}

function keyErrors(place: Place, reference: Plain): FieldErrors {
  const name = textAt(reference, 'name');
  const key = textAt(reference, 'key');
  return [
    ...invalids(child(place, 'name'), name, dnsSubdomainComplaints(name)),
    ...(key === ''
      ? [required(child(place, 'key'))]
      : invalids(child(place, 'key'), key, configKeyComplaints(key))),
  ];
}

/** A variable from a file that an init container has written into an emptyDir. */
function fileKeyErrors(place: Place, reference: Plain, volumes: Volumes): FieldErrors {
  const errors = ['volumeName', 'path', 'key'].flatMap((field) =>
    textAt(reference, field) === '' ? [required(child(place, field))] : [],
  );
  const [name, path, key] = ['volumeName', 'path', 'key'].map((field) => textAt(reference, field));
  const at = child(place, 'volumeName');
  if (name !== undefined && name !== '') {
    const volume = volumes.get(name);
    if (volume === undefined) errors.push(notFound(at, name));
    else if (plainAt(volume, 'emptyDir') === undefined) {
      errors.push(invalid(at, name, 'referenced volume must be of type emptyDir'));
    }
  }
  return [
    ...errors,
    ...unreservedPath(child(place, 'path'), path ?? ''),
    ...invalids(child(place, 'key'), key, envNameComplaints(key ?? '')),
  ];
}

/** A reference to a field of the Pod. */
export function fieldRefErrors(
  place: Place,
  reference: Plain,
  allowed: readonly string[],
): FieldErrors {
  const version = textAt(reference, 'apiVersion') || 'v1';
  const written = textAt(reference, 'fieldPath');
  const at = child(place, 'fieldPath');
  if (written === '') return [required(at)];
  if (version !== 'v1') {
    return [
      invalid(at, written, `error converting fieldPath: unsupported pod version: ${version}`),
    ];
  }
  const subscripted = /^([^[]+)\['(.*)'\]$/s.exec(written);
  const path = subscripted?.[1] ?? written;
  if (subscripted !== null) return subscriptErrors(place, at, path, subscripted[2] ?? '');
  if (written === 'spec.host') return unsupportedField(at, 'spec.nodeName', allowed);
  if (!KNOWN_FIELDS.includes(written)) {
    return [
      invalid(at, written, `error converting fieldPath: field label not supported: ${written}`),
    ];
  }
  return unsupportedField(at, written, allowed);
}

function unsupportedField(place: Place, path: string, allowed: readonly string[]): FieldErrors {
  return allowed.includes(path) ? [] : [unsupported(place, path, [...allowed])];
}

/** `metadata.labels['key']`: only labels and annotations have entries. */
function subscriptErrors(place: Place, at: Place, path: string, key: string): FieldErrors {
  const named = namedAs(place, at);
  if (path === 'metadata.annotations') {
    const lower = key.toLowerCase();
    return invalids(named, lower, qualifiedNameComplaints(lower));
  }
  if (path === 'metadata.labels') return invalids(named, key, qualifiedNameComplaints(key));
  const written = `${path}['${key}']`;
  return [
    invalid(
      at,
      written,
      `error converting fieldPath: field label does not support subscript: ${written}`,
    ),
  ];
}

const BYTE_DIVISORS = ['1', ...['k', 'M', 'G', 'T', 'P', 'E'].map((unit) => `1${unit}`)].concat(
  ['Ki', 'Mi', 'Gi', 'Ti', 'Pi', 'Ei'].map((unit) => `1${unit}`),
);

/** A reference to a request or limit; in a volume it must say of which container. */
export function resourceFieldErrors(
  place: Place,
  reference: Plain,
  where: 'container' | 'volume',
): FieldErrors {
  const resource = textAt(reference, 'resource');
  const errors = [];
  if (where === 'volume' && textAt(reference, 'containerName') === '') {
    errors.push(required(child(place, 'containerName')));
  } else if (resource === '') errors.push(required(child(place, 'resource')));
  else if (
    !RESOURCE_FIELDS.includes(resource) &&
    !/^(?:limits|requests)\.hugepages-/.test(resource)
  ) {
    errors.push(unsupported(child(place, 'resource'), resource, RESOURCE_FIELDS));
  }
  return [
    ...errors,
    ...divisorErrors(child(place, 'divisor'), resource, valueAt(reference, 'divisor')),
  ];
}

function divisorErrors(place: Place, resource: string, divisor: unknown): FieldErrors {
  const quantity = quantityOf(divisor);
  if (quantity.nano === 0n) return [];
  const kind = /^(?:limits|requests)\.(cpu|memory|ephemeral-storage|hugepages-)/.exec(
    resource,
  )?.[1];
  if (kind === undefined) return [];
  const text = formatQuantity(quantity);
  if (kind === 'cpu') {
    if (text === '1m' || text === '1') return [];
    return [
      invalid(
        place,
        resource,
        "only divisor's values 1m and 1 are supported with the cpu resource",
      ),
    ];
  }
  if (BYTE_DIVISORS.includes(text)) return [];
  const names = {
    memory: 'memory',
    'ephemeral-storage': 'local ephemeral storage',
    'hugepages-': 'hugepages',
  };
  const name = names[kind as keyof typeof names];
  const detail = `only divisor's values ${BYTE_DIVISORS.join(', ')} are supported with the ${name} resource`;
  return [invalid(place, resource, detail)];
}

export function envFromErrors(place: Place, container: Plain): FieldErrors {
  return plainListAt(container, 'envFrom').flatMap((source, index) => {
    const at = item(place, index);
    const prefix = textAt(source, 'prefix');
    const errors =
      prefix === '' ? [] : [...invalids(child(at, 'prefix'), prefix, envNameComplaints(prefix))];
    const given = ['configMapRef', 'secretRef'].filter(
      (field) => plainAt(source, field) !== undefined,
    );
    for (const field of given) {
      const name = textAt(plainAt(source, field), 'name');
      const nameAt = child(at, field, 'name');
      if (name === '') errors.push(required(nameAt));
      else
        errors.push(
          ...invalids(nameAt, name, dnsSubdomainComplaints(name.endsWith('-') ? `${name}a` : name)),
        );
    }
    // The server names the list, not the element.
    const named = namedAs(place, at);
    if (given.length === 0)
      errors.push(invalid(named, '', 'must specify one of: `configMapRef` or `secretRef`'));
    if (given.length > 1)
      errors.push(invalid(named, '', 'may not have more than one field specified at a time'));
    return errors;
  });
}
