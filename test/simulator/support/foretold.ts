// Whether what a run says of the time ahead comes true in a longer run that goes through everything.
import { type RunResult, simulate } from '../../../server/src/simulator/simulate';
import { storyWord } from '../../../server/src/simulator/storyWords';
import type { Outlook, Repetition, TraceEntry } from '../../../server/src/simulator/trace/trace';
import type { Trial } from './trials';

const BUDGET = 2_000_000;

export interface Foretold {
  /** What did not come true, and what was left out and should not have been; undefined: all is well. */
  readonly wrong: string | undefined;
  readonly outlook: Outlook | undefined;
}

/** Runs the trial to the horizon in both ways, and on to twice of it. */
export function foretold(trial: Trial, seed: number, horizonMs: number): Foretold {
  const short = run(trial, seed, horizonMs, true);
  const { outlook } = short.header;
  const whole = run(trial, seed, horizonMs, false);
  if (whole.header.ended === 'budget') return { wrong: undefined, outlook: undefined };
  if (told(short) !== told(whole))
    return { wrong: `left out: ${firstDifference(whole, short)}`, outlook };
  if (outlook === undefined) return { wrong: undefined, outlook };
  const until = Math.min(2 * horizonMs, (outlook.until ?? Number.POSITIVE_INFINITY) - 1);
  const long = run(trial, seed, until, false);
  if (long.header.ended === 'budget') return { wrong: undefined, outlook };
  return { wrong: broken(long, outlook, horizonMs, until), outlook };
}

function run(
  { objects, scenario }: Trial,
  seed: number,
  untilMs: number,
  looksAhead: boolean,
): RunResult {
  return simulate({ objects, scenario, seed, untilMs, looksAhead, budget: BUDGET });
}

function told({ entries, store, endMs }: RunResult): string {
  return JSON.stringify([entries.slice(0, -1), store.changes, endMs]);
}

function firstDifference(whole: RunResult, short: RunResult): string {
  const index = whole.entries.findIndex(
    (entry, i) => JSON.stringify(entry) !== JSON.stringify(short.entries[i]),
  );
  return JSON.stringify(whole.entries[index]);
}

function broken(
  long: RunResult,
  { since, repeats }: Outlook,
  horizonMs: number,
  until: number,
): string | undefined {
  if (!repeats.some(({ isTold }) => isTold)) {
    const [line] = linesOf(long, since, until);
    return line === undefined ? undefined : `said to be over: ${line}`;
  }
  const before = wordsOf(linesOf(long, -1, since));
  for (const word of wordsOf(linesOf(long, horizonMs, until)))
    if (!before.has(word)) return `said to bring nothing new: ${word}`;
  for (const repetition of repeats) {
    const wrong = brokenRepetition(long, repetition, since, horizonMs, until);
    if (wrong !== undefined) return wrong;
  }
  return undefined;
}

function brokenRepetition(
  long: RunResult,
  { act, subject, mostMs, count }: Repetition,
  since: number,
  horizonMs: number,
  until: number,
): string | undefined {
  // The others are told by Events alone, or to the second.
  if (!['restart', 'start', 'mount', 'scheduling'].includes(act) || count > 1) return undefined;
  const length = Math.floor((until - horizonMs) / mostMs) * mostMs;
  const lines = (from: number) => linesOf(long, from, from + length, subject.uid);
  const [later, earlier] = [lines(horizonMs), lines(horizonMs - mostMs)];
  if (length > 0 && later.length === 0) return `said to come again: ${act}`;
  // No two pulls are equally long.
  if (lines(since - mostMs).some((line) => line.includes('"pull"'))) return undefined;
  const index = later.findIndex((line, i) => line !== earlier[i]);
  return index < 0 ? undefined : `said to come again as it was: ${later[index]}`;
}

/** What was told between two moments, with the times from the first of them. */
function linesOf({ entries, store }: RunResult, from: number, to: number, uid?: string): string[] {
  const within = ({ at, subject, change }: TraceEntry): boolean =>
    at > from && at <= to && change.kind !== 'end' && (uid === undefined || subject.uid === uid);
  return entries.filter(within).flatMap((entry) => {
    const word = storyWord(entry, store);
    return word === undefined ? [] : [`${entry.at - from} ${word}`];
  });
}

function wordsOf(lines: readonly string[]): ReadonlySet<string> {
  return new Set(lines.map((line) => line.slice(line.indexOf(' ') + 1)));
}
