// A run made ready to draw: lanes, rows of the trace with their causes and lines, the summary.
import type { AnswerView, RunView, SourceSpot, TraceRow as ViewRow } from '../protocol/run';
import { causeSentence, causesOf, rowsById } from '../simulator/trace/causes';
import type { RecordedRun } from '../simulator/trace/recordedRun';
import { assumptionsOf } from '../simulator/trace/traceJson';
import { subjectText, type TraceRow, traceRowsInSteps } from '../simulator/trace/traceRows';
import { finish, type Steps } from '../support/steps';
import { laneOf, runLanes } from './runLanes';
import { type RunSources, type SourceFinder, sourceFinder } from './runSources';
import { runSummary } from './runSummary';

/** Above so many rows the machine's own are left out, above so many again all but the story. */
const MANY_ROWS = 20_000;

export interface RunViewOptions {
  readonly runId: string;
  readonly uri: string;
  readonly title: string;
  readonly answers?: readonly AnswerView[];
}

/** Rows of a run with what is needed to ask "why" of them. */
export interface ReadRun {
  readonly rows: readonly TraceRow[];
  readonly byId: ReadonlyMap<number, TraceRow>;
  readonly lanes: ReadonlyMap<number, string>;
  readonly sources: SourceFinder;
}

export function readRun(run: RecordedRun, sources: RunSources): ReadRun {
  return finish(readRunInSteps(run, sources));
}

/** The same for whoever does something else in between. */
export function* readRunInSteps(run: RecordedRun, sources: RunSources): Steps<ReadRun> {
  const story = run.entries.slice(run.storyBegins);
  const rows = yield* traceRowsInSteps(story, run.store);
  const lanes = new Map<number, string>();
  for (const entry of story) {
    const lane = laneOf(entry);
    if (lane !== undefined && !lanes.has(entry.id)) lanes.set(entry.id, lane);
  }
  return { rows, byId: rowsById(rows), lanes, sources: sourceFinder(run, sources) };
}

export function runView(run: RecordedRun, read: ReadRun, options: RunViewOptions): RunView {
  const { header, endMs } = run;
  const { runId, uri, title, answers = [] } = options;
  return {
    runId,
    uri,
    title,
    seed: header.seed,
    kubernetes: header.kubernetes,
    summary: runSummary(run),
    endMs,
    ended: header.ended,
    lanes: runLanes(run),
    rows: fewEnough(read.rows).map((row) => viewRow(row, read)),
    answers,
    assumptions: assumptionsOf(run.entries),
    refusals: refusalsIn(run, read.sources),
  };
}

function fewEnough(rows: readonly TraceRow[]): readonly TraceRow[] {
  for (const level of [3, 2]) {
    const kept = rows.filter((row) => row.level <= level);
    if (kept.length <= MANY_ROWS) return kept;
  }
  return rows.filter((row) => row.level === 1).slice(0, MANY_ROWS);
}

function refusalsIn(run: RecordedRun, sources: SourceFinder): RunView['refusals'] {
  return run.posted.flatMap(({ object, answer }) => {
    if (answer.status === undefined) return [];
    const { name = '', namespace = '' } = object.metadata ?? {};
    const field = answer.status.causes[0]?.field ?? '';
    const source = sources.find({ kind: object.kind, namespace, name }, field);
    const { message } = answer.status;
    return [source === undefined ? { message } : { message, source }];
  });
}

export function viewRow(row: TraceRow, { byId, lanes, sources }: ReadRun): ViewRow {
  const source: SourceSpot | undefined = sources.find(row.subject, row.field);
  const lane = lanes.get(row.entry);
  return {
    entry: row.entry,
    atMs: row.at,
    time: shortTime(row.at),
    subject: subjectText(row.subject),
    from: row.from,
    to: row.detail === '' ? row.to : `${row.to} · ${row.detail}`,
    cause: causeSentence(row, byId),
    level: row.level,
    ...(row.because === undefined ? {} : { because: row.because }),
    ...(row.rule === undefined ? {} : { rule: row.rule }),
    ...(source === undefined ? {} : { source }),
    ...(lane === undefined ? {} : { lane }),
  };
}

/** The causes of an entry, nearest first; undefined when there is no such entry. */
export function whyRows(read: ReadRun, entry: number): readonly ViewRow[] | undefined {
  const row = read.byId.get(entry);
  if (row === undefined) return undefined;
  return causesOf(row, read.byId).map((cause) => viewRow(cause, read));
}

/** `0:31.0`, `1:02:03.4` */
export function shortTime(ms: number): string {
  const tenths = Math.floor(ms / 100);
  const seconds = Math.floor(tenths / 10);
  const minutes = Math.floor(seconds / 60);
  const hours = Math.floor(minutes / 60);
  const tail = `${String(seconds % 60).padStart(2, '0')}.${tenths % 10}`;
  return hours > 0
    ? `${hours}:${String(minutes % 60).padStart(2, '0')}:${tail}`
    : `${minutes}:${tail}`;
}
