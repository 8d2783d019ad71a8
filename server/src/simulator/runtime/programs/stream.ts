// What a process's file descriptors stand for. Reading never blocks here: `undefined` says "nothing yet", and the
// process waits until the stream wakes it.

import type { ContainerFiles } from '../files/containerFiles';
import type { FileInode } from '../files/inode';
import type { Process } from './process';

export type WriteFailure = 'EPIPE' | 'ENOSPC' | 'EBADF' | 'EAGAIN';

export interface Stream {
  /** Some text; `''` at the end; undefined when there is nothing yet. */
  read(): string | undefined;
  /** Up to and with the next line end; less only at the end. */
  readLine(): string | undefined;
  /** EAGAIN: full, wait and try again; nothing was written then. */
  write(text: string): WriteFailure | undefined;
  /** Bulk data that nobody will look at, in bytes. */
  writeBulk(bytes: number): WriteFailure | undefined;
  /** Wakes `process` when reading or writing may go on. */
  wait(process: Process): void;
  /** One more, one fewer descriptor refers to it. */
  retain(): void;
  release(): void;
  readonly isTerminal: boolean;
  /** It never ends and nobody needs what stands in it: /dev/zero. */
  readonly isEndless: boolean;
}

abstract class BasicStream implements Stream {
  readonly isTerminal: boolean = false;
  readonly isEndless: boolean = false;
  read(): string | undefined {
    return '';
  }
  readLine(): string | undefined {
    return '';
  }
  write(_text: string): WriteFailure | undefined {
    return 'EBADF';
  }
  writeBulk(_bytes: number): WriteFailure | undefined {
    return this.write('');
  }
  wait(_process: Process): void {}
  retain(): void {}
  release(): void {}
}

/** /dev/null, a closed stdin. */
export class NullStream extends BasicStream {
  override write(): undefined {
    return undefined;
  }
}

/** /dev/full: every write fails. */
export class FullStream extends BasicStream {
  override write(): WriteFailure {
    return 'ENOSPC';
  }
}

/** /dev/zero and /dev/urandom: as much as one asks for, of no interest. */
export class EndlessStream extends BasicStream {
  override readonly isEndless = true;
  private readonly text: string;
  constructor(text: string) {
    super();
    this.text = text;
  }
  override read(): string {
    return this.text;
  }
  override readLine(): string {
    return this.text;
  }
  override write(): undefined {
    return undefined;
  }
}

/** The container's log, or what an exec'd process's client sees. */
export class OutputStream extends BasicStream {
  override readonly isTerminal: boolean;
  private readonly sink: (text: string) => void;
  constructor(sink: (text: string) => void, isTerminal = false) {
    super();
    this.sink = sink;
    this.isTerminal = isTerminal;
  }
  override write(text: string): undefined {
    if (text !== '') this.sink(text);
    return undefined;
  }
}

/** What somebody waits for to go on with it: the output of `$( )`. */
export class CollectingStream extends BasicStream {
  private readonly sink: (text: string) => void;
  constructor(sink: (text: string) => void) {
    super();
    this.sink = sink;
  }
  override write(text: string): undefined {
    this.sink(text);
    return undefined;
  }
}

/** A fixed text to read: a here-document. */
export class TextStream extends BasicStream {
  private rest: string;
  constructor(text: string) {
    super();
    this.rest = text;
  }
  override read(): string {
    const text = this.rest;
    this.rest = '';
    return text;
  }
  override readLine(): string {
    const cut = this.rest.indexOf('\n');
    const line = cut < 0 ? this.rest : this.rest.slice(0, cut + 1);
    this.rest = this.rest.slice(line.length);
    return line;
  }
}

/** An open regular file with its own position. */
export class FileStream extends BasicStream {
  private readonly files: ContainerFiles;
  private readonly inode: FileInode;
  private readonly mode: 'read' | 'write' | 'append' | 'both';
  /** Counted from the file's begin, in characters of kept text plus skipped bytes. */
  private position: number;
  constructor(files: ContainerFiles, inode: FileInode, mode: 'read' | 'write' | 'append' | 'both') {
    super();
    this.files = files;
    this.inode = inode;
    this.mode = mode;
    this.position = mode === 'read' || mode === 'both' ? inode.skipped : 0;
  }
  override read(): string {
    if (this.mode === 'write' || this.mode === 'append') return '';
    const text = this.inode.text.slice(Math.max(0, this.position - this.inode.skipped));
    this.position = this.inode.skipped + this.inode.text.length;
    return text;
  }
  override readLine(): string {
    if (this.mode === 'write' || this.mode === 'append') return '';
    const from = Math.max(0, this.position - this.inode.skipped);
    const cut = this.inode.text.indexOf('\n', from);
    const line = this.inode.text.slice(from, cut < 0 ? undefined : cut + 1);
    this.position = this.inode.skipped + from + line.length;
    return line;
  }
  override write(text: string): WriteFailure | undefined {
    if (this.mode === 'read') return 'EBADF';
    return this.files.append(this.inode, text) === 'ENOSPC' ? 'ENOSPC' : undefined;
  }
  override writeBulk(bytes: number): WriteFailure | undefined {
    if (this.mode === 'read') return 'EBADF';
    return this.files.append(this.inode, '', bytes) === 'ENOSPC' ? 'ENOSPC' : undefined;
  }
  /** Bytes of the file that were not kept. */
  get skipped(): number {
    return this.inode.skipped;
  }
}

const PIPE_CAPACITY = 65_536;

/** A pipe between processes, a named pipe, or a stdin that somebody types at. */
export class Pipe {
  private buffer = '';
  private writers = 0;
  private readers = 0;
  private everRead = false;
  private everWritten = false;
  private readonly waiting = new Set<Process>();
  /** A reader waits for the first writer instead of seeing the end: a named pipe. */
  private readonly isNamed: boolean;
  readonly reader: Stream;
  readonly writer: Stream;

  constructor({ isTerminal = false, isNamed = false } = {}) {
    this.isNamed = isNamed;
    this.reader = new PipeEnd(this, 'read', isTerminal);
    this.writer = new PipeEnd(this, 'write', isTerminal);
  }

  open(end: 'read' | 'write', by: 1 | -1): void {
    if (end === 'read') {
      this.readers += by;
      this.everRead = true;
    } else {
      this.writers += by;
      this.everWritten = true;
    }
    if (by < 0) this.wakeAll();
  }

  take(line: boolean): string | undefined {
    const more = this.writers > 0 || (this.isNamed && !this.everWritten);
    if (this.buffer === '') return more ? undefined : '';
    const cut = line ? this.buffer.indexOf('\n') : -1;
    if (line && cut < 0 && more) return undefined;
    const text = cut < 0 ? this.buffer : this.buffer.slice(0, cut + 1);
    this.buffer = this.buffer.slice(text.length);
    this.wakeAll();
    return text;
  }

  put(text: string): WriteFailure | undefined {
    if (this.readers === 0 && this.everRead) return 'EPIPE';
    if (this.buffer.length >= PIPE_CAPACITY) return 'EAGAIN';
    this.buffer += text;
    this.wakeAll();
    return undefined;
  }

  addWaiting(process: Process): void {
    this.waiting.add(process);
  }

  get hasWriters(): boolean {
    return this.writers > 0;
  }

  get hasReaders(): boolean {
    return this.readers > 0;
  }

  private wakeAll(): void {
    if (this.waiting.size === 0) return;
    const woken = [...this.waiting];
    this.waiting.clear();
    for (const process of woken) process.table.wake(process);
  }
}

class PipeEnd extends BasicStream {
  override readonly isTerminal: boolean;
  private readonly pipe: Pipe;
  private readonly end: 'read' | 'write';
  constructor(pipe: Pipe, end: 'read' | 'write', isTerminal: boolean) {
    super();
    this.pipe = pipe;
    this.end = end;
    this.isTerminal = isTerminal;
  }
  override read(): string | undefined {
    return this.end === 'read' ? this.pipe.take(false) : '';
  }
  override readLine(): string | undefined {
    return this.end === 'read' ? this.pipe.take(true) : '';
  }
  override write(text: string): WriteFailure | undefined {
    return this.end === 'write' ? this.pipe.put(text) : 'EBADF';
  }
  override writeBulk(bytes: number): WriteFailure | undefined {
    return this.write('\0'.repeat(Math.min(bytes, 4096)));
  }
  override wait(process: Process): void {
    this.pipe.addWaiting(process);
  }
  override retain(): void {
    this.pipe.open(this.end, 1);
  }
  override release(): void {
    this.pipe.open(this.end, -1);
  }
}
