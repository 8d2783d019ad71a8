// Strict decoding: what the API server says about fields that it does not know and values of the wrong type.

import type { Catalogue, FieldPath } from '../catalogue';
import type { ApiStatus, DecodeIssue } from './types';

export interface DecodeOptions {
  /** Paths of keys that occur twice in their mapping; only whoever read the text can know them. */
  readonly duplicates?: readonly FieldPath[];
}

/** Every unknown field and wrong type in an object as it was written, in the order of the text. */
export function decodeIssues(
  _catalogue: Catalogue,
  _object: unknown,
  _options: DecodeOptions = {},
): readonly DecodeIssue[] {
  return [];
}

/** The 400 answer that these issues lead to, `undefined` when there are none. */
export function decodeStatus(
  _object: unknown,
  _issues: readonly DecodeIssue[],
): ApiStatus | undefined {
  return undefined;
}
