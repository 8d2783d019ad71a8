import { describe, expect, test } from 'vitest';
import type { ContainerStatus } from '../../../server/src/schema/objects';
import {
  type ConditionsInput,
  containersReady,
  isKubeletCondition,
  podInitialized,
  podReady,
  unreadyForTerminalPhase,
} from '../../../server/src/simulator/kubelet/conditions';

function status(name: string, fields: Partial<ContainerStatus> = {}): ContainerStatus {
  return { name, ready: false, restartCount: 0, image: '', imageID: '', ...fields };
}

const RUNNING = { running: {} };
const base: ConditionsInput = {
  spec: { containers: [{ name: 'a' }, { name: 'b' }] },
  phase: 'Running',
  containerStatuses: [status('a', { ready: true }), status('b', { ready: true })],
  initContainerStatuses: undefined,
  conditions: [],
};

describe('ContainersReady', () => {
  test('is True when all are ready (L-CND-2)', () => {
    expect(containersReady(base)).toEqual({ type: 'ContainersReady', status: 'True' });
  });
  test('names what is unknown and what is not ready, in the order of the spec (L-CND-2)', () => {
    expect(containersReady({ ...base, containerStatuses: [status('b')] })).toEqual({
      type: 'ContainersReady',
      status: 'False',
      reason: 'ContainersNotReady',
      message: 'containers with unknown status: [a], containers with unready status: [b]',
    });
  });
  test('looks at sidecars too, before the app containers (L-CND-2, L-INI-14)', () => {
    const { message } = containersReady({
      ...base,
      spec: {
        initContainers: [{ name: 'i' }, { name: 's', restartPolicy: 'Always' }],
        containers: [{ name: 'a' }],
      },
      initContainerStatuses: [status('i'), status('s')],
      containerStatuses: [status('a')],
    });
    expect(message).toBe('containers with unready status: [s a]');
  });
  test.each([
    ['Succeeded', 'PodCompleted'],
    ['Failed', 'PodFailed'],
  ])('of a Pod that is %s is False, %s (L-CND-2)', (phase, reason) => {
    expect(containersReady({ ...base, phase })).toMatchObject({ status: 'False', reason });
  });
  test('without any statuses is False, UnknownContainerStatuses (L-CND-2)', () => {
    expect(containersReady({ ...base, containerStatuses: undefined })).toMatchObject({
      status: 'False',
      reason: 'UnknownContainerStatuses',
    });
  });
});

describe('Ready', () => {
  const gated = {
    ...base,
    spec: { ...base.spec, readinessGates: [{ conditionType: 'x/a' }, { conditionType: 'x/b' }] },
  };
  test('asks every readiness gate (L-CND-3)', () => {
    expect(podReady({ ...gated, conditions: [{ type: 'x/b', status: 'False' }] })).toEqual({
      type: 'Ready',
      status: 'False',
      reason: 'ReadinessGatesNotReady',
      message:
        'corresponding condition of pod readiness gate "x/a" does not exist., the status of pod readiness gate "x/b" is not "True", but False',
    });
  });
  test('is True when containers and gates are (L-CND-3)', () => {
    const conditions = [
      { type: 'x/a', status: 'True' },
      { type: 'x/b', status: 'True' },
    ];
    expect(podReady({ ...gated, conditions })).toEqual({ type: 'Ready', status: 'True' });
  });
});

describe('Initialized', () => {
  const spec = {
    initContainers: [{ name: 'i' }, { name: 's', restartPolicy: 'Always' }],
    containers: [{ name: 'a' }],
  };
  const waiting: ConditionsInput = {
    spec,
    phase: 'Pending',
    containerStatuses: [status('a', { state: { waiting: {} } })],
    initContainerStatuses: [status('i'), status('s')],
    conditions: [],
  };
  test('is True at once without init containers (L-CND-5)', () => {
    expect(podInitialized(base)).toEqual({ type: 'Initialized', status: 'True' });
  });
  test('names the entries that are not done (L-CND-5)', () => {
    expect(podInitialized(waiting)).toMatchObject({
      status: 'False',
      reason: 'ContainersNotInitialized',
      message: 'containers with incomplete status: [i s]',
    });
  });
  test('needs regular ones ready and sidecars started (L-CND-5)', () => {
    const done = [status('i', { ready: true }), status('s', { started: true })];
    expect(podInitialized({ ...waiting, initContainerStatuses: done }).status).toBe('True');
  });
  test('is True once an app container has begun (L-CND-5)', () => {
    const containerStatuses = [status('a', { state: RUNNING })];
    expect(podInitialized({ ...waiting, containerStatuses }).status).toBe('True');
  });
  test('stays True in a new sandbox (L-INI-12)', () => {
    const conditions = [{ type: 'Initialized', status: 'True' }];
    expect(podInitialized({ ...waiting, conditions }).status).toBe('True');
  });
});

test('a phase that becomes terminal takes Ready with it (L-CND-9)', () => {
  expect(unreadyForTerminalPhase('Failed').map(({ status, reason }) => [status, reason])).toEqual([
    ['False', 'PodFailed'],
    ['False', 'PodFailed'],
  ]);
});

test('conditions of others are left alone (L-CND-1)', () => {
  expect(['Ready', 'DisruptionTarget', 'example.com/gate'].map(isKubeletCondition)).toEqual([
    true,
    false,
    false,
  ]);
});
