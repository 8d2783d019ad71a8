// Small spaces of Pods, walked whole.
import { describe, expect, test } from 'vitest';
import { simulate } from '../../../server/src/simulator/simulate';
import { brokenPromises } from '../support/invariants';

describe('small spaces, walked whole', () => {
  const EXITS = [undefined, [1, 0], [1, 1], [3, 0], [3, 1]] as const;

  function phaseAfter(policy: string, exits: readonly (readonly [number, number] | undefined)[]) {
    const containers = exits.map((exit, i) => ({
      name: `c${i}`,
      image: 'app:1',
      args: exit === undefined ? [] : ['--exit-after', `${exit[0]}`, '--exit-code', `${exit[1]}`],
    }));
    const spec = { restartPolicy: policy, containers };
    const pod = { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'web' }, spec };
    const result = simulate({ objects: [pod], untilMs: 60_000 });
    expect(brokenPromises(result)).toEqual([]);
    return result.store.pod('default', 'web')?.status?.phase;
  }

  test.each(['Always', 'OnFailure', 'Never'])(
    'two containers and all their ends under %s (L-PHS-1 and after)',
    (policy) => {
      for (const a of EXITS)
        for (const b of EXITS) {
          const ends = [a, b].map((exit) => exit?.[1]);
          const lastsForever = ends.some(
            (end) =>
              end === undefined || policy === 'Always' || (policy === 'OnFailure' && end > 0),
          );
          const failed = ends.some((end) => end !== undefined && end > 0);
          const phase = lastsForever ? 'Running' : failed ? 'Failed' : 'Succeeded';
          expect([a, b, phaseAfter(policy, [a, b])]).toEqual([a, b, phase]);
        }
    },
  );
});
