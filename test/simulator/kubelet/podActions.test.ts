import { describe, expect, test } from 'vitest';
import type { Container, Pod } from '../../../server/src/schema/objects';
import { type PodActions, podActions } from '../../../server/src/simulator/kubelet/podActions';
import type { ProbeResult } from '../../../server/src/simulator/kubelet/probeResults';
import type { ContainerRecord, PodRecords } from '../../../server/src/simulator/runtime/records';

/** `app:run` `app:exit1` `app:created` `app:-`; `init`, `sidecar` and `app` in the order of the spec; `!` after it: probe failed. */
function actions(
  text: string,
  options: {
    readonly restartPolicy?: string;
    readonly sandbox?: 'ready' | 'lost' | 'none';
    readonly startupProbe?: boolean;
    readonly image?: string;
    readonly deleting?: boolean;
  } = {},
): string {
  const initContainers: Container[] = [];
  const containers: Container[] = [];
  const records: ContainerRecord[] = [];
  const failed = new Map<string, ProbeResult>();
  text.split(' ').forEach((word, i) => {
    const [kind = '', state = ''] = word.split(':');
    const name = `${kind}${i}`;
    const probe = options.startupProbe === true ? { startupProbe: {} } : {};
    const container = { name, image: options.image ?? 'a:1', ...probe };
    if (kind === 'app') containers.push(container);
    else
      initContainers.push(
        kind === 'sidecar' ? { ...container, restartPolicy: 'Always' } : container,
      );
    if (state.endsWith('!')) failed.set(name, 'failure');
    const identity = {
      id: name,
      name,
      attempt: 0,
      sandboxId: 's',
      image: 'a:1',
      imageName: '',
      imageId: '',
      createdAt: 0,
    };
    if (state.startsWith('run')) records.push({ ...identity, state: 'running', startedAt: 0 });
    if (state === 'created') records.push({ ...identity, state: 'created' });
    if (state.startsWith('exit'))
      records.push({
        ...identity,
        state: 'exited',
        finishedAt: 1,
        exitCode: Number(state.slice(4)),
        reason: 'Error',
      });
  });
  const pod: Pod = {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      name: 'web',
      ...(options.deleting === true ? { deletionTimestamp: '2026-01-01T00:00:00Z' } : {}),
    },
    spec: { restartPolicy: options.restartPolicy ?? 'Always', initContainers, containers },
  };
  const sandbox = options.sandbox ?? 'ready';
  const podRecords: PodRecords = {
    sandboxes:
      sandbox === 'none'
        ? []
        : [{ id: 's', attempt: 0, ready: sandbox === 'ready', ip: '10.0.0.1', createdAt: 0 }],
    containers: records,
  };
  const started = options.startupProbe === true ? undefined : ('success' as const);
  return describeActions(
    podActions({
      pod,
      records: podRecords,
      probes: { liveness: (id) => failed.get(id), startup: () => started },
    }),
  );
}

function describeActions(found: PodActions): string {
  return [
    ...(found.killPod ? ['killPod'] : []),
    ...(found.createSandbox ? [`sandbox${found.attempt}`] : []),
    ...found.kills.map(({ name, message }) => `kill ${name} (${message})`),
    ...found.inits.map((name) => `start ${name}`),
    ...found.apps.map((name) => `start ${name}`),
  ].join(', ');
}

describe('sandboxes', () => {
  test('the first sync makes one and starts all app containers (L-SYN-9)', () => {
    expect(actions('app:- app:-', { sandbox: 'none' })).toBe(
      'killPod, sandbox0, start app0, start app1',
    );
  });
  test('with init containers only the first entry is started (L-INI-12)', () => {
    expect(actions('init:exit0 init:exit0 app:run', { sandbox: 'lost' })).toBe(
      'killPod, sandbox1, start init0',
    );
  });
  test('Never: a Pod that has run gets no second one (L-SYN-9)', () => {
    expect(actions('app:run', { sandbox: 'lost', restartPolicy: 'Never' })).toBe('killPod');
  });
  test('OnFailure: what succeeded is not run again in it (L-INI-12)', () => {
    expect(actions('app:exit0 app:run', { sandbox: 'lost', restartPolicy: 'OnFailure' })).toBe(
      'killPod, sandbox1, start app1',
    );
  });
});

describe('app containers', () => {
  test.each([
    ['app:run', 'Always', ''],
    ['app:exit1 app:run', 'Always', 'start app0'],
    ['app:exit1 app:run', 'Never', ''],
    ['app:exit0', 'Always', 'start app0'],
    ['app:exit0', 'OnFailure', 'killPod'],
    ['app:exit1', 'Never', 'killPod'],
    ['app:created', 'Never', 'start app0'],
    [
      'app:run!',
      'Always',
      'kill app0 (Container app0 failed liveness probe, will be restarted), start app0',
    ],
    ['app:run! app:run', 'Never', 'kill app0 (Container app0 failed liveness probe)'],
    ['app:run!', 'Never', 'killPod, kill app0 (Container app0 failed liveness probe)'],
  ])('%s under %s: %s (L-RST-1, L-PRB-10)', (text, restartPolicy, expected) => {
    expect(actions(text, { restartPolicy })).toBe(expected);
  });
  test('a new image restarts a running container whatever the policy (L-SYN-18)', () => {
    expect(actions('app:run', { restartPolicy: 'Never', image: 'a:2' })).toBe(
      'kill app0 (Container app0 definition changed, will be restarted), start app0',
    );
  });
  test('a terminating Pod starts nothing (L-RST-1)', () => {
    expect(actions('app:exit1', { deleting: true })).toBe('killPod');
  });
});

describe('init containers and sidecars', () => {
  test.each([
    ['init:- app:-', 'start init0'],
    ['init:run init:- app:-', ''],
    ['init:exit0 init:- app:-', 'start init1'],
    ['init:exit1 init:- app:-', 'start init0'],
    ['init:exit0 init:exit0 app:-', 'start app2'],
    ['init:- init:exit0 app:-', 'start app2'],
    ['sidecar:run init:- app:-', 'start init1'],
    ['sidecar:exit1 init:run app:-', 'start sidecar0'],
    ['sidecar:run app:-', 'start app1'],
    ['sidecar:exit0 app:run', 'start sidecar0'],
    ['init:- sidecar:run app:run', ''],
    [
      'sidecar:run! app:run',
      'kill sidecar0 (Init container sidecar0 failed liveness probe), start sidecar0',
    ],
  ])('%s: %s (L-INI-2 to L-INI-8, L-INI-13)', (text, expected) => {
    expect(actions(text)).toBe(expected);
  });
  test('a regular one that fails under Never ends the Pod, sidecars too (L-INI-6)', () => {
    expect(actions('sidecar:run init:exit1 app:-', { restartPolicy: 'Never' })).toBe('killPod');
  });
  test('when all app containers are done the Pod is killed and sidecars stay down (L-INI-9)', () => {
    expect(actions('sidecar:run app:exit0', { restartPolicy: 'Never' })).toBe('killPod');
  });
  test('a dead sidecar as last entry is started once more before that (L-INI-9)', () => {
    expect(actions('sidecar:exit1 app:exit0', { restartPolicy: 'Never' })).toBe('start sidecar0');
  });
  test('the next entry waits for the startup probe of a sidecar (L-INI-2)', () => {
    expect(actions('sidecar:run app:-', { startupProbe: true })).toBe('');
  });
});
