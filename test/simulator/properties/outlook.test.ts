// What a run says of the time ahead comes true: a longer run shows nothing else. Failures print seed, path and the objects.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { KubeObject } from '../../../server/src/schema/objects';
import { type RunResult, simulate } from '../../../server/src/simulator/simulate';
import { storyWord } from '../../../server/src/simulator/storyWords';
import type { TraceEntry } from '../../../server/src/simulator/trace/trace';
import { LASTING_SCENARIO, lastingObjects } from '../support/lastingPods';

const HORIZON_MS = 1_500_000;
const RUNS = Number(process.env['RUNS'] ?? '40');
const SEED = Number(process.env['SEED'] ?? '1');
const PATIENCE_MS = 600_000;

function run(objects: readonly KubeObject[], untilMs: number, looksAhead = true): RunResult {
  return simulate({ objects, scenario: LASTING_SCENARIO, untilMs, looksAhead, budget: 2_000_000 });
}

/** Lines of the story after a moment, as text. */
function linesOf({ entries, store }: RunResult, from: number, to: number, uid?: string): string[] {
  const within = ({ at, subject, change }: TraceEntry): boolean =>
    at > from && at <= to && change.kind !== 'end' && (uid === undefined || subject.uid === uid);
  return entries.filter(within).flatMap((entry) => {
    const word = storyWord(entry, store);
    return word === undefined ? [] : [`${entry.at - from} ${word}`];
  });
}

function wordsOf(lines: readonly string[]): readonly string[] {
  return [...new Set(lines.map((line) => line.slice(line.indexOf(' ') + 1)))].sort();
}

const told = ({ entries, store, endMs }: RunResult): string =>
  JSON.stringify([entries.slice(0, -1), store.changes, endMs]);

test(
  'what is left out of a run would not have shown',
  () => {
    fc.assert(
      fc.property(lastingObjects, (objects) => {
        const whole = run(objects, HORIZON_MS, false);
        fc.pre(whole.header.ended !== 'budget');
        expect(told(run(objects, HORIZON_MS)) === told(whole)).toBe(true);
      }),
      { seed: SEED, numRuns: RUNS },
    );
  },
  PATIENCE_MS,
);

test(
  'what is said to go on goes on, and nothing else happens',
  () => {
    let claims = 0;
    fc.assert(
      fc.property(lastingObjects, (objects) => {
        const { header } = run(objects, HORIZON_MS);
        if (header.outlook === undefined) return;
        claims++;
        const { since, repeats, until = Number.POSITIVE_INFINITY } = header.outlook;
        const later = Math.min(2 * HORIZON_MS, until - 1);
        const long = run(objects, later, false);
        fc.pre(long.header.ended !== 'budget');
        const after = linesOf(long, HORIZON_MS, later);
        if (!repeats.some(({ isTold }) => isTold)) {
          expect(linesOf(long, since, later)).toEqual([]);
          return;
        }
        // Nothing new, and each thing comes a period later again.
        const before = new Set(wordsOf(linesOf(long, -1, since)));
        expect(wordsOf(after).filter((word) => !before.has(word))).toEqual([]);
        for (const { act, subject, mostMs, count } of repeats) {
          if (act === 'probe' || act === 'pull' || act === 'loop' || count > 1) continue;
          const length = Math.floor((later - HORIZON_MS) / mostMs) * mostMs;
          const ofPod = (from: number) => linesOf(long, from, from + length, subject.uid);
          if (length > 0) expect(ofPod(HORIZON_MS).length).toBeGreaterThan(0);
          // No two pulls are equally long.
          const pulls = ofPod(since - mostMs).some((line) => line.includes('"pull"'));
          if (!pulls) expect(ofPod(HORIZON_MS)).toEqual(ofPod(HORIZON_MS - mostMs));
        }
      }),
      { seed: SEED, numRuns: RUNS },
    );
    if (process.env['VERBOSE'] === '1') console.log(`${claims} claims`);
  },
  PATIENCE_MS,
);
