import { describe, expect, test } from 'vitest';
import type {
  Container,
  ContainerStateStatus,
  ContainerStatus,
} from '../../../../server/src/schema/objects';
import { podPhase } from '../../../../server/src/simulator/kubelet/phase';
import { observed } from './observed';

type Shown = Pick<ContainerStatus, 'state' | 'lastState' | 'started'>;

const STATES: Readonly<Record<string, Shown>> = {
  running: { state: { running: {} }, started: true },
  unstarted: { state: { running: {} }, started: false },
  waiting: { state: { waiting: { reason: 'ContainerCreating' } } },
  crashed: { state: { waiting: { reason: 'CrashLoopBackOff' } }, lastState: ended(1) },
  finished: { state: { waiting: { reason: 'CrashLoopBackOff' } }, lastState: ended(0) },
  reset: {
    state: { waiting: { reason: 'RestartingAllContainers' } },
    lastState: ended(137, 'RestartingAllContainers'),
  },
  resetNow: { state: ended(137, 'RestartingAllContainers') },
  ok: { state: ended(0) },
  failed: { state: ended(1) },
  exit42: { state: ended(42) },
  crashed42: { state: { waiting: { reason: 'CrashLoopBackOff' } }, lastState: ended(42) },
  stateless: { state: {} },
};

function ended(exitCode: number, reason?: string): ContainerStateStatus {
  return { terminated: reason === undefined ? { exitCode } : { exitCode, reason } };
}

interface Options {
  readonly terminal?: boolean;
  readonly initialized?: boolean;
  readonly staticPod?: boolean;
}

/** `init:ok sidecar:running app(Never):waiting`; `app:-` has no status. */
function phase(policy: string, text: string, options: Options = {}): string {
  const words = text.split(' ');
  const { spec } = observed(words.map((word) => word.replace(/:.*/, ':-')).join(' '), {
    policy,
  }).pod;
  const all: readonly Container[] = [...(spec.initContainers ?? []), ...spec.containers];
  const statuses = words.flatMap((word, index) => {
    const [, kind = '', state = ''] = /^(\w+).*:(.+)$/.exec(word) ?? [];
    const container = all.find(({ name }) => name === `${kind}${index}`);
    const shown = STATES[state];
    if (container === undefined || shown === undefined) return [];
    return [
      { name: container.name, ready: false, restartCount: 0, image: '', imageID: '', ...shown },
    ];
  });
  return podPhase({
    spec,
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
    ['Always', 'app:unstarted', 'Running'],
    ['Always', 'app:running app:running', 'Running'],
    ['Always', 'app:ok app:ok', 'Running'],
    ['Always', 'app:failed app:failed', 'Running'],
    ['Always', 'app:running app:ok', 'Running'],
    ['Always', 'app:running app:failed', 'Running'],
    ['Always', 'app:running app:-', 'Pending'],
    ['Always', 'app:ok app:-', 'Pending'],
    ['Always', 'app:running app:waiting', 'Pending'],
    ['Always', 'app:running app:crashed', 'Running'],
    ['Always', 'app:running app:finished', 'Running'],
    ['Always', 'app:crashed', 'Running'],
    ['Always', 'app:crashed app:finished', 'Running'],
    ['Always', 'app:crashed app:waiting', 'Pending'],
    ['OnFailure', 'app:-', 'Pending'],
    ['OnFailure', 'app:running app:running', 'Running'],
    ['OnFailure', 'app:ok app:ok', 'Succeeded'],
    ['OnFailure', 'app:failed app:failed', 'Running'],
    ['OnFailure', 'app:ok app:failed', 'Running'],
    ['OnFailure', 'app:ok app:running', 'Running'],
    ['OnFailure', 'app:ok app:crashed', 'Running'],
    ['OnFailure', 'app:ok app:finished', 'Failed'],
    ['OnFailure', 'app:running app:-', 'Pending'],
    ['OnFailure', 'app:running app:waiting', 'Pending'],
    ['OnFailure', 'app:running app:crashed', 'Running'],
    ['Never', 'app:-', 'Pending'],
    ['Never', 'app:running app:running', 'Running'],
    ['Never', 'app:ok app:ok', 'Succeeded'],
    ['Never', 'app:failed app:failed', 'Failed'],
    ['Never', 'app:ok app:failed', 'Failed'],
    ['Never', 'app:failed app:running', 'Running'],
    ['Never', 'app:ok app:-', 'Pending'],
    ['Never', 'app:running app:-', 'Pending'],
    ['Never', 'app:waiting app:failed', 'Pending'],
    ['Never', 'app:finished', 'Failed'],
    ['Never', 'app:crashed', 'Failed'],
    ['Never', 'app:ok debug:running', 'Succeeded'],
    ['Never', 'app:running debug:waiting', 'Running'],
  ])('%s, %s is %s (L-PHS-4, L-PHS-5, L-PHS-6)', (policy, text, expected) => {
    expect(phase(policy, text)).toBe(expected);
  });
});

describe('once everything is stopped', () => {
  test.each([
    ['Always', 'app:ok', 'Succeeded'],
    ['Always', 'app:failed', 'Failed'],
    ['Always', 'app:ok app:failed', 'Failed'],
    ['Always', 'app:ok app:ok', 'Succeeded'],
    ['OnFailure', 'app:ok app:failed', 'Failed'],
    ['OnFailure', 'app:ok', 'Succeeded'],
    ['Never', 'app:failed', 'Failed'],
    ['Always', 'app:-', 'Pending'],
    ['Always', 'app:waiting', 'Pending'],
    ['Always', 'app:ok app:waiting', 'Pending'],
    ['Always', 'app:running app:failed', 'Running'],
    ['Always', 'app:crashed', 'Failed'],
    ['Always', 'app:finished', 'Failed'],
    ['Always', 'init:ok app:ok', 'Succeeded'],
    ['Always', 'init:failed app:waiting', 'Pending'],
    ['Always', 'sidecar:failed app:ok', 'Succeeded'],
    ['Always', 'sidecar:ok app:failed', 'Failed'],
    ['Always', 'sidecar:crashed app:ok', 'Succeeded'],
  ])('%s, %s is %s whatever the policy (L-PHS-5, L-TRM-15)', (policy, text, expected) => {
    expect(phase(policy, text, { terminal: true, initialized: true })).toBe(expected);
  });

  test.each([
    ['Always', 'app:ok', 'Running'],
    ['Always', 'app:failed', 'Running'],
    ['OnFailure', 'app:failed', 'Running'],
    ['OnFailure', 'app:ok', 'Succeeded'],
    ['Never', 'app:failed', 'Failed'],
  ])('a static Pod with %s, %s is %s by its policy (L-PHS-5)', (policy, text, expected) => {
    expect(phase(policy, text, { terminal: true, staticPod: true })).toBe(expected);
  });
});

describe('a Pod with init containers', () => {
  test.each([
    ['Always', 'init:- app:-', 'Pending'],
    ['Always', 'init:waiting app:waiting', 'Pending'],
    ['Always', 'init:running app:waiting', 'Pending'],
    ['Always', 'init:ok app:waiting', 'Pending'],
    ['Always', 'init:ok app:-', 'Pending'],
    ['Always', 'init:ok app:running', 'Running'],
    ['Always', 'init:ok app:failed', 'Running'],
    ['Always', 'init:ok app:crashed', 'Running'],
    ['Always', 'init:failed app:waiting', 'Pending'],
    ['Always', 'init:crashed app:waiting', 'Pending'],
    ['Always', 'init:finished app:running', 'Running'],
    ['Always', 'init:stateless app:running', 'Pending'],
    ['Always', 'init:- app:running', 'Pending'],
    ['OnFailure', 'init:failed app:waiting', 'Pending'],
    ['OnFailure', 'init:crashed app:waiting', 'Pending'],
    ['OnFailure', 'init:ok app:ok', 'Succeeded'],
    ['OnFailure', 'init:ok app:failed', 'Running'],
    ['Never', 'init:- app:-', 'Pending'],
    ['Never', 'init:running app:waiting', 'Pending'],
    ['Never', 'init:ok app:waiting', 'Pending'],
    ['Never', 'init:ok app:running', 'Running'],
    ['Never', 'init:ok app:ok', 'Succeeded'],
    ['Never', 'init:ok app:failed', 'Failed'],
    ['Never', 'init:failed app:waiting', 'Failed'],
    ['Never', 'init:crashed app:waiting', 'Failed'],
    ['Never', 'init:failed app:running', 'Failed'],
    ['Never', 'init:ok init:running app:waiting', 'Pending'],
    ['Never', 'init:ok init:failed app:waiting', 'Failed'],
    ['Always', 'init(Never):failed app:waiting', 'Failed'],
    ['Always', 'init(Never):crashed app:waiting', 'Failed'],
    ['Never', 'init(OnFailure):failed app:waiting', 'Pending'],
    ['Never', 'init(Never,restart@42):exit42 app:waiting', 'Pending'],
    ['Never', 'init(Never,restart@42):failed app:waiting', 'Failed'],
    ['Never', 'init(Never,all@42):exit42 app:waiting', 'Pending'],
    ['Never', 'init:reset app:waiting', 'Pending'],
    ['Never', 'init:resetNow app:waiting', 'Pending'],
  ])('%s, %s is %s (L-PHS-2, L-INI-15, L-INI-16)', (policy, text, expected) => {
    expect(phase(policy, text)).toBe(expected);
  });
});

describe('a Pod with a sidecar', () => {
  test.each([
    ['Always', 'sidecar:- app:-', false, 'Pending'],
    ['Always', 'sidecar:waiting app:waiting', false, 'Pending'],
    ['Always', 'sidecar:unstarted app:waiting', false, 'Pending'],
    ['Always', 'sidecar:running app:waiting', false, 'Pending'],
    ['Always', 'sidecar:unstarted app:running', false, 'Pending'],
    ['Always', 'sidecar:unstarted app:running', true, 'Running'],
    ['Always', 'sidecar:running app:running', true, 'Running'],
    ['Always', 'sidecar:crashed app:running', true, 'Running'],
    ['Always', 'sidecar:failed app:running', true, 'Running'],
    ['Always', 'sidecar:ok app:running', true, 'Running'],
    ['Always', 'sidecar:waiting app:running', true, 'Pending'],
    ['Always', 'sidecar:stateless app:running', true, 'Pending'],
    ['Always', 'sidecar:- app:running', true, 'Pending'],
    ['Always', 'sidecar:failed app:waiting', false, 'Pending'],
    ['Always', 'sidecar:running app:failed', true, 'Running'],
    ['Always', 'init:running sidecar:running app:waiting', false, 'Pending'],
    ['OnFailure', 'sidecar:running app:ok', true, 'Running'],
    ['OnFailure', 'sidecar:ok app:ok', true, 'Succeeded'],
    ['OnFailure', 'sidecar:failed app:failed', true, 'Running'],
    ['Never', 'sidecar:running app:ok', true, 'Running'],
    ['Never', 'sidecar:running app:failed', true, 'Running'],
    ['Never', 'sidecar:failed app:ok', true, 'Succeeded'],
    ['Never', 'sidecar:crashed app:ok', true, 'Succeeded'],
    ['Never', 'sidecar:ok app:failed', true, 'Failed'],
    ['Never', 'sidecar:failed app:waiting', false, 'Pending'],
    ['Never', 'sidecar:running app:ok app:running', true, 'Running'],
  ])(
    '%s, %s (app containers begun: %s) is %s (L-PHS-3, L-PHS-6)',
    (policy, text, initialized, expected) => {
      expect(phase(policy, text, { initialized })).toBe(expected);
    },
  );
});

describe('containers with a policy or rules of their own', () => {
  test.each([
    ['Never', 'app(Always):ok', 'Running'],
    ['Never', 'app(Always):failed', 'Running'],
    ['Never', 'app(OnFailure):ok', 'Succeeded'],
    ['Never', 'app(OnFailure):failed', 'Running'],
    ['Always', 'app(Never):ok', 'Succeeded'],
    ['Always', 'app(Never):failed', 'Failed'],
    ['Always', 'app(Never):failed app:failed', 'Running'],
    ['Always', 'app(Never):ok app(OnFailure):ok', 'Succeeded'],
    ['Always', 'app(Never):ok app(OnFailure):failed', 'Running'],
    ['Always', 'app(Never):crashed', 'Failed'],
    ['Never', 'app(Never,restart@42):exit42', 'Running'],
    ['Never', 'app(Never,restart@42):crashed42', 'Running'],
    ['Never', 'app(Never,restart@42):failed', 'Failed'],
    ['Never', 'app(Never,restart@42):ok', 'Succeeded'],
    ['Never', 'app(Never,restart!42):exit42', 'Failed'],
    ['Never', 'app(Never,restart!42):failed', 'Running'],
    ['Never', 'app(Never,all@42):exit42 app:ok', 'Running'],
    ['Never', 'app(Never,all@42):reset app:reset', 'Running'],
    ['Never', 'app(Never,all@42):resetNow app:resetNow', 'Running'],
    ['Never', 'app(Never,all@42):running app:reset', 'Running'],
    ['Never', 'app:ok app(Never,restart@42):exit42', 'Running'],
  ])('%s, %s is %s (L-PHS-1, L-INI-15, L-INI-16)', (policy, text, expected) => {
    expect(phase(policy, text)).toBe(expected);
  });
});
