// What `kubectl get` prints of objects of every kind: one object, one row.
import { describe, expect, test } from 'vitest';
import type { KubeObject } from '../../../server/src/schema/objects';
import { columnsOf } from '../../../server/src/schema/printing/columns';

const NOW = Date.parse('2026-06-15T12:00:00Z');

function ago(seconds: number): string {
  return new Date(NOW - seconds * 1000).toISOString().replace('.000Z', 'Z');
}

type Fields = Readonly<Record<string, unknown>>;

/** An object named `x`, five minutes old unless it says otherwise. */
function objectOf(kind: string, { metadata, ...fields }: Fields): KubeObject {
  return {
    apiVersion: 'v1',
    kind,
    ...fields,
    metadata: { name: 'x', creationTimestamp: ago(300), ...(metadata as object | undefined) },
  };
}

function checkRow(kind: string, fields: Fields, expected: string): void {
  const columns = columnsOf(kind).filter(({ wide }) => wide !== true);
  const cells = columns.map(({ cell }) => cell(objectOf(kind, fields), NOW));
  expect(cells.join(' | ')).toBe(expected);
}

function checkWide(kind: string, fields: Fields, expected: string): void {
  const columns = columnsOf(kind).filter(({ wide }) => wide === true);
  const cells = columns.map(({ cell }) => cell(objectOf(kind, fields), NOW));
  expect(cells.join(' | ')).toBe(expected);
}

type Case = readonly [what: string, fields: Fields, expected: string];

function rows(kind: string, cases: readonly Case[]): void {
  describe(`the row of a ${kind}`, () => {
    test.each(cases)('%s', (_what, fields, expected) => checkRow(kind, fields, expected));
  });
}
function wideRows(kind: string, cases: readonly Case[]): void {
  describe(`what -o wide adds to a ${kind}`, () => {
    test.each(cases)('%s', (_what, fields, expected) => checkWide(kind, fields, expected));
  });
}

const TWO_CONTAINERS = {
  spec: {
    containers: [
      { name: 'app', image: 'web:1' },
      { name: 'log', image: 'log:2' },
    ],
  },
};
const OF_WEB = { matchLabels: { app: 'web' } };

describe('the header of a table names the columns in order', () => {
  test.each([
    ['Pod', 'NAME READY STATUS RESTARTS AGE'],
    ['PodTemplate', 'NAME CONTAINERS IMAGES POD-LABELS'],
    ['ReplicaSet', 'NAME DESIRED CURRENT READY AGE'],
    ['ReplicationController', 'NAME DESIRED CURRENT READY AGE'],
    ['Deployment', 'NAME READY UP-TO-DATE AVAILABLE AGE'],
    ['StatefulSet', 'NAME READY AGE'],
    ['DaemonSet', 'NAME DESIRED CURRENT READY UP-TO-DATE AVAILABLE NODE-SELECTOR AGE'],
    ['ControllerRevision', 'NAME CONTROLLER REVISION AGE'],
    ['Job', 'NAME STATUS COMPLETIONS DURATION AGE'],
    ['CronJob', 'NAME SCHEDULE TIMEZONE SUSPEND ACTIVE LAST-SCHEDULE AGE'],
    ['Service', 'NAME TYPE CLUSTER-IP EXTERNAL-IP PORT(S) AGE'],
    ['Ingress', 'NAME CLASS HOSTS ADDRESS PORTS AGE'],
    ['IngressClass', 'NAME CONTROLLER PARAMETERS AGE'],
    ['NetworkPolicy', 'NAME POD-SELECTOR AGE'],
    ['Endpoints', 'NAME ENDPOINTS AGE'],
    ['EndpointSlice', 'NAME ADDRESSTYPE PORTS ENDPOINTS AGE'],
    ['ServiceCIDR', 'NAME CIDRS AGE'],
    ['IPAddress', 'NAME PARENTREF'],
    [
      'PersistentVolume',
      'NAME CAPACITY ACCESS-MODES RECLAIM-POLICY STATUS CLAIM STORAGECLASS VOLUMEATTRIBUTESCLASS REASON AGE',
    ],
    [
      'PersistentVolumeClaim',
      'NAME STATUS VOLUME CAPACITY ACCESS-MODES STORAGECLASS VOLUMEATTRIBUTESCLASS AGE',
    ],
    ['StorageClass', 'NAME PROVISIONER RECLAIMPOLICY VOLUMEBINDINGMODE ALLOWVOLUMEEXPANSION AGE'],
    ['VolumeAttributesClass', 'NAME DRIVERNAME AGE'],
    ['VolumeAttachment', 'NAME ATTACHER PV NODE ATTACHED AGE'],
    ['CSINode', 'NAME DRIVERS AGE'],
    [
      'CSIDriver',
      'NAME ATTACHREQUIRED PODINFOONMOUNT STORAGECAPACITY TOKENREQUESTS REQUIRESREPUBLISH MODES AGE',
    ],
    ['CSIStorageCapacity', 'NAME STORAGECLASSNAME CAPACITY'],
    ['Node', 'NAME STATUS ROLES AGE VERSION'],
    ['Namespace', 'NAME STATUS AGE'],
    ['ConfigMap', 'NAME DATA AGE'],
    ['Secret', 'NAME TYPE DATA AGE'],
    ['ServiceAccount', 'NAME SECRETS AGE'],
    ['Lease', 'NAME HOLDER AGE'],
    ['LeaseCandidate', 'NAME LEASENAME BINARYVERSION EMULATIONVERSION AGE'],
    ['Event', 'LAST-SEEN TYPE REASON OBJECT MESSAGE'],
    ['PodDisruptionBudget', 'NAME MIN-AVAILABLE MAX-UNAVAILABLE ALLOWED-DISRUPTIONS AGE'],
    ['PriorityClass', 'NAME VALUE GLOBAL-DEFAULT AGE PREEMPTIONPOLICY'],
    ['RuntimeClass', 'NAME HANDLER AGE'],
    ['ResourceQuota', 'NAME REQUEST LIMIT AGE'],
    ['LimitRange', 'NAME CREATED-AT'],
    ['HorizontalPodAutoscaler', 'NAME REFERENCE TARGETS MINPODS MAXPODS REPLICAS AGE'],
    ['Role', 'NAME CREATED-AT'],
    ['ClusterRole', 'NAME CREATED-AT'],
    ['RoleBinding', 'NAME ROLE AGE'],
    ['ClusterRoleBinding', 'NAME ROLE AGE'],
    ['CertificateSigningRequest', 'NAME AGE SIGNERNAME REQUESTOR REQUESTEDDURATION CONDITION'],
    ['MutatingWebhookConfiguration', 'NAME WEBHOOKS AGE'],
    ['ValidatingAdmissionPolicy', 'NAME VALIDATIONS PARAMKIND AGE'],
    ['ValidatingAdmissionPolicyBinding', 'NAME POLICYNAME PARAMREF AGE'],
    ['MutatingAdmissionPolicy', 'NAME MUTATIONS PARAMKIND AGE'],
    ['FlowSchema', 'NAME PRIORITYLEVEL MATCHINGPRECEDENCE DISTINGUISHERMETHOD AGE MISSINGPL'],
    [
      'PriorityLevelConfiguration',
      'NAME TYPE NOMINALCONCURRENCYSHARES QUEUES HANDSIZE QUEUELENGTHLIMIT AGE',
    ],
    ['ResourceClaim', 'NAME STATE AGE'],
    ['ResourceSlice', 'NAME NODE DRIVER POOL AGE'],
    ['DeviceClass', 'NAME AGE'],
    ['ResourceClaimTemplate', 'NAME AGE'],
    ['CustomResourceDefinition', 'NAME CREATED-AT'],
    ['APIService', 'NAME SERVICE AVAILABLE AGE'],
    ['Backup', 'NAME AGE'],
    ['constructor', 'NAME AGE'],
  ])('%s', (kind, expected) => {
    const titles = columnsOf(kind).filter(({ wide }) => wide !== true);
    expect(titles.map(({ title }) => title.replaceAll(' ', '-')).join(' ')).toBe(expected);
  });
});

describe('every kind has a row for an object of which nothing is known', () => {
  test.each([
    'PodTemplate',
    'Deployment',
    'ReplicaSet',
    'StatefulSet',
    'DaemonSet',
    'Job',
    'CronJob',
    'Service',
    'Ingress',
    'IngressClass',
    'NetworkPolicy',
    'Endpoints',
    'EndpointSlice',
    'PersistentVolume',
    'PersistentVolumeClaim',
    'StorageClass',
    'Node',
    'Namespace',
    'ConfigMap',
    'Secret',
    'ServiceAccount',
    'Event',
    'PodDisruptionBudget',
    'ResourceQuota',
    'RoleBinding',
    'HorizontalPodAutoscaler',
    'CertificateSigningRequest',
    'FlowSchema',
    'CSIDriver',
    'ResourceClaim',
    'PriorityLevelConfiguration',
    'ValidatingAdmissionPolicyBinding',
    'APIService',
    'IPAddress',
  ])('%s', (kind) => {
    for (const broken of [{}, { spec: 1, status: [], data: 'x' }, { spec: null, status: null }])
      for (const { cell } of columnsOf(kind))
        expect(typeof cell({ apiVersion: 'v1', kind, metadata: {}, ...broken }, NOW)).toBe(
          'string',
        );
  });
});

rows('Deployment', [
  [
    'as wanted, ready, current and available ones',
    {
      spec: { replicas: 5 },
      status: { replicas: 10, readyReplicas: 3, updatedReplicas: 2, availableReplicas: 1 },
    },
    'x | 3/5 | 2 | 1 | 5m',
  ],
  [
    'zeros where the status has none',
    { spec: { replicas: 5 }, status: {} },
    'x | 0/5 | 0 | 0 | 5m',
  ],
  ['that wants none', { spec: { replicas: 0 } }, 'x | 0/0 | 0 | 0 | 5m'],
]);
wideRows('Deployment', [
  [
    'its containers, images and selector',
    { spec: { template: TWO_CONTAINERS, selector: OF_WEB } },
    'app,log | web:1,log:2 | app=web',
  ],
  [
    'a selector in the order of its keys, whatever form they have',
    {
      spec: {
        template: TWO_CONTAINERS,
        selector: {
          matchLabels: { tier: 'front' },
          matchExpressions: [
            { key: 'zone', operator: 'NotIn', values: ['b', 'a'] },
            { key: 'app', operator: 'In', values: ['web'] },
            { key: 'old', operator: 'DoesNotExist' },
            { key: 'kept', operator: 'Exists' },
          ],
        },
      },
    },
    'app,log | web:1,log:2 | app in (web),kept,!old,tier=front,zone notin (a,b)',
  ],
]);

rows('ReplicaSet', [
  [
    'of which some are ready',
    { spec: { replicas: 5 }, status: { replicas: 5, readyReplicas: 2 } },
    'x | 5 | 5 | 2 | 5m',
  ],
  ['that has made none', { spec: { replicas: 4 }, status: { replicas: 0 } }, 'x | 4 | 0 | 0 | 5m'],
]);
wideRows('ReplicationController', [
  [
    'selects by plain labels',
    { spec: { template: TWO_CONTAINERS, selector: { b: '2', a: '1' } } },
    'app,log | web:1,log:2 | a=1,b=2',
  ],
  ['without a template', { spec: { replicas: 0 } }, ' |  | <none>'],
]);

rows('StatefulSet', [
  [
    'ready of wanted',
    { spec: { replicas: 5 }, status: { replicas: 5, readyReplicas: 2 } },
    'x | 2/5 | 5m',
  ],
]);
wideRows('StatefulSet', [
  [
    'no selector',
    { spec: { template: TWO_CONTAINERS, selector: OF_WEB } },
    'app,log | web:1,log:2',
  ],
]);

rows('DaemonSet', [
  [
    'on three nodes, one of them ready',
    {
      spec: { template: TWO_CONTAINERS },
      status: {
        currentNumberScheduled: 2,
        desiredNumberScheduled: 3,
        numberReady: 1,
        updatedNumberScheduled: 2,
        numberAvailable: 0,
      },
    },
    'x | 3 | 2 | 1 | 2 | 0 | <none> | 5m',
  ],
  [
    'that chooses its nodes',
    { spec: { template: { spec: { nodeSelector: { disk: 'ssd', arch: 'arm' } } } } },
    'x | 0 | 0 | 0 | 0 | 0 | arch=arm,disk=ssd | 5m',
  ],
]);

rows('ControllerRevision', [
  [
    'of its controller',
    {
      revision: 1,
      metadata: {
        ownerReferences: [
          { apiVersion: 'apps/v1', kind: 'DaemonSet', name: 'agent', uid: 'u', controller: true },
        ],
      },
    },
    'x | daemonset.apps/agent | 1 | 5m',
  ],
  [
    'whose owner does not control it',
    {
      revision: 2,
      metadata: {
        ownerReferences: [
          { apiVersion: 'v1', kind: 'Any', name: 'a', uid: 'u', controller: false },
        ],
      },
    },
    'x | <none> | 2 | 5m',
  ],
  ['of nobody', { revision: 3 }, 'x | <none> | 3 | 5m'],
]);

function jobWith(condition: string): Fields {
  return { spec: {}, status: { conditions: [{ type: condition, status: 'True' }] } };
}
rows('Job', [
  [
    'not begun',
    { spec: { completions: 2 }, status: { succeeded: 1 } },
    'x | Running | 1/2 |  | 5m',
  ],
  ['without a number of completions', { spec: {} }, 'x | Running | 0/1 |  | 5m'],
  ['of one worker', { spec: { parallelism: 1 } }, 'x | Running | 0/1 |  | 5m'],
  [
    'of several workers at one queue',
    { spec: { parallelism: 3 }, status: { succeeded: 1 } },
    'x | Running | 1/1 of 3 |  | 5m',
  ],
  ['that runs', { spec: {}, status: { startTime: ago(1200) } }, 'x | Running | 0/1 | 20m | 5m'],
  [
    'that ended',
    { spec: {}, status: { startTime: ago(4000), completionTime: ago(2200) } },
    'x | Running | 0/1 | 30m | 5m',
  ],
  ['Complete', jobWith('Complete'), 'x | Complete | 0/1 |  | 5m'],
  ['Failed', jobWith('Failed'), 'x | Failed | 0/1 |  | 5m'],
  ['Suspended', jobWith('Suspended'), 'x | Suspended | 0/1 |  | 5m'],
  ['FailureTarget', jobWith('FailureTarget'), 'x | FailureTarget | 0/1 |  | 5m'],
  ['SuccessCriteriaMet', jobWith('SuccessCriteriaMet'), 'x | SuccessCriteriaMet | 0/1 |  | 5m'],
  [
    'being deleted',
    { spec: {}, metadata: { deletionTimestamp: ago(1) } },
    'x | Terminating | 0/1 |  | 5m',
  ],
  [
    'complete and being deleted',
    { ...jobWith('Complete'), metadata: { deletionTimestamp: ago(1) } },
    'x | Complete | 0/1 |  | 5m',
  ],
  [
    'suspended and being deleted',
    { ...jobWith('Suspended'), metadata: { deletionTimestamp: ago(1) } },
    'x | Terminating | 0/1 |  | 5m',
  ],
  [
    'no longer suspended',
    { spec: {}, status: { conditions: [{ type: 'Suspended', status: 'False' }] } },
    'x | Running | 0/1 |  | 5m',
  ],
]);

const EVERY_FIVE = { schedule: '0/5 * * * ?', suspend: false };
rows('CronJob', [
  [
    'that never ran',
    { spec: EVERY_FIVE, status: {} },
    'x | 0/5 * * * ? | <none> | False | 0 | <none> | 5m',
  ],
  [
    'that ran',
    { spec: EVERY_FIVE, status: { lastScheduleTime: ago(30), active: [{ name: 'x-1' }] } },
    'x | 0/5 * * * ? | <none> | False | 1 | 30s | 5m',
  ],
  [
    'with a time zone',
    { spec: { ...EVERY_FIVE, timeZone: 'Europe/Rome' } },
    'x | 0/5 * * * ? | Europe/Rome | False | 0 | <none> | 5m',
  ],
  [
    'suspended',
    { spec: { ...EVERY_FIVE, suspend: true } },
    'x | 0/5 * * * ? | <none> | True | 0 | <none> | 5m',
  ],
  [
    'that says nothing of it',
    { spec: { schedule: '@daily' } },
    'x | @daily | <none> | <unset> | 0 | <none> | 5m',
  ],
]);
wideRows('CronJob', [
  [
    'those of its Jobs',
    { spec: { jobTemplate: { spec: { template: TWO_CONTAINERS, selector: OF_WEB } } } },
    'app,log | web:1,log:2 | app=web',
  ],
  [
    'no selector',
    { spec: { jobTemplate: { spec: { template: TWO_CONTAINERS } } } },
    'app,log | web:1,log:2 | <none>',
  ],
]);

rows('PodTemplate', [
  ['without containers', { template: { spec: { containers: [] } } }, 'x |  |  | <none>'],
  ['with two', { template: TWO_CONTAINERS }, 'x | app,log | web:1,log:2 | <none>'],
  [
    'with labels',
    { template: { metadata: { labels: { app: 'web' } }, spec: {} } },
    'x |  |  | app=web',
  ],
]);

function balanced(...ingress: readonly Fields[]): Fields {
  return { status: { loadBalancer: { ingress } } };
}
const TCP_80 = { port: 80, protocol: 'TCP' };
const BALANCER = { type: 'LoadBalancer', clusterIP: '10.9.8.7', ports: [TCP_80] };
rows('Service', [
  [
    'inside the cluster',
    {
      spec: {
        type: 'ClusterIP',
        clusterIP: '10.9.8.7',
        ports: [{ port: 2233, protocol: 'UDP' }],
        selector: { a: 'b' },
      },
    },
    'x | ClusterIP | 10.9.8.7 | <none> | 2233/UDP | 5m',
  ],
  [
    'on every node',
    {
      spec: {
        type: 'NodePort',
        clusterIP: '10.9.8.7',
        ports: [{ port: 8888, nodePort: 30999, protocol: 'TCP' }],
      },
    },
    'x | NodePort | 10.9.8.7 | <none> | 8888:30999/TCP | 5m',
  ],
  [
    'whose balancer is awaited',
    { spec: BALANCER },
    'x | LoadBalancer | 10.9.8.7 | <pending> | 80/TCP | 5m',
  ],
  [
    'with several ports',
    {
      spec: {
        ...BALANCER,
        ports: [
          TCP_80,
          { port: 8090, protocol: 'UDP' },
          { port: 8000, protocol: 'TCP' },
          { port: 7777, protocol: 'SCTP' },
        ],
      },
    },
    'x | LoadBalancer | 10.9.8.7 | <pending> | 80/TCP,8090/UDP,8000/TCP,7777/SCTP | 5m',
  ],
  [
    'with all addresses of its balancer in order, each once',
    {
      spec: BALANCER,
      ...balanced(
        { ip: '3.4.5.6' },
        { ip: '2.3.4.5' },
        { ip: '5.6.7.8', hostname: 'h' },
        { ip: '2.3.4.5' },
      ),
    },
    'x | LoadBalancer | 10.9.8.7 | 2.3.4.5,3.4.5.6,5.6.7.8 | 80/TCP | 5m',
  ],
  [
    'with a balancer that has a name',
    { spec: BALANCER, ...balanced({ hostname: 'lb.example.com' }) },
    'x | LoadBalancer | 10.9.8.7 | lb.example.com | 80/TCP | 5m',
  ],
  [
    'with an address of its own',
    { spec: { ...BALANCER, externalIPs: ['80.11.12.10'] } },
    'x | LoadBalancer | 10.9.8.7 | 80.11.12.10 | 80/TCP | 5m',
  ],
  [
    'with addresses of its own and of its balancer',
    {
      spec: { ...BALANCER, externalIPs: ['80.11.12.10', '80.11.12.11'] },
      ...balanced({ ip: '2.3.4.5' }),
    },
    'x | LoadBalancer | 10.9.8.7 | 2.3.4.5,80.11.12.10,80.11.12.11 | 80/TCP | 5m',
  ],
  [
    'that is another name',
    { spec: { type: 'ExternalName', externalName: 'db.example.com' } },
    'x | ExternalName | <none> | db.example.com | <none> | 5m',
  ],
  [
    'without an address',
    { spec: { type: 'ClusterIP', clusterIP: 'None', ports: [TCP_80] } },
    'x | ClusterIP | None | <none> | 80/TCP | 5m',
  ],
]);
wideRows('Service', [
  ['what it selects', { spec: { selector: { foo: 'bar' } } }, 'foo=bar'],
  ['that it selects nothing', { spec: {} }, '<none>'],
]);

function hosts(...names: readonly string[]): Fields {
  return { spec: { rules: names.map((host) => (host === '' ? {} : { host })) } };
}
rows('Ingress', [
  [
    'that leads everything to one Service',
    {
      spec: { ingressClassName: 'nginx', defaultBackend: {} },
      ...balanced({ ip: '2.3.4.5', hostname: 'l' }),
    },
    'x | nginx | * | 2.3.4.5 | 80 | 5m',
  ],
  [
    'of no class',
    hosts('a.example.com', 'b.example.com'),
    'x | <none> | a.example.com,b.example.com |  | 80 | 5m',
  ],
  [
    'with more hosts than are shown',
    hosts('a', 'b', 'c', 'd', 'e'),
    'x | <none> | a,b,c + 2 more... |  | 80 | 5m',
  ],
  ['with exactly as many hosts', hosts('a', 'b', 'c'), 'x | <none> | a,b,c |  | 80 | 5m'],
  ['with a rule for any host', hosts('', ''), 'x | <none> | * |  | 80 | 5m'],
  [
    'with TLS',
    { spec: { rules: [{ host: 'a' }], tls: [{ hosts: ['a'] }] } },
    'x | <none> | a |  | 80, 443 | 5m',
  ],
]);
rows('IngressClass', [
  ['without parameters', { spec: { controller: 'e.com/c' } }, 'x | e.com/c | <none> | 5m'],
  [
    'with parameters',
    { spec: { controller: 'e.com/c', parameters: { kind: 'Params', name: 'p' } } },
    'x | e.com/c | Params/p | 5m',
  ],
  [
    'with parameters of a group',
    {
      spec: { controller: 'e.com/c', parameters: { apiGroup: 'e.com', kind: 'Params', name: 'p' } },
    },
    'x | e.com/c | Params.e.com/p | 5m',
  ],
]);
rows('NetworkPolicy', [
  ['for all Pods', { spec: { podSelector: {} } }, 'x | <none> | 5m'],
  ['for some', { spec: { podSelector: { matchLabels: { foo: 'bar' } } } }, 'x | foo=bar | 5m'],
  [
    'for some of several',
    {
      spec: {
        podSelector: { matchExpressions: [{ key: 'a', operator: 'In', values: ['c', 'b'] }] },
      },
    },
    'x | a in (b,c) | 5m',
  ],
]);

const FOUR = [{ ip: '1.2.3.4' }, { ip: '5.6.7.8' }, { ip: '9.8.7.6' }, { ip: '6.6.6.6' }];
rows('Endpoints', [
  ['of no Pod', {}, 'x | <none> | 5m'],
  ['without ports', { subsets: [{ addresses: FOUR.slice(0, 2) }] }, 'x | 1.2.3.4,5.6.7.8 | 5m'],
  [
    'with one',
    { subsets: [{ addresses: FOUR.slice(0, 2), ports: [{ port: 8001 }] }] },
    'x | 1.2.3.4:8001,5.6.7.8:8001 | 5m',
  ],
  [
    'more than are shown',
    { subsets: [{ addresses: FOUR, ports: [{ port: 8001 }] }] },
    'x | 1.2.3.4:8001,5.6.7.8:8001,9.8.7.6:8001 + 1 more... | 5m',
  ],
  [
    'one port after the other',
    { subsets: [{ addresses: FOUR.slice(0, 2), ports: [{ port: 1 }, { port: 2 }] }] },
    'x | 1.2.3.4:1,5.6.7.8:1,1.2.3.4:2 + 1 more... | 5m',
  ],
  [
    'of which none is ready',
    { subsets: [{ notReadyAddresses: FOUR, ports: [{ port: 1 }] }] },
    'x |  | 5m',
  ],
  [
    'of a newer address',
    { subsets: [{ addresses: [{ ip: 'fd00::1' }], ports: [{ port: 80 }] }] },
    'x | [fd00::1]:80 | 5m',
  ],
]);
rows('EndpointSlice', [
  [
    'of one Pod with two addresses',
    {
      addressType: 'IPv4',
      ports: [{ name: 'http', port: 80 }],
      endpoints: [{ addresses: ['10.1.2.3', 'fd00::1'] }],
    },
    'x | IPv4 | 80 | 10.1.2.3,fd00::1 | 5m',
  ],
  [
    'of more than are shown',
    {
      addressType: 'IPv6',
      ports: [{ port: 80 }, { port: 443 }, { port: 3000 }, { port: 3001 }],
      endpoints: [{ addresses: ['a', 'b'] }, { addresses: ['c', 'd'] }],
    },
    'x | IPv6 | 80,443,3000 + 1 more... | a,b,c + 1 more... | 5m',
  ],
  [
    'of none',
    { addressType: 'IPv4', ports: [], endpoints: [] },
    'x | IPv4 | <unset> | <unset> | 5m',
  ],
  [
    'for every port',
    { addressType: 'IPv4', ports: [{}], endpoints: [{ addresses: ['a'] }] },
    'x | IPv4 | * | a | 5m',
  ],
  [
    'for a port with only a name',
    { addressType: 'IPv4', ports: [{ name: 'http' }] },
    'x | IPv4 | http | <unset> | 5m',
  ],
]);
rows('ServiceCIDR', [
  [
    'two families',
    { spec: { cidrs: ['10.0.0.0/24', 'fd00::/120'] } },
    'x | 10.0.0.0/24,fd00::/120 | 5m',
  ],
]);
rows('IPAddress', [
  [
    'of a Service',
    { spec: { parentRef: { group: '', resource: 'services', namespace: 'shop', name: 'web' } } },
    'x | services/shop/web',
  ],
  [
    'of something else',
    { spec: { parentRef: { group: 'net.example.com', resource: 'pools', name: 'p' } } },
    'x | pools.net.example.com/p',
  ],
]);

const CLAIMED = { claimRef: { namespace: 'default', name: 'data' }, capacity: { storage: '4Gi' } };
rows('PersistentVolume', [
  [
    'bound',
    { spec: { ...CLAIMED, accessModes: ['ReadOnlyMany'] }, status: { phase: 'Bound' } },
    'x | 4Gi | ROX |  | Bound | default/data |  | <unset> |  | 5m',
  ],
  [
    'failed, with its reason',
    {
      spec: { ...CLAIMED, accessModes: ['ReadWriteMany'], persistentVolumeReclaimPolicy: 'Delete' },
      status: { phase: 'Failed', reason: 'Why' },
    },
    'x | 4Gi | RWX | Delete | Failed | default/data |  | <unset> | Why | 5m',
  ],
  [
    'with classes',
    {
      spec: {
        ...CLAIMED,
        accessModes: ['ReadWriteOnce'],
        storageClassName: 'fast',
        volumeAttributesClassName: 'gold',
      },
      status: { phase: 'Released' },
    },
    'x | 4Gi | RWO |  | Released | default/data | fast | gold |  | 5m',
  ],
  [
    'that nobody has claimed',
    {
      spec: { capacity: { storage: '1024Mi' }, accessModes: ['ReadWriteOncePod'] },
      status: { phase: 'Available' },
    },
    'x | 1Gi | RWOP |  | Available |  |  | <unset> |  | 5m',
  ],
  [
    'being deleted',
    { metadata: { deletionTimestamp: ago(1) }, spec: CLAIMED, status: { phase: 'Bound' } },
    'x | 4Gi |  |  | Terminating | default/data |  | <unset> |  | 5m',
  ],
  [
    'with its modes in an order of their own',
    {
      spec: { accessModes: ['ReadWriteMany', 'ReadWriteOnce', 'ReadOnlyMany', 'ReadWriteOnce'] },
      status: { phase: 'Available' },
    },
    'x | 0 | RWO,ROX,RWX |  | Available |  |  | <unset> |  | 5m',
  ],
]);
const HAS_4 = { accessModes: ['ReadOnlyMany'], capacity: { storage: '4Gi' } };
rows('PersistentVolumeClaim', [
  [
    'bound',
    { spec: { volumeName: 'pv' }, status: { phase: 'Bound', ...HAS_4 } },
    'x | Bound | pv | 4Gi | ROX |  | <unset> | 5m',
  ],
  [
    'lost, of no volume',
    { spec: {}, status: { phase: 'Lost', ...HAS_4 } },
    'x | Lost |  |  |  |  | <unset> | 5m',
  ],
  [
    'pending, with a volume in sight',
    {
      spec: { volumeName: 'pv', storageClassName: 'fast' },
      status: { phase: 'Pending', ...HAS_4 },
    },
    'x | Pending | pv | 4Gi | ROX | fast | <unset> | 5m',
  ],
  [
    'pending, with a volume of which nothing is known',
    { spec: { volumeName: 'pv' }, status: { phase: 'Pending' } },
    'x | Pending | pv | 0 |  |  | <unset> | 5m',
  ],
  [
    'with the class of attributes',
    {
      spec: { volumeName: 'pv', volumeAttributesClassName: 'gold' },
      status: { phase: 'Bound', ...HAS_4 },
    },
    'x | Bound | pv | 4Gi | ROX |  | gold | 5m',
  ],
  [
    'whose class stands in the annotation of old manifests',
    {
      metadata: { annotations: { 'volume.beta.kubernetes.io/storage-class': 'old' } },
      spec: { storageClassName: 'new' },
      status: { phase: 'Pending' },
    },
    'x | Pending |  |  |  | old | <unset> | 5m',
  ],
  [
    'being deleted',
    { metadata: { deletionTimestamp: ago(1) }, spec: {}, status: { phase: 'Pending' } },
    'x | Terminating |  |  |  |  | <unset> | 5m',
  ],
]);
wideRows('PersistentVolumeClaim', [
  ['its mode', { spec: { volumeMode: 'Block' } }, 'Block'],
  ['that it has none', { spec: {} }, '<unset>'],
]);
rows('StorageClass', [
  [
    'with the defaults',
    { provisioner: 'e.com/nfs' },
    'x | e.com/nfs | Delete | Immediate | false | 5m',
  ],
  [
    'with everything said',
    {
      provisioner: 'e.com/nfs',
      reclaimPolicy: 'Retain',
      volumeBindingMode: 'WaitForFirstConsumer',
      allowVolumeExpansion: true,
    },
    'x | e.com/nfs | Retain | WaitForFirstConsumer | true | 5m',
  ],
  [
    'that is the default',
    {
      provisioner: 'e.com/nfs',
      metadata: { annotations: { 'storageclass.kubernetes.io/is-default-class': 'true' } },
    },
    'x (default) | e.com/nfs | Delete | Immediate | false | 5m',
  ],
]);
rows('VolumeAttributesClass', [['of a driver', { driverName: 'e.com' }, 'x | e.com | 5m']]);
rows('VolumeAttachment', [
  [
    'of a volume',
    {
      spec: { attacher: 'e.com', nodeName: 'n', source: { persistentVolumeName: 'pv' } },
      status: { attached: true },
    },
    'x | e.com | pv | n | true | 5m',
  ],
]);
rows('CSIDriver', [
  ['that says nothing', { spec: {} }, 'x | true | false | false | <unset> | false | <none> | 5m'],
  [
    'that says everything',
    {
      spec: {
        attachRequired: false,
        podInfoOnMount: true,
        storageCapacity: true,
        tokenRequests: [{ audience: 'a' }, { audience: 'b' }],
        requiresRepublish: true,
        volumeLifecycleModes: ['Persistent', 'Ephemeral'],
      },
    },
    'x | false | true | true | a,b | true | Persistent,Ephemeral | 5m',
  ],
]);
rows('CSINode', [
  ['with its drivers', { spec: { drivers: [{ name: 'a' }, { name: 'b' }] } }, 'x | 2 | 5m'],
]);
rows('CSIStorageCapacity', [
  ['of a class', { storageClassName: 'fast', capacity: '100Gi' }, 'x | fast | 100Gi'],
  ['without a figure', { storageClassName: 'fast' }, 'x | fast | <unset>'],
]);

function nodeThat(type: string, is: string, unschedulable = false): Fields {
  return { spec: { unschedulable }, status: { conditions: [{ type, status: is }] } };
}
rows('Node', [
  ['ready', nodeThat('Ready', 'True'), 'x | Ready | <none> | 5m | '],
  [
    'ready and cordoned',
    nodeThat('Ready', 'True', true),
    'x | Ready,SchedulingDisabled | <none> | 5m | ',
  ],
  ['not ready', nodeThat('Ready', 'False'), 'x | NotReady | <none> | 5m | '],
  ['of which nothing was heard', nodeThat('Ready', 'Unknown'), 'x | NotReady | <none> | 5m | '],
  [
    'not ready and cordoned',
    nodeThat('Ready', 'False', true),
    'x | NotReady,SchedulingDisabled | <none> | 5m | ',
  ],
  ['with another condition only', nodeThat('Other', 'True'), 'x | Unknown | <none> | 5m | '],
  [
    'with another condition only, cordoned',
    nodeThat('Other', 'True', true),
    'x | Unknown,SchedulingDisabled | <none> | 5m | ',
  ],
  ['without conditions', {}, 'x | Unknown | <none> | 5m | '],
  [
    'with several roles',
    {
      metadata: {
        labels: {
          'node-role.kubernetes.io/master': '',
          'node-role.kubernetes.io/control-plane': '',
          'node-role.kubernetes.io/proxy': '',
          'node-role.kubernetes.io/': '',
          'kubernetes.io/role': 'node',
        },
      },
    },
    'x | Unknown | control-plane,master,node,proxy | 5m | ',
  ],
  [
    'with one role that two labels tell',
    { metadata: { labels: { 'node-role.kubernetes.io/node': '', 'kubernetes.io/role': 'node' } } },
    'x | Unknown | node | 5m | ',
  ],
  [
    'with its version',
    { status: { nodeInfo: { kubeletVersion: 'v1.36.0' } } },
    'x | Unknown | <none> | 5m | v1.36.0',
  ],
]);
function addresses(...all: readonly (readonly [type: string, address: string])[]): Fields {
  return { status: { addresses: all.map(([type, address]) => ({ type, address })) } };
}
wideRows('Node', [
  [
    'its outer address',
    addresses(['ExternalIP', '1.1.1.1']),
    '<none> | 1.1.1.1 | <unknown> | <unknown> | <unknown>',
  ],
  [
    'its inner address',
    addresses(['InternalIP', '1.1.1.1']),
    '1.1.1.1 | <none> | <unknown> | <unknown> | <unknown>',
  ],
  [
    'the first address of each type',
    addresses(
      ['ExternalIP', '2.2.2.2'],
      ['InternalIP', '3.3.3.3'],
      ['ExternalIP', '4.4.4.4'],
      ['InternalIP', '5.5.5.5'],
    ),
    '3.3.3.3 | 2.2.2.2 | <unknown> | <unknown> | <unknown>',
  ],
  [
    'what it runs',
    {
      status: {
        nodeInfo: {
          osImage: 'An OS',
          kernelVersion: '6.1',
          containerRuntimeVersion: 'containerd://2.1',
        },
      },
    },
    '<none> | <none> | An OS | 6.1 | containerd://2.1',
  ],
]);

rows('Namespace', [
  ['active', { status: { phase: 'Active' } }, 'x | Active | 5m'],
  ['going', { status: { phase: 'Terminating' } }, 'x | Terminating | 5m'],
]);
rows('ConfigMap', [
  ['empty', {}, 'x | 0 | 5m'],
  ['with text and bytes', { data: { a: '1' }, binaryData: { b: 'Yg==' } }, 'x | 2 | 5m'],
]);
rows('Secret', [
  [
    'of a type',
    { type: 'kubernetes.io/tls', data: { 'tls.crt': '', 'tls.key': '' } },
    'x | kubernetes.io/tls | 2 | 5m',
  ],
  ['without data', { type: 'Opaque' }, 'x | Opaque | 0 | 5m'],
]);
rows('ServiceAccount', [
  ['without Secrets', {}, 'x | 0 | 5m'],
  ['with two', { secrets: [{ name: 'a' }, { name: 'b' }] }, 'x | 2 | 5m'],
]);
rows('Lease', [['with its holder', { spec: { holderIdentity: 'node-1' } }, 'x | node-1 | 5m']]);
rows('LeaseCandidate', [
  [
    'with its versions',
    { spec: { leaseName: 'l', binaryVersion: '1.36.0', emulationVersion: '1.35.0' } },
    'x | l | 1.36.0 | 1.35.0 | 5m',
  ],
]);
rows('PriorityClass', [
  ['that never preempts', { value: 1, preemptionPolicy: 'Never' }, 'x | 1 | false | 5m | Never'],
  [
    'that is the default',
    { value: 1000000000, globalDefault: true, preemptionPolicy: 'PreemptLowerPriority' },
    'x | 1000000000 | true | 5m | PreemptLowerPriority',
  ],
]);
rows('RuntimeClass', [['with its handler', { handler: 'runsc' }, 'x | runsc | 5m']]);

const DEPLOYMENT = { kind: 'Deployment', name: 'web' };
const DAY = 86_400;
rows('Event', [
  [
    'that was seen several times',
    {
      involvedObject: { kind: 'Pod', name: 'web', fieldPath: 'spec.containers{app}' },
      reason: 'BackOff',
      message: ' text \n',
      firstTimestamp: ago(3 * DAY),
      lastTimestamp: ago(2 * DAY),
      count: 6,
      type: 'Normal',
    },
    '2d | Normal | BackOff | pod/web | text',
  ],
  [
    'that knows its first time only',
    {
      involvedObject: DEPLOYMENT,
      reason: 'R',
      message: 'm',
      firstTimestamp: ago(3 * DAY),
      type: 'Warning',
    },
    '3d | Warning | R | deployment/web | m',
  ],
  [
    'of the newer form',
    {
      involvedObject: DEPLOYMENT,
      reason: 'R',
      message: 'm',
      eventTime: ago(3 * DAY),
      type: 'Warning',
    },
    '3d | Warning | R | deployment/web | m',
  ],
  [
    'of the newer form that came again',
    {
      involvedObject: DEPLOYMENT,
      reason: 'R',
      message: 'm',
      eventTime: ago(3 * DAY),
      series: { count: 2, lastObservedTime: ago(2 * DAY) },
      type: 'Warning',
    },
    '2d | Warning | R | deployment/web | m',
  ],
  [
    'about something without a name',
    { involvedObject: { kind: 'Node' }, type: 'Normal', reason: 'R' },
    '<unknown> | Normal | R | node | ',
  ],
]);
wideRows('Event', [
  [
    'where, from whom, since when and how often',
    {
      metadata: { name: 'web.1' },
      involvedObject: { kind: 'Pod', name: 'web', fieldPath: 'spec.containers{app}' },
      source: { component: 'kubelet', host: 'node-1' },
      firstTimestamp: ago(3 * DAY),
      count: 6,
    },
    'spec.containers{app} | kubelet, node-1 | 3d | 6 | web.1',
  ],
  [
    'the reporter where there is no source',
    { reportingComponent: 'kubelet', reportingInstance: 'node-1', eventTime: ago(3 * DAY) },
    ' | kubelet, node-1 | 3d | 1 | x',
  ],
  [
    'the count of a series',
    {
      source: { component: 'scheduler' },
      eventTime: ago(3 * DAY),
      series: { count: 2, lastObservedTime: ago(60) },
    },
    ' | scheduler | 3d | 2 | x',
  ],
]);

rows('PodDisruptionBudget', [
  [
    'that keeps some',
    { spec: { minAvailable: 22 }, status: { disruptionsAllowed: 5 } },
    'x | 22 | N/A | 5 | 5m',
  ],
  [
    'that lets some go',
    { spec: { maxUnavailable: 11 }, status: { disruptionsAllowed: 5 } },
    'x | N/A | 11 | 5 | 5m',
  ],
  ['that lets a share go', { spec: { maxUnavailable: '30%' } }, 'x | N/A | 30% | 0 | 5m'],
  ['that lets none go', { spec: { maxUnavailable: 0 } }, 'x | N/A | 0 | 0 | 5m'],
]);
rows('ResourceQuota', [
  [
    'requests beside limits, by name',
    {
      status: {
        used: {
          cpu: '1',
          memory: '1Gi',
          pods: '1',
          services: '1',
          'limits.cpu': '2',
          'limits.memory': '2048Mi',
        },
        hard: {
          services: '10',
          cpu: '100',
          memory: '4Gi',
          pods: '10',
          'limits.cpu': '200',
          'limits.memory': '8Gi',
        },
      },
    },
    'x | cpu: 1/100, memory: 1Gi/4Gi, pods: 1/10, services: 1/10 | limits.cpu: 2/200, limits.memory: 2Gi/8Gi | 5m',
  ],
  ['of which nothing is used', { status: { hard: { pods: '4' } } }, 'x | pods: 0/4 |  | 5m'],
  ['not counted yet', { spec: { hard: { pods: '4' } } }, 'x |  |  | 5m'],
]);
rows('LimitRange', [['when it was made', {}, 'x | 2026-06-15T11:55:00Z']]);
rows('ClusterRole', [['when it was made', {}, 'x | 2026-06-15T11:55:00Z']]);

const SCALED = {
  scaleTargetRef: { kind: 'Deployment', name: 'web' },
  minReplicas: 2,
  maxReplicas: 10,
};
function scaledBy(metric: Fields, measured?: Fields): Fields {
  return {
    spec: { ...SCALED, metrics: [metric] },
    status: {
      currentReplicas: 4,
      ...(measured === undefined ? {} : { currentMetrics: [measured] }),
    },
  };
}
function resourceMetric(field: string, target: Fields): Fields {
  return { type: `${field[0]?.toUpperCase()}${field.slice(1)}`, [field]: { name: 'cpu', target } };
}
function scaled(targets: string): string {
  return `x | Deployment/web | ${targets} | 2 | 10 | 4 | 5m`;
}
const OF_100M = { target: { averageValue: '100m' } };
const VALUE_100M = { target: { value: '100m' } };
rows('HorizontalPodAutoscaler', [
  [
    'without metrics or a least number',
    {
      spec: { scaleTargetRef: SCALED.scaleTargetRef, maxReplicas: 10 },
      status: { currentReplicas: 4 },
    },
    'x | Deployment/web | <none> | <unset> | 10 | 4 | 5m',
  ],
  [
    'external average, not measured',
    scaledBy({ type: 'External', external: OF_100M }),
    scaled('<unknown>/100m (avg)'),
  ],
  [
    'external average',
    scaledBy(
      { type: 'External', external: OF_100M },
      { external: { current: { averageValue: '50m' } } },
    ),
    scaled('50m/100m (avg)'),
  ],
  [
    'external value, not measured',
    scaledBy({ type: 'External', external: VALUE_100M }),
    scaled('<unknown>/100m'),
  ],
  [
    'external value',
    scaledBy(
      { type: 'External', external: VALUE_100M },
      { external: { current: { value: '50m' } } },
    ),
    scaled('50m/100m'),
  ],
  ['Pods, not measured', scaledBy({ type: 'Pods', pods: OF_100M }), scaled('<unknown>/100m')],
  [
    'Pods',
    scaledBy({ type: 'Pods', pods: OF_100M }, { pods: { current: { averageValue: '50m' } } }),
    scaled('50m/100m'),
  ],
  [
    'an object, not measured',
    scaledBy({ type: 'Object', object: VALUE_100M }),
    scaled('<unknown>/100m'),
  ],
  [
    'an object',
    scaledBy({ type: 'Object', object: VALUE_100M }, { object: { current: { value: '50m' } } }),
    scaled('50m/100m'),
  ],
  [
    'an object, average',
    scaledBy({ type: 'Object', object: OF_100M }, { object: { current: { averageValue: '50m' } } }),
    scaled('50m/100m (avg)'),
  ],
  ...(['resource', 'containerResource'] as const).flatMap((field): readonly Case[] => [
    [
      `${field} value, not measured`,
      scaledBy(resourceMetric(field, OF_100M.target)),
      scaled('cpu: <unknown>/100m'),
    ],
    [
      `${field} value`,
      scaledBy(resourceMetric(field, OF_100M.target), {
        [field]: { current: { averageValue: '50m' } },
      }),
      scaled('cpu: 50m/100m'),
    ],
    [
      `${field} share, not measured`,
      scaledBy(resourceMetric(field, { averageUtilization: 80 })),
      scaled('cpu: <unknown>/80%'),
    ],
    [
      `${field} share`,
      scaledBy(resourceMetric(field, { averageUtilization: 80 }), {
        [field]: { current: { averageUtilization: 50, averageValue: '40m' } },
      }),
      scaled('cpu: 50%/80%'),
    ],
    [
      `${field} without a target`,
      scaledBy(resourceMetric(field, {})),
      scaled('cpu: <unknown>/<auto>'),
    ],
  ]),
  [
    'more metrics than are shown',
    {
      spec: {
        ...SCALED,
        metrics: [
          { type: 'Pods', pods: OF_100M },
          resourceMetric('resource', { averageUtilization: 80 }),
          { type: 'Pods', pods: OF_100M },
        ],
      },
      status: {
        currentReplicas: 4,
        currentMetrics: [
          { pods: { current: { averageValue: '50m' } } },
          { resource: { current: { averageUtilization: 50 } } },
        ],
      },
    },
    scaled('50m/100m, cpu: 50%/80% + 1 more...'),
  ],
]);

const BOUND = {
  roleRef: { kind: 'Role', name: 'reader' },
  subjects: [
    { kind: 'User', name: 'ann' },
    { kind: 'User', name: 'bob' },
    { kind: 'Group', name: 'ops' },
    { kind: 'ServiceAccount', namespace: 'ns', name: 'sa' },
  ],
};
rows('RoleBinding', [['its role', BOUND, 'x | Role/reader | 5m']]);
wideRows('ClusterRoleBinding', [['whom it binds', BOUND, 'ann, bob | ops | ns/sa']]);

function request(certificate: boolean, ...types: readonly string[]): Fields {
  return {
    spec: { username: 'ann', signerName: 'e.com/s' },
    status: {
      conditions: types.map((type) => ({ type })),
      ...(certificate ? { certificate: 'Yw==' } : {}),
    },
  };
}
rows('CertificateSigningRequest', [
  ['that says nothing', {}, 'x | 5m | <none> |  | <none> | Pending'],
  ['approved', request(false, 'Approved'), 'x | 5m | e.com/s | ann | <none> | Approved'],
  ['issued', request(true, 'Approved'), 'x | 5m | e.com/s | ann | <none> | Approved,Issued'],
  [
    'failed',
    request(false, 'Approved', 'Failed'),
    'x | 5m | e.com/s | ann | <none> | Approved,Failed',
  ],
  ['denied', request(false, 'Denied'), 'x | 5m | e.com/s | ann | <none> | Denied'],
  [
    'for a little more than a week',
    { spec: { signerName: 'e.com/s', username: 'ann', expirationSeconds: 7 * DAY + 3600 } },
    'x | 5m | e.com/s | ann | 7d1h | Pending',
  ],
]);
rows('ValidatingWebhookConfiguration', [['its webhooks', { webhooks: [{}, {}] }, 'x | 2 | 5m']]);
rows('ValidatingAdmissionPolicy', [
  ['without parameters', { spec: { validations: [{}] } }, 'x | 1 | <unset> | 5m'],
  [
    'with parameters',
    { spec: { paramKind: { apiVersion: 'e.com/v1', kind: 'P' } } },
    'x | 0 | e.com/v1/P | 5m',
  ],
]);
rows('ValidatingAdmissionPolicyBinding', [
  ['without parameters', { spec: { policyName: 'p' } }, 'x | p | <unset> | 5m'],
  ['in any namespace', { spec: { policyName: 'p', paramRef: { name: 'n' } } }, 'x | p | */n | 5m'],
  [
    'in one namespace',
    { spec: { policyName: 'p', paramRef: { name: 'n', namespace: 's' } } },
    'x | p | s/n | 5m',
  ],
]);
rows('FlowSchema', [
  [
    'of which all is known',
    {
      spec: {
        priorityLevelConfiguration: { name: 'l' },
        matchingPrecedence: 9000,
        distinguisherMethod: { type: 'ByUser' },
      },
      status: { conditions: [{ type: 'Dangling', status: 'False' }] },
    },
    'x | l | 9000 | ByUser | 5m | False',
  ],
  [
    'of which little is known',
    { spec: { priorityLevelConfiguration: { name: 'l' } } },
    'x | l | 0 | <none> | 5m | ?',
  ],
]);
rows('PriorityLevelConfiguration', [
  [
    'without limits',
    { spec: { type: 'Exempt' } },
    'x | Exempt | <none> | <none> | <none> | <none> | 5m',
  ],
  [
    'that refuses',
    { spec: { type: 'Limited', limited: { nominalConcurrencyShares: 47 } } },
    'x | Limited | 47 | <none> | <none> | <none> | 5m',
  ],
  [
    'that queues',
    {
      spec: {
        type: 'Limited',
        limited: {
          nominalConcurrencyShares: 42,
          limitResponse: { queuing: { queues: 8, handSize: 3, queueLengthLimit: 4 } },
        },
      },
    },
    'x | Limited | 42 | 8 | 3 | 4 | 5m',
  ],
]);
rows('ResourceClaim', [
  ['of which nothing is allocated', { spec: {} }, 'x | pending | 5m'],
  ['allocated', { status: { allocation: {} } }, 'x | allocated | 5m'],
  [
    'in use',
    { status: { allocation: {}, reservedFor: [{ name: 'p' }] } },
    'x | allocated,reserved | 5m',
  ],
  ['deleted', { metadata: { deletionTimestamp: ago(0) } }, 'x | deleted | 5m'],
  [
    'deleted while in use',
    {
      metadata: { deletionTimestamp: ago(0) },
      status: { allocation: {}, reservedFor: [{ name: 'p' }] },
    },
    'x | deleted,allocated,reserved | 5m',
  ],
]);
rows('ResourceSlice', [
  [
    'of a node',
    { spec: { nodeName: 'n', driver: 'd', pool: { name: 'p' } } },
    'x | n | d | p | 5m',
  ],
]);
rows('APIService', [
  [
    'of the server itself',
    { status: { conditions: [{ type: 'Available', status: 'True' }] } },
    'x | Local | True | 5m',
  ],
  [
    'of a Service that is not there',
    {
      spec: { service: { namespace: 'ns', name: 'metrics' } },
      status: { conditions: [{ type: 'Available', status: 'False', reason: 'ServiceNotFound' }] },
    },
    'x | ns/metrics | False (ServiceNotFound) | 5m',
  ],
]);

describe('L-CLI-8: an age has at most two units', () => {
  test.each([
    [-2.1, '<invalid>'],
    [-1.9, '0s'],
    [0, '0s'],
    [1, '1s'],
    [30, '30s'],
    [70, '70s'],
    [119, '119s'],
    [120, '2m'],
    [190, '3m10s'],
    [300, '5m'],
    [599, '9m59s'],
    [600, '10m'],
    [47 * 60, '47m'],
    [3 * 3600 - 1, '179m'],
    [3 * 3600, '3h'],
    [3 * 3600 + 60, '3h1m'],
    [8 * 3600 - 1, '7h59m'],
    [8 * 3600, '8h'],
    [9 * 3600, '9h'],
    [2 * DAY - 1, '47h'],
    [2 * DAY, '2d'],
    [2 * DAY + 3600, '2d1h'],
    [8 * DAY - 1, '7d23h'],
    [8 * DAY, '8d'],
    [90 * DAY, '90d'],
    [2 * 365 * DAY - 1, '729d'],
    [2 * 365 * DAY, '2y'],
    [2 * 365 * DAY + DAY, '2y1d'],
    [3 * 365 * DAY, '3y'],
    [8 * 365 * DAY - 1, '7y364d'],
    [8 * 365 * DAY, '8y'],
    [8 * 365 * DAY + 364 * DAY, '8y'],
    [10 * 365 * DAY, '10y'],
  ])('%d seconds', (seconds, expected) => {
    const creationTimestamp = new Date(NOW - seconds * 1000).toISOString();
    checkRow('DeviceClass', { metadata: { creationTimestamp } }, `x | ${expected}`);
  });
  test('of what was never made it is unknown', () => {
    checkRow('DeviceClass', { metadata: { creationTimestamp: null } }, 'x | <unknown>');
  });
});
