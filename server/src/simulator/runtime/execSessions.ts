// Processes beside PID 1: exec probes, exec hooks, kubectl exec. Rules: L-LOG-5.
import type { ExecSession, LiveContainer } from './containerMachine';
import type { ExecEvent, ReplyTo, RuntimePodRequest } from './messages';
import { type PodContext, type PodRuntime, runningId } from './podState';
import { callProgram } from './programCalls';

type ExecRequest = Extract<RuntimePodRequest, { kind: 'exec' }>;
type ExecInput = Extract<RuntimePodRequest, { session: string }>;

const KILLED = 137;
const EXEC_FAILED =
  'failed to exec in container: failed to start exec: OCI runtime exec failed: exec failed: unable to start container process: ';
const MOST_OUTPUT = 65_536;

export function execInContainer(
  context: PodContext,
  state: PodRuntime,
  request: ExecRequest,
): PodRuntime {
  const tell = (event: ExecEvent): void => answer(context, request.reply, event);
  const id = runningId(state, request.container);
  const live = state.live.get(id);
  if (live?.program === undefined || live.ended !== undefined) {
    tell({ exec: 'failed', text: `container not found ("${request.container}")` });
    return state;
  }
  return callProgram(context, state, id, ({ program, sessions }) => {
    const session: ExecSession = {
      process: undefined,
      output: '',
      done: false,
      reply: request.reply,
      pending: [],
    };
    const heard = (stream: 'stdout' | 'stderr') => (text: string) => {
      if (request.collect === true) session.output = (session.output + text).slice(0, MOST_OUTPUT);
      else session.pending.push({ exec: 'output', stream, text });
    };
    const start = program?.exec(request.command, {
      stdout: heard('stdout'),
      stderr: heard('stderr'),
      exited: (code) => finish(session, code),
      stdin: request.stdin ?? false,
      tty: request.tty ?? false,
    });
    if (start?.kind !== 'started') {
      const detail = start?.text ?? '';
      tell({ exec: 'failed', text: `${EXEC_FAILED}${detail}` });
      return;
    }
    session.process = start.process;
    sessions.set(request.session, session);
    if (start.process.exitCode !== undefined) finish(session, start.process.exitCode);
  });
}

function finish(session: ExecSession, code: number): void {
  if (session.done) return;
  session.done = true;
  session.pending.push({ exec: 'exited', code, output: session.output });
}

/** After a call into the program: tells what the processes said, and that they ended. */
export function settleSessions(context: PodContext, live: LiveContainer): void {
  for (const [name, session] of live.sessions) {
    if (live.ended !== undefined) finish(session, session.process?.exitCode ?? KILLED);
    for (const event of session.pending.splice(0)) answer(context, session.reply, event);
    if (session.done) live.sessions.delete(name);
  }
}

export function feedExec(context: PodContext, state: PodRuntime, event: ExecInput): PodRuntime {
  for (const [id, live] of state.live) {
    const session = live.sessions.get(event.session);
    if (session === undefined) continue;
    return callProgram(context, state, id, () => {
      switch (event.kind) {
        case 'execInput':
          session.process?.write(event.text);
          break;
        case 'execCloseInput':
          session.process?.closeStdin();
          break;
        case 'execKill':
          session.process?.kill(event.signal);
          break;
        case 'exec':
          break;
      }
    });
  }
  return state;
}

function answer({ turn }: PodContext, reply: ReplyTo, event: ExecEvent): void {
  turn.send({ to: reply.to, key: reply.key, event: { ...reply.echo, ...event } });
}
