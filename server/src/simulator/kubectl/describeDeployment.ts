// What `kubectl describe deployment` says before the Events.
import type { KubeObject, PodTemplate } from '../../schema/objects';
import { columnsOf } from '../../schema/printing/columns';
import { describeContainers } from './describeContainers';
import { annotationLines, labelLines, timeText } from './describeParts';
import { tolerationLines, volumeLines } from './describePod';
import type { Cluster } from './session';

type Fields = Readonly<Record<string, unknown>>;

const REVISION = 'deployment.kubernetes.io/revision';

export function describeDeployment(cluster: Cluster, deployment: KubeObject): string {
  const { metadata } = deployment;
  const spec = deployment['spec'] as Fields;
  const status = (deployment['status'] ?? {}) as Fields;
  const count = (name: string) => String(status[name] ?? 0);
  const strategy = (spec['strategy'] ?? {}) as Fields;
  const rolling = strategy['rollingUpdate'] as Fields | undefined;
  const selector = columnsOf('Deployment').find(({ title }) => title === 'SELECTOR');
  return [
    `Name:\t${metadata.name}\n`,
    `Namespace:\t${metadata.namespace}\n`,
    `CreationTimestamp:\t${timeText(metadata.creationTimestamp)}\n`,
    labelLines('Labels', metadata.labels),
    annotationLines(metadata.annotations),
    `Selector:\t${selector?.cell(deployment, 0) ?? ''}\n`,
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
  const phases = { Running: 0, Pending: 0, Succeeded: 0, Failed: 0 };
  for (const pod of cluster.store.dependents(metadata.uid ?? '')) {
    const { phase } = (pod['status'] ?? {}) as { readonly phase?: keyof typeof phases };
    if (phase !== undefined && phase in phases) phases[phase]++;
  }
  const owner = metadata.ownerReferences?.find(({ controller }) => controller === true);
  const selector = columnsOf(object.kind).find(({ title }) => title === 'SELECTOR');
  return [
    `Name:\t${metadata.name}\n`,
    `Namespace:\t${metadata.namespace}\n`,
    `Selector:\t${selector?.cell(object, 0) ?? ''}\n`,
    labelLines('Labels', metadata.labels),
    annotationLines(metadata.annotations),
    owner === undefined ? '' : `Controlled By:\t${owner.kind}/${owner.name}\n`,
    `Replicas:\t${String(status['replicas'] ?? 0)} current / ${String(spec['replicas'])} desired\n`,
    `Pods Status:\t${phases.Running} Running / ${phases.Pending} Waiting / ${phases.Succeeded} Succeeded / ${phases.Failed} Failed\n`,
    templateLines(spec['template'] as PodTemplate),
  ].join('');
}

export function templateLines(template: PodTemplate): string {
  const { metadata, spec } = template;
  return [
    'Pod Template:\n',
    labelLines('Labels', metadata?.labels, '  '),
    Object.keys(metadata?.annotations ?? {}).length > 0
      ? annotationLines(metadata?.annotations, '  ')
      : '',
    (spec.initContainers ?? []).length > 0
      ? describeContainers('Init Containers', spec.initContainers ?? [], undefined, true)
      : '',
    describeContainers('Containers', spec.containers, undefined, true),
    volumeLines(spec.volumes ?? [], '  '),
    labelLines('Node-Selectors', spec.nodeSelector, '  '),
    tolerationLines(spec.tolerations ?? [], '  '),
  ].join('');
}

function conditionLines(status: Fields): string {
  const conditions = (status['conditions'] ?? []) as readonly Fields[];
  if (conditions.length === 0) return '';
  const rows = conditions.map(
    (condition) =>
      `  ${String(condition['type'])} \t${String(condition['status'])}\t${String(condition['reason'])}\n`,
  );
  return `Conditions:\n  Type\tStatus\tReason\n  ----\t------\t------\n${rows.join('')}`;
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
