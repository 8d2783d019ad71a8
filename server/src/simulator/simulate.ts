// Front door of the simulator: (objects, scenario) to a run whose trace tells the story.
import { getCatalogue } from '../schema/builtinCatalogue';
import type { KubeObject } from '../schema/objects';
import { extended } from '../support/extended';
import { given } from '../support/given';
import { fingerprint } from '../support/hash';
import { finish } from '../support/steps';
import type { ApiSurface } from './api/apiServer';
import { systemObjects } from './api/bootstrap';
import type { AnyClusterComponent } from './api/clusterComponent';
import type { Habit } from './api/habit';
import type { ObjectStore, StoreView } from './api/store';
import { EPOCH_MS } from './api/timestamps';
import type { ApiAnswer, Write } from './api/write';
import { withWhatIsMeant } from './assumedObjects';
import { clusterObjects } from './clusterObjects';
import { ClusterWorld } from './clusterWorld';
import { clusterComponents } from './components';
import type { EntryId, Message } from './kernel/component';
import { RandomStreams } from './kernel/random';
import { type Pending, Run, type RunEnd } from './kernel/run';
import type { SimTime } from './kernel/time';
import { openCounts } from './network/network';
import { type RunProgress, runToEnd } from './runToEnd';
import type { Expectation } from './scenario/expectations';
import { DEFAULT_SCENARIO, type Scenario } from './scenario/scenario';
import { endText } from './trace/outlookText';
import type { RecordedRun } from './trace/recordedRun';
import type { Outlook, RunEndReason, TraceDraft, TraceEntry, TraceHeader } from './trace/trace';

export type { RunProgress } from './runToEnd';

/** Version of the model: traces of different models need not agree. */
export const MODEL = '1';
export const KUBERNETES = '1.36';
export const DEFAULT_HORIZON_MS = 600_000;
/** A run goes on so long after the last thing that a scenario does at a set time. */
const AFTER_LAST_HAPPENING_MS = 120_000;
const DEFAULT_BUDGET = 20_000_000;
/** Some four kilobytes each. */
const DEFAULT_ROOM = 2_000_000;

/** A cluster whose time can be moved on; everything that happened so far can be read. */
export class Simulation {
  readonly #world: ClusterWorld;
  readonly #run: Run<StoreView, Write, TraceDraft>;
  readonly #components: ReadonlyMap<string, AnyClusterComponent>;
  /** Number of entries about what the cluster has from its beginning. */
  readonly storyBegins: number;

  constructor(
    components: readonly AnyClusterComponent[],
    seed: number,
    objects: readonly KubeObject[] = [],
    surface?: ApiSurface,
  ) {
    this.#world = new ClusterWorld(components, new RandomStreams(seed), surface);
    this.#run = new Run(this.#world, components, seed);
    this.#components = new Map(components.map((component) => [component.name, component]));
    for (const object of [...systemObjects(), ...objects])
      this.request({ verb: 'create', by: 'bootstrap', object });
    this.storyBegins = this.entries.length;
    for (const component of components)
      for (const wake of component.begin ?? [])
        this.#run.send({ to: component.name, key: wake.key, event: wake.event }, wake.afterMs, 0);
  }

  get now(): SimTime {
    return this.#run.now;
  }
  get store(): ObjectStore {
    return this.#world.store;
  }
  get entries(): readonly TraceEntry[] {
    return this.#world.entries;
  }
  /** Events handled so far. */
  get handled(): number {
    return this.#run.handled;
  }
  /** The same, with timers that were set anew before they were due. */
  get taken(): number {
    return this.#run.taken;
  }

  /** A client's request at the present moment. */
  request(write: Write, because: EntryId = 0): ApiAnswer {
    return this.#world.request(
      write,
      this.#run.now,
      this.#run.nextEntry(),
      because,
      (message, afterMs, cause) => this.#run.send(message, this.#run.now + afterMs, cause),
    );
  }

  /** The moment 0 as the times inside objects count it, in milliseconds of the epoch. */
  get epochMs(): number {
    return EPOCH_MS;
  }
  /** When something will happen next by itself. */
  get nextDue(): SimTime | undefined {
    return this.#run.nextDue;
  }

  /** What is on its way to somebody, in no order. */
  pending(): Iterable<Pending> {
    return this.#run.pending();
  }

  /** What the component makes of one of its pending events; undefined: something new, or nobody can tell. */
  habitOf(pending: Pending): Habit | undefined {
    const { to, key } = pending;
    const { view, now } = { view: this.store, now: this.now };
    const peek = (component: string, actor: string) => this.peek(component, actor);
    return this.#components.get(to)?.habit?.(pending, this.peek(to, key), { now, view, peek });
  }

  /** Tells an actor something at the present moment. */
  send(message: Message): void {
    this.#run.send(message, this.#run.now, 0);
  }

  /** The state of an actor; read only. */
  peek(component: string, key: string): unknown {
    return this.#run.peek(component, key);
  }

  record(draft: TraceDraft, because: EntryId = 0): EntryId {
    return this.#run.record(draft, because);
  }

  advance(until: SimTime, budget = 5_000_000): RunEnd {
    return this.#run.advance(until, budget);
  }

  /** Lets time pass in which nothing happens that anybody would notice; the simulation is not to be continued. */
  restUntil(at: SimTime): void {
    this.#run.restUntil(at);
  }
}

export interface RunInput {
  /** POSTed at 0, in this order, as they stand in their files. */
  readonly objects: readonly KubeObject[];
  readonly scenario?: Scenario;
  /** Claims about the run; they have no part in it. */
  readonly expect?: readonly Expectation[];
  readonly seed?: number;
  readonly untilMs?: SimTime;
  /** Whose fields the API has, such as 1.34; behaviour is that of the newest. */
  readonly kubernetes?: string;
  /** Events after which a run that will not end is ended. */
  readonly budget?: number;
  /** Entries after which it is ended too; default two million, some eight gigabytes. */
  readonly room?: number;
  /** False: everything is gone through up to the horizon, also what can be foretold to come to nothing. Default true. */
  readonly looksAhead?: boolean;
}

/** What became of one object that was POSTed. */
export interface Posted {
  readonly object: KubeObject;
  readonly answer: ApiAnswer;
}

export interface RunResult extends RecordedRun {
  readonly store: StoreView;
  readonly posted: readonly Posted[];
}

/** Simulates the objects in a fresh cluster. Equal input gives equal results, to the byte. */
export function simulate(input: RunInput): RunResult {
  return finish(simulateInSlices(input));
}

/** The same for whoever does something else in between: it pauses every few thousand events. */
export function* simulateInSlices(input: RunInput): Generator<RunProgress, RunResult, undefined> {
  const { seed = 0 } = input;
  const asGiven = input.scenario ?? DEFAULT_SCENARIO;
  const { scenario, assumed } = withWhatIsMeant(asGiven, input.objects);
  const simulation = startSimulation(scenario, seed, input.kubernetes);
  noteVersion(simulation, input.kubernetes);
  for (const { kind, name } of assumed)
    simulation.record({
      subject: { kind, namespace: '', name },
      change: { kind: 'assumption', text: `${kind} ${name} is there already.` },
    });
  const posted = input.objects.map((object) => post(simulation, object));
  const horizonMs = input.untilMs ?? defaultHorizon(scenario);
  const { stopped, outlook } = yield* runToEnd(simulation, {
    happenings: scenario.happenings,
    horizonMs,
    budget: input.budget ?? DEFAULT_BUDGET,
    room: input.room ?? DEFAULT_ROOM,
    looksAhead: input.looksAhead ?? true,
  });
  const goesOn = outlook === undefined || outlook.until !== undefined;
  const ended = stopped === 'budget' ? stopped : goesOn ? 'horizon' : 'steady';
  return summarizeRun(simulation, asGiven, seed, {
    posted,
    horizonMs,
    ended,
    ...given({ outlook }),
  });
}

interface Ending {
  readonly posted: readonly Posted[];
  readonly horizonMs: SimTime;
  readonly ended: RunEndReason;
  readonly outlook?: Outlook;
}

/** The run that led up to the simulation's present. */
export function summarizeRun(
  simulation: Simulation,
  scenario: Scenario,
  seed: number,
  ending: Ending = { posted: [], horizonMs: simulation.now, ended: 'horizon' },
): RunResult {
  const { posted, horizonMs, ended, outlook } = ending;
  const peek = (component: string, key: string) => simulation.peek(component, key);
  for (const count of openCounts(scenario.traffic ?? [], peek)) simulation.record(count);
  simulation.record({
    subject: { kind: 'Run', namespace: '', name: '' },
    change: { kind: 'end', reason: ended, text: endText(ended, outlook) },
  });
  const { entries, store, storyBegins } = simulation;
  const header: TraceHeader = {
    manifestHash: fingerprint(JSON.stringify(posted.map(({ object }) => object))),
    scenarioHash: fingerprint(JSON.stringify(scenario)),
    seed,
    model: MODEL,
    kubernetes: KUBERNETES,
    gates: scenario.cluster.gates ?? {},
    horizonMs,
    ended,
    ...given({ outlook }),
  };
  return { header, entries, storyBegins, store, posted, endMs: simulation.now, epochMs: EPOCH_MS };
}

/** A cluster as the scenario describes it, at its beginning. */
export function startSimulation(
  scenario: Scenario,
  seed: number,
  kubernetes: string = KUBERNETES,
): Simulation {
  const objects = clusterObjects(scenario.cluster, `v${KUBERNETES}.2`);
  const surface = given({ version: kubernetes, gates: scenario.cluster.gates });
  return new Simulation(clusterComponents(scenario), seed, objects, surface);
}

/** An older version has fewer fields; what it does with them is not told apart. */
function noteVersion(simulation: Simulation, kubernetes: string = KUBERNETES): void {
  if (kubernetes === KUBERNETES) return;
  const text = `The fields are those of Kubernetes ${kubernetes}, the behaviour is that of ${KUBERNETES}.`;
  simulation.record({
    subject: { kind: 'Run', namespace: '', name: '' },
    change: { kind: 'simplified', text },
  });
}

/** Creates the object as a client does that names no other namespace than the object's own. */
export function post(simulation: Simulation, object: KubeObject): Posted {
  const kind = getCatalogue().kind(object.apiVersion, object.kind);
  const namespace =
    object.metadata?.namespace ?? (kind?.namespaced === false ? undefined : 'default');
  const placed =
    namespace === undefined || object.metadata?.namespace !== undefined
      ? object
      : extended(object, { metadata: extended(object.metadata, { namespace }) });
  return { object, answer: simulation.request({ verb: 'create', by: 'client', object: placed }) };
}

function defaultHorizon({ happenings }: Scenario): SimTime {
  let horizon = DEFAULT_HORIZON_MS;
  for (const { trigger } of happenings)
    if (trigger.kind === 'at') horizon = Math.max(horizon, trigger.atMs + AFTER_LAST_HAPPENING_MS);
  return horizon;
}
