// What the simulating worker does: runs manifests, keeps the last run of each file, answers questions about it.
import type { Answer } from './answers/answer';
import { answersOf, inOrder, questionsOf } from './answers/answers';
import { openFile } from './documents/manifestFile';
import { loadYaml } from './documents/yamlValue';
import { answerView } from './features/answerViews';
import { companionsFor } from './features/companions';
import { type LocatedObject, objectsIn } from './features/manifestObjects';
import { momentView, objectYaml, type Scrubbable, scrubbable } from './features/momentView';
import type { RunSources } from './features/runSources';
import { runSummary } from './features/runSummary';
import { type ReadRun, readRun, runView, whyRows } from './features/runView';
import { scenarioIn } from './features/scenarioFile';
import type { AnswerView, MomentView, ObjectText, RunView, TraceRow } from './protocol/run';
import type { RunOutcome, WorkerRequest } from './protocol/runWorker';
import { type RunInput, type RunResult, simulate } from './simulator/simulate';
import { given } from './support/given';

/** Events after which an interactive run is ended: seconds, not minutes. */
const BUDGET = 3_000_000;
/** Entries after which it is ended too: a worker has about a gigabyte. */
const ROOM = 250_000;
/** Questions that need runs of their own are asked where one run is not longer than that many entries. */
const SHORT_RUN = 20_000;

type RunRequest = Extract<WorkerRequest, { kind: 'run' | 'outcome' }>;

/** A run, what it was made from, and where that stands. */
interface MadeRun {
  readonly input: RunInput;
  readonly run: RunResult;
  readonly sources: RunSources;
}

interface KeptRun {
  readonly runId: string;
  readonly made: MadeRun;
  readonly read: ReadRun;
  readonly moments: Scrubbable;
}

export class RunService {
  readonly #runs = new Map<string, KeptRun>();
  #count = 0;

  async handle(request: WorkerRequest): Promise<unknown> {
    switch (request.kind) {
      case 'run':
        await loadYaml();
        return this.#run(request);
      case 'outcome':
        await loadYaml();
        return this.#outcome(request);
      case 'answers':
        return this.#answers(request);
      case 'moment':
        return this.#moment(request.params.runId, request.params.atMs);
      case 'objectAt':
        return this.#objectAt(request);
      case 'why':
        return this.#why(request.params.runId, request.params.entry);
    }
  }

  #kept(runId: string): KeptRun | undefined {
    for (const kept of this.#runs.values()) if (kept.runId === runId) return kept;
    return undefined;
  }

  #run(request: Extract<RunRequest, { kind: 'run' }>): RunView {
    const { manifest, language = 'en' } = request;
    const made = madeRun(request);
    const { input, run, sources } = made;
    const read = readRun(run, sources);
    const runId = `run-${++this.#count}`;
    this.#runs.set(manifest.uri, { runId, made, read, moments: scrubbable(run) });
    const title = decodeURIComponent(manifest.uri.split('/').at(-1) ?? manifest.uri);
    const answers = answersOf(input, run, { fixes: false }).map((answer, i) =>
      answerView(answer, i, language, read.sources),
    );
    return runView(run, read, { runId, uri: manifest.uri, title, answers });
  }

  /** Gives way after each question, so that the views are answered meanwhile. */
  async #answers({
    params: { runId },
    language = 'en',
  }: Extract<WorkerRequest, { kind: 'answers' }>): Promise<readonly AnswerView[] | null> {
    const kept = this.#kept(runId);
    if (kept === undefined) return null;
    const { input, run } = kept.made;
    const answers: Answer[] = [];
    const whatIf = run.entries.length <= SHORT_RUN;
    for (const ask of questionsOf(input, run, { whatIf })) {
      answers.push(...ask());
      await new Promise<void>((resume) => setTimeout(resume));
      if (this.#kept(runId) === undefined) return null;
    }
    return inOrder(run, answers).map((answer, i) =>
      answerView(answer, i, language, kept.read.sources),
    );
  }

  #outcome(request: RunRequest): RunOutcome {
    const { input, run } = madeRun(request);
    const problems = answersOf(input, run, { fixes: false }).filter(
      ({ severity }) => severity === 'problem',
    ).length;
    return { summary: runSummary(run), problems };
  }

  #moment(runId: string, atMs: number): MomentView | null {
    const kept = this.#kept(runId);
    if (kept === undefined) return null;
    return momentView({ ...kept.moments, atMs });
  }

  #objectAt({ params }: Extract<WorkerRequest, { kind: 'objectAt' }>): ObjectText | null {
    const kept = this.#kept(params.runId);
    if (kept === undefined) return null;
    const yaml = objectYaml({ ...kept.moments, atMs: params.atMs }, params);
    return yaml === undefined ? null : { yaml };
  }

  #why(runId: string, entry: number): readonly TraceRow[] | null {
    const kept = this.#kept(runId);
    return kept === undefined ? null : (whyRows(kept.read, entry) ?? null);
  }
}

function madeRun({ params, manifest, neighbours, scenario }: RunRequest): MadeRun {
  const file = openFile(manifest.uri, manifest.text);
  const own = objectsIn(file, params.documents);
  const rest = params.documents === undefined ? [] : objectsIn(file);
  const files = [file, ...neighbours.map(({ uri, text }) => openFile(uri, text))];
  const candidates = [...rest, ...files.slice(1).flatMap((neighbour) => objectsIn(neighbour))];
  const companions = companionsFor(
    own.map(({ object }) => object),
    candidates,
  );
  const located: readonly LocatedObject[] = [...companions, ...own];
  const beside = scenario && scenarioIn(openFile(scenario.uri, scenario.text));
  const input: RunInput = {
    objects: located.map(({ object }) => object),
    budget: BUDGET,
    room: ROOM,
    ...given({
      scenario: beside?.scenario,
      seed: params.seed ?? beside?.seed,
      untilMs: params.untilMs ?? beside?.untilMs,
    }),
  };
  const sources = { files: new Map(files.map((known) => [known.uri, known])), located };
  return { input, run: simulate(input), sources };
}
