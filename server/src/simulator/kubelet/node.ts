// The kubelet's side of a node: its status, its heartbeats, its static Pods, and its own stops and starts.
// Rules: L-NOD-1, L-RST-14.
import type { KubeObject, Pod } from '../../schema/objects';
import type { ClusterLook } from '../api/habit';
import { toTimestamp } from '../api/timestamps';
import type { SimTime } from '../kernel/time';
import { nextTick } from '../latencies';
import type { Pressure } from './evictionSignal';
import { type KubeletNodeMessage, LEASE_RENEW_MS, nodeKey } from './messages';
import { diskFilled, lookAtDisk } from './nodeDisk';
import { emitNode } from './nodeEvents';
import { type Faults, setNetwork, tellNetwork } from './nodeFaults';
import { lookAtPressure, memoryUsed } from './nodePressure';
import { beginShutdown, carryOnShutdown, type Shutdown } from './nodeShutdown';
import { nodeStatus, readyAgain } from './nodeStatus';
import { isStaticPod } from './podSpec';
import type { KubeletContext } from './podWorker';
import {
  mirrorChanged,
  NO_FILES,
  putStatic,
  removeStatic,
  type StaticFiles,
  startStatics,
} from './staticFiles';

export type NodeEvent =
  | KubeletNodeMessage
  | { readonly kind: 'nodeAdded' }
  | { readonly kind: 'nodeRemoved' }
  /** Cordoned or uncordoned. */
  | { readonly kind: 'cordonChanged' }
  | { readonly kind: 'tellCordon' }
  | { readonly kind: 'started' }
  /** The runtime says that a container uses more memory than before. */
  | { readonly kind: 'memoryUsed' }
  | { readonly kind: 'pressure' }
  /** Images have left little room on the disk. */
  | { readonly kind: 'diskFilled' }
  | { readonly kind: 'lookAtDisk' }
  | { readonly kind: 'tellNetwork' }
  | { readonly kind: 'shutdownGoesOn' }
  /** A Pod's object went away while nobody was at home. */
  | { readonly kind: 'podLost'; readonly pod: Pod }
  | { readonly kind: 'mirrorChanged'; readonly pod: Pod; readonly gone: boolean };

export interface KubeletNode extends StaticFiles {
  readonly name: string;
  readonly running: boolean;
  /** When the kubelet's process began; -1: long before the simulation. */
  readonly startedAt: SimTime;
  /** The first renewal of the lease since then. */
  readonly renewsFrom: SimTime;
  /** Whether the kubelet last told that the node is cordoned. */
  readonly toldCordoned?: boolean;
  readonly pressure?: Pressure | undefined;
  readonly disk?: Pressure | undefined;
  readonly faults: Faults;
  readonly shutdown?: Shutdown | undefined;
  /** Gone from the API or the folder while nobody was at home. */
  readonly lost: readonly Pod[];
}

/** When a kubelet computes its node's status. Rules: L-NOD-1 */
const STATUS_PERIOD_MS = 10_000;
const STATUS_PHASE_MS = 5500;

/** Time that a kubelet needs to come up. */
const STARTUP_MS = 800;

export function kubeletRuns(
  { turn }: { readonly turn: Pick<ClusterLook, 'peek'> },
  node: string,
): boolean {
  const state = turn.peek('kubelet', nodeKey(node)) as KubeletNode | undefined;
  return state?.running === true;
}

export function kubeletStartedAt({ turn }: KubeletContext, node: string): SimTime {
  const state = turn.peek('kubelet', nodeKey(node)) as KubeletNode | undefined;
  return state?.startedAt ?? -1;
}

export function handleKubeletNode(
  context: KubeletContext,
  before: KubeletNode | undefined,
  event: NodeEvent,
  key: string,
): KubeletNode | undefined {
  const { turn } = context;
  const name = key.slice('node/'.length);
  if (before === undefined) {
    if (event.kind !== 'nodeAdded' && event.kind !== 'staticPut') return undefined;
    const fresh: KubeletNode = {
      name,
      running: true,
      startedAt: -1,
      renewsFrom: turn.now,
      lost: [],
      faults: {},
      ...NO_FILES,
    };
    joinCluster(context, fresh);
    return event.kind === 'staticPut' ? handleKubeletNode(context, fresh, event, key) : fresh;
  }
  switch (event.kind) {
    case 'nodeAdded':
      joinCluster(context, before);
      return before;
    case 'nodeRemoved':
      return before;
    case 'cordonChanged':
      turn.timer('tellCordon', nextTick(turn.now, STATUS_PERIOD_MS, STATUS_PHASE_MS), {
        kind: 'tellCordon',
      });
      return before;
    case 'tellCordon':
      return tellCordon(context, before);
    case 'stop':
    case 'powerOff':
      return stop(context, before, event.kind === 'powerOff');
    case 'start':
      if (!before.running) turn.timer('start', turn.now + STARTUP_MS, { kind: 'started' });
      return before;
    case 'started':
      return start(context, before);
    case 'memoryUsed':
      memoryUsed(context, name);
      return before;
    case 'pressure':
      return before.running
        ? { ...before, pressure: lookAtPressure(context, name, before.pressure) }
        : before;
    case 'diskFilled':
      diskFilled(context);
      return before;
    case 'lookAtDisk':
      return before.running ? { ...before, disk: lookAtDisk(context, name, before.disk) } : before;
    case 'setSandboxes':
      return { ...before, faults: { ...before.faults, sandboxes: event.error } };
    case 'setNetwork':
      turn.timer('tellNetwork', nextTick(turn.now, STATUS_PERIOD_MS, STATUS_PHASE_MS), {
        kind: 'tellNetwork',
      });
      return setNetwork(context, before, event.works);
    case 'tellNetwork':
      tellNetwork(context, before);
      return before;
    case 'shutDown':
      return beginShutdown(context, before, event);
    case 'shutdownGoesOn': {
      return carryOnShutdown(context, before) ?? stop(context, before, true);
    }
    case 'podLost':
      return { ...before, lost: [...before.lost, event.pod] };
    case 'staticPut':
      return putStatic(context, before, event.file, event.object);
    case 'staticRemove':
      return removeStatic(context, before, event.file);
    case 'mirrorChanged':
      return mirrorChanged(context, before, event.pod, event.gone);
  }
}

/** Status and lease of a node that is new in the API. */
function joinCluster(context: KubeletContext, { name }: KubeletNode): void {
  const { turn } = context;
  const node = turn.view.get('Node', '', name);
  if (node === undefined) return;
  turn.write({
    verb: 'update',
    by: 'kubelet',
    subresource: 'status',
    object: withoutVersion(nodeStatus(node, turn.view.count('Node'), toTimestamp(turn.now))),
  });
  writeLease(context, name, turn.now, true);
}

function withoutVersion(object: KubeObject): KubeObject {
  const { resourceVersion: _, ...metadata } = object.metadata;
  return { ...object, metadata };
}

function writeLease(
  { turn }: KubeletContext,
  name: string,
  renewTime: SimTime,
  held: boolean,
): void {
  const namespace = 'kube-node-lease';
  const current = turn.view.get('Lease', namespace, name);
  const spec = {
    ...(held ? { holderIdentity: name } : {}),
    leaseDurationSeconds: 40,
    renewTime: `${toTimestamp(renewTime).slice(0, -1)}.000000Z`,
  };
  const object: KubeObject = {
    apiVersion: 'coordination.k8s.io/v1',
    kind: 'Lease',
    metadata: { name, namespace },
    spec,
  };
  turn.write(
    current === undefined
      ? { verb: 'create', by: 'kubelet', object }
      : { verb: 'update', by: 'kubelet', object: withoutVersion({ ...current, spec }) },
  );
}

function stop(context: KubeletContext, before: KubeletNode, powerOff: boolean): KubeletNode {
  const { turn } = context;
  const kind = powerOff ? 'powerOff' : 'forgetStops';
  for (const pod of [
    ...turn.view.podsOnNode(before.name),
    ...Object.values(before.statics),
    ...before.ending,
  ])
    turn.send({ to: 'runtime', key: pod.metadata.uid ?? '', event: { kind } });
  turn.timer('start', undefined);
  turn.timer('shutdown', undefined);
  if (before.running) {
    const renewals = Math.floor((turn.now - before.renewsFrom) / LEASE_RENEW_MS);
    writeLease(context, before.name, before.renewsFrom + renewals * LEASE_RENEW_MS, false);
  } else if (!powerOff) return before;
  turn.record({
    subject: { kind: 'Node', namespace: '', name: before.name },
    change: { kind: 'node', text: powerOff ? 'The machine loses power' : 'The kubelet stops' },
    rule: 'L-NOD-1',
  });
  return { ...before, running: false, shutdown: undefined };
}

/** Rules: L-TIM-2: containers of a Pod that nobody wants any more are found when it first tidies up. */
const HOUSEKEEPING_MS = 2000;

function start(context: KubeletContext, before: KubeletNode): KubeletNode {
  if (before.running) return before;
  const { turn } = context;
  const { name } = before;
  turn.record({
    subject: { kind: 'Node', namespace: '', name },
    change: { kind: 'node', text: 'The kubelet starts' },
    rule: 'L-RST-14',
  });
  tellStart(context, name);
  writeLease(context, name, turn.now, true);
  const node = turn.view.get('Node', '', name);
  const ready = node && readyAgain(node, toTimestamp(turn.now));
  if (ready !== undefined) {
    emitNode(context, name, 'NodeReady', `Node ${name} status is now: NodeReady`);
    turn.write({
      verb: 'update',
      by: 'kubelet',
      subresource: 'status',
      object: withoutVersion(ready),
    });
  }
  const wake = (pod: Pod, orphaned: boolean, isStatic: boolean): void =>
    turn.send(
      {
        to: 'kubelet',
        key: pod.metadata.uid ?? '',
        event: { kind: 'kubeletStarted', pod, orphaned, isStatic },
      },
      context.options.latencies.firstStatus + (orphaned ? HOUSEKEEPING_MS : 0),
    );
  for (const pod of turn.view.podsOnNode(name))
    if (pod.metadata.annotations?.['kubernetes.io/config.mirror'] === undefined)
      wake(pod, false, false);
  const { lost, ...files } = startStatics(context, before, (pod) => wake(pod, false, true));
  for (const pod of lost) wake(pod, true, isStaticPod(pod));
  const { now } = turn;
  return { ...before, ...files, running: true, startedAt: now, renewsFrom: now, lost: [] };
}

function tellStart(context: KubeletContext, name: string): void {
  emitNode(context, name, 'Starting', 'Starting kubelet.');
  if (context.options.cgroupVersion === 1)
    emitNode(context, name, 'CgroupV1', CGROUP_V1, 'Warning');
  emitNode(context, name, 'NodeAllocatableEnforced', 'Updated Node Allocatable limit across pods');
  for (const reason of ['NodeHasSufficientMemory', 'NodeHasNoDiskPressure', 'NodeHasSufficientPID'])
    emitNode(context, name, reason, `Node ${name} status is now: ${reason}`);
}

const CGROUP_V1 =
  'cgroup v1 detected. cgroup v1 support is deprecated and will be removed in a future release. Please migrate to cgroup v2. More information at https://git.k8s.io/enhancements/keps/sig-node/5573-remove-cgroup-v1';

/** With its next look at the node's status the kubelet tells whether Pods may come. */
function tellCordon(context: KubeletContext, before: KubeletNode): KubeletNode {
  const node = context.turn.view.get('Node', '', before.name);
  const { unschedulable = false } = (node?.['spec'] ?? {}) as { readonly unschedulable?: boolean };
  if (!before.running || unschedulable === (before.toldCordoned ?? false)) return before;
  const reason = unschedulable ? 'NodeNotSchedulable' : 'NodeSchedulable';
  emitNode(context, before.name, reason, `Node ${before.name} status is now: ${reason}`);
  return { ...before, toldCordoned: unschedulable };
}
