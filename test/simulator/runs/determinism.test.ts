// Equal input, equal bytes: in one process twice, in a fresh world without anything of Node, in any order of runs.
import { createHash } from 'node:crypto';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { createContext, runInContext } from 'node:vm';
import { build } from 'esbuild';
import { beforeAll, describe, expect, test } from 'vitest';
import { browser, wordless } from '../../../server/build/targets.mjs';
import type { KubeObject } from '../../../server/src/schema/objects';
import { type RunInput, simulate } from '../../../server/src/simulator/simulate';
import { type Play, play, wholeStory } from '../../oracle/play';
import { readScenario } from '../../oracle/readScenario';

const ROOT = join(import.meta.dirname, '../../..');
const RECORDED = join(ROOT, 'test/oracle/scenarios');

function deployment(replicas: number): KubeObject {
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: 'web' },
    spec: {
      replicas,
      selector: { matchLabels: { app: 'web' } },
      template: {
        metadata: { labels: { app: 'web' } },
        spec: {
          containers: [
            { name: 'ok', image: 'nginx', readinessProbe: { httpGet: { port: 80 } } },
            { name: 'bad', image: 'busybox', command: ['sh', '-c', 'sleep 3; exit 1'] },
          ],
        },
      },
    },
  };
}

const INPUT: RunInput = { objects: [deployment(3)], seed: 7, untilMs: 120_000 };

const told = (input: RunInput): string => wholeStory(simulate(input));
const hash = (text: string): string => createHash('sha256').update(text).digest('hex');

test('the same input gives the same trace, to the byte', () => {
  expect(told(INPUT)).toBe(told(INPUT));
});

test('another seed gives other names and jitter', () => {
  expect(told(INPUT)).not.toBe(told({ ...INPUT, seed: 8 }));
});

test('a longer horizon only extends the trace', () => {
  const short = simulate({ ...INPUT, untilMs: 30_000 }).entries.slice(0, -1);
  const long = simulate(INPUT).entries.slice(0, short.length);
  expect(JSON.stringify(long)).toBe(JSON.stringify(short));
});

/** The simulator as it is shipped for browsers, in a world that has what a worker has. Text in, text out. */
interface WebWorld {
  readonly simulate: (input: string) => string;
  readonly play: (scenario: string, seed: number) => string;
}

async function openWebWorld(): Promise<WebWorld> {
  const built = await build({
    ...browser,
    plugins: [wordless],
    stdin: {
      contents: `import { simulate } from './server/src/simulator/simulate';
        import { play, wholeStory } from './test/oracle/play';
        self.simulate = (text) => wholeStory(simulate(JSON.parse(text)));
        self.play = (text, seed) => wholeStory(play(JSON.parse(text), seed));`,
      resolveDir: ROOT,
      loader: 'ts',
    },
    write: false,
  });
  const world: Record<string, unknown> = { TextEncoder, TextDecoder, URL, btoa, atob };
  world['self'] = world;
  runInContext(built.outputFiles?.[0]?.text ?? '', createContext(world));
  return world as unknown as WebWorld;
}

describe('the bundle for browsers', () => {
  let web: WebWorld;
  beforeAll(async () => {
    web = await openWebWorld();
  }, 60_000);

  test('tells the same trace of an input', () => {
    expect(web.simulate(JSON.stringify(INPUT))).toBe(told(INPUT));
  });

  const scenarios = readdirSync(RECORDED)
    .filter((name) => existsSync(join(RECORDED, name, 'scenario.yaml')))
    .map((name): [string, Play] => [name, readScenario(join(RECORDED, name))]);

  test.each([1, 20_261_123])(
    'tells the same bytes of every recorded scenario, whatever was run before it (seed %i)',
    (seed) => {
      const here = scenarios.map(([name, scenario]) => [
        name,
        hash(wholeStory(play(scenario, seed))),
      ]);
      const there = scenarios
        .toReversed()
        .map(([name, scenario]) => [name, hash(web.play(JSON.stringify(scenario), seed))]);
      expect(there.toReversed()).toEqual(here);
      expect(new Set(here.map(([, sum]) => sum)).size).toBe(scenarios.length);
    },
    60_000,
  );
});
