// How many Pods each ReplicaSet of a Deployment may have: bounds of an update, and what scaling in the middle of one does.
import { describe, expect, test } from 'vitest';
import type { Deployment, ReplicaSet } from '../../../server/src/schema/workloads';
import {
  boundsOf,
  nextSizeOfNew,
} from '../../../server/src/simulator/controllers/deployment/replicaSets';
import {
  isScalingEvent,
  resizes,
} from '../../../server/src/simulator/controllers/deployment/scaling';
import {
  rolloutStatus,
  stuckAt,
} from '../../../server/src/simulator/controllers/deployment/status';
import { ofTotal } from '../../../server/src/simulator/controllers/intOrPercent';

type Amount = number | string;

function deployment(
  replicas: number,
  maxSurge: Amount = 0,
  maxUnavailable: Amount = 0,
  type: 'RollingUpdate' | 'Recreate' = 'RollingUpdate',
): Deployment {
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: 'web', namespace: 'default' },
    spec: {
      replicas,
      selector: { matchLabels: { app: 'web' } },
      template: { spec: { containers: [] } },
      strategy:
        type === 'Recreate' ? { type } : { type, rollingUpdate: { maxSurge, maxUnavailable } },
    },
  } as Deployment;
}

/** Made in the hour of its version; marked with what the Deployment wanted when it was last scaled. */
function replicaSet(
  version: number,
  replicas: number,
  then?: { readonly desired: number; readonly maximum: number },
  available = 0,
): ReplicaSet {
  return {
    apiVersion: 'apps/v1',
    kind: 'ReplicaSet',
    metadata: {
      name: `web-${version}`,
      creationTimestamp: `2026-01-01T0${version}:00:00Z`,
      annotations:
        then === undefined
          ? {}
          : {
              'deployment.kubernetes.io/desired-replicas': String(then.desired),
              'deployment.kubernetes.io/max-replicas': String(then.maximum),
            },
    },
    spec: { replicas },
    status: { replicas, availableReplicas: available },
  } as ReplicaSet;
}

describe('L-CTL-8: a share of the replicas is rounded up for surge and down for what may be missing', () => {
  test.each<
    [replicas: number, surge: Amount, unavailable: Amount, expected: readonly [number, number]]
  >([
    [10, '25%', '25%', [3, 2]],
    [4, '25%', '25%', [1, 1]],
    [1, '25%', '25%', [1, 0]],
    [3, '0%', '0%', [0, 1]],
    [2, 0, 0, [0, 1]],
    [0, 0, 0, [0, 0]],
    [0, '25%', '25%', [0, 0]],
    [2, 0, 1, [0, 1]],
    [2, 1, 0, [1, 0]],
    [2, 1, 1, [1, 1]],
    [1, '25%', '2%', [1, 0]],
    [2, '10%', 0, [1, 0]],
    [10, '50%', '50%', [5, 5]],
    [10, '100%', '100%', [10, 10]],
    [10, 0, 15, [0, 10]],
    [10, 15, 0, [15, 0]],
  ])('%d replicas, surge %s, unavailable %s', (replicas, surge, unavailable, expected) => {
    const { maxSurge, maxUnavailable } = boundsOf(deployment(replicas, surge, unavailable));
    expect([maxSurge, maxUnavailable]).toEqual(expected);
  });
  test('Recreate knows neither', () => {
    expect(boundsOf(deployment(10, 5, 5, 'Recreate'))).toEqual({ maxSurge: 0, maxUnavailable: 0 });
  });
  test.each<[Amount | undefined, number, 'up' | 'down', number]>([
    [undefined, 10, 'up', 0],
    ['30%', 10, 'up', 3],
    ['33%', 10, 'up', 4],
    ['33%', 10, 'down', 3],
    ['nonsense', 10, 'up', 0],
    ['7', 10, 'up', 7],
    ['0%', 10, 'up', 0],
  ])('%s of %d, rounded %s', (value, total, round, expected) => {
    expect(ofTotal(value, total, round)).toBe(expected);
  });
});

describe('L-CTL-9: the new ReplicaSet grows into the room that the surge leaves', () => {
  test.each<[replicas: number, surge: number, old: number, present: number, expected: number]>([
    [10, 0, 10, 0, 0],
    [10, 2, 10, 0, 2],
    [10, 2, 5, 0, 7],
    [10, 2, 10, 2, 2],
    [1, 5, 1, 0, 1],
    [10, 2, 0, 0, 10],
  ])('%d wanted, surge %d, %d old and %d new ones', (replicas, surge, old, present, expected) => {
    const all = [replicaSet(1, old), replicaSet(2, present)];
    expect(nextSizeOfNew(deployment(replicas, surge), all, present)).toBe(expected);
  });
  test('Recreate makes all at once', () => {
    expect(nextSizeOfNew(deployment(10, 0, 0, 'Recreate'), [], 0)).toBe(10);
  });
});

interface Scene {
  readonly what: string;
  /** Wanted before and now, and the surge with each. */
  readonly wanted: readonly [before: number, now: number];
  readonly surge?: readonly [before: number, now: number];
  /** Undefined where the new template has no ReplicaSet yet. */
  readonly newest: number | undefined;
  /** The younger first. */
  readonly old: readonly number[];
  readonly expected: readonly (number | undefined)[];
}

const SCENES: readonly Scene[] = [
  { what: 'one grows', wanted: [10, 12], newest: 10, old: [], expected: [12] },
  { what: 'one shrinks', wanted: [10, 5], newest: 10, old: [], expected: [5] },
  { what: 'twice as many', wanted: [5, 10], newest: 2, old: [3], expected: [4, 6] },
  { what: 'fewer', wanted: [5, 3], newest: 2, old: [3], expected: [1, 2] },
  { what: 'fewer than the larger has', wanted: [9, 4], newest: 8, old: [1], expected: [4, 0] },
  { what: 'more for three', wanted: [7, 10], newest: 2, old: [3, 2], expected: [3, 4, 3] },
  { what: 'fewer for three', wanted: [13, 8], newest: 2, old: [8, 3], expected: [1, 5, 2] },
  {
    what: 'what is left over goes to the youngest',
    wanted: [3, 4],
    newest: 1,
    old: [1, 1],
    expected: [2, 1, 1],
  },
  {
    what: 'what is left over is taken from the oldest',
    wanted: [3, 2],
    newest: 1,
    old: [1, 1],
    expected: [1, 1, 0],
  },
  {
    what: 'no new one yet',
    wanted: [4, 5],
    newest: undefined,
    old: [2, 2],
    expected: [undefined, 3, 2],
  },
  { what: 'none', wanted: [6, 0], newest: 3, old: [2, 1], expected: [0, 0, 0] },
  { what: 'from none', wanted: [6, 6], newest: 0, old: [0, 0], expected: [6, 0, 0] },
  {
    what: 'with a surge',
    wanted: [10, 20],
    surge: [2, 2],
    newest: 6,
    old: [6],
    expected: [11, 11],
  },
  {
    what: 'another number and another surge',
    wanted: [10, 50],
    surge: [3, 6],
    newest: 5,
    old: [8],
    expected: [22, 34],
  },
  {
    what: 'another number and another template',
    wanted: [10, 14],
    newest: undefined,
    old: [7, 3],
    expected: [undefined, 10, 4],
  },
  {
    what: 'a new one that is full but broken leaves the old alone',
    wanted: [2, 2],
    surge: [1, 1],
    newest: 2,
    old: [1],
    expected: [2, 1],
  },
];

describe('L-CTL-8: scaling in the middle of an update is shared in proportion', () => {
  test.each(SCENES)('$what', ({ wanted, surge = [0, 0], newest, old, expected }) => {
    const then = { desired: wanted[0], maximum: wanted[0] + surge[0] };
    const young = newest === undefined ? undefined : replicaSet(9, newest, then);
    const others = old.map((replicas, i) => replicaSet(8 - i, replicas, then));
    const changed = resizes(deployment(wanted[1], surge[1]), young, others);
    const sizeOf = (rs: ReplicaSet | undefined) =>
      rs === undefined
        ? undefined
        : (changed.find((change) => change.replicaSet === rs)?.replicas ?? rs.spec.replicas);
    expect([young, ...others].map(sizeOf)).toEqual(expected);
  });
  test('a new one that is full and available ends the old', () => {
    const then = { desired: 2, maximum: 3 };
    const changed = resizes(deployment(2, 1, 1), replicaSet(9, 2, then, 2), [
      replicaSet(8, 1, then),
    ]);
    expect(changed.map(({ replicaSet: rs, replicas }) => [rs.metadata.name, replicas])).toEqual([
      ['web-8', 0],
    ]);
  });
  test('without a mark the number that the status tells counts', () => {
    const marked = replicaSet(9, 5, { desired: 10, maximum: 0 });
    const asked = { ...deployment(20), status: { replicas: 10 } } as Deployment;
    const changed = resizes(asked, marked, [replicaSet(8, 5)]);
    expect(changed.map(({ replicas }) => replicas)).toEqual([10, 10]);
  });
});

describe('L-CTL-8: a scaling event is one that a ReplicaSet in use was not told of', () => {
  const told = (desired: number) => ({ desired, maximum: desired });
  test.each<[what: string, all: readonly ReplicaSet[], expected: boolean]>([
    ['all are told', [replicaSet(1, 2, told(10)), replicaSet(2, 8, told(10))], false],
    ['one is not', [replicaSet(1, 2, told(9)), replicaSet(2, 8, told(10))], true],
    ['one that is not in use', [replicaSet(1, 0, told(9)), replicaSet(2, 10, told(10))], false],
    ['one without a mark', [replicaSet(1, 2), replicaSet(2, 8, told(10))], false],
  ])('%s', (_what, all, expected) => {
    expect(isScalingEvent(deployment(10), all)).toBe(expected);
  });
});

describe('L-CTL-11: what a Deployment says of its progress', () => {
  const now = 1_000_000;
  const found = {
    type: 'Progressing',
    status: 'True',
    reason: 'FoundNewReplicaSet',
    lastUpdateTime: '2026-01-01T00:00:00Z',
  };
  const reasonOf = (d: Deployment, all: readonly ReplicaSet[], newest?: ReplicaSet) => {
    const { conditions = [] } = rolloutStatus(d, all, newest, [], now);
    const { reason, message } = conditions.find(({ type }) => type === 'Progressing') ?? {};
    return reason === undefined ? undefined : `${reason}: ${message}`;
  };
  test('progress of a new ReplicaSet is told of the ReplicaSet', () => {
    const newest = replicaSet(1, 2, undefined, 1);
    expect(reasonOf(deployment(4), [newest], newest)).toBe(
      'ReplicaSetUpdated: ReplicaSet "web-1" is progressing.',
    );
  });
  test('progress before there is a new ReplicaSet is told of the Deployment', () => {
    const before = { ...deployment(4), status: { replicas: 4 } } as Deployment;
    expect(reasonOf(before, [replicaSet(1, 2)])).toBe(
      'ReplicaSetUpdated: Deployment "web" is progressing.',
    );
  });
  test('an update is over when all that is wanted is updated and available', () => {
    const newest = replicaSet(1, 4, undefined, 4);
    expect(reasonOf(deployment(4), [newest], newest)).toBe(
      'NewReplicaSetAvailable: ReplicaSet "web-1" has successfully progressed.',
    );
  });
  test('without a deadline nothing is said', () => {
    const newest = replicaSet(1, 4, undefined, 4);
    const without = deployment(4);
    const endless = { ...without, spec: { ...without.spec, progressDeadlineSeconds: 2147483647 } };
    expect(reasonOf(endless as Deployment, [newest], newest)).toBeUndefined();
  });
  test.each([
    ['NewReplicaSetAvailable', undefined],
    ['ProgressDeadlineExceeded', undefined],
    ['FoundNewReplicaSet', 600_000],
    ['DeploymentPaused', 600_000],
  ])('a deadline runs with reason %s', (reason, expected) => {
    const at = stuckAt(deployment(4), [{ ...found, reason }]);
    const start = stuckAt(
      {
        ...deployment(4),
        spec: { ...deployment(4).spec, progressDeadlineSeconds: 1 },
      } as Deployment,
      [found],
    );
    expect(at === undefined ? undefined : at - (start ?? 0) + 1000).toBe(expected);
  });
});
