// `npm start`: the extension in a VS Code with the sample workspace. The user's own `code` if there is one, else VS Code
// in the browser on a loopback port.
import { spawn, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { prepare, root } from './setup.mjs';

const sample = join(root, 'client/sample');

/** @returns {string | undefined} */
function desktopCode() {
  if (process.argv.includes('--browser')) return undefined;
  const names =
    process.platform === 'win32' ? ['code.cmd', 'code-insiders.cmd'] : ['code', 'code-insiders'];
  const folders = (process.env['PATH'] ?? '').split(delimiter);
  const found = names
    .flatMap((name) => folders.map((folder) => join(folder, name)))
    .find(existsSync);
  // A remote command line or a desktop that cannot open is no use here.
  return found !== undefined && spawnSync(found, ['--version'], { timeout: 20_000 }).status === 0
    ? found
    : undefined;
}

await prepare();
const code = desktopCode();
if (code !== undefined) {
  spawn(code, ['--new-window', `--extensionDevelopmentPath=${root}`, sample], {
    stdio: 'inherit',
    shell: process.platform === 'win32',
  });
} else {
  // Installed like a user's, because VS Code shows no notifications while it runs a development folder this way.
  const { packageExtension } = await import('./package.mjs');
  const { startServerHost } = await import('./vscodeHost.mjs');
  const { address } = await startServerHost({
    folder: sample,
    vsix: packageExtension(),
    data: join(root, 'test-results/start'),
  });
  console.log(`\nPodLab runs in VS Code at\n\n  ${address}\n\nCtrl+C ends it.`);
}
