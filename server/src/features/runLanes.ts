// The lanes of the timeline: for each Pod one, and below it sandbox, containers, probes and endpoint. A bar is what goes on
// on the node; the strip above it is what the API says.
import type { Lane, Look, Mark, Segment } from '../protocol/run';
import type { Container, ContainerStatus, KubeObject, Pod } from '../schema/objects';
import { summarizePod } from '../schema/printing/podRow';
import { type RecordedChange, type RecordedRun, RunHistory } from '../simulator/trace/recordedRun';
import type { ProbeKind, TraceEntry } from '../simulator/trace/trace';
import {
  type ContainerRole,
  containerLook,
  lookOfEnd,
  lookOfRunning,
  lookOfSummary,
  roleOf,
  statusesOf,
} from './looks';

/** From here on a lane looks so. */
interface Turn {
  readonly at: number;
  readonly look: Look;
  readonly word: string;
  readonly entry: number;
}

/** Everything of a run that is about one Pod. */
interface PodStory {
  readonly uid: string;
  readonly changes: readonly RecordedChange[];
  readonly last: Pod;
  readonly entries: readonly TraceEntry[];
  readonly events: readonly RecordedChange[];
  readonly endMs: number;
}

export function podLaneId(uid: string): string {
  return `pod/${uid}`;
}
export function containerLaneId(uid: string, container: string): string {
  return `pod/${uid}/container/${container}`;
}
function probeLaneId(uid: string, container: string, probe: string): string {
  return `pod/${uid}/container/${container}/${probe}`;
}

/** Lane of what an entry is about; undefined for what has none. */
export function laneOf(entry: TraceEntry): string | undefined {
  const { kind, uid, container } = entry.subject;
  if (entry.change.kind === 'happening') return 'happenings';
  if (kind === 'Node') return `node/${entry.subject.name}`;
  if (kind !== 'Pod' || uid === undefined) return undefined;
  if (entry.change.kind === 'sandbox') return `pod/${uid}/sandbox`;
  if (container === undefined) return podLaneId(uid);
  if (entry.change.kind === 'probe' || entry.change.kind === 'probeResult')
    return probeLaneId(uid, container, entry.change.probe);
  return containerLaneId(uid, container);
}

export function runLanes(run: RecordedRun): readonly Lane[] {
  const history = new RunHistory(run.store.changes);
  const entries = new Map<string, TraceEntry[]>();
  for (const entry of run.entries) {
    const { uid } = entry.subject;
    if (uid === undefined || entry.subject.kind !== 'Pod' || entry.change.kind === 'object')
      continue;
    const list = entries.get(uid);
    if (list === undefined) entries.set(uid, [entry]);
    else list.push(entry);
  }
  const events = eventsByUid(history);
  const endpoints = endpointTurns(run.store.changes);
  const stories = podStories(history, (uid) => ({
    entries: entries.get(uid) ?? [],
    events: events.get(uid) ?? [],
    endMs: run.endMs,
  }));
  return [
    ...happeningLanes(run),
    ...nodeLanes(history, run.endMs),
    ...stories.flatMap((story) => podLanes(story, endpoints.get(story.uid) ?? [])),
  ];
}

/** A name may have had several Pods one after another: each has lanes of its own. */
function podStories(
  history: RunHistory,
  rest: (uid: string) => Pick<PodStory, 'entries' | 'events' | 'endMs'>,
): readonly PodStory[] {
  const byUid = new Map<string, RecordedChange[]>();
  for (const changes of history.changesOf('Pod'))
    for (const change of changes) {
      const uid = change.object.metadata.uid ?? '';
      const list = byUid.get(uid);
      if (list === undefined) byUid.set(uid, [change]);
      else list.push(change);
    }
  return [...byUid]
    .map(([uid, changes]) => {
      const last = changes.at(-1)?.object as Pod;
      return { uid, changes, last, ...rest(uid) };
    })
    .sort((a, b) => (a.changes[0]?.revision ?? 0) - (b.changes[0]?.revision ?? 0));
}

interface EventObject extends KubeObject {
  readonly involvedObject?: { readonly uid?: string; readonly fieldPath?: string };
}

function eventsByUid(history: RunHistory): ReadonlyMap<string, readonly RecordedChange[]> {
  const byUid = new Map<string, RecordedChange[]>();
  for (const changes of history.changesOf('Event'))
    for (const change of changes) {
      const uid = (change.object as EventObject).involvedObject?.uid;
      if (uid === undefined || change.op === 'DELETED') continue;
      const list = byUid.get(uid);
      if (list === undefined) byUid.set(uid, [change]);
      else list.push(change);
    }
  return byUid;
}

/** Bars from turns in the order of time; equal neighbours become one. */
function segmentsOf(turns: readonly Turn[], endMs: number): readonly Segment[] {
  const segments: Segment[] = [];
  for (const [i, turn] of turns.entries()) {
    const toMs = Math.min(turns[i + 1]?.at ?? endMs, endMs);
    const last = segments.at(-1);
    if (
      last !== undefined &&
      last.look === turn.look &&
      last.word === turn.word &&
      last.toMs === turn.at
    )
      segments[segments.length - 1] = { ...last, toMs };
    else if (toMs > turn.at && turn.look !== 'absent')
      segments.push({ fromMs: turn.at, toMs, look: turn.look, word: turn.word, entry: turn.entry });
  }
  return segments;
}

function podLanes(story: PodStory, endpoint: readonly Turn[]): readonly Lane[] {
  const { uid, last, endMs } = story;
  const id = podLaneId(uid);
  const { namespace = '', name = '' } = last.metadata;
  const title = namespace === 'default' ? name : `${namespace}/${name}`;
  const pod: Lane = {
    id,
    title,
    kind: 'pod',
    segments: segmentsOf(podTurns(story), endMs),
    marks: eventMarks(story, undefined),
  };
  const lanes: Lane[] = [pod];
  const sandbox = sandboxTurns(story);
  if (sandbox.length > 0)
    lanes.push({
      id: `${id}/sandbox`,
      parent: id,
      title: 'sandbox',
      kind: 'sandbox',
      segments: segmentsOf(sandbox, endMs),
      marks: [],
    });
  const { initContainers = [], containers, ephemeralContainers = [] } = last.spec;
  for (const container of [...initContainers, ...containers, ...ephemeralContainers])
    lanes.push(...containerLanes(story, container));
  if (endpoint.length > 0)
    lanes.push({
      id: `${id}/endpoint`,
      parent: id,
      title: 'endpoint',
      kind: 'endpoint',
      segments: segmentsOf(endpoint, endMs),
      marks: [],
    });
  return lanes;
}

function podTurns({ changes }: PodStory): readonly Turn[] {
  return changes.map(({ at, op, object, entry }) => {
    if (op === 'DELETED') return { at, look: 'absent', word: 'gone', entry };
    const pod = object as Pod;
    const summary = summarizePod(pod);
    return {
      at,
      look: lookOfSummary(summary, pod.status?.phase ?? ''),
      word: summary.status,
      entry,
    };
  });
}

function sandboxTurns({ entries }: PodStory): readonly Turn[] {
  const turns: Turn[] = [];
  for (const { at, change, id } of entries) {
    if (change.kind !== 'sandbox') continue;
    if (change.state === 'created')
      turns.push({ at, look: 'ready', word: change.ip ?? 'sandbox', entry: id });
    else if (change.state === 'failed')
      turns.push({ at, look: 'configError', word: 'failed', entry: id });
    else turns.push({ at, look: 'absent', word: change.state, entry: id });
  }
  return turns;
}

function containerLanes(story: PodStory, container: Container): readonly Lane[] {
  const { uid, last, endMs } = story;
  const role = roleOf(last, container.name);
  const id = containerLaneId(uid, container.name);
  const api = apiTurns(story, container.name, role);
  const node = nodeTurns(story, container, role);
  const lane: Lane = {
    id,
    parent: podLaneId(uid),
    title: container.name,
    kind: role,
    segments: segmentsOf(node.length > 0 ? node : api, endMs),
    api: segmentsOf(api, endMs),
    marks: [...eventMarks(story, container.name), ...endMarks(story, container.name)].sort(
      (a, b) => a.atMs - b.atMs,
    ),
  };
  const probes: readonly ProbeKind[] = ['startup', 'liveness', 'readiness'];
  return [
    lane,
    ...probes
      .filter((probe) => container[`${probe}Probe`] !== undefined)
      .map((probe) => probeLane(story, container.name, probe)),
  ];
}

function statusIn(pod: Pod, container: string): ContainerStatus | undefined {
  return statusesOf(pod).find((status) => status.name === container);
}

function apiTurns({ changes }: PodStory, container: string, role: ContainerRole): readonly Turn[] {
  const turns: Turn[] = [];
  for (const { at, op, object, entry } of changes) {
    if (op === 'DELETED') {
      turns.push({ at, look: 'absent', word: 'gone', entry });
      continue;
    }
    const status = statusIn(object as Pod, container);
    if (status !== undefined) turns.push({ at, ...containerLook(role, status), entry });
  }
  return turns;
}

/** What the node knows of a container. Whether its probes are content is taken from what the kubelet published. */
function nodeTurns(story: PodStory, container: Container, role: ContainerRole): readonly Turn[] {
  const turns: Turn[] = [];
  const waits = {
    startup: container.startupProbe !== undefined,
    readiness: container.readinessProbe !== undefined,
  };
  const known = { started: !waits.startup, ready: !waits.readiness, restarts: 0 };
  let isRunning = false;
  for (const { at, change, subject, id: entry } of story.entries) {
    const isItsPull =
      change.kind === 'pull' && subject.container === undefined && change.image === container.image;
    if (subject.container !== container.name && !isItsPull) continue;
    const turn = (look: Look, word: string) => void turns.push({ at, look, word, entry });
    switch (change.kind) {
      case 'container':
        isRunning = change.state === 'running';
        if (change.state === 'created') turn('creating', 'Created');
        else if (change.state === 'removed') continue;
        else if (change.state === 'failed') turn('configError', 'StartError');
        else if (change.state === 'exited') {
          const code = change.exitCode ?? 0;
          turn(
            lookOfEnd(code, change.reason),
            change.reason === undefined ? `exit ${code}` : `${change.reason} ${code}`,
          );
        } else {
          known.started = !waits.startup;
          known.ready = !waits.readiness;
          known.restarts = change.instance;
          turn(lookOfRunning(role, known), 'Running');
        }
        break;
      case 'probeResult':
        if (!isRunning || change.probe === 'liveness') break;
        if (change.probe === 'startup') known.started = change.outcome === 'success';
        else known.ready = change.outcome === 'success';
        turn(lookOfRunning(role, known), 'Running');
        break;
      case 'hook':
        if (change.hook === 'preStop' && change.state === 'started') turn('stopping', 'preStop');
        break;
      case 'signal':
        if (isRunning) turn('stopping', change.signal);
        break;
      case 'backOff':
        turn('backOff', `back-off ${change.delayMs / 1000} s`);
        break;
      case 'pull':
        if (change.state === 'started') turn('pulling', 'Pulling');
        else if (change.state === 'failed') turn('imageError', 'pull failed');
        else turn('creating', 'Pulled');
        break;
      default:
        break;
    }
  }
  return turns;
}

function eventMarks({ events }: PodStory, container: string | undefined): readonly Mark[] {
  return events
    .filter(({ object }) => {
      const named = /\{(.+)\}$/.exec((object as EventObject).involvedObject?.fieldPath ?? '')?.[1];
      return named === container;
    })
    .map(({ at, object, entry }) => ({
      atMs: at,
      shape: object['type'] === 'Warning' ? 'warning' : 'event',
      word: String(object['reason']),
      entry,
    }));
}

/** Signals, and the ends of instances: a bar may be too short to show how one ended. */
function endMarks({ entries }: PodStory, container: string): readonly Mark[] {
  return entries.flatMap(({ at, change, subject, id }): readonly Mark[] => {
    if (subject.container !== container) return [];
    if (change.kind === 'signal')
      return [{ atMs: at, shape: 'signal', word: change.signal, entry: id }];
    if (change.kind !== 'container' || change.state !== 'exited') return [];
    const { exitCode = 0, reason } = change;
    const shape = exitCode === 0 ? 'event' : 'warning';
    return [
      { atMs: at, shape, word: `exit ${exitCode}${reason ? ` (${reason})` : ''}`, entry: id },
    ];
  });
}

function probeLane({ uid, entries }: PodStory, container: string, probe: ProbeKind): Lane {
  const marks: Mark[] = [];
  for (const { at, change, subject, id } of entries) {
    if (subject.container !== container) continue;
    if (change.kind === 'probe' && change.probe === probe) {
      const isOk = change.outcome === 'success';
      const kills = !isOk && probe !== 'readiness' && change.run >= change.threshold;
      const shape = isOk ? 'probeOk' : kills ? 'probeKill' : 'probeFailed';
      const word = isOk
        ? 'ok'
        : change.outcome === 'error'
          ? 'error'
          : `${change.run} of ${change.threshold}`;
      marks.push({ atMs: at, shape, word, entry: id });
    }
  }
  return {
    id: probeLaneId(uid, container, probe),
    parent: containerLaneId(uid, container),
    title: probe,
    kind: 'probe',
    segments: [],
    marks,
  };
}

interface SliceEndpoint {
  readonly targetRef?: { readonly uid?: string };
  readonly conditions?: {
    readonly ready?: boolean;
    readonly serving?: boolean;
    readonly terminating?: boolean;
  };
}

/** By Pod UID: whether Services send it traffic. Rules: L-TRM-21, L-TRM-22. */
function endpointTurns(changes: readonly RecordedChange[]): ReadonlyMap<string, readonly Turn[]> {
  const turns = new Map<string, Turn[]>();
  for (const { at, op, object, previous, entry } of changes) {
    if (object.kind !== 'EndpointSlice') continue;
    const now = op === 'DELETED' ? new Map<string, SliceEndpoint>() : endpointsIn(object);
    const uids = new Set([
      ...now.keys(),
      ...(previous === undefined ? [] : endpointsIn(previous).keys()),
    ]);
    for (const uid of uids) {
      const list = turns.get(uid) ?? [];
      const turn = { at, ...endpointLook(now.get(uid)), entry };
      if (list.at(-1)?.word !== turn.word) list.push(turn);
      turns.set(uid, list);
    }
  }
  return turns;
}

function endpointsIn(slice: KubeObject): ReadonlyMap<string, SliceEndpoint> {
  const endpoints = (slice['endpoints'] ?? []) as readonly SliceEndpoint[];
  return new Map(endpoints.map((endpoint) => [endpoint.targetRef?.uid ?? '', endpoint]));
}

function endpointLook(endpoint: SliceEndpoint | undefined): {
  readonly look: Look;
  readonly word: string;
} {
  if (endpoint === undefined) return { look: 'absent', word: 'no endpoint' };
  const { ready, serving, terminating } = endpoint.conditions ?? {};
  if (terminating === true)
    return { look: 'stopping', word: serving === true ? 'terminating, serving' : 'terminating' };
  return ready === true
    ? { look: 'ready', word: 'in service' }
    : { look: 'notReady', word: 'not ready' };
}

function happeningLanes(run: RecordedRun): readonly Lane[] {
  const marks = run.entries.flatMap(({ at, change, id }): readonly Mark[] =>
    change.kind === 'happening'
      ? [{ atMs: at, shape: 'happening', word: change.text, entry: id }]
      : [],
  );
  if (marks.length === 0) return [];
  return [{ id: 'happenings', title: 'happenings', kind: 'other', segments: [], marks }];
}

interface NodeCondition {
  readonly type: string;
  readonly status: string;
}

/** Nodes to which something happens. */
function nodeLanes(history: RunHistory, endMs: number): readonly Lane[] {
  const lanes: Lane[] = [];
  for (const changes of history.changesOf('Node')) {
    const turns = changes.map(({ at, op, object, entry }): Turn => {
      const { conditions = [] } = (object['status'] ?? {}) as {
        readonly conditions?: readonly NodeCondition[];
      };
      const ready = conditions.find((condition) => condition.type === 'Ready')?.status;
      const cordoned = (object['spec'] as { readonly unschedulable?: boolean } | undefined)
        ?.unschedulable;
      if (op === 'DELETED') return { at, look: 'absent', word: 'gone', entry };
      if (ready !== 'True') return { at, look: 'unknown', word: 'NotReady', entry };
      return cordoned === true
        ? { at, look: 'notReady', word: 'SchedulingDisabled', entry }
        : { at, look: 'ready', word: 'Ready', entry };
    });
    const segments = segmentsOf(turns, endMs);
    const name = changes[0]?.object.metadata.name ?? '';
    if (segments.length > 1)
      lanes.push({ id: `node/${name}`, title: name, kind: 'node', segments, marks: [] });
  }
  return lanes;
}
