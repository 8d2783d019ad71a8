import { expect, test } from 'vitest';
import {
  applyDefaults,
  podLimits,
  podRequests,
  qosClass,
  withDefaultTolerations,
} from '../../server/src/schema/defaults';
import type { KubeObject } from '../../server/src/schema/objects';

function pod(spec: object): KubeObject {
  return { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'web' }, spec };
}

function specOf(object: KubeObject): Record<string, unknown> {
  return applyDefaults(object)['spec'] as Record<string, unknown>;
}

const APP = { name: 'app', image: 'app:1' };

// Rules: L-API-3
test('a Pod gets every default that the API server writes', () => {
  expect(specOf(pod({ containers: [{ ...APP, ports: [{ containerPort: 80 }] }] }))).toEqual({
    restartPolicy: 'Always',
    dnsPolicy: 'ClusterFirst',
    schedulerName: 'default-scheduler',
    terminationGracePeriodSeconds: 30,
    securityContext: {},
    enableServiceLinks: true,
    containers: [
      {
        ...APP,
        imagePullPolicy: 'IfNotPresent',
        terminationMessagePath: '/dev/termination-log',
        terminationMessagePolicy: 'File',
        resources: {},
        ports: [{ containerPort: 80, protocol: 'TCP' }],
      },
    ],
  });
});

test('what is written is kept, a written zero in a probe is not', () => {
  const probe = {
    httpGet: { port: 80 },
    periodSeconds: 0,
    timeoutSeconds: 7,
    initialDelaySeconds: 0,
  };
  const [container] = specOf(
    pod({ restartPolicy: 'Never', containers: [{ ...APP, livenessProbe: probe }] }),
  )['containers'] as Record<string, unknown>[];
  expect(container?.['livenessProbe']).toEqual({
    httpGet: { port: 80, path: '/', scheme: 'HTTP' },
    periodSeconds: 10,
    timeoutSeconds: 7,
    initialDelaySeconds: 0,
    successThreshold: 1,
    failureThreshold: 3,
  });
});

test('a limit without a request is the request, in canonical form', () => {
  const [container] = specOf(
    pod({
      containers: [
        { ...APP, resources: { limits: { cpu: 0.5, memory: '1024Mi' }, requests: { cpu: '0.1' } } },
      ],
    }),
  )['containers'] as Record<string, unknown>[];
  expect(container?.['resources']).toEqual({
    limits: { cpu: '500m', memory: '1Gi' },
    requests: { cpu: '100m', memory: '1Gi' },
  });
});

test('on the host network ports are ports of the host, in Pods but not in templates', () => {
  const spec = { hostNetwork: true, containers: [{ ...APP, ports: [{ containerPort: 80 }] }] };
  const template = { spec };
  const deployment = {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: {},
    spec: { template },
  };
  expect(JSON.stringify(specOf(pod(spec)))).toContain('"hostPort":80');
  expect(JSON.stringify(applyDefaults(deployment))).not.toContain('hostPort');
});

test('volumes without a source are emptyDirs, those with one get its defaults', () => {
  const volumes = [
    { name: 'a' },
    { name: 'b', secret: { secretName: 's' } },
    { name: 'c', hostPath: { path: '/' } },
  ];
  expect(specOf(pod({ containers: [APP], volumes }))['volumes']).toEqual([
    { name: 'a', emptyDir: {} },
    { name: 'b', secret: { secretName: 's', defaultMode: 420 } },
    { name: 'c', hostPath: { path: '/', type: '' } },
  ]);
});

test.each([
  [
    'Deployment',
    'apps/v1',
    { replicas: 1, revisionHistoryLimit: 10, progressDeadlineSeconds: 600 },
  ],
  ['StatefulSet', 'apps/v1', { replicas: 1, podManagementPolicy: 'OrderedReady' }],
  [
    'DaemonSet',
    'apps/v1',
    {
      updateStrategy: { type: 'RollingUpdate', rollingUpdate: { maxUnavailable: 1, maxSurge: 0 } },
    },
  ],
  [
    'Job',
    'batch/v1',
    {
      completions: 1,
      parallelism: 1,
      backoffLimit: 6,
      podReplacementPolicy: 'TerminatingOrFailed',
    },
  ],
  [
    'CronJob',
    'batch/v1',
    { concurrencyPolicy: 'Allow', successfulJobsHistoryLimit: 3, failedJobsHistoryLimit: 1 },
  ],
  [
    'Service',
    'v1',
    { type: 'ClusterIP', sessionAffinity: 'None', internalTrafficPolicy: 'Cluster' },
  ],
])('a %s gets its defaults', (kind, apiVersion, expected) => {
  expect(specOf({ apiVersion, kind, metadata: {}, spec: {} })).toMatchObject(expected);
});

test('a ReplicationController selects the labels of its template', () => {
  const controller: KubeObject = {
    apiVersion: 'v1',
    kind: 'ReplicationController',
    metadata: { name: 'x' },
    spec: { template: { metadata: { labels: { a: 'b' } }, spec: { containers: [APP] } } },
  };
  const filled = applyDefaults(controller);
  expect(filled.metadata.labels).toEqual({ a: 'b' });
  expect(filled['spec']).toMatchObject({ replicas: 1, selector: { a: 'b' } });
});

test('the two tolerations are added unless something covers them', () => {
  const added = withDefaultTolerations({
    tolerations: [{ key: 'node.kubernetes.io/not-ready', operator: 'Exists' }],
  });
  expect(added['tolerations']).toHaveLength(2);
  const all = { tolerations: [{ operator: 'Exists' }] };
  expect(withDefaultTolerations(all)).toBe(all);
});

// Rules: L-API-14
test.each([
  ['BestEffort', {}],
  ['BestEffort', { requests: { 'example.com/gpu': 1 } }],
  ['Burstable', { requests: { cpu: '1m' } }],
  ['Burstable', { limits: { cpu: 1 } }],
  ['Burstable', { limits: { cpu: 1, memory: '1Gi' }, requests: { cpu: '1m' } }],
  ['Guaranteed', { limits: { cpu: 1, memory: '1Gi' } }],
  ['Guaranteed', { limits: { cpu: 1, memory: '1Gi' }, requests: { cpu: '1000m' } }],
])('a Pod is %s with resources %j', (expected, resources) => {
  expect(qosClass({ containers: [{ resources }] })).toBe(expected);
});

test('one container without limits makes the Pod burstable', () => {
  expect(qosClass({ containers: [{ resources: { limits: { cpu: 1, memory: 1 } } }, {}] })).toBe(
    'Burstable',
  );
});

// Rules: L-SCH-10
test('a Pod requests what its containers need together, or its hungriest init container', () => {
  const needs = (cpu: string, rest: object = {}): object => ({
    resources: { requests: { cpu } },
    ...rest,
  });
  const sidecar = { restartPolicy: 'Always' };
  expect(podRequests({ containers: [needs('100m'), needs('200m')] })).toEqual({ cpu: '300m' });
  expect(podRequests({ containers: [needs('100m')], initContainers: [needs('1')] })).toEqual({
    cpu: '1',
  });
  expect(
    podRequests({
      containers: [needs('100m')],
      initContainers: [needs('300m'), needs('200m', sidecar), needs('400m')],
    }),
  ).toEqual({ cpu: '600m' });
  expect(podRequests({ containers: [needs('100m')], overhead: { cpu: '50m' } })).toEqual({
    cpu: '150m',
  });
  expect(
    podRequests({ containers: [needs('100m')], resources: { requests: { cpu: '2' } } }),
  ).toEqual({ cpu: '2' });
});

test('limits count as requests where none are written', () => {
  const containers = [{ resources: { limits: { memory: '1Gi' } } }];
  expect(podRequests({ containers })).toEqual({ memory: '1Gi' });
  expect(podLimits({ containers })).toEqual({ memory: '1Gi' });
});
