// Programs that read text and write text, line by line as it comes.

import { byteLength } from '../../files/inode';
import { type Body, fail, out, type Process } from '../../programs/process';
import { FileStream } from '../../programs/stream';
import { eachLine, isGnu, openInput, parseOptions, readEverything, readSome, write } from './io';

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

export const byText = (left: string, right: string): number =>
  left < right ? -1 : left > right ? 1 : 0;

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
