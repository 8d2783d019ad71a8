// The language server asked as a stranger would: many small manifests, a plain client, one question each.

import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { LanguageClient } from '../support/languageClient';
import { COMPLETIONS } from './exam/completionCases';
import { FINDINGS } from './exam/diagnosticsCases';
import { HOVERS } from './exam/hoverCases';
import { MEANINGS } from './exam/meaningCases';
import { sitCompletion, sitDiagnostics, sitHover } from './exam/sitting';
import { VALUES } from './exam/valueCases';

const PLAIN = { textDocument: { hover: { contentFormat: ['markdown'] }, diagnostic: {} } };

let client: LanguageClient;

beforeAll(async () => {
  const { status } = spawnSync(process.execPath, ['server/build/bundle.mjs'], {
    cwd: join(import.meta.dirname, '../..'),
  });
  expect(status).toBe(0);
  client = new LanguageClient();
  await client.initialize(PLAIN);
}, 60_000);

afterAll(() => {
  client.process.kill();
});

test.for([...COMPLETIONS, ...VALUES].map((it) => [it.name, it] as const))(
  'completion: %s',
  async ([, it]) => {
    expect(await sitCompletion(client, it)).toEqual([]);
  },
);

test.for([...HOVERS, ...MEANINGS].map((it) => [it.name, it] as const))(
  'hover: %s',
  async ([, it]) => {
    expect(await sitHover(client, it)).toEqual([]);
  },
);

test.for(FINDINGS.map((it) => [it.name, it] as const))('diagnostics: %s', async ([, it]) => {
  expect(await sitDiagnostics(client, it)).toEqual([]);
});
