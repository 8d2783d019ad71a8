// Whole runs, told as text: `name.yaml`, with `name.podlab.yaml` beside it where something happens, gives `name.trace.txt`.
// UPDATE_GOLDEN=1 writes the texts anew; their difference is the change in behaviour.
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { openFile } from '../../server/src/documents/manifestFile';
import { loadYaml } from '../../server/src/documents/yamlValue';
import { objectsIn } from '../../server/src/features/manifestObjects';
import { runText } from '../../server/src/features/runReport';
import { runSummary } from '../../server/src/features/runSummary';
import { scenarioIn } from '../../server/src/features/scenarioFile';
import { simulate } from '../../server/src/simulator/simulate';

const HERE = import.meta.dirname;
const DEFAULT_UNTIL_MS = 120_000;

beforeAll(loadYaml);

const names = readdirSync(HERE)
  .filter((name) => name.endsWith('.yaml') && !name.endsWith('.podlab.yaml'))
  .map((name) => name.slice(0, -'.yaml'.length));

test.each(names)('%s tells the same story as ever', (name) => {
  const read = (file: string) => openFile(file, readFileSync(join(HERE, file), 'utf8'));
  const beside = `${name}.podlab.yaml`;
  const file = existsSync(join(HERE, beside)) ? scenarioIn(read(beside)) : undefined;
  expect(file?.findings ?? []).toEqual([]);
  const run = simulate({
    objects: objectsIn(read(`${name}.yaml`)).map(({ object }) => object),
    untilMs: file?.untilMs ?? DEFAULT_UNTIL_MS,
    ...(file === undefined ? {} : { scenario: file.scenario }),
  });
  const text = `${runText(run)}# ${runSummary(run)}\n`;
  const golden = join(HERE, `${name}.trace.txt`);
  if (process.env['UPDATE_GOLDEN'] === '1') writeFileSync(golden, text);
  expect(text).toBe(readFileSync(golden, 'utf8'));
});
