// The downward API: what a Pod may know of itself.
import type { Pod } from '../../schema/objects';
import { addQuantities, milliValue, quantityOf, wholeValue } from '../../schema/quantity';
import { containerOf } from './podSpec';

/** Addresses that the API's object may not show yet. */
export interface PodAddresses {
  readonly podIP: string;
  readonly hostIP: string;
}

/** The text of `metadata.name`, `metadata.labels['app']`, `status.podIP` …; undefined for a path that there is not. */
export function podField(pod: Pod, path: string, addresses?: PodAddresses): string | undefined {
  const keyed = /^metadata\.(labels|annotations)\['(.*)'\]$/.exec(path);
  if (keyed !== null) {
    const map = keyed[1] === 'labels' ? pod.metadata.labels : pod.metadata.annotations;
    return map?.[keyed[2] ?? ''] ?? '';
  }
  switch (path) {
    case 'metadata.name':
      return pod.metadata.name ?? '';
    case 'metadata.namespace':
      return pod.metadata.namespace ?? '';
    case 'metadata.uid':
      return pod.metadata.uid ?? '';
    case 'metadata.labels':
      return keyValueLines(pod.metadata.labels);
    case 'metadata.annotations':
      return keyValueLines(pod.metadata.annotations);
    case 'spec.nodeName':
      return pod.spec.nodeName ?? '';
    case 'spec.serviceAccountName':
      return pod.spec.serviceAccountName ?? 'default';
    case 'status.podIP':
    case 'status.podIPs':
      return addresses?.podIP ?? pod.status?.podIP ?? '';
    case 'status.hostIP':
    case 'status.hostIPs':
      return addresses?.hostIP ?? pod.status?.hostIP ?? '';
    default:
      return undefined;
  }
}

function keyValueLines(map: Readonly<Record<string, string>> | undefined): string {
  return Object.keys(map ?? {})
    .sort()
    .map((key) => `${key}=${JSON.stringify(map?.[key] ?? '')}`)
    .join('\n');
}

interface ResourceFieldRef {
  readonly resource: string;
  readonly containerName?: string;
  readonly divisor?: string | number;
}

/** The text of `limits.memory`, `requests.cpu` …, in units of the divisor. */
export function resourceField(pod: Pod, ref: ResourceFieldRef, own?: string): string {
  const container = containerOf(pod.spec, ref.containerName ?? own ?? '');
  const dot = ref.resource.indexOf('.');
  const resource = ref.resource.slice(dot + 1);
  const from = ref.resource.startsWith('limits')
    ? container?.resources?.limits
    : container?.resources?.requests;
  const amount = quantityOf(from?.[resource] ?? '0');
  const divisor = quantityOf(ref.divisor ?? '1');
  if (resource === 'cpu') {
    const unit = milliValue(divisor) || 1000;
    return String(Math.ceil(milliValue(amount) / unit));
  }
  const unit = wholeValue(divisor) || 1;
  return String(Math.ceil(wholeValue(addQuantities(amount, quantityOf('0'))) / unit));
}
