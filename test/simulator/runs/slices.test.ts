// A run that is driven in slices by somebody who does other things in between.
import { expect, test } from 'vitest';
import type { KubeObject } from '../../../server/src/schema/objects';
import {
  type RunInput,
  type RunProgress,
  type RunResult,
  simulate,
  simulateInSlices,
} from '../../../server/src/simulator/simulate';

const CRASHING: KubeObject = {
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name: 'web' },
  spec: {
    replicas: 20,
    selector: { matchLabels: { app: 'web' } },
    template: {
      metadata: { labels: { app: 'web' } },
      spec: { containers: [{ name: 'app', image: 'busybox', command: ['false'] }] },
    },
  },
};

function sliced(input: RunInput): {
  readonly said: readonly RunProgress[];
  readonly run: RunResult;
} {
  const slices = simulateInSlices(input);
  const said: RunProgress[] = [];
  for (;;) {
    const slice = slices.next();
    if (slice.done === true) return { said, run: slice.value };
    said.push(slice.value);
  }
}

test('a run in slices is the run, and says how far it is from the beginning to the end', () => {
  const input = { objects: [CRASHING], untilMs: 3_600_000, looksAhead: false };
  const { said, run } = sliced(input);
  expect(run.entries).toEqual(simulate(input).entries);
  const { at } = said.reduce(
    (so, { atMs, part }) => {
      expect(part).toBeGreaterThanOrEqual(so.part);
      expect(atMs).toBeGreaterThanOrEqual(so.at);
      return { at: atMs, part };
    },
    { at: 0, part: 0 },
  );
  expect(at).toBeLessThan(run.endMs);
});

test('a run that its budget ends is as far as its events, not as its time', () => {
  const { said, run } = sliced({ objects: [CRASHING], untilMs: 1e9, budget: 25_000 });
  expect(run.header.ended).toBe('budget');
  const last = said.at(-1);
  expect(last?.part).toBe((last?.events ?? 0) / 25_000);
  expect(last?.part).toBeGreaterThan(0.9);
});

test('two runs in turns tell what each tells alone', () => {
  const inputs = [1, 2].map((seed) => ({ objects: [CRASHING], untilMs: 1_800_000, seed }));
  const going = inputs.map((input) => simulateInSlices(input));
  const ended = going.map((): RunResult | undefined => undefined);
  while (ended.includes(undefined))
    for (const [i, slices] of going.entries()) {
      const slice = slices.next();
      if (slice.done === true) ended[i] ??= slice.value;
    }
  for (const [i, input] of inputs.entries())
    expect(ended[i]?.entries).toEqual(simulate(input).entries);
});
