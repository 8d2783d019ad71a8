// Events as a component's recorder sends them: repeated ones are counted, similar ones merged, a flood is held back.
// One recorder serves the whole cluster; its books are kept per source, as every real component keeps its own.
import type { KubeObject } from '../../schema/objects';
import { putHex8 } from '../../support/hex';
import type { SimTime } from '../kernel/time';
import { EPOCH_MS, toTimestamp } from './timestamps';
import type { EventDraft } from './write';

/** Similar events (all but the message alike) before they are merged, and for how long they count (L-EVT-2). */
const SIMILAR_LIMIT = 10;
const SIMILAR_WINDOW_MS = 600_000;
/** Spam filter: a burst, then one in five minutes (L-EVT-5). */
const BURST = 25;
const REFILL_MS = 300_000;

// A cluster has very many of these, and hardly ever more than one entry in a list: lists are made anew, of just that size
// (which `[...list, one]` is not: V8 leaves room for sixteen more).

interface Counted {
  readonly fieldPath: string | undefined;
  readonly message: string;
  readonly name: string;
  readonly first: SimTime;
  count: number;
  /** An Event of that name was written before. */
  written: boolean;
}
/** An Event object to be written. */
export interface Observed {
  readonly object: KubeObject;
  /** None of its name was written before. */
  readonly isFirst: boolean;
}
/** What one component told of one object for one reason. */
interface Told {
  readonly reason: string;
  /** The latest ones that differ, fewer than the limit. */
  messages: readonly string[];
  last: SimTime;
  counted: readonly Counted[];
  /** All that was merged counts as one. */
  merged: Counted | undefined;
}
/** What one component told of one object. */
interface Book {
  readonly source: string;
  readonly host: string | undefined;
  readonly type: EventDraft['type'];
  readonly about: EventDraft['about'];
  /** What the spam filter lets through yet. */
  tokens: number;
  at: SimTime;
  told: readonly Told[];
}

/** Digits of a time; written anew for each name. */
const TIME: number[] = Array.from({ length: 16 }, () => 0);

export class EventRecorder {
  /** By object. */
  readonly #books = new Map<string, readonly Book[]>();
  #serial = 0;

  /**
   * The Event object to be written for `draft`, new or with a raised count; undefined when the filter holds it back
   * (its count is kept for the next one that gets through).
   *
   * Rules: L-EVT-1, L-EVT-2, L-EVT-5, L-EVT-8.
   */
  observe(draft: EventDraft, at: SimTime): Observed | undefined {
    const book = this.#bookOf(draft, at);
    const told = toldOf(book, draft.reason, at);
    const isMerged = merges(told, draft.message, at);
    const counted = isMerged
      ? (told.merged ??= this.#count(draft, at))
      : this.#countedOf(told, draft, at);
    counted.count++;
    const message = isMerged ? `(combined from similar events): ${draft.message}` : draft.message;
    if (!takesToken(book, at)) return undefined;
    const isFirst = !counted.written;
    counted.written = true;
    return { object: eventObject(draft, counted, message, at), isFirst };
  }

  #bookOf({ source, host, type, about }: EventDraft, at: SimTime): Book {
    const { kind, namespace, name, uid } = about;
    const key = uid === undefined || uid === '' ? `${kind}/${namespace}/${name}` : uid;
    const books = this.#books.get(key) ?? [];
    for (const book of books)
      if (
        book.source === source &&
        book.host === host &&
        book.type === type &&
        book.about.name === name &&
        book.about.namespace === namespace &&
        book.about.kind === kind
      )
        return book;
    const book: Book = { source, host, type, about, tokens: BURST, at, told: [] };
    this.#books.set(key, books.concat(book));
    return book;
  }

  #countedOf(told: Told, draft: EventDraft, at: SimTime): Counted {
    for (const counted of told.counted)
      if (counted.message === draft.message && counted.fieldPath === draft.fieldPath)
        return counted;
    const counted = this.#count(draft, at);
    told.counted = told.counted.concat(counted);
    return counted;
  }

  #count({ fieldPath, message, about }: EventDraft, at: SimTime): Counted {
    const name = this.#nameFor(about.name, at);
    return { fieldPath, message, name, first: at, count: 0, written: false };
  }

  /** Ends in the time in nanoseconds, in hexadecimal digits; no two are equal. */
  #nameFor(object: string, at: SimTime): string {
    const ms = EPOCH_MS + at;
    // A number holds 53 bits: the lower 24 of the time are multiplied apart from the others.
    const low = (ms % 2 ** 24) * 1_000_000 + ++this.#serial;
    const high = Math.floor(ms / 2 ** 24) * 1_000_000 + Math.floor(low / 2 ** 24);
    putHex8(TIME, 0, Math.floor(high / 2 ** 8));
    putHex8(TIME, 8, (high % 2 ** 8) * 2 ** 24 + (low % 2 ** 24));
    return `${object}.${String.fromCharCode(...TIME)}`;
  }
}

function toldOf(book: Book, reason: string, at: SimTime): Told {
  for (const known of book.told) if (known.reason === reason) return known;
  const fresh: Told = { reason, messages: [], last: at, counted: [], merged: undefined };
  book.told = book.told.concat(fresh);
  return fresh;
}

/** Whether too many differ in their message alone. */
function merges(told: Told, message: string, at: SimTime): boolean {
  if (at - told.last > SIMILAR_WINDOW_MS) told.messages = [];
  told.last = at;
  if (!told.messages.includes(message)) told.messages = told.messages.concat(message);
  if (told.messages.length < SIMILAR_LIMIT) return false;
  told.messages = told.messages.slice(1);
  return true;
}

function takesToken(book: Book, at: SimTime): boolean {
  book.tokens = Math.min(BURST, book.tokens + (at - book.at) / REFILL_MS);
  book.at = at;
  if (book.tokens < 1) return false;
  book.tokens--;
  return true;
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
