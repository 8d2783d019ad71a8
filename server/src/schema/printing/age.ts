import { humanDuration } from '../duration';

/** Age of an API time at `nowMs` (milliseconds of the epoch), as the tables show it. Rules: L-CLI-8. */
export function ageOf(timestamp: string | null | undefined, nowMs: number): string {
  const since = timestamp === null || timestamp === undefined ? Number.NaN : Date.parse(timestamp);
  return Number.isNaN(since) ? '<unknown>' : humanDuration(nowMs - since);
}
