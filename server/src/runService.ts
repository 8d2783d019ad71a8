// What the simulating worker does: runs manifests, keeps the last run of each file, answers questions about it.
import type { Answer } from './answers/answer';
import { answersOf, inOrder, questionsOf } from './answers/answers';
import { loadYaml } from './documents/yamlValue';
import { answerView } from './features/answerViews';
import { momentView, objectYaml, type Scrubbable, scrubbable } from './features/momentView';
import { runSummary } from './features/runSummary';
import { type ReadRun, runView, whyRows } from './features/runView';
import { type AskedRun, type MadeRun, makeRun, simulateAsked } from './makeRun';
import type { AnswerView, MomentView, ObjectText, RunView, TraceRow } from './protocol/run';
import type { RunOutcome, WorkerRequest } from './protocol/runWorker';
import { Pace } from './runPace';
import { turn } from './support/turn';

/** Questions that need runs of their own are asked where one run is not longer than that many entries. */
const SHORT_RUN = 20_000;

interface KeptRun {
  readonly runId: string;
  readonly made: MadeRun;
  readonly read: ReadRun;
  readonly moments: Scrubbable;
}

export class RunService {
  readonly #runs = new Map<string, KeptRun>();
  #count = 0;
  // One after the other: each is as large as the worker may become.
  readonly #runLine = new Line();
  readonly #outcomeLine = new Line();

  /** A run that `pace` has cancelled is answered by nothing, and the run before it is kept. */
  async handle(request: WorkerRequest, pace: Pace = new Pace()): Promise<unknown> {
    switch (request.kind) {
      case 'run':
        return pace.unlessCancelled(this.#runLine.join(() => this.#run(request, pace)));
      case 'outcome':
        return pace.unlessCancelled(this.#outcomeLine.join(() => this.#outcome(request, pace)));
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

  async #run(request: Extract<AskedRun, { kind: 'run' }>, pace: Pace): Promise<RunView | null> {
    await loadYaml();
    const told = await pace.through(makeRun(request));
    if (told === undefined) return null;
    const { made, read } = told.result;
    const runId = `run-${++this.#count}`;
    const { uri } = request.manifest;
    this.#runs.set(uri, { runId, made, read, moments: scrubbable(made.run) });
    const title = decodeURIComponent(uri.split('/').at(-1) ?? uri);
    const { answers } = told.result;
    return runView(made.run, read, { runId, uri, title, answers });
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

  async #outcome(request: AskedRun, pace: Pace): Promise<RunOutcome | null> {
    await loadYaml();
    // Somebody waits for a run more than for the line above a document.
    const standBack = (): Promise<void> => turn().then(() => this.#runLine.clear());
    const made = await pace.through(simulateAsked(request), standBack);
    if (made === undefined) return null;
    const { input, run } = made.result;
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

/** Work that is done one after the other. */
class Line {
  #last: Promise<unknown> = Promise.resolve();

  join<T>(work: () => Promise<T>): Promise<T> {
    const mine = this.#last.then(work);
    this.#last = mine.catch(() => undefined);
    return mine;
  }

  /** Ends when what has joined by now is done. */
  async clear(): Promise<void> {
    await this.#last;
  }
}
