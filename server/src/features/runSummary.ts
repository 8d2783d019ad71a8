// A run in one line: `Ready after 12.4 s · 1 restart`.
import type { Pod } from '../schema/objects';
import { type PodSummary, summarizePod } from '../schema/printing/podRow';
import type { RecordedChange, RecordedRun } from '../simulator/trace/recordedRun';
import { RunHistory } from '../simulator/trace/recordedRun';

/** What became of one Pod. */
export interface PodOutcome {
  readonly namespace: string;
  readonly name: string;
  readonly createdMs: number;
  /** First time that its condition Ready was True. */
  readonly readyMs?: number;
  /** When it was over by itself: its phase became Succeeded or Failed before anybody deleted it. */
  readonly endedMs?: number;
  readonly goneMs?: number;
  /** As it last was. */
  readonly last: PodSummary;
  readonly phase: string;
}

export function podOutcomes(run: RecordedRun): readonly PodOutcome[] {
  return [...new RunHistory(run.store.changes).changesOf('Pod')].map(outcomeOf);
}

function outcomeOf(changes: readonly RecordedChange[]): PodOutcome {
  const [first] = changes;
  const last = changes.at(-1);
  const pod = last?.object as Pod;
  const ready = changes.find(({ object }) => isReady(object as Pod));
  const over = changes.find(({ object }) => isOver(object as Pod));
  const ended = over?.object.metadata.deletionTimestamp === undefined ? over : undefined;
  return {
    namespace: pod.metadata.namespace ?? '',
    name: pod.metadata.name ?? '',
    createdMs: first?.at ?? 0,
    last: summarizePod(pod),
    phase: pod.status?.phase ?? '',
    ...(ready === undefined ? {} : { readyMs: ready.at }),
    ...(ended === undefined ? {} : { endedMs: ended.at }),
    ...(last?.op === 'DELETED' ? { goneMs: last.at } : {}),
  };
}

function isReady(pod: Pod): boolean {
  return pod.status?.conditions?.some((c) => c.type === 'Ready' && c.status === 'True') ?? false;
}

function isOver(pod: Pod): boolean {
  return pod.status?.phase === 'Succeeded' || pod.status?.phase === 'Failed';
}

export function runSummary(run: RecordedRun): string {
  const outcomes = podOutcomes(run);
  const refused = run.posted.filter(({ answer }) => !answer.ok).length;
  const parts = [headline(outcomes)];
  const restarts = outcomes.reduce((sum, outcome) => sum + outcome.last.restarts, 0);
  if (restarts > 0) parts.push(restarts === 1 ? '1 restart' : `${restarts} restarts`);
  const stuck = outcomes.find((outcome) => isStuck(outcome));
  if (stuck !== undefined) parts.push(stuck.last.status);
  if (refused > 0) parts.push(refused === 1 ? '1 object refused' : `${refused} objects refused`);
  return parts.filter((part) => part !== '').join(' · ');
}

const WELL: ReadonlySet<string> = new Set(['Running', 'Completed', 'Terminating', 'NotReady']);
function isStuck({ last, readyMs, goneMs }: PodOutcome): boolean {
  return readyMs !== undefined && goneMs === undefined && !WELL.has(last.status);
}

/** Pods that are made so long after others of the beginning came up still belong to it. */
const FOLLOWS_MS = 5000;

function headline(outcomes: readonly PodOutcome[]): string {
  const [only] = outcomes;
  if (only === undefined) return 'No Pods';
  if (outcomes.length === 1) return headlineOf(only);
  const others = outcomes.filter(({ endedMs }) => endedMs === undefined);
  const over = outcomes.filter(({ endedMs }) => endedMs !== undefined);
  const completed = over.filter(({ phase }) => phase === 'Succeeded');
  const failed = over.filter(({ phase }) => phase !== 'Succeeded');
  const parts: string[] = [];
  if (others.length > 0) parts.push(readiness(others));
  if (completed.length > 0) parts.push(completion(completed, others.length + failed.length > 0));
  if (failed.length > 0) parts.push(`${pods(failed.length)} failed`);
  return parts.join(' · ');
}

/** When the Pods of the beginning were Ready; those that came later are told of where they are not. */
function readiness(outcomes: readonly PodOutcome[]): string {
  const ready = outcomes.filter(({ readyMs }) => readyMs !== undefined);
  if (ready.length === 0) return `0 of ${outcomes.length} Pods Ready`;
  const latest = endOfBeginning(ready.map(({ createdMs, readyMs = 0 }) => [createdMs, readyMs]));
  const first = outcomes.filter(({ createdMs }) => createdMs <= latest + FOLLOWS_MS);
  const up = first.filter(({ readyMs }) => readyMs !== undefined).length;
  const late = outcomes.filter((outcome) => !first.includes(outcome) && isAwaited(outcome)).length;
  const count = up === first.length ? pods(up) : `${up} of ${pods(first.length)}`;
  const headline = `${count} Ready after ${seconds(latest)}`;
  return late === 0 ? headline : `${headline} · ${late} never Ready`;
}

function isAwaited({ readyMs, goneMs }: PodOutcome): boolean {
  return readyMs === undefined && goneMs === undefined;
}

/** With a time where all belong to one go; Pods of a CronJob come and go all the time. */
function completion(outcomes: readonly PodOutcome[], beside: boolean): string {
  const latest = endOfBeginning(outcomes.map(({ createdMs, endedMs = 0 }) => [createdMs, endedMs]));
  const isOneGo = outcomes.every(({ createdMs }) => createdMs <= latest + FOLLOWS_MS);
  const count = `${beside ? outcomes.length : pods(outcomes.length)} completed`;
  return isOneGo ? `${count} after ${seconds(latest)}` : count;
}

/** When the last one had come so far that was made before, or right after, another one had. */
function endOfBeginning(spans: readonly (readonly [madeMs: number, doneMs: number])[]): number {
  const inOrder = [...spans].sort(([a], [b]) => a - b);
  let latest = inOrder[0]?.[1] ?? 0;
  for (const [madeMs, doneMs] of inOrder) {
    if (madeMs > latest + FOLLOWS_MS) break;
    latest = Math.max(latest, doneMs);
  }
  return latest;
}

function pods(count: number): string {
  return count === 1 ? '1 Pod' : `${count} Pods`;
}

function headlineOf({ phase, readyMs, endedMs, last }: PodOutcome): string {
  if (phase === 'Succeeded' && endedMs !== undefined) return `Completed after ${seconds(endedMs)}`;
  if (readyMs !== undefined) return `Ready after ${seconds(readyMs)}`;
  if (phase === 'Failed' && endedMs !== undefined)
    return `Failed after ${seconds(endedMs)} (${last.status})`;
  return `Never Ready (${last.status})`;
}

/** `12.4 s`, `3 min 5 s` */
export function seconds(ms: number): string {
  if (ms < 120_000) return `${(ms / 1000).toFixed(1)} s`;
  const whole = Math.round(ms / 1000);
  const rest = whole % 60;
  return rest === 0 ? `${Math.floor(whole / 60)} min` : `${Math.floor(whole / 60)} min ${rest} s`;
}
