import { describe, expect, test } from 'vitest';
import type { ContainerStatus } from '../../../../server/src/schema/objects';
import { probeStep } from '../../../../server/src/simulator/kubelet/probeStep';
import type { ProbeKind } from '../../../../server/src/simulator/trace/trace';

const STATES: Readonly<Record<string, Partial<ContainerStatus>>> = {
  withoutId: { state: { waiting: {} }, containerID: '' },
  waiting: { state: { waiting: {} } },
  ended: { state: { terminated: { exitCode: 1 } } },
  running: { state: { running: { startedAt: '2026-01-01T00:00:10Z' } }, started: true },
  starting: { state: { running: { startedAt: '2026-01-01T00:00:10Z' } }, started: false },
};

interface Options {
  readonly phase?: string;
  readonly onHold?: boolean;
  readonly deleting?: boolean;
  readonly delay?: number;
  /** Seconds since the container began. */
  readonly age?: number;
}

function step(kind: ProbeKind, state: string, options: Options): string {
  const known = STATES[state];
  const status: ContainerStatus | undefined =
    known === undefined
      ? undefined
      : {
          name: 'app',
          ready: false,
          restartCount: 0,
          image: '',
          imageID: '',
          containerID: 'containerd://1',
          ...known,
        };
  return probeStep({
    kind,
    phase: options.phase ?? 'Running',
    status,
    onHold: options.onHold ?? false,
    deleting: options.deleting ?? false,
    initialDelaySeconds: options.delay ?? 0,
    now: Date.UTC(2026, 0, 1, 0, 0, 10) - Date.UTC(2026, 0, 1) + (options.age ?? 5) * 1000,
  });
}

describe('an iteration of a probe worker', () => {
  test.each<[string, Options, readonly [startup: string, readiness: string, liveness: string]]>([
    ['absent', {}, ['wait', 'wait', 'wait']],
    ['withoutId', {}, ['wait', 'wait', 'wait']],
    ['waiting', {}, ['fail', 'fail', 'fail']],
    ['ended', {}, ['fail', 'fail', 'fail']],
    ['ended', { deleting: true }, ['fail', 'fail', 'fail']],
    ['running', {}, ['wait', 'probe', 'probe']],
    ['starting', {}, ['probe', 'wait', 'wait']],
    ['running', { phase: 'Pending' }, ['wait', 'probe', 'probe']],
    ['running', { phase: 'Failed' }, ['end', 'end', 'end']],
    ['running', { phase: 'Succeeded' }, ['end', 'end', 'end']],
    ['absent', { phase: 'Failed' }, ['end', 'end', 'end']],
    ['running', { onHold: true }, ['wait', 'wait', 'wait']],
    ['ended', { onHold: true }, ['wait', 'wait', 'wait']],
    ['starting', { onHold: true }, ['wait', 'wait', 'wait']],
    ['running', { deleting: true }, ['succeedAndEnd', 'probe', 'succeedAndEnd']],
    ['starting', { deleting: true }, ['succeedAndEnd', 'wait', 'succeedAndEnd']],
    ['running', { deleting: true, delay: 60 }, ['succeedAndEnd', 'wait', 'succeedAndEnd']],
    ['running', { delay: 10, age: 5 }, ['wait', 'wait', 'wait']],
    ['running', { delay: 10, age: 9.999 }, ['wait', 'wait', 'wait']],
    ['running', { delay: 10, age: 10 }, ['wait', 'probe', 'probe']],
    ['starting', { delay: 10, age: 9 }, ['wait', 'wait', 'wait']],
    ['starting', { delay: 10, age: 10 }, ['probe', 'wait', 'wait']],
  ])('%s, %o: startup, readiness, liveness %j (L-PRB-2)', (state, options, expected) => {
    const kinds = ['startup', 'readiness', 'liveness'] as const;
    expect(kinds.map((kind) => step(kind, state, options))).toEqual(expected);
  });
});
