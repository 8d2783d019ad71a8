// Every trial of a few seeds, run and watched once for all tests of a file that ask.
import { metIn } from './coverage';
import { watchedRun } from './invariants';
import { unrestOf } from './rest';
import { holdTrials, type Trial, type TrialKind } from './trials';

/** Long enough after the quiet begins for every back-off but the longest. */
const UNTIL_MS = 600_000;
const BUDGET = 60_000;

export const SEEDS = [1, 2, 3] as const;
const COUNTS: Readonly<Record<TrialKind, number>> = {
  pods: 100,
  workloads: 50,
  lasting: 20,
  odd: 50,
};

/** What is wrong with a trial: a refusal, a run without end, a promise broken at some event, or no rest at last. */
export function verdictOn({ objects, scenario }: Trial, seed: number): string | undefined {
  const { run, broken } = watchedRun({
    objects,
    scenario,
    seed,
    untilMs: UNTIL_MS,
    budget: BUDGET,
  });
  for (const { answer } of run.posted) if (!answer.ok) return answer.status?.message ?? 'refused';
  for (const what of metIn(run)) met.set(what, (met.get(what) ?? 0) + 1);
  if (broken.length > 0) return broken.join('\n');
  return run.header.ended === 'budget' ? 'has no end' : unrestOf(run);
}

const met = new Map<string, number>();
const done = new Map<string, string | undefined>();

/** What is wrong with any of the trials of a seed, with the smallest manifest for it. */
export function faultOf(of: TrialKind, seed: number): string | undefined {
  const key = `${of}/${seed}`;
  if (!done.has(key)) {
    try {
      holdTrials({ of, seed, count: COUNTS[of] }, verdictOn);
      done.set(key, undefined);
    } catch (error) {
      done.set(key, error instanceof Error ? error.message : String(error));
    }
  }
  return done.get(key);
}

/** How many trials met what, over all kinds and seeds. */
export function metInAll(): ReadonlyMap<string, number> {
  for (const seed of SEEDS) for (const of of ['pods', 'workloads'] as const) faultOf(of, seed);
  return met;
}
