// Bundles the language server for a process and for a worker, and the command line. `--watch` is not here: a bundle takes
// a second.
import { spawnSync } from 'node:child_process';
import { existsSync, rmSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const root = join(dirname(fileURLToPath(import.meta.url)), '../..');

/** @type {import('esbuild').BuildOptions} */
const shared = {
  bundle: true,
  minify: true,
  legalComments: 'none',
  logLevel: 'warning',
  absWorkingDir: root,
};

/** @type {import('esbuild').BuildOptions} */
const node = {
  ...shared,
  platform: 'node',
  target: 'node20',
  format: 'cjs',
  mainFields: ['module', 'main'],
};

/** @type {import('esbuild').BuildOptions} */
const browser = {
  ...shared,
  platform: 'browser',
  target: 'es2022',
  format: 'iife',
  mainFields: ['browser', 'module', 'main'],
};

const ENTRIES = [
  { options: node, from: 'server/src/node/main.ts', to: 'dist/server/node/main.js' },
  { options: node, from: 'server/src/node/cli.ts', to: 'dist/server/node/cli.js' },
  { options: node, from: 'server/src/node/runWorker.ts', to: 'dist/server/node/runWorker.js' },
  { options: browser, from: 'server/src/browser/main.ts', to: 'dist/server/browser/main.js' },
  {
    options: browser,
    from: 'server/src/browser/runWorker.ts',
    to: 'dist/server/browser/runWorker.js',
  },
];

const generated = spawnSync(process.execPath, ['server/build/generateCatalogue.mjs'], {
  cwd: root,
  stdio: 'inherit',
});
if (generated.status !== 0) process.exit(generated.status ?? 1);

const wanted = ENTRIES.filter(({ from }) => existsSync(join(root, from)));
for (const { to } of wanted) rmSync(join(root, to), { force: true });
await Promise.all(
  wanted.map(({ options, from, to }) => build({ ...options, entryPoints: [from], outfile: to })),
);
for (const { to } of wanted) {
  console.log(`${to}  ${Math.round(statSync(join(root, to)).size / 1024)} KB`);
}
