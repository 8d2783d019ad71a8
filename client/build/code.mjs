#!/usr/bin/env node
// Stands in for the `code` executable in test runs without a desktop: runs --extensionTestsPath inside the extension
// host, prints the suite's lines (all of VS Code's log if it fails or with VERBOSE set) and ends with its code.
import { parseArgs } from 'node:util';
import { runInHost } from './inHost.mjs';
import { root } from './setup.mjs';

const { values, positionals } = parseArgs({
  strict: false,
  allowPositionals: true,
  options: {
    extensionDevelopmentPath: { type: 'string' },
    extensionTestsPath: { type: 'string' },
    web: { type: 'boolean' },
  },
});
const { exitCode, lines } = await runInHost({
  web: values.web === true,
  folder: positionals[0] ?? root,
  development: String(values.extensionDevelopmentPath ?? root),
  tests: String(values.extensionTestsPath),
});
for (const line of lines) console.log(line);
process.exit(exitCode);
