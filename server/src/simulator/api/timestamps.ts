import type { SimTime } from '../kernel/time';

/** The moment at which every simulation begins, for the times inside API objects: 2026-01-01T00:00:00Z. */
export const EPOCH_MS = 1_767_225_600_000;

/** Texts of seconds asked for lately: a status has the same few again and again. */
const texts = new Map<number, string>();
/** The other way round. */
const moments = new Map<string, SimTime>();
const MOST_TEXTS = 4096;

/** API time of a virtual moment: RFC 3339 in whole seconds, rounded down (L-GEN-2). */
export function toTimestamp(at: SimTime): string {
  const second = Math.floor(at / 1000);
  const known = texts.get(second);
  if (known !== undefined) return known;
  const text = `${new Date(EPOCH_MS + second * 1000).toISOString().slice(0, 19)}Z`;
  if (texts.size >= MOST_TEXTS) texts.clear();
  texts.set(second, text);
  return text;
}

/** Virtual milliseconds of an API time, negative before the run began; undefined where it is no time at all. */
export function fromTimestamp(text: string | null | undefined): SimTime | undefined {
  if (text === null || text === undefined) return undefined;
  const known = moments.get(text);
  if (known !== undefined) return known;
  const ms = Date.parse(text);
  if (Number.isNaN(ms)) return undefined;
  if (moments.size >= MOST_TEXTS) moments.clear();
  moments.set(text, ms - EPOCH_MS);
  return ms - EPOCH_MS;
}
