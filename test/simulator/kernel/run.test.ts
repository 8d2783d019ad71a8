import { expect, test } from 'vitest';
import type { Component, Turn } from '../../../server/src/simulator/kernel/component';
import { Run, type World } from '../../../server/src/simulator/kernel/run';

type TestTurn = Turn<undefined, string, string>;
type Entry = { readonly text: string; readonly at: number; readonly because: number };

function world(): World<undefined, string, string> & { readonly entries: Entry[] } {
  const entries: Entry[] = [];
  return {
    view: undefined,
    entries,
    apply: (write, at, _entry, because) => entries.push({ text: `write ${write}`, at, because }),
    record: (text, at, _id, because) => entries.push({ text, at, because }),
  };
}

function component(
  handle: Component<number, string, TestTurn>['handle'],
): Component<unknown, unknown, TestTurn> {
  return { name: 'c', priority: 0, handle } as unknown as Component<unknown, unknown, TestTurn>;
}

test('a timer that is set anew replaces the earlier one, and one that is taken away never rings', () => {
  const w = world();
  const run = new Run(
    w,
    [
      component((state, event, turn) => {
        if (event === 'begin') {
          turn.timer('a', 10, 'a first');
          turn.timer('a', 20, 'a second');
          turn.timer('b', 30, 'b');
          turn.timer('b', undefined);
        } else turn.record(event);
        return (state ?? 0) + 1;
      }),
    ],
    1,
  );
  run.send({ to: 'c', key: 'k', event: 'begin' }, 0, 0);
  expect(run.advance(100, 1000)).toBe('idle');
  expect(w.entries).toEqual([{ text: 'a second', at: 20, because: 0 }]);
  expect(run.peek('c', 'k')).toBe(2);
});

test('everything that a turn asks for is caused by what led to the turn', () => {
  const w = world();
  const run = new Run(
    w,
    [
      component((_state, event, turn) => {
        if (event === 'begin')
          turn.send({ to: 'c', key: 'k', event: 'next' }, 5, turn.record('first'));
        else turn.write('it');
        return 0;
      }),
    ],
    1,
  );
  run.send({ to: 'c', key: 'k', event: 'begin' }, 0, 0);
  run.advance(100, 1000);
  expect(w.entries).toEqual([
    { text: 'first', at: 0, because: 0 },
    { text: 'write it', at: 5, because: 1 },
  ]);
});

test('an actor that ends takes its timers with it', () => {
  const w = world();
  const run = new Run(
    w,
    [
      component((state, event, turn) => {
        if (event === 'begin') {
          turn.timer('t', 50, 'late');
          return 1;
        }
        if (event === 'late') turn.record('late');
        return event === 'end' ? undefined : state;
      }),
    ],
    1,
  );
  run.send({ to: 'c', key: 'k', event: 'begin' }, 0, 0);
  run.send({ to: 'c', key: 'k', event: 'end' }, 10, 0);
  run.advance(100, 1000);
  expect(w.entries).toEqual([]);
});

test('a run stops at its horizon, goes on from there, and ends in a budget when events never stop', () => {
  const w = world();
  const run = new Run(
    w,
    [
      component((_state, _event, turn) => {
        turn.timer('t', turn.now + 10, 'tick');
        return 0;
      }),
    ],
    1,
  );
  run.send({ to: 'c', key: 'k', event: 'tick' }, 0, 0);
  expect(run.advance(95, 1000)).toBe('horizon');
  expect(run.now).toBe(95);
  expect(run.handled).toBe(10);
  expect(run.advance(1_000_000, 50)).toBe('budget');
});
