// npm run bench: bundles what is measured, then runs every bench in turn; figures go to the terminal. One word picks one
// bench (`npm run bench simulator`); what follows it goes to that bench.
import { spawnSync } from 'node:child_process';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '../..');
const BENCHES = ['language', 'simulator'];
const [only, ...rest] = process.argv.slice(2);
if (only !== undefined && !BENCHES.includes(only)) {
  console.error(`there is no bench ${only}: ${BENCHES.join(', ')}`);
  process.exit(2);
}
const chosen = BENCHES.filter((name) => only === undefined || name === only);
const scripts = ['server/build/bundle.mjs', ...chosen.map((name) => `test/bench/${name}.mjs`)];

for (const script of scripts) {
  console.log(`\n${script}`);
  const given = script.startsWith('test/') ? rest : [];
  // Memory is only worth reading after a collection.
  // The simulating worker has as much room for what is soon forgotten.
  const args = ['--expose-gc', '--max-semi-space-size=43', script, ...given];
  const { status } = spawnSync(process.execPath, args, { cwd: root, stdio: 'inherit' });
  if (status !== 0) process.exit(status ?? 1);
}
