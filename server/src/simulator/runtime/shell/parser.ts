// The one place that knows which parser we use. Syntax trees are kept by script text: a probe runs the same line for ever.

import { type ParsedScript, parse } from 'unbash';

export type {
  ArithmeticExpression,
  ArrayValue,
  Assignment,
  BraceExpansionPart,
  Case,
  Command,
  CommandExpansionPart,
  CompoundCommand,
  CompoundList,
  For,
  Function as FunctionNode,
  HereDoc,
  If,
  ParameterExpansionPart,
  ParameterOperation,
  ParsedScript,
  Pipeline,
  Redirect,
  Redirected,
  Redirection,
  Statement,
  TestExpression,
  While,
  Word,
  WordPart,
} from 'unbash';

export interface Script {
  readonly text: string;
  readonly tree: ParsedScript;
  /** What is wrong with it; undefined when it is a whole script. */
  readonly error: string | undefined;
  readonly errorAt: number;
}

const KEPT = 512;
const cache = new Map<string, Script>();

/** Never throws; a broken script still has the part of the tree that stands before the mistake. */
export function parseScript(text: string): Script {
  const known = cache.get(text);
  if (known !== undefined) return known;
  const script = parseAnew(text);
  if (cache.size >= KEPT) {
    const oldest = cache.keys().next().value;
    if (oldest !== undefined) cache.delete(oldest);
  }
  cache.set(text, script);
  return script;
}

function parseAnew(text: string): Script {
  const tree = parse(text);
  const error = tree.errors?.[0];
  return { text, tree, error: error?.message, errorAt: error?.pos ?? 0 };
}

/** The line of an offset, counted from 1. */
export function lineAt(text: string, offset: number): number {
  let line = 1;
  for (let at = text.indexOf('\n'); at >= 0 && at < offset; at = text.indexOf('\n', at + 1)) line++;
  return line;
}
