// Draws the shown lanes on a canvas: strip of the API, bar of the node, marks, cursor. Reads its input, keeps nothing.
import type { Look, Mark, Segment } from '../../server/src/protocol/run';
import { clockTime } from '../../server/src/support/text';
import { msAt, ticks, type Viewport, xOf } from './axis';
import { BAR, LANE_HEIGHT, type ShownLane, STRIP } from './lanes';
import { LOOKS, MARKS, type Pattern } from './looks';
import type { Theme } from './theme';

export interface Drawing {
  readonly lanes: readonly ShownLane[];
  readonly viewport: Viewport;
  readonly theme: Theme;
  readonly height: number;
  readonly scrollTop: number;
  readonly atMs: number;
  readonly selected?: number;
  readonly activeLane?: string;
  readonly hoverX?: number;
}
type Context = CanvasRenderingContext2D;

/** Sizes the canvas for the screen and clears it. */
export function prepareCanvas(
  canvas: HTMLCanvasElement,
  width: number,
  height: number,
): Context | undefined {
  const ratio = window.devicePixelRatio || 1;
  const [w, h] = [Math.max(1, Math.round(width * ratio)), Math.max(1, Math.round(height * ratio))];
  if (canvas.width !== w || canvas.height !== h) {
    canvas.width = w;
    canvas.height = h;
  }
  canvas.style.width = `${width}px`;
  canvas.style.height = `${height}px`;
  const context = canvas.getContext('2d') ?? undefined;
  context?.setTransform(ratio, 0, 0, ratio, 0, 0);
  context?.clearRect(0, 0, width, height);
  return context;
}

export function drawLanes(context: Context, drawing: Drawing): void {
  const { lanes, scrollTop, height, viewport } = drawing;
  drawGrid(context, drawing);
  const first = Math.max(0, Math.floor(scrollTop / LANE_HEIGHT));
  const last = Math.min(lanes.length, Math.ceil((scrollTop + height) / LANE_HEIGHT));
  for (let index = first; index < last; index++) {
    const shown = lanes[index];
    if (shown !== undefined) drawLane(context, drawing, shown, index * LANE_HEIGHT - scrollTop);
  }
  drawFolds(context, drawing, height);
  drawCursor(context, drawing, xOf(viewport, drawing.atMs), height);
}

function drawGrid(context: Context, { viewport, theme, height }: Drawing): void {
  context.strokeStyle = theme.grid;
  context.globalAlpha = 0.5;
  context.lineWidth = 1;
  context.beginPath();
  for (const ms of ticks(viewport, 70)) {
    const x = Math.round(xOf(viewport, ms)) + 0.5;
    context.moveTo(x, 0);
    context.lineTo(x, height);
  }
  context.stroke();
  context.globalAlpha = 1;
}

function drawLane(context: Context, drawing: Drawing, { lane }: ShownLane, top: number): void {
  if (lane.id === drawing.activeLane) {
    context.fillStyle = drawing.theme.selection;
    context.globalAlpha = 0.18;
    context.fillRect(0, top, drawing.viewport.width, LANE_HEIGHT);
    context.globalAlpha = 1;
  }
  for (const segment of lane.segments) drawSegment(context, drawing, segment, top);
  for (const segment of lane.api ?? []) drawStrip(context, drawing, segment, top);
  drawMarks(context, drawing, lane.marks, lane.segments.length > 0, top);
}

const isOutside = (viewport: Viewport, from: number, to: number): boolean =>
  to < 0 || from > viewport.width;

function drawSegment(context: Context, drawing: Drawing, segment: Segment, top: number): void {
  const { viewport, theme } = drawing;
  const from = Math.max(-20, xOf(viewport, segment.fromMs));
  const to = Math.min(viewport.width + 20, xOf(viewport, segment.toMs));
  if (isOutside(viewport, from, to)) return;
  const { token, pattern, notch } = LOOKS[segment.look];
  const color = theme.colors.get(token) ?? theme.foreground;
  const box = { x: from, y: top + BAR.top, width: Math.max(1.5, to - from), height: BAR.height };
  paint(context, pattern, color, narrowed(box, segment.look));
  if (notch === true) drawNotch(context, theme, box);
  if (segment.entry === drawing.selected) outline(context, theme.focus, box, 2);
  else if (theme.contrast !== '' && pattern !== 'none') outline(context, theme.contrast, box, 1);
  drawWord(context, drawing, segment.word, pattern, box);
}

interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** Helpers of the Pod are drawn narrower than its containers. */
function narrowed(box: Box, look: Look): Box {
  if (look !== 'initRunning' && look !== 'sidecarRunning') return box;
  return { ...box, y: box.y + 2, height: box.height - 4 };
}

function outline(context: Context, color: string, box: Box, width: number): void {
  context.strokeStyle = color;
  context.lineWidth = width;
  context.setLineDash([]);
  context.strokeRect(box.x, box.y, box.width, box.height);
}

function paint(context: Context, pattern: Pattern, color: string, box: Box): void {
  context.fillStyle = color;
  context.strokeStyle = color;
  context.lineWidth = 1;
  switch (pattern) {
    case 'none':
      line(context, box, [1, 4]);
      return;
    case 'outline':
      outline(context, color, box, 1);
      return;
    case 'dashed':
      fill(context, color, box, 0.14);
      context.setLineDash([4, 3]);
      context.strokeRect(box.x + 0.5, box.y + 0.5, Math.max(1, box.width - 1), box.height - 1);
      context.setLineDash([]);
      return;
    case 'ended':
      fill(context, color, { ...box, width: Math.min(5, box.width) }, 1);
      line(context, box, [1, 3]);
      return;
    case 'waiting':
      fill(context, color, { ...box, width: Math.min(2, box.width) }, 1);
      line(context, box, [5, 4]);
      return;
    case 'solid':
      fill(context, color, box, 0.85);
      return;
    case 'dots':
    case 'stripes':
    case 'denseStripes':
    case 'cross':
    case 'hatch':
      fill(context, color, box, 0.2);
      texture(context, pattern, color, box);
      outline(context, color, box, 1);
      return;
  }
}

function fill(context: Context, color: string, box: Box, alpha: number): void {
  context.globalAlpha = alpha;
  context.fillStyle = color;
  context.fillRect(box.x, box.y, box.width, box.height);
  context.globalAlpha = 1;
}

function line(context: Context, box: Box, dash: number[]): void {
  const y = Math.round(box.y + box.height / 2) + 0.5;
  context.setLineDash(dash);
  context.lineWidth = 1.5;
  context.beginPath();
  context.moveTo(box.x, y);
  context.lineTo(box.x + box.width, y);
  context.stroke();
  context.setLineDash([]);
}

const SPACING: Readonly<Record<'dots' | 'stripes' | 'denseStripes' | 'cross' | 'hatch', number>> = {
  dots: 6,
  stripes: 8,
  denseStripes: 5,
  cross: 7,
  hatch: 9,
};

function texture(context: Context, pattern: keyof typeof SPACING, color: string, box: Box): void {
  context.save();
  context.beginPath();
  context.rect(box.x, box.y, box.width, box.height);
  context.clip();
  context.strokeStyle = color;
  context.fillStyle = color;
  context.lineWidth = pattern === 'denseStripes' ? 1.6 : 1.2;
  const spacing = SPACING[pattern];
  // Anchored to the paper's grid and not to the box, so that neighbours join without a seam.
  const start = Math.floor((box.x - box.height) / spacing) * spacing;
  const end = box.x + box.width + box.height;
  context.beginPath();
  for (let x = start; x < end; x += spacing) {
    if (pattern === 'dots') dotColumn(context, x, box);
    if (pattern === 'stripes' || pattern === 'denseStripes' || pattern === 'cross') {
      context.moveTo(x, box.y + box.height);
      context.lineTo(x + box.height, box.y);
    }
    if (pattern === 'cross' || pattern === 'hatch') {
      context.moveTo(x, box.y);
      context.lineTo(x + box.height, box.y + box.height);
    }
  }
  if (pattern === 'dots') context.fill();
  else context.stroke();
  context.restore();
}

function dotColumn(context: Context, x: number, box: Box): void {
  for (let y = box.y + 4; y < box.y + box.height; y += 5) {
    context.moveTo(x + 1.2, y);
    context.arc(x, y, 1.2, 0, 2 * Math.PI);
  }
}

/** A restart before it: a wedge cut from the bar's lower left corner. */
function drawNotch(context: Context, theme: Theme, box: Box): void {
  context.fillStyle = theme.background;
  context.beginPath();
  context.moveTo(box.x, box.y + box.height);
  context.lineTo(box.x, box.y + box.height - 7);
  context.lineTo(box.x + 7, box.y + box.height);
  context.fill();
}

/** A word stands on a plate of the background where the bar's pattern would make it hard to read. */
function drawWord(
  context: Context,
  drawing: Drawing,
  word: string,
  pattern: Pattern,
  box: Box,
): void {
  if (word === '' || pattern === 'none') return;
  const left = Math.max(box.x, 0) + (pattern === 'ended' ? 9 : 6);
  const room = Math.min(box.x + box.width, drawing.viewport.width) - left - 4;
  context.font = smallFont(drawing.theme);
  const text = shortened(context, word, room);
  if (text === '') return;
  if (pattern !== 'dashed')
    plate(context, drawing.theme, left, box, context.measureText(text).width);
  context.fillStyle = drawing.theme.foreground;
  context.textBaseline = 'middle';
  context.fillText(text, left, box.y + box.height / 2 + 0.5);
}

function plate(context: Context, theme: Theme, left: number, box: Box, width: number): void {
  context.globalAlpha = 0.82;
  context.fillStyle = theme.background;
  context.beginPath();
  context.roundRect(left - 4, box.y + 2, width + 8, box.height - 4, 3);
  context.fill();
  context.globalAlpha = 1;
}

const smallFont = (theme: Theme): string => theme.font.replace(/^[\d.]+px/, '11px');

/** A stub shorter than this tells nobody anything. */
const LEAST_SHOWN = 5;

function shortened(context: Context, text: string, room: number): string {
  if (context.measureText(text).width <= room) return text;
  let kept = text.length - 1;
  while (kept >= LEAST_SHOWN && context.measureText(`${text.slice(0, kept)}…`).width > room) kept--;
  return kept >= LEAST_SHOWN ? `${text.slice(0, kept)}…` : '';
}

function drawStrip(context: Context, drawing: Drawing, segment: Segment, top: number): void {
  const { viewport, theme } = drawing;
  const from = Math.max(-5, xOf(viewport, segment.fromMs));
  const to = Math.min(viewport.width + 5, xOf(viewport, segment.toMs));
  if (isOutside(viewport, from, to)) return;
  const color = theme.colors.get(LOOKS[segment.look].token) ?? theme.foreground;
  const box = {
    x: from,
    y: top + STRIP.top,
    width: Math.max(1, to - from - 1),
    height: STRIP.height,
  };
  fill(context, color, box, 0.9);
  if (segment.entry === drawing.selected) outline(context, theme.focus, box, 1.5);
}

const MARK_SIZE = 4.5;
/** On a bar a mark is smaller, sits at the bar's foot and leaves words to the bar. */
const MARK_SIZE_ON_BAR = 3.4;

function drawMarks(
  context: Context,
  drawing: Drawing,
  marks: readonly Mark[],
  onBar: boolean,
  top: number,
): void {
  const { viewport, theme } = drawing;
  const size = onBar ? MARK_SIZE_ON_BAR : MARK_SIZE;
  const y = top + BAR.top + (onBar ? BAR.height + 0.5 : BAR.height / 2);
  for (const [index, mark] of marks.entries()) {
    const x = xOf(viewport, mark.atMs);
    if (x < -size || x > viewport.width + size) continue;
    drawMark(context, theme, mark, { x, y, size }, mark.entry === drawing.selected);
    if (onBar) continue;
    const next = marks[index + 1];
    const room =
      (next === undefined ? viewport.width : xOf(viewport, next.atMs)) - x - 2 * size - 6;
    context.font = smallFont(theme);
    if (room < 20 || context.measureText(mark.word).width > room) continue;
    context.fillStyle = theme.faint;
    context.textBaseline = 'middle';
    context.fillText(mark.word, x + size + 3, y + 0.5);
  }
}

interface Spot {
  readonly x: number;
  readonly y: number;
  readonly size: number;
}

function drawMark(
  context: Context,
  theme: Theme,
  { shape }: Mark,
  spot: Spot,
  isSelected: boolean,
): void {
  const { token, filled, glyph } = MARKS[shape];
  const color = theme.colors.get(token) ?? theme.foreground;
  context.beginPath();
  if (glyph === 'diamond') diamond(context, spot);
  else if (glyph === 'triangle') triangle(context, spot);
  else flag(context, spot);
  context.closePath();
  context.fillStyle = filled ? color : theme.background;
  context.fill();
  context.lineWidth = isSelected ? 2.5 : 1.4;
  context.strokeStyle = isSelected ? theme.focus : color;
  context.stroke();
}

function diamond(context: Context, { x, y, size }: Spot): void {
  context.moveTo(x, y - size);
  context.lineTo(x + size, y);
  context.lineTo(x, y + size);
  context.lineTo(x - size, y);
}
function triangle(context: Context, { x, y, size }: Spot): void {
  context.moveTo(x, y - size);
  context.lineTo(x + size, y + size);
  context.lineTo(x - size, y + size);
}
function flag(context: Context, { x, y, size }: Spot): void {
  context.moveTo(x, y - 2 * size);
  context.lineTo(x + 1.7 * size, y - size);
  context.lineTo(x, y);
  context.lineTo(x, y + size);
}

/** Torn edges where the axis is folded, through all lanes. */
function drawFolds(context: Context, { viewport, theme }: Drawing, height: number): void {
  for (const piece of viewport.axis.pieces) {
    if (!piece.folded) continue;
    const from = (piece.from - viewport.left) / viewport.paperPerPixel;
    const to = (piece.to - viewport.left) / viewport.paperPerPixel;
    if (isOutside(viewport, from, to)) continue;
    context.globalAlpha = 0.93;
    context.fillStyle = theme.background;
    context.fillRect(from, 0, to - from, height);
    context.globalAlpha = 1;
    context.strokeStyle = theme.faint;
    context.lineWidth = 1;
    context.beginPath();
    for (const x of [from, to]) tornEdge(context, x, height);
    context.stroke();
  }
}

function tornEdge(context: Context, x: number, height: number): void {
  context.moveTo(x, 0);
  for (let y = 0; y < height; y += 6) {
    context.lineTo(x + 2.5, y + 3);
    context.lineTo(x, y + 6);
  }
}

function drawCursor(context: Context, { theme, hoverX }: Drawing, x: number, height: number): void {
  if (hoverX !== undefined) verticalLine(context, theme.faint, hoverX, height, [2, 3]);
  verticalLine(context, theme.cursor, x, height, []);
}

function verticalLine(
  context: Context,
  color: string,
  x: number,
  height: number,
  dash: number[],
): void {
  context.strokeStyle = color;
  context.lineWidth = dash.length === 0 ? 2 : 1;
  context.setLineDash(dash);
  context.beginPath();
  context.moveTo(Math.round(x) + (dash.length === 0 ? 0 : 0.5), 0);
  context.lineTo(Math.round(x) + (dash.length === 0 ? 0 : 0.5), height);
  context.stroke();
  context.setLineDash([]);
}

/** The axis above the lanes: ticks with their times, folds with their lengths, the cursor's time on a tag. */
export function drawAxis(
  context: Context,
  { viewport, theme, atMs, hoverX }: Drawing,
  height: number,
): void {
  context.font = smallFont(theme);
  context.textBaseline = 'middle';
  context.fillStyle = theme.faint;
  let free = Number.NEGATIVE_INFINITY;
  for (const ms of ticks(viewport, 70)) {
    const x = xOf(viewport, ms);
    const text = clockTime(ms);
    const left = Math.max(1, x - context.measureText(text).width / 2);
    if (left < free) continue;
    context.fillText(text, left, height / 2);
    free = left + context.measureText(text).width + 8;
  }
  drawFoldLengths(context, viewport, theme, height);
  if (hoverX !== undefined)
    tag(context, theme, viewport, msAt(viewport, hoverX), height, theme.faint);
  tag(context, theme, viewport, atMs, height, theme.cursor);
}

function drawFoldLengths(context: Context, viewport: Viewport, theme: Theme, height: number): void {
  for (const piece of viewport.axis.pieces) {
    if (!piece.folded) continue;
    const from = (piece.from - viewport.left) / viewport.paperPerPixel;
    const to = (piece.to - viewport.left) / viewport.paperPerPixel;
    if (isOutside(viewport, from, to)) continue;
    const text = `⟩ ${clockTime(piece.toMs - piece.fromMs)} ⟨`;
    const width = context.measureText(text).width;
    const left = Math.min(viewport.width - width - 2, Math.max(1, (from + to - width) / 2));
    context.fillStyle = theme.background;
    context.fillRect(left - 2, 0, width + 4, height);
    context.fillStyle = theme.faint;
    context.fillText(text, left, height / 2);
  }
}

function tag(
  context: Context,
  theme: Theme,
  viewport: Viewport,
  ms: number,
  height: number,
  color: string,
): void {
  const x = xOf(viewport, ms);
  if (x < -1 || x > viewport.width + 1) return;
  const text = clockTime(ms);
  const width = context.measureText(text).width + 8;
  const left = Math.min(viewport.width - width, Math.max(0, x - width / 2));
  context.fillStyle = color;
  context.beginPath();
  context.roundRect(left, 1, width, height - 2, 3);
  context.fill();
  context.fillStyle = theme.background;
  context.fillText(text, left + 4, height / 2 + 0.5);
}
