// Events as a component's recorder sends them: repeated ones are counted, similar ones merged, a flood is held back.
// One recorder serves the whole cluster; its books are kept per source, as every real component keeps its own.
import type { KubeObject } from '../../schema/objects';
import type { SimTime } from '../kernel/time';
import { EPOCH_MS, toTimestamp } from './timestamps';
import type { EventDraft } from './write';

/** Similar events (all but the message alike) before they are merged, and for how long they count (L-EVT-2). */
const SIMILAR_LIMIT = 10;
const SIMILAR_WINDOW_MS = 600_000;
/** Spam filter: a burst, then one in five minutes (L-EVT-5). */
const BURST = 25;
const REFILL_MS = 300_000;

interface Similar {
  readonly messages: Set<string>;
  last: SimTime;
}
interface Counted {
  readonly name: string;
  readonly first: SimTime;
  count: number;
}
interface Bucket {
  tokens: number;
  at: SimTime;
}

export class EventRecorder {
  readonly #similar = new Map<string, Similar>();
  readonly #counted = new Map<string, Counted>();
  readonly #buckets = new Map<string, Bucket>();
  #serial = 0;

  /**
   * The Event object to be written for `draft`, new or with a raised count; undefined when the filter holds it back
   * (its count is kept for the next one that gets through).
   *
   * Rules: L-EVT-1, L-EVT-2, L-EVT-5, L-EVT-8.
   */
  observe(draft: EventDraft, at: SimTime): KubeObject | undefined {
    const { about } = draft;
    const object = `${about.kind}/${about.namespace}/${about.name}/${about.uid ?? ''}`;
    const spamKey = `${draft.source}|${draft.host ?? ''}|${object}|${draft.type}`;
    const similarKey = `${spamKey}|${draft.reason}`;
    const isMerged = this.#isMerged(similarKey, draft.message, at);
    const message = isMerged ? `(combined from similar events): ${draft.message}` : draft.message;
    const key = isMerged ? similarKey : `${similarKey}|${draft.fieldPath ?? ''}|${draft.message}`;
    let counted = this.#counted.get(key);
    if (counted === undefined) {
      counted = { name: this.#nameFor(about.name, at), first: at, count: 0 };
      this.#counted.set(key, counted);
    }
    counted.count++;
    return this.#takesToken(spamKey, at) ? eventObject(draft, counted, message, at) : undefined;
  }

  #isMerged(key: string, message: string, at: SimTime): boolean {
    let similar = this.#similar.get(key);
    if (similar === undefined || at - similar.last > SIMILAR_WINDOW_MS)
      this.#similar.set(key, (similar = { messages: new Set(), last: at }));
    similar.messages.add(message);
    similar.last = at;
    if (similar.messages.size < SIMILAR_LIMIT) return false;
    const [oldest] = similar.messages;
    if (oldest !== undefined) similar.messages.delete(oldest);
    return true;
  }

  #takesToken(key: string, at: SimTime): boolean {
    let bucket = this.#buckets.get(key);
    if (bucket === undefined) this.#buckets.set(key, (bucket = { tokens: BURST, at }));
    bucket.tokens = Math.min(BURST, bucket.tokens + (at - bucket.at) / REFILL_MS);
    bucket.at = at;
    if (bucket.tokens < 1) return false;
    bucket.tokens--;
    return true;
  }

  #nameFor(object: string, at: SimTime): string {
    const nanoseconds = BigInt(EPOCH_MS + at) * 1_000_000n + BigInt(++this.#serial);
    return `${object}.${nanoseconds.toString(16)}`;
  }
}

function eventObject(
  draft: EventDraft,
  counted: Counted,
  message: string,
  at: SimTime,
): KubeObject {
  const { about } = draft;
  return {
    apiVersion: 'v1',
    kind: 'Event',
    metadata: {
      name: counted.name,
      namespace: about.namespace === '' ? 'default' : about.namespace,
    },
    involvedObject: {
      kind: about.kind,
      namespace: about.namespace,
      name: about.name,
      uid: about.uid,
      apiVersion: about.apiVersion ?? 'v1',
      ...(draft.fieldPath === undefined ? {} : { fieldPath: draft.fieldPath }),
    },
    reason: draft.reason,
    message,
    source: { component: draft.source, ...(draft.host === undefined ? {} : { host: draft.host }) },
    firstTimestamp: toTimestamp(counted.first),
    lastTimestamp: toTimestamp(at),
    count: counted.count,
    type: draft.type,
    eventTime: null,
    reportingComponent: draft.source,
    reportingInstance: draft.host ?? '',
  };
}
