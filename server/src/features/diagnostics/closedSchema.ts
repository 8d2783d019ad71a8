// Kinds that have no rules of their own in schema/validation are held to what the catalogue says of them: required fields
// and closed sets of values. For custom resources that is what the API server does too.

import type {
  ApiField,
  ApiKind,
  Catalogue,
  FieldPath,
  FieldType,
  TypeName,
} from '../../schema/catalogue';
import { formatPath } from '../../schema/catalogue';
import { isPlain } from '../../schema/plain';
import { INLINE_TYPE_PREFIX } from '../../schema/typeText';
import type { FieldError } from '../../schema/validation/types';

const GROUPS = new Set([
  'networking.k8s.io',
  'autoscaling',
  'rbac.authorization.k8s.io',
  'storage.k8s.io',
  'admissionregistration.k8s.io',
  'apiregistration.k8s.io',
]);

/** A boolean or a number that is missing counts as false or 0 there, whatever the document calls required. */
const COUNTS_AS_ZERO = new Set(['boolean']);

export function closedSchemaErrors(
  catalogue: Catalogue,
  kind: ApiKind,
  object: unknown,
): readonly FieldError[] {
  const isCustom = kind.type.startsWith(INLINE_TYPE_PREFIX);
  if (!isCustom && !GROUPS.has(kind.group)) return [];
  const errors: FieldError[] = [];
  // Metadata has its own rules everywhere, and a manifest's status is dropped.
  const skipped = new Set(['metadata', 'status', 'apiVersion', 'kind']);
  checkObject(catalogue, kind.type, object, [], errors, skipped);
  return errors;
}

function check(
  catalogue: Catalogue,
  type: FieldType,
  value: unknown,
  path: FieldPath,
  errors: FieldError[],
): void {
  if (value === undefined || value === null) return;
  if (type.kind === 'object') checkObject(catalogue, type.type, value, path, errors);
  if (type.kind === 'list' && Array.isArray(value)) {
    for (const [i, item] of value.entries()) check(catalogue, type.of, item, [...path, i], errors);
  }
  if (type.kind === 'map' && isPlain(value)) {
    for (const [key, item] of Object.entries(value)) {
      check(catalogue, type.of, item, [...path, key], errors);
    }
  }
}

function checkObject(
  catalogue: Catalogue,
  type: TypeName,
  value: unknown,
  path: FieldPath,
  errors: FieldError[],
  skipped: ReadonlySet<string> = new Set(),
): void {
  if (!isPlain(value)) return;
  for (const field of catalogue.type(type)?.fields ?? []) {
    if (skipped.has(field.name)) continue;
    const inner = [...path, field.name];
    const own = value[field.name];
    if (own === undefined || own === null) {
      if (field.required && field.default === undefined && !COUNTS_AS_ZERO.has(field.type.kind)) {
        errors.push(problem(inner, 'FieldValueRequired', 'Required value'));
      }
      continue;
    }
    checkValues(field, own, inner, errors);
    check(catalogue, field.type, own, inner, errors);
  }
}

function checkValues(field: ApiField, value: unknown, path: FieldPath, errors: FieldError[]): void {
  const { values } = field;
  if (values === undefined) return;
  const items: readonly (readonly [unknown, FieldPath])[] = Array.isArray(value)
    ? value.map((item, i) => [item, [...path, i]])
    : [[value, path]];
  for (const [item, at] of items) {
    if (typeof item !== 'string' || values.includes(item)) continue;
    const supported = values.map((one) => JSON.stringify(one)).join(', ');
    const message = `Unsupported value: ${JSON.stringify(item)}: supported values: ${supported}`;
    errors.push(problem(at, 'FieldValueNotSupported', message));
  }
}

function problem(path: FieldPath, reason: FieldError['reason'], message: string): FieldError {
  return { path, field: formatPath(path), reason, message };
}
