// Permissions, owners and what `stat` tells.

import { fileSize } from '../../files/inode';
import { userName } from '../../programs/containerProgram';
import { fail, out, type Process, type Run } from '../../programs/process';
import { errorText } from '../dialect';
import { isGnu, parseOptions, pathOf, plainMessage } from './io';
import { modeText } from './ls';
import { wallTime } from './system';

export function chmod(process: Process, argv: readonly string[]): Run {
  const [, ...words] = argv;
  const recursive = words[0] === '-R';
  const [mode = '', ...paths] = recursive ? words.slice(1) : words;
  let status = 0;
  for (const path of paths) {
    const error = process.table.machine.files.changeMode(pathOf(process, path), (old) =>
      newMode(old, mode),
    );
    if (error !== undefined)
      status = fail(
        process,
        1,
        isGnu(process)
          ? `chmod: cannot access '${path}': ${errorText(error)}`
          : plainMessage('chmod', path, error),
      );
  }
  return status;
}

function newMode(old: number, mode: string): number {
  if (/^[0-7]+$/.test(mode)) return Number.parseInt(mode, 8);
  let result = old;
  for (const clause of mode.split(',')) {
    const [, who = '', operator = '+', letters = ''] =
      /^([ugoa]*)([-+=])([rwxXst]*)$/.exec(clause) ?? [];
    const bits =
      (letters.includes('r') ? 4 : 0) |
      (letters.includes('w') ? 2 : 0) |
      (/[xX]/.test(letters) ? 1 : 0);
    for (const [letter, shift] of [
      ['u', 6],
      ['g', 3],
      ['o', 0],
    ] as const) {
      if (who !== '' && !who.includes(letter) && !who.includes('a')) continue;
      if (operator === '=') result &= ~(7 << shift);
      result = operator === '-' ? result & ~(bits << shift) : result | (bits << shift);
    }
  }
  return result;
}

export function chown(process: Process, argv: readonly string[]): Run {
  const { operands } = parseOptions(argv);
  const [owner = '', ...paths] = operands;
  const uid = Number(owner.split(':')[0]) || 0;
  let status = 0;
  for (const path of paths) {
    const error = process.table.machine.files.changeOwner(pathOf(process, path), uid);
    if (error !== undefined)
      status = fail(
        process,
        1,
        isGnu(process)
          ? `chown: changing ownership of '${path}': ${errorText(error)}`
          : plainMessage('chown', path, error),
      );
  }
  return status;
}

export function stat(process: Process, argv: readonly string[]): Run {
  const { operands, values } = parseOptions(argv, 'c format');
  const format =
    values.get('c') ?? values.get('format') ?? '  File: %n\n  Size: %s\nAccess: (%a)  Uid: %u';
  let status = 0;
  for (const path of operands) {
    const found = process.table.machine.files.lookup(pathOf(process, path));
    if (found.error !== undefined) {
      status = fail(
        process,
        1,
        isGnu(process)
          ? `stat: cannot statx '${path}': ${errorText(found.error)}`
          : `stat: can't stat '${path}': ${errorText(found.error)}`,
      );
      continue;
    }
    const inode = found.value;
    const fields: Readonly<Record<string, string>> = {
      n: path,
      s: String(inode.kind === 'file' ? fileSize(inode) : 4096),
      a: (inode.mode & 0o7777).toString(8),
      A: modeText(inode),
      u: String(inode.uid),
      U: userName(inode.uid),
      Y: String(Math.floor((wallTime(process) - process.table.now + inode.modifiedAt) / 1000)),
      F: inode.kind === 'file' ? 'regular file' : inode.kind,
    };
    out(
      process,
      `${format.replace(/%(\w)/g, (whole, letter: string) => fields[letter] ?? whole)}\n`,
    );
  }
  return status;
}
