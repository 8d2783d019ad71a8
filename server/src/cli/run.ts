// `podlab run`: simulates manifests and prints the trace.
import type { Answer } from '../answers/answer';
import { answersOf } from '../answers/answers';
import { editDifference } from '../answers/editDifference';
import { openFile } from '../documents/manifestFile';
import { loadYaml } from '../documents/yamlValue';
import { answersText } from '../features/answerViews';
import { companionsFor } from '../features/companions';
import { compareRuns } from '../features/compareRuns';
import { objectsIn } from '../features/manifestObjects';
import { refusalsOf, runDocument, runTable, runText } from '../features/runReport';
import { runSummary } from '../features/runSummary';
import { type ScenarioFile, scenarioComplaints, scenarioIn } from '../features/scenarioFile';
import { parseGoDuration } from '../schema/duration';
import { KUBERNETES_VERSIONS, NEWEST_VERSION } from '../schema/versions';
import {
  type RunInput,
  type RunProgress,
  type RunResult,
  simulateInSlices,
} from '../simulator/simulate';
import { given } from '../support/given';
import { finish } from '../support/steps';
import type { CommandResult } from './explain';
import {
  type CommandFiles,
  type ManifestText,
  otherManifests,
  readArguments,
  readManifests,
} from './files';

export const RUN_USAGE = `Usage: podlab run FILE… [--scenario FILE] [--seed N] [--until 10m] [--output text|json|table] [--compare FILE] [--kubernetes 1.36]

FILE is a manifest, a folder of manifests, or - for stdin. ConfigMaps, Secrets and the like that the files name but do not
define are taken from the same folder.
  --scenario   what happens to the cluster, and what its images do
  --seed       of everything that is left to chance
  --until      how long the run lasts: 90s, 10m, 1h30m
  --output     text: the trace; json: the same for programs; table: the Pods at the end
  --compare    a manifest to compare with: what differs between its run and this one
  --kubernetes whose fields the API has, 1.30 to 1.36; the behaviour is that of 1.36
  --answers    all: also what only further runs can tell (a lost node, a broken dependency, lost requests)
Exits with 1 when the API server refused an object, with 2 on bad usage.
`;
const OPTIONS: ReadonlySet<string> = new Set([
  'scenario',
  'seed',
  'until',
  'output',
  'compare',
  'kubernetes',
  'level',
  'answers',
]);

interface RunOptions {
  readonly files: readonly string[];
  readonly output: 'text' | 'json' | 'table';
  readonly level: 1 | 2 | 3;
  readonly compare?: string;
  readonly whatIf: boolean;
  readonly scenario?: string;
  readonly seed?: number;
  readonly untilMs?: number;
  readonly kubernetes?: string;
}

/** Hears how far a run is, every few thousand events. */
export type OnProgress = (progress: RunProgress) => void;

/** @param args what stands behind `podlab run` */
export async function runCommand(
  args: readonly string[],
  files: CommandFiles,
  onProgress: OnProgress = () => undefined,
): Promise<CommandResult> {
  if (args.some((arg) => arg === '--help' || arg === '-h'))
    return { stdout: RUN_USAGE, stderr: '', code: 0 };
  const options = readOptions(args);
  if (typeof options === 'string') return badUsage(options);
  await loadYaml();
  const manifests = readManifests(files, options.files);
  if (typeof manifests === 'string') return badUsage(`cannot read ${manifests}`);
  const scenario =
    options.scenario === undefined ? undefined : readScenario(files, options.scenario);
  if (typeof scenario === 'string') return badUsage(scenario);
  const runOf = (texts: readonly ManifestText[]) => {
    const { input, notes } = inputOf(texts, files, options, scenario);
    return { input, notes, run: finish(simulateInSlices(input), onProgress) };
  };
  const { input, run, notes } = runOf(manifests);
  const refusals = refusalsOf(run).map(({ message }) => `Error from server: ${message}\n`);
  const code = refusals.length > 0 ? 1 : 0;
  const stderr = [...notes, ...refusals].join('');
  if (options.compare === undefined)
    return { stdout: printed(run, answersOf(input, run, options), options), stderr, code };
  const others = readManifests(files, [options.compare]);
  if (typeof others === 'string') return badUsage(`cannot read ${others}`);
  const other = runOf(others);
  const edits = answersText(editDifference(other.run, run));
  return { stdout: compareRuns(other.run, run) + edits, stderr, code };
}

function badUsage(problem: string): CommandResult {
  return { stdout: '', stderr: `error: ${problem}\n\n${RUN_USAGE}`, code: 2 };
}

function readOptions(args: readonly string[]): RunOptions | string {
  const parsed = readArguments(args, OPTIONS);
  if (typeof parsed === 'string') return parsed;
  const { words, options } = parsed;
  if (words.length === 0) return 'no FILE given';
  const output = options.get('output') ?? 'text';
  if (output !== 'text' && output !== 'json' && output !== 'table')
    return `--output ${output}: expected text, json or table`;
  const seed = options.has('seed') ? Number(options.get('seed')) : undefined;
  if (seed !== undefined && !Number.isSafeInteger(seed))
    return `--seed ${options.get('seed')}: expected a whole number`;
  const until = options.get('until');
  const untilMs = until === undefined ? undefined : parseGoDuration(until);
  if (until !== undefined && (untilMs === undefined || untilMs < 0))
    return `--until ${until}: expected a duration such as 10m`;
  const level = Number(options.get('level') ?? '2');
  if (level !== 1 && level !== 2 && level !== 3) return '--level: expected 1, 2 or 3';
  const kubernetes = options.get('kubernetes');
  if (kubernetes !== undefined && !KUBERNETES_VERSIONS.includes(kubernetes))
    return `--kubernetes ${kubernetes}: expected ${KUBERNETES_VERSIONS[0]} to ${NEWEST_VERSION}`;
  const answers = options.get('answers') ?? 'few';
  if (answers !== 'few' && answers !== 'all') return `--answers ${answers}: expected few or all`;
  return {
    files: words,
    output,
    level,
    whatIf: answers === 'all',
    ...given({
      seed,
      untilMs: untilMs === undefined ? undefined : Math.round(untilMs),
      scenario: options.get('scenario'),
      compare: options.get('compare'),
      kubernetes,
    }),
  };
}

/** A string says why there is none. */
export function readScenario(files: CommandFiles, path: string): ScenarioFile | string {
  const text = files.read(path);
  if (text === undefined) return `cannot read ${path}`;
  const file = openFile(path, text);
  const [complaint] = scenarioComplaints(file);
  return complaint === undefined ? scenarioIn(file) : `${path}: ${complaint}`;
}

export function inputOf(
  manifests: readonly ManifestText[],
  files: CommandFiles,
  options: Pick<RunOptions, 'seed' | 'untilMs' | 'kubernetes'>,
  scenario: ScenarioFile | undefined,
): {
  readonly input: RunInput;
  readonly notes: readonly string[];
} {
  const located = manifests.flatMap(({ path, text }) => objectsIn(openFile(path, text)));
  const objects = located.map(({ object }) => object);
  const companions = companionsFor(
    objects,
    otherManifests(files, manifests).flatMap(({ path, text }) => objectsIn(openFile(path, text))),
  );
  const notes = companions.map(
    ({ object, source }) =>
      `note: ${object.kind}/${object.metadata.name} taken from ${source.uri}\n`,
  );
  const input: RunInput = {
    objects: [...companions.map(({ object }) => object), ...objects],
    ...given({
      seed: options.seed ?? scenario?.seed,
      untilMs: options.untilMs ?? scenario?.untilMs,
      scenario: scenario?.scenario,
      expect: scenario?.expect,
      kubernetes: options.kubernetes ?? scenario?.kubernetes,
    }),
  };
  return { input, notes };
}

function printed(run: RunResult, answers: readonly Answer[], options: RunOptions): string {
  switch (options.output) {
    case 'text':
      return `${runText(run, options.level)}${answersText(answers)}# ${runSummary(run)}\n`;
    case 'json':
      return `${JSON.stringify({ ...runDocument(run), answers }, undefined, 2)}\n`;
    case 'table':
      return runTable(run);
  }
}
