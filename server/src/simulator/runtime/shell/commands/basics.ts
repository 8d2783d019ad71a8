// echo, printf, kill and other small ones.

import { type Body, fail, out, type Process, type Run } from '../../programs/process';
import { parseSignal, SIGNAL_NUMBERS, signalNames } from '../../programs/signals';
import { isGnu, type Waiting, write } from './io';
import { formatPrintf } from './printf';

/** Writes at once where there is room, else waits for it. */
function say(process: Process, text: string, code = 0): Run {
  const failure = process.fds[1]?.write(text);
  process.table.stepFor(text);
  return failure === undefined && process.fds[1] !== undefined
    ? code
    : sayLater(process, text, code);
}

function* sayLater(process: Process, text: string, code: number): Body {
  return (yield* write(process, text)) ? code : 1;
}

const ESCAPES: Readonly<Record<string, string>> = {
  n: '\n',
  t: '\t',
  r: '\r',
  b: '\b',
  a: '\u0007',
  f: '\f',
  v: '\v',
  e: '\u001b',
  '\\': '\\',
};

/** Backslash escapes of `echo -e` and `printf`. */
export function expandEscapes(text: string): { readonly text: string; readonly stops: boolean } {
  if (!text.includes('\\')) return { text, stops: false };
  let stops = false;
  const result = text.replace(
    /\\(?:([ntrbafve\\])|0([0-7]{0,3})|([1-7][0-7]{0,2})|x([0-9a-fA-F]{1,2})|(c)[\s\S]*)/g,
    (_whole, simple?: string, zero?: string, octal?: string, hex?: string, end?: string) => {
      if (end !== undefined) {
        stops = true;
        return '';
      }
      if (simple !== undefined) return ESCAPES[simple] ?? simple;
      if (hex !== undefined) return String.fromCharCode(Number.parseInt(hex, 16));
      return String.fromCharCode(Number.parseInt(zero ?? octal ?? '0', 8) || 0);
    },
  );
  return { text: result, stops };
}

/** @param always dash expands escapes without being asked; the others want `-e` */
export function echo(process: Process, argv: readonly string[], always = false): Run {
  let first = 1;
  let newline = true;
  let escapes = always;
  const option = always ? /^-n$/ : /^-[neE]+$/;
  for (; first < argv.length && option.test(argv[first] ?? ''); first++) {
    const word = argv[first] ?? '';
    if (word.includes('n')) newline = false;
    if (word.includes('e')) escapes = true;
    if (word.includes('E')) escapes = false;
  }
  const plain = first === 1 ? joinFrom(argv, 1) : joinFrom(argv, first);
  if (!escapes) return say(process, newline ? `${plain}\n` : plain);
  const { text, stops } = expandEscapes(plain);
  return say(process, newline && !stops ? `${text}\n` : text);
}

function joinFrom(argv: readonly string[], from: number): string {
  return argv.length === from + 1 ? (argv[from] ?? '') : argv.slice(from).join(' ');
}

export function printfCommand(
  process: Process,
  argv: readonly string[],
  badNumber: (value: string) => string = (value) => `printf: invalid number '${value}'`,
): Run {
  const words = argv[1] === '--' ? argv.slice(2) : argv.slice(1);
  const [format, ...values] = words;
  if (format === undefined) return fail(process, 1, 'printf: usage: printf format [arguments]');
  const { text, complaint } = formatPrintf(format, values);
  if (complaint !== undefined) fail(process, 1, badNumber(complaint));
  return say(process, text, complaint === undefined ? 0 : 1);
}

export function pwd(process: Process, _argv: readonly string[]): Run {
  return say(process, `${process.cwd}\n`);
}

/** `kill [-s SIGNAL | -SIGNAL] PID…`. Rules: L-TRM-11 (what PID 1 makes of it). */
export function kill(
  process: Process,
  argv: readonly string[],
  missing: (pid: string) => string = (pid) => `kill: can't kill pid ${pid}: No such process`,
): number {
  const words = argv.slice(1);
  if (words[0] === '-l') {
    const names = signalNames().map((name) => `${SIGNAL_NUMBERS[name]}) ${name}`);
    out(process, `${names.join('\n')}\n`);
    return 0;
  }
  let signal: ReturnType<typeof parseSignal> = 'SIGTERM';
  let probesOnly = false;
  const option = words[0];
  if (option !== undefined && /^-(?!-)./.test(option) && words.length > 1) {
    words.shift();
    const name = option === '-s' || option === '-n' ? (words.shift() ?? '') : option.slice(1);
    probesOnly = name === '0';
    signal = parseSignal(name);
    if (signal === undefined && !probesOnly)
      return fail(process, 1, `kill: invalid signal '${name}'`);
  }
  const pids = words.filter((word) => word !== '--');
  if (pids.length === 0) return fail(process, 2, 'kill: you need to specify whom to kill');
  let status = 0;
  for (const pid of pids) {
    if (!sendTo(process, pid, probesOnly ? undefined : signal)) {
      status = fail(process, 1, missing(pid));
    }
  }
  return status;
}

function sendTo(process: Process, pid: string, signal: ReturnType<typeof parseSignal>): boolean {
  if (!/^-?\d+$/.test(pid)) return false;
  const number = Number(pid);
  const { table } = process;
  if (number === -1 || number === 0 || number < -1) {
    const others = table
      .all()
      .filter((other) => number !== -1 || (other !== process && other !== table.first));
    for (const other of others) if (signal !== undefined) table.signal(other, signal);
    return others.length > 0;
  }
  const target = table.find(number);
  if (target === undefined) return false;
  if (signal !== undefined) table.signal(target, signal);
  return true;
}

/** `1.5`, `2m`, `1h`, `infinity`; undefined for what is no duration. */
export function durationMs(text: string): number | undefined {
  if (/^(?:inf|infinity)$/i.test(text)) return Infinity;
  const match = /^(\d+(?:\.\d*)?|\.\d+)([smhd]?)$/.exec(text);
  if (match?.[1] === undefined) return undefined;
  const unit = { s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 }[match[2] ?? 's'] ?? 1000;
  return Math.round(Number(match[1]) * unit);
}

export function sleep(process: Process, argv: readonly string[]): Run {
  const words = argv.slice(1).filter((word) => word !== '--');
  if (words.length === 0) return fail(process, 1, 'sleep: missing operand');
  let total = 0;
  for (const word of words) {
    const ms = durationMs(word);
    if (ms === undefined) {
      const text = isGnu(process)
        ? `sleep: invalid time interval '${word}'\nTry 'sleep --help' for more information.`
        : `sleep: invalid number '${word}'`;
      return fail(process, 1, text);
    }
    total += ms;
  }
  return total === 0 ? 0 : sleepFor(process, total);
}

export function* sleepFor(process: Process, ms: number): Waiting<number> {
  const until = process.table.now + ms;
  while (process.table.now < until) yield until === Infinity ? {} : { until };
  return 0;
}

const MEMORY_PER_STEP = 67_108_864;
const MEMORY_STEP_MS = 100;
/** No node has more. */
const MAX_MEMORY = 1_099_511_627_776;

/** Takes more and more memory, some 640 MiB a second, until it is killed for it (L-RST-13). */
export function* fillMemory(process: Process): Waiting<number> {
  for (let bytes = MEMORY_PER_STEP; bytes < MAX_MEMORY; bytes += MEMORY_PER_STEP) {
    process.table.setMemory(process, bytes);
    yield* sleepFor(process, MEMORY_STEP_MS);
  }
  return fail(process, 1, 'memory exhausted');
}

export { say };
