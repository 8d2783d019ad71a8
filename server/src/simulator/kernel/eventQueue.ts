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

/** A binary heap in the order of `compareDue`. Push and pop cost O(log n). */
export class EventQueue<E> {
  readonly #heap: Due<E>[] = [];

  get size(): number {
    return this.#heap.length;
  }

  peek(): Due<E> | undefined {
    return this.#heap[0];
  }

  /** All that is in it, in no order. */
  waiting(): Iterable<Due<E>> {
    return this.#heap;
  }

  push(due: Due<E>): void {
    const heap = this.#heap;
    let hole = heap.length;
    while (hole > 0) {
      const parent = (hole - 1) >> 1;
      const above = heap[parent];
      if (above === undefined || compareDue(above, due) <= 0) break;
      heap[hole] = above;
      hole = parent;
    }
    heap[hole] = due;
  }

  pop(): Due<E> | undefined {
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
      if (right !== undefined && compareDue(right, below) < 0) {
        below = right;
        child++;
      }
      if (compareDue(last, below) <= 0) break;
      heap[hole] = below;
      hole = child;
    }
    heap[hole] = last;
    return first;
  }
}
