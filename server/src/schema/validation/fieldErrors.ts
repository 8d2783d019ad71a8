// The kinds of complaints that the API server's validation knows, in its own wording.

import { goQuote, goValue } from './goText';
import type { Place } from './place';
import type { FieldError } from './types';

export type FieldErrors = readonly FieldError[];

export function required(place: Place, detail = ''): FieldError {
  return { ...place, reason: 'FieldValueRequired', message: withDetail('Required value', detail) };
}

export function invalid(place: Place, value: unknown, detail: string): FieldError {
  const message = withDetail(`Invalid value: ${goValue(value)}`, detail);
  return { ...place, reason: 'FieldValueInvalid', message };
}

/** @param supported in the order in which the server lists them */
export function unsupported(
  place: Place,
  value: unknown,
  supported: readonly string[],
): FieldError {
  const list = supported.map(goQuote).join(', ');
  const message = withDetail(
    `Unsupported value: ${goValue(value)}`,
    list === '' ? '' : `supported values: ${list}`,
  );
  return { ...place, reason: 'FieldValueNotSupported', message };
}

export function duplicate(place: Place, value: unknown, detail = ''): FieldError {
  const message = withDetail(`Duplicate value: ${goValue(value)}`, detail);
  return { ...place, reason: 'FieldValueDuplicate', message };
}

export function forbidden(place: Place, detail: string): FieldError {
  return { ...place, reason: 'FieldValueForbidden', message: withDetail('Forbidden', detail) };
}

export function notFound(place: Place, value: unknown, detail = ''): FieldError {
  const message = withDetail(`Not found: ${goValue(value)}`, detail);
  return { ...place, reason: 'FieldValueNotFound', message };
}

export function tooLong(place: Place, limit: number): FieldError {
  const message = `Too long: may not be more than ${limit} bytes`;
  return { ...place, reason: 'FieldValueTooLong', message };
}

export function tooMany(place: Place, count: number, limit: number): FieldError {
  const message = `Too many: ${count}: must have at most ${limit} items`;
  return { ...place, reason: 'FieldValueTooMany', message };
}

/** One `Invalid value` for each complaint about a value. */
export function invalids(place: Place, value: unknown, complaints: readonly string[]): FieldErrors {
  return complaints.map((complaint) => invalid(place, value, complaint));
}

function withDetail(text: string, detail: string): string {
  return detail === '' ? text : `${text}: ${detail}`;
}
