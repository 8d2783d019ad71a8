import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  fitSpan,
  fitWhole,
  foldedAxis,
  msAt,
  pan,
  reveal,
  ticks,
  toMs,
  toPaper,
  trueAxis,
  xOf,
  zoom,
} from '../../../client/webview/axis';

const times = fc.array(fc.integer({ min: 0, max: 600_000 }), { maxLength: 60 });

describe('the folded axis', () => {
  test('folds minutes in which nothing happens and says how long they are', () => {
    const axis = foldedAxis([0, 1000, 2000, 3000], 600_000);
    const fold = axis.pieces.find((piece) => piece.folded);
    expect(fold?.toMs).toBe(600_000);
    expect(fold?.fromMs).toBeLessThan(20_000);
    expect(axis.length).toBeLessThan(30_000);
  });

  test('leaves a busy run unfolded', () => {
    const busy = Array.from({ length: 61 }, (_, index) => index * 10_000);
    expect(foldedAxis(busy, 600_000).pieces.every((piece) => !piece.folded)).toBe(true);
  });

  test('keeps the order of time and finds every moment again', () => {
    fc.assert(
      fc.property(
        times,
        fc.integer({ min: 0, max: 600_000 }),
        fc.nat(10_000),
        (stops, at, more) => {
          const axis = foldedAxis(stops, 600_000);
          expect(toMs(axis, toPaper(axis, at))).toBeCloseTo(at, 0);
          expect(toPaper(axis, at + more)).toBeGreaterThanOrEqual(toPaper(axis, at));
        },
      ),
    );
  });

  test('covers the run without holes', () => {
    fc.assert(
      fc.property(times, (stops) => {
        const { pieces } = foldedAxis(stops, 600_000);
        expect(pieces[0]?.fromMs).toBe(0);
        expect(pieces.at(-1)?.toMs).toBe(600_000);
        for (const [index, piece] of pieces.entries())
          if (index > 0) expect(piece.fromMs).toBe(pieces[index - 1]?.toMs);
      }),
    );
  });

  test('stands for a run without length', () => {
    expect(toPaper(foldedAxis([], 0), 0)).toBe(0);
  });
});

describe('the viewport', () => {
  const whole = fitWhole(trueAxis(100_000), 512);

  test('zooms around the place that was pointed at', () => {
    const near = zoom(whole, 4, 200);
    expect(msAt(near, 200)).toBeCloseTo(msAt(whole, 200), 3);
  });

  test('never leaves the run', () => {
    expect(pan(zoom(whole, 8, 100), -1e9).left).toBe(0);
    const right = pan(zoom(whole, 8, 100), 1e9);
    expect(xOf(right, 100_000)).toBeGreaterThan(0);
  });

  test('moves only as far as needed to show a moment', () => {
    const near = zoom(whole, 8, 0);
    expect(reveal(near, 1000)).toEqual(near);
    const moved = reveal(near, 90_000);
    expect(xOf(moved, 90_000)).toBeLessThanOrEqual(moved.width);
  });

  test('shows a stretch of time whole', () => {
    const span = fitSpan(whole, 20_000, 30_000);
    expect(xOf(span, 20_000)).toBeGreaterThan(0);
    expect(xOf(span, 30_000)).toBeLessThan(span.width);
  });

  test('writes round times, never closer than asked', () => {
    const xs = ticks(whole, 70).map((ms) => xOf(whole, ms));
    for (const [index, x] of xs.entries())
      if (index > 0) expect(x - (xs[index - 1] ?? 0)).toBeGreaterThanOrEqual(69.9);
    expect(ticks(whole, 70)).toContain(30_000);
  });
});
