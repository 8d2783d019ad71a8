import { describe, expect, test } from 'vitest';
import type { ContainerStatus, PodCondition } from '../../../../server/src/schema/objects';
import {
  type ConditionFact,
  type ConditionsInput,
  containersReady,
  podInitialized,
  podReady,
  readyToStartContainers,
} from '../../../../server/src/simulator/kubelet/conditions';
import { needsSandbox } from '../../../../server/src/simulator/kubelet/podActions';
import { mergeStatus } from '../../../../server/src/simulator/kubelet/statusWriter';
import { type Circumstances, observed } from './observed';

const SHOWN: Readonly<Record<string, Partial<ContainerStatus>>> = {
  ready: { ready: true, started: true, state: { running: {} } },
  unready: { started: true, state: { running: {} } },
  starting: { started: false, state: { running: {} } },
  waiting: { state: { waiting: {} } },
  crashed: { state: { waiting: {} }, lastState: { terminated: { exitCode: 1 } } },
  done: { ready: true, state: { terminated: { exitCode: 0 } } },
  failed: { state: { terminated: { exitCode: 1 } } },
};

interface Told {
  readonly phase?: string;
  readonly gates?: string;
  /** `x=True`. */
  readonly conditions?: string;
}

/** `init:done sidecar:ready app:-`; `-` has no status; nothing at all stands for a status without any containers. */
function input(text: string, { phase = 'Running', gates, conditions = '' }: Told): ConditionsInput {
  const words = text.replace('(nothing)', '').trim().split(' ');
  const { spec } = observed(words.map((word) => word.replace(/:.*/, ':-')).join(' ')).pod;
  const statuses = (app: boolean): readonly ContainerStatus[] =>
    words.flatMap((word, index) => {
      const [kind = '', state = ''] = word.split(':');
      const known = SHOWN[state];
      if ((kind === 'app') !== app || known === undefined) return [];
      const blank = { ready: false, restartCount: 0, image: '', imageID: '' };
      return [{ name: `${kind}${index}`, ...blank, ...known }];
    });
  const nothing = text.startsWith('(nothing)');
  return {
    spec:
      gates === undefined
        ? spec
        : { ...spec, readinessGates: gates.split(' ').map((conditionType) => ({ conditionType })) },
    phase,
    containerStatuses: nothing ? undefined : statuses(true),
    initContainerStatuses: nothing ? undefined : statuses(false),
    conditions: conditions.split(' ').flatMap((one): readonly PodCondition[] => {
      const [type = '', status = ''] = one.split('=');
      return type === '' ? [] : [{ type, status }];
    }),
  };
}

/** `False ContainersNotReady: containers with …`. */
function line({ status, reason, message }: ConditionFact): string {
  const why = reason === undefined ? '' : ` ${reason}`;
  return `${status}${why}${message === undefined ? '' : `: ${message}`}`;
}

const unready = (names: string): string =>
  `False ContainersNotReady: containers with unready status: [${names}]`;
const unknown = (names: string): string =>
  `False ContainersNotReady: containers with unknown status: [${names}]`;

describe('ContainersReady', () => {
  test.each<[string, string, string]>([
    ['(nothing) app:-', 'Running', 'False UnknownContainerStatuses'],
    ['(nothing) sidecar:- app:-', 'Running', 'False UnknownContainerStatuses'],
    ['app:ready', 'Running', 'True'],
    ['app:ready app:ready', 'Running', 'True'],
    ['app:-', 'Running', unknown('app0')],
    ['app:- app:-', 'Running', unknown('app0 app1')],
    ['app:ready app:-', 'Running', unknown('app1')],
    ['app:ready app:unready', 'Running', unready('app1')],
    ['app:unready app:waiting', 'Pending', unready('app0 app1')],
    ['app:unready app:-', 'Running', `${unknown('app1')}, containers with unready status: [app0]`],
    ['app:failed', 'Running', unready('app0')],
    ['app:done app:done', 'Succeeded', 'False PodCompleted'],
    ['app:done app:-', 'Succeeded', unknown('app1')],
    ['app:ready', 'Failed', 'False PodFailed'],
    ['app:ready app:-', 'Failed', 'False PodFailed'],
    ['init:waiting app:ready', 'Running', 'True'],
    ['init:- app:ready', 'Running', 'True'],
    ['sidecar:ready app:ready', 'Running', 'True'],
    ['sidecar:unready app:ready', 'Running', unready('sidecar0')],
    ['sidecar:starting app:unready', 'Running', unready('sidecar0 app1')],
    ['sidecar:- app:ready', 'Running', unknown('sidecar0')],
    ['sidecar:- app:-', 'Running', unknown('sidecar0 app1')],
    ['sidecar:failed app:done', 'Succeeded', 'False PodCompleted'],
    ['sidecar:- app:done', 'Succeeded', unknown('sidecar0')],
    ['sidecar:ready app:ready', 'Failed', 'False PodFailed'],
  ])('of %s in phase %s: %s (L-CND-2, L-INI-14)', (text, phase, expected) => {
    const given = input(text, { phase });
    expect(line(containersReady(given))).toBe(expected);
    if (expected !== 'True') expect(line(podReady(given))).toBe(expected);
  });
});

describe('Ready', () => {
  const missing = (gate: string): string =>
    `corresponding condition of pod readiness gate "${gate}" does not exist.`;
  const not = (gate: string, status: string): string =>
    `the status of pod readiness gate "${gate}" is not "True", but ${status}`;
  test.each<[string, Told, string]>([
    ['app:ready', {}, 'True'],
    ['app:ready', { gates: 'a' }, `False ReadinessGatesNotReady: ${missing('a')}`],
    [
      'app:ready',
      { gates: 'a', conditions: 'a=False' },
      `False ReadinessGatesNotReady: ${not('a', 'False')}`,
    ],
    [
      'app:ready',
      { gates: 'a', conditions: 'a=Unknown' },
      `False ReadinessGatesNotReady: ${not('a', 'Unknown')}`,
    ],
    ['app:ready', { gates: 'a', conditions: 'a=True' }, 'True'],
    ['app:ready', { gates: 'a b', conditions: 'a=True b=True' }, 'True'],
    [
      'app:ready',
      { gates: 'a b', conditions: 'b=True' },
      `False ReadinessGatesNotReady: ${missing('a')}`,
    ],
    [
      'app:ready',
      { gates: 'a b', conditions: 'a=False' },
      `False ReadinessGatesNotReady: ${not('a', 'False')}, ${missing('b')}`,
    ],
    ['app:unready', { gates: 'a', conditions: 'a=False' }, unready('app0')],
    ['app:done', { gates: 'a', conditions: 'a=True', phase: 'Succeeded' }, 'False PodCompleted'],
    ['app:ready', { conditions: 'a=False' }, 'True'],
  ])('of %s with %o: %s (L-CND-3)', (text, told, expected) => {
    expect(line(podReady(input(text, told)))).toBe(expected);
  });
});

describe('Initialized', () => {
  const incomplete = (names: string): string =>
    `False ContainersNotInitialized: containers with incomplete status: [${names}]`;
  const notKnown = (names: string): string =>
    `False ContainersNotInitialized: containers with unknown status: [${names}]`;
  test.each<[string, Told, string]>([
    ['(nothing) app:-', { phase: 'Pending' }, 'True'],
    ['(nothing) init:- app:-', { phase: 'Pending' }, 'False UnknownContainerStatuses'],
    ['app:waiting', { phase: 'Pending' }, 'True'],
    ['init:- app:waiting', { phase: 'Pending' }, notKnown('init0')],
    ['init:waiting app:waiting', { phase: 'Pending' }, incomplete('init0')],
    ['init:done app:waiting', { phase: 'Pending' }, 'True'],
    ['init:failed app:waiting', { phase: 'Failed' }, incomplete('init0')],
    ['init:done init:waiting app:waiting', { phase: 'Pending' }, incomplete('init1')],
    ['init:done init:- app:waiting', { phase: 'Pending' }, notKnown('init1')],
    [
      'init:waiting init:- app:waiting',
      { phase: 'Pending' },
      `${notKnown('init1')}, containers with incomplete status: [init0]`,
    ],
    ['init:done app:done', { phase: 'Succeeded' }, 'True PodCompleted'],
    ['app:done', { phase: 'Succeeded' }, 'True PodCompleted'],
    ['init:- app:done', { phase: 'Succeeded' }, 'True'],
    ['init:waiting app:ready', {}, 'True'],
    ['init:- app:failed', {}, 'True'],
    ['init:waiting app:crashed', {}, incomplete('init0')],
    ['sidecar:waiting app:waiting', { phase: 'Pending' }, incomplete('sidecar0')],
    ['sidecar:starting app:waiting', { phase: 'Pending' }, incomplete('sidecar0')],
    ['sidecar:unready app:waiting', { phase: 'Pending' }, 'True'],
    ['sidecar:- app:waiting', { phase: 'Pending' }, notKnown('sidecar0')],
    ['sidecar:starting app:ready', {}, 'True'],
    ['sidecar:failed app:done', { phase: 'Succeeded' }, 'True PodCompleted'],
    ['init:waiting app:waiting', { phase: 'Pending', conditions: 'Initialized=True' }, 'True'],
    [
      'init:waiting app:waiting',
      { phase: 'Pending', conditions: 'Initialized=False' },
      incomplete('init0'),
    ],
  ])('of %s with %o: %s (L-CND-5, L-INI-12)', (text, told, expected) => {
    expect(line(podInitialized(input(text, told)))).toBe(expected);
  });
});

describe('PodReadyToStartContainers', () => {
  test.each<[Circumstances, string]>([
    [{ sandbox: 'none' }, 'False'],
    [{ sandbox: 'lost' }, 'False'],
    [{ sandbox: 'two' }, 'False'],
    [{ sandbox: 'withoutIP' }, 'False'],
    [{ sandbox: 'ready' }, 'True'],
    [{ sandbox: 'withoutIP', hostNetwork: true }, 'True'],
    [{ sandbox: 'lost', hostNetwork: true }, 'False'],
  ])('with %o is %s (L-CND-6, L-SYN-9)', (circumstances, expected) => {
    const { pod, records } = observed('app:-', circumstances);
    expect(readyToStartContainers(!needsSandbox(pod, records)).status).toBe(expected);
  });
});

describe('what the API is told', () => {
  const of = (text: string): readonly PodCondition[] =>
    text.split(' ').flatMap((one) => {
      const [type = '', status = '', lastTransitionTime] = one.split('=');
      if (type === '') return [];
      return [
        lastTransitionTime === undefined ? { type, status } : { type, status, lastTransitionTime },
      ];
    });

  /** Phase and reason, then `Ready=True@then` and so on. */
  function merged(
    wanted: string,
    wantedConditions: string,
    current: string,
    currentConditions: string,
    couldRun: boolean,
    disruption?: string,
  ): string {
    const [phase = '', reason] = wanted.split('/');
    const [before = '', why] = current.split('/');
    const status = mergeStatus({
      wanted: {
        phase,
        ...(reason === undefined ? {} : { reason }),
        conditions: of(wantedConditions),
      },
      current: {
        phase: before,
        ...(why === undefined ? {} : { reason: why }),
        conditions: of(currentConditions),
      },
      couldRun,
      disruption,
      generation: undefined,
      now: 'now',
    });
    const conditions = (status.conditions ?? []).map(
      (one) =>
        `${one.type}=${one.status}@${one.lastTransitionTime}${one.reason === undefined ? '' : `(${one.reason})`}`,
    );
    return [
      `${status.phase}${status.reason === undefined ? '' : `/${status.reason}`}`,
      ...conditions,
    ].join(' ');
  }

  test.each([
    ['Running', 'Ready=True', 'Pending', '', true, 'Running Ready=True@now'],
    ['Running', 'Ready=True', 'Running', 'Ready=True=then', true, 'Running Ready=True@then'],
    ['Running', 'Ready=False', 'Running', 'Ready=True=then', true, 'Running Ready=False@now'],
    [
      'Running',
      'Ready=True',
      'Running',
      'x/gate=True=then Ready=True=then',
      true,
      'Running x/gate=True@then Ready=True@then',
    ],
    [
      'Running',
      '',
      'Running',
      'x/gate=True=then Ready=True=then',
      true,
      'Running x/gate=True@then',
    ],
    ['Running', 'x/gate=False', 'Running', 'x/gate=True=then', true, 'Running x/gate=True@then'],
    [
      'Failed/Evicted',
      'Ready=False',
      'Running',
      'Ready=True=then',
      true,
      'Running Ready=False@now',
    ],
    [
      'Failed/Evicted',
      'Ready=False',
      'Running',
      'Ready=True=then',
      false,
      'Failed/Evicted Ready=False@now',
    ],
    [
      'Succeeded',
      'Ready=False',
      'Running/Old',
      'Ready=False=then',
      true,
      'Running/Old Ready=False@then',
    ],
    [
      'Succeeded',
      'Ready=True ContainersReady=True',
      'Running',
      'Ready=True=then',
      false,
      'Succeeded Ready=False@now(PodCompleted) ContainersReady=False@now(PodCompleted)',
    ],
    [
      'Failed',
      'Ready=True ContainersReady=False',
      'Running',
      'Ready=True=then',
      false,
      'Failed Ready=False@now(PodFailed) ContainersReady=False@now(PodFailed)',
    ],
    ['Failed', 'Ready=False', 'Failed', 'Ready=False=then', true, 'Failed Ready=False@then'],
  ])(
    '%s with %j over %s with %j (could run: %s): %s (L-CND-1, L-CND-9, L-TRM-15)',
    (wanted, conditions, current, before, couldRun, expected) => {
      expect(merged(wanted, conditions, current, before, couldRun)).toBe(expected);
    },
  );

  test.each([
    ['Failed', 'Running', '', true, 'Running'],
    ['Failed', 'Running', '', false, 'Failed DisruptionTarget=True@now(TerminationByKubelet)'],
    ['Running', 'Running', '', true, 'Running'],
    ['Failed', 'Failed', '', false, 'Failed'],
    ['Failed', 'Failed', 'DisruptionTarget=True=then', false, 'Failed DisruptionTarget=True@then'],
    [
      'Failed',
      'Running',
      'DisruptionTarget=True=then x/gate=True=then',
      false,
      'Failed DisruptionTarget=True@then(TerminationByKubelet) x/gate=True@then',
    ],
  ])(
    'of a Pod that the kubelet ends: %s over %s with %j (could run: %s): %s (L-CND-8)',
    (wanted, current, before, couldRun, expected) => {
      expect(merged(wanted, '', current, before, couldRun, 'why')).toBe(expected);
    },
  );
});
