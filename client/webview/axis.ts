// The time axis: where a moment lies on the paper. Long stretches in which nothing happens are folded, because the
// story of a Pod mixes fifty milliseconds with five minutes.

/** A stretch of the axis; inside it paper is proportional to time. */
export interface Piece {
  readonly fromMs: number;
  readonly toMs: number;
  /** On paper, in units of which an unfolded millisecond is one. */
  readonly from: number;
  readonly to: number;
  readonly folded: boolean;
}
export interface Axis {
  readonly pieces: readonly Piece[];
  readonly endMs: number;
  readonly length: number;
}

/** A gap is folded when it is longer than this share of the run … */
const FOLD_SHARE = 0.12;
/** … and than this, and then takes this share of what is left. */
const FOLD_LEAST_MS = 3000;
const FOLDED_SHARE = 0.035;
/** Folds cost more in reading than they save in room unless they are this large a part of the run together. */
const WORTH_FOLDING = 0.55;

export function trueAxis(endMs: number): Axis {
  const length = Math.max(1, endMs);
  return {
    pieces: [{ fromMs: 0, toMs: length, from: 0, to: length, folded: false }],
    endMs: length,
    length,
  };
}

/** @param times when something happens, in any order */
export function foldedAxis(times: readonly number[], endMs: number): Axis {
  const end = Math.max(1, endMs);
  const inside = times.filter((time) => time > 0 && time < end);
  const stops = [...new Set([0, ...inside, end])].sort((a, b) => a - b);
  const gaps = foldable(stops, end);
  const open = end - gaps.reduce((sum, [from, to]) => sum + to - from, 0);
  const foldedLength = Math.max(1, open * FOLDED_SHARE);
  const pieces: Piece[] = [];
  const add = (fromMs: number, toMs: number, folded: boolean): void => {
    if (toMs <= fromMs) return;
    const from = pieces.at(-1)?.to ?? 0;
    const to = from + (folded ? foldedLength : toMs - fromMs);
    pieces.push({ fromMs, toMs, from, to, folded });
  };
  let reached = 0;
  for (const [fromMs, toMs] of gaps) {
    add(reached, fromMs, false);
    add(fromMs, toMs, true);
    reached = toMs;
  }
  add(reached, end, false);
  return { pieces, endMs: end, length: pieces.at(-1)?.to ?? 1 };
}

/** Gaps between neighbours that are worth folding, without the moments of quiet that keep both sides readable. */
function foldable(stops: readonly number[], end: number): readonly (readonly [number, number])[] {
  const least = Math.max(FOLD_LEAST_MS, end * FOLD_SHARE);
  const gaps = stops.flatMap((to, index) => {
    const from = stops[index - 1] ?? to;
    return to - from > least ? [[from, to] as const] : [];
  });
  const busy = end - gaps.reduce((sum, [from, to]) => sum + to - from, 0);
  if (busy > end * (1 - WORTH_FOLDING)) return [];
  const margin = Math.min(least / 4, Math.max(200, busy * 0.04));
  return gaps.map(([from, to]) => [from + margin, to === end ? to : to - margin] as const);
}

export function toPaper(axis: Axis, ms: number): number {
  const piece = pieceBy(axis, (candidate) => ms <= candidate.toMs);
  const share = (ms - piece.fromMs) / (piece.toMs - piece.fromMs);
  return piece.from + Math.min(1, Math.max(0, share)) * (piece.to - piece.from);
}

export function toMs(axis: Axis, paper: number): number {
  const piece = pieceBy(axis, (candidate) => paper <= candidate.to);
  const share = (paper - piece.from) / (piece.to - piece.from);
  return piece.fromMs + Math.min(1, Math.max(0, share)) * (piece.toMs - piece.fromMs);
}

const EMPTY: Piece = { fromMs: 0, toMs: 1, from: 0, to: 1, folded: false };

/** Pieces ascend, so the first that reaches far enough is found by halving. */
function pieceBy(axis: Axis, reaches: (piece: Piece) => boolean): Piece {
  let low = 0;
  let high = axis.pieces.length - 1;
  while (low < high) {
    const middle = (low + high) >> 1;
    const piece = axis.pieces[middle];
    if (piece !== undefined && reaches(piece)) high = middle;
    else low = middle + 1;
  }
  return axis.pieces[low] ?? EMPTY;
}

/** What part of the paper is seen, and how large. */
export interface Viewport {
  readonly axis: Axis;
  /** Left edge, on paper. */
  readonly left: number;
  readonly paperPerPixel: number;
  readonly width: number;
}

export const xOf = (viewport: Viewport, ms: number): number =>
  (toPaper(viewport.axis, ms) - viewport.left) / viewport.paperPerPixel;

export const msAt = (viewport: Viewport, x: number): number =>
  toMs(viewport.axis, viewport.left + x * viewport.paperPerPixel);

/** The whole axis, with room at the right for the word of what comes last. */
export function fitWhole(axis: Axis, width: number): Viewport {
  return { axis, left: 0, paperPerPixel: axis.length / Math.max(1, width - RIGHT_ROOM), width };
}
const RIGHT_ROOM = 12;
/** At most so much larger than the whole. */
const MOST_ZOOM = 20_000;

export function zoom(viewport: Viewport, factor: number, aroundX: number): Viewport {
  const whole = fitWhole(viewport.axis, viewport.width).paperPerPixel;
  const wanted = viewport.paperPerPixel / factor;
  const paperPerPixel = Math.min(whole, Math.max(whole / MOST_ZOOM, wanted));
  const under = viewport.left + aroundX * viewport.paperPerPixel;
  return clamped({ ...viewport, paperPerPixel, left: under - aroundX * paperPerPixel });
}

export function pan(viewport: Viewport, pixels: number): Viewport {
  return clamped({ ...viewport, left: viewport.left + pixels * viewport.paperPerPixel });
}

/** Moves as little as needed to bring a moment into sight. */
export function reveal(viewport: Viewport, ms: number): Viewport {
  const x = xOf(viewport, ms);
  const margin = Math.min(40, viewport.width / 8);
  if (x < 0) return pan(viewport, x - margin);
  if (x > viewport.width) return pan(viewport, x - viewport.width + margin);
  return viewport;
}

/** The stretch between two moments, with some room on both sides. */
export function fitSpan(viewport: Viewport, fromMs: number, toMsValue: number): Viewport {
  const from = toPaper(viewport.axis, fromMs);
  const length = Math.max(1, toPaper(viewport.axis, toMsValue) - from);
  const whole = fitWhole(viewport.axis, viewport.width).paperPerPixel;
  const wanted = (length * 1.3) / viewport.width;
  const paperPerPixel = Math.min(whole, Math.max(whole / MOST_ZOOM, wanted));
  return clamped({ ...viewport, paperPerPixel, left: from - length * 0.15 });
}

function clamped(viewport: Viewport): Viewport {
  const seen = (viewport.width - RIGHT_ROOM) * viewport.paperPerPixel;
  const most = Math.max(0, viewport.axis.length - seen);
  return { ...viewport, left: Math.min(most, Math.max(0, viewport.left)) };
}

const STEPS_MS = [
  1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10_000, 15_000, 30_000, 60_000, 120_000,
  300_000, 600_000, 900_000, 1_800_000, 3_600_000, 7_200_000, 14_400_000, 43_200_000, 86_400_000,
];

/** Moments to write on the axis, at least `apart` pixels from each other. */
export function ticks(viewport: Viewport, apart: number): readonly number[] {
  const step = STEPS_MS.find((ms) => ms / viewport.paperPerPixel >= apart) ?? 86_400_000;
  const right = viewport.left + viewport.width * viewport.paperPerPixel;
  return viewport.axis.pieces
    .filter((piece) => !piece.folded && piece.to >= viewport.left && piece.from <= right)
    .flatMap((piece) => ticksOf(viewport, piece, step));
}

function ticksOf(viewport: Viewport, piece: Piece, step: number): number[] {
  const from = Math.max(piece.fromMs, msAt(viewport, 0));
  const to = Math.min(piece.toMs, msAt(viewport, viewport.width));
  const found: number[] = [];
  for (let ms = Math.ceil(from / step) * step; ms <= to; ms += step) found.push(ms);
  return found;
}
