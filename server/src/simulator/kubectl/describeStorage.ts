// What `kubectl describe` says of claims, volumes and storage classes before the Events.
import type { KubeObject, Pod, Volume } from '../../schema/objects';
import { accessModesText } from '../../schema/printing/storageColumns';
import { annotationLines, type Fields, fieldsOf, labelLines } from './describeParts';
import { sourceLines } from './describePod';
import type { Cluster } from './session';

const DEFAULT_CLASS = 'storageclass.kubernetes.io/is-default-class';

function finalizersText({ metadata }: KubeObject): string {
  return `[${(metadata.finalizers ?? []).join(' ')}]`;
}

/** `Terminating` goes before what the status says. */
function statusText({ metadata, ...object }: KubeObject): string {
  const phase = String(fieldsOf((object as Fields)['status'])['phase'] ?? '');
  return metadata.deletionTimestamp === undefined ? phase : 'Terminating (lasts <invalid>)';
}

export function describeClaim(cluster: Cluster, claim: KubeObject): string {
  const [spec, status] = [fieldsOf(claim['spec']), fieldsOf(claim['status'])];
  const volume = String(spec['volumeName'] ?? '');
  const isBound = volume !== '';
  return [
    `Name:\t${claim.metadata.name}\n`,
    `Namespace:\t${claim.metadata.namespace}\n`,
    `StorageClass:\t${String(spec['storageClassName'] ?? '')}\n`,
    `Status:\t${statusText(claim)}\n`,
    `Volume:\t${volume}\n`,
    labelLines('Labels', claim.metadata.labels),
    annotationLines(claim.metadata.annotations),
    `Finalizers:\t${finalizersText(claim)}\n`,
    `Capacity:\t${isBound ? String(fieldsOf(status['capacity'])['storage'] ?? '') : ''}\n`,
    `Access Modes:\t${isBound ? accessModesText(status['accessModes']) : ''}\n`,
    `VolumeMode:\t${String(spec['volumeMode'] ?? 'Filesystem')}\n`,
    usersLines(cluster, claim),
  ].join('');
}

function usersLines(cluster: Cluster, { metadata }: KubeObject): string {
  const names: string[] = [];
  for (const pod of cluster.store.list('Pod', metadata.namespace ?? ''))
    if ((pod as Pod).spec.volumes?.some((v) => claimOf(v) === metadata.name) === true)
      names.push(pod.metadata.name ?? '');
  if (names.length === 0) return 'Used By:\t<none>\n';
  return names.map((name, i) => `${i === 0 ? 'Used By:' : ''}\t${name}\n`).join('');
}

function claimOf(volume: Volume): unknown {
  return fieldsOf(volume['persistentVolumeClaim'])['claimName'];
}

export function describeVolume(_cluster: Cluster, volume: KubeObject): string {
  const spec = fieldsOf(volume['spec']);
  const { namespace, name } = fieldsOf(spec['claimRef']);
  return [
    `Name:\t${volume.metadata.name}\n`,
    labelLines('Labels', volume.metadata.labels),
    annotationLines(volume.metadata.annotations),
    `Finalizers:\t${finalizersText(volume)}\n`,
    `StorageClass:\t${String(spec['storageClassName'] ?? '')}\n`,
    `Status:\t${statusText(volume)}\n`,
    `Claim:\t${name === undefined ? '' : `${String(namespace)}/${String(name)}`}\n`,
    `Reclaim Policy:\t${String(spec['persistentVolumeReclaimPolicy'] ?? 'Retain')}\n`,
    `Access Modes:\t${accessModesText(spec['accessModes'])}\n`,
    `VolumeMode:\t${String(spec['volumeMode'] ?? 'Filesystem')}\n`,
    `Capacity:\t${String(fieldsOf(spec['capacity'])['storage'] ?? '')}\n`,
    affinityLines(fieldsOf(fieldsOf(spec['nodeAffinity'])['required'])),
    'Message:\t\n',
    'Source:\n',
    ...sourceLines({ name: '', ...spec } as Volume).map((line) => `    ${line}\n`),
  ].join('');
}

function affinityLines(required: Fields): string {
  const terms = (required['nodeSelectorTerms'] ?? []) as readonly Fields[];
  if (terms.length === 0) return 'Node Affinity:\t<none>\n';
  const lines = terms.map((term, i) => {
    const expressions = (term['matchExpressions'] ?? []) as readonly Fields[];
    const texts = expressions.map(({ key, operator, values = [] }) => {
      const list = (values as readonly string[]).join(', ');
      return `${String(key)} ${String(operator).toLowerCase()}${list === '' ? '' : ` [${list}]`}`;
    });
    return texts.map((text, k) => `    ${k === 0 ? `Term ${i}:` : ''}\t${text}\n`).join('');
  });
  return `Node Affinity:\t\n  Required Terms:\t\n${lines.join('')}`;
}

export function describeStorageClass(_cluster: Cluster, object: KubeObject): string {
  const fields = object as Fields;
  const isDefault = object.metadata.annotations?.[DEFAULT_CLASS] === 'true';
  const parameters = Object.entries(fieldsOf(fields['parameters']));
  const options = (fields['mountOptions'] ?? []) as readonly string[];
  const expansion = fields['allowVolumeExpansion'];
  return [
    `Name:\t${object.metadata.name}\n`,
    `IsDefaultClass:\t${isDefault ? 'Yes' : 'No'}\n`,
    annotationLines(object.metadata.annotations),
    `Provisioner:\t${String(fields['provisioner'])}\n`,
    `Parameters:\t${parameters.map(([key, value]) => `${key}=${String(value)}`).join(',') || '<none>'}\n`,
    `AllowVolumeExpansion:\t${expansion === undefined ? '<unset>' : expansion === true ? 'True' : 'False'}\n`,
    options.length === 0 ? 'MountOptions:\t<none>\n' : `MountOptions:\n  ${options.join('\n  ')}\n`,
    `ReclaimPolicy:\t${String(fields['reclaimPolicy'] ?? 'Delete')}\n`,
    `VolumeBindingMode:\t${String(fields['volumeBindingMode'] ?? 'Immediate')}\n`,
  ].join('');
}

export function describePriorityClass(_cluster: Cluster, object: KubeObject): string {
  const fields = object as Fields;
  return [
    `Name:\t${object.metadata.name}\n`,
    `Value:\t${String(fields['value'])}\n`,
    `GlobalDefault:\t${String(fields['globalDefault'] ?? false)}\n`,
    `PreemptionPolicy:\t${String(fields['preemptionPolicy'] ?? 'PreemptLowerPriority')}\n`,
    `Description:\t${String(fields['description'] ?? '')}\n`,
    annotationLines(object.metadata.annotations),
  ].join('');
}
