// Which Pod fits which node, and in what words the scheduler says no: one table a filter.
import { describe, expect, test } from 'vitest';
import type { Pod } from '../../../server/src/schema/objects';
import type { NodeObject } from '../../../server/src/schema/workloads';
import { ClusterCache } from '../../../server/src/simulator/scheduler/clusterCache';
import { obstacle, prepare } from '../../../server/src/simulator/scheduler/filters';
import { podFacts } from '../../../server/src/simulator/scheduler/podFacts';
import { NO_VOLUMES } from '../../../server/src/simulator/scheduler/volumes';
import { node, pod } from '../support/cluster';

type Spec = Readonly<Record<string, unknown>>;
type Labels = Readonly<Record<string, string>>;

interface Existing {
  readonly on: string;
  readonly spec?: Spec;
  readonly labels?: Labels;
  readonly namespace?: string;
  readonly isLeaving?: true;
}
interface Scene {
  readonly nodes: readonly NodeObject[];
  readonly there?: readonly Existing[];
  readonly spec?: Spec;
  readonly labels?: Labels;
  /** Labels of namespaces by their names. */
  readonly namespaces?: Readonly<Record<string, Labels>>;
}

let made = 0;
function podOf(spec: Spec, labels: Labels = {}, more: Spec = {}): Pod {
  const name = `p${++made}`;
  return pod(name, spec, { uid: name, labels, ...more }) as Pod;
}

/** `fits`, or the reasons, node by node. */
function verdicts({ nodes, there = [], spec = {}, labels = {}, namespaces = {} }: Scene): string {
  const namespaceLabels = (name: string) => namespaces[name];
  const cache = new ClusterCache();
  cache.namespaceLabels = namespaceLabels;
  for (const each of nodes) cache.setNode(each);
  for (const { on, spec: of = {}, labels: with_ = {}, namespace = 'default', isLeaving } of there) {
    const leaving = isLeaving ? { deletionTimestamp: '2026-01-01T00:00:00Z' } : {};
    cache.addPod(podFacts(podOf(of, with_, { namespace, ...leaving })), on);
  }
  const prepared = prepare(podFacts(podOf(spec, labels)), cache, NO_VOLUMES, namespaceLabels);
  return cache.nodeList
    .map((state) => obstacle(prepared, state)?.reasons.join(' + ') ?? 'fits')
    .join(' | ');
}

function plainNode(name: string, options: Parameters<typeof node>[1] = {}): NodeObject {
  return node(name, options) as NodeObject;
}
const N = plainNode('n');

function cases(
  title: string,
  scene: (given: never) => Scene,
  rows: readonly (readonly [what: string, given: unknown, expected: string])[],
): void {
  describe(title, () => {
    test.each(rows)('%s', (_what, given, expected) => {
      expect(verdicts(scene(given as never))).toBe(expected);
    });
  });
}

const NOT_SELECTED = "node(s) didn't match Pod's node affinity/selector";

function term(...matchExpressions: readonly object[]) {
  return { matchExpressions };
}
function req(key: string, operator: string, ...values: readonly string[]) {
  return values.length === 0 ? { key, operator } : { key, operator, values };
}
function affinity(...nodeSelectorTerms: readonly object[]): Spec {
  return {
    affinity: {
      nodeAffinity: { requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms } },
    },
  };
}

cases(
  'L-SCH-4, L-SCH-5: node selectors and node affinity',
  ([labels, spec]: readonly [Labels, Spec]) => ({ nodes: [plainNode('n', { labels })], spec }),
  [
    ['no demand', [{}, {}], 'fits'],
    ['a label that is not there', [{}, { nodeSelector: { foo: 'bar' } }], NOT_SELECTED],
    ['a label that is there', [{ foo: 'bar' }, { nodeSelector: { foo: 'bar' } }], 'fits'],
    [
      'of several labels of the node',
      [{ foo: 'bar', baz: 'blah' }, { nodeSelector: { foo: 'bar' } }],
      'fits',
    ],
    [
      'one of two labels',
      [{ foo: 'bar' }, { nodeSelector: { foo: 'bar', baz: 'blah' } }],
      NOT_SELECTED,
    ],
    ['another value', [{ foo: 'bar' }, { nodeSelector: { foo: 'baz' } }], NOT_SELECTED],
    [
      'one of the values',
      [{ foo: 'bar' }, affinity(term(req('foo', 'In', 'bar', 'value2')))],
      'fits',
    ],
    [
      'none of the values',
      [{ foo: 'bar' }, affinity(term(req('foo', 'In', 'value1')))],
      NOT_SELECTED,
    ],
    ['greater', [{ version: '0206' }, affinity(term(req('version', 'Gt', '0204')))], 'fits'],
    [
      'not greater',
      [{ version: '204' }, affinity(term(req('version', 'Gt', '204')))],
      NOT_SELECTED,
    ],
    ['less', [{ version: '203' }, affinity(term(req('version', 'Lt', '204')))], 'fits'],
    [
      'greater than what is no number',
      [{ version: 'new' }, affinity(term(req('version', 'Gt', '1')))],
      NOT_SELECTED,
    ],
    ['not one of the values', [{ mem: '4' }, affinity(term(req('mem', 'NotIn', '8')))], 'fits'],
    [
      'not one of the values, without the label',
      [{}, affinity(term(req('mem', 'NotIn', '8')))],
      'fits',
    ],
    ['the label exists', [{ GPU: 'NVIDIA' }, affinity(term(req('GPU', 'Exists')))], 'fits'],
    [
      'the label does not exist',
      [{ GPU: 'NVIDIA' }, affinity(term(req('GPU', 'DoesNotExist')))],
      NOT_SELECTED,
    ],
    ['no terms', [{ foo: 'bar' }, affinity()], NOT_SELECTED],
    ['an empty term', [{ foo: 'bar' }, affinity({})], NOT_SELECTED],
    ['an empty list of demands', [{ foo: 'bar' }, affinity(term())], NOT_SELECTED],
    [
      'only preferences',
      [{}, { affinity: { nodeAffinity: { preferredDuringSchedulingIgnoredDuringExecution: [] } } }],
      'fits',
    ],
    [
      'all demands of a term',
      [{ GPU: 'a' }, affinity(term(req('GPU', 'Exists'), req('GPU', 'NotIn', 'b')))],
      'fits',
    ],
    [
      'not all demands of a term',
      [{ GPU: 'a' }, affinity(term(req('GPU', 'Exists'), req('GPU', 'NotIn', 'a')))],
      NOT_SELECTED,
    ],
    [
      'the second of two terms',
      [{ foo: 'bar' }, affinity(term(req('foo', 'In', 'x')), term(req('foo', 'Exists')))],
      'fits',
    ],
    [
      'an empty term before one that fits',
      [{ foo: 'bar' }, affinity({}, term(req('foo', 'Exists')))],
      'fits',
    ],
    [
      'the selector fits, the affinity does not',
      [{ foo: 'bar' }, { nodeSelector: { foo: 'bar' }, ...affinity(term(req('foo', 'In', 'x'))) }],
      NOT_SELECTED,
    ],
    [
      'the affinity fits, the selector does not',
      [{ foo: 'bar' }, { nodeSelector: { foo: 'x' }, ...affinity(term(req('foo', 'Exists'))) }],
      NOT_SELECTED,
    ],
    [
      'an operator that nobody knows',
      [{ foo: 'bar' }, affinity(term(req('foo', 'Like', 'bar')))],
      NOT_SELECTED,
    ],
    ['its name', [{}, affinity({ matchFields: [req('metadata.name', 'In', 'n')] })], 'fits'],
    [
      'another name',
      [{}, affinity({ matchFields: [req('metadata.name', 'In', 'm')] })],
      NOT_SELECTED,
    ],
    [
      'not another name',
      [{}, affinity({ matchFields: [req('metadata.name', 'NotIn', 'm')] })],
      'fits',
    ],
    [
      'its name or a label',
      [
        { foo: 'bar' },
        affinity({ matchFields: [req('metadata.name', 'In', 'm')] }, term(req('foo', 'Exists'))),
      ],
      'fits',
    ],
    [
      'its name and a label',
      [
        {},
        affinity({ ...term(req('foo', 'Exists')), matchFields: [req('metadata.name', 'In', 'n')] }),
      ],
      NOT_SELECTED,
    ],
  ],
);

type Taints = readonly { readonly key: string; readonly value?: string; readonly effect: string }[];
const TAINTED = 'node(s) had untolerated taint(s)';
const DEDICATED: Taints = [{ key: 'dedicated', value: 'user1', effect: 'NoSchedule' }];
cases(
  'L-SCH-13: taints and tolerations',
  ([taints, tolerations]: readonly [Taints, readonly object[]]) => ({
    nodes: [plainNode('n', { taints })],
    spec: { tolerations },
  }),
  [
    ['no toleration', [DEDICATED, []], TAINTED],
    [
      'the same value',
      [DEDICATED, [{ key: 'dedicated', value: 'user1', effect: 'NoSchedule' }]],
      'fits',
    ],
    [
      'another value',
      [DEDICATED, [{ key: 'dedicated', operator: 'Equal', value: 'user2', effect: 'NoSchedule' }]],
      TAINTED,
    ],
    [
      'any value',
      [DEDICATED, [{ key: 'dedicated', operator: 'Exists', effect: 'NoSchedule' }]],
      'fits',
    ],
    ['any effect', [DEDICATED, [{ key: 'dedicated', operator: 'Exists' }]], 'fits'],
    [
      'another effect',
      [DEDICATED, [{ key: 'dedicated', operator: 'Exists', effect: 'NoExecute' }]],
      TAINTED,
    ],
    ['everything', [DEDICATED, [{ operator: 'Exists' }]], 'fits'],
    [
      'one of two taints',
      [
        [...DEDICATED, { key: 'foo', value: 'bar', effect: 'NoSchedule' }],
        [{ key: 'foo', operator: 'Exists' }],
      ],
      TAINTED,
    ],
    [
      'both of two taints',
      [
        [...DEDICATED, { key: 'foo', value: 'bar', effect: 'NoSchedule' }],
        [
          { key: 'foo', operator: 'Exists' },
          { key: 'dedicated', operator: 'Exists' },
        ],
      ],
      'fits',
    ],
    ['a taint that only advises', [[{ key: 'k', effect: 'PreferNoSchedule' }], []], 'fits'],
    ['a taint that sends away', [[{ key: 'k', effect: 'NoExecute' }], []], TAINTED],
    [
      'for a while',
      [
        [{ key: 'k', effect: 'NoExecute' }],
        [{ key: 'k', operator: 'Exists', tolerationSeconds: 5 }],
      ],
      'fits',
    ],
    [
      'a taint without a value',
      [[{ key: 'k', effect: 'NoSchedule' }], [{ key: 'k', operator: 'Equal' }]],
      'fits',
    ],
  ],
);
cases(
  'L-SCH-4: a cordoned node',
  (tolerations: readonly object[]) => ({
    nodes: [plainNode('n', { unschedulable: true })],
    spec: { tolerations },
  }),
  [
    ['is closed', [], 'node(s) were unschedulable'],
    [
      'but not to who tolerates it',
      [{ key: 'node.kubernetes.io/unschedulable', effect: 'NoSchedule' }],
      'fits',
    ],
    ['nor to who tolerates everything', [{ operator: 'Exists' }], 'fits'],
  ],
);

const PORTS = "node(s) didn't have free ports for the requested pod ports";
/** `TCP/127.0.0.1/8080`, several with blanks between. */
function ports(text: string): Spec {
  return {
    containers: text.split(' ').map((each, i) => {
      const [protocol, hostIP, port] = each.split('/');
      const hostPort = Number(port);
      const address = hostIP === '' ? {} : { hostIP };
      return {
        name: `c${i}`,
        ports: [{ containerPort: hostPort, hostPort, protocol, ...address }],
      };
    }),
  };
}
cases(
  'L-SCH-4: host ports',
  ([own, there]: readonly [string, string]) => ({
    nodes: [N],
    there: [{ on: 'n', spec: ports(there) }],
    spec: ports(own),
  }),
  [
    ['another port', ['UDP/127.0.0.1/8080', 'UDP/127.0.0.1/9090'], 'fits'],
    ['the same port', ['UDP/127.0.0.1/8080', 'UDP/127.0.0.1/8080'], PORTS],
    ['the same port of another address', ['TCP/127.0.0.1/8080', 'TCP/127.0.0.2/8080'], 'fits'],
    ['the same port of another protocol', ['UDP/127.0.0.1/8080', 'TCP/127.0.0.1/8080'], 'fits'],
    ['the second of two', ['UDP/127.0.0.1/8000 UDP/127.0.0.1/8080', 'UDP/127.0.0.1/8080'], PORTS],
    [
      'one of two there',
      ['TCP/127.0.0.1/8001 UDP/127.0.0.1/8080', 'TCP/127.0.0.1/8001 UDP/127.0.0.1/8081'],
      PORTS,
    ],
    ['all addresses there', ['TCP/127.0.0.1/8001', 'TCP/0.0.0.0/8001'], PORTS],
    ['all addresses wanted', ['TCP/0.0.0.0/8001', 'TCP/127.0.0.1/8001'], PORTS],
    ['no address is all addresses', ['TCP//8001', 'TCP/127.0.0.1/8001'], PORTS],
    [
      'all addresses, another protocol',
      ['TCP/10.0.10.10/8001 UDP/0.0.0.0/8002', 'UDP/10.0.10.10/8001'],
      'fits',
    ],
    ['no host port', ['TCP//0', 'TCP//0'], 'fits'],
  ],
);
test('L-SCH-4: sidecars take host ports, init containers do not', () => {
  const init = (restartPolicy?: string) => ({
    initContainers: [{ name: 'i', restartPolicy, ports: [{ containerPort: 80, hostPort: 80 }] }],
  });
  const asked = { nodes: [N], spec: ports('TCP//80') };
  expect(verdicts({ ...asked, there: [{ on: 'n', spec: init('Always') }] })).toBe(PORTS);
  expect(verdicts({ ...asked, there: [{ on: 'n', spec: init() }] })).toBe('fits');
});

type Amounts = Readonly<Record<string, string>>;
function wants(requests: Amounts, ...inits: readonly (readonly [Amounts, 'Always'?])[]): Spec {
  return {
    containers: [{ name: 'app', resources: { requests } }],
    initContainers: inits.map(([of, restartPolicy], i) => ({
      name: `i${i}`,
      resources: { requests: of },
      ...(restartPolicy === undefined ? {} : { restartPolicy }),
    })),
  };
}
function roomy(amounts: Amounts): NodeObject {
  const allocatable = { cpu: '10', memory: '20', pods: '32', ...amounts };
  return { ...N, status: { ...N.status, capacity: allocatable, allocatable } } as NodeObject;
}
cases(
  'L-SCH-4, L-SCH-10: room for what is asked',
  ([spec, used, amounts = {}]: readonly [Spec, Amounts, Amounts?]) => ({
    nodes: [roomy(amounts)],
    there: [{ on: 'n', spec: wants(used) }],
    spec,
  }),
  [
    ['nothing asked of a full node', [{}, { cpu: '10', memory: '20' }], 'fits'],
    [
      'too much of both',
      [wants({ cpu: '1', memory: '1' }), { cpu: '10', memory: '20' }],
      'Insufficient cpu + Insufficient memory',
    ],
    [
      'an init container asks too much',
      [wants({ cpu: '1', memory: '1' }, [{ cpu: '3', memory: '1' }]), { cpu: '8', memory: '19' }],
      'Insufficient cpu',
    ],
    [
      'the largest init container decides',
      [wants({ cpu: '1' }, [{ cpu: '3' }], [{ cpu: '2' }]), { cpu: '8' }],
      'Insufficient cpu',
    ],
    [
      'init containers one after the other',
      [wants({ cpu: '1' }, [{ cpu: '1' }], [{ cpu: '1' }]), { cpu: '9' }],
      'fits',
    ],
    [
      'sidecars beside the app',
      [wants({ cpu: '1' }, [{ cpu: '1' }, 'Always']), { cpu: '9' }],
      'Insufficient cpu',
    ],
    [
      'an init container after a sidecar',
      [wants({}, [{ cpu: '1' }, 'Always'], [{ cpu: '1' }]), { cpu: '9' }],
      'Insufficient cpu',
    ],
    [
      'an init container before a sidecar',
      [wants({}, [{ cpu: '1' }], [{ cpu: '1' }, 'Always']), { cpu: '9' }],
      'fits',
    ],
    ['both fit', [wants({ cpu: '1', memory: '1' }), { cpu: '5', memory: '5' }], 'fits'],
    [
      'one resource fits',
      [wants({ cpu: '2', memory: '1' }), { cpu: '9', memory: '5' }],
      'Insufficient cpu',
    ],
    [
      'the other resource fits',
      [wants({ cpu: '1', memory: '2' }), { cpu: '5', memory: '19' }],
      'Insufficient memory',
    ],
    ['exactly', [wants({ cpu: '5', memory: '1' }), { cpu: '5', memory: '19' }], 'fits'],
    [
      'what is over the top with its overhead',
      [{ ...wants({ cpu: '5' }), overhead: { cpu: '1' } }, { cpu: '5' }],
      'Insufficient cpu',
    ],
    [
      'disk',
      [
        wants({ 'ephemeral-storage': '10' }),
        { 'ephemeral-storage': '15' },
        { 'ephemeral-storage': '20' },
      ],
      'Insufficient ephemeral-storage',
    ],
    [
      'disk that is there',
      [
        wants({ 'ephemeral-storage': '5' }),
        { 'ephemeral-storage': '15' },
        { 'ephemeral-storage': '20' },
      ],
      'fits',
    ],
    ['a device', [wants({ 'example.com/gpu': '1' }), {}, { 'example.com/gpu': '1' }], 'fits'],
    [
      'a device that is taken',
      [wants({ 'example.com/gpu': '1' }), { 'example.com/gpu': '1' }, { 'example.com/gpu': '1' }],
      'Insufficient example.com/gpu',
    ],
    [
      'a device that no node has',
      [wants({ 'example.com/gpu': '1' }), {}],
      'Insufficient example.com/gpu',
    ],
    ['no device', [wants({ 'example.com/gpu': '0' }), {}], 'fits'],
    [
      'two devices',
      [wants({ 'a.com/x': '2', 'b.com/y': '1' }), {}, { 'a.com/x': '1' }],
      'Insufficient a.com/x + Insufficient b.com/y',
    ],
    [
      'devices of an init container',
      [wants({}, [{ 'a.com/x': '6' }]), {}, { 'a.com/x': '5' }],
      'Insufficient a.com/x',
    ],
    [
      'large pages',
      [wants({ 'hugepages-2Mi': '10' }), { 'hugepages-2Mi': '0' }, { 'hugepages-2Mi': '5' }],
      'Insufficient hugepages-2Mi',
    ],
    ['too many Pods', [wants({ cpu: '1' }), {}, { pods: '1' }], 'Too many pods'],
    [
      'too many Pods and too much',
      [wants({ cpu: '11' }), {}, { pods: '1' }],
      'Too many pods + Insufficient cpu',
    ],
    ['too many Pods, for one that asks nothing', [{}, {}, { pods: '1' }], 'Too many pods'],
    [
      'an amount for the whole Pod',
      [{ ...wants({ cpu: '1' }), resources: { requests: { cpu: '6' } } }, { cpu: '5' }],
      'Insufficient cpu',
    ],
  ],
);

const ZONES: readonly NodeObject[] = [
  plainNode('a', { labels: { zone: 'z1' } }),
  plainNode('b', { labels: { zone: 'z1' } }),
  plainNode('x', { labels: { zone: 'z2' } }),
  plainNode('y', { labels: { zone: 'z2' } }),
];
const FOO = { foo: '' };
const SPREAD = "node(s) didn't match pod topology spread constraints";
const NO_LABEL = `${SPREAD} (missing required label)`;
function spread(topologyKey: string, more: Spec = {}): object {
  return {
    maxSkew: 1,
    topologyKey,
    whenUnsatisfiable: 'DoNotSchedule',
    labelSelector: { matchLabels: FOO },
    ...more,
  };
}
/** `aab`: two on `a`, one on `b`. */
function placed(text: string, labels: Labels = FOO): readonly Existing[] {
  return [...text].map((on) => ({ on, labels }));
}
interface SpreadScene {
  readonly there: readonly Existing[];
  readonly by: readonly object[];
  readonly labels?: Labels;
  readonly nodes?: readonly NodeObject[];
  readonly spec?: Spec;
}
const all = (text: string) => text.replaceAll('-', SPREAD).replaceAll('+', 'fits');
cases(
  'L-SCH-5: spread constraints',
  ({ there, by, labels = FOO, nodes = ZONES, spec = {} }: SpreadScene) => ({
    nodes,
    there,
    labels,
    spec: { ...spec, topologySpreadConstraints: by },
  }),
  [
    ['no Pods yet', { there: [], by: [spread('zone')] }, all('+ | + | + | +')],
    ['one in the first zone', { there: placed('a'), by: [spread('zone')] }, all('- | - | + | +')],
    ['one in each zone', { there: placed('ax'), by: [spread('zone')] }, all('+ | + | + | +')],
    ['two against one', { there: placed('abx'), by: [spread('zone')] }, all('- | - | + | +')],
    [
      'a larger skew',
      { there: placed('abx'), by: [spread('zone', { maxSkew: 2 })] },
      all('+ | + | + | +'),
    ],
    [
      'over nodes',
      { there: placed('abx'), by: [spread('kubernetes.io/hostname')] },
      all('- | - | - | +'),
    ],
    [
      'over nodes, all taken',
      { there: placed('abxy'), by: [spread('kubernetes.io/hostname')] },
      all('+ | + | + | +'),
    ],
    [
      'a Pod that its own selector does not select',
      { there: placed('a'), by: [spread('zone')], labels: { bar: '' } },
      all('+ | + | + | +'),
    ],
    [
      'a Pod that its own selector does not select, two there',
      { there: placed('ab'), by: [spread('zone')], labels: { bar: '' } },
      all('- | - | + | +'),
    ],
    [
      'others are not counted',
      { there: placed('ab', { bar: '' }), by: [spread('zone')] },
      all('+ | + | + | +'),
    ],
    [
      'nor in other namespaces',
      { there: [{ on: 'a', labels: FOO, namespace: 'other' }], by: [spread('zone')] },
      all('+ | + | + | +'),
    ],
    [
      'nor Pods that leave',
      { there: [{ on: 'a', labels: FOO, isLeaving: true }], by: [spread('zone')] },
      all('+ | + | + | +'),
    ],
    [
      'zones and nodes',
      { there: placed('abx'), by: [spread('zone'), spread('kubernetes.io/hostname')] },
      all('- | - | - | +'),
    ],
    [
      'zones and nodes at odds',
      { there: placed('aabx'), by: [spread('zone'), spread('kubernetes.io/hostname')] },
      all('- | - | - | +'),
    ],
    [
      'a node without the label',
      { there: placed('a'), by: [spread('zone')], nodes: [...ZONES.slice(0, 3), plainNode('y')] },
      `${SPREAD} | ${SPREAD} | fits | ${NO_LABEL}`,
    ],
    [
      'no node with the label',
      { there: [], by: [spread('rack')] },
      [NO_LABEL, NO_LABEL, NO_LABEL, NO_LABEL].join(' | '),
    ],
    [
      'fewer zones than there must be',
      { there: placed('ax'), by: [spread('zone', { minDomains: 3 })] },
      all('- | - | - | -'),
    ],
    [
      'fewer zones than there must be, none taken',
      { there: [], by: [spread('zone', { minDomains: 3 })] },
      all('+ | + | + | +'),
    ],
    [
      'as many zones as there must be',
      { there: placed('ax'), by: [spread('zone', { minDomains: 2 })] },
      all('+ | + | + | +'),
    ],
    [
      'no selector',
      { there: placed('aab'), by: [spread('zone', { labelSelector: undefined })] },
      all('+ | + | + | +'),
    ],
    [
      'a selector that selects everything counts nothing',
      { there: placed('aab'), by: [spread('zone', { labelSelector: {} })] },
      all('+ | + | + | +'),
    ],
    [
      'where it may be broken',
      { there: placed('aab'), by: [spread('zone', { whenUnsatisfiable: 'ScheduleAnyway' })] },
      all('+ | + | + | +'),
    ],
    [
      'labels of the Pod narrow the count',
      {
        there: placed('a', { foo: '', v: '1' }),
        by: [spread('zone', { matchLabelKeys: ['v'] })],
        labels: { foo: '', v: '2' },
      },
      all('+ | + | + | +'),
    ],
    [
      'of the same label',
      {
        there: placed('a', { foo: '', v: '2' }),
        by: [spread('zone', { matchLabelKeys: ['v'] })],
        labels: { foo: '', v: '2' },
      },
      all('- | - | + | +'),
    ],
    [
      'a label that the Pod does not have',
      { there: placed('a'), by: [spread('zone', { matchLabelKeys: ['v'] })] },
      all('- | - | + | +'),
    ],
    [
      'nodes that the Pod does not select are not counted',
      { there: placed('a'), by: [spread('zone')], spec: { nodeSelector: { zone: 'z1' } } },
      `fits | fits | ${NOT_SELECTED} | ${NOT_SELECTED}`,
    ],
    [
      'unless they are to be',
      {
        there: placed('a'),
        by: [spread('zone', { nodeAffinityPolicy: 'Ignore' })],
        spec: { nodeSelector: { zone: 'z1' } },
      },
      `${SPREAD} | ${SPREAD} | ${NOT_SELECTED} | ${NOT_SELECTED}`,
    ],
    [
      'tainted nodes are counted',
      {
        there: placed('a'),
        by: [spread('kubernetes.io/hostname')],
        nodes: [plainNode('a'), plainNode('b', { taints: DEDICATED })],
      },
      `${SPREAD} | ${TAINTED}`,
    ],
    [
      'unless they are not to be',
      {
        there: placed('a'),
        by: [spread('kubernetes.io/hostname', { nodeTaintsPolicy: 'Honor' })],
        nodes: [plainNode('a'), plainNode('b', { taints: DEDICATED })],
      },
      `fits | ${TAINTED}`,
    ],
  ],
);

const TOGETHER = "node(s) didn't match pod affinity rules";
const APART = "node(s) didn't match pod anti-affinity rules";
const KEPT_OUT = "node(s) didn't satisfy existing pods anti-affinity rules";
const S1 = { service: 'securityscan' };
function near(more: Spec = {}, ...others: readonly Spec[]): Spec {
  return {
    affinity: {
      podAffinity: {
        requiredDuringSchedulingIgnoredDuringExecution: [aTerm(more), ...others.map(aTerm)],
      },
    },
  };
}
function far(more: Spec = {}, ...others: readonly Spec[]): Spec {
  return {
    affinity: {
      podAntiAffinity: {
        requiredDuringSchedulingIgnoredDuringExecution: [aTerm(more), ...others.map(aTerm)],
      },
    },
  };
}
function aTerm(more: Spec): object {
  return { topologyKey: 'region', labelSelector: { matchLabels: S1 }, ...more };
}
const select = (...matchExpressions: readonly object[]) => ({
  labelSelector: { matchExpressions },
});
const REGION = [plainNode('m', { labels: { region: 'r1', zone: 'z11' } })];
const TWO_REGIONS = [...REGION, plainNode('k', { labels: { region: 'r2', zone: 'z21' } })];
interface NearScene {
  readonly spec?: Spec;
  readonly labels?: Labels;
  readonly there?: readonly Existing[];
  readonly nodes?: readonly NodeObject[];
  readonly namespaces?: NonNullable<Scene['namespaces']>;
}
const S1_THERE: readonly Existing[] = [{ on: 'm', labels: S1 }];
cases(
  'L-SCH-5: Pods that want to be together or apart',
  ({ nodes = REGION, ...scene }: NearScene) => ({ nodes, ...scene }),
  [
    ['no demand', {}, 'fits'],
    ['with one that is there', { spec: near(), there: S1_THERE }, 'fits'],
    ['with none that is there', { spec: near() }, TOGETHER],
    [
      'not with one of other values',
      { spec: near(select(req('service', 'NotIn', 'securityscan3', 'value3'))), there: S1_THERE },
      'fits',
    ],
    [
      'with one of another namespace',
      { spec: near({ namespaces: ['diff'] }), there: S1_THERE },
      TOGETHER,
    ],
    [
      'with one of a namespace that is named',
      { spec: near({ namespaces: ['diff'] }), there: [{ on: 'm', labels: S1, namespace: 'diff' }] },
      'fits',
    ],
    [
      'with one of a namespace by its labels',
      {
        spec: near({ namespaceSelector: { matchLabels: { team: 'a' } } }),
        there: [{ on: 'm', labels: S1, namespace: 'diff' }],
        namespaces: { diff: { team: 'a' } },
      },
      'fits',
    ],
    [
      'with one of a namespace of other labels',
      {
        spec: near({ namespaceSelector: { matchLabels: { team: 'a' } } }),
        there: [{ on: 'm', labels: S1, namespace: 'diff' }],
        namespaces: { diff: { team: 'b' } },
      },
      TOGETHER,
    ],
    [
      'with one of any namespace',
      {
        spec: near({ namespaceSelector: {} }),
        there: [{ on: 'm', labels: S1, namespace: 'diff' }],
      },
      'fits',
    ],
    [
      'a selector that does not fit',
      { spec: near(select(req('service', 'In', 'antivirusscan'))), there: S1_THERE },
      TOGETHER,
    ],
    [
      'several demands of one term',
      {
        spec: near(select(req('service', 'Exists'), req('wrongkey', 'DoesNotExist'))),
        there: S1_THERE,
      },
      'fits',
    ],
    [
      'several terms that one Pod meets',
      {
        spec: near(select(req('service', 'Exists')), select(req('wrongkey', 'DoesNotExist'))),
        there: S1_THERE,
      },
      'fits',
    ],
    [
      'several terms that one Pod does not meet',
      {
        spec: near(select(req('service', 'Exists')), select(req('wrongkey', 'Exists'))),
        there: S1_THERE,
      },
      TOGETHER,
    ],
    [
      'together and apart at once',
      {
        spec: {
          affinity: {
            ...(near()['affinity'] as object),
            ...(far({ ...select(req('service', 'In', 'antivirusscan')), topologyKey: 'zone' })[
              'affinity'
            ] as object),
          },
        },
        there: S1_THERE,
      },
      'fits',
    ],
    ['apart from one that is there', { spec: far(), there: S1_THERE }, APART],
    [
      'apart from one that leaves',
      { spec: far(), there: [{ on: 'm', labels: S1, isLeaving: true }] },
      APART,
    ],
    [
      'apart from others',
      { spec: far(select(req('service', 'In', 'antivirusscan'))), there: S1_THERE },
      'fits',
    ],
    [
      'together, but one there keeps it out',
      { spec: near(), labels: S1, there: [{ on: 'm', labels: S1, spec: far() }] },
      KEPT_OUT,
    ],
    ['one there keeps others out', { there: [{ on: 'm', labels: S1, spec: far() }] }, 'fits'],
    ['one there keeps it out', { labels: S1, there: [{ on: 'm', spec: far() }] }, KEPT_OUT],
    [
      'one there of another namespace',
      { labels: S1, there: [{ on: 'm', spec: far(), namespace: 'diff' }] },
      'fits',
    ],
    [
      'both keep each other out',
      { spec: far(), labels: S1, there: [{ on: 'm', labels: S1, spec: far() }] },
      APART,
    ],
    ['the first of those that want to be together', { spec: near(), labels: S1 }, 'fits'],
    [
      'the first, on a node without the key',
      { spec: near({ topologyKey: 'rack' }), labels: S1 },
      TOGETHER,
    ],
    [
      'not the first: another is elsewhere',
      { spec: near(), labels: S1, nodes: TWO_REGIONS, there: [{ on: 'k', labels: S1 }] },
      `${TOGETHER} | fits`,
    ],
    [
      'two terms, of which it meets one itself',
      { spec: near({}, select(req('other', 'Exists'))), labels: S1 },
      TOGETHER,
    ],
    ['no selector', { spec: near({ labelSelector: undefined }), there: S1_THERE }, TOGETHER],
    [
      'apart in one region',
      { spec: far(), nodes: TWO_REGIONS, there: S1_THERE },
      `${APART} | fits`,
    ],
    [
      'apart over a key that a node lacks',
      { spec: far(), nodes: [...REGION, plainNode('k')], there: S1_THERE },
      `${APART} | fits`,
    ],
    [
      'kept out of one region',
      { labels: S1, nodes: TWO_REGIONS, there: [{ on: 'm', spec: far() }] },
      `${KEPT_OUT} | fits`,
    ],
    [
      'apart of different values of its own label',
      {
        spec: far({ matchLabelKeys: ['v'] }),
        labels: { v: '2' },
        there: [{ on: 'm', labels: { ...S1, v: '1' } }],
      },
      'fits',
    ],
    [
      'apart from other values than its own',
      {
        spec: far({ mismatchLabelKeys: ['v'] }),
        labels: { v: '2' },
        there: [{ on: 'm', labels: { ...S1, v: '1' } }],
      },
      APART,
    ],
  ],
);
