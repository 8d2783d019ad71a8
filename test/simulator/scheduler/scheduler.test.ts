import { describe, expect, test } from 'vitest';
import type { KubeObject, Pod } from '../../../server/src/schema/objects';
import type { NodeObject } from '../../../server/src/schema/workloads';
import { anyComponent } from '../../../server/src/simulator/api/clusterComponent';
import { DEFAULT_LATENCIES } from '../../../server/src/simulator/latencies';
import { createScheduler } from '../../../server/src/simulator/scheduler/scheduler';
import { node, pod, requests, TestCluster } from '../support/cluster';

function cluster(...objects: readonly KubeObject[]): TestCluster {
  const scheduler = anyComponent(createScheduler({ latencies: DEFAULT_LATENCIES }));
  return new TestCluster([scheduler]).create(...objects);
}

/** What FailedScheduling says of the Pod, the last time. */
function reason(of: TestCluster, name: string): string | undefined {
  return of
    .pod(name)
    .status?.conditions?.find((c) => c.type === 'PodScheduled' && c.status === 'False')?.message;
}

const UNCURABLE =
  ' no new claims to deallocate, preemption: 0/1 nodes are available: 1 Preemption is not helpful for scheduling.';

describe('binding', () => {
  test('a Pod is bound 20 ms after its creation and says so (L-SCH-9, L-TIM-30)', () => {
    const c = cluster(node('node1'), pod('web')).advance(0.019);
    expect(c.nodeOf('web')).toBeUndefined();
    c.advance(0.001);
    expect(c.nodeOf('web')).toBe('node1');
    expect(c.pod('web').status?.conditions).toMatchObject([
      { type: 'PodScheduled', status: 'True' },
    ]);
    expect(c.events()).toEqual([
      'Normal Scheduled Pod/web: Successfully assigned default/web to node1',
    ]);
  });

  test('Pods are spread over equal nodes, and the same seed gives the same nodes (L-SCH-12)', () => {
    const run = () => {
      const c = cluster(node('a'), node('b'), node('c'));
      for (let i = 0; i < 9; i++) c.create(pod(`p${i}`, requests('100m', '100Mi')));
      c.advance(1);
      return Array.from({ length: 9 }, (_, i) => c.nodeOf(`p${i}`));
    };
    const nodes = run();
    expect(run()).toEqual(nodes);
    for (const name of ['a', 'b', 'c']) expect(nodes.filter((n) => n === name)).toHaveLength(3);
  });

  test('another scheduler’s Pods are left alone (L-SCH-1)', () => {
    const c = cluster(node('node1'), pod('web', { schedulerName: 'mine' })).advance(60);
    expect(c.nodeOf('web')).toBeUndefined();
    expect(c.events()).toEqual([]);
  });

  test('a gated Pod is scheduled when its last gate is gone (L-SCH-3)', () => {
    const c = cluster(node('node1'), pod('web', { schedulingGates: [{ name: 'x/y' }] })).advance(5);
    expect(c.events()).toEqual([]);
    c.change<Pod>('Pod', 'web', (p) => ({ ...p, spec: { ...p.spec, schedulingGates: [] } }));
    c.advance(1);
    expect(c.nodeOf('web')).toBe('node1');
  });

  test('the more important Pod goes first (L-SCH-2)', () => {
    const c = cluster(node('node1', { cpu: '1' }));
    c.create(pod('low', { ...requests('800m'), priority: 1 }));
    c.create(pod('high', { ...requests('800m'), priority: 5 }));
    c.advance(1);
    expect([c.nodeOf('low'), c.nodeOf('high')]).toEqual([undefined, 'node1']);
  });
});

describe('refusals', () => {
  test.each<[string, KubeObject, Readonly<Record<string, unknown>>, string]>([
    ['a cordoned node', node('n', { unschedulable: true }), {}, 'node(s) were unschedulable'],
    [
      'a taint',
      node('n', { taints: [{ key: 'k', effect: 'NoSchedule' }] }),
      {},
      'node(s) had untolerated taint(s)',
    ],
    [
      'a node selector',
      node('n'),
      { nodeSelector: { disk: 'ssd' } },
      "node(s) didn't match Pod's node affinity/selector",
    ],
    ['too much CPU', node('n'), requests('100'), 'Insufficient cpu'],
  ])('%s is reported in the scheduler’s words (L-SCH-5, L-SCH-6)', (_, n, spec, text) => {
    const c = cluster(n, pod('web', spec)).advance(1);
    expect(reason(c, 'web')).toBe(`0/1 nodes are available: 1 ${text}.${UNCURABLE}`);
  });

  test('reasons of several nodes are counted and sorted (L-SCH-6)', () => {
    const c = cluster(
      node('a', { taints: [{ key: 'k', effect: 'NoSchedule' }] }),
      node('b', { cpu: '1' }),
      node('c', { cpu: '1' }),
      pod('x', requests('800m')),
      pod('y', requests('800m')),
    ).advance(1);
    c.create(pod('web', requests('800m'))).advance(1);
    expect(reason(c, 'web')).toBe(
      '0/3 nodes are available: 1 node(s) had untolerated taint(s), 2 Insufficient cpu. no new claims to deallocate, preemption: 0/3 nodes are available: 1 Preemption is not helpful for scheduling, 2 No preemption victims found for incoming pod.',
    );
  });

  test('one node can lack several resources at once (L-SCH-4)', () => {
    const c = cluster(node('n', { pods: 0 }), pod('web', requests('100', '100Gi'))).advance(1);
    expect(reason(c, 'web')).toContain(
      '1 Insufficient cpu, 1 Insufficient memory, 1 Too many pods.',
    );
  });

  test('without nodes there is a text of its own (L-SCH-7)', () => {
    const c = cluster(pod('web')).advance(1);
    expect(reason(c, 'web')).toBe('no nodes available to schedule pods');
  });

  test('a claim that is missing or unbound stops the Pod before any node is looked at (L-SCH-7)', () => {
    const volumes = [{ name: 'v', persistentVolumeClaim: { claimName: 'data' } }];
    const c = cluster(node('n'), pod('web', { volumes })).advance(1);
    expect(reason(c, 'web')).toBe(
      '0/1 nodes are available: persistentvolumeclaim "data" not found. not found',
    );
    c.create({
      apiVersion: 'v1',
      kind: 'PersistentVolumeClaim',
      metadata: { name: 'data', namespace: 'default' },
      spec: { accessModes: ['ReadWriteOnce'] },
    }).advance(1);
    expect(reason(c, 'web')).toBe(
      '0/1 nodes are available: pod has unbound immediate PersistentVolumeClaims. not found',
    );
  });
});

describe('bound claims', () => {
  const claimed = (claim: string, driver = 'disk.example.com'): readonly KubeObject[] => [
    {
      apiVersion: 'v1',
      kind: 'PersistentVolume',
      metadata: { name: `pv-${claim}` },
      spec: { csi: { driver, volumeHandle: claim }, accessModes: ['ReadWriteOncePod'] },
    },
    {
      apiVersion: 'v1',
      kind: 'PersistentVolumeClaim',
      metadata: { name: claim, namespace: 'default' },
      spec: { accessModes: ['ReadWriteOncePod'], volumeName: `pv-${claim}` },
    },
  ];
  const user = (name: string, claim: string) =>
    pod(name, { volumes: [{ name: 'v', persistentVolumeClaim: { claimName: claim } }] });
  const bind = (c: TestCluster, claim: string) =>
    c.changeStatus('PersistentVolumeClaim', claim, { phase: 'Bound' });

  test('a claim for one Pod keeps the second one out until the first is gone (L-SCH-4, L-SCH-5)', () => {
    const c = cluster(node('n'), ...claimed('data'));
    bind(c, 'data');
    c.create(user('first', 'data')).advance(1).create(user('second', 'data')).advance(1);
    expect(reason(c, 'second')).toBe(
      '0/1 nodes are available: 1 node has pod using PersistentVolumeClaim with the same name and ReadWriteOncePod access mode. no new claims to deallocate, preemption: 0/1 nodes are available: 1 No preemption victims found for incoming pod.',
    );
    c.delete('Pod', 'first', { gracePeriodSeconds: 0 });
    c.advance(3);
    expect(c.nodeOf('second')).toBe('n');
  });

  test('a node holds as many volumes of a driver as its CSINode allows (L-SCH-5)', () => {
    const c = cluster(
      node('n'),
      {
        apiVersion: 'storage.k8s.io/v1',
        kind: 'CSINode',
        metadata: { name: 'n' },
        spec: { drivers: [{ name: 'disk.example.com', nodeID: 'n', allocatable: { count: 1 } }] },
      },
      ...claimed('one'),
      ...claimed('two'),
      ...claimed('other', 'file.example.com'),
    );
    for (const claim of ['one', 'two', 'other']) bind(c, claim);
    c.create(user('a', 'one')).advance(1).create(user('b', 'two'), user('c', 'other')).advance(1);
    expect(c.nodeOf('a')).toBe('n');
    expect(c.nodeOf('c')).toBe('n');
    expect(reason(c, 'b')).toContain('1 node(s) exceed max volume count.');
    c.delete('Pod', 'a', { gracePeriodSeconds: 0 });
    c.advance(3);
    expect(c.nodeOf('b')).toBe('n');
  });
});

describe('another try', () => {
  test('uncordoning brings the Pod back at once (L-SCH-2)', () => {
    const c = cluster(node('n', { unschedulable: true }), pod('web')).advance(5);
    c.change<NodeObject>('Node', 'n', (n) => ({ ...n, spec: {} }));
    c.advance(0.05);
    expect(c.nodeOf('web')).toBe('n');
  });

  test('a change that cannot help is no reason for another try (L-SCH-2)', () => {
    const c = cluster(node('n'), pod('web', { nodeSelector: { disk: 'ssd' } })).advance(5);
    c.change<NodeObject>('Node', 'n', (n) => ({
      ...n,
      metadata: { ...n.metadata, labels: { ...n.metadata.labels, disk: 'hdd' } },
    }));
    c.advance(100);
    const [event] = c.list('Event');
    expect(event?.['count']).toBe(1);
    c.advance(300);
    expect(c.list('Event')[0]?.['count']).toBe(2);
  });

  test('a host port is free again when its Pod has ended (L-SCH-5, L-TRM-17)', () => {
    const ports = {
      containers: [{ name: 'a', image: 'a:1', ports: [{ containerPort: 80, hostPort: 80 }] }],
    };
    const c = cluster(node('n'), pod('one', ports)).advance(1);
    c.create(pod('two', ports)).advance(1);
    expect(reason(c, 'two')).toBe(
      "0/1 nodes are available: 1 node(s) didn't have free ports for the requested pod ports. no new claims to deallocate, preemption: 0/1 nodes are available: 1 No preemption victims found for incoming pod.",
    );
    c.changeStatus('Pod', 'one', { phase: 'Succeeded' });
    c.advance(1);
    expect(c.nodeOf('two')).toBe('n');
  });
});

describe('affinity and spread', () => {
  const HOST = 'kubernetes.io/hostname';
  const term = (app: string, topologyKey = HOST) => ({
    labelSelector: { matchLabels: { app } },
    topologyKey,
  });

  test('anti-affinity keeps replicas apart, and those that run keep others away too (L-SCH-5)', () => {
    const alone = {
      affinity: {
        podAntiAffinity: { requiredDuringSchedulingIgnoredDuringExecution: [term('db')] },
      },
    };
    const labels = { labels: { app: 'db' } };
    const c = cluster(node('a'), node('b'), pod('one', alone, labels), pod('two', alone, labels));
    c.advance(1);
    expect(new Set([c.nodeOf('one'), c.nodeOf('two')])).toEqual(new Set(['a', 'b']));
    c.create(pod('three', alone, labels), pod('plain', {}, labels)).advance(1);
    expect(reason(c, 'three')).toContain("2 node(s) didn't match pod anti-affinity rules.");
    expect(reason(c, 'plain')).toContain(
      "2 node(s) didn't satisfy existing pods anti-affinity rules.",
    );
  });

  test('affinity waits for company; the first of a group may go anywhere (L-SCH-5)', () => {
    const together = (app: string) => ({
      affinity: { podAffinity: { requiredDuringSchedulingIgnoredDuringExecution: [term(app)] } },
    });
    const c = cluster(node('a'), pod('web', together('cache'))).advance(1);
    expect(reason(c, 'web')).toContain("1 node(s) didn't match pod affinity rules.");
    c.create(pod('cache', together('cache'), { labels: { app: 'cache' } })).advance(1);
    expect([c.nodeOf('cache'), c.nodeOf('web')]).toEqual(['a', 'a']);
  });

  test('a spread constraint holds the skew between zones (L-SCH-5)', () => {
    const spread = {
      topologySpreadConstraints: [
        {
          maxSkew: 1,
          topologyKey: 'zone',
          whenUnsatisfiable: 'DoNotSchedule',
          labelSelector: { matchLabels: { app: 'web' } },
        },
      ],
    };
    const labels = { labels: { app: 'web' } };
    const c = cluster(
      node('a1', { labels: { zone: 'a' } }),
      node('a2', { labels: { zone: 'a' } }),
      node('b1', { labels: { zone: 'b' }, pods: 1 }),
      node('bare'),
    );
    for (let i = 0; i < 4; i++) c.create(pod(`p${i}`, spread, labels));
    c.advance(1);
    const placed = Array.from({ length: 4 }, (_, i) => c.nodeOf(`p${i}`));
    expect(placed.filter((n) => n === 'b1')).toHaveLength(1);
    expect(placed.filter((n) => n === 'a1' || n === 'a2')).toHaveLength(2);
    const left = placed.indexOf(undefined);
    expect(reason(c, `p${left}`)).toContain(
      "0/4 nodes are available: 1 Too many pods, 1 node(s) didn't match pod topology spread constraints (missing required label), 2 node(s) didn't match pod topology spread constraints.",
    );
  });
});

describe('preemption', () => {
  test('a more important Pod takes the place of a less important one (L-SCH-11, L-SCH-7)', () => {
    const c = cluster(node('n', { cpu: '2' }), pod('low', requests('1200m'))).advance(1);
    c.create(pod('high', { ...requests('1200m'), priority: 100 })).advance(1);
    expect(reason(c, 'high')).toBe('0/1 nodes are available: 1 Insufficient cpu.');
    expect(c.pod('high').status?.nominatedNodeName).toBe('n');
    const low = c.pod('low');
    expect(low.metadata.deletionGracePeriodSeconds).toBe(30);
    expect(low.status?.conditions).toContainEqual(
      expect.objectContaining({
        type: 'DisruptionTarget',
        reason: 'PreemptionByScheduler',
        message: 'default-scheduler: preempting to accommodate a higher priority pod',
      }),
    );
    expect(c.events('Preempted')).toEqual([
      `Normal Preempted Pod/low: Preempted by pod ${c.pod('high').metadata.uid} on node n`,
    ]);
    c.delete('Pod', 'low', { gracePeriodSeconds: 0 });
    c.advance(1);
    expect(c.nodeOf('high')).toBe('n');
  });

  test('as few Pods as possible go, the least important ones (L-SCH-11)', () => {
    const c = cluster(node('n', { cpu: '3' }));
    for (const [name, priority] of [
      ['p1', 1],
      ['p2', 2],
      ['p3', 3],
    ] as const)
      c.create(pod(name, { ...requests('1'), priority }));
    c.advance(1);
    c.create(pod('high', { ...requests('1'), priority: 100 })).advance(1);
    expect(['p1', 'p2', 'p3'].filter((p) => c.pod(p).metadata.deletionTimestamp)).toEqual(['p1']);
  });

  test('with policy Never nobody is sent away (L-SCH-6)', () => {
    const c = cluster(node('n', { cpu: '2' }), pod('low', requests('2'))).advance(1);
    const spec = { ...requests('2'), priority: 100, preemptionPolicy: 'Never' };
    c.create(pod('high', spec)).advance(1);
    expect(reason(c, 'high')).toBe(
      '0/1 nodes are available: 1 Insufficient cpu. no new claims to deallocate, preemption: not eligible due to preemptionPolicy=Never.',
    );
  });
});

test('the cost of a Pod stays small in a large cluster', () => {
  const c = cluster();
  for (let i = 0; i < 100; i++) c.create(node(`n${i}`, { cpu: '64', memory: '256Gi' }));
  for (let i = 0; i < 3000; i++) c.create(pod(`p${i}`, requests('100m', '100Mi')));
  c.advance(60);
  const counts = new Map<string, number>();
  for (const p of c.list<Pod>('Pod'))
    counts.set(p.spec.nodeName ?? '', (counts.get(p.spec.nodeName ?? '') ?? 0) + 1);
  expect(counts.get('')).toBeUndefined();
  expect(Math.max(...counts.values()) - Math.min(...counts.values())).toBeLessThanOrEqual(1);
});
