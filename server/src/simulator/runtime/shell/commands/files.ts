// Programs that work on files and directories.

import type { FileError } from '../../files/inode';
import { baseName, directoryName } from '../../files/path';
import { type Body, fail, type Process, type Run } from '../../programs/process';
import { errorText } from '../dialect';
import { openToWrite } from '../redirections';
import { say } from './basics';
import {
  commandName,
  isGnu,
  openInput,
  openMessage,
  parseOptions,
  pathOf,
  plainMessage,
  readSome,
  write,
} from './io';

export function* cat(process: Process, argv: readonly string[]): Body {
  const { operands, flags } = parseOptions(argv);
  let status = 0;
  let number = 1;
  for (const path of operands.length === 0 ? ['-'] : operands) {
    const { stream, error } = openInput(process, path);
    if (stream === undefined) {
      const text =
        error === 'EISDIR' && !isGnu(process)
          ? 'cat: read error: Is a directory'
          : openMessage(process, 'cat', path, error ?? 'ENOENT');
      status = fail(process, 1, text);
      continue;
    }
    for (
      let text = yield* readSome(process, stream);
      text !== '';
      text = yield* readSome(process, stream)
    ) {
      const shown = flags.has('n')
        ? text.replace(/^(?=[\s\S])/gm, () => `${String(number++).padStart(6)}\t`)
        : text;
      if (!(yield* write(process, shown))) return 1;
    }
  }
  return status;
}

export function touch(process: Process, argv: readonly string[]): Run {
  const { operands, flags } = parseOptions(argv, 'd r t');
  const { files } = process.table.machine;
  let status = 0;
  for (const path of operands) {
    const full = pathOf(process, path);
    if (flags.has('c') && !files.exists(full)) continue;
    const error = files.touch(full);
    if (error === undefined) continue;
    const text = isGnu(process)
      ? `touch: cannot touch '${path}': ${errorText(error)}`
      : plainMessage('touch', path, error);
    status = fail(process, 1, text);
  }
  return status;
}

export function rm(process: Process, argv: readonly string[]): Run {
  const { operands, flags } = parseOptions(argv);
  const recursive = flags.has('r') || flags.has('R') || flags.has('recursive');
  const force = flags.has('f') || flags.has('force');
  if (operands.length === 0 && !force) return fail(process, 1, 'rm: missing operand');
  let status = 0;
  for (const path of operands) {
    const error = process.table.machine.files.remove(pathOf(process, path), { recursive });
    if (error === undefined || (force && error === 'ENOENT')) continue;
    const text = isGnu(process)
      ? `rm: cannot remove '${path}': ${errorText(error)}`
      : error === 'EISDIR'
        ? `rm: '${path}' is a directory`
        : `rm: can't remove '${path}': ${errorText(error)}`;
    status = fail(process, 1, text);
  }
  return status;
}

export function rmdir(process: Process, argv: readonly string[]): Run {
  let status = 0;
  for (const path of parseOptions(argv).operands) {
    const error = process.table.machine.files.remove(pathOf(process, path), { directory: true });
    if (error !== undefined)
      status = fail(process, 1, quotedMessage(process, 'rmdir', 'failed to remove', path, error));
  }
  return status;
}

/** GNU: `mkdir: cannot create directory 'x': text`; busybox: `mkdir: can't create directory 'x': text`. */
function quotedMessage(
  process: Process,
  name: string,
  what: string,
  path: string,
  error: FileError,
): string {
  return isGnu(process)
    ? `${name}: ${what} '${path}': ${errorText(error)}`
    : `${name}: ${what.replace('cannot', "can't").replace('failed to remove', '')} '${path}': ${errorText(error)}`.replace(
        / {2,}/,
        ' ',
      );
}

export function mkdir(process: Process, argv: readonly string[]): Run {
  const { operands, flags, values } = parseOptions(argv, 'm mode');
  const mode = Number.parseInt(values.get('m') ?? '755', 8) || 0o755;
  let status = 0;
  for (const path of operands) {
    const error = process.table.machine.files.makeDirectory(pathOf(process, path), {
      parents: flags.has('p') || flags.has('parents'),
      mode,
    });
    if (error !== undefined)
      status = fail(
        process,
        1,
        quotedMessage(process, 'mkdir', 'cannot create directory', path, error),
      );
  }
  return status;
}

export function mkfifo(process: Process, argv: readonly string[]): Run {
  let status = 0;
  for (const path of parseOptions(argv, 'm').operands) {
    const error = process.table.machine.files.makeFifo(pathOf(process, path));
    if (error !== undefined) status = fail(process, 1, plainMessage('mkfifo', path, error));
  }
  return status;
}

export function* tee(process: Process, argv: readonly string[]): Body {
  const { operands, flags } = parseOptions(argv);
  const targets = operands.flatMap((path) => {
    const opened = openToWrite(process, pathOf(process, path), {
      empty: !flags.has('a'),
      mode: 'append',
    });
    if (opened.error === undefined) return [opened.value];
    fail(process, 1, plainMessage('tee', path, opened.error));
    return [];
  });
  const stdin = process.fds[0];
  if (stdin === undefined) return 1;
  for (
    let text = yield* readSome(process, stdin);
    text !== '';
    text = yield* readSome(process, stdin)
  ) {
    for (const target of targets) target.write(text);
    if (!(yield* write(process, text))) return 1;
  }
  return targets.length === operands.length ? 0 : 1;
}

export function readlink(process: Process, argv: readonly string[]): Run {
  const { operands, flags } = parseOptions(argv);
  const [path = ''] = operands;
  const { files } = process.table.machine;
  if (flags.has('f') || flags.has('e') || commandName(argv) === 'realpath') {
    const real = files.realPath(pathOf(process, path));
    if (real.error === undefined) return say(process, `${real.value}\n`);
    return commandName(argv) === 'realpath'
      ? fail(process, 1, plainMessage('realpath', path, real.error))
      : 1;
  }
  const found = files.lookupLink(pathOf(process, path));
  if (found.error !== undefined || found.value.kind !== 'link') return 1;
  return say(process, `${found.value.target}\n`);
}

export function mktemp(process: Process, argv: readonly string[]): Run {
  const { operands, flags, values } = parseOptions(argv, 'p');
  const letters = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789';
  const { machine } = process.table;
  const template = operands[0] ?? `${values.get('p') ?? '/tmp'}/tmp.XXXXXX`;
  const path = template.replace(/X+$/, (marks) =>
    [...marks].map(() => letters.charAt(Math.floor(machine.random() * letters.length))).join(''),
  );
  const full = pathOf(process, path);
  const error = flags.has('d')
    ? machine.files.makeDirectory(full)
    : machine.files.writeText(full, '');
  return error === undefined
    ? say(process, `${path}\n`)
    : fail(process, 1, `mktemp: ${path}: ${errorText(error)}`);
}

export function basename(process: Process, argv: readonly string[]): Run {
  const name = baseName(argv[1] ?? '');
  const suffix = argv[2] ?? '';
  return say(
    process,
    `${suffix !== '' && name !== suffix && name.endsWith(suffix) ? name.slice(0, -suffix.length) : name}\n`,
  );
}

export function dirname(process: Process, argv: readonly string[]): Run {
  return say(process, `${directoryName(argv[1] ?? '')}\n`);
}
