// Pods that wait for a node: active ones by priority and age, those that failed and may be tried again, and those for
// which nothing has changed since they failed.
import type { SimTime } from '../kernel/time';
import type { Plugin } from './filters';

export interface Queued {
  readonly uid: string;
  readonly priority: number;
  /** When the Pod came into the queue; kept over all attempts. */
  readonly since: SimTime;
  readonly sequence: number;
  readonly attempts: number;
}
export interface Unschedulable extends Queued {
  readonly failedAt: SimTime;
  readonly plugins: ReadonlySet<Plugin>;
}

const FIRST_BACK_OFF_MS = 1000;
const LONGEST_BACK_OFF_MS = 10_000;
/** Pods that nothing brought back are tried again after this long; looked at each `FLUSH_PERIOD_MS`. */
export const LEFT_OVER_MS = 300_000;
export const FLUSH_PERIOD_MS = 30_000;

/** Rules: L-SCH-2 */
export function backOffMs(attempts: number): SimTime {
  return Math.min(FIRST_BACK_OFF_MS * 2 ** Math.min(attempts - 1, 10), LONGEST_BACK_OFF_MS);
}

/** A heap that forgets lazily: an entry counts only while the map still holds it. */
class Heap<T extends Queued> {
  #items: T[] = [];
  readonly #live = new Map<string, T>();
  readonly #before: (a: T, b: T) => boolean;

  constructor(before: (a: T, b: T) => boolean) {
    this.#before = before;
  }
  get size(): number {
    return this.#live.size;
  }
  delete(uid: string): boolean {
    const was = this.#live.delete(uid);
    if (this.#live.size === 0) this.#items = [];
    return was;
  }
  get(uid: string): T | undefined {
    return this.#live.get(uid);
  }
  push(item: T): void {
    this.#live.set(item.uid, item);
    const items = this.#items;
    let hole = items.length;
    items.push(item);
    while (hole > 0) {
      const parent = (hole - 1) >> 1;
      const above = items[parent];
      if (above === undefined || !this.#before(item, above)) break;
      items[hole] = above;
      hole = parent;
    }
    items[hole] = item;
  }
  pop(): T | undefined {
    for (;;) {
      const first = this.#items[0];
      if (first === undefined) return undefined;
      this.#removeFirst();
      if (this.#live.get(first.uid) !== first) continue;
      this.delete(first.uid);
      return first;
    }
  }
  #removeFirst(): void {
    const items = this.#items;
    const last = items.pop();
    if (last === undefined || items.length === 0) return;
    let hole = 0;
    for (;;) {
      let child = 2 * hole + 1;
      let below = items[child];
      if (below === undefined) break;
      const right = items[child + 1];
      if (right !== undefined && this.#before(right, below)) {
        below = right;
        child++;
      }
      if (!this.#before(below, last)) break;
      items[hole] = below;
      hole = child;
    }
    items[hole] = last;
  }
}

function moreUrgent(a: Queued, b: Queued): boolean {
  if (a.priority !== b.priority) return a.priority > b.priority;
  return a.since !== b.since ? a.since < b.since : a.sequence < b.sequence;
}

interface BackingOff extends Queued {
  readonly until: SimTime;
}

/** Rules: L-SCH-2. Pods in back-off are taken at once while nothing else waits: the back-off only lets others go first. */
export class SchedulingQueue {
  readonly #active = new Heap<Queued>(moreUrgent);
  readonly #backingOff = new Heap<BackingOff>((a, b) =>
    a.until !== b.until ? a.until < b.until : moreUrgent(a, b),
  );
  readonly #unschedulable = new Map<string, Unschedulable>();
  #sequence = 0;

  get size(): number {
    return this.#active.size + this.#backingOff.size;
  }
  has(uid: string): boolean {
    return (
      this.#active.get(uid) !== undefined ||
      this.#backingOff.get(uid) !== undefined ||
      this.#unschedulable.has(uid)
    );
  }
  add(uid: string, priority: number, now: SimTime): void {
    if (this.has(uid)) return;
    this.#active.push({ uid, priority, since: now, sequence: ++this.#sequence, attempts: 0 });
  }
  remove(uid: string): void {
    this.#active.delete(uid);
    this.#backingOff.delete(uid);
    this.#unschedulable.delete(uid);
  }
  pop(): Queued | undefined {
    const next = this.#active.pop() ?? this.#backingOff.pop();
    return next === undefined ? undefined : { ...next, attempts: next.attempts + 1 };
  }
  failed(queued: Queued, plugins: ReadonlySet<Plugin>, now: SimTime): void {
    const { uid, priority, since, sequence, attempts } = queued;
    this.#unschedulable.set(uid, {
      uid,
      priority,
      since,
      sequence,
      attempts,
      plugins,
      failedAt: now,
    });
  }
  /** Brings back those for which `worthIt` says yes. */
  revive(now: SimTime, worthIt: (waiting: Unschedulable) => boolean): void {
    for (const waiting of [...this.#unschedulable.values()]) {
      if (!worthIt(waiting)) continue;
      this.#unschedulable.delete(waiting.uid);
      const { uid, priority, since, sequence, attempts } = waiting;
      const queued: Queued = { uid, priority, since, sequence, attempts };
      const until = waiting.failedAt + backOffMs(attempts);
      if (until <= now) this.#active.push(queued);
      else this.#backingOff.push({ ...queued, until });
    }
  }
  /** Those for which nothing has changed since they failed, the longest waiting first. */
  unschedulable(): Iterable<Unschedulable> {
    return this.#unschedulable.values();
  }
  get hasUnschedulable(): boolean {
    return this.#unschedulable.size > 0;
  }
  /** When the first left-over is due to be tried again. */
  nextFlush(): SimTime | undefined {
    let first: SimTime | undefined;
    for (const { failedAt } of this.#unschedulable.values()) {
      const due = Math.ceil((failedAt + LEFT_OVER_MS + 1) / FLUSH_PERIOD_MS) * FLUSH_PERIOD_MS;
      if (first === undefined || due < first) first = due;
      // The map is in the order of failing: the first is the oldest.
      break;
    }
    return first;
  }
  flush(now: SimTime): void {
    this.revive(now, ({ failedAt }) => now - failedAt > LEFT_OVER_MS);
  }
}
