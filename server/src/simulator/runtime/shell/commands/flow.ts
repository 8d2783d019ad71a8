// Programs that run other programs: env, timeout, nohup, xargs, watch, and the small inits.

import { findExecutable, runExecutable } from '../../programs/execute';
import {
  BLOCKED,
  type Body,
  fail,
  out,
  type Process,
  type Run,
  watchEnd,
} from '../../programs/process';
import { exitCodeOfSignal, parseSignal, type SignalName } from '../../programs/signals';
import { durationMs, sleepFor } from './basics';
import { commandName, isGnu, parseOptions, readEverything } from './io';

/** Puts another program into this process's place. */
export function become(process: Process, argv: readonly string[]): Run {
  const [name = ''] = argv;
  const found = findExecutable(process.table, name, {
    cwd: process.cwd,
    path: process.env.get('PATH'),
  });
  if (found.error !== undefined) return notRunnable(process, name, found.error);
  process.argv = argv;
  return runExecutable(process, found.value, argv);
}

/** A process of the same command that goes on behind this one's back. */
export function startDaemon(
  process: Process,
  argv: readonly string[],
  run: (daemon: Process) => Run,
): number {
  const { env, cwd, fds, table } = process;
  const daemon = table.create({ parent: process, argv, env, cwd, fds });
  if (daemon !== undefined) table.begin(daemon, () => run(daemon));
  return 0;
}

function notRunnable(process: Process, name: string, error: string): number {
  const self = commandName(process.argv);
  const missing = error === 'ENOENT' || error === 'ENOTDIR';
  const text = missing ? 'No such file or directory' : 'Permission denied';
  const line = isGnu(process)
    ? `${self}: '${name}': ${text}`
    : `${self}: can't execute '${name}': ${text}`;
  return fail(process, missing ? 127 : 126, line);
}

/** Starts a child; its exit code when it could not even begin. */
function startChild(process: Process, argv: readonly string[]): Process | number {
  const [name = ''] = argv;
  const found = findExecutable(process.table, name, {
    cwd: process.cwd,
    path: process.env.get('PATH'),
  });
  if (found.error !== undefined) return notRunnable(process, name, found.error);
  const child = process.table.create({
    parent: process,
    argv,
    env: process.env,
    cwd: process.cwd,
    fds: process.fds,
  });
  if (child === undefined) return fail(process, 126, `${commandName(process.argv)}: can't fork`);
  process.table.begin(child, () => runExecutable(child, found.value, argv));
  return child;
}

export function env(process: Process, argv: readonly string[]): Run {
  let index = 1;
  const changed = new Map(process.env);
  for (; index < argv.length; index++) {
    const word = argv[index] ?? '';
    if (word === '-i' || word === '-') changed.clear();
    else if (word === '-u') changed.delete(argv[++index] ?? '');
    else if (/^\w+=/.test(word)) {
      changed.set(word.slice(0, word.indexOf('=')), word.slice(word.indexOf('=') + 1));
    } else break;
  }
  process.env = changed;
  if (index < argv.length) return become(process, argv.slice(index));
  for (const [name, value] of changed) out(process, `${name}=${value}\n`);
  return 0;
}

export function nohup(process: Process, argv: readonly string[]): Run {
  process.dispositions ??= new Map();
  process.dispositions.set('SIGHUP', 'ignore');
  return become(process, argv.slice(1));
}

/** `nice`, `setsid`, `stdbuf`, `su-exec`: change something that we don't model, then run the rest. */
export function passOn(operands: number) {
  return (process: Process, argv: readonly string[]): Run => {
    let index = 1;
    while (argv[index]?.startsWith('-') === true) index++;
    const rest = argv.slice(index + operands);
    return rest.length === 0 ? 0 : become(process, rest);
  };
}

const PASSED_ON: readonly SignalName[] = [
  'SIGTERM',
  'SIGINT',
  'SIGHUP',
  'SIGQUIT',
  'SIGUSR1',
  'SIGUSR2',
  'SIGWINCH',
];

/** tini, dumb-init and their like: as PID 1 they pass signals on to a child that is not, and so has default actions (L-TRM-11). */
export function* init(process: Process, argv: readonly string[]): Body {
  let index = 1;
  while (argv[index]?.startsWith('-') === true && argv[index] !== '--') {
    if (/^-[pe]$/.test(argv[index] ?? '')) index++;
    index++;
  }
  if (argv[index] === '--') index++;
  const rest = argv.slice(index);
  if (rest.length === 0) return fail(process, 1, `${commandName(argv)}: no program to run`);
  process.dispositions = new Map(PASSED_ON.map((name) => [name, 'handle']));
  const child = startChild(process, rest);
  if (typeof child === 'number') return child;
  while (child.exitCode === undefined) {
    for (let name = process.pending.shift(); name !== undefined; name = process.pending.shift()) {
      process.table.signal(child, name);
    }
    if (child.exitCode !== undefined) break;
    watchEnd(child, process);
    yield BLOCKED;
  }
  return child.exitCode;
}

/** `timeout [-s SIG] [-k D] D CMD…`; GNU says 124, busybox what the killed program ended with. */
export function* timeout(process: Process, argv: readonly string[]): Body {
  let index = 1;
  let signal: SignalName = 'SIGTERM';
  let killAfterMs: number | undefined;
  for (; argv[index]?.startsWith('-') === true; index++) {
    const option = argv[index] ?? '';
    if (option === '-s') signal = parseSignal(argv[++index] ?? '') ?? signal;
    else if (option.startsWith('--signal=')) signal = parseSignal(option.slice(9)) ?? signal;
    else if (option === '-k') killAfterMs = durationMs(argv[++index] ?? '');
    else if (option.startsWith('--kill-after=')) killAfterMs = durationMs(option.slice(13));
    else if (option === '-t') index++;
  }
  const ms = durationMs(argv[index] ?? '');
  if (ms === undefined)
    return fail(process, 125, `timeout: invalid time interval '${argv[index] ?? ''}'`);
  const child = startChild(process, argv.slice(index + 1));
  if (typeof child === 'number') return child;
  yield* waitUntil(process, child, process.table.now + (ms === 0 ? Infinity : ms));
  if (child.exitCode !== undefined) return child.exitCode;
  process.table.signal(child, signal);
  if (killAfterMs !== undefined && child.exitCode === undefined) {
    yield* waitUntil(process, child, process.table.now + killAfterMs);
    process.table.signal(child, 'SIGKILL');
  }
  yield* waitUntil(process, child, Infinity);
  return isGnu(process) ? 124 : (child.exitCode ?? exitCodeOfSignal(signal));
}

function* waitUntil(
  process: Process,
  child: Process,
  until: number,
): Generator<{ readonly until?: number }, void, void> {
  while (child.exitCode === undefined && process.table.now < until) {
    watchEnd(child, process);
    yield until === Infinity ? BLOCKED : { until };
  }
}

export function* xargs(process: Process, argv: readonly string[]): Body {
  const { values, operands, flags } = xargsOptions(argv);
  const { text } = yield* readEverything(process, argv, ['-']);
  const placeholder = values.get('I');
  const items = flags.has('0')
    ? text.split('\0').filter((item) => item !== '')
    : placeholder === undefined
      ? text.split(/\s+/).filter((item) => item !== '')
      : text.split('\n').filter((item) => item !== '');
  const command = operands.length > 0 ? operands : ['echo'];
  const size =
    placeholder !== undefined
      ? 1
      : Math.max(1, Number(values.get('n') ?? values.get('L') ?? (items.length || 1)) || 1);
  if (items.length === 0 && flags.has('r')) return 0;
  let status = 0;
  for (let index = 0; index < Math.max(1, items.length); index += size) {
    const chunk = items.slice(index, index + size);
    const line =
      placeholder === undefined
        ? [...command, ...chunk]
        : command.map((word) => word.replaceAll(placeholder, chunk[0] ?? ''));
    const child = startChild(process, line);
    if (typeof child === 'number') return child;
    const code = child.exitCode ?? (yield* process.table.waitFor(process, child));
    if (code !== 0) status = 123;
  }
  return status;
}

/** Options end at the command's name. */
function xargsOptions(argv: readonly string[]) {
  let index = 1;
  while (argv[index]?.startsWith('-') === true)
    index += /^-[InLPsd]$/.test(argv[index] ?? '') ? 2 : 1;
  const { flags, values } = parseOptions(argv.slice(0, index), 'I n L P s d');
  return { flags, values, operands: argv.slice(index) };
}

export function* watch(process: Process, argv: readonly string[]): Body {
  const { values, operands } = parseOptions(argv, 'n');
  const periodMs = Math.max(100, (Number(values.get('n') ?? 2) || 2) * 1000);
  for (;;) {
    const child = startChild(process, ['sh', '-c', operands.join(' ')]);
    if (typeof child !== 'number' && child.exitCode === undefined) {
      yield* process.table.waitFor(process, child);
    }
    yield* sleepFor(process, periodMs);
  }
}
