import { BLOCKED, type Body, fail, type Process } from '../../programs/process';
import type { Stream } from '../../programs/stream';
import { fillMemory } from './basics';
import { openInput, openMessage, parseOptions, readSome, type Waiting, write } from './io';

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
