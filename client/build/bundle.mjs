// Bundles the extension for both extension hosts, the page of the timeline and the suite that runs inside VS Code,
// and has the server's own script bundle the server.
import { existsSync, mkdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import { iconSheet } from './icons.mjs';
import { root, run } from './setup.mjs';

/** @type {import('esbuild').BuildOptions} */
const shared = {
  bundle: true,
  minify: true,
  sourcemap: false,
  legalComments: 'none',
  logLevel: 'warning',
  absWorkingDir: root,
};
/** The oldest VS Code that we support runs Node 20. @type {import('esbuild').BuildOptions} */
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
  mainFields: ['browser', 'module', 'main'],
};

export async function bundleClient() {
  await build({
    ...node,
    entryPoints: ['client/src/node/main.ts'],
    outfile: 'dist/client/node/main.js',
    external: ['vscode'],
  });
  await build({
    ...browser,
    entryPoints: ['client/src/browser/main.ts'],
    outfile: 'dist/client/browser/main.js',
    format: 'cjs',
    external: ['vscode'],
  });
}

export async function bundleWebview() {
  await build({
    ...browser,
    entryPoints: ['client/webview/main.ts', 'client/webview/timeline.css'],
    outdir: 'dist/client/webview',
    format: 'iife',
    tsconfig: 'client/webview/tsconfig.json',
  });
  const out = join(root, 'dist/client/webview');
  mkdirSync(out, { recursive: true });
  writeFileSync(join(out, 'codicon.css'), iconSheet());
}

export async function bundleInHostTests() {
  const suite = { entryPoints: ['test/e2e/inHost/run.ts'], minify: false };
  await build({
    ...node,
    ...suite,
    outfile: 'dist/test/inHost/node.js',
    external: ['vscode', 'mocha'],
  });
  await build({
    ...node,
    entryPoints: ['test/e2e/inHost/suite.ts'],
    outfile: 'dist/test/inHost/suite.js',
    external: ['vscode'],
  });
  await build({
    ...browser,
    ...suite,
    outfile: 'dist/test/inHost/browser.js',
    format: 'cjs',
    external: ['vscode'],
    alias: { mocha: 'mocha/mocha.js' },
  });
}

export async function bundleEverything() {
  rmSync(join(root, 'dist/client'), { recursive: true, force: true });
  if (existsSync(join(root, 'server/build/bundle.mjs')))
    run(process.execPath, ['server/build/bundle.mjs']);
  await bundleClient();
  await bundleWebview();
  await bundleInHostTests();
}

/** What the extension weighs, by bundle; printed by the build and watched by a test. */
export const BUNDLES = [
  'dist/client/node/main.js',
  'dist/client/browser/main.js',
  'dist/client/webview/main.js',
  'dist/server/node/main.js',
  'dist/server/node/shared.js',
  'dist/server/node/structure.js',
  'dist/server/node/onDemand.js',
  'dist/server/node/cli.js',
  'dist/server/browser/main.js',
];

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) {
  await bundleEverything();
  for (const file of BUNDLES) {
    const path = join(root, file);
    if (existsSync(path)) console.log(`${file}  ${Math.round(statSync(path).size / 1024)} KB`);
  }
}
