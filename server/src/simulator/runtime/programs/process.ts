import type { SimTime } from '../../kernel/time';
import type { ProcessTable } from './processTable';
import type { Rounds } from './program';
import type { SignalName } from './signals';
import type { Stream } from './stream';

/** What a process's body yields when it cannot go on: it is resumed at `until`, by what it waits for, or by a signal it handles. */
export interface Block {
  readonly until?: SimTime;
}

/** Waits for something other than time. */
export const BLOCKED: Block = {};

/** Runs a process; gives its exit code. After each `yield` it looks again whether what it waited for is there. */
export type Body = Generator<Block, number, void>;

/** Most commands end without ever waiting, and then need no generator. */
export type Run = number | Body;

/** A program by name: `sleep`, `grep`, `nginx`. */
export type Command = (process: Process, argv: readonly string[]) => Run;

export interface Process {
  readonly pid: number;
  readonly table: ProcessTable;
  parent: Process | undefined;
  /** Made when there is a first one. */
  children: Set<Process> | undefined;
  /** Started beside the main process, by `exec`; so are its children. */
  readonly beside: boolean;
  /** As `ps` shows it. */
  argv: readonly string[];
  env: ReadonlyMap<string, string>;
  cwd: string;
  /** Index is the descriptor. */
  fds: (Stream | undefined)[];
  /** Signals it has a handler for, or ignores. What is not here takes the default action (rule L-TRM-11). */
  dispositions: Map<SignalName, 'handle' | 'ignore'> | undefined;
  /** Handled signals that arrived and were not looked at yet. */
  readonly pending: SignalName[];
  body: Body | undefined;
  /** The program that takes this process over when its body has returned (`exec`). */
  successor: (() => Run) | undefined;
  state: 'ready' | 'blocked' | 'ended';
  wakeAt: SimTime | undefined;
  exitCode: number | undefined;
  /** Processes that wait for this one's end. */
  watchers: Process[] | undefined;
  /** Called at the end, for whoever stands outside the container. */
  ended: ((code: number) => void) | undefined;
  memoryBytes: number;
  /** Set while it is seen to do the same again and again. */
  rounds: Rounds | undefined;
}

export function writeTo(process: Process, descriptor: number, text: string): void {
  process.fds[descriptor]?.write(text);
}

export function out(process: Process, text: string): void {
  process.fds[1]?.write(text);
}

/** A line on stderr; gives `code`, so that commands end with `return fail(process, 1, '…')`. */
export function fail(process: Process, code: number, line: string): number {
  process.fds[2]?.write(`${line}\n`);
  return code;
}

/** `watcher` is woken when `process` has ended. */
export function watchEnd(process: Process, watcher: Process): void {
  process.watchers ??= [];
  if (!process.watchers.includes(watcher)) process.watchers.push(watcher);
}
