import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { builtGrammar } from '../../client/build/grammar.mjs';
import { root } from '../../client/build/setup.mjs';

test('the grammar that is shipped is built from its source', () => {
  const shipped = readFileSync(join(root, 'syntaxes/podlab-yaml.tmLanguage.json'), 'utf8');
  expect(shipped).toBe(builtGrammar());
});
