import { expect, test } from 'vitest';
import { ask, podYaml } from './support';

test('the time to Ready has a best, a typical and a worst over seeds', () => {
  // An image that has to be pulled: registries are never equally fast.
  const [answer] = ask('when-ready', podYaml('').replace('app:1', 'nginx:1.27'), { whatIf: true });
  const {
    readyBestMs = 0,
    readyTypicalMs = 0,
    readyWorstMs = 0,
    readyMs = 0,
  } = answer?.numbers ?? {};
  expect(readyBestMs).toBeGreaterThan(300);
  expect(readyBestMs).toBeLessThanOrEqual(readyTypicalMs);
  expect(readyTypicalMs).toBeLessThanOrEqual(readyWorstMs);
  expect(readyWorstMs).toBeGreaterThan(readyBestMs);
  expect(readyMs).toBeGreaterThanOrEqual(readyBestMs);
  expect(readyMs).toBeLessThanOrEqual(readyWorstMs);
  expect(answer?.sentence[0]).toMatch(/^Ready after .* s \(.* s to .* s over 9 seeds\)/);
});

test('a container that dies at once: 5 restarts in five minutes, 16 in the hour, five minutes of waiting from 314 to 363 s (L-RST-5)', () => {
  const [answer] = ask('crash-loop', podYaml('args: ["--exit-after", "0", "--exit-code", "1"]'), {
    whatIf: true,
  });
  expect(answer?.numbers).toMatchObject({ restartsIn5Min: 5, restartsInHour: 16 });
  expect(answer?.numbers['fiveMinutesBestMs']).toBeGreaterThanOrEqual(312_000);
  expect(answer?.numbers['fiveMinutesWorstMs']).toBeLessThanOrEqual(366_000);
  expect(answer?.numbers['nextTryMs']).toBeGreaterThan(120_000);
});

test('several containers stop in an order of their own, sidecars last (L-TRM-9)', () => {
  const yaml = podYaml(
    'args: ["--term-delay", "2"]',
    `initContainers:
- {name: proxy, image: "app:1", restartPolicy: Always}`,
  );
  expect(ask('start-order', yaml, { whatIf: true })[0]?.sentence[0]).toMatch(
    /Stops when deleted: `app` \d.* s → `proxy` \d.* s\.$/,
  );
});

test('a member deleted by force lives beside its successor while it stops (L-TRM-4)', () => {
  const set = (args: string): string => `apiVersion: apps/v1
kind: StatefulSet
metadata: {name: db}
spec:
  serviceName: db
  selector: {matchLabels: {app: db}}
  template:
    metadata: {labels: {app: db}}
    spec: {containers: [{name: app, image: "app:1", args: [${args}]}]}
`;
  const [answer] = ask('two-at-once', set('"--term-delay", "20"'), { whatIf: true });
  expect(answer?.numbers['overlapMs']).toBeGreaterThan(0);
  expect(ask('two-at-once', set(''), { whatIf: true })).toEqual([]);
});
