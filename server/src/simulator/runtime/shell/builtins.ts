// Commands that a shell runs itself.

import { findExecutable, runExecutable } from '../programs/execute';
import {
  BLOCKED,
  type Body,
  fail,
  out,
  type Process,
  type Run,
  watchEnd,
} from '../programs/process';
import { exitCodeOfSignal, SIGNAL_NUMBERS, signalNames } from '../programs/signals';
import { echo, kill, printfCommand, pwd } from './commands/basics';
import { builtinMessage, errorText, notFoundMessage, prefix } from './dialect';
import { arithmeticValue, Expansion, parseArithmetic } from './expansion';
import { readCommand } from './readBuiltin';
import { finishLater, parseTrapName, type Shell } from './shell';
import type { Dialect } from './shellState';
import { sayHowItEnded } from './simpleCommand';
import { testCommand } from './testExpression';

export type Builtin = (shell: Shell, argv: readonly string[]) => Run;

const BUILTINS = new Map<string, Builtin>([
  [':', () => 0],
  ['true', () => 0],
  ['false', () => 1],
  ['echo', (shell, argv) => echo(shell.process, argv, shell.dialect === 'dash')],
  ['printf', printf],
  ['test', test],
  ['[', test],
  ['pwd', (shell, argv) => pwd(shell.process, argv)],
  ['kill', killJob],
  ['cd', changeDirectory],
  ['chdir', changeDirectory],
  ['export', exportVariables],
  ['readonly', freezeVariables],
  ['unset', unsetVariables],
  ['local', declareLocal],
  ['declare', declareLocal],
  ['typeset', declareLocal],
  ['set', setOptions],
  ['shift', shift],
  ['read', readCommand],
  ['wait', (shell, argv) => waitForJobs(shell, argv)],
  ['trap', trap],
  ['exit', exit],
  ['return', returnFrom],
  ['break', (shell, argv) => leaveLoop(shell, 'break', argv[1])],
  ['continue', (shell, argv) => leaveLoop(shell, 'continue', argv[1])],
  ['eval', (shell, argv) => (argv.length > 1 ? shell.evaluate(argv.slice(1).join(' ')) : 0)],
  ['.', source],
  ['source', source],
  ['let', letCommand],
  ['getopts', getopts],
  ['type', describe],
  ['command', runCommand],
  ['builtin', runCommand],
  ['exec', () => 0],
  ['umask', (shell, argv) => (argv.length > 1 ? 0 : say(shell, '0022'))],
  ['ulimit', (shell, argv) => (argv.length > 2 ? 0 : say(shell, 'unlimited'))],
  ['jobs', jobs],
  ['times', (shell) => say(shell, '0m0.00s 0m0.00s\n0m0.00s 0m0.00s')],
  ['hash', () => 0],
  ['alias', () => 0],
  ['unalias', () => 0],
  ['fg', (shell) => waitForJobs(shell, ['wait'])],
  ['bg', () => 0],
  ['shopt', () => 0],
  ['disown', () => 0],
]);

const BASH_ONLY: ReadonlySet<string> = new Set([
  'declare',
  'typeset',
  'shopt',
  'builtin',
  'disown',
]);
const NOT_IN_DASH: ReadonlySet<string> = new Set(['source', 'let', ...BASH_ONLY]);

export function builtinNamed(name: string, dialect: Dialect): Builtin | undefined {
  if (dialect === 'dash' && NOT_IN_DASH.has(name)) return undefined;
  if (dialect === 'ash' && BASH_ONLY.has(name)) return undefined;
  return BUILTINS.get(name);
}

function test(shell: Shell, argv: readonly string[]): number {
  const { dialect } = shell;
  const message = (text: string, operand: string): string => {
    if (dialect === 'ash') {
      const shown = text === 'unknown operand' ? (argv[2] ?? operand) : operand;
      return `${shell.name}: ${shown}: ${text}`;
    }
    const words =
      text === 'unknown operand'
        ? `${operand}: ${dialect === 'dash' ? 'unexpected operator' : 'unary operator expected'}`
        : text === 'bad number'
          ? dialect === 'dash'
            ? `Illegal number: ${operand}`
            : `${operand}: integer expression expected`
          : `${operand}: ${text}`;
    return builtinMessage(shell.speaker(), argv[0] ?? 'test', words);
  };
  return testCommand(shell.process, argv, { message, knowsDoubleEquals: dialect !== 'dash' });
}

function printf(shell: Shell, argv: readonly string[]): Run {
  return printfCommand(shell.process, argv, (value) => {
    if (shell.dialect === 'ash') return `${shell.name}: invalid number '${value}'`;
    const text = shell.dialect === 'dash' ? 'expected numeric value' : 'invalid number';
    return builtinMessage(shell.speaker(), 'printf', `${value}: ${text}`);
  });
}

function say(shell: Shell, text: string): number {
  out(shell.process, `${text}\n`);
  return 0;
}

function changeDirectory(shell: Shell, argv: readonly string[]): number {
  const operands = argv.slice(1).filter((word) => !/^-[LPe]+$/.test(word) && word !== '--');
  const asked = operands[0] ?? shell.variables.get('HOME') ?? '/';
  const path = asked === '-' ? (shell.variables.get('OLDPWD') ?? '') : asked;
  const { files } = shell.process.table.machine;
  const found = files.lookup(shell.pathOf(path));
  if (found.error === undefined && found.value.kind === 'directory') {
    shell.changeDirectory(path);
    if (asked === '-') out(shell.process, `${shell.process.cwd}\n`);
    return 0;
  }
  const error = found.error ?? 'ENOTDIR';
  const code = shell.dialect === 'ash' ? 2 : shell.dialect === 'dash' ? 2 : 1;
  const text =
    shell.dialect === 'bash'
      ? `${path}: ${errorText(error)}`
      : `can't cd to ${path}${shell.dialect === 'ash' ? `: ${errorText(error)}` : ''}`;
  return shell.complain(builtinMessage(shell.speaker(), 'cd', text), code);
}

function splitAssignment(word: string): readonly [name: string, value: string | undefined] {
  const cut = word.indexOf('=');
  return cut < 0 ? [word, undefined] : [word.slice(0, cut), word.slice(cut + 1)];
}

const NAME = /^[A-Za-z_]\w*$/;

function badName(shell: Shell, command: string, name: string): number {
  if (shell.dialect === 'bash') {
    return shell.complain(
      `${prefix(shell.speaker())}${command}: \`${name}': not a valid identifier`,
      1,
    );
  }
  if (!shell.interactive) shell.jump = { kind: 'exit' };
  return shell.complain(builtinMessage(shell.speaker(), command, `${name}: bad variable name`), 2);
}

function exportVariables(shell: Shell, argv: readonly string[]): number {
  const words = argv.slice(1).filter((word) => word !== '-p' && word !== '--');
  if (words.length === 0) {
    for (const [name, value] of shell.variables.toEnvironment()) {
      out(shell.process, `export ${name}='${value.replaceAll("'", "'\\''")}'\n`);
    }
    return 0;
  }
  const removes = words[0] === '-n';
  for (const word of removes ? words.slice(1) : words) {
    const [name, value] = splitAssignment(word);
    if (!NAME.test(name)) return badName(shell, 'export', name);
    if (value !== undefined) shell.variables.set(name, value, true);
    else shell.variables.export(name);
  }
  return 0;
}

function freezeVariables(shell: Shell, argv: readonly string[]): number {
  for (const word of argv.slice(1)) {
    if (word.startsWith('-')) continue;
    const [name, value] = splitAssignment(word);
    if (!NAME.test(name)) return badName(shell, 'readonly', name);
    if (value !== undefined) shell.variables.set(name, value);
    shell.variables.freeze(name);
  }
  return 0;
}

function unsetVariables(shell: Shell, argv: readonly string[]): number {
  const functionsOnly = argv[1] === '-f';
  for (const name of argv.slice(1)) {
    if (name.startsWith('-')) continue;
    if (functionsOnly) shell.functions.delete(name);
    else if (!shell.variables.unset(name)) {
      return shell.complain(builtinMessage(shell.speaker(), 'unset', `${name}: is read only`), 2);
    } else if (!shell.variables.has(name)) shell.functions.delete(name);
  }
  return 0;
}

function declareLocal(shell: Shell, argv: readonly string[]): number {
  const scope = shell.locals.at(-1);
  if (scope === undefined && argv[0] === 'local') {
    if (shell.dialect === 'bash') {
      const text = 'can only be used in a function';
      return shell.complain(builtinMessage(shell.speaker(), 'local', text), 1);
    }
    if (!shell.interactive) shell.jump = { kind: 'exit' };
    return shell.complain(builtinMessage(shell.speaker(), 'local', 'not in a function'), 2);
  }
  const exports = argv.some((word) => /^-\w*x/.test(word));
  for (const word of argv.slice(1)) {
    if (/^[-+]/.test(word)) continue;
    const [name, value] = splitAssignment(word);
    if (!NAME.test(name)) return badName(shell, argv[0] ?? 'local', name);
    if (scope !== undefined && !scope.has(name)) scope.set(name, shell.variables.save(name));
    if (value !== undefined) shell.variables.set(name, value, exports);
    else if (scope !== undefined) shell.variables.set(name, '');
  }
  return 0;
}

const LETTERS: Readonly<Record<string, keyof Shell['options']>> = {
  e: 'errexit',
  u: 'nounset',
  x: 'xtrace',
  f: 'noglob',
  C: 'noclobber',
  n: 'noexec',
  a: 'allexport',
};

/** Options as `sh -eu` and `set -eu` have them; false for one there isn't. */
export function applyOptions(shell: Shell, word: string, operand: string | undefined): boolean {
  const on = word.startsWith('-');
  for (const letter of word.slice(1)) {
    if (letter === 'o') {
      // dash has no pipefail.
      if (operand === 'pipefail' && shell.dialect === 'dash') return false;
      const name = Object.keys(shell.options).find((option) => option === operand);
      if (name !== undefined) shell.options = { ...shell.options, [name]: on };
      continue;
    }
    const option = LETTERS[letter];
    if (option !== undefined) shell.options = { ...shell.options, [option]: on };
    else if (!/[bhimpvlsEHBPT]/.test(letter)) return false;
  }
  return true;
}

function setOptions(shell: Shell, argv: readonly string[]): number {
  if (argv.length === 1) {
    for (const name of shell.variables.names()) {
      out(shell.process, `${name}='${shell.variables.get(name) ?? ''}'\n`);
    }
    return 0;
  }
  for (let index = 1; index < argv.length; index++) {
    const word = argv[index] ?? '';
    if (word === '--') {
      shell.positional = argv.slice(index + 1);
      return 0;
    }
    if (!/^[-+]./.test(word)) {
      shell.positional = argv.slice(index);
      return 0;
    }
    if (!applyOptions(shell, word, argv[index + 1])) {
      if (!shell.interactive && shell.dialect !== 'bash') shell.jump = { kind: 'exit' };
      return shell.complain(
        builtinMessage(
          shell.speaker(),
          'set',
          shell.dialect === 'dash'
            ? `Illegal option ${[word, argv[index + 1] ?? ''].join(' ').trim()}`
            : `illegal option ${word}`,
        ),
        2,
      );
    }
    if (word.includes('o')) index++;
  }
  return 0;
}

function shift(shell: Shell, argv: readonly string[]): number {
  const count = Number(argv[1] ?? 1);
  if (Number.isNaN(count) || count > shell.positional.length) {
    if (shell.dialect !== 'dash') return 1;
    if (!shell.interactive) shell.jump = { kind: 'exit' };
    return shell.complain(builtinMessage(shell.speaker(), 'shift', `can't shift that many`), 2);
  }
  shell.positional = shell.positional.slice(count);
  return 0;
}

/** Waits for background jobs; a signal with a trap ends the waiting, and its trap then runs (unlike for a foreground command). */
function* waitForJobs(shell: Shell, argv: readonly string[]): Body {
  const pids = argv.slice(1).filter((word) => word !== '-n' && word !== '-f');
  const wantsAny = argv.includes('-n');
  const jobs =
    pids.length === 0
      ? shell.jobs
      : pids.map((pid) => shell.jobs.find((job) => String(job.pid) === pid.replace(/^%/, '')));
  let status = 0;
  for (const [index, job] of jobs.entries()) {
    if (job === undefined) {
      const pid = pids[index] ?? '';
      if (/^%/.test(pid)) continue;
      if (!/^\d+$/.test(pid)) {
        const text =
          shell.dialect === 'bash'
            ? `\`${pid}': not a pid or valid job spec`
            : `Illegal number: ${pid}`;
        status = shell.complain(
          builtinMessage(shell.speaker(), 'wait', text),
          shell.dialect === 'bash' ? 1 : 2,
        );
        continue;
      }
      status = 127;
      if (shell.dialect === 'bash') {
        const text = `pid ${pid} is not a child of this shell`;
        shell.complain(builtinMessage(shell.speaker(), 'wait', text), status);
      }
      continue;
    }
    while (job.exitCode === undefined) {
      const [signal] = shell.process.pending;
      if (signal !== undefined) return exitCodeOfSignal(signal);
      if (wantsAny && jobs.some((other) => other?.exitCode !== undefined)) break;
      watchEnd(job, shell.process);
      yield BLOCKED;
    }
    status = pids.length === 0 && !wantsAny ? 0 : (job.exitCode ?? 0);
    if (pids.length > 0 && shell.dialect !== 'bash') sayHowItEnded(shell, job);
  }
  if (pids.length === 0) shell.jobs = shell.jobs.filter((job) => job.exitCode === undefined);
  return status;
}

function killJob(shell: Shell, argv: readonly string[]): number {
  const resolved = argv.map((word) => {
    const job = /^%(\d+)$/.exec(word)?.[1];
    return job === undefined ? word : String(shell.jobs[Number(job) - 1]?.pid ?? word);
  });
  return kill(shell.process, resolved, (pid) => {
    if (shell.dialect === 'ash') return `${shell.name}: can't kill pid ${pid}: No such process`;
    const text = shell.dialect === 'dash' ? 'No such process\n' : `(${pid}) - No such process`;
    return builtinMessage(shell.speaker(), 'kill', text);
  });
}

function trap(shell: Shell, argv: readonly string[]): number {
  const words = argv.slice(1).filter((word) => word !== '--');
  const [first] = words;
  if (first === undefined || first === '-p') {
    for (const [name, action] of shell.traps) {
      const shown = shell.dialect === 'bash' || name === 'EXIT' ? name : name.replace(/^SIG/, '');
      out(shell.process, `trap -- '${action.replaceAll("'", "'\\''")}' ${shown}\n`);
    }
    return 0;
  }
  if (first === '-l') {
    for (const name of signalNames()) out(shell.process, `${SIGNAL_NUMBERS[name]}) ${name}\n`);
    return 0;
  }
  const resets = first === '-' || (words.length === 1 && parseTrapName(first) !== undefined);
  let status = 0;
  for (const word of resets && words.length === 1 && first !== '-' ? words : words.slice(1)) {
    const signal = parseTrapName(word);
    if (signal !== undefined) shell.setTrap(signal, resets ? undefined : first);
    else if (!/^(?:ERR|DEBUG|RETURN)$/.test(word)) {
      status = shell.complain(
        builtinMessage(
          shell.speaker(),
          'trap',
          shell.dialect === 'dash' ? `${word}: bad trap` : `${word}: invalid signal specification`,
        ),
        1,
      );
    }
  }
  return status;
}

function exit(shell: Shell, argv: readonly string[]): number {
  const [, code] = argv;
  shell.jump = { kind: 'exit' };
  if (shell.interactive && shell.process.fds[2]?.isTerminal === true && shell.dialect === 'bash') {
    fail(shell.process, 0, 'exit');
  }
  if (code === undefined) return shell.lastStatus;
  const valid = shell.dialect === 'bash' ? /^-?\d+$/ : /^\d+$/;
  if (valid.test(code)) return Number(code) & 0xff;
  return shell.complain(builtinMessage(shell.speaker(), 'exit', `Illegal number: ${code}`), 2);
}

function returnFrom(shell: Shell, argv: readonly string[]): number {
  if (shell.dialect === 'bash' && shell.functionDepth === 0) {
    const text = "can only `return' from a function or sourced script";
    return shell.complain(builtinMessage(shell.speaker(), 'return', text), 2);
  }
  shell.jump = { kind: 'return' };
  const code = argv[1] === undefined ? shell.lastStatus : Number(argv[1]) & 0xff;
  shell.lastStatus = Number.isNaN(code) ? 2 : code;
  return shell.lastStatus;
}

function leaveLoop(shell: Shell, kind: 'break' | 'continue', levels: string | undefined): number {
  if (shell.loopDepth === 0) {
    if (shell.dialect === 'bash') {
      const text = "only meaningful in a `for', `while', or `until' loop";
      shell.complain(builtinMessage(shell.speaker(), kind, text), 0);
    }
    return 0;
  }
  shell.jump = { kind, levels: Math.max(1, Number(levels ?? 1) || 1) };
  return 0;
}

function source(shell: Shell, argv: readonly string[]): Run {
  const [command = '.', path, ...args] = argv;
  if (path === undefined) {
    return shell.complain(
      builtinMessage(shell.speaker(), command, 'filename argument required'),
      2,
    );
  }
  const text = shell.process.table.machine.files.readText(shell.pathOf(path));
  if (text.error !== undefined) {
    if (!shell.interactive && shell.dialect !== 'bash') shell.jump = { kind: 'exit' };
    const why =
      shell.dialect === 'ash'
        ? `can't open '${path}': ${errorText(text.error)}`
        : `cannot open ${path}: No such file`;
    const line =
      shell.dialect === 'bash'
        ? `${prefix(shell.speaker())}${path}: ${errorText(text.error)}`
        : builtinMessage(shell.speaker(), command, why);
    return shell.complain(line, shell.dialect === 'bash' ? 1 : 2);
  }
  const before = shell.positional;
  if (args.length > 0) shell.positional = args;
  const finish = (code: number): number => {
    if (args.length > 0) shell.positional = before;
    if (shell.jump?.kind !== 'return') return code;
    shell.jump = undefined;
    return shell.lastStatus;
  };
  const run = shell.evaluate(text.value);
  return typeof run === 'number' ? finish(run) : finishLater(run, finish);
}

function letCommand(shell: Shell, argv: readonly string[]): number {
  let value = 0;
  for (const text of argv.slice(1)) {
    const expansion = new Expansion(shell, undefined);
    value = arithmeticValue(expansion, parseArithmetic(text));
    if (expansion.error !== undefined) return shell.complain(expansion.error, 1);
  }
  return value === 0 ? 1 : 0;
}

function getopts(shell: Shell, argv: readonly string[]): number {
  const [, options = '', name = 'opt', ...given] = argv;
  const words = given.length > 0 ? given : shell.positional;
  const index = Math.max(1, Number(shell.variables.get('OPTIND') ?? 1) || 1);
  const word = words[index - 1];
  const column = shell.getoptsColumn > 0 && word !== undefined ? shell.getoptsColumn : 1;
  const letter = word?.[column];
  const ends = word === undefined || !word.startsWith('-') || letter === undefined || word === '--';
  if (ends) {
    shell.variables.set(name, '?');
    if (word === '--') shell.variables.set('OPTIND', String(index + 1));
    shell.getoptsColumn = 0;
    return 1;
  }
  const next = word.length > column + 1 ? column + 1 : 0;
  shell.getoptsColumn = next;
  const place = options.replace(/^:/, '').indexOf(letter);
  const takesValue = options.replace(/^:/, '')[place + 1] === ':';
  shell.variables.set('OPTIND', String(next === 0 ? index + 1 : index));
  if (place < 0 || letter === ':') {
    shell.variables.set(name, '?');
    if (options.startsWith(':')) shell.variables.set('OPTARG', letter);
    else shell.complain(`${shell.name}: illegal option -- ${letter}`, 1);
    return 0;
  }
  if (takesValue) {
    const value = next > 0 ? word.slice(next) : words[index];
    shell.getoptsColumn = 0;
    shell.variables.set('OPTIND', String(next > 0 ? index + 1 : index + 2));
    if (value === undefined) {
      shell.variables.set(name, options.startsWith(':') ? ':' : '?');
      if (!options.startsWith(':')) {
        shell.complain(`${shell.name}: option requires an argument -- ${letter}`, 1);
      }
      return 0;
    }
    shell.variables.set('OPTARG', value);
  }
  shell.variables.set(name, letter);
  return 0;
}

/** Where a command would come from; undefined when there is none. */
function whereIs(shell: Shell, name: string): string | undefined {
  if (shell.functions.has(name)) return `${name} is a shell function`;
  if (builtinNamed(name, shell.dialect) !== undefined) return `${name} is a shell builtin`;
  const path = pathOfCommand(shell.process, name, shell.variables.get('PATH'));
  return path === undefined ? undefined : `${name} is ${path}`;
}

/** The file on the PATH that a name stands for. */
export function pathOfCommand(
  process: Process,
  name: string,
  path: string | undefined,
): string | undefined {
  const { files } = process.table.machine;
  const places = name.includes('/')
    ? [name]
    : (path ?? '/usr/bin:/bin').split(':').map((directory) => `${directory}/${name}`);
  return places.find((place) => {
    const found = files.lookup(place.startsWith('/') ? place : `${process.cwd}/${place}`);
    return found.error === undefined && found.value.kind === 'file' && files.allows(found.value, 1);
  });
}

function describe(shell: Shell, argv: readonly string[]): number {
  let status = 0;
  for (const name of argv.slice(1).filter((word) => !word.startsWith('-'))) {
    const where = whereIs(shell, name);
    if (where !== undefined) out(shell.process, `${where}\n`);
    else if (shell.dialect === 'bash') {
      status = shell.complain(builtinMessage(shell.speaker(), 'type', `${name}: not found`), 1);
    } else {
      out(shell.process, `${name}: not found\n`);
      status = 127;
    }
  }
  return status;
}

function runCommand(shell: Shell, argv: readonly string[]): Run {
  const words = argv.slice(1);
  if (words[0] === '-v' || words[0] === '-V') return tellCommand(shell, words);
  while (words[0] === '-p' || words[0] === '--') words.shift();
  const [name] = words;
  if (name === undefined) return 0;
  const builtin = builtinNamed(name, shell.dialect);
  if (builtin !== undefined) return builtin(shell, words);
  const { process } = shell;
  const found = findExecutable(process.table, name, {
    cwd: process.cwd,
    path: shell.variables.get('PATH'),
  });
  if (found.error !== undefined) {
    return shell.complain(notFoundMessage(shell.speaker(), name), 127);
  }
  const child = process.table.create({
    parent: process,
    argv: words,
    env: shell.variables.toEnvironment(),
    cwd: process.cwd,
    fds: process.fds,
  });
  if (child === undefined) return 2;
  process.table.begin(child, () => runExecutable(child, found.value, words));
  return child.exitCode ?? process.table.waitFor(process, child);
}

function tellCommand(shell: Shell, words: readonly string[]): number {
  const [option, name = ''] = words;
  const where = whereIs(shell, name);
  if (where === undefined) {
    if (option === '-V') out(shell.process, `${name}: not found\n`);
    return shell.dialect === 'bash' ? 1 : 127;
  }
  const path = / is (\/.*)$/.exec(where)?.[1];
  return say(shell, option === '-V' ? where : (path ?? name));
}

function jobs(shell: Shell, argv: readonly string[]): number {
  for (const [index, job] of shell.jobs.entries()) {
    if (job.exitCode !== undefined) continue;
    out(
      shell.process,
      argv[1] === '-p'
        ? `${job.pid}\n`
        : `[${index + 1}]  Running                 ${job.argv.join(' ')}\n`,
    );
  }
  return 0;
}
