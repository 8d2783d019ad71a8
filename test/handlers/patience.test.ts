import { expect, test } from 'vitest';
import { inStretches, Traffic } from '../../server/src/handlers/patience';
import type { Steps } from '../../server/src/support/steps';

function spin(ms: number): void {
  const until = performance.now() + ms;
  while (performance.now() < until);
}

function* work(steps: number, done: string[]): Steps<number> {
  for (let i = 0; i < steps; i += 1) {
    spin(2);
    done.push(`step ${i}`);
    yield;
  }
  return steps;
}

test('long work lets in what arrives between its steps', async () => {
  const done: string[] = [];
  setImmediate(() => done.push('request'));
  const all = await inStretches(new Traffic(), work(20, done), () => false);
  expect(all).toEqual({ result: 20 });
  expect(done.indexOf('request')).toBeLessThan(3);
});

test('long work stands back while requests keep coming, and goes on when they pause', async () => {
  const traffic = new Traffic();
  const done: string[] = [];
  const burst = setInterval(() => {
    traffic.arrived();
    done.push('request');
    if (done.filter((it) => it === 'request').length === 5) clearInterval(burst);
  }, 3);
  await inStretches(traffic, work(20, done), () => false);
  const last = done.lastIndexOf('request');
  expect(done.slice(0, last).filter((it) => it !== 'request').length).toBeLessThan(12);
  expect(done).toHaveLength(25);
});

test('work whose question has changed is given up after a pause', async () => {
  const done: string[] = [];
  const answer = await inStretches(new Traffic(), work(20, done), () => done.length > 2);
  expect(answer).toBeUndefined();
  expect(done.length).toBeLessThan(6);
});

test('short work is done without a pause', async () => {
  let answer: unknown;
  void inStretches(new Traffic(), work(0, []), () => true).then((it) => {
    answer = it;
  });
  await Promise.resolve();
  await Promise.resolve();
  expect(answer).toEqual({ result: 0 });
});
