import { out } from '../programs/process';
import { builtinMessage, prefix } from './dialect';
import type { Shell } from './shell';

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

export function exportVariables(shell: Shell, argv: readonly string[]): number {
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

export function freezeVariables(shell: Shell, argv: readonly string[]): number {
  for (const word of argv.slice(1)) {
    if (word.startsWith('-')) continue;
    const [name, value] = splitAssignment(word);
    if (!NAME.test(name)) return badName(shell, 'readonly', name);
    if (value !== undefined) shell.variables.set(name, value);
    shell.variables.freeze(name);
  }
  return 0;
}

export function unsetVariables(shell: Shell, argv: readonly string[]): number {
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

export function declareLocal(shell: Shell, argv: readonly string[]): number {
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
