import { describe, expect, test } from 'vitest';
import {
  askForStart,
  type BackoffEntry,
  type BackoffLimits,
  backoffText,
  CRASH_LOOP,
} from '../../../../server/src/simulator/kubelet/restartBackoff';
import {
  restartVerdict,
  shouldBeStarted,
} from '../../../../server/src/simulator/kubelet/restartDecision';
import { observed } from './observed';

describe('whether the next sync starts a container', () => {
  const policies = ['Always', 'OnFailure', 'Never'] as const;
  test.each([
    ['app:-', 'yes yes yes'],
    ['app:run', 'no no no'],
    ['app:created', 'yes yes yes'],
    ['app:exit0', 'yes no no'],
    ['app:exit1', 'yes yes no'],
    ['app:oom137', 'yes yes no'],
    ['app:run<exit1', 'no no no'],
    ['app:exit0<exit1', 'yes no no'],
    ['app:exit1<exit0', 'yes yes no'],
    ['app(Always):exit0', 'yes yes yes'],
    ['app(OnFailure):exit0', 'no no no'],
    ['app(OnFailure):exit1', 'yes yes yes'],
    ['app(Never):exit1', 'no no no'],
    ['app(Never):-', 'yes yes yes'],
    ['app(Never,restart@1):exit1', 'yes yes yes'],
    ['app(Never,restart@2):exit1', 'no no no'],
    ['app(Never,restart@1):exit0', 'no no no'],
    ['app(,restart@1):exit1', 'yes yes no'],
    ['sidecar:exit0', 'yes yes yes'],
    ['sidecar:exit1', 'yes yes yes'],
    ['sidecar:run', 'no no no'],
  ])('%s under Always, OnFailure, Never: %s (L-RST-1, L-INI-7, L-INI-15)', (text, expected) => {
    const starts = (policy: string, deleting: boolean): boolean => {
      const { pod, records } = observed(`${text} app:-`, { policy, deleting });
      const [container] = pod.spec.initContainers ?? pod.spec.containers;
      return container !== undefined && shouldBeStarted(pod, container, records);
    };
    expect(policies.map((policy) => (starts(policy, false) ? 'yes' : 'no')).join(' ')).toBe(
      expected,
    );
    expect(policies.some((policy) => starts(policy, true))).toBe(false);
  });
});

describe('rules of a container', () => {
  test.each([
    ['Never,restart@42', [42, 1, 0], 'restart stayEnded stayEnded'],
    ['Never,restart@1|2|42', [1, 2, 3], 'restart restart stayEnded'],
    ['Never,restart!42', [42, 1, 0], 'stayEnded restart restart'],
    ['Never,restart!0|1', [0, 1, 2], 'stayEnded stayEnded restart'],
    ['Always,restart@42', [42, 1, 0], 'restart restart restart'],
    ['OnFailure,restart@0', [0, 1], 'restart restart'],
    ['OnFailure,restart@42', [42, 1, 0], 'restart restart stayEnded'],
    ['Never,all@42', [42, 1], 'restartAllContainers stayEnded'],
    ['Never,all!0', [0, 1, 255], 'stayEnded restartAllContainers restartAllContainers'],
    ['Never,restart@1,all@1|2', [1, 2, 3], 'restart restartAllContainers stayEnded'],
    ['Never,all@1,restart@1|2', [1, 2, 3], 'restartAllContainers restart stayEnded'],
  ])('%s after exits %j: %s (L-INI-15)', (inner, codes, expected) => {
    const { spec } = observed(`app(${inner}):- app:-`, { policy: 'Never' }).pod;
    const [container = { name: '' }] = spec.containers;
    expect(codes.map((code) => restartVerdict(spec, container, code)).join(' ')).toBe(expected);
  });

  test('without a known operator, or any codes, match nothing (L-INI-15)', () => {
    const rules = [
      { action: 'Restart' },
      { action: 'Restart', exitCodes: { operator: 'Near', values: [1] } },
    ];
    const container = { name: 'a', restartPolicy: 'Never', restartPolicyRules: rules };
    expect(restartVerdict({ containers: [container] }, container, 1)).toBe('stayEnded');
  });
});

/** `run 5` ends a run after so many seconds, `wait 5` lets time pass; both then ask for a start: `ok 10` or `held 10`. */
function story(script: string, limits: BackoffLimits): string {
  let entry: BackoffEntry | undefined;
  let now = 0;
  let finishedAt: number | undefined;
  return script
    .split(', ')
    .map((step) => {
      const [what = '', seconds = '0'] = step.split(' ');
      now += Number(seconds) * 1000;
      if (what === 'run') finishedAt = now;
      const permission = askForStart(entry, finishedAt, now, limits);
      if (permission.kind === 'heldBack') return `held ${permission.delayMs / 1000}`;
      entry = permission.entry;
      return `ok ${(entry?.delayMs ?? 0) / 1000}`;
    })
    .join(', ');
}

/** Seconds that a container waits which ends `runMs` after each start. */
function waits(runMs: number, restarts: number): readonly number[] {
  let entry: BackoffEntry | undefined;
  let now = 0;
  const found: number[] = [];
  for (let i = 0; i < restarts; i++) {
    now += runMs;
    const finishedAt = now;
    const first = askForStart(entry, finishedAt, now);
    if (first.kind === 'heldBack') now = first.until;
    const granted = askForStart(entry, finishedAt, now);
    if (granted.kind === 'granted') entry = granted.entry;
    found.push((now - finishedAt) / 1000);
  }
  return found;
}

describe('crash-loop back-off', () => {
  test.each([
    [1000, [0, 10, 20, 40, 80, 160, 300, 300]],
    [540_000, [0, 10, 20, 40]],
    [601_000, [0, 0, 0, 0]],
  ])('after runs of %i ms waits %j s (L-RST-5, L-RST-6)', (runMs, expected) => {
    expect(waits(runMs, expected.length)).toEqual(expected);
  });

  const limits = { firstMs: 1000, longestMs: 10_000, forgetMs: 20_000 };
  test.each([
    ['run 1', 'ok 1'],
    ['wait 5', 'ok 0'],
    ['run 0, run 0, wait 1', 'ok 1, held 1, ok 2'],
    ['run 0, run 0, wait 0.999, wait 0.001', 'ok 1, held 1, held 1, ok 2'],
    ['run 0, run 5, wait 1', 'ok 1, held 1, ok 2'],
    ['run 0, run 20, wait 1', 'ok 1, held 1, ok 2'],
    ['run 0, run 20.001, wait 1', 'ok 1, ok 1, ok 2'],
    [
      'run 0, run 0, wait 1, run 0, wait 2, run 0, wait 4, run 0, wait 8, run 0, wait 10',
      'ok 1, held 1, ok 2, held 2, ok 4, held 4, ok 8, held 8, ok 10, held 10, ok 10',
    ],
    ['run 0, run 0, wait 1, run 0, wait 2, run 21', 'ok 1, held 1, ok 2, held 2, ok 4, ok 1'],
  ])('%s: %s (L-RST-4, L-RST-6)', (script, expected) => {
    expect(story(script, limits)).toBe(expected);
  });

  test.each([
    [300, 'ok 10, held 10, ok 20, held 20, ok 40, held 40, ok 80'],
    [60, 'ok 10, held 10, ok 20, held 20, ok 40, held 40, ok 60'],
    [10, 'ok 10, held 10, ok 10, held 10, ok 10, held 10, ok 10'],
    [5, 'ok 5, held 5, ok 5, held 5, ok 5, held 5, ok 5'],
    [1, 'ok 1, held 1, ok 1, held 1, ok 1, held 1, ok 1'],
  ])('of a node whose longest is %i s: %s (L-RST-2)', (longest, expected) => {
    const node = { ...CRASH_LOOP, longestMs: longest * 1000 };
    expect(story('run 1, run 1, wait 10, run 1, wait 20, run 1, wait 40', node)).toBe(expected);
  });

  test.each([
    [1000, '1s'],
    [10_000, '10s'],
    [59_000, '59s'],
    [60_000, '1m0s'],
    [80_000, '1m20s'],
    [160_000, '2m40s'],
    [300_000, '5m0s'],
  ])('of %i ms reads %s (L-SYN-14)', (delay, text) => {
    expect(backoffText(delay)).toBe(text);
  });
});
