// The same suite in both extension hosts: Node, as on the desktop and on remotes, and the web worker, as on vscode.dev.
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { runInHost } from '../../client/build/inHost.mjs';
import { root } from '../../client/build/setup.mjs';

const hosts = [
  { name: 'the Node extension host', web: false, tests: 'dist/test/inHost/node.js' },
  { name: 'the web extension host', web: true, tests: 'dist/test/inHost/browser.js' },
];

describe.each(hosts)('in $name', ({ web, tests }) => {
  test('the suite passes', { timeout: 300_000 }, async () => {
    const { exitCode, lines } = await runInHost({
      web,
      folder: join(root, 'client/sample'),
      development: root,
      tests: join(root, tests),
    });
    console.log(lines.join('\n'));
    expect(exitCode).toBe(0);
  });
});
