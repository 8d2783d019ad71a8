import { describe, expect, test } from 'vitest';
import { getCatalogue } from '../../../server/src/schema/builtinCatalogue';
import type { KubeObject } from '../../../server/src/schema/objects';
import { ObjectStore } from '../../../server/src/simulator/api/store';
import { flag, parseCommandLine } from '../../../server/src/simulator/kubectl/commandLine';
import { type Invocation, requestsOf } from '../../../server/src/simulator/kubectl/requests';
import { splitWords } from '../../../server/src/simulator/kubectl/words';

const POD = {
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name: 'web', namespace: 'default', uid: 'u1', labels: { app: 'web' } },
  spec: { containers: [{ name: 'app', image: 'app:1' }] },
};
const OTHER = { ...POD, metadata: { ...POD.metadata, name: 'api', uid: 'u2', labels: {} } };
const NODE = { apiVersion: 'v1', kind: 'Node', metadata: { name: 'n1', uid: 'u3' }, spec: {} };
const DEPLOYMENT = {
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name: 'web', namespace: 'default', uid: 'd1' },
  spec: { replicas: 2, template: { spec: { containers: [{ name: 'app', image: 'app:2' }] } } },
};
function replicaSet(revision: number, image: string): KubeObject {
  return {
    apiVersion: 'apps/v1',
    kind: 'ReplicaSet',
    metadata: {
      name: `web-${revision}`,
      namespace: 'default',
      uid: `r${revision}`,
      annotations: { 'deployment.kubernetes.io/revision': String(revision) },
      ownerReferences: [
        { apiVersion: 'apps/v1', kind: 'Deployment', name: 'web', uid: 'd1', controller: true },
      ],
    },
    spec: {
      template: {
        metadata: { labels: { app: 'web', 'pod-template-hash': 'abc' } },
        spec: { containers: [{ name: 'app', image }] },
      },
    },
  };
}

function invoke(
  line: string,
  files: Readonly<Record<string, readonly KubeObject[]>> = {},
): Invocation {
  const store = new ObjectStore();
  for (const object of [
    POD,
    OTHER,
    NODE,
    DEPLOYMENT,
    replicaSet(1, 'app:1'),
    replicaSet(2, 'app:2'),
  ])
    store.put(object, 0, 0);
  const client = { view: store, catalogue: getCatalogue(), namespace: 'default', files };
  return requestsOf(splitWords(line), client);
}

/** The one write that a line asks for. */
function written(line: string): Readonly<Record<string, unknown>> {
  const { requests, problems } = invoke(line);
  expect(problems).toEqual([]);
  const [request] = requests;
  if (request?.kind !== 'write') throw new Error('no write');
  return request.write as unknown as Readonly<Record<string, unknown>>;
}

describe('command lines', () => {
  test.each([
    ['get po -n shop -o wide web', 'get', ['po', 'web'], { namespace: 'shop', output: 'wide' }],
    ['-nshop delete pod/web --now', 'delete', ['pod/web'], { namespace: 'shop', now: 'true' }],
    [
      'exec -it web -c app -- sh -c "ls -l"',
      'exec',
      ['web'],
      { stdin: 'true', tty: 'true', container: 'app' },
    ],
    ['logs -f -p web', 'logs', ['web'], { follow: 'true', previous: 'true' }],
    ['delete pod web --wait=false', 'delete', ['pod', 'web'], { wait: 'false' }],
  ])('%s', (line, verb, positional, flags) => {
    const parsed = parseCommandLine(splitWords(line));
    expect([parsed.verb, parsed.positional]).toEqual([verb, positional]);
    for (const [name, value] of Object.entries(flags)) expect(flag(parsed, name)).toBe(value);
  });

  test('what stands behind -- is the container’s', () => {
    const { rest } = parseCommandLine(splitWords(`exec web -- sh -c 'echo "a b" --now'`));
    expect(rest).toEqual(['sh', '-c', 'echo "a b" --now']);
  });
});

describe('the grace period of a deletion (L-TRM-1, L-TRM-4)', () => {
  test.each([
    ['delete pod web', undefined],
    ['delete pod web --grace-period=7', 7],
    ['delete pod web --grace-period=0', 1],
    ['delete pod web --now', 1],
    ['delete pod web --force', 0],
    ['delete pod web --force --grace-period=0', 0],
  ])('%s', (line, grace) => {
    expect(written(line)).toMatchObject({ verb: 'delete', kind: 'Pod', name: 'web' });
    expect(written(line)['gracePeriodSeconds']).toBe(grace);
  });
});

test('a selector chooses what is deleted', () => {
  expect(invoke('delete po -l app=web').requests).toHaveLength(1);
  expect(invoke('delete pods --all').requests).toHaveLength(2);
});

test('what is not there is told in the API server’s words', () => {
  expect(invoke('delete deploy nope').problems).toEqual([
    'Error from server (NotFound): deployments.apps "nope" not found',
  ]);
  expect(invoke('delete nothing x').problems).toEqual([
    'error: the server doesn\'t have a resource type "nothing"',
  ]);
});

test('labels change only with --overwrite, and a dash takes one away (L-LAB-6)', () => {
  expect(invoke('label pod web app=api').problems).toEqual([
    "error: 'app' already has a value (web), and --overwrite is false",
  ]);
  expect(written('label pod web app=api --overwrite')).toMatchObject({
    object: { metadata: { labels: { app: 'api' } } },
  });
  expect(written('label pod/web app-')).toMatchObject({ object: { metadata: { labels: {} } } });
});

test.each([
  ['set image pod/web app=app:2', { spec: { containers: [{ name: 'app', image: 'app:2' }] } }],
  [
    'set image deployment/web app=r.io/app:3',
    { spec: { template: { spec: { containers: [{ image: 'r.io/app:3' }] } } } },
  ],
  ['scale deployment web --replicas=5', { spec: { replicas: 5 } }],
  [
    'rollout undo deployment/web',
    {
      spec: {
        template: {
          metadata: { labels: { app: 'web' } },
          spec: { containers: [{ image: 'app:1' }] },
        },
      },
    },
  ],
  ['cordon n1', { spec: { unschedulable: true } }],
  [
    'taint node n1 a=b:NoSchedule',
    { spec: { taints: [{ key: 'a', value: 'b', effect: 'NoSchedule' }] } },
  ],
  [
    'patch pod web -p {"metadata":{"labels":{"x":"y"}}}',
    { metadata: { labels: { app: 'web', x: 'y' } } },
  ],
  [
    'debug web --image=busybox --target=app -- sleep 4',
    {
      spec: {
        ephemeralContainers: [
          { image: 'busybox', command: ['sleep', '4'], targetContainerName: 'app' },
        ],
      },
    },
  ],
])('%s updates the object', (line, object) => {
  const quoted = line.includes('{') ? line.replace(/(\{.*\})/, "'$1'") : line;
  expect(written(quoted)).toMatchObject({ verb: 'update', object });
});

test('a roll-back leaves the hash of the old template behind', () => {
  const { object } = written('rollout undo deployment/web') as {
    readonly object: typeof DEPLOYMENT;
  };
  expect(JSON.stringify(object)).not.toContain('pod-template-hash');
});

test('objects are made from flags', () => {
  expect(written('create configmap late --from-literal=a=1')).toMatchObject({
    verb: 'create',
    object: {
      kind: 'ConfigMap',
      metadata: { name: 'late', namespace: 'default' },
      data: { a: '1' },
    },
  });
  expect(written('run box --image=busybox --restart=Never -- sleep 5')).toMatchObject({
    object: {
      kind: 'Pod',
      spec: { restartPolicy: 'Never', containers: [{ args: ['sleep', '5'] }] },
    },
  });
});

test('an eviction may come as a raw request', () => {
  expect(
    written('create --raw /api/v1/namespaces/shop/pods/web/eviction -f eviction.json'),
  ).toMatchObject({ verb: 'evict', namespace: 'shop', name: 'web' });
});

test('reading asks nothing of the cluster', () => {
  for (const line of [
    'get pods -o wide',
    'describe pod web',
    'logs web',
    'explain pod',
    'wait pod/web',
  ])
    expect(invoke(line)).toEqual({ requests: [], problems: [] });
});

test('exec goes to the default container', () => {
  expect(invoke('exec web -- ls').requests).toMatchObject([
    { kind: 'exec', container: 'app', command: ['ls'] },
  ]);
});

test('a drain cordons first and tells what it will spare', () => {
  const { requests } = invoke('drain n1 --ignore-daemonsets --force --timeout=30s');
  expect(requests).toMatchObject([
    { kind: 'write', write: { verb: 'update', object: { spec: { unschedulable: true } } } },
    {
      kind: 'drain',
      drain: { node: 'n1', ignoreDaemonSets: true, force: true, timeoutMs: 30_000 },
    },
  ]);
});
