// `podlab explain`: what kubectl explain prints, offline.

import {
  type ExplainedField,
  type ExplainPage,
  type Explanation,
  explain,
} from '../features/explain';
import { explainFactsText } from '../features/explainFacts';
import { explainHeading, explainText } from '../features/explainText';
import { getCatalogue } from '../schema/builtinCatalogue';
import type { ApiField } from '../schema/catalogue';
import { loadDescriptions } from '../schema/descriptions';
import { type GateState, gateState } from '../schema/featureGates';
import { typeText } from '../schema/typeText';
import { asOf, KUBERNETES_VERSIONS, NEWEST_VERSION } from '../schema/versions';

export interface CommandResult {
  readonly stdout: string;
  readonly stderr: string;
  /** 0 good, 1 there is no such thing, 2 bad usage. */
  readonly code: number;
}

export const EXPLAIN_USAGE = `Usage: podlab explain PATH [--recursive] [--facts] [--output text|json] [--api-version VERSION] [--kubernetes ${NEWEST_VERSION}]

PATH is a resource and the fields below it: pod.spec.containers.livenessProbe
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
  if (typeof options === 'string')
    return { stdout: '', stderr: `error: ${options}\n\n${EXPLAIN_USAGE}`, code: 2 };
  if (options === undefined) return { stdout: EXPLAIN_USAGE, stderr: '', code: 0 };
  const api = {
    catalogue: asOf(getCatalogue(), options.kubernetes),
    descriptions: loadDescriptions(),
  };
  return explanationResult(explain(api, options), options);
}

function explanationResult(explanation: Explanation, options: ExplainOptions): CommandResult {
  const failure = { stdout: '', code: 1 };
  switch (explanation.outcome) {
    case 'page':
      return { stdout: pageOutput(explanation.page, options), stderr: '', code: 0 };
    case 'noSuchResource':
      return {
        ...failure,
        stderr: `the server doesn't have a resource type "${explanation.resource}"\n`,
      };
    case 'noSuchVersion': {
      const { apiVersion, plural } = explanation;
      const groupVersion = apiVersion.includes('/') ? apiVersion : `/${apiVersion}`;
      return {
        ...failure,
        stderr: `error: couldn't find resource for "${groupVersion}, Resource=${plural}"\n`,
      };
    }
    case 'noSuchField': {
      const stdout = options.output === 'json' ? '' : explainHeading(explanation.kind);
      return { stdout, stderr: `error: field "${explanation.field}" does not exist\n`, code: 1 };
    }
  }
}

function pageOutput(page: ExplainPage, options: ExplainOptions): string {
  const { output, recursive, facts, kubernetes } = options;
  if (output === 'json') return `${JSON.stringify(pageJson(page, kubernetes), undefined, 2)}\n`;
  return explainText(page, recursive) + (facts ? explainFactsText(page, kubernetes) : '');
}

// -- JSON ---------------------------------------------------------------------------------------------------------------

/** A field in the JSON output; absent members: not known, or not so. */
export interface ExplainedFieldJson extends Omit<ApiField, 'type' | 'publishedValues'> {
  /** As kubectl writes it, `[]Container`. */
  readonly type: string;
  readonly description?: string;
  /** How the gate stands by default in the version asked for. */
  readonly gateState?: GateState;
  readonly fields?: readonly ExplainedFieldJson[];
}

/** The JSON output of `podlab explain`. Members are only ever added. */
export interface ExplainJson {
  readonly group: string;
  readonly version: string;
  readonly kind: string;
  /** `spec.containers`; empty for the kind itself. */
  readonly path: string;
  /** Facts on the field that the path names; absent for the kind itself. */
  readonly field?: ExplainedFieldJson;
  /** The field's own text, then that of its type, a newline between. */
  readonly description: string;
  readonly fields: readonly ExplainedFieldJson[];
}

function pageJson(page: ExplainPage, version: string): ExplainJson {
  const { kind, path, field, mutability, descriptions, fields } = page;
  const own = field === undefined ? undefined : factsJson(field, version);
  return {
    group: kind.group,
    version: kind.version,
    kind: kind.kind,
    path: path.join('.'),
    ...(own === undefined
      ? {}
      : { field: mutability === undefined ? own : { ...own, mutability } }),
    description: descriptions.join('\n'),
    fields: fields.map((one) => fieldJson(one, version)),
  };
}

function fieldJson(
  { field, description, fields }: ExplainedField,
  version: string,
): ExplainedFieldJson {
  return {
    ...factsJson(field, version),
    ...(description === undefined ? {} : { description }),
    ...(fields.length === 0 ? {} : { fields: fields.map((one) => fieldJson(one, version)) }),
  };
}

function factsJson(field: ApiField, version: string): ExplainedFieldJson {
  const { publishedValues: _, ...facts } = field;
  const gate = field.gate === undefined ? undefined : gateState(field.gate, version);
  return {
    ...facts,
    type: typeText(field.type),
    ...(gate === undefined ? {} : { gateState: gate }),
  };
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
  const kubernetes = values.get('--kubernetes') ?? NEWEST_VERSION;
  if (!KUBERNETES_VERSIONS.includes(kubernetes))
    return `--kubernetes is one of ${KUBERNETES_VERSIONS.join(', ')}`;
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
