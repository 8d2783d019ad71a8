import { expect, test } from 'vitest';
import { RandomStreams } from '../../../server/src/simulator/kernel/random';

test('a draw from one stream shifts no other', () => {
  const alone = new RandomStreams(7);
  const together = new RandomStreams(7);
  together.draw('other');
  expect([alone.draw('a'), alone.draw('a')]).toEqual([together.draw('a'), together.draw('a')]);
});

test('streams of different names and seeds differ, and each fills [0, 1)', () => {
  const first = new RandomStreams(1);
  const second = new RandomStreams(2);
  expect(first.draw('a')).not.toBe(first.draw('b'));
  expect(new RandomStreams(1).draw('a')).not.toBe(second.draw('a'));
  const draws = Array.from({ length: 1000 }, () => first.draw('c'));
  const mean = draws.reduce((sum, x) => sum + x, 0) / draws.length;
  expect(mean).toBeGreaterThan(0.45);
  expect(mean).toBeLessThan(0.55);
  expect(draws.every((x) => x >= 0 && x < 1)).toBe(true);
});
