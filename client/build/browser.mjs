// The browser that tests drive: one that is installed, else Debian's Chromium.
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { removeFolder, temporaryFolder } from './vscodeHost.mjs';

const candidates = [
  process.env['CHROMIUM'],
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
];

/** @returns {string | undefined} */
const installedBrowser = () => candidates.find((path) => path !== undefined && existsSync(path));

/** @returns {string} the path of a Chromium; throws with advice where none can be had */
export function ensureBrowser() {
  const installed = installedBrowser();
  if (installed !== undefined) return installed;
  const isRoot = process.getuid?.() === 0;
  if (!isRoot || !existsSync('/usr/bin/apt-get'))
    throw new Error('No Chromium found: install one, or name it in the variable CHROMIUM.');
  console.log('Installing Chromium …');
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  const wait = ['-o', 'DPkg::Lock::Timeout=300', '-qq'];
  execFileSync('apt-get', [...wait, 'update'], { env, stdio: 'inherit' });
  execFileSync(
    'apt-get',
    [...wait, 'install', '-y', '--no-install-recommends', 'chromium', 'fonts-dejavu-core'],
    { env, stdio: ['ignore', 'ignore', 'inherit'] },
  );
  const now = installedBrowser();
  if (now === undefined) throw new Error('Chromium was installed but is not where it belongs.');
  return now;
}

/**
 * One page with a profile of its own.
 *
 * @param {{ width?: number, height?: number, locale?: string, reducedMotion?: 'reduce' | 'no-preference' }} [options]
 */
export async function openPage({ width = 1400, height = 900, locale, reducedMotion } = {}) {
  const executablePath = ensureBrowser();
  const { chromium } = await import('playwright-core');
  const profile = temporaryFolder('browser');
  // Webviews of the serverless build are of other origins: let third parties have service workers.
  mkdirSync(join(profile, 'Default'), { recursive: true });
  writeFileSync(
    join(profile, 'Default/Preferences'),
    JSON.stringify({ profile: { cookie_controls_mode: 0 } }),
  );
  const context = await chromium.launchPersistentContext(profile, {
    executablePath,
    viewport: { width, height },
    ...(locale === undefined ? {} : { locale }),
    ...(reducedMotion === undefined ? {} : { reducedMotion }),
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  });
  const page = context.pages()[0] ?? (await context.newPage());
  return {
    page,
    async close() {
      await context.close();
      removeFolder(profile);
    },
  };
}
