// A node that is shut down in good order: Pods first, critical ones last, then the power. Rules: L-NOD-13, L-CND-8.
import type { Pod } from '../../schema/objects';
import type { SimTime } from '../kernel/time';
import type { ShutDown } from './messages';
import type { KubeletNode } from './node';
import { emitNode } from './nodeEvents';
import { tellNotReady } from './nodeFaults';
import { isCritical } from './nodePreemption';
import { isStaticPod } from './podSpec';
import type { KubeletContext, PodVerdict } from './podWorker';

export interface Shutdown {
  readonly group: 'ordinary' | 'critical';
  /** When the next group, or the power, has its turn at the latest. */
  readonly until: SimTime;
  readonly criticalMs: SimTime;
}

const MESSAGE = 'Pod was terminated in response to imminent node shutdown.';
const LOOK_MS = 500;

export function beginShutdown(
  context: KubeletContext,
  node: KubeletNode,
  { ordinaryMs, criticalMs }: ShutDown,
): KubeletNode {
  const { turn } = context;
  if (!node.running || node.shutdown !== undefined) return node;
  emitNode(context, node.name, 'Shutdown', 'Shutdown manager detected shutdown event');
  tellNotReady(context, node.name, 'node is shutting down');
  stopGroup(context, node, 'ordinary', ordinaryMs);
  turn.timer('shutdown', turn.now + LOOK_MS, { kind: 'shutdownGoesOn' });
  return { ...node, shutdown: { group: 'ordinary', until: turn.now + ordinaryMs, criticalMs } };
}

/** Undefined: everybody is out, or has had the time for it; now the power goes. */
export function carryOnShutdown(
  context: KubeletContext,
  node: KubeletNode,
): KubeletNode | undefined {
  const { turn } = context;
  const { shutdown } = node;
  if (shutdown === undefined) return node;
  const { group, until, criticalMs } = shutdown;
  turn.timer('shutdown', turn.now + LOOK_MS, { kind: 'shutdownGoesOn' });
  if (turn.now < until && membersOf(context, node, group).some((pod) => !hasEnded(context, pod)))
    return node;
  if (group === 'critical') {
    turn.timer('shutdown', undefined);
    return undefined;
  }
  stopGroup(context, node, 'critical', criticalMs);
  return { ...node, shutdown: { group: 'critical', until: turn.now + criticalMs, criticalMs } };
}

/** The node's own Pods; mirrors stand for static ones only in the API. */
function membersOf(
  { turn }: KubeletContext,
  node: KubeletNode,
  group: Shutdown['group'],
): readonly Pod[] {
  const pods = [...turn.view.podsOnNode(node.name)].filter(
    ({ metadata }) => metadata.annotations?.['kubernetes.io/config.mirror'] === undefined,
  );
  return [...pods, ...Object.values(node.statics)].filter(
    (pod) => (isCritical(pod) || isStaticPod(pod)) === (group === 'critical'),
  );
}

/** By what the kubelet knows: the API shows no end of a static Pod. */
function hasEnded({ turn }: KubeletContext, { metadata, status }: Pod): boolean {
  const worker = turn.peek('kubelet', metadata.uid ?? '') as
    | { readonly stage?: string }
    | undefined;
  if (worker === undefined) return true;
  return (
    worker.stage === 'terminated' || status?.phase === 'Succeeded' || status?.phase === 'Failed'
  );
}

function stopGroup(
  context: KubeletContext,
  node: KubeletNode,
  group: Shutdown['group'],
  withinMs: SimTime,
): void {
  for (const { metadata, spec } of membersOf(context, node, group)) {
    const within = Math.floor(withinMs / 1000);
    const verdict: PodVerdict = {
      reason: 'Terminated',
      message: MESSAGE,
      event: false,
      graceSeconds: Math.min(within, spec.terminationGracePeriodSeconds ?? within),
      disruption: MESSAGE,
    };
    const event = { kind: 'evict', verdict, silent: true };
    context.turn.send({ to: 'kubelet', key: metadata.uid ?? '', event });
  }
}
