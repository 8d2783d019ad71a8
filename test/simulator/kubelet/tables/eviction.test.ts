import { describe, expect, test } from 'vitest';
import type { Pod } from '../../../../server/src/schema/objects';
import {
  chooseVictim,
  evictionMessage,
  type PodUse,
  rankForEviction,
} from '../../../../server/src/simulator/kubelet/eviction';

const MI = 2 ** 20;

interface Traits {
  readonly priority?: number;
  readonly deleting?: boolean;
  readonly mirror?: boolean;
}

/** In MiB. */
function using(name: string, used: number, requested: number, traits: Traits = {}): PodUse {
  const { priority = 0, deleting = false, mirror = false } = traits;
  const pod: Pod = {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      name,
      ...(deleting ? { deletionTimestamp: '2026-01-01T00:00:00Z' } : {}),
      ...(mirror ? { annotations: { 'kubernetes.io/config.mirror': 'x' } } : {}),
    },
    spec: { containers: [{ name: 'app' }], priority },
  };
  const use = { used: used * MI, requested: requested * MI };
  return { pod, containers: [{ name: 'app', id: name, ...use }], ...use };
}

const bestEffortHigh = using('a', 500, 0);
const bestEffortLow = using('b', 300, 0);
const burstableHigh = using('c', 800, 100);
const burstableLow = using('d', 300, 100);
const guaranteedHigh = using('e', 800, 1024);
const guaranteedLow = using('f', 200, 1024);

describe('the order of eviction', () => {
  test.each([
    [
      'how far above its request',
      [guaranteedLow, guaranteedHigh, burstableLow, burstableHigh, bestEffortLow, bestEffortHigh],
      'cabdef',
    ],
    ['whether above at all', [guaranteedHigh, burstableLow], 'de'],
    ['priority before distance', [using('g', 900, 0, { priority: 1 }), using('h', 100, 0)], 'hg'],
    [
      'above before priority',
      [using('i', 100, 200, { priority: -5 }), using('j', 300, 200, { priority: 9 })],
      'ji',
    ],
    ['equal use', [using('k', 300, 0), using('l', 300, 0)], 'kl'],
    ['all within their requests', [using('m', 100, 500), using('n', 400, 500)], 'nm'],
  ])('goes by %s (L-NOD-10)', (_, uses, expected) => {
    expect(
      rankForEviction(uses)
        .map(({ pod }) => pod.metadata.name)
        .join(''),
    ).toBe(expected);
  });

  test.each([
    ['critical', using('a', 900, 0, { priority: 2_000_000_000 }), 'b'],
    ['a mirror', using('a', 900, 0, { mirror: true }), 'b'],
    ['going anyway', using('a', 900, 0, { deleting: true }), 'b'],
    ['an ordinary one', using('a', 900, 0), 'a'],
  ])('leaves out who is %s (L-NOD-10)', (_, first, expected) => {
    expect(chooseVictim([first, using('b', 100, 0)])?.pod.metadata.name).toBe(expected);
  });

  test('may find nobody (L-NOD-10)', () => {
    expect(chooseVictim([using('a', 0, 0), using('b', 9, 0, { mirror: true })])).toBeUndefined();
  });
});

test.each([
  [
    using('a', 500, 0),
    'Container app was using 500Mi, request is 0, has larger consumption of memory. ',
  ],
  [
    using('a', 1536, 1024),
    'Container app was using 1536Mi, request is 1Gi, has larger consumption of memory. ',
  ],
  [using('a', 100, 1024), ''],
])('an evicted Pod is told what was used (%#) (L-NOD-10)', (use, tail) => {
  expect(evictionMessage(use, 100 * MI, 87 * MI)).toBe(
    `The node was low on resource: memory. Threshold quantity: 100Mi, available: 87Mi. ${tail}`,
  );
});

test('only app containers are named (L-NOD-10)', () => {
  const use = using('a', 500, 0);
  const containers = [{ name: 'proxy', id: 'p', used: 400 * MI, requested: 0 }];
  expect(evictionMessage({ ...use, containers }, 100 * MI, -5)).toBe(
    'The node was low on resource: memory. Threshold quantity: 100Mi, available: 0. ',
  );
});
