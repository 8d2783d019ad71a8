// The cluster's network: names, addresses, Services. A connection comes in as a message, is routed as the client's node
// would route it, and goes on to the Pod that it ends up at. Bytes are not modelled, only who answers whom.
import type { Pod } from '../../schema/objects';
import type { ClusterComponent, ClusterTurn, Wake } from '../api/clusterComponent';
import type { Change } from '../api/store';
import type { SimTime } from '../kernel/time';
import type { Latencies } from '../latencies';
import type { OutgoingConnection, ReplyTo } from '../runtime/messages';
import type { Answer, IncomingRequest } from '../runtime/programs/program';
import type { TraceDraft } from '../trace/trace';
import { emptyFabric, type Fabric, proxyPeriod, setAddress, setService, targetsOf } from './fabric';
import { addressesOf, placeOf } from './names';
import { outsideAnswer } from './outside';
import { stoppedBy } from './policies';
import { type Client, type Route, routeTo } from './routing';
import {
  handleTraffic,
  lastCount,
  type Traffic,
  type TrafficEvent,
  type TrafficState,
} from './traffic';

const FABRIC = 'fabric';
const TRAFFIC = 'traffic/';

/** What has become of each Service's requests since it was last told; for the end of a run. */
export function openCounts(
  traffic: readonly Traffic[],
  peek: (component: string, key: string) => unknown,
): readonly TraceDraft[] {
  return traffic.flatMap((one, i) => {
    const state = peek('network', `${TRAFFIC}${i}`) as TrafficState | undefined;
    return (state && lastCount(one, state)) ?? [];
  });
}

/** An address that nobody has is given up after three unanswered questions for it. */
const NO_ROUTE_MS = 3000;
/** There and back over the internet. */
const OUTSIDE_MS = 60;

export interface NetworkOptions {
  readonly latencies: Latencies;
  /** Requests from outside, counted; none when absent. */
  readonly traffic?: readonly Traffic[];
  /** What hosts outside the cluster answer; undefined: nothing is known of the host. */
  readonly outside?: (host: string, port: number) => Answer | undefined;
}

/** To component `network`, key `fabric`. */
export type FabricEvent =
  | { readonly kind: 'address'; readonly ip: string; readonly uid: string; readonly gone: boolean }
  | { readonly kind: 'service'; readonly namespace: string; readonly name: string }
  | { readonly kind: 'node'; readonly name: string }
  /** Cuts a node off from all others, or joins it again. */
  | { readonly kind: 'cut'; readonly node: string; readonly cut: boolean };

export type NetworkEvent = FabricEvent | OutgoingConnection | TrafficEvent;

export function createNetwork(
  options: NetworkOptions,
): ClusterComponent<Fabric | TrafficState, NetworkEvent> {
  const { latencies, traffic = [] } = options;
  return {
    name: 'network',
    priority: 15,
    begin: traffic.map((one, i) => ({
      key: `${TRAFFIC}${i}`,
      event: { kind: 'tick' },
      afterMs: one.fromMs,
    })),
    kinds: ['Pod', 'Service', 'EndpointSlice', 'Node'],
    watch(change) {
      const wakes = watch(change, latencies);
      if (traffic.length === 0 || !canBeFelt(change)) return wakes;
      return [...(wakes ?? []), ...traffic.map((_, i) => newsFor(i))];
    },
    handle(state, event, turn, key) {
      if (key.startsWith(TRAFFIC)) {
        const one = traffic[Number(key.slice(TRAFFIC.length))];
        return one === undefined
          ? undefined
          : handleTraffic(
              { options, fabric: fabricOf(turn) },
              one,
              state as TrafficState | undefined,
              event as TrafficEvent,
              turn,
              key,
            );
      }
      if (key === FABRIC)
        return handleFabric(
          (state as Fabric | undefined) ?? emptyFabric(),
          event as FabricEvent,
          turn,
          latencies,
        );
      connect(options, event as OutgoingConnection, turn);
      return undefined;
    },
  };
}

function fabricOf(turn: ClusterTurn): Fabric {
  return (turn.peek('network', FABRIC) as Fabric | undefined) ?? emptyFabric();
}

function watch(change: Change, { watch: watchMs }: Latencies): readonly Wake[] | undefined {
  const { object, previous, op } = change;
  const { namespace = '', name = '' } = object.metadata;
  const wake = (event: FabricEvent, afterMs: SimTime): readonly Wake[] => [
    { key: FABRIC, event, afterMs },
  ];
  switch (object.kind) {
    case 'Pod': {
      const pod = object as Pod;
      const before = (previous as Pod | undefined)?.status?.podIP;
      const { podIP: ip } = pod.status ?? {};
      const { uid = '' } = pod.metadata;
      if (op === 'DELETED')
        return ip === undefined ? undefined : wake({ kind: 'address', ip, uid, gone: true }, 0);
      if (ip === before || ip === undefined) return undefined;
      const gained = wake({ kind: 'address', ip, uid, gone: false }, 0);
      return before === undefined
        ? gained
        : [...wake({ kind: 'address', ip: before, uid, gone: true }, 0), ...gained];
    }
    case 'Service':
      return wake({ kind: 'service', namespace, name }, watchMs);
    case 'EndpointSlice': {
      const service = object.metadata.labels?.['kubernetes.io/service-name'];
      return service === undefined
        ? undefined
        : wake({ kind: 'service', namespace, name: service }, watchMs);
    }
    case 'Node':
      return op === 'ADDED' ? wake({ kind: 'node', name }, 0) : undefined;
    default:
      return undefined;
  }
}

function newsFor(index: number): Wake {
  return { key: `${TRAFFIC}${index}`, event: { kind: 'news' }, afterMs: 0 };
}

/** Whether requests could fare differently after the change. */
function canBeFelt({ object, previous, op }: Change): boolean {
  if (object.kind === 'EndpointSlice' || object.kind === 'Service') return true;
  if (object.kind !== 'Pod') return false;
  const [pod, before] = [object as Pod, previous as Pod | undefined];
  return (
    op !== 'MODIFIED' ||
    before?.metadata.deletionTimestamp !== pod.metadata.deletionTimestamp ||
    before?.status?.containerStatuses !== pod.status?.containerStatuses
  );
}

function handleFabric(
  fabric: Fabric,
  event: FabricEvent,
  turn: ClusterTurn,
  latencies: Latencies,
): Fabric {
  const period = proxyPeriod(latencies.kubeProxy);
  switch (event.kind) {
    case 'address':
      setAddress(fabric, event.ip, event.uid, event.gone);
      return fabric;
    case 'service': {
      const targets = targetsOf(turn.view, event.namespace, event.name);
      setService(fabric, `${event.namespace}/${event.name}`, targets, turn.now, period);
      return fabric;
    }
    case 'node': {
      fabric.phases.set(event.name, Math.floor(turn.random(`kubeProxy/${event.name}`) * period));
      return fabric;
    }
    case 'cut': {
      if (event.cut) fabric.cut.add(event.node);
      else fabric.cut.delete(event.node);
      return fabric;
    }
  }
}

/** A program in a Pod opens a connection or looks a name up. */
function connect(options: NetworkOptions, event: OutgoingConnection, turn: ClusterTurn): void {
  const { request, reply } = event;
  const pod = turn.view.byUid(event.from) as Pod | undefined;
  const fabric = fabricOf(turn);
  const namespace = pod?.metadata.namespace ?? 'default';
  const place = placeOf(request.host, namespace, turn.view, fabric);
  if (request.kind === 'dns') {
    const addresses = addressesOf(place);
    if (place.kind === 'outside') {
      const { answer, assumption } = outsideAnswer(place.host, request);
      assume(turn, place.host, assumption);
      answerTo(turn, reply, answer, options.latencies.connect, true);
    } else {
      const answer: Answer =
        addresses === undefined ? { kind: 'unknownHost' } : { kind: 'dns', addresses };
      answerTo(turn, reply, answer, options.latencies.connect);
    }
    return;
  }
  const node = pod?.spec.nodeName;
  const client: Client = { node, identity: pod?.status?.podIP ?? event.from };
  const route = routeTo(place, request.port, client, {
    view: turn.view,
    fabric,
    now: turn.now,
    kubeProxyMs: options.latencies.kubeProxy,
    draw: () => turn.random(`network/${namespace}/${pod?.metadata.name ?? event.from}`),
    listens: (uid, port) => listens(turn, uid, port),
  });
  if (route.kind === 'pod' && isStopped(turn, pod, route)) return;
  follow(options, route, client, request, reply, fabric, turn);
}

function assume(turn: ClusterTurn, host: string, text: string): void {
  turn.record({
    subject: { kind: 'Network', namespace: '', name: host },
    change: { kind: 'assumption', text },
  });
}

/** Whether a NetworkPolicy drops the connection; the story says which. */
function isStopped(
  turn: ClusterTurn,
  from: Pod | undefined,
  route: Extract<Route, { readonly kind: 'pod' }>,
): boolean {
  const to = turn.view.byUid(route.uid) as Pod | undefined;
  const { podIP = '' } = from?.status ?? {};
  const policy = stoppedBy(
    turn.view,
    { pod: from, ip: podIP },
    { pod: to, ip: route.ip, port: route.port },
  );
  if (policy === undefined) return false;
  const nameOf = (pod: Pod | undefined): string =>
    `${pod?.metadata.namespace ?? ''}/${pod?.metadata.name ?? ''}`;
  const { namespace = '', name = '', uid = '' } = from?.metadata ?? {};
  turn.record({
    subject: { kind: 'Pod', namespace, name, uid },
    change: {
      kind: 'network',
      text: `its connection to port ${route.port} of ${nameOf(to)} is dropped by NetworkPolicy ${policy}`,
    },
  });
  return true;
}

/** Whether a process of the Pod has the port, as the runtime keeps it. */
export function listens(turn: ClusterTurn, uid: string, port: number): boolean {
  const state = turn.peek('runtime', uid) as
    | { readonly ports?: ReadonlyMap<string, string> }
    | undefined;
  return state?.ports?.has(`TCP/${port}`) === true;
}

/** Carries the request where it goes, or answers in place of nobody. */
export function follow(
  options: NetworkOptions,
  route: Route,
  client: Client,
  request: IncomingRequest,
  reply: ReplyTo,
  fabric: Fabric,
  turn: ClusterTurn,
): void {
  const { connect: connectMs } = options.latencies;
  switch (route.kind) {
    case 'pod': {
      const target = turn.view.byUid(route.uid) as Pod | undefined;
      const to = target?.spec.nodeName;
      const isCut =
        to !== client.node && (fabric.cut.has(to ?? '') || fabric.cut.has(client.node ?? ''));
      if (isCut) return;
      const forwarded: IncomingRequest = { ...request, host: route.ip, port: route.port };
      const event = { kind: 'request', request: forwarded, reply };
      turn.send({ to: 'runtime', key: route.uid, event }, connectMs);
      return;
    }
    case 'outside': {
      const known = options.outside?.(route.host, request.port);
      const { answer, assumption } = outsideAnswer(route.host, request);
      if (known === undefined) assume(turn, route.host, assumption);
      if ((known ?? answer).kind !== 'silent')
        answerTo(turn, reply, known ?? answer, OUTSIDE_MS, true);
      return;
    }
    case 'silent':
      return;
    case 'unreachable':
      answerTo(turn, reply, { kind: 'unreachable' }, NO_ROUTE_MS);
      return;
    case 'refused':
    case 'unknownHost':
      answerTo(turn, reply, { kind: route.kind }, connectMs);
  }
}

/** @param outside the answer is believed of somebody outside of the cluster */
function answerTo(
  turn: ClusterTurn,
  reply: ReplyTo,
  answer: Answer,
  afterMs: SimTime,
  outside = false,
): void {
  const event = outside ? { ...reply.echo, answer, outside } : { ...reply.echo, answer };
  turn.send({ to: reply.to, key: reply.key, event }, afterMs);
}
