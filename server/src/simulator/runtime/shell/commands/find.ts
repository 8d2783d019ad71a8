import { fileSize, type Inode } from '../../files/inode';
import { baseName, joinPath } from '../../files/path';
import { fail, out, type Process, type Run } from '../../programs/process';
import { errorText } from '../dialect';
import { say } from './basics';
import { isGnu, parseOptions, pathOf, plainMessage } from './io';

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
