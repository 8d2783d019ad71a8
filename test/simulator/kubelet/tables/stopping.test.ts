// How a Pod and its containers are stopped, and what is left of their status.
import { describe, expect, test } from 'vitest';
import type { ContainerStatus, Pod, PodStatus } from '../../../../server/src/schema/objects';
import { effectiveGrace, killGrace } from '../../../../server/src/simulator/kubelet/grace';
import { stoppedBefore } from '../../../../server/src/simulator/kubelet/killContainers';
import {
  hasInitialized,
  terminatedStatus,
} from '../../../../server/src/simulator/kubelet/termination';
import { observed } from './observed';

function podWith(spec: number | undefined, deletion: number | undefined): Pod {
  const { pod } = observed('app:run');
  const { metadata } = pod;
  return {
    ...pod,
    metadata:
      deletion === undefined ? metadata : { ...metadata, deletionGracePeriodSeconds: deletion },
    spec: spec === undefined ? pod.spec : { ...pod.spec, terminationGracePeriodSeconds: spec },
  };
}

describe('the grace of a Pod that ends', () => {
  test.each([
    [undefined, undefined, undefined, 30],
    [10, undefined, undefined, 10],
    [10, 20, undefined, 20],
    [10, 20, 5, 5],
    [10, 5, 20, 5],
    [10, undefined, 5, 5],
    [10, undefined, 60, 60],
    [10, 0, undefined, 1],
    [0, undefined, undefined, 1],
    [-1, undefined, undefined, 1],
    [30, undefined, 0, 1],
  ])('spec %s, deletion %s, eviction %s: %i s (L-TRM-6)', (spec, deletion, eviction, expected) => {
    expect(effectiveGrace(podWith(spec, deletion), eviction)).toBe(expected);
  });
});

describe('the grace of a container whose probe failed', () => {
  test.each([
    ['liveness', 30, undefined, undefined, 30],
    ['liveness', 30, 5, undefined, 5],
    ['liveness', 30, 60, undefined, 60],
    ['liveness', 30, 5, 12, 12],
    ['liveness', undefined, undefined, undefined, 30],
    ['startup', 30, 5, undefined, 5],
    ['startup', 30, 5, 0, 0],
    ['definition', 30, 5, undefined, 30],
    ['resize', 30, 5, undefined, 30],
    ['definition', 30, 5, 12, 12],
  ] as const)(
    'cause %s, spec %s, probe %s, deletion %s: %i s (L-TRM-6)',
    (cause, spec, probe, deletion, expected) => {
      const pod = podWith(spec, deletion);
      const own = probe === undefined ? {} : { terminationGracePeriodSeconds: probe };
      const containers = [{ name: 'app0', livenessProbe: own, startupProbe: own }];
      const probed = { ...pod, spec: { ...pod.spec, containers } };
      expect(killGrace(probed, { name: 'app0', cause })).toBe(expected);
    },
  );
});

describe('before a sidecar is told to stop', () => {
  test.each([
    ['app:run app:run', 'app0', ''],
    ['init:run app:-', 'init0', ''],
    ['sidecar:run app:run', 'app1', ''],
    ['sidecar:run app:run app:run', 'sidecar0', 'app1 app2'],
    ['sidecar:run sidecar:run sidecar:run app:run', 'sidecar2', 'app3'],
    ['sidecar:run sidecar:run sidecar:run app:run', 'sidecar1', 'app3 sidecar2'],
    ['sidecar:run sidecar:run sidecar:run app:run', 'sidecar0', 'app3 sidecar1'],
    ['sidecar:run init:exit0 sidecar:run app:run', 'sidecar0', 'app3 sidecar2'],
    ['init:exit0 sidecar:run init:exit0 app:run', 'sidecar1', 'app3'],
  ])('%s: %s waits for %j (L-TRM-7, L-TRM-9)', (text, name, expected) => {
    expect(stoppedBefore(observed(text).pod.spec, name).join(' ')).toBe(expected);
  });
});

const STATES: Readonly<Record<string, Partial<ContainerStatus>>> = {
  waiting: { state: { waiting: {} } },
  crashed: { state: { waiting: {} }, lastState: { terminated: { exitCode: 1 } } },
  finished: { state: { waiting: {} }, lastState: { terminated: { exitCode: 0 } } },
  running: { state: { running: {} }, started: true },
  starting: { state: { running: {} }, started: false },
  ok: { state: { terminated: { exitCode: 0 } } },
  failed: { state: { terminated: { exitCode: 1 } } },
};

/** `init:ok sidecar:running app:waiting` as a Pod and its status. */
function told(text: string, phase = 'Pending'): { readonly pod: Pod; readonly status: PodStatus } {
  const words = text.split(' ');
  const { pod } = observed(words.map((word) => word.replace(/:.*/, ':-')).join(' '));
  const of = (app: boolean): readonly ContainerStatus[] =>
    words.flatMap((word, index) => {
      const [kind = '', state = ''] = word.split(':');
      if ((kind === 'app') !== app) return [];
      const blank = {
        name: `${kind}${index}`,
        ready: false,
        restartCount: 0,
        image: '',
        imageID: '',
      };
      return [{ ...blank, ...STATES[state] }];
    });
  const inits = of(false);
  const containerStatuses = of(true);
  const status = { phase, containerStatuses };
  return { pod, status: inits.length === 0 ? status : { ...status, initContainerStatuses: inits } };
}

describe('whether a Pod was initialized before its end', () => {
  test.each([
    ['app:waiting', true],
    ['init:waiting app:waiting', false],
    ['init:running app:waiting', false],
    ['init:failed app:waiting', false],
    ['init:crashed app:waiting', false],
    ['init:ok app:waiting', true],
    ['init:finished app:waiting', true],
    ['init:ok init:waiting app:waiting', false],
    ['init:waiting init:ok app:waiting', true],
    ['init:waiting app:running', true],
    ['init:waiting app:failed', true],
    ['init:waiting app:crashed', true],
    ['sidecar:waiting app:waiting', false],
    ['sidecar:starting app:waiting', false],
    ['sidecar:running app:waiting', true],
    ['sidecar:ok app:waiting', false],
    ['init:ok sidecar:starting app:waiting', false],
    ['sidecar:starting init:ok app:waiting', true],
  ])('%s: %s (L-TRM-15)', (text, expected) => {
    const { pod, status } = told(text);
    expect(hasInitialized(pod, status)).toBe(expected);
  });
});

describe('the last status of a Pod', () => {
  /** `?` for a container that is called lost. */
  function last(text: string, phase?: string): string {
    const { pod, status } = told(text, phase);
    const end = terminatedStatus(status, hasInitialized(pod, status));
    const words = [...(end.initContainerStatuses ?? []), ...(end.containerStatuses ?? [])].map(
      ({ state }) =>
        state?.terminated === undefined
          ? 'waiting'
          : state.terminated.reason === 'ContainerStatusUnknown'
            ? '?'
            : `${state.terminated.exitCode}`,
    );
    return [end.phase, ...words].join(' ');
  }

  test.each([
    ['app:waiting', 'Failed ?'],
    ['app:running', 'Failed ?'],
    ['app:ok app:failed', 'Failed 0 1'],
    ['app:ok app:waiting', 'Failed 0 ?'],
    ['app:crashed', 'Failed ?'],
    ['init:waiting app:waiting', 'Failed ? waiting'],
    ['init:ok init:waiting app:waiting', 'Failed 0 waiting waiting'],
    ['init:ok init:running app:waiting', 'Failed 0 ? waiting'],
    ['init:waiting init:running init:waiting app:waiting', 'Failed ? ? waiting waiting'],
    ['init:waiting init:crashed init:waiting app:waiting', 'Failed ? ? waiting waiting'],
    ['init:ok init:ok app:waiting', 'Failed 0 0 ?'],
    ['init:ok init:failed app:waiting', 'Failed 0 1 waiting'],
    ['sidecar:running app:waiting', 'Failed ? ?'],
    ['init:waiting app:running', 'Failed ? ?'],
  ])('that was %s is %s (L-TRM-15)', (text, expected) => {
    expect(last(text)).toBe(expected);
  });

  test.each([
    ['Succeeded', 'app:ok', 'Succeeded 0'],
    ['Failed', 'app:ok', 'Failed 0'],
    ['Running', 'app:ok', 'Failed 0'],
    ['Pending', 'app:waiting', 'Failed ?'],
  ])('of phase %s, %s, is %s (L-TRM-15, L-TRM-18)', (phase, text, expected) => {
    expect(last(text, phase)).toBe(expected);
  });
});
