// What probes and hooks have in common: a command run in the container, a request to it, a sleep. Each call is begun here
// and comes back as one outcome. Rules: L-PRB-12, L-HOOK-4, L-HOOK-5.
import type { Container, Handler, HttpGetAction } from '../../schema/objects';
import { hexFrom } from '../runtime/hexFrom';
import type { RuntimePodRequest } from '../runtime/messages';
import type { Answer, IncomingRequest } from '../runtime/programs/program';
import { podIP } from './addresses';
import { execErrorText, httpErrorText, httpUrl, tcpErrorText } from './callTexts';
import { emit } from './podEvents';
import { type KubeletContext, type PodWorker, workerWith } from './podWorker';

export type CallPurpose =
  | { readonly for: 'probe'; readonly probe: string }
  | { readonly for: 'postStart'; readonly container: string }
  | { readonly for: 'preStop'; readonly id: string; readonly container: string };

export interface HandlerCall {
  readonly purpose: CallPurpose;
  readonly handler: Handler;
  readonly container: string;
  /** Undefined: no limit. */
  readonly timeoutMs: number | undefined;
  readonly redirects: number;
  readonly request: IncomingRequest | undefined;
  /** Nobody has taken the connection; the client goes on trying until its time is over. */
  readonly unconnected?: boolean;
}

export type CallOutcome =
  | { readonly kind: 'success'; readonly text: string; readonly warning?: string }
  | { readonly kind: 'failure'; readonly text: string; readonly exitCode?: number }
  /** It could not be carried out at all (L-PRB-13). */
  | { readonly kind: 'error'; readonly text: string };

/** Result of beginning a call: it goes on, or it is over already. */
export interface BegunCall {
  readonly worker: PodWorker;
  readonly outcome: CallOutcome | undefined;
}

const MOST_REDIRECTS = 10;
const LONGEST_OUTPUT = 10_240;

export function beginCall(
  context: KubeletContext,
  worker: PodWorker,
  id: string,
  input: {
    readonly purpose: CallPurpose;
    readonly handler: Handler;
    readonly container: Container;
    readonly timeoutMs: number | undefined;
  },
): BegunCall {
  const { handler, container, purpose, timeoutMs } = input;
  const call = (request: IncomingRequest | undefined): HandlerCall => ({
    purpose,
    handler,
    container: container.name,
    timeoutMs,
    redirects: 0,
    request,
  });
  const { turn, options } = context;
  const key = worker.pod.metadata.uid ?? '';
  if (timeoutMs !== undefined)
    turn.timer(`timeout/${id}`, turn.now + timeoutMs, { kind: 'callTimeout', call: id });
  if (handler.exec !== undefined) {
    const request: RuntimePodRequest = {
      kind: 'exec',
      session: id,
      container: container.name,
      command: handler.exec.command ?? [],
      collect: true,
      reply: { to: 'kubelet', key, echo: { kind: 'callAnswer', call: id } },
    };
    turn.send({ to: 'runtime', key, event: request }, options.latencies.exec);
    return { worker: withCall(worker, id, call(undefined)), outcome: undefined };
  }
  if (handler.sleep !== undefined) {
    const at = turn.now + handler.sleep.seconds * 1000;
    turn.timer(`sleep/${id}`, at, { kind: 'callAnswer', call: id, slept: true });
    return { worker: withCall(worker, id, call(undefined)), outcome: undefined };
  }
  const request =
    purpose.for !== 'probe' && handler.httpGet === undefined
      ? invalidHook(handler)
      : requestOf(context, worker, handler, container, purpose.for === 'probe');
  if (typeof request === 'string') {
    turn.timer(`timeout/${id}`, undefined);
    return { worker, outcome: { kind: 'error', text: request } };
  }
  sendRequest(context, worker, id, request);
  return { worker: withCall(worker, id, call(request)), outcome: undefined };
}

/** The API takes a hook with a `tcpSocket`, and no kubelet can run it. Rules: L-API-11. */
function invalidHook({ tcpSocket }: Handler): string {
  if (tcpSocket === undefined) return 'invalid handler: &LifecycleHandler{}';
  const { port, host = '' } = tcpSocket;
  const shown = typeof port === 'number' ? `{0 ${port} }` : `{1 0 ${port}}`;
  const socket = `&TCPSocketAction{Port:${shown},Host:${host},}`;
  return `invalid handler: &LifecycleHandler{Exec:nil,HTTPGet:nil,TCPSocket:${socket},Sleep:nil,}`;
}

function withCall(worker: PodWorker, id: string, call: HandlerCall): PodWorker {
  return workerWith(worker, { calls: { ...worker.calls, [id]: call } });
}

export function withoutCall(worker: PodWorker, id: string): PodWorker {
  return workerWith(worker, { calls: { ...worker.calls, [id]: undefined } });
}

/** Own port of the Pod, or through the network. */
function sendRequest(
  context: KubeletContext,
  worker: PodWorker,
  id: string,
  request: IncomingRequest,
): void {
  const { turn, options } = context;
  const key = worker.pod.metadata.uid ?? '';
  const reply = { to: 'kubelet', key, echo: { kind: 'callAnswer', call: id } };
  const own = isOwnAddress(worker, request.host) || request.host === podIP(context, worker);
  if (own || !options.network)
    turn.send({ to: 'runtime', key, event: { kind: 'request', request, reply } });
  else turn.send({ to: 'network', key, event: { kind: 'connect', from: key, request, reply } });
}

/** Whether a request to that host is known to stay with the Pod. */
export function isOwnAddress(worker: PodWorker, host: string): boolean {
  const hostNetwork = worker.pod.spec.hostNetwork === true;
  return host === '' || host === worker.sandboxIP || (hostNetwork && isLoopback(host));
}

/** A probe's `host` is the node's to resolve: loopback is the node itself, not the Pod. */
function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || host.startsWith('127.');
}

function requestOf(
  context: KubeletContext,
  worker: PodWorker,
  handler: Handler,
  container: Container,
  isProbe: boolean,
): IncomingRequest | string {
  const ip = worker.sandboxIP ?? podIP(context, worker) ?? '';
  const from = '10.244.0.1';
  if (handler.httpGet !== undefined) {
    const port = portNumber(container, handler.httpGet.port);
    if (port === undefined) return portError(handler.httpGet.port);
    const agent = isProbe ? 'kube-probe/1.36' : 'kube-lifecycle/1.36';
    return httpRequest(handler.httpGet, port, handler.httpGet.host ?? ip, from, agent);
  }
  if (handler.tcpSocket !== undefined) {
    const port = portNumber(container, handler.tcpSocket.port);
    if (port === undefined) return portError(handler.tcpSocket.port);
    return { kind: 'tcp', host: handler.tcpSocket.host ?? ip, port, from };
  }
  if (handler.grpc !== undefined) {
    const { port, service = '' } = handler.grpc;
    return { kind: 'grpc', host: ip, port, service, from };
  }
  return 'missing probe handler';
}

function httpRequest(
  action: HttpGetAction,
  port: number,
  host: string,
  from: string,
  agent: string,
): IncomingRequest {
  const headers = new Map([
    ['user-agent', agent],
    ['accept', '*/*'],
    ['connection', 'close'],
  ]);
  for (const { name, value } of action.httpHeaders ?? []) headers.set(name.toLowerCase(), value);
  const path = action.path ?? '/';
  return {
    kind: 'http',
    method: 'GET',
    host,
    port,
    path: path.startsWith('/') ? path : `/${path}`,
    headers,
    body: '',
    tls: (action.scheme ?? 'HTTP').toUpperCase() === 'HTTPS',
    from,
  };
}

/** A number, or the container's own port of that name. Rules: L-PRB-12. */
export function portNumber(container: Container, port: number | string): number | undefined {
  const named = container.ports?.find(({ name }) => name === port);
  if (named !== undefined) return named.containerPort;
  const number = Number(port);
  const isPort = /^\d+$/.test(`${port}`) && number >= 1 && number <= 65_535;
  return isPort ? number : undefined;
}

/** Why there is no such port. */
export function portError(port: number | string): string {
  return /^-?\d+$/.test(`${port}`)
    ? `invalid port number: ${port}`
    : `strconv.Atoi: parsing "${port}": invalid syntax`;
}

/** What an event about a call comes to: an outcome, or a call that goes on (a redirect). */
export function readAnswer(
  context: KubeletContext,
  worker: PodWorker,
  id: string,
  event: Readonly<Record<string, unknown>>,
): BegunCall {
  const call = worker.calls[id];
  if (call === undefined) return { worker, outcome: undefined };
  if (event['slept'] === true) return done(context, worker, id, { kind: 'success', text: '' });
  if (event['exec'] !== undefined)
    return done(
      context,
      worker,
      id,
      execOutcome(event as unknown as ExecAnswer, execId(context, id)),
    );
  const answer = event['answer'] as Answer | undefined;
  if (answer === undefined || call.request === undefined) return { worker, outcome: undefined };
  const isHook = call.purpose.for !== 'probe';
  if (answer.kind === 'http' && answer.plain === true && call.request.kind === 'http')
    return wrongScheme(context, worker, id, call, call.request, answer);
  if (answer.kind === 'http' && call.request.kind === 'http')
    return httpOutcome(context, worker, id, call, call.request, answer, isHook);
  if (call.request.kind === 'grpc' && answer.kind !== 'grpc')
    return { worker: withCall(worker, id, { ...call, unconnected: true }), outcome: undefined };
  return done(context, worker, id, requestOutcome(call.request, answer));
}

/** HTTPS was asked for and the server speaks plain HTTP: a probe fails, a hook is tried again without TLS, and tells of it. Rules: L-HOOK-4. */
function wrongScheme(
  context: KubeletContext,
  worker: PodWorker,
  id: string,
  call: HandlerCall,
  request: IncomingRequest & { readonly kind: 'http' },
  answer: Answer,
): BegunCall {
  if (call.purpose.for === 'probe')
    return done(context, worker, id, { kind: 'failure', text: httpErrorText(request, answer) });
  const plain = { ...request, tls: false };
  const message = `request to HTTPS lifecycle hook ${request.host}:${request.port} got HTTP response, retry with HTTP succeeded`;
  emit(context, worker, { type: 'Warning', reason: 'LifecycleHTTPFallback', message });
  sendRequest(context, worker, id, plain);
  return { worker: withCall(worker, id, { ...call, request: plain }), outcome: undefined };
}

function done(
  { turn }: KubeletContext,
  worker: PodWorker,
  id: string,
  outcome: CallOutcome,
): BegunCall {
  turn.timer(`timeout/${id}`, undefined);
  turn.timer(`sleep/${id}`, undefined);
  return { worker: withoutCall(worker, id), outcome };
}

/** The time is over before an answer came. Rules: L-PRB-4. */
export function timedOut(context: KubeletContext, worker: PodWorker, id: string): BegunCall {
  const call = worker.calls[id];
  if (call === undefined) return { worker, outcome: undefined };
  const key = worker.pod.metadata.uid ?? '';
  if (call.handler.exec !== undefined)
    context.turn.send({
      to: 'runtime',
      key,
      event: { kind: 'execKill', session: id, signal: 'SIGKILL' },
    });
  return done(context, worker, id, { kind: 'failure', text: timeoutText(call) });
}

function timeoutText(call: HandlerCall): string {
  const seconds = (call.timeoutMs ?? 0) / 1000;
  const { request, handler } = call;
  if (handler.exec !== undefined)
    return `command timed out: "${(handler.exec.command ?? []).join(' ')}" timed out after ${seconds}s`;
  if (request?.kind === 'http')
    return `Get "${httpUrl(request)}": context deadline exceeded (Client.Timeout exceeded while awaiting headers)`;
  if (request?.kind === 'grpc')
    return call.unconnected === true
      ? `timeout: failed to connect service "${request.host}:${request.port}" within ${seconds}s: context deadline exceeded`
      : `timeout: health rpc did not complete within ${seconds}s`;
  return `dial tcp ${request?.host ?? ''}:${request?.port ?? 0}: i/o timeout`;
}

function execId({ turn }: KubeletContext, call: string): string {
  return hexFrom(`${call}/${turn.now}`);
}

interface ExecAnswer {
  readonly exec: 'output' | 'exited' | 'failed';
  readonly code?: number;
  readonly output?: string;
  readonly text?: string;
}

/** A command that cannot even be started is no result at all (L-PRB-13). @param execId the runtime's own for this process */
function execOutcome(event: ExecAnswer, execId: string): CallOutcome {
  if (event.exec === 'failed') {
    return { kind: 'error', text: execErrorText(event.text ?? '', execId) };
  }
  const text = (event.output ?? '').slice(0, LONGEST_OUTPUT);
  const exitCode = event.code ?? 0;
  return exitCode === 0 ? { kind: 'success', text } : { kind: 'failure', text, exitCode };
}

function httpOutcome(
  context: KubeletContext,
  worker: PodWorker,
  id: string,
  call: HandlerCall,
  request: IncomingRequest & { readonly kind: 'http' },
  answer: Answer & { readonly kind: 'http' },
  isHook: boolean,
): BegunCall {
  const { status, body } = answer;
  const location = answer.headers.get('location');
  if (status >= 300 && status < 400 && location !== undefined) {
    const next = redirected(request, location);
    if (next === undefined)
      return done(context, worker, id, {
        kind: 'success',
        text: '',
        ...(isHook ? {} : { warning: `Probe terminated redirects, Response body: ${body}` }),
      });
    if (call.redirects >= MOST_REDIRECTS)
      return done(context, worker, id, {
        kind: 'failure',
        text: `Get "${next.path}": stopped after ${MOST_REDIRECTS} redirects`,
      });
    sendRequest(context, worker, id, next);
    const again = { ...call, redirects: call.redirects + 1, request: next };
    return { worker: withCall(worker, id, again), outcome: undefined };
  }
  const good = isHook || (status >= 200 && status < 400);
  const outcome: CallOutcome = good
    ? { kind: 'success', text: body }
    : { kind: 'failure', text: `HTTP probe failed with statuscode: ${status}` };
  return done(context, worker, id, outcome);
}

/** The request that a redirect asks for; undefined when it leads to another host. */
function redirected(
  request: IncomingRequest & { readonly kind: 'http' },
  location: string,
): (IncomingRequest & { readonly kind: 'http' }) | undefined {
  const absolute = /^(https?):\/\/([^/:?#]+)(?::(\d+))?([^#]*)/.exec(location);
  if (absolute === null)
    return { ...request, path: location.startsWith('/') ? location : `/${location}` };
  const [, scheme, host, port, path] = absolute;
  if (host !== request.host) return undefined;
  const tls = scheme === 'https';
  return {
    ...request,
    tls,
    port: port === undefined ? (tls ? 443 : 80) : Number(port),
    path: path === undefined || path === '' ? '/' : path,
  };
}

function requestOutcome(request: IncomingRequest, answer: Answer): CallOutcome {
  if (answer.kind === 'tcp' && request.kind === 'tcp') return { kind: 'success', text: '' };
  if (answer.kind === 'grpc') return grpcOutcome(answer);
  if (request.kind === 'http') return { kind: 'failure', text: httpErrorText(request, answer) };
  return answer.kind === 'reset' || answer.kind === 'http'
    ? { kind: 'success', text: '' }
    : { kind: 'failure', text: tcpErrorText(request, answer) };
}

function grpcOutcome(answer: Answer & { readonly kind: 'grpc' }): CallOutcome {
  switch (answer.health) {
    case 'SERVING':
      return { kind: 'success', text: 'service healthy' };
    case 'UNIMPLEMENTED':
      return {
        kind: 'failure',
        text: 'error: this server does not implement the grpc health protocol (grpc.health.v1.Health): unknown service grpc.health.v1.Health',
      };
    default:
      return { kind: 'failure', text: `service unhealthy (responded with "${answer.health}")` };
  }
}
