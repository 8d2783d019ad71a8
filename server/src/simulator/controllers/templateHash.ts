// The short hash of a Pod template that names ReplicaSets and revisions. Same template, same hash, in every run; the real
// hash is taken of a memory dump of the server's own types, so the letters themselves differ from a real cluster's.

const ALPHABET = 'bcdfghjklmnpqrstvwxz2456789';

/** JSON with sorted keys, so that the order in which a manifest was written does not matter. */
export function canonicalJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'null';
  const entries = Object.entries(value)
    .filter(([, child]) => child !== undefined)
    .sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${entries.map(([key, child]) => `${JSON.stringify(key)}:${canonicalJson(child)}`).join(',')}}`;
}

function fnv32a(text: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) {
    hash ^= text.charCodeAt(i);
    hash = Math.imul(hash, 0x01000193);
  }
  return hash >>> 0;
}

/** Eight to ten characters without vowels. Rules: L-CTL-2 */
export function templateHash(template: unknown, collisions = 0): string {
  const number = fnv32a(`${canonicalJson(template)}${collisions === 0 ? '' : collisions}`);
  let text = '';
  for (const digit of String(number).padStart(8, '0'))
    text += ALPHABET[digit.charCodeAt(0) % ALPHABET.length];
  return text;
}
