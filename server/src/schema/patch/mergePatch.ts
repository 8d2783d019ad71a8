// JSON merge patches (RFC 7386): mappings merge, `null` removes, everything else replaces.

import { isPlain } from '../plain';

export function mergePatch(object: unknown, patch: unknown): unknown {
  if (!isPlain(patch)) return patch;
  const result: Record<string, unknown> = isPlain(object) ? { ...object } : {};
  for (const [key, value] of Object.entries(patch)) {
    if (value === null) delete result[key];
    else result[key] = mergePatch(result[key], value);
  }
  return result;
}
