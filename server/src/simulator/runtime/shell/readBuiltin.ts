import { type Body, fail, type Run } from '../programs/process';
import type { Shell } from './shell';

interface ReadOptions {
  readonly raw: boolean;
  readonly prompt: string;
  readonly timeoutMs: number | undefined;
  readonly names: readonly string[];
  readonly intoArray: boolean;
}

export function readCommand(shell: Shell, argv: readonly string[]): Run {
  const options = readOptions(argv.slice(1));
  if (options.prompt !== '' && shell.process.fds[0]?.isTerminal === true) {
    shell.process.fds[2]?.write(options.prompt);
  }
  return readLine(shell, options);
}

function readOptions(words: readonly string[]): ReadOptions {
  const names: string[] = [];
  let raw = false;
  let prompt = '';
  let timeoutMs: number | undefined;
  let intoArray = false;
  for (let index = 0; index < words.length; index++) {
    const word = words[index] ?? '';
    if (!/^-\w/.test(word)) {
      names.push(word);
      continue;
    }
    for (const letter of word.slice(1)) {
      if (letter === 'r') raw = true;
      else if (letter === 'a') intoArray = true;
      else if (letter === 'p') prompt = words[++index] ?? '';
      else if (letter === 't') timeoutMs = Math.max(0, Number(words[++index] ?? 0) * 1000);
      else if (letter === 'n' || letter === 'd' || letter === 'u' || letter === 'N') index++;
    }
  }
  return { raw, prompt, timeoutMs, names, intoArray };
}

function* readLine(shell: Shell, options: ReadOptions): Body {
  const { process } = shell;
  const stdin = process.fds[0];
  if (stdin === undefined) return fail(process, 1, `${shell.name}: read: Bad file descriptor`);
  const until = options.timeoutMs === undefined ? undefined : process.table.now + options.timeoutMs;
  for (;;) {
    const line = stdin.readLine();
    if (line !== undefined) {
      store(shell, options, line.replace(/\n$/, ''));
      return line.endsWith('\n') ? 0 : 1;
    }
    if (until !== undefined && process.table.now >= until) {
      store(shell, options, '');
      return shell.dialect === 'bash' ? 142 : 1;
    }
    if (process.pending.length > 0) return 1;
    stdin.wait(process);
    yield until === undefined ? {} : { until };
  }
}

function store(shell: Shell, options: ReadOptions, line: string): void {
  const text = options.raw ? line : line.replace(/\\(.)/g, '$1');
  const names = options.names.length === 0 ? ['REPLY'] : options.names;
  if (options.intoArray) {
    shell.variables.setElements(names[0] ?? 'REPLY', splitFields(shell, text, Infinity));
    return;
  }
  const values = options.names.length === 0 ? [text] : splitFields(shell, text, names.length);
  names.forEach((name, index) => {
    shell.variables.set(name, values[index] ?? '');
  });
}

/** At most `count` fields; the last one keeps the rest of the line. */
function splitFields(shell: Shell, line: string, count: number): readonly string[] {
  const separators = shell.fieldSeparators();
  if (separators === '') return [line];
  const isSeparator = (letter: string): boolean => separators.includes(letter);
  const isBlank = (letter: string): boolean => /\s/.test(letter) && isSeparator(letter);
  const fields: string[] = [];
  let at = 0;
  while (at < line.length && isBlank(line.charAt(at))) at++;
  while (at < line.length && fields.length < count - 1) {
    const start = at;
    while (at < line.length && !isSeparator(line.charAt(at))) at++;
    fields.push(line.slice(start, at));
    while (at < line.length && isBlank(line.charAt(at))) at++;
    if (at < line.length && isSeparator(line.charAt(at)) && !isBlank(line.charAt(at))) {
      at++;
      while (at < line.length && isBlank(line.charAt(at))) at++;
    }
  }
  let end = line.length;
  while (end > at && isBlank(line.charAt(end - 1))) end--;
  if (at < line.length || fields.length < count) fields.push(line.slice(at, end));
  return fields;
}
