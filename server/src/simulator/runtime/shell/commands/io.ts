// How commands read and write: in pieces, waiting where there is nothing yet or no room.

import type { FileError } from '../../files/inode';
import { joinPath } from '../../files/path';
import { BLOCKED, type Block, fail, type Process } from '../../programs/process';
import type { Stream } from '../../programs/stream';
import { errorText } from '../dialect';
import { openToRead } from '../redirections';

export type Waiting<T> = Generator<Block, T, void>;

/** Whether the programs are GNU's (else busybox): decides texts and exit codes. */
export function isGnu(process: Process): boolean {
  return process.table.userland === 'debian';
}

export function commandName(argv: readonly string[]): string {
  const name = argv[0] ?? '';
  return name.slice(name.lastIndexOf('/') + 1);
}

export function* readSome(process: Process, stream: Stream): Waiting<string> {
  for (;;) {
    const text = stream.read();
    if (text !== undefined) {
      if (process.table.stepFor(text)) yield* process.table.rest(process);
      return text;
    }
    stream.wait(process);
    yield BLOCKED;
  }
}

export function* readLine(process: Process, stream: Stream): Waiting<string> {
  for (;;) {
    const text = stream.readLine();
    if (text !== undefined) {
      if (process.table.step()) yield* process.table.rest(process);
      return text;
    }
    stream.wait(process);
    yield BLOCKED;
  }
}

/** False: nobody reads any more, or there is no room. A process without a handler is ended by SIGPIPE here. */
export function* write(process: Process, text: string, descriptor = 1): Waiting<boolean> {
  for (;;) {
    const stream = process.fds[descriptor];
    const failure = stream === undefined ? 'EBADF' : stream.write(text);
    if (failure === undefined) {
      if (process.table.stepFor(text)) yield* process.table.rest(process);
      return true;
    }
    if (failure === 'EAGAIN') {
      stream?.wait(process);
      yield BLOCKED;
      continue;
    }
    yield* brokenPipe(process, failure);
    return false;
  }
}

function* brokenPipe(process: Process, failure: string): Waiting<void> {
  if (failure === 'EPIPE') process.table.signal(process, 'SIGPIPE');
  while (process.exitCode !== undefined) yield BLOCKED;
  const text = failure === 'ENOSPC' ? 'No space left on device' : 'Broken pipe';
  fail(process, 1, `${commandName(process.argv)}: write error: ${text}`);
}

export function pathOf(process: Process, path: string): string {
  return joinPath(process.cwd, path);
}

const SAYS_CANNOT_OPEN: ReadonlySet<string> = new Set(['cat', 'tail', 'uniq', 'tac', 'dd', 'tee']);

/** `cat: can't open 'x': No such file or directory`, as each family of programs words it. */
export function openMessage(
  process: Process,
  name: string,
  path: string,
  error: FileError,
): string {
  const text = errorText(error);
  if (!isGnu(process)) {
    return SAYS_CANNOT_OPEN.has(name)
      ? `${name}: can't open '${path}': ${text}`
      : `${name}: ${path}: ${text}`;
  }
  switch (name) {
    case 'head':
    case 'tail':
      return `${name}: cannot open '${path}' for reading: ${text}`;
    case 'sort':
      return `sort: cannot read: ${path}: ${text}`;
    case 'sed':
      return `sed: can't read ${path}: ${text}`;
    default:
      return `${name}: ${path}: ${text}`;
  }
}

/** `name: path: text`, common to both families. */
export function plainMessage(name: string, path: string, error: FileError): string {
  return `${name}: ${path}: ${errorText(error)}`;
}

/** The stream of an operand: a file, or stdin for `-`. */
export function openInput(
  process: Process,
  path: string,
): { readonly stream?: Stream; readonly error?: FileError } {
  if (path === '-') {
    const stdin = process.fds[0];
    return stdin === undefined ? { error: 'EINVAL' } : { stream: stdin };
  }
  const opened = openToRead(process, pathOf(process, path));
  return opened.error !== undefined ? { error: opened.error } : { stream: opened.value };
}

export interface LineReader {
  /** @returns false to stop reading */
  readonly line: (line: string, isWhole: boolean) => boolean | Waiting<boolean>;
  /** How an operand that cannot be opened is told. */
  readonly message?: (path: string, error: FileError) => string;
}

/** Gives each line of the operands (stdin when there are none) to `reader`, as they come. 1 when an operand could not be read. */
export function* eachLine(
  process: Process,
  argv: readonly string[],
  paths: readonly string[],
  reader: LineReader,
): Waiting<number> {
  let status = 0;
  for (const path of paths.length === 0 ? ['-'] : paths) {
    const { stream, error } = openInput(process, path);
    if (stream === undefined) {
      const name = commandName(argv);
      status = fail(
        process,
        1,
        (reader.message ?? ((at, why) => openMessage(process, name, at, why)))(
          path,
          error ?? 'ENOENT',
        ),
      );
      continue;
    }
    for (;;) {
      const text = yield* readLine(process, stream);
      if (text === '') break;
      const isWhole = text.endsWith('\n');
      const goOn = reader.line(isWhole ? text.slice(0, -1) : text, isWhole);
      if (!(typeof goOn === 'boolean' ? goOn : yield* goOn)) return status;
    }
  }
  return status;
}

/** Everything the operands (stdin when there are none) hold, once they end. */
export function* readEverything(
  process: Process,
  argv: readonly string[],
  paths: readonly string[],
): Waiting<{ readonly text: string; readonly status: number }> {
  let text = '';
  let status = 0;
  for (const path of paths.length === 0 ? ['-'] : paths) {
    const { stream, error } = openInput(process, path);
    if (stream === undefined) {
      status = fail(process, 1, openMessage(process, commandName(argv), path, error ?? 'ENOENT'));
      continue;
    }
    for (;;) {
      const piece = yield* readSome(process, stream);
      if (piece === '' || text.length > MAX_TEXT) break;
      text += piece;
    }
  }
  return { text, status };
}

const MAX_TEXT = 4_000_000;

export interface Options {
  readonly flags: ReadonlySet<string>;
  readonly values: ReadonlyMap<string, string>;
  readonly operands: readonly string[];
}

/** Reads `-n 5`, `-n5`, `-rf`, `--lines=5`. @param withValue the letters and long names that take a value */
export function parseOptions(argv: readonly string[], withValue = ''): Options {
  const flags = new Set<string>();
  const values = new Map<string, string>();
  const operands: string[] = [];
  const takes = (name: string): boolean => withValue.split(' ').includes(name);
  for (let index = 1; index < argv.length; index++) {
    const word = argv[index] ?? '';
    if (word === '--') {
      operands.push(...argv.slice(index + 1));
      break;
    }
    if (word.startsWith('--')) {
      const [name = '', ...rest] = word.slice(2).split('=');
      if (rest.length > 0) values.set(name, rest.join('='));
      else if (takes(name)) values.set(name, argv[++index] ?? '');
      else flags.add(name);
      continue;
    }
    if (!word.startsWith('-') || word === '-') {
      operands.push(word);
      continue;
    }
    for (let at = 1; at < word.length; at++) {
      const letter = word.charAt(at);
      if (!takes(letter)) {
        flags.add(letter);
        continue;
      }
      values.set(letter, at + 1 < word.length ? word.slice(at + 1) : (argv[++index] ?? ''));
      break;
    }
  }
  return { flags, values, operands };
}
