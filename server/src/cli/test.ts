// `podlab test`: runs scenario files and holds them to what they expect.
import { type Verdict, verdictsOf } from '../answers/expectations';
import { loadYaml } from '../documents/yamlValue';
import { refusalsOf } from '../features/runReport';
import type { ScenarioFile } from '../features/scenarioFile';
import { DEFAULT_HORIZON_MS, simulateInSlices } from '../simulator/simulate';
import { finish } from '../support/steps';
import type { CommandResult } from './explain';
import { type CommandFiles, readArguments, readManifests } from './files';
import { inputOf, type OnProgress, readScenario } from './run';

export const TEST_USAGE = `Usage: podlab test SCENARIO… [--seed N] [--seeds N] [--output text|json]

SCENARIO is a file of kind Scenario with \`manifests\` and \`expect\`, such as

  expect:
  - {ready: deployment/web, within: 30s}
  - {staysReady: deployment/web}
  - {complete: job/migrate, within: 2m}
  - {restarts: deployment/web, atMost: 1}
  - {lostRequests: service/web, atMost: 0}
  - {events: BackOff, about: pod/web, atMost: 0}

  --seed       of everything that is left to chance
  --seeds      so many runs, from that seed on; a claim has to hold in each
  --output     text, or json for programs
Exits with 1 when a claim does not hold or the API server refuses an object, with 2 on bad usage.
`;
const OPTIONS: ReadonlySet<string> = new Set(['seed', 'seeds', 'output']);
const MOST_SEEDS = 100;

interface TestOptions {
  readonly files: readonly string[];
  readonly seed?: number;
  readonly seeds: number;
  readonly json: boolean;
}

/** What a scenario came to; `verdicts` of all its runs, those of one seed after those of another. */
interface TestedScenario {
  readonly scenario: string;
  readonly holds: boolean;
  readonly refused: readonly string[];
  readonly verdicts: readonly (Verdict & { readonly seed: number })[];
}

/** @param args what stands behind `podlab test` */
export async function testCommand(
  args: readonly string[],
  files: CommandFiles,
  onProgress: OnProgress = () => undefined,
): Promise<CommandResult> {
  if (args.some((arg) => arg === '--help' || arg === '-h'))
    return { stdout: TEST_USAGE, stderr: '', code: 0 };
  const options = readOptions(args);
  if (typeof options === 'string') return badUsage(options);
  await loadYaml();
  const tested: TestedScenario[] = [];
  const notes: string[] = [];
  for (const path of options.files) {
    const one = testScenario(path, files, options, notes, onProgress);
    if (typeof one === 'string') return badUsage(one);
    tested.push(one);
  }
  const stdout = options.json
    ? `${JSON.stringify(tested, undefined, 2)}\n`
    : tested.map((one) => textOf(one, options.seeds)).join('\n');
  return { stdout, stderr: notes.join(''), code: tested.every(({ holds }) => holds) ? 0 : 1 };
}

function badUsage(problem: string): CommandResult {
  return { stdout: '', stderr: `error: ${problem}\n\n${TEST_USAGE}`, code: 2 };
}

function readOptions(args: readonly string[]): TestOptions | string {
  const parsed = readArguments(args, OPTIONS);
  if (typeof parsed === 'string') return parsed;
  const { words, options } = parsed;
  if (words.length === 0) return 'no SCENARIO given';
  const output = options.get('output') ?? 'text';
  if (output !== 'text' && output !== 'json') return `--output ${output}: expected text or json`;
  const seed = options.has('seed') ? Number(options.get('seed')) : undefined;
  if (seed !== undefined && !Number.isSafeInteger(seed))
    return `--seed ${options.get('seed')}: expected a whole number`;
  const seeds = Number(options.get('seeds') ?? '1');
  if (!Number.isSafeInteger(seeds) || seeds < 1 || seeds > MOST_SEEDS)
    return `--seeds ${options.get('seeds')}: expected a number from 1 to ${MOST_SEEDS}`;
  const common = { files: words, seeds, json: output === 'json' };
  return seed === undefined ? common : { ...common, seed };
}

/** A string says what is wrong with the file. */
function testScenario(
  path: string,
  files: CommandFiles,
  options: TestOptions,
  notes: string[],
  onProgress: OnProgress,
): TestedScenario | string {
  const scenario = readScenario(files, path);
  if (typeof scenario === 'string') return scenario;
  const { expect, manifests } = scenario;
  if (expect.length === 0) return `${path} expects nothing: it has no \`expect\``;
  if (manifests.length === 0) return `${path} names no \`manifests\``;
  const texts = readManifests(
    files,
    manifests.map((name) => besideOf(files.folderOf(path), name)),
  );
  if (typeof texts === 'string') return `cannot read ${texts}`;
  const first = options.seed ?? scenario.seed ?? 0;
  const verdicts: (Verdict & { readonly seed: number })[] = [];
  const refused = new Set<string>();
  for (let seed = first; seed < first + options.seeds; seed++) {
    const made = inputOf(texts, files, { seed, ...longEnough(scenario) }, scenario);
    if (seed === first) notes.push(...made.notes);
    const run = finish(simulateInSlices(made.input), onProgress);
    for (const { message } of refusalsOf(run)) refused.add(message);
    verdicts.push(...verdictsOf(run, expect).map((verdict) => ({ ...verdict, seed })));
  }
  const holds = refused.size === 0 && verdicts.every((verdict) => verdict.holds);
  return { scenario: path, holds, refused: [...refused], verdicts };
}

function besideOf(folder: string, name: string): string {
  return name.startsWith('/') || folder === '' ? name : `${folder}/${name}`;
}

/** A run that could show the latest of the claims come true. */
function longEnough({ expect, untilMs }: ScenarioFile): { readonly untilMs?: number } {
  let latest = untilMs ?? DEFAULT_HORIZON_MS;
  for (const expectation of expect)
    if ('withinMs' in expectation) latest = Math.max(latest, expectation.withinMs ?? 0);
  return latest === (untilMs ?? DEFAULT_HORIZON_MS) ? {} : { untilMs: latest };
}

/** One line for each claim: of several runs that in which it does not hold, else the last. */
function textOf({ scenario, refused, verdicts }: TestedScenario, seeds: number): string {
  const lines = [scenario];
  for (const message of refused) lines.push(`  ✗ Error from server: ${message}`);
  const claims = verdicts.length / seeds;
  for (let claim = 0; claim < claims; claim++) {
    const runs = verdicts.filter((_, i) => i % claims === claim);
    const failed = runs.filter(({ holds }) => !holds);
    const shown = failed[0] ?? runs.at(-1);
    if (shown === undefined) continue;
    const where =
      seeds === 1
        ? ''
        : failed.length === 0
          ? ` (all ${seeds} seeds)`
          : ` (seed ${shown.seed}; ${failed.length} of ${seeds} seeds)`;
    lines.push(`  ${shown.holds ? '✓' : '✗'} ${shown.claim[0]}: ${shown.outcome[0]}${where}`);
  }
  return `${lines.join('\n')}\n`;
}
