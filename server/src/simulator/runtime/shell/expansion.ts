// From the words of a script to the strings of a command: parameters, arithmetic, substitutions, splitting, file names.
//
// A command substitution runs a process and so takes virtual time, while everything here is a plain function. So an
// expansion that meets one stops with `needs`, the shell runs it and expands again with its output in `memo`.

import { evaluate } from './arithmetic';
import { braceAlternatives } from './braces';
import { FieldList, type FieldSink, TextSink } from './fields';
import { expandParameter } from './parameters';
import {
  type ArithmeticExpression,
  type CommandExpansionPart,
  parseScript,
  type Word,
  type WordPart,
} from './parser';
import { quotePattern } from './pattern';
import type { ShellState } from './shellState';

type CommandNode =
  | CommandExpansionPart
  | Extract<ArithmeticExpression, { type: 'ArithmeticCommandExpansion' }>
  | Extract<WordPart, { type: 'ProcessSubstitution' }>;

export type Memo = Map<object, string>;

export class Expansion {
  readonly state: ShellState;
  readonly memo: Memo | undefined;
  /** The substitution that must run first; what was expanded so far is then void. */
  needs: CommandNode | undefined;
  /** A message for stderr; the command is not run then. */
  error: string | undefined;
  /** The error is a parameter that is not set, for which Bash has a status of its own. */
  isUnset = false;

  constructor(state: ShellState, memo: Memo | undefined) {
    this.state = state;
    this.memo = memo;
  }

  fail(message: string): void {
    if (this.needs === undefined) this.error ??= message;
  }

  failUnset(message: string): void {
    this.isUnset ||= this.needs === undefined && this.error === undefined;
    this.fail(message);
  }

  /** The output of a substitution, or undefined (and `needs`) when it has not run yet. */
  output(node: CommandNode): string | undefined {
    const output = this.memo?.get(node);
    if (output === undefined) this.needs ??= node;
    return output;
  }
}

/** All words of a command, split and with file names put in. */
export function expandWords(expansion: Expansion, words: readonly Word[]): readonly string[] {
  const result: string[] = [];
  for (const word of words) {
    if (isPlain(word)) result.push(word.value);
    else expandInto(expansion, word, result);
    if (expansion.needs !== undefined || expansion.error !== undefined) break;
  }
  return result;
}

/** Nothing in it is special. */
export function isPlain(word: Word): boolean {
  return word.parts === undefined && !word.text.startsWith('~');
}

function expandInto(expansion: Expansion, word: Word, result: string[]): void {
  const alternatives =
    expansion.state.dialect === 'bash' ? braceAlternatives(word.parts ?? []) : undefined;
  if (alternatives === undefined) {
    expandOne(expansion, word.parts, word, result);
    return;
  }
  for (const parts of alternatives) expandOne(expansion, parts, word, result);
}

function expandOne(
  expansion: Expansion,
  parts: readonly WordPart[] | undefined,
  word: Word,
  result: string[],
): void {
  const fields = new FieldList(expansion.state.fieldSeparators());
  if (parts === undefined) fields.literal(expandTilde(expansion, word.value));
  else expandParts(expansion, parts, fields, false);
  for (const field of fields.finish()) {
    const paths =
      field.isPattern && !expansion.state.options.noglob
        ? expansion.state.matchingPaths(field.pattern)
        : [];
    if (paths.length > 0) result.push(...paths);
    else result.push(field.text);
  }
}

/** One string without splitting and file names: assignments, redirections, `case`. */
export function expandText(expansion: Expansion, word: Word): string {
  if (word.parts === undefined) return expandTilde(expansion, word.value);
  const sink = new TextSink();
  expandParts(expansion, word.parts, sink, false);
  return sink.text;
}

/** The same, with everything quoted made ordinary: the right side of `==`, a `case` pattern. */
export function expandPattern(expansion: Expansion, word: Word): string {
  if (word.parts === undefined) {
    // An escaped star has no parts either, and its text differs from its value.
    return word.text === word.value ? word.value : quotePattern(word.value);
  }
  const sink = new TextSink();
  expandParts(expansion, word.parts, sink, false);
  return sink.pattern;
}

export function expandHereDoc(expansion: Expansion, parts: readonly WordPart[]): string {
  const sink = new TextSink();
  expandParts(expansion, parts, sink, true);
  return sink.text;
}

function expandTilde(expansion: Expansion, text: string): string {
  if (!text.startsWith('~')) return text;
  const home = expansion.state.variables.get('HOME') ?? '';
  if (text === '~') return home;
  return text.startsWith('~/') ? `${home}${text.slice(1)}` : text;
}

export function expandParts(
  expansion: Expansion,
  parts: readonly WordPart[],
  sink: FieldSink,
  quoted: boolean,
): void {
  for (const part of parts) {
    expandPart(expansion, part, sink, quoted);
    if (expansion.needs !== undefined || expansion.error !== undefined) return;
  }
}

function expandPart(expansion: Expansion, part: WordPart, sink: FieldSink, quoted: boolean): void {
  switch (part.type) {
    case 'Literal':
      sink.literal(part.value);
      return;
    case 'SingleQuoted':
    case 'AnsiCQuoted':
      sink.literal(part.value);
      sink.quote();
      return;
    case 'DoubleQuoted':
    case 'LocaleString':
      sink.quote();
      expandParts(expansion, part.parts, sink, true);
      return;
    case 'Glob':
    case 'ExtendedGlob':
      sink.glob(part.text);
      return;
    case 'BraceExpansion':
      sink.literal(part.text);
      return;
    case 'SimpleExpansion':
      expandParameter(expansion, { name: part.text.slice(1) }, sink, quoted);
      return;
    case 'ParameterExpansion':
      expandParameter(expansion, { name: part.parameter, part }, sink, quoted);
      return;
    case 'CommandExpansion':
    case 'ProcessSubstitution': {
      const output = expansion.output(part);
      if (output !== undefined) put(sink, output, quoted);
      return;
    }
    case 'ArithmeticExpansion':
      put(sink, arithmeticText(expansion, part, part.expression), quoted);
      return;
  }
}

export function put(sink: FieldSink, text: string, quoted: boolean): void {
  if (quoted) sink.literal(text);
  else sink.split(text);
}

/** Done once per command, also when the words are expanded again: `$((i++))` must not count twice. */
function arithmeticText(
  expansion: Expansion,
  node: { readonly text: string },
  expression: ArithmeticExpression | undefined,
): string {
  const known = expansion.memo?.get(node);
  if (known !== undefined) return known;
  const source = node.text.replace(/^\$\(\(|\)\)$/g, '');
  const text = String(arithmeticValue(expansion, expression, source));
  if (expansion.needs === undefined) expansion.memo?.set(node, text);
  return text;
}

export function arithmeticValue(
  expansion: Expansion,
  expression: ArithmeticExpression | undefined,
  text = '',
): number {
  if (expression === undefined) return 0;
  const { state } = expansion;
  const result = evaluate(expression, {
    get: (name) => state.parameter(name),
    set: (name, value) => {
      if (expansion.needs === undefined) state.variables.set(name, value);
    },
    expandWord: (word) => {
      const bare = /^\$(\w+|[?#$!])$/.exec(word.value)?.[1];
      if (word.parts === undefined && bare === undefined) return word.value;
      const sink = new TextSink();
      if (word.parts !== undefined) expandParts(expansion, word.parts, sink, true);
      else if (bare !== undefined) expandParameter(expansion, { name: bare }, sink, true);
      return expansion.needs === undefined ? sink.text : '0';
    },
    substitute: (node) => expansion.output(node) ?? '0',
    parse: parseArithmetic,
  });
  if ('value' in result) return result.value;
  expansion.fail(state.arithmeticMessage(result.error, text));
  return 0;
}

export function parseArithmetic(text: string): ArithmeticExpression | undefined {
  const { tree, error } = parseScript(`(( ${text} ))`);
  const command = tree.commands[0]?.command;
  return error === undefined && command?.type === 'ArithmeticCommand'
    ? command.expression
    : undefined;
}
