// What a node says to Pods that no scheduler placed, and who gives way to a critical one.
import { describe, expect, test } from 'vitest';
import type { KubeObject, Pod } from '../../../server/src/schema/objects';
import { podsToPreempt } from '../../../server/src/simulator/kubelet/nodePreemption';
import { condition, OnePod } from './support';

function pod(name: string, cpu: string | undefined, more: object = {}): KubeObject {
  const resources = cpu === undefined ? {} : { requests: { cpu } };
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name, namespace: 'default' },
    spec: { nodeName: 'node-1', containers: [{ name: 'app', image: 'app:1', resources }], ...more },
  };
}

const CRITICAL = { priorityClassName: 'system-node-critical' };

function phases(run: OnePod): readonly string[] {
  const rows = [...run.simulation.store.list('Pod', 'default')].map(({ metadata, ...rest }) => {
    const { status } = rest as unknown as Pod;
    const reason = status?.reason === undefined ? '' : `(${status.reason})`;
    return `${metadata.name} ${status?.phase}${reason}`;
  });
  return rows.sort();
}

describe('a critical Pod that does not fit', () => {
  test('ends others that matter less, and runs when they have gone (L-NOD-12)', () => {
    const run = new OnePod(
      '{ nodeName: node-1, containers: [{ name: app, image: "app:1", args: [--term-code, "1"], resources: { requests: { cpu: "3" } } }] }',
    );
    run
      .at(2)
      .create(pod('small', '200m'))
      .at(4)
      .create(pod('vital', '1500m', CRITICAL));
    expect(phases(run.at(12))).toEqual([
      'small Running',
      'vital Running',
      'web Failed(Preempting)',
    ]);
    expect(run.pod.status?.message).toBe('Preempted in order to admit critical pod');
    expect(run.eventsAbout('Preempting')).toEqual(['Preempted in order to admit critical pod x1']);
    expect(condition(run.pod, 'DisruptionTarget')).toBe('True TerminationByKubelet');
  });

  test('waits for as long as they take to end (L-NOD-12)', () => {
    const run = new OnePod(
      '{ nodeName: node-1, terminationGracePeriodSeconds: 6, containers: [{ name: app, image: "app:1", args: [--term, ignore], resources: { requests: { cpu: "3" } } }] }',
    );
    run.at(4).create(pod('vital', '1500m', CRITICAL));
    expect(phases(run.at(9))).toEqual(['vital Pending', 'web Running']);
    expect(phases(run.at(14))).toEqual(['vital Running', 'web Failed(Preempting)']);
  });

  test('is refused where even that is not enough (L-NOD-12, L-SYN-6)', () => {
    const run = new OnePod('containers: [{ name: app, image: "app:1" }]').at(2);
    run.create(pod('vital', '9', CRITICAL)).at(6);
    expect(phases(run)).toEqual(['vital Failed(UnexpectedAdmissionError)', 'web Running']);
    expect(run.eventsAbout('UnexpectedAdmissionError')).toEqual([
      expect.stringContaining(
        'no set of running pods found to reclaim resources: [(res: cpu, q: 5000), ] x1',
      ),
    ]);
  });
});

describe('who gives way', () => {
  const named = (name: string, spec: object): Pod =>
    ({ ...pod(name, undefined), spec }) as unknown as Pod;
  const asking = (name: string, cpu: string, fixed = false): Pod => {
    const list = { cpu, memory: '10Mi' };
    const resources = fixed ? { requests: list, limits: list } : { requests: list };
    return named(name, { containers: [{ name: 'app', resources }] });
  };
  const chosen = (amount: number, ...pods: readonly Pod[]): readonly (string | undefined)[] =>
    podsToPreempt([{ resource: 'cpu', amount }], pods).map(({ metadata }) => metadata.name);

  test('is as little as will do (L-NOD-12)', () => {
    expect(chosen(400, asking('big', '2'), asking('fitting', '500m'))).toEqual(['fitting']);
    expect(chosen(900, asking('a', '500m'), asking('b', '500m'), asking('c', '100m'))).toEqual([
      'a',
      'b',
    ]);
  });

  test('is a guaranteed Pod only where the others are not enough (L-NOD-12)', () => {
    expect(chosen(400, asking('fixed', '500m', true), asking('free', '2'))).toEqual(['free']);
    expect(chosen(2400, asking('fixed', '500m', true), asking('free', '2'))).toEqual([
      'free',
      'fixed',
    ]);
  });
});

describe('a kernel parameter', () => {
  const reason = (name: string, more = ''): string | undefined => {
    const context = `securityContext: { sysctls: [{ name: ${name}, value: "1" }] }`;
    const spec = `{ ${more} ${context}, containers: [{ name: app, image: "app:1" }] }`;
    return new OnePod(spec).at(4).pod.status?.message;
  };

  test('that is not known as safe is refused, whoever placed the Pod (L-SYN-6)', () => {
    expect(reason('kernel.msgmax')).toBe(
      'Pod was rejected: forbidden sysctl: "kernel.msgmax" not allowlisted',
    );
    expect(reason('net/core/somaxconn')).toBe(
      'Pod was rejected: forbidden sysctl: "net.core.somaxconn" not allowlisted',
    );
    expect(reason('net.ipv4.tcp_syncookies')).toBeUndefined();
  });
});

test('a node short of memory takes no Pod that asks for nothing (L-SYN-6, L-NOD-10)', () => {
  const run = new OnePod('containers: [{ name: app, image: "app:1" }]').at(2);
  const node = run.simulation.store.get('Node', '', 'node-1');
  const { resourceVersion: _, ...metadata } = node?.metadata ?? {};
  const status = node?.['status'] as { readonly conditions: readonly { readonly type: string }[] };
  const conditions = status.conditions.map((one) =>
    one.type === 'MemoryPressure' ? { ...one, status: 'True' } : one,
  );
  run.simulation.request({
    verb: 'update',
    by: 'test',
    subresource: 'status',
    object: { apiVersion: 'v1', kind: 'Node', metadata, status: { ...status, conditions } },
  });
  run.create(pod('free', undefined)).create(pod('asking', '100m')).at(6);
  expect(phases(run)).toEqual(['asking Running', 'free Failed(Evicted)', 'web Running']);
});
