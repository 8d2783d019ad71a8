import { expect, test } from 'vitest';
import { ContainerLog } from '../../../server/src/simulator/runtime/containerLog';

const KILO = 'x'.repeat(1000);

/** A log of so many bytes at most, with a line of a kilobyte each second from 0 on. */
function written(seconds: number, maxBytes: number): ContainerLog {
  const log = new ContainerLog(maxBytes);
  for (let at = 0; at < seconds; at++) log.write(at * 1000, 'stdout', `${at} ${KILO}\n`);
  return log;
}

const numbers = (log: ContainerLog, seconds: number) =>
  log.linesAt(seconds * 1000).map(({ text }) => Number(text.split(' ')[0]));

test('a log that is too large begins anew when the kubelet looks, each 10 s (L-LOG-3, L-TIM-12)', () => {
  expect(numbers(written(6, 5000), 6)).toEqual([0, 1, 2, 3, 4, 5]);
  expect(numbers(written(16, 5000), 16)).toEqual([14, 15]);
  expect(numbers(written(26, 5000), 26)).toEqual([24, 25]);
});

test('it begins anew too when nothing more is written (L-LOG-3)', () => {
  expect(numbers(written(6, 5000), 60)).toEqual([]);
});

test('a log within its limit stays whole', () => {
  expect(numbers(written(30, 100_000), 600)).toHaveLength(30);
});

test('the log of a container that has ended stays as it is (L-LOG-3)', () => {
  const log = written(6, 5000);
  log.close(6000);
  expect(numbers(log, 600)).toHaveLength(6);
});
