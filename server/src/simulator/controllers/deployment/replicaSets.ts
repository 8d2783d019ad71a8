// The ReplicaSets of a Deployment: which is the new one, revisions, annotations, and scaling one of them.
import type { KubeObject, PodTemplate } from '../../../schema/objects';
import type { Deployment, ReplicaSet } from '../../../schema/workloads';
import { sameJson } from '../controller';
import { rollingBounds } from '../intOrPercent';
import { ownerReference } from '../pods';
import { templateHash } from '../templateHash';

export const HASH_LABEL = 'pod-template-hash';
export const REVISION = 'deployment.kubernetes.io/revision';
const HISTORY = 'deployment.kubernetes.io/revision-history';
const DESIRED = 'deployment.kubernetes.io/desired-replicas';
const MAXIMUM = 'deployment.kubernetes.io/max-replicas';
/** Annotations of a Deployment that say something about itself alone. */
const OWN_ANNOTATIONS: ReadonlySet<string> = new Set([
  'kubectl.kubernetes.io/last-applied-configuration',
  REVISION,
  HISTORY,
  DESIRED,
  MAXIMUM,
]);

export function replicasOf(replicaSet: ReplicaSet): number {
  return replicaSet.spec.replicas ?? 1;
}
export function wantedReplicas(deployment: Deployment): number {
  return deployment.spec.replicas ?? 1;
}
export function availableOf(replicaSet: ReplicaSet): number {
  return replicaSet.status?.availableReplicas ?? 0;
}
export function total(
  replicaSets: readonly ReplicaSet[],
  of: (replicaSet: ReplicaSet) => number,
): number {
  return replicaSets.reduce((sum, replicaSet) => sum + of(replicaSet), 0);
}
export function boundsOf(deployment: Deployment) {
  if (deployment.spec.strategy?.type === 'Recreate') return { maxSurge: 0, maxUnavailable: 0 };
  return rollingBounds(deployment.spec.strategy?.rollingUpdate, wantedReplicas(deployment));
}

export function revisionOf(object: KubeObject): number {
  return Number(object.metadata.annotations?.[REVISION] ?? 0) || 0;
}

export function oldestFirst(a: ReplicaSet, b: ReplicaSet): number {
  const [left, right] = [a.metadata.creationTimestamp ?? '', b.metadata.creationTimestamp ?? ''];
  if (left !== right) return left < right ? -1 : 1;
  return (a.metadata.name ?? '') < (b.metadata.name ?? '') ? -1 : 1;
}

function withoutHash(template: PodTemplate | undefined): unknown {
  if (template === undefined) return undefined;
  const { [HASH_LABEL]: _hash, ...labels } = template.metadata?.labels ?? {};
  return { ...template, metadata: { ...template.metadata, labels } };
}

/** The ReplicaSet that has the Deployment's template: the oldest if there are several. Rules: L-CTL-13 */
export function findNew(
  deployment: Deployment,
  replicaSets: readonly ReplicaSet[],
): ReplicaSet | undefined {
  const wanted = withoutHash(deployment.spec.template);
  return [...replicaSets]
    .sort(oldestFirst)
    .find((replicaSet) => sameTemplate(withoutHash(replicaSet.spec.template), wanted));
}

/** Creation times that a server writes as null in templates say nothing. */
function sameTemplate(a: unknown, b: unknown): boolean {
  return sameJson(stripped(a), stripped(b));
}
function stripped(template: unknown): unknown {
  const { metadata, ...rest } = (template ?? {}) as { readonly metadata?: object };
  const { creationTimestamp: _time, ...kept } = (metadata ?? {}) as {
    readonly creationTimestamp?: unknown;
  };
  return { ...rest, metadata: kept };
}

/** How many replicas the new ReplicaSet may have now. Rules: L-CTL-9, L-CTL-12 */
export function nextSizeOfNew(
  deployment: Deployment,
  all: readonly ReplicaSet[],
  present: number,
): number {
  const wanted = wantedReplicas(deployment);
  if (deployment.spec.strategy?.type === 'Recreate') return wanted;
  const room = wanted + boundsOf(deployment).maxSurge - total(all, replicasOf);
  return room <= 0 ? present : present + Math.min(room, wanted - present);
}

function inheritedAnnotations(deployment: Deployment): Readonly<Record<string, string>> {
  const kept: Record<string, string> = {};
  for (const [key, value] of Object.entries(deployment.metadata.annotations ?? {}))
    if (!OWN_ANNOTATIONS.has(key)) kept[key] = value;
  return kept;
}

function sizeAnnotations(deployment: Deployment): Readonly<Record<string, string>> {
  const wanted = wantedReplicas(deployment);
  return {
    [DESIRED]: String(wanted),
    [MAXIMUM]: String(wanted + boundsOf(deployment).maxSurge),
  };
}

/** What the Deployment demanded when the ReplicaSet was last scaled. */
export function desiredThen(replicaSet: ReplicaSet): number | undefined {
  const text = replicaSet.metadata.annotations?.[DESIRED];
  return text === undefined ? undefined : Number(text);
}
export function maximumThen(replicaSet: ReplicaSet): number | undefined {
  const text = replicaSet.metadata.annotations?.[MAXIMUM];
  return text === undefined ? undefined : Number(text);
}

/** Rules: L-CTL-2, L-CTL-13 */
export function newReplicaSet(
  deployment: Deployment,
  all: readonly ReplicaSet[],
  revision: number,
): ReplicaSet {
  const { name = '', namespace } = deployment.metadata;
  const { template, selector, minReadySeconds } = deployment.spec;
  const hash = templateHash(template, collisionsOf(deployment));
  const labels = { ...template.metadata?.labels, [HASH_LABEL]: hash };
  return {
    apiVersion: 'apps/v1',
    kind: 'ReplicaSet',
    metadata: {
      name: `${name}-${hash}`,
      ...(namespace === undefined ? {} : { namespace }),
      labels,
      annotations: {
        ...inheritedAnnotations(deployment),
        ...sizeAnnotations(deployment),
        [REVISION]: String(revision),
      },
      ownerReferences: [ownerReference(deployment)],
    },
    spec: {
      replicas: nextSizeOfNew(deployment, all, 0),
      ...(minReadySeconds === undefined || minReadySeconds === 0 ? {} : { minReadySeconds }),
      selector: {
        ...selector,
        matchLabels: { ...selector?.matchLabels, [HASH_LABEL]: hash },
      },
      template: { ...template, metadata: { ...template.metadata, labels } },
    },
  };
}

function collisionsOf(deployment: Deployment): number {
  return deployment.status?.collisionCount ?? 0;
}

/** The new ReplicaSet with the annotations it must have, the same value when it has them. Rules: L-CTL-13 */
export function asNewest(
  replicaSet: ReplicaSet,
  deployment: Deployment,
  revision: number,
): ReplicaSet {
  const present = replicaSet.metadata.annotations ?? {};
  const old = revisionOf(replicaSet);
  const annotations: Record<string, string> = { ...present, ...inheritedAnnotations(deployment) };
  if (old < revision) {
    annotations[REVISION] = String(revision);
    if (old > 0)
      annotations[HISTORY] =
        present[HISTORY] === undefined ? String(old) : `${present[HISTORY]},${old}`;
  }
  const { minReadySeconds = 0 } = deployment.spec;
  const sameWait = (replicaSet.spec.minReadySeconds ?? 0) === minReadySeconds;
  if (sameWait && sameJson(annotations, present)) return replicaSet;
  return {
    ...replicaSet,
    metadata: { ...replicaSet.metadata, annotations },
    spec: sameWait ? replicaSet.spec : { ...replicaSet.spec, minReadySeconds },
  };
}

/** The ReplicaSet at another size, marked with what the Deployment wants now. */
export function scaled(
  replicaSet: ReplicaSet,
  replicas: number,
  deployment: Deployment,
): ReplicaSet {
  const annotations = { ...replicaSet.metadata.annotations, ...sizeAnnotations(deployment) };
  return {
    ...replicaSet,
    metadata: { ...replicaSet.metadata, annotations },
    spec: { ...replicaSet.spec, replicas },
  };
}
