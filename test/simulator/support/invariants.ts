// What no run may ever break, whatever it was given. A run keeps every revision and every entry, so that checking them
// one after the other is checking the cluster after each of its events.
import type {
  ContainerStatus,
  KubeObject,
  ObjectMeta,
  Pod,
} from '../../../server/src/schema/objects';
import type { RecordedChange, RecordedRun } from '../../../server/src/simulator/trace/recordedRun';
import type { TraceEntry } from '../../../server/src/simulator/trace/trace';

/** The promises that the run broke, in the order in which it did; none is as it should be. */
export function brokenPromises({ entries, store }: RecordedRun): readonly string[] {
  return [
    ...timeBreaks(entries),
    ...store.changes.flatMap((change, i) => changeBreaks(change, i)),
    ...endpointBreaks(store.changes),
    ...roomBreaks(store.changes),
    ...containerBreaks(entries, store.changes),
  ];
}

function timeBreaks(entries: readonly TraceEntry[]): readonly string[] {
  const broken: string[] = [];
  let before = 0;
  for (const { id, at, because } of entries) {
    if (at < before) broken.push(`entry ${id} at ${at} comes after one at ${before}`);
    if (because !== undefined && because >= id) broken.push(`entry ${id} is caused by ${because}`);
    before = at;
  }
  return broken;
}

const isFinished = (phase: string | undefined): boolean =>
  phase === 'Succeeded' || phase === 'Failed';

function changeBreaks(change: RecordedChange, index: number): readonly string[] {
  const { object, previous, revision, at } = change;
  const about = `${at} ${object.kind}/${object.metadata.name ?? ''}`;
  const broken: string[] = [];
  if (revision !== index + 1 || object.metadata.resourceVersion !== String(revision))
    broken.push(`${about}: revision ${revision} is not the next`);
  if (previous === undefined) return broken;
  if (previous.metadata.uid !== object.metadata.uid) broken.push(`${about}: has another uid`);
  if (isPutOff(previous.metadata, object.metadata))
    broken.push(`${about}: its deletion is put off`);
  if (object.kind === 'Pod') broken.push(...podBreaks(about, previous as Pod, object as Pod));
  return broken;
}

/** A deletion that has begun is never undone, and its grace only gets shorter. */
function isPutOff(before: ObjectMeta, after: ObjectMeta): boolean {
  if (before.deletionTimestamp === undefined) return false;
  const [was, is] = [before.deletionGracePeriodSeconds ?? 0, after.deletionGracePeriodSeconds ?? 0];
  return after.deletionTimestamp === undefined || is > was;
}

function podBreaks(about: string, before: Pod, after: Pod): readonly string[] {
  const broken: string[] = [];
  const [was, is] = [before.status?.phase, after.status?.phase];
  if (isFinished(was) && was !== is) broken.push(`${about}: ${was} became ${is}`);
  if (before.spec.nodeName !== undefined && before.spec.nodeName !== after.spec.nodeName)
    broken.push(`${about}: moved to another node`);
  for (const [name, { restartCount }] of statusesOf(after)) {
    const old = statusesOf(before).get(name);
    if (old !== undefined && old.restartCount > restartCount)
      broken.push(`${about}: restarts of ${name} fell from ${old.restartCount} to ${restartCount}`);
  }
  return broken;
}

function statusesOf({ status = {} }: Pod): ReadonlyMap<string, ContainerStatus> {
  const { initContainerStatuses = [], containerStatuses = [] } = status;
  return new Map([...initContainerStatuses, ...containerStatuses].map((s) => [s.name, s]));
}

interface Slice extends KubeObject {
  readonly endpoints?: readonly {
    readonly conditions?: { readonly ready?: boolean };
    readonly targetRef?: { readonly uid?: string };
  }[];
}

/** Ready endpoints belong to Pods that are ready and stay. */
function endpointBreaks(changes: readonly RecordedChange[]): readonly string[] {
  const broken: string[] = [];
  const pods = new Map<string, Pod>();
  const publishing = new Set<string>();
  for (const { object, op, at } of changes) {
    const { uid = '', name = '', namespace = '', labels } = object.metadata;
    if (object.kind === 'Pod') {
      if (op === 'DELETED') pods.delete(uid);
      else pods.set(uid, object as Pod);
    }
    const spec = object['spec'] as { readonly publishNotReadyAddresses?: boolean } | undefined;
    if (object.kind === 'Service' && spec?.publishNotReadyAddresses === true)
      publishing.add(`${namespace}/${name}`);
    const service = `${namespace}/${labels?.['kubernetes.io/service-name'] ?? ''}`;
    if (object.kind !== 'EndpointSlice' || op === 'DELETED' || publishing.has(service)) continue;
    for (const { conditions, targetRef } of (object as Slice).endpoints ?? []) {
      if (conditions?.ready !== true || targetRef?.uid === undefined) continue;
      const pod = pods.get(targetRef.uid);
      const ready = pod?.status?.conditions?.some((c) => c.type === 'Ready' && c.status === 'True');
      if (ready !== true || pod?.metadata.deletionTimestamp !== undefined)
        broken.push(`${at} ${name}: an endpoint of ${pod?.metadata.name} is called ready`);
    }
  }
  return broken;
}

/** Never more Pods bound to a node than it takes. */
function roomBreaks(changes: readonly RecordedChange[]): readonly string[] {
  const broken: string[] = [];
  const room = new Map<string, number>();
  const onNode = new Map<string, Set<string>>();
  for (const { object, op, previous, at } of changes) {
    if (object.kind === 'Node') {
      const { allocatable } = (object['status'] ?? {}) as { allocatable?: { pods?: string } };
      room.set(object.metadata.name ?? '', Number(allocatable?.pods ?? Number.POSITIVE_INFINITY));
    }
    if (object.kind !== 'Pod') continue;
    const { spec, status, metadata } = object as Pod;
    const { nodeName } = spec;
    if (nodeName === undefined) continue;
    const there = onNode.get(nodeName) ?? new Set<string>();
    onNode.set(nodeName, there);
    if (op === 'DELETED' || isFinished(status?.phase)) there.delete(metadata.uid ?? '');
    else there.add(metadata.uid ?? '');
    const isBound = previous !== undefined && (previous as Pod).spec.nodeName === undefined;
    if (isBound && there.size > (room.get(nodeName) ?? 0))
      broken.push(`${at} Pod/${metadata.name}: node ${nodeName} has no room for it`);
  }
  return broken;
}

interface Instances {
  readonly running: Map<string, number>;
  readonly exits: Map<string, number>;
  readonly began: Set<string>;
}

/** One instance of a container at a time; an app container only when what comes before it has ended or, a sidecar, begun. */
function containerBreaks(
  entries: readonly TraceEntry[],
  changes: readonly RecordedChange[],
): readonly string[] {
  const specs = new Map<string, Pod['spec']>();
  for (const { object } of changes)
    if (object.kind === 'Pod') specs.set(object.metadata.uid ?? '', (object as Pod).spec);
  const pods = new Map<string, Instances>();
  const broken: string[] = [];
  for (const { at, subject, change } of entries) {
    const { uid = '', container = '', name } = subject;
    // A node that loses power takes its containers along without a word; a new sandbox tells that they are gone.
    if (change.kind === 'sandbox' && change.state === 'created') pods.get(uid)?.running.clear();
    if (change.kind !== 'container') continue;
    let pod = pods.get(uid);
    if (pod === undefined)
      pods.set(uid, (pod = { running: new Map(), exits: new Map(), began: new Set() }));
    if (change.state === 'exited') {
      pod.running.delete(container);
      pod.exits.set(container, change.exitCode ?? 0);
    }
    if (change.state !== 'running') continue;
    const other = pod.running.get(container);
    if (other !== undefined)
      broken.push(`${at} ${name}/${container}: instance ${change.instance} beside ${other}`);
    pod.running.set(container, change.instance);
    pod.began.add(container);
    const spec = specs.get(uid);
    if (spec?.containers.some((c) => c.name === container) !== true) continue;
    for (const init of spec.initContainers ?? []) {
      const isOver =
        init.restartPolicy === 'Always'
          ? pod.began.has(init.name)
          : pod.exits.get(init.name) === 0 && !pod.running.has(init.name);
      if (!isOver) broken.push(`${at} ${name}/${container}: began before ${init.name} was over`);
    }
  }
  return broken;
}
