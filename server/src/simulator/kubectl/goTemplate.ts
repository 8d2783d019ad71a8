// Templates of `-o go-template`: fields, variables, pipelines, `if`, `range`, `with`, and the functions that kubectl has.
import { toJson } from './json';

export type Filled =
  | { readonly ok: true; readonly text: string }
  | { readonly ok: false; readonly problem: string };

type Node =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'print'; readonly pipe: string }
  | {
      readonly kind: 'if' | 'range' | 'with';
      readonly pipe: string;
      readonly body: readonly Node[];
      readonly otherwise: readonly Node[];
    };

class TemplateError extends Error {}

/** What the template prints of a value. */
export function fillTemplate(template: string, value: unknown): Filled {
  try {
    const nodes = parse(tokensOf(template), false);
    return { ok: true, text: print(nodes, { dot: value, names: new Map([['$', value]]) }) };
  } catch (error) {
    if (!(error instanceof TemplateError)) throw error;
    return { ok: false, problem: `error: error parsing template ${template}, ${error.message}` };
  }
}

/** Text and actions by turns; `{{-` and `-}}` take the blanks beside them. */
function tokensOf(template: string): string[] {
  const tokens: string[] = [];
  let rest = template;
  for (let open = rest.indexOf('{{'); open >= 0; open = rest.indexOf('{{')) {
    const close = rest.indexOf('}}', open);
    if (close < 0) throw new TemplateError('template: output:1: unclosed action');
    let before = rest.slice(0, open);
    let action = rest.slice(open + 2, close);
    rest = rest.slice(close + 2);
    if (/^-\s/.test(action)) {
      before = before.trimEnd();
      action = action.slice(1);
    }
    if (/\s-$/.test(action)) {
      rest = rest.trimStart();
      action = action.slice(0, -1);
    }
    tokens.push(before, action.trim());
  }
  return [...tokens, rest];
}

const BLOCK = /^(if|range|with)\s+([\s\S]+)$/;

/** Takes tokens up to the `end` or `else` of its block, which stays as the first of them. */
function parse(tokens: string[], isInside: boolean): readonly Node[] {
  const nodes: Node[] = [];
  for (;;) {
    const text = tokens.shift();
    if (text !== undefined && text !== '') nodes.push({ kind: 'text', text });
    const [action] = tokens;
    if (action === undefined) {
      if (isInside) throw new TemplateError('template: output:1: unexpected EOF');
      return nodes;
    }
    if (action === 'end' || action === 'else' || action.startsWith('else ')) return nodes;
    tokens.shift();
    const block = BLOCK.exec(action);
    if (block === null) {
      if (!action.startsWith('/*')) nodes.push({ kind: 'print', pipe: action });
    } else nodes.push(parseBlock(block[1] as 'if' | 'range' | 'with', block[2] ?? '', tokens));
  }
}

function parseBlock(kind: 'if' | 'range' | 'with', pipe: string, tokens: string[]): Node {
  const body = parse(tokens, true);
  const mark = tokens.shift() ?? '';
  if (mark === 'end') return { kind, pipe, body, otherwise: [] };
  const chained = BLOCK.exec(mark.slice('else '.length));
  if (chained !== null)
    return { kind, pipe, body, otherwise: [parseBlock('if', chained[2] ?? '', tokens)] };
  const otherwise = parse(tokens, true);
  tokens.shift();
  return { kind, pipe, body, otherwise };
}

interface Scope {
  readonly dot: unknown;
  readonly names: ReadonlyMap<string, unknown>;
}

function print(nodes: readonly Node[], given: Scope): string {
  let scope = given;
  let text = '';
  for (const node of nodes) {
    if (node.kind === 'text') text += node.text;
    else if (node.kind === 'print') {
      const set = /^(\$\w*)\s*:?=\s*([\s\S]+)$/.exec(node.pipe);
      if (set === null) text += textOf(evaluate(node.pipe, scope));
      else scope = named(scope, { [set[1] ?? '']: evaluate(set[2] ?? '', scope) });
    } else if (node.kind === 'range') text += printRange(node, scope);
    else {
      const value = evaluate(node.pipe, scope);
      const inner = node.kind === 'with' ? { ...scope, dot: value } : scope;
      text += isTrue(value) ? print(node.body, inner) : print(node.otherwise, scope);
    }
  }
  return text;
}

function named(scope: Scope, names: Readonly<Record<string, unknown>>): Scope {
  return { ...scope, names: new Map([...scope.names, ...Object.entries(names)]) };
}

function printRange(node: Node & { readonly kind: 'if' | 'range' | 'with' }, scope: Scope): string {
  const [, first, second, pipe] =
    /^(?:(\$\w+)\s*(?:,\s*(\$\w+)\s*)?:=\s*)?([\s\S]+)$/.exec(node.pipe) ?? [];
  const value = evaluate(pipe ?? '', scope);
  const entries: readonly (readonly [unknown, unknown])[] = Array.isArray(value)
    ? value.map((item: unknown, i) => [i, item])
    : isMap(value)
      ? Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1))
      : [];
  if (entries.length === 0) return print(node.otherwise, scope);
  return entries
    .map(([key, item]) => {
      const names =
        first === undefined
          ? {}
          : second === undefined
            ? { [first]: item }
            : { [first]: key, [second]: item };
      return print(node.body, { ...named(scope, names), dot: item });
    })
    .join('');
}

function isMap(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isTrue(value: unknown): boolean {
  if (Array.isArray(value)) return value.length > 0;
  return isMap(value) ? Object.keys(value).length > 0 : Boolean(value);
}

/** As Go prints a value: `map[a:b]`, `[a b]`, `<no value>`. */
function textOf(value: unknown): string {
  if (value === undefined || value === null) return '<no value>';
  if (Array.isArray(value)) return `[${value.map(textOf).join(' ')}]`;
  if (!isMap(value)) return String(value);
  const pairs = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return `map[${pairs.map(([key, item]) => `${key}:${textOf(item)}`).join(' ')}]`;
}

/** Commands divided by `|`: what one gives is the last argument of the next. */
function evaluate(pipe: string, scope: Scope): unknown {
  let piped: readonly unknown[] = [];
  for (const command of splitOutside(pipe, '|')) piped = [call(wordsOf(command), scope, piped)];
  return piped[0];
}

/** Divides a text where the separator stands outside of quotes and parentheses. */
function splitOutside(text: string, separator: string): readonly string[] {
  const parts: string[] = [];
  let depth = 0;
  let quote = '';
  let from = 0;
  for (let i = 0; i < text.length; i++) {
    const letter = text.charAt(i);
    if (quote !== '') {
      if (letter === '\\' && quote === '"') i++;
      else if (letter === quote) quote = '';
    } else if (letter === '"' || letter === '`') quote = letter;
    else if (letter === '(') depth++;
    else if (letter === ')') depth--;
    else if (letter === separator && depth === 0) {
      parts.push(text.slice(from, i));
      from = i + 1;
    }
  }
  return [...parts, text.slice(from)].map((part) => part.trim());
}

function wordsOf(command: string): readonly string[] {
  return splitOutside(command, ' ').filter((word) => word !== '');
}

function call(words: readonly string[], scope: Scope, piped: readonly unknown[]): unknown {
  const [head = '', ...others] = words;
  const run = FUNCTIONS[head];
  if (run === undefined) {
    if (/^[a-zA-Z]\w*$/.test(head) && !/^(?:true|false|nil)$/.test(head))
      throw new TemplateError(`template: output:1: function "${head}" not defined`);
    return operand(head, scope);
  }
  return run([...others.map((word) => operand(word, scope)), ...piped]);
}

function operand(word: string, scope: Scope): unknown {
  if (word.startsWith('(')) {
    const close = word.lastIndexOf(')');
    return fieldOf(evaluate(word.slice(1, close), scope), word.slice(close + 1));
  }
  if (word.startsWith('"')) return unquoted(word);
  if (word.startsWith('`')) return word.slice(1, -1);
  if (word === 'true' || word === 'false') return word === 'true';
  if (word === 'nil') return undefined;
  if (/^-?\d/.test(word)) return Number(word);
  const [, name = '', path = ''] = /^(\$\w*)?(.*)$/.exec(word) ?? [];
  return fieldOf(name === '' ? scope.dot : scope.names.get(name), path);
}

function unquoted(word: string): string {
  try {
    return String(JSON.parse(word));
  } catch {
    throw new TemplateError(`template: output:1: bad character in ${word}`);
  }
}

function fieldOf(value: unknown, path: string): unknown {
  let at = value;
  for (const key of path.split('.').filter((part) => part !== ''))
    at = isMap(at) ? at[key] : undefined;
  return at;
}

type Run = (args: readonly unknown[]) => unknown;

const compare =
  (holds: (a: number | string, b: number | string) => boolean): Run =>
  ([a, b]) =>
    typeof a === 'number' && typeof b === 'number' ? holds(a, b) : holds(String(a), String(b));

const FUNCTIONS: Readonly<Record<string, Run>> = {
  and: (args) => args.find((arg) => !isTrue(arg)) ?? args.at(-1),
  or: (args) => args.find(isTrue) ?? args.at(-1),
  not: ([value]) => !isTrue(value),
  eq: ([a, ...others]) => others.some((b) => a === b),
  ne: ([a, b]) => a !== b,
  lt: compare((a, b) => a < b),
  le: compare((a, b) => a <= b),
  gt: compare((a, b) => a > b),
  ge: compare((a, b) => a >= b),
  len: ([value]) =>
    isMap(value)
      ? Object.keys(value).length
      : Array.isArray(value)
        ? value.length
        : String(value).length,
  index: ([value, ...keys]) =>
    keys.reduce<unknown>(
      (at, key) => (Array.isArray(at) ? at[Number(key)] : isMap(at) ? at[String(key)] : undefined),
      value,
    ),
  print: (args) => args.map(textOf).join(' '),
  println: (args) => `${args.map(textOf).join(' ')}\n`,
  printf: ([format, ...values]) => {
    const left = [...values];
    return String(format).replace(
      /%(-?\d+)?([svdqtT%])/g,
      (_, width: string | undefined, verb: string) => {
        if (verb === '%') return '%';
        const text = textOf(left.shift());
        const shown = verb === 'q' ? JSON.stringify(text) : text;
        const size = Number(width ?? 0);
        return size < 0 ? shown.padEnd(-size) : shown.padStart(size);
      },
    );
  },
  exists: ([value, ...keys]) =>
    keys.reduce<unknown>((at, key) => (isMap(at) ? at[String(key)] : undefined), value) !==
    undefined,
  base64decode: ([text]) =>
    new TextDecoder().decode(Uint8Array.from(atob(String(text)), (c) => c.charCodeAt(0))),
  html: ([text]) => textOf(text),
  js: ([value]) => toJson(value).trimEnd(),
};
