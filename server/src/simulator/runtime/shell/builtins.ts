// Commands that a shell runs itself.

import { fail, out, type Run } from '../programs/process';
import { echo, printfCommand, pwd } from './commands/basics';
import { builtinMessage, errorText, prefix } from './dialect';
import { arithmeticValue, Expansion, parseArithmetic } from './expansion';
import { jobs, killJob, trap, waitForJobs } from './jobBuiltins';
import { describe, runCommand } from './lookupBuiltins';
import { getopts, setOptions, shift } from './optionBuiltins';
import { readCommand } from './readBuiltin';
import { finishLater, type Shell } from './shell';
import type { Dialect } from './shellState';
import { testCommand } from './testExpression';
import { declareLocal, exportVariables, freezeVariables, unsetVariables } from './variableBuiltins';

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

export function say(shell: Shell, text: string): number {
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
