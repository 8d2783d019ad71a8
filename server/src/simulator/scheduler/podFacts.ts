// What the scheduler wants to know of a Pod, worked out once for each Pod.

import type { Pod, Toleration } from '../../schema/objects';
import { controllerOf } from '../../schema/owners';
import type { Affinity, PodAffinityTerm, TopologySpreadConstraint } from '../../schema/workloads';
import { type Amounts, podRequests } from './resources';
import type { Term } from './terms';
import { resolveTerm } from './terms';

export interface HostPort {
  readonly ip: string;
  readonly protocol: string;
  readonly port: number;
}
export interface WeightedTerm {
  readonly weight: number;
  readonly term: Term;
}

export interface PodFacts {
  readonly pod: Pod;
  readonly uid: string;
  readonly namespace: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly priority: number;
  readonly requests: Amounts;
  readonly hostPorts: readonly HostPort[];
  readonly tolerations: readonly Toleration[];
  readonly nodeSelector: Readonly<Record<string, string>> | undefined;
  readonly affinity: Affinity | undefined;
  readonly requiredAffinity: readonly Term[];
  readonly requiredAntiAffinity: readonly Term[];
  readonly preferredAffinity: readonly WeightedTerm[];
  readonly preferredAntiAffinity: readonly WeightedTerm[];
  readonly spread: readonly TopologySpreadConstraint[];
  /** The controller's uid, for spreading what belongs together. */
  readonly owner: string | undefined;
  readonly terminating: boolean;
}

const NO_LABELS: Readonly<Record<string, string>> = {};
const NONE: readonly never[] = [];

export function podFacts(pod: Pod): PodFacts {
  const { spec, metadata } = pod;
  const affinity = spec.affinity as Affinity | undefined;
  const resolve = (term: PodAffinityTerm): Term => resolveTerm(term, pod);
  const weighted = (of: 'podAffinity' | 'podAntiAffinity'): readonly WeightedTerm[] =>
    (affinity?.[of]?.preferredDuringSchedulingIgnoredDuringExecution ?? NONE).map((entry) => ({
      weight: entry.weight,
      term: resolve(entry.podAffinityTerm),
    }));
  return {
    pod,
    uid: metadata.uid ?? '',
    namespace: metadata.namespace ?? '',
    labels: metadata.labels ?? NO_LABELS,
    priority: spec.priority ?? 0,
    requests: podRequests(pod),
    hostPorts: hostPorts(pod),
    tolerations: spec.tolerations ?? NONE,
    nodeSelector: spec.nodeSelector,
    affinity,
    requiredAffinity: (
      affinity?.podAffinity?.requiredDuringSchedulingIgnoredDuringExecution ?? NONE
    ).map(resolve),
    requiredAntiAffinity: (
      affinity?.podAntiAffinity?.requiredDuringSchedulingIgnoredDuringExecution ?? NONE
    ).map(resolve),
    preferredAffinity: affinity === undefined ? NONE : weighted('podAffinity'),
    preferredAntiAffinity: affinity === undefined ? NONE : weighted('podAntiAffinity'),
    spread: (spec.topologySpreadConstraints ??
      NONE) as readonly unknown[] as readonly TopologySpreadConstraint[],
    owner: controllerOf(pod)?.uid,
    terminating: metadata.deletionTimestamp !== undefined,
  };
}

function hostPorts(pod: Pod): readonly HostPort[] {
  let ports: HostPort[] | undefined;
  const all = [
    ...pod.spec.containers,
    ...(pod.spec.initContainers ?? []).filter((c) => c.restartPolicy === 'Always'),
  ];
  for (const container of all)
    for (const { hostPort, hostIP, protocol } of container.ports ?? [])
      if (hostPort !== undefined && hostPort > 0)
        (ports ??= []).push({
          ip: hostIP === undefined || hostIP === '' ? '0.0.0.0' : hostIP,
          protocol: protocol ?? 'TCP',
          port: hostPort,
        });
  return ports ?? NONE;
}

/** Whether two host ports cannot both be taken on one node: the wildcard address collides with every address. */
export function portsCollide(a: HostPort, b: HostPort): boolean {
  return (
    a.port === b.port &&
    a.protocol === b.protocol &&
    (a.ip === b.ip || a.ip === '0.0.0.0' || b.ip === '0.0.0.0')
  );
}
