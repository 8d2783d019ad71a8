// The node's own say in whether a Pod may run on it: the only one for Pods that no scheduler placed. Rules: L-SYN-6, L-API-13.

import { qosClass } from '../../schema/defaults';
import { untoleratedTaint } from '../../schema/nodeMatching';
import type { Pod } from '../../schema/objects';
import { lacksAppArmor } from './appArmor';
import { nodeKey } from './messages';
import type { KubeletNode } from './node';
import { isCritical, makeRoom } from './nodePreemption';
import { emit } from './podEvents';
import { type KubeletContext, type PodWorker, podSubject, workerWith } from './podWorker';
import {
  type NodeView,
  type Obstacle,
  predicateRefusal,
  type Refusal,
  resizeObstacle,
} from './predicates';
import { publishStatus } from './statusWriter';

/** What becomes of a Pod on its node: it runs, is refused for good, or waits until others have made room. */
export type Admission = 'runs' | 'waits' | Refusal;

export function admitPod(context: KubeletContext, worker: PodWorker): Admission {
  const refusal = refusalOf(context, worker);
  if (refusal === undefined) return 'runs';
  if (refusal.missing === undefined || !isCritical(worker.pod)) return refusal;
  const text = makeRoom(context, worker, refusal.missing);
  return text === undefined ? 'waits' : { reason: 'UnexpectedAdmissionError', text };
}

function refusalOf(context: KubeletContext, worker: PodWorker): Refusal | undefined {
  const { turn } = context;
  const { pod } = worker;
  const node = turn.view.get('Node', '', worker.node) as NodeView | undefined;
  if (node === undefined || worker.isStatic) return undefined;
  const pressure = refusingPressure(node, pod);
  if (pressure !== undefined)
    return { reason: 'Evicted', text: `The node had condition: [${pressure}]. ` };
  const sysctl = forbiddenSysctl(pod);
  if (sysctl !== undefined)
    return { reason: 'SysctlForbidden', text: `forbidden sysctl: ${sysctl}` };
  if (!runsOnLinux(pod))
    return {
      reason: 'PodOSNotSupported',
      text: "Failed to admit pod as the OS field doesn't match node OS",
    };
  if (isShuttingDown(context, worker.node))
    return { reason: 'NodeShutdown', text: 'Pod was rejected as the node is shutting down.' };
  const others = turn.view.podsOnNode(worker.node);
  const refusal = wasScheduled(pod) ? undefined : predicateRefusal(pod, node, others);
  if (refusal !== undefined) return refusal;
  const text = lacksAppArmor(context, worker);
  return text === undefined ? undefined : { reason: 'AppArmor', text };
}

/** Rules: L-NOD-13. */
function isShuttingDown({ turn }: KubeletContext, node: string): boolean {
  const state = turn.peek('kubelet', nodeKey(node)) as KubeletNode | undefined;
  return state?.shutdown !== undefined;
}

/** What the node is short of, where that is reason enough to refuse the Pod. Rules: L-NOD-10. */
function refusingPressure({ status }: NodeView, pod: Pod): string | undefined {
  if (isCritical(pod)) return undefined;
  const types = (status?.conditions ?? []).flatMap(({ type, status: is }) =>
    (type === 'MemoryPressure' || type === 'DiskPressure') && is === 'True' ? [type] : [],
  );
  if (types.length === 0) return undefined;
  const isMemoryOnly = !types.includes('DiskPressure');
  return isMemoryOnly && admittedUnderPressure(pod) ? undefined : types.join(' ');
}

function admittedUnderPressure(pod: Pod): boolean {
  const taint = { key: 'node.kubernetes.io/memory-pressure', effect: 'NoSchedule' };
  return (
    qosClass(pod.spec) !== 'BestEffort' ||
    untoleratedTaint([taint], pod.spec.tolerations) === undefined
  );
}

/** Of the kernel's parameters a Pod may set those of its own namespaces that can harm nobody else. */
const SAFE_SYSCTLS: ReadonlySet<string> = new Set([
  'kernel.shm_rmid_forced',
  'net.ipv4.ip_local_port_range',
  'net.ipv4.ip_local_reserved_ports',
  'net.ipv4.ip_unprivileged_port_start',
  'net.ipv4.ping_group_range',
  'net.ipv4.tcp_fin_timeout',
  'net.ipv4.tcp_keepalive_intvl',
  'net.ipv4.tcp_keepalive_probes',
  'net.ipv4.tcp_keepalive_time',
  'net.ipv4.tcp_rmem',
  'net.ipv4.tcp_syncookies',
  'net.ipv4.tcp_wmem',
]);

function forbiddenSysctl({ spec }: Pod): string | undefined {
  const sysctls = spec.securityContext?.['sysctls'];
  if (!Array.isArray(sysctls)) return undefined;
  for (const entry of sysctls as readonly { readonly name?: string }[]) {
    // Written with slashes, dots in it are part of a name.
    const written = entry.name ?? '';
    const slash = written.indexOf('/');
    const dot = written.indexOf('.');
    const swapped = slash >= 0 && (dot < 0 || slash < dot);
    const name = swapped ? written.replace(/[./]/g, (one) => (one === '/' ? '.' : '/')) : written;
    if (!SAFE_SYSCTLS.has(name)) return `"${name}" not allowlisted`;
    const isNet = name.startsWith('net.');
    if (isNet && spec.hostNetwork === true) return `"${name}" not allowed with host net enabled`;
    if (!isNet && spec['hostIPC'] === true) return `"${name}" not allowed with host ipc enabled`;
  }
  return undefined;
}

/** Schedulers don't look at `spec.os`; all our nodes run Linux. */
function runsOnLinux({ spec }: Pod): boolean {
  const os = (spec as { readonly os?: { readonly name?: unknown } }).os?.name;
  return os === undefined || os === 'linux';
}

/** The scheduler has looked at all this a moment ago. */
function wasScheduled(pod: Pod): boolean {
  return (pod.status?.conditions ?? []).some(
    ({ type, status }) => type === 'PodScheduled' && status === 'True',
  );
}

/** Why a resize of the Pod cannot be, or has to wait; undefined: it can be. */
export function lacksResources({ turn }: KubeletContext, worker: PodWorker): Obstacle | undefined {
  const node = turn.view.get('Node', '', worker.node) as NodeView | undefined;
  if (node === undefined) return undefined;
  return resizeObstacle(worker.pod, node, turn.view.podsOnNode(worker.node));
}

/** The Pod has failed for good before it began. */
export function rejectPod(context: KubeletContext, before: PodWorker, refusal: Refusal): PodWorker {
  const { reason, text } = refusal;
  const because = context.turn.record({
    subject: podSubject(before),
    change: { kind: 'node', text },
    rule: 'L-SYN-6',
    field: 'spec.nodeName',
  });
  emit(context, before, { type: 'Warning', reason, message: text }, because);
  const worker: PodWorker = workerWith(before, {
    stage: 'terminated',
    rejected: true,
    status: { phase: 'Failed', reason, message: `Pod was rejected: ${text}` },
  });
  publishStatus(context, worker);
  return worker;
}
