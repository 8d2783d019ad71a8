// Every id that package.json and the code share, once, with what belongs to it.
import type { Uri } from 'vscode';

/** What each command takes; commands give nothing back unless said. */
export interface CommandArguments {
  /** The open file's manifests, or one document of a file (counted from 0). */
  'podlab.runManifest': [target?: Uri | string, document?: number];
  'podlab.cancelRun': [];
  'podlab.openSample': [];
  'podlab.openTimeline': [];
  /** `pod.spec.containers`; asked for when absent. */
  'podlab.explainField': [path?: string];
  'podlab.seekStart': [];
  'podlab.stepBack': [];
  'podlab.stepForward': [];
  'podlab.seekEnd': [];
  'podlab.previousProblem': [];
  'podlab.nextProblem': [];
  /** Milliseconds of virtual time; asked for when absent. */
  'podlab.seekTime': [atMs?: number];
  'podlab.changeSeed': [];
  'podlab.openObject': [target?: ObjectTarget];
  'podlab.showWhy': [target?: EntryTarget];
  'podlab.goToSource': [target?: EntryTarget & Partial<AnswerTarget>];
  'podlab.tryFix': [target?: AnswerTarget];
  'podlab.openTerminal': [];
  'podlab.showLog': [];
  'podlab.restartServer': [];
}

export interface ObjectTarget {
  readonly object: { readonly kind: string; readonly namespace: string; readonly name: string };
}
/** Something that a trace entry began; items of our trees have this shape. */
export interface EntryTarget {
  readonly entry?: number;
}
export interface AnswerTarget {
  readonly answerId: string;
}

export type CommandId = keyof CommandArguments;

export const Views = { run: 'podlab.run', pods: 'podlab.pods', answers: 'podlab.answers' } as const;

export const TIMELINE_PANEL = 'podlab.timeline';
/** Simulated objects at a moment and pages of explanation: read-only documents. */
export const DOCUMENT_SCHEME = 'podlab';
export const SETTINGS_SECTION = 'podlab';
export const LANGUAGE_STATUS = 'podlab.status';

/** Context keys of `when` clauses and the type of each. */
export interface ContextValues {
  /** Open files that hold manifests. As uris and not as text: on a remote host VS Code has to translate them. */
  'podlab.manifests': readonly Uri[];
  'podlab.manifestOpen': boolean;
  'podlab.hasRun': boolean;
  /** A run is being made. */
  'podlab.simulating': boolean;
  'podlab.serverFailed': boolean;
}
