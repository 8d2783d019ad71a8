import { describe, expect, test } from 'vitest';
import {
  afterFailedPull,
  type PullBackoffEntry,
  pullHeldBackUntil,
} from '../../../server/src/simulator/kubelet/imagePullBackoff';
import {
  askForStart,
  type BackoffEntry,
  backoffText,
} from '../../../server/src/simulator/kubelet/restartBackoff';
import { restartVerdict } from '../../../server/src/simulator/kubelet/restartDecision';

describe('whether a container runs again', () => {
  test.each([
    ['Always', 0, 'restart'],
    ['Always', 1, 'restart'],
    ['OnFailure', 0, 'stayEnded'],
    ['OnFailure', 137, 'restart'],
    ['Never', 0, 'stayEnded'],
    ['Never', 1, 'stayEnded'],
  ])('under %s after exit %i: %s (L-RST-1)', (restartPolicy, code, expected) => {
    expect(restartVerdict({ containers: [], restartPolicy }, { name: 'a' }, code)).toBe(expected);
  });

  const ruled = {
    name: 'a',
    restartPolicy: 'Never',
    restartPolicyRules: [
      { action: 'Restart', exitCodes: { operator: 'In', values: [3, 4] } },
      { action: 'RestartAllContainers', exitCodes: { operator: 'NotIn', values: [0, 1] } },
    ],
  };
  test.each([
    [3, 'restart'],
    [9, 'restartAllContainers'],
    [0, 'stayEnded'],
    [1, 'stayEnded'],
  ])('the first rule that fits exit %i decides: %s (L-INI-15)', (code, expected) => {
    expect(restartVerdict({ containers: [], restartPolicy: 'Always' }, ruled, code)).toBe(expected);
  });

  test("without a fitting rule the container's own policy goes before the Pod's (L-INI-15)", () => {
    const own = { name: 'a', restartPolicy: 'OnFailure' };
    const spec = { containers: [], restartPolicy: 'Never' };
    expect([restartVerdict(spec, own, 1), restartVerdict(spec, own, 0)]).toEqual([
      'restart',
      'stayEnded',
    ]);
  });
});

/** Waits of a container that ends `runMs` after each start. */
function waits(runMs: number, restarts: number): readonly number[] {
  let entry: BackoffEntry | undefined;
  let now = 0;
  const found: number[] = [];
  for (let i = 0; i < restarts; i++) {
    const finishedAt = now + runMs;
    now = finishedAt;
    let permission = askForStart(entry, finishedAt, now);
    if (permission.kind === 'heldBack') {
      now = permission.until;
      permission = askForStart(entry, finishedAt, now);
    }
    if (permission.kind === 'granted') entry = permission.entry;
    found.push((now - finishedAt) / 1000);
  }
  return found;
}

describe('crash-loop back-off', () => {
  test('waits 0, 10, 20, 40, 80, 160, 300, 300 s after short runs (L-RST-5)', () => {
    expect(waits(1000, 8)).toEqual([0, 10, 20, 40, 80, 160, 300, 300]);
  });
  test('goes on doubling while runs last up to ten minutes (L-RST-6)', () => {
    expect(waits(540_000, 4)).toEqual([0, 10, 20, 40]);
  });
  test('is forgotten after a run of more than ten minutes (L-RST-6)', () => {
    expect(waits(601_000, 4)).toEqual([0, 0, 0, 0]);
  });
  test('lets a container without an earlier end start and remembers nothing (L-RST-4)', () => {
    expect(askForStart(undefined, undefined, 5)).toEqual({ kind: 'granted', entry: undefined });
  });
  test('begins at the cap when that is below ten seconds (L-RST-2)', () => {
    const limits = { firstMs: 10_000, longestMs: 2000, forgetMs: 600_000 };
    expect(askForStart(undefined, 0, 10, limits)).toMatchObject({ entry: { delayMs: 2000 } });
  });
  test('is told as Go prints durations (L-SYN-14)', () => {
    expect([10_000, 80_000, 300_000].map(backoffText)).toEqual(['10s', '1m20s', '5m0s']);
  });
});

describe('image pull back-off', () => {
  test('doubles from 10 s to 300 s, counted from the last failure (L-IMG-5)', () => {
    let entry: PullBackoffEntry | undefined;
    let now = 0;
    const delays: number[] = [];
    for (let i = 0; i < 7; i++) {
      entry = afterFailedPull(entry, now);
      const until = pullHeldBackUntil(entry, now) ?? now;
      delays.push((until - now) / 1000);
      now = until;
    }
    expect(delays).toEqual([10, 20, 40, 80, 160, 300, 300]);
  });
  test('is forgotten ten minutes after the last failure (L-IMG-5)', () => {
    const entry = { delayMs: 160_000, failedAt: 0 };
    expect(afterFailedPull(entry, 600_001).delayMs).toBe(10_000);
    expect(pullHeldBackUntil(entry, 160_000)).toBeUndefined();
  });
});
