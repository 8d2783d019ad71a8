// npm run bench: bundles what is measured, then runs every bench in turn; figures go to the terminal.
import { spawnSync } from 'node:child_process';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '../..');
const scripts = ['server/build/bundle.mjs', 'test/bench/language.mjs', 'test/bench/simulator.mjs'];

for (const script of scripts) {
  console.log(`\n${script}`);
  const { status } = spawnSync(process.execPath, [script], { cwd: root, stdio: 'inherit' });
  if (status !== 0) process.exit(status ?? 1);
}
