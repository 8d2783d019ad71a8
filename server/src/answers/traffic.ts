// Requests sent to a Service in a run of their own, and what becomes of them.
import type { KubeObject } from '../schema/objects';
import { DEFAULT_SCENARIO, type Happening } from '../simulator/scenario/scenario';
import type { RunInput, RunResult } from '../simulator/simulate';
import type { Asked } from './answer';

export const PER_SECOND = 100;
/** When what is asked about happens; the traffic begins a little before. */
export const AT_MS = 120_000;
const BEFORE_MS = 5000;
const WATCHED_MS = 90_000;
/** The last answers are waited for. */
const AFTER_MS = 10_000;

/** Nothing happens to the Pods. */
export const UNTOUCHED: readonly Happening[] = [];

/** Sent and lost requests, all causes together. */
export interface Count {
  readonly sent: number;
  readonly lost: number;
}

/** The change to a run that sends requests to the Service while `happenings` go on. */
export function trafficTo(
  asked: Asked,
  { metadata: { namespace = '', name = '' } }: KubeObject,
  happenings: readonly Happening[],
): Partial<RunInput> {
  const scenario = asked.input.scenario ?? DEFAULT_SCENARIO;
  const untilMs = AT_MS + (happenings.length === 0 ? BEFORE_MS : WATCHED_MS);
  return {
    untilMs: untilMs + AFTER_MS,
    scenario: {
      ...scenario,
      traffic: [
        ...(scenario.traffic ?? []),
        { namespace, service: name, perSecond: PER_SECOND, fromMs: AT_MS - BEFORE_MS, untilMs },
      ],
      happenings: [...scenario.happenings, ...happenings],
    },
  };
}

export function lostWhile(
  asked: Asked,
  service: KubeObject,
  happenings: readonly Happening[],
): Count {
  return countIn(asked.rerun(asked.input.objects, trafficTo(asked, service, happenings)));
}

/** What the counts in the trace add up to. */
export function countIn(run: RunResult): Count {
  let [sent, lost] = [0, 0];
  for (const { change } of run.entries)
    if (change.kind === 'network' && change.traffic !== undefined) {
      sent += change.traffic.sent;
      for (const n of Object.values(change.traffic.lost)) lost += n ?? 0;
    }
  return { sent: Math.round(sent), lost: Math.round(lost) };
}
