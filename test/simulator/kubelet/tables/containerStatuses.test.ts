// What the API shows of each container, computed from the runtime's records and the status before.
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import type { Container, ContainerStatus } from '../../../../server/src/schema/objects';
import {
  appStatuses,
  ephemeralStatuses,
  initStatuses,
  type ReadinessView,
  type StartFailure,
  withReadiness,
} from '../../../../server/src/simulator/kubelet/podStatus';
import type { ProbeResult } from '../../../../server/src/simulator/kubelet/probeResults';
import { resetStatuses } from '../../../../server/src/simulator/kubelet/restartAllContainers';
import { type Circumstances, observed } from './observed';

const SHOWN: Readonly<Record<string, Partial<ContainerStatus>>> = {
  running: { state: { running: {} } },
  waiting: { state: { waiting: { reason: 'ContainerCreating' } } },
  ended: { state: { terminated: { exitCode: 7, reason: 'Error' } }, containerID: 'containerd://x' },
};

interface Past {
  /** `app0=running`, with `<3` after it where the instance before that one ended with 3. */
  readonly before?: string;
  readonly failures?: Readonly<Record<string, StartFailure>>;
  /** Everything was just ended and forgotten by a rule. */
  readonly reset?: boolean;
}

/** `app0=waiting(PodInitializing)<Error(1),2`: state, the one before it, restart count. */
function shown(text: string, past: Past = {}, circumstances: Circumstances = {}): string {
  const { pod, records } = observed(text, circumstances);
  const before = (past.before ?? '').split(' ').flatMap((word): readonly ContainerStatus[] => {
    const [, name, state = '', code] = /^(\w+)=(\w+)(?:<(\d+))?$/.exec(word) ?? [];
    if (name === undefined) return [];
    const lastState =
      code === undefined ? {} : { terminated: { exitCode: Number(code), reason: 'Error' } };
    const blank = { name, ready: false, restartCount: 3, image: '', imageID: '', lastState };
    return [{ ...blank, ...SHOWN[state] }];
  });
  const input = {
    pod,
    records,
    previous: past.reset === true ? resetStatuses(pod.spec, before, records) : before,
    justReset: past.reset === true,
    failureOf: (name: string) => past.failures?.[name],
  };
  return [
    ...(initStatuses(input) ?? []),
    ...appStatuses(input),
    ...(ephemeralStatuses(input) ?? []),
  ]
    .map(word)
    .join(' ');
}

function word({ name, state, lastState, restartCount }: ContainerStatus): string {
  const ended = (of: ContainerStatus['state']): string =>
    of?.terminated === undefined ? '' : `${of.terminated.reason}(${of.terminated.exitCode})`;
  const now =
    state?.running !== undefined
      ? 'running'
      : ended(state) || `waiting(${state?.waiting?.reason ?? ''})`;
  const last = ended(lastState);
  return `${name}=${now}${last === '' ? '' : `<${last}`}${restartCount === 0 ? '' : `,${restartCount}`}`;
}

describe('the state of a container', () => {
  test.each([
    ['app:-', 'app0=waiting(ContainerCreating)'],
    ['init:- app:-', 'init0=waiting(PodInitializing) app1=waiting(PodInitializing)'],
    ['sidecar:- app:-', 'sidecar0=waiting(PodInitializing) app1=waiting(PodInitializing)'],
    ['app:created', 'app0=waiting(),1'],
    ['app:run', 'app0=running,1'],
    ['app:run<exit3', 'app0=running<Error(3),1'],
    ['app:exit0', 'app0=Completed(0),1'],
    ['app:exit1<exit0', 'app0=Error(1)<Completed(0),1'],
    ['app:exit1<exit2<exit3', 'app0=Error(1)<Error(2),1'],
    ['app:oom137', 'app0=OOMKilled(137),1'],
    ['init:run app:-', 'init0=running,1 app1=waiting(PodInitializing)'],
    ['init:exit0 app:run', 'init0=Completed(0),1 app1=running,1'],
    ['app:- debug:-', 'app0=waiting(ContainerCreating) debug1=waiting(ContainerCreating)'],
    ['app:run debug:exit0', 'app0=running,1 debug1=Completed(0),1'],
  ])('%s shows %s (L-SYN-7, L-SYN-19)', (text, expected) => {
    expect(shown(text)).toBe(expected);
  });

  test.each([
    ['app:-', 'app0=waiting', 'app0=waiting(ContainerCreating),3'],
    ['app:-', 'app0=waiting<5', 'app0=waiting(ContainerCreating)<Error(5),3'],
    ['app:-', 'app0=ended', 'app0=Error(7),3'],
    ['app:-', 'app0=ended<5', 'app0=Error(7)<Error(5),3'],
    ['app:-', 'app0=running', 'app0=waiting(ContainerCreating)<ContainerStatusUnknown(137),4'],
    ['app:-', 'app0=running<5', 'app0=waiting(ContainerCreating)<Error(5),3'],
    ['app:run', 'app0=ended', 'app0=running<Error(7),4'],
    ['app:run', 'app0=waiting', 'app0=running,3'],
    ['app:created', 'app0=ended', 'app0=waiting()<Error(7),3'],
    ['app:exit1', 'app0=running', 'app0=Error(1),3'],
    ['app:run', 'app0=running<5', 'app0=running<Error(5),3'],
    ['app:run<exit2', 'app0=ended<5', 'app0=running<Error(2),4'],
    [
      'init:- app:-',
      'init0=running',
      'init0=waiting(PodInitializing)<ContainerStatusUnknown(137),4 app1=waiting(PodInitializing)',
    ],
    ['init:- app:-', 'init0=ended', 'init0=Error(7),3 app1=waiting(PodInitializing)'],
    ['init:- app:run', '', 'init0=Completed(0) app1=running,1'],
    ['init:- app:exit1', 'init0=waiting', 'init0=Completed(0),3 app1=Error(1),1'],
    [
      'init:- app:run',
      'init0=running',
      'init0=Completed(0)<ContainerStatusUnknown(137),4 app1=running,1',
    ],
    ['init:- app:run', 'init0=ended', 'init0=Error(7),3 app1=running,1'],
    ['sidecar:- app:run', '', 'sidecar0=waiting(PodInitializing) app1=running,1'],
    [
      'sidecar:- app:run',
      'sidecar0=running',
      'sidecar0=waiting(PodInitializing)<ContainerStatusUnknown(137),4 app1=running,1',
    ],
  ])('%s after %s shows %s (L-SYN-19, L-SYN-21)', (text, before, expected) => {
    expect(shown(text, { before })).toBe(expected);
  });

  test('that vanished while its Pod is being deleted counts no restart (L-SYN-21)', () => {
    expect(shown('app:-', { before: 'app0=running' }, { deleting: true })).toBe(
      'app0=waiting(ContainerCreating)<ContainerStatusUnknown(137),3',
    );
  });

  test('lists app containers by name and init containers as the spec has them (L-SYN-24)', () => {
    const { pod, records } = observed('init:- init:- app:- app:-');
    const swapped = {
      ...pod,
      spec: {
        ...pod.spec,
        initContainers: [...(pod.spec.initContainers ?? [])].reverse(),
        containers: [...pod.spec.containers].reverse(),
      },
    };
    const input = { pod: swapped, records, previous: [], failureOf: () => undefined };
    expect(initStatuses(input)?.map(({ name }) => name)).toEqual(['init1', 'init0']);
    expect(appStatuses(input).map(({ name }) => name)).toEqual(['app2', 'app3']);
  });
});

test.each([
  [1, 4096, 4096],
  [3, 4096, 4096],
  [4, 4096, 3072],
  [12, 4096, 1024],
  [12, 100, 100],
])(
  'of %i containers each may leave a message of %i, and shows %i of it (L-SYN-23)',
  (count, length, expected) => {
    const { pod, records } = observed(Array.from({ length: count }, () => 'app:exit1').join(' '));
    const message = 'x'.repeat(length);
    const containers = records.containers.map((record) =>
      record.state === 'exited' ? { ...record, message } : record,
    );
    const input = {
      pod,
      records: { ...records, containers },
      previous: [],
      failureOf: () => undefined,
    };
    expect(appStatuses(input)[0]?.state?.terminated?.message).toHaveLength(expected);
  },
);

test.each([
  ['name: v, mountPath: /v', {}],
  ['name: v, mountPath: /v, readOnly: false', {}],
  ['name: v, mountPath: /v, readOnly: true', { readOnly: true, recursiveReadOnly: 'Disabled' }],
  [
    'name: v, mountPath: /v, readOnly: true, recursiveReadOnly: Disabled',
    { readOnly: true, recursiveReadOnly: 'Disabled' },
  ],
  [
    'name: v, mountPath: /v, readOnly: true, recursiveReadOnly: IfPossible',
    { readOnly: true, recursiveReadOnly: 'Enabled' },
  ],
  [
    'name: v, mountPath: /v, readOnly: true, recursiveReadOnly: Enabled',
    { readOnly: true, recursiveReadOnly: 'Enabled' },
  ],
])('a mount { %s } is shown as such, %o, before and after the start (L-SYN-19)', (text, more) => {
  for (const state of ['app:-', 'app:run', 'app:exit1']) {
    const { pod, records } = observed(state);
    const [first = { name: '' }] = pod.spec.containers;
    const container = { ...first, volumeMounts: [parse(`{ ${text} }`)] };
    const mounted = { ...pod, spec: { ...pod.spec, containers: [container] } };
    const input = { pod: mounted, records, previous: [], failureOf: () => undefined };
    expect(appStatuses(input)[0]?.['volumeMounts']).toEqual([
      { name: 'v', mountPath: '/v', ...more },
    ]);
  }
});

test.each([
  ['app:-', undefined, undefined],
  ['app:created', { requests: { cpu: '1' } }, { cpu: '1' }],
  ['app:run', { requests: { cpu: '2' } }, { cpu: '1' }],
  ['app:exit1', { requests: { cpu: '1' } }, { cpu: '1' }],
])(
  'resources of %s are %o where it still has others, and %o are granted (L-SYN-26)',
  (text, resources, allocated) => {
    const { pod, records } = observed(text);
    const [first = { name: '' }] = pod.spec.containers;
    const container = { ...first, resources: { requests: { cpu: '1' } } };
    const asking = { ...pod, spec: { ...pod.spec, containers: [container] } };
    const applied = { app0: { requests: { cpu: '2' } } };
    const input = { pod: asking, records, previous: [], applied, failureOf: () => undefined };
    const [status] = appStatuses(input);
    expect([status?.['resources'], status?.['allocatedResources']]).toEqual([resources, allocated]);
  },
);

test('an ephemeral container is neither ready nor started (L-SYN-25)', () => {
  const { pod, records } = observed('app:run debug:run');
  const input = { pod, records, previous: [], failureOf: () => undefined };
  expect(ephemeralStatuses(input)).toMatchObject([{ name: 'debug1', ready: false }]);
  expect(ephemeralStatuses(input)?.[0]).not.toHaveProperty('started');
});

describe('a start that came to nothing', () => {
  const failed = (name: string): Past => ({
    failures: { [name]: { reason: 'CrashLoopBackOff', message: 'back-off' } },
  });
  test.each([
    ['Always', 'app:-', 'app0', 'app0=waiting(CrashLoopBackOff)'],
    ['Always', 'app:exit1', 'app0', 'app0=waiting(CrashLoopBackOff)<Error(1),1'],
    ['Always', 'app:exit1<exit2', 'app0', 'app0=waiting(CrashLoopBackOff)<Error(1),1'],
    ['Always', 'app:exit0', 'app0', 'app0=waiting(CrashLoopBackOff)<Completed(0),1'],
    ['OnFailure', 'app:exit1', 'app0', 'app0=waiting(CrashLoopBackOff)<Error(1),1'],
    ['OnFailure', 'app:exit0', 'app0', 'app0=Completed(0),1'],
    ['Never', 'app:exit1', 'app0', 'app0=Error(1),1'],
    ['Never', 'app:-', 'app0', 'app0=waiting(CrashLoopBackOff)'],
    ['Always', 'app:run', 'app0', 'app0=running,1'],
    ['Always', 'app:created', 'app0', 'app0=waiting(CrashLoopBackOff),1'],
    ['Never', 'app(Always):exit1', 'app0', 'app0=waiting(CrashLoopBackOff)<Error(1),1'],
    ['Always', 'app(Never):exit1', 'app0', 'app0=Error(1),1'],
    ['Never', 'app(Never,restart@42):exit42', 'app0', 'app0=waiting(CrashLoopBackOff)<Error(42),1'],
    ['Never', 'app(Never,restart@42):exit1', 'app0', 'app0=Error(1),1'],
    [
      'Always',
      'init:exit1 app:-',
      'init0',
      'init0=waiting(CrashLoopBackOff)<Error(1),1 app1=waiting(PodInitializing)',
    ],
    ['Always', 'init:exit0 app:-', 'init0', 'init0=Completed(0),1 app1=waiting(PodInitializing)'],
    ['Never', 'init:exit1 app:-', 'init0', 'init0=Error(1),1 app1=waiting(PodInitializing)'],
    [
      'Never',
      'sidecar:exit1 app:run',
      'sidecar0',
      'sidecar0=waiting(CrashLoopBackOff)<Error(1),1 app1=running,1',
    ],
    ['Always', 'sidecar:exit0 app:run', 'sidecar0', 'sidecar0=Completed(0),1 app1=running,1'],
    ['Always', 'app:run debug:-', 'debug1', 'app0=running,1 debug1=waiting(CrashLoopBackOff)'],
  ])('%s, %s, failed: %s, shows %s (L-SYN-20)', (policy, text, name, expected) => {
    expect(shown(text, failed(name), { policy })).toBe(expected);
  });

  test('is not told of a Pod that is being deleted (L-SYN-20)', () => {
    expect(shown('app:exit1', failed('app0'), { deleting: true })).toBe('app0=Error(1),1');
  });
});

describe('after a restart of all containers', () => {
  test.each([
    [
      'app:-',
      'app0=running',
      'app0=waiting(RestartingAllContainers)<RestartingAllContainers(137),4',
    ],
    [
      'app:-',
      'app0=ended<5',
      'app0=waiting(RestartingAllContainers)<RestartingAllContainers(137),4',
    ],
    ['app:-', 'app0=waiting', 'app0=waiting(ContainerCreating),3'],
    ['app:-', 'app0=waiting<5', 'app0=waiting(ContainerCreating)<Error(5),3'],
  ])('%s after %s shows %s (L-INI-16)', (text, before, expected) => {
    expect(shown(text, { before, reset: true })).toBe(expected);
  });
});

describe('started and ready', () => {
  interface Probes {
    readonly startup?: ProbeResult;
    readonly readiness?: ProbeResult;
    /** Kinds that a worker looks after. */
    readonly workers?: readonly string[];
    readonly ranBefore?: boolean;
    readonly podWasReady?: boolean;
  }

  function flags(text: string, probes: Probes, startedBefore = false): string {
    const { pod, records } = observed(text);
    const inits = pod.spec.initContainers !== undefined;
    const containers: readonly Container[] = pod.spec.initContainers ?? pod.spec.containers;
    const name = containers[0]?.name ?? '';
    const previous: ContainerStatus[] = startedBefore
      ? [
          {
            name,
            ready: false,
            started: true,
            restartCount: 0,
            image: '',
            imageID: '',
            state: { running: {} },
          },
        ]
      : [];
    const input = { pod, records, previous, failureOf: () => undefined };
    const view: ReadinessView = {
      startup: () => probes.startup,
      readiness: () => probes.readiness,
      hasWorker: (_, kind) => probes.workers?.includes(kind) ?? false,
      ranBefore: () => probes.ranBefore ?? false,
      podWasReady: probes.podWasReady ?? false,
    };
    const statuses = inits ? (initStatuses(input) ?? []) : appStatuses(input);
    const [status] = withReadiness(statuses, containers, inits, view);
    return `${status?.started === true ? 'started' : '-'} ${status?.ready === true ? 'ready' : '-'}`;
  }

  const both = ['startup', 'readiness'];
  test.each<[string, Probes, string]>([
    ['app:-', {}, '- -'],
    ['app:run', {}, 'started ready'],
    ['app:created', {}, '- -'],
    ['app:exit0', {}, '- -'],
    ['app:run', { workers: ['readiness'] }, 'started -'],
    ['app:run', { workers: ['readiness'], readiness: 'success' }, 'started ready'],
    ['app:run', { workers: ['readiness'], readiness: 'failure' }, 'started -'],
    ['app:run', { workers: ['readiness'], readiness: 'unknown' }, 'started -'],
    ['app:run', { workers: ['startup'] }, '- -'],
    ['app:run', { workers: ['startup'], startup: 'unknown' }, '- -'],
    ['app:run', { workers: ['startup'], startup: 'failure' }, '- -'],
    ['app:run', { workers: ['startup'], startup: 'success' }, 'started ready'],
    ['app:run', { workers: both, startup: 'success', readiness: 'failure' }, 'started -'],
    ['app:run', { workers: both, startup: 'success', readiness: 'success' }, 'started ready'],
    ['app:run', { workers: both, startup: 'unknown', readiness: 'success' }, '- -'],
    ['app:exit0', { workers: ['readiness'], readiness: 'success' }, '- -'],
    ['init:-', {}, '- -'],
    ['init:run', {}, 'started -'],
    ['init:exit0', {}, '- ready'],
    ['init:exit1', {}, '- -'],
    ['sidecar:run', {}, 'started ready'],
    ['sidecar:run', { workers: ['readiness'] }, 'started -'],
    ['sidecar:run', { workers: ['readiness'], readiness: 'success' }, 'started ready'],
    ['sidecar:run', { workers: ['startup'], startup: 'unknown' }, '- -'],
    ['sidecar:exit0', {}, '- -'],
  ])('%s with %o: %s (L-PRB-9)', (text, probes, expected) => {
    expect(flags(text.startsWith('app') ? text : `${text} app:-`, probes)).toBe(expected);
  });

  test.each<[Probes, string]>([
    [{ workers: both, ranBefore: true }, 'started ready'],
    [{ workers: both, ranBefore: true, readiness: 'failure' }, 'started -'],
    [{ workers: both, startup: 'unknown' }, '- -'],
    [{ workers: ['startup'] }, 'started ready'],
  ])('of a container that was started before, with %o: %s (L-PRB-15)', (probes, expected) => {
    expect(flags('app:run', probes, true)).toBe(expected);
  });
});
