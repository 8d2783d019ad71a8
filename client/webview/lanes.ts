// Which lanes are shown, in which order, and what lies under a point of the drawing.
import type { Lane, Mark, RunView, Segment, TraceRow } from '../../server/src/protocol/run';
import { type Viewport, xOf } from './axis';

/** Story, Full, Machine. */
export type Detail = 1 | 2 | 3;

export interface ShownLane {
  readonly lane: Lane;
  readonly depth: number;
  readonly hasChildren: boolean;
}

export const LANE_HEIGHT = 30;
/** Of the lane, from its top: the strip of what the API says, then the bar of what the node does. */
export const STRIP = { top: 3, height: 4 };
export const BAR = { top: 8, height: 17 };

const STORY_KINDS: ReadonlySet<Lane['kind']> = new Set<Lane['kind']>([
  'pod',
  'init',
  'sidecar',
  'container',
  'ephemeral',
  'endpoint',
]);

/** Parents before their children, each family in the server's order. */
export function shownLanes(
  view: RunView,
  detail: Detail,
  folded: ReadonlySet<string>,
): readonly ShownLane[] {
  const wanted = view.lanes.filter((lane) => detail > 1 || STORY_KINDS.has(lane.kind));
  const ids = new Set(wanted.map((lane) => lane.id));
  const parentOf = (lane: Lane): string | undefined =>
    lane.parent !== undefined && lane.parent !== lane.id && ids.has(lane.parent)
      ? lane.parent
      : undefined;
  const children = new Map<string | undefined, Lane[]>();
  for (const lane of wanted) {
    const parent = parentOf(lane);
    children.set(parent, [...(children.get(parent) ?? []), lane]);
  }
  const walk = (parent: string | undefined, depth: number): ShownLane[] =>
    (children.get(parent) ?? []).flatMap((lane) => {
      const hasChildren = children.has(lane.id);
      const below = hasChildren && !folded.has(lane.id) ? walk(lane.id, depth + 1) : [];
      return [{ lane, depth, hasChildren }, ...below];
    });
  return walk(undefined, 0);
}

/** When something on these lanes begins: what the folding of the axis must keep apart. */
export function happeningTimes(lanes: readonly ShownLane[]): readonly number[] {
  return lanes.flatMap(({ lane }) => [
    ...lane.segments.map((segment) => segment.fromMs),
    ...(lane.api ?? []).map((segment) => segment.fromMs),
    ...lane.marks.map((mark) => mark.atMs),
  ]);
}

export const shownRows = (view: RunView, detail: Detail): readonly TraceRow[] =>
  view.rows.filter((row) => row.level <= detail);

/** Where the cursor stands in the table: the last row that has happened; -1 before the first. */
export function rowAt(rows: readonly TraceRow[], atMs: number): number {
  let low = 0;
  let high = rows.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((rows[middle]?.atMs ?? Number.POSITIVE_INFINITY) <= atMs) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}

export function segmentAt(lane: Lane, atMs: number): Segment | undefined {
  return lane.segments.findLast((segment) => segment.fromMs <= atMs && atMs <= segment.toMs);
}

export interface Hit {
  readonly lane: Lane;
  readonly segment?: Segment;
  readonly mark?: Mark;
  /** Whether the point lies on the strip of what the API says. */
  readonly api?: boolean;
}

/** How near a pointer must come to a mark, in pixels. */
const MARK_REACH = 7;

/** What is drawn at a point; `y` counts from the top of the first shown lane. */
export function hitAt(
  lanes: readonly ShownLane[],
  viewport: Viewport,
  x: number,
  y: number,
): Hit | undefined {
  const lane = lanes[Math.floor(y / LANE_HEIGHT)]?.lane;
  if (lane === undefined) return undefined;
  const mark = nearestMark(lane, viewport, x);
  if (mark !== undefined) return { lane, mark };
  const inLane = y % LANE_HEIGHT;
  const api = lane.api !== undefined && inLane < BAR.top;
  const segments = api ? (lane.api ?? []) : lane.segments;
  const segment = segments.findLast(
    ({ fromMs, toMs }) => xOf(viewport, fromMs) - 1 <= x && x <= xOf(viewport, toMs) + 1,
  );
  return { lane, ...(segment === undefined ? {} : { segment, api }) };
}

function nearestMark(lane: Lane, viewport: Viewport, x: number): Mark | undefined {
  const near = lane.marks
    .map((mark) => ({ mark, distance: Math.abs(xOf(viewport, mark.atMs) - x) }))
    .filter(({ distance }) => distance <= MARK_REACH);
  near.sort((a, b) => a.distance - b.distance);
  return near[0]?.mark;
}

/** The next beginning on a lane after (or before) a moment, with the entry that made it. */
export function nextOnLane(
  lane: Lane,
  atMs: number,
  direction: 1 | -1,
): { readonly atMs: number; readonly entry: number } | undefined {
  const stops = [
    ...lane.segments.map((segment) => ({ atMs: segment.fromMs, entry: segment.entry })),
    ...lane.marks.map((mark) => ({ atMs: mark.atMs, entry: mark.entry })),
  ].sort((a, b) => a.atMs - b.atMs);
  return direction > 0
    ? stops.find((stop) => stop.atMs > atMs)
    : stops.findLast((stop) => stop.atMs < atMs);
}
