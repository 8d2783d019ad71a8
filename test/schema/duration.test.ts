import { expect, test } from 'vitest';
import { goDuration, humanDuration, parseGoDuration } from '../../server/src/schema/duration';

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

// Rules: L-CLI-8
test.each([
  [0, '0s'],
  [119 * SECOND, '119s'],
  [2 * MINUTE, '2m'],
  [2 * MINUTE + 5 * SECOND, '2m5s'],
  [10 * MINUTE + 5 * SECOND, '10m'],
  [179 * MINUTE, '179m'],
  [3 * HOUR, '3h'],
  [3 * HOUR + MINUTE, '3h1m'],
  [8 * HOUR + MINUTE, '8h'],
  [47 * HOUR, '47h'],
  [2 * DAY, '2d'],
  [2 * DAY + HOUR, '2d1h'],
  [8 * DAY + HOUR, '8d'],
  [729 * DAY, '729d'],
  [730 * DAY, '2y'],
  [731 * DAY, '2y1d'],
  [9 * 365 * DAY, '9y'],
  [-SECOND, '0s'],
  [-5 * SECOND, '<invalid>'],
])('an age of %i ms reads %s', (ms, text) => {
  expect(humanDuration(ms)).toBe(text);
});

test.each([
  [0, '0s'],
  [850, '850ms'],
  [0.5, '500µs'],
  [1500, '1.5s'],
  [80 * SECOND, '1m20s'],
  [2 * HOUR, '2h0m0s'],
  [-1500, '-1.5s'],
])('Go prints %d ms as %s', (ms, text) => {
  expect(goDuration(ms)).toBe(text);
  expect(parseGoDuration(text)).toBe(ms);
});

test.each(['', 'x', '1', '1 s', '1d', 's', '-', '1m x'])('%j is no duration', (text) => {
  expect(parseGoDuration(text)).toBeUndefined();
});
