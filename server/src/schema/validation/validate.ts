// The front door to the API server's semantic rules.

import type { KubeObject } from '../objects';
import type { FieldError } from './types';

/** What a create of this object would be refused for, in the server's order. Takes the object as written: defaults are applied inside. */
export function validateCreate(_object: KubeObject): readonly FieldError[] {
  return [];
}

/** What an update would be refused for. Both objects whole; `changed` as the client sent it after patching. */
export function validateUpdate(_old: KubeObject, _changed: KubeObject): readonly FieldError[] {
  return [];
}

/** The texts of the `Warning:` headers of a create. */
export function warningsFor(_object: KubeObject): readonly string[] {
  return [];
}
