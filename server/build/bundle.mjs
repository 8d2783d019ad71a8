// Bundles the language server for a process and for a worker, and the command line. `--watch` is not here: a bundle takes
// a second.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, renameSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build, transform } from 'esbuild';
import { browser, shared, wordless } from './targets.mjs';

const root = join(dirname(fileURLToPath(import.meta.url)), '../..');

/** @type {import('esbuild').BuildOptions} */
const node = {
  ...shared,
  platform: 'node',
  target: 'node20',
  format: 'cjs',
  // A dynamic import becomes a `require`: the loader of modules would read the file twice and take 30 ms to start.
  supported: { 'dynamic-import': false },
  mainFields: ['module', 'main'],
};

/**
 * Large parts that the first answers do without: each becomes a file beside the bundle and is read when it is first
 * needed. The texts of the API are two thirds of the server, and a process pays for every byte when it starts.
 */
const LATER = [
  { match: /\/generated\/prose$/, from: 'server/src/schema/generated/prose.ts', file: 'prose.js' },
  { match: /^yaml$/, from: 'yaml', file: 'yaml.js' },
];

/** @type {import('esbuild').Plugin} */
const later = {
  name: 'later',
  setup(build) {
    for (const { match, file } of LATER) {
      build.onResolve({ filter: match }, ({ kind }) =>
        kind === 'dynamic-import'
          ? { path: `./${file}`, external: true }
          : { path: file, namespace: 'later' },
      );
    }
    build.onLoad({ filter: /.*/, namespace: 'later' }, ({ path }) => ({
      contents: `export const prose = () => require(${JSON.stringify(`./${path}`)}).prose();`,
      loader: 'js',
    }));
    build.onResolve({ filter: /^\.\//, namespace: 'later' }, ({ path }) => ({
      path,
      external: true,
    }));
  },
};

/**
 * The tables of the API beside the process's server and its simulating thread, which both begin with them: a sixth of
 * what either would be.
 *
 * @type {import('esbuild').Plugin}
 */
const beside = {
  name: 'beside',
  setup(build) {
    build.onResolve({ filter: /\/generated\/structure$/ }, () => ({
      path: './structure.js',
      external: true,
    }));
  },
};

const ENTRIES = [
  {
    options: node,
    from: 'server/src/schema/generated/structure.ts',
    to: 'dist/server/node/structure.js',
  },
  ...LATER.map(({ from, file }) => ({ options: node, from, to: `dist/server/node/${file}` })),
  { options: node, from: 'server/src/node/cli.ts', to: 'dist/server/node/cli.js' },
  {
    options: { ...node, plugins: [later, beside] },
    from: 'server/src/node/runWorker.ts',
    to: 'dist/server/node/runWorker.js',
  },
  { options: browser, from: 'server/src/browser/main.ts', to: 'dist/server/browser/main.js' },
  {
    options: { ...browser, plugins: [wordless] },
    from: 'server/src/browser/runWorker.ts',
    to: 'dist/server/browser/runWorker.js',
  },
];

/**
 * The server as a process is read in two halves: what starts and completes, and what is read on demand; `shared.js` is
 * what both stand on. The bundler splits modules of the newer kind only, so the halves become CommonJS afterwards.
 */
async function bundleServer() {
  const { outputFiles } = await build({
    ...node,
    format: 'esm',
    supported: {},
    plugins: [later, beside],
    entryPoints: { main: 'server/src/node/main.ts', onDemand: 'server/src/features/onDemand.ts' },
    splitting: true,
    chunkNames: 'shared',
    outdir: 'dist/server/node',
    write: false,
  });
  mkdirSync(join(root, 'dist/server/node'), { recursive: true });
  return Promise.all(
    outputFiles.map(async ({ path, text }) => {
      const { format, target, minify, legalComments, supported } = node;
      const options = { format, target, minify, legalComments, supported, platform: 'node' };
      const { code } = await transform(text, options);
      // Somebody may be starting the server just now.
      writeFileSync(`${path}.new`, code);
      renameSync(`${path}.new`, path);
      return relative(root, path);
    }),
  );
}

const generated = spawnSync(process.execPath, ['server/build/generateCatalogue.mjs'], {
  cwd: root,
  stdio: 'inherit',
});
if (generated.status !== 0) process.exit(generated.status ?? 1);

const wanted = ENTRIES.filter(({ from }) => !from.includes('/') || existsSync(join(root, from)));
const [halves] = await Promise.all([
  bundleServer(),
  ...wanted.map(({ options, from, to }) => build({ ...options, entryPoints: [from], outfile: to })),
]);
for (const to of [...halves, ...wanted.map((it) => it.to)]) {
  console.log(`${to}  ${Math.round(statSync(join(root, to)).size / 1024)} KB`);
}
