// Plays a recorded scenario in the simulated cluster. Knows no files and nothing of Node, so that the web can do the same.
import {
  post,
  type RunResult,
  startSimulation,
  summarizeRun,
} from '../../server/src/simulator/simulate';
import type { OracleScenario } from './readScenario';

/** What of a scenario makes a run; plain data that survives a journey as JSON. */
export type Play = Pick<
  OracleScenario,
  'scenario' | 'before' | 'startMs' | 'manifests' | 'durationMs'
>;

export function play(
  { scenario, before, startMs, manifests, durationMs }: Play,
  seed: number,
): RunResult {
  const simulation = startSimulation(scenario, seed);
  const posted = before.map((object) => post(simulation, object));
  simulation.advance(startMs);
  posted.push(...manifests.map((object) => post(simulation, object)));
  const horizonMs = startMs + durationMs;
  const stopped = simulation.advance(horizonMs);
  const ended = stopped === 'idle' ? 'steady' : stopped;
  return summarizeRun(simulation, scenario, seed, { posted, horizonMs, ended });
}

/** All that a run tells: its header, its entries, and every object at every revision. Equal input gives equal text. */
export function wholeStory({ header, entries, store }: RunResult): string {
  return JSON.stringify({ header, entries, objects: store.changes.map(({ object }) => object) });
}
