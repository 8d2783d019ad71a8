// `>`, `<`, `2>&1`, here-documents: which streams the descriptors of a command stand for.

import type { Outcome } from '../files/inode';
import type { Body, Process, Run } from '../programs/process';
import {
  EndlessStream,
  FileStream,
  FullStream,
  NullStream,
  Pipe,
  type Stream,
  TextStream,
} from '../programs/stream';
import { redirectMessage } from './dialect';
import { type Expansion, expandHereDoc, expandText } from './expansion';
import type { Redirection } from './parser';
import { finishLater, type Shell } from './shell';
import { expanded } from './statements';

/** A redirection with its words expanded. */
export interface ReadyRedirection {
  readonly operator: Redirection['operator'];
  readonly descriptor: number | undefined;
  /** File name, descriptor number, or the text of a here-document. */
  readonly target: string;
}

export function expandRedirections(
  expansion: Expansion,
  redirections: readonly Redirection[],
): readonly ReadyRedirection[] {
  return redirections.map((redirection) => ({
    operator: redirection.operator,
    descriptor:
      redirection.descriptor?.type === 'FileDescriptor' ? redirection.descriptor.value : undefined,
    target: targetOf(expansion, redirection),
  }));
}

function targetOf(expansion: Expansion, redirection: Redirection): string {
  if (redirection.type === 'HereDoc') {
    const { body } = redirection;
    const text = body.parts === undefined ? body.text : expandHereDoc(expansion, body.parts);
    return redirection.operator === '<<-' ? text.replace(/^\t+/gm, '') : text;
  }
  const text = redirection.target === undefined ? '' : expandText(expansion, redirection.target);
  return redirection.type === 'HereString' ? `${text}\n` : text;
}

/** The descriptors after all redirections; undefined after an error, which has been said. */
export function redirect(
  shell: Shell,
  redirections: readonly ReadyRedirection[],
): (Stream | undefined)[] | undefined {
  const fds = [...shell.process.fds];
  for (const redirection of redirections) {
    if (!applyOne(shell, redirection, fds)) return undefined;
  }
  return fds;
}

/** Status of a command whose redirection failed. */
export function redirectStatus({ dialect }: Shell): number {
  return dialect === 'dash' ? 2 : 1;
}

const MAX_DESCRIPTOR = 255;

function applyOne(
  shell: Shell,
  { operator, descriptor, target }: ReadyRedirection,
  fds: (Stream | undefined)[],
): boolean {
  const reads = operator.startsWith('<');
  const number = Math.min(MAX_DESCRIPTOR, descriptor ?? (reads ? 0 : 1));
  if (operator === '<<' || operator === '<<-' || operator === '<<<') {
    fds[number] = new TextStream(target);
    return true;
  }
  if (operator === '<&' || (operator === '>&' && /^(?:\d+|-)$/.test(target))) {
    if (target === '-') fds[number] = undefined;
    else if (fds[Number(target)] === undefined) {
      shell.complain(`${shell.name}: ${target}: Bad file descriptor`, 1);
      return false;
    } else fds[number] = fds[Number(target)];
    return true;
  }
  const opened = openFor(shell, operator, target);
  if (opened.error !== undefined) {
    shell.complain(redirectMessage(shell.speaker(), target, opened.error, !reads), 1);
    return false;
  }
  fds[number] = opened.value;
  if (operator === '&>' || operator === '&>>' || operator === '>&') {
    fds[1] = opened.value;
    fds[2] = opened.value;
  }
  return true;
}

function openFor(shell: Shell, operator: string, target: string): Outcome<Stream> {
  const path = shell.pathOf(target);
  if (operator === '<') return openToRead(shell.process, path);
  if (operator === '<>') return openToWrite(shell.process, path, { empty: false, mode: 'both' });
  const adds = operator === '>>' || operator === '&>>';
  const { files } = shell.process.table.machine;
  if (shell.options.noclobber && operator === '>' && files.exists(path)) {
    const found = files.lookup(path);
    if (found.error === undefined && found.value.kind === 'file') return { error: 'EEXIST' };
  }
  return openToWrite(shell.process, path, { empty: !adds, mode: adds ? 'append' : 'write' });
}

export function openToRead(process: Process, path: string): Outcome<Stream> {
  const { files } = process.table.machine;
  const special = specialFile(process, path);
  if (special !== undefined) return { value: special };
  const found = files.lookup(path);
  if (found.error !== undefined) return found;
  const inode = found.value;
  if (inode.kind === 'directory') return { error: 'EISDIR' };
  if (!files.allows(inode, 4)) return { error: 'EACCES' };
  if (inode.kind === 'file') return { value: new FileStream(files, inode, 'read') };
  if (inode.kind === 'fifo') return { value: fifoOf(inode).reader };
  return {
    value: inode.kind === 'device' ? deviceStream(process, inode.device) : new NullStream(),
  };
}

export function openToWrite(
  process: Process,
  path: string,
  { empty, mode }: { readonly empty: boolean; readonly mode: 'write' | 'append' | 'both' },
): Outcome<Stream> {
  const { files } = process.table.machine;
  const special = specialFile(process, path);
  if (special !== undefined) return { value: special };
  const found = files.openForWriting(path, { empty });
  if (found.error !== undefined) return found;
  const inode = found.value;
  if (inode.kind === 'file') return { value: new FileStream(files, inode, mode) };
  if (inode.kind === 'fifo') return { value: fifoOf(inode).writer };
  return {
    value: inode.kind === 'device' ? deviceStream(process, inode.device) : new NullStream(),
  };
}

/** `/dev/fd/3`, `/proc/self/fd/3` */
function specialFile(process: Process, path: string): Stream | undefined {
  const number = /^\/(?:dev|proc\/self)\/fd\/(\d+)$/.exec(path)?.[1];
  return number === undefined ? undefined : process.fds[Number(number)];
}

function fifoOf(inode: { pipe?: unknown }): Pipe {
  if (!(inode.pipe instanceof Pipe)) inode.pipe = new Pipe({ isNamed: true });
  return inode.pipe instanceof Pipe ? inode.pipe : new Pipe();
}

function deviceStream(process: Process, device: string): Stream {
  switch (device) {
    case 'zero':
      return new EndlessStream('\0'.repeat(1024));
    case 'random':
      return new EndlessStream(randomText(process));
    case 'full':
      return new FullStream();
    case 'stdin':
      return process.fds[0] ?? new NullStream();
    case 'stdout':
    case 'tty':
      return process.fds[1] ?? new NullStream();
    case 'stderr':
      return process.fds[2] ?? new NullStream();
    case 'logStdout':
      return process.table.first?.fds[1] ?? new NullStream();
    case 'logStderr':
      return process.table.first?.fds[2] ?? new NullStream();
    default:
      return new NullStream();
  }
}

const RANDOM_LETTERS = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789+/\n\t !#$%';

function randomText(process: Process): string {
  let text = '';
  for (let index = 0; index < 256; index++) {
    const at = Math.floor(process.table.machine.random() * RANDOM_LETTERS.length);
    text += RANDOM_LETTERS.charAt(at);
  }
  return text;
}

/** Runs `run` with other descriptors and puts the old ones back after it. */
export function withDescriptors(
  process: Process,
  fds: (Stream | undefined)[],
  run: () => Run,
): Run {
  const before = process.fds;
  for (const stream of fds) stream?.retain();
  process.fds = fds;
  const restore = (code: number): number => {
    if (process.state === 'ended' || process.successor !== undefined) return code;
    for (const stream of process.fds) stream?.release();
    process.fds = before;
    return code;
  };
  const result = run();
  return typeof result === 'number' ? restore(result) : finishLater(result, restore);
}

/** For compound commands: `{ …; } > file`, `while …; done < file`. */
export function* withRedirections(
  shell: Shell,
  redirections: readonly Redirection[],
  run: () => Run,
): Body {
  const ready = yield* expanded(shell, (expansion) => expandRedirections(expansion, redirections));
  if (ready === undefined) return shell.lastStatus;
  const fds = redirect(shell, ready);
  if (fds === undefined) return redirectStatus(shell);
  const result = withDescriptors(shell.process, fds, run);
  return typeof result === 'number' ? result : yield* result;
}
