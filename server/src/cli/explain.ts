// `podlab explain`: what kubectl explain prints, offline.

import { EXPLAINABLE_VERSIONS, explainOffline } from '../features/explain';
import { explainedFindings, explainFinding, findingCodeIn } from '../features/explainFinding';

export interface CommandResult {
  readonly stdout: string;
  readonly stderr: string;
  /** 0 good, 1 there is no such thing, 2 bad usage. */
  readonly code: number;
}

export const EXPLAIN_USAGE = `Usage: podlab explain PATH [--recursive] [--facts] [--output text|json] [--api-version VERSION] [--kubernetes ${EXPLAINABLE_VERSIONS.newest}]

PATH is a resource and the fields below it: pod.spec.containers.livenessProbe; or the code of a finding: finding:unused-volume
  --recursive     also the fields of the fields
  --facts         after kubectl's text what it does not tell: defaults, since when, feature gate, who may change it
  --output        text: as kubectl explain prints it; json: everything, facts included
  --api-version   of the resource, where there are several: autoscaling/v1
  --kubernetes    without fields newer than this version
`;

interface ExplainOptions {
  readonly path: string;
  readonly recursive: boolean;
  readonly facts: boolean;
  readonly output: 'text' | 'json';
  readonly apiVersion?: string;
  readonly kubernetes: string;
}

/** @param args what stands behind `podlab explain` on the command line */
export function explainCommand(args: readonly string[]): CommandResult {
  const options = readOptions(args);
  if (options === undefined) return { stdout: EXPLAIN_USAGE, stderr: '', code: 0 };
  if (typeof options === 'string') {
    return { stdout: '', stderr: `error: ${options}\n\n${EXPLAIN_USAGE}`, code: 2 };
  }
  const code = findingCodeIn(options.path);
  if (code !== undefined) return findingResult(code, options.output);
  const { kubectl, facts, json } = explainOffline(options, options.kubernetes);
  const exit = kubectl.stderr === '' ? 0 : 1;
  if (options.output === 'text') {
    return { ...kubectl, stdout: kubectl.stdout + (options.facts ? facts : ''), code: exit };
  }
  const stdout = json === undefined ? '' : `${JSON.stringify(json, undefined, 2)}\n`;
  return { stdout, stderr: kubectl.stderr, code: exit };
}

function findingResult(finding: string, output: 'text' | 'json'): CommandResult {
  const text = explainFinding(finding, 'en');
  if (text === undefined) {
    const known = explainedFindings().join('\n  ');
    return {
      stdout: '',
      stderr: `error: there is no finding "${finding}"; there are\n  ${known}\n`,
      code: 1,
    };
  }
  const stdout = output === 'text' ? text : `${JSON.stringify({ finding, text }, undefined, 2)}\n`;
  return { stdout, stderr: '', code: 0 };
}

// -- arguments ------------------------------------------------------------------------------------------------------------

/** A string says what is wrong; undefined: help was asked for. */
function readOptions(args: readonly string[]): ExplainOptions | string | undefined {
  const paths: string[] = [];
  const values = new Map<string, string>();
  for (let at = 0; at < args.length; at += 1) {
    const arg = args[at] ?? '';
    if (arg === '--help' || arg === '-h') return undefined;
    if (!arg.startsWith('-') || arg === '-') {
      paths.push(arg);
      continue;
    }
    const [written = '', inline] = splitOnce(arg, '=');
    const name = written === '-o' ? '--output' : written;
    if (name === '--recursive' || name === '--facts') {
      values.set(name, inline ?? 'true');
    } else if (name === '--output' || name === '--api-version' || name === '--kubernetes') {
      const value = inline ?? args[(at += 1)];
      if (value === undefined) return `flag needs an argument: ${name}`;
      values.set(name, value);
    } else {
      return `unknown flag: ${name}`;
    }
  }
  return checkedOptions(paths, values);
}

function splitOnce(text: string, separator: string): readonly [string, string?] {
  const at = text.indexOf(separator);
  return at < 0 ? [text] : [text.slice(0, at), text.slice(at + 1)];
}

function checkedOptions(
  paths: readonly string[],
  values: ReadonlyMap<string, string>,
): ExplainOptions | string {
  const [path, ...more] = paths;
  if (path === undefined) return 'You must specify the type of resource to explain.';
  if (more.length > 0) return 'We accept only this format: explain RESOURCE';
  const output = values.get('--output') ?? 'text';
  if (output !== 'text' && output !== 'json') return `--output is text or json, not ${output}`;
  const kubernetes = values.get('--kubernetes') ?? EXPLAINABLE_VERSIONS.newest;
  if (!EXPLAINABLE_VERSIONS.all.includes(kubernetes))
    return `--kubernetes is one of ${EXPLAINABLE_VERSIONS.all.join(', ')}`;
  const apiVersion = values.get('--api-version');
  return {
    path,
    recursive: values.get('--recursive') === 'true',
    facts: values.get('--facts') === 'true',
    output,
    kubernetes,
    ...(apiVersion === undefined ? {} : { apiVersion }),
  };
}
