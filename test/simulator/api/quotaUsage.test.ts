// What an object takes of the quotas of its namespace, and which quotas are meant for it.
import { describe, expect, test } from 'vitest';
import type { KubeObject, Pod } from '../../../server/src/schema/objects';
import { formatQuantity } from '../../../server/src/schema/quantity';
import {
  isMeantFor,
  kindCounted,
  unsaidText,
  usageOf,
} from '../../../server/src/simulator/api/quotaUsage';
import { freshApi, podManifest, podOf, refusalOf } from './support';

type Fields = Readonly<Record<string, unknown>>;

function object(kind: string, spec: Fields, metadata: Fields = {}): KubeObject {
  return { apiVersion: 'v1', kind, metadata: { name: 'x', ...metadata }, spec };
}
function container(name: string, requests?: Fields, limits?: Fields, more: Fields = {}): Fields {
  return { name, resources: { requests, limits }, ...more };
}
function podWith(...containers: readonly Fields[]): KubeObject {
  return object('Pod', { containers });
}
const told = (of: KubeObject) =>
  [...usageOf(of)].map(([key, amount]) => `${key}=${formatQuantity(amount)}`).join(' ');

const ONE = 'pods=1 count/pods=1';
describe('what counts against quotas', () => {
  test.each<[what: string, of: KubeObject, expected: string]>([
    ['a Pod that asks for nothing', podWith(container('a')), ONE],
    ['CPU asked for', podWith(container('a', { cpu: '1m' })), `${ONE} cpu=1m requests.cpu=1m`],
    [
      'CPU bounded is CPU asked for',
      podWith(container('a', undefined, { cpu: '1m' })),
      `${ONE} cpu=1m requests.cpu=1m limits.cpu=1m`,
    ],
    [
      'memory of both',
      podWith(container('a', { memory: '1Mi' }, { memory: '2Mi' })),
      `${ONE} memory=1Mi requests.memory=1Mi limits.memory=2Mi`,
    ],
    [
      'disk',
      podWith(container('a', { 'ephemeral-storage': '32Mi' })),
      `${ONE} ephemeral-storage=32Mi requests.ephemeral-storage=32Mi`,
    ],
    [
      'large pages',
      podWith(container('a', { 'hugepages-2Mi': '10Mi' })),
      `${ONE} hugepages-2Mi=10Mi requests.hugepages-2Mi=10Mi`,
    ],
    [
      'a device',
      podWith(container('a', { 'e.com/gpu': '3' })),
      `${ONE} e.com/gpu=3 requests.e.com/gpu=3`,
    ],
    [
      'two containers',
      podWith(container('a', { cpu: '1' }), container('b', { cpu: '500m' })),
      `${ONE} cpu=1500m requests.cpu=1500m`,
    ],
    [
      'a larger init container',
      object('Pod', {
        containers: [container('a', { cpu: '1' })],
        initContainers: [container('i', { cpu: '2' }, { cpu: '3' })],
      }),
      `${ONE} cpu=2 requests.cpu=2 limits.cpu=3`,
    ],
    [
      'a sidecar beside the app',
      object('Pod', {
        containers: [container('a', { cpu: '1' })],
        initContainers: [container('s', { cpu: '2' }, undefined, { restartPolicy: 'Always' })],
      }),
      `${ONE} cpu=3 requests.cpu=3`,
    ],
    [
      'overhead',
      object('Pod', { containers: [container('a', { cpu: '1' })], overhead: { cpu: '250m' } }),
      `${ONE} cpu=1250m requests.cpu=1250m`,
    ],
    [
      'a Service inside the cluster',
      object('Service', { type: 'ClusterIP', ports: [{ port: 80 }] }),
      'services=1 count/services=1',
    ],
    [
      'a Service on every node',
      object('Service', { type: 'NodePort', ports: [{ port: 80 }, { port: 81 }] }),
      'services=1 count/services=1 services.nodeports=2',
    ],
    [
      'a Service with a balancer',
      object('Service', { type: 'LoadBalancer', ports: [{ port: 80 }] }),
      'services=1 count/services=1 services.nodeports=1 services.loadbalancers=1',
    ],
    [
      'a balancer without ports on nodes',
      object('Service', {
        type: 'LoadBalancer',
        allocateLoadBalancerNodePorts: false,
        ports: [{ port: 80 }, { port: 81, nodePort: 30001 }],
      }),
      'services=1 count/services=1 services.nodeports=1 services.loadbalancers=1',
    ],
    [
      'a claim',
      object('PersistentVolumeClaim', { resources: { requests: { storage: '10Gi' } } }),
      'persistentvolumeclaims=1 count/persistentvolumeclaims=1 requests.storage=10Gi',
    ],
    [
      'a claim of a class',
      object('PersistentVolumeClaim', {
        storageClassName: 'gold',
        resources: { requests: { storage: '10Gi' } },
      }),
      'persistentvolumeclaims=1 count/persistentvolumeclaims=1 requests.storage=10Gi gold.storageclass.storage.k8s.io/persistentvolumeclaims=1 gold.storageclass.storage.k8s.io/requests.storage=10Gi',
    ],
    ['anything else', object('ConfigMap', {}), 'configmaps=1 count/configmaps=1'],
  ])('%s', (_what, of, expected) => {
    expect(told(of)).toBe(expected);
  });

  test.each([
    ['pods', 'Pod'],
    ['cpu', 'Pod'],
    ['requests.cpu', 'Pod'],
    ['limits.memory', 'Pod'],
    ['requests.nvidia.com/gpu', 'Pod'],
    ['hugepages-2Mi', 'Pod'],
    ['count/pods', 'Pod'],
    ['requests.storage', 'PersistentVolumeClaim'],
    ['persistentvolumeclaims', 'PersistentVolumeClaim'],
    ['gold.storageclass.storage.k8s.io/requests.storage', 'PersistentVolumeClaim'],
    ['services.nodeports', 'Service'],
    ['count/deployments.apps', 'Deployment'],
    ['count/ingresses.networking.k8s.io', 'Ingress'],
    ['constructor', undefined],
    ['widgets', undefined],
  ])('%s counts each %s', (key, kind) => {
    expect(kindCounted(key)).toBe(kind);
  });
});

describe('what containers have to say where it is limited', () => {
  const full = { cpu: '1', memory: '1Mi' };
  test.each<[what: string, of: KubeObject, limited: readonly string[], expected: string]>([
    ['all said', podWith(container('a', full, full)), ['cpu', 'limits.memory'], ''],
    ['nothing limited', podWith(container('a')), ['pods'], ''],
    ['one container', podWith(container('a')), ['requests.cpu'], 'requests.cpu for: a'],
    ['one of two', podWith(container('a', full), container('b')), ['memory'], 'memory for: b'],
    ['two of two, by name', podWith(container('b'), container('a')), ['memory'], 'memory for: a,b'],
    [
      'several amounts, by name',
      podWith(container('a')),
      ['requests.memory', 'limits.cpu'],
      'limits.cpu for: a; requests.memory for: a',
    ],
    [
      'an init container',
      object('Pod', { containers: [container('a', full)], initContainers: [container('i')] }),
      ['cpu'],
      'cpu for: i',
    ],
    ['a limit is no request', podWith(container('a', undefined, full)), ['cpu'], 'cpu for: a'],
    [
      'disk and devices need not be told',
      podWith(container('a')),
      ['requests.ephemeral-storage', 'requests.e.com/gpu', 'hugepages-2Mi'],
      '',
    ],
    [
      'said for the whole Pod',
      object('Pod', { containers: [container('a')], resources: { requests: full } }),
      ['cpu'],
      '',
    ],
  ])('%s', (_what, of, limited, expected) => {
    expect(unsaidText(of as Pod, limited)).toBe(expected);
  });
});

describe('scopes', () => {
  const scoped = (...scopes: readonly string[]) => object('ResourceQuota', { scopes });
  const chosen = (operator: string, ...values: readonly string[]) =>
    object('ResourceQuota', {
      scopeSelector: { matchExpressions: [{ scopeName: 'PriorityClass', operator, values }] },
    });
  const plain = podWith(container('a'));
  const asking = podWith(container('a', { cpu: '1' }));
  const ending = object('Pod', { containers: [], activeDeadlineSeconds: 5 });
  const urgent = object('Pod', { containers: [], priorityClassName: 'high' });
  const near = (term: Fields) =>
    object('Pod', {
      containers: [],
      affinity: { podAffinity: { requiredDuringSchedulingIgnoredDuringExecution: [term] } },
    });
  test.each<[what: string, quota: KubeObject, of: KubeObject, expected: boolean]>([
    ['none', scoped(), plain, true],
    ['none, for others', scoped(), object('Service', {}), true],
    ['any, for others', scoped('BestEffort'), object('Service', {}), false],
    ['Pods that end', scoped('Terminating'), ending, true],
    ['Pods that end, for one that does not', scoped('Terminating'), plain, false],
    ['Pods that don’t end', scoped('NotTerminating'), plain, true],
    ['Pods that don’t end, for one that does', scoped('NotTerminating'), ending, false],
    ['Pods that ask for nothing', scoped('BestEffort'), plain, true],
    ['Pods that ask for nothing, for one that asks', scoped('BestEffort'), asking, false],
    ['Pods that ask', scoped('NotBestEffort'), asking, true],
    ['two scopes', scoped('NotTerminating', 'BestEffort'), plain, true],
    ['two scopes, one of them', scoped('Terminating', 'BestEffort'), plain, false],
    ['any priority class', scoped('PriorityClass'), urgent, true],
    ['any priority class, for one without', scoped('PriorityClass'), plain, false],
    ['some priority classes', chosen('In', 'high', 'higher'), urgent, true],
    ['other priority classes', chosen('In', 'low'), urgent, false],
    ['not some priority classes', chosen('NotIn', 'low'), urgent, true],
    ['no priority class', chosen('DoesNotExist'), plain, true],
    ['a priority class', chosen('Exists'), plain, false],
    [
      'looks into other namespaces by name',
      scoped('CrossNamespacePodAffinity'),
      near({ namespaces: ['b'] }),
      true,
    ],
    [
      'looks into other namespaces by labels',
      scoped('CrossNamespacePodAffinity'),
      near({ namespaceSelector: {} }),
      true,
    ],
    ['looks into its own', scoped('CrossNamespacePodAffinity'), near({}), false],
    ['a scope that nobody knows', scoped('Other'), plain, false],
  ])('%s', (_what, quota, of, expected) => {
    expect(isMeantFor(quota, of)).toBe(expected);
  });
});

describe('quotas at the door', () => {
  const made = (spec: Fields) => {
    const { write } = freshApi();
    write({ verb: 'create', by: 'kubectl', object: object('ResourceQuota', spec, { name: 'q' }) });
    return (of: KubeObject) => write({ verb: 'create', by: 'kubectl', object: of });
  };
  test('one for storage does not keep Pods out', () => {
    const create = made({ hard: { 'requests.storage': '1Gi' } });
    expect(podOf(create(podManifest('a'))).metadata.name).toBe('a');
  });
  test('one for Pods that ask for nothing leaves the others alone', () => {
    const create = made({ hard: { pods: '1' }, scopes: ['BestEffort'] });
    const asks = {
      containers: [{ name: 'app', image: 'app:1', resources: { requests: { cpu: '1' } } }],
    };
    for (const name of ['a', 'b']) podOf(create(podManifest(name, asks)));
    podOf(create(podManifest('c')));
    expect(refusalOf(create(podManifest('d')))).toBe(
      '403 pods "d" is forbidden: exceeded quota: q, requested: pods=1, used: pods=1, limited: pods=1',
    );
  });
  test('one for several amounts tells whose are missing', () => {
    const create = made({ hard: { 'requests.cpu': '1', 'limits.memory': '1Gi' } });
    expect(refusalOf(create(podManifest('a')))).toBe(
      '403 pods "a" is forbidden: failed quota: q: must specify limits.memory for: app; requests.cpu for: app',
    );
  });
});
