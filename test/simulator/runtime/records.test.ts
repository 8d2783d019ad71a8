import { describe, expect, test } from 'vitest';
import type { VolumePlan } from '../../../server/src/simulator/runtime/containerConfig';
import { ContainerLog } from '../../../server/src/simulator/runtime/containerLog';
import { hexFrom } from '../../../server/src/simulator/runtime/hexFrom';
import { AddressPool } from '../../../server/src/simulator/runtime/nodeRuntime';
import { PodVolumes } from '../../../server/src/simulator/runtime/podVolumes';
import { terminationMessage } from '../../../server/src/simulator/runtime/terminationMessage';

describe('a container log', () => {
  test('has one line for each line end, with the time of its end (L-LOG-3)', () => {
    const log = new ContainerLog();
    log.write(1, 'stdout', 'one\ntw');
    log.write(2, 'stderr', 'oops\n');
    log.write(3, 'stdout', 'o\n');
    expect(log.linesAt(3).map(({ at, stream, text }) => `${at} ${stream} ${text}`)).toEqual([
      '1 stdout one',
      '2 stderr oops',
      '3 stdout two',
    ]);
  });
  test('keeps what was begun when the container ends (L-LOG-3)', () => {
    const log = new ContainerLog();
    log.write(1, 'stdout', 'half');
    log.close(2);
    expect(log.linesAt(2)).toEqual([{ at: 2, stream: 'stdout', text: 'half', partial: true }]);
  });
  test('forgets its beginning rather than growing without end', () => {
    const log = new ContainerLog();
    for (let i = 0; i < 50_000; i++) log.write(i, 'stdout', `${i}\n`);
    const lines = log.linesAt(50_000);
    expect(lines.length).toBeGreaterThan(10_000);
    expect(lines.length).toBeLessThanOrEqual(20_000);
    expect(lines.at(-1)?.text).toBe('49999');
  });
});

describe('a termination message', () => {
  const log = ['a', 'b'].map((text) => ({
    at: 0,
    stream: 'stdout' as const,
    text,
    partial: false,
  }));
  test('is the end of the file, 4096 of it at most (L-SYN-23)', () => {
    const file = `begin${'x'.repeat(5000)}end`;
    const message = terminationMessage({ file, log, fromLog: true, exitCode: 1 });
    expect(message).toHaveLength(4096);
    expect(message?.endsWith('xend')).toBe(true);
  });
  test('is the end of the log after an error, when asked for (L-SYN-23)', () => {
    const of = (fromLog: boolean, exitCode: number) =>
      terminationMessage({ file: '', log, fromLog, exitCode });
    expect([of(true, 1), of(true, 0), of(false, 1)]).toEqual(['a\nb\n', undefined, undefined]);
  });
});

describe('Pod addresses', () => {
  test('come in order and return after a whole round', () => {
    const pool = new AddressPool('10.1.2.0/29');
    expect([1, 2, 3, 4, 5].map(() => pool.take())).toEqual(
      [2, 3, 4, 5, 6].map((last) => `10.1.2.${last}`),
    );
    pool.giveBack('10.1.2.4');
    expect(pool.take()).toBe('10.1.2.4');
  });
});

test('IDs have 64 digits and differ', () => {
  const ids = new Set(Array.from({ length: 5000 }, (_, i) => hexFrom(`uid/app/${i}`)));
  expect(ids.size).toBe(5000);
  for (const id of ids) expect(id).toMatch(/^[0-9a-f]{64}$/);
});

describe('volumes', () => {
  const files = (text: string, version: string) =>
    new Map([['v', { kind: 'files', files: [{ path: 'k', text }], version } as const]]);
  test('show a new version of a ConfigMap in place', () => {
    const volumes = new PodVolumes('node', { volumes: new Map(), touchedAt: -1 });
    volumes.plan(files('old', '1'), 0);
    const volume = volumes.get('v', 0);
    volumes.plan(files('new', '2'), 5);
    expect(volumes.get('v', 5)).toBe(volume);
    const entry = volume?.root.entries.get('k');
    expect(entry?.kind === 'file' ? entry.text : undefined).toBe('new');
  });
  test('of a claim outlive the Pod, an emptyDir does not', () => {
    const storage = { volumes: new Map(), touchedAt: -1 };
    const plans = new Map<string, VolumePlan>([
      ['c', { kind: 'claim', claim: 'ns/c' }],
      ['e', { kind: 'empty' }],
    ]);
    const first = new PodVolumes('node', storage);
    const second = new PodVolumes('node', storage);
    for (const volumes of [first, second]) volumes.plan(plans, 0);
    expect(second.get('c', 0)).toBe(first.get('c', 0));
    expect(second.get('e', 0)).not.toBe(first.get('e', 0));
  });
});
