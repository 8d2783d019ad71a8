// How a long run shares the worker with what is asked meanwhile, and tells how far it is.
import type { RunPart } from './protocol/runWorker';
import { turn } from './support/turn';

/** How long one stretch of a run may keep the other requests waiting. */
const STRETCH_MS = 20;
/** How far apart two words on the progress are at least. */
const TOLD_EVERY_MS = 100;

/** Drives what is done in slices for one request. */
export class Pace {
  readonly #tell: (progress: RunPart) => void;
  #isCancelled = false;
  #giveUp: () => void = () => undefined;
  readonly #givenUp = new Promise<void>((resolve) => {
    this.#giveUp = resolve;
  });

  constructor(tell: (progress: RunPart) => void = () => undefined) {
    this.#tell = tell;
  }

  cancel(): void {
    this.#isCancelled = true;
    this.#giveUp();
  }

  /** What the work comes to; undefined as soon as it is cancelled, also while it waits for its turn. */
  unlessCancelled<T>(work: Promise<T>): Promise<T | undefined> {
    return Promise.race([work, this.#givenUp.then(() => undefined)]);
  }

  /**
   * Goes through all slices, letting in between what has arrived.
   *
   * @param standBack ends when work that goes before is done
   * @returns undefined when it was cancelled
   */
  async through<T>(
    slices: Generator<RunPart, T, undefined>,
    standBack: () => Promise<void> = turn,
  ): Promise<{ readonly result: T } | undefined> {
    let since = performance.now();
    let told = since;
    while (!this.#isCancelled) {
      const slice = slices.next();
      if (slice.done === true) return { result: slice.value };
      const now = performance.now();
      if (now - since < STRETCH_MS) continue;
      if (now - told >= TOLD_EVERY_MS) {
        this.#tell(slice.value);
        told = now;
      }
      await this.unlessCancelled(standBack());
      since = performance.now();
    }
    return undefined;
  }
}
