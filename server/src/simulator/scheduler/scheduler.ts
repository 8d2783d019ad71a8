// The scheduler: takes unscheduled Pods one by one, finds the node that fits best and binds, or says why none does. Here is
// the order of things; filters, scores, preemption and the queue have files of their own. It starts no container and
// moves no Pod that is bound.
import type { ClusterComponent, ClusterTurn, Wake } from '../api/clusterComponent';
import type { Change } from '../api/store';
import type { Latencies } from '../latencies';
import { finishBindings } from './binding';
import { flushHabit } from './habit';
import { assigned, enqueue, nodeChanged, release } from './requeue';
import { scheduleOne } from './scheduleOne';
import { eventOf, type SchedulerEvent, WATCHED_KINDS } from './schedulerEvents';
import { newState, type SchedulerState } from './schedulerState';

const ACTOR = 'queue';
/** How long the scheduler is busy with one Pod: those behind it in the queue wait that long. */
const CYCLE_MS = 1;

export interface SchedulerOptions {
  readonly latencies: Latencies;
}

export function createScheduler(
  options: SchedulerOptions,
): ClusterComponent<SchedulerState, SchedulerEvent> {
  const { latencies } = options;
  return {
    name: 'scheduler',
    priority: 20,
    kinds: WATCHED_KINDS,
    watch: (change) => watch(change, latencies),
    handle(state = newState(), event, turn) {
      handle(state, event, turn, latencies);
      return state;
    },
    habit: (pending, state, look) =>
      state === undefined ? undefined : flushHabit(pending, state, look),
  };
}

function watch(change: Change, latencies: Latencies): readonly Wake[] | undefined {
  const event = eventOf(change);
  return event === undefined ? undefined : [{ key: ACTOR, event, afterMs: latencies.watch }];
}

function handle(
  state: SchedulerState,
  event: SchedulerEvent,
  turn: ClusterTurn,
  latencies: Latencies,
): void {
  const { queue, cache } = state;
  cache.namespaceLabels = (name) => turn.view.get('Namespace', '', name)?.metadata.labels;
  switch (event.kind) {
    case 'waiting':
      enqueue(state, event.uid, turn);
      break;
    case 'changed':
      if (queue.has(event.uid)) queue.revive(turn.now, (waiting) => waiting.uid === event.uid);
      else enqueue(state, event.uid, turn);
      break;
    case 'gone':
      queue.remove(event.uid);
      state.nominated.delete(event.uid);
      if (state.binding.delete(event.uid)) release(state, event.uid, turn.now);
      break;
    case 'assigned':
      assigned(state, event.uid, turn);
      break;
    case 'released':
      release(state, event.uid, turn.now);
      break;
    case 'node':
      nodeChanged(state, event, turn);
      break;
    case 'volumes':
      finishBindings(state, turn);
      queue.revive(turn.now, ({ plugins }) => plugins.has('Volumes'));
      break;
    case 'namespace':
      cache.namespaceChanged();
      queue.revive(turn.now, ({ plugins }) => plugins.has('InterPodAffinity'));
      break;
    case 'flush':
      queue.flush(turn.now);
      break;
    case 'cycle': {
      const next = queue.pop();
      if (next !== undefined) scheduleOne(state, next, turn);
      if (queue.size > 0) turn.timer('cycle', turn.now + CYCLE_MS, { kind: 'cycle' });
      setFlush(state, turn);
      return;
    }
  }
  if (queue.size > 0 && turn.timerAt('cycle') === undefined)
    turn.timer('cycle', turn.now + Math.max(0, latencies.bind - latencies.watch), {
      kind: 'cycle',
    });
  setFlush(state, turn);
}

function setFlush(state: SchedulerState, turn: ClusterTurn): void {
  const due = state.queue.nextFlush();
  if (due !== turn.timerAt('flush')) turn.timer('flush', due, { kind: 'flush' });
}
