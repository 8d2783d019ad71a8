// Small spaces, walked whole; and what is too much or too wrong.
import { describe, expect, test } from 'vitest';
import type { KubeObject } from '../../../server/src/schema/objects';
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

describe('too much and too wrong', () => {
  const pod = (name: string): KubeObject => ({
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name },
    spec: { containers: [{ name: 'app', image: 'app:1' }] },
  });

  test('two thousand Pods on a node with room for a few run to their end', () => {
    const objects = Array.from({ length: 2000 }, (_, i) => pod(`web-${i}`));
    const result = simulate({ objects, untilMs: 20_000 });
    expect(result.header.ended).not.toBe('budget');
    const bound = objects.filter(
      ({ metadata }) => result.store.pod('default', metadata.name ?? '')?.spec.nodeName,
    );
    expect(bound).toHaveLength(110);
    expect(brokenPromises(result)).toEqual([]);
  });

  test('a run that is not over when its events are spent ends in a told state', () => {
    const looping = {
      ...pod('loop'),
      spec: { containers: [{ name: 'app', image: 'app:1', args: ['--exit-after', '0'] }] },
    };
    const result = simulate({ objects: [looping], untilMs: 86_400_000, budget: 500 });
    expect(result.header.ended).toBe('budget');
    expect(result.entries.at(-1)?.change).toMatchObject({ kind: 'end', reason: 'budget' });
    expect(result.store.pod('default', 'loop')).toBeDefined();
    expect(brokenPromises(result)).toEqual([]);
  });

  test('a shell that loops without end does not stop the clock', () => {
    const command = ['sh', '-c', 'while true; do :; done'];
    const spinning = {
      ...pod('spin'),
      spec: { containers: [{ name: 'app', image: 'busybox', command }] },
    };
    const result = simulate({ objects: [spinning, pod('web')], untilMs: 30_000 });
    expect(result.endMs).toBe(30_000);
    expect(result.store.pod('default', 'web')?.status?.phase).toBe('Running');
  });

  test('what is refused is told, and the rest goes on', () => {
    const wrong = { ...pod('Wrong_Name'), spec: { containers: [] } };
    const result = simulate({ objects: [wrong, pod('web')], untilMs: 30_000 });
    expect(result.posted.map(({ answer }) => answer.ok)).toEqual([false, true]);
    expect(result.store.pod('default', 'web')?.status?.phase).toBe('Running');
  });
});
