import { describe, expect, test } from 'vitest';
import { entryAt, lastPathPart, nextStop, parseMoment } from '../../../client/src/run/steps';
import { livenessRun } from '../fixtures/livenessRun';

describe('stepping', () => {
  test('forward goes to the next change that kubectl shows, back to the one before', () => {
    const first = nextStop(livenessRun, 0, 1, 'change');
    const second = nextStop(livenessRun, first ?? 0, 1, 'change');
    expect(first).toBe(60);
    expect(nextStop(livenessRun, second ?? 0, -1, 'change')).toBe(first);
  });

  test('from problem to problem skips what is well', () => {
    const problem = nextStop(livenessRun, 0, 1, 'problem');
    expect(problem).toBe(57_200);
    expect(nextStop(livenessRun, 0, -1, 'problem')).toBeUndefined();
  });

  test('why at a moment asks for what matters most there', () => {
    expect(entryAt(livenessRun, 77_200)?.to).toBe('stopping');
    expect(entryAt(livenessRun, -1)).toBeUndefined();
  });
});

describe('a typed time', () => {
  test.each([
    ['1:42', 102_000],
    ['0:31.5', 31_500],
    ['1:02:03', 3_723_000],
    ['90', 90_000],
    ['90s', 90_000],
    ['1m30s', 90_000],
    ['250ms', 250],
    ['+30s', 40_000],
    ['-3', 7000],
    ['-1m', 0],
  ])('%s is understood', (text, expected) => {
    expect(parseMoment(text, 10_000)).toBe(expected);
  });

  test.each(['', 'soon', '1:', '5 parsecs', '+', '1e9'])('%j is refused', (text) => {
    expect(parseMoment(text, 0)).toBeUndefined();
  });
});

test('the last part of a field path names the field', () => {
  expect(lastPathPart('spec.containers[0].livenessProbe.failureThreshold')).toBe(
    'failureThreshold',
  );
});
