// Making, losing and stopping a Pod's sandbox. Rules: L-SYN-8, L-TRM-8.
import { hexFrom } from './hexFrom';
import { type PodContext, type PodRuntime, recordAbout, tellKubelet } from './podState';
import { PodVolumes } from './podVolumes';
import { kill } from './programCalls';
import { NO_RECORDS } from './records';
import type { RuntimeEvent } from './runtimeEvents';

export function sandboxCreated(
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
    instances: new Map(),
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
export function stopSandbox(context: PodContext, before: PodRuntime, ticket: number): PodRuntime {
  let state = before;
  for (const record of state.records.containers)
    if (record.state === 'running') state = kill(context, state, record.id, 'Error', 137);
  state = sandboxEnded(context, state);
  tellKubelet(context, state, { kind: 'sandboxStopped', ticket });
  return state;
}

export function sandboxEnded(context: PodContext, state: PodRuntime): PodRuntime {
  const [latest, ...older] = state.records.sandboxes;
  if (latest?.ready !== true) return state;
  recordAbout(
    context,
    state,
    { kind: 'sandbox', state: 'stopped', attempt: latest.attempt },
    { rule: 'L-TRM-8' },
  );
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
export function sandboxLost(context: PodContext, before: PodRuntime): PodRuntime {
  const state = sandboxEnded(context, before);
  tellKubelet(context, state, { kind: 'recordsChanged' });
  return state;
}
