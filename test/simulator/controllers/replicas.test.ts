import { describe, expect, test } from 'vitest';
import type { KubeObject, Pod } from '../../../server/src/schema/objects';
import type { Deployment, ReplicaSet } from '../../../server/src/schema/workloads';
import { anyComponent } from '../../../server/src/simulator/api/clusterComponent';
import { createControllers } from '../../../server/src/simulator/controllers/controllers';
import { DEFAULT_LATENCIES } from '../../../server/src/simulator/latencies';
import { createScheduler } from '../../../server/src/simulator/scheduler/scheduler';
import { node, pod, TestCluster } from '../support/cluster';
import { fakeKubelet } from '../support/fakeKubelet';

const latencies = DEFAULT_LATENCIES;

function cluster(...objects: readonly KubeObject[]): TestCluster {
  return new TestCluster([
    anyComponent(createScheduler({ latencies })),
    fakeKubelet(),
    ...createControllers({ latencies }),
  ]).create(node('node1'), ...objects);
}

const labels = { app: 'web' };
function template(annotations: Readonly<Record<string, string>> = {}, image = 'app:1') {
  return {
    metadata: { labels, annotations },
    spec: { containers: [{ name: 'app', image }] },
  };
}
function workload(
  kind: string,
  spec: Readonly<Record<string, unknown>> = {},
  annotations: Readonly<Record<string, string>> = {},
): KubeObject {
  return {
    apiVersion: kind === 'ReplicationController' ? 'v1' : 'apps/v1',
    kind,
    metadata: { name: 'web', namespace: 'default' },
    spec: {
      replicas: 2,
      ...(kind === 'ReplicationController' ? {} : { selector: { matchLabels: labels } }),
      template: template(annotations),
      ...spec,
    },
  };
}
const pods = (c: TestCluster): readonly Pod[] => c.list<Pod>('Pod');
const alive = (c: TestCluster): readonly Pod[] =>
  pods(c).filter((p) => p.metadata.deletionTimestamp === undefined);
const setSpec = (c: TestCluster, kind: string, name: string, spec: object) =>
  c.change(kind, name, (o) => ({ ...o, spec: { ...(o['spec'] as object), ...spec } }));

describe('ReplicaSets and ReplicationControllers', () => {
  test.each([
    ['ReplicaSet', 'replicaset-controller'],
    ['ReplicationController', 'replication-controller'],
  ])('a %s keeps its number and says what it made (L-CTL-3, L-CTL-4, L-CTL-6)', (kind) => {
    const c = cluster(workload(kind)).advance(3);
    expect(pods(c)).toHaveLength(2);
    for (const p of pods(c)) {
      expect(p.metadata.name).toMatch(/^web-[bcdfghjklmnpqrstvwxz2456789]{5}$/);
      expect(p.metadata.ownerReferences).toMatchObject([
        { kind, name: 'web', controller: true, blockOwnerDeletion: true },
      ]);
    }
    expect(c.events('SuccessfulCreate')).toEqual(
      pods(c).map((p) => `Normal SuccessfulCreate ${kind}/web: Created pod: ${p.metadata.name}`),
    );
    expect(c.get(kind, 'web')['status']).toMatchObject({
      replicas: 2,
      fullyLabeledReplicas: 2,
      readyReplicas: 2,
      availableReplicas: 2,
      observedGeneration: 1,
    });
  });

  test('a Pod is replaced as soon as its deletion begins (L-CTL-1)', () => {
    const c = cluster(workload('ReplicaSet', {}, { 'stop-after': '20' })).advance(3);
    const [first] = pods(c);
    c.delete('Pod', first?.metadata.name ?? '').ok;
    c.advance(0.1);
    expect(pods(c)).toHaveLength(3);
    c.advance(2);
    expect(c.get<ReplicaSet>('ReplicaSet', 'web').status?.terminatingReplicas).toBe(1);
  });

  test('a matching Pod that belongs to nobody is adopted, a relabelled one is let go and replaced (L-CTL-5)', () => {
    const c = cluster(pod('mine', {}, { labels }), workload('ReplicaSet')).advance(3);
    expect(pods(c)).toHaveLength(2);
    expect(c.pod('mine').metadata.ownerReferences?.[0]?.name).toBe('web');
    c.change<Pod>('Pod', 'mine', (p) => ({
      ...p,
      metadata: { ...p.metadata, labels: { app: 'x' } },
    }));
    c.advance(3);
    expect(c.pod('mine').metadata.ownerReferences).toBeUndefined();
    expect(pods(c)).toHaveLength(3);
  });

  test('when there are too many the one that is not ready goes first (L-CTL-4)', () => {
    const c = cluster(workload('ReplicaSet', { replicas: 3 })).advance(5);
    setSpec(c, 'ReplicaSet', 'web', { replicas: 4 });
    c.advance(0.2);
    const young = pods(c).at(-1)?.metadata.name;
    setSpec(c, 'ReplicaSet', 'web', { replicas: 3 });
    c.advance(0.2);
    expect(c.events('SuccessfulDelete')).toEqual([
      `Normal SuccessfulDelete ReplicaSet/web: Deleted pod: ${young}`,
    ]);
  });

  test('a refused creation is reported, kept as a condition and tried again (L-CTL-3, L-CTL-7)', () => {
    const quota = {
      apiVersion: 'v1',
      kind: 'ResourceQuota',
      metadata: { name: 'few', namespace: 'default' },
      spec: { hard: { pods: '1' } },
      status: { hard: { pods: '1' }, used: { pods: '0' } },
    };
    const c = cluster(quota, workload('ReplicaSet')).advance(3);
    expect(pods(c)).toHaveLength(1);
    expect(c.events('FailedCreate')[0]).toMatch(
      /^Warning FailedCreate ReplicaSet\/web: Error creating: pods "web-.{5}" is forbidden: exceeded quota/,
    );
    expect(c.get<ReplicaSet>('ReplicaSet', 'web').status?.conditions).toMatchObject([
      { type: 'ReplicaFailure', status: 'True', reason: 'FailedCreate' },
    ]);
    c.delete('ResourceQuota', 'few').ok;
    c.advance(1000);
    expect(pods(c)).toHaveLength(2);
    expect(c.get<ReplicaSet>('ReplicaSet', 'web').status?.conditions).toBeUndefined();
  });
});

describe('Deployments', () => {
  const scalings = (c: TestCluster) =>
    c
      .events('ScalingReplicaSet')
      .map((text) => text.replace(/^.*: /, '').replace(/web-[a-z0-9]+/, 'web-#'));
  const roll = (c: TestCluster, image = 'app:2', annotations = {}) =>
    setSpec(c, 'Deployment', 'web', { template: template(annotations, image) });

  test('a new one makes one ReplicaSet, named for its template (L-CTL-2, L-CTL-10, L-CTL-11)', () => {
    const c = cluster(workload('Deployment')).advance(3);
    const [rs] = c.list<ReplicaSet>('ReplicaSet');
    expect(rs?.metadata.name).toMatch(/^web-[bcdfghjklmnpqrstvwxz2456789]{8,10}$/);
    expect(rs?.metadata.labels?.['pod-template-hash']).toBe(rs?.metadata.name?.slice(4));
    expect(pods(c)[0]?.metadata.name?.startsWith(`${rs?.metadata.name}-`)).toBe(true);
    expect(c.events('ScalingReplicaSet')).toEqual([
      `Normal ScalingReplicaSet Deployment/web: Scaled up replica set ${rs?.metadata.name} from 0 to 2`,
    ]);
    const deployment = c.get<Deployment>('Deployment', 'web');
    expect(deployment.metadata.annotations?.['deployment.kubernetes.io/revision']).toBe('1');
    expect(deployment.status).toMatchObject({
      replicas: 2,
      updatedReplicas: 2,
      readyReplicas: 2,
      availableReplicas: 2,
      terminatingReplicas: 0,
      observedGeneration: 1,
      conditions: [
        { type: 'Available', status: 'True', reason: 'MinimumReplicasAvailable' },
        {
          type: 'Progressing',
          status: 'True',
          reason: 'NewReplicaSetAvailable',
          message: `ReplicaSet "${rs?.metadata.name}" has successfully progressed.`,
        },
      ],
    });
  });

  test('a rolling update goes one up, one down, and never below its bounds (L-CTL-8, L-CTL-9)', () => {
    const c = cluster(workload('Deployment', { replicas: 3 }, { 'ready-after': '5' })).advance(10);
    roll(c, 'app:2', { 'ready-after': '5' });
    let fewest = 9;
    let most = 0;
    for (let i = 0; i < 300; i++) {
      c.advance(0.1);
      const ready = alive(c).filter((p) =>
        p.status?.conditions?.some((x) => x.type === 'Ready' && x.status === 'True'),
      );
      fewest = Math.min(fewest, ready.length);
      most = Math.max(most, alive(c).length);
    }
    expect([fewest, most]).toEqual([3, 4]);
    expect(scalings(c)).toEqual([
      'Scaled up replica set web-# from 0 to 3',
      'Scaled up replica set web-# from 0 to 1',
      'Scaled down replica set web-# from 3 to 2',
      'Scaled up replica set web-# from 1 to 2',
      'Scaled down replica set web-# from 2 to 1',
      'Scaled up replica set web-# from 2 to 3',
      'Scaled down replica set web-# from 1 to 0',
    ]);
    const { annotations } = c.get('Deployment', 'web').metadata;
    expect(annotations?.['deployment.kubernetes.io/revision']).toBe('2');
  });

  test('each step has a reason that leads back to the field that decides it (L-CTL-9)', () => {
    const c = cluster(workload('Deployment', { replicas: 2 })).advance(3);
    roll(c);
    c.advance(10);
    const { entries } = c.simulation;
    const byId = new Map(entries.map((entry) => [entry.id, entry]));
    const chainOf = (id: number | undefined): readonly string[] => {
      const entry = id === undefined ? undefined : byId.get(id);
      if (entry === undefined) return [];
      return [...(entry.field === undefined ? [] : [entry.field]), ...chainOf(entry.because)];
    };
    const last = entries.findLast(
      ({ subject, change }) =>
        subject.kind === 'Pod' && change.kind === 'object' && change.op === 'ADDED',
    );
    expect(chainOf(last?.id)).toEqual(
      expect.arrayContaining(['spec.replicas', 'spec.strategy.rollingUpdate.maxSurge']),
    );
  });

  test('going back uses the old ReplicaSet again under a new number (L-CTL-13)', () => {
    const c = cluster(workload('Deployment')).advance(3);
    const [first] = c.list('ReplicaSet').map((rs) => rs.metadata.name);
    roll(c);
    c.advance(10);
    roll(c, 'app:1');
    c.advance(10);
    expect(c.list('ReplicaSet')).toHaveLength(2);
    const back = c.get<ReplicaSet>('ReplicaSet', first ?? '');
    expect(back.spec.replicas).toBe(2);
    expect(back.metadata.annotations).toMatchObject({
      'deployment.kubernetes.io/revision': '3',
      'deployment.kubernetes.io/revision-history': '1',
    });
  });

  test('Recreate waits for the old Pods to have ended (L-CTL-12)', () => {
    const c = cluster(
      workload('Deployment', { strategy: { type: 'Recreate' } }, { 'stop-after': '3' }),
    ).advance(3);
    roll(c);
    c.advance(2.9);
    expect(c.list('ReplicaSet')).toHaveLength(1);
    expect(alive(c)).toHaveLength(0);
    c.advance(2);
    expect(c.list('ReplicaSet')).toHaveLength(2);
    expect(alive(c)).toHaveLength(2);
  });

  test('a rollout without progress is called so after its deadline (L-CTL-11)', () => {
    const never = { 'ready-after': '9999' };
    const c = cluster(workload('Deployment', { progressDeadlineSeconds: 60 }, never)).advance(55);
    const progress = () =>
      c
        .get<Deployment>('Deployment', 'web')
        .status?.conditions?.find((x) => x.type === 'Progressing');
    expect(progress()?.status).toBe('True');
    c.advance(10);
    expect(progress()).toMatchObject({ status: 'False', reason: 'ProgressDeadlineExceeded' });
  });

  test('while paused a new template changes nothing, but scaling works', () => {
    const c = cluster(workload('Deployment')).advance(3);
    setSpec(c, 'Deployment', 'web', { paused: true, replicas: 3, template: template({}, 'app:2') });
    c.advance(3);
    expect(c.list('ReplicaSet')).toHaveLength(1);
    expect(pods(c)).toHaveLength(3);
    setSpec(c, 'Deployment', 'web', { paused: false });
    c.advance(10);
    expect(alive(c).every((p) => p.spec.containers[0]?.image === 'app:2')).toBe(true);
  });

  test('scaling in the middle of a rollout is shared in proportion', () => {
    const c = cluster(
      workload('Deployment', {
        replicas: 10,
        strategy: { rollingUpdate: { maxSurge: 3, maxUnavailable: 2 } },
      }),
    ).advance(5);
    roll(c, 'app:2', { 'ready-after': '9999' });
    c.advance(2);
    const sizes = () => c.list<ReplicaSet>('ReplicaSet').map((rs) => rs.spec.replicas);
    expect(sizes()).toEqual([8, 5]);
    setSpec(c, 'Deployment', 'web', { replicas: 15 });
    c.advance(0.05);
    expect(sizes()).toEqual([11, 7]);
  });

  test('old ReplicaSets beyond the history limit are removed', () => {
    const c = cluster(workload('Deployment', { revisionHistoryLimit: 1 })).advance(3);
    for (const image of ['app:2', 'app:3', 'app:4']) {
      roll(c, image);
      c.advance(10);
    }
    expect(c.list('ReplicaSet')).toHaveLength(2);
  });
});
