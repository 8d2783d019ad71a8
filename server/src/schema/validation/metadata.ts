// Rules for `metadata`, the same for every kind but for the form of the name.

import {
  ANNOTATIONS_LIMIT,
  annotationsSize,
  type Labels,
  labelValueComplaints,
  qualifiedNameComplaints,
} from '../labels';
import { asPrefix, dnsLabelComplaints } from '../names';
import {
  booleanAt,
  listAt,
  numberAt,
  type Plain,
  plainListAt,
  plainOf,
  sameValue,
  sortedEntries,
  textAt,
  textMapAt,
  valueAt,
} from '../plain';
import { type FieldErrors, forbidden, invalid, invalids, required, tooLong } from './fieldErrors';
import { goQuote, goStruct } from './goText';
import { child, entry, item, namedAs, type Place, rootPlace } from './place';

export type NameRule = (name: string) => string[];

const METADATA = rootPlace('metadata');

/** Rules for the metadata of an object that is created. */
export function metadataErrors(object: Plain, nameRule: NameRule): FieldErrors {
  const metadata = plainOf(valueAt(object, 'metadata'));
  return [...nameErrors(metadata, nameRule), ...commonErrors(metadata)];
}

function nameErrors(metadata: Plain, nameRule: NameRule): FieldErrors {
  const name = textAt(metadata, 'name');
  const base = textAt(metadata, 'generateName');
  const ofBase = base === '' ? [] : asPrefix(nameRule)(base);
  const errors = [...invalids(child(METADATA, 'generateName'), base, ofBase)];
  const place = child(METADATA, 'name');
  if (name !== '') errors.push(...invalids(place, name, nameRule(name)));
  else if (base === '') errors.push(required(place, 'name or generateName is required'));
  return errors;
}

function commonErrors(metadata: Plain): FieldErrors {
  const namespace = textAt(metadata, 'namespace');
  const generation = numberAt(metadata, 'generation') ?? 0;
  return [
    ...(namespace === ''
      ? []
      : invalids(child(METADATA, 'namespace'), namespace, dnsLabelComplaints(namespace))),
    ...nonNegative(child(METADATA, 'generation'), generation),
    ...labelsErrors(child(METADATA, 'labels'), textMapAt(metadata, 'labels')),
    ...annotationsErrors(child(METADATA, 'annotations'), textMapAt(metadata, 'annotations')),
    ...ownerErrors(metadata),
    ...finalizerErrors(metadata),
  ];
}

export function nonNegative(place: Place, value: number): FieldErrors {
  return value < 0 ? [invalid(place, value, 'must be greater than or equal to 0')] : [];
}

/** The server names the whole map, whichever entry is wrong. Rules: L-LAB-1 */
export function labelsErrors(place: Place, labels: Labels): FieldErrors {
  return sortedEntries(labels).flatMap(([key, value]) => {
    const at = namedAs(place, entry(place, key));
    return [
      ...invalids(at, key, qualifiedNameComplaints(key)),
      ...invalids(at, value, labelValueComplaints(value)),
    ];
  });
}

/** Rules: L-LAB-1 */
export function annotationsErrors(place: Place, annotations: Labels): FieldErrors {
  const errors = sortedEntries(annotations).flatMap(([key]) =>
    invalids(namedAs(place, entry(place, key)), key, qualifiedNameComplaints(key.toLowerCase())),
  );
  const isTooLarge = annotationsSize(annotations) > ANNOTATIONS_LIMIT;
  return isTooLarge ? [...errors, tooLong(place, ANNOTATIONS_LIMIT)] : errors;
}

function ownerErrors(metadata: Plain): FieldErrors {
  const place = child(METADATA, 'ownerReferences');
  const owners = plainListAt(metadata, 'ownerReferences');
  let controller = '';
  return owners.flatMap((owner, index) => {
    const meant = item(place, index);
    const named = (field: string): Place => namedAs(child(place, field), child(meant, field));
    const errors = [];
    const version = textAt(owner, 'apiVersion');
    if (version === '' || version.endsWith('/')) {
      errors.push(invalid(named('apiVersion'), version, 'version must not be empty'));
    }
    for (const field of ['kind', 'name', 'uid']) {
      if (textAt(owner, field) === '') errors.push(invalid(named(field), '', 'must not be empty'));
    }
    if (version === 'v1' && textAt(owner, 'kind') === 'Event') {
      errors.push(
        invalid(
          namedAs(place, meant),
          goOwners([owner]),
          '/v1, Kind=Event is disallowed from being an owner',
        ),
      );
    }
    if (booleanAt(owner, 'controller') === true) {
      const own = `${textAt(owner, 'kind')}/${textAt(owner, 'name')}`;
      if (controller !== '') {
        const detail = `Only one reference can have Controller set to true. Found "true" in references for ${controller} and ${own}`;
        errors.push(invalid(namedAs(place, meant), goOwners(owners), detail));
      } else controller = own;
    }
    return errors;
  });
}

/** Owners in the order of the API's fields. */
function goOwners(owners: readonly Plain[]): ReturnType<typeof goStruct> {
  const fields = ['apiVersion', 'kind', 'name', 'uid', 'controller', 'blockOwnerDeletion'];
  return goStruct(
    owners.map((owner) =>
      Object.fromEntries(
        fields.flatMap((field) => {
          const value = valueAt(owner, field);
          return value === undefined ? [] : [[field, value]];
        }),
      ),
    ),
  );
}

const STANDARD_FINALIZERS = ['kubernetes', 'orphan', 'foregroundDeletion'];

function finalizerErrors(metadata: Plain): FieldErrors {
  const place = child(METADATA, 'finalizers');
  const finalizers = texts(listAt(metadata, 'finalizers'));
  const errors = finalizers.flatMap((finalizer, index) =>
    invalids(namedAs(place, item(place, index)), finalizer, qualifiedNameComplaints(finalizer)),
  );
  if (finalizers.includes('orphan') && finalizers.includes('foregroundDeletion')) {
    const detail = 'finalizer orphan and foregroundDeletion cannot be both set';
    errors.push(invalid(place, finalizers, detail));
  }
  return [
    ...errors,
    ...finalizers.flatMap((text, index) => legacyFinalizer(item(place, index), text)),
  ];
}

/** Finalizers without a domain are a closed set. */
export function legacyFinalizer(place: Place, finalizer: string): FieldErrors {
  if (finalizer.includes('/') || STANDARD_FINALIZERS.includes(finalizer)) return [];
  const detail = 'name is neither a standard finalizer name nor is it fully qualified';
  return [invalid(place, finalizer, detail)];
}

function texts(list: readonly unknown[]): readonly string[] {
  return list.map((value) => (typeof value === 'string' ? value : ''));
}

/** What an update may not do to metadata. Rules: L-API-7 */
export function metadataUpdateErrors(old: Plain, changed: Plain): FieldErrors {
  const before = plainOf(valueAt(old, 'metadata'));
  const after = plainOf(valueAt(changed, 'metadata'));
  const generation = numberAt(after, 'generation') ?? 0;
  return [
    ...(valueAt(before, 'deletionTimestamp') === undefined ? [] : newFinalizers(before, after)),
    ...(generation < (numberAt(before, 'generation') ?? 0)
      ? [invalid(child(METADATA, 'generation'), generation, 'must not be decremented')]
      : []),
    ...IMMUTABLE.flatMap((field) =>
      immutable(child(METADATA, field), valueAt(after, field), valueAt(before, field), 'text'),
    ),
    ...['deletionTimestamp', 'deletionGracePeriodSeconds'].flatMap((field) =>
      immutable(child(METADATA, field), valueAt(after, field), valueAt(before, field)),
    ),
    ...labelsErrors(child(METADATA, 'labels'), textMapAt(after, 'labels')),
    ...annotationsErrors(child(METADATA, 'annotations'), textMapAt(after, 'annotations')),
    ...ownerErrors(after),
    ...finalizerErrors(after),
  ];
}

const IMMUTABLE = ['name', 'namespace', 'uid'];

function newFinalizers(before: Plain, after: Plain): FieldErrors {
  const known = texts(listAt(before, 'finalizers'));
  const extra = texts(listAt(after, 'finalizers')).filter(
    (finalizer) => !known.includes(finalizer),
  );
  if (extra.length === 0) return [];
  const list = `[]string{${[...extra].sort().map(goQuote).join(', ')}}`;
  const detail = `no new finalizers can be added if the object is being deleted, found new finalizers ${list}`;
  return [forbidden(child(METADATA, 'finalizers'), detail)];
}

/** @param absent what a missing value reads as in the message: a text is empty, anything else null */
export function immutable(
  place: Place,
  after: unknown,
  before: unknown,
  absent: 'text' | 'null' = 'null',
): FieldErrors {
  if (sameValue(after, before)) return [];
  return [invalid(place, after ?? (absent === 'text' ? '' : undefined), 'field is immutable')];
}
