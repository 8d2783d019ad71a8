// From when a Job counts its back-off. Rules: L-CTL-18, L-TIM-21.
import { expect, test } from 'vitest';
import type { ContainerStatus, Pod, PodStatus } from '../../../server/src/schema/objects';
import { toTimestamp } from '../../../server/src/simulator/api/timestamps';
import {
  afterEnds,
  finishedAt,
  NO_BACK_OFF,
} from '../../../server/src/simulator/controllers/job/backOff';

const SECOND = 1000;
const at = (seconds: number): string => toTimestamp(seconds * SECOND);

function ended(name: string, seconds: number): ContainerStatus {
  const state = { terminated: { exitCode: 1, finishedAt: at(seconds) } };
  return { name, state, ready: false, restartCount: 0, image: '', imageID: '' };
}

function running(name: string): ContainerStatus {
  const state = { running: { startedAt: at(1) } };
  return { name, state, ready: true, restartCount: 0, image: '', imageID: '' };
}

function pod(status: PodStatus, metadata: Pod['metadata'] = {}): Pod {
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { creationTimestamp: at(1), ...metadata },
    spec: {
      initContainers: [
        { name: 'setup', image: 'app:1' },
        { name: 'proxy', image: 'app:1', restartPolicy: 'Always' },
      ],
      containers: [{ name: 'app', image: 'app:1' }],
    },
    status,
  };
}

const unready = (seconds: number): PodStatus => ({
  conditions: [{ type: 'Ready', status: 'False', lastTransitionTime: at(seconds) }],
});
const deleted = { deletionTimestamp: at(50), deletionGracePeriodSeconds: 30 };

test.each<[string, Pod, number]>([
  ['the last of its containers', pod({ containerStatuses: [ended('app', 9)] }), 9],
  [
    'a sidecar that ended later',
    pod({
      initContainerStatuses: [ended('setup', 3), ended('proxy', 12)],
      containerStatuses: [ended('app', 9)],
    }),
    12,
  ],
  [
    'the loss of its readiness, as long as something runs, though it is deleted',
    pod({ ...unready(7), containerStatuses: [running('app')] }, deleted),
    7,
  ],
  [
    'its deletion, if it is ready until then',
    pod({ containerStatuses: [running('app')] }, deleted),
    20,
  ],
  ['its creation, if nothing else is known', pod({}), 1],
])('a Pod ended with %s (L-CTL-18)', (_, over, seconds) => {
  expect(finishedAt(over)).toBe(seconds * SECOND);
});

test('what failed before the last success does not count (L-CTL-18)', () => {
  const end = (seconds: number): Pod => pod({ containerStatuses: [ended('app', seconds)] });
  const before = { failures: 2, lastFailure: 5 * SECOND };
  expect(afterEnds(before, [], [end(8), end(7)])).toEqual({
    failures: 4,
    lastFailure: 8 * SECOND,
  });
  expect(afterEnds(before, [end(8)], [end(7), end(9)])).toEqual({
    failures: 1,
    lastFailure: 9 * SECOND,
  });
  expect(afterEnds(before, [end(8)], [end(7)])).toEqual(NO_BACK_OFF);
  expect(afterEnds(before, [], [])).toEqual(before);
});
