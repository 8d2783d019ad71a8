// What a document's text means as a value, the way kubectl and the API server read it: YAML 1.1 words for true and false,
// octal numbers with a leading zero, timestamps as text.

import type { Document, ScalarTag, Tags, YAMLError } from 'yaml';
import type { Span } from './tree';

export interface SyntaxIssue {
  readonly code: string;
  readonly message: string;
  readonly span: Span;
}

export interface YamlValue {
  /** Plain data; undefined for an empty document and where the text is too broken or too large to say. */
  readonly value: unknown;
  /** In the order of the text. A repeated key is not among them. */
  readonly issues: readonly SyntaxIssue[];
}

type YamlModule = typeof import('yaml');

let loaded: YamlModule | undefined;

/** The parser is loaded when it is first needed: completion and hover live without it. */
export async function loadYaml(): Promise<void> {
  loaded ??= await import('yaml');
}

export function isYamlLoaded(): boolean {
  return loaded !== undefined;
}

/** How often the anchors of a document may be unfolded; the Kubernetes API refuses more as well. */
const MOST_ALIASES = 100;

/** Tags of YAML 1.1 that Kubernetes' own reader does not know, taking these values as text, or reads in its own way. */
const OTHER_TAGS = ['timestamp', 'binary', 'omap', 'pairs', 'set', 'int', 'float'];

function kubernetesTags(tags: Tags): Tags {
  const kept = tags.filter((tag) => {
    const name = typeof tag === 'string' ? tag : tag.tag.replace('tag:yaml.org,2002:', '');
    return !OTHER_TAGS.includes(name);
  });
  return [...kept, INTEGER, NUMBER];
}

/** With a sign, a base (`0x1f`, `0b11`, `0o17`, `017`) and underscores anywhere after the first character. */
const INTEGER: ScalarTag = {
  tag: 'tag:yaml.org,2002:int',
  default: true,
  test: /^(?:[-+]_*)?(?:0_*(?:[xX]_*[0-9a-fA-F][0-9a-fA-F_]*|[bB]_*[01][01_]*|[oO]_*[0-7][0-7_]*|[0-7_]*)|[1-9][0-9_]*)$/,
  resolve: (text) => integerOf(text.replaceAll('_', '')),
};

function integerOf(text: string): number {
  const digits = text.replace(/^[-+]/, '');
  const octal = /^0[oO]?(?=[0-7])/;
  const size = octal.test(digits) ? Number(digits.replace(octal, '0o')) : Number(digits);
  return text.startsWith('-') ? -size : size;
}

/** There must be a digit: a lone point is a text, and so is `e5`. */
const NUMBER: ScalarTag = {
  tag: 'tag:yaml.org,2002:float',
  default: true,
  test: /^(?:[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN)|(?:[-+]_*)?(?:[0-9][0-9_]*(?:\.[0-9_]*)?|\.[0-9]+)(?:[eE][-+]?[0-9_]+)?)$/,
  resolve: (text) => {
    if (/nan/i.test(text)) return Number.NaN;
    if (/inf/i.test(text)) return text.startsWith('-') ? -Infinity : Infinity;
    const value = Number(text.replaceAll('_', ''));
    return Number.isFinite(value) ? value : text;
  },
};

/** Needs `loadYaml` to have ended; without it the value is simply unknown. */
export function yamlValue(text: string): YamlValue {
  if (loaded === undefined) return { value: undefined, issues: [] };
  const document = loaded.parseDocument(text, {
    version: '1.1',
    merge: true,
    uniqueKeys: false,
    prettyErrors: false,
    logLevel: 'silent',
    customTags: kubernetesTags,
  });
  const issues = document.errors.map((error) => toIssue(error, text.length));
  return { value: plainValue(document, issues), issues };
}

function plainValue(document: Document.Parsed, issues: SyntaxIssue[]): unknown {
  try {
    const value: unknown = document.toJS({ maxAliasCount: MOST_ALIASES });
    return value ?? undefined;
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    const code = /^Unresolved alias/.test(message) ? 'UNRESOLVED_ALIAS' : 'ALIASES';
    issues.push({ code, message, span: { start: 0, end: 1 } });
    return undefined;
  }
}

function toIssue(error: YAMLError, length: number): SyntaxIssue {
  const start = Math.min(error.pos[0], length);
  const end = Math.min(Math.max(error.pos[1], start), length);
  return { code: error.code, message: error.message, span: { start, end } };
}
