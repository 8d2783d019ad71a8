import fc from 'fast-check';
import { expect, test } from 'vitest';
import { compareDue, type Due, EventQueue } from '../../../server/src/simulator/kernel/eventQueue';

test('events come out in order of time, then priority, then the order in which they were scheduled', () => {
  const event = fc.record({ at: fc.nat(20), priority: fc.nat(3) });
  fc.assert(
    fc.property(fc.array(event), (events) => {
      const queue = new EventQueue<number>();
      const dues = events.map(
        ({ at, priority }, i): Due<number> => ({ at, priority, sequence: i, event: i }),
      );
      for (const due of dues) queue.push(due);
      const out: Due<number>[] = [];
      for (let due = queue.pop(); due !== undefined; due = queue.pop()) out.push(due);
      expect(out).toEqual([...dues].sort(compareDue));
    }),
    { seed: 1 },
  );
});
