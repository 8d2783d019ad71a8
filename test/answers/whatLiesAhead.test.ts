import { expect, test } from 'vitest';
import { ask, podYaml } from './support';

const HOUR_MS = 3_600_000;

test('probes that can only go on as they did are all that is left to tell', () => {
  const probes =
    'args: ["--http", "8080"]\nlivenessProbe: {httpGet: {port: 8080}}\nreadinessProbe: {httpGet: {port: 8080}, periodSeconds: 5}';
  const [answer] = ask('what-lies-ahead', podYaml(probes));
  expect(answer?.sentence[0]).toMatch(/^From 0:1\d on only probes go on, every 5 s to 10 s\.$/);
  expect(answer?.sentence[1]).toMatch(/^从 0:1\d 起只有探针照常进行,每 5 秒到 10 秒一次。$/);
  expect(answer?.numbers).toMatchObject({ everyMs: 10_000 });
});

test('a server that will hang one day is not said to go on (its age is known to nobody but itself)', () => {
  const probes =
    'args: ["--http", "8080", "--ok-first", "40"]\nlivenessProbe: {httpGet: {port: 8080}, failureThreshold: 1}';
  const before = ask('what-lies-ahead', podYaml(probes), { untilMs: 200_000 });
  expect(before.map(({ sentence }) => sentence[0])).toEqual([]);
});

test('a crash loop at the longest back-off is told with the time between two starts (L-RST-5)', () => {
  const [answer] = ask(
    'what-lies-ahead',
    podYaml('args: ["--exit-after", "1", "--exit-code", "1"]'),
    { untilMs: HOUR_MS },
  );
  expect(answer?.sentence[0]).toMatch(
    /^From 5:\d\d on the same goes on: `app` is started again every 5 min \d+ s\.$/,
  );
  expect(answer?.numbers['everyMs']).toBeGreaterThanOrEqual(301_000);
});

test('a probe that fails for ever is told as that', () => {
  const [answer] = ask('what-lies-ahead', podYaml('readinessProbe: {tcpSocket: {port: 1}}'), {
    untilMs: HOUR_MS,
  });
  expect(answer?.sentence[0]).toMatch(/a probe of `app` fails every 10 s\.$/);
});

test('where the next thing is known the run tells when it comes', () => {
  const [answer] = ask('what-lies-ahead', podYaml('args: ["--exit-after", "1000"]'));
  expect(answer?.sentence[0]).toMatch(/^Nothing happens from 0:0\d until 16:4\d\.$/);
  expect(answer?.sentence[1]).toMatch(/^从 0:0\d 到 16:4\d 什么都不会发生。$/);
});

test('a Pod that no node takes is tried again every five minutes or so (L-SCH-2)', () => {
  const [answer] = ask('what-lies-ahead', podYaml('', 'nodeSelector: {zone: far}'), {
    untilMs: HOUR_MS,
  });
  expect(answer?.sentence[0]).toMatch(/a node for `web` is looked for every 5 min/);
});

test('a claim that nobody serves goes on waiting, and its Pod with it', () => {
  const claim = `
---
apiVersion: v1
kind: PersistentVolumeClaim
metadata: {name: data}
spec: {storageClassName: '', accessModes: [ReadWriteOnce], resources: {requests: {storage: 1Gi}}}
`;
  const volume = 'volumes: [{name: data, persistentVolumeClaim: {claimName: data}}]';
  const [answer] = ask('what-lies-ahead', podYaml('', volume) + claim, { untilMs: HOUR_MS });
  expect(answer?.sentence[0]).toMatch(
    /a node for `web` is looked for every 5 min 30 s, `data` goes on waiting, told every 15 s\.$/,
  );
});
