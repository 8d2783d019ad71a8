// What the runtime is told and what it tells. Actors: one per Pod UID (sandboxes, containers, programs) and
// `node/<name>` (images, pulls, addresses).

import type { SimTime } from '../kernel/time';
import type { Answer, IncomingRequest, OutgoingRequest } from './programs/program';
import type { Outage, ProgramSpec } from './programs/programSpec';
import type { SignalName } from './programs/signals';

/** Where an answer goes: the message's event gets the answer's fields added. */
export interface ReplyTo {
  readonly to: string;
  readonly key: string;
  /** Fields that the answer's event repeats, so that the asker knows what it is about. */
  readonly echo: Readonly<Record<string, unknown>>;
}

/** From the scenario, kubectl and the network, to component `runtime`, key = the Pod's UID. */
export type RuntimePodRequest =
  /** The container's process is killed on the node, behind the kubelet's back. */
  | { readonly kind: 'killContainer'; readonly container: string; readonly signal?: SignalName }
  /** The sandbox and all containers in it are stopped on the node, behind the kubelet's back. */
  | { readonly kind: 'killSandbox' }
  /** Runs a process in the running container; answered by `ExecEvent`s. */
  | {
      readonly kind: 'exec';
      /** Chosen by the asker, unique for the Pod. */
      readonly session: string;
      readonly container: string;
      readonly command: readonly string[];
      readonly stdin?: boolean;
      readonly tty?: boolean;
      /** One single answer at the end, with all output. */
      readonly collect?: boolean;
      readonly reply: ReplyTo;
    }
  | { readonly kind: 'execInput'; readonly session: string; readonly text: string }
  | { readonly kind: 'execCloseInput'; readonly session: string }
  | { readonly kind: 'execKill'; readonly session: string; readonly signal: SignalName }
  /** Types at the stdin of a container with `stdin: true`. */
  | { readonly kind: 'attachInput'; readonly container: string; readonly text: string }
  /** A connection to a port of the Pod; answered by `RequestEvent`, not at all when the answer is silence. */
  | { readonly kind: 'request'; readonly request: IncomingRequest; readonly reply: ReplyTo };

/** Added to the echo of an `exec` request's reply. */
export type ExecEvent =
  | { readonly exec: 'output'; readonly stream: 'stdout' | 'stderr'; readonly text: string }
  /** 128+n when killed by signal n. `output` with `collect` only. */
  | { readonly exec: 'exited'; readonly code: number; readonly output: string }
  /** The process could not be started; the text is the runtime's. */
  | { readonly exec: 'failed'; readonly text: string };

/** Added to the echo of a `request`'s reply. */
export interface RequestEvent {
  readonly answer: Answer;
}

/** From the scenario, to component `runtime`, key `node/<name>`. */
export type RuntimeNodeRequest =
  /** From now on pulls of the image (a trailing `*` stands for any rest) go so; `pull` undefined: as the registry has it. */
  | { readonly kind: 'setPull'; readonly image: string; readonly pull: PullBehaviour | undefined }
  | { readonly kind: 'removeImage'; readonly image: string };

/** How a registry answers. Times are added to what the latencies say when `afterMs` is absent. */
export type PullBehaviour =
  | { readonly kind: 'succeeds'; readonly afterMs?: SimTime }
  | {
      readonly kind: 'notFound' | 'denied' | 'unreachable';
      readonly afterMs?: SimTime;
    }
  /** The registry's error in its own words. */
  | { readonly kind: 'fails'; readonly text: string; readonly afterMs?: SimTime };

/** What is known of an image: whether nodes have it from the beginning, and how a pull goes. `image` is as the manifest has it. */
export type Registry = (image: string) => {
  readonly present: boolean;
  readonly pull: PullBehaviour;
};

/** To component `network`, key = the Pod's UID: a program in the Pod opens a connection. Answered by `RequestEvent` to `reply`. */
export interface OutgoingConnection {
  readonly kind: 'connect';
  readonly from: string;
  readonly request: OutgoingRequest;
  readonly reply: ReplyTo;
}

/** What a scenario says of when a container's servers fail; undefined: never. */
export type OutagesOf = (
  pod: { readonly name: string },
  container: { readonly name: string },
) => readonly Outage[] | undefined;

/** What a scenario says of a container's program. */
export type ProgramsOf = (
  pod: { readonly namespace: string; readonly name: string },
  container: { readonly name: string; readonly image: string },
) => ProgramSpec | undefined;
