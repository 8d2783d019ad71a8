// What the network knows: which Pod has which address, and what stood behind each Service when. The proxies of the nodes
// are not run: what one of them has in its rules at a moment is read off the history of the endpoints.
import type { EndpointSlice, Service } from '../../schema/workloads';
import type { StoreView } from '../api/store';
import type { SimTime } from '../kernel/time';

export interface Target {
  readonly ip: string;
  readonly uid: string;
  readonly node: string | undefined;
  readonly ready: boolean;
  readonly serving: boolean;
  readonly terminating: boolean;
  readonly hostname: string | undefined;
  /** Number by the name of the Service's port. */
  readonly ports: ReadonlyMap<string, number>;
}

/** What stood behind a Service from a moment on; `undefined` targets: there was no such Service. */
export interface Behind {
  readonly since: SimTime;
  readonly targets: readonly Target[] | undefined;
}

/** An index of the store, changed in place: a copy for each Pod would make its cost grow with their number. */
export interface Fabric {
  /** Pods by address; several where they share the network of their node. */
  readonly pods: Map<string, readonly string[]>;
  /** By `namespace/name`, oldest first. */
  readonly services: Map<string, readonly Behind[]>;
  /** When in its period each node's proxy writes its rules. */
  readonly phases: Map<string, SimTime>;
  /** Nodes that are cut off. */
  readonly cut: Set<string>;
}

export function emptyFabric(): Fabric {
  return { pods: new Map(), services: new Map(), phases: new Map(), cut: new Set() };
}

/** The endpoints of a Service as its slices have them now. */
export function targetsOf(
  view: StoreView,
  namespace: string,
  name: string,
): readonly Target[] | undefined {
  const service = view.get('Service', namespace, name) as Service | undefined;
  if (service === undefined) return undefined;
  const targets: Target[] = [];
  for (const slice of slicesOf(view, service)) {
    const ports = new Map((slice.ports ?? []).map((port) => [port.name ?? '', port.port ?? 0]));
    for (const { addresses, conditions, nodeName, targetRef, hostname } of slice.endpoints ?? [])
      targets.push({
        ip: addresses[0] ?? '',
        uid: targetRef?.uid ?? '',
        node: nodeName,
        ready: conditions?.ready ?? true,
        serving: conditions?.serving ?? true,
        terminating: conditions?.terminating ?? false,
        hostname,
        ports,
      });
  }
  return targets;
}

function slicesOf(view: StoreView, service: Service): readonly EndpointSlice[] {
  const slices: EndpointSlice[] = [];
  for (const object of view.dependents(service.metadata.uid ?? ''))
    if (object.kind === 'EndpointSlice') slices.push(object as EndpointSlice);
  // Slices that somebody wrote by hand belong to nobody: their label says for which Service they are.
  if (service.spec?.selector === undefined)
    for (const object of view.list('EndpointSlice', service.metadata.namespace ?? ''))
      if (object.metadata.labels?.['kubernetes.io/service-name'] === service.metadata.name)
        if (!slices.includes(object as EndpointSlice)) slices.push(object as EndpointSlice);
  return slices;
}

/** How long a proxy takes at most; half of it on average. Rules: L-TRM-21, L-TIM-30 */
export function proxyPeriod(averageMs: SimTime): SimTime {
  return Math.max(1, 2 * averageMs);
}

/** The last moment at or before `now` at which the node's proxy wrote its rules. */
export function lastProgrammed(
  fabric: Fabric,
  node: string | undefined,
  period: SimTime,
  now: SimTime,
): SimTime {
  const phase = (node === undefined ? undefined : fabric.phases.get(node)) ?? 0;
  return Math.floor((now - phase) / period) * period + phase;
}

/** What stood behind the Service at `at`; undefined: the proxy has never heard of it. */
export function behindAt(
  fabric: Fabric,
  service: string,
  at: SimTime,
): readonly Target[] | undefined {
  const history = fabric.services.get(service) ?? [];
  for (let i = history.length - 1; i >= 0; i--) {
    const entry = history[i];
    if (entry !== undefined && entry.since <= at) return entry.targets;
  }
  return undefined;
}

/** Adds what stands behind a Service from now on; forgets what no proxy can have in its rules any more. */
export function setService(
  fabric: Fabric,
  service: string,
  targets: readonly Target[] | undefined,
  now: SimTime,
  period: SimTime,
): void {
  const before = fabric.services.get(service) ?? [];
  const lastOld = before.findLastIndex((entry) => entry.since <= now - period);
  fabric.services.set(service, [...before.slice(Math.max(0, lastOld)), { since: now, targets }]);
}

export function setAddress(fabric: Fabric, ip: string, uid: string, isGone: boolean): void {
  const others = (fabric.pods.get(ip) ?? []).filter((other) => other !== uid);
  if (!isGone) fabric.pods.set(ip, [...others, uid]);
  else if (others.length === 0) fabric.pods.delete(ip);
  else fabric.pods.set(ip, others);
}
