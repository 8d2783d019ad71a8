/** JSON as kubectl prints it: four blanks, keys in order of the alphabet. */
export function toJson(value: unknown): string {
  return `${JSON.stringify(inOrder(value), undefined, 4)}\n`;
}

/** The value with the keys of every map in order of the alphabet. */
export function inOrder(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(inOrder);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, inner]) => [key, inOrder(inner)]),
  );
}
