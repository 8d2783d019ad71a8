import { expect, test } from 'vitest';
import {
  countOutcome,
  goesOnHold,
  INITIAL_RESULT,
  NO_RUN,
  type ProbeOutcome,
} from '../../../server/src/simulator/kubelet/probeResults';

/** `+` and `-` in, the published results out (`.` where none is). */
function results(outcomes: string, success: number, failure: number): string {
  let run = NO_RUN;
  let text = '';
  for (const letter of outcomes) {
    const outcome: ProbeOutcome = letter === '+' ? 'success' : 'failure';
    const counted = countOutcome(run, outcome, { success, failure });
    run = counted.run;
    text += counted.result === undefined ? '.' : counted.result === 'success' ? '+' : '-';
  }
  return text;
}

test.each([
  ['---', 1, 3, '..-'],
  ['--+--', 1, 3, '..+..'],
  ['----', 1, 3, '..--'],
  ['++-++', 2, 2, '.+..+'],
  ['-+-+', 1, 1, '-+-+'],
  ['+++', 3, 1, '..+'],
])(
  '%s with thresholds %i and %i publishes %s (L-PRB-5)',
  (outcomes, success, failure, expected) => {
    expect(results(outcomes, success, failure)).toBe(expected);
  },
);

test('every row of five outcomes publishes only what its run has reached (L-PRB-5)', () => {
  for (let bits = 0; bits < 32; bits++) {
    const outcomes = [...'01234'].map((i) => ((bits >> Number(i)) & 1 ? '+' : '-')).join('');
    const published = results(outcomes, 2, 3);
    [...published].forEach((result, i) => {
      if (result === '+') expect(outcomes.slice(i - 1, i + 1)).toBe('++');
      if (result === '-') expect(outcomes.slice(i - 2, i + 1)).toBe('---');
    });
  }
});

test('a container that was not probed yet counts as live, not ready, not started (L-PRB-2)', () => {
  expect(INITIAL_RESULT).toEqual({ liveness: 'success', readiness: 'failure', startup: 'unknown' });
});

test('a failed liveness probe and any startup result hold the worker, readiness never (L-PRB-6)', () => {
  expect([
    goesOnHold('liveness', 'failure'),
    goesOnHold('liveness', 'success'),
    goesOnHold('startup', 'success'),
    goesOnHold('startup', 'failure'),
    goesOnHold('readiness', 'failure'),
  ]).toEqual([true, false, true, true, false]);
});
