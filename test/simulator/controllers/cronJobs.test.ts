// Times that a CronJob missed. Rules: L-CTL-22.
import { describe, expect, test } from 'vitest';
import type { CronJob } from '../../../server/src/schema/workloads';
import { controlPlane } from '../support/controlPlane';

function cronJob(spec: object): CronJob {
  return {
    apiVersion: 'batch/v1',
    kind: 'CronJob',
    metadata: { name: 'tick', namespace: 'default' },
    spec: {
      schedule: '* * * * *',
      suspend: true,
      jobTemplate: {
        spec: {
          template: {
            metadata: { annotations: { 'exit-after': '1' } },
            spec: { restartPolicy: 'Never', containers: [{ name: 'app', image: 'app:1' }] },
          },
        },
      },
      ...spec,
    },
  } as unknown as CronJob;
}

describe('L-CTL-22: a CronJob that was suspended makes up for', () => {
  test.each<[what: string, spec: object, seconds: number, events: readonly string[]]>([
    ['the last of a few times', {}, 290, []],
    [
      'the last of many times, and says that they were many',
      {},
      3 * 3600 + 50,
      ['TooManyMissedTimes'],
    ],
    [
      'the last of many times that were few within its deadline',
      { startingDeadlineSeconds: 600 },
      3 * 3600 + 50,
      [],
    ],
    [
      'none where the last is past its deadline',
      { startingDeadlineSeconds: 10, schedule: '0 * * * *' },
      3 * 3600 + 1800,
      ['none'],
    ],
  ])('%s', (_what, spec, seconds, events) => {
    const c = controlPlane(cronJob(spec)).advance(seconds);
    c.change<CronJob>('CronJob', 'tick', (o) => ({ ...o, spec: { ...o.spec, suspend: false } }));
    c.advance(1);
    const made = c.events('SuccessfulCreate').filter((text) => text.includes('CronJob/tick'));
    expect(made).toHaveLength(events[0] === 'none' ? 0 : 1);
    expect(c.events('TooManyMissedTimes').length > 0).toBe(events[0] === 'TooManyMissedTimes');
    const { lastScheduleTime } = c.get<CronJob>('CronJob', 'tick').status ?? {};
    if (made.length > 0) expect(lastScheduleTime).toMatch(/:00Z$/);
  });
});
