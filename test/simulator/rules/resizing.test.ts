// What a node grants, and when, of the cpu and memory that a Pod asks for while it runs. Rules: L-SYN-26.
import { expect, test } from 'vitest';
import type { KubeObject, ResourceRequirements } from '../../../server/src/schema/objects';
import {
  type MemoryChange,
  memoryDecreaseError,
} from '../../../server/src/simulator/kubelet/memoryDecrease';
import { condition, OnePod } from '../kubelet/support';

function app(more = ''): string {
  return `{ name: app, image: "app:1", resources: { requests: { cpu: 50m } }${more} }`;
}

function withCpu(run: OnePod, cpu: string): OnePod {
  return run.change((pod) => {
    const resources: ResourceRequirements = { requests: { cpu } };
    const containers = pod.spec.containers.map((container) => ({ ...container, resources }));
    return { ...pod, spec: { ...pod.spec, containers } };
  }, 'resize');
}

function neighbour(args: readonly string[], name = 'big', cpu = '3500m'): KubeObject {
  const resources = { requests: { cpu } };
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name, namespace: 'default' },
    spec: { restartPolicy: 'Never', containers: [{ name, image: 'app:1', args, resources }] },
  } as KubeObject;
}

const resizeEvents = (run: OnePod): readonly string[] =>
  run.events.filter((line) => line.startsWith('Resize')).map((line) => line.split(' ')[0] ?? '');

test('what waits for room is granted as soon as another Pod has ended (L-SYN-26)', () => {
  const run = new OnePod(`containers: [${app()}]`).create(neighbour(['--exit-after', '9']));
  withCpu(run.at(5), '1').at(8);
  expect(condition(run.pod, 'PodResizePending')).toBe('True Deferred');
  expect(run.pod.status?.containerStatuses?.[0]?.['resources']).toEqual({
    requests: { cpu: '50m' },
  });
  run.at(14);
  expect(condition(run.pod, 'PodResizePending')).toBeUndefined();
  expect(resizeEvents(run)).toEqual(['ResizeDeferred', 'ResizeStarted', 'ResizeCompleted']);
  expect(run.pod.status?.containerStatuses?.[0]?.['resources']).toEqual({ requests: { cpu: '1' } });
});

test('a container that starts again while its resize waits has what it had (L-SYN-26)', () => {
  const run = new OnePod(`containers: [${app(', args: [--exit-after, "8"]')}]`).create(
    neighbour([]),
  );
  withCpu(run.at(5), '1').at(11);
  expect(run.sequence.at(-1)).toBe('Running app=running,ready,1');
  expect(run.pod.status?.containerStatuses?.[0]?.['resources']).toEqual({
    requests: { cpu: '50m' },
  });
  expect(resizeEvents(run)).toEqual(['ResizeDeferred']);
});

test('what is asked for no longer waits for nothing (L-SYN-26)', () => {
  const run = new OnePod(`containers: [${app()}]`).create(neighbour([]));
  withCpu(withCpu(run.at(5), '1').at(8), '50m').at(10);
  expect(condition(run.pod, 'PodResizePending')).toBeUndefined();
  expect(resizeEvents(run)).toEqual(['ResizeDeferred']);
});

test('a resize of what does not run yet is complete at once (L-SYN-26)', () => {
  const run = new OnePod(`
    initContainers: [{ name: setup, image: "app:1", args: [--exit-after, "10"] }]
    containers: [${app()}]`);
  withCpu(run.at(5), '60m').at(6);
  expect(resizeEvents(run)).toEqual(['ResizeStarted', 'ResizeCompleted']);
  expect(run.at(15).pod.status?.containerStatuses?.[0]?.['resources']).toEqual({
    requests: { cpu: '60m' },
  });
});

test('a kubelet that was away finds what is asked for meanwhile (L-SYN-26, L-RST-14)', () => {
  const run = new OnePod(`containers: [${app()}]`).at(5).toKubelet({ kind: 'stop' }).at(6);
  withCpu(run, '60m').at(9).toKubelet({ kind: 'start' }).at(12);
  expect(resizeEvents(run)).toEqual(['ResizeStarted', 'ResizeCompleted']);
  expect(run.sequence.at(-1)).toBe('Running app=running,ready');
});

test('memory that is in use is not taken away, until it is free (L-SYN-26)', () => {
  const run = new OnePod(`
    containers:
      - name: app
        image: "app:1"
        args: [--alloc, "40", --alloc-after, "2", --exit-after, "30"]
        resources: { requests: { memory: 20Mi }, limits: { memory: 64Mi } }`).at(5);
  run.change((pod) => {
    const resources = { requests: { memory: '20Mi' }, limits: { memory: '32Mi' } };
    const containers = pod.spec.containers.map((container) => ({ ...container, resources }));
    return { ...pod, spec: { ...pod.spec, containers } };
  }, 'resize');
  const error =
    'cannot decrease memory limits: [attempting to set pod memory limit (33554432) below current usage (41943040), attempting to set container \\"app\\" memory limit (33554432) below current usage (41943040)]';
  expect(run.at(6).eventsAbout('ResizeError')).toEqual([
    `Pod resize error: {"containers":[{"name":"app","resources":{"limits":{"memory":"32Mi"},"requests":{"memory":"20Mi"}}}],"generation":2,"error":"${error}"} x1`,
  ]);
  expect(condition(run.at(25).pod, 'PodResizeInProgress')).toBe('True Error');
  expect(run.sequence.at(-1)).toBe('Running app=running,ready');
  run.at(33);
  expect(condition(run.pod, 'PodResizeInProgress')).toBeUndefined();
  expect(resizeEvents(run)).toEqual(['ResizeStarted', 'ResizeError', 'ResizeCompleted']);
});

test.each<[string, readonly MemoryChange[], string | undefined]>([
  ['more than is used', [change('a', '64Mi', '32Mi', 20)], undefined],
  ['no less than before', [change('a', '32Mi', '64Mi', 90)], undefined],
  [
    'less than is used, beside a container without limits',
    [change('a', '64Mi', '32Mi', 40), change('b', undefined, undefined, 1)],
    'attempting to set container "a" memory limit (33554432) below current usage (41943040)',
  ],
  [
    'less for one of two, which the other makes up for',
    [change('a', '64Mi', '32Mi', 40), change('b', '64Mi', '96Mi', 1)],
    'attempting to set container "a" memory limit (33554432) below current usage (41943040)',
  ],
])('a container may be left %s (L-SYN-26)', (_, changes, error) => {
  const names = new Set(changes.map(({ name }) => name));
  expect(memoryDecreaseError(changes, names)).toBe(
    error === undefined ? undefined : `cannot decrease memory limits: ${error}`,
  );
});

function change(
  name: string,
  before: string | undefined,
  after: string | undefined,
  mebibytes: number,
): MemoryChange {
  const limited = (memory: string | undefined): ResourceRequirements | undefined =>
    memory === undefined ? undefined : { limits: { memory } };
  return { name, before: limited(before), after: limited(after), used: mebibytes * 2 ** 20 };
}

test('what is infeasible takes no room from others, what waits does (L-SYN-26, L-SCH-10)', () => {
  const scheduled = (cpu: string): boolean => {
    const run = new OnePod(`containers: [${app()}]`).create(neighbour([], 'first', '1'));
    withCpu(run.at(5), cpu)
      .at(8)
      .create(neighbour([], 'last', '2'))
      .at(12);
    return run.simulation.store.pod('default', 'last')?.spec.nodeName !== undefined;
  };
  expect(scheduled('64')).toBe(true);
  expect(scheduled('3500m')).toBe(false);
});

test('a Pod that has become smaller makes room for one that waits (L-SYN-26, L-SCH-2)', () => {
  const run = new OnePod(`containers: [${app().replace('50m', '1')}]`).at(2);
  run.create(neighbour([], 'big', '3800m')).at(5);
  expect(run.simulation.store.pod('default', 'big')?.spec.nodeName).toBeUndefined();
  withCpu(run, '100m').at(8);
  expect(run.simulation.store.pod('default', 'big')?.status?.phase).toBe('Running');
});

test('a quota speaks on a resize too, and counts only what is more (L-SYN-26)', () => {
  const quota = {
    apiVersion: 'v1',
    kind: 'ResourceQuota',
    metadata: { name: 'small', namespace: 'default' },
    spec: { hard: { 'requests.cpu': '100m' } },
  } as KubeObject;
  const run = new OnePod(`containers: [${app()}]`).create(quota).at(5);
  const { pod, simulation } = run;
  const answerTo = (cpu: string): string => {
    const resources = { requests: { cpu } };
    const containers = pod.spec.containers.map((container) => ({ ...container, resources }));
    const { resourceVersion: _, ...metadata } = pod.metadata;
    const object = { ...pod, metadata, spec: { ...pod.spec, containers } };
    const write = { verb: 'update', by: 'client', object, subresource: 'resize' } as const;
    const answer = simulation.request(write);
    return answer.ok ? 'granted' : answer.status.message;
  };
  expect(answerTo('160m')).toBe(
    'pods "web" is forbidden: exceeded quota: small, requested: requests.cpu=110m, used: requests.cpu=50m, limited: requests.cpu=100m',
  );
  expect(answerTo('90m')).toBe('granted');
});
