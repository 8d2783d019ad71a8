// Equal input, equal bytes: in one process twice, and in the bundle for browsers too.
import { join } from 'node:path';
import { runInNewContext } from 'node:vm';
import { build } from 'esbuild';
import { expect, test } from 'vitest';
import type { KubeObject } from '../../../server/src/schema/objects';
import { type RunInput, simulate } from '../../../server/src/simulator/simulate';

const ROOT = join(import.meta.dirname, '../../..');

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

function told(input: RunInput): string {
  const { header, entries, store } = simulate(input);
  return JSON.stringify({ header, entries, changes: store.changes });
}

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

test('the bundle for browsers tells the same trace', async () => {
  const built = await build({
    stdin: {
      contents: `import { simulate } from './server/src/simulator/simulate';
        globalThis.told = (text) => {
          const { header, entries, store } = simulate(JSON.parse(text));
          return JSON.stringify({ header, entries, changes: store.changes });
        };`,
      resolveDir: ROOT,
      loader: 'ts',
    },
    bundle: true,
    write: false,
    platform: 'browser',
    format: 'iife',
    minify: true,
    logLevel: 'error',
  });
  const context: { told?: (text: string) => string } & Record<string, unknown> = {
    TextEncoder,
    TextDecoder,
    URL,
    btoa,
    atob,
  };
  context['globalThis'] = context;
  runInNewContext(built.outputFiles[0]?.text ?? '', context);
  expect(context.told?.(JSON.stringify(INPUT))).toBe(told(INPUT));
});
