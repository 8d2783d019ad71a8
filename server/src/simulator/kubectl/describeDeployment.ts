// What `kubectl describe deployment` says before the Events.
import type { KubeObject, PodTemplate } from '../../schema/objects';
import { selectorText } from '../../schema/printing/cells';
import { describeContainers } from './describeContainers';
import {
  annotationLines,
  conditionLines,
  type Fields,
  labelLines,
  ownerLine,
  podCounts,
  timeText,
} from './describeParts';
import { tolerationLines, volumeLines } from './describePod';
import type { Cluster } from './session';

const REVISION = 'deployment.kubernetes.io/revision';

export function describeDeployment(cluster: Cluster, deployment: KubeObject): string {
  const { metadata } = deployment;
  const spec = deployment['spec'] as Fields;
  const status = (deployment['status'] ?? {}) as Fields;
  const count = (name: string) => String(status[name] ?? 0);
  const strategy = (spec['strategy'] ?? {}) as Fields;
  const rolling = strategy['rollingUpdate'] as Fields | undefined;
  return [
    `Name:\t${metadata.name}\n`,
    `Namespace:\t${metadata.namespace}\n`,
    `CreationTimestamp:\t${timeText(metadata.creationTimestamp)}\n`,
    labelLines('Labels', metadata.labels),
    annotationLines(metadata.annotations),
    `Selector:\t${selectorText(spec['selector'])}\n`,
    `Replicas:\t${String(spec['replicas'])} desired | ${count('updatedReplicas')} updated | ${count('replicas')} total | ${count('availableReplicas')} available | ${count('unavailableReplicas')} unavailable\n`,
    `StrategyType:\t${String(strategy['type'])}\n`,
    `MinReadySeconds:\t${String(spec['minReadySeconds'] ?? 0)}\n`,
    rolling === undefined
      ? ''
      : `RollingUpdateStrategy:\t${String(rolling['maxUnavailable'])} max unavailable, ${String(rolling['maxSurge'])} max surge\n`,
    templateLines(spec['template'] as PodTemplate),
    conditionLines(status),
    ...replicaSetLines(cluster, deployment),
  ].join('');
}

/** ReplicaSets and ReplicationControllers. */
export function describeReplicas(cluster: Cluster, object: KubeObject): string {
  const { metadata } = object;
  const spec = object['spec'] as Fields;
  const status = (object['status'] ?? {}) as Fields;
  return [
    `Name:\t${metadata.name}\n`,
    `Namespace:\t${metadata.namespace}\n`,
    `Selector:\t${selectorText(spec['selector'])}\n`,
    labelLines('Labels', metadata.labels),
    annotationLines(metadata.annotations),
    ownerLine(object),
    `Replicas:\t${String(status['replicas'] ?? 0)} current / ${String(spec['replicas'])} desired\n`,
    podCounts(cluster, object),
    templateLines(spec['template'] as PodTemplate),
    conditionLines(status),
  ].join('');
}

export function templateLines(template: PodTemplate): string {
  const { metadata, spec } = template;
  const serviceAccount = spec.serviceAccountName;
  const { priorityClassName = '' } = spec;
  return [
    'Pod Template:\n',
    labelLines('Labels', metadata?.labels, '  '),
    Object.keys(metadata?.annotations ?? {}).length > 0
      ? annotationLines(metadata?.annotations, '  ')
      : '',
    serviceAccount === undefined || serviceAccount === ''
      ? ''
      : `  Service Account:\t${serviceAccount}\n`,
    (spec.initContainers ?? []).length > 0
      ? describeContainers('Init Containers', spec.initContainers ?? [], undefined, true)
      : '',
    describeContainers('Containers', spec.containers, undefined, true),
    volumeLines(spec.volumes ?? [], '  '),
    priorityClassName === '' ? '' : `  Priority Class Name:\t${priorityClassName}\n`,
    labelLines('Node-Selectors', spec.nodeSelector, '  '),
    tolerationLines(spec.tolerations ?? [], '  '),
  ].join('');
}

function replicaSetLines(cluster: Cluster, deployment: KubeObject): readonly string[] {
  const sets = [...cluster.store.dependents(deployment.metadata.uid ?? '')].filter(
    ({ kind }) => kind === 'ReplicaSet',
  );
  const revision = deployment.metadata.annotations?.[REVISION];
  const text = (list: readonly KubeObject[]) =>
    list
      .map((set) => {
        const wanted = (set['spec'] as Fields)['replicas'];
        const made = ((set['status'] ?? {}) as Fields)['replicas'] ?? 0;
        return `${set.metadata.name} (${String(made)}/${String(wanted)} replicas created)`;
      })
      .join(', ') || '<none>';
  const isNew = (set: KubeObject) => set.metadata.annotations?.[REVISION] === revision;
  return [
    `OldReplicaSets:\t${text(sets.filter((set) => !isNew(set)))}\n`,
    `NewReplicaSet:\t${text(sets.filter(isNew))}\n`,
  ];
}
