// `npm run check`: types of every project, formatting and lint rules.
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { ensureCatalogue, ensureDependencies, root } from './setup.mjs';

const bin = join(root, 'node_modules/.bin');
const PROJECTS = ['server', 'client', 'client/webview', 'client/build', 'test'];

/** @param {string} title @param {string} program @param {string[]} args @returns {Promise<boolean>} */
function passes(title, program, args) {
  return new Promise((done) => {
    let output = '';
    const child = spawn(join(bin, program), args, { cwd: root });
    for (const stream of [child.stdout, child.stderr])
      stream.on('data', (text) => (output += text));
    child.once('close', (code) => {
      console.log(`${code === 0 ? 'ok    ' : 'FAILED'}  ${title}`);
      if (code !== 0) console.log(output);
      done(code === 0);
    });
  });
}

/** @returns {Promise<boolean[]>} one verdict per check */
export async function check() {
  const verdicts = [
    await passes('format and lint', 'biome', ['check', '--error-on-warnings', '.']),
  ];
  for (const project of PROJECTS)
    verdicts.push(await passes(`types of ${project}`, 'tsc', ['-p', project]));
  return verdicts;
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) {
  ensureDependencies();
  ensureCatalogue();
  process.exitCode = (await check()).every(Boolean) ? 0 : 1;
}
