// What a container is told about itself and its surroundings.
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import type { KubeObject, Pod } from '../../../../server/src/schema/objects';
import type { StoreView } from '../../../../server/src/simulator/api/store';
import {
  buildEnvironment,
  expandReferences,
} from '../../../../server/src/simulator/kubelet/environment';
import {
  limitsWithout,
  podField,
  resourceField,
} from '../../../../server/src/simulator/kubelet/podFields';

describe('references in a text', () => {
  const env = new Map([
    ['A', 'a'],
    ['B', 'b'],
    ['LONG', 'x y'],
    ['EMPTY', ''],
    ['REF', '$(A)'],
  ]);
  test.each([
    ['$(A)', 'a'],
    ['___$(B)___', '___b___'],
    ['$(A)$(B)', 'ab'],
    ['$(A) $(LONG)', 'a x y'],
    ['$(EMPTY)', ''],
    ['--$(EMPTY)--', '----'],
    ['$(REF)', '$(A)'],
    ['$(MISSING)', '$(MISSING)'],
    ['$$(A)', '$(A)'],
    ['$$$(A)', '$a'],
    ['$$$$(A)', '$$(A)'],
    ['$$$$$(A)', '$$a'],
    ['$$A', '$A'],
    ['$$', '$'],
    ['$$$', '$$'],
    ['$A', '$A'],
    ['$[A]', '$[A]'],
    ['$', '$'],
    ['A$', 'A$'],
    ['$(', '$('],
    ['$(A', '$(A'],
    ['$()', '$()'],
    ['$(A))', 'a)'],
    ['$$(A))', '$(A))'],
    ['$(A)$', 'a$'],
    ['$(A$(B)', '$(A$(B)'],
    ['$($(A))', '$($(A))'],
    ['$(A $(B)', '$(A $(B)'],
    ['$( A )', '$( A )'],
    ['f000-$(A)-$(B)-$(MISSING)', 'f000-a-b-$(MISSING)'],
    ['no reference at all', 'no reference at all'],
    ['', ''],
  ])('%j becomes %j (L-SYN-14)', (text, expected) => {
    expect(expandReferences(text, env)).toBe(expected);
  });
});

const POD = parse(`
apiVersion: v1
kind: Pod
metadata:
  name: web
  namespace: shop
  uid: abc
  creationTimestamp: "2026-01-01T00:00:00Z"
  labels: { b: two, a: "one\\t1" }
  annotations: { example.com/x: "say \\"hi\\"\\nbye", unit: µ }
spec:
  nodeName: node-1
  initContainers: [{ name: setup, resources: { limits: { cpu: "3" } } }]
  containers:
    - name: app
      resources: { requests: { cpu: 250m, memory: 64Mi }, limits: { memory: 128Mi } }
    - name: bare
status: { podIP: 10.0.0.9, hostIP: 192.168.0.1 }
`) as Pod;

describe('a field of the Pod', () => {
  test.each([
    ['metadata.name', 'web'],
    ['metadata.namespace', 'shop'],
    ['metadata.uid', 'abc'],
    ['metadata.labels', 'a="one\\t1"\nb="two"'],
    [
      'metadata.annotations',
      'example.com/x="say \\"hi\\"\\nbye"\nkubernetes.io/config.seen="2026-01-01T00:00:00Z"\nkubernetes.io/config.source="api"\nunit="µ"',
    ],
    ["metadata.annotations['kubernetes.io/config.source']", 'api'],
    ["metadata.labels['b']", 'two'],
    ["metadata.labels['c']", ''],
    ["metadata.annotations['example.com/x']", 'say "hi"\nbye'],
    ['spec.nodeName', 'node-1'],
    ['spec.serviceAccountName', 'default'],
    ['status.podIP', '10.0.0.9'],
    ['status.podIPs', '10.0.0.9'],
    ['status.hostIP', '192.168.0.1'],
    ['status.hostIPs', '192.168.0.1'],
    ['status.phase', undefined],
  ])('%s is %j (L-SYN-14)', (path, expected) => {
    expect(podField(POD, path)).toBe(expected);
  });
});

/** Objects by kind, namespace and name. */
function viewOf(...objects: readonly unknown[]): StoreView {
  const list = (kind: string, namespace?: string): readonly KubeObject[] =>
    (objects as readonly KubeObject[]).filter(
      (object) =>
        object.kind === kind &&
        (namespace === undefined || object.metadata.namespace === namespace),
    );
  return {
    get: (kind: string, namespace: string, name: string) =>
      list(kind).find(
        ({ metadata }) => (metadata.namespace ?? '') === namespace && metadata.name === name,
      ),
    list,
    count: (kind: string, namespace: string) => list(kind, namespace).length,
  } as unknown as StoreView;
}

const NODE = {
  kind: 'Node',
  metadata: { name: 'node-1' },
  status: { allocatable: { cpu: '4', memory: '8Gi', 'ephemeral-storage': '100Gi' } },
};

describe('a resource of a container', () => {
  test.each<[string, string, string | undefined, string]>([
    ['app', 'requests.cpu', undefined, '1'],
    ['app', 'requests.cpu', '1m', '250'],
    ['app', 'requests.cpu', '100m', '3'],
    ['app', 'requests.memory', undefined, '67108864'],
    ['app', 'requests.memory', '1Mi', '64'],
    ['app', 'requests.memory', '1M', '68'],
    ['app', 'limits.memory', '1Mi', '128'],
    ['app', 'limits.memory', '1Gi', '1'],
    ['app', 'limits.cpu', undefined, '4'],
    ['app', 'limits.cpu', '1m', '4000'],
    ['bare', 'limits.cpu', undefined, '4'],
    ['bare', 'limits.memory', '1Gi', '8'],
    ['bare', 'limits.ephemeral-storage', '1Gi', '100'],
    ['bare', 'requests.cpu', '1m', '0'],
    ['bare', 'requests.memory', undefined, '0'],
    ['setup', 'limits.cpu', undefined, '3'],
    ['app', 'limits.hugepages-2Mi', undefined, '0'],
  ])('%s %s in %s is %s (L-SYN-14)', (containerName, resource, divisor, expected) => {
    const ref = { containerName, resource, ...(divisor === undefined ? {} : { divisor }) };
    expect(resourceField(POD, ref, limitsWithout(viewOf(NODE), POD))).toBe(expected);
  });

  test('is bounded by what stands at the Pod before its node (L-SYN-14)', () => {
    const spec = { ...POD.spec, resources: { limits: { cpu: '2' } } };
    const whole = limitsWithout(viewOf(NODE), { ...POD, spec });
    const of = (resource: string): string => resourceField(POD, { resource }, whole, 'bare');
    expect([of('limits.cpu'), of('limits.memory')]).toEqual(['2', '8589934592']);
  });
});

describe('the variables of a container', () => {
  const service = (namespace: string, name: string, spec: object): object => ({
    kind: 'Service',
    metadata: { namespace, name },
    spec,
  });
  const view = viewOf(
    service('default', 'kubernetes', {
      clusterIP: '10.96.0.1',
      ports: [{ name: 'https', port: 443 }],
    }),
    service('shop', 'my-db', {
      clusterIP: '10.96.0.7',
      ports: [
        { name: 'sql', port: 5432 },
        { name: 'web-ui', port: 80, protocol: 'UDP' },
      ],
    }),
    service('shop', 'headless', { clusterIP: 'None', ports: [{ port: 1 }] }),
    service('other', 'far', { clusterIP: '10.96.0.8', ports: [{ port: 1 }] }),
    {
      kind: 'ConfigMap',
      metadata: { namespace: 'shop', name: 'config' },
      data: { KEY: 'value', OTHER: 'o' },
    },
  );

  function variables(
    container: string,
    more: object = {},
  ): Readonly<Record<string, string>> | string {
    const pod = { ...POD, spec: { ...POD.spec, ...more } };
    const addresses = { podIP: '10.0.0.9', hostIP: '192.168.0.1' };
    const built = buildEnvironment({ view, pod, container: parse(container), addresses });
    return built.kind === 'env' ? Object.fromEntries(built.env) : built.text;
  }

  test('tell of the Services of its namespace, and of the API server (L-SYN-14)', () => {
    expect(variables('{ name: app }')).toEqual({
      KUBERNETES_SERVICE_HOST: '10.96.0.1',
      KUBERNETES_SERVICE_PORT: '443',
      KUBERNETES_SERVICE_PORT_HTTPS: '443',
      KUBERNETES_PORT: 'tcp://10.96.0.1:443',
      KUBERNETES_PORT_443_TCP: 'tcp://10.96.0.1:443',
      KUBERNETES_PORT_443_TCP_PROTO: 'tcp',
      KUBERNETES_PORT_443_TCP_PORT: '443',
      KUBERNETES_PORT_443_TCP_ADDR: '10.96.0.1',
      MY_DB_SERVICE_HOST: '10.96.0.7',
      MY_DB_SERVICE_PORT: '5432',
      MY_DB_SERVICE_PORT_SQL: '5432',
      MY_DB_SERVICE_PORT_WEB_UI: '80',
      MY_DB_PORT: 'tcp://10.96.0.7:5432',
      MY_DB_PORT_5432_TCP: 'tcp://10.96.0.7:5432',
      MY_DB_PORT_5432_TCP_PROTO: 'tcp',
      MY_DB_PORT_5432_TCP_PORT: '5432',
      MY_DB_PORT_5432_TCP_ADDR: '10.96.0.7',
      MY_DB_PORT_80_UDP: 'udp://10.96.0.7:80',
      MY_DB_PORT_80_UDP_PROTO: 'udp',
      MY_DB_PORT_80_UDP_PORT: '80',
      MY_DB_PORT_80_UDP_ADDR: '10.96.0.7',
    });
  });

  const ENV = 'name: app, env: ';
  const FROM = 'name: app, envFrom: ';
  test.each<[string, Readonly<Record<string, string>> | string]>([
    [`{ ${ENV}[{ name: A, value: x }, { name: B, value: $(A)y }] }`, { A: 'x', B: 'xy' }],
    [`{ ${ENV}[{ name: B, value: $(A)y }, { name: A, value: x }] }`, { A: 'x', B: '$(A)y' }],
    [`{ ${ENV}[{ name: A, value: x }, { name: A, value: $(A)y }] }`, { A: 'xy' }],
    [`{ ${ENV}[{ name: A, value: $(KUBERNETES_SERVICE_PORT) }] }`, { A: '443' }],
    [`{ ${ENV}[{ name: A }] }`, { A: '' }],
    [`{ ${FROM}[{ configMapRef: { name: config } }] }`, { KEY: 'value', OTHER: 'o' }],
    [
      `{ ${FROM}[{ prefix: P_, configMapRef: { name: config } }] }`,
      { P_KEY: 'value', P_OTHER: 'o' },
    ],
    [
      `{ ${FROM}[{ configMapRef: { name: config } }], env: [{ name: KEY, value: own }] }`,
      { KEY: 'own', OTHER: 'o' },
    ],
    [
      `{ ${FROM}[{ configMapRef: { name: config } }], env: [{ name: A, value: $(KEY) }] }`,
      { KEY: 'value', OTHER: 'o', A: 'value' },
    ],
    [`{ ${FROM}[{ configMapRef: { name: gone } }] }`, 'configmap "gone" not found'],
    [`{ ${FROM}[{ configMapRef: { name: gone, optional: true } }] }`, {}],
    [`{ ${FROM}[{ secretRef: { name: gone } }] }`, 'secret "gone" not found'],
    [`{ ${FROM}[{ secretRef: { name: gone, optional: true } }] }`, {}],
    [
      `{ ${ENV}[{ name: A, valueFrom: { configMapKeyRef: { name: config, key: KEY } } }] }`,
      { A: 'value' },
    ],
    [
      `{ ${ENV}[{ name: A, valueFrom: { configMapKeyRef: { name: config, key: NO } } }] }`,
      "couldn't find key NO in ConfigMap shop/config",
    ],
    [
      `{ ${ENV}[{ name: A, valueFrom: { configMapKeyRef: { name: config, key: NO, optional: true } } }] }`,
      {},
    ],
    [
      `{ ${ENV}[{ name: A, valueFrom: { configMapKeyRef: { name: gone, key: K } } }] }`,
      'configmap "gone" not found',
    ],
    [
      `{ ${ENV}[{ name: A, valueFrom: { configMapKeyRef: { name: gone, key: K, optional: true } } }] }`,
      {},
    ],
    [
      `{ ${ENV}[{ name: A, valueFrom: { secretKeyRef: { name: gone, key: K } } }] }`,
      'secret "gone" not found',
    ],
    [
      `{ ${ENV}[{ name: A, valueFrom: { fieldRef: { fieldPath: status.podIP } } }, { name: B, value: "http://$(A)" }] }`,
      { A: '10.0.0.9', B: 'http://10.0.0.9' },
    ],
  ])('of %s are %o (L-SYN-14)', (container, expected) => {
    const found = variables(container, { enableServiceLinks: false });
    if (typeof found === 'string') expect(found).toBe(expected);
    else
      expect(
        Object.fromEntries(
          Object.entries(found).filter(([name]) => !name.startsWith('KUBERNETES_')),
        ),
      ).toEqual(expected);
  });
});
