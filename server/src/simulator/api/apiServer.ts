// In front of the store: what a write means. Creation (defaults, admission, identity), updates, graceful deletion,
// binding, Events. Answers are values; a refusal is an ApiStatus, never an exception.
import type { KubeObject, Pod } from '../../schema/objects';
import type { ApiStatus } from '../../schema/validation/types';
import type { EntryId } from '../kernel/component';
import type { RandomStreams } from '../kernel/random';
import type { SimTime } from '../kernel/time';
import type { Change, ObjectStore } from './store';
import { toTimestamp } from './timestamps';
import type { ApiAnswer, Write } from './write';

/** What one write did: the answer for whoever asked, and the changes that watchers see, in order. */
export interface WriteOutcome {
  readonly answer: ApiAnswer;
  readonly changes: readonly Change[];
}

const NAME_ALPHABET = 'bcdfghjklmnpqrstvwxz2456789';

export class ApiServer {
  readonly store: ObjectStore;
  readonly #random: RandomStreams;

  constructor(store: ObjectStore, random: RandomStreams) {
    this.store = store;
    this.#random = random;
  }

  handle(write: Write, at: SimTime, entry: EntryId): WriteOutcome {
    switch (write.verb) {
      case 'create':
        return this.#create(write.object, at, entry);
      case 'update':
        return this.#update(write.object, write.subresource, at, entry);
      case 'delete':
        return this.#delete(write, at, entry);
      case 'bind':
        return this.#bind(write, at, entry);
      case 'evict':
        return this.#delete({ ...write, kind: 'Pod' }, at, entry);
      case 'event':
        return { answer: { ok: true, code: 201 }, changes: [] };
    }
  }

  #create(object: KubeObject, at: SimTime, entry: EntryId): WriteOutcome {
    const { generateName } = object.metadata;
    const name =
      object.metadata.name ??
      `${(generateName ?? '').slice(0, 58)}${this.#letters(5, `names/${object.kind}/${generateName}`)}`;
    const namespace = object.metadata.namespace ?? '';
    if (this.store.get(object.kind, namespace, name) !== undefined)
      return refuse(409, 'AlreadyExists', `${object.kind.toLowerCase()}s "${name}" already exists`);
    const metadata = {
      ...object.metadata,
      name,
      uid: this.#uid(`${object.kind}/${namespace}/${name}`),
      creationTimestamp: toTimestamp(at),
      generation: 1,
    };
    const created: KubeObject =
      object.kind === 'Pod'
        ? { ...object, metadata, status: { phase: 'Pending', qosClass: 'BestEffort' } }
        : { ...object, metadata };
    const change = this.store.put(created, at, entry);
    return { answer: { ok: true, code: 201, object: change.object }, changes: [change] };
  }

  #update(
    object: KubeObject,
    subresource: string | undefined,
    at: SimTime,
    entry: EntryId,
  ): WriteOutcome {
    const { namespace = '', name = '' } = object.metadata;
    const current = this.store.get(object.kind, namespace, name);
    if (current === undefined) return notFound(object.kind, name);
    const metadata = subresource === 'status' ? current.metadata : object.metadata;
    const change = this.store.put({ ...object, metadata }, at, entry);
    return { answer: { ok: true, code: 200, object: change.object }, changes: [change] };
  }

  #delete(
    write: {
      readonly kind: string;
      readonly namespace: string;
      readonly name: string;
      readonly uid?: string;
      readonly gracePeriodSeconds?: number;
    },
    at: SimTime,
    entry: EntryId,
  ): WriteOutcome {
    const current = this.store.get(write.kind, write.namespace, write.name);
    if (current === undefined || (write.uid !== undefined && write.uid !== current.metadata.uid))
      return notFound(write.kind, write.name);
    const pod = current.kind === 'Pod' ? (current as Pod) : undefined;
    const grace =
      pod === undefined ||
      pod.spec.nodeName === undefined ||
      pod.status?.phase === 'Succeeded' ||
      pod.status?.phase === 'Failed'
        ? 0
        : (write.gracePeriodSeconds ?? pod.spec.terminationGracePeriodSeconds ?? 30);
    const marked: KubeObject = {
      ...current,
      metadata: {
        ...current.metadata,
        generation: (current.metadata.generation ?? 1) + (grace > 0 ? 1 : 0),
        deletionTimestamp: toTimestamp(at + grace * 1000),
        deletionGracePeriodSeconds: grace,
      },
    };
    const changes = [this.store.put(marked, at, entry)];
    if (grace === 0 && (current.metadata.finalizers ?? []).length === 0)
      changes.push(this.store.remove(marked, at, entry));
    return { answer: { ok: true, code: 200, object: marked }, changes };
  }

  #bind(
    write: { readonly namespace: string; readonly name: string; readonly node: string },
    at: SimTime,
    entry: EntryId,
  ): WriteOutcome {
    const pod = this.store.pod(write.namespace, write.name);
    if (pod === undefined) return notFound('Pod', write.name);
    const conditions = [
      ...(pod.status?.conditions ?? []).filter((c) => c.type !== 'PodScheduled'),
      {
        type: 'PodScheduled',
        status: 'True',
        lastProbeTime: null,
        lastTransitionTime: toTimestamp(at),
      },
    ];
    const change = this.store.put(
      {
        ...pod,
        spec: { ...pod.spec, nodeName: write.node },
        status: { ...pod.status, conditions },
      },
      at,
      entry,
    );
    return { answer: { ok: true, code: 201, object: change.object }, changes: [change] };
  }

  #letters(count: number, stream: string): string {
    let text = '';
    for (let i = 0; i < count; i++)
      text += NAME_ALPHABET[Math.floor(this.#random.draw(stream) * NAME_ALPHABET.length)];
    return text;
  }

  #uid(stream: string): string {
    let hex = '';
    while (hex.length < 32)
      hex += Math.floor(this.#random.draw(`uid/${stream}`) * 0x1_0000_0000)
        .toString(16)
        .padStart(8, '0');
    return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
  }
}

function refuse(code: number, reason: string, message: string): WriteOutcome {
  const status: ApiStatus = { code, reason, message, causes: [] };
  return { answer: { ok: false, status }, changes: [] };
}

function notFound(kind: string, name: string): WriteOutcome {
  return refuse(404, 'NotFound', `${kind.toLowerCase()}s "${name}" not found`);
}
