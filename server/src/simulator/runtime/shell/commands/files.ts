// Programs that work on files and directories.

import { byteLength, entriesOf, type FileError, fileSize, type Inode } from '../../files/inode';
import { baseName, directoryName, joinPath } from '../../files/path';
import { userName } from '../../programs/containerProgram';
import { type Body, fail, out, type Process, type Run } from '../../programs/process';
import { errorText } from '../dialect';
import { openToWrite } from '../redirections';
import { say, sleepFor } from './basics';
import { formatDate } from './date';
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
import { wallTime } from './system';

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

export function ls(process: Process, argv: readonly string[]): Run {
  const { operands, flags } = parseOptions(argv);
  const { files } = process.table.machine;
  const gnu = isGnu(process);
  const columns = flags.has('l') || flags.has('n') || flags.has('o') ? 'long' : 'short';
  const directories: string[] = [];
  const plain: string[] = [];
  let status = 0;
  for (const path of operands.length === 0 ? ['.'] : operands) {
    const followed = files.lookup(pathOf(process, path));
    const keepsLink = (columns === 'long' && !path.endsWith('/')) || followed.error !== undefined;
    const found = keepsLink ? files.lookupLink(pathOf(process, path)) : followed;
    if (found.error !== undefined) {
      const text = gnu
        ? `ls: cannot access '${path}': ${errorText(found.error)}`
        : plainMessage('ls', path, found.error);
      status = fail(process, gnu ? 2 : 1, text);
    } else if (found.value.kind === 'directory' && !flags.has('d')) directories.push(path);
    else plain.push(path);
  }
  for (const path of plain.sort())
    out(
      process,
      listLine(process, path, {
        path: pathOf(process, path),
        long: columns === 'long',
        human: flags.has('h'),
      }),
    );
  for (const [index, path] of directories.sort().entries()) {
    const names = files.list(pathOf(process, path));
    if (names.error !== undefined) {
      status = fail(
        process,
        gnu ? 2 : 1,
        gnu
          ? `ls: cannot open directory '${path}': ${errorText(names.error)}`
          : `ls: can't open '${path}': ${errorText(names.error)}`,
      );
      continue;
    }
    if (operands.length > 1) out(process, `${index + plain.length > 0 ? '\n' : ''}${path}:\n`);
    if (columns === 'long') out(process, `total ${names.value.length * 4}\n`);
    const dots = flags.has('a') ? ['.', '..'] : [];
    for (const name of [...dots, ...names.value]) {
      if (name.startsWith('.') && !flags.has('a') && !flags.has('A')) continue;
      out(
        process,
        listLine(process, name, {
          path: joinPath(pathOf(process, path), name),
          long: columns === 'long',
          human: flags.has('h'),
        }),
      );
    }
  }
  return status;
}

function listLine(
  process: Process,
  name: string,
  { path, long, human }: { readonly path: string; readonly long: boolean; readonly human: boolean },
): string {
  if (!long) return `${name}\n`;
  const found = process.table.machine.files.lookupLink(path);
  if (found.error !== undefined) return `${name}\n`;
  const inode = found.value;
  const owner = userName(inode.uid);
  const size =
    inode.kind === 'file' ? fileSize(inode) : inode.kind === 'link' ? inode.target.length : 4096;
  const when = formatDate('%b %e %H:%M', wallTime(process) - process.table.now + inode.modifiedAt);
  const shownSize = human && size >= 1024 ? `${(size / 1024).toFixed(1)}K` : String(size);
  const arrow = inode.kind === 'link' ? ` -> ${inode.target}` : '';
  return `${modeText(inode)}    1 ${owner.padEnd(8)} ${owner.padEnd(8)} ${shownSize.padStart(9)} ${when} ${name}${arrow}\n`;
}

function modeText(inode: Inode): string {
  const kind = { file: '-', directory: 'd', link: 'l', device: 'c', fifo: 'p' }[inode.kind];
  let text = kind;
  for (const shift of [6, 3, 0]) {
    const bits = inode.mode >> shift;
    text += `${(bits & 4) !== 0 ? 'r' : '-'}${(bits & 2) !== 0 ? 'w' : '-'}${(bits & 1) !== 0 ? 'x' : '-'}`;
  }
  return (inode.mode & 0o1000) !== 0 ? `${text.slice(0, -1)}t` : text;
}

export function copy(process: Process, argv: readonly string[]): Run {
  const { operands, flags } = parseOptions(argv, 't');
  const target = operands.at(-1);
  if (target === undefined || operands.length < 2)
    return fail(process, 1, 'cp: missing file operand');
  const recursive = flags.has('r') || flags.has('R') || flags.has('a') || flags.has('recursive');
  let status = 0;
  for (const path of operands.slice(0, -1)) {
    const to = intoDirectory(process, path, target);
    const error = copyOne(process, pathOf(process, path), to, { recursive, depth: 0 });
    if (error === undefined) continue;
    const { files } = process.table.machine;
    const missing = !files.exists(pathOf(process, path));
    const text =
      error === 'EISDIR' && !recursive
        ? isGnu(process)
          ? `cp: -r not specified; omitting directory '${path}'`
          : `cp: omitting directory '${path}'`
        : missing
          ? isGnu(process)
            ? `cp: cannot stat '${path}': ${errorText(error)}`
            : `cp: can't stat '${path}': ${errorText(error)}`
          : isGnu(process)
            ? `cp: cannot create regular file '${target}': ${errorText(error)}`
            : `cp: can't create '${target}': ${errorText(error)}`;
    status = fail(process, 1, text);
  }
  return status;
}

function intoDirectory(process: Process, path: string, target: string): string {
  const found = process.table.machine.files.lookup(pathOf(process, target));
  const inside = found.error === undefined && found.value.kind === 'directory';
  const full = pathOf(process, target);
  return inside ? joinPath(full, baseName(path)) : full;
}

function copyOne(
  process: Process,
  from: string,
  to: string,
  { recursive, depth }: { readonly recursive: boolean; readonly depth: number },
): FileError | undefined {
  const { files } = process.table.machine;
  const found = files.lookup(from);
  if (found.error !== undefined) return found.error;
  const inode = found.value;
  if (inode.kind === 'directory') {
    if (!recursive) return 'EISDIR';
    if (depth > 30 || `${to}/`.startsWith(`${from}/`)) return 'EINVAL';
    const made = files.exists(to) ? undefined : files.makeDirectory(to, { mode: inode.mode });
    if (made !== undefined) return made;
    for (const name of entriesOf(inode).keys()) {
      const failed = copyOne(process, joinPath(from, name), joinPath(to, name), {
        recursive,
        depth: depth + 1,
      });
      if (failed !== undefined) return failed;
    }
    return undefined;
  }
  if (inode.kind !== 'file') return files.writeText(to, '');
  const opened = files.openForWriting(to, { empty: true });
  if (opened.error !== undefined) return opened.error;
  if (opened.value.kind !== 'file') return undefined;
  const failed = files.append(opened.value, inode.text, inode.skipped);
  opened.value.mode = inode.mode;
  if (inode.program !== undefined) opened.value.program = inode.program;
  return failed;
}

export function move(process: Process, argv: readonly string[]): Run {
  const { operands } = parseOptions(argv, 't');
  const target = operands.at(-1);
  if (target === undefined || operands.length < 2)
    return fail(process, 1, 'mv: missing file operand');
  let status = 0;
  for (const path of operands.slice(0, -1)) {
    const error = process.table.machine.files.rename(
      pathOf(process, path),
      intoDirectory(process, path, target),
    );
    if (error === undefined) continue;
    status = fail(
      process,
      1,
      isGnu(process)
        ? `mv: cannot stat '${path}': ${errorText(error)}`
        : `mv: can't rename '${path}': ${errorText(error)}`,
    );
  }
  return status;
}

export function link(process: Process, argv: readonly string[]): Run {
  const { operands, flags } = parseOptions(argv);
  const [target, given] = operands;
  if (target === undefined) return fail(process, 1, 'ln: missing file operand');
  const { files } = process.table.machine;
  const place = flags.has('n')
    ? pathOf(process, given ?? baseName(target))
    : intoDirectory(process, target, given ?? '.');
  if (flags.has('f')) files.remove(place);
  const error = flags.has('s')
    ? files.link(target, place)
    : files.hardLink(pathOf(process, target), place);
  return error === undefined ? 0 : fail(process, 1, `ln: ${given ?? target}: ${errorText(error)}`);
}

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

/** `dd if= of= bs= count=`: the bytes are counted, not kept. Rate of an ordinary disk. */
export function* dd(process: Process, argv: readonly string[]): Body {
  const operands = new Map(
    argv.slice(1).map((word) => [word.split('=')[0] ?? '', word.slice(word.indexOf('=') + 1)]),
  );
  const block = sizeOf(operands.get('bs') ?? '512');
  const input = operands.get('if');
  const count = operands.get('count');
  const source = input === undefined ? process.fds[0] : openInput(process, input).stream;
  if (source === undefined)
    return fail(process, 1, openMessage(process, 'dd', input ?? '-', 'ENOENT'));
  const output = operands.get('of');
  const opened =
    output === undefined
      ? undefined
      : openToWrite(process, pathOf(process, output), {
          empty: !/notrunc/.test(operands.get('conv') ?? ''),
          mode: 'append',
        });
  if (opened?.error !== undefined)
    return fail(
      process,
      1,
      isGnu(process)
        ? `dd: failed to open '${output ?? ''}': ${errorText(opened.error)}`
        : openMessage(process, 'dd', output ?? '', opened.error),
    );
  const target = opened?.value ?? process.fds[1];
  const endless = input !== undefined && /^\/dev\/(?:zero|u?random)$/.test(input);
  let bytes: number;
  let failed = false;
  if (endless) {
    bytes = count === undefined ? MAX_DD : Math.min(MAX_DD, sizeOf(count) * block);
    yield* sleepFor(process, Math.round((bytes / DD_BYTES_PER_SECOND) * 1000));
    failed = target?.writeBulk(bytes) !== undefined;
  } else {
    const text = yield* readSome(process, source);
    const kept = count === undefined ? text : text.slice(0, sizeOf(count) * block);
    bytes = byteLength(kept);
    failed = target?.write(kept) !== undefined;
  }
  if (failed)
    return fail(process, 1, `dd: error writing '${output ?? 'stdout'}': No space left on device`);
  const records = Math.floor(bytes / block);
  const seconds = Math.max(bytes / DD_BYTES_PER_SECOND, 0.000_1);
  fail(
    process,
    0,
    `${records}+0 records in\n${records}+0 records out\n${bytes} bytes (${(bytes / 1_048_576).toFixed(1)}MB) copied, ${seconds.toFixed(6)} seconds, 512.0MB/s`,
  );
  return 0;
}

const DD_BYTES_PER_SECOND = 536_870_912;
const MAX_DD = 1_099_511_627_776;

/** `1M`, `4k`, `1GB` */
export function sizeOf(text: string): number {
  const match = /^(\d+)([kKmMgGtT]?)(B?)/.exec(text);
  if (match?.[1] === undefined) return 1;
  const power = 'kmgt'.indexOf((match[2] ?? '').toLowerCase()) + 1;
  return Number(match[1]) * (match[2] === '' ? 1 : (match[3] === 'B' ? 1000 : 1024) ** power);
}

export function truncateFile(process: Process, argv: readonly string[]): Run {
  const { operands, values } = parseOptions(argv, 's size');
  const bytes = sizeOf(values.get('s') ?? values.get('size') ?? '0');
  for (const path of operands) {
    const opened = process.table.machine.files.openForWriting(pathOf(process, path), {
      empty: true,
    });
    if (opened.error !== undefined)
      return fail(process, 1, plainMessage('truncate', path, opened.error));
    if (opened.value.kind === 'file' && bytes > 0)
      process.table.machine.files.append(opened.value, '', bytes);
  }
  return 0;
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

const MAX_FOUND = 10_000;

/** `find PATH… [-name P] [-type T] [-maxdepth N]`; other tests are taken as true. */
export function find(process: Process, argv: readonly string[]): Run {
  const words = argv.slice(1);
  const start = words.findIndex((word) => word.startsWith('-'));
  const paths = start < 0 ? words : words.slice(0, start);
  const tests = start < 0 ? [] : words.slice(start);
  const operandOf = (name: string): string | undefined =>
    tests.includes(name) ? tests[tests.indexOf(name) + 1] : undefined;
  const type = operandOf('-type');
  const maxDepth = Number(operandOf('-maxdepth') ?? Infinity);
  const pattern = operandOf('-name');
  const found: string[] = [];
  let status = 0;
  const visit = (path: string, depth: number): void => {
    const inode = process.table.machine.files.lookupLink(pathOf(process, path));
    if (inode.error !== undefined) {
      status = fail(
        process,
        1,
        isGnu(process)
          ? `find: '${path}': ${errorText(inode.error)}`
          : plainMessage('find', path, inode.error),
      );
      return;
    }
    const { kind } = inode.value;
    const typeFits =
      type === undefined ||
      { f: 'file', d: 'directory', l: 'link', p: 'fifo', c: 'device' }[type] === kind;
    if (typeFits && (pattern === undefined || globMatches(pattern, baseName(path))))
      found.push(path);
    if (kind !== 'directory' || depth >= maxDepth || found.length > MAX_FOUND || depth > 40) return;
    const names = process.table.machine.files.list(pathOf(process, path));
    for (const name of names.error === undefined ? names.value : [])
      visit(joinPath(path, name), depth + 1);
  };
  for (const path of paths.length === 0 ? ['.'] : paths) visit(path, 0);
  if (tests.includes('-delete'))
    for (const path of found.reverse())
      process.table.machine.files.remove(pathOf(process, path), { recursive: true });
  else if (found.length > 0) out(process, `${found.join('\n')}\n`);
  return status;
}

function globMatches(pattern: string, name: string): boolean {
  return new RegExp(
    `^${pattern
      .replace(/[.+^${}()|\\]/g, '\\$&')
      .replaceAll('*', '.*')
      .replaceAll('?', '.')}$`,
  ).test(name);
}

export function du(process: Process, argv: readonly string[]): Run {
  const { operands } = parseOptions(argv, 'd');
  for (const path of operands.length === 0 ? ['.'] : operands) {
    const found = process.table.machine.files.lookup(pathOf(process, path));
    if (found.error !== undefined) return fail(process, 1, plainMessage('du', path, found.error));
    out(process, `${Math.ceil(usedBy(found.value, 0) / 1024)}\t${path}\n`);
  }
  return 0;
}

function usedBy(inode: Inode, depth: number): number {
  if (inode.kind === 'file') return Math.ceil(fileSize(inode) / 4096) * 4096;
  if (inode.kind !== 'directory' || depth > 40) return 0;
  let sum = 4096;
  for (const entry of inode.entries.values()) sum += usedBy(entry, depth + 1);
  return sum;
}

export function df(process: Process): Run {
  return say(
    process,
    'Filesystem           1K-blocks      Used Available Use% Mounted on\noverlay              102400000  20480000  81920000  20% /\n',
  );
}
