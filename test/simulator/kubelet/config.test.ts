import { describe, expect, test } from 'vitest';
import type { KubeObject, Pod } from '../../../server/src/schema/objects';
import { ObjectStore } from '../../../server/src/simulator/api/store';
import {
  buildEnvironment,
  expandReferences,
} from '../../../server/src/simulator/kubelet/environment';
import { goDuration } from '../../../server/src/simulator/kubelet/goDuration';
import { mergeStatus } from '../../../server/src/simulator/kubelet/statusWriter';
import { planVolume } from '../../../server/src/simulator/kubelet/volumePlans';

function store(...objects: readonly KubeObject[]): ObjectStore {
  const found = new ObjectStore();
  objects.forEach((object, i) => {
    found.put({ ...object, metadata: { ...object.metadata, uid: `u${i}` } }, 0, 1);
  });
  return found;
}

const settings: KubeObject = {
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name: 'settings', namespace: 'default' },
  data: { color: 'red', size: 'big' },
};
const secret: KubeObject = {
  apiVersion: 'v1',
  kind: 'Secret',
  metadata: { name: 'keys', namespace: 'default' },
  data: { key: 'aGFsbMO2' },
};
const pod: Pod = {
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name: 'web', namespace: 'default', labels: { app: 'x' } },
  spec: { containers: [{ name: 'app' }] },
};

function environment(container: Omit<Pod['spec']['containers'][number], 'name'>): unknown {
  const result = buildEnvironment({
    view: store(settings, secret),
    pod,
    container: { name: 'app', ...container },
    addresses: { podIP: '10.0.0.7', hostIP: '10.0.0.1' },
  });
  return result.kind === 'env' ? Object.fromEntries(result.env) : result.text;
}

describe('the environment', () => {
  test('has envFrom first, env over it, later over earlier', () => {
    expect(
      environment({
        envFrom: [{ prefix: 'C_', configMapRef: { name: 'settings' } }],
        env: [
          { name: 'C_size', value: 'small' },
          { name: 'SUM', value: '$(C_color) $(C_size) $(NONE) $$(C_color)' },
        ],
      }),
    ).toEqual({ C_color: 'red', C_size: 'small', SUM: 'red small $(NONE) $(C_color)' });
  });
  test('reads Secrets, fields and addresses', () => {
    expect(
      environment({
        env: [
          { name: 'K', valueFrom: { secretKeyRef: { name: 'keys', key: 'key' } } },
          { name: 'L', valueFrom: { fieldRef: { fieldPath: "metadata.labels['app']" } } },
          { name: 'IP', valueFrom: { fieldRef: { fieldPath: 'status.podIP' } } },
        ],
      }),
    ).toEqual({ K: 'hallö', L: 'x', IP: '10.0.0.7' });
  });
  test.each([
    [{ configMapKeyRef: { name: 'none', key: 'k' } }, 'configmap "none" not found'],
    [
      { configMapKeyRef: { name: 'settings', key: 'k' } },
      "couldn't find key k in ConfigMap default/settings",
    ],
    [{ secretKeyRef: { name: 'none', key: 'k' } }, 'secret "none" not found'],
  ])('names what is missing: %j (L-SYN-14)', (valueFrom, expected) => {
    expect(environment({ env: [{ name: 'A', valueFrom }] })).toBe(expected);
  });
  test('leaves out what is optional and missing', () => {
    const configMapKeyRef = { name: 'none', key: 'k', optional: true };
    expect(environment({ env: [{ name: 'A', valueFrom: { configMapKeyRef } }] })).toEqual({});
  });
  test('references stand for themselves when nobody has the name', () => {
    expect(expandReferences('$(A)$(B)', new Map([['A', '1']]))).toBe('1$(B)');
  });
});

describe('volumes', () => {
  const view = store(settings);
  test('take the keys that are asked for, under the paths that are given', () => {
    const items = [{ key: 'color', path: 'a/b' }];
    const planned = planVolume(view, pod, { name: 'v', configMap: { name: 'settings', items } });
    expect(planned).toMatchObject({
      kind: 'planned',
      plan: { kind: 'files', files: [{ path: 'a/b', text: 'red' }] },
    });
  });
  test.each([
    [{ configMap: { name: 'none' } }, 'configmap "none" not found'],
    [{ secret: { secretName: 'none' } }, 'secret "none" not found'],
    [
      { configMap: { name: 'settings', items: [{ key: 'nope', path: 'x' }] } },
      'configmap references non-existent config key: nope',
    ],
    [
      { hostPath: { path: '/nowhere', type: 'Directory' } },
      'hostPath type check failed: /nowhere is not a directory',
    ],
  ])('tell what is missing: %j (L-SYN-11)', (source, text) => {
    expect(planVolume(view, pod, { name: 'v', ...source })).toEqual({ kind: 'missing', text });
  });
  test('optional sources never block (L-SYN-11)', () => {
    const volume = { name: 'v', configMap: { name: 'none', optional: true } };
    expect(planVolume(view, pod, volume).kind).toBe('planned');
  });
});

describe('a status on its way to the API', () => {
  const current = {
    phase: 'Running',
    qosClass: 'Burstable',
    conditions: [
      { type: 'x/gate', status: 'True', lastTransitionTime: 'then' },
      { type: 'Ready', status: 'True', lastTransitionTime: 'then' },
    ],
  };
  const wanted = {
    phase: 'Failed',
    reason: 'Evicted',
    conditions: [{ type: 'Ready', status: 'True' }],
  };
  const merge = (couldRun: boolean) =>
    mergeStatus({ wanted, current, couldRun, generation: 2, now: 'now' });

  test('does not show a terminal phase while containers could run (L-TRM-15)', () => {
    expect(merge(true)).toMatchObject({ phase: 'Running', qosClass: 'Burstable' });
    expect(merge(true).reason).toBeUndefined();
  });
  test('is never Ready once the phase is terminal (L-CND-9)', () => {
    const ready = merge(false).conditions?.find(({ type }) => type === 'Ready');
    expect(ready).toMatchObject({
      status: 'False',
      reason: 'PodFailed',
      lastTransitionTime: 'now',
    });
  });
  test("keeps others' conditions and the times of what has not changed (L-CND-1)", () => {
    expect(merge(true).conditions).toMatchObject([
      { type: 'x/gate', lastTransitionTime: 'then' },
      { type: 'Ready', lastTransitionTime: 'then', observedGeneration: 2 },
    ]);
  });
});

test('durations read as Go prints them (L-IMG-3)', () => {
  expect([850, 1234, 2000, 61_500, 3_723_004].map(goDuration)).toEqual([
    '850ms',
    '1.234s',
    '2s',
    '1m1.5s',
    '1h2m3.004s',
  ]);
});
