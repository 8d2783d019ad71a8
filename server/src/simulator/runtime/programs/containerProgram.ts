// The runtime's handle on the processes of one container.

import type { SimTime } from '../../kernel/time';
import { findExecutable, runExecutable, startErrorText } from './execute';
import type { Process, Run } from './process';
import type { ProcessTable } from './processTable';
import type {
  ExecIo,
  ExecProcess,
  ExecStart,
  IncomingRequest,
  Machine,
  ProcessLine,
  Program,
  Rounds,
  TimedAnswer,
} from './program';
import type { SignalName } from './signals';
import { NullStream, OutputStream, Pipe, type Stream } from './stream';

export interface MainProcess {
  readonly argv: readonly string[];
  readonly cwd: string;
  readonly run: (process: Process) => Run;
  readonly stdin: boolean;
  readonly tty: boolean;
}

export class ContainerProgram implements Program {
  private readonly table: ProcessTable;
  private readonly main: MainProcess;
  private readonly stdin: Pipe | undefined;
  private stdinOpen = false;

  constructor(table: ProcessTable, main: MainProcess) {
    this.table = table;
    this.main = main;
    this.stdin = main.stdin ? new Pipe({ isTerminal: main.tty }) : undefined;
  }

  start(): void {
    const { table, main } = this;
    const { machine } = table;
    if (this.stdin !== undefined) {
      this.stdin.writer.retain();
      this.stdinOpen = true;
    }
    table.enter(() => {
      makeWorkingDirectory(machine, main.cwd);
      const process = table.create({
        parent: undefined,
        argv: main.argv,
        env: machine.env,
        cwd: main.cwd,
        fds: [
          this.stdin?.reader ?? new NullStream(),
          new OutputStream((text) => machine.write('stdout', text), main.tty),
          new OutputStream((text) => machine.write(main.tty ? 'stdout' : 'stderr', text), main.tty),
        ],
      });
      if (process !== undefined) table.begin(process, () => main.run(process));
    });
  }

  wake(): void {
    this.table.enter(() => this.table.wakeDue());
  }

  signal(name: SignalName): void {
    this.table.enter(() => {
      const { first } = this.table;
      if (first !== undefined) this.table.signal(first, name);
    });
  }

  end(): void {
    this.table.killAll();
  }

  answer(request: IncomingRequest): TimedAnswer | undefined {
    let answer: TimedAnswer | undefined = { afterMs: 0, answer: { kind: 'refused' } };
    this.table.enter(() => {
      answer = this.table.answer(request);
    });
    return answer;
  }

  exec(argv: readonly string[], io: ExecIo): ExecStart {
    const { table } = this;
    const { machine } = table;
    const [name = ''] = argv;
    const { cwd } = this.main;
    const found = findExecutable(table, name, { cwd, path: machine.env.get('PATH') });
    if (found.error !== undefined) {
      return { kind: 'startError', text: startErrorText(name, found.error) };
    }
    const executable = found.value;
    if (executable.kind === 'script' && executable.interpreter.length === 0) {
      return { kind: 'startError', text: `exec ${name}: exec format error` };
    }
    const session = new ExecSession(table, io);
    table.enter(() => {
      const process = table.create({
        parent: undefined,
        argv,
        env: io.tty ? new Map([...machine.env, ['TERM', 'xterm']]) : machine.env,
        cwd,
        fds: session.descriptors(),
        beside: true,
        ended: (code) => session.ended(code),
      });
      if (process === undefined) session.ended(126);
      else {
        session.process = process;
        table.begin(process, () => runExecutable(process, executable, argv));
      }
    });
    session.returned = true;
    return { kind: 'started', process: session };
  }

  processes(): readonly ProcessLine[] {
    return this.table.all().map(({ pid, argv }) => ({
      pid,
      user: userName(this.table.machine.files.uid),
      command: argv.join(' '),
    }));
  }

  restingSince(): SimTime | undefined {
    return this.table.restingSince();
  }

  rounds(): Rounds | undefined {
    return this.table.rounds();
  }

  writeStdin(text: string): void {
    this.table.machine.mark('container');
    this.table.enter(() => void this.stdin?.writer.write(text));
  }

  closeStdin(): void {
    if (!this.stdinOpen) return;
    this.stdinOpen = false;
    this.table.enter(() => this.stdin?.writer.release());
  }
}

export function userName(uid: number): string {
  return uid === 0 ? 'root' : uid === 65534 ? 'nobody' : String(uid);
}

/** A working directory that the image does not have is made by the runtime. */
function makeWorkingDirectory(machine: Machine, path: string): void {
  const exists = machine.fromImage(`exists ${path}`, (files) => files.exists(path));
  if (!exists) machine.files.makeDirectory(path, { parents: true });
}

const END_OF_TRANSMISSION = '\u0004';
const INTERRUPT = '\u0003';

class ExecSession implements ExecProcess {
  exitCode: number | undefined;
  process: Process | undefined;
  /** `exec` has returned: from now on the end is told by `io.exited`. */
  returned = false;
  private readonly table: ProcessTable;
  private readonly io: ExecIo;
  private readonly stdin: Pipe | undefined;
  private stdinOpen = false;

  constructor(table: ProcessTable, io: ExecIo) {
    this.table = table;
    this.io = io;
    if (io.stdin) {
      this.stdin = new Pipe({ isTerminal: io.tty });
      this.stdin.writer.retain();
      this.stdinOpen = true;
    }
  }

  descriptors(): (Stream | undefined)[] {
    const { io } = this;
    if (!io.tty) {
      return [
        this.stdin?.reader ?? new NullStream(),
        new OutputStream(io.stdout),
        new OutputStream(io.stderr),
      ];
    }
    const screen = new OutputStream((text) => io.stdout(text.replace(/\r?\n/g, '\r\n')), true);
    return [this.stdin?.reader ?? new NullStream(), screen, screen];
  }

  ended(code: number): void {
    if (this.exitCode !== undefined) return;
    this.exitCode = code;
    if (this.returned) this.io.exited(code);
  }

  write(text: string): void {
    if (this.exitCode !== undefined || this.stdin === undefined || !this.stdinOpen) return;
    if (!this.io.tty) {
      this.table.enter(() => void this.stdin?.writer.write(text));
      return;
    }
    this.type(text);
  }

  closeStdin(): void {
    if (!this.stdinOpen) return;
    this.stdinOpen = false;
    this.table.enter(() => this.stdin?.writer.release());
  }

  kill(signal: SignalName): void {
    this.table.enter(() => {
      if (this.process !== undefined) this.table.signal(this.process, signal);
    });
  }

  /** What a terminal does with keys: echo, Ctrl-C for the foreground, Ctrl-D for the end. */
  private type(text: string): void {
    for (const piece of keysOf(text)) {
      if (piece === '') continue;
      if (piece === END_OF_TRANSMISSION) this.closeStdin();
      else if (piece === INTERRUPT) this.interrupt();
      else {
        const typed = piece.replace(/\r\n?/g, '\n');
        this.io.stdout(typed.replaceAll('\n', '\r\n'));
        this.table.enter(() => void this.stdin?.writer.write(typed));
      }
    }
  }

  private interrupt(): void {
    this.io.stdout('^C\r\n');
    this.table.enter(() => {
      const { process } = this;
      if (process === undefined) return;
      const foreground = [...(process.children ?? [])];
      for (const target of foreground.length > 0 ? foreground : [process]) {
        this.table.signal(target, 'SIGINT');
      }
    });
  }
}

/** Splits what was typed so that Ctrl-C and Ctrl-D stand alone. */
function keysOf(text: string): readonly string[] {
  const pieces: string[] = [''];
  for (const letter of text) {
    if (letter === INTERRUPT || letter === END_OF_TRANSMISSION) pieces.push(letter, '');
    else pieces[pieces.length - 1] += letter;
  }
  return pieces;
}
