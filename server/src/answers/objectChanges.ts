import type { RecordedChange, RecordedRun } from '../simulator/trace/recordedRun';

/** The changes of each object of a kind, in time order; the objects in the order in which they came. */
export function changesOf(run: RecordedRun, kind: string): readonly (readonly RecordedChange[])[] {
  const byUid = new Map<string, RecordedChange[]>();
  for (const change of run.store.changes) {
    if (change.object.kind !== kind) continue;
    const uid = change.object.metadata.uid ?? '';
    const known = byUid.get(uid);
    if (known === undefined) byUid.set(uid, [change]);
    else known.push(change);
  }
  return [...byUid.values()];
}
