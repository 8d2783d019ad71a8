// Reading probes with the defaults filled in.

import { numberAt, optionalTextAt, type Plain, plainAt, sameValue, valueAt } from '../schema/plain';

export type ProbeKind = 'livenessProbe' | 'readinessProbe' | 'startupProbe';
export const PROBE_KINDS = ['startupProbe', 'livenessProbe', 'readinessProbe'] as const;

export interface ProbeView {
  readonly kind: ProbeKind;
  readonly value: Plain;
  readonly initialDelaySeconds: number;
  readonly periodSeconds: number;
  readonly timeoutSeconds: number;
  readonly failureThreshold: number;
}

/** A probe of a container; undefined where it has none or one with impossible numbers. */
export function probeAt(container: Plain, kind: ProbeKind): ProbeView | undefined {
  const value = plainAt(container, kind);
  if (value === undefined) return undefined;
  const seconds = (field: string, otherwise: number) => numberAt(value, field) || otherwise;
  const probe = {
    kind,
    value,
    initialDelaySeconds: seconds('initialDelaySeconds', 0),
    periodSeconds: seconds('periodSeconds', 10),
    timeoutSeconds: seconds('timeoutSeconds', 1),
    failureThreshold: seconds('failureThreshold', 3),
  };
  const isPossible =
    probe.initialDelaySeconds >= 0 &&
    probe.periodSeconds > 0 &&
    probe.timeoutSeconds > 0 &&
    probe.failureThreshold > 0;
  return isPossible ? probe : undefined;
}

const HANDLERS = ['exec', 'httpGet', 'tcpSocket', 'grpc'] as const;
export type HandlerKind = (typeof HANDLERS)[number];

export function handlerOf(probe: Plain): { kind: HandlerKind; value: Plain } | undefined {
  for (const kind of HANDLERS) {
    const value = plainAt(probe, kind);
    if (value !== undefined) return { kind, value };
  }
  return undefined;
}

/** Whether two probes ask the same question. */
export function asksTheSame(one: ProbeView, other: ProbeView): boolean {
  const [first, second] = [handlerOf(one.value), handlerOf(other.value)];
  return first !== undefined && first.kind === second?.kind && sameValue(first.value, second.value);
}

/** The number or name in `httpGet.port` or `tcpSocket.port`. */
export function portOf(handler: Plain): string | number | undefined {
  const port = valueAt(handler, 'port');
  return typeof port === 'number' ? port : optionalTextAt(handler, 'port');
}

/**
 * How long after its start a container that never answers is killed, in seconds, at the earliest and at the latest.
 *
 * Rules: L-PRB-3, L-PRB-7. A refused connection takes no time, a silent one takes the timeout.
 */
export function secondsToKill(probe: ProbeView): { least: number; most: number } {
  const least = probe.initialDelaySeconds + (probe.failureThreshold - 1) * probe.periodSeconds;
  return { least, most: least + probe.periodSeconds + probe.timeoutSeconds };
}
