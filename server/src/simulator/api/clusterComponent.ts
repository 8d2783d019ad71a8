// What a component of the cluster is, in terms of the kernel: actors that see the store and may write to it, plus a
// table of which changes of the store wake which of its actors.
import type { Component, Message, Turn } from '../kernel/component';
import type { TraceDraft } from '../trace/trace';
import type { HabitOf } from './habit';
import type { Change, StoreView } from './store';
import type { Write } from './write';

export type ClusterTurn = Turn<StoreView, Write, TraceDraft>;

/** An event for one of a component's own actors, `afterMs` after the write (the watch's latency and the component's own reaction time). */
export interface Wake extends Omit<Message, 'to'> {
  readonly afterMs: number;
}

export interface ClusterComponent<S, E> extends Component<S, E, ClusterTurn> {
  /** Kinds of objects whose changes it watches; without it: all kinds. */
  readonly kinds?: readonly string[];
  /** A kind without which nothing concerns it: as long as there never was such an object it is not asked. */
  readonly asleepWithout?: string;
  /** Which of the component's actors a change of the store wakes; called for every change of these kinds, so it must be cheap. */
  watch?(change: Change, view: StoreView): readonly Wake[] | undefined;
  /** Events due when the simulation begins. */
  readonly begin?: readonly Wake[];
  /** Which of its pending events are nothing new; without it all of them may be. */
  readonly habit?: HabitOf<S>;
}

export type AnyClusterComponent = ClusterComponent<unknown, unknown>;

/** Forgets the types of a component's state and events, which only its own messages carry. */
export function anyComponent<S, E>(component: ClusterComponent<S, E>): AnyClusterComponent {
  return component as unknown as AnyClusterComponent;
}
