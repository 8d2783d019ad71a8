// Why something happened: the chain of entries back to the field, the fault or the request that began it.
import type { EntryId } from '../kernel/component';
import { subjectText, type TraceRow } from './traceRows';

/** Rows by the number of their entry. One write may have changed several objects: then the first of them stands for it. */
export function rowsById(rows: readonly TraceRow[]): ReadonlyMap<EntryId, TraceRow> {
  const byId = new Map<EntryId, TraceRow>();
  for (const row of rows) if (!byId.has(row.entry)) byId.set(row.entry, row);
  return byId;
}

const LONGEST_CHAIN = 200;

/** The causes of a row, nearest first; it is not in it itself. */
export function causesOf(row: TraceRow, byId: ReadonlyMap<EntryId, TraceRow>): readonly TraceRow[] {
  const chain: TraceRow[] = [];
  let because = row.because;
  while (because !== undefined && chain.length < LONGEST_CHAIN) {
    const cause = byId.get(because);
    if (cause === undefined || cause.entry === row.entry) break;
    chain.push(cause);
    because = cause.because;
  }
  return chain;
}

/** One sentence for the nearest cause that says something; empty where the row is its own beginning. */
export function causeSentence(row: TraceRow, byId: ReadonlyMap<EntryId, TraceRow>): string {
  const chain = causesOf(row, byId);
  const cause = chain.find((candidate) => candidate.level < 3) ?? chain[0];
  if (cause === undefined) return '';
  const detail = cause.detail === '' ? '' : ` (${cause.detail})`;
  return `${subjectText(cause.subject)}: ${cause.to}${detail}`;
}
