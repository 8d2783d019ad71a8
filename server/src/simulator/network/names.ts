// What a host name stands for inside the cluster, as its DNS answers.
import type { Pod } from '../../schema/objects';
import type { NodeObject, Service } from '../../schema/workloads';
import type { StoreView } from '../api/store';
import { type Fabric, targetsOf } from './fabric';

/** Where a connection is to go. */
export type Place =
  | { readonly kind: 'service'; readonly service: Service }
  /** Addresses of Pods or nodes, or of anything else. */
  | { readonly kind: 'addresses'; readonly addresses: readonly string[] }
  | { readonly kind: 'outside'; readonly host: string }
  | { readonly kind: 'unknown' };

const SUFFIX = '.cluster.local';
const IPV4 = /^\d{1,3}(?:\.\d{1,3}){3}$/;
/** With fewer dots than this a name is tried with the search domains first. */
const NDOTS = 5;

export function isAddress(host: string): boolean {
  return IPV4.test(host);
}

/** What `host` means to a Pod of that namespace. */
export function placeOf(host: string, namespace: string, view: StoreView, fabric: Fabric): Place {
  if (isAddress(host)) return addressPlace(host, view, fabric);
  const name = host.toLowerCase().replace(/\.$/, '');
  const isQualified = host.endsWith('.') || name.split('.').length > NDOTS;
  const searched = isQualified
    ? [name]
    : [`${name}.${namespace}.svc${SUFFIX}`, `${name}.svc${SUFFIX}`, `${name}${SUFFIX}`, name];
  for (const candidate of searched) {
    const found = inCluster(candidate, view);
    if (found !== undefined) return found;
  }
  return name.includes('.') && !name.endsWith(SUFFIX)
    ? { kind: 'outside', host: name }
    : { kind: 'unknown' };
}

function addressPlace(ip: string, view: StoreView, fabric: Fabric): Place {
  if (fabric.pods.has(ip)) return { kind: 'addresses', addresses: [ip] };
  for (const object of view.list('Service'))
    if ((object as Service).spec?.clusterIP === ip)
      return { kind: 'service', service: object as Service };
  if (nodeWith(ip, view) !== undefined || isClusterAddress(ip))
    return { kind: 'addresses', addresses: [ip] };
  return { kind: 'outside', host: ip };
}

/** An address of the Pods' or the Services' range, whether or not anybody has it. */
function isClusterAddress(ip: string): boolean {
  return ip.startsWith('10.244.') || ip.startsWith('10.96.');
}

export function nodeWith(ip: string, view: StoreView): NodeObject | undefined {
  for (const object of view.list('Node')) {
    const { addresses } = (object as NodeObject).status ?? {};
    if (addresses?.some(({ type, address }) => type === 'InternalIP' && address === ip) === true)
      return object as NodeObject;
  }
  return undefined;
}

function inCluster(name: string, view: StoreView): Place | undefined {
  if (!name.endsWith(SUFFIX)) return undefined;
  const labels = name.slice(0, -SUFFIX.length).split('.');
  const kind = labels.at(-1);
  if (kind === 'pod' && labels.length === 3) {
    const address = (labels[0] ?? '').replaceAll('-', '.');
    return isAddress(address) ? { kind: 'addresses', addresses: [address] } : undefined;
  }
  if (kind !== 'svc') return undefined;
  const [serviceName = '', namespace = ''] = labels.slice(-3, -1);
  const service = view.get('Service', namespace, serviceName) as Service | undefined;
  if (service === undefined) return undefined;
  const rest = labels.slice(0, -3);
  if (rest.length === 0) return servicePlace(service, view);
  const targets = targetsOf(view, namespace, serviceName) ?? [];
  const addresses = targets
    .filter(
      (target) => target.hostname === rest.join('.') || target.ip.replaceAll('.', '-') === rest[0],
    )
    .filter((target) => target.ready)
    .map((target) => target.ip);
  return addresses.length === 0 ? undefined : { kind: 'addresses', addresses };
}

function servicePlace(service: Service, view: StoreView): Place | undefined {
  const { type, externalName, clusterIP } = service.spec ?? {};
  if (type === 'ExternalName') return { kind: 'outside', host: externalName ?? '' };
  if (clusterIP !== 'None') return { kind: 'service', service };
  const { namespace = '', name = '' } = service.metadata;
  const addresses = (targetsOf(view, namespace, name) ?? [])
    .filter((target) => target.ready)
    .map((target) => target.ip);
  return addresses.length === 0 ? undefined : { kind: 'addresses', addresses };
}

/** What a look-up gives. */
export function addressesOf(place: Place): readonly string[] | undefined {
  switch (place.kind) {
    case 'service':
      return [place.service.spec?.clusterIP ?? ''];
    case 'addresses':
      return place.addresses;
    case 'outside':
    case 'unknown':
      return undefined;
  }
}

/** The Pod on a node's own address that has the port as `hostPort`. */
export function podBehindHostPort(
  view: StoreView,
  node: string,
  port: number,
): { readonly pod: Pod; readonly port: number } | undefined {
  for (const pod of view.podsOnNode(node))
    for (const container of pod.spec.containers)
      for (const { hostPort, containerPort } of container.ports ?? [])
        if (hostPort === port && (pod.spec.hostNetwork !== true || containerPort === port))
          return { pod, port: containerPort };
  return undefined;
}
