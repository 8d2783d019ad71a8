// The whole answer of the API server to a create or update.

import type { Catalogue } from '../catalogue';
import type { KubeObject } from '../objects';
import type { DecodeOptions } from './decode';
import type { ApiStatus } from './types';

/** What the server knows beside the object itself. Whatever is absent is not checked. */
export interface AdmissionContext extends DecodeOptions {
  /** Namespace of the request. */
  readonly namespace?: string;
  /** The kind that the resource in the URL stands for; default: the object's own. */
  readonly kind?: string;
  readonly subresource?: string;
  /** Service accounts of the namespace, priority classes (name → value), runtime classes. */
  readonly serviceAccounts?: readonly string[];
  readonly priorityClasses?: ReadonlyMap<string, number>;
  readonly runtimeClasses?: readonly string[];
}

/** The server's refusal, or `undefined` when it accepts. `old` makes it an update. */
export function admit(
  _catalogue: Catalogue,
  _object: unknown,
  _old?: KubeObject,
  _context: AdmissionContext = {},
): ApiStatus | undefined {
  return undefined;
}
