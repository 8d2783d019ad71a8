// Rules for ConfigMaps, Secrets, ServiceAccounts and Namespaces.

import { qualifiedNameComplaints } from '../labels';
import {
  byteLength,
  configKeyComplaints,
  dnsLabelComplaints,
  dnsSubdomainComplaints,
} from '../names';
import {
  booleanAt,
  listAt,
  type Plain,
  plainAt,
  sameValue,
  sortedEntries,
  textAt,
  textMapAt,
  valueAt,
} from '../plain';
import { type FieldErrors, forbidden, invalid, invalids, required, tooLong } from './fieldErrors';
import { legacyFinalizer, metadataErrors, metadataUpdateErrors } from './metadata';
import { child, entry, item, namedAs, rootPlace } from './place';

const MAX_SIZE = 1024 * 1024;
const FROZEN = 'field is immutable when `immutable` is set';

export function configMapErrors(object: Plain): FieldErrors {
  const texts = textMapAt(object, 'data');
  const binaries = textMapAt(object, 'binaryData');
  let size = 0;
  const errors = [...metadataErrors(object, dnsSubdomainComplaints)];
  for (const [key, value] of sortedEntries(texts)) {
    const at = entry(rootPlace('data'), key);
    errors.push(...invalids(at, key, configKeyComplaints(key)));
    if (Object.hasOwn(binaries, key)) {
      errors.push(invalid(at, key, 'duplicate of key present in binaryData'));
    }
    size += byteLength(value);
  }
  for (const [key, value] of sortedEntries(binaries)) {
    errors.push(...invalids(entry(rootPlace('binaryData'), key), key, configKeyComplaints(key)));
    size += base64Size(value);
  }
  return size > MAX_SIZE ? [...errors, tooLong({ path: [], field: '' }, MAX_SIZE)] : errors;
}

function base64Size(text: string): number {
  const length = text.replace(/[\s=]/g, '').length;
  return Math.floor((length * 3) / 4);
}

export function configMapUpdateErrors(old: Plain, changed: Plain): FieldErrors {
  return [
    ...metadataUpdateErrors(old, changed),
    ...frozenErrors(old, changed, ['data', 'binaryData']),
    ...configMapErrors(changed),
  ];
}

function frozenErrors(old: Plain, changed: Plain, fields: readonly string[]): FieldErrors {
  if (booleanAt(old, 'immutable') !== true) return [];
  return [
    ...(booleanAt(changed, 'immutable') === true
      ? []
      : [forbidden(rootPlace('immutable'), FROZEN)]),
    ...fields
      .filter((field) => !sameValue(valueAt(old, field), valueAt(changed, field)))
      .map((field) => forbidden(rootPlace(field), FROZEN)),
  ];
}

/** `stringData` as the server stores it: in `data`. Values are the decoded bytes as text, for what rules look at. */
function secretData(
  secret: Plain,
): Readonly<Record<string, { readonly size: number; readonly text: string }>> {
  const data: Record<string, { size: number; text: string }> = {};
  for (const [key, value] of Object.entries(textMapAt(secret, 'data'))) {
    data[key] = { size: base64Size(value), text: decodeBase64(value) };
  }
  for (const [key, value] of Object.entries(textMapAt(secret, 'stringData'))) {
    data[key] = { size: byteLength(value), text: value };
  }
  return data;
}

function decodeBase64(text: string): string {
  try {
    return atob(text.replace(/\s/g, ''));
  } catch {
    return '';
  }
}

const ACCOUNT_NAME = 'kubernetes.io/service-account.name';

export function secretErrors(secret: Plain): FieldErrors {
  const data = secretData(secret);
  const place = rootPlace('data');
  const errors = [...metadataErrors(secret, dnsSubdomainComplaints)];
  let size = 0;
  for (const [key, value] of sortedEntries(data)) {
    errors.push(...invalids(entry(place, key), key, configKeyComplaints(key)));
    size += value.size;
  }
  if (size > MAX_SIZE) errors.push(tooLong(place, MAX_SIZE));
  return [...errors, ...secretTypeErrors(secret, data)];
}

function secretTypeErrors(secret: Plain, data: ReturnType<typeof secretData>): FieldErrors {
  const place = rootPlace('data');
  const missing = (...keys: string[]): FieldErrors =>
    keys.filter((key) => !Object.hasOwn(data, key)).map((key) => required(entry(place, key)));
  switch (textAt(secret, 'type')) {
    case 'kubernetes.io/service-account-token': {
      const account = textMapAt(plainAt(secret, 'metadata'), 'annotations')[ACCOUNT_NAME] ?? '';
      const at = entry(child(rootPlace('metadata'), 'annotations'), ACCOUNT_NAME);
      return account === '' ? [required(at)] : [];
    }
    case 'kubernetes.io/dockercfg':
      return [...missing('.dockercfg'), ...jsonErrors('.dockercfg', data)];
    case 'kubernetes.io/dockerconfigjson':
      return [...missing('.dockerconfigjson'), ...jsonErrors('.dockerconfigjson', data)];
    case 'kubernetes.io/basic-auth': {
      const errors = missing('username', 'password');
      return errors.length === 2 ? errors : [];
    }
    case 'kubernetes.io/ssh-auth':
      return (data['ssh-privatekey']?.size ?? 0) === 0
        ? [required(entry(place, 'ssh-privatekey'))]
        : [];
    case 'kubernetes.io/tls':
      return missing('tls.crt', 'tls.key');
    default:
      return [];
  }
}

function jsonErrors(key: string, data: ReturnType<typeof secretData>): FieldErrors {
  const value = data[key];
  if (value === undefined) return [];
  const complaint = jsonComplaint(value.text);
  if (complaint === undefined) return [];
  return [invalid(entry(rootPlace('data'), key), '<secret contents redacted>', complaint)];
}

function jsonComplaint(text: string): string | undefined {
  try {
    const parsed: unknown = JSON.parse(text);
    if (typeof parsed === 'object' && !Array.isArray(parsed)) return undefined;
    const kind = Array.isArray(parsed)
      ? 'array'
      : typeof parsed === 'boolean'
        ? 'bool'
        : typeof parsed;
    return `json: cannot unmarshal ${kind} into Go value of type map[string]interface {}`;
  } catch {
    const first = text.trimStart()[0];
    if (first === undefined) return 'unexpected end of JSON input';
    if (first !== '{') return `invalid character '${first}' looking for beginning of value`;
    return 'unexpected end of JSON input';
  }
}

export function secretUpdateErrors(old: Plain, changed: Plain): FieldErrors {
  const [before, after] = [textAt(old, 'type') || 'Opaque', textAt(changed, 'type') || 'Opaque'];
  return [
    ...metadataUpdateErrors(old, changed),
    ...(before === after ? [] : [invalid(rootPlace('type'), after, 'field is immutable')]),
    ...frozenErrors(old, changed, ['data']),
    ...secretErrors(changed),
  ];
}

export function serviceAccountErrors(object: Plain): FieldErrors {
  return metadataErrors(object, dnsSubdomainComplaints);
}

export function namespaceErrors(object: Plain): FieldErrors {
  const place = child(rootPlace('spec'), 'finalizers');
  const finalizers = listAt(plainAt(object, 'spec'), 'finalizers');
  return [
    ...metadataErrors(object, dnsLabelComplaints),
    ...finalizers.flatMap((value, index) => {
      const finalizer = String(value);
      const at = namedAs(place, item(place, index));
      return [
        ...invalids(at, finalizer, qualifiedNameComplaints(finalizer)),
        ...legacyFinalizer(at, finalizer),
      ];
    }),
    ...podSecurityErrors(textMapAt(plainAt(object, 'metadata'), 'labels')),
  ];
}

const POD_SECURITY = 'pod-security.kubernetes.io/';
const LEVELS = ['privileged', 'baseline', 'restricted'];

/** The labels by which a namespace says what its Pods may do. */
function podSecurityErrors(labels: Readonly<Record<string, string>>): FieldErrors {
  const place = child(rootPlace('metadata'), 'labels');
  return ['enforce', 'audit', 'warn'].flatMap((mode) => {
    const [levelKey, versionKey] = [`${POD_SECURITY}${mode}`, `${POD_SECURITY}${mode}-version`];
    const [level, version] = [labels[levelKey], labels[versionKey]];
    const errors = [];
    if (level !== undefined && !LEVELS.includes(level)) {
      errors.push(invalid(entry(place, levelKey), level, `must be one of ${LEVELS.join(', ')}`));
    }
    if (version !== undefined && !/^(?:latest|v1\.(?:0|[1-9]\d*))$/.test(version)) {
      errors.push(invalid(entry(place, versionKey), version, 'must be "latest" or "v1.x"'));
    }
    return errors;
  });
}
