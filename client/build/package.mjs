// `npm run package`: the .vsix, from bundles only.
import { execFileSync } from 'node:child_process';
import { mkdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { prepare, root } from './setup.mjs';

const vsixFile = join(root, 'dist/podlab.vsix');

/** Packs what is bundled already. @returns {string} the file's path */
export function packageExtension() {
  mkdirSync(join(root, 'dist'), { recursive: true });
  execFileSync(
    process.execPath,
    [
      join(root, 'node_modules/@vscode/vsce/vsce'),
      'package',
      '--no-dependencies',
      // There is no repository to lead pictures to: they are in the package.
      '--no-rewrite-relative-links',
      '--out',
      vsixFile,
    ],
    { cwd: root, stdio: ['ignore', 'ignore', 'inherit'] },
  );
  return vsixFile;
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) {
  await prepare();
  const file = packageExtension();
  console.log(`${file}  ${Math.round(statSync(file).size / 1024)} KB`);
}
