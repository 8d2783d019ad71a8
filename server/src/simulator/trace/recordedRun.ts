// A finished run as everything that reads it sees it: header, entries, and every object at every revision.
import type { KubeObject } from '../../schema/objects';
import type { ApiStatus } from '../../schema/validation/types';
import type { EntryId } from '../kernel/component';
import type { SimTime } from '../kernel/time';
import type { TraceEntry, TraceHeader } from './trace';

export interface RecordedChange {
  readonly revision: number;
  readonly at: SimTime;
  readonly op: 'ADDED' | 'MODIFIED' | 'DELETED';
  readonly object: KubeObject;
  readonly previous?: KubeObject;
  readonly entry: EntryId;
}

export interface RecordedRun {
  readonly header: TraceHeader;
  readonly entries: readonly TraceEntry[];
  /** Index of the first entry that is not about what every cluster has from its beginning. */
  readonly storyBegins: number;
  readonly store: {
    readonly changes: readonly RecordedChange[];
    change(revision: number): RecordedChange | undefined;
  };
  readonly posted: readonly {
    readonly object: KubeObject;
    readonly answer: {
      readonly ok: boolean;
      readonly status?: ApiStatus;
      readonly object?: KubeObject;
    };
  }[];
  readonly endMs: SimTime;
  /** The moment 0 as the times inside objects count it, in milliseconds of the epoch. */
  readonly epochMs: number;
}

/** Every object of a run at any moment of it. */
export class RunHistory {
  /** kind → `namespace/name` → its changes in time order */
  readonly #kinds = new Map<string, Map<string, RecordedChange[]>>();

  constructor(changes: readonly RecordedChange[]) {
    for (const change of changes) {
      const { kind, metadata } = change.object;
      let objects = this.#kinds.get(kind);
      if (objects === undefined) this.#kinds.set(kind, (objects = new Map()));
      const key = `${metadata.namespace ?? ''}/${metadata.name ?? ''}`;
      const list = objects.get(key);
      if (list === undefined) objects.set(key, [change]);
      else list.push(change);
    }
  }

  kinds(): readonly string[] {
    return [...this.#kinds.keys()].sort();
  }

  /** The object as the API showed it at the end of that millisecond. */
  objectAt(kind: string, namespace: string, name: string, at: SimTime): KubeObject | undefined {
    return lastBy(this.#kinds.get(kind)?.get(`${namespace}/${name}`), at);
  }

  /** All objects of a kind at a moment, by namespace and name as kubectl lists them. */
  objectsAt(kind: string, at: SimTime): readonly KubeObject[] {
    const found: KubeObject[] = [];
    const objects = [...(this.#kinds.get(kind) ?? [])].sort(([a], [b]) => (a < b ? -1 : 1));
    for (const [, changes] of objects) {
      const object = lastBy(changes, at);
      if (object !== undefined) found.push(object);
    }
    return found;
  }

  /** All that became of the object, in time order. */
  changesTo(kind: string, namespace: string, name: string): readonly RecordedChange[] {
    return this.#kinds.get(kind)?.get(`${namespace}/${name}`) ?? [];
  }

  /** Every object of a kind that ever was, with its changes. */
  changesOf(kind: string): Iterable<readonly RecordedChange[]> {
    return (this.#kinds.get(kind) ?? new Map<string, RecordedChange[]>()).values();
  }
}

function lastBy(
  changes: readonly RecordedChange[] | undefined,
  at: SimTime,
): KubeObject | undefined {
  if (changes === undefined) return undefined;
  let low = 0;
  let high = changes.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((changes[middle]?.at ?? 0) <= at) low = middle + 1;
    else high = middle;
  }
  const last = changes[low - 1];
  return last === undefined || last.op === 'DELETED' ? undefined : last.object;
}
