// What `kubectl describe node` says before the Events.
import { podRequests } from '../../schema/defaults';
import type { KubeObject, Pod, ResourceList } from '../../schema/objects';
import { ageOf } from '../../schema/printing/age';
import { columnsOf } from '../../schema/printing/columns';
import {
  addQuantities,
  formatQuantity,
  milliValue,
  type Quantity,
  quantityOf,
  ZERO,
} from '../../schema/quantity';
import { annotationLines, labelLines, timeText } from './describeParts';
import type { Cluster } from './session';

const RESOURCES = ['cpu', 'memory', 'ephemeral-storage'];

type Fields = Readonly<Record<string, unknown>>;

export function describeNode(cluster: Cluster, node: KubeObject): string {
  const { metadata } = node;
  const spec = (node['spec'] ?? {}) as Fields;
  const status = (node['status'] ?? {}) as Fields;
  const roles = columnsOf('Node').find(({ title }) => title === 'ROLES');
  const addresses = (status['addresses'] ?? []) as readonly Fields[];
  return [
    `Name:\t${metadata.name}\n`,
    `Roles:\t${roles?.cell(node, 0) ?? ''}\n`,
    labelLines('Labels', metadata.labels),
    annotationLines(metadata.annotations),
    `CreationTimestamp:\t${timeText(metadata.creationTimestamp)}\n`,
    taintLines((spec['taints'] ?? []) as readonly Fields[]),
    `Unschedulable:\t${String(spec['unschedulable'] === true)}\n`,
    leaseLines(cluster, metadata.name ?? ''),
    conditionLines((status['conditions'] ?? []) as readonly Fields[]),
    'Addresses:\n',
    ...addresses.map(({ type, address }) => `  ${String(type)}:\t${String(address)}\n`),
    amountLines('Capacity', status['capacity'] as ResourceList | undefined),
    amountLines('Allocatable', status['allocatable'] as ResourceList | undefined),
    systemLines((status['nodeInfo'] ?? {}) as Fields),
    podLines(cluster, node),
  ].join('');
}

function taintLines(taints: readonly Fields[]): string {
  if (taints.length === 0) return 'Taints:\t<none>\n';
  const texts = taints.map(({ key, value, effect }) => {
    const pair = value === undefined ? String(key) : `${String(key)}=${String(value)}`;
    return `${pair}:${String(effect)}`;
  });
  return texts.map((text, i) => `${i === 0 ? 'Taints:' : ''}\t${text}\n`).join('');
}

function leaseLines(cluster: Cluster, name: string): string {
  const lease = cluster.store.get('Lease', 'kube-node-lease', name);
  const { holderIdentity, renewTime } = (lease?.['spec'] ?? {}) as Fields;
  const text = (value: unknown) => (value === undefined ? '<unset>' : String(value));
  const renewed = typeof renewTime === 'string' ? timeText(renewTime) : '<unset>';
  return `Lease:\n  HolderIdentity:\t${text(holderIdentity ?? name)}\n  AcquireTime:\t<unset>\n  RenewTime:\t${renewed}\n`;
}

function conditionLines(conditions: readonly Fields[]): string {
  const time = (value: unknown) => timeText(typeof value === 'string' ? value : undefined);
  const rows = conditions.map(
    ({ type, status, lastHeartbeatTime, lastTransitionTime, reason, message }) =>
      `  ${String(type)} \t${String(status)} \t${time(lastHeartbeatTime)} \t${time(lastTransitionTime)} \t${String(reason)} \t${String(message)}\n`,
  );
  const header = ['Type', 'Status', 'LastHeartbeatTime', 'LastTransitionTime', 'Reason', 'Message'];
  const rule = header.map((title) => '-'.repeat(title.length));
  return `Conditions:\n  ${header.join('\t')}\n  ${rule.join('\t')}\n${rows.join('')}`;
}

function amountLines(title: string, amounts: ResourceList | undefined): string {
  const rows = Object.entries(amounts ?? {}).sort(([a], [b]) => (a < b ? -1 : 1));
  return `${title}:\n${rows.map(([name, amount]) => `  ${name}:\t${amount}\n`).join('')}`;
}

function systemLines(info: Fields): string {
  const text = (field: string) => String(info[field] ?? '');
  return [
    'System Info:\n',
    `  Machine ID:\t${text('machineID')}\n`,
    `  System UUID:\t${text('systemUUID')}\n`,
    `  Boot ID:\t${text('bootID')}\n`,
    `  Kernel Version:\t${text('kernelVersion')}\n`,
    `  OS Image:\t${text('osImage')}\n`,
    `  Operating System:\t${text('operatingSystem')}\n`,
    `  Architecture:\t${text('architecture')}\n`,
    `  Container Runtime Version:\t${text('containerRuntimeVersion')}\n`,
    `  Kubelet Version:\t${text('kubeletVersion')}\n`,
  ].join('');
}

function podLines(cluster: Cluster, node: KubeObject): string {
  const nowMs = cluster.epochMs + cluster.now;
  const status = (node['status'] ?? {}) as { readonly allocatable?: ResourceList };
  const pods = [...cluster.store.podsOnNode(node.metadata.name ?? '')]
    .filter(({ status: own }) => own?.phase !== 'Succeeded' && own?.phase !== 'Failed')
    .sort((a, b) => (nameOf(a) < nameOf(b) ? -1 : 1));
  const cell = (amounts: ResourceList, name: string) =>
    shareText(amounts[name], status.allocatable?.[name]);
  const rows = pods.map((pod) => {
    const [requests, limits] = [podRequests(pod.spec), limitsOf(pod)];
    const { namespace, name, creationTimestamp } = pod.metadata;
    const cells = [
      namespace,
      name,
      cell(requests, 'cpu'),
      cell(limits, 'cpu'),
      cell(requests, 'memory'),
      cell(limits, 'memory'),
      ageOf(creationTimestamp, nowMs),
    ];
    return `  ${cells.join('\t')}\n`;
  });
  const header = [
    'Namespace',
    'Name',
    'CPU Requests',
    'CPU Limits',
    'Memory Requests',
    'Memory Limits',
    'Age',
  ];
  const rule = header.map((title) => '-'.repeat(title.length));
  const total = (list: readonly ResourceList[], name: string) =>
    shareText(formatQuantity(sumOf(list, name)), status.allocatable?.[name]);
  const requests = pods.map((pod) => podRequests(pod.spec));
  const limits = pods.map(limitsOf);
  const resources = RESOURCES.map(
    (name) => `  ${name}\t${total(requests, name)}\t${total(limits, name)}\n`,
  );
  return [
    `Non-terminated Pods:\t(${pods.length} in total)\n  ${header.join('\t')}\n  ${rule.join('\t')}\n`,
    ...rows,
    'Allocated resources:\n  (Total limits may be over 100 percent, i.e., overcommitted.)\n',
    '  Resource\tRequests\tLimits\n  --------\t--------\t------\n',
    ...resources,
  ].join('');
}

function nameOf({ metadata }: Pod): string {
  return `${metadata.namespace}/${metadata.name}`;
}

function limitsOf({ spec }: Pod): ResourceList {
  const limits = spec.containers.map(({ resources }) => resources?.limits ?? {});
  return Object.fromEntries(
    RESOURCES.filter((name) => limits.some((each) => each[name] !== undefined)).map((name) => [
      name,
      formatQuantity(sumOf(limits, name)),
    ]),
  );
}

function sumOf(list: readonly ResourceList[], name: string): Quantity {
  return list.reduce((sum, each) => addQuantities(sum, quantityOf(each[name] ?? 0)), ZERO);
}

/** `500m (12%)` */
function shareText(amount: string | number | undefined, of: string | number | undefined): string {
  const total = milliValue(quantityOf(of ?? 0));
  const percent = total === 0 ? 0 : Math.trunc((milliValue(quantityOf(amount ?? 0)) / total) * 100);
  return `${amount ?? 0} (${percent}%)`;
}
