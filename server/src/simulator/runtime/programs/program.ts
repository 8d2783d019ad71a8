// What the runtime and the programs inside containers promise each other. The runtime implements `Machine` for every
// container instance; `startProgram` gives a `Program` that lives on it until it exits or the runtime ends it.
// Everything happens in virtual time and in order: no call here blocks, no promise is made, nothing reads a wall clock.

import type { SimTime } from '../../kernel/time';
import type { ContainerFiles } from '../files/containerFiles';
import type { ImageProfile } from '../images/imageProfile';
import type { Outage, ProgramSpec } from './programSpec';
import type { SignalName } from './signals';

export interface HttpRequest {
  readonly kind: 'http';
  readonly method: string;
  /** Host of the URL: an IP, `localhost`, a Service or external name. */
  readonly host: string;
  readonly port: number;
  /** With the query; begins with `/`. */
  readonly path: string;
  /** Lower-case names. */
  readonly headers: ReadonlyMap<string, string>;
  readonly body: string;
  readonly tls: boolean;
  /** The client's IP as the server sees it; the machine fills it in for outgoing requests. */
  readonly from: string;
}

/** Opens a connection and, where `send` is given, sends it and waits for what comes back. */
export interface TcpRequest {
  readonly kind: 'tcp';
  readonly host: string;
  readonly port: number;
  readonly from: string;
  readonly send?: string;
}

/** The standard gRPC health check. */
export interface GrpcRequest {
  readonly kind: 'grpc';
  readonly host: string;
  readonly port: number;
  readonly service: string;
  readonly from: string;
}

/** A name look-up, only outgoing. */
export interface DnsRequest {
  readonly kind: 'dns';
  readonly host: string;
}

export type IncomingRequest = HttpRequest | TcpRequest | GrpcRequest;
export type OutgoingRequest = IncomingRequest | DnsRequest;

export type GrpcHealth = 'SERVING' | 'NOT_SERVING' | 'SERVICE_UNKNOWN' | 'UNIMPLEMENTED';

export type Answer =
  | {
      readonly kind: 'http';
      readonly status: number;
      readonly headers: ReadonlyMap<string, string>;
      readonly body: string;
      /** The client wanted TLS and the server speaks plain HTTP: no client takes that for an answer. */
      readonly plain?: true;
    }
  /** Connected; `received` is what the other side sent. */
  | { readonly kind: 'tcp'; readonly received: string }
  | { readonly kind: 'grpc'; readonly health: GrpcHealth }
  | { readonly kind: 'dns'; readonly addresses: readonly string[] }
  /** Nobody listens on the port. */
  | { readonly kind: 'refused' }
  /** Closed in the middle: the server died or does not speak the protocol. */
  | { readonly kind: 'reset' }
  /** No answer, and none will come: the client's own time-out decides. */
  | { readonly kind: 'silent' }
  | { readonly kind: 'unknownHost' }
  | { readonly kind: 'unreachable' };

/** A server's answer, `afterMs` of virtual time after the request arrived. */
export interface TimedAnswer {
  readonly afterMs: number;
  readonly answer: Answer;
}

/**
 * The virtual machine that a container's processes see, implemented by the runtime.
 * After `exit` was called, or the runtime called `Program.end`, the program calls none of these again.
 */
export interface Machine {
  /** Rises between calls into the program, never during one. */
  readonly now: SimTime;
  /** The container's own root with its volumes mounted; made by `containerFiles`. */
  readonly files: ContainerFiles;
  /**
   * What `read` finds in `files`. The answer is kept for containers of the same image where it cannot be another one, so it must
   * come from the files alone, and `question` must say all that decides it.
   */
  fromImage<T>(question: string, read: (files: ContainerFiles) => T): T;
  readonly env: ReadonlyMap<string, string>;
  readonly hostname: string;
  /** The date at which virtual time began, in milliseconds since 1970, as `date` shall show it; absent: 2026-01-01T00:00:00Z. */
  readonly wallStart?: number;
  /** The Pod's IP; `''` when not known. */
  readonly podIP: string;
  /** Asks for `Program.wake` at `at` (≥ now). The earliest request wins; after a wake everything later must be asked for again. */
  wakeAt(at: SimTime): void;
  /** PID 1 ended, and with it the container. */
  exit(code: number): void;
  /** Output of PID 1 and its children: the container's log. One call is one time stamp; a call is not always whole lines. */
  write(stream: 'stdout' | 'stderr', text: string): void;
  /** False: another process of this Pod has the port (EADDRINUSE, rule L-API-15). */
  listen(port: number, protocol: 'TCP' | 'UDP'): boolean;
  unlisten(port: number, protocol: 'TCP' | 'UDP'): void;
  /** What all processes of the container hold now. Above the limit the runtime kills it (L-RST-13) and calls `Program.end` at once or later. */
  useMemory(bytes: number): void;
  /** `done` is called later in virtual time, never before `connect` returned; not at all after the container's end. */
  connect(request: OutgoingRequest, done: (answer: Answer) => void): void;
  /** This container's own random stream, 0 ≤ x < 1. */
  random(): number;
  /** A sentence on something that was assumed or simplified in this very run. */
  assume(sentence: string): void;
  /**
   * Notes that a later call may go otherwise for what happens now: something was changed that it can see, or this call
   * goes by the clock or by chance. `outside`: that holds beyond this container instance, too.
   */
  mark(reach: 'container' | 'outside'): void;
  /** How often there was such a thing so far. */
  readonly marks: number;
}

/** What a process started by `Program.exec` is connected to. */
export interface ExecIo {
  readonly stdout: (text: string) => void;
  readonly stderr: (text: string) => void;
  /** Called once, and only when the process had not yet ended as `exec` returned. */
  readonly exited: (code: number) => void;
  /** Whether there is a stdin that `ExecProcess.write` feeds; without it reads see the end at once. */
  readonly stdin: boolean;
  /** A terminal: shells are interactive, stdout and stderr are one stream. */
  readonly tty: boolean;
}

export interface ExecProcess {
  /** Set when it has ended. A process killed by signal n has 128+n. */
  readonly exitCode: number | undefined;
  write(text: string): void;
  closeStdin(): void;
  kill(signal: SignalName): void;
}

export type ExecStart = { readonly kind: 'started'; readonly process: ExecProcess } | StartError;

/**
 * The executable cannot be run. `text` is the tail of the runtime's message, as in
 * `exec: "nope": executable file not found in $PATH` (rule L-SYN-14); the runtime puts its own words before it.
 */
export interface StartError {
  readonly kind: 'startError';
  readonly text: string;
}

export interface ProcessLine {
  readonly pid: number;
  readonly user: string;
  readonly command: string;
}

/** Something that is done again and again and leaves all as it was. */
export interface Rounds {
  readonly everyMs: number;
  /** When the first such round began. */
  readonly since: SimTime;
}

/** All processes of one container instance. */
export interface Program {
  /** Called once, at the time at which the container starts. May call `machine.exit` before it returns. */
  start(): void;
  wake(): void;
  /** A signal to PID 1 from outside; never SIGKILL, for which the runtime calls `end`. What PID 1 makes of it: L-TRM-11, L-TRM-12. */
  signal(name: SignalName): void;
  /** SIGKILL, OOM kill or the sandbox's end: all processes are gone now. Processes of `exec` report 137. */
  end(): void;
  /** A connection to a port it listens on. Undefined: accepted and never answered. */
  answer(request: IncomingRequest): TimedAnswer | undefined;
  /** A process beside PID 1: exec probe, exec hook, kubectl exec. It ends with the container at the latest. */
  exec(argv: readonly string[], io: ExecIo): ExecStart;
  /** As `ps` would show them. */
  processes(): readonly ProcessLine[];
  /** Since when its processes have been where they are, so that equal questions get equal answers; undefined: they may not. */
  restingSince(): SimTime | undefined;
  /** What it does at each wake from now on, again and again, without a mark; undefined when that cannot be told. */
  rounds(): Rounds | undefined;
  /** Types at the container's stdin (`stdin: true`, kubectl attach). */
  writeStdin(text: string): void;
  closeStdin(): void;
}

/** What the runtime knows when it starts a container. */
export interface StartSpec {
  readonly image: ImageProfile;
  /** What the scenario says of this container; it wins over everything else. */
  readonly scenario?: ProgramSpec;
  /** As in the manifest, `$(VAR)` already expanded; empty and absent mean the same (the image's own). */
  readonly command?: readonly string[];
  readonly args?: readonly string[];
  readonly workingDir?: string;
  /** Declared containerPorts and what probes and Services ask for: what an unknown program is assumed to listen on. */
  readonly ports: readonly number[];
  /** False with `shareProcessNamespace` or `hostPID`: then default signal actions apply (L-TRM-11). */
  readonly isPid1: boolean;
  /** Times in which its servers fail. */
  readonly outages?: readonly Outage[];
  readonly stdin: boolean;
  readonly tty: boolean;
}

export type ProgramStart =
  | { readonly kind: 'program'; readonly program: Program; readonly assumptions: readonly string[] }
  /** Nothing to run: neither the manifest nor the image names a command. The container is not even created (`no command specified`). */
  | { readonly kind: 'noCommand' }
  | StartError;

/** Signature of `startProgram` in startProgram.ts. */
export type StartProgram = (spec: StartSpec, machine: Machine) => ProgramStart;
