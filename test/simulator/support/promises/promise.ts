// What a promise is: something that looks at everything that happens, in its order, and says where it was broken.
import type { Pod } from '../../../../server/src/schema/objects';
import type { RecordedChange } from '../../../../server/src/simulator/trace/recordedRun';
import type { TraceEntry } from '../../../../server/src/simulator/trace/trace';

export type Say = (text: string) => void;

export interface Promises {
  /** An object that the store now shows in another way. */
  readonly change?: (change: RecordedChange, say: Say) => void;
  /** Anything that the trace tells, changes of objects among it. */
  readonly entry?: (entry: TraceEntry, say: Say) => void;
}

export const isFinished = ({ status }: Pod): boolean =>
  status?.phase === 'Succeeded' || status?.phase === 'Failed';

export function aboutOf({ at, object: { kind, metadata } }: RecordedChange): string {
  return `${at} ${kind}/${metadata.name ?? ''}`;
}

/** The Pods of the API at a moment, by uid, kept up to date by the changes that are shown to it. */
export class PodsNow {
  readonly #pods = new Map<string, Pod>();

  take({ object, op }: RecordedChange): void {
    if (object.kind !== 'Pod') return;
    if (op === 'DELETED') this.#pods.delete(object.metadata.uid ?? '');
    else this.#pods.set(object.metadata.uid ?? '', object as Pod);
  }
  get(uid: string): Pod | undefined {
    return this.#pods.get(uid);
  }
  all(): Iterable<Pod> {
    return this.#pods.values();
  }
}
