// What all controllers have in common: an actor per object that they look after, woken by changes of the store, which then
// compares what is with what should be. Here is the waking; the comparing is in one file per controller.
import type { KubeObject } from '../../schema/objects';
import type { ClusterComponent, ClusterTurn } from '../api/clusterComponent';
import { type AnyClusterComponent, anyComponent } from '../api/clusterComponent';
import type { HabitOf } from '../api/habit';
import type { Change, StoreView } from '../api/store';
import type { ApiAnswer } from '../api/write';
import type { EntryId } from '../kernel/component';
import type { SimTime } from '../kernel/time';

/** Controllers run after kubelets and scheduler where something is due at one instant. */
const PRIORITY = 30;

export interface Controller<S, M = never> {
  /** Also the source of its Events: `replicaset-controller`. */
  readonly name: string;
  /** Kinds of objects whose changes may concern it; without it: all kinds. */
  readonly kinds?: readonly string[];
  /** A kind without which nothing concerns it: as long as there never was such an object it is not asked. */
  readonly asleepWithout?: string;
  /** Which of the objects it looks after a change concerns; called for every change of these kinds. */
  concerns(change: Change, view: StoreView): readonly string[] | undefined;
  /** Compares and writes. The result is the actor's memory; undefined when there is nothing to remember. */
  sync(turn: ControllerTurn<M>, key: string, memory: S | undefined): S | undefined;
  /** Takes an answer to one of its own writes. */
  answered?(
    turn: ControllerTurn<M>,
    key: string,
    memory: S | undefined,
    message: M,
    answer: ApiAnswer,
  ): S | undefined;
  /** From a change to the sync. */
  readonly reactionMs: SimTime | ((change: Change) => SimTime);
  /** Whether the sync that is due does again what the last one did; without it nobody can tell. */
  readonly habit?: HabitOf<S>;
  /** Keys that are synced when the simulation begins. */
  readonly beginWith?: readonly string[];
}

/** A turn of a controller, with what every controller does. */
export interface ControllerTurn<M = never> extends ClusterTurn {
  /** Has the object synced again at `at` even if nothing changes; an earlier wish stays. */
  again(at: SimTime): void;
  /** The answer to the write comes back as `answered(message)`. */
  create(object: KubeObject, message?: M, because?: EntryId): EntryId;
}

type Event<M> =
  | { readonly kind: 'changed'; readonly revision: number }
  | { readonly kind: 'again' }
  | { readonly kind: 'answer'; readonly message: M; readonly answer: ApiAnswer };

interface Actor<S> {
  /** The revision of the store that the last sync saw: older changes are no news. */
  readonly seen: number;
  readonly memory: S | undefined;
}

/** The controller as a component of the cluster. Changes that come close together lead to one sync. Rules: L-TIM-30 */
export function controllerComponent<S, M = never>(
  controller: Controller<S, M>,
): AnyClusterComponent {
  const component: ClusterComponent<Actor<S>, Event<M>> = {
    name: controller.name,
    priority: PRIORITY,
    ...(controller.kinds === undefined ? {} : { kinds: controller.kinds }),
    ...(controller.asleepWithout === undefined ? {} : { asleepWithout: controller.asleepWithout }),
    ...(controller.beginWith === undefined
      ? {}
      : {
          begin: controller.beginWith.map((key) => ({
            key,
            event: { kind: 'again' },
            afterMs: 0,
          })),
        }),
    watch(change, view) {
      const keys = controller.concerns(change, view);
      if (keys === undefined || keys.length === 0) return undefined;
      const event: Event<M> = { kind: 'changed', revision: change.revision };
      const { reactionMs } = controller;
      const afterMs = typeof reactionMs === 'number' ? reactionMs : reactionMs(change);
      return keys.map((key) => ({ key, event, afterMs }));
    },
    habit(pending, actor, look) {
      return pending.timer === 'again'
        ? controller.habit?.(pending, actor?.memory, look)
        : undefined;
    },
    handle(actor, event, turn, key) {
      if (event.kind === 'changed' && actor !== undefined && event.revision <= actor.seen)
        return actor;
      const controllerTurn = withHelpers<M>(turn, controller.name, key);
      if (event.kind === 'answer') {
        const memory = controller.answered?.(
          controllerTurn,
          key,
          actor?.memory,
          event.message,
          event.answer,
        );
        return { seen: actor?.seen ?? 0, memory };
      }
      turn.timer('again', undefined);
      const memory = controller.sync(controllerTurn, key, actor?.memory);
      return { seen: turn.view.revision, memory };
    },
  };
  return anyComponent(component);
}

function withHelpers<M>(turn: ClusterTurn, name: string, key: string): ControllerTurn<M> {
  let due: SimTime | undefined;
  const helpers: Pick<ControllerTurn<M>, 'again' | 'create'> = {
    again(at) {
      if (due !== undefined && due <= at) return;
      due = at;
      turn.timer('again', at, { kind: 'again' });
    },
    create(object, message, because) {
      const write =
        message === undefined
          ? ({ verb: 'create', by: name, object } as const)
          : ({
              verb: 'create',
              by: name,
              object,
              tell: { to: name, key, event: { kind: 'answer', message } },
            } as const);
      return because === undefined ? turn.write(write) : turn.write(write, because);
    },
  };
  return Object.assign(turn, helpers);
}

export function keyOf(object: KubeObject): string {
  return `${object.metadata.namespace ?? ''}/${object.metadata.name ?? ''}`;
}

export function splitKey(key: string): { readonly namespace: string; readonly name: string } {
  const slash = key.indexOf('/');
  return { namespace: key.slice(0, slash), name: key.slice(slash + 1) };
}

/** The object that a key stands for. */
export function objectAt<T extends KubeObject>(
  view: StoreView,
  kind: string,
  key: string,
): T | undefined {
  const { namespace, name } = splitKey(key);
  return view.get(kind, namespace, name) as T | undefined;
}

/** An Event about an object, from the controller that has the turn. */
export function emit(
  turn: ClusterTurn,
  source: string,
  about: KubeObject,
  type: 'Normal' | 'Warning',
  reason: string,
  message: string,
  because?: EntryId,
): void {
  const { namespace = '', name = '', uid = '' } = about.metadata;
  const subject = { kind: about.kind, apiVersion: about.apiVersion, namespace, name, uid };
  const write = {
    verb: 'event',
    by: source,
    event: { source, type, reason, message, about: subject },
  } as const;
  if (because === undefined) turn.write(write);
  else turn.write(write, because);
}

/** Puts into the story why a controller acts: what it writes then is because of this. */
export function decide(
  turn: ClusterTurn,
  about: KubeObject,
  text: string,
  rule: string,
  field?: string,
): EntryId {
  const { namespace = '', name = '', uid = '' } = about.metadata;
  return turn.record({
    subject: { kind: about.kind, namespace, name, uid },
    change: { kind: 'sync', text },
    rule,
    ...(field === undefined ? {} : { field }),
  });
}

/** Writes the status if it is not what the object has already. */
export function writeStatus(
  turn: ClusterTurn,
  by: string,
  object: KubeObject,
  status: object,
): void {
  if (sameJson(object['status'], status)) return;
  turn.write({ verb: 'update', subresource: 'status', by, object: { ...object, status } });
}

/** Equal as JSON, whatever the order of the keys; absent and undefined are the same. */
export function sameJson(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false;
  if (Array.isArray(a) !== Array.isArray(b)) return false;
  const left = Object.entries(a).filter(([, value]) => value !== undefined);
  const right = b as Readonly<Record<string, unknown>>;
  const size = Object.values(right).filter((value) => value !== undefined).length;
  return left.length === size && left.every(([key, value]) => sameJson(value, right[key]));
}
