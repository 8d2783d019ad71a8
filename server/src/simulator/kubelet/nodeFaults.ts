// What can be wrong with a node while its kubelet works: no network for Pods, no sandboxes. Rules: L-SYN-2, L-SYN-8, L-NOD-2.
import { toTimestamp } from '../api/timestamps';
import { nodeKey } from './messages';
import type { KubeletNode } from './node';
import { emitNode } from './nodeEvents';
import { readyAgain, withCondition } from './nodeStatus';
import { emit } from './podEvents';
import {
  type KubeletContext,
  type PodWorker,
  type SyncError,
  syncWith,
  workerWith,
} from './podWorker';

/** What is wrong with a node whose kubelet works. */
export interface Faults {
  readonly network?: boolean;
  /** What the runtime says to whoever wants a sandbox; absent: they are made. */
  readonly sandboxes?: string | undefined;
}

const NETWORK =
  'container runtime network not ready: NetworkReady=false reason:NetworkPluginNotReady message:Network plugin returns error: cni plugin not initialized';

/** Pods that go on as they are notice it with their next ordinary look. */
const NOTICED_WITHIN_MS = 90_000;

/** Rules: L-SYN-3. */
export const NETWORK_RETRY_MS = 1000;

function faultsOf({ turn }: KubeletContext, node: string): Faults {
  return (turn.peek('kubelet', nodeKey(node)) as KubeletNode | undefined)?.faults ?? {};
}

/** Pods that wait for it notice at once, those that only run on with one of their next looks. */
export function setNetwork(
  context: KubeletContext,
  node: KubeletNode,
  works: boolean,
): KubeletNode {
  const { turn } = context;
  if (works !== (node.faults.network ?? false)) return node;
  for (const { metadata } of turn.view.podsOnNode(node.name)) {
    const chance = turn.random(`${metadata.namespace}/${metadata.name}/network`);
    const wait = works ? 0 : Math.floor(chance * NOTICED_WITHIN_MS);
    turn.send({ to: 'kubelet', key: metadata.uid ?? '', event: { kind: 'resync' } }, wait);
  }
  return { ...node, faults: { ...node.faults, network: !works } };
}

/** With its next look at the node's status the kubelet tells whether Pods can have a network. Rules: L-NOD-1, L-NOD-2. */
export function tellNetwork(context: KubeletContext, { name, faults, running }: KubeletNode): void {
  if (!running) return;
  const message = faults.network === true ? NETWORK : undefined;
  if (message === undefined) tellReady(context, name);
  else tellNotReady(context, name, message);
}

export function tellNotReady(context: KubeletContext, name: string, message: string): void {
  const { turn } = context;
  const node = turn.view.get('Node', '', name);
  if (node === undefined) return;
  const reason = 'KubeletNotReady';
  const fact = { status: 'False', reason, message };
  emitNode(context, name, 'NodeNotReady', `Node ${name} status is now: NodeNotReady`);
  const object = withCondition(node, 'Ready', fact, toTimestamp(turn.now));
  turn.write({ verb: 'update', by: 'kubelet', subresource: 'status', object });
}

export function tellReady(context: KubeletContext, name: string): void {
  const { turn } = context;
  const node = turn.view.get('Node', '', name);
  const ready = node && readyAgain(node, toTimestamp(turn.now));
  if (ready === undefined) return;
  emitNode(context, name, 'NodeReady', `Node ${name} status is now: NodeReady`);
  const { resourceVersion: _, ...metadata } = ready.metadata;
  const object = { ...ready, metadata };
  turn.write({ verb: 'update', by: 'kubelet', subresource: 'status', object });
}

/** Why this sync can go no further; Pods in the host's network need none of their own. Rules: L-SYN-2. */
export function networkError(context: KubeletContext, worker: PodWorker): SyncError | undefined {
  if (worker.pod.spec.hostNetwork === true) return undefined;
  if (faultsOf(context, worker.node).network !== true) return undefined;
  const message = `network is not ready: ${NETWORK}`;
  emit(context, worker, { type: 'Warning', reason: 'NetworkNotReady', message });
  return { kind: 'network' };
}

/** The worker after a sandbox that could not be made; undefined: nothing is in the way. Rules: L-SYN-8. */
export function sandboxRefused(context: KubeletContext, worker: PodWorker): PodWorker | undefined {
  const { sandboxes } = faultsOf(context, worker.node);
  if (sandboxes === undefined || worker.sync === undefined) return undefined;
  const message = `Failed to create pod sandbox: ${sandboxes}`;
  emit(context, worker, { type: 'Warning', reason: 'FailedCreatePodSandBox', message });
  const sync = syncWith(worker.sync, { steps: [], error: { kind: 'error' } });
  return workerWith(worker, { sync });
}
