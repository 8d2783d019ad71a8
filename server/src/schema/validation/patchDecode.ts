// What the server says when an object that a patch has made does not fit its kind. Its words differ from those for a whole
// object: a strategic merge patch is converted field by field, in the order in which the API declares them.

import type { ApiType, Catalogue, FieldType } from '../catalogue';
import type { PatchType } from '../patch/applyPatch';
import { goMap } from '../patch/strategicMerge';
import { isPlain, type Plain, plainOf, textAt } from '../plain';
import { parseQuantity } from '../quantity';
import { issuesOf } from './decode';
import { goJson, goQuote } from './goText';
import type { ApiStatus } from './types';

/** The refusal of a patch for what it makes of the object, `undefined` when that can be read. */
export function patchedStatus(
  catalogue: Catalogue,
  type: PatchType,
  patched: unknown,
  patch: unknown,
): ApiStatus | undefined {
  const object = plainOf(patched);
  const kind = catalogue.kind(textAt(object, 'apiVersion'), textAt(object, 'kind'));
  const struct = kind === undefined ? undefined : catalogue.type(kind.type);
  if (struct === undefined) return undefined;
  const issues = issuesOf(catalogue, struct.name, object);
  const isStrict = (known: string): boolean => known === 'unknown-field';
  const hard =
    issues.find((issue) => issue.fatal === true) ?? issues.find((issue) => !isStrict(issue.kind));
  const strict = issues.filter((issue) => isStrict(issue.kind)).map((issue) => issue.message);
  const converted =
    type === 'strategic' ? structComplaint(catalogue, struct, object) : hard?.message;
  const complaint =
    converted ?? (strict.length > 0 ? `strict decoding error: ${strict.join(', ')}` : undefined);
  if (complaint === undefined) return undefined;
  const shown = goQuote(type === 'strategic' ? goMap(patch) : goJson(object));
  const message = `Invalid value: ${shown}: ${complaint}`;
  return {
    code: 422,
    reason: 'Invalid',
    message: ` "" is invalid: patch: ${message}`,
    causes: [{ reason: 'FieldValueInvalid', message, field: 'patch' }],
  };
}

function structComplaint(catalogue: Catalogue, struct: ApiType, value: Plain): string | undefined {
  for (const field of struct.fields) {
    const complaint = Object.hasOwn(value, field.name)
      ? valueComplaint(catalogue, field.type, value[field.name])
      : undefined;
    if (complaint !== undefined) return complaint;
  }
  return undefined;
}

function valueComplaint(catalogue: Catalogue, type: FieldType, value: unknown): string | undefined {
  if (value === null || value === undefined) return undefined;
  const kind = goKind(value);
  switch (type.kind) {
    case 'object': {
      if (!isPlain(value)) return `cannot restore struct from: ${kind}`;
      const struct = catalogue.type(type.type);
      return struct === undefined ? undefined : structComplaint(catalogue, struct, value);
    }
    case 'list':
      if (!Array.isArray(value)) return `cannot restore slice from ${kind}`;
      return firstComplaint(catalogue, type.of, value);
    case 'map':
      if (!isPlain(value)) return `cannot restore map from ${kind}`;
      return firstComplaint(catalogue, type.of, Object.values(value));
    case 'string':
      if (type.format === 'quantity') return parseQuantity(value).error;
      return simpleComplaint(kind, type.format === 'byte' ? 'slice' : 'string');
    case 'integer':
      return simpleComplaint(kind, type.format);
    case 'number':
      return simpleComplaint(kind, 'float64');
    case 'boolean':
      return simpleComplaint(kind, 'bool');
    case 'intOrString':
    case 'any':
      return undefined;
  }
}

function firstComplaint(
  catalogue: Catalogue,
  type: FieldType,
  values: readonly unknown[],
): string | undefined {
  for (const value of values) {
    const complaint = valueComplaint(catalogue, type, value);
    if (complaint !== undefined) return complaint;
  }
  return undefined;
}

/** Between texts, booleans, whole and broken numbers nothing is converted. */
function simpleComplaint(given: string, wanted: string): string | undefined {
  const isNumber = given === 'int64' || given === 'float64';
  const wantsNumber = wanted === 'int32' || wanted === 'int64' || wanted === 'float64';
  if (given === wanted || (wanted === 'slice' && given === 'string')) return undefined;
  if (given === 'int64' && wantsNumber) return undefined;
  if (isNumber && wantsNumber) return `cannot convert ${given} to ${wanted}`;
  if (given === 'int64' && wanted === 'string') return `cannot convert ${given} to ${wanted}`;
  return `unrecognized type: ${wanted}`;
}

function goKind(value: unknown): string {
  if (Array.isArray(value)) return 'slice';
  if (typeof value === 'number') return Number.isInteger(value) ? 'int64' : 'float64';
  if (typeof value === 'boolean') return 'bool';
  return typeof value === 'object' ? 'map' : 'string';
}
