// cp, mv and ln.

import { entriesOf, type FileError } from '../../files/inode';
import { baseName, joinPath } from '../../files/path';
import { fail, type Process, type Run } from '../../programs/process';
import { errorText } from '../dialect';
import { isGnu, parseOptions, pathOf } from './io';

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
    if (error === undefined || (error === 'ENOENT' && isBelieved(process, path, to))) continue;
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

/** Folders that are empty in every image. */
const SCRATCH = /^\/(?:tmp|run|var\/run|var\/tmp)(?:\/|$)/;

/** What an image that we don't know is asked for is taken to be in it; a volume holds what it holds. */
function isBelieved(process: Process, path: string, to: string): boolean {
  const { machine, isGuess } = process.table;
  const from = pathOf(process, path);
  if (!isGuess || SCRATCH.test(from)) return false;
  machine.files.leftImage = false;
  if (machine.files.exists(from) || machine.files.leftImage) return false;
  // What a pattern stands for, or a folder's content, has no name to be copied under.
  const isNamed = !/[*?[]|\/\.?$/.test(path);
  if (isNamed && machine.files.writeText(to, '') !== undefined) return false;
  machine.assume(`\`${path}\` is taken to be in the image.`);
  return true;
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
