import { describe, expect, test } from 'vitest';
import type { KubeObject, Pod } from '../../../server/src/schema/objects';
import type { DaemonSet, NodeObject } from '../../../server/src/schema/workloads';
import { node, type TestCluster } from '../support/cluster';
import { controlPlane } from '../support/controlPlane';

const labels = { app: 'agent' };
function daemon(image = 'app:1', spec: Readonly<Record<string, unknown>> = {}): KubeObject {
  return {
    apiVersion: 'apps/v1',
    kind: 'DaemonSet',
    metadata: { name: 'agent', namespace: 'default' },
    spec: { selector: { matchLabels: labels }, template: template(image), ...spec },
  };
}
function template(image: string) {
  return { metadata: { labels }, spec: { containers: [{ name: 'app', image }] } };
}
const placed = (c: TestCluster) =>
  c
    .list<Pod>('Pod')
    .map((p) => p.spec.nodeName)
    .sort();

describe('DaemonSets', () => {
  test('every node that admits it gets one, new nodes too (L-CTL-16)', () => {
    const c = controlPlane(
      node('a'),
      node('b'),
      node('tainted', { taints: [{ key: 'k', effect: 'NoSchedule' }] }),
      node('cordoned', { unschedulable: true }),
      daemon(),
    ).advance(2);
    expect(placed(c)).toEqual(['a', 'b', 'cordoned']);
    c.create(node('new')).advance(2);
    expect(placed(c)).toEqual(['a', 'b', 'cordoned', 'new']);
    expect(c.get('DaemonSet', 'agent')['status']).toMatchObject({
      desiredNumberScheduled: 4,
      currentNumberScheduled: 4,
      numberReady: 4,
      numberAvailable: 4,
      numberMisscheduled: 0,
    });
  });

  test('a failed Pod is reported and replaced (L-CTL-16)', () => {
    const c = controlPlane(daemon()).advance(2);
    const [p] = c.list<Pod>('Pod');
    const name = p?.metadata.name ?? '';
    c.changeStatus('Pod', name, { phase: 'Failed' });
    c.advance(2);
    expect(c.events('FailedDaemonPod')).toEqual([
      `Warning FailedDaemonPod DaemonSet/agent: Found failed daemon pod default/${name} on node node1, will try to kill it`,
    ]);
    expect(c.find('Pod', name)).toBeUndefined();
    expect(c.list('Pod')).toHaveLength(1);
  });

  test('an update replaces one node’s Pod at a time (L-CTL-16)', () => {
    const c = controlPlane(node('a'), node('b'), node('c'), daemon()).advance(3);
    c.change<DaemonSet>('DaemonSet', 'agent', (d) => ({
      ...d,
      spec: { ...d.spec, template: template('app:2') },
    }));
    for (let i = 0; i < 100; i++) {
      c.advance(0.1);
      const missing = c
        .list<Pod>('Pod')
        .filter((p) => p.metadata.deletionTimestamp !== undefined).length;
      expect(missing).toBeLessThanOrEqual(1);
    }
    const images = c.list<Pod>('Pod').map((p) => p.spec.containers[0]?.image);
    expect(images).toEqual(['app:2', 'app:2', 'app:2']);
  });

  test('a node that no longer matches loses its Pod', () => {
    const selective = { ...template('app:1') };
    const spec = { ...selective.spec, nodeSelector: { agent: 'yes' } };
    const c = controlPlane(
      node('a', { labels: { agent: 'yes' } }),
      daemon('app:1', { template: { ...selective, spec } }),
    ).advance(2);
    expect(placed(c)).toEqual(['a']);
    c.change<NodeObject>('Node', 'a', (n) => ({
      ...n,
      metadata: { ...n.metadata, labels: { 'kubernetes.io/hostname': 'a' } },
    }));
    c.advance(3);
    expect(placed(c)).toEqual([]);
  });

  test('with a surge the new Pod stands beside the old one until it is available (L-CTL-16)', () => {
    const c = controlPlane(
      node('a'),
      node('b'),
      daemon('app:1', { updateStrategy: { rollingUpdate: { maxSurge: 1, maxUnavailable: 0 } } }),
    ).advance(3);
    c.change<DaemonSet>('DaemonSet', 'agent', (d) => ({
      ...d,
      spec: { ...d.spec, template: template('app:2') },
    }));
    let most = 0;
    for (let i = 0; i < 100; i++) {
      c.advance(0.1);
      const alive = c
        .list<Pod>('Pod')
        .filter((p) => p.metadata.deletionTimestamp === undefined).length;
      expect(alive).toBeGreaterThanOrEqual(2);
      most = Math.max(most, alive);
    }
    expect(most).toBe(3);
    const images = c.list<Pod>('Pod').map((p) => p.spec.containers[0]?.image);
    expect(images).toEqual(['app:2', 'app:2']);
  });

  test('Pods that were left behind are taken over, others are let go (L-CTL-5)', () => {
    const c = controlPlane(daemon()).advance(2);
    const [first] = c.list<Pod>('Pod');
    const name = first?.metadata.name ?? '';
    c.delete('DaemonSet', 'agent', { propagation: 'Orphan' });
    c.advance(2);
    expect(c.pod(name).metadata.ownerReferences).toBeUndefined();
    c.create(daemon()).advance(2);
    expect(c.list('Pod')).toHaveLength(1);
    expect(c.pod(name).metadata.ownerReferences?.[0]?.uid).toBe(
      c.get('DaemonSet', 'agent').metadata.uid,
    );
    c.change<Pod>('Pod', name, (p) => ({
      ...p,
      metadata: { ...p.metadata, labels: { app: 'other' } },
    }));
    c.advance(2);
    expect(c.pod(name).metadata.ownerReferences).toBeUndefined();
    expect(c.list('Pod')).toHaveLength(2);
  });
});
