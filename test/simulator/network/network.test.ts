import { describe, expect, test } from 'vitest';
import type { KubeObject } from '../../../server/src/schema/objects';
import { anyComponent } from '../../../server/src/simulator/api/clusterComponent';
import { createControllers } from '../../../server/src/simulator/controllers/controllers';
import { DEFAULT_LATENCIES } from '../../../server/src/simulator/latencies';
import { createNetwork, type NetworkOptions } from '../../../server/src/simulator/network/network';
import type { Answer } from '../../../server/src/simulator/runtime/programs/program';
import { createScheduler } from '../../../server/src/simulator/scheduler/scheduler';
import { node, pod, TestCluster } from '../support/cluster';
import { fakeKubelet } from '../support/fakeKubelet';

const latencies = DEFAULT_LATENCIES;
type Asked = { readonly uid: string; readonly port: number };

/** A cluster whose Pods answer every request with 200 as long as they are there; what was asked is written down. */
class Net {
  readonly asked: Asked[] = [];
  readonly answers: Answer[] = [];
  readonly cluster: TestCluster;

  constructor(options: Partial<NetworkOptions>, ...objects: readonly KubeObject[]) {
    const runtime = anyComponent<true, { request: { port: number }; reply: Reply }>({
      name: 'runtime',
      priority: 5,
      handle: (_state, { request, reply }, turn, uid) => {
        this.asked.push({ uid, port: request.port });
        const there = turn.view.byUid(uid) !== undefined;
        const answer = there
          ? { kind: 'http', status: 200, headers: new Map(), body: '' }
          : { kind: 'unreachable' };
        turn.send({ to: reply.to, key: reply.key, event: { ...reply.echo, answer } }, 1);
        return true;
      },
    });
    const client = anyComponent<true, { answer: Answer }>({
      name: 'client',
      priority: 5,
      handle: (_state, { answer }) => {
        this.answers.push(answer);
        return true;
      },
    });
    const asker = anyComponent<true, { from: string; request: unknown }>({
      name: 'asker',
      priority: 5,
      watch: (change) =>
        change.op === 'ADDED' && change.object.metadata.name === 'ask'
          ? [{ key: 'a', event: change.object['data'], afterMs: 0 }]
          : undefined,
      handle: (_state, { from, request }, turn) => {
        const reply = { to: 'client', key: 'c', echo: {} };
        turn.send({ to: 'network', key: from, event: { kind: 'connect', from, request, reply } });
        return true;
      },
    });
    this.cluster = new TestCluster([
      anyComponent(createScheduler({ latencies })),
      fakeKubelet(),
      ...createControllers({ latencies }),
      anyComponent(createNetwork({ latencies, ...options })),
      runtime,
      client,
      asker,
    ]).create(...objects);
  }

  /** Sends a request from the Pod and gives the answer that came within ten seconds. */
  ask(from: string, host: string, port = 80, kind = 'http'): Answer | undefined {
    this.answers.length = 0;
    const uid = this.cluster.pod(from).metadata.uid;
    this.cluster.create({
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { name: 'ask', namespace: 'default' },
      data: { from: uid, request: { kind, host, port } },
    });
    this.cluster.delete('ConfigMap', 'ask');
    this.cluster.advance(10);
    return this.answers[0];
  }
}
type Reply = {
  readonly to: string;
  readonly key: string;
  readonly echo: Readonly<Record<string, unknown>>;
};

function service(name: string, spec: Readonly<Record<string, unknown>> = {}): KubeObject {
  return {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name, namespace: 'default' },
    spec: { selector: { app: 'web' }, ports: [{ port: 80, targetPort: 8080 }], ...spec },
  };
}
const behind = (name: string, spec = {}, annotations = {}) =>
  pod(name, spec, { labels: { app: 'web' }, annotations });
const nodes = [node('a'), node('b')];

describe('names and routes', () => {
  const net = () => {
    const n = new Net(
      {},
      ...nodes,
      service('web'),
      service('direct', { clusterIP: 'None' }),
      service('away', { type: 'ExternalName', externalName: 'example.com', selector: undefined }),
      behind('one', { hostname: 'one', subdomain: 'direct' }),
      pod('client'),
    );
    n.cluster.advance(5);
    return n;
  };

  test.each(['web', 'web.default', 'web.default.svc', 'web.default.svc.cluster.local'])(
    '%s leads to a Pod behind the Service, on its target port',
    (host) => {
      const n = net();
      expect(n.ask('client', host)).toMatchObject({ kind: 'http', status: 200 });
      expect(n.asked).toEqual([{ uid: n.cluster.pod('one').metadata.uid, port: 8080 }]);
    },
  );

  test('a look-up gives the cluster IP, or the Pods’ addresses of a headless Service', () => {
    const n = net();
    const { clusterIP } = n.cluster.get('Service', 'web')['spec'] as { clusterIP: string };
    const { podIP } = n.cluster.pod('one').status ?? {};
    expect(n.ask('client', 'web', 0, 'dns')).toEqual({ kind: 'dns', addresses: [clusterIP] });
    expect(n.ask('client', 'direct', 0, 'dns')).toEqual({ kind: 'dns', addresses: [podIP] });
    expect(n.ask('client', 'one.direct', 0, 'dns')).toEqual({ kind: 'dns', addresses: [podIP] });
  });

  test('unknown names, addresses that nobody has and ports that no Service has', () => {
    const n = net();
    expect(n.ask('client', 'nobody')).toEqual({ kind: 'unknownHost' });
    expect(n.ask('client', '10.244.9.9')).toEqual({ kind: 'unreachable' });
    expect(n.ask('client', 'web', 81)).toBeUndefined();
  });

  test('public hosts are taken to answer, private ones not, and the story says so', () => {
    const n = net();
    expect(n.ask('client', 'info.cern.ch')).toMatchObject({ kind: 'http', status: 200 });
    expect(n.ask('client', 'away')).toMatchObject({ kind: 'http', status: 200 });
    expect(n.ask('client', 'db.internal', 5432, 'tcp')).toEqual({ kind: 'unknownHost' });
    expect(n.ask('client', '192.168.7.7')).toBeUndefined();
    const assumed = n.cluster.simulation.entries.flatMap(({ change }) =>
      change.kind === 'assumption' ? [change.text] : [],
    );
    expect(assumed).toEqual([
      'info.cern.ch answers 200 with a short page',
      'example.com answers 200 with a short page',
      'there is no host db.internal',
      'nothing answers at 192.168.7.7',
    ]);
  });

  test('a Service without ready Pods refuses, a deleted one is silent (L-CTL-24)', () => {
    const n = net();
    n.cluster.changeStatus('Pod', 'one', { conditions: [{ type: 'Ready', status: 'False' }] });
    n.cluster.advance(3);
    expect(n.ask('client', 'web')).toEqual({ kind: 'refused' });
    const { clusterIP } = n.cluster.get('Service', 'web')['spec'] as { clusterIP: string };
    n.cluster.delete('Service', 'web');
    n.cluster.advance(3);
    expect(n.ask('client', clusterIP)).toEqual({ kind: 'unreachable' });
    expect(n.ask('client', 'web')).toEqual({ kind: 'unknownHost' });
  });

  test('node ports lead to the Service, host ports to the Pod', () => {
    const ports = [{ containerPort: 8080, hostPort: 9000 }];
    const n = new Net(
      {},
      node('a'),
      service('web', {
        type: 'NodePort',
        ports: [{ port: 80, targetPort: 8080, nodePort: 31000 }],
      }),
      behind('one', { containers: [{ name: 'app', image: 'a', ports }] }),
      pod('client'),
    );
    n.cluster.advance(5);
    expect(n.ask('client', '10.0.0.1', 31000)).toMatchObject({ status: 200 });
    expect(n.ask('client', '10.0.0.1', 9000)).toMatchObject({ status: 200 });
    expect(n.ask('client', '10.0.0.1', 9001)).toEqual({ kind: 'refused' });
  });
});

describe('network policies', () => {
  const policy = (spec: object): KubeObject => ({
    apiVersion: 'networking.k8s.io/v1',
    kind: 'NetworkPolicy',
    metadata: { name: 'guard', namespace: 'default' },
    spec,
  });
  const net = (spec: object) => {
    const n = new Net(
      {},
      ...nodes,
      service('web'),
      behind('one'),
      pod('friend', {}, { labels: { role: 'friend' } }),
      pod('stranger'),
      policy(spec),
    );
    n.cluster.advance(5);
    return n;
  };
  const passes = (answer: Answer | undefined) => answer?.kind === 'http';

  test('once a Pod is selected only what is allowed gets in; the rest is dropped without a word', () => {
    const n = net({
      podSelector: { matchLabels: { app: 'web' } },
      ingress: [{ from: [{ podSelector: { matchLabels: { role: 'friend' } } }] }],
    });
    expect(passes(n.ask('friend', 'web'))).toBe(true);
    expect(n.ask('stranger', 'web')).toBeUndefined();
    const told = n.cluster.simulation.entries.flatMap(({ change }) =>
      change.kind === 'network' ? [change.text] : [],
    );
    expect(told).toEqual([
      'its connection to port 8080 of default/one is dropped by NetworkPolicy guard',
    ]);
  });

  test.each<[string, object, boolean]>([
    ['nothing is allowed', { ingress: [] }, false],
    ['an empty rule allows all', { ingress: [{}] }, true],
    ['the port is allowed', { ingress: [{ ports: [{ port: 8080 }] }] }, true],
    ['a range of ports is', { ingress: [{ ports: [{ port: 8000, endPort: 9000 }] }] }, true],
    ['another port is', { ingress: [{ ports: [{ port: 80 }] }] }, false],
    [
      'the range of addresses is',
      { ingress: [{ from: [{ ipBlock: { cidr: '10.244.0.0/16' } }] }] },
      true,
    ],
    [
      'other namespaces are',
      { ingress: [{ from: [{ namespaceSelector: { matchLabels: { a: 'b' } } }] }] },
      false,
    ],
    ['the namespace is', { ingress: [{ from: [{ namespaceSelector: {} }] }] }, true],
    ['the policy is about egress', { policyTypes: ['Egress'], egress: [] }, true],
  ])('%s', (_, rules, expected) => {
    const n = net({ podSelector: { matchLabels: { app: 'web' } }, ...rules });
    expect(passes(n.ask('stranger', 'web'))).toBe(expected);
  });

  test('egress is held by the policies of the Pod that calls', () => {
    const n = net({ podSelector: {}, policyTypes: ['Egress'], egress: [] });
    expect(n.ask('stranger', 'web')).toBeUndefined();
  });
});

describe('traffic', () => {
  const losses = (n: Net) =>
    n.cluster.simulation.entries.flatMap(({ change }) =>
      change.kind === 'network' && change.traffic !== undefined ? [change.traffic] : [],
    );
  const sum = (n: Net, cause: 'refused' | 'unreachable' | 'timedOut') =>
    losses(n).reduce((total, count) => total + (count.lost[cause] ?? 0), 0);
  const sent = (n: Net) => losses(n).reduce((total, count) => total + count.sent, 0);
  const traffic = {
    namespace: 'default',
    service: 'web',
    perSecond: 100,
    fromMs: 5000,
    untilMs: 25_000,
  };

  test('nothing is lost while Pods stand still, and few events tell so', () => {
    const n = new Net({ traffic: [traffic] }, ...nodes, service('web'), behind('one'));
    n.cluster.advance(40);
    expect(Math.round(sent(n))).toBe(2000);
    expect(losses(n).every((count) => Object.keys(count.lost).length === 0)).toBe(true);
    expect(n.asked.length).toBeLessThan(80);
  });

  test('a Pod that stops at once loses what still comes to it until the proxies know (L-TRM-21)', () => {
    const n = new Net(
      { traffic: [traffic] },
      ...nodes,
      service('web'),
      behind('one', {}, { 'stop-after': '0' }),
      behind('two'),
    );
    n.cluster.advance(10);
    n.cluster.delete('Pod', 'one');
    n.cluster.advance(30);
    expect(Math.round(sent(n))).toBe(2000);
    const lost = sum(n, 'unreachable');
    expect(lost).toBeGreaterThan(0);
    expect(lost).toBeLessThan(60);
  });

  test('without any Pod everything is refused until one is ready (L-CTL-24)', () => {
    const n = new Net({ traffic: [traffic] }, ...nodes, service('web'));
    n.cluster.advance(15);
    n.cluster.create(behind('late'));
    n.cluster.advance(30);
    const refused = sum(n, 'refused');
    expect(refused).toBeGreaterThan(1000);
    expect(refused).toBeLessThan(1250);
  });
});
