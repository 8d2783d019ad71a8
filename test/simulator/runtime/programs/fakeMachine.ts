// A container on a clock of its own, for tests: what the runtime does, in a hundred lines.

import {
  ContainerFiles,
  type Mount,
} from '../../../../server/src/simulator/runtime/files/containerFiles';
import { profileOf } from '../../../../server/src/simulator/runtime/images/profileOf';
import type {
  Answer,
  ExecStart,
  IncomingRequest,
  Machine,
  OutgoingRequest,
  Program,
  ProgramStart,
  StartSpec,
  TimedAnswer,
} from '../../../../server/src/simulator/runtime/programs/program';
import { startProgram } from '../../../../server/src/simulator/runtime/programs/startProgram';

export interface Setup extends Partial<Omit<StartSpec, 'image'>> {
  readonly image?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly mounts?: readonly Mount[];
  readonly readOnlyRoot?: boolean;
  readonly uid?: number;
  readonly memoryLimit?: number;
  /** Answers outgoing requests; undefined: refused after 1 ms. */
  readonly network?: (
    request: OutgoingRequest,
    now: number,
  ) => { readonly afterMs: number; readonly answer: Answer };
  readonly takenPorts?: readonly number[];
}

export interface LogLine {
  readonly at: number;
  readonly stream: 'stdout' | 'stderr';
  readonly text: string;
}

/** One container. `advance(ms)` lets virtual time pass. */
export class FakeContainer implements Machine {
  now = 0;
  exitCode: number | undefined;
  exitedAt: number | undefined;
  readonly log: LogLine[] = [];
  readonly listening = new Set<number>();
  readonly assumptions: string[] = [];
  memory = 0;
  marks = 0;
  wakes = 0;
  readonly files: ContainerFiles;
  readonly env: ReadonlyMap<string, string>;
  readonly hostname = 'web';
  readonly podIP = '10.244.0.5';
  readonly start: ProgramStart;
  private wakeTime: number | undefined;
  private readonly answers: { at: number; run: () => void }[] = [];
  private readonly setup: Setup;
  private seed = 1;

  fromImage<T>(_question: string, read: (files: ContainerFiles) => T): T {
    return read(this.files);
  }

  constructor(setup: Setup) {
    this.setup = setup;
    const image = profileOf(setup.image ?? 'busybox:1.36');
    this.env = new Map([
      ...image.env,
      ['HOSTNAME', this.hostname] as const,
      ['HOME', '/root'] as const,
      ...Object.entries(setup.env ?? {}),
    ]);
    this.files = new ContainerFiles({
      image,
      mounts: setup.mounts ?? [],
      readOnlyRoot: setup.readOnlyRoot ?? false,
      uid: setup.uid ?? 0,
      now: () => {
        this.mark();
        return this.now;
      },
    });
    this.start = startProgram(
      { ports: [], isPid1: true, stdin: false, tty: false, ...setup, image },
      this,
    );
    if (this.start.kind === 'program') this.start.program.start();
  }

  get program(): Program {
    if (this.start.kind !== 'program')
      throw new Error(`not started: ${JSON.stringify(this.start)}`);
    return this.start.program;
  }

  wakeAt(at: number): void {
    if (this.wakeTime === undefined || at < this.wakeTime) this.wakeTime = at;
  }
  mark(): void {
    this.marks++;
  }
  exit(code: number): void {
    this.exitCode = code;
    this.exitedAt = this.now;
  }
  write(stream: 'stdout' | 'stderr', text: string): void {
    this.log.push({ at: this.now, stream, text });
  }
  listen(port: number): boolean {
    if (this.listening.has(port) || this.setup.takenPorts?.includes(port) === true) return false;
    this.listening.add(port);
    return true;
  }
  unlisten(port: number): void {
    this.listening.delete(port);
  }
  useMemory(bytes: number): void {
    this.memory = bytes;
    if (bytes <= (this.setup.memoryLimit ?? Infinity)) return;
    this.exitCode = 137;
    this.exitedAt = this.now;
    this.program.end();
  }
  connect(request: OutgoingRequest, done: (answer: Answer) => void): void {
    const { afterMs, answer } = this.setup.network?.(request, this.now) ?? this.loopback(request);
    this.answers.push({ at: this.now + afterMs, run: () => done(answer) });
  }
  random(): number {
    this.mark();
    this.seed = (this.seed * 48_271) % 2_147_483_647;
    return this.seed / 2_147_483_647;
  }
  assume(sentence: string): void {
    this.assumptions.push(sentence);
  }

  private loopback(request: OutgoingRequest): TimedAnswer {
    const local = request.kind !== 'dns' && /^(?:localhost|127\.|10\.244\.0\.5)/.test(request.host);
    if (request.kind === 'dns') return { afterMs: 1, answer: { kind: 'unknownHost' } };
    if (!local || !this.listening.has(request.port))
      return { afterMs: 1, answer: { kind: 'refused' } };
    return this.program.answer(request) ?? { afterMs: 0, answer: { kind: 'silent' } };
  }

  /** Lets `ms` of virtual time pass, event by event. */
  advance(ms: number): this {
    const end = this.now + ms;
    for (;;) {
      const next = Math.min(this.wakeTime ?? Infinity, ...this.answers.map(({ at }) => at));
      if (next > end || this.exitCode !== undefined) break;
      this.now = Math.max(this.now, next);
      const answer = this.answers.findIndex(({ at }) => at <= this.now);
      if (answer >= 0) {
        const [due] = this.answers.splice(answer, 1);
        due?.run();
        continue;
      }
      this.wakeTime = undefined;
      this.wakes++;
      this.program.wake();
    }
    this.now = end;
    return this;
  }

  /** Everything written so far. */
  get output(): string {
    return this.log.map(({ text }) => text).join('');
  }

  request(port: number, path = '/'): TimedAnswer | undefined {
    const request: IncomingRequest = {
      kind: 'http',
      method: 'GET',
      host: this.podIP,
      port,
      path,
      headers: new Map(),
      body: '',
      tls: false,
      from: '10.244.0.1',
    };
    return this.program.answer(request);
  }

  /** The status of an HTTP answer; undefined when there is none. */
  status(port: number, path = '/'): number | undefined {
    const answer = this.request(port, path)?.answer;
    return answer?.kind === 'http' ? answer.status : undefined;
  }

  exec(...argv: string[]): ExecResult {
    return new ExecResult(this, argv);
  }
}

export class ExecResult {
  out = '';
  err = '';
  code: number | undefined;
  readonly start: ExecStart;
  constructor(
    container: FakeContainer,
    argv: readonly string[],
    options: { stdin?: boolean; tty?: boolean } = {},
  ) {
    this.start = container.program.exec(argv, {
      stdout: (text) => {
        this.out += text;
      },
      stderr: (text) => {
        this.err += text;
      },
      exited: (code) => {
        this.code = code;
      },
      stdin: options.stdin ?? false,
      tty: options.tty ?? false,
    });
    if (this.start.kind === 'started') this.code ??= this.start.process.exitCode;
  }
}

/** Runs a script in a busybox (or other) shell as PID 1 and lets time pass. */
export function runScript(
  script: string,
  { ms = 0, ...setup }: Setup & { readonly ms?: number } = {},
): FakeContainer {
  return new FakeContainer({ command: ['sh', '-c', script], ...setup }).advance(ms);
}
