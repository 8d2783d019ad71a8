// A run of ours in the format of the recordings: what a watching client would have seen.
import type {
  ContainerStateStatus,
  ContainerStatus,
  KubeObject,
  Pod,
} from '../../server/src/schema/objects';
import { podRow } from '../../server/src/schema/printing/podRow';
import type { Change } from '../../server/src/simulator/api/store';
import { EPOCH_MS, fromTimestamp } from '../../server/src/simulator/api/timestamps';
import type { RunResult } from '../../server/src/simulator/simulate';
import type { OracleScenario } from './readScenario';

/** From a write to the recorder that watches. */
const WATCH_MS = 10;

type Json = Readonly<Record<string, unknown>>;

interface Recording {
  readonly pods: Record<string, Json[]>;
  readonly table: Json[];
  readonly events: Json[];
  readonly actions: Json[];
  readonly others: Record<string, Record<string, Json[]>>;
}

export function recordingOf(scenario: OracleScenario, result: RunResult): Json {
  const recording: Recording = { pods: {}, table: [], events: [], actions: [], others: {} };
  const mask = maskFor(scenario, result);
  const rows = new Map<string, string>();
  for (const change of result.store.changes) {
    const t = change.at - scenario.startMs + WATCH_MS;
    if (t < 0) continue;
    const { kind, metadata } = change.object;
    if (kind === 'Event') addEvent(recording, scenario, change, t, mask);
    else if (kind === 'Pod' && metadata.namespace === scenario.namespace)
      addPod(recording, rows, scenario, change, t, mask);
    else if (scenario.also.includes(kind)) addOther(recording, scenario, change, t);
  }
  return {
    scenario: scenario.name,
    description: scenario.description,
    kubernetes: `v${result.header.kubernetes}`,
    recordedForMs: scenario.durationMs,
    ...recording,
  };
}

type Mask = (text: string) => string;

/** Replaces what is different in every cluster: the namespace's name, UIDs, container ids, addresses. */
function maskFor(scenario: OracleScenario, result: RunResult): Mask {
  const names = new Map<string, string>();
  for (const { object } of result.store.changes)
    if (object.kind === 'Pod') names.set(object.metadata.uid ?? '', object.metadata.name ?? '');
  return (text) =>
    text
      .replaceAll(scenario.namespace, '<ns>')
      .replace(/\b[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\b/g, (uid) => {
        const name = names.get(uid);
        return name === undefined ? '<uid>' : `<uid:${name}>`;
      })
      .replace(/\b[0-9a-f]{64}\b/g, '<id>')
      .replace(/\b192\.168\.0\.\d+\b/g, '<hostIP>')
      .replace(/\b10\.244\.\d+\.\d+\b/g, '<podIP>');
}

function secondsOf(scenario: OracleScenario, time: string | null | undefined): number | undefined {
  const at = fromTimestamp(time);
  return at === undefined ? undefined : Math.floor((at - scenario.startMs) / 1000);
}

/** Leaves out what is undefined, as JSON does. */
function compact(fields: Json): Json {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
}

function addPod(
  recording: Recording,
  rows: Map<string, string>,
  scenario: OracleScenario,
  change: Change,
  t: number,
  mask: Mask,
): void {
  const pod = change.object as Pod;
  const name = pod.metadata.name ?? '';
  const states = (recording.pods[name] ??= []);
  const state = podState(scenario, pod, change.op, mask);
  const last = states.at(-1);
  const changed = last === undefined || !sameState(last, state);
  if (changed) states.push({ t, ...state });
  const cells = podRow(pod, EPOCH_MS + change.at);
  const { ready, status, restarts } = cells;
  const text = `${ready} ${status} ${restarts.replace(/ .*/, '')}`;
  if (rows.get(name) === text && change.op !== 'DELETED') return;
  rows.set(name, text);
  recording.table.push({ t, op: change.op, name, ready, status, restarts });
}

function sameState(last: Json, state: Json): boolean {
  const { t: _, op: lastOp, ...before } = last;
  const { op, ...after } = state;
  return (
    (lastOp === 'DELETED') === (op === 'DELETED') &&
    JSON.stringify(before) === JSON.stringify(after)
  );
}

function podState(scenario: OracleScenario, pod: Pod, op: string, mask: Mask): Json {
  const { metadata, status = {}, spec } = pod;
  const time = (text: string | null | undefined) => secondsOf(scenario, text);
  const present = (text: string | undefined) => text !== undefined && text !== '';
  return compact({
    op,
    phase: status.phase,
    reason: status.reason,
    message: status.message === undefined ? undefined : mask(status.message),
    generation: metadata.generation,
    observedGeneration: status.observedGeneration,
    nodeName: present(spec.nodeName) ? true : undefined,
    nominatedNodeName: status.nominatedNodeName,
    hostIP: present(status.hostIP),
    podIP: present(status.podIP),
    startTime: time(status.startTime),
    qosClass: status.qosClass,
    deletion:
      metadata.deletionTimestamp === undefined
        ? undefined
        : {
            deletionTimestamp: time(metadata.deletionTimestamp),
            graceSeconds: metadata.deletionGracePeriodSeconds,
          },
    finalizers: (metadata.finalizers ?? []).length > 0 ? metadata.finalizers : undefined,
    ownerKind: metadata.ownerReferences?.[0]?.kind,
    conditions: (status.conditions ?? []).map((condition) =>
      compact({
        type: condition.type,
        status: condition.status,
        reason: condition.reason === '' ? undefined : condition.reason,
        message:
          condition.message === undefined || condition.message === ''
            ? undefined
            : mask(condition.message),
        at: time(condition.lastTransitionTime),
        observedGeneration: condition.observedGeneration,
      }),
    ),
    containers: containersOf(scenario, pod, mask),
  });
}

function containersOf(scenario: OracleScenario, pod: Pod, mask: Mask): readonly Json[] {
  const { status = {}, spec } = pod;
  const sidecars = new Set(
    (spec.initContainers ?? []).filter((c) => c.restartPolicy === 'Always').map((c) => c.name),
  );
  const list = (statuses: readonly ContainerStatus[] | undefined, kind: (name: string) => string) =>
    (statuses ?? []).map((container) =>
      compact({
        name: container.name,
        kind: kind(container.name),
        state: stateOf(scenario, container.state, mask) ?? { kind: 'waiting' },
        lastState: stateOf(scenario, container.lastState, mask),
        ready: container.ready,
        started: container.started ?? undefined,
        restartCount: container.restartCount,
        image: container.image,
        imageID: container.imageID !== '',
      }),
    );
  return [
    ...list(status.initContainerStatuses, (name) => (sidecars.has(name) ? 'sidecar' : 'init')),
    ...list(status.containerStatuses, () => 'regular'),
    ...list(status.ephemeralContainerStatuses, () => 'ephemeral'),
  ];
}

function stateOf(
  scenario: OracleScenario,
  state: ContainerStateStatus | undefined,
  mask: Mask,
): Json | undefined {
  const text = (value: string | undefined) =>
    value === undefined || value === '' ? undefined : mask(value);
  if (state?.running !== undefined)
    return compact({ kind: 'running', startedAt: secondsOf(scenario, state.running.startedAt) });
  if (state?.terminated !== undefined) {
    const { exitCode, reason, message, startedAt, finishedAt, containerID } = state.terminated;
    return compact({
      kind: 'terminated',
      exitCode,
      reason: text(reason),
      message: text(message),
      startedAt: secondsOf(scenario, startedAt),
      finishedAt: secondsOf(scenario, finishedAt),
      hasContainerID: containerID !== undefined && containerID !== '',
    });
  }
  if (state?.waiting === undefined) return undefined;
  return compact({
    kind: 'waiting',
    reason: text(state.waiting.reason),
    message: text(state.waiting.message),
  });
}

interface EventObject extends KubeObject {
  readonly involvedObject: {
    readonly kind: string;
    readonly name: string;
    readonly namespace?: string;
    readonly fieldPath?: string;
  };
  readonly source?: { readonly component?: string };
}

function addEvent(
  recording: Recording,
  scenario: OracleScenario,
  { op, object }: Change,
  t: number,
  mask: Mask,
): void {
  const event = object as EventObject;
  const { involvedObject } = event;
  const isOurs = event.metadata.namespace === scenario.namespace || involvedObject.kind === 'Node';
  if (!isOurs || op === 'DELETED') return;
  recording.events.push(
    compact({
      t,
      op,
      type: event['type'],
      reason: event['reason'],
      message: mask(String(event['message'] ?? '')),
      count: event['count'] ?? 1,
      source: event.source?.component,
      object: `${involvedObject.kind}/${involvedObject.name}`,
      fieldPath: involvedObject.fieldPath,
    }),
  );
}

const COUNTS = [
  'replicas',
  'fullyLabeledReplicas',
  'readyReplicas',
  'availableReplicas',
  'currentReplicas',
  'updatedReplicas',
  'unavailableReplicas',
  'terminatingReplicas',
  'observedGeneration',
  'active',
  'ready',
  'succeeded',
  'failed',
  'terminating',
  'phase',
] as const;

function addOther(recording: Recording, scenario: OracleScenario, change: Change, t: number): void {
  const { kind, metadata } = change.object;
  const isOurs = (metadata.namespace ?? scenario.namespace) === scenario.namespace;
  if (!isOurs || (kind === 'Namespace' && metadata.name !== scenario.namespace)) return;
  const spec = (change.object['spec'] ?? {}) as Json;
  const status = (change.object['status'] ?? {}) as Json;
  const conditions = (status['conditions'] ?? []) as readonly Json[];
  const state = compact({
    op: change.op,
    specReplicas: spec['replicas'],
    ...Object.fromEntries(COUNTS.map((name) => [name, status[name]])),
    unschedulable: spec['unschedulable'],
    taints: kind === 'Node' ? (spec['taints'] ?? []) : undefined,
    endpoints: change.object['endpoints'],
    conditions: conditions.map(({ type, status, reason, message, lastTransitionTime }) =>
      compact({
        type,
        status,
        reason,
        message,
        at: kind === 'Node' ? undefined : secondsOf(scenario, lastTransitionTime as string),
      }),
    ),
  });
  const ofKind = (recording.others[kind] ??= {});
  const states = (ofKind[metadata.name ?? ''] ??= []);
  const last = states.at(-1);
  if (last === undefined || !sameState(last, state)) states.push({ t, ...state });
}
