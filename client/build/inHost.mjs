// Runs a suite inside a real extension host, Node or web worker, and gives what it printed.
import { openPage } from './browser.mjs';
import { startServerHost, startWebHost } from './vscodeHost.mjs';

const TIMEOUT_MS = 240_000;
const OWN_LINE = /^(ok|not ok|METRIC|\d+ passed)/;

/**
 * @param {{ web: boolean, folder: string, development: string, tests: string }} options
 * @returns {Promise<{ exitCode: number, lines: string[] }>} exit code 2 when the suite never ended
 */
export async function runInHost({ web, folder, development, tests }) {
  const host = await (web ? startWebHost : startServerHost)({ folder, development, tests });
  const browser = await openPage();
  /** @type {string[]} */
  const own = [];
  /** @type {string[]} */
  const rest = [];
  try {
    const ended = new Promise((resolve) =>
      browser.page.exposeFunction('codeAutomationExit', resolve),
    );
    await browser.page.exposeFunction(
      'codeAutomationLog',
      (/** @type {string} */ type, /** @type {unknown[]} */ args) => {
        const text = args.map(String).join(' ');
        if (OWN_LINE.test(text)) own.push(text);
        else rest.push(`[${type}] ${text}`);
      },
    );
    await browser.page.goto(host.address);
    const exitCode = Number(
      await Promise.race([
        ended,
        new Promise((resolve) => setTimeout(resolve, TIMEOUT_MS, 2).unref()),
      ]),
    );
    const tellAll = exitCode !== 0 || process.env['VERBOSE'] !== undefined;
    return { exitCode, lines: tellAll ? [...rest, ...own] : own };
  } finally {
    await browser.close();
    await host.stop();
  }
}
