// The object store: the one place where components meet. Objects are immutable values; a change puts a new value in
// place and leaves the old one in the history, so that every earlier moment can be read. It knows keys, revisions and
// indexes; what may be written is decided in front of it (apiServer.ts).
import type { KubeObject, ObjectMeta, Pod } from '../../schema/objects';
import { extended } from '../../support/extended';
import { invariant } from '../../support/invariant';
import type { Writable } from '../../support/writable';
import type { EntryId } from '../kernel/component';
import type { SimTime } from '../kernel/time';

export type ChangeOp = 'ADDED' | 'MODIFIED' | 'DELETED';

export interface Change {
  /** Rises by one with each change; also the object's resourceVersion. */
  readonly revision: number;
  readonly at: SimTime;
  readonly op: ChangeOp;
  /** As it is now; for DELETED as it last was. */
  readonly object: KubeObject;
  readonly previous?: KubeObject;
  readonly entry: EntryId;
}

/** What components may see of the store. Kinds are named by `kind` alone; cluster-scoped objects have namespace `""`. */
export interface StoreView {
  get(kind: string, namespace: string, name: string): KubeObject | undefined;
  pod(namespace: string, name: string): Pod | undefined;
  /** All objects of a kind, of one namespace or of all, in the order of their creation. */
  list(kind: string, namespace?: string): Iterable<KubeObject>;
  count(kind: string, namespace?: string): number;
  /** Kinds of which there are or were objects. */
  kinds(): Iterable<string>;
  byUid(uid: string): KubeObject | undefined;
  /** Pods whose `spec.nodeName` is the node. */
  podsOnNode(node: string): Iterable<Pod>;
  /** Objects that name `uid` among their ownerReferences. */
  dependents(uid: string): Iterable<KubeObject>;
  /** Pods among them that have not ended; those that have may be very many. */
  livingPods(owner: string): Iterable<Pod>;
  /** Pods of the namespace that belong to nobody: those that a controller may adopt. */
  podsWithoutOwner(namespace: string): Iterable<Pod>;
  readonly changes: readonly Change[];
  readonly revision: number;
  change(revision: number): Change | undefined;
}

export function keyOf(object: KubeObject): string {
  return `${object.metadata.namespace ?? ''}/${object.metadata.name ?? ''}`;
}

const NONE: ReadonlyMap<string, KubeObject> = new Map();
const NO_PODS: ReadonlyMap<string, Pod> = new Map();

function* allOf(namespaces: ReadonlyMap<string, ReadonlyMap<string, KubeObject>>) {
  for (const objects of namespaces.values()) yield* objects.values();
}

export class ObjectStore implements StoreView {
  /** kind → namespace → name → object */
  readonly #kinds = new Map<string, Map<string, Map<string, KubeObject>>>();
  readonly #byUid = new Map<string, KubeObject>();
  readonly #byNode = new Map<string, Set<string>>();
  readonly #byOwner = new Map<string, Map<string, KubeObject>>();
  readonly #livingByOwner = new Map<string, Map<string, Pod>>();
  readonly #withoutOwner = new Map<string, Set<string>>();
  readonly changes: Change[] = [];

  get revision(): number {
    return this.changes.length;
  }
  change(revision: number): Change | undefined {
    return this.changes[revision - 1];
  }

  get(kind: string, namespace: string, name: string): KubeObject | undefined {
    return this.#kinds.get(kind)?.get(namespace)?.get(name);
  }
  pod(namespace: string, name: string): Pod | undefined {
    return this.get('Pod', namespace, name) as Pod | undefined;
  }
  byUid(uid: string): KubeObject | undefined {
    return this.#byUid.get(uid);
  }
  list(kind: string, namespace?: string): Iterable<KubeObject> {
    const namespaces = this.#kinds.get(kind);
    if (namespaces === undefined) return [];
    if (namespace !== undefined) return (namespaces.get(namespace) ?? NONE).values();
    if (namespaces.size > 1) return allOf(namespaces);
    const [only = NONE] = namespaces.values();
    return only.values();
  }
  count(kind: string, namespace?: string): number {
    const namespaces = this.#kinds.get(kind);
    if (namespaces === undefined) return 0;
    if (namespace !== undefined) return namespaces.get(namespace)?.size ?? 0;
    let sum = 0;
    for (const objects of namespaces.values()) sum += objects.size;
    return sum;
  }
  kinds(): Iterable<string> {
    return this.#kinds.keys();
  }
  get kindCount(): number {
    return this.#kinds.size;
  }
  podsOnNode(node: string): Iterable<Pod> {
    return this.#podsOf(this.#byNode.get(node));
  }
  dependents(uid: string): Iterable<KubeObject> {
    return (this.#byOwner.get(uid) ?? NONE).values();
  }
  livingPods(owner: string): Iterable<Pod> {
    return (this.#livingByOwner.get(owner) ?? NO_PODS).values();
  }

  podsWithoutOwner(namespace: string): Iterable<Pod> {
    return this.#podsOf(this.#withoutOwner.get(namespace));
  }

  *#podsOf(uids: Iterable<string> = []): Iterable<Pod> {
    for (const uid of uids) {
      const pod = this.#byUid.get(uid);
      if (pod !== undefined) yield pod as Pod;
    }
  }

  /** Puts an object in place (new or changed) with the next revision as its resourceVersion. */
  put(object: KubeObject, at: SimTime, entry: EntryId): Change {
    return this.adopt(extended(object, { metadata: extended(object.metadata, {}) }), at, entry);
  }

  /** As `put`, for an object that was made for it: nobody else holds it or its metadata, into which its version is written. */
  adopt(stored: KubeObject, at: SimTime, entry: EntryId): Change {
    const revision = this.revision + 1;
    const metadata: Writable<ObjectMeta> = stored.metadata;
    const { name, namespace = '', uid } = metadata;
    invariant(name !== undefined && uid !== undefined, 'a stored object has a name and a uid');
    metadata.resourceVersion = String(revision);
    let namespaces = this.#kinds.get(stored.kind);
    if (namespaces === undefined) this.#kinds.set(stored.kind, (namespaces = new Map()));
    let objects = namespaces.get(namespace);
    if (objects === undefined) namespaces.set(namespace, (objects = new Map()));
    const previous = objects.get(name);
    invariant(previous?.metadata !== metadata, 'each revision has metadata of its own');
    objects.set(name, stored);
    this.#reindex(previous, stored);
    const change: Change =
      previous === undefined
        ? { revision, at, op: 'ADDED', object: stored, entry }
        : { revision, at, op: 'MODIFIED', object: stored, previous, entry };
    this.changes.push(change);
    return change;
  }

  /** Takes an object away. */
  remove(object: KubeObject, at: SimTime, entry: EntryId): Change {
    const { name = '', namespace = '' } = object.metadata;
    const previous = this.get(object.kind, namespace, name);
    invariant(previous !== undefined, 'only what is there is removed');
    this.#kinds.get(object.kind)?.get(namespace)?.delete(name);
    this.#reindex(previous, undefined);
    const revision = this.revision + 1;
    const last = {
      ...previous,
      metadata: { ...previous.metadata, resourceVersion: String(revision) },
    };
    const change: Change = { revision, at, op: 'DELETED', object: last, previous, entry };
    this.changes.push(change);
    return change;
  }

  #reindex(before: KubeObject | undefined, after: KubeObject | undefined): void {
    // Two of three objects are Events, which own nothing, belong to nobody and are asked for by name.
    if ((after ?? before)?.kind === 'Event') return;
    const uid = (after ?? before)?.metadata.uid ?? '';
    if (after === undefined) this.#byUid.delete(uid);
    else this.#byUid.set(uid, after);
    this.#reindexNode(before as Pod | undefined, after as Pod | undefined, uid);
    if ((after ?? before)?.kind === 'Pod') {
      this.#reindexBare(before, after, uid);
      this.#reindexLiving(before as Pod | undefined, after as Pod | undefined, uid);
    }
    const oldOwners = before?.metadata.ownerReferences;
    const newOwners = after?.metadata.ownerReferences;
    if (oldOwners !== newOwners)
      for (const owner of oldOwners ?? []) this.#byOwner.get(owner.uid)?.delete(uid);
    if (after !== undefined)
      for (const owner of newOwners ?? []) {
        let owned = this.#byOwner.get(owner.uid);
        if (owned === undefined) this.#byOwner.set(owner.uid, (owned = new Map()));
        owned.set(uid, after);
      }
    else for (const owner of oldOwners ?? []) this.#byOwner.get(owner.uid)?.delete(uid);
  }

  #reindexBare(before: KubeObject | undefined, after: KubeObject | undefined, uid: string): void {
    const namespace = (after ?? before)?.metadata.namespace ?? '';
    const owners = after?.metadata.ownerReferences;
    if (before !== undefined && after !== undefined && before.metadata.ownerReferences === owners)
      return;
    const isBare = after !== undefined && (owners ?? []).length === 0;
    let pods = this.#withoutOwner.get(namespace);
    if (!isBare) {
      pods?.delete(uid);
      return;
    }
    if (pods === undefined) this.#withoutOwner.set(namespace, (pods = new Set()));
    pods.add(uid);
  }

  #reindexLiving(before: Pod | undefined, after: Pod | undefined, uid: string): void {
    const oldOwners = before?.metadata.ownerReferences;
    const newOwners = after?.metadata.ownerReferences;
    if (oldOwners !== newOwners)
      for (const owner of oldOwners ?? []) this.#livingByOwner.get(owner.uid)?.delete(uid);
    const phase = after?.status?.phase;
    const lives = after !== undefined && phase !== 'Succeeded' && phase !== 'Failed';
    for (const owner of newOwners ?? []) {
      let owned = this.#livingByOwner.get(owner.uid);
      if (owned === undefined) this.#livingByOwner.set(owner.uid, (owned = new Map()));
      if (lives) owned.set(uid, after);
      else owned.delete(uid);
    }
  }

  #reindexNode(before: Pod | undefined, after: Pod | undefined, uid: string): void {
    if ((after ?? before)?.kind !== 'Pod') return;
    const oldNode = before?.spec.nodeName;
    const newNode = after?.spec.nodeName;
    if (oldNode !== undefined && oldNode !== newNode) this.#byNode.get(oldNode)?.delete(uid);
    if (newNode === undefined || newNode === '') return;
    if (after !== undefined && oldNode === newNode) return;
    let pods = this.#byNode.get(newNode);
    if (pods === undefined) this.#byNode.set(newNode, (pods = new Set()));
    if (after === undefined) pods.delete(uid);
    else pods.add(uid);
  }
}
