// What no run may ever break, whatever it was given, held while it goes on: after each of its events.
import { clusterObjects } from '../../../server/src/simulator/clusterObjects';
import { clusterComponents } from '../../../server/src/simulator/components';
import { DEFAULT_SCENARIO } from '../../../server/src/simulator/scenario/scenario';
import {
  KUBERNETES,
  post,
  type RunInput,
  type RunResult,
  Simulation,
  summarizeRun,
} from '../../../server/src/simulator/simulate';
import type { RecordedRun } from '../../../server/src/simulator/trace/recordedRun';
import { capacityPromises } from './promises/capacity';
import { controllerPromises } from './promises/controllers';
import { endpointPromises } from './promises/endpoints';
import { addressPromises, nodePromises } from './promises/nodeTruth';
import { namespacePromises, objectPromises, timePromises } from './promises/objects';
import { podPromises } from './promises/podStatus';
import type { Promises } from './promises/promise';
import { Writers, writerPromises } from './promises/writers';

/** Holds all promises against what is new since it last looked. */
export class PromiseKeeper {
  readonly broken: string[] = [];
  readonly #promises: readonly Promises[];
  #seen = 0;

  constructor(further: readonly Promises[] = []) {
    this.#promises = [
      timePromises(),
      objectPromises(),
      namespacePromises(),
      podPromises(),
      capacityPromises(),
      nodePromises(),
      addressPromises(),
      endpointPromises(),
      controllerPromises(),
      ...further,
    ];
  }

  look({ entries, store }: Pick<RecordedRun, 'entries' | 'store'>): void {
    const say = (text: string): void => {
      this.broken.push(text);
    };
    for (; this.#seen < entries.length; this.#seen++) {
      const entry = entries[this.#seen];
      if (entry === undefined) break;
      const { change: told } = entry;
      const change = told.kind === 'object' ? store.change(told.revision) : undefined;
      for (const promises of this.#promises) {
        promises.entry?.(entry, say);
        if (change !== undefined) promises.change?.(change, say);
      }
    }
  }
}

/** The promises that a finished run broke, in the order in which it did; none is as it should be. */
export function brokenPromises(run: RecordedRun): readonly string[] {
  const keeper = new PromiseKeeper();
  keeper.look(run);
  return keeper.broken;
}

export interface WatchedRun {
  readonly run: RunResult;
  readonly broken: readonly string[];
}

/** As `simulate`, event by event: the run stops at the first event that breaks a promise. */
export function watchedRun(input: RunInput): WatchedRun {
  const { seed = 0, scenario = DEFAULT_SCENARIO, untilMs: horizonMs = 600_000 } = input;
  const writers = new Writers();
  const components = clusterComponents(scenario).map((component) => writers.beside(component));
  const objects = clusterObjects(scenario.cluster, `v${KUBERNETES}.2`);
  const simulation = new Simulation(components, seed, objects);
  const keeper = new PromiseKeeper([writerPromises(writers)]);
  const posted = input.objects.map((object) => post(simulation, object));
  keeper.look(simulation);
  let left = input.budget ?? 300_000;
  let stopped: ReturnType<Simulation['advance']> = 'budget';
  while (stopped === 'budget' && left-- > 0 && keeper.broken.length === 0) {
    stopped = simulation.advance(horizonMs, 1);
    keeper.look(simulation);
  }
  const ended = stopped === 'idle' ? 'steady' : stopped;
  const run = summarizeRun(simulation, scenario, seed, { posted, horizonMs, ended });
  return { run, broken: keeper.broken };
}
