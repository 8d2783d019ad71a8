// The runtime's side of one Pod: its sandbox, its containers and the programs in them. Knows nothing of policies: it
// does what it is told, and what the programs do.
import type { ClusterTurn } from '../api/clusterComponent';
import type { EntryId } from '../kernel/component';
import type { Latencies } from '../latencies';
import type { TraceDraft } from '../trace/trace';
import type { ContainerConfig } from './containerConfig';
import { ContainerLog } from './containerLog';
import { ContainerMachine, type LiveContainer } from './containerMachine';
import { execInContainer, feedExec, settleSessions } from './execSessions';
import { hexFrom } from './hexFrom';
import type { ImageProfile } from './images/imageProfile';
import {
  connectionAnswered,
  incomingRequest,
  localConnection,
  openConnections,
} from './podConnections';
import { PodVolumes, type SharedStorage } from './podVolumes';
import type { StartProgram } from './programs/program';
import { exitCodeOfSignal, type SignalName } from './programs/signals';
import { type ContainerRecord, NO_RECORDS, type PodRecords } from './records';
import type { PodIdentity, RuntimeEvent, RuntimeReply } from './runtimeEvents';
import { terminationMessage } from './terminationMessage';

export interface PodRuntime extends PodIdentity {
  readonly node: string;
  /** `''` until there is a sandbox. */
  readonly podIP: string;
  readonly ownsAddress: boolean;
  readonly records: PodRecords;
  /** Instances with a program, by ID. */
  readonly live: Map<string, LiveContainer>;
  /** By `<container>/<instance>`; stay when the Pod is gone. */
  readonly logs: Map<string, ContainerLog>;
  readonly ports: Map<string, string>;
  readonly volumes: PodVolumes;
}

export interface PodRuntimeOptions {
  readonly latencies: Latencies;
  readonly startProgram: StartProgram;
  /** Whether a network component takes what goes out of the Pod. */
  readonly network: boolean;
  readonly storage: SharedStorage;
  profile(fullName: string): ImageProfile;
}

export interface PodContext {
  readonly options: PodRuntimeOptions;
  readonly turn: ClusterTurn;
}

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
      return kill(context, before, event.id, 'Error', exitCodeOfSignal('SIGKILL'));
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

export function tellKubelet(
  { turn }: PodContext,
  pod: PodIdentity,
  reply: RuntimeReply,
  because?: EntryId,
): void {
  turn.send({ to: 'kubelet', key: pod.uid, event: reply }, 0, because ?? turn.because);
}

export function recordAbout(
  { turn }: PodContext,
  pod: PodIdentity,
  change: TraceDraft['change'],
  more: { readonly container?: string; readonly rule?: string } = {},
): EntryId {
  const { namespace, name, uid } = pod;
  const { container, rule } = more;
  const kind = 'Pod';
  const subject =
    container === undefined
      ? { kind, namespace, name, uid }
      : { kind, namespace, name, uid, container };
  return turn.record(rule === undefined ? { subject, change } : { subject, change, rule });
}

function sandboxCreated(
  context: PodContext,
  before: PodRuntime | undefined,
  event: Extract<RuntimeEvent, { kind: 'sandboxAt' }>,
): PodRuntime {
  const { pod, node, attempt, ip, hostIP, ticket } = event;
  const { turn, options } = context;
  const podIP = ip ?? hostIP;
  const state: PodRuntime = before ?? {
    namespace: pod.namespace,
    name: pod.name,
    uid: pod.uid,
    node,
    podIP,
    ownsAddress: ip !== undefined,
    records: NO_RECORDS,
    live: new Map(),
    logs: new Map(),
    ports: new Map(),
    volumes: new PodVolumes(node, options.storage),
  };
  const sandbox = {
    id: hexFrom(`${pod.uid}/${attempt}`),
    attempt,
    ready: true,
    createdAt: turn.now,
    ...(ip === undefined ? {} : { ip }),
  };
  const entry = recordAbout(
    context,
    pod,
    { kind: 'sandbox', state: 'created', attempt, ip: podIP },
    { rule: 'L-SYN-8' },
  );
  tellKubelet(context, pod, { kind: 'sandboxCreated', ticket, ip }, entry);
  const sandboxes = [sandbox, ...state.records.sandboxes].slice(0, 2);
  return {
    ...state,
    podIP,
    ownsAddress: ip !== undefined,
    records: { ...state.records, sandboxes },
  };
}

/** Rules: L-TRM-8. */
function stopSandbox(context: PodContext, before: PodRuntime, ticket: number): PodRuntime {
  let state = before;
  for (const record of state.records.containers)
    if (record.state === 'running') state = kill(context, state, record.id, 'Error', 137);
  state = sandboxEnded(context, state);
  tellKubelet(context, state, { kind: 'sandboxStopped', ticket });
  return state;
}

function sandboxEnded(context: PodContext, state: PodRuntime): PodRuntime {
  const [latest, ...older] = state.records.sandboxes;
  if (latest?.ready !== true) return state;
  recordAbout(context, state, { kind: 'sandbox', state: 'stopped', attempt: latest.attempt });
  if (latest.ip !== undefined)
    context.turn.send({
      to: 'runtime',
      key: `node/${state.node}`,
      event: { kind: 'releaseAddress', ip: latest.ip },
    });
  const sandboxes = [{ ...latest, ready: false }, ...older];
  return { ...state, records: { ...state.records, sandboxes } };
}

/** The pause process is killed: the containers' processes run on. */
function sandboxLost(context: PodContext, before: PodRuntime): PodRuntime {
  const state = sandboxEnded(context, before);
  tellKubelet(context, state, { kind: 'recordsChanged' });
  return state;
}

function createContainer(
  context: PodContext,
  state: PodRuntime,
  ticket: number,
  config: ContainerConfig,
): PodRuntime {
  const { turn, options } = context;
  const id = hexFrom(`${state.uid}/${config.name}/${config.attempt}/${turn.now}`);
  const image = options.profile(config.imageName);
  const log = new ContainerLog();
  state.volumes.plan(config.volumes, turn.now);
  const machine = new ContainerMachine({
    id,
    config,
    image,
    log,
    now: turn.now,
    pod: {
      podIP: state.podIP,
      ports: state.ports,
      volume: (name) => state.volumes.get(name, turn.now),
    },
  });
  enter(context, state, machine);
  const started = options.startProgram(
    {
      image,
      command: config.command,
      args: config.args,
      ports: config.ports,
      isPid1: config.isPid1,
      stdin: config.stdin,
      tty: config.tty,
      ...(config.program === undefined ? {} : { scenario: config.program }),
      ...(config.workingDir === undefined ? {} : { workingDir: config.workingDir }),
    },
    machine,
  );
  if (started.kind === 'noCommand') {
    const text = `failed to generate container "${id}" spec: failed to generate spec: no command specified`;
    tellKubelet(context, state, { kind: 'callFailed', ticket, call: 'create', text });
    return state;
  }
  const isProgram = started.kind === 'program';
  if (isProgram) tellAssumptions(context, state, config.name, started.assumptions);
  state.logs.set(`${config.name}/${config.attempt}`, log);
  state.live.set(id, {
    machine,
    program: isProgram ? started.program : undefined,
    startError: isProgram ? undefined : started.text,
    stopSignal: image.stopSignal,
    sessions: new Map(),
    ended: undefined,
  });
  const entry = recordAbout(
    context,
    state,
    { kind: 'container', state: 'created', instance: config.attempt },
    { container: config.name, rule: 'L-SYN-13' },
  );
  tellKubelet(context, state, { kind: 'containerCreated', ticket, id }, entry);
  const record: ContainerRecord = {
    id,
    name: config.name,
    attempt: config.attempt,
    sandboxId: state.records.sandboxes[0]?.id ?? '',
    image: config.image,
    imageName: config.imageName,
    imageId: config.imageId,
    createdAt: turn.now,
    state: 'created',
  };
  return withContainers(state, [record, ...prune(state.records.containers, config.name)]);
}

/** Of older instances only the newest is kept. Rules: L-RST-12, L-INI-17. */
function prune(containers: readonly ContainerRecord[], name: string): readonly ContainerRecord[] {
  const newest = containers.find((record) => record.name === name);
  return containers.filter((record) => record.name !== name || record === newest);
}

function startContainer(
  context: PodContext,
  state: PodRuntime,
  ticket: number,
  id: string,
): PodRuntime {
  const { turn } = context;
  const live = state.live.get(id);
  const record = state.records.containers.find((candidate) => candidate.id === id);
  if (live === undefined || record === undefined) {
    tellKubelet(context, state, { kind: 'callFailed', ticket, call: 'start', text: 'not found' });
    return state;
  }
  if (live.program === undefined) return failStart(context, state, ticket, record, live);
  recordAbout(
    context,
    state,
    { kind: 'container', state: 'running', instance: record.attempt },
    { container: record.name, rule: 'L-SYN-13' },
  );
  const started = replaceRecord(state, {
    state: 'running',
    startedAt: turn.now,
    ...identityOf(record),
  });
  tellKubelet(context, started, { kind: 'containerStarted', ticket, id });
  return callProgram(context, started, id, ({ program }) => program?.start());
}

/** Rules: L-SYN-16. */
function failStart(
  context: PodContext,
  state: PodRuntime,
  ticket: number,
  record: ContainerRecord,
  live: LiveContainer,
): PodRuntime {
  const { turn } = context;
  const text = `failed to create containerd task: failed to create shim task: OCI runtime create failed: runc create failed: unable to start container process: error during container init: ${live.startError ?? ''}`;
  live.ended = { at: turn.now, code: 128, reason: 'StartError' };
  state.live.delete(record.id);
  recordAbout(
    context,
    state,
    { kind: 'container', state: 'failed', instance: record.attempt, exitCode: 128, text },
    { container: record.name, rule: 'L-SYN-16' },
  );
  tellKubelet(context, state, { kind: 'callFailed', ticket, call: 'start', text });
  tellKubelet(context, state, { kind: 'recordsChanged' });
  return replaceRecord(state, {
    state: 'exited',
    finishedAt: turn.now,
    exitCode: 128,
    reason: 'StartError',
    message: text,
    ...identityOf(record),
  });
}

/** Rules: L-TRM-5, L-HOOK-10. */
function stopContainer(
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
  const container = state.live.get(id)?.machine.config.name ?? '';
  const change = { kind: 'signal', signal } as const;
  return recordAbout(context, state, change, { container, rule: 'L-TRM-5' });
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

function killFromOutside(
  context: PodContext,
  state: PodRuntime,
  container: string,
  signal: SignalName,
): PodRuntime {
  const id = runningId(state, container);
  if (signal === 'SIGKILL') return kill(context, state, id, 'Error', exitCodeOfSignal(signal));
  return sendSignal(context, state, id, signal);
}

export function runningId(state: PodRuntime, container: string): string {
  const record = state.records.containers.find(({ name }) => name === container);
  return record?.state === 'running' ? record.id : '';
}

/** All processes of a container are gone at once. */
function kill(
  context: PodContext,
  state: PodRuntime,
  id: string,
  reason: string,
  code: number,
): PodRuntime {
  const live = state.live.get(id);
  if (live === undefined || live.ended !== undefined) return state;
  const { name } = live.machine.config;
  const because = recordAbout(
    context,
    state,
    { kind: 'signal', signal: 'SIGKILL' },
    { container: name },
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
  if (effects.outOfMemory && effects.exitCode === undefined) {
    live.program?.end();
    effects.exitCode = 137;
    programEnded(context, state, live, 137, 'OOMKilled', because);
  } else if (effects.exitCode !== undefined) {
    const { exitCode } = effects;
    const reason = killReason ?? (exitCode === 0 ? 'Completed' : 'Error');
    programEnded(context, state, live, exitCode, reason, because);
  } else {
    openConnections(context, state, live, effects.connections);
    const wake = `wake/${id}`;
    if (context.turn.timerAt(wake) !== machine.nextWake)
      context.turn.timer(wake, machine.nextWake, { kind: 'wake', id }, because);
  }
  settleSessions(context, live);
  tellAssumptions(context, state, machine.config.name, effects.assumptions);
  return state;
}

function enter({ turn }: PodContext, state: PodRuntime, machine: ContainerMachine): void {
  const stream = `program/${state.namespace}/${state.name}/${machine.config.name}`;
  machine.enter(turn.now, () => turn.random(stream));
}

/** The processes are gone; the runtime's record follows a moment later. */
function programEnded(
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
function exitNoticed(context: PodContext, state: PodRuntime, id: string): PodRuntime {
  const live = state.live.get(id);
  const record = state.records.containers.find((candidate) => candidate.id === id);
  if (live?.ended === undefined || record === undefined) return state;
  const { at, code, reason } = live.ended;
  const { machine } = live;
  const message = terminationMessage({
    file: machine.terminationMessage,
    log: machine.log.lines,
    fromLog: machine.config.terminationMessageFromLog,
    exitCode: code,
  });
  state.live.delete(id);
  const entry = recordAbout(
    context,
    state,
    { kind: 'container', state: 'exited', instance: record.attempt, exitCode: code, reason },
    { container: record.name, rule: 'L-SYN-22' },
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

function removeContainers(
  context: PodContext,
  state: PodRuntime,
  ids: readonly string[],
): PodRuntime {
  for (const id of ids) {
    const live = state.live.get(id);
    if (live !== undefined && live.ended === undefined) {
      enter(context, state, live.machine);
      live.program?.end();
      live.machine.takeEffects();
      programEnded(context, state, live, 137, 'Error', context.turn.because);
    }
    state.live.delete(id);
  }
  return withContainers(
    state,
    state.records.containers.filter(({ id }) => !ids.includes(id)),
  );
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

function tellAssumptions(
  context: PodContext,
  state: PodRuntime,
  container: string,
  sentences: readonly string[],
): void {
  for (const text of sentences)
    if (state.volumes.firstTime(`${container}: ${text}`))
      recordAbout(context, state, { kind: 'assumption', text }, { container });
}

function identityOf(
  record: ContainerRecord,
): Omit<Extract<ContainerRecord, { state: 'created' }>, 'state'> {
  const { id, name, attempt, sandboxId, image, imageName, imageId, createdAt } = record;
  return { id, name, attempt, sandboxId, image, imageName, imageId, createdAt };
}

function replaceRecord(state: PodRuntime, record: ContainerRecord): PodRuntime {
  return withContainers(
    state,
    state.records.containers.map((other) => (other.id === record.id ? record : other)),
  );
}

function withContainers(state: PodRuntime, containers: readonly ContainerRecord[]): PodRuntime {
  return { ...state, records: { ...state.records, containers } };
}
