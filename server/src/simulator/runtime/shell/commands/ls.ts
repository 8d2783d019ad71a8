import { fileSize, type Inode } from '../../files/inode';
import { joinPath } from '../../files/path';
import { userName } from '../../programs/containerProgram';
import { fail, out, type Process, type Run } from '../../programs/process';
import { errorText } from '../dialect';
import { formatDate } from './date';
import { isGnu, parseOptions, pathOf, plainMessage } from './io';
import { wallTime } from './system';

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

export function modeText(inode: Inode): string {
  const kind = { file: '-', directory: 'd', link: 'l', device: 'c', fifo: 'p' }[inode.kind];
  let text = kind;
  for (const shift of [6, 3, 0]) {
    const bits = inode.mode >> shift;
    text += `${(bits & 4) !== 0 ? 'r' : '-'}${(bits & 2) !== 0 ? 'w' : '-'}${(bits & 1) !== 0 ? 'x' : '-'}`;
  }
  return (inode.mode & 0o1000) !== 0 ? `${text.slice(0, -1)}t` : text;
}
