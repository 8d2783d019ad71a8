// What the server would answer to a write that is only tried: `--dry-run=server`.

import type { KubeObject } from '../../schema/objects';
import { admit } from '../../schema/validation/admit';
import { warningsFor } from '../../schema/validation/validate';
import { alreadyExists, notFound, qualifiedResource } from '../api/refusal';
import type { ApiAnswer, Write } from '../api/write';
import type { Invoked } from './session';

/** Nothing is stored, no name is made and no address given out; whatever would be refused is. Rules: L-API-4, L-API-7 */
export function dryRunAnswer(invoked: Invoked, write: Write): ApiAnswer {
  const { cluster, catalogue } = invoked;
  if (write.verb !== 'create' && write.verb !== 'update') return { ok: true, code: 200 };
  const object = named(write.object);
  const namespace = object.metadata?.namespace ?? '';
  const place = namespace === '' ? invoked.namespace : namespace;
  const current = cluster.store.get(object.kind, namespace, object.metadata?.name ?? '');
  const known = {
    namespace: place,
    serviceAccounts: namesOf(invoked, 'ServiceAccount', place),
    priorityClasses: priorityClasses(invoked),
    runtimeClasses: namesOf(invoked, 'RuntimeClass'),
  };
  const isNew = write.verb === 'create';
  const subresource = isNew ? undefined : write.subresource;
  const refusal =
    namespaceRefusal(invoked, namespace) ??
    admit(catalogue, object, isNew ? undefined : current, {
      ...known,
      ...(subresource === undefined ? {} : { subresource }),
    });
  if (refusal !== undefined) return { ok: false, status: refusal };
  if (!isNew) return { ok: true, code: 200 };
  if (current === undefined) return { ok: true, code: 201, object, warnings: warningsFor(object) };
  const resource = qualifiedResource(object.apiVersion, object.kind);
  return { ok: false, status: alreadyExists(resource, nameOf(object), false) };
}

/** What a name made for a try ends in: it is never used. */
const SUFFIX = 'x7k2p';

function named(object: KubeObject): KubeObject {
  const base = object.metadata?.generateName ?? '';
  if (base === '' || nameOf(object) !== '') return object;
  return { ...object, metadata: { ...object.metadata, name: base.slice(0, 58) + SUFFIX } };
}

function namespaceRefusal({ cluster }: Invoked, namespace: string) {
  if (namespace === '' || cluster.store.get('Namespace', '', namespace) !== undefined)
    return undefined;
  return notFound('namespaces', namespace);
}

function namesOf({ cluster }: Invoked, kind: string, namespace?: string): readonly string[] {
  return [...cluster.store.list(kind, namespace)].map(nameOf);
}

function nameOf({ metadata }: KubeObject): string {
  return metadata?.name ?? '';
}

/** Those of the store, and the two that every cluster has. */
function priorityClasses({ cluster }: Invoked): ReadonlyMap<string, number> {
  const own = [...cluster.store.list('PriorityClass')].map(
    (it) => [nameOf(it), Number(it['value'] ?? 0)] as const,
  );
  return new Map([
    ['system-node-critical', 2_000_001_000],
    ['system-cluster-critical', 2_000_000_000],
    ...own,
  ]);
}
