// The whole run in one strip: how much happens when, where the problems are, which part the lanes show.
import type { RunView } from '../../server/src/protocol/run';
import { type Axis, fitWhole, type Viewport, xOf } from './axis';
import { LOOKS } from './looks';
import type { Theme } from './theme';

export const OVERVIEW_HEIGHT = 26;
const BIN = 3;

export function drawOverview(
  context: CanvasRenderingContext2D,
  view: RunView,
  seen: Viewport,
  theme: Theme,
  atMs: number,
): void {
  const whole = fitWhole(seen.axis, seen.width);
  drawDensity(context, view, whole, theme);
  drawProblems(context, view, whole, theme);
  const { from, to } = window(seen, whole);
  context.strokeStyle = theme.focus;
  context.lineWidth = 1.5;
  context.strokeRect(from + 0.75, 0.75, Math.max(6, to - from) - 1.5, OVERVIEW_HEIGHT - 1.5);
  context.fillStyle = theme.cursor;
  context.fillRect(Math.round(xOf(whole, atMs)) - 1, 0, 2, OVERVIEW_HEIGHT);
}

function drawDensity(
  context: CanvasRenderingContext2D,
  view: RunView,
  whole: Viewport,
  theme: Theme,
): void {
  const bins = new Map<number, number>();
  for (const row of view.rows) {
    const bin = Math.floor(xOf(whole, row.atMs) / BIN);
    bins.set(bin, (bins.get(bin) ?? 0) + 1);
  }
  const most = Math.max(1, ...bins.values());
  context.fillStyle = theme.colors.get('charts-blue') ?? theme.foreground;
  context.globalAlpha = 0.7;
  for (const [bin, count] of bins) {
    const height = 3 + Math.sqrt(count / most) * (OVERVIEW_HEIGHT - 8);
    context.fillRect(bin * BIN, OVERVIEW_HEIGHT - height, BIN - 1, height);
  }
  context.globalAlpha = 1;
}

function drawProblems(
  context: CanvasRenderingContext2D,
  view: RunView,
  whole: Viewport,
  theme: Theme,
): void {
  context.fillStyle = theme.colors.get('testing-iconErrored') ?? theme.foreground;
  for (const x of problemTimes(view).map((ms) => xOf(whole, ms))) {
    context.beginPath();
    context.moveTo(x - 3.5, 1);
    context.lineTo(x + 3.5, 1);
    context.lineTo(x, 6);
    context.fill();
  }
}

function problemTimes({ lanes }: RunView): readonly number[] {
  return lanes.flatMap(({ segments, marks }) => [
    ...segments.filter(({ look }) => LOOKS[look].problem === true).map(({ fromMs }) => fromMs),
    ...marks.filter(({ shape }) => shape === 'probeKill').map(({ atMs }) => atMs),
  ]);
}

function window(seen: Viewport, whole: Viewport): { readonly from: number; readonly to: number } {
  const from = seen.left / whole.paperPerPixel;
  return {
    from,
    to: Math.min(seen.width, from + (seen.width * seen.paperPerPixel) / whole.paperPerPixel),
  };
}

/** The viewport that has the pressed place of the overview in its middle. */
export function centeredAt(seen: Viewport, x: number): Viewport {
  const whole = fitWhole(seen.axis, seen.width);
  const seenPaper = seen.width * seen.paperPerPixel;
  const left = x * whole.paperPerPixel - seenPaper / 2;
  return { ...seen, left: Math.min(maxLeft(seen.axis, seenPaper), Math.max(0, left)) };
}

const maxLeft = (axis: Axis, seenPaper: number): number => Math.max(0, axis.length - seenPaper);
