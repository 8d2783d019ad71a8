// How long work shares the one thread with the requests that somebody waits for: it runs in short stretches, lets in what
// has arrived after each, and stands back while more keeps coming.

import type { Steps } from '../support/steps';
import { turn } from '../support/turn';

/** How long one stretch of work may keep requests waiting. */
const STRETCH_MS = 1;

/** Keys of one burst are closer together than this. */
const LULL_MS = 10;

/** A burst is not waited out for longer than this before the next stretch. */
const LONGEST_BURST_MS = 300;

/** Counts what comes in, so that long work notices that it is not alone. */
export class Traffic {
  #count = 0;
  #lastAt = Number.NEGATIVE_INFINITY;

  /** A request or an edit has come. */
  arrived(): void {
    this.#count += 1;
    this.#lastAt = performance.now();
  }

  get count(): number {
    return this.#count;
  }

  /** Ends when nothing has come for a moment, or a burst lasts too long. */
  async lull(lengthMs: number = LULL_MS): Promise<void> {
    const since = performance.now();
    for (;;) {
      const now = performance.now();
      const quietMs = now - this.#lastAt;
      if (quietMs >= lengthMs || now - since >= LONGEST_BURST_MS) return;
      await new Promise((resolve) => setTimeout(resolve, Math.ceil(lengthMs - quietMs)));
    }
  }
}

/**
 * Does all steps, giving way in between. What came in after the work began has the right of way.
 *
 * @returns undefined when `isPointless` said so after a pause
 */
export async function inStretches<T>(
  traffic: Traffic,
  steps: Steps<T>,
  isPointless: () => boolean,
): Promise<{ readonly result: T } | undefined> {
  let seen = traffic.count;
  let since = performance.now();
  for (;;) {
    const step = steps.next();
    if (step.done === true) return { result: step.value };
    if (performance.now() - since < STRETCH_MS) continue;
    await turn();
    if (traffic.count !== seen) await traffic.lull();
    if (isPointless()) return undefined;
    seen = traffic.count;
    since = performance.now();
  }
}
