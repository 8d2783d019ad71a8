// `podlab check`: what is wrong with manifests, as the API server and we see it.
import { loadYaml } from '../documents/yamlValue';
import { checkFiles, type FileFinding } from '../features/checkFiles';
import type { CommandResult } from './explain';
import { type CommandFiles, otherManifests, readArguments, readManifests } from './files';

export const CHECK_USAGE = `Usage: podlab check FILE… [--output text|json] [--kubernetes 1.36]

FILE is a manifest, a folder of manifests, or - for stdin. Each finding is one line: file:line:column: severity code: message.
Exits with 1 when there is an error among them, with 2 on bad usage.
`;
const OPTIONS: ReadonlySet<string> = new Set(['output', 'kubernetes']);
const VERSION = /^1\.(3[0-6])$/;

/** @param args what stands behind `podlab check` */
export async function checkCommand(
  args: readonly string[],
  files: CommandFiles,
): Promise<CommandResult> {
  if (args.some((arg) => arg === '--help' || arg === '-h'))
    return { stdout: CHECK_USAGE, stderr: '', code: 0 };
  const parsed = readArguments(args, OPTIONS);
  if (typeof parsed === 'string') return badUsage(parsed);
  const output = parsed.options.get('output') ?? 'text';
  const version = parsed.options.get('kubernetes') ?? '1.36';
  if (parsed.words.length === 0) return badUsage('no FILE given');
  if (output !== 'text' && output !== 'json')
    return badUsage(`--output ${output}: expected text or json`);
  if (!VERSION.test(version)) return badUsage(`--kubernetes ${version}: expected 1.30 to 1.36`);
  const manifests = readManifests(files, parsed.words);
  if (typeof manifests === 'string') return badUsage(`cannot read ${manifests}`);
  await loadYaml();
  const findings = checkFiles(manifests, otherManifests(files, manifests), version);
  const stdout =
    output === 'json'
      ? `${JSON.stringify(findings, undefined, 2)}\n`
      : findings.map((finding) => `${findingLine(finding)}\n`).join('');
  const code = findings.some(({ severity }) => severity === 'error') ? 1 : 0;
  return { stdout, stderr: '', code };
}

function findingLine({ file, line, column, severity, code, message }: FileFinding): string {
  return `${file}:${line}:${column}: ${severity} ${code}: ${message.replaceAll('\n', ' ')}`;
}

function badUsage(problem: string): CommandResult {
  return { stdout: '', stderr: `error: ${problem}\n\n${CHECK_USAGE}`, code: 2 };
}
