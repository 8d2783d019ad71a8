// How a program behaves, as plain data: what a scenario file says of a container, what an image profile says of its
// main process, and what a line of flags of a known binary comes to. `behaviour.ts` runs it.

import type { SimTime } from '../../kernel/time';
import type { GrpcHealth } from './program';
import type { SignalName } from './signals';

/** What a process does at a signal for which it has a handler. */
export type SignalReaction =
  | { readonly kind: 'exit'; readonly code: number; readonly afterMs: number }
  | { readonly kind: 'ignore' }
  /** No handler: the default action, which PID 1 does not have (L-TRM-11). */
  | { readonly kind: 'default' };

/** A server on one port. Where times are given they count from the start of the process. */
export interface ServerSpec {
  readonly port: number;
  readonly protocol: 'http' | 'tcp' | 'grpc' | 'udp';
  /** Whether an HTTP server wants TLS; default: not. `any` takes clients as they come, where we don't know. */
  readonly tls?: 'plain' | 'tls' | 'any';
  /** The port opens then. */
  readonly fromMs?: number;
  /** And closes then. */
  readonly untilMs?: number;
  /** Only that many requests get `status`, later ones `failStatus`. */
  readonly okFirst?: number;
  /** Every answer fails before that, though the port is open. */
  readonly readyFromMs?: number;
  /** And again from then on. */
  readonly brokenFromMs?: number;
  /** From then on connections are accepted and never answered. */
  readonly hangsFromMs?: number;
  readonly answerMs?: number;
  /** Default 200. */
  readonly status?: number;
  /** Default 500. */
  readonly failStatus?: number;
  /** `{hostname}`, `{path}`, `{method}`, `{from}`, `{agent}`, `{date}` and, in a log, `{status}` are filled in. */
  readonly body?: string;
  readonly failBody?: string;
  /** Written to stdout per request; the same placeholders. */
  readonly accessLog?: string;
  /** Pages are the files below it: `index.html` for a directory, 403 or a listing without one, 404 for what is not there. */
  readonly root?: string;
  /** Page of the root for what is not there: `/index.html`. */
  readonly fallback?: string;
  readonly listsDirectories?: boolean;
  /** Answers of single paths, before all else. */
  readonly paths?: readonly PathSpec[];
  /** Answers `/status/NNN` with NNN and `/file/PATH` with 200 while the file exists, else 503. */
  readonly testPaths?: boolean;
  readonly health?: GrpcHealth;
}

/** A time in which the servers of a container fail, whatever their program says: what they depend on is down. */
export interface Outage {
  /** Every port when absent. */
  readonly port?: number;
  /** Counted from the beginning of the run. */
  readonly fromMs: SimTime;
  readonly untilMs?: SimTime;
  /** HTTP and gRPC tell of it (500, NOT_SERVING), or nothing is answered at all. */
  readonly how: 'fails' | 'hangs';
}

export interface PathSpec {
  /** `/healthz`; a trailing `*` stands for any rest. */
  readonly path: string;
  readonly status: number;
  readonly body?: string;
  readonly answerMs?: number;
}

export interface OutputSpec {
  readonly atMs: number;
  /** Again each so many milliseconds. */
  readonly everyMs?: number;
  readonly stream?: 'stdout' | 'stderr';
  /** Without the line end. */
  readonly text: string;
}

export interface ProgramSpec {
  /** A shell script instead of everything below. */
  readonly script?: string;
  /** Ends by itself then; never when absent. */
  readonly exitAfterMs?: number;
  readonly exitCode?: number;
  /** What it does at SIGTERM and other signals; a signal that is not named has no handler. */
  readonly signals?: Partial<Record<SignalName, SignalReaction>>;
  readonly servers?: readonly ServerSpec[];
  readonly memory?: readonly { readonly atMs: number; readonly bytes: number }[];
  readonly output?: readonly OutputSpec[];
  /** Written before it exits by itself. */
  readonly terminationMessage?: string;
  /** Files that come and go: `text` absent removes the file. */
  readonly files?: readonly {
    readonly atMs: number;
    readonly path: string;
    readonly text?: string;
  }[];
}

/** A process that runs for ever and exits 0 soon after SIGTERM: what we believe of a program that we don't know. */
export const WELL_BEHAVED: Readonly<Partial<Record<SignalName, SignalReaction>>> = {
  SIGTERM: { kind: 'exit', code: 0, afterMs: 100 },
  SIGINT: { kind: 'exit', code: 0, afterMs: 100 },
};
