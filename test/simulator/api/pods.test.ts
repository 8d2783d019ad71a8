import { expect, test } from 'vitest';
import type { Pod } from '../../../server/src/schema/objects';
import { freshApi, podManifest, podOf, refusalOf } from './support';

test('a new Pod starts Pending, with identity, defaults, tolerations and token volume (L-API-1, L-API-3, L-API-4, L-API-5, L-API-6)', () => {
  const { write } = freshApi();
  const pod = podOf(write({ verb: 'create', by: 'kubectl', object: podManifest('web') }, 1500));
  expect(pod.metadata).toMatchObject({
    namespace: 'default',
    generation: 1,
    creationTimestamp: '2026-01-01T00:00:01Z',
  });
  expect(pod.status).toEqual({ phase: 'Pending', qosClass: 'BestEffort' });
  expect(pod.spec).toMatchObject({
    restartPolicy: 'Always',
    terminationGracePeriodSeconds: 30,
    serviceAccountName: 'default',
    priority: 0,
    preemptionPolicy: 'PreemptLowerPriority',
    enableServiceLinks: true,
  });
  expect(pod.spec.tolerations?.map((t) => t.key)).toEqual([
    'node.kubernetes.io/not-ready',
    'node.kubernetes.io/unreachable',
  ]);
  expect(pod.spec.volumes?.[0]?.name).toMatch(/^kube-api-access-[bcdfghjklmnpqrstvwxz2456789]{5}$/);
  expect(pod.spec.containers[0]?.volumeMounts?.[0]?.mountPath).toBe(
    '/var/run/secrets/kubernetes.io/serviceaccount',
  );
});

test('a Pod whose service account does not exist is refused (L-API-4)', () => {
  const { write } = freshApi();
  const object = podManifest('web', { serviceAccountName: 'robot' });
  expect(refusalOf(write({ verb: 'create', by: 'kubectl', object }))).toBe(
    '403 pods "web" is forbidden: error looking up service account default/robot: serviceaccount "robot" not found',
  );
});

test('scheduling gates show in the first status (L-SCH-3)', () => {
  const { write } = freshApi();
  const object = podManifest('web', { schedulingGates: [{ name: 'later' }] });
  expect(
    podOf(write({ verb: 'create', by: 'kubectl', object })).status?.conditions?.[0],
  ).toMatchObject({ type: 'PodScheduled', status: 'False', reason: 'SchedulingGated' });
});

test('an unscheduled Pod goes at once, whatever its grace period (L-TRM-1, L-TRM-19)', () => {
  const { store, write } = freshApi();
  write({ verb: 'create', by: 'kubectl', object: podManifest('web') });
  const { changes } = write({
    verb: 'delete',
    by: 'kubectl',
    kind: 'Pod',
    namespace: 'default',
    name: 'web',
  });
  expect(
    changes.map((change) => [change.op, change.object.metadata.deletionGracePeriodSeconds]),
  ).toEqual([
    ['MODIFIED', 0],
    ['DELETED', 0],
  ]);
  expect(store.pod('default', 'web')).toBeUndefined();
});

function boundPod(spec: Readonly<Record<string, unknown>> = {}): ReturnType<typeof freshApi> {
  const api = freshApi();
  const pod = podOf(api.write({ verb: 'create', by: 'kubectl', object: podManifest('web', spec) }));
  api.write({
    verb: 'bind',
    by: 'scheduler',
    namespace: 'default',
    name: 'web',
    uid: pod.metadata.uid ?? '',
    node: 'n',
  });
  return api;
}
const DELETE = {
  verb: 'delete',
  by: 'kubectl',
  kind: 'Pod',
  namespace: 'default',
  name: 'web',
} as const;

test('graceful deletion marks the time by which the Pod shall be gone and raises the generation once (L-TRM-1, L-TRM-2, L-API-9)', () => {
  const { write } = boundPod();
  const pod = podOf(write(DELETE, 10_000));
  expect(pod.metadata).toMatchObject({
    deletionTimestamp: '2026-01-01T00:00:40Z',
    deletionGracePeriodSeconds: 30,
    generation: 2,
  });
  expect(pod.spec.terminationGracePeriodSeconds).toBe(30);
});

test('a second DELETE can only shorten the grace period (L-TRM-3)', () => {
  const { write } = boundPod();
  write(DELETE, 10_000);
  expect(write({ ...DELETE, gracePeriodSeconds: 60 }, 11_000).changes).toEqual([]);
  expect(podOf(write({ ...DELETE, gracePeriodSeconds: 20 }, 12_000)).metadata).toMatchObject({
    deletionTimestamp: '2026-01-01T00:00:30Z',
    deletionGracePeriodSeconds: 20,
    generation: 2,
  });
  expect(podOf(write({ ...DELETE, gracePeriodSeconds: 2 }, 14_000)).metadata).toMatchObject({
    deletionTimestamp: '2026-01-01T00:00:14Z',
    deletionGracePeriodSeconds: 1,
  });
});

test('a force delete takes the object away even while it terminates (L-TRM-3, L-TRM-4)', () => {
  const { store, write } = boundPod();
  write(DELETE, 10_000);
  const { changes } = write({ ...DELETE, gracePeriodSeconds: 0 }, 12_000);
  expect(changes.map((change) => change.op)).toEqual(['MODIFIED', 'DELETED']);
  expect(store.pod('default', 'web')).toBeUndefined();
});

test('a finalizer holds the object until it is taken off (L-TRM-1, L-TRM-16)', () => {
  const api = freshApi();
  const made = podManifest('web');
  const held = { ...made, metadata: { ...made.metadata, finalizers: ['a.b/c'] } };
  api.write({ verb: 'create', by: 'kubectl', object: held });
  expect(api.write(DELETE, 5000).changes.map((change) => change.op)).toEqual(['MODIFIED']);
  const pod = api.store.pod('default', 'web') as Pod;
  const freed = { ...pod, metadata: { ...pod.metadata, finalizers: [] } };
  expect(
    api.write({ verb: 'update', by: 'x', object: freed }, 6000).changes.map((c) => c.op),
  ).toEqual(['MODIFIED', 'DELETED']);
});

test('the name of a terminating Pod is taken (L-TRM-3)', () => {
  const { write } = boundPod();
  write(DELETE, 10_000);
  expect(
    refusalOf(write({ verb: 'create', by: 'kubectl', object: podManifest('web') }, 11_000)),
  ).toBe('409 object is being deleted: pods "web" already exists');
});

test('a stale resourceVersion is refused (L-API-7)', () => {
  const { store, write } = freshApi();
  write({ verb: 'create', by: 'kubectl', object: podManifest('web') });
  const pod = store.pod('default', 'web') as Pod;
  const label = (value: string): Pod => ({
    ...pod,
    metadata: { ...pod.metadata, labels: { a: value } },
  });
  write({ verb: 'update', by: 'kubectl', object: label('1') });
  expect(refusalOf(write({ verb: 'update', by: 'kubectl', object: label('2') }))).toBe(
    '409 Operation cannot be fulfilled on pods "web": the object has been modified; please apply your changes to the latest version and try again',
  );
});

test('generated names have five characters of the alphabet without vowels (L-API-2)', () => {
  const { write } = freshApi();
  const object = { ...podManifest('x'), metadata: { generateName: 'web-' } };
  expect(podOf(write({ verb: 'create', by: 'kubectl', object })).metadata.name).toMatch(
    /^web-[bcdfghjklmnpqrstvwxz2456789]{5}$/,
  );
});

test('an eviction that its budget does not allow is refused, one that it allows is marked first (L-TRM-23)', () => {
  const { store, write } = boundPod();
  const running = store.pod('default', 'web') as Pod;
  const labelled = { ...running, metadata: { ...running.metadata, labels: { a: 'b' } } };
  write({ verb: 'update', by: 'x', object: labelled });
  const withPhase = {
    ...(store.pod('default', 'web') as Pod),
    status: { phase: 'Running', conditions: [{ type: 'Ready', status: 'True' }] },
  };
  write({ verb: 'update', by: 'kubelet', subresource: 'status', object: withPhase });
  const budget = {
    apiVersion: 'policy/v1',
    kind: 'PodDisruptionBudget',
    metadata: { name: 'keep' },
    spec: { minAvailable: 1, selector: { matchLabels: { a: 'b' } } },
  };
  write({ verb: 'create', by: 'kubectl', object: budget });
  const evict = { verb: 'evict', by: 'kubectl', namespace: 'default', name: 'web' } as const;
  expect(refusalOf(write(evict))).toBe(
    "429 Cannot evict pod as it would violate the pod's disruption budget.",
  );
  const known = store.get('PodDisruptionBudget', 'default', 'keep');
  if (known === undefined) throw new Error('the budget is there');
  write({
    verb: 'update',
    by: 'x',
    subresource: 'status',
    object: { ...known, status: { disruptionsAllowed: 1 } },
  });
  const changes = write(evict, 3000).changes.filter((change) => change.object.kind === 'Pod');
  expect(changes).toHaveLength(2);
  expect(
    podOf({
      changes,
      answer: { ok: true, code: 200, object: changes[0]?.object as Pod },
    }).status?.conditions?.at(-1),
  ).toMatchObject({
    type: 'DisruptionTarget',
    reason: 'EvictionByEvictionAPI',
  });
  expect(changes[1]?.object.metadata.deletionGracePeriodSeconds).toBe(30);
});

test('nothing new enters a namespace that is being terminated (L-TRM-24)', () => {
  const { write } = freshApi();
  write({
    verb: 'create',
    by: 'kubectl',
    object: { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'n1' } },
  });
  write({
    verb: 'create',
    by: 'x',
    object: {
      apiVersion: 'v1',
      kind: 'ServiceAccount',
      metadata: { name: 'default', namespace: 'n1' },
    },
  });
  write({ verb: 'delete', by: 'kubectl', kind: 'Namespace', namespace: '', name: 'n1' });
  const object = { ...podManifest('web'), metadata: { name: 'web', namespace: 'n1' } };
  expect(refusalOf(write({ verb: 'create', by: 'kubectl', object }))).toBe(
    '403 pods "web" is forbidden: unable to create new content in namespace n1 because it is being terminated',
  );
});

test('a field behind a gate that is off is taken and forgotten (L-GEN-5)', () => {
  const { store, write } = freshApi();
  const containers = [
    { name: 'app', image: 'app:1', lifecycle: { stopSignal: 'SIGUSR1' }, restartPolicy: 'Never' },
  ];
  expect(
    write({ verb: 'create', by: 'client', object: podManifest('web', { containers }) }).answer.ok,
  ).toBe(true);
  const pod = store.get('Pod', 'default', 'web') as Pod;
  expect(pod.spec.containers[0]).toMatchObject({ lifecycle: {}, restartPolicy: 'Never' });
  expect(pod.spec.containers[0]?.lifecycle).toEqual({});
});

test('every cluster has the Service of its API server, and Pods are told of it (L-LAB-5)', () => {
  const { store } = freshApi();
  expect(store.get('Service', 'default', 'kubernetes')).toMatchObject({
    metadata: { labels: { component: 'apiserver', provider: 'kubernetes' } },
    spec: { clusterIP: '10.96.0.1', ports: [{ name: 'https', port: 443, targetPort: 6443 }] },
  });
});
