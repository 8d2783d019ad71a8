// What the simulator's bench measures; bundled and timed by simulator.mjs.
import type { KubeObject, Pod } from '../../server/src/schema/objects';
import {
  DEFAULT_NODE,
  DEFAULT_SCENARIO,
  type Scenario,
} from '../../server/src/simulator/scenario/scenario';
import {
  post,
  type RunResult,
  type Simulation,
  simulate,
  startSimulation,
} from '../../server/src/simulator/simulate';

const HOUR = 3_600_000;

function pod(name: string, container: Readonly<Record<string, unknown>> = {}): KubeObject {
  const containers = [{ name: 'app', image: 'nginx:1.27', ...container }];
  return { apiVersion: 'v1', kind: 'Pod', metadata: { name }, spec: { containers } };
}

const ORDINARY: KubeObject = {
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name: 'web' },
  spec: {
    replicas: 3,
    selector: { matchLabels: { app: 'web' } },
    template: {
      metadata: { labels: { app: 'web' } },
      spec: {
        containers: [
          {
            name: 'app',
            image: 'nginx:1.27',
            readinessProbe: { httpGet: { port: 80 }, periodSeconds: 5 },
            livenessProbe: { httpGet: { port: 80 } },
          },
        ],
      },
    },
  },
};
const CRASHING = pod('crash', { image: 'busybox', command: ['sh', '-c', 'sleep 1; exit 1'] });

/** A cluster with room for so many Pods. */
function roomFor(pods: number): Scenario {
  const nodes = Array.from({ length: Math.min(1000, Math.ceil(pods / 100)) }, (_, i) => ({
    ...DEFAULT_NODE,
    name: `node-${i + 1}`,
  }));
  return {
    ...DEFAULT_SCENARIO,
    cluster: { ...DEFAULT_SCENARIO.cluster, nodes },
    images: [{ image: '*', present: true }],
  };
}

function manyPods(count: number): RunResult {
  const objects = Array.from({ length: count }, (_, i) => pod(`web-${i}`));
  return simulate({ objects, scenario: roomFor(count), untilMs: 60_000 });
}

export interface Growth {
  readonly events: number;
  readonly entries: number;
  readonly ready: number;
  /** Kept for as long as somebody holds it. */
  readonly simulation: Simulation;
}

/** So many Pods to Ready on up to 1,000 nodes, with its events counted. */
export function grow(count: number): Growth {
  const simulation = startSimulation(roomFor(count), 0);
  for (let i = 0; i < count; i++) post(simulation, pod(`web-${i}`));
  // The scheduler binds about a thousand Pods a second.
  simulation.advance(Math.max(60_000, count * 1.5), 50_000_000);
  let ready = 0;
  for (const { status } of simulation.store.list('Pod') as Iterable<Pod>)
    if (status?.conditions?.some((c) => c.type === 'Ready' && c.status === 'True')) ready += 1;
  return { events: simulation.handled, entries: simulation.entries.length, ready, simulation };
}

export interface BenchCase {
  readonly name: string;
  readonly goal: string;
  readonly rounds: number;
  readonly pods?: number;
  readonly run: () => RunResult;
}

export const CASES: readonly BenchCase[] = [
  {
    name: 'one Pod to Ready',
    goal: '10 ms',
    rounds: 50,
    run: () => simulate({ objects: [pod('web')], untilMs: 10_000 }),
  },
  { name: '100 Pods to Ready', goal: '20 ms', rounds: 10, pods: 100, run: () => manyPods(100) },
  { name: '1,000 Pods to Ready', goal: '100 ms', rounds: 5, pods: 1000, run: () => manyPods(1000) },
  {
    name: '10,000 Pods to Ready',
    goal: '1 s',
    rounds: 1,
    pods: 10_000,
    run: () => manyPods(10_000),
  },
  {
    name: 'one virtual hour, 3 probed replicas',
    goal: '20 ms',
    rounds: 10,
    run: () => simulate({ objects: [ORDINARY], untilMs: HOUR }),
  },
  {
    name: 'one virtual day of a crash loop',
    goal: '100 ms',
    rounds: 5,
    run: () => simulate({ objects: [CRASHING], untilMs: 24 * HOUR }),
  },
];
