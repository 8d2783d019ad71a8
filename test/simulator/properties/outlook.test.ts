// What a run says of the time ahead comes true, and what it leaves out would not have shown: whatever Pods, workloads and
// troubles. Failures print the smallest manifest and the line that replays it.
import { describe, expect, test } from 'vitest';
import { foretold } from '../support/foretold';
import { holdTrials, type TrialKind } from '../support/trials';

/** Long enough for a crash loop to come round twice at its longest back-off. */
const HORIZON_MS = 1_500_000;
const COUNTS: Readonly<Record<TrialKind, number>> = {
  lasting: 40,
  pods: 10,
  workloads: 10,
  odd: 20,
};
const PATIENCE_MS = 60_000;
/** `MANY=50` tries fifty times as many. */
const MANY = Number(process.env['MANY'] ?? '1');
const SEED = Number(process.env['SEED'] ?? '1');

describe('the outlook of a run', () => {
  test.each(Object.keys(COUNTS) as TrialKind[])(
    'comes true (%s)',
    (of) => {
      let claims = 0;
      holdTrials({ of, seed: SEED, count: COUNTS[of] * MANY }, (trial, seed) => {
        const { wrong, outlook } = foretold(trial, seed, HORIZON_MS);
        if (outlook !== undefined) claims++;
        return wrong;
      });
      expect(claims).toBeGreaterThan(0);
    },
    PATIENCE_MS * MANY,
  );
});
