// Making, starting and forgetting containers, as the kubelet asks. Rules: L-SYN-13 to L-SYN-16.
import type { ContainerConfig } from './containerConfig';
import { ContainerLog } from './containerLog';
import { ContainerMachine, type LiveContainer } from './containerMachine';
import { hexFrom } from './hexFrom';
import {
  identityOf,
  type PodContext,
  type PodRuntime,
  recordAbout,
  replaceRecord,
  tellAssumptions,
  tellKubelet,
  withContainers,
} from './podState';
import { callProgram, enter, programEnded } from './programCalls';
import type { ContainerRecord } from './records';

export function createContainer(
  context: PodContext,
  state: PodRuntime,
  ticket: number,
  config: ContainerConfig,
): PodRuntime {
  const { turn, options } = context;
  const id = hexFrom(`${state.uid}/${config.name}/${config.attempt}/${turn.now}`);
  const image = options.profile(config.imageName);
  const log = new ContainerLog(options.logMaxBytes?.(state.node));
  state.volumes.plan(config.volumes, turn.now);
  const { now } = turn;
  const { namespace, podIP, ports, volumes } = state;
  if (config.refused !== undefined) {
    tellKubelet(context, state, {
      kind: 'callFailed',
      ticket,
      call: 'create',
      text: config.refused,
    });
    return state;
  }
  const machine = new ContainerMachine({
    id,
    config,
    image,
    log,
    now,
    pod: {
      podIP,
      ports,
      volume: (name) => volumes.get(name, now),
      hasVolume: (name) => volumes.has(name),
      sandboxFiles: () =>
        volumes.sandboxFiles(
          {
            namespace,
            podIP,
            hostname: config.hostname,
            aliases: config.hostAliases ?? [],
          },
          now,
        ),
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
      ...(config.outages === undefined ? {} : { outages: config.outages }),
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
  state.instances.set(config.name, config.attempt + 1);
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
    { container: config.name, rule: 'L-SYN-13', field: config.place },
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
    ...(config.user === undefined ? {} : { user: config.user }),
  };
  return withContainers(state, [record, ...prune(state.records.containers, config.name)]);
}

/** Of older instances only the newest is kept. Rules: L-RST-12, L-INI-17. */
function prune(containers: readonly ContainerRecord[], name: string): readonly ContainerRecord[] {
  const newest = containers.find((record) => record.name === name);
  return containers.filter((record) => record.name !== name || record === newest);
}

export function startContainer(
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
  const entry = recordAbout(
    context,
    state,
    { kind: 'container', state: 'running', instance: record.attempt },
    { container: record.name, rule: 'L-SYN-13', field: live.machine.config.place },
  );
  const started = replaceRecord(state, {
    state: 'running',
    startedAt: turn.now,
    entry,
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
    {
      container: record.name,
      rule: 'L-SYN-16',
      field: `${live.machine.config.place}.${live.machine.config.command.length > 0 ? 'command' : 'image'}`,
    },
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

export function removeContainers(
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
