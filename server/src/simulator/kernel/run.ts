// The run loop: takes the next due event, lets its actor have its turn, carries out what the turn asked for. It knows
// components, keys, timers and time; it has never heard of Kubernetes. What a write does to the world is the world's.
import { invariant } from '../../support/invariant';
import type { Component, EntryId, Message, Turn } from './component';
import { EventQueue } from './eventQueue';
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

interface Delivery extends Message {
  readonly because: EntryId;
  /** Name of the actor's timer that this is; stale when the timer was set anew since. */
  readonly timer?: string;
}
interface Actor {
  state: unknown;
  readonly timers: Map<string, { readonly sequence: number; readonly at: SimTime }>;
}
type AnyComponent<V, W, R> = Component<unknown, unknown, Turn<V, W, R>>;

const NO_TIMERS: ReadonlyMap<string, { readonly sequence: number; readonly at: SimTime }> =
  new Map();

export class Run<V, W, R> {
  readonly #world: World<V, W, R>;
  readonly #components = new Map<string, AnyComponent<V, W, R>>();
  readonly #actors = new Map<string, Map<string, Actor>>();
  readonly #queue = new EventQueue<Delivery>();
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
      invariant(!this.#components.has(component.name), `component ${component.name} is there once`);
      this.#components.set(component.name, component);
      this.#actors.set(component.name, new Map());
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
    for (const { at, sequence, event: delivery } of this.#queue.waiting()) {
      const { to, key, event, timer } = delivery;
      if (timer === undefined) yield { at, to, key, event };
      else if (this.#actors.get(to)?.get(key)?.timers.get(timer)?.sequence === sequence)
        yield { at, to, key, event, timer };
    }
  }

  /** A number for an entry made outside of a turn. */
  nextEntry(): EntryId {
    return ++this.#entries;
  }

  peek(component: string, key: string): unknown {
    return this.#actors.get(component)?.get(key)?.state;
  }

  /** The actors of a component, in the order in which they came to be. */
  states(component: string): IterableIterator<[string, unknown]> {
    const actors = this.#actors.get(component) ?? new Map<string, Actor>();
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
      if (this.#deliver(due.event, due.sequence)) this.#handled++;
      if (afterEach !== undefined && !afterEach()) return 'budget';
    }
  }

  /** Lets time pass in which nothing happens that anybody would notice; the run is not to be continued. */
  restUntil(at: SimTime): void {
    this.#now = Math.max(this.#now, at);
  }

  #deliver(delivery: Delivery, sequence: number): boolean {
    const component = this.#components.get(delivery.to);
    const actors = this.#actors.get(delivery.to);
    invariant(
      component !== undefined && actors !== undefined,
      `there is a component ${delivery.to}`,
    );
    let actor = actors.get(delivery.key);
    if (delivery.timer !== undefined) {
      if (actor === undefined || actor.timers.get(delivery.timer)?.sequence !== sequence)
        return false;
      actor.timers.delete(delivery.timer);
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
      if (actor !== undefined) actors.delete(delivery.key);
      actor = undefined;
    } else if (actor === undefined) {
      actor = { state, timers: new Map() };
      actors.set(delivery.key, actor);
    } else actor.state = state;
    this.#carryOut(turn, delivery, actor);
    return true;
  }

  #carryOut(turn: KernelTurn<V, W, R>, from: Delivery, actor: Actor | undefined): void {
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
          if (wish.at === undefined) actor.timers.delete(wish.name);
          else {
            const at = Math.max(wish.at, this.#now);
            const message = { to: from.to, key: from.key, event: wish.event };
            actor.timers.set(wish.name, {
              sequence: this.#enqueue(message, at, wish.because, wish.name),
              at,
            });
          }
          break;
      }
    }
  }

  readonly #sendFromWorld: SendFromWorld = (message, afterMs, because) => {
    this.#enqueue(message, this.#now + afterMs, because);
  };

  #enqueue(message: Message, at: SimTime, because: EntryId, timer?: string): number {
    const component = this.#components.get(message.to);
    invariant(component !== undefined, `there is a component ${message.to}`);
    const sequence = ++this.#sequence;
    const event: Delivery =
      timer === undefined
        ? { to: message.to, key: message.key, event: message.event, because }
        : { to: message.to, key: message.key, event: message.event, because, timer };
    this.#queue.push({ at, priority: component.priority, sequence, event });
    return sequence;
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
  readonly #timers: ReadonlyMap<string, { readonly at: SimTime }>;

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
    return this.#timers.get(name)?.at;
  }
  peek(component: string, key: string): unknown {
    return this.#run.peek(component, key);
  }
}
