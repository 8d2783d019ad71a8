// Requests from outside to a Service, counted: how many were lost, when and why. Not every request is sent: one to each Pod
// that a request could end up at stands for all those of its moment; moments are short while something changes.
import type { Pod } from '../../schema/objects';
import type { Service } from '../../schema/workloads';
import type { ClusterTurn } from '../api/clusterComponent';
import type { SimTime } from '../kernel/time';
import type { Answer } from '../runtime/programs/program';
import type { LossCause, TraceDraft, TrafficCount } from '../trace/trace';
import type { Fabric, Target } from './fabric';
import type { NetworkOptions } from './network';
import { stoppedBy } from './policies';
import { programmed, usable } from './routing';

export interface Traffic {
  readonly namespace: string;
  readonly service: string;
  /** Of the Service; its first when absent. */
  readonly port?: number;
  readonly path?: string;
  readonly perSecond: number;
  readonly fromMs: SimTime;
  readonly untilMs?: SimTime;
  /** How long a client waits; default 5 s. */
  readonly timeoutMs?: SimTime;
  /** The node whose proxy the requests come through; the first when absent. */
  readonly node?: string;
}

export type TrafficEvent =
  | { readonly kind: 'tick' }
  /** Something changed that requests could feel: from now on they are looked at closely. */
  | { readonly kind: 'news' }
  | { readonly kind: 'trafficAnswer'; readonly id: number; readonly answer: Answer };

interface Pending {
  readonly weight: number;
  readonly sentAt: SimTime;
}
export interface TrafficState {
  readonly lastTick: SimTime;
  readonly nextId: number;
  readonly pending: ReadonlyMap<number, Pending>;
  /** The count that is still open: the story since the causes of losses last changed. */
  readonly open: TrafficCount;
  readonly total: TrafficCount;
  /** The next moments are looked at closely. */
  readonly closeUntil: SimTime;
  readonly seen: string;
}

/** Between two samples when all is calm, and when something changes. */
const CALM_MS = 1000;
const CLOSE_MS = 100;
const CLOSE_FOR_MS = 3000;
const DEFAULT_TIMEOUT_MS = 5000;
/** Pods that are asked at one moment; the others are taken to answer like them. */
const MOST_SAMPLES = 10;

interface Surroundings {
  readonly options: NetworkOptions;
  readonly fabric: Fabric;
}

/** Rules: L-TRM-21, L-CTL-24 */
export function handleTraffic(
  surroundings: Surroundings,
  traffic: Traffic,
  given: TrafficState | undefined,
  event: TrafficEvent,
  turn: ClusterTurn,
  key: string,
): TrafficState | undefined {
  if (event.kind === 'news') return news(traffic, given, turn);
  if (given === undefined) tellSampling(traffic, turn);
  const state = given ?? begin(turn.now);
  if (event.kind === 'trafficAnswer') return answered(state, event.id, event.answer, turn, traffic);
  return tick(surroundings, traffic, state, turn, key);
}

function tellSampling({ namespace, service }: Traffic, turn: ClusterTurn): void {
  const text =
    'of the requests of one moment one is sent to each Pod behind the Service; it stands for all of them';
  turn.record({
    subject: { kind: 'Service', namespace, name: service },
    change: { kind: 'simplified', text },
  });
}

/** Until now all was calm: what was sent since the last sample went as that did. */
function news(
  traffic: Traffic,
  state: TrafficState | undefined,
  turn: ClusterTurn,
): TrafficState | undefined {
  if (state === undefined) return undefined;
  const { untilMs = Number.POSITIVE_INFINITY, perSecond } = traffic;
  if (turn.now < state.closeUntil || turn.now >= untilMs) return state;
  const weight = (perSecond * (turn.now - state.lastTick)) / 1000;
  const counted = weight > 0 ? count(state, weight, undefined, turn, traffic) : state;
  turn.timer('tick', turn.now + CLOSE_MS, { kind: 'tick' });
  return { ...counted, lastTick: turn.now, closeUntil: turn.now + CLOSE_FOR_MS };
}

function begin(now: SimTime): TrafficState {
  const none: TrafficCount = { from: now, until: now, sent: 0, lost: {} };
  return {
    lastTick: now,
    nextId: 1,
    pending: new Map(),
    open: none,
    total: none,
    closeUntil: now + CLOSE_FOR_MS,
    seen: '',
  };
}

function answered(
  state: TrafficState,
  id: number,
  answer: Answer,
  turn: ClusterTurn,
  traffic: Traffic,
): TrafficState {
  const pending = state.pending.get(id);
  if (pending === undefined) return state;
  const rest = new Map(state.pending);
  rest.delete(id);
  return count({ ...state, pending: rest }, pending.weight, causeOf(answer), turn, traffic);
}

function causeOf(answer: Answer): LossCause | undefined {
  switch (answer.kind) {
    case 'http':
      return answer.status >= 500 ? 'serverError' : undefined;
    case 'tcp':
    case 'grpc':
    case 'dns':
      return undefined;
    case 'refused':
      return 'refused';
    case 'reset':
      return 'reset';
    case 'silent':
      return 'timedOut';
    case 'unknownHost':
    case 'unreachable':
      return 'unreachable';
  }
}

/** Adds to the open count; another cause than so far closes it and begins the next. */
function count(
  state: TrafficState,
  weight: number,
  cause: LossCause | undefined,
  turn: ClusterTurn,
  traffic: Traffic,
): TrafficState {
  const isNew = cause !== undefined && state.open.lost[cause] === undefined && state.open.sent > 0;
  const opened = isNew ? close(state, turn, traffic) : state;
  return {
    ...opened,
    open: plus(opened.open, weight, cause, turn.now),
    total: plus(opened.total, weight, cause, turn.now),
    closeUntil: cause === undefined ? opened.closeUntil : turn.now + CLOSE_FOR_MS,
  };
}

function plus(
  before: TrafficCount,
  weight: number,
  cause: LossCause | undefined,
  now: SimTime,
): TrafficCount {
  const lost =
    cause === undefined
      ? before.lost
      : { ...before.lost, [cause]: (before.lost[cause] ?? 0) + weight };
  return { from: before.from, until: now, sent: before.sent + weight, lost };
}

function close(state: TrafficState, turn: ClusterTurn, traffic: Traffic): TrafficState {
  const told = lastCount(traffic, state);
  if (told !== undefined) turn.record(told);
  return { ...state, open: { from: turn.now, until: turn.now, sent: 0, lost: {} } };
}

/** What has become of the requests since it was last told. */
export function lastCount(
  { namespace, service: name }: Traffic,
  { open }: TrafficState,
): TraceDraft | undefined {
  if (open.sent <= 0) return undefined;
  return {
    subject: { kind: 'Service', namespace, name },
    change: { kind: 'network', text: describe(open), traffic: open },
    rule: 'L-TRM-21',
  };
}

function describe(count: TrafficCount): string {
  const lost = Object.entries(count.lost).map(([cause, n]) => `${Math.round(n)} ${WORDS[cause]}`);
  const sent = `${Math.round(count.sent)} requests`;
  return lost.length === 0 ? `${sent}, none lost` : `${sent}, ${lost.join(', ')}`;
}
const WORDS: Readonly<Record<string, string>> = {
  refused: 'refused',
  reset: 'broken off',
  timedOut: 'without an answer',
  unreachable: 'without a way',
  serverError: 'answered with an error',
};

function tick(
  surroundings: Surroundings,
  traffic: Traffic,
  before: TrafficState,
  turn: ClusterTurn,
  key: string,
): TrafficState {
  let state = expire(before, turn, traffic);
  const { untilMs = Number.POSITIVE_INFINITY, perSecond } = traffic;
  const end = Math.min(turn.now, untilMs);
  const weight = (perSecond * (end - state.lastTick)) / 1000;
  const service = turn.view.get('Service', traffic.namespace, traffic.service) as
    | Service
    | undefined;
  const node = traffic.node ?? firstNode(turn);
  const { latencies } = surroundings.options;
  const targets =
    service === undefined
      ? undefined
      : programmed(
          service,
          { node, identity: key },
          {
            view: turn.view,
            fabric: surroundings.fabric,
            now: turn.now,
            kubeProxyMs: latencies.kubeProxy,
          },
        );
  const seen = fingerprint(turn, targets);
  if (seen !== state.seen) state = { ...state, seen, closeUntil: turn.now + CLOSE_FOR_MS };
  if (weight > 0) state = send(traffic, state, service, targets, weight, turn, key);
  // A count without losses is closed when losses begin; one with losses when they are over.
  const isOver = Object.keys(state.open.lost).length > 0 && turn.now >= state.closeUntil;
  if (isOver) state = close(state, turn, traffic);
  if (turn.now >= untilMs && state.pending.size === 0) return close(state, turn, traffic);
  const pause = turn.now < state.closeUntil ? CLOSE_MS : CALM_MS;
  turn.timer('tick', turn.now + pause, { kind: 'tick' });
  return { ...state, lastTick: end };
}

function firstNode(turn: ClusterTurn): string | undefined {
  for (const node of turn.view.list('Node')) return node.metadata.name;
  return undefined;
}

/** What makes a moment different from the one before: rules, and the state of the Pods behind them. */
function fingerprint(turn: ClusterTurn, targets: readonly Target[] | undefined): string {
  if (targets === undefined) return '-';
  return targets
    .map((target) => {
      const pod = turn.view.byUid(target.uid) as Pod | undefined;
      const mark = pod?.metadata.deletionTimestamp === undefined ? '' : 'x';
      const restarts = (pod?.status?.containerStatuses ?? []).map((c) => c.restartCount).join();
      return `${target.uid}${target.ready}${target.serving}${mark}${restarts}`;
    })
    .join(';');
}

/** Requests whose client has stopped waiting. */
function expire(state: TrafficState, turn: ClusterTurn, traffic: Traffic): TrafficState {
  const timeout = traffic.timeoutMs ?? DEFAULT_TIMEOUT_MS;
  let next = state;
  for (const [id, { sentAt, weight }] of state.pending) {
    if (sentAt + timeout > turn.now) continue;
    const pending = new Map(next.pending);
    pending.delete(id);
    next = count({ ...next, pending }, weight, 'timedOut', turn, traffic);
  }
  return next;
}

function send(
  traffic: Traffic,
  state: TrafficState,
  service: Service | undefined,
  targets: readonly Target[] | undefined,
  weight: number,
  turn: ClusterTurn,
  key: string,
): TrafficState {
  const ports = service?.spec?.ports ?? [];
  const port = traffic.port === undefined ? ports[0] : ports.find((p) => p.port === traffic.port);
  if (port === undefined || targets === undefined) {
    const pending = new Map(state.pending).set(state.nextId, { weight, sentAt: turn.now });
    return { ...state, pending, nextId: state.nextId + 1 };
  }
  const name = port.name ?? '';
  const candidates = usable(targets.filter((target) => target.ports.has(name)));
  if (candidates.length === 0) return count(state, weight, 'refused', turn, traffic);
  const sampled = candidates.slice(0, MOST_SAMPLES);
  const pending = new Map(state.pending);
  let { nextId } = state;
  for (const target of sampled) {
    pending.set(nextId, { weight: weight / sampled.length, sentAt: turn.now });
    const request = {
      kind: 'http',
      method: 'GET',
      host: target.ip,
      port: target.ports.get(name) ?? 0,
      path: traffic.path ?? '/',
      headers: new Map([['host', traffic.service]]),
      body: '',
      tls: false,
      from: '10.244.0.1',
    };
    const reply = { to: 'network', key, echo: { kind: 'trafficAnswer', id: nextId } };
    const pod = turn.view.byUid(target.uid) as Pod | undefined;
    const from = { pod: undefined, ip: request.from };
    const isDropped = stoppedBy(turn.view, from, { pod, ip: target.ip, port: request.port });
    if (isDropped === undefined)
      turn.send({ to: 'runtime', key: target.uid, event: { kind: 'request', request, reply } }, 1);
    nextId++;
  }
  return { ...state, pending, nextId };
}
