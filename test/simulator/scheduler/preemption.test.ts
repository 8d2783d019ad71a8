// Who must go for a more important Pod. Rules: L-SCH-6, L-SCH-11.
import { describe, expect, test } from 'vitest';
import type { Pod } from '../../../server/src/schema/objects';
import type { NodeObject, PodDisruptionBudget } from '../../../server/src/schema/workloads';
import { ClusterCache } from '../../../server/src/simulator/scheduler/clusterCache';
import { type Obstacle, obstacle, prepare } from '../../../server/src/simulator/scheduler/filters';
import { podFacts } from '../../../server/src/simulator/scheduler/podFacts';
import { planPreemption } from '../../../server/src/simulator/scheduler/preemption';
import { NO_VOLUMES } from '../../../server/src/simulator/scheduler/volumes';
import { node, pod, requests } from '../support/cluster';

/** `name node priority cpu minutes`: minutes since the hour at which it started. */
type Line = string;

function podAt(line: Line, labels: Readonly<Record<string, string>> = { app: 'low' }): Pod {
  const [name = '', , priority, cpu = '1', minutes = '0'] = line.split(' ');
  const made = pod(name, { ...requests(cpu), priority: Number(priority) }, { uid: name, labels });
  const startTime = `2026-01-01T00:${minutes.padStart(2, '0')}:00Z`;
  return { ...made, status: { startTime } } as unknown as Pod;
}

interface Scene {
  readonly nodes?: readonly NodeObject[];
  readonly there: readonly Line[];
  readonly asks: Line;
  readonly budgets?: readonly PodDisruptionBudget[];
}

const TWO = ['n1', 'n2'].map((name) => node(name, { cpu: '4' }) as NodeObject);

function budget(
  allowed: number,
  selector: object = { matchLabels: { app: 'low' } },
  names: readonly string[] = [],
) {
  return {
    apiVersion: 'policy/v1',
    kind: 'PodDisruptionBudget',
    metadata: { name: 'b', namespace: 'default' },
    spec: { selector },
    status: {
      disruptionsAllowed: allowed,
      disruptedPods: Object.fromEntries(names.map((name) => [name, '2026-01-01T00:00:00Z'])),
    },
  } as unknown as PodDisruptionBudget;
}

/** `node: victims`, or why not, node by node. */
function outcome({ nodes = TWO, there, asks, budgets = [] }: Scene): string {
  const cache = new ClusterCache();
  for (const each of nodes) cache.setNode(each);
  for (const line of there) cache.addPod(podFacts(podAt(line)), line.split(' ')[1] ?? '');
  const prepared = prepare(podFacts(podAt(asks)), cache, NO_VOLUMES, () => undefined);
  const obstacles = new Map<string, Obstacle>();
  for (const state of cache.nodeList) {
    const found = obstacle(prepared, state);
    if (found !== undefined) obstacles.set(state.name, found);
  }
  const found = planPreemption(prepared, cache.nodeList, obstacles, () => [], budgets);
  if (found.kind === 'none')
    return [...found.reasons]
      .map(([name, reasons]) => `${name}: ${reasons.join(' + ')}`)
      .join(', ');
  return `${found.plan.node}: ${found.plan.victims.map(({ uid }) => uid).join(' ')}`;
}

const NOT_HELPFUL = 'Preemption is not helpful for scheduling';
const NO_VICTIMS = 'No preemption victims found for incoming pod';

describe('L-SCH-11: the cheapest victims', () => {
  test.each<[what: string, scene: Scene, expected: string]>([
    [
      'nobody is less important',
      { there: ['a n1 9 4', 'b n2 9 4'], asks: 'x - 9 1' },
      `n1: ${NO_VICTIMS}, n2: ${NO_VICTIMS}`,
    ],
    [
      'a node that is too small anyway',
      { there: ['a n1 1 4', 'b n2 1 4'], asks: 'x - 9 5' },
      `n1: ${NOT_HELPFUL}, n2: ${NOT_HELPFUL}`,
    ],
    [
      'what would go is not enough',
      { there: ['a n1 9 3', 'b n1 1 1', 'c n2 9 3', 'd n2 1 1'], asks: 'x - 9 2' },
      'n1: Insufficient cpu, n2: Insufficient cpu',
    ],
    ['one that suffices', { there: ['a n1 1 4', 'b n2 9 4'], asks: 'x - 9 1' }, 'n1: a'],
    [
      'only as many as needed',
      { there: ['a n1 1 2', 'b n1 2 2', 'c n2 9 4'], asks: 'x - 9 2' },
      'n1: a',
    ],
    [
      'the more important one stays',
      { there: ['a n1 2 2', 'b n1 1 2', 'c n2 9 4'], asks: 'x - 9 2' },
      'n1: b',
    ],
    [
      'of equals the one that started earlier stays',
      { there: ['a n1 1 2 9', 'b n1 1 2 5', 'c n2 9 4'], asks: 'x - 9 2' },
      'n1: a',
    ],
    [
      'the node whose victim is least important',
      { there: ['a n1 5 4', 'b n2 1 4'], asks: 'x - 9 1' },
      'n2: b',
    ],
    [
      'the node with the smaller sum',
      { there: ['a n1 5 2', 'b n1 4 2', 'c n2 5 2', 'd n2 1 2'], asks: 'x - 9 4' },
      'n2: c d',
    ],
    [
      'the node with fewer victims',
      { there: ['a n1 1 2', 'b n1 1 2', 'c n2 1 4'], asks: 'x - 9 4' },
      'n2: c',
    ],
    [
      'the node whose victim started last',
      { there: ['a n1 1 4 3', 'b n2 1 4 7'], asks: 'x - 9 4' },
      'n2: b',
    ],
    ['the first of equal nodes', { there: ['a n1 1 4', 'b n2 1 4'], asks: 'x - 9 4' }, 'n1: a'],
    [
      'those with priorities below zero',
      { there: ['a n1 -5 4', 'b n2 -1 4'], asks: 'x - 0 4' },
      'n1: a',
    ],
  ])('%s', (_what, scene, expected) => {
    expect(outcome(scene)).toBe(expected);
  });
});

describe('L-SCH-11: a disruption budget is broken only where nothing else helps', () => {
  const there = ['a n1 1 2', 'b n1 1 2', 'c n2 2 4'];
  const others = { matchLabels: { app: 'other' } };
  test.each<[what: string, budgets: readonly PodDisruptionBudget[], expected: string]>([
    ['no budget', [], 'n1: a b'],
    ['one that allows all', [budget(2)], 'n1: a b'],
    ['one that allows one: a node where it holds', [budget(1)], 'n2: c'],
    ['one that allows none: the fewest that break it', [budget(0)], 'n2: c'],
    ['one for others', [budget(0, others)], 'n1: a b'],
    ['one that selects everything', [budget(0, {})], 'n1: a b'],
    ['one that expects them to go already', [budget(0, undefined, ['a', 'b'])], 'n1: a b'],
  ])('%s', (_what, budgets, expected) => {
    expect(outcome({ there, asks: 'x - 9 4', budgets })).toBe(expected);
  });
});
