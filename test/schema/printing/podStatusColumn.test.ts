// READY, STATUS and RESTARTS of a Pod, one state of its containers after the other.
import { describe, expect, test } from 'vitest';
import type { ContainerStatus, Pod, PodCondition } from '../../../server/src/schema/objects';
import { podRow, podWideCells } from '../../../server/src/schema/printing/podRow';

const NOW = Date.parse('2026-06-15T12:00:00Z');

function ago(seconds: number): string {
  return new Date(NOW - seconds * 1000).toISOString();
}

type Status = Partial<ContainerStatus>;

const RUNNING: Status = { state: { running: {} } };
const READY: Status = { state: { running: {} }, ready: true };
const WAITING: Status = { state: { waiting: {} } };
function waits(reason: string): Status {
  return { state: { waiting: { reason } } };
}
function ended(exitCode: number, reason?: string, signal?: number): Status {
  return {
    state: {
      terminated: {
        exitCode,
        ...(reason === undefined ? {} : { reason }),
        ...(signal === undefined ? {} : { signal }),
      },
    },
  };
}
const COMPLETED = ended(0, 'Completed');
function restarted(status: Status, restartCount: number, seconds?: number): Status {
  if (seconds === undefined) return { ...status, restartCount };
  const lastState = { terminated: { exitCode: 1, finishedAt: ago(seconds) } };
  return { ...status, restartCount, lastState };
}
function started(status: Status): Status {
  return { ...status, started: true };
}

interface Scene {
  /** Phase, and the reason of the Pod after it. */
  readonly phase?: string;
  readonly reason?: string;
  readonly apps?: readonly Status[];
  readonly inits?: readonly Status[];
  readonly sidecars?: readonly Status[];
  /** Without a status of its own. */
  readonly appsWanted?: number;
  readonly holds?: readonly string[];
  readonly conditions?: readonly PodCondition[];
  readonly isDeleted?: true;
}

/** Init containers come before the sidecars. */
function podOf(scene: Scene): Pod {
  const { apps = [], inits = [], sidecars = [], holds = [], conditions = [] } = scene;
  const whole = (kind: string) => (status: Status, i: number) => ({
    name: `${kind}${i}`,
    image: '',
    imageID: '',
    ready: false,
    restartCount: 0,
    ...status,
  });
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: 'x', ...(scene.isDeleted ? { deletionTimestamp: ago(10) } : {}) },
    spec: {
      containers: Array.from({ length: scene.appsWanted ?? apps.length }, (_, i) => ({
        name: `app${i}`,
      })),
      initContainers: [
        ...inits.map((_, i) => ({ name: `init${i}` })),
        ...sidecars.map((_, i) => ({ name: `side${i}`, restartPolicy: 'Always' as const })),
      ],
    },
    status: {
      phase: scene.phase ?? 'Running',
      ...(scene.reason === undefined ? {} : { reason: scene.reason }),
      conditions: [...holds.map((type) => ({ type, status: 'True' as const })), ...conditions],
      initContainerStatuses: [...inits.map(whole('init')), ...sidecars.map(whole('side'))],
      containerStatuses: apps.map(whole('app')),
    },
  };
}

const SCENES: readonly (readonly [what: string, scene: Scene, expected: string])[] = [
  // App containers.
  [
    'the phase where no container has more to tell',
    { phase: 'Phase', apps: [restarted(READY, 3), restarted({}, 3)] },
    '1/2 Phase 6',
  ],
  [
    'a container that waits',
    { phase: 'Phase', apps: [restarted(READY, 3), restarted(waits('Reason'), 3)] },
    '1/2 Reason 6',
  ],
  [
    'the first of several that have something to tell',
    { apps: [waits('Waits'), ended(0, 'Ended')] },
    '0/2 Waits 0',
  ],
  ['ready without running does not count', { apps: [READY, { ready: true }] }, '1/2 Running 0'],
  [
    'the reason of the Pod before its phase',
    { reason: 'PodReason', apps: [READY, { ready: true }] },
    '1/2 PodReason 0',
  ],
  [
    'the reason of a container before that of the Pod',
    { phase: 'Failed', reason: 'Evicted', apps: [ended(137, 'Error')] },
    '0/1 Error 0',
  ],
  [
    'one ended well, one runs, the Pod is not ready',
    { apps: [COMPLETED, READY] },
    '1/2 NotReady 0',
  ],
  [
    'one ended well, one runs, the Pod is ready',
    { apps: [COMPLETED, READY], holds: ['Ready'] },
    '1/2 Running 0',
  ],
  [
    'one ended well, one runs without being ready',
    { apps: [COMPLETED, RUNNING] },
    '0/2 Completed 0',
  ],
  ['one ended badly, one runs', { apps: [ended(1, 'Error'), READY] }, '1/2 Error 0'],
  ['one runs, one ended badly behind it', { apps: [READY, ended(1, 'Error')] }, '1/2 Error 0'],
  [
    'one ended well before one that ended badly',
    { phase: 'Failed', apps: [COMPLETED, ended(1, 'Error')] },
    '0/2 Error 0',
  ],
  [
    'one ended badly before one that ended well',
    { phase: 'Failed', apps: [ended(1, 'Error'), COMPLETED] },
    '0/2 Error 0',
  ],
  ['all ended well', { phase: 'Succeeded', apps: [COMPLETED, COMPLETED] }, '0/2 Completed 0'],
  ['an end without a reason', { apps: [ended(3)] }, '0/1 ExitCode:3 0'],
  ['a good end without a reason', { apps: [ended(0)] }, '0/1 ExitCode:0 0'],
  ['an end by a signal without a reason', { apps: [ended(137, undefined, 9)] }, '0/1 Signal:9 0'],
  ['an end by a signal with a reason', { apps: [ended(137, 'OOMKilled', 9)] }, '0/1 OOMKilled 0'],
  [
    'CrashLoopBackOff',
    { apps: [restarted(waits('CrashLoopBackOff'), 4, 80)] },
    '0/1 CrashLoopBackOff 4 (80s ago)',
  ],
  [
    'ContainerCreating',
    { phase: 'Pending', apps: [waits('ContainerCreating')] },
    '0/1 ContainerCreating 0',
  ],
  ['no container has a status yet', { phase: 'Pending', appsWanted: 2 }, '0/2 Pending 0'],
  [
    'a status of a container that the Pod does not have',
    { apps: [RUNNING, READY], appsWanted: 1 },
    '1/1 Running 0',
  ],
  ['Unknown', { phase: 'Unknown', apps: [restarted(READY, 3), restarted({}, 3)] }, '1/2 Unknown 6'],
  [
    'succeeded while a container still counts as ready',
    { phase: 'Succeeded', apps: [READY, {}] },
    '1/2 Succeeded 0',
  ],
  // Scheduling.
  [
    'gated',
    {
      phase: 'Pending',
      appsWanted: 2,
      conditions: [{ type: 'PodScheduled', status: 'False', reason: 'SchedulingGated' }],
    },
    '0/2 SchedulingGated 0',
  ],
  [
    'not schedulable',
    {
      phase: 'Pending',
      appsWanted: 1,
      conditions: [{ type: 'PodScheduled', status: 'False', reason: 'Unschedulable' }],
    },
    '0/1 Pending 0',
  ],
  [
    'gated and being deleted',
    {
      phase: 'Pending',
      appsWanted: 1,
      isDeleted: true,
      conditions: [{ type: 'PodScheduled', status: 'False', reason: 'SchedulingGated' }],
    },
    '0/1 Terminating 0',
  ],
  // Deletion.
  ['deleted while it runs', { apps: [RUNNING], isDeleted: true }, '0/1 Terminating 0'],
  [
    'deleted before it ran',
    { phase: 'Pending', appsWanted: 1, isDeleted: true },
    '0/1 Terminating 0',
  ],
  [
    'deleted after it succeeded',
    { phase: 'Succeeded', apps: [COMPLETED], isDeleted: true },
    '0/1 Completed 0',
  ],
  [
    'deleted after it failed',
    { phase: 'Failed', apps: [ended(1, 'Error')], isDeleted: true },
    '0/1 Error 0',
  ],
  [
    'deleted on a node that is lost',
    { reason: 'NodeLost', apps: [READY], isDeleted: true },
    '1/1 Unknown 0',
  ],
  ['on a node that is lost', { reason: 'NodeLost', apps: [READY] }, '1/1 NodeLost 0'],
  [
    'deleted while it initializes',
    { phase: 'Pending', inits: [RUNNING], apps: [WAITING], isDeleted: true },
    '0/1 Terminating 0',
  ],
  // Init containers.
  [
    'the first init container of one',
    { phase: 'Pending', inits: [restarted(RUNNING, 3, 10)], apps: [WAITING] },
    '0/1 Init:0/1 3 (10s ago)',
  ],
  [
    'the first of two',
    { phase: 'Pending', inits: [restarted(RUNNING, 3, 10), WAITING], apps: [WAITING] },
    '0/1 Init:0/2 3 (10s ago)',
  ],
  [
    'the second of two',
    { phase: 'Pending', inits: [ended(0), restarted(RUNNING, 3, 10)], apps: [WAITING] },
    '0/1 Init:1/2 3 (10s ago)',
  ],
  [
    'the restarts of all init containers so far',
    {
      phase: 'Pending',
      inits: [restarted(ended(0), 2, 120), restarted(RUNNING, 3, 10)],
      apps: [WAITING],
    },
    '0/1 Init:1/2 5 (10s ago)',
  ],
  [
    'once the apps run, the restarts of init containers are forgotten',
    { inits: [restarted(ended(0), 2, 120)], apps: [restarted(RUNNING, 4, 20)] },
    '0/1 Running 4 (20s ago)',
  ],
  [
    'an init container that failed',
    { phase: 'Pending', inits: [ended(1, 'Error')], apps: [WAITING] },
    '0/1 Init:Error 0',
  ],
  [
    'one that failed without a reason',
    { phase: 'Pending', inits: [ended(2)], apps: [WAITING] },
    '0/1 Init:ExitCode:2 0',
  ],
  [
    'one that a signal ended',
    { phase: 'Pending', inits: [ended(137, undefined, 9)], apps: [WAITING] },
    '0/1 Init:Signal:9 0',
  ],
  [
    'one that waits for its image',
    { phase: 'Pending', inits: [waits('ErrImagePull')], apps: [waits('PodInitializing')] },
    '0/1 Init:ErrImagePull 0',
  ],
  [
    'one that has its turn',
    { phase: 'Pending', inits: [waits('PodInitializing')], apps: [waits('PodInitializing')] },
    '0/1 Init:0/1 0',
  ],
  [
    'all have ended, the apps not begun',
    { phase: 'Pending', inits: [COMPLETED, COMPLETED], apps: [waits('PodInitializing')] },
    '0/1 PodInitializing 0',
  ],
  [
    'an init container that runs again after the Pod was initialized',
    { inits: [RUNNING], apps: [READY], holds: ['Initialized'] },
    '1/1 Init:0/1 0',
  ],
  // Sidecars.
  [
    'a sidecar that has not started',
    {
      phase: 'Pending',
      sidecars: [restarted({ ...RUNNING, started: false }, 3, 10), WAITING],
      apps: [WAITING],
    },
    '0/3 Init:0/2 3 (10s ago)',
  ],
  [
    'the second sidecar has not started',
    { phase: 'Pending', sidecars: [restarted(started(RUNNING), 3, 10), RUNNING], apps: [WAITING] },
    '0/3 Init:1/2 3 (10s ago)',
  ],
  [
    'sidecars that run beside the apps, their restarts among those of the Pod',
    {
      sidecars: [restarted(started(RUNNING), 3, 10), started(RUNNING)],
      apps: [restarted(READY, 4, 20)],
      holds: ['Initialized'],
    },
    '1/3 Running 7 (10s ago)',
  ],
  [
    'sidecars that are ready',
    { sidecars: [started(READY)], apps: [READY], holds: ['Initialized'] },
    '2/2 Running 0',
  ],
  [
    'an init container, a sidecar and an app, all done or ready',
    {
      inits: [restarted(COMPLETED, 5, 500)],
      sidecars: [started(READY)],
      apps: [READY],
      holds: ['Initialized'],
    },
    '2/2 Running 0',
  ],
  [
    'sidecars that were killed after the apps ended',
    {
      phase: 'Succeeded',
      sidecars: [restarted(ended(137, 'Error'), 3, 10), ended(137, 'Error')],
      apps: [restarted(COMPLETED, 4, 20)],
      holds: ['Initialized'],
    },
    '0/3 Completed 7 (10s ago)',
  ],
  [
    'a sidecar that runs on beside an app that ended',
    { sidecars: [started(READY)], apps: [COMPLETED], holds: ['Initialized'] },
    '1/2 Completed 0',
  ],
  [
    'a sidecar that crashes before the Pod was initialized',
    {
      phase: 'Pending',
      sidecars: [restarted(waits('CrashLoopBackOff'), 2, 5)],
      apps: [waits('PodInitializing')],
    },
    '0/2 Init:CrashLoopBackOff 2 (5s ago)',
  ],
  [
    'a sidecar that crashes beside an app that runs',
    {
      sidecars: [restarted(waits('CrashLoopBackOff'), 2, 5)],
      apps: [READY],
      holds: ['Initialized'],
    },
    '1/2 Init:CrashLoopBackOff 2 (5s ago)',
  ],
  [
    'a sidecar that ended well counts no more',
    { sidecars: [ended(0, 'Completed')], apps: [READY], holds: ['Initialized'] },
    '1/2 Running 0',
  ],
  // Restarts.
  ['restarts of which no end is known', { apps: [restarted(READY, 2)] }, '1/1 Running 2'],
  ['an end that led to no restart', { apps: [restarted(READY, 0, 30)] }, '1/1 Running 0'],
  ['a restart five days ago', { apps: [restarted(READY, 3, 5 * 86400)] }, '1/1 Running 3 (5d ago)'],
  [
    'one of two restarted',
    { apps: [READY, restarted(READY, 3, 10 * 86400)] },
    '2/2 Running 3 (10d ago)',
  ],
  [
    'the latest of two',
    { apps: [restarted(READY, 6, 5 * 86400), restarted(READY, 3, 20 * 86400)] },
    '2/2 Running 9 (5d ago)',
  ],
];

describe('L-CLI-2, L-CLI-3, L-CLI-4, L-CLI-5, L-CLI-6, L-CLI-7: the row of a Pod tells', () => {
  test.each(SCENES)('%s', (_what, scene, expected) => {
    const { ready, status, restarts } = podRow(podOf(scene), NOW);
    expect(`${ready} ${status} ${restarts}`).toBe(expected);
  });
});

test('a status of an init container that the Pod does not have takes a place of its own', () => {
  const pod = podOf({ phase: 'Running', inits: [{}], sidecars: [{}], apps: [{}] });
  const [first, second] = pod.status?.initContainerStatuses ?? [];
  const foreign = { ...first, name: 'foreign' } as ContainerStatus;
  const status = {
    ...pod.status,
    initContainerStatuses: [foreign, first, second] as readonly ContainerStatus[],
  };
  const row = podRow({ ...pod, status }, NOW);
  expect([row.ready, row.status, row.restarts]).toEqual(['0/2', 'Init:0/2', '0']);
});

describe('L-CLI-1: -o wide adds where a Pod is', () => {
  const bare = podOf({ apps: [READY] });
  const gates = ['one', 'two', 'three'].map((conditionType) => ({ conditionType }));
  const gated = (status: object): Pod => ({
    ...bare,
    spec: { ...bare.spec, nodeName: 'node-1', readinessGates: gates },
    status: { ...bare.status, ...status } as NonNullable<Pod['status']>,
  });
  const conditions = [
    { type: 'one', status: 'False' },
    { type: 'two', status: 'True' },
  ];
  test.each([
    ['nothing', bare, '<none> <none> <none> <none>'],
    [
      'the first of its addresses, and how many of its gates hold',
      gated({
        podIPs: [{ ip: '1.1.1.1' }, { ip: 'fd00::1' }],
        nominatedNodeName: 'node-2',
        conditions,
      }),
      '1.1.1.1 node-1 node-2 1/3',
    ],
    ['gates of which nothing is known', gated({ conditions: [] }), '<none> node-1 <none> 0/3'],
  ])('%s', (_what, pod, expected) => {
    const { ip, node, nominatedNode, readinessGates } = podWideCells(pod);
    expect(`${ip} ${node} ${nominatedNode} ${readinessGates}`).toBe(expected);
  });
});
