// The run loop: takes the next due event, lets its actor have its turn, carries out what the turn asked for. It knows
// components, keys, timers and time; it has never heard of Kubernetes. What a write does to the world is the world's.
import { invariant } from '../../support/invariant';
import type { Component, EntryId, Message, Turn } from './component';
import { type Due, EventQueue, type Waiting } from './eventQueue';
import { RandomStreams } from './random';
import type { SimTime } from './time';

/** The world that turns read and change. */
export interface World<V, W, R> {
  readonly view: V;
  /** Carries out one write; what others must be told is sent through `send`. */
  apply(write: W, at: SimTime, entry: EntryId, because: EntryId, send: SendFromWorld): void;
  /** Takes an entry into the trace. */
  record(entry: R, at: SimTime, id: EntryId, because: EntryId): void;
}
export type SendFromWorld = (message: Message, afterMs: number, because: EntryId) => void;

/** What ended a run, or that it can go on. */
export type RunEnd = 'horizon' | 'idle' | 'budget';

/** An event on its way, or an actor's own timer of that name. */
export interface Pending extends Message {
  readonly at: SimTime;
  readonly timer?: string;
}

interface Timer {
  readonly at: SimTime;
  /** Name of the actor's timer that this is; undefined: of none. */
  readonly timer: string | undefined;
}
/** A message on its way. */
interface Delivery<V, W, R> extends Due<unknown>, Timer, Waiting<Delivery<V, W, R>> {
  readonly at: SimTime;
  readonly family: Family<V, W, R>;
  readonly key: string;
  readonly because: EntryId;
  /** Whose timer it is; undefined: a message. */
  readonly owner: Actor | undefined;
}
interface Actor {
  state: unknown;
  /** Deliveries of its timers; one that is not among them any more is stale. A new list for each change. */
  timers: readonly Timer[];
}
type AnyComponent<V, W, R> = Component<unknown, unknown, Turn<V, W, R>>;
/** A component and its actors. */
interface Family<V, W, R> {
  readonly component: AnyComponent<V, W, R>;
  readonly actors: Map<string, Actor>;
}

const NO_TIMERS: readonly Timer[] = [];

function timerNamed(timers: readonly Timer[], name: string): Timer | undefined {
  for (const timer of timers) if (timer.timer === name) return timer;
  return undefined;
}

function withoutTimer(timers: readonly Timer[], gone: Timer | undefined): readonly Timer[] {
  if (gone === undefined) return timers;
  return timers.length === 1 ? NO_TIMERS : timers.filter((timer) => timer !== gone);
}

export class Run<V, W, R> {
  readonly #world: World<V, W, R>;
  readonly #families = new Map<string, Family<V, W, R>>();
  readonly #queue = new EventQueue<Delivery<V, W, R>>();
  readonly #random: RandomStreams;
  #sequence = 0;
  #entries = 0;
  #now: SimTime = 0;
  #handled = 0;
  #taken = 0;

  constructor(world: World<V, W, R>, components: readonly AnyComponent<V, W, R>[], seed: number) {
    this.#world = world;
    this.#random = new RandomStreams(seed);
    for (const component of components) {
      invariant(!this.#families.has(component.name), `component ${component.name} is there once`);
      this.#families.set(component.name, { component, actors: new Map() });
    }
  }

  get now(): SimTime {
    return this.#now;
  }
  /** Events handled so far. */
  get handled(): number {
    return this.#handled;
  }
  /** Events taken off the queue so far, with timers that were no longer valid. */
  get taken(): number {
    return this.#taken;
  }
  get nextDue(): SimTime | undefined {
    return this.#queue.peek()?.at;
  }

  /** What is on its way to somebody, in no order; timers that were set anew or taken away are left out. */
  *pending(): Iterable<Pending> {
    for (const delivery of this.#queue.waiting()) {
      const { at, key, event, timer, family, owner } = delivery;
      const to = family.component.name;
      if (timer === undefined) yield { at, to, key, event };
      else if (owner?.timers.includes(delivery) === true) yield { at, to, key, event, timer };
    }
  }

  /** A number for an entry made outside of a turn. */
  nextEntry(): EntryId {
    return ++this.#entries;
  }

  peek(component: string, key: string): unknown {
    return this.#families.get(component)?.actors.get(key)?.state;
  }

  /** The actors of a component, in the order in which they came to be. */
  states(component: string): IterableIterator<[string, unknown]> {
    const actors = this.#families.get(component)?.actors ?? new Map<string, Actor>();
    return (function* () {
      for (const [key, actor] of actors) yield [key, actor.state] as [string, unknown];
    })();
  }

  send(message: Message, at: SimTime, because: EntryId): void {
    invariant(at >= this.#now, 'no event is scheduled in the past');
    this.#enqueue(message, at, because);
  }

  /** Carries out a write from outside (a client's request) at the present moment. */
  write(write: W, because: EntryId): EntryId {
    const entry = this.nextEntry();
    this.#world.apply(write, this.#now, entry, because, this.#sendFromWorld);
    return entry;
  }

  record(entry: R, because: EntryId): EntryId {
    const id = this.nextEntry();
    this.#world.record(entry, this.#now, id, because);
    return id;
  }

  /** Handles events up to and including `horizon`, at most `budget` of them; time then stands at the horizon. */
  advance(horizon: SimTime, budget: number, afterEach?: () => boolean): RunEnd {
    let left = budget;
    for (;;) {
      const due = this.#queue.peek();
      if (due === undefined || due.at > horizon) {
        this.#now = Math.max(this.#now, horizon);
        return due === undefined ? 'idle' : 'horizon';
      }
      if (left-- <= 0) return 'budget';
      this.#queue.pop();
      this.#taken++;
      invariant(due.at >= this.#now, 'events are handled in time order');
      this.#now = due.at;
      if (this.#deliver(due)) this.#handled++;
      if (afterEach !== undefined && !afterEach()) return 'budget';
    }
  }

  /** Lets time pass in which nothing happens that anybody would notice; the run is not to be continued. */
  restUntil(at: SimTime): void {
    this.#now = Math.max(this.#now, at);
  }

  #deliver(delivery: Delivery<V, W, R>): boolean {
    const { component, actors } = delivery.family;
    let actor = delivery.owner ?? actors.get(delivery.key);
    if (delivery.owner !== undefined) {
      const { timers } = delivery.owner;
      if (!timers.includes(delivery)) return false;
      delivery.owner.timers = withoutTimer(timers, delivery);
    }
    const turn = new KernelTurn(
      this.#world.view,
      this.#now,
      delivery.because,
      this,
      this.#random,
      actor,
    );
    const state = component.handle(actor?.state, delivery.event, turn, delivery.key);
    if (state === undefined) {
      if (actor !== undefined) {
        actor.timers = NO_TIMERS;
        actors.delete(delivery.key);
      }
      actor = undefined;
    } else if (actor === undefined) {
      actor = { state, timers: NO_TIMERS };
      actors.set(delivery.key, actor);
    } else actor.state = state;
    this.#carryOut(turn, delivery, actor);
    return true;
  }

  #carryOut(
    turn: KernelTurn<V, W, R>,
    { family, key }: Delivery<V, W, R>,
    actor: Actor | undefined,
  ): void {
    for (const wish of turn.wishes) {
      switch (wish.kind) {
        case 'record':
          this.#world.record(wish.entry, this.#now, wish.id, wish.because);
          break;
        case 'write':
          this.#world.apply(wish.write, this.#now, wish.id, wish.because, this.#sendFromWorld);
          break;
        case 'send':
          this.#enqueue(wish.message, this.#now + wish.afterMs, wish.because);
          break;
        case 'timer':
          if (actor === undefined) break;
          actor.timers = withoutTimer(actor.timers, timerNamed(actor.timers, wish.name));
          if (wish.at !== undefined) {
            const at = Math.max(wish.at, this.#now);
            const due = this.#put(family, key, wish.event, at, wish.because, wish.name, actor);
            // V8 leaves room in what a spread makes, but not here.
            actor.timers = actor.timers.concat(due);
          }
          break;
      }
    }
  }

  readonly #sendFromWorld: SendFromWorld = (message, afterMs, because) => {
    this.#enqueue(message, this.#now + afterMs, because);
  };

  #enqueue({ to, key, event }: Message, at: SimTime, because: EntryId): void {
    const family = this.#families.get(to);
    invariant(family !== undefined, 'a message goes to a component that is there');
    this.#put(family, key, event, at, because);
  }

  #put(
    family: Family<V, W, R>,
    key: string,
    event: unknown,
    at: SimTime,
    because: EntryId,
    timer?: string,
    owner?: Actor,
  ): Delivery<V, W, R> {
    const { priority } = family.component;
    const sequence = ++this.#sequence;
    const due: Delivery<V, W, R> = {
      at,
      priority,
      sequence,
      event,
      family,
      key,
      because,
      timer,
      owner,
      next: undefined,
    };
    this.#queue.push(due);
    return due;
  }
}

type Wish<W, R> =
  | { readonly kind: 'record'; readonly entry: R; readonly id: EntryId; readonly because: EntryId }
  | { readonly kind: 'write'; readonly write: W; readonly id: EntryId; readonly because: EntryId }
  | {
      readonly kind: 'send';
      readonly message: Message;
      readonly afterMs: number;
      readonly because: EntryId;
    }
  | {
      readonly kind: 'timer';
      readonly name: string;
      readonly at: SimTime | undefined;
      readonly event: unknown;
      readonly because: EntryId;
    };

/** The sheet of one turn; see `Turn`. */
class KernelTurn<V, W, R> implements Turn<V, W, R> {
  readonly view: V;
  readonly now: SimTime;
  because: EntryId;
  readonly wishes: Wish<W, R>[] = [];
  readonly #run: Run<V, W, R>;
  readonly #random: RandomStreams;
  readonly #timers: readonly Timer[];

  constructor(
    view: V,
    now: SimTime,
    because: EntryId,
    run: Run<V, W, R>,
    random: RandomStreams,
    actor: Actor | undefined,
  ) {
    this.view = view;
    this.now = now;
    this.because = because;
    this.#run = run;
    this.#random = random;
    this.#timers = actor?.timers ?? NO_TIMERS;
  }

  blame(entry: EntryId): void {
    this.because = entry;
  }
  random(stream: string): number {
    return this.#random.draw(stream);
  }
  record(entry: R, because = this.because): EntryId {
    const id = this.#run.nextEntry();
    this.wishes.push({ kind: 'record', entry, id, because });
    return id;
  }
  write(write: W, because = this.because): EntryId {
    const id = this.#run.nextEntry();
    this.wishes.push({ kind: 'write', write, id, because });
    return id;
  }
  send(message: Message, afterMs = 0, because = this.because): void {
    invariant(afterMs >= 0, 'no event is scheduled in the past');
    this.wishes.push({ kind: 'send', message, afterMs, because });
  }
  timer(name: string, at: SimTime | undefined, event?: unknown, because = this.because): void {
    this.wishes.push({ kind: 'timer', name, at, event, because });
  }
  timerAt(name: string): SimTime | undefined {
    return timerNamed(this.#timers, name)?.at;
  }
  peek(component: string, key: string): unknown {
    return this.#run.peek(component, key);
  }
}
