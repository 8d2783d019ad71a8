// The downward API: what a Pod may know of itself.
import type { Pod, ResourceList, ResourceRequirements } from '../../schema/objects';
import { compareQuantities, milliValue, quantityOf, wholeValue, ZERO } from '../../schema/quantity';
import { goQuote } from '../../schema/validation/goText';
import type { StoreView } from '../api/store';
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
    const map = keyed[1] === 'labels' ? pod.metadata.labels : annotationsOf(pod);
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
      return keyValueLines(annotationsOf(pod));
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

const SOURCE = 'kubernetes.io/config.source';

/** The kubelet notes where it has a Pod from and since when; the API does not show that. */
function annotationsOf({ metadata, status }: Pod): Readonly<Record<string, string>> {
  const { annotations = {}, creationTimestamp } = metadata;
  if (annotations[SOURCE] !== undefined) return annotations;
  const bound = status?.conditions?.find(({ type }) => type === 'PodScheduled');
  const seen = bound?.lastTransitionTime ?? creationTimestamp ?? '';
  return { ...annotations, 'kubernetes.io/config.seen': seen, [SOURCE]: 'api' };
}

function keyValueLines(map: Readonly<Record<string, string>> | undefined): string {
  return Object.keys(map ?? {})
    .sort()
    .map((key) => `${key}=${goQuote(map?.[key] ?? '')}`)
    .join('\n');
}

interface ResourceFieldRef {
  readonly resource: string;
  readonly containerName?: string;
  readonly divisor?: string | number;
}

/**
 * The text of `limits.memory`, `requests.cpu` …, in units of the divisor.
 *
 * @param whole what there is where a container has no limit of its own: `limitsWithout` gives it
 */
export function resourceField(
  pod: Pod,
  ref: ResourceFieldRef,
  whole: ResourceList,
  own?: string,
): string {
  const container = containerOf(pod.spec, ref.containerName ?? own ?? '');
  const [, side = '', resource = ''] = /^(limits|requests)\.(.*)$/.exec(ref.resource) ?? [];
  const { limits, requests } = container?.resources ?? {};
  const given = quantityOf((side === 'limits' ? limits : requests)?.[resource] ?? '0');
  const isNone = side === 'limits' && compareQuantities(given, ZERO) === 0;
  const amount = isNone ? quantityOf(whole[resource] ?? '0') : given;
  const divisor = quantityOf(ref.divisor ?? '1');
  const [units, unit] =
    resource === 'cpu'
      ? [milliValue(amount), milliValue(divisor) || 1000]
      : [wholeValue(amount), wholeValue(divisor) || 1];
  return String(Math.ceil(units / unit));
}

const ON_NODE = ['cpu', 'memory', 'ephemeral-storage'];

/** What bounds a container without limits: the Pod's own, else all that its node has to give. */
export function limitsWithout(view: StoreView, { spec }: Pod): ResourceList {
  const node = view.get('Node', '', spec.nodeName ?? '');
  const { allocatable = {} } = (node?.['status'] ?? {}) as { allocatable?: ResourceList };
  const shared = (spec['resources'] ?? {}) as ResourceRequirements;
  const bounds = ON_NODE.map((name) => [name, shared.limits?.[name] ?? allocatable[name] ?? '0']);
  return Object.fromEntries(bounds) as ResourceList;
}
