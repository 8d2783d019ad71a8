// The run that the views show: which manifest, which moment, what is selected. It asks the language server and keeps
// no simulation of its own.
import {
  CancellationTokenSource,
  type Disposable,
  EventEmitter,
  type TextDocument,
  type Uri,
  workspace,
} from 'vscode';
import {
  type AnswerView,
  type MomentView,
  type ObjectText,
  RunMethods,
  type RunParams,
  type RunView,
  type TraceRow,
} from '../../../server/src/protocol/run';
import type { LanguageServer, WorkPart } from '../language/languageServer';
import { readSettings } from '../settings';
import { type Direction, entryAt, nextStop, type StopAt } from './steps';

export interface RunState {
  readonly view: RunView;
  readonly atMs: number;
  /** The Pods at the cursor; absent until the server has answered. */
  readonly moment?: MomentView;
  readonly selected?: number;
  /** Causes of what is selected, nearest first. */
  readonly chain: readonly TraceRow[];
  /** The manifest as typed now cannot be run; the view is of the last text that could. */
  readonly outdated?: string;
}

/** What changed: a new run, its answers, or only the cursor, the selection or what was answered about them. */
export type RunChange = 'run' | 'answers' | 'cursor' | 'busy';

/** How a run ended that somebody asked for. */
export type RunOutcome = 'shown' | 'nothing' | 'left';

/** A run that is over sooner is not told of: what comes and goes at once only disturbs. */
const WORTH_TELLING_MS = 300;

/** Long enough that a word is typed to its end, short enough to feel live. */
const RERUN_AFTER_MS = 250;

export class CurrentRun implements Disposable {
  private readonly changed = new EventEmitter<RunChange>();
  readonly onDidChange = this.changed.event;
  private readonly server: LanguageServer;
  private readonly subscriptions: Disposable[];
  private params: RunParams | undefined;
  /** Those of the run that is shown. */
  private shown: RunParams | undefined;
  private state: RunState | undefined;
  private simulating: CancellationTokenSource | undefined;
  private part: WorkPart | undefined;
  private asking: CancellationTokenSource | undefined;
  /** The manifest was edited while nobody looked. */
  private isStale = false;
  private rerunTimer: ReturnType<typeof setTimeout> | undefined;
  /** Whether anyone looks; an edit re-runs only then. */
  isWatched: () => boolean = () => false;

  constructor(server: LanguageServer) {
    this.server = server;
    this.subscriptions = [
      this.changed,
      workspace.onDidChangeTextDocument(({ document, contentChanges }) => {
        if (contentChanges.length > 0) this.rerunSoon(document);
      }),
    ];
  }

  get current(): RunState | undefined {
    return this.state;
  }
  /** Which documents of the file take part; undefined for all. */
  get documents(): readonly number[] | undefined {
    return this.params?.documents;
  }
  get isBusy(): boolean {
    return this.simulating !== undefined;
  }
  /** How far the run is that is being made; undefined while that is not worth a word. */
  get progress(): WorkPart | undefined {
    return this.part;
  }

  /** Gives up the run that is being made; what was shown before it stays. */
  cancel(): void {
    if (this.simulating === undefined) return;
    this.simulating.cancel();
    this.params = this.shown ?? this.params;
    this.end();
  }

  /** Simulates and shows; a run that was given up, or that another one overtook, shows nothing. */
  async run(uri: Uri, documents?: readonly number[]): Promise<RunOutcome> {
    const { seed, untilMs } = readSettings(uri);
    this.params = {
      uri: uri.toString(),
      seed,
      ...(untilMs === undefined ? {} : { untilMs }),
      ...(documents === undefined ? {} : { documents }),
    };
    const params = this.params;
    const view = await this.simulate(params);
    if (view === 'left' || this.params !== params) return 'left';
    if (view === undefined) return 'nothing';
    await this.show(view, firstMoment(view));
    return 'shown';
  }

  /** The same manifest with another seed. */
  async reseed(seed: number): Promise<void> {
    if (this.params === undefined) return;
    this.params = { ...this.params, seed };
    await this.rerun();
  }

  async seek(atMs: number): Promise<void> {
    if (this.state === undefined) return;
    const within = Math.min(Math.max(0, atMs), this.state.view.endMs);
    this.state = { ...this.state, atMs: within };
    this.changed.fire('cursor');
    await this.askMoment();
  }

  async step(direction: Direction, what: StopAt): Promise<void> {
    if (this.state === undefined) return;
    const { view, atMs } = this.state;
    const stop = nextStop(view, atMs, direction, what);
    const atEnd = direction > 0 ? view.endMs : 0;
    const target = stop ?? (what === 'problem' ? undefined : atEnd);
    if (target === undefined) return;
    await this.seek(target);
    const row = entryAt(view, target);
    if (row !== undefined && row.atMs === target) await this.select(row.entry);
  }

  /** Selects an entry, moves the cursor to it and asks for its causes. */
  async select(entry: number): Promise<void> {
    if (this.state === undefined) return;
    const row = this.rowOf(entry);
    this.state = { ...this.state, selected: entry, chain: [], atMs: row?.atMs ?? this.state.atMs };
    this.changed.fire('cursor');
    await Promise.all([this.askMoment(), this.askWhy(entry)]);
  }

  rowOf(entry: number): TraceRow | undefined {
    return this.state?.view.rows.find((row) => row.entry === entry);
  }

  async objectText(kind: string, namespace: string, name: string): Promise<string | undefined> {
    if (this.state === undefined) return undefined;
    const { view, atMs } = this.state;
    const params = { runId: view.runId, atMs, kind, namespace, name };
    return (await this.server.request<ObjectText>(RunMethods.objectAt, params))?.yaml;
  }

  /** Somebody looks again: catches up with what was edited meanwhile. */
  catchUp(): void {
    if (!this.isStale || !this.isWatched()) return;
    this.isStale = false;
    void this.rerun();
  }

  dispose(): void {
    clearTimeout(this.rerunTimer);
    this.simulating?.cancel();
    this.asking?.cancel();
    for (const subscription of this.subscriptions) subscription.dispose();
  }

  private rerunSoon(document: TextDocument): void {
    if (document.uri.toString() !== this.params?.uri) return;
    this.isStale = !this.isWatched();
    if (this.isStale) return;
    clearTimeout(this.rerunTimer);
    this.rerunTimer = setTimeout(() => void this.rerun(), RERUN_AFTER_MS);
  }

  private async rerun(): Promise<void> {
    if (this.params === undefined) return;
    const view = await this.simulate(this.params);
    if (view === undefined || view === 'left') return;
    const refused = view.lanes.length === 0 ? view.refusals[0]?.message : undefined;
    if (refused !== undefined && this.state !== undefined) {
      this.state = { ...this.state, outdated: refused };
      this.changed.fire('run');
    } else await this.show(view, Math.min(this.state?.atMs ?? 0, view.endMs));
  }

  private async show(view: RunView, atMs: number): Promise<void> {
    this.shown = this.params;
    this.state = { view, atMs, chain: [] };
    this.changed.fire('run');
    await this.askMoment();
    void this.askAnswers(view.runId);
  }

  /** Latest wins: a run that is still going when the next begins is dropped. */
  private async simulate(params: RunParams): Promise<RunView | 'left' | undefined> {
    this.simulating?.cancel();
    const source = new CancellationTokenSource();
    this.simulating = source;
    this.part = undefined;
    this.changed.fire('busy');
    const since = Date.now();
    const view = await this.server.longRequest<RunView>(
      RunMethods.run,
      params,
      source.token,
      (part) => {
        if (this.simulating !== source || Date.now() - since < WORTH_TELLING_MS) return;
        this.part = part;
        this.changed.fire('busy');
      },
    );
    if (this.simulating !== source) return 'left';
    this.end();
    return view;
  }

  private end(): void {
    this.simulating = undefined;
    this.part = undefined;
    this.changed.fire('busy');
  }

  private async askMoment(): Promise<void> {
    if (this.state === undefined) return;
    this.asking?.cancel();
    const source = new CancellationTokenSource();
    this.asking = source;
    const params = { runId: this.state.view.runId, atMs: this.state.atMs };
    const moment = await this.server.request<MomentView>(RunMethods.moment, params, source.token);
    if (this.asking !== source || this.state?.view.runId !== params.runId) return;
    if (moment !== undefined) this.state = { ...this.state, moment };
    this.changed.fire('cursor');
  }

  /** What needs runs of its own comes a little after the run. */
  private async askAnswers(runId: string): Promise<void> {
    const answers = await this.server.request<AnswerView[]>(RunMethods.answers, { runId });
    if (answers === undefined || this.state?.view.runId !== runId) return;
    this.state = { ...this.state, view: { ...this.state.view, answers } };
    this.changed.fire('answers');
  }

  private async askWhy(entry: number): Promise<void> {
    if (this.state === undefined) return;
    const { runId } = this.state.view;
    const chain = await this.server.request<TraceRow[]>(RunMethods.why, { runId, entry });
    if (this.state?.selected !== entry || this.state.view.runId !== runId) return;
    this.state = { ...this.state, chain: chain ?? [] };
    this.changed.fire('cursor');
  }
}

/** A new run is shown at its end, where its outcome stands; stepping back tells how it came to that. */
const firstMoment = (view: RunView): number => view.endMs;
