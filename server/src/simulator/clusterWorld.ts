// The world that the kernel's turns read and change: the API in front of the store, and the trace.
import type { Writable } from '../support/writable';
import { ApiServer, type ApiSurface } from './api/apiServer';
import type { AnyClusterComponent } from './api/clusterComponent';
import { type Change, ObjectStore, type StoreView } from './api/store';
import type { ApiAnswer, Write } from './api/write';
import { ruleOfWrite } from './api/writeRules';
import type { EntryId } from './kernel/component';
import type { RandomStreams } from './kernel/random';
import type { SendFromWorld, World } from './kernel/run';
import type { SimTime } from './kernel/time';
import type { TraceDraft, TraceEntry } from './trace/trace';

/** The cluster's world for the kernel: the API in front of the store, and the trace. */
export class ClusterWorld implements World<StoreView, Write, TraceDraft> {
  readonly store = new ObjectStore();
  readonly entries: TraceEntry[] = [];
  readonly #api: ApiServer;
  readonly #components: readonly AnyClusterComponent[];
  /** Who watches objects of a kind, in the order of the components. */
  readonly #watchers = new Map<string, readonly AnyClusterComponent[]>();
  #kindCount = 0;

  constructor(
    components: readonly AnyClusterComponent[],
    random: RandomStreams,
    surface?: ApiSurface,
  ) {
    this.#components = components;
    this.#api = new ApiServer(this.store, random, surface);
  }

  get view(): StoreView {
    return this.store;
  }

  record(draft: TraceDraft, at: SimTime, id: EntryId, because: EntryId): void {
    const { subject, change, rule, field } = draft;
    const entry: Writable<TraceEntry> =
      because === 0 ? { id, at, subject, change } : { id, at, because, subject, change };
    if (rule !== undefined) entry.rule = rule;
    if (field !== undefined) entry.field = field;
    this.entries.push(entry);
  }

  apply(write: Write, at: SimTime, entry: EntryId, because: EntryId, send: SendFromWorld): void {
    const answer = this.request(write, at, entry, because, send);
    if (write.tell !== undefined)
      send({ ...write.tell, event: { ...(write.tell.event as object), answer } }, 0, entry);
  }

  /** As `apply`, with the answer for a client that stands outside. */
  request(
    write: Write,
    at: SimTime,
    entry: EntryId,
    because: EntryId,
    send: SendFromWorld,
  ): ApiAnswer {
    const { answer, changes } = this.#api.handle(write, at, entry);
    for (const change of changes) {
      this.#recordChange(change, write, at, entry, because);
      for (const component of this.#watchersOf(change.object.kind)) {
        const wakes = component.watch?.(change, this.store);
        if (wakes === undefined) continue;
        for (const { key, event, afterMs } of wakes)
          send({ to: component.name, key, event }, afterMs, entry);
      }
    }
    if (!answer.ok) {
      const { code, reason, message, causes } = answer.status;
      const subject = subjectOfWrite(write);
      const draft: Writable<TraceDraft> = {
        subject,
        change: { kind: 'refused', verb: write.verb, code, reason, message },
        rule: ruleOfWrite(write, subject.kind),
      };
      const field = causes[0]?.field ?? write.field;
      if (field !== undefined) draft.field = field;
      this.record(draft, at, entry, because);
    }
    return answer;
  }

  #watchersOf(kind: string): readonly AnyClusterComponent[] {
    if (this.store.kindCount !== this.#kindCount) {
      // The first object of a kind wakes those who were asleep without.
      this.#kindCount = this.store.kindCount;
      this.#watchers.clear();
    }
    let watchers = this.#watchers.get(kind);
    if (watchers === undefined) {
      const known = new Set(this.store.kinds());
      watchers = this.#components.filter(
        ({ watch, kinds, asleepWithout }) =>
          watch !== undefined &&
          (kinds?.includes(kind) ?? true) &&
          (asleepWithout === undefined || known.has(asleepWithout)),
      );
      this.#watchers.set(kind, watchers);
    }
    return watchers;
  }

  #recordChange(change: Change, write: Write, at: SimTime, entry: EntryId, because: EntryId): void {
    const { kind, metadata } = change.object;
    const { namespace = '', name = '', uid = '' } = metadata;
    const draft: Writable<TraceDraft> = {
      subject: { kind, namespace, name, uid },
      change: { kind: 'object', op: change.op, revision: change.revision },
      rule: ruleOfWrite(write, kind),
    };
    if (write.field !== undefined) draft.field = write.field;
    this.record(draft, at, entry, because);
  }
}

function subjectOfWrite(write: Write): TraceDraft['subject'] {
  switch (write.verb) {
    case 'create':
    case 'update':
      return {
        kind: write.object.kind,
        namespace: write.object.metadata.namespace ?? '',
        name: write.object.metadata.name ?? '',
      };
    case 'event':
      return write.event.about;
    case 'bind':
    case 'evict':
      return { kind: 'Pod', namespace: write.namespace, name: write.name };
    case 'delete':
      return { kind: write.kind, namespace: write.namespace, name: write.name };
  }
}
