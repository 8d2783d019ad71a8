// `kubectl drain`, after the node is cordoned: which Pods are to go, which stand in the way, and the evictions until all are gone.

import { goDuration } from '../../schema/duration';
import type { Pod } from '../../schema/objects';
import { controllerOf } from '../../schema/owners';
import { matches, parseSelector } from '../../schema/selector';
import type { ApiAnswer } from '../api/write';
import type { Drain } from './requests';
import { type Invoked, waitFor } from './session';

/** An eviction that a budget refused is tried again after so long, and so are Pods that came anew. */
export const DRAIN_RETRY_MS = 5000;
const LONGEST_DRAIN_MS = 3_600_000;

export interface DrainOutput {
  readonly print: (line: string) => void;
  readonly fail: (line: string) => void;
  readonly warn: (line: string) => void;
}

/** Mirror Pods and, when told so, DaemonSets' Pods are left alone. Rules: L-NOD-14. */
export function isDrained(pod: Pod, drain: Drain): boolean {
  if (pod.metadata.annotations?.['kubernetes.io/config.mirror'] !== undefined) return false;
  if (drain.ignoreDaemonSets && controllerKind(pod) === 'DaemonSet') return false;
  if (drain.podSelector === undefined) return true;
  const parsed = parseSelector(drain.podSelector);
  return parsed.selector !== undefined && matches(parsed.selector, pod.metadata.labels);
}

const OBSTACLES = [
  'Pods with local storage (use --delete-emptydir-data to override)',
  'DaemonSet-managed Pods (use --ignore-daemonsets to ignore)',
  'cannot delete Pods that declare no controller (use --force to override)',
] as const;

/** Why a Pod keeps the node from being drained, as kubectl words it; undefined when nothing does. Rules: L-NOD-14. */
export function drainObstacle(pod: Pod, drain: Drain): (typeof OBSTACLES)[number] | undefined {
  const { phase } = pod.status ?? {};
  if (phase === 'Succeeded' || phase === 'Failed') return undefined;
  const controller = controllerKind(pod);
  if (controller === 'DaemonSet') return OBSTACLES[1];
  if (controller === undefined && !drain.force) return OBSTACLES[2];
  const hasEmptyDir = pod.spec.volumes?.some((volume) => volume['emptyDir'] !== undefined);
  return hasEmptyDir === true && !drain.deleteEmptyDirData ? OBSTACLES[0] : undefined;
}

function controllerKind(pod: Pod): string | undefined {
  return controllerOf(pod)?.kind;
}

const nameOf = ({ metadata }: Pod): string => `${metadata.namespace}/${metadata.name}`;

/** Evicts the node's Pods and waits until they are gone. Rules: L-NOD-14, L-TRM-23. */
export function drainNode(invoked: Invoked, drain: Drain, output: DrainOutput): void {
  const { cluster } = invoked;
  const pods = podsToGo(invoked, drain);
  const obstacles = obstaclesOf(pods, drain);
  if (obstacles.length > 0) {
    const text = obstacles.length === 1 ? obstacles.join('') : `[${obstacles.join(', ')}]`;
    giveUp(drain, text, output);
    return;
  }
  const limitMs = drain.timeoutMs ?? LONGEST_DRAIN_MS;
  const until = cluster.now + limitMs;
  for (const pod of pods) output.warn(`evicting pod ${nameOf(pod)}`);
  let waiting = pods;
  while (waiting.length > 0) {
    const refused = waiting.filter((pod) => !evictOne(invoked, pod, drain, output));
    const leaving = waiting.filter((pod) => !refused.includes(pod));
    const patience = refused.length > 0 ? DRAIN_RETRY_MS : until - cluster.now;
    const isGone = (pod: Pod) => cluster.store.byUid(pod.metadata.uid ?? '') === undefined;
    waitFor(invoked, () => refused.length === 0 && leaving.every(isGone), Math.max(0, patience));
    for (const pod of leaving) if (isGone(pod)) output.print(`pod/${pod.metadata.name} evicted`);
    waiting = waiting.filter((pod) => !isGone(pod));
    if (invoked.inBackground === true) return;
    const [late] = waiting;
    if (late === undefined || cluster.now < until) continue;
    const { name, namespace } = late.metadata;
    const reached = `global timeout reached: ${goDuration(limitMs)}`;
    const what = refused.includes(late)
      ? `error when evicting pods/"${name}" -n "${namespace}": ${reached}`
      : `error when waiting for pod "${name}" in namespace "${namespace}" to terminate: ${reached}`;
    giveUp(drain, what, output);
    return;
  }
  output.print(`node/${drain.node} drained`);
}

function podsToGo({ cluster }: Invoked, drain: Drain): readonly Pod[] {
  return [...cluster.store.podsOnNode(drain.node)].filter((pod) => isDrained(pod, drain));
}

function obstaclesOf(pods: readonly Pod[], drain: Drain): readonly string[] {
  return OBSTACLES.flatMap((obstacle) => {
    const names = pods.filter((pod) => drainObstacle(pod, drain) === obstacle).map(nameOf);
    return names.length === 0 ? [] : [`cannot delete ${obstacle}: ${names.join(', ')}`];
  });
}

function giveUp({ node }: Drain, text: string, output: DrainOutput): void {
  output.fail(`error: unable to drain node "${node}" due to error: ${text}, continuing command...`);
  output.fail('There are pending nodes to be drained:');
  output.fail(` ${node}`);
  output.fail(text);
}

/** Whether the Pod is on its way out. */
function evictOne({ cluster }: Invoked, pod: Pod, drain: Drain, output: DrainOutput): boolean {
  const { name = '', namespace = '', uid = '' } = pod.metadata;
  const present = cluster.store.byUid(uid);
  if (present === undefined || present.metadata.deletionTimestamp !== undefined) return true;
  const grace = drain.gracePeriodSeconds;
  const options = grace === undefined ? {} : { gracePeriodSeconds: grace };
  const target = { by: 'kubectl', namespace, name, ...options };
  const answer: ApiAnswer = drain.disableEviction
    ? cluster.request({ verb: 'delete', kind: 'Pod', ...target })
    : cluster.request({ verb: 'evict', ...target });
  if (answer.ok || answer.status.code === 404) return true;
  output.warn(
    `error when evicting pods/"${name}" -n "${namespace}" (will retry after 5s): ${answer.status.message}`,
  );
  return false;
}
