// Reads a scenario file (`*.podlab.yaml`) from its plain value. What is wrong is told with its path; the rest counts.

import type { FieldPath } from '../../schema/catalogue';
import { SWITCHABLE_GATES } from '../../schema/featureGates';
import type { KubeObject } from '../../schema/objects';
import { given } from '../../support/given';
import type { SimTime } from '../kernel/time';
import { splitWords } from '../kubectl/words';
import type { PullBehaviour } from '../runtime/messages';
import type { ProgramSpec } from '../runtime/programs/programSpec';
import { type PullRate, USUAL_RATE } from '../runtime/pullRate';
import { type Expectation, expectationOf } from './expectations';
import { type Fields, Reader, type ScenarioFinding } from './reader';
import {
  type Act,
  DEFAULT_NODE,
  DEFAULT_SCENARIO,
  type Happening,
  type ImageRule,
  type NodeSpec,
  type OutageRule,
  type ProgramRule,
  type Scenario,
  type TrafficRule,
  type Trigger,
} from './scenario';

export type { ScenarioFinding };

export const SCENARIO_API = 'podlab/v1alpha1';

export interface ScenarioFile {
  readonly scenario: Scenario;
  /** Manifests that it is about, as they stand in the file: relative to it. */
  readonly manifests: readonly string[];
  readonly seed?: number;
  readonly untilMs?: SimTime;
  readonly kubernetes?: string;
  readonly expect: readonly Expectation[];
  readonly findings: readonly ScenarioFinding[];
}

const TOP = [
  'apiVersion',
  'kind',
  'metadata',
  'manifests',
  'until',
  'seed',
  'kubernetes',
  'cluster',
  'images',
  'programs',
  'happenings',
  'traffic',
  'outages',
  'expect',
];

/** Whether a document is a scenario file: by what it calls itself. */
export function isScenario(value: unknown): boolean {
  const { apiVersion, kind } = (value ?? {}) as Fields;
  return apiVersion === SCENARIO_API && kind === 'Scenario';
}

export function parseScenario(value: unknown): ScenarioFile {
  const reader = new Reader();
  const top = reader.map(value, []);
  reader.known(top, TOP, []);
  if (!isScenario(value))
    reader.note([], `a scenario begins with apiVersion: ${SCENARIO_API} and kind: Scenario`);
  const scenario: Scenario = {
    cluster: clusterOf(reader, reader.map(top['cluster'], ['cluster'])),
    images: reader
      .list(top['images'], ['images'])
      .flatMap((item, i) => imageRule(reader, item, ['images', i])),
    programs: reader
      .list(top['programs'], ['programs'])
      .map((item, i) => programRule(reader, item, ['programs', i])),
    happenings: reader
      .list(top['happenings'], ['happenings'])
      .flatMap((item, i) => happening(reader, item, ['happenings', i])),
    traffic: reader
      .list(top['traffic'], ['traffic'])
      .flatMap((item, i) => trafficRule(reader, item, ['traffic', i])),
    ...(top['outages'] === undefined
      ? {}
      : {
          outages: reader
            .list(top['outages'], ['outages'])
            .map((item, i) => outageRule(reader, item, ['outages', i])),
        }),
  };
  const manifests = reader
    .list(top['manifests'], ['manifests'])
    .flatMap((item, i) => reader.text(item, ['manifests', i]) ?? []);
  const expect = reader
    .list(top['expect'], ['expect'])
    .flatMap((item, i) => expectationOf(reader, item, ['expect', i]) ?? []);
  const seed = reader.number(top['seed'], ['seed']);
  const untilMs = reader.duration(top['until'], ['until']);
  const kubernetes = reader.text(top['kubernetes'], ['kubernetes']);
  return {
    scenario,
    manifests,
    expect,
    findings: reader.findings,
    ...(seed === undefined ? {} : { seed }),
    ...(untilMs === undefined ? {} : { untilMs }),
    ...(kubernetes === undefined ? {} : { kubernetes }),
  };
}

function clusterOf(reader: Reader, cluster: Fields): Scenario['cluster'] {
  const path = ['cluster'];
  reader.known(cluster, ['nodes', 'namespaces', 'latencies', 'gates'], path);
  const count = typeof cluster['nodes'] === 'number' ? cluster['nodes'] : undefined;
  const nodes =
    count === undefined
      ? reader
          .list(cluster['nodes'], [...path, 'nodes'])
          .map((item, i) => nodeSpec(reader, item, [...path, 'nodes', i], i))
      : Array.from({ length: count }, (_, i) => ({ ...DEFAULT_NODE, name: `node-${i + 1}` }));
  const latencies = Object.entries(reader.map(cluster['latencies'], [...path, 'latencies']));
  return {
    ...DEFAULT_SCENARIO.cluster,
    nodes: nodes.length === 0 ? DEFAULT_SCENARIO.cluster.nodes : nodes,
    namespaces: reader
      .list(cluster['namespaces'], [...path, 'namespaces'])
      .flatMap((item, i) => reader.text(item, [...path, 'namespaces', i]) ?? []),
    ...gatesOf(reader, cluster['gates'], [...path, 'gates']),
    latencies: Object.fromEntries(
      latencies.flatMap(([name, text]) => {
        const ms = reader.duration(text, [...path, 'latencies', name]);
        return ms === undefined ? [] : [[name, ms]];
      }),
    ),
  };
}

/** `gates: {ReduceDefaultCrashLoopBackOffDecay: true}` */
function gatesOf(
  reader: Reader,
  value: unknown,
  path: FieldPath,
): Pick<Scenario['cluster'], 'gates'> {
  if (value === undefined || value === null) return {};
  const said = reader.map(value, path);
  reader.known(said, SWITCHABLE_GATES, path);
  const gates: Record<string, boolean> = {};
  for (const name of SWITCHABLE_GATES) {
    const isOn = said[name];
    if (typeof isOn === 'boolean') gates[name] = isOn;
    else if (isOn !== undefined) reader.note([...path, name], 'expected true or false');
  }
  return { gates };
}

const NODE_FIELDS = [
  'name',
  'labels',
  'taints',
  'capacity',
  'appArmor',
  'containerLogMaxSize',
  'maxContainerRestartPeriod',
  'registryPullQPS',
  'registryBurst',
];

function nodeSpec(reader: Reader, value: unknown, path: FieldPath, index: number): NodeSpec {
  const node = reader.map(value, path);
  reader.known(node, NODE_FIELDS, path);
  return {
    name: reader.text(node['name'], [...path, 'name']) ?? `node-${index + 1}`,
    labels: words(reader.map(node['labels'], [...path, 'labels'])),
    taints: reader.list(node['taints'], [...path, 'taints']).flatMap((item, i) => {
      const taint = reader.map(item, [...path, 'taints', i]);
      const [key, effect] = [taint['key'], taint['effect']];
      if (typeof key !== 'string' || typeof effect !== 'string')
        return reader.note([...path, 'taints', i], 'a taint has a key and an effect') ?? [];
      const common = { key, effect };
      return [typeof taint['value'] === 'string' ? { ...common, value: taint['value'] } : common];
    }),
    capacity: {
      ...DEFAULT_NODE.capacity,
      ...words(reader.map(node['capacity'], [...path, 'capacity'])),
    },
    ...appArmorOf(reader, node['appArmor'], [...path, 'appArmor']),
    ...given({
      pullRate: pullRate(reader, node, path),
      logMaxBytes: reader.bytes(node['containerLogMaxSize'], [...path, 'containerLogMaxSize']),
      longestRestartDelayMs: restartPeriod(reader, node['maxContainerRestartPeriod'], [
        ...path,
        'maxContainerRestartPeriod',
      ]),
    }),
  };
}

/** `registryPullQPS: 0` lets a kubelet pull as often as it likes. */
function pullRate(reader: Reader, node: Fields, path: FieldPath): PullRate | undefined {
  const perSecond = reader.number(node['registryPullQPS'], [...path, 'registryPullQPS']);
  const burst = reader.number(node['registryBurst'], [...path, 'registryBurst']);
  if (perSecond === undefined && burst === undefined) return undefined;
  const rate = { ...USUAL_RATE, ...given({ perSecond, burst }) };
  if (rate.perSecond >= 0 && rate.burst >= 1) return rate;
  return reader.note(path, 'registryPullQPS is 0 or more, registryBurst 1 or more');
}

/** A kubelet takes whole seconds, from 1 s to its default of 5 min. */
function restartPeriod(reader: Reader, value: unknown, path: FieldPath): SimTime | undefined {
  const ms = reader.duration(value, path);
  if (ms === undefined || (ms >= 1000 && ms <= 300_000)) return ms;
  return reader.note(path, 'expected 1s to 5m');
}

/** `appArmor: off` (which YAML 1.1 reads as false), `appArmor: [k8s-nginx]` */
function appArmorOf(reader: Reader, value: unknown, path: FieldPath): Pick<NodeSpec, 'appArmor'> {
  if (value === undefined || value === null) return {};
  if (value === false || value === 'off') return { appArmor: 'off' };
  const names = reader.list(value, path);
  return { appArmor: names.flatMap((name, i) => reader.text(name, [...path, i]) ?? []) };
}

function words(map: Fields): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(map).map(([key, value]) => [key, String(value)]));
}

function imageRule(reader: Reader, value: unknown, path: FieldPath): readonly ImageRule[] {
  const rule = reader.map(value, path);
  reader.known(rule, ['image', 'present', 'pull', 'size'], path);
  const image = reader.text(rule['image'], [...path, 'image']);
  if (image === undefined) return reader.note(path, 'which image? `image: nginx:1.27`') ?? [];
  const pull =
    rule['pull'] === undefined ? undefined : pullOf(reader, rule['pull'], [...path, 'pull']);
  return [
    {
      image,
      ...(typeof rule['present'] === 'boolean' ? { present: rule['present'] } : {}),
      ...(pull === undefined ? {} : { pull }),
      ...given({ size: reader.bytes(rule['size'], [...path, 'size']) }),
    },
  ];
}

/** `{service: web, perSecond: 50, from: 10s, until: 2m}` */
function trafficRule(reader: Reader, value: unknown, path: FieldPath): readonly TrafficRule[] {
  const rule = reader.map(value, path);
  const known = [
    'service',
    'namespace',
    'port',
    'path',
    'perSecond',
    'from',
    'until',
    'timeout',
    'node',
  ];
  reader.known(rule, known, path);
  const service = reader.text(rule['service'], [...path, 'service']);
  if (service === undefined) return reader.note(path, 'to which Service? `service: web`') ?? [];
  const optional = {
    port: reader.number(rule['port'], [...path, 'port']),
    path: reader.text(rule['path'], [...path, 'path']),
    untilMs: reader.duration(rule['until'], [...path, 'until']),
    timeoutMs: reader.duration(rule['timeout'], [...path, 'timeout']),
    node: reader.text(rule['node'], [...path, 'node']),
  };
  return [
    {
      ...Object.fromEntries(Object.entries(optional).filter(([, given]) => given !== undefined)),
      service,
      namespace: reader.text(rule['namespace'], [...path, 'namespace']) ?? 'default',
      perSecond: reader.number(rule['perSecond'], [...path, 'perSecond']) ?? 10,
      fromMs: reader.duration(rule['from'], [...path, 'from']) ?? 0,
    },
  ];
}

/** `{pod: "web*", container: app, port: 8080, from: 1m, until: 3m}`, with `hangs: true` instead of failing answers */
function outageRule(reader: Reader, value: unknown, path: FieldPath): OutageRule {
  const rule = reader.map(value, path);
  reader.known(rule, ['pod', 'container', 'port', 'from', 'until', 'hangs'], path);
  const whose = {
    pod: reader.text(rule['pod'], [...path, 'pod']),
    container: reader.text(rule['container'], [...path, 'container']),
  };
  const optional = {
    port: reader.number(rule['port'], [...path, 'port']),
    untilMs: reader.duration(rule['until'], [...path, 'until']),
  };
  return {
    ...given(whose),
    outage: {
      ...given(optional),
      fromMs: reader.duration(rule['from'], [...path, 'from']) ?? 0,
      how: rule['hangs'] === true ? 'hangs' : 'fails',
    },
  };
}

/** `{after: 3s}`, `{fails: notFound}`, `{fails: "toomanyrequests: …", after: 1s}` */
function pullOf(reader: Reader, value: unknown, path: FieldPath): PullBehaviour {
  const pull = reader.map(value, path);
  reader.known(pull, ['after', 'fails'], path);
  const afterMs = reader.duration(pull['after'], [...path, 'after']);
  const timed = afterMs === undefined ? {} : { afterMs };
  const fails = reader.text(pull['fails'], [...path, 'fails']);
  if (fails === undefined) return { kind: 'succeeds', ...timed };
  if (fails === 'notFound' || fails === 'denied' || fails === 'unreachable')
    return { kind: fails, ...timed };
  return { kind: 'fails', text: fails, ...timed };
}

function programRule(reader: Reader, value: unknown, path: FieldPath): ProgramRule {
  const { pod, container, image, ...program } = reader.map(value, path);
  const named = {
    pod: reader.text(pod, [...path, 'pod']),
    container: reader.text(container, [...path, 'container']),
    image: reader.text(image, [...path, 'image']),
  };
  return {
    ...Object.fromEntries(Object.entries(named).filter(([, text]) => text !== undefined)),
    program: inMilliseconds(reader, program, path) as ProgramSpec,
  };
}

/** Fields of a program that are durations; in a file they stand without the `Ms`. */
const DURATIONS: ReadonlySet<string> = new Set([
  'exitAfter',
  'from',
  'until',
  'readyFrom',
  'brokenFrom',
  'hangsFrom',
  'answer',
  'at',
  'every',
  'after',
]);

function inMilliseconds(reader: Reader, value: unknown, path: FieldPath): unknown {
  if (Array.isArray(value))
    return value.map((item, i) => inMilliseconds(reader, item, [...path, i]));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value as Fields).flatMap(([key, inner]): [string, unknown][] => {
      if (!DURATIONS.has(key)) return [[key, inMilliseconds(reader, inner, [...path, key])]];
      const ms = reader.duration(inner, [...path, key]);
      return ms === undefined ? [] : [[`${key}Ms`, ms]];
    }),
  );
}

const ACTS = [
  'kubectl',
  'create',
  'delete',
  'stopKubelet',
  'startKubelet',
  'loseNode',
  'returnNode',
  'loseNetwork',
  'returnNetwork',
  'failSandboxes',
  'mendSandboxes',
  'shutDownNode',
  'killSandbox',
  'killContainer',
  'setPull',
] as const;

function happening(reader: Reader, value: unknown, path: FieldPath): readonly Happening[] {
  const fields = reader.map(value, path);
  reader.known(fields, ['at', 'when', 'namespace', ...ACTS], path);
  const namespace = reader.text(fields['namespace'], [...path, 'namespace']) ?? 'default';
  const trigger = triggerOf(reader, fields, path, namespace);
  const act = actOf(reader, fields, path, namespace);
  return trigger === undefined || act === undefined ? [] : [{ trigger, act }];
}

function triggerOf(
  reader: Reader,
  fields: Fields,
  path: FieldPath,
  namespace: string,
): Trigger | undefined {
  const atMs = reader.duration(fields['at'], [...path, 'at']);
  if (atMs !== undefined) return { kind: 'at', atMs };
  if (fields['when'] === undefined)
    return reader.note(
      path,
      'when does it happen? `at: 30s` or `when: {pod: web, status: Running}`',
    );
  const at = [...path, 'when'];
  const when = reader.map(fields['when'], at);
  reader.known(when, ['pod', 'status', 'ready', 'restarts', 'gone', 'delay'], at);
  const pod = reader.text(when['pod'], [...at, 'pod']);
  if (pod === undefined) return reader.note(at, 'which Pod?');
  const status = reader.text(when['status'], [...at, 'status']);
  const ready = reader.text(when['ready'], [...at, 'ready']);
  const restarts = reader.number(when['restarts'], [...at, 'restarts']);
  return {
    kind: 'when',
    namespace,
    pod,
    delayMs: reader.duration(when['delay'], [...at, 'delay']) ?? 0,
    ...(status === undefined ? {} : { status }),
    ...(ready === undefined ? {} : { ready }),
    ...(restarts === undefined ? {} : { restarts }),
    ...(when['gone'] === true ? { gone: true } : {}),
  };
}

function actOf(
  reader: Reader,
  fields: Fields,
  path: FieldPath,
  namespace: string,
): Act | undefined {
  const found = ACTS.find((name) => fields[name] !== undefined);
  if (found === undefined) return reader.note(path, `what happens? one of ${ACTS.join(', ')}`);
  const kind: (typeof ACTS)[number] = found;
  const at = [...path, kind];
  const value = fields[kind];
  switch (kind) {
    case 'kubectl': {
      const args = Array.isArray(value)
        ? value.map(String)
        : splitWords(reader.text(value, at) ?? '');
      return { kind, args: args[0] === 'kubectl' ? args.slice(1) : args, namespace, files: {} };
    }
    case 'create':
      return {
        kind,
        objects: (Array.isArray(value) ? value : [value]).map((object) => object as KubeObject),
      };
    case 'delete': {
      const [object = '', name = ''] = (reader.text(value, at) ?? '').split('/');
      return { kind, object: { kind: object, namespace, name } };
    }
    case 'stopKubelet':
    case 'startKubelet':
    case 'loseNode':
    case 'returnNode':
    case 'loseNetwork':
    case 'returnNetwork':
    case 'mendSandboxes':
      return { kind, node: reader.text(value, at) ?? '' };
    case 'failSandboxes': {
      const more = typeof value === 'string' ? {} : reader.map(value, at);
      const error = reader.text(more['error'], [...at, 'error']);
      return { kind, node: nodeIn(reader, value, at), error: error ?? NO_SANDBOX };
    }
    case 'shutDownNode': {
      const { grace, criticalGrace } = typeof value === 'string' ? {} : reader.map(value, at);
      const graceMs = reader.duration(grace, [...at, 'grace']) ?? SHUTDOWN_GRACE_MS;
      const criticalGraceMs =
        reader.duration(criticalGrace, [...at, 'criticalGrace']) ?? CRITICAL_GRACE_MS;
      return { kind, node: nodeIn(reader, value, at), graceMs, criticalGraceMs };
    }
    case 'killSandbox':
      return { kind, namespace, pod: podIn(reader, value, at) };
    case 'killContainer': {
      const container = reader.text(reader.map(value, at)['container'], [...at, 'container']);
      return { kind, namespace, pod: podIn(reader, value, at), container: container ?? '' };
    }
    case 'setPull': {
      const { image, ...pull } = reader.map(value, at);
      return { kind, image: String(image ?? '*'), pull: pullOf(reader, pull, at) };
    }
  }
}

const SHUTDOWN_GRACE_MS = 20_000;
const CRITICAL_GRACE_MS = 10_000;
/** What a runtime says whose network plugin has run out of addresses. */
const NO_SANDBOX =
  'rpc error: code = Unknown desc = failed to setup network for sandbox: plugin type="bridge" failed (add): failed to allocate for range 0: no IP addresses available in range set';

function nodeIn(reader: Reader, value: unknown, path: FieldPath): string {
  if (typeof value === 'string') return value;
  return reader.text(reader.map(value, path)['node'], [...path, 'node']) ?? '';
}

function podIn(reader: Reader, value: unknown, path: FieldPath): string {
  if (typeof value === 'string') return value;
  return reader.text(reader.map(value, path)['pod'], [...path, 'pod']) ?? '';
}
