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

/** Tags of YAML 1.1 that Kubernetes' own reader does not know: it takes these values as text. */
const UNKNOWN_TAGS = ['timestamp', 'binary', 'omap', 'pairs', 'set'];

function kubernetesTags(tags: Tags): Tags {
  return tags.filter((tag) => {
    if (typeof tag === 'string') return !UNKNOWN_TAGS.includes(tag);
    const name = tag.tag.replace('tag:yaml.org,2002:', '');
    return !UNKNOWN_TAGS.includes(name) && (tag as ScalarTag).format !== 'TIME';
  });
}

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
