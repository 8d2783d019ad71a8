// Front door of the simulator: (objects, scenario) to a run whose trace tells the story. It alone puts the components
// together; they meet in the store.
import type { KubeObject } from '../schema/objects';
import { ApiServer } from './api/apiServer';
import { systemObjects } from './api/bootstrap';
import type { AnyClusterComponent } from './api/clusterComponent';
import { type Change, ObjectStore, type StoreView } from './api/store';
import type { ApiAnswer, Write } from './api/write';
import type { EntryId } from './kernel/component';
import { RandomStreams } from './kernel/random';
import { Run, type SendFromWorld, type World } from './kernel/run';
import type { SimTime } from './kernel/time';
import type { TraceDraft, TraceEntry } from './trace/trace';

/** The cluster's world for the kernel: the API in front of the store, and the trace. */
class ClusterWorld implements World<StoreView, Write, TraceDraft> {
  readonly store = new ObjectStore();
  readonly entries: TraceEntry[] = [];
  readonly #api: ApiServer;
  readonly #components: readonly AnyClusterComponent[];

  constructor(components: readonly AnyClusterComponent[], random: RandomStreams) {
    this.#components = components;
    this.#api = new ApiServer(this.store, random);
  }

  get view(): StoreView {
    return this.store;
  }

  record(draft: TraceDraft, at: SimTime, id: EntryId, because: EntryId): void {
    this.entries.push(because === 0 ? { id, at, ...draft } : { id, at, because, ...draft });
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
      this.#recordChange(change, at, entry, because);
      for (const component of this.#components)
        for (const wake of component.watch?.(change, this.store) ?? [])
          send({ to: component.name, key: wake.key, event: wake.event }, wake.afterMs, entry);
    }
    if (!answer.ok) {
      const { code, reason, message } = answer.status;
      this.record(
        {
          subject: subjectOfWrite(write),
          change: { kind: 'refused', verb: write.verb, code, reason, message },
        },
        at,
        entry,
        because,
      );
    }
    return answer;
  }

  #recordChange(change: Change, at: SimTime, entry: EntryId, because: EntryId): void {
    const { kind, metadata } = change.object;
    const { namespace = '', name = '', uid = '' } = metadata;
    this.record(
      {
        subject: { kind, namespace, name, uid },
        change: { kind: 'object', op: change.op, revision: change.revision },
      },
      at,
      entry,
      because,
    );
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

export interface SimulationInput {
  /** POSTed at 0, in this order. */
  readonly objects: readonly KubeObject[];
  readonly seed: number;
}

/** A cluster whose time can be moved on; everything that happened so far can be read. */
export class Simulation {
  readonly #world: ClusterWorld;
  readonly #run: Run<StoreView, Write, TraceDraft>;

  constructor(components: readonly AnyClusterComponent[], seed: number) {
    this.#world = new ClusterWorld(components, new RandomStreams(seed));
    this.#run = new Run(this.#world, components, seed);
    for (const object of systemObjects())
      this.request({ verb: 'create', by: 'bootstrap', object });
    for (const component of components)
      for (const wake of component.begin ?? [])
        this.#run.send({ to: component.name, key: wake.key, event: wake.event }, wake.afterMs, 0);
  }

  get now(): SimTime {
    return this.#run.now;
  }
  get store(): ObjectStore {
    return this.#world.store;
  }
  get entries(): readonly TraceEntry[] {
    return this.#world.entries;
  }

  /** A client's request at the present moment. */
  request(write: Write, because: EntryId = 0): ApiAnswer {
    return this.#world.request(
      write,
      this.#run.now,
      this.#run.nextEntry(),
      because,
      (message, afterMs, cause) => this.#run.send(message, this.#run.now + afterMs, cause),
    );
  }

  advance(until: SimTime, budget = 5_000_000): 'horizon' | 'idle' | 'budget' {
    return this.#run.advance(until, budget);
  }
}
