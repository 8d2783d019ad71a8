// The manifests in a node's folder: which static Pods run, and the mirrors that show them. Rules: L-SYN-27.
import type { Pod } from '../../schema/objects';
import { wantsApiObjects } from './apiReferences';
import type { KubeletNode } from './node';
import type { KubeletContext } from './podWorker';
import { mirrorOf, staticPod } from './staticPods';

/** What a node knows of its folder. */
export interface StaticFiles {
  /** By file name. */
  readonly statics: Readonly<Record<string, Pod>>;
  /** UIDs of those that have to wait until another one of their name has gone. */
  readonly unstarted: readonly string[];
  /** Without a manifest, and not yet stopped. */
  readonly ending: readonly Pod[];
}

export const NO_FILES: StaticFiles = { statics: {}, unstarted: [], ending: [] };

function uidOf({ metadata }: Pod): string {
  return metadata.uid ?? '';
}

function sameName(one: Pod, other: Pod): boolean {
  const a = one.metadata;
  const b = other.metadata;
  return a.name === b.name && a.namespace === b.namespace;
}

/**
 * A manifest is put into the folder, or changed: a changed one is another Pod, which begins when the old one has gone. One that
 * wants objects of the API is as good as none.
 */
export function putStatic(
  context: KubeletContext,
  before: KubeletNode,
  file: string,
  object: Pod,
): KubeletNode {
  const pod = staticPod(object, before.name, file);
  if (before.statics[file]?.metadata.uid === pod.metadata.uid) return before;
  const cleared = removeStatic(context, before, file);
  if (wantsApiObjects(pod.spec)) return cleared;
  const taken = [...Object.values(cleared.statics), ...cleared.ending].some((other) =>
    sameName(other, pod),
  );
  const state = { ...cleared, statics: { ...cleared.statics, [file]: pod } };
  if (!before.running) return state;
  if (taken) return { ...state, unstarted: [...state.unstarted, uidOf(pod)] };
  createMirror(context, pod);
  begin(context, pod);
  return state;
}

export function removeStatic(
  context: KubeletContext,
  before: KubeletNode,
  file: string,
): KubeletNode {
  const { [file]: pod, ...statics } = before.statics;
  if (pod === undefined) return before;
  const state = { ...before, statics };
  // Nobody is at home: what still runs then is found at the next start, and stopped with the least grace.
  if (!before.running) return { ...state, lost: [...before.lost, withLeastGrace(pod)] };
  if (before.unstarted.includes(uidOf(pod)))
    return { ...state, unstarted: before.unstarted.filter((uid) => uid !== uidOf(pod)) };
  context.turn.send(
    { to: 'kubelet', key: uidOf(pod), event: { kind: 'staticRemoved' } },
    context.options.latencies.kubeletReaction,
  );
  return { ...state, ending: [...before.ending, pod] };
}

function withLeastGrace(pod: Pod): Pod {
  return { ...pod, metadata: { ...pod.metadata, deletionGracePeriodSeconds: 0 } };
}

/** A kubelet begins: every manifest has its mirror; one whose name is still taken by an old Pod waits for that. */
export function startStatics(
  context: KubeletContext,
  before: KubeletNode,
  wake: (pod: Pod) => void,
): StaticFiles & Pick<KubeletNode, 'lost'> {
  const lost = [...before.lost, ...before.ending.map(withLeastGrace)];
  const seen = [...lost];
  const unstarted: string[] = [];
  for (const pod of Object.values(before.statics)) {
    if (seen.some((other) => sameName(other, pod))) unstarted.push(uidOf(pod));
    else {
      const { namespace = '', name = '' } = pod.metadata;
      if (context.turn.view.get('Pod', namespace, name) === undefined) createMirror(context, pod);
      wake(pod);
    }
    seen.push(pod);
  }
  return { statics: before.statics, unstarted, ending: [], lost };
}

function begin({ turn, options }: KubeletContext, pod: Pod): void {
  turn.send(
    { to: 'kubelet', key: uidOf(pod), event: { kind: 'podAdded', pod } },
    options.latencies.firstStatus,
  );
}

function createMirror({ turn }: KubeletContext, pod: Pod): void {
  turn.write({ verb: 'create', by: 'kubelet', object: mirrorOf(pod, turn.view) });
}

/**
 * The mirror was deleted. If that was done through the API the containers don't care, and a new one is made; if it went with
 * its Pod, the name is free for the next one.
 */
export function mirrorChanged(
  context: KubeletContext,
  before: KubeletNode,
  mirror: Pod,
  gone: boolean,
): KubeletNode {
  const { turn } = context;
  if (!before.running) return before;
  const own = Object.values(before.statics).filter((pod) => sameName(pod, mirror));
  const pod = own.find((other) => !before.unstarted.includes(uidOf(other))) ?? own[0];
  if (!gone) {
    const { name = '', namespace = '', uid = '', deletionGracePeriodSeconds = 0 } = mirror.metadata;
    const write = { verb: 'delete', by: 'kubelet', kind: 'Pod', namespace, name, uid } as const;
    if (deletionGracePeriodSeconds > 0 && pod !== undefined)
      turn.write({ ...write, gracePeriodSeconds: 0 });
    return before;
  }
  const state = { ...before, ending: before.ending.filter((other) => !sameName(other, mirror)) };
  if (pod === undefined) return state;
  createMirror(context, pod);
  if (!state.unstarted.includes(uidOf(pod))) {
    turn.send(
      { to: 'kubelet', key: uidOf(pod), event: { kind: 'republish' } },
      STATUS_RECONCILE_MS,
    );
    return state;
  }
  begin(context, pod);
  return { ...state, unstarted: state.unstarted.filter((uid) => uid !== uidOf(pod)) };
}

/** Rules: L-TIM-4: on average half of the period of the full reconcile. */
const STATUS_RECONCILE_MS = 5000;
