// What the language server and the worker that simulates for it say to each other. Plain data: it crosses threads.
import type { KubectlRequest } from './kubectlTerminal';
import type { AnswersParams, ObjectAtParams, RunMomentParams, RunParams, WhyParams } from './run';

export interface ManifestText {
  readonly uri: string;
  readonly text: string;
}

export type WorkerRequest =
  | {
      readonly kind: 'run';
      readonly params: RunParams;
      /** In which the answers are told. */
      readonly language?: 'en' | 'zh';
      readonly manifest: ManifestText;
      /** Files in which what the manifest names may be defined. */
      readonly neighbours: readonly ManifestText[];
      /** The scenario file beside the manifest, when there is one. */
      readonly scenario?: ManifestText;
    }
  /** As `run`, for the line above a document: nothing of it is kept. Answered by `RunOutcome`. */
  | {
      readonly kind: 'outcome';
      readonly params: RunParams;
      readonly manifest: ManifestText;
      readonly neighbours: readonly ManifestText[];
      readonly scenario?: ManifestText;
    }
  /** Answered by `AnswerView[]`, by null where the run is gone before all is asked. */
  | { readonly kind: 'answers'; readonly params: AnswersParams; readonly language?: 'en' | 'zh' }
  | { readonly kind: 'moment'; readonly params: RunMomentParams }
  | { readonly kind: 'objectAt'; readonly params: ObjectAtParams }
  | { readonly kind: 'why'; readonly params: WhyParams };

/** A run in two figures. */
export interface RunOutcome {
  /** `Ready after 12.4 s · 1 restart` */
  readonly summary: string;
  readonly problems: number;
}

export interface WorkerMessage {
  readonly id: number;
  readonly request: WorkerRequest | KubectlRequest;
}

/** Nobody waits for that request any more; a run is then answered without a result. */
export interface WorkerCancel {
  readonly cancel: number;
}

export type ToWorker = WorkerMessage | WorkerCancel;

export interface WorkerReply {
  readonly id: number;
  readonly result?: unknown;
  /** Stack or message of what went wrong. */
  readonly error?: string;
}

/** How far the run of a request is. Several a second while it lasts, none for a short one. */
export interface RunPart {
  readonly atMs: number;
  readonly events: number;
  /** 0 to 1 */
  readonly part: number;
}
export interface WorkerProgress {
  readonly id: number;
  readonly progress: RunPart;
}

export type FromWorker = WorkerReply | WorkerProgress;

/** A worker that is running; how it is made is the runtime's. */
export interface WorkerPort {
  post(message: ToWorker): void;
  onMessage(listener: (message: FromWorker) => void): void;
  /** It died by itself. */
  onEnd(listener: (reason: string) => void): void;
  end(): void;
}
