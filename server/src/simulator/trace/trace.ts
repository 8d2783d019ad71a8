// The recorded story of a run: what changed, when, and because of what. Entries are plain data; objects stand in it by
// revision (the store keeps them), node truth stands in it in full. Everything the views show is read off here.
import type { EntryId } from '../kernel/component';
import type { SimTime } from '../kernel/time';

/** What an entry is about. `container` names one container of the Pod. */
export interface Subject {
  readonly kind: string;
  readonly namespace: string;
  readonly name: string;
  readonly uid?: string;
  readonly container?: string;
}

export type ProbeKind = 'startup' | 'liveness' | 'readiness';
export type HookKind = 'postStart' | 'preStop';

/** What changed. `object` and `event` are API truth; the rest is what really goes on on nodes and around them. */
export type TraceChange =
  /** An object as the API shows it from now on; look it up in the store by `revision`. */
  | {
      readonly kind: 'object';
      readonly op: 'ADDED' | 'MODIFIED' | 'DELETED';
      readonly revision: number;
    }
  /** The API refused a write. */
  | {
      readonly kind: 'refused';
      readonly verb: string;
      readonly code: number;
      readonly reason: string;
      readonly message: string;
    }
  /** A client's request or a line typed at kubectl. */
  | { readonly kind: 'request'; readonly text: string }
  /** Something that the scenario does to the cluster. */
  | { readonly kind: 'happening'; readonly text: string }
  | { readonly kind: 'sync'; readonly text: string }
  | { readonly kind: 'volumes'; readonly state: 'mounted' | 'failed'; readonly text?: string }
  | {
      readonly kind: 'sandbox';
      readonly state: 'created' | 'failed' | 'stopped' | 'removed';
      readonly attempt: number;
      readonly ip?: string;
      readonly text?: string;
    }
  | {
      readonly kind: 'pull';
      readonly image: string;
      readonly state: 'started' | 'finished' | 'failed';
      readonly text?: string;
    }
  | {
      readonly kind: 'container';
      readonly state: 'created' | 'running' | 'exited' | 'removed' | 'failed';
      /** Counts the instances of this container, from 0. */
      readonly instance: number;
      readonly exitCode?: number;
      readonly reason?: string;
      readonly text?: string;
    }
  | { readonly kind: 'signal'; readonly signal: string }
  | {
      readonly kind: 'probe';
      readonly probe: ProbeKind;
      readonly outcome: 'success' | 'failure' | 'error';
      readonly run: number;
      readonly threshold: number;
      readonly text: string;
    }
  /** A probe result that the kubelet published (L-PRB-5). */
  | {
      readonly kind: 'probeResult';
      readonly probe: ProbeKind;
      readonly outcome: 'success' | 'failure' | 'unknown';
    }
  | {
      readonly kind: 'hook';
      readonly hook: HookKind;
      readonly state: 'started' | 'finished' | 'failed' | 'abandoned';
      readonly text?: string;
    }
  | {
      readonly kind: 'backOff';
      readonly what: 'restart' | 'pull' | 'job' | 'mount';
      readonly delayMs: number;
      readonly until: SimTime;
    }
  | { readonly kind: 'scheduling'; readonly text: string; readonly node?: string }
  /** `traffic`: what became of the requests that a scenario sends to a Service. */
  | { readonly kind: 'network'; readonly text: string; readonly traffic?: TrafficCount }
  | { readonly kind: 'node'; readonly text: string }
  /** A believable default that took the place of something nobody told us. */
  | { readonly kind: 'assumption'; readonly text: string }
  /** A place where the model is simpler than Kubernetes took part. */
  | { readonly kind: 'simplified'; readonly text: string }
  | { readonly kind: 'end'; readonly reason: RunEndReason; readonly text: string };

/** Horizon: the time asked for is over. Steady: only periodic repetition lies ahead. Budget: too many events. */
export type RunEndReason = 'horizon' | 'steady' | 'budget';

/** What may go on for ever once nothing new happens. */
export type RepeatedAct =
  /** A probe with the result that it had before. */
  | 'probe'
  /** A program goes through the same loop. */
  | 'loop'
  /** The kubelet looks whether files or readiness have changed. */
  | 'sync'
  /** A container that always ends is started again after the longest back-off. */
  | 'restart'
  | 'pull'
  | 'mount'
  /** A container that cannot be started is tried again. */
  | 'start'
  | 'scheduling'
  /** A claim that waits is told so. */
  | 'claim';

export interface Repetition {
  readonly act: RepeatedAct;
  /** One of those about which it is. */
  readonly subject: Subject;
  /** How many of them there are. */
  readonly count: number;
  /** From one time to the next: of the quickest and of the slowest. To the second where an image is pulled each time. */
  readonly leastMs: SimTime;
  readonly mostMs: SimTime;
  /** Whether the trace tells each of them. */
  readonly isTold: boolean;
  /** How often it comes in that time: mostly once. */
  readonly times: number;
}

/** What lies ahead when a run ends. */
export interface Outlook {
  /** From then on nothing has happened that did not happen before. */
  readonly since: SimTime;
  /** What goes on; empty: nothing at all. */
  readonly repeats: readonly Repetition[];
  /** When something else will happen; absent: never by itself. */
  readonly until?: SimTime;
}

export type LossCause = 'refused' | 'reset' | 'timedOut' | 'unreachable' | 'serverError';

/** What happened to requests between two moments. Numbers are of requests, and may be broken. */
export interface TrafficCount {
  readonly from: SimTime;
  readonly until: SimTime;
  readonly sent: number;
  readonly lost: Readonly<Partial<Record<LossCause, number>>>;
}

export interface TraceDraft {
  readonly subject: Subject;
  readonly change: TraceChange;
  /** Number of the lifecycle rule that made it so, `L-PRB-10`. */
  readonly rule?: string;
  /** Field of the manifest that decides it, `spec.containers[0].livenessProbe.failureThreshold`. */
  readonly field?: string;
}

export interface TraceEntry extends TraceDraft {
  readonly id: EntryId;
  readonly at: SimTime;
  /** The entry that caused this one; absent where the story begins. */
  readonly because?: EntryId;
}

export interface TraceHeader {
  readonly manifestHash: string;
  readonly scenarioHash: string;
  readonly seed: number;
  readonly model: string;
  readonly kubernetes: string;
  readonly gates: Readonly<Record<string, boolean>>;
  readonly horizonMs: SimTime;
  readonly ended: RunEndReason;
  /** Absent where that cannot be told. */
  readonly outlook?: Outlook;
}
