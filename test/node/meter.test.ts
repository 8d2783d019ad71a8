import { expect, test } from 'vitest';
import { meterOn } from '../../server/src/node/meter';

/** What stands on a terminal after a run whose slices end at those times. */
function written(times: readonly number[]): readonly string[] {
  const lines: string[] = [];
  let at = 0;
  const meter = meterOn(
    (text) => lines.push(text),
    () => at,
  );
  for (const time of times) {
    at = time;
    meter.tell({ part: time / 1000, atMs: time * 3600, events: time * 10 });
  }
  meter.clear();
  return lines;
}

test('a short run writes nothing to the terminal', () => {
  expect(written([50, 290])).toEqual([]);
});

test('a long run writes how far it is into one line, ten times a second, and takes it away', () => {
  expect(written([50, 310, 350, 420])).toEqual([
    '\r\x1b[K31 %  18:36  3100 events',
    '\r\x1b[K42 %  25:12  4200 events',
    '\r\x1b[K',
  ]);
});
