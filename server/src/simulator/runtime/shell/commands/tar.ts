// `tar c` and `tar x` with plain (ustar) archives: what `kubectl cp` runs in a container. Archives go through text
// streams, so file contents are text here too.

import { entriesOf, type Inode } from '../../files/inode';
import { directoryName, joinPath } from '../../files/path';
import { type Body, fail, out, type Process } from '../../programs/process';
import { errorText } from '../dialect';
import { parseOptions, pathOf, readEverything, type Waiting, write } from './io';

const BLOCK = 512;
const MAX_ENTRIES = 5000;

export function* tar(process: Process, argv: readonly string[]): Body {
  // The first word may leave out its dash: `tar xf`.
  const [name = 'tar', first = '', ...rest] = argv;
  const dashed = first.startsWith('-') ? argv : [name, `-${first}`, ...rest];
  const { flags, values, operands } = parseOptions(dashed, 'f C directory file');
  const directory = pathOf(process, values.get('C') ?? values.get('directory') ?? '.');
  const file = values.get('f') ?? values.get('file') ?? '-';
  if (flags.has('c')) return yield* create(process, { directory, file, paths: operands });
  const read = yield* readEverything(process, argv, [file]);
  if (read.status !== 0) return 2;
  return flags.has('t') ? list(process, read.text) : extract(process, read.text, directory);
}

interface Creation {
  readonly directory: string;
  readonly file: string;
  readonly paths: readonly string[];
}

function* create(process: Process, { directory, file, paths }: Creation): Waiting<number> {
  let archive = '';
  let status = 0;
  let count = 0;
  const add = (path: string, inode: Inode): void => {
    const stored = path.replace(/^\/+/, '');
    if (++count > MAX_ENTRIES) return;
    if (inode.kind === 'file')
      archive += header(stored, inode, inode.textBytes) + padded(inode.text, inode.textBytes);
    else if (inode.kind === 'link') archive += header(stored, inode, 0, inode.target);
    else if (inode.kind === 'directory') {
      archive += header(`${stored}/`, inode, 0);
      for (const [name, entry] of entriesOf(inode)) add(joinPath(path, name), entry);
    }
  };
  if (paths.some((path) => path.startsWith('/'))) {
    fail(process, 0, "tar: Removing leading `/' from member names");
  }
  for (const path of paths) {
    const found = process.table.machine.files.lookupLink(joinPath(directory, path));
    if (found.error === undefined) add(path, found.value);
    else status = fail(process, 2, `tar: ${path}: Cannot stat: ${errorText(found.error)}`);
  }
  if (status !== 0) fail(process, 0, 'tar: Exiting with failure status due to previous errors');
  archive += '\0'.repeat(2 * BLOCK);
  if (file === '-') yield* write(process, archive);
  else process.table.machine.files.writeText(pathOf(process, file), archive);
  return status;
}

function field(text: string, length: number): string {
  return text.slice(0, length).padEnd(length, '\0');
}

function octal(value: number, length: number): string {
  return `${value.toString(8).padStart(length - 1, '0')}\0`;
}

function header(name: string, inode: Inode, size: number, target = ''): string {
  const kind = inode.kind === 'directory' ? '5' : inode.kind === 'link' ? '2' : '0';
  const before =
    field(name, 100) +
    octal(inode.mode & 0o7777, 8) +
    octal(inode.uid, 8) +
    octal(0, 8) +
    octal(size, 12) +
    octal(Math.floor(inode.modifiedAt / 1000), 12);
  const after = `${kind}${field(target, 100)}ustar\u000000${field('root', 32)}${field('root', 32)}`;
  const sum = [...`${before}        ${after}`].reduce(
    (total, letter) => total + (letter.codePointAt(0) ?? 0),
    0,
  );
  return field(`${before}${octal(sum, 7)} ${after}`, BLOCK);
}

/** @param bytes of `text` in UTF-8 */
function padded(text: string, bytes: number): string {
  return text + '\0'.repeat((BLOCK - (bytes % BLOCK)) % BLOCK);
}

interface Entry {
  readonly name: string;
  readonly mode: number;
  readonly kind: string;
  readonly target: string;
  readonly text: string;
}

/** Sizes are in bytes, so the archive is looked at as bytes. */
function entriesIn(archive: string): readonly Entry[] {
  const bytes = new TextEncoder().encode(archive);
  const decoder = new TextDecoder();
  const textAt = (from: number, length: number): string =>
    decoder.decode(bytes.subarray(from, from + length)).replace(/\0[\s\S]*$/, '');
  const entries: Entry[] = [];
  let longName: string | undefined;
  for (let at = 0; at + BLOCK <= bytes.length && entries.length < MAX_ENTRIES; ) {
    const name = textAt(at, 100);
    if (name === '') break;
    const size = Number.parseInt(textAt(at + 124, 12), 8) || 0;
    const kind = textAt(at + 156, 1) || '0';
    const prefix = textAt(at + 257, 5) === 'ustar' ? textAt(at + 345, 155) : '';
    const text = decoder.decode(bytes.subarray(at + BLOCK, at + BLOCK + size));
    const path = longName ?? (prefix === '' ? name : `${prefix}/${name}`);
    longName = kind === 'L' ? text.replace(/\0+$/, '') : undefined;
    if (/^[0257]$/.test(kind)) {
      entries.push({
        name: path,
        mode: Number.parseInt(textAt(at + 100, 8), 8) || 0o644,
        kind,
        target: textAt(at + 157, 100),
        text,
      });
    }
    at += BLOCK + Math.ceil(size / BLOCK) * BLOCK;
  }
  return entries;
}

function list(process: Process, archive: string): number {
  for (const { name } of entriesIn(archive)) out(process, `${name}\n`);
  return 0;
}

function extract(process: Process, archive: string, directory: string): number {
  const { files } = process.table.machine;
  let status = 0;
  for (const { name, mode, kind, target, text } of entriesIn(archive)) {
    const path = joinPath(directory, name.replace(/^\/+/, '').replace(/\/$/, ''));
    files.makeDirectory(kind === '5' ? path : directoryName(path), { parents: true });
    if (kind === '5') continue;
    const error = kind === '2' ? files.link(target, path) : files.writeText(path, text);
    if (error === undefined) files.changeMode(path, () => mode);
    else status = fail(process, 2, `tar: ${name}: Cannot open: ${errorText(error)}`);
  }
  return status;
}
