// What a run met: phases, what kubectl calls Pods, reasons of states and conditions, events, controllers at work.
import type { ContainerStatus, Pod } from '../../../server/src/schema/objects';
import { summarizePod } from '../../../server/src/schema/printing/podRow';
import type { RunResult } from '../../../server/src/simulator/simulate';

/** `phase Failed`, `status Init:Error`, `waiting CrashLoopBackOff`, `terminated OOMKilled`, `condition Ready=False PodFailed`, `event kubelet Killing`, `object Job`, `step Terminating -> Completed`. */
export function metIn({ store }: RunResult): ReadonlySet<string> {
  const met = new Set<string>();
  for (const { object, previous, op } of store.changes) {
    met.add(`object ${object.kind}`);
    if (object.kind === 'Event') {
      const { component = '' } = (object['source'] ?? {}) as { readonly component?: string };
      met.add(`event ${component} ${String(object['reason'])}`);
    }
    if (object.kind !== 'Pod') continue;
    const status = op === 'DELETED' ? 'gone' : podMet(object as Pod, met);
    if (previous === undefined) continue;
    const before = summarizePod(previous as Pod).status;
    if (before !== status) met.add(`step ${before} -> ${status}`);
  }
  return met;
}

function podMet(pod: Pod, met: Set<string>): string {
  const { status: word } = summarizePod(pod);
  const { phase, reason, conditions = [] } = pod.status ?? {};
  met.add(`status ${word}`);
  met.add(`phase ${phase}`);
  if (reason !== undefined) met.add(`reason ${reason}`);
  for (const { type, status, reason: why } of conditions)
    met.add(`condition ${type}=${status}${why === undefined ? '' : ` ${why}`}`);
  const { initContainerStatuses = [], containerStatuses = [] } = pod.status ?? {};
  for (const own of [...initContainerStatuses, ...containerStatuses]) containerMet(own, met);
  return word;
}

function containerMet({ state = {}, lastState = {} }: ContainerStatus, met: Set<string>): void {
  if (state.running !== undefined) met.add('running');
  for (const { waiting, terminated } of [state, lastState]) {
    if (waiting !== undefined) met.add(`waiting ${waiting.reason ?? ''}`);
    if (terminated !== undefined) met.add(`terminated ${terminated.reason ?? ''}`);
  }
}
