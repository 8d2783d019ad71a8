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

/** Events of one instant and one priority, in the order of their sequence. */
interface Lane<D> {
  readonly priority: number;
  readonly events: D[];
  /** So many have been taken. */
  taken: number;
}

/**
 * Gives events in the order of `compareDue`; the sequence has to rise from push to push. Instants stand in a heap and events wait in
 * line at their instant, so that with many events at few instants hardly any are compared.
 */
export class EventQueue<D extends Due<unknown>> {
  readonly #times = new TimeHeap();
  readonly #lanes = new Map<SimTime, readonly Lane<D>[]>();
  /** Lanes of the first instant. */
  #front: readonly Lane<D>[] | undefined;
  #size = 0;

  get size(): number {
    return this.#size;
  }

  peek(): D | undefined {
    for (const { events, taken } of this.#front ?? [])
      if (taken < events.length) return events[taken];
    return undefined;
  }

  /** All that is in it, in no order. */
  *waiting(): Iterable<D> {
    for (const lanes of this.#lanes.values())
      for (const { events, taken } of lanes) yield* events.slice(taken);
  }

  push(due: D): void {
    const { at, priority } = due;
    const lanes = this.#lanes.get(at);
    this.#size++;
    if (lanes === undefined) {
      this.#lanes.set(at, [{ priority, events: [due], taken: 0 }]);
      this.#times.push(at);
      this.#front = this.#lanes.get(this.#times.first ?? at);
      return;
    }
    for (const lane of lanes)
      if (lane.priority === priority) {
        lane.events.push(due);
        return;
      }
    const lane: Lane<D> = { priority, events: [due], taken: 0 };
    const later = lanes.findIndex((other) => other.priority > priority);
    const wider = later < 0 ? [...lanes, lane] : lanes.toSpliced(later, 0, lane);
    this.#lanes.set(at, wider);
    if (this.#front === lanes) this.#front = wider;
  }

  pop(): D | undefined {
    for (const lane of this.#front ?? []) {
      const due = lane.events[lane.taken];
      if (due === undefined) continue;
      lane.taken++;
      this.#size--;
      if (this.peek() === undefined) this.#leave(due.at);
      return due;
    }
    return undefined;
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
