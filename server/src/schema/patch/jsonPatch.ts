// JSON patches (RFC 6902): a list of operations on JSON pointers, all or nothing.

import { applyPatch, type Operation } from 'rfc6902';
import { isPlain } from '../plain';
import type { Patched } from './strategicMerge';

const OPERATIONS = ['add', 'remove', 'replace', 'move', 'copy', 'test'];

/** The object after all operations; the first one that fails stops it, with the server's words. */
export function jsonPatch(object: unknown, operations: unknown): Patched {
  if (!Array.isArray(operations)) {
    return { error: 'json: cannot unmarshal object into Go value of type jsonpatch.Patch' };
  }
  const copy: unknown = structuredClone(object);
  for (const operation of operations) {
    const wrong = operationFault(operation);
    if (wrong !== undefined) return { error: wrong };
    const [failed] = applyPatch(copy, [structuredClone(operation) as Operation]);
    if (failed !== null && failed !== undefined) return { error: failure(operation as Operation) };
  }
  return { object: copy };
}

function operationFault(operation: unknown): string | undefined {
  if (!isPlain(operation)) return 'Unexpected kind: unknown';
  const kind = operation['op'];
  if (typeof kind !== 'string' || !OPERATIONS.includes(kind)) {
    return `Unexpected kind: ${typeof kind === 'string' ? kind : 'unknown'}`;
  }
  if (typeof operation['path'] !== 'string') {
    return `${kind} operation does not apply: doc is missing path: missing value`;
  }
  return undefined;
}

function failure(operation: Operation): string {
  const { op, path } = operation;
  if (op === 'test') {
    return `testing value ${path} failed: test failed`;
  }
  if (op === 'remove') {
    return `remove operation does not apply: doc is missing path: ${path}: missing value`;
  }
  if (op === 'replace') {
    return `replace operation does not apply: doc is missing key: ${path}: missing value`;
  }
  return `${op} operation does not apply: doc is missing path: "${path}": missing value`;
}
