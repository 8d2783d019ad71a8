// `sed`: s///, d, p, q, y, a, i, c with addresses; enough for the lines that manifests have.

import { type Body, fail, type Process } from '../../programs/process';
import { eachLine, isGnu, parseOptions, pathOf, readEverything, type Waiting, write } from './io';
import { basicToExtended, extendedToJs, regExpOf } from './regularExpressions';

type Address =
  | { readonly kind: 'line'; readonly number: number }
  | { readonly kind: 'last' }
  | { readonly kind: 'match'; readonly expression: RegExp };

interface Rule {
  readonly from: Address | undefined;
  readonly to: Address | undefined;
  readonly negated: boolean;
  readonly command: string;
  readonly expression?: RegExp;
  readonly text?: string;
  readonly flags?: string;
  active: boolean;
}

export function* sed(process: Process, argv: readonly string[]): Body {
  const { flags, values, operands } = parseOptions(argv, 'e f expression');
  const inPlace = argv.some((word) => /^-\w*i/.test(word) || word.startsWith('--in-place'));
  const extended = flags.has('r') || flags.has('E');
  const script = values.get('e') ?? values.get('expression') ?? operands[0];
  if (script === undefined) return fail(process, 1, 'sed: no script');
  const paths = values.has('e') || values.has('expression') ? operands : operands.slice(1);
  const rules = parseRules(script, extended);
  if (rules === undefined) return fail(process, 1, `sed: unsupported command: ${script}`);
  const quiet = flags.has('n') || flags.has('quiet');
  if (inPlace) return yield* editFiles(process, argv, { paths, rules, quiet });
  let number = 0;
  const edit = function* (line: string, isLast: boolean, isWhole: boolean): Waiting<boolean> {
    number++;
    const { text, quits } = applyRules(rules, { line, number, isLast }, quiet);
    const shown = isWhole ? text : text.replace(/\n$/, '');
    return (shown === '' || (yield* write(process, shown))) && !quits;
  };
  // Whether a line is the last one shows with the next: only scripts that ask are kept waiting.
  const asksForLast = rules.some(({ from, to }) => from?.kind === 'last' || to?.kind === 'last');
  let held: { readonly line: string; readonly isWhole: boolean } | undefined;
  const status = yield* eachLine(process, argv, paths, {
    line: function* (line, isWhole) {
      if (!asksForLast) return yield* edit(line, false, isWhole);
      const before = held;
      held = { line, isWhole };
      return before === undefined || (yield* edit(before.line, false, before.isWhole));
    },
  });
  if (held !== undefined) yield* edit(held.line, true, held.isWhole);
  return status !== 0 && isGnu(process) ? 2 : status;
}

function* editFiles(
  process: Process,
  argv: readonly string[],
  {
    paths,
    rules,
    quiet,
  }: {
    readonly paths: readonly string[];
    readonly rules: readonly Rule[];
    readonly quiet: boolean;
  },
): Body {
  let status = 0;
  for (const path of paths) {
    const read = yield* readEverything(process, argv, [path]);
    status ||= read.status;
    if (read.status !== 0) continue;
    const lines = read.text.split('\n');
    if (lines.at(-1) === '') lines.pop();
    let result = '';
    for (const [index, line] of lines.entries()) {
      const { text, quits } = applyRules(
        rules,
        { line, number: index + 1, isLast: index === lines.length - 1 },
        quiet,
      );
      result += text;
      if (quits) break;
    }
    const error = process.table.machine.files.writeText(pathOf(process, path), result);
    if (error !== undefined)
      status = fail(
        process,
        4,
        `sed: couldn't open temporary file: ${error === 'EROFS' ? 'Read-only file system' : 'Permission denied'}`,
      );
  }
  return status;
}

function parseRules(script: string, extended: boolean): Rule[] | undefined {
  const rules: Rule[] = [];
  let rest = script.trim();
  while (rest !== '') {
    const parsed = parseRule(rest, extended);
    if (parsed === undefined) return undefined;
    rules.push(parsed.rule);
    rest = parsed.rest.replace(/^[\s;}]+/, '');
  }
  return rules;
}

function parseRule(
  source: string,
  extended: boolean,
): { readonly rule: Rule; readonly rest: string } | undefined {
  const first = parseAddress(source.replace(/^[\s{]+/, ''), extended);
  let rest = first.rest;
  let to: Address | undefined;
  if (first.address !== undefined && rest.startsWith(',')) {
    const second = parseAddress(rest.slice(1).trimStart(), extended);
    to = second.address;
    rest = second.rest;
  }
  rest = rest.trimStart().replace(/^\{\s*/, '');
  const negated = rest.startsWith('!');
  if (negated) rest = rest.slice(1).trimStart();
  const command = rest.charAt(0);
  const base = { from: first.address, to, negated, command, active: false };
  if (command === 's' || command === 'y') return parseSubstitution(base, rest.slice(1), extended);
  if (command === 'a' || command === 'i' || command === 'c') {
    const text = rest.slice(1).replace(/^\s*\\?\n?\s*/, '');
    return { rule: { ...base, text }, rest: '' };
  }
  if (!/^[dpqD=]$/.test(command)) return undefined;
  return { rule: base, rest: rest.slice(1) };
}

function parseAddress(
  source: string,
  extended: boolean,
): { readonly address: Address | undefined; readonly rest: string } {
  const number = /^\d+/.exec(source)?.[0];
  if (number !== undefined)
    return { address: { kind: 'line', number: Number(number) }, rest: source.slice(number.length) };
  if (source.startsWith('$')) return { address: { kind: 'last' }, rest: source.slice(1) };
  const match = /^\/((?:\\.|[^/\\])*)\//s.exec(source);
  if (match?.[1] === undefined) return { address: undefined, rest: source };
  const expression = regExpOf(sourceOf(match[1], extended), '') ?? /[^\s\S]/;
  return { address: { kind: 'match', expression }, rest: source.slice(match[0].length) };
}

function sourceOf(pattern: string, extended: boolean): string {
  const plain = pattern.replaceAll('\\/', '/').replaceAll('\\n', '\n');
  return extendedToJs(extended ? plain : basicToExtended(plain));
}

type Base = Pick<Rule, 'from' | 'to' | 'negated' | 'command' | 'active'>;

function parseSubstitution(
  base: Base,
  source: string,
  extended: boolean,
): { readonly rule: Rule; readonly rest: string } | undefined {
  const delimiter = source.charAt(0);
  const parts: string[] = [];
  let part = '';
  let index = 1;
  for (; index < source.length && parts.length < 2; index++) {
    const letter = source.charAt(index);
    if (letter === '\\' && index + 1 < source.length) {
      index++;
      const next = source.charAt(index);
      part += next === delimiter ? next : `\\${next}`;
    } else if (letter === delimiter) {
      parts.push(part);
      part = '';
    } else part += letter;
  }
  const [pattern, text] = parts;
  if (pattern === undefined || text === undefined) return undefined;
  const flags = /^[gpiIme\d]*/.exec(source.slice(index))?.[0] ?? '';
  const rest = source.slice(index + flags.length);
  const expression = regExpOf(sourceOf(pattern, extended), /[iI]/.test(flags) ? 'gi' : 'g');
  if (expression === undefined) return undefined;
  return {
    rule: { ...base, expression, text: base.command === 'y' ? `${pattern}\n${text}` : text, flags },
    rest,
  };
}

interface Line {
  readonly line: string;
  readonly number: number;
  readonly isLast: boolean;
}

function applyRules(
  rules: readonly Rule[],
  at: Line,
  quiet: boolean,
): { readonly text: string; readonly quits: boolean } {
  let space = at.line;
  let before = '';
  let after = '';
  for (const rule of rules) {
    if (selects(rule, { ...at, line: space }) === rule.negated) continue;
    switch (rule.command) {
      case 'd':
      case 'D':
        return { text: before, quits: false };
      case 'p':
        before += `${space}\n`;
        break;
      case '=':
        before += `${at.number}\n`;
        break;
      case 'q':
        return { text: `${before}${quiet ? '' : `${space}\n`}${after}`, quits: true };
      case 'i':
        before += `${rule.text ?? ''}\n`;
        break;
      case 'a':
        after += `${rule.text ?? ''}\n`;
        break;
      case 'c':
        return { text: `${before}${rule.text ?? ''}\n`, quits: false };
      case 'y':
        space = transliterate(space, rule.text ?? '');
        break;
      default: {
        const changed = substitute(space, rule);
        if (changed !== space && /p/.test(rule.flags ?? '')) before += `${changed}\n`;
        space = changed;
      }
    }
  }
  return { text: `${before}${quiet ? '' : `${space}\n`}${after}`, quits: false };
}

function selects(rule: Rule, at: Line): boolean {
  if (rule.from === undefined) return true;
  if (rule.to === undefined) return fits(rule.from, at);
  if (rule.active) {
    if (fits(rule.to, at) || (rule.to.kind === 'line' && at.number >= rule.to.number))
      rule.active = false;
    return true;
  }
  if (!fits(rule.from, at)) return false;
  rule.active = !(rule.to.kind === 'line' && rule.to.number <= at.number);
  return true;
}

function fits(address: Address, at: Line): boolean {
  if (address.kind === 'line') return at.number === address.number;
  if (address.kind === 'last') return at.isLast;
  return address.expression.test(at.line);
}

function substitute(space: string, { expression, text = '', flags = '' }: Rule): string {
  if (expression === undefined) return space;
  const wanted = Number(/\d+/.exec(flags)?.[0] ?? 1);
  const all = flags.includes('g');
  let count = 0;
  expression.lastIndex = 0;
  return space.replace(expression, (whole: string, ...rest: unknown[]) => {
    count++;
    if (all ? count < wanted : count !== wanted) return whole;
    return text.replace(/\\(\d)|\\n|\\t|\\(.)|&/g, (mark, group?: string, other?: string) => {
      if (mark === '&') return whole;
      if (mark === '\\n') return '\n';
      if (mark === '\\t') return '\t';
      if (group !== undefined) {
        const captured = group === '0' ? whole : rest[Number(group) - 1];
        return typeof captured === 'string' ? captured : '';
      }
      return other ?? '';
    });
  });
}

function transliterate(space: string, sets: string): string {
  const [from = '', to = ''] = sets.split('\n');
  return [...space]
    .map((letter) => (from.includes(letter) ? to.charAt(from.indexOf(letter)) : letter))
    .join('');
}
