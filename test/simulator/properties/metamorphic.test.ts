// What must stay the same, or change in one direction only, when manifest, scenario or time change in a known way.
import fc from 'fast-check';
import { afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { stringify } from 'yaml';
import { openFile } from '../../../server/src/documents/manifestFile';
import { loadYaml } from '../../../server/src/documents/yamlValue';
import { objectsIn } from '../../../server/src/features/manifestObjects';
import type { KubeObject } from '../../../server/src/schema/objects';
import { RandomStreams } from '../../../server/src/simulator/kernel/random';
import {
  DEFAULT_NODE,
  DEFAULT_SCENARIO,
  type Scenario,
} from '../../../server/src/simulator/scenario/scenario';
import { simulate } from '../../../server/src/simulator/simulate';
import type { TraceEntry } from '../../../server/src/simulator/trace/trace';
import { isIn, runTrial, storyOf } from '../support/stories';
import { TRIALS, type Trial, type TrialKind } from '../support/trials';

/** For a machine that has much else to do. */
const PATIENCE_MS = 60_000;
const KINDS: readonly TrialKind[] = ['pods', 'workloads'];

const trialsOf = (of: TrialKind, seed: number, numRuns = 15): readonly Trial[] =>
  fc.sample(TRIALS[of], { seed, numRuns });

/** Where two stories first differ, with the line before; empty when they are one. */
function difference(a: readonly string[], b: readonly string[]): readonly string[] {
  const at = a.findIndex((line, i) => line !== b[i]);
  if (at < 0 && a.length === b.length) return [];
  const index = at < 0 ? a.length : at;
  const [left = '', right = ''] = [a[index], b[index]];
  let same = 0;
  while (same < left.length && left[same] === right[same]) same += 1;
  const near = (line: string): string =>
    `${line.slice(0, 90)} … ${line.slice(Math.max(90, same - 60), same + 120)}`;
  return [(a[index - 1] ?? '').slice(0, 200), near(left), near(right)];
}

describe('the horizon', () => {
  test.each(KINDS)(
    'that is farther away only extends the story of %s',
    (of) => {
      for (const trial of trialsOf(of, 11)) {
        const short = storyOf(runTrial(trial, { untilMs: 50_000 }));
        const long = storyOf(runTrial(trial, { untilMs: 100_000 }));
        expect(difference(short, long.slice(0, short.length))).toEqual([]);
      }
    },
    PATIENCE_MS,
  );
});

describe('a happening', () => {
  test('beyond the horizon changes nothing', () => {
    for (const trial of trialsOf('workloads', 17, 10)) {
      const act = { kind: 'loseNode', node: 'node-1' } as const;
      const late = { trigger: { kind: 'at', atMs: 50_001 }, act } as const;
      const { scenario } = trial;
      const more = { ...scenario, happenings: [...scenario.happenings, late] };
      const plain = storyOf(runTrial(trial, { untilMs: 50_000 }));
      const same = storyOf(runTrial({ ...trial, scenario: more }, { untilMs: 50_000 }));
      expect(difference(plain, same)).toEqual([]);
    }
  });
});

describe('another name', () => {
  afterEach(() => {
    vi.restoreAllMocks();
  });

  const renamed = <T>(value: T): T =>
    JSON.parse(JSON.stringify(value).replaceAll(/\bweb(?![a-z])/g, 'wex')) as T;

  /** Luck hangs on names; so the renamed draw from the streams of the old name. */
  function keepLuck(): void {
    for (const how of ['draw', 'stream'] as const) {
      const drawn = RandomStreams.prototype[how] as (name: string) => unknown;
      vi.spyOn(RandomStreams.prototype, how).mockImplementation(function (
        this: RandomStreams,
        name: string,
      ) {
        return drawn.call(this, name.replaceAll('wex', 'web')) as never;
      });
    }
  }

  test.each(KINDS)(
    'renames in the story of %s and changes nothing else',
    (of) => {
      for (const trial of trialsOf(of, 12)) {
        const before = storyOf(runTrial(trial)).map(renamed);
        keepLuck();
        const after = storyOf(runTrial(renamed(trial)));
        vi.restoreAllMocks();
        expect(difference(before, after)).toEqual([]);
      }
    },
    PATIENCE_MS,
  );
});

describe('another beginning', () => {
  /**
   * A multiple of all the rounds that a cluster goes by its own clock (L-TIM-2 to L-TIM-19). What a CronJob makes bears
   * the minute in its name, and with it luck of its own.
   */
  const LATER_MS = 600_000;

  test.each(KINDS)(
    'moves the story of %s and changes nothing else',
    (of) => {
      for (const trial of trialsOf(of, 13)) {
        if (trial.objects.some(({ kind }) => kind === 'CronJob')) continue;
        const early = storyOf(runTrial(trial), isOwn);
        const late = storyOf(runTrial(trial, { startMs: LATER_MS }), isOwn, LATER_MS);
        expect(difference(early, late)).toEqual([]);
      }
    },
    PATIENCE_MS,
  );

  /** All but what every cluster has in this namespace from its beginning. */
  const isOwn = ({ subject }: TraceEntry): boolean =>
    subject.namespace === 'default' &&
    subject.name !== 'kubernetes' &&
    !/^(ServiceAccount|ConfigMap)$/.test(subject.kind);
});

describe('a neighbour', () => {
  const nodes = ['node-1', 'node-2'].map((name) => ({ ...DEFAULT_NODE, name }));
  const cluster = { ...DEFAULT_SCENARIO.cluster, nodes, namespaces: ['elsewhere'] };
  const NEIGHBOUR: KubeObject = {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: 'neighbour', namespace: 'elsewhere' },
    spec: {
      nodeName: 'node-2',
      containers: [{ name: 'app', image: 'busybox', command: ['sh', '-c', 'sleep 5; exit 1'] }],
    },
  };
  const pinned = (object: KubeObject): KubeObject =>
    object.kind === 'Pod'
      ? {
          ...object,
          spec: {
            nodeSelector: { 'kubernetes.io/hostname': 'node-1' },
            ...(object['spec'] as object),
          },
        }
      : object;

  test(
    'in another namespace on another node changes nothing of a Pod',
    () => {
      for (const { objects, scenario } of trialsOf('pods', 14, 30)) {
        const alone = { objects: objects.map(pinned), scenario: { ...scenario, cluster } };
        const beside = { ...alone, objects: [...alone.objects, NEIGHBOUR] };
        const isOwn = isIn('default');
        expect(
          difference(storyOf(runTrial(alone), isOwn), storyOf(runTrial(beside), isOwn)),
        ).toEqual([]);
      }
    },
    PATIENCE_MS,
  );
});

describe('another way to write a manifest', () => {
  beforeAll(loadYaml);

  /** Every mapping with its keys the other way round. */
  function reversed(value: unknown): unknown {
    if (Array.isArray(value)) return value.map(reversed);
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(
      Object.entries(value)
        .toReversed()
        .map(([key, field]) => [key, reversed(field)]),
    );
  }

  test.each(KINDS)(
    'with its keys in another order tells the same story of %s',
    (of) => {
      for (const { objects, scenario } of trialsOf(of, 15)) {
        const labelled = objects.map((object) => ({
          ...object,
          metadata: { ...object.metadata, labels: { ...object.metadata.labels, a: '1', b: '2' } },
        }));
        const turned = labelled.map((object) => reversed(object) as KubeObject);
        const [as, bs] = [labelled, turned].map((own) =>
          storyOf(runTrial({ objects: own, scenario })),
        );
        expect(difference(as ?? [], bs ?? [])).toEqual([]);
      }
    },
    PATIENCE_MS,
  );

  const read = (name: string, text: string): readonly KubeObject[] =>
    objectsIn(openFile(name, text)).map(({ object }) => object);

  test(
    'in JSON, in YAML or as a List tells the same story, to the byte',
    () => {
      for (const { objects } of trialsOf('workloads', 16)) {
        const list = { apiVersion: 'v1', kind: 'List', items: objects };
        const told = [
          read('web.yaml', objects.map((object) => stringify(object)).join('---\n')),
          read('web.yaml', stringify(list)),
          read('web.json', JSON.stringify(list)),
          read('web.json', JSON.stringify(list, null, '\t')),
        ].map((given) => JSON.stringify(simulate({ objects: given, untilMs: 30_000 }).entries));
        expect(new Set(told).size).toBe(1);
      }
    },
    PATIENCE_MS,
  );
});

describe('patience', () => {
  /** When a probe first has a container killed. */
  function killedAt(pod: KubeObject): number {
    const { entries } = simulate({ objects: [pod], untilMs: 120_000 });
    return entries.find(({ change }) => change.kind === 'signal')?.at ?? Number.POSITIVE_INFINITY;
  }
  const withProbe = (kind: string, probe: object): KubeObject => {
    const args = ['--http', '8080', '--ok-first', '3'];
    const containers = [{ name: 'app', image: 'app:1', args, [kind]: probe }];
    return { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'web' }, spec: { containers } };
  };
  const CHECKS = [{ tcpSocket: { port: 1 } }, { httpGet: { port: 8080 } }] as const;

  test.each(['livenessProbe', 'startupProbe'])(
    'with more of it a %s never kills earlier',
    (kind) => {
      for (const check of CHECKS)
        for (const periodSeconds of [1, 3, 7]) {
          const times = [1, 2, 3, 4, 5, 6].map((failureThreshold) =>
            killedAt(withProbe(kind, { ...check, failureThreshold, periodSeconds })),
          );
          expect(times).toEqual(times.toSorted((a, b) => a - b));
        }
    },
  );
});

describe('a longer grace', () => {
  const scenario: Scenario = {
    ...DEFAULT_SCENARIO,
    images: [{ image: '*', present: true }],
    traffic: [{ namespace: 'default', service: 'web', perSecond: 20, fromMs: 10_000 }],
    happenings: [
      {
        trigger: { kind: 'at', atMs: 20_000 },
        act: {
          kind: 'kubectl',
          args: ['rollout', 'restart', 'deployment/web'],
          namespace: 'default',
          files: {},
        },
      },
    ],
  };

  function lost(grace: number, args: readonly string[], preStop: number): number {
    const labels = { app: 'front' };
    const lifecycle =
      preStop > 0 ? { lifecycle: { preStop: { sleep: { seconds: preStop } } } } : {};
    const container = {
      name: 'app',
      image: 'app:1',
      args: ['--http', '8080', ...args],
      readinessProbe: { httpGet: { port: 8080 }, periodSeconds: 1 },
      ...lifecycle,
    };
    const spec = { terminationGracePeriodSeconds: grace, containers: [container] };
    const objects: readonly KubeObject[] = [
      {
        apiVersion: 'v1',
        kind: 'Service',
        metadata: { name: 'web' },
        spec: { selector: labels, ports: [{ port: 80, targetPort: 8080 }] },
      },
      {
        apiVersion: 'apps/v1',
        kind: 'Deployment',
        metadata: { name: 'web' },
        spec: {
          replicas: 2,
          selector: { matchLabels: labels },
          template: { metadata: { labels }, spec },
        },
      },
    ];
    const { entries } = simulate({ objects, scenario, untilMs: 90_000 });
    let sum = 0;
    for (const { change } of entries)
      if (change.kind === 'network')
        for (const count of Object.values(change.traffic?.lost ?? {})) sum += count;
    return sum;
  }

  const PROGRAMS: readonly (readonly string[])[] = [
    [],
    ['--term', 'ignore'],
    ['--term-delay', '3'],
    ['--term-delay', '8'],
  ];

  test.each(PROGRAMS.map((args) => [args.join(' '), args] as const))(
    'never loses more requests (program %j)',
    (_, args) => {
      for (const preStop of [0, 2]) {
        const losses = [2, 3, 5, 10, 30].map((grace) => lost(grace, args, preStop));
        expect(losses).toEqual(losses.toSorted((a, b) => b - a));
      }
    },
    PATIENCE_MS,
  );

  test('loses fewer where a program would otherwise be killed while requests still come', () => {
    expect(lost(30, [], 2)).toBeLessThan(lost(30, [], 0));
  });
});
