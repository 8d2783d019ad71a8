import { describe, expect, test } from 'vitest';
import type {
  Container,
  ContainerStateStatus,
  ContainerStatus,
} from '../../../server/src/schema/objects';
import { podPhase } from '../../../server/src/simulator/kubelet/phase';

const STATES: Readonly<Record<string, Pick<ContainerStatus, 'state' | 'lastState' | 'started'>>> = {
  running: { state: { running: {} }, started: true },
  unstarted: { state: { running: {} }, started: false },
  waiting: { state: { waiting: { reason: 'ContainerCreating' } } },
  crashed: waitingAfter(1),
  finished: waitingAfter(0),
  ok: ended(0),
  failed: ended(1),
  stateless: { state: {} },
};

function ended(exitCode: number): { readonly state: ContainerStateStatus } {
  return { state: { terminated: { exitCode } } };
}
function waitingAfter(exitCode: number): Pick<ContainerStatus, 'state' | 'lastState'> {
  return {
    state: { waiting: { reason: 'CrashLoopBackOff' } },
    lastState: { terminated: { exitCode } },
  };
}

/** `init:ok sidecar:running app:waiting`; `app:-` has no status. */
function phase(
  restartPolicy: string,
  text: string,
  options: {
    readonly terminal?: boolean;
    readonly initialized?: boolean;
    readonly staticPod?: boolean;
  } = {},
): string {
  const initContainers: Container[] = [];
  const containers: Container[] = [];
  const statuses: ContainerStatus[] = [];
  text.split(' ').forEach((word, index) => {
    const [kind = '', state = ''] = word.split(':');
    const name = `c${index}`;
    if (kind === 'app') containers.push({ name });
    else initContainers.push(kind === 'sidecar' ? { name, restartPolicy: 'Always' } : { name });
    const known = STATES[state];
    if (known !== undefined)
      statuses.push({ name, ready: false, restartCount: 0, image: '', imageID: '', ...known });
  });
  return podPhase({
    spec: { containers, initContainers, restartPolicy },
    statuses,
    terminal: options.terminal ?? false,
    initialized: options.initialized ?? false,
    staticPod: options.staticPod ?? false,
  });
}

describe('a Pod without init containers', () => {
  test.each([
    ['Always', 'app:-', 'Pending'],
    ['Always', 'app:stateless', 'Pending'],
    ['Always', 'app:waiting', 'Pending'],
    ['Always', 'app:running', 'Running'],
    ['Always', 'app:running app:waiting', 'Pending'],
    ['Always', 'app:running app:-', 'Pending'],
    ['Always', 'app:running app:crashed', 'Running'],
    ['Always', 'app:crashed', 'Running'],
    ['Always', 'app:ok', 'Running'],
    ['Always', 'app:failed', 'Running'],
    ['OnFailure', 'app:ok', 'Succeeded'],
    ['OnFailure', 'app:failed', 'Running'],
    ['OnFailure', 'app:ok app:running', 'Running'],
    ['OnFailure', 'app:ok app:crashed', 'Running'],
    ['Never', 'app:ok', 'Succeeded'],
    ['Never', 'app:failed', 'Failed'],
    ['Never', 'app:ok app:failed', 'Failed'],
    ['Never', 'app:failed app:running', 'Running'],
    ['Never', 'app:finished', 'Failed'],
  ])('%s, %s is %s (L-PHS-4, L-PHS-5, L-PHS-6)', (policy, text, expected) => {
    expect(phase(policy, text)).toBe(expected);
  });
});

describe('once everything is stopped', () => {
  test.each([
    ['Always', 'app:ok', 'Succeeded'],
    ['Always', 'app:failed', 'Failed'],
    ['OnFailure', 'app:ok app:failed', 'Failed'],
    ['Always', 'app:waiting', 'Pending'],
    ['Always', 'app:finished', 'Failed'],
  ])('%s, %s is %s whatever the policy (L-PHS-5, L-TRM-15)', (policy, text, expected) => {
    expect(phase(policy, text, { terminal: true })).toBe(expected);
  });

  test('a static Pod goes on being Running (L-PHS-5)', () => {
    expect(phase('Always', 'app:ok', { terminal: true, staticPod: true })).toBe('Running');
  });
});

describe('a Pod with init containers', () => {
  test.each([
    ['Always', 'init:- app:-', 'Pending'],
    ['Always', 'init:running app:waiting', 'Pending'],
    ['Always', 'init:failed app:waiting', 'Pending'],
    ['Never', 'init:failed app:waiting', 'Failed'],
    ['OnFailure', 'init:failed app:waiting', 'Pending'],
    ['Never', 'init:ok app:waiting', 'Pending'],
    ['Never', 'init:ok app:running', 'Running'],
    ['Never', 'init:crashed app:waiting', 'Failed'],
    ['Always', 'init:crashed app:waiting', 'Pending'],
  ])('%s, %s is %s (L-PHS-2)', (policy, text, expected) => {
    expect(phase(policy, text)).toBe(expected);
  });
});

describe('a Pod with a sidecar', () => {
  test.each([
    ['sidecar:unstarted app:waiting', false, 'Pending'],
    ['sidecar:running app:running', true, 'Running'],
    ['sidecar:unstarted app:running', true, 'Running'],
    ['sidecar:running app:ok', true, 'Running'],
    ['sidecar:failed app:ok', true, 'Succeeded'],
    ['sidecar:crashed app:ok', true, 'Succeeded'],
    ['sidecar:waiting app:running', true, 'Pending'],
    ['sidecar:- app:running', true, 'Pending'],
  ])('%s (initialized: %s) is %s (L-PHS-3, L-PHS-6)', (text, initialized, expected) => {
    expect(phase('Never', text, { initialized })).toBe(expected);
  });
});

test('a container that a rule restarts is not finished for good (L-PHS-1, L-INI-15)', () => {
  const spec = {
    restartPolicy: 'Never',
    containers: [
      {
        name: 'c',
        restartPolicy: 'Never',
        restartPolicyRules: [{ action: 'Restart', exitCodes: { operator: 'In', values: [42] } }],
      },
    ],
  };
  const of = (exitCode: number): string =>
    podPhase({
      spec,
      statuses: [
        { name: 'c', ready: false, restartCount: 0, image: '', imageID: '', ...ended(exitCode) },
      ],
      terminal: false,
      initialized: true,
    });
  expect([of(42), of(1), of(0)]).toEqual(['Running', 'Failed', 'Succeeded']);
});
