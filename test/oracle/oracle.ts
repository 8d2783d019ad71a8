// Simulates recorded scenarios and writes what was seen, in the format of the recordings.
import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { play } from './play';
import { readScenario } from './readScenario';
import { recordingOf } from './recording';

const SEED = 1;

export interface Outcome {
  readonly name: string;
  readonly error?: string;
  readonly ms: number;
}

/** Simulates every `DIRECTORY/NAME/scenario.yaml` into `OUT/NAME.json`; one that fails does not stop the others. */
export function simulateAll(
  directory: string,
  out: string,
  only: readonly string[],
  now: () => number,
): readonly Outcome[] {
  mkdirSync(out, { recursive: true });
  const names = readdirSync(directory)
    .filter((name) => existsSync(join(directory, name, 'scenario.yaml')))
    .filter((name) => only.length === 0 || only.includes(name))
    .sort();
  return names.map((name) => {
    const began = now();
    try {
      const recording = simulateScenario(join(directory, name));
      writeFileSync(join(out, `${name}.json`), `${JSON.stringify(recording, null, 1)}\n`);
      return { name, ms: now() - began };
    } catch (error) {
      return {
        name,
        ms: now() - began,
        error: error instanceof Error ? (error.stack ?? error.message) : String(error),
      };
    }
  });
}

/** One recorded scenario as our simulator tells it. */
export function simulateScenario(directory: string): unknown {
  const scenario = readScenario(directory);
  return recordingOf(scenario, play(scenario, SEED));
}
