import { describe, expect, test } from 'vitest';
import type { KubeObject, Pod } from '../../../server/src/schema/objects';
import { summarizePod } from '../../../server/src/schema/printing/podRow';
import { parseScenario } from '../../../server/src/simulator/scenario/parseScenario';
import { type RunResult, simulate } from '../../../server/src/simulator/simulate';

const SLEEPS = ['sleep', '100000'];

function pod(name: string, image: string, more: object = {}): KubeObject {
  const containers = [{ name: 'app', image, command: SLEEPS }];
  return { apiVersion: 'v1', kind: 'Pod', metadata: { name }, spec: { containers, ...more } };
}

/** Runs on one node with a disk of 10Gi; images come at once. */
function run(
  objects: readonly KubeObject[],
  sizes: Readonly<Record<string, string>>,
  happenings: readonly object[] = [],
): RunResult {
  const { scenario, findings } = parseScenario({
    apiVersion: 'podlab/v1alpha1',
    kind: 'Scenario',
    cluster: { nodes: [{ capacity: { 'ephemeral-storage': '10Gi' } }] },
    images: Object.entries(sizes).map(([image, size]) => ({ image, size, pull: { after: '1s' } })),
    happenings,
  });
  expect(findings).toEqual([]);
  return simulate({ objects, scenario, untilMs: 600_000 });
}

const statusOf = ({ store }: RunResult, name: string) =>
  summarizePod(store.get('Pod', 'default', name) as Pod).status;

const told = ({ store }: RunResult, reason: string) =>
  [...store.list('Event')].filter((event) => event['reason'] === reason);

/** When the node's condition turned, as `True@s`. */
function pressureOf({ store }: RunResult): readonly string[] {
  const turns: string[] = [];
  for (const { at, object } of store.changes) {
    if (object.kind !== 'Node') continue;
    const { conditions = [] } = object['status'] as {
      conditions?: { type: string; status: string }[];
    };
    const now = conditions.find(({ type }) => type === 'DiskPressure')?.status ?? 'False';
    if (now !== (turns.at(-1) ?? 'False@').split('@')[0]) turns.push(`${now}@${at / 1000}`);
  }
  return turns;
}

describe('a node whose disk runs short', () => {
  test('removes the images that nothing uses, and ends no Pod (L-TIM-11, L-NOD-10)', () => {
    const sizes = { 'acme/old:1': '4Gi', 'acme/new:1': '5Gi' };
    const result = run([pod('first', 'acme/old:1')], sizes, [
      { at: '10s', delete: 'Pod/first' },
      { at: '60s', create: pod('second', 'acme/new:1') },
    ]);
    expect(statusOf(result, 'second')).toBe('Running');
    expect(told(result, 'EvictionThresholdMet').map(({ message }) => message)).toEqual([
      'Attempting to reclaim ephemeral-storage',
    ]);
    expect(pressureOf(result)).toEqual(['True@70', 'False@370']);
    expect(JSON.stringify(result.entries)).toContain('acme/old:1, which nothing uses, is removed');
  });

  test('takes no Pod for five minutes after that (L-NOD-10, L-TIM-19)', () => {
    const sizes = { 'acme/old:1': '4Gi', 'acme/new:1': '5Gi' };
    const result = run([pod('first', 'acme/old:1')], sizes, [
      { at: '10s', delete: 'Pod/first' },
      { at: '60s', create: pod('second', 'acme/new:1') },
      { at: '100s', create: pod('waits', 'acme/new:1') },
      { at: '100s', create: pod('placed', 'acme/new:1', { nodeName: 'node-1' }) },
      {
        at: '100s',
        create: pod('vital', 'acme/new:1', {
          nodeName: 'node-1',
          priorityClassName: 'system-node-critical',
        }),
      },
    ]);
    const placed = result.store.get('Pod', 'default', 'placed') as Pod;
    expect(placed.status).toMatchObject({
      phase: 'Failed',
      reason: 'Evicted',
      message: 'Pod was rejected: The node had condition: [DiskPressure]. ',
    });
    expect(told(result, 'FailedScheduling')[0]?.['message']).toContain(
      '1 node(s) had untolerated taint(s)',
    );
    expect(statusOf(result, 'waits')).toBe('Running');
    expect(statusOf(result, 'vital')).toBe('Running');
  });

  test('ends Pods one by one where that is not enough (L-NOD-10)', () => {
    const sizes = { 'acme/a:1': '5Gi', 'acme/b:1': '4Gi' };
    const important = { priorityClassName: 'system-cluster-critical' };
    const result = run([pod('a', 'acme/a:1'), pod('b', 'acme/b:1', important)], sizes);
    expect(statusOf(result, 'b')).toBe('Running');
    const { status } = result.store.get('Pod', 'default', 'a') as Pod;
    expect(status).toMatchObject({ phase: 'Failed', reason: 'Evicted' });
    expect(status?.message).toMatch(
      /^The node was low on resource: ephemeral-storage\. Threshold quantity: 1536Mi, available: \d+Ki\. Container app was using 24Ki, request is 0, has larger consumption of ephemeral-storage\. $/,
    );
    expect(JSON.stringify(result.entries)).toContain('acme/a:1, which nothing uses, is removed');
  });
});

test('a disk with room keeps every image (L-TIM-11)', () => {
  const result = run([pod('a', 'acme/a:1'), pod('b', 'acme/b:1')], {
    'acme/a:1': '4Gi',
    'acme/b:1': '4Gi',
  });
  expect(pressureOf(result)).toEqual([]);
  expect(told(result, 'EvictionThresholdMet')).toEqual([]);
});

test('the size that a scenario gives an image is told and decides how long its pull takes (L-IMG-3)', () => {
  const { scenario } = parseScenario({
    apiVersion: 'podlab/v1alpha1',
    kind: 'Scenario',
    images: [{ image: 'nginx:*', size: '5Gi' }],
  });
  const result = simulate({ objects: [pod('a', 'nginx:1.27')], scenario, untilMs: 300_000 });
  const message = String(told(result, 'Pulled')[0]?.['message']);
  expect(message).toMatch(/in 1m\d+\.\d+s .* Image size: 5368709120 bytes\.$/);
});
