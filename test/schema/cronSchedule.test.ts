import { expect, test } from 'vitest';
import { nextCronTime, parseCronSchedule } from '../../server/src/schema/cronSchedule';

function next(schedule: string, after: string, zone?: string): string | undefined {
  const parsed = parseCronSchedule(schedule).schedule;
  const due = parsed && nextCronTime(parsed, Date.parse(after), zone);
  return due === undefined ? undefined : new Date(due).toISOString().replace('.000', '');
}

test.each([
  ['* * * * *', '2026-01-01T00:00:00Z', '2026-01-01T00:01:00Z'],
  ['*/15 * * * *', '2026-01-01T00:07:30Z', '2026-01-01T00:15:00Z'],
  ['5/20 * * * *', '2026-01-01T00:26:00Z', '2026-01-01T00:45:00Z'],
  ['0 9-17/4 * * mon-fri', '2026-01-03T12:00:00Z', '2026-01-05T09:00:00Z'],
  ['0 0 1 JAN *', '2026-01-01T00:00:00Z', '2027-01-01T00:00:00Z'],
  ['0 0 13 * fri', '2026-01-01T00:00:00Z', '2026-01-02T00:00:00Z'],
  ['0 0 29 2 *', '2026-01-01T00:00:00Z', '2028-02-29T00:00:00Z'],
  ['@daily', '2026-01-01T00:00:00Z', '2026-01-02T00:00:00Z'],
  ['@weekly', '2026-01-01T00:00:00Z', '2026-01-04T00:00:00Z'],
  ['@every 90s', '2026-01-01T00:00:00Z', '2026-01-01T00:01:30Z'],
  ['0 0 ? * ?', '2026-01-01T00:00:00Z', '2026-01-02T00:00:00Z'],
])('%s after %s is due at %s', (schedule, after, due) => {
  expect(next(schedule, after)).toBe(due);
});

test('a schedule runs on the clock of its zone', () => {
  expect(next('0 9 * * *', '2026-07-01T00:00:00Z', 'Asia/Shanghai')).toBe('2026-07-01T01:00:00Z');
  expect(next('0 9 * * *', '2026-07-01T00:00:00Z', 'America/New_York')).toBe(
    '2026-07-01T13:00:00Z',
  );
});

test('a time that the clock skips in spring is left out', () => {
  expect(next('30 2 * * *', '2026-03-28T12:00:00Z', 'Europe/Berlin')).toBe('2026-03-30T00:30:00Z');
});

test('a date that never comes is due never', () => {
  expect(next('0 0 31 2 *', '2026-01-01T00:00:00Z')).toBeUndefined();
});

test.each([
  ['', 'empty spec string'],
  ['* * * *', 'expected exactly 5 fields, found 4: [* * * *]'],
  ['60 * * * *', 'end of range (60) above maximum (59): 60'],
  ['* * 0 * *', 'beginning of range (0) below minimum (1): 0'],
  ['5-1 * * * *', 'beginning of range (5) beyond end of range (1): 5-1'],
  ['*/0 * * * *', 'step of range should be a positive number: */0'],
  ['a * * * *', 'failed to parse int from a: strconv.Atoi: parsing "a": invalid syntax'],
  ['1-2-3 * * * *', 'too many hyphens: 1-2-3'],
  ['1/2/3 * * * *', 'too many slashes: 1/2/3'],
  ['@often', 'unrecognized descriptor: @often'],
  ['TZ=Mars/X * * * * *', 'provided bad location Mars/X: unknown time zone Mars/X'],
])('%j is no schedule', (written, error) => {
  expect(parseCronSchedule(written).error).toBe(error);
});
