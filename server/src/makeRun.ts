// From the texts of a request to a run and to what is told of it, in slices: whoever drives them may pause, or leave it.
import { inOrder, questionsOf } from './answers/answers';
import { openFile } from './documents/manifestFile';
import { answerView } from './features/answerViews';
import { companionsFor } from './features/companions';
import { type LocatedObject, objectsIn } from './features/manifestObjects';
import type { RunSources } from './features/runSources';
import { type ReadRun, readRunInSteps } from './features/runView';
import { scenarioIn } from './features/scenarioFile';
import type { AnswerView } from './protocol/run';
import type { RunPart, WorkerRequest } from './protocol/runWorker';
import { type RunInput, type RunResult, simulateInSlices } from './simulator/simulate';
import { given } from './support/given';

/** Events after which an interactive run is ended: seconds, not minutes. */
const BUDGET = 3_000_000;
/** Entries after which it is ended too: a worker has about a gigabyte. */
const ROOM = 250_000;

export type AskedRun = Extract<WorkerRequest, { kind: 'run' | 'outcome' }>;

/** A run, what it was made from, and where that stands. */
export interface MadeRun {
  readonly input: RunInput;
  readonly run: RunResult;
  readonly sources: RunSources;
}

export interface ToldRun {
  readonly made: MadeRun;
  readonly read: ReadRun;
  /** In the order in which they are shown; those only that need no run of their own. */
  readonly answers: readonly AnswerView[];
}

/** How much of the work is done when a run is at its end, its rows are read, and its questions are asked. */
const PARTS = { simulated: 0.7, read: 0.85, asked: 0.95 };

/** The run and what the views tell of it. */
export function* makeRun(
  request: Extract<AskedRun, { kind: 'run' }>,
): Generator<RunPart, ToldRun, undefined> {
  let last: RunPart = { atMs: 0, events: 0, part: 0 };
  const made = yield* telling(simulateAsked(request), (so) => {
    last = { ...so, part: so.part * PARTS.simulated };
    return last;
  });
  const { input, run, sources } = made;
  const read = yield* telling(readRunInSteps(run, sources), () => last);
  const found = [];
  for (const ask of questionsOf(input, run, { fixes: false })) {
    yield { ...last, part: PARTS.read };
    found.push(...ask());
  }
  yield { ...last, part: PARTS.asked };
  const answers = inOrder(run, found).map((answer, i) =>
    answerView(answer, i, request.language ?? 'en', read.sources),
  );
  return { made, read, answers };
}

function* telling<S, T>(
  steps: Generator<S, T, undefined>,
  tell: (step: S) => RunPart,
): Generator<RunPart, T, undefined> {
  for (;;) {
    const step = steps.next();
    if (step.done === true) return step.value;
    yield tell(step.value);
  }
}

/** The run alone. */
export function* simulateAsked({
  params,
  manifest,
  neighbours,
  scenario,
}: AskedRun): Generator<RunPart, MadeRun, undefined> {
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
      expect: beside?.expect,
      seed: params.seed ?? beside?.seed,
      untilMs: params.untilMs ?? beside?.untilMs,
    }),
  };
  const sources = { files: new Map(files.map((known) => [known.uri, known])), located };
  return { input, run: yield* simulateInSlices(input), sources };
}
