// `podlab kubectl`: one line against a simulated cluster, or a recorded session played again.
import { openFile } from '../documents/manifestFile';
import { loadYaml } from '../documents/yamlValue';
import { objectsIn, valuesIn } from '../features/manifestObjects';
import { scenarioIn } from '../features/scenarioFile';
import { getCatalogue } from '../schema/builtinCatalogue';
import { parseGoDuration } from '../schema/duration';
import type { KubeObject } from '../schema/objects';
import { kubectl } from '../simulator/kubectl/session';
import { DEFAULT_SCENARIO } from '../simulator/scenario/scenario';
import { post, startSimulation } from '../simulator/simulate';
import type { CommandResult } from './explain';
import { type CommandFiles, readArguments, readManifests } from './files';
import { replayTranscript } from './transcript';

export const KUBECTL_USAGE = `Usage: podlab kubectl FILE… [--at 30s] [--scenario FILE] [--seed N] [--namespace NAME] -- ARGS…
       podlab kubectl --transcript FILE

The first form runs the manifests until the moment given (30s by default), then one kubectl line against that cluster, and
exits as kubectl would. The second plays the lines of a recorded session at their times and prints it in the same form.
`;
const OPTIONS: ReadonlySet<string> = new Set([
  'at',
  'scenario',
  'seed',
  'namespace',
  'transcript',
  'kubernetes',
]);
const DEFAULT_AT_MS = 30_000;

/** @param args what stands behind `podlab kubectl` */
export async function kubectlCommand(
  args: readonly string[],
  files: CommandFiles,
): Promise<CommandResult> {
  const dashes = args.indexOf('--');
  const own = dashes < 0 ? args : args.slice(0, dashes);
  if (own.some((arg) => arg === '--help' || arg === '-h'))
    return { stdout: KUBECTL_USAGE, stderr: '', code: 0 };
  const parsed = readArguments(own, OPTIONS);
  if (typeof parsed === 'string') return badUsage(parsed);
  const { words, options } = parsed;
  await loadYaml();
  const transcript = options.get('transcript');
  if (transcript !== undefined) {
    const text = files.read(transcript);
    if (text === undefined) return badUsage(`cannot read ${transcript}`);
    return { stdout: replayTranscript(text, transcript, files), stderr: '', code: 0 };
  }
  if (dashes < 0) return badUsage('no kubectl line given: put it behind --');
  const at = options.get('at');
  const atMs = at === undefined ? DEFAULT_AT_MS : parseGoDuration(at);
  if (atMs === undefined || atMs < 0)
    return badUsage(`--at ${at}: expected a duration such as 30s`);
  const manifests = readManifests(files, words);
  if (typeof manifests === 'string') return badUsage(`cannot read ${manifests}`);
  const scenarioPath = options.get('scenario');
  const scenarioText = scenarioPath === undefined ? undefined : files.read(scenarioPath);
  if (scenarioPath !== undefined && scenarioText === undefined)
    return badUsage(`cannot read ${scenarioPath}`);
  const scenario =
    scenarioText === undefined
      ? DEFAULT_SCENARIO
      : scenarioIn(openFile(scenarioPath ?? '', scenarioText)).scenario;
  const cluster = startSimulation(scenario, Number(options.get('seed') ?? '0'));
  for (const { path, text } of manifests)
    for (const { object } of objectsIn(openFile(path, text))) post(cluster, object);
  cluster.advance(Math.round(atMs));
  return kubectl(args.slice(dashes + 1), {
    cluster,
    catalogue: getCatalogue(),
    namespace: options.get('namespace') ?? 'default',
    objectsIn: (path) => objectsFrom(files, path),
    stdin: '',
  });
}

/** The objects of a file, without what is wrong with it. */
export function objectsFrom(files: CommandFiles, path: string): readonly KubeObject[] | undefined {
  const text = files.read(path);
  return text === undefined ? undefined : valuesIn(openFile(path, text));
}

function badUsage(problem: string): CommandResult {
  return { stdout: '', stderr: `error: ${problem}\n\n${KUBECTL_USAGE}`, code: 2 };
}
