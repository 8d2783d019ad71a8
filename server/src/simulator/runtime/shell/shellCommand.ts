// `sh`, `bash`, `ash`, `dash` as programs.

import { baseName, joinPath } from '../files/path';
import { type Body, type Command, fail, type Process, type Run } from '../programs/process';
import { readLine } from './commands/io';
import { noScriptMessage } from './dialect';
import { applyOptions } from './optionBuiltins';
import { parseScript } from './parser';
import { Shell } from './shell';
import type { Dialect } from './shellState';
import { Variables } from './variables';

interface Invocation {
  readonly script: string | undefined;
  readonly file: string | undefined;
  readonly name: string;
  readonly positional: readonly string[];
  readonly options: readonly (readonly [word: string, operand: string | undefined])[];
  readonly interactive: boolean;
}

/** The command for one of the shells. */
export function shellCommand(dialect: Dialect): Command {
  return (process, argv) => runShell(process, argv, dialect);
}

function runShell(process: Process, argv: readonly string[], dialect: Dialect): Run {
  const invocation = readInvocation(argv);
  const terminal = process.fds[0]?.isTerminal === true;
  const fromInput = invocation.script === undefined && invocation.file === undefined;
  const interactive = invocation.interactive || (fromInput && terminal);
  const variables = Variables.ofEnvironment(process.env);
  if (!variables.has('PATH')) {
    variables.set('PATH', '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin');
  }
  const shell = new Shell(process, {
    dialect,
    name: invocation.name,
    positional: invocation.positional,
    variables,
    interactive,
  });
  for (const [word, operand] of invocation.options) {
    if (!applyOptions(shell, word, operand)) {
      return fail(
        process,
        2,
        `${invocation.name}: ${dialect === 'dash' ? '0: Illegal option' : 'illegal option'} ${word}`,
      );
    }
  }
  if (invocation.script !== undefined) return runText(shell, invocation.script);
  if (invocation.file !== undefined) return runFile(shell, invocation.file);
  return shell.live(readCommands(shell));
}

function readInvocation(argv: readonly string[]): Invocation {
  const options: [string, string | undefined][] = [];
  let command = false;
  let stdin = false;
  let interactive = false;
  let index = 1;
  for (; index < argv.length; index++) {
    const word = argv[index] ?? '';
    if (word === '--' || word === '-') {
      index++;
      break;
    }
    if (!/^[-+]./.test(word)) break;
    if (word.startsWith('--')) {
      if (word === '--rcfile' || word === '--init-file') index++;
      continue;
    }
    if (word.startsWith('-') && word.includes('c')) command = true;
    if (word.startsWith('-') && word.includes('s')) stdin = true;
    if (word.startsWith('-') && word.includes('i')) interactive = true;
    const letters = word.replace(/[cis]/g, '');
    if (letters.length < 2) continue;
    options.push([letters, letters.includes('o') ? argv[++index] : undefined]);
  }
  const rest = argv.slice(index);
  const shellName = baseName(argv[0] ?? 'sh');
  if (command) {
    const [script = '', name = argv[0] ?? shellName, ...positional] = rest;
    return { script, file: undefined, name, positional, options, interactive };
  }
  const [file] = rest;
  if (stdin || file === undefined) {
    const name = argv[0] ?? shellName;
    return { script: undefined, file: undefined, name, positional: rest, options, interactive };
  }
  return { script: undefined, file, name: file, positional: rest.slice(1), options, interactive };
}

function runText(shell: Shell, text: string): Run {
  shell.source = text;
  return shell.liveQuickly(shell.runScript(parseScript(text), true));
}

function runFile(shell: Shell, path: string): Run {
  const { process } = shell;
  const text = process.table.machine.files.readText(joinPath(process.cwd, path));
  shell.isFile = true;
  if (text.error === undefined) return runText(shell, text.value);
  const invoked = baseName(process.argv[0] ?? 'sh');
  const speaker = { ...shell.speaker(), name: invoked };
  const code = shell.dialect === 'bash' ? 127 : 2;
  return fail(process, code, noScriptMessage(speaker, path, text.error));
}

/** Reads commands from stdin, each as soon as it is whole. */
function* readCommands(shell: Shell): Body {
  const { process } = shell;
  const stdin = process.fds[0];
  if (stdin === undefined) return 0;
  const terminal = stdin.isTerminal;
  let text = '';
  for (;;) {
    if (terminal && shell.interactive) prompt(shell, text !== '');
    const line = yield* readLine(process, stdin);
    text += line;
    const script = parseScript(text);
    const unfinished = script.error !== undefined || /\\\n$/.test(text);
    if (unfinished && line !== '') continue;
    if (text.trim() !== '') {
      const run = shell.runScript(script, false);
      shell.source = text;
      shell.lastStatus = typeof run === 'number' ? run : yield* run;
      if (shell.mustPause()) yield* shell.pause();
    }
    if (shell.jump?.kind === 'exit') return shell.lastStatus;
    shell.jump = undefined;
    text = '';
    if (line === '') {
      if (terminal) fail(process, 0, shell.dialect === 'bash' ? 'exit' : '');
      return shell.lastStatus;
    }
  }
}

function prompt(shell: Shell, continues: boolean): void {
  shell.process.fds[2]?.write(continues ? '> ' : promptText(shell));
}

function promptText(shell: Shell): string {
  const { machine } = shell.process.table;
  const mark = machine.files.uid === 0 ? '#' : '$';
  const { cwd } = shell.process;
  const home = shell.variables.get('HOME');
  const shown = home !== undefined && home !== '/' && cwd === home ? '~' : cwd;
  if (shell.dialect === 'ash') return `${shown} ${mark} `;
  if (shell.dialect === 'dash') return `${mark} `;
  return machine.files.exists('/etc/bash.bashrc')
    ? `${machine.files.uid === 0 ? 'root' : 'I have no name!'}@${machine.hostname}:${shown}${mark} `
    : `bash-5.3${mark} `;
}
