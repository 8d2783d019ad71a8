// The garbage collector: what belongs to an object goes with it, before it or not at all, as the deletion asked.
import type { KubeObject, OwnerReference } from '../../schema/objects';
import type { AnyClusterComponent } from '../api/clusterComponent';
import type { Change, StoreView } from '../api/store';
import type { Latencies } from '../latencies';
import { type ControllerTurn, controllerComponent } from './controller';

const NAME = 'generic-garbage-collector';
const FOREGROUND = 'foregroundDeletion';
const ORPHAN = 'orphan';

/** One actor per owner (by uid) that goes or is gone. Rules: L-CTL-25 */
export function createGarbageCollector(latencies: Latencies): AnyClusterComponent {
  return controllerComponent<true>({
    name: NAME,
    reactionMs: latencies.controllerReaction,
    concerns,
    sync(turn, uid) {
      const owner = turn.view.byUid(uid);
      if (owner === undefined) collectDependents(turn, uid);
      else if (owner.metadata.deletionTimestamp !== undefined) release(turn, owner);
      return undefined;
    },
  });
}

function concerns(change: Change, view: StoreView): readonly string[] | undefined {
  const { object } = change;
  const { uid = '', ownerReferences, deletionTimestamp, finalizers = [] } = object.metadata;
  if (change.op === 'DELETED') {
    const keys = hasDependents(view, uid) ? [uid] : [];
    return ownerReferences === undefined
      ? keys
      : [...keys, ...waitingOwners(view, ownerReferences)];
  }
  if (deletionTimestamp === undefined && (ownerReferences === undefined || change.op !== 'ADDED'))
    return undefined;
  const keys: string[] = [];
  if (deletionTimestamp !== undefined)
    if (finalizers.includes(FOREGROUND) || finalizers.includes(ORPHAN)) keys.push(uid);
  // What comes into the world with an owner that is gone is collected as well.
  if (change.op === 'ADDED')
    for (const owner of ownerReferences ?? [])
      if (view.byUid(owner.uid) === undefined) keys.push(owner.uid);
  return keys;
}

function hasDependents(view: StoreView, uid: string): boolean {
  for (const _dependent of view.dependents(uid)) return true;
  return false;
}

function waitingOwners(view: StoreView, references: readonly OwnerReference[]): readonly string[] {
  return references
    .map(({ uid }) => uid)
    .filter((uid) => view.byUid(uid)?.metadata.finalizers?.includes(FOREGROUND) === true);
}

/** The owner is gone: whoever has no other owner goes too. */
function collectDependents(turn: ControllerTurn, uid: string): void {
  for (const dependent of turn.view.dependents(uid)) {
    const others = (dependent.metadata.ownerReferences ?? []).filter((o) => o.uid !== uid);
    const alive = others.filter((o) => turn.view.byUid(o.uid) !== undefined);
    if (alive.length > 0)
      turn.write({ verb: 'update', by: NAME, object: withOwners(dependent, alive) });
    else if (dependent.metadata.deletionTimestamp === undefined) remove(turn, dependent);
  }
}

function withOwners(object: KubeObject, owners: readonly OwnerReference[]): KubeObject {
  const { ownerReferences: _old, ...metadata } = object.metadata;
  return {
    ...object,
    metadata: owners.length === 0 ? metadata : { ...metadata, ownerReferences: owners },
  };
}

function remove(
  turn: ControllerTurn,
  object: KubeObject,
  propagation: 'Background' | 'Foreground' = 'Background',
): void {
  const { namespace = '', name = '', uid = '' } = object.metadata;
  const entry = turn.record({
    subject: { kind: object.kind, namespace, name, uid },
    change: { kind: 'happening', text: 'is collected: its owner is gone or going' },
    rule: 'L-CTL-25',
  });
  const write = { verb: 'delete', by: NAME, kind: object.kind, namespace, name, uid } as const;
  turn.write({ ...write, propagation }, entry);
}

/** The owner waits: orphans lose their reference, in the foreground dependents go first. */
function release(turn: ControllerTurn, owner: KubeObject): void {
  const { uid = '', finalizers = [] } = owner.metadata;
  if (finalizers.includes(ORPHAN)) {
    for (const dependent of turn.view.dependents(uid)) {
      const others = (dependent.metadata.ownerReferences ?? []).filter((o) => o.uid !== uid);
      turn.write({ verb: 'update', by: NAME, object: withOwners(dependent, others) });
    }
    turn.write({ verb: 'update', by: NAME, object: withoutFinalizer(owner, ORPHAN) });
    return;
  }
  if (!finalizers.includes(FOREGROUND)) return;
  let isBlocked = false;
  for (const dependent of turn.view.dependents(uid)) {
    const reference = dependent.metadata.ownerReferences?.find((o) => o.uid === uid);
    if (reference?.blockOwnerDeletion === true) isBlocked = true;
    if (dependent.metadata.deletionTimestamp !== undefined) continue;
    const hasOwn = hasDependents(turn.view, dependent.metadata.uid ?? '');
    remove(turn, dependent, hasOwn ? 'Foreground' : 'Background');
  }
  if (!isBlocked)
    turn.write({ verb: 'update', by: NAME, object: withoutFinalizer(owner, FOREGROUND) });
}

function withoutFinalizer(object: KubeObject, finalizer: string): KubeObject {
  const { finalizers = [], ...metadata } = object.metadata;
  const left = finalizers.filter((f) => f !== finalizer);
  return { ...object, metadata: left.length === 0 ? metadata : { ...metadata, finalizers: left } };
}
