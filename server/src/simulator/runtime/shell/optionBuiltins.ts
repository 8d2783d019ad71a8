// Options of the shell and of scripts.

import { out } from '../programs/process';
import { builtinMessage } from './dialect';
import type { Shell } from './shell';

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

export function setOptions(shell: Shell, argv: readonly string[]): number {
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

export function shift(shell: Shell, argv: readonly string[]): number {
  const count = Number(argv[1] ?? 1);
  if (Number.isNaN(count) || count > shell.positional.length) {
    if (shell.dialect !== 'dash') return 1;
    if (!shell.interactive) shell.jump = { kind: 'exit' };
    return shell.complain(builtinMessage(shell.speaker(), 'shift', `can't shift that many`), 2);
  }
  shell.positional = shell.positional.slice(count);
  return 0;
}

export function getopts(shell: Shell, argv: readonly string[]): number {
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
