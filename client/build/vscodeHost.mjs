// A real VS Code without a desktop: its server and workbench come inside the npm package `code-server`, of which only
// the unmodified part `lib/vscode` is used, run by the Node that it was built for. Installed once per user.
import { execFileSync, spawn } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:net';
import { homedir, tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { root } from './setup.mjs';

const nodePackage = `node-${process.platform}-${process.arch}`;
const versions = { 'code-server': '4.139.1', [nodePackage]: '24.21.0' };
const cache = process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache');
const home = resolve(
  process.env['VSCODE_HOST_DIR'] ?? join(cache, `podlab-vscode-${versions['code-server']}`),
);

/** @param {string} base */
const placesIn = (base) => ({
  node: join(base, 'node_modules', nodePackage),
  vscode: join(base, 'node_modules/code-server/lib/vscode'),
});
const nodeProgram = join(placesIn(home).node, 'bin/node');
const vscode = placesIn(home).vscode;
const serverMain = join(vscode, 'out/server-main.js');
/** Where VS Code keeps its built-in extensions, its grammars among them. */
export const hostExtensions = join(vscode, 'extensions');

/** @param {string} path @param {string} text */
function write(path, text) {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
}

/** @param {string} name */
export const temporaryFolder = (name) => mkdtempSync(join(tmpdir(), `podlab-${name}-`));
/** @param {string} path */
export const removeFolder = (path) => rmSync(path, { recursive: true, force: true, maxRetries: 3 });

/** @returns {Promise<number>} */
export function freePort() {
  return new Promise((found, failed) => {
    const server = createServer()
      .once('error', failed)
      .listen(0, '127.0.0.1', () => {
        const address = server.address();
        server.close(() => found(typeof address === 'object' && address ? address.port : 0));
      });
  });
}

/** Installs next to the final place and moves it there at the end, so that a half-done install is never used. */
export function installHost() {
  if (existsSync(serverMain) && existsSync(nodeProgram)) return;
  console.log('Installing VS Code for the browser (once, about 800 MB) …');
  const building = `${home}.${process.pid}`;
  write(join(building, 'package.json'), JSON.stringify({ private: true, dependencies: versions }));
  const places = placesIn(building);
  const env = {
    ...process.env,
    PATH: `${join(places.node, 'bin')}:${process.env['PATH']}`,
    npm_config_nodedir: places.node,
    npm_config_fund: 'false',
    npm_config_audit: 'false',
  };
  /** @param {string} cwd @param {string[]} args */
  const npm = (cwd, ...args) => execFileSync('npm', args, { cwd, env, stdio: 'inherit' });
  // code-server's own set-up builds native modules that nothing here needs.
  npm(building, 'install', '--ignore-scripts', '--loglevel=error');
  npm(places.vscode, 'install', '--ignore-scripts', '--omit=dev', '--loglevel=error');
  buildLogWriter(places.vscode, npm);
  renameSync(building, home);
}

/**
 * Without this module VS Code works but its output channels stay empty; a machine without a compiler does without.
 *
 * @param {string} folder
 * @param {(cwd: string, ...args: string[]) => void} npm
 */
function buildLogWriter(folder, npm) {
  try {
    npm(folder, 'rebuild', '--ignore-scripts=false', '@vscode/spdlog', '@vscode/native-watchdog');
  } catch {
    console.warn('No compiler: output channels of this VS Code will stay empty.');
  }
}

const settingsFile = join(root, 'test/e2e/settings.json');

/**
 * @typedef {object} HostOptions
 * @property {string} folder the workspace
 * @property {string} [vsix] a packaged extension, installed as a user would
 * @property {string} [development] an extension's folder, run from source
 * @property {string} [tests] a CommonJS file with `run()`, executed in the extension host
 * @property {number} [port]
 * @property {string} [locale] language of the workbench
 * @property {Readonly<Record<string, unknown>>} [settings] over those of the tests
 * @property {string} [data] where this VS Code keeps what it remembers; a temporary folder when absent
 *
 * @typedef {object} Host
 * @property {string} address
 * @property {() => Promise<void>} stop
 */

/** @param {HostOptions} options */
const settingsText = ({ settings }) =>
  JSON.stringify({ ...JSON.parse(readFileSync(settingsFile, 'utf8')), ...settings });

/**
 * VS Code with a Node extension host. Only its driver mode heeds `development` and `tests`; that mode shows no
 * notification toasts.
 *
 * @param {HostOptions} options
 * @returns {Promise<Host>}
 */
export async function startServerHost(options) {
  installHost();
  const { folder, vsix, development, tests } = options;
  const data = options.data ?? temporaryFolder('vscode');
  const port = options.port ?? (await freePort());
  if (!existsSync(join(data, 'data/User/settings.json')))
    write(join(data, 'data/User/settings.json'), settingsText(options));
  const args = [serverMain, '--server-data-dir', data, '--accept-server-license-terms'];
  if (vsix !== undefined)
    execFileSync(nodeProgram, [...args, '--install-extension', resolve(vsix), '--force'], {
      stdio: 'ignore',
    });
  args.push('--host', '127.0.0.1', '--port', String(port), '--without-connection-token');
  args.push('--disable-workspace-trust', '--disable-telemetry');
  if (vsix === undefined) args.push('--enable-smoke-test-driver');
  const child = spawn(nodeProgram, args, {
    env: { ...process.env, EXTENSIONS_GALLERY: '{}', TMPDIR: data },
  });
  process.once('exit', () => child.kill());
  // Being told to end is no reason to leave a server behind.
  for (const signal of /** @type {const} */ (['SIGTERM', 'SIGHUP']))
    process.once(signal, () => process.exit(1));
  await listening(child);
  const uriOf = (/** @type {string} */ path) => `vscode-remote://127.0.0.1:${port}${resolve(path)}`;
  const payload = [['skipWelcome', 'true']];
  if (development !== undefined) payload.push(['extensionDevelopmentPath', uriOf(development)]);
  if (tests !== undefined) payload.push(['extensionTestsPath', uriOf(tests)]);
  const query = new URLSearchParams({
    folder: resolve(folder),
    payload: JSON.stringify(payload),
  });
  return {
    address: `http://127.0.0.1:${port}/?${query}`,
    async stop() {
      const gone = new Promise((ended) => child.once('exit', ended));
      child.kill();
      await gone;
      await setTimeout(1000); // the extension host outlives the server a little
      if (options.data === undefined) removeFolder(data);
    },
  };
}

/** @param {import('node:child_process').ChildProcessWithoutNullStreams} child */
function listening(child) {
  return new Promise((ready, failed) => {
    let log = '';
    for (const stream of [child.stdout, child.stderr])
      stream.on('data', (chunk) => {
        log += chunk;
        if (log.includes('Extension host agent listening')) ready(undefined);
      });
    child.once('exit', (code) => failed(new Error(`VS Code ended with ${code}\n${log}`)));
  });
}

/** @param {string} text @param {RegExp} from @param {string} to */
function replaceOnce(text, from, to) {
  if (text.match(from)?.length !== 1) throw new Error(`not once in the workbench: ${from}`);
  return text.replace(from, to);
}

/**
 * Gives the workbench what a serverless page needs: no server, user data in the browser, and stand-ins for the
 * browser halves of built-in extensions that the package lacks.
 *
 * @param {HostOptions} options
 */
function adaptWorkbench(options) {
  const out = join(vscode, 'out/vs');
  const page = {
    userDataPath: '/',
    isEnabledFileDownloads: true,
    isEnabledFileUploads: true,
    isEnabledCoderGettingStarted: false,
    configurationDefaults: JSON.parse(settingsText(options)),
  };
  let bundle = readFileSync(join(out, 'code/browser/workbench/workbench.js'), 'utf8');
  bundle = replaceOnce(
    bundle,
    /remoteAuthority:location\.host/g,
    JSON.stringify(page).slice(1, -1),
  );
  bundle = replaceOnce(
    bundle,
    /(?<=\.userDataPath\)\.with\(\{scheme:\w+\.)vscodeRemote\b/g,
    'vscodeUserData',
  );
  write(join(out, 'code/browser/workbench/workbench.web.js'), bundle);
  write(
    join(out, 'workbench/workbench.web.main.internal.css'),
    '@import url("../code/browser/workbench/workbench.css");',
  );
  write(
    join(out, 'workbench/workbench.web.main.internal.js'),
    `export const URI = { parse: (s) => s, revive: (c) => c };
export const create = () => import('../code/browser/workbench/workbench.web.js');
export class Emitter { event() {} fire() {} dispose() {} }
`,
  );
  for (const main of [
    'git-base/dist/browser/extension',
    'github-authentication/dist/browser/extension',
    'emmet/dist/browser/emmetBrowserMain',
    'merge-conflict/dist/browser/mergeConflictMain',
  ])
    write(join(vscode, 'extensions', `${main}.js`), 'exports.activate = () => {};');
}

/**
 * VS Code with no server, as on vscode.dev: only the web worker extension host, `folder` as a virtual workspace.
 *
 * @param {HostOptions} options
 * @returns {Promise<Host>}
 */
export async function startWebHost(options) {
  installHost();
  adaptWorkbench(options);
  const commit = '0'.repeat(40);
  const data = temporaryFolder('vscode-web');
  const port = options.port ?? (await freePort());
  // @vscode/test-web takes a build that it finds in its folder for one that it has downloaded.
  symlinkSync(vscode, join(data, `vscode-web-stable-${commit}`));
  write(join(vscode, 'version'), commit);
  const { open } = await import('@vscode/test-web');
  const { dispose } = await open({
    browserType: 'none',
    quality: 'stable',
    commit,
    testRunnerDataDir: data,
    port,
    folderPath: resolve(options.folder),
    extensionDevelopmentPath: resolve(options.development ?? root),
    ...(options.tests === undefined ? {} : { extensionTestsPath: resolve(options.tests) }),
  });
  return {
    address: `http://localhost:${port}/`,
    async stop() {
      dispose();
      removeFolder(data);
    },
  };
}
