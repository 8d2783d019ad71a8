import { type Body, fail, out, type Process } from '../../programs/process';
import { escapeRegExp } from '../pattern';
import { eachLine, parseOptions, pathOf, write } from './io';
import { basicToExtended, extendedToJs, regExpOf } from './regularExpressions';

export function* grep(process: Process, argv: readonly string[]): Body {
  const { flags, values, operands } = parseOptions(argv, 'e f m A B C max-count');
  const pattern = values.get('e') ?? operands[0];
  if (pattern === undefined) return fail(process, 2, 'grep: missing pattern');
  const given = values.has('e') ? operands : operands.slice(1);
  const expression = expressionOf(pattern, flags);
  if (expression === undefined) return fail(process, 2, `grep: bad regex '${pattern}'`);
  const limit = Number(values.get('m') ?? values.get('max-count') ?? Infinity);
  const quiet = flags.has('q') || flags.has('quiet') || flags.has('silent');
  const paths =
    flags.has('r') || flags.has('R')
      ? filesBelow(process, given.length === 0 ? ['.'] : given)
      : given;
  const withNames = flags.has('H') || (paths.length > 1 && !flags.has('h'));
  let found = false;
  let status = 0;
  for (const path of paths.length === 0 ? ['-'] : paths) {
    let count = 0;
    let number = 0;
    const failed = yield* eachLine(process, argv, [path], {
      message: (at, error) =>
        `grep: ${at}: ${error === 'EISDIR' ? 'Is a directory' : 'No such file or directory'}`,
      line: function* (text) {
        number++;
        const matches = expression.test(text) !== (flags.has('v') || flags.has('invert-match'));
        if (!matches) return true;
        found = true;
        count++;
        if (quiet) return false;
        if (flags.has('l')) return false;
        if (!flags.has('c')) {
          const prefix = `${withNames ? `${path}:` : ''}${flags.has('n') ? `${number}:` : ''}`;
          const shown = flags.has('o')
            ? (text.match(new RegExp(expression.source, `${expression.flags}g`)) ?? []).filter(
                (piece) => piece !== '',
              )
            : [text];
          for (const piece of shown)
            if (!(yield* write(process, `${prefix}${piece}\n`))) return false;
        }
        return count < limit;
      },
    });
    if (failed !== 0 && !flags.has('s')) status = 2;
    if (flags.has('c') && failed === 0) out(process, `${withNames ? `${path}:` : ''}${count}\n`);
    if (flags.has('l') && count > 0) {
      out(process, `${path === '-' ? '(standard input)' : path}\n`);
    }
    if (quiet && found) return 0;
  }
  return status === 2 ? 2 : found ? 0 : 1;
}

function expressionOf(pattern: string, flags: ReadonlySet<string>): RegExp | undefined {
  const sources = pattern.split('\n').map((line) => {
    if (flags.has('F')) return escapeRegExp(line);
    return flags.has('E') || flags.has('P')
      ? extendedToJs(line)
      : extendedToJs(basicToExtended(line));
  });
  let source = sources.map((part) => `(?:${part})`).join('|');
  if (flags.has('w')) source = `\\b(?:${source})\\b`;
  if (flags.has('x')) source = `^(?:${source})$`;
  return regExpOf(source, flags.has('i') || flags.has('ignore-case') ? 'i' : '');
}

const MAX_FILES = 1000;

function filesBelow(process: Process, paths: readonly string[]): readonly string[] {
  const { files } = process.table.machine;
  const result: string[] = [];
  const visit = (path: string, depth: number): void => {
    const found = files.lookup(pathOf(process, path));
    if (found.error !== undefined || found.value.kind !== 'directory' || depth > 20) {
      if (result.length < MAX_FILES) result.push(path);
      return;
    }
    const names = files.list(pathOf(process, path));
    for (const name of names.error === undefined ? names.value : [])
      visit(`${path}/${name}`, depth + 1);
  };
  for (const path of paths) visit(path, 0);
  return result;
}
