// Calls into the programs of containers, signals among them, and what comes of each. Rules: L-TRM-5, L-SYN-22, L-RST-13.
import type { EntryId } from '../kernel/component';
import type { ContainerMachine, LiveContainer } from './containerMachine';
import { settleSessions } from './execSessions';
import { openConnections } from './podConnections';
import {
  identityOf,
  type PodContext,
  type PodRuntime,
  recordAbout,
  replaceRecord,
  runningId,
  tellAssumptions,
  tellKubelet,
} from './podState';
import { exitCodeOfSignal, type SignalName } from './programs/signals';
import { terminationMessage } from './terminationMessage';

/** Rules: L-TRM-5, L-HOOK-10. */
export function stopContainer(
  context: PodContext,
  state: PodRuntime,
  id: string,
  graceMs: number,
): PodRuntime {
  const live = state.live.get(id);
  // Whoever waits for the end of what has ended already is told at once.
  if (live === undefined) tellKubelet(context, state, { kind: 'recordsChanged' });
  if (live === undefined || live.ended !== undefined) return state;
  const signal = live.stopSignal ?? 'SIGTERM';
  const because = recordSignal(context, state, id, signal);
  const over = context.turn.now + graceMs;
  context.turn.timer(`grace/${id}`, over, { kind: 'graceOver', id }, because);
  return callProgram(context, state, id, ({ program }) => program?.signal(signal), because);
}

function recordSignal(
  context: PodContext,
  state: PodRuntime,
  id: string,
  signal: SignalName,
): EntryId {
  const config = state.live.get(id)?.machine.config;
  const change = { kind: 'signal', signal } as const;
  const { name: container = '', place: field } = config ?? {};
  return recordAbout(context, state, change, { container, rule: 'L-TRM-5', field });
}

function sendSignal(
  context: PodContext,
  state: PodRuntime,
  id: string,
  signal: SignalName,
): PodRuntime {
  const because = recordSignal(context, state, id, signal);
  return callProgram(context, state, id, ({ program }) => program?.signal(signal), because);
}

export function killFromOutside(
  context: PodContext,
  state: PodRuntime,
  container: string,
  signal: SignalName,
): PodRuntime {
  const id = runningId(state, container);
  if (signal === 'SIGKILL') return kill(context, state, id, 'Error', exitCodeOfSignal(signal));
  return sendSignal(context, state, id, signal);
}

/** All processes of a container are gone at once. */
export function kill(
  context: PodContext,
  state: PodRuntime,
  id: string,
  reason: string,
  code: number,
  field?: string,
): PodRuntime {
  const live = state.live.get(id);
  if (live === undefined || live.ended !== undefined) return state;
  const { name, place } = live.machine.config;
  const because = recordAbout(
    context,
    state,
    { kind: 'signal', signal: 'SIGKILL' },
    { container: name, rule: 'L-TRM-5', field: field ?? place },
  );
  return callProgram(
    context,
    state,
    id,
    ({ machine, program }) => {
      program?.end();
      machine.effects.exitCode = code;
    },
    because,
    reason,
  );
}

/** One call into a program, and what it did. */
export function callProgram(
  context: PodContext,
  state: PodRuntime,
  id: string,
  call: (live: LiveContainer) => void,
  because: EntryId = context.turn.because,
  killReason?: string,
): PodRuntime {
  const live = state.live.get(id);
  if (live === undefined || live.ended !== undefined) return state;
  const { machine } = live;
  enter(context, state, machine);
  call(live);
  const effects = machine.takeEffects();
  if (machine.markedOutsideAt === context.turn.now) state.volumes.touch(context.turn.now);
  if (effects.outOfMemory && effects.exitCode === undefined) {
    live.program?.end();
    effects.exitCode = 137;
    programEnded(context, state, live, 137, 'OOMKilled', because);
  } else if (effects.exitCode !== undefined) {
    const { exitCode } = effects;
    const reason = killReason ?? (exitCode === 0 ? 'Completed' : 'Error');
    programEnded(context, state, live, exitCode, reason, because);
  } else {
    if (effects.usesMore)
      context.turn.send({
        to: 'kubelet',
        key: `node/${state.node}`,
        event: { kind: 'memoryUsed' },
      });
    openConnections(context, state, live, effects.connections);
    const wake = `wake/${id}`;
    if (context.turn.timerAt(wake) !== machine.nextWake)
      context.turn.timer(wake, machine.nextWake, { kind: 'wake', id }, because);
  }
  settleSessions(context, live);
  tellAssumptions(context, state, machine.config.name, effects.assumptions);
  return state;
}

export function enter({ turn }: PodContext, state: PodRuntime, machine: ContainerMachine): void {
  machine.enter(turn.now, () =>
    turn.random(`program/${state.namespace}/${state.name}/${machine.config.name}`),
  );
}

/** The processes are gone; the runtime's record follows a moment later. */
export function programEnded(
  { turn, options }: PodContext,
  state: PodRuntime,
  live: LiveContainer,
  code: number,
  reason: string,
  because: EntryId,
): void {
  const { id } = live.machine;
  live.ended = { at: turn.now, code, reason };
  live.machine.log.close(turn.now);
  for (const [port, holder] of state.ports) if (holder === id) state.ports.delete(port);
  turn.timer(`wake/${id}`, undefined);
  turn.timer(`grace/${id}`, undefined);
  turn.timer(
    `exit/${id}`,
    turn.now + options.latencies.noticeExit,
    { kind: 'exitNoticed', id },
    because,
  );
}

/** Rules: L-SYN-22, L-SYN-23. */
export function exitNoticed(context: PodContext, state: PodRuntime, id: string): PodRuntime {
  const live = state.live.get(id);
  const record = state.records.containers.find((candidate) => candidate.id === id);
  if (live?.ended === undefined || record === undefined) return state;
  const { at, code, reason } = live.ended;
  const { machine } = live;
  const message = terminationMessage({
    file: machine.terminationMessage,
    log: machine.log.linesAt(at),
    fromLog: machine.config.terminationMessageFromLog,
    exitCode: code,
  });
  state.live.delete(id);
  const entry = recordAbout(
    context,
    state,
    { kind: 'container', state: 'exited', instance: record.attempt, exitCode: code, reason },
    {
      container: record.name,
      rule: reason === 'OOMKilled' ? 'L-RST-13' : 'L-SYN-22',
      field:
        reason === 'OOMKilled' && machine.memoryLimit !== undefined
          ? `${machine.config.place}.resources.limits.memory`
          : machine.config.place,
    },
  );
  tellKubelet(context, state, { kind: 'recordsChanged' }, entry);
  return replaceRecord(state, {
    state: 'exited',
    finishedAt: at,
    exitCode: code,
    reason,
    ...(record.state === 'running' ? { startedAt: record.startedAt } : {}),
    ...(message === undefined ? {} : { message }),
    ...identityOf(record),
  });
}
