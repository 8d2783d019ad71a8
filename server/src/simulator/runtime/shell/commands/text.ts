// Programs that read text and write text, line by line as it comes.

import { byteLength } from '../../files/inode';
import { BLOCKED, type Body, fail, out, type Process, type Run } from '../../programs/process';
import { FileStream, type Stream } from '../../programs/stream';
import { fillMemory, say } from './basics';
import {
  commandName,
  eachLine,
  isGnu,
  openInput,
  openMessage,
  parseOptions,
  readEverything,
  readSome,
  type Waiting,
  write,
} from './io';

/** `-5` is `-n 5`. */
function withCount(argv: readonly string[]): readonly string[] {
  return argv.map((word, index) =>
    index > 0 && /^-\d+$/.test(word) ? `-n${word.slice(1)}` : word,
  );
}

export function* head(process: Process, argv: readonly string[]): Body {
  const { operands, values } = parseOptions(withCount(argv), 'n c lines bytes');
  const bytes = values.get('c') ?? values.get('bytes');
  const limit = Number(bytes ?? values.get('n') ?? values.get('lines') ?? 10);
  if (Number.isNaN(limit))
    return fail(process, 1, `head: invalid number '${values.get('n') ?? ''}'`);
  let status = 0;
  for (const path of operands.length === 0 ? ['-'] : operands) {
    const { stream, error } = openInput(process, path);
    if (stream === undefined) {
      status = fail(process, 1, openMessage(process, 'head', path, error ?? 'ENOENT'));
      continue;
    }
    const whole =
      bytes === undefined ? copyLines(process, stream, limit) : copyBytes(process, stream, limit);
    if (!(yield* whole)) return 1;
  }
  return status;
}

function* copyBytes(process: Process, stream: Stream, count: number): Waiting<boolean> {
  for (let left = count; left > 0; ) {
    const text = (yield* readSome(process, stream)).slice(0, left);
    if (text === '') break;
    left -= text.length;
    if (!(yield* write(process, text))) return false;
  }
  return true;
}

/** Lines that are there already are written in one go. */
function* copyLines(process: Process, stream: Stream, count: number): Waiting<boolean> {
  let text = '';
  for (let left = count; left > 0; left--) {
    let line = stream.readLine();
    if (line === undefined || text.length > 8192) {
      if (text !== '' && !(yield* write(process, text))) return false;
      text = '';
      line ??= yield* lineOf(process, stream);
    }
    if (line === '') break;
    text += line;
  }
  return text === '' || (yield* write(process, text));
}

function* lineOf(process: Process, stream: Stream): Waiting<string> {
  for (;;) {
    const line = stream.readLine();
    if (line !== undefined) return line;
    stream.wait(process);
    yield BLOCKED;
  }
}

/** How often `tail -f` looks whether its file has grown. */
const FOLLOW_MS = 1000;

export function* tail(process: Process, argv: readonly string[]): Body {
  const { operands, values, flags } = parseOptions(withCount(argv), 'n c lines s pid');
  const follows = flags.has('f') || flags.has('F') || flags.has('follow');
  const retries = flags.has('F') || flags.has('retry');
  const asked = values.get('n') ?? values.get('lines') ?? '10';
  const paths = operands.length === 0 ? ['-'] : operands;
  let status = 0;
  const followed: {
    readonly path: string;
    stream: NonNullable<ReturnType<typeof openInput>['stream']> | undefined;
  }[] = [];
  for (const path of paths) {
    const { stream, error } = openInput(process, path);
    if (stream === undefined) {
      status = fail(process, 1, openMessage(process, 'tail', path, error ?? 'ENOENT'));
      if (retries) followed.push({ path, stream: undefined });
      continue;
    }
    if (stream.isEndless) return yield* fillMemory(process);
    let text = '';
    if (path === '-' || !follows) text = (yield* readEverythingOf(process, stream)) ?? '';
    else text = stream.read() ?? '';
    const shown = values.has('c') ? text.slice(-Number(values.get('c'))) : lastLines(text, asked);
    if (!(yield* write(process, shown))) return 1;
    followed.push({ path, stream });
  }
  if (!follows || followed.length === 0) return status;
  for (;;) {
    let waits = false;
    for (const entry of followed) {
      entry.stream ??= openInput(process, entry.path).stream;
      const text = entry.stream?.read();
      if (text !== undefined && text !== '') {
        // /dev/zero and its like never end.
        if (process.table.step()) yield* process.table.rest(process);
        if (!(yield* write(process, text))) return 1;
      } else if (text === undefined) entry.stream?.wait(process);
      waits = true;
    }
    if (waits && followed.every(({ path }) => /^\/dev\/null$/.test(path))) yield BLOCKED;
    else yield { until: process.table.now + FOLLOW_MS };
  }
}

function* readEverythingOf(
  process: Process,
  stream: { read(): string | undefined; wait(process: Process): void },
): Waiting<string> {
  let all = '';
  for (;;) {
    const text = stream.read();
    if (text === undefined) {
      stream.wait(process);
      yield BLOCKED;
      continue;
    }
    if (text === '' || all.length > 4_000_000) return all;
    all += text;
  }
}

function lastLines(text: string, asked: string): string {
  const lines = text.split(/(?<=\n)/);
  if (asked.startsWith('+')) return lines.slice(Math.max(0, Number(asked) - 1)).join('');
  const count = Math.abs(Number(asked)) || 0;
  return count === 0 ? '' : lines.slice(-count).join('');
}

export function* wc(process: Process, argv: readonly string[]): Body {
  const { operands, flags } = parseOptions(argv);
  let status = 0;
  for (const path of operands.length === 0 ? ['-'] : operands) {
    const read = yield* readEverything(process, argv, [path]);
    if (read.status !== 0) {
      status = 1;
      continue;
    }
    const skipped = bulkBytes(process, path);
    const counts = {
      l: (read.text.match(/\n/g) ?? []).length,
      w: read.text.split(/\s+/).filter((word) => word !== '').length,
      c: byteLength(read.text) + skipped,
    };
    const ofFile = String(counts.c).length;
    const width = isGnu(process) ? (path === '-' ? 7 : ofFile) : 9;
    const wanted = (['l', 'w', 'c'] as const).filter(
      (letter) => flags.size === 0 || flags.has(letter) || (letter === 'c' && flags.has('m')),
    );
    const text =
      wanted.length === 1
        ? wanted.map((letter) => counts[letter]).join('')
        : wanted.map((letter) => String(counts[letter]).padStart(width)).join(' ');
    out(process, `${text}${path === '-' ? '' : ` ${path}`}\n`);
  }
  return status;
}

/** Bytes of a file that nobody kept; see `FileInode.skipped`. */
function bulkBytes(process: Process, path: string): number {
  const stream = path === '-' ? process.fds[0] : openInput(process, path).stream;
  return stream instanceof FileStream ? stream.skipped : 0;
}

function linesOf(text: string): string[] {
  const lines = text.split('\n');
  if (lines.at(-1) === '') lines.pop();
  return lines;
}

export function* sort(process: Process, argv: readonly string[]): Body {
  const { operands, flags, values } = parseOptions(argv, 'k t o');
  const { text, status } = yield* readEverything(process, argv, operands);
  const separator = values.get('t');
  const field = Number(/^\d+/.exec(values.get('k') ?? '')?.[0] ?? 0);
  const numeric = flags.has('n') || /n/.test(values.get('k') ?? '') || flags.has('h');
  const keyOf = (line: string): string =>
    field === 0 ? line : (line.split(separator ?? /\s+/).at(field - 1) ?? '');
  const compare = (left: string, right: string): number => {
    const first = keyOf(left);
    const second = keyOf(right);
    const order = numeric
      ? (Number.parseFloat(first) || 0) - (Number.parseFloat(second) || 0)
      : byText(
          flags.has('f') ? first.toLowerCase() : first,
          flags.has('f') ? second.toLowerCase() : second,
        );
    return (order === 0 ? byText(left, right) : order) * (flags.has('r') ? -1 : 1);
  };
  let lines = linesOf(text).sort(compare);
  if (flags.has('u'))
    lines = lines.filter(
      (line, index) => index === 0 || keyOf(line) !== keyOf(lines[index - 1] ?? ''),
    );
  if (lines.length > 0) yield* write(process, `${lines.join('\n')}\n`);
  return status === 0 ? 0 : 2;
}

const byText = (left: string, right: string): number => (left < right ? -1 : left > right ? 1 : 0);

export function* uniq(process: Process, argv: readonly string[]): Body {
  const { operands, flags } = parseOptions(argv, 'f s w');
  let previous: string | undefined;
  let count = 0;
  const line = (): string => {
    const wanted = flags.has('d') ? count > 1 : flags.has('u') ? count === 1 : true;
    if (previous === undefined || !wanted) return '';
    return flags.has('c') ? `${String(count).padStart(7)} ${previous}\n` : `${previous}\n`;
  };
  const status = yield* eachLine(process, argv, operands.slice(0, 1), {
    line: function* (text) {
      if (text === previous) {
        count++;
        return true;
      }
      const before = line();
      previous = text;
      count = 1;
      return before === '' || (yield* write(process, before));
    },
  });
  yield* write(process, line());
  return status;
}

export function* cut(process: Process, argv: readonly string[]): Body {
  const { operands, flags, values } = parseOptions(argv, 'd f c b');
  const delimiter = values.get('d') ?? '\t';
  const fields = values.get('f');
  const list = fields ?? values.get('c') ?? values.get('b');
  if (list === undefined)
    return fail(process, 1, 'cut: expected a list of bytes, characters, or fields');
  const wanted = rangesOf(list);
  return yield* eachLine(process, argv, operands, {
    line: (text) => {
      if (fields === undefined) {
        out(process, `${[...text].filter((_letter, index) => wanted(index + 1)).join('')}\n`);
        return true;
      }
      const parts = text.split(delimiter);
      if (parts.length === 1) {
        if (!flags.has('s')) out(process, `${text}\n`);
        return true;
      }
      out(process, `${parts.filter((_part, index) => wanted(index + 1)).join(delimiter)}\n`);
      return true;
    },
  });
}

/** `1,3-5,7-` */
function rangesOf(list: string): (place: number) => boolean {
  const ranges = list.split(',').map((part) => {
    const [from, to] = part.split('-');
    const first = Number(from) || 1;
    return [first, part.includes('-') ? Number(to) || Infinity : first] as const;
  });
  return (place) => ranges.some(([from, to]) => place >= from && place <= to);
}

const TR_CLASSES: Readonly<Record<string, string>> = {
  '[:upper:]': 'ABCDEFGHIJKLMNOPQRSTUVWXYZ',
  '[:lower:]': 'abcdefghijklmnopqrstuvwxyz',
  '[:digit:]': '0123456789',
  '[:space:]': ' \t\n\r\f\v',
  '[:blank:]': ' \t',
  '[:alpha:]': 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz',
  '[:alnum:]': '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz',
  '[:punct:]': '!"#$%&\'()*+,-./:;<=>?@[\\]^_`{|}~',
};

function trSet(text: string): string {
  const plain = text
    .replace(/\[:\w+:\]/g, (name) => TR_CLASSES[name] ?? '')
    .replace(
      /\\([nrt0\\])/g,
      (_whole, letter: string) => ({ n: '\n', r: '\r', t: '\t', '0': '\0' })[letter] ?? letter,
    );
  return plain.replace(/([\s\S])-([\s\S])/g, (whole, from: string, to: string) => {
    const last = to.charCodeAt(0);
    let letters = '';
    for (let code = from.charCodeAt(0); code <= last && letters.length < 256; code++)
      letters += String.fromCharCode(code);
    return letters === '' ? whole : letters;
  });
}

export function* tr(process: Process, argv: readonly string[]): Body {
  const { operands, flags } = parseOptions(argv);
  const from = trSet(operands[0] ?? '');
  const to = trSet(operands[1] ?? '');
  const complement = flags.has('c') || flags.has('C');
  const isIn = (letter: string): boolean => from.includes(letter) !== complement;
  const stdin = process.fds[0];
  if (stdin === undefined) return 1;
  const squeezed = flags.has('s') ? (to === '' ? from : to) : '';
  let last = '';
  for (
    let text = yield* readSome(process, stdin);
    text !== '';
    text = yield* readSome(process, stdin)
  ) {
    let result = '';
    for (const letter of text) {
      if (flags.has('d') && isIn(letter)) continue;
      const at = complement ? to.length - 1 : Math.min(from.indexOf(letter), to.length - 1);
      const changed = !flags.has('d') && to !== '' && isIn(letter) ? to.charAt(at) : letter;
      if (squeezed.includes(changed) && changed === last) continue;
      result += changed;
      last = changed;
    }
    if (!(yield* write(process, result))) return 1;
  }
  return 0;
}

export function* rev(process: Process, argv: readonly string[]): Body {
  return yield* eachLine(process, argv, parseOptions(argv).operands, {
    line: (text) => {
      out(process, `${[...text].reverse().join('')}\n`);
      return true;
    },
  });
}

export function* tac(process: Process, argv: readonly string[]): Body {
  const { text, status } = yield* readEverything(process, argv, parseOptions(argv).operands);
  const lines = linesOf(text).reverse();
  if (lines.length > 0) yield* write(process, `${lines.join('\n')}\n`);
  return status;
}

export function* seq(process: Process, argv: readonly string[]): Body {
  const { values, flags, operands: all } = sequenceOptions(argv);
  const numbers = all.map(Number);
  if (numbers.length === 0 || numbers.some(Number.isNaN))
    return fail(process, 1, 'seq: invalid number');
  const [first, step, last] =
    numbers.length === 1
      ? [1, 1, numbers[0] ?? 0]
      : numbers.length === 2
        ? [numbers[0] ?? 1, 1, numbers[1] ?? 0]
        : [numbers[0] ?? 1, numbers[1] ?? 1, numbers[2] ?? 0];
  if (step === 0) return 1;
  const separator = values.get('s') ?? '\n';
  const digits = Math.max(...all.map((text) => text.split('.')[1]?.length ?? 0));
  const width = flags.has('w') ? Math.max(...all.map((text) => text.length)) : 0;
  let piece = '';
  let isFirst = true;
  for (let index = 0; ; index++) {
    const value = first + index * step;
    if (step > 0 ? value > last + 1e-9 : value < last - 1e-9) break;
    piece += `${isFirst ? '' : separator}${value.toFixed(digits).padStart(width, '0')}`;
    isFirst = false;
    if (piece.length > 4096) {
      if (!(yield* write(process, piece))) return 1;
      piece = '';
    }
  }
  if (!isFirst) yield* write(process, `${piece}\n`);
  return 0;
}

/** Negative numbers are operands here. */
function sequenceOptions(argv: readonly string[]) {
  const operands = argv.slice(1).filter((word) => /^-?[\d.]+$/.test(word));
  const rest = argv.filter((word, index) => index === 0 || !/^-?[\d.]+$/.test(word));
  const { values, flags } = parseOptions(rest, 's f');
  return { values, flags, operands };
}

export function* yes(process: Process, argv: readonly string[]): Body {
  const line = `${argv.length > 1 ? argv.slice(1).join(' ') : 'y'}\n`;
  const piece = line.repeat(Math.max(1, Math.floor(8192 / line.length)));
  while (yield* write(process, piece));
  return 1;
}

export function* base64(process: Process, argv: readonly string[]): Body {
  const { operands, flags, values } = parseOptions(argv, 'w');
  const { text, status } = yield* readEverything(process, argv, operands);
  if (flags.has('d') || flags.has('D') || flags.has('decode')) {
    yield* write(process, fromBase64(text));
    return status;
  }
  const encoded = toBase64(text);
  const width = Number(values.get('w') ?? 76);
  const wrapped =
    width > 0
      ? encoded.replace(new RegExp(`(.{${Math.min(width, 1000)}})(?=.)`, 'g'), '$1\n')
      : encoded;
  yield* write(process, width > 0 && wrapped !== '' ? `${wrapped}\n` : wrapped);
  return status;
}

function toBase64(text: string): string {
  let bytes = '';
  for (const byte of new TextEncoder().encode(text)) bytes += String.fromCharCode(byte);
  return btoa(bytes);
}

function fromBase64(text: string): string {
  try {
    const bytes = Uint8Array.from(atob(text.replace(/\s/g, '')), (letter) => letter.charCodeAt(0));
    return new TextDecoder().decode(bytes);
  } catch {
    return '';
  }
}

/** Checksums are not computed: a stable number made from the text stands for them. */
export function* checksum(process: Process, argv: readonly string[]): Body {
  const { operands } = parseOptions(argv);
  const length = { md5sum: 32, sha1sum: 40, sha256sum: 64 }[commandName(argv)] ?? 64;
  for (const path of operands.length === 0 ? ['-'] : operands) {
    const { text } = yield* readEverything(process, argv, [path]);
    let hash = 0x811c9dc5;
    let digest = '';
    for (let round = 0; digest.length < length; round++) {
      for (let index = 0; index < text.length; index++)
        hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
      hash = Math.imul(hash ^ round, 0x01000193);
      digest += (hash >>> 0).toString(16).padStart(8, '0');
    }
    out(process, `${digest.slice(0, length)}  ${path}\n`);
  }
  return 0;
}

/** `expr`: sums, comparisons, `:`; the operators by precedence. */
export function expr(process: Process, argv: readonly string[]): Run {
  const words = argv.slice(1);
  let at = 0;
  const levels: readonly (readonly string[])[] = [
    ['|'],
    ['&'],
    ['<', '<=', '=', '==', '!=', '>=', '>'],
    ['+', '-'],
    ['*', '/', '%'],
    [':'],
  ];
  let failed: string | undefined;
  const level = (depth: number): string => {
    const operators = levels[depth];
    if (operators === undefined) return primary();
    let left = level(depth + 1);
    for (
      let operator = words[at];
      operator !== undefined && operators.includes(operator);
      operator = words[at]
    ) {
      at++;
      left = operate(operator, left, level(depth + 1));
    }
    return left;
  };
  const primary = (): string => {
    const word = words[at++];
    if (word === undefined) {
      failed ??= 'expr: syntax error';
      return '';
    }
    if (word === 'length') return String((words[at++] ?? '').length);
    if (word === '(') {
      const inner = level(0);
      at++;
      return inner;
    }
    return word;
  };
  const operate = (operator: string, left: string, right: string): string => {
    if (operator === '|') return isTrue(left) ? left : right;
    if (operator === '&') return isTrue(left) && isTrue(right) ? left : '0';
    if (operator === ':') return expressionMatch(left, right);
    const first = Number(left);
    const second = Number(right);
    const numbers = left !== '' && right !== '' && !Number.isNaN(first) && !Number.isNaN(second);
    const order = numbers ? first - second : byText(left, right);
    const comparison = {
      '<': order < 0,
      '<=': order <= 0,
      '=': order === 0,
      '==': order === 0,
      '!=': order !== 0,
      '>=': order >= 0,
      '>': order > 0,
    }[operator];
    if (comparison !== undefined) return comparison ? '1' : '0';
    if (!numbers) failed ??= 'expr: non-integer argument';
    else if ((operator === '/' || operator === '%') && second === 0)
      failed ??= 'expr: division by zero';
    else {
      const value =
        operator === '+'
          ? first + second
          : operator === '-'
            ? first - second
            : operator === '*'
              ? first * second
              : operator === '/'
                ? Math.trunc(first / second)
                : first % second;
      return String(value);
    }
    return '0';
  };
  const result = level(0);
  if (failed !== undefined || at < words.length)
    return fail(process, 2, failed ?? 'expr: syntax error');
  return say(process, `${result}\n`, isTrue(result) ? 0 : 1);
}

const isTrue = (text: string): boolean => text !== '' && text !== '0';

function expressionMatch(text: string, pattern: string): string {
  try {
    const match = new RegExp(`^(?:${basicToExtended(pattern)})`).exec(text);
    if (match === null) return pattern.includes('\\(') ? '' : '0';
    return match[1] ?? String(match[0].length);
  } catch {
    return '0';
  }
}

/** A basic regular expression as JavaScript writes it. */
export function basicToExtended(pattern: string): string {
  return pattern.replace(
    /\\([(){}+?|])|([(){}+?|])/g,
    (_whole, escaped?: string, bare?: string) => escaped ?? `\\${bare ?? ''}`,
  );
}

/** A POSIX extended regular expression as JavaScript writes it. */
export function extendedToJs(pattern: string): string {
  return pattern
    .replace(/\[\[:space:\]\]/g, '\\s')
    .replace(/\[:space:\]/g, '\\s')
    .replace(/\[:digit:\]/g, '0-9')
    .replace(/\[:alpha:\]/g, 'a-zA-Z')
    .replace(/\[:alnum:\]/g, 'a-zA-Z0-9')
    .replace(/\[:upper:\]/g, 'A-Z')
    .replace(/\[:lower:\]/g, 'a-z')
    .replace(/\[:blank:\]/g, ' \\t');
}

/** A regular expression from a user's text; undefined when it is none. */
export function regExpOf(source: string, flags: string): RegExp | undefined {
  try {
    return new RegExp(source, flags);
  } catch {
    return undefined;
  }
}
