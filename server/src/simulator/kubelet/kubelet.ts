// The kubelet of every node: one worker per Pod, and an actor for the node itself. It reads Pods from the store and node
// truth from the runtime, and writes status. It never starts a process itself and knows nothing of other nodes.
import type { Pod, PodCondition } from '../../schema/objects';
import type { ClusterComponent, Wake } from '../api/clusterComponent';
import type { Change } from '../api/store';
import type { RuntimeReply } from '../runtime/runtimeEvents';
import { isKubeletCondition } from './conditions';
import { workerHabit } from './habits';
import { nodeKey } from './messages';
import { handleKubeletNode, type KubeletNode, type NodeEvent } from './node';
import type { KubeletContext, KubeletOptions, PodWorker, WorkerEvent } from './podWorker';
import { sameValue } from './sameValue';
import { handleWorker } from './workerEvents';

export type KubeletEvent = WorkerEvent | RuntimeReply | NodeEvent;
export type KubeletState = PodWorker | KubeletNode;

export function createKubelet(
  options: KubeletOptions,
): ClusterComponent<KubeletState, KubeletEvent> {
  return {
    name: 'kubelet',
    priority: 20,
    handle(state, event, turn, key) {
      const context: KubeletContext = { options, turn };
      if (key.startsWith('node/'))
        return handleKubeletNode(
          context,
          state as KubeletNode | undefined,
          event as NodeEvent,
          key,
        );
      return handleWorker(
        context,
        state as PodWorker | undefined,
        event as WorkerEvent | RuntimeReply,
      );
    },
    kinds: ['Pod', 'Node'],
    watch(change) {
      return watchChange(options, change);
    },
    habit({ key, timer = '' }, state, look) {
      if (key.startsWith('node/') || state === undefined) return undefined;
      return workerHabit(options, state as PodWorker, timer, look);
    },
  };
}

function watchChange(options: KubeletOptions, change: Change): readonly Wake[] | undefined {
  const { object, op } = change;
  if (object.kind === 'Node') return watchNode(options, change);
  if (object.kind !== 'Pod') return undefined;
  const pod = object as Pod;
  const previous = change.previous as Pod | undefined;
  const { uid = '' } = pod.metadata;
  if (pod.spec.nodeName === undefined || pod.spec.nodeName === '') return undefined;
  const { watch, firstStatus, kubeletReaction } = options.latencies;
  const wake = (event: WorkerEvent, afterMs: number): readonly Wake[] => [
    { key: uid, event, afterMs: watch + afterMs },
  ];
  if (isMirror(pod)) return watchMirror(options, pod, op);
  if (op === 'DELETED') return wake({ kind: 'podRemoved', pod }, 0);
  if (previous?.spec.nodeName !== pod.spec.nodeName)
    return wake({ kind: 'podAdded', pod }, firstStatus);
  if (!concernsKubelet(previous, pod)) return undefined;
  return wake({ kind: 'podChanged', pod }, kubeletReaction);
}

/** Rules: L-SYN-1: an echo of the kubelet's own status is no reason for a sync. */
function concernsKubelet(before: Pod, after: Pod): boolean {
  const a = before.metadata;
  const b = after.metadata;
  if (a.generation !== b.generation || a.deletionTimestamp !== b.deletionTimestamp) return true;
  if (!sameValue(a.labels, b.labels) || !sameValue(a.annotations, b.annotations)) return true;
  return !sameValue(foreign(before), foreign(after));
}

function foreign(pod: Pod): readonly PodCondition[] {
  return (pod.status?.conditions ?? []).filter(({ type }) => !isKubeletCondition(type));
}

function isMirror(pod: Pod): boolean {
  return pod.metadata.annotations?.['kubernetes.io/config.mirror'] !== undefined;
}

/** Rules: L-SYN-27. */
function watchMirror(
  options: KubeletOptions,
  pod: Pod,
  op: Change['op'],
): readonly Wake[] | undefined {
  if (op === 'ADDED') return undefined;
  const deleting = pod.metadata.deletionTimestamp !== undefined;
  if (op === 'MODIFIED' && !deleting) return undefined;
  const key = nodeKey(pod.spec.nodeName ?? '');
  const afterMs = options.latencies.watch + options.latencies.kubeletReaction;
  return [{ key, event: { kind: 'mirrorChanged', pod, gone: op === 'DELETED' }, afterMs }];
}

function watchNode(options: KubeletOptions, change: Change): readonly Wake[] | undefined {
  const key = nodeKey(change.object.metadata.name ?? '');
  if (change.op === 'ADDED') return [{ key, event: { kind: 'nodeAdded' }, afterMs: 0 }];
  if (change.op === 'DELETED')
    return [{ key, event: { kind: 'nodeRemoved' }, afterMs: options.latencies.watch }];
  const cordoned = (object: unknown): boolean =>
    (object as { readonly spec?: { readonly unschedulable?: boolean } } | undefined)?.spec
      ?.unschedulable === true;
  if (cordoned(change.object) !== cordoned(change.previous))
    return [{ key, event: { kind: 'cordonChanged' }, afterMs: options.latencies.watch }];
  return undefined;
}
