// What components know of events that are still to come: which of them only do again what was done before.
import type { Pending } from '../kernel/run';
import type { SimTime } from '../kernel/time';
import type { RepeatedAct, Subject } from '../trace/trace';
import type { ClusterTurn } from './clusterComponent';

/** What one may look at without having a turn. */
export type ClusterLook = Pick<ClusterTurn, 'now' | 'view' | 'peek'>;

/** What a pending event comes to again and again, for as long as nothing but such habits happens in the cluster. */
export interface Habit {
  readonly act: RepeatedAct;
  readonly subject: Subject;
  /** How often, at most: the longest time between two of them. */
  readonly everyMs: SimTime;
  /** What shows of it: nothing at all, Event objects only, or more. */
  readonly marks: 'none' | 'events' | 'story';
  /** Since when everything has been there that makes it so. */
  readonly since: SimTime;
  /** It goes by Services or other Pods: it holds only where these stay as they are. */
  readonly needsStillCluster: boolean;
  /** What does the act has to come at the same phase of these periods each time, or it may go otherwise. */
  readonly inStepWith?: readonly SimTime[];
}

/** What a component says of its own pending events; undefined: it comes to something new, or nobody can tell. */
export type HabitOf<S> = (
  pending: Pending,
  state: S | undefined,
  look: ClusterLook,
) => Habit | undefined;
