// A trace as JSON: stable, documented here. `rows` tell the story in words, `entries` as it was recorded.
import type { TraceEntry, TraceHeader } from './trace';
import { subjectText, type TraceRow } from './traceRows';

/** `podlab run --output json`. Fields are only ever added. */
export interface TraceDocument {
  readonly apiVersion: 'podlab/v1alpha1';
  readonly kind: 'Trace';
  readonly header: TraceHeader;
  /** When the run ended, in milliseconds like every time in here. */
  readonly endMs: number;
  /** What the API server refused, in its own words. */
  readonly refused: readonly {
    readonly object: string;
    readonly code: number;
    readonly message: string;
  }[];
  /** What nobody told us and the run therefore took for granted, and where the model is simpler than Kubernetes. */
  readonly assumptions: readonly string[];
  /** Pods as kubectl shows them at the end. */
  readonly pods: readonly {
    readonly namespace: string;
    readonly name: string;
    readonly ready: string;
    readonly status: string;
    readonly restarts: number;
  }[];
  readonly rows: readonly {
    readonly entry: number;
    readonly at: number;
    readonly subject: string;
    readonly from: string;
    readonly to: string;
    readonly detail: string;
    readonly level: number;
    readonly truth: 'api' | 'node';
    readonly because?: number;
    readonly rule?: string;
    readonly field?: string;
  }[];
  readonly entries: readonly TraceEntry[];
}

// `podlab run --output json` adds `answers` (see `answers/answer.ts`), which a trace by itself does not have.

export function jsonRow(row: TraceRow): TraceDocument['rows'][number] {
  return { ...row, subject: subjectText(row.subject) };
}

/** The sentences of a run about itself, each once, in the order in which they came up. */
export function assumptionsOf(entries: readonly TraceEntry[]): readonly string[] {
  const sentences = new Set<string>();
  for (const { change } of entries)
    if (change.kind === 'assumption' || change.kind === 'simplified') sentences.add(change.text);
  return [...sentences];
}
