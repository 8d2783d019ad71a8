// Strategic merge patches, as `kubectl patch` sends them by default: lists of named elements merge by name.
// Directives: `$patch`, `$deleteFromPrimitiveList/…`, `$setElementOrder/…`, `$retainKeys`.

import { isPlain, type Plain, sameValue } from '../plain';
import { type ListMerge, listMerge } from './mergeKeys';

export type Patched =
  | { readonly object: unknown; readonly error?: undefined }
  /** The server's words. */
  | { readonly object?: undefined; readonly error: string };

class PatchError extends Error {}

/** The object after the patch; an error when the patch makes no sense. */
export function strategicMerge(kind: string, object: unknown, patch: unknown): Patched {
  if (!isPlain(patch)) return { error: 'cannot restore slice from map' };
  try {
    return { object: mergeMap(kind, isPlain(object) ? object : {}, patch) };
  } catch (error) {
    if (error instanceof PatchError) return { error: error.message };
    throw error;
  }
}

const DELETE_LIST = '$deleteFromPrimitiveList/';
const ELEMENT_ORDER = '$setElementOrder/';

function mergeMap(kind: string, original: Plain, patch: Plain): Plain {
  const directive = patch['$patch'];
  if (directive === 'replace') return cleanedMap(without(patch, '$patch'));
  if (directive === 'delete') return {};
  if (directive !== undefined && directive !== 'merge') {
    throw new PatchError(`Unknown patch type found: ${String(directive)}`);
  }
  const result: Record<string, unknown> = { ...original };
  retain(result, patch);
  for (const [key, value] of Object.entries(patch)) {
    if (key === '$patch' || key === '$retainKeys') continue;
    if (key.startsWith(DELETE_LIST)) deleteValues(result, key.slice(DELETE_LIST.length), value);
    else if (key.startsWith(ELEMENT_ORDER)) {
      const field = key.slice(ELEMENT_ORDER.length);
      if (!(field in patch)) orderOnly(kind, result, field, value);
    } else if (value === null) delete result[key];
    else result[key] = mergeValue(kind, key, original[key], value, patch[ELEMENT_ORDER + key]);
  }
  return result;
}

/** Keeps only the listed keys of what was there. */
function retain(result: Record<string, unknown>, patch: Plain): void {
  const kept = patch['$retainKeys'];
  if (!Array.isArray(kept)) return;
  for (const key of Object.keys(result)) if (!kept.includes(key)) delete result[key];
}

function deleteValues(result: Record<string, unknown>, field: string, values: unknown): void {
  const list = result[field];
  if (!Array.isArray(list) || !Array.isArray(values)) return;
  result[field] = list.filter((item) => !values.some((value) => sameValue(value, item)));
}

function orderOnly(
  kind: string,
  result: Record<string, unknown>,
  field: string,
  order: unknown,
): void {
  const list = result[field];
  const merge = Array.isArray(list) ? listMerge(kind, field, list) : undefined;
  if (merge === undefined || !Array.isArray(list) || !Array.isArray(order)) return;
  result[field] = ordered(list, list, order, merge);
}

function mergeValue(
  kind: string,
  field: string,
  original: unknown,
  value: unknown,
  order: unknown,
): unknown {
  if (isPlain(value)) return mergeMap(kind, isPlain(original) ? original : {}, value);
  if (!Array.isArray(value)) return value;
  const before: readonly unknown[] = Array.isArray(original) ? original : [];
  const merge = listMerge(kind, field, [...before, ...value]);
  if (merge === undefined) return value.map(cleaned);
  return mergeList(kind, before, value, merge, order);
}

function mergeList(
  kind: string,
  original: readonly unknown[],
  patch: readonly unknown[],
  merge: ListMerge,
  order: unknown,
): readonly unknown[] {
  const directives = patch.filter((item) => isPlain(item) && '$patch' in item) as readonly Plain[];
  const plain = patch.filter((item) => !(isPlain(item) && '$patch' in item));
  let result = [...original];
  for (const item of directives) {
    if (item['$patch'] === 'replace') return plain.map(cleaned);
    if (item['$patch'] === 'delete') {
      requireKey(item, merge);
      result = result.filter((old) => !sameElement(old, item, merge));
    } else if (item['$patch'] === 'merge') plain.push(without(item, '$patch'));
    else throw new PatchError(`Unknown patch type found: ${String(item['$patch'])}`);
  }
  for (const item of plain) {
    requireKey(item, merge);
    const at = result.findIndex((old) => sameElement(old, item, merge));
    if (at < 0) result.push(cleaned(item));
    else if (isPlain(item)) result[at] = mergeMap(kind, result[at] as Plain, item);
  }
  return ordered(result, original, Array.isArray(order) ? order : plain, merge);
}

function requireKey(item: unknown, merge: ListMerge): void {
  if (merge.by === 'values') return;
  if (!isPlain(item)) throw new PatchError('delete patch type with no merge key defined');
  if (item[merge.key] === undefined) {
    throw new PatchError(`map: ${goMap(item)} does not contain declared merge key: ${merge.key}`);
  }
}

/** A map as Go prints one: `map[a:b c:[1 2]]`. */
export function goMap(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(goMap).join(' ')}]`;
  if (!isPlain(value)) return value === null ? '<nil>' : String(value);
  const entries = Object.keys(value)
    .sort()
    .map((key) => `${key}:${goMap(value[key])}`);
  return `map[${entries.join(' ')}]`;
}

function sameElement(left: unknown, right: unknown, merge: ListMerge): boolean {
  if (merge.by === 'values') return sameValue(left, right);
  return isPlain(left) && isPlain(right) && sameValue(left[merge.key], right[merge.key]);
}

/**
 * The merged elements in their final order: those that the patch names in the patch's order, the others in the order they had,
 * each of these put before the first named one that followed it. A new element therefore comes first.
 */
function ordered(
  merged: readonly unknown[],
  original: readonly unknown[],
  order: readonly unknown[],
  merge: ListMerge,
): readonly unknown[] {
  const place = (list: readonly unknown[], item: unknown): number =>
    list.findIndex((other) => sameElement(other, item, merge));
  const named = merged.filter((item) => place(order, item) >= 0);
  named.sort((a, b) => place(order, a) - place(order, b));
  const others = merged.filter((item) => place(order, item) < 0);
  const result: unknown[] = [];
  let next = 0;
  for (const item of named) {
    const bound = place(original, item);
    while (next < others.length && bound >= 0 && place(original, others[next]) < bound) {
      result.push(others[next++]);
    }
    result.push(item);
  }
  return [...result, ...others.slice(next)];
}

function without(map: Plain, key: string): Plain {
  const { [key]: _, ...rest } = map;
  return rest;
}

/** A value that comes in whole: no directives, no nulls. */
function cleaned(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(cleaned);
  return isPlain(value) ? cleanedMap(value) : value;
}

function cleanedMap(map: Plain): Plain {
  const result: Record<string, unknown> = {};
  for (const [key, item] of Object.entries(map)) {
    if (item !== null && !key.startsWith('$')) result[key] = cleaned(item);
  }
  return result;
}
