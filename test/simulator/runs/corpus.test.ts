// Manifests that people wrote: whatever is in them, a run ends and breaks no promise of ours.
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join, relative } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { openFile } from '../../../server/src/documents/manifestFile';
import { loadYaml } from '../../../server/src/documents/yamlValue';
import { objectsIn } from '../../../server/src/features/manifestObjects';
import { runDocument } from '../../../server/src/features/runReport';
import { simulate } from '../../../server/src/simulator/simulate';

const CORPUS = join(import.meta.dirname, '../../../../shared/corpus');
const UNTIL_MS = 120_000;
const BUDGET = 400_000;

function manifestsUnder(folder: string): readonly string[] {
  return readdirSync(folder)
    .sort()
    .flatMap((name) => {
      const path = join(folder, name);
      if (statSync(path).isDirectory()) return manifestsUnder(path);
      return /\.(ya?ml|json)$/.test(name) ? [path] : [];
    });
}

beforeAll(loadYaml);

if (!existsSync(CORPUS)) {
  test('every manifest of the corpus runs', () => {
    console.log('the corpus is absent: nothing to run');
  });
} else {
  describe('every manifest of the corpus runs to its end', () => {
    test.each(manifestsUnder(CORPUS).map((path) => relative(CORPUS, path)))('%s', (name) => {
      const file = openFile(name, readFileSync(join(CORPUS, name), 'utf8'));
      const objects = objectsIn(file).map(({ object }) => object);
      const run = simulate({ objects, untilMs: UNTIL_MS, budget: BUDGET });
      expect(run.header.ended).not.toBe('budget');
      expect(runDocument(run).rows.length).toBeGreaterThanOrEqual(1);
    });
  });
}
