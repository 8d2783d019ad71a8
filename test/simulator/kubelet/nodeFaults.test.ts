// Nodes that cannot give Pods what they need, and nodes that are switched off in good order.
import { describe, expect, test } from 'vitest';
import type { KubeObject, Pod } from '../../../server/src/schema/objects';
import { condition, OnePod } from './support';

const APP = 'containers: [{ name: app, image: "app:1" }]';

function other(name: string, more: object = {}): KubeObject {
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name, namespace: 'default' },
    spec: { nodeName: 'node-1', containers: [{ name: 'app', image: 'app:1' }], ...more },
  };
}

function statusOf(run: OnePod, name: string): string {
  const { status } = run.simulation.store.pod('default', name) as Pod;
  return `${status?.phase}${status?.reason === undefined ? '' : ` ${status.reason}`}`;
}

function nodeReady(run: OnePod): string {
  const status = run.simulation.store.get('Node', '', 'node-1')?.['status'] as {
    readonly conditions: readonly {
      readonly type: string;
      readonly status: string;
      readonly reason: string;
    }[];
  };
  const ready = status.conditions.find(({ type }) => type === 'Ready');
  return `${ready?.status} ${ready?.reason}`;
}

describe('a node without a network for Pods', () => {
  test('starts none but those in its own, and tries each second (L-SYN-2, L-SYN-3)', () => {
    const run = new OnePod(APP).at(0).toKubelet({ kind: 'setNetwork', works: false });
    run
      .create(other('plain'))
      .create(other('host', { hostNetwork: true }))
      .at(6);
    expect(statusOf(run, 'host')).toBe('Running');
    expect(statusOf(run, 'plain')).toBe('Pending');
    const [told] = run.eventsAbout('NetworkNotReady');
    expect(told).toMatch(
      /^network is not ready: container runtime network not ready: NetworkReady=false reason:NetworkPluginNotReady message:Network plugin returns error: cni plugin not initialized x[345]$/,
    );
    run.toKubelet({ kind: 'setNetwork', works: true }).at(9);
    expect(statusOf(run, 'plain')).toBe('Running');
  });

  test('is not ready itself until it has one again (L-NOD-2)', () => {
    const run = new OnePod(APP).at(2).toKubelet({ kind: 'setNetwork', works: false });
    expect(nodeReady(run.at(16))).toBe('False KubeletNotReady');
    expect(condition(run.pod, 'Ready')).toBe('False');
    run.toKubelet({ kind: 'setNetwork', works: true });
    expect(nodeReady(run.at(40))).toBe('True KubeletReady');
  });
});

describe('a node that makes no sandboxes', () => {
  test('is asked again until it does (L-SYN-8)', () => {
    const run = new OnePod(APP).toKubelet({ kind: 'setSandboxes', error: 'no more of them' });
    expect(run.at(30).sequence.at(-1)).toBe('Pending app=ContainerCreating');
    expect(condition(run.pod, 'PodReadyToStartContainers')).toBe('False');
    expect(run.eventsAbout('FailedCreatePodSandBox')).toEqual([
      'Failed to create pod sandbox: no more of them x3',
    ]);
    run.toKubelet({ kind: 'setSandboxes', error: undefined });
    expect(run.at(45).sequence.at(-1)).toBe('Running app=running,ready');
    expect(run.pod.status?.containerStatuses?.[0]?.restartCount).toBe(0);
  });

  test('lets a waiting Pod be deleted (L-SYN-8, L-TRM-15)', () => {
    const run = new OnePod(APP).toKubelet({ kind: 'setSandboxes', error: 'no more of them' });
    expect(run.at(5).delete().at(9).gone).toBe(true);
  });
});

describe('a node that is shut down', () => {
  const shutDown = { kind: 'shutDown', ordinaryMs: 6000, criticalMs: 3000 };

  test('ends ordinary Pods first, critical ones after them (L-NOD-13, L-CND-8)', () => {
    const run = new OnePod(
      'containers: [{ name: app, image: "app:1", args: [--term-delay, "2", --term-code, "1"] }]',
    );
    run.create(other('vital', { priorityClassName: 'system-node-critical' })).at(4);
    run.toKubelet(shutDown).at(5);
    expect(nodeReady(run)).toBe('False KubeletNotReady');
    expect(statusOf(run, 'web')).toBe('Running');
    expect(statusOf(run, 'vital')).toBe('Running');
    run.at(10);
    expect(statusOf(run, 'web')).toBe('Failed Terminated');
    // It has ended well, and then nothing tells why.
    expect(statusOf(run, 'vital')).toBe('Succeeded');
    expect(run.pod.status?.message).toBe(
      'Pod was terminated in response to imminent node shutdown.',
    );
    expect(condition(run.pod, 'DisruptionTarget')).toBe('True TerminationByKubelet');
    expect(run.eventsAbout('Killing')).toHaveLength(2);
    expect(run.eventsAbout('Terminated')).toEqual([]);
  });

  test('takes no new Pods meanwhile (L-NOD-13, L-SYN-6)', () => {
    const run = new OnePod('containers: [{ name: app, image: "app:1", args: [--term, ignore] }]');
    run.at(4).toKubelet(shutDown).at(5).create(other('late')).at(7);
    expect(statusOf(run, 'late')).toBe('Failed NodeShutdown');
    const late = run.simulation.store.pod('default', 'late') as Pod;
    expect(late.status?.message).toBe(
      'Pod was rejected: Pod was rejected as the node is shutting down.',
    );
  });

  test('gives nobody more time than there is, and comes back (L-NOD-13)', () => {
    const run = new OnePod('containers: [{ name: app, image: "app:1", args: [--term, ignore] }]');
    run.at(4).toKubelet(shutDown).at(12);
    expect(run.sequence.at(-1)).toBe('Failed(Terminated) app=Error(137)');
    run.at(20).toKubelet({ kind: 'start' }).at(24).create(other('next')).at(30);
    expect(nodeReady(run)).toBe('True KubeletReady');
    expect(statusOf(run, 'next')).toBe('Running');
  });
});
