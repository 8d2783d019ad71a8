// The simulated cluster against the recorded ones: `npm run oracle` in short.
import { execFileSync } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { simulateAll } from './oracle';

const RECORDED = join(import.meta.dirname, 'scenarios');
const LEAST_MEAN = 98;
const LEAST_EACH = 0.85;

test('recorded scenarios play in the simulator as they did in a real cluster', () => {
  const out = mkdtempSync(join(tmpdir(), 'podlab-oracle-'));
  const outcomes = simulateAll(RECORDED, out, [], () => 0);
  expect(outcomes.filter(({ error }) => error !== undefined)).toEqual([]);
  const score = join(import.meta.dirname, 'score.mjs');
  const args = [score, RECORDED, out, '--min', String(LEAST_EACH)];
  const told = execFileSync(process.execPath, args, { encoding: 'utf8' });
  const failed = told.split('\n').filter((line) => line.endsWith('<'));
  expect(failed).toEqual([]);
  expect(Number(/mean ([\d.]+) %/.exec(told)?.[1])).toBeGreaterThanOrEqual(LEAST_MEAN);
}, 60_000);
