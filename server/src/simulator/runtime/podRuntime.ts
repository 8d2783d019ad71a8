// The runtime's side of one Pod: its sandbox, its containers and the programs in them. Knows nothing of policies: it
// does what it is told, and what the programs do.
import type { ClusterTurn } from '../api/clusterComponent';
import { createContainer, removeContainers, startContainer } from './containers';
import { execInContainer, feedExec } from './execSessions';
import { connectionAnswered, incomingRequest, localConnection } from './podConnections';
import {
  identityOf,
  type PodContext,
  type PodRuntime,
  type PodRuntimeOptions,
  runningId,
  withContainers,
} from './podState';
import {
  callProgram,
  enter,
  exitNoticed,
  kill,
  killFromOutside,
  programEnded,
  stopContainer,
} from './programCalls';
import { exitCodeOfSignal } from './programs/signals';
import { type ContainerRecord, NO_RECORDS } from './records';
import type { RuntimeEvent } from './runtimeEvents';
import { sandboxCreated, sandboxEnded, sandboxLost, stopSandbox } from './sandboxes';

export function handlePod(
  options: PodRuntimeOptions,
  before: PodRuntime | undefined,
  event: RuntimeEvent,
  turn: ClusterTurn,
): PodRuntime | undefined {
  const context = { options, turn };
  if (event.kind === 'sandboxAt') return sandboxCreated(context, before, event);
  if (before === undefined) return refuseWithoutPod(context, event);
  switch (event.kind) {
    case 'stopSandbox':
      return stopSandbox(context, before, event.ticket);
    case 'killSandbox':
      return sandboxLost(context, before);
    case 'outOfMemory':
      return kill(context, before, event.id, 'OOMKilled', exitCodeOfSignal('SIGKILL'));
    case 'setMemoryLimit': {
      const live = before.live.get(event.id);
      if (live !== undefined) live.machine.memoryLimit = event.bytes;
      return before;
    }
    case 'createContainer':
      return createContainer(context, before, event.ticket, event.config);
    case 'startContainer':
      return startContainer(context, before, event.ticket, event.id);
    case 'stopContainer':
      return stopContainer(context, before, event.id, event.graceMs);
    case 'refreshVolumes':
      before.volumes.plan(event.volumes, turn.now);
      return before;
    case 'forgetStops':
      for (const id of before.live.keys()) turn.timer(`grace/${id}`, undefined);
      return before;
    case 'graceOver':
      return kill(
        context,
        before,
        event.id,
        'Error',
        exitCodeOfSignal('SIGKILL'),
        'spec.terminationGracePeriodSeconds',
      );
    case 'killContainer':
      return killFromOutside(context, before, event.container, event.signal ?? 'SIGKILL');
    case 'exitNoticed':
      return exitNoticed(context, before, event.id);
    case 'wake':
      return callProgram(context, before, event.id, (live) => {
        live.machine.nextWake = undefined;
        live.program?.wake();
      });
    case 'exec':
      return execInContainer(context, before, event);
    case 'execInput':
    case 'execCloseInput':
    case 'execKill':
      return feedExec(context, before, event);
    case 'attachInput':
      return callProgram(context, before, runningId(before, event.container), (live) =>
        live.program?.writeStdin(event.text),
      );
    case 'request':
      return incomingRequest(context, before, event);
    case 'localConnection':
      return localConnection(context, before, event);
    case 'connectionAnswer':
      return connectionAnswered(context, before, event);
    case 'removeContainers':
      return removeContainers(context, before, event.ids);
    case 'powerOff':
      return powerOff(context, before);
    case 'removePod':
      return removePod(context, before);
    default:
      return before;
  }
}

/** Nobody may wait for ever for something that is not there. */
function refuseWithoutPod({ turn }: PodContext, event: RuntimeEvent): undefined {
  if (event.kind === 'exec') {
    const failed = { exec: 'failed', text: 'container not found' };
    turn.send({
      to: event.reply.to,
      key: event.reply.key,
      event: { ...event.reply.echo, ...failed },
    });
  } else if (event.kind === 'request') {
    const answer = { kind: 'unreachable' };
    turn.send({ to: event.reply.to, key: event.reply.key, event: { ...event.reply.echo, answer } });
  }
  return undefined;
}

/** The machine is gone: everything of it that is found afterwards has ended without trace. Rules: L-SYN-22, L-NOD-7. */
function powerOff(context: PodContext, before: PodRuntime): PodRuntime {
  const { now } = context.turn;
  for (const live of before.live.values()) {
    if (live.ended !== undefined) continue;
    enter(context, before, live.machine);
    live.program?.end();
    live.machine.takeEffects();
    programEnded(context, before, live, 255, 'Unknown', context.turn.because);
  }
  before.live.clear();
  const containers = before.records.containers.map(
    (record): ContainerRecord =>
      record.state === 'exited'
        ? record
        : {
            ...identityOf(record),
            state: 'exited',
            ...(record.state === 'running' ? { startedAt: record.startedAt } : {}),
            finishedAt: now,
            exitCode: 255,
            reason: 'Unknown',
          },
  );
  return withContainers(sandboxEnded(context, before), containers);
}

function removePod(context: PodContext, before: PodRuntime): PodRuntime {
  const ids = before.records.containers.map(({ id }) => id);
  const state = sandboxEnded(context, removeContainers(context, before, ids));
  state.volumes.forget();
  return { ...state, records: NO_RECORDS };
}
