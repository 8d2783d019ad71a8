import { describe, expect, test } from 'vitest';
import type { KubeObject, Pod } from '../../../server/src/schema/objects';
import type { NodeObject, ReplicaSet } from '../../../server/src/schema/workloads';
import { node, type TestCluster } from '../support/cluster';
import { controlPlane } from '../support/controlPlane';

/** A small generator of its own, so that a failing seed can be replayed anywhere. */
function dice(seed: number): (sides: number) => number {
  let state = seed * 2_654_435_761;
  return (sides) => {
    state = (Math.imul(state ^ (state >>> 15), 2_246_822_519) + 0x9e3779b9) >>> 0;
    return state % sides;
  };
}

const KINDS = ['Deployment', 'ReplicaSet', 'StatefulSet', 'DaemonSet'] as const;

function workload(kind: (typeof KINDS)[number], name: string, replicas: number): KubeObject {
  const labels = { app: name };
  return {
    apiVersion: 'apps/v1',
    kind,
    metadata: { name, namespace: 'default' },
    spec: {
      ...(kind === 'DaemonSet' ? {} : { replicas }),
      ...(kind === 'StatefulSet' ? { serviceName: name } : {}),
      selector: { matchLabels: labels },
      template: {
        metadata: { labels, annotations: { 'ready-after': '1', 'stop-after': '1' } },
        spec: {
          containers: [{ name: 'app', image: 'app:1', resources: { requests: { cpu: '500m' } } }],
        },
      },
    },
  };
}

/** One random thing that a client might do. */
function meddle(c: TestCluster, roll: (sides: number) => number): void {
  const pods = c.list<Pod>('Pod');
  const some = pods[roll(Math.max(1, pods.length))]?.metadata.name;
  const workloads = KINDS.flatMap((kind) => c.list(kind)).filter(
    (o) => o.metadata.ownerReferences === undefined,
  );
  const chosen = workloads[roll(Math.max(1, workloads.length))];
  switch (roll(8)) {
    case 0:
      if (some !== undefined) c.delete('Pod', some);
      return;
    case 1:
      if (some !== undefined) c.changeStatus('Pod', some, { phase: 'Failed' });
      return;
    case 2:
    case 3:
      if (chosen !== undefined && chosen.kind !== 'DaemonSet')
        c.change(chosen.kind, chosen.metadata.name ?? '', (o) => ({
          ...o,
          spec: { ...(o['spec'] as object), replicas: roll(5) },
        }));
      return;
    case 4:
      if (chosen !== undefined)
        c.change(chosen.kind, chosen.metadata.name ?? '', (o) => {
          const text = JSON.stringify(o).replace(/app:\d+/g, `app:${roll(4)}`);
          return JSON.parse(text) as KubeObject;
        });
      return;
    case 5:
      c.change<NodeObject>('Node', `n${roll(3)}`, (n) => ({
        ...n,
        spec: { ...n.spec, unschedulable: roll(2) === 0 },
      }));
      return;
    case 6:
      if (chosen !== undefined && roll(4) === 0) c.delete(chosen.kind, chosen.metadata.name ?? '');
      return;
    case 7: {
      const kind = KINDS[roll(KINDS.length)] ?? 'Deployment';
      const name = `w${roll(6)}`;
      if (c.find(kind, name) === undefined) c.create(workload(kind, name, roll(4)));
    }
  }
}

function run(seed: number): TestCluster {
  const roll = dice(seed);
  const c = controlPlane(
    ...[0, 1, 2].map((i) => node(`n${i}`, { cpu: '4' })),
    workload('Deployment', 'w0', 3),
    workload('StatefulSet', 'w1', 2),
  );
  for (let i = 0; i < 60; i++) {
    meddle(c, roll);
    c.advance(roll(30) / 10);
    checkCapacity(c);
    checkIdentities(c);
  }
  for (const i of [0, 1, 2])
    c.change<NodeObject>('Node', `n${i}`, (n) => ({
      ...n,
      spec: { ...n.spec, unschedulable: false },
    }));
  return c.advance(400);
}

/** Never more on a node than it has. */
function checkCapacity(c: TestCluster): void {
  for (const n of c.list('Node')) {
    const pods = [...c.simulation.store.podsOnNode(n.metadata.name ?? '')];
    const running = pods.filter((p) => !['Succeeded', 'Failed'].includes(p.status?.phase ?? ''));
    expect(running.length * 500).toBeLessThanOrEqual(4000);
  }
}

/** A member of a StatefulSet is there once at most: its name is the object's. */
function checkIdentities(c: TestCluster): void {
  const names = c.list<Pod>('Pod').map((p) => p.metadata.name);
  expect(new Set(names).size).toBe(names.length);
}

/** When nobody meddles any more everything becomes as it was asked for, or waits for room. */
function checkSettled(c: TestCluster): void {
  const pending = c.list<Pod>('Pod').filter((p) => p.spec.nodeName === undefined);
  const isFull = pending.length > 0;
  for (const set of c.list<ReplicaSet>('ReplicaSet')) {
    const own = [...c.simulation.store.dependents(set.metadata.uid ?? '')] as Pod[];
    const active = own.filter(
      (p) =>
        p.metadata.deletionTimestamp === undefined &&
        !['Succeeded', 'Failed'].includes(p.status?.phase ?? ''),
    );
    expect(active).toHaveLength(set.spec.replicas ?? 1);
    if (!isFull) expect(set.status?.readyReplicas ?? 0).toBe(set.spec.replicas ?? 1);
  }
  if (isFull) return;
  for (const kind of ['Deployment', 'StatefulSet'])
    for (const object of c.list(kind)) {
      const wanted = (object['spec'] as { replicas?: number }).replicas ?? 1;
      const { updatedReplicas = 0, readyReplicas = 0 } = object['status'] as {
        updatedReplicas?: number;
        readyReplicas?: number;
      };
      expect([kind, updatedReplicas, readyReplicas]).toEqual([kind, wanted, wanted]);
    }
  for (const set of c.list('DaemonSet'))
    expect(set['status']).toMatchObject({ numberReady: 3, updatedNumberScheduled: 3 });
}

describe('whatever a client does in between', () => {
  test.each(Array.from({ length: 12 }, (_, i) => i + 1))(
    'the cluster settles in the state that was asked for (seed %i)',
    (seed) => checkSettled(run(seed)),
  );

  test('the same doings give the same story', () => {
    const story = (c: TestCluster) => JSON.stringify(c.simulation.entries);
    expect(story(run(3))).toBe(story(run(3)));
  });
});
