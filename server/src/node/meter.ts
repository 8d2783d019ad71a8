// How far a run is, in the last line of a terminal: written anew as it goes on, gone when there is something to print.
import type { OnProgress } from '../cli/run';
import { clockTime } from '../support/text';

/** A run that is over sooner is not told of. */
const WORTH_TELLING_MS = 300;
const TOLD_EVERY_MS = 100;
const WHOLE_LINE = '\r\x1b[K';

export interface Meter {
  readonly tell: OnProgress;
  /** Takes the line away. */
  readonly clear: () => void;
}

/** @param now milliseconds of the wall clock */
export function meterOn(write: (text: string) => void, now: () => number): Meter {
  let next = now() + WORTH_TELLING_MS;
  let isShown = false;
  return {
    tell: ({ part, atMs, events }) => {
      const at = now();
      if (at < next) return;
      next = at + TOLD_EVERY_MS;
      isShown = true;
      const time = clockTime(Math.floor(atMs / 1000) * 1000);
      write(`${WHOLE_LINE}${Math.floor(part * 100)} %  ${time}  ${events} events`);
    },
    clear: () => {
      if (isShown) write(WHOLE_LINE);
      isShown = false;
    },
  };
}
