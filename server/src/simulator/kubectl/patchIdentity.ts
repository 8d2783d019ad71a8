// A patch that makes its object another one: by name, namespace, uid or an old version. Rules: L-API-7

import type { KubeObject } from '../../schema/objects';
import { plainOf, textAt, valueAt } from '../../schema/plain';
import { admit } from '../../schema/validation/admit';
import type { ApiStatus } from '../../schema/validation/types';
import { flag } from './commandLine';
import type { Invoked } from './session';

const IDENTITY = ['name', 'namespace', 'uid', 'resourceVersion'];

/** Why the server refuses it; undefined for a patch that says nothing of the kind. */
export function identityRefusal(invoked: Invoked, patched: KubeObject): ApiStatus | undefined {
  const { line, cluster, catalogue, namespace } = invoked;
  const metadata = plainOf(valueAt(bodyOf(flag(line, 'patch') ?? ''), 'metadata'));
  const told = IDENTITY.filter((field) => textAt(metadata, field) !== '');
  if (told.length === 0) return undefined;
  const name = line.positional.at(-1)?.split('/').at(-1) ?? '';
  const current =
    cluster.store.get(patched.kind, namespace, name) ?? cluster.store.get(patched.kind, '', name);
  if (current === undefined) return undefined;
  const own = Object.fromEntries(told.map((field) => [field, textAt(metadata, field)]));
  const object = { ...patched, metadata: { ...patched.metadata, ...own } };
  return admit(catalogue, object, current, { namespace });
}

function bodyOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
