// What `started` and `ready` of a container go by when its instance, or the kubelet itself, is a new one.
import { describe, expect, test } from 'vitest';
import { condition, OnePod } from './support';

describe('a container that is stopped and replaced within one sync', () => {
  const run = new OnePod(`
    containers:
      - name: app
        image: "app:1"
        args: [--http, "8080", --http-delay, "3"]
        startupProbe: { httpGet: { port: 8080 }, periodSeconds: 2, failureThreshold: 10 }
        livenessProbe: { httpGet: { port: 8080, path: /status/500 }, periodSeconds: 3, failureThreshold: 2 }`).at(
    20,
  );
  const replaced = run.states.findIndex((line) => line.endsWith('running,ready,1'));

  test('counts as started until its startup worker has seen it (L-SYN-19, L-PRB-15)', () => {
    expect(run.sequence.slice(replaced, replaced + 2)).toEqual([
      'Running app=running,ready,1',
      'Running app=running,1',
    ]);
  });

  test('is probed for its start one period later than a new one (L-PRB-2)', () => {
    const startup = run.eventsAbout('Unhealthy').filter((line) => line.startsWith('Startup'));
    // Twice for the first instance, at 2 and 4 s; the second one begins at 11 s, is seen at 12 and probed at 14.
    expect(startup).toEqual([expect.stringMatching(/connection refused x2$/)]);
  });
});

describe('a kubelet that starts anew', () => {
  const restarted = (spec: string, downAt: number): OnePod =>
    new OnePod(spec)
      .at(downAt)
      .toKubelet({ kind: 'stop' })
      .at(downAt + 2)
      .toKubelet({ kind: 'start' })
      .at(downAt + 12);
  const probed = (more: string): string => `
    containers:
      - name: app
        image: "app:1"
        args: [${more}]
        readinessProbe: { httpGet: { port: 8080 }, periodSeconds: 2 }`;

  test('leaves a container that was not ready as it was (L-PRB-15)', () => {
    const run = restarted(probed('--print, hello'), 15);
    expect(run.sequence.at(-1)).toBe('Running app=running');
    expect(run.sequence.filter((line) => line.includes('ready'))).toEqual([]);
  });

  test('leaves one that was ready as it was, until a probe says otherwise (L-PRB-15)', () => {
    const run = restarted(probed('--http, "8080"'), 15);
    expect(run.sequence.at(-1)).toBe('Running app=running,ready');
    expect(run.sequence.filter((line) => line === 'Running app=running')).toHaveLength(1);
  });

  test('takes a young container for ready before it has probed it (L-PRB-15)', () => {
    const run = restarted(probed('--print, hello'), 4);
    expect(run.sequence.slice(-2)).toEqual(['Running app=running,ready', 'Running app=running']);
  });

  test('takes one that is still starting for started, and asks no more (L-PRB-15)', () => {
    const run = restarted(
      `
      containers:
        - name: app
          image: "app:1"
          startupProbe: { tcpSocket: { port: 9 }, periodSeconds: 3, failureThreshold: 30 }`,
      15,
    );
    expect(run.sequence.at(-1)).toBe('Running app=running,ready');
    expect(condition(run.pod, 'Ready')).toBe('True');
  });
});
