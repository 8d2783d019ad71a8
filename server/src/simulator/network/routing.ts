// Which Pod and port a connection ends up at, as the client's node routes it. Pure.
import type { Service, ServicePort } from '../../schema/workloads';
import type { StoreView } from '../api/store';
import type { SimTime } from '../kernel/time';
import { behindAt, type Fabric, lastProgrammed, proxyPeriod, type Target } from './fabric';
import { nodeWith, type Place, podBehindHostPort } from './names';
import { API_SERVER } from './outside';

export interface Client {
  readonly node: string | undefined;
  /** Stays the same for a client, for session affinity. */
  readonly identity: string;
}

export type Route =
  | { readonly kind: 'pod'; readonly uid: string; readonly ip: string; readonly port: number }
  | { readonly kind: 'refused' | 'silent' | 'unreachable' | 'unknownHost' }
  | { readonly kind: 'outside'; readonly host: string };

export interface Routing {
  readonly view: StoreView;
  readonly fabric: Fabric;
  readonly now: SimTime;
  /** From an EndpointSlice's change to a proxy's rules, on average. */
  readonly kubeProxyMs: SimTime;
  /** The next number in [0, 1). */
  readonly draw: () => number;
  /** Whether a Pod's processes listen on the port: decides between Pods that share an address. */
  readonly listens: (uid: string, port: number) => boolean;
}

/** Rules: L-TRM-21, L-CTL-24 */
export function routeTo(place: Place, port: number, client: Client, routing: Routing): Route {
  switch (place.kind) {
    case 'unknown':
      return { kind: 'unknownHost' };
    case 'outside':
      return place;
    case 'addresses': {
      const { addresses } = place;
      const ip = addresses[Math.floor(routing.draw() * addresses.length)] ?? addresses[0] ?? '';
      return toAddress(ip, port, client, routing);
    }
    case 'service':
      return toService(place.service, (p) => p.port === port, client, routing);
  }
}

function toAddress(ip: string, port: number, client: Client, routing: Routing): Route {
  const { view, fabric, listens } = routing;
  const uids = fabric.pods.get(ip) ?? [];
  const node = nodeWith(ip, view);
  if (node !== undefined) {
    const listener = uids.find((uid) => listens(uid, port));
    if (listener !== undefined) return { kind: 'pod', uid: listener, ip, port };
    const forwarded = podBehindHostPort(view, node.metadata.name ?? '', port);
    if (forwarded !== undefined) {
      const { uid = '' } = forwarded.pod.metadata;
      return { kind: 'pod', uid, ip: forwarded.pod.status?.podIP ?? ip, port: forwarded.port };
    }
    const service = serviceWithNodePort(view, port);
    return service === undefined
      ? { kind: 'refused' }
      : toService(service, (p) => p.nodePort === port, client, routing);
  }
  const [uid] = uids;
  return uid === undefined ? { kind: 'unreachable' } : { kind: 'pod', uid, ip, port };
}

function serviceWithNodePort(view: StoreView, port: number): Service | undefined {
  for (const object of view.list('Service'))
    if ((object as Service).spec?.ports?.some((p) => p.nodePort === port) === true)
      return object as Service;
  return undefined;
}

/** The targets that a node's proxy sends to: ready ones, else those that still serve while they end. */
export function usable(targets: readonly Target[]): readonly Target[] {
  const ready = targets.filter((target) => target.ready);
  return ready.length > 0
    ? ready
    : targets.filter((target) => target.serving && target.terminating);
}

/** What the client's node has in its rules for the Service; undefined: nothing yet, or nothing any more. */
export function programmed(
  service: Service,
  client: Client,
  routing: Omit<Routing, 'draw' | 'listens'>,
): readonly Target[] | undefined {
  const { fabric, now, kubeProxyMs } = routing;
  const { namespace = '', name = '' } = service.metadata;
  const at = lastProgrammed(fabric, client.node, proxyPeriod(kubeProxyMs), now);
  const targets = behindAt(fabric, `${namespace}/${name}`, at);
  if (targets === undefined || service.spec?.internalTrafficPolicy !== 'Local') return targets;
  return targets.filter((target) => target.node === client.node);
}

function toService(
  service: Service,
  isPort: (port: ServicePort) => boolean,
  client: Client,
  routing: Routing,
): Route {
  const port = service.spec?.ports?.find(isPort);
  const targets = programmed(service, client, routing);
  if (port === undefined || targets === undefined) return { kind: 'silent' };
  const name = port.name ?? '';
  const candidates = usable(targets.filter((target) => target.ports.has(name)));
  if (candidates.length === 0) return { kind: 'refused' };
  const target = candidates[pick(service, candidates.length, client, routing)];
  if (target === undefined) return { kind: 'refused' };
  if (target.uid === '' && isApiServer(service)) return { kind: 'outside', host: API_SERVER };
  return { kind: 'pod', uid: target.uid, ip: target.ip, port: target.ports.get(name) ?? 0 };
}

function isApiServer({ metadata }: Service): boolean {
  return metadata.namespace === 'default' && metadata.name === 'kubernetes';
}

function pick(service: Service, count: number, client: Client, routing: Routing): number {
  if (service.spec?.sessionAffinity !== 'ClientIP') return Math.floor(routing.draw() * count);
  let hash = 0;
  for (const letter of client.identity) hash = (hash * 31 + letter.charCodeAt(0)) >>> 0;
  return hash % count;
}
