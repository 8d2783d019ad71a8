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

// A cluster has very many of these and hardly ever two in a list: they are linked, which takes the least room.

/** Events that are alike in all but the time. */
interface Counted {
  readonly fieldPath: string | undefined;
  readonly message: string;
  readonly name: string;
  readonly first: SimTime;
  count: number;
  /** An Event of that name was written before. */
  written: boolean;
  readonly next: Counted | undefined;
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
  /** The latest ones that differ, fewer than the limit; a text: just that one. */
  messages: readonly string[] | string;
  last: SimTime;
  counted: Counted | undefined;
  /** All that was merged counts as one. */
  merged: Counted | undefined;
  readonly next: Told | undefined;
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
  told: Told | undefined;
  /** As Events name the object; shared by those of one field. */
  involved: InvolvedObject | undefined;
  readonly next: Book | undefined;
}
interface InvolvedObject {
  readonly kind: string;
  readonly namespace: string;
  readonly name: string;
  readonly uid: string | undefined;
  readonly apiVersion: string;
  readonly fieldPath?: string;
}

/** Digits of a time; written anew for each name. */
const TIME: number[] = Array.from({ length: 16 }, () => 0);

export class EventRecorder {
  /** By object. */
  readonly #books = new Map<string, Book>();
  readonly #sources = new Map<string, { readonly component: string; readonly host?: string }>();
  #serial = 0;

  /**
   * The Event object to be written for `draft`, new or with a raised count; undefined when the filter holds it back
   * (its count is kept for the next one that gets through).
   *
   * Rules: L-EVT-1, L-EVT-2, L-EVT-5, L-EVT-8.
   */
  observe(draft: EventDraft, at: SimTime): Observed | undefined {
    const book = this.#bookOf(draft, at);
    const told = toldOf(book, draft, at);
    const isMerged = merges(told, draft.message, at);
    const counted = isMerged
      ? (told.merged ??= this.#count(draft, at, undefined))
      : this.#countedOf(told, draft, at);
    counted.count++;
    const message = isMerged ? `(combined from similar events): ${draft.message}` : draft.message;
    if (!takesToken(book, at)) return undefined;
    const isFirst = !counted.written;
    counted.written = true;
    const involvedObject = involvedObjectOf(book, draft.fieldPath);
    const source = this.#sourceOf(book);
    return {
      object: eventObject({ draft, counted, message, at, involvedObject, source }),
      isFirst,
    };
  }

  #bookOf({ source, host, type, about }: EventDraft, at: SimTime): Book {
    const { kind, namespace, name, uid } = about;
    const key = uid === undefined || uid === '' ? `${kind}/${namespace}/${name}` : uid;
    const first = this.#books.get(key);
    for (let book = first; book !== undefined; book = book.next)
      if (
        book.source === source &&
        book.host === host &&
        book.type === type &&
        book.about.name === name &&
        book.about.namespace === namespace &&
        book.about.kind === kind
      )
        return book;
    const book: Book = {
      source,
      host,
      type,
      about,
      tokens: BURST,
      at,
      told: undefined,
      involved: undefined,
      next: first,
    };
    this.#books.set(key, book);
    return book;
  }

  #countedOf(told: Told, draft: EventDraft, at: SimTime): Counted {
    for (let counted = told.counted; counted !== undefined; counted = counted.next)
      if (counted.message === draft.message && counted.fieldPath === draft.fieldPath)
        return counted;
    told.counted = this.#count(draft, at, told.counted);
    return told.counted;
  }

  #count({ fieldPath, message, about }: EventDraft, at: SimTime, next?: Counted): Counted {
    const name = this.#nameFor(about.name, at);
    return { fieldPath, message, name, first: at, count: 0, written: false, next };
  }

  #sourceOf({ source, host }: Book): { readonly component: string; readonly host?: string } {
    const key = host === undefined ? source : `${source}@${host}`;
    let known = this.#sources.get(key);
    if (known === undefined) {
      known = host === undefined ? { component: source } : { component: source, host };
      this.#sources.set(key, known);
    }
    return known;
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

function toldOf(book: Book, { reason, message }: EventDraft, at: SimTime): Told {
  for (let known = book.told; known !== undefined; known = known.next)
    if (known.reason === reason) return known;
  book.told = {
    reason,
    messages: message,
    last: at,
    counted: undefined,
    merged: undefined,
    next: book.told,
  };
  return book.told;
}

/** Whether too many differ in their message alone. */
function merges(told: Told, message: string, at: SimTime): boolean {
  if (at - told.last > SIMILAR_WINDOW_MS) told.messages = message;
  told.last = at;
  const { messages } = told;
  if (messages === message) return false;
  if (typeof messages === 'string') {
    told.messages = [messages, message];
    return false;
  }
  const all = messages.includes(message) ? messages : [...messages, message];
  const isFull = all.length >= SIMILAR_LIMIT;
  told.messages = isFull ? all.slice(1) : all;
  return isFull;
}

function involvedObjectOf(book: Book, fieldPath: string | undefined): InvolvedObject {
  const { about, involved } = book;
  if (involved !== undefined && involved.fieldPath === fieldPath) return involved;
  const { kind, namespace, name, uid, apiVersion = 'v1' } = about;
  const object = { kind, namespace, name, uid, apiVersion };
  book.involved = fieldPath === undefined ? object : { ...object, fieldPath };
  return book.involved;
}

function takesToken(book: Book, at: SimTime): boolean {
  book.tokens = Math.min(BURST, book.tokens + (at - book.at) / REFILL_MS);
  book.at = at;
  if (book.tokens < 1) return false;
  book.tokens--;
  return true;
}

function eventObject(event: {
  readonly draft: EventDraft;
  readonly counted: Counted;
  readonly message: string;
  readonly at: SimTime;
  readonly involvedObject: InvolvedObject;
  readonly source: { readonly component: string };
}): KubeObject {
  const { draft, counted, message, at, involvedObject, source } = event;
  const { namespace } = draft.about;
  return {
    apiVersion: 'v1',
    kind: 'Event',
    metadata: { name: counted.name, namespace: namespace === '' ? 'default' : namespace },
    involvedObject,
    reason: draft.reason,
    message,
    source,
    firstTimestamp: toTimestamp(counted.first),
    lastTimestamp: toTimestamp(at),
    count: counted.count,
    type: draft.type,
    eventTime: null,
    reportingComponent: draft.source,
    reportingInstance: draft.host ?? '',
  };
}
