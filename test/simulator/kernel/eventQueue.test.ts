import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  compareDue,
  type Due,
  EventQueue,
  type Waiting,
} from '../../../server/src/simulator/kernel/eventQueue';

interface Numbered extends Due<number>, Waiting<Numbered> {}

test('events come out in order of time, then priority, then the order in which they were scheduled', () => {
  const event = fc.record({ at: fc.nat(20), priority: fc.nat(3) });
  fc.assert(
    fc.property(fc.array(event), (events) => {
      const queue = new EventQueue<Numbered>();
      const dues = events.map(
        ({ at, priority }, i): Numbered => ({
          at,
          priority,
          sequence: i,
          event: i,
          next: undefined,
        }),
      );
      for (const due of dues) queue.push(due);
      const out: Numbered[] = [];
      for (let due = queue.pop(); due !== undefined; due = queue.pop()) out.push(due);
      expect(out).toEqual([...dues].sort(compareDue));
    }),
    { seed: 1 },
  );
});

test('what is scheduled while events are taken finds its place among those that wait', () => {
  const step = fc.record({ delay: fc.nat(3), priority: fc.nat(2), takes: fc.nat(2) });
  fc.assert(
    fc.property(fc.array(step), (steps) => {
      const queue = new EventQueue<Numbered>();
      const waiting: Numbered[] = [];
      let now = 0;
      steps.forEach(({ delay, priority, takes }, i) => {
        const due: Numbered = {
          at: now + delay,
          priority,
          sequence: i,
          event: i,
          next: undefined,
        };
        queue.push(due);
        waiting.push(due);
        for (let taken = 0; taken < takes && waiting.length > 0; taken++) {
          const [first] = waiting.sort(compareDue).splice(0, 1);
          expect(queue.peek()).toBe(first);
          expect(queue.pop()).toBe(first);
          now = first?.at ?? now;
        }
        expect(queue.size).toBe(waiting.length);
      });
      expect([...queue.waiting()].sort(compareDue)).toEqual(waiting.sort(compareDue));
    }),
    { seed: 2 },
  );
});
