import { describe, expect, test } from 'vitest';
import {
  afterFailedPull,
  imageStep,
  type PullBackoffEntry,
  pullFailure,
  pullHeldBackUntil,
} from '../../../../server/src/simulator/kubelet/imagePullBackoff';

test.each([
  ['not found', 'ErrImagePull', 'not found'],
  ['', 'ErrImagePull', ''],
  [
    'RegistryUnavailable',
    'RegistryUnavailable',
    'image pull failed for a:1 because the registry is unavailable',
  ],
  [
    'RegistryUnavailable: no answer',
    'RegistryUnavailable',
    'image pull failed for a:1 because the registry is unavailable: no answer',
  ],
  [
    'SignatureValidationFailed: bad key',
    'SignatureValidationFailed',
    'image pull failed for a:1 because the signature validation failed: bad key',
  ],
  ['rpc: RegistryUnavailable', 'ErrImagePull', 'rpc: RegistryUnavailable'],
])('a pull that says %j waits as %s: %s (L-IMG-4)', (error, reason, message) => {
  expect(pullFailure('a:1', error)).toEqual({ reason, message });
});

test.each([
  ['Always', 'pull', 'pull'],
  ['IfNotPresent', 'use', 'pull'],
  ['Never', 'use', 'refuse'],
])('policy %s: %s an image that is there, %s one that is not (L-IMG-2)', (policy, there, gone) => {
  expect([imageStep(policy, true), imageStep(policy, false)]).toEqual([there, gone]);
});

describe('pulls that fail', () => {
  /** Whether a pull at each second is held back: `pull` is one that fails then. */
  function story(seconds: readonly number[]): string {
    let entry: PullBackoffEntry | undefined;
    return seconds
      .map((second) => {
        const until = pullHeldBackUntil(entry, second * 1000);
        if (until !== undefined) return `held ${until / 1000}`;
        entry = afterFailedPull(entry, second * 1000);
        return `pull ${entry.delayMs / 1000}`;
      })
      .join(', ');
  }

  test.each([
    [[0, 5, 9, 10, 20, 29, 30], 'pull 10, held 10, held 10, pull 20, held 30, held 30, pull 40'],
    [
      [0, 10, 30, 70, 150, 310, 610, 910],
      'pull 10, pull 20, pull 40, pull 80, pull 160, pull 300, pull 300, pull 300',
    ],
    [[0, 600], 'pull 10, pull 20'],
    [[0, 601], 'pull 10, pull 10'],
    [[0, 10, 611], 'pull 10, pull 20, pull 10'],
  ])('at %j s: %s (L-IMG-5)', (seconds, expected) => {
    expect(story(seconds)).toBe(expected);
  });
});
