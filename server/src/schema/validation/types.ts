// What the API server says when it refuses an object.

import type { FieldPath } from '../catalogue';

/** The reasons of `details.causes` that kube-apiserver gives for a field. */
export type CauseReason =
  | 'FieldValueRequired'
  | 'FieldValueInvalid'
  | 'FieldValueNotSupported'
  | 'FieldValueDuplicate'
  | 'FieldValueForbidden'
  | 'FieldValueTooLong'
  | 'FieldValueTooMany'
  | 'FieldValueNotFound'
  | 'FieldValueTypeInvalid'
  | 'InternalError';

/** One finding of the semantic rules: what a 422 answer lists as a cause. */
export interface FieldError {
  /** Where to underline. May be deeper than `field`, which the server sometimes names loosely. */
  readonly path: FieldPath;
  /** As the API writes it: `spec.containers[0].resources.limits[ram]`. */
  readonly field: string;
  readonly reason: CauseReason;
  /** The text after the field: `Required value: must specify a handler type`. */
  readonly message: string;
}

export interface StatusCause {
  readonly reason: string;
  readonly message: string;
  readonly field: string;
}

/** A refusal: the `Status` object of the answer, with what matters of it. */
export interface ApiStatus {
  readonly code: number;
  readonly reason: string;
  readonly message: string;
  readonly causes: readonly StatusCause[];
}

/** What decoding dislikes about one field. */
export interface DecodeIssue {
  readonly kind:
    | 'unknown-field'
    | 'duplicate-field'
    | 'wrong-type'
    | 'bad-quantity'
    | 'bad-time'
    | 'unknown-kind'
    | 'missing-kind';
  readonly path: FieldPath;
  /** The server's words for it: `unknown field "spec.foo"`, `json: cannot unmarshal …`. */
  readonly message: string;
  /** Decoding stops here: the answer tells of nothing else. */
  readonly fatal?: boolean;
}
