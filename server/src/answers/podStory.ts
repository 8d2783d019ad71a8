// One Pod's life as the questions need it: its changes in the API, and what its containers really did on the node.
import type { Container, Pod } from '../schema/objects';
import type { RecordedChange, RecordedRun } from '../simulator/trace/recordedRun';
import type { TraceEntry } from '../simulator/trace/trace';

/** One run of a container: from its start to its end, if it came to that. */
export interface Instance {
  readonly number: number;
  readonly startedMs: number;
  readonly startEntry: number;
  readonly exitedMs?: number;
  readonly exitEntry?: number;
  readonly exitCode?: number;
  readonly reason?: string;
}

export interface ContainerStory {
  readonly name: string;
  readonly kind: 'init' | 'sidecar' | 'regular';
  readonly spec: Container;
  /** `spec.containers[0]` */
  readonly field: string;
  readonly instances: readonly Instance[];
  /** All that happened to it on the node, in time order. */
  readonly entries: readonly TraceEntry[];
}

export interface PodStory {
  readonly namespace: string;
  readonly name: string;
  readonly uid: string;
  /** As it last was. */
  readonly pod: Pod;
  readonly changes: readonly RecordedChange[];
  /** Everything about the Pod as a whole and its containers. */
  readonly entries: readonly TraceEntry[];
  readonly containers: readonly ContainerStory[];
}

/** The stories of all Pods that ever were, in the order in which they came. */
export function podStories(run: RecordedRun): readonly PodStory[] {
  const changes = new Map<string, RecordedChange[]>();
  for (const change of run.store.changes) {
    if (change.object.kind !== 'Pod') continue;
    const uid = change.object.metadata.uid ?? '';
    push(changes, uid, change);
  }
  const entries = new Map<string, TraceEntry[]>();
  for (const entry of run.entries)
    if (entry.subject.kind === 'Pod' && entry.subject.uid !== undefined)
      push(entries, entry.subject.uid, entry);
  return [...changes].map(([uid, own]) => storyOf(uid, own, entries.get(uid) ?? []));
}

function push<T>(lists: Map<string, T[]>, key: string, item: T): void {
  const list = lists.get(key);
  if (list === undefined) lists.set(key, [item]);
  else list.push(item);
}

function storyOf(
  uid: string,
  changes: readonly RecordedChange[],
  entries: readonly TraceEntry[],
): PodStory {
  const pod = changes.at(-1)?.object as Pod;
  const { namespace = '', name = '' } = pod.metadata;
  const containers = [
    ...(pod.spec.initContainers ?? []).map((spec, i) => ({
      spec,
      kind: spec.restartPolicy === 'Always' ? ('sidecar' as const) : ('init' as const),
      field: `spec.initContainers[${i}]`,
    })),
    ...pod.spec.containers.map((spec, i) => ({
      spec,
      kind: 'regular' as const,
      field: `spec.containers[${i}]`,
    })),
  ].map(({ spec, kind, field }): ContainerStory => {
    const own = entries.filter((entry) => entry.subject.container === spec.name);
    return { name: spec.name, kind, spec, field, entries: own, instances: instancesOf(own) };
  });
  return { namespace, name, uid, pod, changes, entries, containers };
}

function instancesOf(entries: readonly TraceEntry[]): readonly Instance[] {
  const instances: Instance[] = [];
  for (const { id, at, change } of entries) {
    if (change.kind !== 'container') continue;
    if (change.state === 'running')
      instances.push({ number: change.instance, startedMs: at, startEntry: id });
    if (change.state !== 'exited') continue;
    const open = instances.findIndex(
      (i) => i.number === change.instance && i.exitedMs === undefined,
    );
    const started = instances[open] ?? { number: change.instance, startedMs: at, startEntry: id };
    const ended: Instance = {
      ...started,
      exitedMs: at,
      exitEntry: id,
      ...(change.exitCode === undefined ? {} : { exitCode: change.exitCode }),
      ...(change.reason === undefined ? {} : { reason: change.reason }),
    };
    if (open < 0) instances.push(ended);
    else instances[open] = ended;
  }
  return instances;
}

export function aboutPod(story: PodStory): string {
  return `${story.namespace}/${story.name}`;
}

/** When the API first showed a state of the Pod for which `holds` is true. */
export function firstShown(
  story: PodStory,
  holds: (pod: Pod) => boolean,
): RecordedChange | undefined {
  return story.changes.find((change) => change.op !== 'DELETED' && holds(change.object as Pod));
}

export function hasCondition(pod: Pod, type: string, status = 'True'): boolean {
  return pod.status?.conditions?.some((c) => c.type === type && c.status === status) ?? false;
}

/** The first entry of a sort, from `fromMs` on. */
export function firstEntry(
  entries: readonly TraceEntry[],
  holds: (entry: TraceEntry) => boolean,
  fromMs = 0,
): TraceEntry | undefined {
  return entries.find((entry) => entry.at >= fromMs && holds(entry));
}
