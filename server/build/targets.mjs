// How what runs in a browser is bundled; the test on equal bytes bundles the simulator in the same way.
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** @type {import('esbuild').BuildOptions} */
export const shared = {
  bundle: true,
  minify: true,
  legalComments: 'none',
  logLevel: 'warning',
  absWorkingDir: join(dirname(fileURLToPath(import.meta.url)), '../..'),
};

/** @type {import('esbuild').BuildOptions} */
export const browser = {
  ...shared,
  platform: 'browser',
  target: 'es2022',
  format: 'iife',
  mainFields: ['browser', 'module', 'main'],
};

/**
 * The simulating worker of the web goes without the API's texts, which only its `kubectl explain` would print: the server
 * beside it has them already, and a worker's script cannot be read in parts.
 *
 * @type {import('esbuild').Plugin}
 */
export const wordless = {
  name: 'wordless',
  setup(build) {
    build.onLoad({ filter: /generated[\\/]prose\.ts$/ }, () => ({
      contents: "export const prose = () => '[]\\n'.repeat(4096);",
      loader: 'js',
    }));
  },
};
