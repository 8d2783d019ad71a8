// One door for all patch types, named by the content type of the request.

import { jsonPatch } from './jsonPatch';
import { mergePatch } from './mergePatch';
import { type Patched, strategicMerge } from './strategicMerge';

export type PatchType = 'json' | 'merge' | 'strategic';

const CONTENT_TYPES: Readonly<Record<string, PatchType>> = {
  'application/json-patch+json': 'json',
  'application/merge-patch+json': 'merge',
  'application/strategic-merge-patch+json': 'strategic',
};

/** The patch type of a request; `undefined` for those that are no patch (or server-side apply). */
export function patchTypeOf(contentType: string): PatchType | undefined {
  return CONTENT_TYPES[contentType.split(';')[0]?.trim() ?? ''];
}

/** The object after the patch. The given object is left alone. */
export function patchObject(
  type: PatchType,
  kind: string,
  object: unknown,
  patch: unknown,
): Patched {
  switch (type) {
    case 'json':
      return jsonPatch(object, patch);
    case 'merge':
      return { object: mergePatch(object, patch) };
    case 'strategic':
      return strategicMerge(kind, object, patch);
  }
}
