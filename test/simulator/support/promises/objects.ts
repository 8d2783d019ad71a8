// What holds for every object of the API: versions and generations only rise, a deletion that has begun goes on, nobody
// comes back under an old uid, the history has no gap.
import type { KubeObject, ObjectMeta } from '../../../../server/src/schema/objects';
import type { RecordedChange } from '../../../../server/src/simulator/trace/recordedRun';
import type { TraceEntry } from '../../../../server/src/simulator/trace/trace';
import { aboutOf, type Promises, type Say } from './promise';

export function timePromises(): Promises {
  let before = 0;
  return {
    entry({ id, at, because }: TraceEntry, say) {
      if (!Number.isInteger(at) || at < before)
        say(`entry ${id} at ${at} comes after one at ${before}`);
      if (because !== undefined && because >= id) say(`entry ${id} is caused by ${because}`);
      before = at;
    },
  };
}

export function objectPromises(): Promises {
  let revision = 0;
  const now = new Map<string, KubeObject>();
  const gone = new Set<string>();
  return {
    change(change, say) {
      const about = aboutOf(change);
      const { object, previous, op } = change;
      const { uid = '', resourceVersion } = object.metadata;
      revision += 1;
      if (change.revision !== revision || resourceVersion !== String(revision))
        say(`${about}: revision ${change.revision} is not the next`);
      if (now.get(uid) !== previous) say(`${about}: a change of it went by unseen`);
      if (gone.has(uid)) say(`${about}: came back from the dead`);
      if (op === 'DELETED') gone.add(uid);
      if (op === 'DELETED') now.delete(uid);
      else now.set(uid, object);
      metaBreaks(change, (text) => say(`${about}: ${text}`));
    },
  };
}

function metaBreaks({ object: { metadata }, previous }: RecordedChange, say: Say): void {
  const owners = (metadata.ownerReferences ?? []).filter(({ controller }) => controller);
  if (owners.length > 1) say('has two controllers');
  if (previous === undefined) return;
  const before = previous.metadata;
  if (before.uid !== metadata.uid) say('has another uid');
  if (before.creationTimestamp !== metadata.creationTimestamp) say('was created at another time');
  if ((before.generation ?? 0) > (metadata.generation ?? 0)) say('its generation fell');
  if (isPutOff(before, metadata)) say('its deletion is put off');
}

/** A deletion that has begun is never undone, and its grace only gets shorter (L-TRM-3). */
function isPutOff(before: ObjectMeta, after: ObjectMeta): boolean {
  if (before.deletionTimestamp === undefined) return false;
  const [was, is] = [before.deletionGracePeriodSeconds ?? 0, after.deletionGracePeriodSeconds ?? 0];
  return after.deletionTimestamp === undefined || is > was;
}

/** Nothing is made in a namespace that is on its way out (L-TRM-24). */
export function namespacePromises(): Promises {
  const ending = new Set<string>();
  return {
    change(change, say) {
      const { kind, metadata } = change.object;
      if (kind === 'Namespace') {
        const ends = change.op !== 'DELETED' && metadata.deletionTimestamp !== undefined;
        if (ends) ending.add(metadata.name ?? '');
        else ending.delete(metadata.name ?? '');
      }
      if (change.op === 'ADDED' && kind !== 'Event' && ending.has(metadata.namespace ?? ''))
        say(`${aboutOf(change)}: made in a namespace that is being deleted`);
    },
  };
}
