// What can be foretold of a Pod's programs: whether they answer as they did, and whether what they do by themselves comes
// to nothing. Read by whoever asks what lies ahead of a run; nothing here changes anything.
import type { Habit } from '../api/habit';
import type { SimTime } from '../kernel/time';
import type { PodRuntime } from './podState';
import type { RuntimeEvent } from './runtimeEvents';

/**
 * Since when equal questions to the Pod's containers (requests, commands) get equal answers and leave no mark; undefined
 * when that may change at any time without anybody's doing.
 */
export function answersAlikeSince(pod: PodRuntime): SimTime | undefined {
  let since = pod.volumes.touchedAt;
  for (const { machine, program, ended } of pod.live.values()) {
    if (ended !== undefined) return undefined;
    const rested = program?.restingSince();
    if (rested === undefined) return undefined;
    since = Math.max(since, rested, machine.markedAt);
  }
  return since;
}

/** A program that goes through the same loop at each of its wakes. */
export function wakeHabit(pod: PodRuntime, event: RuntimeEvent): Habit | undefined {
  const live = event.kind === 'wake' ? pod.live.get(event.id) : undefined;
  const rounds = live?.program?.rounds();
  const since = answersAlikeSince(pod);
  if (live === undefined || rounds === undefined || since === undefined) return undefined;
  if (since > rounds.since) return undefined;
  const { uid, namespace, name } = pod;
  const container = live.machine.config.name;
  return {
    act: 'loop',
    subject: { kind: 'Pod', namespace, name, uid, container },
    everyMs: rounds.everyMs,
    marks: 'none',
    since: rounds.since,
    needsStillCluster: pod.volumes.asksNames,
  };
}
