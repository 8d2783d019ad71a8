// Reading values of which nothing is known yet: a manifest may hold anything anywhere. Every function answers a value of the
// wrong type as if it were absent, as a Go struct's zero value would.

export type Plain = Readonly<Record<string, unknown>>;

export function isPlain(value: unknown): value is Plain {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

const NOTHING: Plain = Object.freeze({});

/** The mapping, or an empty one. */
export function plainOf(value: unknown): Plain {
  return isPlain(value) ? value : NOTHING;
}

/** The mapping under a field, `undefined` when there is none. */
export function plainAt(value: unknown, ...fields: readonly string[]): Plain | undefined {
  let current: unknown = value;
  for (const field of fields) {
    if (!isPlain(current) || !Object.hasOwn(current, field)) return undefined;
    current = current[field];
  }
  return isPlain(current) ? current : undefined;
}

/** The value of an own field; `null` counts as absent. */
export function valueAt(value: unknown, field: string): unknown {
  if (!isPlain(value) || !Object.hasOwn(value, field)) return undefined;
  return value[field] ?? undefined;
}

export function listAt(value: unknown, field: string): readonly unknown[] {
  const list = valueAt(value, field);
  return Array.isArray(list) ? list : [];
}

/** The elements that are mappings, at their places; others stand as empty mappings. */
export function plainListAt(value: unknown, field: string): readonly Plain[] {
  return listAt(value, field).map(plainOf);
}

/** The text under a field, `''` when there is none. */
export function textAt(value: unknown, field: string): string {
  const text = valueAt(value, field);
  return typeof text === 'string' ? text : '';
}

export function optionalTextAt(value: unknown, field: string): string | undefined {
  const text = valueAt(value, field);
  return typeof text === 'string' ? text : undefined;
}

export function numberAt(value: unknown, field: string): number | undefined {
  const number = valueAt(value, field);
  return typeof number === 'number' ? number : undefined;
}

export function booleanAt(value: unknown, field: string): boolean | undefined {
  const boolean = valueAt(value, field);
  return typeof boolean === 'boolean' ? boolean : undefined;
}

/** The texts of a map of texts, without entries that are none. */
export function textMapAt(value: unknown, field: string): Readonly<Record<string, string>> {
  const map = valueAt(value, field);
  if (!isPlain(map)) return {};
  const texts: Record<string, string> = {};
  for (const key of Object.keys(map)) {
    const text = map[key];
    if (typeof text === 'string') texts[key] = text;
    else if (text === null) texts[key] = '';
  }
  return texts;
}

/** The entries of a map in the order of their keys, in which the server visits them too. */
export function sortedEntries<T>(
  map: Readonly<Record<string, T>>,
): readonly (readonly [string, T])[] {
  return Object.keys(map)
    .sort(compareText)
    .map((key) => [key, map[key] as T] as const);
}

export function compareText(left: string, right: string): number {
  return left < right ? -1 : left > right ? 1 : 0;
}

/** Whether two values say the same: key order does not matter, `null` and empty lists and maps count as absent. */
export function sameValue(left: unknown, right: unknown): boolean {
  if (left === right) return true;
  const leftEmpty = isEmpty(left);
  const rightEmpty = isEmpty(right);
  if (leftEmpty || rightEmpty) return leftEmpty && rightEmpty;
  if (Array.isArray(left) && Array.isArray(right)) {
    return (
      left.length === right.length && left.every((item, index) => sameValue(item, right[index]))
    );
  }
  if (!isPlain(left) || !isPlain(right)) return false;
  const keys = new Set([...Object.keys(left), ...Object.keys(right)]);
  for (const key of keys) if (!sameValue(valueAt(left, key), valueAt(right, key))) return false;
  return true;
}

function isEmpty(value: unknown): boolean {
  if (value === undefined || value === null) return true;
  if (Array.isArray(value)) return value.length === 0;
  return isPlain(value) && Object.keys(value).length === 0;
}
