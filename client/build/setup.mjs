// Brings a checkout to the point where it can be built: dependencies and the generated field catalogue.
// Plain Node without dependencies, because it runs before there are any.
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

/** The checkout, wherever the script was called from. */
export const root = resolve(import.meta.dirname, '../..');

/** @param {string} file */
const readJson = (file) => JSON.parse(readFileSync(file, 'utf8'));

/**
 * Whether what lies in node_modules is what package-lock.json asks for. npm keeps its own account of what it
 * installed; packages for other platforms are missing there by right.
 */
export function dependenciesAreCurrent() {
  const installed = join(root, 'node_modules/.package-lock.json');
  if (!existsSync(installed)) return false;
  const have = readJson(installed).packages;
  return Object.entries(readJson(join(root, 'package-lock.json')).packages).every(
    ([path, wanted]) =>
      path === '' || wanted.optional || wanted.link || have[path]?.version === wanted.version,
  );
}

/** @param {string} command @param {readonly string[]} args */
export function run(command, args) {
  execFileSync(command, [...args], { cwd: root, stdio: 'inherit' });
}

export function ensureDependencies() {
  if (dependenciesAreCurrent()) return;
  console.log('Installing dependencies …');
  const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm';
  const quiet = ['--no-audit', '--no-fund', '--loglevel=error'];
  try {
    run(npm, ['ci', ...quiet]);
  } catch {
    // A lock file written where some platforms' packages cannot be looked up is refused by `npm ci` and by nothing else.
    run(npm, ['install', '--no-save', ...quiet]);
  }
}

/** The generator skips itself when its inputs are unchanged. */
export function ensureCatalogue() {
  run(process.execPath, ['server/build/generateCatalogue.mjs']);
}

/** Everything up to runnable bundles. */
export async function prepare() {
  ensureDependencies();
  ensureCatalogue();
  const { bundleEverything } = await import('./bundle.mjs');
  await bundleEverything();
}
