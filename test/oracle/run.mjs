#!/usr/bin/env node
// npm run oracle -- [RECORDED_DIR OUT_DIR] [--verbose] [--only NAME,NAME] [--min 0.85]
//
// Simulates each RECORDED_DIR/NAME/scenario.yaml and writes OUT_DIR/NAME.json in the format of the recordings. Without
// directories: the recordings beside this file, into a temporary folder, and the score at the end.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const here = dirname(fileURLToPath(import.meta.url));
const root = join(here, '..', '..');
const args = process.argv.slice(2);
const directories = [];
const passOn = [];
for (let i = 0; i < args.length; i++) {
  if (['--only', '--min'].includes(args[i])) passOn.push(args[i], args[++i]);
  else if (args[i].startsWith('--')) passOn.push(args[i]);
  else directories.push(resolve(args[i]));
}
const only = passOn.includes('--only') ? passOn[passOn.indexOf('--only') + 1].split(',') : [];

if (!existsSync(join(root, 'server/src/schema/generated/structure.ts'))) {
  const generated = spawnSync(
    process.execPath,
    [join(root, 'server/build/generateCatalogue.mjs')],
    {
      stdio: ['ignore', 'ignore', 'inherit'],
    },
  );
  if (generated.status !== 0) process.exit(generated.status ?? 1);
}
const bundle = join(root, 'dist', 'test', 'oracle.cjs');
await build({
  entryPoints: [join(here, 'oracle.ts')],
  outfile: bundle,
  bundle: true,
  platform: 'node',
  format: 'cjs',
  target: 'node20',
  logLevel: 'error',
  sourcemap: 'inline',
});
const { simulateAll } = createRequire(import.meta.url)(bundle);

const scores = directories.length < 2;
const recorded = directories[0] ?? join(here, 'scenarios');
const out = directories[1] ?? mkdtempSync(join(tmpdir(), 'podlab-oracle-'));
const outcomes = simulateAll(recorded, out, only, () => performance.now());
const failed = outcomes.filter((outcome) => outcome.error !== undefined);
for (const { name, error } of failed)
  console.error(`${name}: ${error.split('\n').slice(0, 4).join('\n')}`);
if (scores)
  spawnSync(process.execPath, [join(here, 'score.mjs'), recorded, out, ...passOn], {
    stdio: 'inherit',
  });
const total = outcomes.reduce((sum, outcome) => sum + outcome.ms, 0);
console.log(
  `${outcomes.length} scenarios simulated in ${(total / 1000).toFixed(1)} s into ${out}` +
    (failed.length > 0 ? `; ${failed.length} failed: ${failed.map((o) => o.name).join(', ')}` : ''),
);
process.exitCode = failed.length > 0 ? 1 : 0;
