// What `kubectl rollout status` says of a workload in each state. Rules: L-CTL-9, L-CTL-11, L-CTL-14, L-CTL-16.
import { describe, expect, test } from 'vitest';
import { applyDefaults } from '../../../server/src/schema/defaults';
import type { KubeObject } from '../../../server/src/schema/objects';
import { rolloutStanding } from '../../../server/src/simulator/kubectl/rolloutStatus';

type Fields = Readonly<Record<string, unknown>>;

function told(kind: string, spec: Fields, status: Fields, generation = 1): string {
  const object: KubeObject = {
    apiVersion: 'apps/v1',
    kind,
    metadata: { name: 'foo', generation },
    spec,
    status: { observedGeneration: 1, ...status },
  };
  const standing = rolloutStanding(kind, object);
  return `${standing?.isOver ? 'over' : 'waits'}: ${standing?.text}`;
}

const HEAD = 'waits: Waiting for deployment "foo" rollout to finish:';
describe('L-CTL-11: a Deployment', () => {
  const counts = (replicas: number, updatedReplicas: number, availableReplicas: number) => ({
    replicas,
    updatedReplicas,
    availableReplicas,
  });
  test.each<[what: string, replicas: number, status: Fields, generation: number, expected: string]>(
    [
      [
        'not all updated',
        1,
        counts(1, 0, 1),
        1,
        `${HEAD} 0 out of 1 new replicas have been updated...`,
      ],
      ['old ones left', 1, counts(2, 1, 2), 1, `${HEAD} 1 old replicas are pending termination...`],
      [
        'not all available',
        2,
        counts(2, 2, 1),
        1,
        `${HEAD} 1 of 2 updated replicas are available...`,
      ],
      ['done', 2, counts(2, 2, 2), 1, 'over: deployment "foo" successfully rolled out'],
      ['none wanted', 0, {}, 1, 'over: deployment "foo" successfully rolled out'],
      [
        'not seen yet',
        2,
        counts(2, 2, 2),
        2,
        'waits: Waiting for deployment spec update to be observed...',
      ],
      [
        'out of time',
        2,
        {
          ...counts(2, 1, 1),
          conditions: [{ type: 'Progressing', reason: 'ProgressDeadlineExceeded' }],
        },
        1,
        'over: error: deployment "foo" exceeded its progress deadline',
      ],
      [
        'out of time before, changed since',
        2,
        {
          ...counts(2, 1, 1),
          conditions: [{ type: 'Progressing', reason: 'ProgressDeadlineExceeded' }],
        },
        2,
        'waits: Waiting for deployment spec update to be observed...',
      ],
    ],
  )('%s', (_what, replicas, status, generation, expected) => {
    expect(told('Deployment', { replicas }, status, generation)).toBe(expected);
  });
});

describe('L-CTL-16: a DaemonSet', () => {
  const head = 'waits: Waiting for daemon set "foo" rollout to finish:';
  const counts = (updatedNumberScheduled: number, numberAvailable: number) => ({
    desiredNumberScheduled: 2,
    updatedNumberScheduled,
    numberAvailable,
  });
  test.each<[what: string, type: string, status: Fields, generation: number, expected: string]>([
    [
      'not all updated',
      'RollingUpdate',
      counts(0, 2),
      1,
      `${head} 0 out of 2 new pods have been updated...`,
    ],
    [
      'not all available',
      'RollingUpdate',
      counts(2, 1),
      1,
      `${head} 1 of 2 updated pods are available...`,
    ],
    ['done', 'RollingUpdate', counts(2, 2), 1, 'over: daemon set "foo" successfully rolled out'],
    [
      'not seen yet',
      'RollingUpdate',
      counts(2, 2),
      2,
      'waits: Waiting for daemon set spec update to be observed...',
    ],
    [
      'by hand',
      'OnDelete',
      counts(0, 0),
      1,
      'over: error: rollout status is only available for RollingUpdate strategy type',
    ],
  ])('%s', (_what, type, status, generation, expected) => {
    expect(told('DaemonSet', { updateStrategy: { type } }, status, generation)).toBe(expected);
  });
});

describe('L-CTL-14: a StatefulSet', () => {
  const by = (partition?: number, replicas = 3): Fields => ({
    replicas,
    updateStrategy: {
      type: 'RollingUpdate',
      ...(partition === undefined ? {} : { rollingUpdate: { partition } }),
    },
  });
  const at = (updateRevision: string, currentRevision: string, more: Fields = {}): Fields => ({
    readyReplicas: 3,
    updateRevision,
    currentRevision,
    ...more,
  });
  test.each<[what: string, spec: Fields, status: Fields, generation: number, expected: string]>([
    [
      'by hand',
      { updateStrategy: { type: 'OnDelete' } },
      {},
      1,
      'over: error: rollout status is only available for RollingUpdate strategy type',
    ],
    [
      'never seen',
      by(),
      { observedGeneration: 0 },
      0,
      'waits: Waiting for statefulset spec update to be observed...',
    ],
    ['not seen yet', by(), {}, 2, 'waits: Waiting for statefulset spec update to be observed...'],
    ['not all ready', by(), { readyReplicas: 2 }, 1, 'waits: Waiting for 1 pods to be ready...'],
    [
      'a part not updated',
      by(2, 4),
      { readyReplicas: 4, updatedReplicas: 1 },
      1,
      'waits: Waiting for partitioned roll out to finish: 1 out of 2 new pods have been updated...',
    ],
    [
      'a part updated',
      by(2, 4),
      { readyReplicas: 4, updatedReplicas: 3 },
      1,
      'over: partitioned roll out complete: 3 new pods have been updated...',
    ],
    [
      'a part of all',
      by(0),
      { readyReplicas: 3, updatedReplicas: 1 },
      1,
      'waits: Waiting for partitioned roll out to finish: 1 out of 3 new pods have been updated...',
    ],
    [
      'another revision on its way',
      by(),
      at('foo-2', 'foo-1', { updatedReplicas: 2 }),
      1,
      'waits: waiting for statefulset rolling update to complete 2 pods at revision foo-2...',
    ],
    [
      'one revision',
      by(),
      at('foo-1', 'foo-1', { currentReplicas: 3 }),
      1,
      'over: statefulset rolling update complete 3 pods at revision foo-1...',
    ],
  ])('%s', (_what, spec, status, generation, expected) => {
    expect(told('StatefulSet', spec, status, generation)).toBe(expected);
  });

  test.each<[what: string, strategy: Fields | undefined, expected: Fields]>([
    ['nothing', undefined, { type: 'RollingUpdate', rollingUpdate: { partition: 0 } }],
    ['an empty strategy', {}, { type: 'RollingUpdate', rollingUpdate: { partition: 0 } }],
    ['the type alone', { type: 'RollingUpdate' }, { type: 'RollingUpdate' }],
    [
      'the type and nothing of it',
      { type: 'RollingUpdate', rollingUpdate: {} },
      { type: 'RollingUpdate', rollingUpdate: { partition: 0 } },
    ],
    ['another type', { type: 'OnDelete' }, { type: 'OnDelete' }],
  ])('that says %s of its updates', (_what, updateStrategy, expected) => {
    const spec = updateStrategy === undefined ? {} : { updateStrategy };
    const set = { apiVersion: 'apps/v1', kind: 'StatefulSet', metadata: { name: 'foo' }, spec };
    const filled = applyDefaults(set as KubeObject)['spec'] as Fields;
    expect(filled['updateStrategy']).toEqual(expected);
  });
});

test('a workload that is gone, and one that cannot be followed', () => {
  expect(rolloutStanding('Deployment', undefined)?.text).toBe('error: object has been deleted');
  expect(rolloutStanding('ReplicaSet', undefined)).toBeUndefined();
});
