// What one iteration of a probe worker comes to: pure. Rules: L-PRB-2.
import type { ContainerStatus } from '../../schema/objects';
import { fromTimestamp } from '../api/timestamps';
import type { SimTime } from '../kernel/time';
import type { ProbeKind } from '../trace/trace';
import { isTerminalPhase } from './statusWriter';

export type ProbeStep =
  | 'wait'
  /** The worker is done. */
  | 'end'
  /** The result is a failure without any probe: nothing runs. */
  | 'fail'
  /** The result is a success and the worker is done: the Pod is going. */
  | 'succeedAndEnd'
  | 'probe';

export interface ProbeSituation {
  readonly kind: ProbeKind;
  readonly phase: string | undefined;
  /** Of the container; undefined where the Pod's status does not have it. */
  readonly status: ContainerStatus | undefined;
  /** Until there is another container. */
  readonly onHold: boolean;
  readonly deleting: boolean;
  readonly initialDelaySeconds: number;
  readonly now: SimTime;
}

/** The first that applies, in the order of the rule. */
export function probeStep(situation: ProbeSituation): ProbeStep {
  const { kind, phase, status, onHold, deleting, initialDelaySeconds, now } = situation;
  if (isTerminalPhase(phase)) return 'end';
  if ((status?.containerID ?? '') === '' || onHold) return 'wait';
  const running = status?.state?.running;
  if (running === undefined) return 'fail';
  if (deleting && kind !== 'readiness') return 'succeedAndEnd';
  const age = Math.floor((now - (fromTimestamp(running.startedAt) ?? 0)) / 1000);
  if (age < initialDelaySeconds) return 'wait';
  const isStarted = status?.started === true;
  return isStarted === (kind === 'startup') ? 'wait' : 'probe';
}
