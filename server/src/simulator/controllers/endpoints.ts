// EndpointSlices and Endpoints: which Pods stand behind a Service, and whether they may be sent to.
import type { KubeObject, Pod } from '../../schema/objects';
import { matches, selectorFromLabels } from '../../schema/selector';
import type {
  Endpoint,
  EndpointPort,
  EndpointSlice,
  Service,
  ServicePort,
} from '../../schema/workloads';
import type { AnyClusterComponent } from '../api/clusterComponent';
import type { Change, StoreView } from '../api/store';
import type { Latencies } from '../latencies';
import { type ControllerTurn, controllerComponent, keyOf, objectAt, sameJson } from './controller';
import { isReady, isTerminal, ownerReference } from './pods';
import { PodsByLabel, SelectorIndex } from './selectorIndex';

const SLICES = 'endpointslice-controller';
const ENDPOINTS = 'endpoint-controller';
const SERVICE_LABEL = 'kubernetes.io/service-name';
const MANAGED_BY = 'endpointslice.kubernetes.io/managed-by';
const MANAGER = 'endpointslice-controller.k8s.io';
const ZONE = 'topology.kubernetes.io/zone';
const HEADLESS = 'service.kubernetes.io/headless';
/** Rules: L-CTL-23 */
const MOST_PER_SLICE = 100;

/** Both controllers: of EndpointSlices and of the older Endpoints. Rules: L-CTL-23, L-TRM-21, L-TRM-22 */
export function createEndpointControllers(latencies: Latencies): readonly AnyClusterComponent[] {
  const pods = new PodsByLabel();
  const slices = controllerComponent<true>({
    name: SLICES,
    reactionMs: latencies.endpointSlice,
    kinds: ['Service', 'Pod'],
    concerns: concernsOf(pods),
    sync(turn, key) {
      const service = objectAt<Service>(turn.view, 'Service', key);
      if (service === undefined) return undefined;
      syncSlices(turn, service, podsBehind(turn.view, service, pods));
      return true;
    },
  });
  const endpoints = controllerComponent<true>({
    name: ENDPOINTS,
    reactionMs: latencies.endpointSlice,
    kinds: ['Service', 'Pod'],
    concerns: concernsOf(undefined),
    sync(turn, key) {
      const service = objectAt<Service>(turn.view, 'Service', key);
      if (service === undefined) return removeEndpoints(turn, key);
      syncEndpoints(turn, service, podsBehind(turn.view, service, pods));
      return true;
    },
  });
  return [slices, endpoints];
}

/** A table of its own for each simulation: it follows the Services as they change. */
function concernsOf(
  pods: PodsByLabel | undefined,
): (change: Change) => readonly string[] | undefined {
  const index = new SelectorIndex();
  return (change) => {
    pods?.follow(change);
    const { object, previous, op } = change;
    if (object.kind === 'Service') {
      const key = keyOf(object);
      if (op === 'DELETED') index.delete(key);
      else index.set(key, object.metadata.namespace ?? '', selectedLabels(object as Service));
      return [key];
    }
    if (object.kind !== 'Pod') return undefined;
    const pod = object as Pod;
    const before = previous as Pod | undefined;
    if (!isNews(pod, before, op)) return undefined;
    const keys = index.selecting(pod);
    if (before === undefined || before.metadata.labels === pod.metadata.labels) return keys;
    return [...new Set([...keys, ...index.selecting(before)])];
  };
}

function isNews(pod: Pod, before: Pod | undefined, op: Change['op']): boolean {
  return (
    op !== 'MODIFIED' ||
    before === undefined ||
    before.status?.podIP !== pod.status?.podIP ||
    isReady(before) !== isReady(pod) ||
    isTerminal(before) !== isTerminal(pod) ||
    before.metadata.deletionTimestamp !== pod.metadata.deletionTimestamp ||
    before.metadata.labels !== pod.metadata.labels
  );
}

/** Undefined for Services whose endpoints somebody else writes. Rules: L-CTL-23 */
function selectedLabels(service: Service): Readonly<Record<string, string>> | undefined {
  const { selector, type } = service.spec ?? {};
  return type === 'ExternalName' ? undefined : selector;
}

const selectors = new WeakMap<object, ReturnType<typeof selectorFromLabels>>();

function selectorOf(service: Service) {
  const selector = selectedLabels(service);
  if (selector === undefined || Object.keys(selector).length === 0) return undefined;
  const known = selectors.get(selector);
  if (known !== undefined) return known;
  const parsed = selectorFromLabels(selector);
  selectors.set(selector, parsed);
  return parsed;
}

/** Pods that can be endpoints at all. Rules: L-TRM-22 */
function podsBehind(view: StoreView, service: Service, index: PodsByLabel): readonly Pod[] {
  const selector = selectorOf(service);
  const labels = selectedLabels(service);
  if (selector === undefined || labels === undefined) return [];
  const pods: Pod[] = [];
  for (const uid of index.candidates(service.metadata.namespace ?? '', labels)) {
    const pod = view.byUid(uid) as Pod | undefined;
    if (pod === undefined || !matches(selector, pod.metadata.labels)) continue;
    if (!isTerminal(pod) && (pod.status?.podIP ?? '') !== '') pods.push(pod);
  }
  return pods;
}

/** The number behind a `targetPort`, for this Pod; undefined where no container has a port of that name. Rules: L-CTL-24 */
function targetPortOf(pod: Pod, port: ServicePort): number | undefined {
  const { targetPort } = port;
  if (targetPort === undefined || targetPort === 0 || targetPort === '') return port.port;
  if (typeof targetPort === 'number') return targetPort;
  const protocol = port.protocol ?? 'TCP';
  const all = [
    ...pod.spec.containers,
    ...(pod.spec.initContainers ?? []).filter((c) => c.restartPolicy === 'Always'),
  ];
  for (const container of all)
    for (const candidate of container.ports ?? [])
      if (candidate.name === targetPort && (candidate.protocol ?? 'TCP') === protocol)
        return candidate.containerPort;
  return undefined;
}

function portsFor(service: Service, pod: Pod): readonly EndpointPort[] {
  const ports: EndpointPort[] = [];
  for (const port of service.spec?.ports ?? []) {
    const number = targetPortOf(pod, port);
    if (number === undefined) continue;
    ports.push({
      name: port.name ?? '',
      port: number,
      protocol: port.protocol ?? 'TCP',
      ...(port.appProtocol === undefined ? {} : { appProtocol: port.appProtocol }),
    });
  }
  return ports;
}

interface Known {
  readonly spec: Service['spec'];
  readonly node: KubeObject | undefined;
  readonly endpoint: Endpoint;
}
/** Objects never change, so what was worked out for one holds as long as it is there. */
const known = new WeakMap<Pod, Known>();

function endpointOf(view: StoreView, service: Service, pod: Pod): Endpoint {
  const { nodeName } = pod.spec;
  const node = nodeName === undefined ? undefined : view.get('Node', '', nodeName);
  const before = known.get(pod);
  if (before !== undefined && before.spec === service.spec && before.node === node)
    return before.endpoint;
  const endpoint = newEndpoint(service, pod, node);
  known.set(pod, { spec: service.spec, node, endpoint });
  return endpoint;
}

/** Rules: L-TRM-21, L-TRM-22 */
function newEndpoint(service: Service, pod: Pod, node: KubeObject | undefined): Endpoint {
  const terminating = pod.metadata.deletionTimestamp !== undefined;
  const serving = isReady(pod);
  const ready = service.spec?.publishNotReadyAddresses === true || (serving && !terminating);
  const { name = '', namespace = '', uid = '' } = pod.metadata;
  const { hostname, subdomain, nodeName } = pod.spec;
  const zone = node?.metadata.labels?.[ZONE];
  return {
    addresses: [pod.status?.podIP ?? ''],
    conditions: { ready, serving, terminating },
    ...(hostname !== undefined && subdomain === service.metadata.name ? { hostname } : {}),
    ...(nodeName === undefined ? {} : { nodeName }),
    targetRef: { kind: 'Pod', namespace, name, uid },
    ...(zone === undefined ? {} : { zone }),
  };
}

interface Wanted {
  readonly ports: readonly EndpointPort[];
  readonly endpoints: Map<string, Endpoint>;
}

function syncSlices(turn: ControllerTurn, service: Service, pods: readonly Pod[]): void {
  if (selectorOf(service) === undefined) return;
  const { view } = turn;
  const groups = new Map<string, Wanted>();
  // Only named target ports can differ from Pod to Pod.
  const isNamed = (service.spec?.ports ?? []).some((port) => typeof port.targetPort === 'string');
  const [first] = pods;
  const common = isNamed || first === undefined ? undefined : portsFor(service, first);
  const commonKey = JSON.stringify(common);
  for (const pod of pods) {
    const ports = common ?? portsFor(service, pod);
    const key = common === undefined ? JSON.stringify(ports) : commonKey;
    let group = groups.get(key);
    if (group === undefined) groups.set(key, (group = { ports, endpoints: new Map() }));
    group.endpoints.set(pod.metadata.uid ?? '', endpointOf(view, service, pod));
  }
  const present = slicesOf(view, service);
  const left = new Set(present);
  for (const [key, group] of groups) {
    const own = present.filter((slice) => JSON.stringify(slice.ports ?? []) === key);
    const reusable = own.length > 0 ? own : present.filter(isPlaceholder).slice(0, 1);
    for (const slice of reusable) left.delete(slice);
    fill(turn, service, reusable, group);
  }
  if (groups.size === 0) {
    const [slice] = present;
    if (slice === undefined) turn.create(newSlice(service, [], []));
    else {
      left.delete(slice);
      update(turn, slice, [], []);
    }
  }
  for (const slice of left) remove(turn, slice);
}

function slicesOf(view: StoreView, service: Service): readonly EndpointSlice[] {
  const slices: EndpointSlice[] = [];
  for (const object of view.dependents(service.metadata.uid ?? ''))
    if (object.kind === 'EndpointSlice' && object.metadata.labels?.[MANAGED_BY] === MANAGER)
      slices.push(object as EndpointSlice);
  return slices;
}

function isPlaceholder(slice: EndpointSlice): boolean {
  return (slice.endpoints ?? []).length === 0;
}

/** Endpoints keep their place; new ones go to the end, and to a slice of their own when there is no room. */
function fill(
  turn: ControllerTurn,
  service: Service,
  slices: readonly EndpointSlice[],
  wanted: Wanted,
): void {
  const missing = new Map(wanted.endpoints);
  const kept = slices.map((slice) => {
    const endpoints: Endpoint[] = [];
    for (const endpoint of slice.endpoints ?? []) {
      const uid = endpoint.targetRef?.uid ?? '';
      const next = missing.get(uid);
      missing.delete(uid);
      if (next !== undefined) endpoints.push(next);
    }
    return { slice, endpoints };
  });
  const rest = [...missing.values()];
  for (const { slice, endpoints } of kept) {
    endpoints.push(...rest.splice(0, MOST_PER_SLICE - endpoints.length));
    if (endpoints.length === 0 && kept.length > 1) remove(turn, slice);
    else update(turn, slice, endpoints, wanted.ports);
  }
  while (rest.length > 0)
    turn.create(newSlice(service, rest.splice(0, MOST_PER_SLICE), wanted.ports));
}

function update(
  turn: ControllerTurn,
  slice: EndpointSlice,
  endpoints: readonly Endpoint[],
  ports: readonly EndpointPort[],
): void {
  if (sameJson(slice.endpoints, endpoints) && sameJson(slice.ports, ports)) return;
  turn.write({ verb: 'update', by: SLICES, object: { ...slice, endpoints, ports } });
}

function remove(turn: ControllerTurn, slice: EndpointSlice): void {
  const { namespace = '', name = '' } = slice.metadata;
  turn.write({ verb: 'delete', by: SLICES, kind: 'EndpointSlice', namespace, name });
}

function newSlice(
  service: Service,
  endpoints: readonly Endpoint[],
  ports: readonly EndpointPort[],
): EndpointSlice {
  const { name = '', namespace } = service.metadata;
  const headless: Readonly<Record<string, string>> =
    service.spec?.clusterIP === 'None' ? { [HEADLESS]: '' } : {};
  return {
    apiVersion: 'discovery.k8s.io/v1',
    kind: 'EndpointSlice',
    metadata: {
      generateName: `${name}-`,
      ...(namespace === undefined ? {} : { namespace }),
      labels: {
        ...service.metadata.labels,
        [MANAGED_BY]: MANAGER,
        [SERVICE_LABEL]: name,
        ...headless,
      },
      ownerReferences: [ownerReference(service)],
    },
    addressType: 'IPv4',
    endpoints,
    ports,
  };
}

// ---- Endpoints ---------------------------------------------------------------------------------------------------

function removeEndpoints(turn: ControllerTurn, key: string): undefined {
  const object = objectAt<KubeObject>(turn.view, 'Endpoints', key);
  if (object === undefined) return undefined;
  const { namespace = '', name = '' } = object.metadata;
  turn.write({ verb: 'delete', by: ENDPOINTS, kind: 'Endpoints', namespace, name });
  return undefined;
}

const addresses = new WeakMap<Endpoint, object>();

function addressOf(endpoint: Endpoint): object {
  const before = addresses.get(endpoint);
  if (before !== undefined) return before;
  const { hostname, nodeName, targetRef } = endpoint;
  const address = { ip: endpoint.addresses[0], hostname, nodeName, targetRef };
  addresses.set(endpoint, address);
  return address;
}

function syncEndpoints(turn: ControllerTurn, service: Service, pods: readonly Pod[]): void {
  if (selectorOf(service) === undefined) return;
  const groups = new Map<string, { ready: object[]; notReady: object[]; ports: object[] }>();
  for (const pod of pods) {
    if (pod.metadata.deletionTimestamp !== undefined) continue;
    const endpoint = endpointOf(turn.view, service, pod);
    const ports = portsFor(service, pod).map((port) => {
      const { name, ...rest } = port;
      return name === '' ? rest : { name, ...rest };
    });
    const key = JSON.stringify(ports);
    let group = groups.get(key);
    if (group === undefined) groups.set(key, (group = { ready: [], notReady: [], ports }));
    const address = addressOf(endpoint);
    (endpoint.conditions?.ready === true ? group.ready : group.notReady).push(address);
  }
  const subsets = [...groups.values()].map(({ ready, notReady, ports }) => ({
    ...(ready.length === 0 ? {} : { addresses: ready }),
    ...(notReady.length === 0 ? {} : { notReadyAddresses: notReady }),
    ...(ports.length === 0 ? {} : { ports }),
  }));
  const { name = '', namespace } = service.metadata;
  const present = objectAt<KubeObject>(turn.view, 'Endpoints', keyOf(service));
  const object: KubeObject = {
    apiVersion: 'v1',
    kind: 'Endpoints',
    metadata: {
      ...present?.metadata,
      name,
      ...(namespace === undefined ? {} : { namespace }),
      labels: { ...service.metadata.labels, 'endpoints.kubernetes.io/managed-by': ENDPOINTS },
    },
    ...(subsets.length === 0 ? {} : { subsets }),
  };
  if (present === undefined) turn.create(object);
  else if (!sameJson(present['subsets'], object['subsets']))
    turn.write({ verb: 'update', by: ENDPOINTS, object });
}
