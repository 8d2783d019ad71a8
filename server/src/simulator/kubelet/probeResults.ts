// How single probes become results that count. Rules: L-PRB-2, L-PRB-5, L-PRB-6.
import type { ProbeKind } from '../trace/trace';

export type ProbeOutcome = 'success' | 'failure';
export type ProbeResult = ProbeOutcome | 'unknown';

export interface Thresholds {
  readonly success: number;
  readonly failure: number;
}

/** The run of equal outcomes so far. */
export interface ProbeRun {
  readonly outcome: ProbeOutcome | undefined;
  readonly length: number;
}

export const NO_RUN: ProbeRun = { outcome: undefined, length: 0 };

/** The result of a container that was not probed yet. Rules: L-PRB-2. */
export const INITIAL_RESULT: Readonly<Record<ProbeKind, ProbeResult>> = {
  liveness: 'success',
  readiness: 'failure',
  startup: 'unknown',
};

/** The run after one more outcome, and the result that it publishes (undefined below the threshold). */
export function countOutcome(
  run: ProbeRun,
  outcome: ProbeOutcome,
  thresholds: Thresholds,
): { readonly run: ProbeRun; readonly result: ProbeResult | undefined } {
  const length = run.outcome === outcome ? run.length + 1 : 1;
  const needed = outcome === 'success' ? thresholds.success : thresholds.failure;
  return { run: { outcome, length }, result: length >= needed ? outcome : undefined };
}

/** Whether the worker stops probing after this published result until there is a new container. Rules: L-PRB-6. */
export function goesOnHold(kind: ProbeKind, result: ProbeResult): boolean {
  return kind === 'startup' || (kind === 'liveness' && result === 'failure');
}
