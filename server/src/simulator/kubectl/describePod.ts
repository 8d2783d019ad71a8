// What `kubectl describe pod` says before the Events. Rules: L-CLI-11, L-CLI-12, L-CLI-13.

import type { Pod, Toleration, Volume } from '../../schema/objects';
import { controllerOf } from '../../schema/owners';
import { describeContainers } from './describeContainers';
import { annotationLines, labelLines, timeText } from './describeParts';

export function describePod(pod: Pod): string {
  const { metadata, spec, status = {} } = pod;
  const owner = controllerOf(pod);
  const optional = (title: string, value: string | undefined) =>
    value === undefined || value === '' ? '' : `${title}:\t${value}\n`;
  return [
    `Name:\t${metadata.name}\n`,
    `Namespace:\t${metadata.namespace}\n`,
    spec.priority === undefined ? '' : `Priority:\t${spec.priority}\n`,
    optional('Priority Class Name', spec.priorityClassName),
    optional('Runtime Class Name', spec['runtimeClassName'] as string | undefined),
    optional('Service Account', spec.serviceAccountName),
    spec.nodeName === undefined || spec.nodeName === ''
      ? 'Node:\t<none>\n'
      : `Node:\t${spec.nodeName}/${status.hostIP ?? ''}\n`,
    status.startTime === undefined ? '' : `Start Time:\t${timeText(status.startTime)}\n`,
    labelLines('Labels', metadata.labels),
    annotationLines(metadata.annotations),
    statusLines(pod),
    optional('Reason', status.reason),
    optional('Message', status.message),
    `IP:\t${status.podIP ?? ''}\n`,
    ipLines(pod),
    owner === undefined ? '' : `Controlled By:\t${owner.kind}/${owner.name}\n`,
    optional('NominatedNodeName', status.nominatedNodeName),
    (spec.initContainers ?? []).length > 0
      ? describeContainers(
          'Init Containers',
          spec.initContainers ?? [],
          status.initContainerStatuses,
        )
      : '',
    describeContainers('Containers', spec.containers, status.containerStatuses),
    (spec.ephemeralContainers ?? []).length > 0
      ? describeContainers(
          'Ephemeral Containers',
          spec.ephemeralContainers ?? [],
          status.ephemeralContainerStatuses,
        )
      : '',
    gateLines(pod),
    conditionLines(pod),
    volumeLines(spec.volumes ?? []),
    optional('QoS Class', status.qosClass),
    labelLines('Node-Selectors', spec.nodeSelector),
    tolerationLines(spec.tolerations ?? []),
  ].join('');
}

function statusLines({ metadata, status }: Pod): string {
  const phase = status?.phase ?? '';
  if (metadata.deletionTimestamp === undefined || phase === 'Succeeded' || phase === 'Failed')
    return `Status:\t${phase}\n`;
  // The age of a time that is yet to come: what kubectl makes of the deletion timestamp.
  return `Status:\tTerminating (lasts <invalid>)\nTermination Grace Period:\t${metadata.deletionGracePeriodSeconds}s\n`;
}

function ipLines({ status }: Pod): string {
  const ips = status?.podIPs ?? [];
  if (ips.length === 0) return 'IPs:\t<none>\n';
  return `IPs:\n${ips.map(({ ip }) => `  IP:\t${ip}\n`).join('')}`;
}

function gateLines({ spec, status }: Pod): string {
  const gates = spec.readinessGates ?? [];
  if (gates.length === 0) return '';
  const rows = gates.map(({ conditionType }) => {
    const condition = status?.conditions?.find(({ type }) => type === conditionType);
    return `  ${conditionType} \t${condition?.status ?? '<none>'} \n`;
  });
  return `Readiness Gates:\n  Type\tStatus\n${rows.join('')}`;
}

function conditionLines({ status }: Pod): string {
  const conditions = status?.conditions ?? [];
  if (conditions.length === 0) return '';
  const rows = conditions.map((condition) => `  ${condition.type} \t${condition.status} \n`);
  return `Conditions:\n  Type\tStatus\n${rows.join('')}`;
}

type Fields = Readonly<Record<string, unknown>>;

/** Also of Pod templates, further indented there. */
export function volumeLines(volumes: readonly Volume[], indent = ''): string {
  if (volumes.length === 0) return `${indent}Volumes:\t<none>\n`;
  const inner = `${indent}  `;
  const described = volumes.map(
    (volume) =>
      `${inner}${indent === '' ? '' : ' '}${volume.name}:\n${sourceLines(volume)
        .map((row) => `${inner}  ${row}\n`)
        .join('')}`,
  );
  return `${indent}Volumes:\n${described.join('')}`;
}

export function sourceLines(volume: Volume): readonly string[] {
  const source = (name: string) => volume[name] as Fields | undefined;
  const bool = (value: unknown) => String(value === true);
  const emptyDir = source('emptyDir');
  if (emptyDir !== undefined)
    return [
      "Type:\tEmptyDir (a temporary directory that shares a pod's lifetime)",
      `Medium:\t${String(emptyDir['medium'] ?? '')}`,
      `SizeLimit:\t${String(emptyDir['sizeLimit'] ?? '<unset>')}`,
    ];
  const hostPath = source('hostPath');
  if (hostPath !== undefined)
    return [
      'Type:\tHostPath (bare host directory volume)',
      `Path:\t${String(hostPath['path'])}`,
      `HostPathType:\t${String(hostPath['type'] ?? '')}`,
    ];
  const configMap = source('configMap');
  if (configMap !== undefined)
    return [
      'Type:\tConfigMap (a volume populated by a ConfigMap)',
      `Name:\t${String(configMap['name'])}`,
      `Optional:\t${bool(configMap['optional'])}`,
    ];
  const secret = source('secret');
  if (secret !== undefined)
    return [
      'Type:\tSecret (a volume populated by a Secret)',
      `SecretName:\t${String(secret['secretName'])}`,
      `Optional:\t${bool(secret['optional'])}`,
    ];
  const claim = source('persistentVolumeClaim');
  if (claim !== undefined)
    return [
      'Type:\tPersistentVolumeClaim (a reference to a PersistentVolumeClaim in the same namespace)',
      `ClaimName:\t${String(claim['claimName'])}`,
      `ReadOnly:\t${bool(claim['readOnly'])}`,
    ];
  const downwardAPI = source('downwardAPI');
  if (downwardAPI !== undefined)
    return [
      'Type:\tDownwardAPI (a volume populated by information about the pod)',
      'Items:',
      ...downwardItems(downwardAPI),
    ];
  const projected = source('projected');
  if (projected !== undefined) return projectedLines(projected);
  return ['<unknown>'];
}

function downwardItems({ items }: Fields): readonly string[] {
  return ((items ?? []) as readonly Fields[]).map((item) => {
    const field = (item['fieldRef'] as Fields | undefined)?.['fieldPath'];
    return `  ${String(field ?? 'limits')} -> ${String(item['path'])}`;
  });
}

function projectedLines({ sources }: Fields): readonly string[] {
  const lines = ['Type:\tProjected (a volume that contains injected data from multiple sources)'];
  for (const each of (sources ?? []) as readonly Fields[]) {
    const token = each['serviceAccountToken'] as Fields | undefined;
    const configMap = each['configMap'] as Fields | undefined;
    const secret = each['secret'] as Fields | undefined;
    if (token !== undefined)
      lines.push(`TokenExpirationSeconds:\t${String(token['expirationSeconds'])}`);
    if (configMap !== undefined)
      lines.push(
        `ConfigMapName:\t${String(configMap['name'])}`,
        `Optional:\t${String(configMap['optional'] === true)}`,
      );
    if (secret !== undefined)
      lines.push(
        `SecretName:\t${String(secret['name'])}`,
        `Optional:\t${String(secret['optional'] === true)}`,
      );
    if (each['downwardAPI'] !== undefined) lines.push('DownwardAPI:\ttrue');
  }
  return lines;
}

export function tolerationLines(tolerations: readonly Toleration[], indent = ''): string {
  if (tolerations.length === 0) return `${indent}Tolerations:\t<none>\n`;
  const sorted = [...tolerations].sort((a, b) =>
    (a.key ?? '') < (b.key ?? '') ? -1 : (a.key ?? '') > (b.key ?? '') ? 1 : 0,
  );
  return sorted
    .map(({ key = '', value, effect, operator, tolerationSeconds }, i) => {
      const text = [
        key,
        value === undefined || value === '' ? '' : `=${value}`,
        effect === undefined || effect === '' ? '' : `:${effect}`,
        operator === 'Exists' && (value === undefined || value === '')
          ? key === '' && effect === undefined
            ? 'op=Exists'
            : ' op=Exists'
          : '',
        tolerationSeconds === undefined ? '' : ` for ${tolerationSeconds}s`,
      ].join('');
      return `${indent}${i === 0 ? 'Tolerations:' : ''}\t${text}\n`;
    })
    .join('');
}
