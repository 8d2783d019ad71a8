// Programs that tell about the machine and its processes.

import { userName } from '../../programs/containerProgram';
import { fail, out, type Process, type Run } from '../../programs/process';
import { parseSignal } from '../../programs/signals';
import { OutputStream } from '../../programs/stream';
import { pathOfCommand } from '../lookupBuiltins';
import { kill, say } from './basics';
import { formatDate, parseDate } from './date';
import { commandName, isGnu, parseOptions } from './io';

export function hostname(process: Process, argv: readonly string[]): Run {
  const { machine } = process.table;
  if (argv[1] === '-i' || argv[1] === '-I') return say(process, `${machine.podIP}\n`);
  return say(process, `${machine.hostname}\n`);
}

export function date(process: Process, argv: readonly string[]): Run {
  const { values, operands } = parseOptions(argv, 'd date D r s');
  const given = values.get('d') ?? values.get('date');
  goesByTheClock(process);
  const at = given === undefined ? wallTime(process) : parseDate(given, wallTime(process));
  if (at === undefined) return fail(process, 1, `date: invalid date '${given ?? ''}'`);
  const iso = argv.find((word) => /^(?:-I|--iso-8601)/.test(word));
  const format = operands.find((word) => word.startsWith('+'))?.slice(1);
  const fallback = isGnu(process) ? '%a %b %e %H:%M:%S UTC %Y' : '%a %b %e %H:%M:%S UTC %Y';
  const shown =
    format ??
    (iso === undefined
      ? fallback
      : /s/.test(iso.slice(2))
        ? '%Y-%m-%dT%H:%M:%S+00:00'
        : '%Y-%m-%d');
  return say(process, `${formatDate(shown, at)}\n`);
}

/** In the container's log nobody goes by what it says. */
function goesByTheClock({ fds, beside, table }: Process): void {
  if (beside || !(fds[1] instanceof OutputStream)) table.machine.mark('outside');
}

/** Virtual time has no date of its own: runs begin at this one (2026-01-01T00:00:00Z). */
const EPOCH_OF_RUNS = 1_767_225_600_000;

/** The date that processes see, in milliseconds since 1970. */
export function wallTime(process: Process): number {
  return (process.table.machine.wallStart ?? EPOCH_OF_RUNS) + process.table.now;
}

export function id(process: Process, argv: readonly string[]): Run {
  const { uid } = process.table.machine.files;
  const { flags } = parseOptions(argv);
  if (flags.has('u') || flags.has('g')) {
    return say(process, `${flags.has('n') ? userName(uid) : uid}\n`);
  }
  const name = userName(uid);
  const shown = /^\d+$/.test(name)
    ? `uid=${uid} gid=0(root) groups=0(root)`
    : `uid=${uid}(${name}) gid=${uid}(${name}) groups=${uid}(${name})`;
  return say(process, `${shown}\n`);
}

export function whoami(process: Process): Run {
  const { uid } = process.table.machine.files;
  const name = userName(uid);
  if (/^\d+$/.test(name)) return fail(process, 1, `whoami: unknown uid ${uid}`);
  return say(process, `${name}\n`);
}

export function uname(process: Process, argv: readonly string[]): Run {
  const { flags } = parseOptions(argv);
  const { hostname: host } = process.table.machine;
  const all = flags.has('a');
  const parts = [
    all || flags.has('s') || flags.size === 0 ? 'Linux' : '',
    all || flags.has('n') ? host : '',
    all || flags.has('r') ? '6.12.0' : '',
    all || flags.has('v') ? '#1 SMP' : '',
    all || flags.has('m') ? 'x86_64' : '',
    all || flags.has('o') ? 'GNU/Linux' : '',
  ];
  return say(process, `${parts.filter((part) => part !== '').join(' ')}\n`);
}

/** busybox prints PID, USER and COMMAND; procps adds TTY and TIME. */
export function ps(process: Process): Run {
  const { table } = process;
  const user = userName(table.machine.files.uid);
  const lines = table
    .all()
    .map(({ pid, argv }) =>
      isGnu(process)
        ? `${String(pid).padStart(7)} ?        00:00:00 ${commandName(argv)}`
        : `${String(pid).padStart(5)} ${user.padEnd(8)} ${argv.join(' ')}`,
    );
  const header = isGnu(process) ? '    PID TTY          TIME CMD' : 'PID   USER     COMMAND';
  return say(process, `${[header, ...lines].join('\n')}\n`);
}

export function printenv(process: Process, argv: readonly string[]): Run {
  const [, ...names] = argv;
  if (names.length === 0) {
    for (const [name, value] of process.env) out(process, `${name}=${value}\n`);
    return 0;
  }
  let status = 0;
  for (const name of names) {
    const value = process.env.get(name);
    if (value === undefined) status = 1;
    else out(process, `${value}\n`);
  }
  return status;
}

export function which(process: Process, argv: readonly string[]): Run {
  let status = 0;
  for (const name of argv.slice(1).filter((word) => !word.startsWith('-'))) {
    const path = pathOfCommand(process, name, process.env.get('PATH'));
    if (path === undefined) status = 1;
    else out(process, `${path}\n`);
  }
  return status;
}

/** pgrep, pkill, killall: by name or (`-f`) whole command line. */
export function byName(process: Process, argv: readonly string[]): Run {
  const self = commandName(argv);
  const signalWord = argv.slice(1).find((word) => /^-(?:\d+|[A-Z]{3,})$/.test(word));
  const { flags, operands } = parseOptions(
    argv.filter((word, index) => index === 0 || word !== signalWord),
    'u',
  );
  const [pattern] = operands;
  if (pattern === undefined) return fail(process, 2, `${self}: no pattern given`);
  const matching = process.table.all().filter((other) => {
    if (other === process) return false;
    const text = flags.has('f') ? other.argv.join(' ') : commandName(other.argv);
    return self === 'killall' ? text === pattern : text.includes(pattern);
  });
  if (matching.length === 0) {
    return self === 'killall' ? fail(process, 1, `killall: ${pattern}: no process killed`) : 1;
  }
  if (self === 'pgrep' || self === 'pidof') {
    out(process, `${matching.map(({ pid }) => pid).join(self === 'pgrep' ? '\n' : ' ')}\n`);
    return 0;
  }
  // Signal 0 only asks whether there is such a process.
  if (signalWord === '-0') return 0;
  const signal = parseSignal(signalWord?.slice(1) ?? 'TERM') ?? 'SIGTERM';
  return kill(process, ['kill', `-${signal}`, ...matching.map(({ pid }) => String(pid))]);
}

export function nproc(process: Process): Run {
  return say(process, '2\n');
}

export function uptime(process: Process): Run {
  const minutes = Math.floor(process.table.now / 60_000);
  goesByTheClock(process);
  return say(
    process,
    ` ${formatDate('%H:%M:%S', wallTime(process))} up ${minutes} min,  load average: 0.00, 0.00, 0.00\n`,
  );
}

export function free(process: Process): Run {
  return say(
    process,
    '              total        used        free      shared  buff/cache   available\nMem:        8146392     1048576     5242880           0     1854936     7097816\nSwap:             0           0           0\n',
  );
}
