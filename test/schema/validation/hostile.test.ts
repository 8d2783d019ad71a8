// Manifests that are half typed or plain nonsense: the checks answer something and never fail.

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { getCatalogue } from '../../../server/src/schema/builtinCatalogue';
import { applyDefaults, podRequests, qosClass } from '../../../server/src/schema/defaults';
import type { KubeObject } from '../../../server/src/schema/objects';
import { admit } from '../../../server/src/schema/validation/admit';
import { decodeIssues } from '../../../server/src/schema/validation/decode';
import {
  validateCreate,
  validateUpdate,
  warningsFor,
} from '../../../server/src/schema/validation/validate';
import { LIVE_POD } from './livePod';

const RICH_POD: KubeObject = {
  ...LIVE_POD,
  spec: {
    ...(LIVE_POD['spec'] as object),
    initContainers: [
      {
        name: 'proxy',
        image: 'p:1',
        restartPolicy: 'Always',
        startupProbe: { grpc: { port: 1 } },
        restartPolicyRules: [{ action: 'Restart', exitCodes: { operator: 'In', values: [1] } }],
      },
    ],
    ephemeralContainers: [{ name: 'dbg', image: 'b', targetContainerName: 'app' }],
    affinity: {
      nodeAffinity: {
        requiredDuringSchedulingIgnoredDuringExecution: {
          nodeSelectorTerms: [{ matchExpressions: [{ key: 'a', operator: 'In', values: ['b'] }] }],
        },
      },
      podAntiAffinity: {
        preferredDuringSchedulingIgnoredDuringExecution: [
          {
            weight: 1,
            podAffinityTerm: { topologyKey: 'a', labelSelector: { matchLabels: { a: 'b' } } },
          },
        ],
      },
    },
    topologySpreadConstraints: [
      { maxSkew: 1, topologyKey: 'a', whenUnsatisfiable: 'DoNotSchedule' },
    ],
    dnsConfig: {
      nameservers: ['1.1.1.1'],
      searches: ['a.b'],
      options: [{ name: 'ndots', value: '1' }],
    },
    hostAliases: [{ ip: '127.0.0.1', hostnames: ['a'] }],
    resourceClaims: [{ name: 'gpu', resourceClaimName: 'gpu' }],
    resources: { requests: { cpu: '1' } },
    readinessGates: [{ conditionType: 'a/b' }],
    schedulingGates: [{ name: 'a/b' }],
    os: { name: 'linux' },
    overhead: { cpu: '1m' },
    securityContext: {
      sysctls: [{ name: 'net.a', value: '1' }],
      seccompProfile: { type: 'Localhost' },
    },
  },
};

const TEMPLATE = { metadata: { labels: { a: 'b' } }, spec: RICH_POD['spec'] };
const SELECTOR = { matchLabels: { a: 'b' }, matchExpressions: [{ key: 'a', operator: 'Exists' }] };

function object(apiVersion: string, kind: string, rest: object): KubeObject {
  return { apiVersion, kind, metadata: { name: 'x' }, ...rest };
}

const OBJECTS: readonly KubeObject[] = [
  RICH_POD,
  object('apps/v1', 'Deployment', {
    spec: {
      replicas: 1,
      selector: SELECTOR,
      template: TEMPLATE,
      strategy: { type: 'RollingUpdate' },
    },
  }),
  object('apps/v1', 'StatefulSet', {
    spec: {
      serviceName: 'x',
      selector: SELECTOR,
      template: TEMPLATE,
      ordinals: { start: 0 },
      volumeClaimTemplates: [{ metadata: { name: 'd' }, spec: { accessModes: ['ReadWriteOnce'] } }],
    },
  }),
  object('apps/v1', 'DaemonSet', { spec: { selector: SELECTOR, template: TEMPLATE } }),
  object('batch/v1', 'Job', {
    spec: {
      template: TEMPLATE,
      podFailurePolicy: {
        rules: [{ action: 'Ignore', onExitCodes: { operator: 'In', values: [1, 2] } }],
      },
      successPolicy: { rules: [{ succeededCount: 1 }] },
    },
  }),
  object('batch/v1', 'CronJob', {
    spec: { schedule: '0 * * * *', timeZone: 'UTC', jobTemplate: { spec: { template: TEMPLATE } } },
  }),
  object('v1', 'Service', {
    spec: {
      ports: [{ port: 80, targetPort: 'http' }],
      clusterIPs: ['10.0.0.1'],
      selector: { a: 'b' },
    },
  }),
  object('v1', 'Secret', {
    type: 'kubernetes.io/tls',
    data: { a: 'YQ==' },
    stringData: { b: 'c' },
  }),
  object('v1', 'ResourceQuota', { spec: { hard: { cpu: '1' }, scopes: ['BestEffort'] } }),
  object('v1', 'LimitRange', {
    spec: { limits: [{ type: 'Container', max: { cpu: '1' }, min: { cpu: '2' } }] },
  }),
  object('v1', 'PersistentVolume', {
    spec: { capacity: { storage: '1Gi' }, nfs: { server: 'a', path: '/' } },
  }),
  object('discovery.k8s.io/v1', 'EndpointSlice', {
    addressType: 'IPv4',
    endpoints: [{ addresses: ['1.2.3.4'] }],
  }),
];

const ODD_VALUES: readonly unknown[] = [
  undefined,
  null,
  '',
  'x',
  -1,
  0,
  1.5,
  1e300,
  Number.NaN,
  true,
  [],
  [null],
  [[]],
  ['a', 1],
  {},
  { a: null },
  { __proto__: 1 },
  '1e999999999',
  '\u0000',
];

/** The object with the value at one of its places replaced. */
function withOddValue(value: unknown, place: number, odd: unknown): unknown {
  let left = place;
  const visit = (current: unknown): unknown => {
    if (left-- === 0) return odd;
    if (Array.isArray(current)) return current.map(visit);
    if (typeof current !== 'object' || current === null) return current;
    return Object.fromEntries(Object.entries(current).map(([key, inner]) => [key, visit(inner)]));
  };
  return visit(value);
}

function runEverything(broken: unknown, whole: KubeObject): void {
  decodeIssues(getCatalogue(), broken);
  admit(getCatalogue(), broken);
  admit(getCatalogue(), broken, whole);
  if (typeof broken !== 'object' || broken === null || Array.isArray(broken)) return;
  const object = broken as KubeObject;
  validateCreate(object);
  validateUpdate(whole, object);
  validateUpdate(whole, object, 'resize');
  validateUpdate(whole, object, 'ephemeralcontainers');
  warningsFor(object);
  const filled = applyDefaults(object);
  if (typeof filled['spec'] === 'object' && filled['spec'] !== null) {
    qosClass(filled['spec']);
    podRequests(filled['spec']);
  }
}

test('a manifest with nonsense at any place is answered, not stumbled over', {
  timeout: 60_000,
}, () => {
  fc.assert(
    fc.property(
      fc.constantFrom(...OBJECTS),
      fc.nat({ max: 260 }),
      fc.constantFrom(...ODD_VALUES),
      (whole, place, odd) => {
        runEverything(withOddValue(whole, place, odd), whole);
      },
    ),
    { seed: 20261123, numRuns: 700 },
  );
});

test('anything that is JSON is answered', () => {
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      runEverything(value, LIVE_POD);
      runEverything({ ...LIVE_POD, spec: value }, LIVE_POD);
    }),
    { seed: 7, numRuns: 200 },
  );
});

test('defaults applied twice are the same as applied once', () => {
  for (const whole of OBJECTS) {
    const once = applyDefaults(whole);
    expect(applyDefaults(once)).toEqual(once);
  }
});

test('a stored Pod that is sent back unchanged is accepted', () => {
  expect(validateUpdate(LIVE_POD, structuredClone(LIVE_POD))).toEqual([]);
});
