// From the first word of a command line to something that runs. Rules: L-SYN-14 (texts of start errors).

import type { ContainerFiles } from '../files/containerFiles';
import type { FileError, Outcome } from '../files/inode';
import { joinPath } from '../files/path';
import type { Command, Process, Run } from './process';
import type { ProcessTable } from './processTable';

export type Executable =
  | { readonly kind: 'command'; readonly command: Command }
  | { readonly kind: 'script'; readonly path: string; readonly interpreter: readonly string[] }
  /** An image that nobody knows: the file may well be there, and we believe that it is. */
  | { readonly kind: 'assumed'; readonly command: Command };

const DEFAULT_PATH = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';

export interface Where {
  readonly cwd: string;
  readonly path: string | undefined;
}

export function findExecutable(
  table: ProcessTable,
  name: string,
  { cwd, path }: Where,
): Outcome<Executable> {
  if (name.includes('/')) return executableAt(table, joinPath(cwd, name), name);
  const known = table.knownExecutable(path ?? '', name);
  if (known !== undefined) return { value: known };
  const found = table.machine.fromImage(`which ${name} ${cwd} ${path}`, (files) =>
    searchPath(files, table, name, { cwd, path }),
  );
  if (found.error === undefined) return found;
  const { error } = found;
  const tool = table.tool(name);
  if (tool !== undefined) return { value: { kind: 'command', command: tool } };
  const assumed = error === 'ENOENT' && name !== '' ? table.assumedCommand(name) : undefined;
  return assumed === undefined ? { error } : { value: { kind: 'assumed', command: assumed } };
}

function searchPath(
  files: ContainerFiles,
  table: ProcessTable,
  name: string,
  { cwd, path }: Where,
): Outcome<Executable> {
  let error: FileError = 'ENOENT';
  for (const directory of (path ?? DEFAULT_PATH).split(':')) {
    const found = executableFile(files, table, joinPath(joinPath(cwd, directory || '.'), name));
    if (found.error === undefined) {
      if (found.value.kind === 'command') table.rememberExecutable(path ?? '', name, found.value);
      return found;
    }
    if (found.error === 'EACCES') error = found.error;
  }
  return { error };
}

function executableAt(table: ProcessTable, path: string, name: string): Outcome<Executable> {
  const found = table.machine.fromImage(`executable ${path}`, (files) =>
    executableFile(files, table, path),
  );
  if (found.error !== 'ENOENT') return found;
  const assumed = table.assumedCommand(name);
  return assumed === undefined ? found : { value: { kind: 'assumed', command: assumed } };
}

function executableFile(
  files: ContainerFiles,
  table: ProcessTable,
  path: string,
): Outcome<Executable> {
  const found = files.lookup(path);
  if (found.error !== undefined) return found;
  if (found.value.kind !== 'file') return { error: 'EACCES' };
  if (!files.allows(found.value, 1)) return { error: 'EACCES' };
  if (found.value.program !== undefined) {
    const command = table.commandNamed(found.value.program);
    return command === undefined ? { error: 'ENOENT' } : { value: { kind: 'command', command } };
  }
  const shebang = /^#! *(\S+)(?: +(.*?))? *(?:\n|$)/.exec(found.value.text);
  const interpreter = shebang?.[1] === undefined ? [] : [shebang[1]];
  if (shebang?.[2] !== undefined && shebang[2] !== '') interpreter.push(shebang[2]);
  return { value: { kind: 'script', path, interpreter } };
}

/** Runs what was found in `process`, which already has its argv, files and environment. */
export function runExecutable(
  process: Process,
  executable: Executable,
  argv: readonly string[],
  depth = 0,
): Run {
  if (executable.kind === 'assumed' && process.beside) return believe(process, argv[0] ?? '');
  if (executable.kind !== 'script') return executable.command(process, argv);
  const [interpreter = '/bin/sh', ...options] = executable.interpreter;
  const found = findExecutable(process.table, interpreter, {
    cwd: process.cwd,
    path: process.env.get('PATH'),
  });
  if (found.error !== undefined || depth > 4) return 127;
  const line = [interpreter, ...options, executable.path, ...argv.slice(1)];
  return runExecutable(process, found.value, line, depth + 1);
}

/** What a container runtime says of a command that it cannot start (L-SYN-14). */
export function startErrorText(name: string, error: FileError): string {
  if (error === 'EACCES' || error === 'EISDIR') return `exec: "${name}": permission denied`;
  if (error === 'ENOTDIR') return `exec: "${name}": stat ${name}: not a directory`;
  return name.includes('/')
    ? `exec: "${name}": stat ${name}: no such file or directory`
    : `exec: "${name}": executable file not found in $PATH`;
}

/** A probe's or hook's command, or a step of an entrypoint script, that we know nothing of is taken to work and to end. */
export function believe(process: Process, name: string): number {
  process.table.machine.assume(`\`${name}\` is not known: it is taken to succeed at once.`);
  return 0;
}
