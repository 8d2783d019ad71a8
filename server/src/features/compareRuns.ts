// Two runs side by side: what only one of them tells, and what happens at another time.

import type { RecordedRun } from '../simulator/trace/recordedRun';
import { subjectText, type TraceRow, traceRows } from '../simulator/trace/traceRows';
import { rowText } from '../simulator/trace/traceText';
import { formatSimTime } from '../support/text';
import { runSummary } from './runSummary';

const LATER_MS = 50;

/** Lines with `-` (only before), `+` (only after) and `~` (at another time); the two summaries first. */
export function compareRuns(before: RecordedRun, after: RecordedRun): string {
  const lines = [`- ${runSummary(before)}`, `+ ${runSummary(after)}`];
  const [a, b] = [storyOf(before), storyOf(after)];
  for (const [old, now] of aligned(a, b)) {
    if (now === undefined) lines.push(`- ${old === undefined ? '' : rowText(old)}`);
    else if (old === undefined) lines.push(`+ ${rowText(now)}`);
    else if (Math.abs(old.at - now.at) >= LATER_MS)
      lines.push(`~ ${rowText(now)}  (was ${formatSimTime(old.at)})`);
  }
  return lines.map((line) => `${line}\n`).join('');
}

function storyOf(run: RecordedRun): readonly TraceRow[] {
  return traceRows(run.entries.slice(run.storyBegins), run.store).filter((row) => row.level === 1);
}

function keyOf(row: TraceRow): string {
  return `${subjectText(row.subject)}|${row.from}|${row.to}|${row.detail}`;
}

type Pair = readonly [TraceRow | undefined, TraceRow | undefined];

/** The n-th row of one sort beside the n-th of the same sort, in the order of the later story. */
function aligned(before: readonly TraceRow[], after: readonly TraceRow[]): readonly Pair[] {
  const waiting = new Map<string, TraceRow[]>();
  for (const row of before) waiting.set(keyOf(row), [...(waiting.get(keyOf(row)) ?? []), row]);
  const pairs: Pair[] = after.map((row) => [waiting.get(keyOf(row))?.shift(), row]);
  for (const rows of waiting.values()) for (const row of rows) pairs.push([row, undefined]);
  return pairs.sort((x, y) => timeOf(x) - timeOf(y));
}

function timeOf([old, now]: Pair): number {
  return (now ?? old)?.at ?? 0;
}
