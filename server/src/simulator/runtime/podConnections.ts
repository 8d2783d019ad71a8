// Connections into a Pod, out of it, and among its containers (they share one network).
import type { LiveContainer, MachineEffects } from './containerMachine';
import type { OutgoingConnection, ReplyTo, RuntimePodRequest } from './messages';
import type { PodContext, PodRuntime } from './podState';
import { callProgram } from './programCalls';
import type { Answer, IncomingRequest, OutgoingRequest, TimedAnswer } from './programs/program';
import type { RuntimeInternal } from './runtimeEvents';

const LOOPBACK = new Set(['localhost', '127.0.0.1', '::1', '0.0.0.0']);

/** What a server in the Pod answers; undefined: silence. */
function serve(
  context: PodContext,
  state: PodRuntime,
  request: IncomingRequest,
): { readonly state: PodRuntime; readonly answer: TimedAnswer | undefined } {
  const { connect } = context.options.latencies;
  const id = state.ports.get(`TCP/${request.port}`);
  if (id === undefined) {
    const kind = hasNetwork(state) ? 'refused' : 'unreachable';
    return { state, answer: { afterMs: connect, answer: { kind } } };
  }
  let answer: TimedAnswer | undefined;
  const after = callProgram(context, state, id, ({ program }) => {
    answer = program?.answer(request);
  });
  return { state: after, answer };
}

/** A sandbox whose process is gone keeps its network until it is stopped, and that comes after its containers. */
function hasNetwork({ records }: PodRuntime): boolean {
  const [sandbox] = records.sandboxes;
  if (sandbox?.ready === true) return true;
  return records.containers.some(({ state }) => state === 'running');
}

export function incomingRequest(
  context: PodContext,
  before: PodRuntime,
  { request, reply }: Extract<RuntimePodRequest, { kind: 'request' }>,
): PodRuntime {
  const { state, answer } = serve(context, before, request);
  if (answer !== undefined && answer.answer.kind !== 'silent')
    sendAnswer(context, reply, answer.answer, answer.afterMs);
  return state;
}

function sendAnswer({ turn }: PodContext, reply: ReplyTo, answer: Answer, afterMs: number): void {
  const event = { ...reply.echo, answer };
  turn.send({ to: reply.to, key: reply.key, event }, Math.max(0, Math.round(afterMs)));
}

/** Carries out what a program asked for: within the Pod at once, everything else through the network. */
export function openConnections(
  context: PodContext,
  state: PodRuntime,
  live: LiveContainer,
  connections: MachineEffects['connections'],
): void {
  const { id } = live.machine;
  for (const { number, request } of connections) {
    if (isLocal(state, request)) {
      const event: RuntimeInternal = { kind: 'localConnection', id, number, request };
      context.turn.send(
        { to: 'runtime', key: state.uid, event },
        context.options.latencies.connect,
      );
      continue;
    }
    if (request.kind === 'dns') state.volumes.asksNames = true;
    else live.machine.mark('outside');
    if (context.options.network) {
      const reply = {
        to: 'runtime',
        key: state.uid,
        echo: { kind: 'connectionAnswer', id, number },
      };
      const event: OutgoingConnection = { kind: 'connect', from: state.uid, request, reply };
      context.turn.send({ to: 'network', key: state.uid, event });
    } else answerWithoutNetwork(context, state, id, number, request);
  }
}

function isLocal(state: PodRuntime, request: OutgoingRequest): boolean {
  return request.kind !== 'dns' && (LOOPBACK.has(request.host) || request.host === state.podIP);
}

function answerWithoutNetwork(
  { turn, options }: PodContext,
  state: PodRuntime,
  id: string,
  number: number,
  request: OutgoingRequest,
): void {
  const numeric = request.kind !== 'dns' && /^[\d.]+$/.test(request.host);
  const answer: Answer = numeric ? { kind: 'unreachable' } : { kind: 'unknownHost' };
  const event: RuntimeInternal = { kind: 'connectionAnswer', id, number, answer };
  turn.send({ to: 'runtime', key: state.uid, event }, options.latencies.connect);
}

export function localConnection(
  context: PodContext,
  before: PodRuntime,
  event: Extract<RuntimeInternal, { kind: 'localConnection' }>,
): PodRuntime {
  const { id, number, request } = event;
  if (request.kind === 'dns') return before;
  const { state, answer } = serve(context, before, { ...request, from: '127.0.0.1' });
  if (answer === undefined || answer.answer.kind === 'silent') return state;
  const told: RuntimeInternal = { kind: 'connectionAnswer', id, number, answer: answer.answer };
  context.turn.send({ to: 'runtime', key: state.uid, event: told }, Math.round(answer.afterMs));
  return state;
}

export function connectionAnswered(
  context: PodContext,
  state: PodRuntime,
  event: Extract<RuntimeInternal, { kind: 'connectionAnswer' }>,
): PodRuntime {
  return callProgram(context, state, event.id, ({ machine }) => {
    if (event.outside === true) machine.mark('outside');
    machine.answered(event.number, event.answer);
  });
}
