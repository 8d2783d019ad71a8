import type { Probe } from '../schema/objects';

/** A probe's numbers in milliseconds, defaults filled in. */
export interface ProbeTiming {
  readonly delayMs: number;
  readonly periodMs: number;
  readonly timeoutMs: number;
  readonly failures: number;
}

export function probeTiming(probe: Probe): ProbeTiming {
  return {
    delayMs: (probe.initialDelaySeconds ?? 0) * 1000,
    periodMs: (probe.periodSeconds || 10) * 1000,
    timeoutMs: (probe.timeoutSeconds || 1) * 1000,
    failures: probe.failureThreshold || 3,
  };
}

/**
 * From the beginning of a hang to the failure that counts, at best and at worst; `initialDelaySeconds` plays no part.
 *
 * @param answers whether failures take the whole timeout (a hang) or none of it (a refusal)
 *
 * Rules: L-PRB-7.
 */
export function noticedAfterMs(
  probe: Probe,
  answers: 'hang' | 'refusal' = 'hang',
): { readonly least: number; readonly most: number } {
  const { periodMs, timeoutMs, failures } = probeTiming(probe);
  const last = answers === 'hang' ? timeoutMs : 0;
  return { least: periodMs * (failures - 1) + last, most: periodMs * failures + last };
}

/**
 * From the start of a container that never answers to its kill by the probe, at best and at worst: the first tick at or
 * after the delay comes up to one period late, because ticks count from the Pod's beginning.
 *
 * Rules: L-PRB-3, L-PRB-7.
 */
export function killBudgetMs(probe: Probe): { readonly least: number; readonly most: number } {
  const { delayMs, periodMs, timeoutMs, failures } = probeTiming(probe);
  const least = delayMs + (failures - 1) * periodMs;
  return { least, most: least + periodMs + timeoutMs };
}
