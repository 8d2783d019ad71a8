import { invariant } from '../../support/invariant';
import type { SimTime } from './time';

/** An event that is due. Plain data: a queue can be printed, compared and saved. */
export interface Due<E> {
  readonly at: SimTime;
  /** Which goes first at the same instant; lower goes first. */
  readonly priority: number;
  /** Breaks the last tie: the one scheduled earlier goes first. */
  readonly sequence: number;
  readonly event: E;
}

/** Total order of events: time, then priority, then sequence; never 0 for two different events. */
export function compareDue(a: Due<unknown>, b: Due<unknown>): number {
  return a.at - b.at || a.priority - b.priority || a.sequence - b.sequence;
}

/** An event in a queue: it is linked to the one that comes after it at the same instant and priority. */
export interface Waiting<D> {
  next: D | undefined;
}

/** Events of one instant and one priority, in the order of their sequence; never empty. */
interface Lane<D> {
  readonly priority: number;
  first: D;
  last: D;
  /** Of the same instant, with the next higher priority number. */
  next: Lane<D> | undefined;
}

/**
 * Gives events in the order of `compareDue`; the sequence has to rise from push to push. Instants stand in a heap and events wait in
 * line at their instant, so that with many events at few instants hardly any are compared.
 */
export class EventQueue<D extends Due<unknown> & Waiting<D>> {
  readonly #times = new TimeHeap();
  /** The first lane of each instant. */
  readonly #lanes = new Map<SimTime, Lane<D>>();
  /** The first lane of the first instant. */
  #front: Lane<D> | undefined;
  #size = 0;

  get size(): number {
    return this.#size;
  }

  peek(): D | undefined {
    return this.#front?.first;
  }

  /** All that is in it, in no order. */
  *waiting(): Iterable<D> {
    for (const first of this.#lanes.values())
      for (let lane: Lane<D> | undefined = first; lane !== undefined; lane = lane.next)
        for (let due: D | undefined = lane.first; due !== undefined; due = due.next) yield due;
  }

  push(due: D): void {
    const { at, priority } = due;
    this.#size++;
    const first = this.#lanes.get(at);
    if (first === undefined) {
      const lane = { priority, first: due, last: due, next: undefined };
      this.#lanes.set(at, lane);
      this.#times.push(at);
      if (this.#times.first === at) this.#front = lane;
      return;
    }
    let before: Lane<D> | undefined;
    let lane: Lane<D> | undefined = first;
    while (lane !== undefined && lane.priority < priority) {
      before = lane;
      lane = lane.next;
    }
    if (lane?.priority === priority) {
      lane.last.next = due;
      lane.last = due;
      return;
    }
    const fresh: Lane<D> = { priority, first: due, last: due, next: lane };
    if (before !== undefined) before.next = fresh;
    else this.#putFirst(at, fresh);
  }

  pop(): D | undefined {
    const lane = this.#front;
    if (lane === undefined) return undefined;
    const due = lane.first;
    this.#size--;
    if (due.next !== undefined) {
      lane.first = due.next;
      due.next = undefined;
    } else if (lane.next !== undefined) this.#putFirst(due.at, lane.next);
    else this.#leave(due.at);
    return due;
  }

  #putFirst(at: SimTime, lane: Lane<D>): void {
    this.#lanes.set(at, lane);
    if (this.#times.first === at) this.#front = lane;
  }

  /** The first instant has no events any more. */
  #leave(at: SimTime): void {
    invariant(this.#times.pop() === at, 'events are taken at the first instant');
    this.#lanes.delete(at);
    const next = this.#times.first;
    this.#front = next === undefined ? undefined : this.#lanes.get(next);
  }
}

/** A binary heap of different times. */
class TimeHeap {
  readonly #heap: SimTime[] = [];

  get first(): SimTime | undefined {
    return this.#heap[0];
  }

  push(at: SimTime): void {
    const heap = this.#heap;
    let hole = heap.length;
    while (hole > 0) {
      const parent = (hole - 1) >> 1;
      const above = heap[parent];
      if (above === undefined || above <= at) break;
      heap[hole] = above;
      hole = parent;
    }
    heap[hole] = at;
  }

  pop(): SimTime | undefined {
    const heap = this.#heap;
    const first = heap[0];
    const last = heap.pop();
    if (first === undefined || last === undefined || heap.length === 0) return first;
    let hole = 0;
    for (;;) {
      let child = 2 * hole + 1;
      let below = heap[child];
      if (below === undefined) break;
      const right = heap[child + 1];
      if (right !== undefined && right < below) {
        below = right;
        child++;
      }
      if (last <= below) break;
      heap[hole] = below;
      hole = child;
    }
    heap[hole] = last;
    return first;
  }
}
