// `awk` as one-liners use it: `/pattern/ {print $1, $NF}`, BEGIN and END blocks that print. A program beyond that is
// said to be beyond us, and prints nothing.

import { type Body, fail, type Process } from '../../programs/process';
import { eachLine, parseOptions, write } from './io';
import { extendedToJs, regExpOf } from './regularExpressions';

interface Rule {
  readonly when: 'BEGIN' | 'END' | 'line';
  readonly test: ((record: AwkRecord) => boolean) | undefined;
  /** Expressions of `print`; undefined: the whole record. */
  readonly print: readonly string[] | undefined;
  readonly format: boolean;
}

interface AwkRecord {
  readonly line: string;
  readonly fields: readonly string[];
  readonly number: number;
}

interface Scope {
  readonly record: AwkRecord;
  readonly variables: ReadonlyMap<string, string>;
}

export function* awk(process: Process, argv: readonly string[]): Body {
  const { values, operands } = parseOptions(argv, 'F v f');
  const [source, ...paths] = operands;
  if (source === undefined) return fail(process, 1, 'awk: no program text');
  const variables = new Map<string, string>();
  const assignment = values.get('v');
  if (assignment !== undefined)
    variables.set(assignment.split('=')[0] ?? '', assignment.slice(assignment.indexOf('=') + 1));
  const rules = parseProgram(source);
  if (rules === undefined) {
    process.table.machine.assume(
      `awk program \`${source}\` is more than is simulated: it prints nothing.`,
    );
    return 0;
  }
  const separator = separatorOf(values.get('F'));
  const run = function* (when: Rule['when'], record: AwkRecord) {
    for (const rule of rules) {
      if (rule.when !== when || (rule.test !== undefined && !rule.test(record))) continue;
      if (!(yield* write(process, printed(rule, { record, variables })))) return false;
    }
    return true;
  };
  if (!(yield* run('BEGIN', { line: '', fields: [], number: 0 }))) return 1;
  if (rules.every(({ when }) => when === 'BEGIN')) return 0;
  let record: AwkRecord = { line: '', fields: [], number: 0 };
  const status = yield* eachLine(process, argv, paths, {
    line: (line) => {
      const fields =
        separator === undefined
          ? line
              .trim()
              .split(/\s+/)
              .filter((field) => field !== '')
          : line.split(separator);
      record = { line, fields, number: record.number + 1 };
      return run('line', record);
    },
  });
  yield* run('END', record);
  return status === 0 ? 0 : 2;
}

function separatorOf(text: string | undefined): string | RegExp | undefined {
  if (text === undefined || text === ' ') return undefined;
  if (text === '\\t' || text === 't') return '\t';
  return text.length === 1 ? text : (regExpOf(extendedToJs(text), '') ?? text);
}

function parseProgram(source: string): readonly Rule[] | undefined {
  const rules: Rule[] = [];
  let rest = source.trim();
  while (rest !== '') {
    const match = /^([^{}]*?)\s*(?:\{([^{}]*)\}|$)\s*;?\s*/s.exec(rest);
    if (match === null || match[0] === '') return undefined;
    const made = ruleOf((match[1] ?? '').trim(), match[2]);
    if (made === undefined) return undefined;
    rules.push(...made);
    rest = rest.slice(match[0].length);
  }
  return rules;
}

function ruleOf(pattern: string, action: string | undefined): readonly Rule[] | undefined {
  const when = pattern === 'BEGIN' || pattern === 'END' ? pattern : 'line';
  const test = when === 'line' && pattern !== '' ? testOf(pattern) : undefined;
  if (when === 'line' && pattern !== '' && test === undefined) return undefined;
  const statements = (action ?? 'print')
    .split(/[;\n]/)
    .map((text) => text.trim())
    .filter((text) => text !== '');
  const rules: Rule[] = [];
  for (const statement of statements) {
    const match = /^print(f?)\b\s*\(?([\s\S]*?)\)?$/.exec(statement);
    if (match === null) return undefined;
    const list = (match[2] ?? '').trim();
    const parts = list === '' ? undefined : splitList(list);
    if (parts?.some((part) => !isExpression(part)) === true) return undefined;
    rules.push({ when, test, print: parts, format: match[1] === 'f' });
  }
  return rules;
}

function testOf(pattern: string): Rule['test'] {
  const expression = /^(!?)\/((?:\\.|[^/])*)\/$/.exec(pattern);
  if (expression !== null) {
    const compiled = regExpOf(extendedToJs(expression[2] ?? ''), '');
    if (compiled === undefined) return undefined;
    return ({ line }) => compiled.test(line) !== (expression[1] === '!');
  }
  const comparison = /^(\$?\w+)\s*(==|!=|>=|<=|>|<|~)\s*("[^"]*"|\/[^/]*\/|\$?[\w.]+)$/.exec(
    pattern,
  );
  if (comparison === null) return undefined;
  const [, left = '', operator = '', right = ''] = comparison;
  return (record) =>
    compareValues(
      tokenValue(left, { record, variables: new Map() }),
      operator,
      right.startsWith('/')
        ? right.slice(1, -1)
        : tokenValue(right, { record, variables: new Map() }),
    );
}

function compareValues(left: string, operator: string, right: string): boolean {
  if (operator === '~') return regExpOf(extendedToJs(right), '')?.test(left) === true;
  const numbers =
    left !== '' && right !== '' && !Number.isNaN(Number(left)) && !Number.isNaN(Number(right));
  const order = numbers ? Number(left) - Number(right) : left < right ? -1 : left > right ? 1 : 0;
  return (
    {
      '==': order === 0,
      '!=': order !== 0,
      '>=': order >= 0,
      '<=': order <= 0,
      '>': order > 0,
      '<': order < 0,
    }[operator] ?? false
  );
}

const TOKEN = /"(?:\\.|[^"\\])*"|\$NF|\$\d+|\$\w+|\d+(?:\.\d+)?|[A-Za-z_]\w*/g;

function isExpression(text: string): boolean {
  return text.replace(TOKEN, '').trim() === '';
}

function splitList(text: string): readonly string[] {
  const parts: string[] = [];
  let part = '';
  let quoted = false;
  for (const letter of text) {
    if (letter === '"') quoted = !quoted;
    if (letter === ',' && !quoted) {
      parts.push(part);
      part = '';
    } else part += letter;
  }
  return [...parts, part].map((item) => item.trim());
}

function printed({ print, format }: Rule, scope: Scope): string {
  if (print === undefined) return `${scope.record.line}\n`;
  const values = print.map((text) =>
    (text.match(TOKEN) ?? []).map((token) => tokenValue(token, scope)).join(''),
  );
  if (!format) return `${values.join(' ')}\n`;
  const [pattern = '', ...rest] = values;
  return pattern.replace(/%-?\d*[sd]/g, () => rest.shift() ?? '');
}

function tokenValue(token: string, { record, variables }: Scope): string {
  if (token.startsWith('"'))
    return token
      .slice(1, -1)
      .replaceAll('\\n', '\n')
      .replaceAll('\\t', '\t')
      .replaceAll('\\"', '"');
  if (token === '$NF') return record.fields.at(-1) ?? '';
  if (token === '$0') return record.line;
  if (token.startsWith('$')) return record.fields[Number(token.slice(1)) - 1] ?? '';
  if (token === 'NF') return String(record.fields.length);
  if (token === 'NR' || token === 'FNR') return String(record.number);
  return /^\d/.test(token) ? token : (variables.get(token) ?? '');
}
