// Where the cursor goes when a run is stepped through. Pure: the page and the commands share it through their intents.
import type { Look, RunView, TraceRow } from '../../../server/src/protocol/run';

/** What a step stops at: any shown entry, a change that kubectl would show, or a problem. */
export type StopAt = 'entry' | 'change' | 'problem';
export type Direction = 1 | -1;

const PROBLEM_LOOKS: ReadonlySet<Look> = new Set<Look>([
  'exitedError',
  'killed',
  'backOff',
  'imageError',
  'configError',
  'unknown',
  'failed',
  'hung',
]);

/** The moments at which something of that sort happens, ascending and distinct. */
export function stops(view: RunView, what: StopAt): readonly number[] {
  const times =
    what === 'entry'
      ? view.rows.filter((row) => row.level < 3).map((row) => row.atMs)
      : changes(view, what);
  return [...new Set(times)].sort((a, b) => a - b);
}

function changes(view: RunView, what: 'change' | 'problem'): readonly number[] {
  return view.lanes.flatMap((lane) => {
    if (what === 'change') return (lane.api ?? lane.segments).map((segment) => segment.fromMs);
    const bad = lane.segments.filter((segment) => PROBLEM_LOOKS.has(segment.look));
    const kills = lane.marks.filter((mark) => mark.shape === 'probeKill');
    return [...bad.map((segment) => segment.fromMs), ...kills.map((mark) => mark.atMs)];
  });
}

/** The next stop after (or before) `atMs`; undefined at the end of the story. */
export function nextStop(
  view: RunView,
  atMs: number,
  direction: Direction,
  what: StopAt,
): number | undefined {
  const times = stops(view, what);
  return direction > 0 ? times.find((time) => time > atMs) : times.findLast((time) => time < atMs);
}

/** The entry that matters most at `atMs` exactly, for showing why; the latest one at or before when none is there. */
export function entryAt(view: RunView, atMs: number): TraceRow | undefined {
  const before = view.rows.filter((row) => row.atMs <= atMs && row.level < 3);
  const last = before.at(-1);
  if (last === undefined) return undefined;
  const together = before.filter((row) => row.atMs === last.atMs);
  return together.find((row) => row.level === 1) ?? last;
}

/**
 * Virtual time as people type it: `1:42`, `0:31.5`, `90s`, `1m30s`, `2h`, or relative to `nowMs` with a sign.
 *
 * @returns whole milliseconds, never negative; undefined where the text is no time
 */
export function parseMoment(text: string, nowMs: number): number | undefined {
  const match = /^\s*([+-])?\s*(.+?)\s*$/.exec(text);
  const length =
    match?.[2] === undefined ? undefined : (clockLength(match[2]) ?? unitLength(match[2]));
  if (match === null || length === undefined) return undefined;
  const at = match[1] === undefined ? length : nowMs + (match[1] === '-' ? -length : length);
  return Math.max(0, Math.round(at));
}

function clockLength(text: string): number | undefined {
  const match = /^(?:(\d+):)?(\d+):(\d{1,2}(?:\.\d+)?)$/.exec(text);
  if (match === null) return undefined;
  const [, hours = '0', minutes = '0', seconds = '0'] = match;
  return (Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds)) * 1000;
}

const UNITS: Readonly<Record<string, number>> = {
  ms: 1,
  s: 1000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
};

function unitLength(text: string): number | undefined {
  if (/^\d+(?:\.\d+)?$/.test(text)) return Number(text) * 1000;
  if (!/^(?:\d+(?:\.\d+)?(?:ms|s|m|h|d)\s*)+$/.test(text)) return undefined;
  const parts = text.matchAll(/(\d+(?:\.\d+)?)(ms|s|m|h|d)/g);
  return [...parts].reduce(
    (sum, [, count, unit]) => sum + Number(count) * (UNITS[unit ?? ''] ?? 0),
    0,
  );
}

/** `failureThreshold` of `spec.containers[0].livenessProbe.failureThreshold`. */
export function lastPathPart(path: string): string {
  return path.split('.').at(-1) ?? path;
}
