import { describe, expect, test } from 'vitest';
import type { KubeObject, Pod } from '../../../server/src/schema/objects';
import type { NodeObject } from '../../../server/src/schema/workloads';
import { toTimestamp } from '../../../server/src/simulator/api/timestamps';
import { node, pod, type TestCluster } from '../support/cluster';
import { controlPlane } from '../support/controlPlane';

/** The node's lease: held and renewed, or given up with its last renewal. */
function lease(name: string, lastRenewalMs?: number): KubeObject {
  return {
    apiVersion: 'coordination.k8s.io/v1',
    kind: 'Lease',
    metadata: { name, namespace: 'kube-node-lease' },
    spec:
      lastRenewalMs === undefined
        ? { holderIdentity: name, renewTime: toTimestamp(0) }
        : { renewTime: toTimestamp(lastRenewalMs) },
  };
}
function stopRenewal(c: TestCluster, name: string, lastMs: number): void {
  c.simulation.request({ verb: 'update', by: 'kubelet', object: lease(name, lastMs) });
}
const taints = (c: TestCluster, name: string) =>
  (c.get<NodeObject>('Node', name).spec?.taints ?? []).map((t) => `${t.key}:${t.effect}`);
const tolerate = (seconds?: number) => ({
  tolerations: [
    {
      key: 'node.kubernetes.io/unreachable',
      operator: 'Exists',
      effect: 'NoExecute',
      ...(seconds === undefined ? {} : { tolerationSeconds: seconds }),
    },
  ],
});

describe('nodes that fall silent', () => {
  test('conditions, Pods, taints and evictions follow each other (L-NOD-2 to L-NOD-5, L-TL-7)', () => {
    const c = controlPlane(
      node('node1'),
      lease('node1'),
      pod('quick', tolerate(15)),
      pod('slow'),
      pod('stays', tolerate()),
    ).advance(20);
    stopRenewal(c, 'node1', 10_000);
    c.advance(39);
    expect(taints(c, 'node1')).toEqual([]);
    c.advance(6);
    const conditions = c.get<NodeObject>('Node', 'node1').status?.conditions;
    expect(conditions?.find((x) => x.type === 'Ready')).toMatchObject({
      status: 'Unknown',
      reason: 'NodeStatusUnknown',
      message: 'Kubelet stopped posting node status.',
    });
    expect(taints(c, 'node1')).toEqual([
      'node.kubernetes.io/unreachable:NoSchedule',
      'node.kubernetes.io/unreachable:NoExecute',
    ]);
    const ready = c.pod('slow').status?.conditions?.find((x) => x.type === 'Ready');
    expect([ready?.status, ready?.reason]).toEqual(['False', undefined]);
    expect(c.events('NodeNotReady')).toEqual([
      'Normal NodeNotReady Node/node1: Node node1 status is now: NodeNotReady',
      'Warning NodeNotReady Pod/quick: Node is not ready',
      'Warning NodeNotReady Pod/slow: Node is not ready',
      'Warning NodeNotReady Pod/stays: Node is not ready',
    ]);
    c.advance(15);
    expect(c.find('Pod', 'quick')).toBeUndefined();
    expect(c.events('TaintManagerEviction')).toEqual([
      'Normal TaintManagerEviction Pod/quick: Marking for deletion Pod default/quick',
    ]);
    c.advance(300);
    expect(c.find('Pod', 'slow')).toBeUndefined();
    expect(c.pod('stays').metadata.deletionTimestamp).toBeUndefined();
  });

  test('a node that comes back in time loses its taints, and evictions are cancelled (L-NOD-7)', () => {
    const c = controlPlane(node('node1'), lease('node1'), pod('slow')).advance(20);
    stopRenewal(c, 'node1', 10_000);
    c.advance(60);
    expect(taints(c, 'node1')).toHaveLength(2);
    c.simulation.request({ verb: 'update', by: 'kubelet', object: lease('node1') });
    c.changeStatus('Node', 'node1', { conditions: [{ type: 'Ready', status: 'True' }] });
    c.advance(6);
    expect(taints(c, 'node1')).toEqual([]);
    expect(c.events('TaintManagerEviction')).toEqual([
      'Normal TaintManagerEviction Pod/slow: Cancelling deletion of Pod default/slow',
    ]);
    expect(c.pod('slow').metadata.deletionTimestamp).toBeUndefined();
  });

  test('nodes are given up one every ten seconds, and not while most are down (L-NOD-4)', () => {
    const lose = (of: readonly string[]) => {
      const c = controlPlane(...['a', 'b', 'c', 'd', 'e'].flatMap((n) => [node(n), lease(n)]));
      c.advance(5);
      for (const name of of) stopRenewal(c, name, 0);
      const evicting = () =>
        of.filter((name) => taints(c, name).includes('node.kubernetes.io/unreachable:NoExecute'));
      return { c, evicting };
    };
    const two = lose(['a', 'b']);
    two.c.advance(50);
    expect(two.evicting()).toHaveLength(1);
    two.c.advance(10);
    expect(two.evicting()).toHaveLength(2);
    const most = lose(['a', 'b', 'c']);
    most.c.advance(120);
    expect(most.evicting()).toEqual([]);
  });

  test('cordoning taints the node, uncordoning takes the taint away (L-SCH-13)', () => {
    const c = controlPlane(node('node1')).advance(1);
    const cordon = (unschedulable: boolean) =>
      c.change<NodeObject>('Node', 'node1', (n) => ({ ...n, spec: { ...n.spec, unschedulable } }));
    cordon(true);
    c.advance(0.1);
    expect(taints(c, 'node1')).toEqual(['node.kubernetes.io/unschedulable:NoSchedule']);
    c.create(pod('web')).advance(1);
    cordon(false);
    c.advance(0.1);
    expect(taints(c, 'node1')).toEqual([]);
    // Between the two writes the scheduler sees a node that is open but still tainted.
    expect(c.events('FailedScheduling').map((text) => text.slice(0, 100))).toEqual([
      'Warning FailedScheduling Pod/web: 0/1 nodes are available: 1 node(s) were unschedulable. no new clai',
      'Warning FailedScheduling Pod/web: 0/1 nodes are available: 1 node(s) had untolerated taint(s). no ne',
    ]);
    expect(c.nodeOf('web')).toBe('node1');
  });

  test('a NoExecute taint without toleration sends the Pod away at once (L-NOD-15, L-CND-8)', () => {
    const c = controlPlane(node('node1'), pod('web', {}, { annotations: { 'stop-after': '5' } }));
    c.advance(3);
    c.change<NodeObject>('Node', 'node1', (n) => ({
      ...n,
      spec: { ...n.spec, taints: [{ key: 'k', effect: 'NoExecute' }] },
    }));
    c.advance(0.1);
    expect(c.pod('web').metadata.deletionGracePeriodSeconds).toBe(30);
    expect(c.pod('web').status?.conditions).toContainEqual(
      expect.objectContaining({
        type: 'DisruptionTarget',
        reason: 'DeletionByTaintManager',
        message: 'Taint manager: deleting due to NoExecute taint',
      }),
    );
  });
});

test('of Pods that have ended the oldest go when there are more than 12,500 (L-NOD-8, L-TIM-18)', () => {
  const pods = Array.from({ length: 12_503 }, (_, i) => pod(`p${i}`, { nodeName: 'node1' }));
  const c = controlPlane(node('node1'), ...pods);
  const end = (reason?: string) => ({
    phase: 'Failed',
    ...(reason === undefined ? {} : { reason }),
  });
  for (const [i] of pods.entries())
    c.changeStatus('Pod', `p${i}`, end(i === 12_000 ? 'Evicted' : undefined));
  c.advance(45);
  expect(c.list('Pod')).toHaveLength(12_500);
  expect(c.find('Pod', 'p12000')).toBeUndefined();
  expect(c.find('Pod', 'p12001')).toBeDefined();
}, 60_000);

test('Pods of a node that does not exist are collected after a while (L-NOD-8)', () => {
  const c = controlPlane(node('node1'), pod('web', { nodeName: 'nowhere' })).advance(45);
  expect(c.pod('web')).toBeDefined();
  c.advance(20);
  expect(c.find('Pod', 'web')).toBeUndefined();
  const last = c.simulation.store.changes
    .filter(({ object }) => object.kind === 'Pod' && object.metadata.name === 'web')
    .map(({ object }) => object as Pod)
    .at(-1);
  expect(last?.status?.phase).toBe('Failed');
  expect(last?.status?.conditions).toContainEqual(
    expect.objectContaining({ type: 'DisruptionTarget', reason: 'DeletionByPodGC' }),
  );
});
