// type, command: where a name comes from.

import { findExecutable, runExecutable } from '../programs/execute';
import { out, type Process, type Run } from '../programs/process';
import { builtinNamed, say } from './builtins';
import { builtinMessage, notFoundMessage } from './dialect';
import type { Shell } from './shell';

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

export function describe(shell: Shell, argv: readonly string[]): number {
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

export function runCommand(shell: Shell, argv: readonly string[]): Run {
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
