// An entry without what only counts on: what it says each time when the same happens again.
import type { KubeObject, Pod } from '../schema/objects';
import { summarizePod } from '../schema/printing/podRow';
import type { StoreView } from './api/store';
import type { SimTime } from './kernel/time';
import type { TraceEntry } from './trace/trace';

/** Events count on for ever, and nobody acts on them. */
const UNTOLD: ReadonlySet<string> = new Set(['Event', 'Lease']);

/** Equal for entries that tell the same of the same thing; undefined for those that do not count. */
export function storyWord({ subject, change }: TraceEntry, store: StoreView): string | undefined {
  const about = `${subject.kind}/${subject.namespace}/${subject.name}/${subject.container ?? ''}`;
  switch (change.kind) {
    case 'object': {
      if (UNTOLD.has(subject.kind)) return undefined;
      const object = store.change(change.revision)?.object;
      return `${about} ${change.op} ${object === undefined ? '' : looksOf(object)}`;
    }
    case 'container':
      return `${about} ${change.state} ${change.exitCode ?? ''} ${change.reason ?? ''}`;
    case 'probe':
      return `${about} ${change.probe} ${change.outcome} ${change.text}`;
    case 'backOff':
      return `${about} ${change.what} ${change.delayMs}`;
    default:
      return `${about} ${JSON.stringify(change)}`;
  }
}

/** The object without times, counts and identities. */
function looksOf(object: KubeObject): string {
  if (object.kind === 'Pod') {
    const { ready, total, status } = summarizePod(object as Pod);
    return `${ready}/${total} ${status}`;
  }
  const { metadata: _, ...rest } = object;
  return JSON.stringify(rest).replace(/"[^"]*(?:\d\d:\d\d:\d\d)[^"]*"/g, '""');
}

/** For each thing that is told, when it was told first. */
export function timesOfWords(entries: readonly TraceEntry[], store: StoreView): Iterable<SimTime> {
  const first = new Map<string, SimTime>();
  for (const entry of entries) {
    const word = storyWord(entry, store);
    if (word !== undefined && !first.has(word)) first.set(word, entry.at);
  }
  return first.values();
}
