// What the editor asks of a run and what it gets: data that is ready to draw. No behaviour lives here.

/** Method names of our own requests and notifications. */
export const RunMethods = {
  /** RunParams → RunView | null: simulates the manifest(s) as typed; null when there is none, or it was stopped. */
  run: 'podlab/run',
  /** RunMomentParams → MomentView: what kubectl would show then. */
  moment: 'podlab/moment',
  /** ObjectAtParams → ObjectText | null: one object as YAML. */
  objectAt: 'podlab/objectAt',
  /** AnswersParams → AnswerView[]: those that stand in the RunView, and what needs runs of its own; null for a run that is gone. */
  answers: 'podlab/answers',
  /** WhyParams → TraceRow[]: the chain of causes, nearest first. */
  why: 'podlab/why',
  /** ManifestsParams → ManifestSummary[]: the runnable documents of a file. */
  manifests: 'podlab/manifests',
  /** ExplainParams → ExplainPage | null */
  explain: 'podlab/explain',
  /** AnswerFixParams → AnswerFixEdit | null; a server may not know it. */
  answerFix: 'podlab/answerFix',
} as const;

export interface RunParams {
  readonly uri: string;
  /** Which documents of the file take part, counted from 0; all when absent. */
  readonly documents?: readonly number[];
  readonly seed?: number;
  /** Horizon in milliseconds of virtual time; the default is chosen from the manifest. */
  readonly untilMs?: number;
  /** Under which the editor wants to be told, by `$/progress`, how far a long run is. */
  readonly workDoneToken?: string | number;
}

/** `runId` names a run until the same uri is run again; a request for a run that is gone is answered with null. */
export interface RunMomentParams {
  readonly runId: string;
  readonly atMs: number;
}
export interface ObjectAtParams extends RunMomentParams {
  readonly kind: string;
  readonly namespace: string;
  readonly name: string;
}
export interface ObjectText {
  readonly yaml: string;
}
export interface WhyParams {
  readonly runId: string;
  readonly entry: number;
}
export interface AnswersParams {
  readonly runId: string;
}
export interface ManifestsParams {
  readonly uri: string;
}
export interface ManifestSummary {
  readonly document: number;
  readonly kind: string;
  readonly name: string;
  readonly namespace: string;
  /** Line of the document's first key, counted from 0. */
  readonly line: number;
  /** Whether running it shows something: it is a Pod or contains one. */
  readonly runnable: boolean;
}
export interface ExplainParams {
  /** `pod.spec.containers` */
  readonly path: string;
}
/** Asks for the edit that puts the fix of an answer in place: the object that it is about, and what the fix says. */
export interface AnswerFixParams {
  readonly uri: string;
  /** Any line of the object's document, counted from 0. */
  readonly line: number;
  readonly edits: readonly FieldEdit[];
}
/** A field of an object that is set, or that goes where there is no value. */
export interface FieldEdit {
  readonly path: readonly (string | number)[];
  readonly value?: unknown;
}
/** Replacements in one file, none overlapping; places count from 0 as in LSP. */
export interface AnswerFixEdit {
  readonly uri: string;
  readonly edits: readonly {
    readonly range: { readonly start: TextPlace; readonly end: TextPlace };
    readonly newText: string;
  }[];
}
export interface TextPlace {
  readonly line: number;
  readonly character: number;
}
export interface ExplainPage {
  readonly title: string;
  readonly markdown: string;
}

/** Where in the manifest something comes from; lines and characters count from 0 as in LSP. */
export interface SourceSpot {
  readonly uri: string;
  readonly line: number;
  readonly character: number;
  /** `spec.containers[0].livenessProbe.failureThreshold` */
  readonly path: string;
}

/** How a stretch of a lane looks; one entry per row of the table of states in the design of the views. */
export type Look =
  | 'absent'
  | 'pending'
  | 'creating'
  | 'pulling'
  | 'initRunning'
  | 'sidecarRunning'
  | 'starting'
  | 'notReady'
  | 'ready'
  | 'readyRestarted'
  | 'hung'
  | 'stopping'
  | 'exitedOk'
  | 'exitedError'
  | 'killed'
  | 'backOff'
  | 'imageError'
  | 'configError'
  | 'unknown'
  | 'succeeded'
  | 'failed';

/** A stretch of time on a lane. `word` is what kubectl or the API calls it, always shown as text. */
export interface Segment {
  readonly fromMs: number;
  readonly toMs: number;
  readonly look: Look;
  readonly word: string;
  /** Trace entry that began it. */
  readonly entry: number;
}

/** Something that happens at one moment: an Event, a probe result, a signal, a happening. */
export interface Mark {
  readonly atMs: number;
  readonly shape:
    | 'event'
    | 'warning'
    | 'probeOk'
    | 'probeFailed'
    | 'probeKill'
    | 'signal'
    | 'happening';
  readonly word: string;
  readonly entry: number;
}

export interface Lane {
  readonly id: string;
  readonly parent?: string;
  readonly title: string;
  readonly kind:
    | 'pod'
    | 'sandbox'
    | 'init'
    | 'sidecar'
    | 'container'
    | 'ephemeral'
    | 'probe'
    | 'endpoint'
    | 'node'
    | 'other';
  /** What the node does; for a Pod's own lane what the API says. */
  readonly segments: readonly Segment[];
  /** What the API says of it, where that differs in time from `segments`. */
  readonly api?: readonly Segment[];
  readonly marks: readonly Mark[];
}

/** One line of the trace, made to be read. */
export interface TraceRow {
  readonly entry: number;
  readonly atMs: number;
  /** `0:31.0` */
  readonly time: string;
  /** `default/web app` */
  readonly subject: string;
  readonly from: string;
  readonly to: string;
  /** One sentence for the cause, empty where the entry is its own beginning. */
  readonly cause: string;
  readonly because?: number;
  readonly rule?: string;
  readonly source?: SourceSpot;
  readonly lane?: string;
  /** How much it matters: stories show 1, `full` also 2, `machine` also 3. */
  readonly level: 1 | 2 | 3;
}

export interface AnswerView {
  readonly id: string;
  readonly severity: 'problem' | 'risk' | 'fact';
  readonly sentence: string;
  readonly detail: string;
  readonly atMs?: number;
  readonly entry?: number;
  readonly source?: SourceSpot;
  /** The smallest edit that changes the answer, already tried in a run. */
  readonly fix?: {
    readonly title: string;
    readonly edits: readonly FieldEdit[];
    /** Where the object stands that is edited. */
    readonly source?: SourceSpot;
  };
}

export interface RunView {
  readonly runId: string;
  readonly uri: string;
  readonly title: string;
  readonly seed: number;
  readonly kubernetes: string;
  /** `Ready after 12.4 s · 1 restart` */
  readonly summary: string;
  readonly endMs: number;
  readonly ended: 'horizon' | 'steady' | 'budget';
  readonly lanes: readonly Lane[];
  readonly rows: readonly TraceRow[];
  readonly answers: readonly AnswerView[];
  /** What was assumed or simplified in this very run, one sentence each. */
  readonly assumptions: readonly string[];
  /** What the API server refused, in its own words. */
  readonly refusals: readonly { readonly message: string; readonly source?: SourceSpot }[];
}

export interface PodRow {
  readonly namespace: string;
  readonly name: string;
  /** As kubectl prints them at that moment. */
  readonly ready: string;
  readonly status: string;
  readonly restarts: string;
  readonly age: string;
  readonly look: Look;
  readonly children: readonly PodDetail[];
}

/** A container, a condition or an address under a Pod. */
export interface PodDetail {
  readonly kind:
    | 'container'
    | 'init'
    | 'sidecar'
    | 'ephemeral'
    | 'condition'
    | 'address'
    | 'volume';
  readonly title: string;
  readonly description: string;
  readonly look: Look;
}

export interface MomentView {
  readonly atMs: number;
  readonly pods: readonly PodRow[];
}
