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
  /** When it was over: its phase became Succeeded or Failed. */
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
  const ended = changes.find(({ object }) => isOver(object as Pod));
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

function headline(outcomes: readonly PodOutcome[]): string {
  const [only] = outcomes;
  if (only === undefined) return 'No Pods';
  if (outcomes.length === 1) return headlineOf(only);
  const ready = outcomes.filter((outcome) => outcome.readyMs !== undefined);
  const latest = Math.max(...ready.map((outcome) => outcome.readyMs ?? 0));
  if (ready.length === 0) return `0 of ${outcomes.length} Pods Ready`;
  return ready.length === outcomes.length
    ? `${ready.length} Pods Ready after ${seconds(latest)}`
    : `${ready.length} of ${outcomes.length} Pods Ready after ${seconds(latest)}`;
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
