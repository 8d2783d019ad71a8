// Versions of a StatefulSet's or DaemonSet's template, kept as ControllerRevision objects.

import type { KubeObject, PodTemplate } from '../../schema/objects';
import { controllerOf } from '../../schema/owners';
import type { StoreView } from '../api/store';
import { type ControllerTurn, sameJson } from './controller';
import { ownerReference } from './pods';
import { templateHash } from './templateHash';

export interface ControllerRevision extends KubeObject {
  readonly revision: number;
  readonly data: { readonly spec: { readonly template: PodTemplate } };
}

/** The owner's revisions, oldest first. */
export function revisionsOf(view: StoreView, owner: KubeObject): readonly ControllerRevision[] {
  const { uid = '' } = owner.metadata;
  const revisions: ControllerRevision[] = [];
  for (const object of view.dependents(uid))
    if (object.kind === 'ControllerRevision' && controllerOf(object)?.uid === uid)
      revisions.push(object as ControllerRevision);
  return revisions.sort((a, b) => a.revision - b.revision);
}

/** The revision of the present template: found again, moved to the top, or made. */
export function currentRevision<M>(
  turn: ControllerTurn<M>,
  by: string,
  owner: KubeObject,
  template: PodTemplate,
  collisions: number,
): ControllerRevision {
  const revisions = revisionsOf(turn.view, owner);
  const newest = revisions.at(-1);
  const same = revisions.find(({ data }) => sameJson(data.spec.template, template));
  const next = (newest?.revision ?? 0) + 1;
  if (same !== undefined) {
    if (same === newest) return same;
    const moved: ControllerRevision = { ...same, revision: next };
    turn.write({ verb: 'update', by, object: moved });
    return moved;
  }
  const { name = '', namespace } = owner.metadata;
  const hash = templateHash(template, collisions);
  const orphan = orphanedRevision(turn.view, namespace ?? '', `${name}-${hash}`);
  if (orphan !== undefined) {
    const ownerReferences = [ownerReference(owner)];
    const object = { ...orphan, metadata: { ...orphan.metadata, ownerReferences } };
    turn.write({ verb: 'update', by, object });
    return object;
  }
  const made: ControllerRevision = {
    apiVersion: 'apps/v1',
    kind: 'ControllerRevision',
    metadata: {
      name: `${name}-${hash}`,
      ...(namespace === undefined ? {} : { namespace }),
      labels: { ...template.metadata?.labels, 'controller-revision-hash': hash },
      ownerReferences: [ownerReference(owner)],
    },
    revision: next,
    data: { spec: { template } },
  };
  turn.create(made);
  return made;
}

/** What an owner of the same name left behind. Rules: L-CTL-5 */
function orphanedRevision(
  view: StoreView,
  namespace: string,
  name: string,
): ControllerRevision | undefined {
  const found = view.get('ControllerRevision', namespace, name);
  return found === undefined || controllerOf(found) !== undefined
    ? undefined
    : (found as ControllerRevision);
}

/** Takes away revisions beyond the limit that nothing uses any more. */
export function trimRevisions<M>(
  turn: ControllerTurn<M>,
  by: string,
  owner: KubeObject,
  inUse: ReadonlySet<string>,
  limit: number,
): void {
  const unused = revisionsOf(turn.view, owner).filter(
    ({ metadata }) => !inUse.has(metadata.name ?? ''),
  );
  for (const { metadata } of unused.slice(0, Math.max(0, unused.length - limit))) {
    const { namespace = '', name = '' } = metadata;
    turn.write({ verb: 'delete', by, kind: 'ControllerRevision', namespace, name });
  }
}
