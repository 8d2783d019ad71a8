// The processes of one container: a small operating system on virtual time. Bodies are generators; one that yields is
// blocked until its time comes, something wakes it or a signal arrives. Whatever enters from outside goes through
// `enter`, which runs what is ready and then asks the machine for the next wake.
// Rules: L-TRM-11, L-TRM-12.

import type { SimTime } from '../../kernel/time';
import type { Userland } from '../images/imageProfile';
import type { Executable } from './execute';
import {
  BLOCKED,
  type Block,
  type Body,
  type Command,
  type Process,
  type Run,
  watchEnd,
} from './process';
import type { IncomingRequest, Machine, Rounds, TimedAnswer } from './program';
import type { Outage } from './programSpec';
import { endsByDefault, exitCodeOfSignal, type SignalName } from './signals';
import type { Stream } from './stream';

const MAX_PROCESSES = 500;
const MAX_DEPTH = 20;
/** Work that a container may do at one go before it counts as CPU-bound, and what it earns per virtual second after that. */
const STEP_CREDIT = 200_000;
const STEPS_PER_SECOND = 200;
/** What a process that ran out of credit waits to earn, at least. */
const STEP_PORTION = 20_000;

export interface SpawnOptions {
  readonly parent: Process | undefined;
  readonly argv: readonly string[];
  readonly env: ReadonlyMap<string, string>;
  readonly cwd: string;
  /** The new process has its own references to these. */
  readonly fds: readonly (Stream | undefined)[];
  readonly ended?: (code: number) => void;
  readonly beside?: boolean;
}

/** A server's answer to one request; undefined: accepted and never answered. */
export type Serve = (request: IncomingRequest) => TimedAnswer | undefined;

interface Listener {
  readonly process: Process;
  readonly serve: Serve;
  readonly settledSince: () => SimTime | undefined;
}

export interface TableOptions {
  readonly isPid1: boolean;
  readonly userland: Userland;
  /** Programs by the name that files of the image carry. */
  readonly commands: ReadonlyMap<string, Command>;
  /** Ports that the manifest names: where programs that cannot be read are taken to listen. */
  readonly declaredPorts: readonly number[];
  readonly outages?: readonly Outage[];
  /** Every program can be called, whatever the image has: a scenario's script is written by somebody outside. */
  readonly hasAllTools: boolean;
  /** Absent for images that we know. */
  readonly assumedCommand?: (name: string) => Command | undefined;
}

export class ProcessTable {
  readonly machine: Machine;
  readonly userland: Userland;
  /** Where a bare name was found on the PATH; programs of an image don't move. */
  private knownExecutables: Map<string, Map<string, Executable>> | undefined;
  private readonly options: TableOptions;
  private readonly isPid1: boolean;
  private readonly processes = new Map<number, Process>();
  private readonly ready: Process[] = [];
  private nextPid: number;
  private running = false;
  /** Processes that are being run inside one another: a shell that starts a command. */
  private depth = 0;
  private dead = false;
  private memoryBytes = 0;
  private steps = STEP_CREDIT;
  private stepsAt: SimTime = 0;
  private saidBusy = false;
  private main: Process | undefined;
  /** When a process of the container itself last went on, rounds that change nothing left out. */
  private movedAt: SimTime;

  constructor(machine: Machine, options: TableOptions) {
    this.machine = machine;
    this.options = options;
    this.userland = options.userland;
    this.isPid1 = options.isPid1;
    // With a shared PID namespace the sandbox's pause is 1.
    this.nextPid = options.isPid1 ? 1 : 7;
    this.stepsAt = machine.now;
    this.movedAt = machine.now;
  }

  get now(): SimTime {
    return this.machine.now;
  }

  /** No process runs any more. */
  get isDead(): boolean {
    return this.dead;
  }

  knownExecutable(path: string, name: string): Executable | undefined {
    return this.knownExecutables?.get(path)?.get(name);
  }

  rememberExecutable(path: string, name: string, executable: Executable): void {
    this.knownExecutables ??= new Map();
    const known = this.knownExecutables.get(path);
    if (known !== undefined) known.set(name, executable);
    else this.knownExecutables.set(path, new Map([[name, executable]]));
  }

  commandNamed(program: string): Command | undefined {
    return this.options.commands.get(program);
  }

  /** A program by its bare name where the image need not have it. */
  tool(name: string): Command | undefined {
    return this.options.hasAllTools ? this.commandNamed(name) : undefined;
  }

  /** Times in which a server on the port fails. */
  outagesOf(port: number): readonly Outage[] {
    return (this.options.outages ?? []).filter((outage) => (outage.port ?? port) === port);
  }
  get declaredPorts(): readonly number[] {
    return this.options.declaredPorts;
  }

  /** The image may hold more than we know of. */
  get isGuess(): boolean {
    return this.options.assumedCommand !== undefined;
  }

  /** What we believe an executable to be that may exist in an image that nobody knows. */
  assumedCommand(name: string): Command | undefined {
    return this.options.assumedCommand?.(name);
  }

  /** The container's main process.  */
  get first(): Process | undefined {
    return this.main;
  }

  all(): readonly Process[] {
    return [...this.processes.values()];
  }

  find(pid: number): Process | undefined {
    return this.processes.get(pid);
  }

  /** A new process without a body yet; undefined when there are too many. */
  create(options: SpawnOptions): Process | undefined {
    if (this.processes.size >= MAX_PROCESSES) return undefined;
    const process: Process = {
      pid: this.nextPid++,
      table: this,
      parent: options.parent,
      children: undefined,
      beside: options.beside ?? options.parent?.beside ?? false,
      argv: options.argv,
      env: options.env,
      cwd: options.cwd,
      fds: [...options.fds],
      dispositions: undefined,
      pending: [],
      body: undefined,
      successor: undefined,
      state: 'ready',
      wakeAt: undefined,
      exitCode: undefined,
      watchers: undefined,
      ended: options.ended,
      memoryBytes: 0,
      rounds: undefined,
    };
    for (const stream of process.fds) stream?.retain();
    this.processes.set(process.pid, process);
    if (options.parent !== undefined) adopt(options.parent, process);
    this.main ??= process;
    return process;
  }

  /** Lets a created process run at once, as far as it gets without waiting: often to its end. Those that are ready go first. */
  begin(process: Process, start: () => Run): void {
    if (this.depth > MAX_DEPTH || this.ready.length > 0) {
      this.beginLater(process, start);
      return;
    }
    this.depth++;
    const run = this.runThrough(process, start());
    this.depth--;
    if (process.exitCode !== undefined) return;
    if (typeof run === 'number') {
      this.terminate(process, run);
      return;
    }
    process.body = run;
    this.resume(process, run);
  }

  /** Follows a chain of `exec` as far as it goes without waiting. */
  private runThrough(process: Process, first: Run): Run {
    let run = first;
    while (typeof run === 'number' && process.successor !== undefined) {
      const start = process.successor;
      process.successor = undefined;
      if (this.step()) return restThenStart(process, start);
      run = start();
    }
    return run;
  }

  /** Lets a created process run when those that are ready now have had their turn. */
  beginLater(process: Process, start: () => Run): void {
    process.body = startLater(start);
    this.ready.push(process);
  }

  wake(process: Process): void {
    if (process.state !== 'blocked') return;
    process.state = 'ready';
    process.wakeAt = undefined;
    this.ready.push(process);
  }

  /** Runs `action`, then everything that is ready, then asks for the next wake. All calls from outside come through here. */
  enter(action: () => void): void {
    if (this.dead) return;
    action();
    if (this.running) return;
    this.running = true;
    this.runReady();
    this.running = false;
    if (!this.dead) this.askForWake();
  }

  /** Wakes what is due. */
  wakeDue(): void {
    for (const process of this.processes.values()) {
      if (process.wakeAt !== undefined && process.wakeAt <= this.now) this.wake(process);
    }
  }

  /** @returns false when there is no such process any more */
  signal(process: Process, name: SignalName): boolean {
    if (process.state === 'ended') return false;
    this.machine.mark('container');
    if (name === 'SIGKILL') {
      // From inside, PID 1 cannot be killed; from outside the runtime calls `end`.
      if (!this.isInit(process)) this.terminate(process, exitCodeOfSignal(name));
      return true;
    }
    const disposition = process.dispositions?.get(name);
    if (disposition === 'handle') {
      process.pending.push(name);
      this.wake(process);
    } else if (disposition === undefined && endsByDefault(name) && !this.isInit(process)) {
      this.terminate(process, exitCodeOfSignal(name));
    }
    return true;
  }

  /** Waits for a child's end, whatever signals come; a shell's foreground. */
  *waitFor(waiter: Process, child: Process): Body {
    while (child.exitCode === undefined) {
      watchEnd(child, waiter);
      yield BLOCKED;
    }
    return child.exitCode;
  }

  terminate(process: Process, code: number): void {
    if (process.state === 'ended') return;
    process.state = 'ended';
    process.exitCode = code & 0xff;
    process.wakeAt = undefined;
    process.body = undefined;
    this.processes.delete(process.pid);
    for (const stream of process.fds) stream?.release();
    process.fds = [];
    if (process.memoryBytes > 0) this.setMemory(process, 0);
    this.closeListeners(process);
    process.parent?.children?.delete(process);
    if (process === this.main) {
      this.endAll(process.exitCode);
      return;
    }
    if (process.children !== undefined && this.main !== undefined) {
      for (const child of process.children) adopt(this.main, child);
    }
    if (process.watchers !== undefined) for (const watcher of process.watchers) this.wake(watcher);
    if (process.parent !== undefined) this.wakeChildWaiter(process.parent);
    process.ended?.(process.exitCode);
  }

  /** Everything is killed, without a word to the machine. */
  killAll(): void {
    if (this.dead) return;
    this.dead = true;
    const rest = this.all();
    this.processes.clear();
    this.ready.length = 0;
    for (const process of rest) {
      process.state = 'ended';
      process.body = undefined;
      process.exitCode ??= 137;
    }
    for (const process of rest) if (process !== this.main) process.ended?.(137);
  }

  setMemory(process: Process, bytes: number): void {
    this.memoryBytes += bytes - process.memoryBytes;
    process.memoryBytes = bytes;
    if (!this.dead) this.machine.useMemory(this.memoryBytes);
  }

  /** Counts a step of work. True: the credit is used up, and the caller goes through `rest` before it goes on. */
  step(cost = 1): boolean {
    this.steps -= cost;
    return this.steps <= 0;
  }

  /** Counts the handling of a text; long ones are work. */
  stepFor(text: string): boolean {
    return this.step(1 + (text.length >> 5));
  }

  /** Waits until there is credit again or a signal has come, so that a busy loop is slow instead of endless. */
  *rest(process: Process): Generator<Block, void, void> {
    for (;;) {
      const earned = ((this.now - this.stepsAt) / 1000) * STEPS_PER_SECOND;
      this.stepsAt = this.now;
      this.steps = Math.min(STEP_CREDIT, this.steps + earned);
      if (this.steps > 0 || process.pending.length > 0) return;
      this.sayBusy();
      yield { until: this.now + Math.ceil((STEP_PORTION * 1000) / STEPS_PER_SECOND) };
    }
  }

  private sayBusy(): void {
    if (this.saidBusy) return;
    this.saidBusy = true;
    this.machine.assume(
      'A process never rests: it is taken as CPU-bound and gets only a small part of its steps simulated.',
    );
  }

  // Ports

  private readonly listeners = new Map<string, Listener>();

  /**
   * @param settledSince since when equal requests get equal answers for good; undefined: they may not
   * @returns false when the port is taken, in this container or in another one of the Pod (L-API-15)
   */
  listen(
    process: Process,
    port: number,
    protocol: 'TCP' | 'UDP',
    serve: Serve,
    settledSince: () => SimTime | undefined = () => undefined,
  ): boolean {
    const key = `${protocol}/${port}`;
    if (this.listeners.has(key) || !this.machine.listen(port, protocol)) return false;
    this.listeners.set(key, { process, serve, settledSince });
    return true;
  }

  unlisten(port: number, protocol: 'TCP' | 'UDP'): void {
    if (this.listeners.delete(`${protocol}/${port}`)) this.machine.unlisten(port, protocol);
  }

  // Rest

  /** See `Program`. A process beside the container's own may do anything; work beyond the credit goes slower and slower. */
  restingSince(): SimTime | undefined {
    if (!this.isWithinCredit()) return undefined;
    for (const { beside } of this.processes.values()) if (beside) return undefined;
    let resting = this.movedAt;
    for (const { settledSince } of this.listeners.values()) {
      const since = settledSince();
      if (since === undefined) return undefined;
      resting = Math.max(resting, since);
    }
    return resting;
  }

  /** See `Program`. */
  rounds(): Rounds | undefined {
    let slowest: Rounds | undefined;
    for (const process of this.processes.values()) {
      if (process.wakeAt === undefined) continue;
      const rounds = roundsOf(process);
      if (rounds === undefined) return undefined;
      if (slowest === undefined || rounds.everyMs > slowest.everyMs) slowest = rounds;
    }
    return slowest;
  }

  /** Whether so far no more steps were used than are earned in the same time. */
  isWithinCredit(): boolean {
    const earned = ((this.now - this.stepsAt) / 1000) * STEPS_PER_SECOND;
    return this.steps + earned >= STEP_CREDIT;
  }

  /** Answers a connection from outside; one to a port that nobody has is refused. */
  answer(request: IncomingRequest): TimedAnswer | undefined {
    const listener = this.listeners.get(`TCP/${request.port}`);
    if (listener === undefined) return { afterMs: 0, answer: { kind: 'refused' } };
    return listener.serve(request);
  }

  private closeListeners(process: Process): void {
    if (this.dead) return;
    for (const [key, listener] of this.listeners) {
      if (listener.process !== process) continue;
      const [protocol, port] = key.split('/');
      this.unlisten(Number(port), protocol === 'UDP' ? 'UDP' : 'TCP');
    }
  }

  /** The first process of its own PID namespace has no default actions (L-TRM-11). */
  private isInit(process: Process): boolean {
    return this.isPid1 && process === this.main;
  }

  /** `wait` without operands looks at all children. */
  private wakeChildWaiter(parent: Process): void {
    if (parent.state === 'blocked' && parent.wakeAt === undefined) this.wake(parent);
  }

  private endAll(code: number): void {
    const ending = this.all();
    this.dead = true;
    this.processes.clear();
    this.ready.length = 0;
    for (const process of ending) {
      process.state = 'ended';
      process.body = undefined;
      process.exitCode = 137;
    }
    this.machine.exit(code);
    for (const process of ending) process.ended?.(137);
  }

  private runReady(): void {
    for (let process = this.ready.shift(); process !== undefined; process = this.ready.shift()) {
      if (process.state !== 'ready' || process.body === undefined) continue;
      this.resume(process, process.body);
      if (this.dead) return;
    }
  }

  private resume(process: Process, body: Body): void {
    if (!process.beside && roundsOf(process) === undefined) this.movedAt = this.now;
    this.depth++;
    const { value, done } = body.next();
    this.depth--;
    // The body may have ended its own process by a signal to itself.
    if (process.exitCode !== undefined) return;
    if (done !== true) {
      this.block(process, value);
      return;
    }
    const run = this.runThrough(process, value);
    if (process.exitCode !== undefined) return;
    if (typeof run === 'number') this.terminate(process, run);
    else {
      process.body = run;
      this.ready.push(process);
    }
  }

  private block(process: Process, block: Block): void {
    if (block.until !== undefined && block.until <= this.now) {
      this.ready.push(process);
      return;
    }
    process.state = 'blocked';
    process.wakeAt = block.until;
  }

  private askForWake(): void {
    let next: SimTime | undefined;
    for (const process of this.processes.values()) {
      if (process.wakeAt !== undefined && (next === undefined || process.wakeAt < next)) {
        next = process.wakeAt;
      }
    }
    if (next !== undefined) this.machine.wakeAt(next);
  }
}

/** The rounds that it or one of those that started it goes through. */
function roundsOf(process: Process): Rounds | undefined {
  for (let one: Process | undefined = process; one !== undefined; one = one.parent)
    if (one.rounds !== undefined) return one.rounds;
  return undefined;
}

function adopt(parent: Process, child: Process): void {
  child.parent = parent;
  parent.children ??= new Set();
  parent.children.add(child);
}

function* startLater(start: () => Run): Body {
  const run = start();
  return typeof run === 'number' ? run : yield* run;
}

function* restThenStart(process: Process, start: () => Run): Body {
  yield* process.table.rest(process);
  const run = start();
  return typeof run === 'number' ? run : yield* run;
}
