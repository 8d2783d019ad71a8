// The JSONPath templates of `-o jsonpath`: fields, indexes, slices, wildcards, filters, `range … end` and plain text.
import { inOrder } from './json';

export interface PathResult {
  readonly output: string;
  readonly error?: string;
}

type Node =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'path'; readonly path: string }
  | { readonly kind: 'range'; readonly path: string; readonly body: readonly Node[] };

/** What the template prints of a value; a field that is not there prints nothing. */
export function evaluateJsonPath(template: string, value: unknown): PathResult {
  const written = template.includes('{') ? template : `{${template}}`;
  const tokens = written.match(/\{[^{}]*\}|[^{]+/g) ?? [];
  const nodes = parse([...tokens]);
  return { output: nodes.map((node) => print(node, value)).join('') };
}

function parse(tokens: string[]): readonly Node[] {
  const nodes: Node[] = [];
  for (let token = tokens.shift(); token !== undefined; token = tokens.shift()) {
    if (!token.startsWith('{')) {
      nodes.push({ kind: 'text', text: token });
      continue;
    }
    const inner = token.slice(1, -1).trim();
    if (inner === 'end') return nodes;
    if (inner.startsWith('range '))
      nodes.push({ kind: 'range', path: inner.slice(6), body: parse(tokens) });
    else if (/^["']/.test(inner)) nodes.push({ kind: 'text', text: unescaped(inner.slice(1, -1)) });
    else nodes.push({ kind: 'path', path: inner });
  }
  return nodes;
}

function unescaped(text: string): string {
  return text.replace(
    /\\([nt\\])/g,
    (_, letter: string) => ({ n: '\n', t: '\t' })[letter] ?? letter,
  );
}

function print(node: Node, value: unknown): string {
  switch (node.kind) {
    case 'text':
      return node.text;
    case 'path':
      return valuesAt(value, node.path).map(valueText).join(' ');
    case 'range':
      return valuesAt(value, node.path)
        .map((item) => node.body.map((inner) => print(inner, item)).join(''))
        .join('');
  }
}

function valueText(value: unknown): string {
  if (value === null || value === undefined) return '';
  return typeof value === 'object' ? JSON.stringify(inOrder(value)) : String(value);
}

const STEP = /\.\.|\.?\*|\.?\[\?\((.*?)\)\]|\.?\[([^\]]*)\]|\.?((?:\\.|[^.[\]\\])+)/y;

/** All values that a path leads to. */
export function valuesAt(value: unknown, path: string): readonly unknown[] {
  let values: readonly unknown[] = [value];
  const text = path.replace(/^[$@]/, '');
  STEP.lastIndex = 0;
  while (STEP.lastIndex < text.length) {
    const match = STEP.exec(text);
    if (match === null) break;
    const [whole, filter, bracket, name] = match;
    if (whole === '.') continue;
    values = values.flatMap((at) => step(at, whole, filter, bracket, name));
  }
  return values;
}

function step(
  at: unknown,
  whole: string,
  filter: string | undefined,
  bracket: string | undefined,
  name: string | undefined,
): readonly unknown[] {
  if (whole === '..') return descendants(at);
  if (whole.endsWith('*') && bracket === undefined) return children(at);
  if (filter !== undefined) return children(at).filter((item) => holds(item, filter));
  if (bracket !== undefined) return bracketed(at, bracket);
  const field = (name ?? '').replace(/\\(.)/g, '$1');
  const found = (at as Readonly<Record<string, unknown>> | null | undefined)?.[field];
  return found === undefined ? [] : [found];
}

function children(at: unknown): readonly unknown[] {
  if (Array.isArray(at)) return at;
  return typeof at === 'object' && at !== null ? Object.values(at) : [];
}

function descendants(at: unknown): readonly unknown[] {
  return [at, ...children(at).flatMap(descendants)].filter((item) => typeof item === 'object');
}

function bracketed(at: unknown, text: string): readonly unknown[] {
  if (text === '*') return children(at);
  const quoted = /^['"](.*)['"]$/.exec(text)?.[1];
  if (quoted !== undefined) return step(at, quoted, undefined, undefined, quoted);
  if (!Array.isArray(at)) return [];
  const items: readonly unknown[] = at;
  if (text.includes(':')) {
    const [from = '', to = ''] = text.split(':');
    return items.slice(from === '' ? 0 : Number(from), to === '' ? undefined : Number(to));
  }
  return text.split(',').flatMap((index) => {
    const found = items.at(Number(index));
    return found === undefined ? [] : [found];
  });
}

function holds(item: unknown, filter: string): boolean {
  const match = /^\s*@(.*?)\s*(==|!=|>=|<=|>|<)\s*(.*?)\s*$/.exec(filter);
  if (match === null) return valuesAt(item, filter.trim()).length > 0;
  const [, path = '', operator, wanted = ''] = match;
  const actual = valuesAt(item, path)[0];
  const expected = /^['"]/.test(wanted) ? wanted.slice(1, -1) : wanted;
  const [a, b] = [String(actual ?? ''), expected];
  switch (operator) {
    case '==':
      return a === b;
    case '!=':
      return a !== b;
    case '>':
      return Number(a) > Number(b);
    case '<':
      return Number(a) < Number(b);
    case '>=':
      return Number(a) >= Number(b);
    default:
      return Number(a) <= Number(b);
  }
}
