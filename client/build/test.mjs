// `npm test`: everything. Types and lint, the tests outside VS Code, then those in a real VS Code.
// `npm test -- unit` or `npm test -- e2e` runs one part; further words are handed to the test runner.
import { spawn } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { prepare, root } from './setup.mjs';

const results = join(root, 'test-results');
/** @typedef {{ passed: number, failed: number }} Tally */

/** @param {string} project @param {string[]} more @returns {Promise<Tally>} */
async function vitest(project, more) {
  const report = join(results, `${project}.json`);
  rmSync(report, { force: true });
  const code = await new Promise((ended) => {
    const runner = join(root, 'node_modules/vitest/vitest.mjs');
    const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`];
    spawn(process.execPath, [runner, 'run', '--project', project, ...reporters, ...more], {
      cwd: root,
      stdio: ['ignore', 'inherit', 'inherit'],
    }).once('close', ended);
  });
  return readTally(report, Number(code));
}

/** A runner that fails without a failed test (a file that does not load, no test found) counts as one failure. */
function readTally(/** @type {string} */ report, /** @type {number} */ code) {
  try {
    const { numPassedTests, numFailedTests } = JSON.parse(readFileSync(report, 'utf8'));
    return { passed: numPassedTests, failed: code !== 0 ? Math.max(1, numFailedTests) : 0 };
  } catch {
    return { passed: 0, failed: 1 };
  }
}

/** @returns {Promise<Tally>} */
async function checks() {
  const { check } = await import('./check.mjs');
  const verdicts = await check();
  const passed = verdicts.filter(Boolean).length;
  return { passed, failed: verdicts.length - passed };
}

const [first, ...others] = process.argv.slice(2);
const part = first === 'unit' || first === 'e2e' || first === 'check' ? first : undefined;
const more = part === undefined ? process.argv.slice(2) : others;

await prepare();
mkdirSync(results, { recursive: true });
/** @type {Tally[]} */
const tallies = [];
if (part === undefined || part === 'check') tallies.push(await checks());
if (part === undefined || part === 'unit') tallies.push(await vitest('unit', more));
if (part === undefined || part === 'e2e') {
  const { ensureBrowser } = await import('./browser.mjs');
  const { installHost } = await import('./vscodeHost.mjs');
  const { packageExtension } = await import('./package.mjs');
  ensureBrowser();
  installHost();
  packageExtension();
  tallies.push(await vitest('e2e', more));
}
const passed = tallies.reduce((sum, tally) => sum + tally.passed, 0);
const failed = tallies.reduce((sum, tally) => sum + tally.failed, 0);
console.log(`\n${passed} passed, ${failed} failed`);
process.exitCode = failed === 0 && passed > 0 ? 0 : 1;
