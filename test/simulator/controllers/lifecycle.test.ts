import { describe, expect, test } from 'vitest';
import type { KubeObject, Pod } from '../../../server/src/schema/objects';
import type {
  PersistentVolumeClaim,
  PodDisruptionBudget,
} from '../../../server/src/schema/workloads';
import { pod, type TestCluster } from '../support/cluster';
import { controlPlane } from '../support/controlPlane';

const labels = { app: 'web' };
function deployment(replicas = 2, annotations: Readonly<Record<string, string>> = {}): KubeObject {
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: 'web', namespace: 'default' },
    spec: {
      replicas,
      selector: { matchLabels: labels },
      template: {
        metadata: { labels, annotations },
        spec: { containers: [{ name: 'app', image: 'app:1' }] },
      },
    },
  };
}
const count = (c: TestCluster, kind: string) => c.list(kind).length;

describe('deletion of what others belong to', () => {
  test('in the background the owner goes first, all else within moments (L-CTL-25)', () => {
    const c = controlPlane(deployment()).advance(3);
    c.delete('Deployment', 'web');
    expect(c.find('Deployment', 'web')).toBeUndefined();
    c.advance(0.2);
    expect(count(c, 'ReplicaSet')).toBe(0);
    expect(c.list<Pod>('Pod').every((p) => p.metadata.deletionTimestamp !== undefined)).toBe(true);
    c.advance(2);
    expect(count(c, 'Pod')).toBe(0);
  });

  test('in the foreground the owner waits for the others (L-CTL-25)', () => {
    const c = controlPlane(deployment(2, { 'stop-after': '5' })).advance(3);
    c.delete('Deployment', 'web', { propagation: 'Foreground' });
    c.advance(4);
    expect(c.get('Deployment', 'web').metadata.deletionTimestamp).toBeDefined();
    expect(count(c, 'ReplicaSet')).toBe(1);
    c.advance(3);
    expect([count(c, 'Deployment'), count(c, 'ReplicaSet'), count(c, 'Pod')]).toEqual([0, 0, 0]);
  });

  test('orphans stay and are adopted by the next Deployment of that name (L-CTL-25)', () => {
    const c = controlPlane(deployment()).advance(3);
    const before = c.list('Pod').map((p) => p.metadata.uid);
    c.delete('Deployment', 'web', { propagation: 'Orphan' });
    c.advance(1);
    expect(count(c, 'Deployment')).toBe(0);
    expect(c.list('ReplicaSet')[0]?.metadata.ownerReferences).toBeUndefined();
    c.create(deployment()).advance(2);
    expect(c.list('ReplicaSet')[0]?.metadata.ownerReferences?.[0]?.name).toBe('web');
    expect(c.list('Pod').map((p) => p.metadata.uid)).toEqual(before);
  });
});

describe('namespaces', () => {
  const namespace = { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'team' } };

  test('a new one gets its service account and root certificate (L-LAB-5)', () => {
    const c = controlPlane(namespace).advance(0.1);
    const { store } = c.simulation;
    expect(store.get('ServiceAccount', 'team', 'default')).toBeDefined();
    expect(store.get('ConfigMap', 'team', 'kube-root-ca.crt')).toBeDefined();
  });

  test('on deletion Pods go after 5 s, all else when they are gone (L-TRM-24)', () => {
    const c = controlPlane(namespace).advance(1);
    c.create(pod('web', {}, { namespace: 'team', annotations: { 'stop-after': '4' } }), {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { name: 'settings', namespace: 'team' },
    }).advance(3);
    c.delete('Namespace', 'team');
    c.advance(4.9);
    const { store } = c.simulation;
    expect(store.pod('team', 'web')?.metadata.deletionTimestamp).toBeUndefined();
    c.advance(0.2);
    expect(store.pod('team', 'web')?.metadata.deletionTimestamp).toBeDefined();
    expect(store.get('ConfigMap', 'team', 'settings')).toBeDefined();
    c.advance(5.1);
    expect(store.get('ConfigMap', 'team', 'settings')).toBeUndefined();
    expect(store.get('Namespace', '', 'team')).toBeUndefined();
  });
});

describe('disruption budgets', () => {
  const budget = (spec: object): KubeObject => ({
    apiVersion: 'policy/v1',
    kind: 'PodDisruptionBudget',
    metadata: { name: 'web', namespace: 'default' },
    spec: { selector: { matchLabels: labels }, ...spec },
  });
  const status = (c: TestCluster) =>
    c.get<PodDisruptionBudget>('PodDisruptionBudget', 'web').status;

  test.each([
    [{ minAvailable: 2 }, { expectedPods: 3, desiredHealthy: 2, disruptionsAllowed: 1 }],
    [{ maxUnavailable: 1 }, { expectedPods: 3, desiredHealthy: 2, disruptionsAllowed: 1 }],
    [{ minAvailable: '50%' }, { expectedPods: 3, desiredHealthy: 2, disruptionsAllowed: 1 }],
    [{ minAvailable: 3 }, { expectedPods: 3, desiredHealthy: 3, disruptionsAllowed: 0 }],
  ])('%o of three ready Pods allows what is left', (spec, expected) => {
    const c = controlPlane(deployment(3), budget(spec)).advance(3);
    expect(status(c)).toMatchObject({ currentHealthy: 3, ...expected });
  });

  test('evictions are refused while the budget is used up (L-TRM-23)', () => {
    const c = controlPlane(deployment(2), budget({ minAvailable: 1 })).advance(3);
    const [one, two] = c.list('Pod').map((p) => p.metadata.name ?? '');
    const evict = (name: string | undefined) =>
      c.simulation.request({ verb: 'evict', by: 'client', namespace: 'default', name: name ?? '' });
    expect(evict(one).ok).toBe(true);
    c.advance(0.1);
    expect(evict(two)).toMatchObject({ ok: false, status: { code: 429 } });
    c.advance(3);
    expect(evict(two).ok).toBe(true);
  });
});

const NO_PROVISIONER = 'kubernetes.io/no-provisioner';

describe('claims', () => {
  const claim = (spec: object): KubeObject => ({
    apiVersion: 'v1',
    kind: 'PersistentVolumeClaim',
    metadata: { name: 'data', namespace: 'default' },
    spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } }, ...spec },
  });
  const volume = (name: string, storage: string): KubeObject => ({
    apiVersion: 'v1',
    kind: 'PersistentVolume',
    metadata: { name },
    spec: { accessModes: ['ReadWriteOnce'], capacity: { storage }, hostPath: { path: '/x' } },
  });
  const storageClass = (mode: string): KubeObject => ({
    apiVersion: 'storage.k8s.io/v1',
    kind: 'StorageClass',
    metadata: { name: 'fast' },
    provisioner: 'example.com/disk',
    volumeBindingMode: mode,
  });
  const user = pod('web', {
    volumes: [{ name: 'v', persistentVolumeClaim: { claimName: 'data' } }],
  });
  const bound = (c: TestCluster) => c.get<PersistentVolumeClaim>('PersistentVolumeClaim', 'data');

  test('the smallest volume that is large enough is bound, and the Pod is scheduled then', () => {
    const c = controlPlane(user, claim({}), volume('big', '10Gi'), volume('fits', '2Gi')).advance(
      2,
    );
    expect(bound(c).spec?.volumeName).toBe('fits');
    expect(bound(c).status?.phase).toBe('Bound');
    expect(c.nodeOf('web')).toBe('node1');
  });

  test('a class provisions a volume by itself', () => {
    const c = controlPlane(storageClass('Immediate'), claim({ storageClassName: 'fast' })).advance(
      3,
    );
    expect(bound(c).status?.phase).toBe('Bound');
    expect(c.events('ProvisioningSucceeded')).toHaveLength(1);
  });

  test('a class that waits for its consumer binds when a Pod has found its node', () => {
    const c = controlPlane(
      storageClass('WaitForFirstConsumer'),
      claim({ storageClassName: 'fast' }),
    ).advance(3);
    expect(c.events('WaitForFirstConsumer')).toHaveLength(1);
    expect(bound(c).status?.phase).toBe('Pending');
    c.create(user).advance(3);
    expect(bound(c).status?.phase).toBe('Bound');
    expect(c.nodeOf('web')).toBe('node1');
  });

  test('a claim that waits is told why, again and again, and a volume waits for its claim', () => {
    const local = { ...storageClass('WaitForFirstConsumer'), provisioner: NO_PROVISIONER };
    const c = controlPlane(local, claim({ storageClassName: 'fast' })).advance(1);
    expect(bound(c).status?.phase).toBe('Pending');
    c.create(user).advance(31);
    expect(c.events('WaitForFirstConsumer')).toHaveLength(1);
    const [told] = c
      .list<KubeObject>('Event')
      .filter((event) => event['reason'] === 'WaitForPodScheduled');
    expect(told).toMatchObject({ message: 'waiting for pod web to be scheduled', count: 2 });
    c.create(volume('disk', '1Gi')).advance(1);
    expect(c.get('PersistentVolume', 'disk')['status']).toEqual({ phase: 'Available' });
  });
});

test('a claim that is deleted stays until no Pod uses it any more', () => {
  const c = controlPlane(
    pod('web', { volumes: [{ name: 'v', persistentVolumeClaim: { claimName: 'data' } }] }),
    {
      apiVersion: 'v1',
      kind: 'PersistentVolume',
      metadata: { name: 'disk' },
      spec: { accessModes: ['ReadWriteOnce'], capacity: { storage: '1Gi' } },
    },
    {
      apiVersion: 'v1',
      kind: 'PersistentVolumeClaim',
      metadata: { name: 'data', namespace: 'default' },
      spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } } },
    },
  ).advance(3);
  c.delete('PersistentVolumeClaim', 'data');
  c.advance(5);
  expect(c.get('PersistentVolumeClaim', 'data').metadata.deletionTimestamp).toBeDefined();
  c.delete('Pod', 'web');
  c.advance(3);
  expect(c.find('PersistentVolumeClaim', 'data')).toBeUndefined();
  expect(c.get('PersistentVolume', 'disk')['status']).toEqual({ phase: 'Released' });
});

test('what nothing acts upon is named once in the story', () => {
  const scaler = (name: string): KubeObject => ({
    apiVersion: 'autoscaling/v2',
    kind: 'HorizontalPodAutoscaler',
    metadata: { name, namespace: 'default' },
    spec: { maxReplicas: 3, scaleTargetRef: { kind: 'Deployment', name: 'web' } },
  });
  const c = controlPlane(scaler('one'), scaler('two')).advance(1);
  const texts = c.simulation.entries.flatMap(({ change }) =>
    change.kind === 'simplified' ? [change.text] : [],
  );
  expect(texts).toEqual(['HorizontalPodAutoscaler: replicas are not scaled by load']);
});

test('a quota shows what is used of it', () => {
  const c = controlPlane(
    {
      apiVersion: 'v1',
      kind: 'ResourceQuota',
      metadata: { name: 'small', namespace: 'default' },
      spec: { hard: { pods: '5', 'requests.cpu': '2' } },
    },
    pod('web', {
      containers: [
        { name: 'a', image: 'a', resources: { requests: { cpu: '500m' }, limits: { cpu: '1' } } },
      ],
    }),
  ).advance(1);
  expect(c.get('ResourceQuota', 'small')['status']).toEqual({
    hard: { pods: '5', 'requests.cpu': '2' },
    used: { pods: '1', 'requests.cpu': '500m' },
  });
});

describe('CronJobs', () => {
  const cron = (spec: object = {}): KubeObject => ({
    apiVersion: 'batch/v1',
    kind: 'CronJob',
    metadata: { name: 'tick', namespace: 'default' },
    spec: {
      schedule: '*/1 * * * *',
      jobTemplate: {
        spec: {
          template: {
            metadata: { annotations: { 'exit-after': '5' } },
            spec: { restartPolicy: 'Never', containers: [{ name: 'app', image: 'app:1' }] },
          },
        },
      },
      ...spec,
    },
  });

  test('each time of the schedule starts a Job, of the ended ones three are kept (L-CTL-22)', () => {
    const c = controlPlane(cron()).advance(61);
    expect(c.list('Job').map((j) => j.metadata.name)).toEqual(['tick-29453761']);
    expect(c.events('SuccessfulCreate')).toContain(
      'Normal SuccessfulCreate CronJob/tick: Created job tick-29453761',
    );
    c.advance(300);
    expect(c.events('SawCompletedJob')[0]).toBe(
      'Normal SawCompletedJob CronJob/tick: Saw completed job: tick-29453761, condition: Complete',
    );
    c.advance(30);
    expect(c.list('Job')).toHaveLength(3);
    expect(c.events('SuccessfulDelete').filter((e) => e.includes('CronJob'))).toHaveLength(3);
  });

  test('Forbid lets a running Job finish (L-CTL-22)', () => {
    const c = controlPlane(
      cron({
        concurrencyPolicy: 'Forbid',
        jobTemplate: {
          spec: {
            template: { spec: { restartPolicy: 'Never', containers: [{ name: 'a', image: 'a' }] } },
          },
        },
      }),
    ).advance(200);
    expect(c.list('Job')).toHaveLength(1);
    expect(c.events('JobAlreadyActive')).toHaveLength(1);
  });

  test('a finished Job goes when its time to live is over (L-CTL-21)', () => {
    const c = controlPlane({
      apiVersion: 'batch/v1',
      kind: 'Job',
      metadata: { name: 'once', namespace: 'default' },
      spec: {
        ttlSecondsAfterFinished: 10,
        template: {
          metadata: { annotations: { 'exit-after': '2' } },
          spec: { restartPolicy: 'Never', containers: [{ name: 'a', image: 'a' }] },
        },
      },
    }).advance(12);
    expect(count(c, 'Job')).toBe(1);
    c.advance(5);
    expect([count(c, 'Job'), count(c, 'Pod')]).toEqual([0, 0]);
  });
});
