#!/usr/bin/env node
// How fast the simulator is, against its goals: node test/bench/simulator.mjs
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const here = dirname(fileURLToPath(import.meta.url));
const bundle = join(here, '../../dist/test/simulatorBench.cjs');
await build({
  entryPoints: [join(here, 'simulatorCases.ts')],
  outfile: bundle,
  bundle: true,
  platform: 'node',
  format: 'cjs',
  target: 'node20',
  logLevel: 'error',
});
const { CASES } = createRequire(import.meta.url)(bundle);

const only = process.argv[2];
console.log(`${'case'.padEnd(38)}${'median'.padStart(12)}${'goal'.padStart(9)}   memory`);
for (const { name, goal, rounds, pods, run } of CASES) {
  if (only !== undefined && !name.includes(only)) continue;
  if (rounds > 1) run();
  globalThis.gc?.();
  const before = process.memoryUsage().heapUsed;
  const times = [];
  let result;
  for (let i = 0; i < rounds; i++) {
    const began = performance.now();
    result = run();
    times.push(performance.now() - began);
  }
  globalThis.gc?.();
  const kept = (process.memoryUsage().heapUsed - before) / 1_048_576;
  times.sort((a, b) => a - b);
  const median = times[Math.floor(times.length / 2)];
  const rate = pods === undefined ? '' : `   ${Math.round((pods / median) * 1000)} Pods/s`;
  const memory = globalThis.gc === undefined ? '' : `   ${kept.toFixed(0)} MB kept`;
  console.log(
    `${name.padEnd(38)}${`${median.toFixed(1)} ms`.padStart(12)}${goal.padStart(9)}${rate}${memory}   ${result.entries.length} entries`,
  );
}
