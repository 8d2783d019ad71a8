import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import type {
  Pod,
  ResourceList,
  ResourceRequirements,
} from '../../../../server/src/schema/objects';
import { isCritical, podsToPreempt } from '../../../../server/src/simulator/kubelet/nodePreemption';
import {
  type NodeView,
  predicateRefusal,
  resizeObstacle,
} from '../../../../server/src/simulator/kubelet/predicates';

let count = 0;

/** `cpu: 1, memory: 1Gi` asked for, `limits` the same where it begins with `=`; further fields of the spec after `|`. */
function pod(text: string, name = 'web'): Pod {
  const [amounts = '', more = ''] = text.split(' | ');
  const list = parse(`{ ${amounts.replace('=', '')} }`) as ResourceList;
  const limits = amounts.startsWith('=') ? { limits: list } : undefined;
  const resources: ResourceRequirements = { requests: list, ...limits };
  count++;
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name, uid: `u${count}` },
    spec: { containers: [{ name: 'app', resources }], ...(parse(`{ ${more} }`) as object) },
  };
}

const NODE = {
  apiVersion: 'v1',
  kind: 'Node',
  metadata: { name: 'node-1', labels: { disk: 'ssd' } },
  status: {
    allocatable: { cpu: '4', memory: '4Gi', 'ephemeral-storage': '10Gi', pods: '3', 'x/gpu': '2' },
  },
} as unknown as NodeView;
const tainted = (effect: string): NodeView => ({
  ...NODE,
  spec: { taints: [{ key: 'k', effect }] },
});
const PORT = 'containers: [{ name: app, ports: [{ containerPort: 80, hostPort: 80 }] }]';
const port = (more: string): string =>
  `containers: [{ name: app, ports: [{ containerPort: 80, hostPort: 80, ${more} }] }]`;

const short = (resource: string, requested: number, used: number, capacity: number): string =>
  `OutOf${resource}: Node didn't have enough resource: ${resource}, requested: ${requested}, used: ${used}, capacity: ${capacity}`;
const NO_LABEL =
  "NodeAffinity: Predicate NodeAffinity failed: node(s) didn't match Pod's node affinity/selector";
const NO_PORT =
  "NodePorts: Predicate NodePorts failed: node(s) didn't have free ports for the requested pod ports";
const TAINT =
  "TaintToleration: Predicate TaintToleration failed: node(s) had taints that the pod didn't tolerate";
const FINE = undefined;

describe('a Pod that no scheduler placed', () => {
  test.each<[string, readonly string[], NodeView, string | undefined]>([
    ['cpu: 1', [], NODE, FINE],
    ['cpu: 4', [], NODE, FINE],
    ['cpu: 5', [], NODE, short('cpu', 5000, 0, 4000)],
    ['cpu: 2', ['cpu: 1', 'cpu: 1'], NODE, FINE],
    ['cpu: 2500m', ['cpu: 1', 'cpu: 1'], NODE, short('cpu', 2500, 2000, 4000)],
    ['memory: 5Gi', [], NODE, short('memory', 5 * 2 ** 30, 0, 4 * 2 ** 30)],
    ['memory: 2Gi', ['memory: 3Gi'], NODE, short('memory', 2 * 2 ** 30, 3 * 2 ** 30, 4 * 2 ** 30)],
    ['cpu: 9, memory: 9Gi', [], NODE, short('cpu', 9000, 0, 4000)],
    [
      'ephemeral-storage: 11Gi',
      [],
      NODE,
      short('ephemeral-storage', 11 * 2 ** 30, 0, 10 * 2 ** 30),
    ],
    ['x/gpu: 3', [], NODE, short('x/gpu', 3, 0, 2)],
    ['x/unknown: 3', [], NODE, FINE],
    ['', ['', '', ''], NODE, short('pods', 1, 3, 3)],
    ['cpu: 9', ['', '', ''], NODE, short('pods', 1, 3, 3)],
    ['cpu: 0', ['cpu: 9'], NODE, FINE],
    ['cpu: 1 | nodeSelector: { disk: ssd }', [], NODE, FINE],
    ['cpu: 1 | nodeSelector: { disk: hdd }', [], NODE, NO_LABEL],
    ['cpu: 9 | nodeSelector: { disk: hdd }', [], NODE, short('cpu', 9000, 0, 4000)],
    ['cpu: 9 | priority: 2000000000, nodeSelector: { disk: hdd }', [], NODE, NO_LABEL],
    ['cpu: 9 | priority: 2000000000', [], NODE, short('cpu', 9000, 0, 4000)],
    ['', [], tainted('NoExecute'), TAINT],
    ['', [], tainted('NoSchedule'), FINE],
    ['', [], tainted('PreferNoSchedule'), FINE],
    [' | tolerations: [{ key: k, operator: Exists }]', [], tainted('NoExecute'), FINE],
    [' | nodeSelector: { disk: hdd }', [], tainted('NoExecute'), NO_LABEL],
    [` | ${PORT}`, [], NODE, FINE],
    [` | ${PORT}`, [` | ${PORT}`], NODE, NO_PORT],
    [` | ${PORT}`, [` | ${PORT}`], tainted('NoExecute'), NO_PORT],
    [` | ${port('protocol: UDP')}`, [` | ${PORT}`], NODE, FINE],
    [` | ${port('hostIP: 10.0.0.1')}`, [` | ${PORT}`], NODE, NO_PORT],
    [` | ${port('hostIP: 10.0.0.1')}`, [` | ${port('hostIP: 10.0.0.2')}`], NODE, FINE],
    [` | ${port('hostIP: 10.0.0.1')}`, [` | ${port('hostIP: 10.0.0.1')}`], NODE, NO_PORT],
    [` | ${port('hostIP: 0.0.0.0')}`, [` | ${port('hostIP: 10.0.0.2')}`], NODE, NO_PORT],
  ])('that asks for %j beside %j (%#): %4$s (L-SYN-6)', (text, others, node, expected) => {
    const refusal = predicateRefusal(
      pod(text),
      node,
      others.map((other) => pod(other)),
    );
    expect(refusal && `${refusal.reason}: ${refusal.text}`).toBe(expected);
  });

  test('does not count itself, nor Pods that have ended (L-SYN-6)', () => {
    const mine = pod('cpu: 3');
    const ended = { ...pod('cpu: 4'), status: { phase: 'Failed' } };
    expect(predicateRefusal(mine, NODE, [mine, ended])).toBeUndefined();
    expect(resizeObstacle(mine, NODE, [mine, ended])).toBeUndefined();
  });

  test('tells how much of everything is missing (L-NOD-12)', () => {
    const refusal = predicateRefusal(pod('cpu: 3, memory: 5Gi'), NODE, [pod('cpu: 2')]);
    expect(refusal?.missing).toEqual([
      { resource: 'cpu', amount: 1000 },
      { resource: 'memory', amount: 2 ** 30 },
    ]);
  });
});

describe('a resize', () => {
  const lacks = (resource: string, requested: number, capacity: number): string =>
    `Infeasible: Node didn't have enough capacity: ${resource}, requested: ${requested}, capacity: ${capacity}`;
  const waits = (resource: string, requested: number, used: number, capacity: number): string =>
    short(resource, requested, used, capacity).replace(/^OutOf\w+/, 'Deferred');
  test.each<[string, readonly string[], string]>([
    ['cpu: 4', [], 'none'],
    ['cpu: 4500m', [], lacks('cpu', 4500, 4000)],
    ['memory: 5Gi', [], lacks('memory', 5 * 2 ** 30, 4 * 2 ** 30)],
    ['cpu: 9, memory: 5Gi', [], lacks('memory', 5 * 2 ** 30, 4 * 2 ** 30)],
    ['cpu: 3', ['cpu: 1'], 'none'],
    ['cpu: 3', ['cpu: 2'], waits('cpu', 3000, 2000, 4000)],
    ['memory: 3Gi', ['memory: 2Gi'], waits('memory', 3 * 2 ** 30, 2 * 2 ** 30, 4 * 2 ** 30)],
    ['cpu: 5', ['cpu: 2'], lacks('cpu', 5000, 4000)],
  ])('to %j beside %j: %s (L-SYN-26)', (text, others, expected) => {
    const found = resizeObstacle(
      pod(text),
      NODE,
      others.map((other) => pod(other)),
    );
    expect(found === undefined ? 'none' : `${found.reason}: ${found.message}`).toBe(expected);
  });
});

describe('who gives way to a critical Pod', () => {
  const POOL = {
    tiny: '',
    best: '',
    small: 'cpu: 200m, memory: 100Mi',
    medium: 'cpu: 500m, memory: 300Mi',
    large: 'cpu: 1, memory: 500Mi',
    fixed: '=cpu: 500m, memory: 300Mi',
    solid: '=cpu: 1, memory: 500Mi',
  };
  test.each<[string, string, string]>([
    ['small medium large', 'cpu 100', 'small'],
    ['small medium large', 'cpu 200', 'small'],
    ['small medium large', 'cpu 300', 'medium'],
    ['small medium large', 'cpu 900', 'large'],
    ['small medium large', 'cpu 1200', 'large small'],
    ['small medium large', 'cpu 1500', 'large medium'],
    ['small medium large', 'memory 100', 'small'],
    ['small medium large', 'memory 600', 'large small'],
    ['small medium large', 'cpu 100 memory 300', 'medium'],
    ['fixed small', 'cpu 200', 'small'],
    ['fixed small', 'cpu 500', 'fixed'],
    ['fixed medium large', 'cpu 500', 'medium'],
    ['solid fixed small', 'cpu 700', 'small fixed'],
    ['tiny small', 'cpu 100', 'small'],
    ['tiny best small', 'pods 1', 'tiny'],
    ['small medium', 'pods 1', 'small'],
  ])('among %s when %s are missing: %s (L-NOD-12)', (names, missing, expected) => {
    const pods = names.split(' ').map((name) => pod(POOL[name as keyof typeof POOL], name));
    const wants = [...missing.matchAll(/(\w+) (\d+)/g)].map(([, resource = '', amount]) => ({
      resource,
      amount: Number(amount) * (resource === 'memory' ? 2 ** 20 : 1),
    }));
    expect(
      podsToPreempt(wants, pods)
        .map(({ metadata }) => metadata.name)
        .join(' '),
    ).toBe(expected);
  });

  test.each([
    ['priority: 0', {}, false],
    ['priority: 1999999999', {}, false],
    ['priority: 2000000000', {}, true],
    ['priority: 2000001000', {}, true],
    ['', { 'kubernetes.io/config.mirror': 'x' }, true],
  ])('a Pod with %j and %j is critical: %s (L-NOD-12)', (more, annotations, expected) => {
    const one = pod(` | ${more}`);
    expect(isCritical({ ...one, metadata: { ...one.metadata, annotations } })).toBe(expected);
  });
});
