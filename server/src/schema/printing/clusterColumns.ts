// Columns of nodes, namespaces, Events and of what holds data.

import type { KubeObject } from '../objects';
import { plainListAt, plainOf, textAt } from '../plain';
import { ageOf } from './age';
import {
  AGE,
  type Column,
  column,
  conditionsOf,
  NAME,
  NONE,
  own,
  sizeOf,
  spec,
  specOf,
  status,
  statusOf,
  text,
  wide,
} from './cells';

function nodeStatus(node: KubeObject): string {
  const ready = conditionsOf(node).findLast((condition) => condition.type === 'Ready');
  const word = ready === undefined ? 'Unknown' : ready.status === 'True' ? 'Ready' : 'NotReady';
  return specOf(node)['unschedulable'] === true ? `${word},SchedulingDisabled` : word;
}
const ROLE_PREFIX = 'node-role.kubernetes.io/';
function nodeRoles(node: KubeObject): string {
  const roles = Object.entries(node.metadata.labels ?? {}).flatMap(([key, value]) => {
    if (key.startsWith(ROLE_PREFIX)) return [key.slice(ROLE_PREFIX.length)];
    return key === 'kubernetes.io/role' ? [value] : [];
  });
  const named = [...new Set(roles)].filter((role) => role !== '');
  return named.sort().join(',') || NONE;
}
function nodeAddress(type: string): Column['cell'] {
  return (node) => {
    const addresses = plainListAt(statusOf(node), 'addresses');
    return text(addresses.find((address) => address['type'] === type)?.['address'], NONE);
  };
}
/** `6.12.48 (amd64)` */
function kernel(node: KubeObject): string {
  const { architecture, kernelVersion } = plainOf(statusOf(node)['nodeInfo']);
  const version = text(kernelVersion, '<unknown>');
  return text(architecture) === '' ? version : `${version} (${String(architecture)})`;
}
function nodeInfo(field: string, absent = '<unknown>'): Column['cell'] {
  return (node) => text(plainOf(statusOf(node)['nodeInfo'])[field], absent);
}

/** Components of the newer Events write `eventTime` and a series, where others count on their own. */
function firstSeen(event: KubeObject, nowMs: number): string {
  return ageOf(text(event['firstTimestamp']) || text(event['eventTime']), nowMs);
}
function lastSeen(event: KubeObject, nowMs: number): string {
  const series = plainOf(event['series']);
  if (series['lastObservedTime'] !== undefined)
    return ageOf(text(series['lastObservedTime']), nowMs);
  const last = text(event['lastTimestamp']);
  return last === '' ? firstSeen(event, nowMs) : ageOf(last, nowMs);
}
function timesSeen(event: KubeObject): string {
  const { count } = plainOf(event['series']);
  return text(count ?? event['count'] ?? 1);
}
function eventObject(event: KubeObject): string {
  const about = plainOf(event['involvedObject']);
  const name = textAt(about, 'name');
  return `${textAt(about, 'kind').toLowerCase()}${name === '' ? '' : `/${name}`}`;
}
/** `kubelet, node-1` */
function eventSource(event: KubeObject): string {
  const source = plainOf(event['source']);
  const component = textAt(source, 'component') || textAt(event, 'reportingComponent');
  const host = textAt(source, 'host') || textAt(event, 'reportingInstance');
  return host === '' ? component : `${component}, ${host}`;
}

export const CLUSTER_COLUMNS: Readonly<Record<string, readonly Column[]>> = {
  Node: [
    NAME,
    column('STATUS', nodeStatus),
    column('ROLES', nodeRoles),
    AGE,
    column('VERSION', nodeInfo('kubeletVersion', '')),
    wide('INTERNAL-IP', nodeAddress('InternalIP')),
    wide('EXTERNAL-IP', nodeAddress('ExternalIP')),
    wide('OS-IMAGE', nodeInfo('osImage')),
    wide('KERNEL-VERSION', kernel),
    wide('CONTAINER-RUNTIME', nodeInfo('containerRuntimeVersion')),
  ],
  Namespace: [NAME, status('STATUS', 'phase', (value) => text(value, 'Active')), AGE],
  ConfigMap: [
    NAME,
    column('DATA', (object) =>
      String(Number(sizeOf(object['data'])) + Number(sizeOf(object['binaryData']))),
    ),
    AGE,
  ],
  Secret: [
    NAME,
    own('TYPE', 'type', (value) => text(value, 'Opaque')),
    own('DATA', 'data', sizeOf),
    AGE,
  ],
  ServiceAccount: [NAME, own('SECRETS', 'secrets', sizeOf), AGE],
  Lease: [NAME, spec('HOLDER', 'holderIdentity'), AGE],
  LeaseCandidate: [
    NAME,
    spec('LEASENAME', 'leaseName'),
    spec('BINARYVERSION', 'binaryVersion'),
    spec('EMULATIONVERSION', 'emulationVersion'),
    AGE,
  ],
  Event: [
    column('LAST SEEN', lastSeen),
    column('TYPE', (event) => text(event['type'])),
    column('REASON', (event) => text(event['reason'])),
    column('OBJECT', eventObject),
    wide('SUBOBJECT', (event) => textAt(plainOf(event['involvedObject']), 'fieldPath')),
    wide('SOURCE', eventSource),
    column('MESSAGE', (event) => text(event['message']).trim()),
    wide('FIRST SEEN', firstSeen),
    wide('COUNT', timesSeen),
    wide('NAME', NAME.cell),
  ],
};
