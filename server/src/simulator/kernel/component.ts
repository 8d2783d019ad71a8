import type { SimTime } from './time';

/** Number of a trace entry; 0 means "nothing caused it". */
export type EntryId = number;

/** An event on its way to one actor: the component `to`, and there the one with `key`. */
export interface Message {
  readonly to: string;
  readonly key: string;
  readonly event: unknown;
}

/**
 * What a handler sees and the sheet on which it writes what it wants. Nothing written takes effect before the handler
 * has returned: a handler never sees its own writes, so the same state, event and view always give the same step.
 *
 * @typeParam V the read view of the world  @typeParam W a write to it  @typeParam R what a trace entry says
 */
export interface Turn<V, W, R> {
  readonly now: SimTime;
  readonly view: V;
  /** The trace entry that led to this event, or to what the turn does now. */
  readonly because: EntryId;
  /** From here on `entry` is the cause of what this turn does, unless another is given. */
  blame(entry: EntryId): void;
  /** The next number in [0, 1) of the named stream. */
  random(stream: string): number;
  /** Adds an entry to the trace; `because` is this turn's cause unless another is given. */
  record(entry: R, because?: EntryId): EntryId;
  /** Asks for a write; the entry stands for it in the trace, also when it is refused. */
  write(write: W, because?: EntryId): EntryId;
  /** Sends an event to an actor (also to oneself); it arrives `afterMs` later, 0 = at this instant but in a turn of its own. */
  send(message: Message, afterMs?: number, because?: EntryId): void;
  /** Sets the actor's own named timer to `at`, in place of an earlier one of that name; `undefined` takes it away. */
  timer(name: string, at: SimTime | undefined, event?: unknown, because?: EntryId): void;
  /** When the named timer of this actor is due. */
  timerAt(name: string): SimTime | undefined;
  /** The state of another actor; read only. */
  peek(component: string, key: string): unknown;
}

/** A family of actors of one sort, each with a key and a state of its own. */
export interface Component<S, E, T> {
  readonly name: string;
  /** Which goes first among events due at one instant; lower goes first. */
  readonly priority: number;
  /** The actor's next state; `undefined` ends it (its timers go with it). `state` is undefined for a new actor. */
  handle(state: S | undefined, event: E, turn: T, key: string): S | undefined;
}
