// Too much and too wrong: floods of Pods, loops without end and timers without length come to a defined end, and what is
// refused does not hold up the rest.
import { beforeAll, describe, expect, test } from 'vitest';
import { stringify } from 'yaml';
import { openFile } from '../../../server/src/documents/manifestFile';
import { loadYaml } from '../../../server/src/documents/yamlValue';
import { objectsIn } from '../../../server/src/features/manifestObjects';
import type { KubeObject } from '../../../server/src/schema/objects';
import { DEFAULT_NODE, DEFAULT_SCENARIO } from '../../../server/src/simulator/scenario/scenario';
import { type RunResult, simulate } from '../../../server/src/simulator/simulate';
import { brokenPromises } from '../support/invariants';

/** For a machine that has much else to do. */
const PATIENCE_MS = 60_000;

beforeAll(loadYaml);

describe('too much and too wrong', () => {
  const pod = (name: string): KubeObject => ({
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name },
    spec: { containers: [{ name: 'app', image: 'app:1' }] },
  });

  test('two thousand Pods on a node with room for a few run to their end', () => {
    const objects = Array.from({ length: 2000 }, (_, i) => pod(`web-${i}`));
    const result = simulate({ objects, untilMs: 20_000 });
    expect(result.header.ended).not.toBe('budget');
    const bound = objects.filter(
      ({ metadata }) => result.store.pod('default', metadata.name ?? '')?.spec.nodeName,
    );
    expect(bound).toHaveLength(110);
    expect(brokenPromises(result)).toEqual([]);
  });

  test('a run that is not over when its events are spent ends in a told state', () => {
    const looping = {
      ...pod('loop'),
      spec: { containers: [{ name: 'app', image: 'app:1', args: ['--exit-after', '0'] }] },
    };
    const result = simulate({ objects: [looping], untilMs: 86_400_000, budget: 500 });
    expect(result.header.ended).toBe('budget');
    expect(result.entries.at(-1)?.change).toMatchObject({ kind: 'end', reason: 'budget' });
    expect(result.store.pod('default', 'loop')).toBeDefined();
    expect(brokenPromises(result)).toEqual([]);
  });

  test('a shell that loops without end does not stop the clock', () => {
    const command = ['sh', '-c', 'while true; do :; done'];
    const spinning = {
      ...pod('spin'),
      spec: { containers: [{ name: 'app', image: 'busybox', command }] },
    };
    const result = simulate({ objects: [spinning, pod('web')], untilMs: 30_000 });
    expect(result.endMs).toBe(30_000);
    expect(result.store.pod('default', 'web')?.status?.phase).toBe('Running');
  });

  test('what is refused is told, and the rest goes on', () => {
    const wrong = { ...pod('Wrong_Name'), spec: { containers: [] } };
    const result = simulate({ objects: [wrong, pod('web')], untilMs: 30_000 });
    expect(result.posted.map(({ answer }) => answer.ok)).toEqual([false, true]);
    expect(result.store.pod('default', 'web')?.status?.phase).toBe('Running');
  });

  test(
    'a List of two thousand Pods on as many nodes as they need gets all of them ready',
    () => {
      const items = Array.from({ length: 2000 }, (_, i) => pod(`web-${i}`));
      const text = stringify({ apiVersion: 'v1', kind: 'List', items });
      const objects = objectsIn(openFile('list.yaml', text)).map(({ object }) => object);
      const nodes = Array.from({ length: 20 }, (_, i) => ({ ...DEFAULT_NODE, name: `node-${i}` }));
      const scenario = {
        ...DEFAULT_SCENARIO,
        images: [{ image: '*', present: true }],
        cluster: { ...DEFAULT_SCENARIO.cluster, nodes },
      };
      const { store, header } = simulate({ objects, scenario, untilMs: 60_000 });
      expect(header.ended).not.toBe('budget');
      const ready = [...store.list('Pod')].filter((own) =>
        JSON.stringify(own['status']).includes('"type":"Ready","status":"True"'),
      );
      expect(ready).toHaveLength(2000);
    },
    PATIENCE_MS,
  );
});

describe('a flood ends with its budget', () => {
  const EXITING = { name: 'app', image: 'app:1', args: ['--exit-after', '0'] };
  const template = (spec: object) => ({ metadata: { labels: { a: 'b' } }, spec });
  const owner = (apiVersion: string, kind: string, spec: object): KubeObject => ({
    apiVersion,
    kind,
    metadata: { name: 'flood' },
    spec,
  });
  const selector = { matchLabels: { a: 'b' } };
  const REFUSED = { nodeName: 'node-1', nodeSelector: { disk: 'none' }, containers: [EXITING] };

  /** So much of it is kept: enough to see, little enough to go on working. */
  const ROOM = 3000;
  function flooded(object: KubeObject): RunResult {
    const run = simulate({ objects: [object], untilMs: 86_400_000, room: ROOM });
    expect(run.posted.map(({ answer }) => answer.ok)).toEqual([true]);
    expect(brokenPromises(run)).toEqual([]);
    return run;
  }

  test.each([
    [
      'Pods that their node refuses and a ReplicaSet replaces',
      owner('apps/v1', 'ReplicaSet', { replicas: 3, selector, template: template(REFUSED) }),
    ],
    [
      'members that their node refuses and a StatefulSet makes again',
      owner('apps/v1', 'StatefulSet', { serviceName: 'x', selector, template: template(REFUSED) }),
    ],
    [
      'a million replicas',
      owner('apps/v1', 'Deployment', {
        replicas: 1_000_000,
        selector,
        template: template({ containers: [EXITING] }),
      }),
    ],
    [
      'a Job of a hundred thousand Pods at once',
      owner('batch/v1', 'Job', {
        parallelism: 100_000,
        completions: 100_000,
        template: { spec: { restartPolicy: 'Never', containers: [EXITING] } },
      }),
    ],
    [
      'a Job that begins and is forgotten each minute of a day',
      owner('batch/v1', 'CronJob', {
        schedule: '* * * * *',
        jobTemplate: {
          spec: { template: { spec: { restartPolicy: 'Never', containers: [EXITING] } } },
        },
      }),
    ],
  ])(
    '%s',
    (_, object) => {
      const { header, entries, store, endMs } = flooded(object);
      expect(header.ended).toBe('budget');
      expect(endMs).toBeLessThan(header.horizonMs);
      expect(entries.at(-1)?.change).toMatchObject({ kind: 'end', reason: 'budget' });
      expect(entries.length).toBeLessThan(20_000);
      expect(store.get(object.kind, 'default', 'flood')).toBeDefined();
    },
    PATIENCE_MS,
  );
});

describe('time goes on', () => {
  const LONG_MS = 600_000;
  const single = (container: object, spec: object = {}): KubeObject => ({
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: 'web' },
    spec: { containers: [{ name: 'app', image: 'busybox', ...container }], ...spec },
  });
  const shell = (script: string) => ({ command: ['sh', '-c', script] });
  const ALL_AGAIN = {
    restartPolicy: 'Never',
    restartPolicyRules: [
      { action: 'RestartAllContainers', exitCodes: { operator: 'In', values: [7] } },
    ],
  };

  test.each<[string, KubeObject]>([
    ['in a loop that sleeps for no time', single(shell('while true; do sleep 0; done'))],
    ['in a loop that writes', single(shell('while true; do echo x; done'))],
    ['where a program ends as it begins', single({ image: 'app:1', args: ['--exit-after', '0'] })],
    ['where all containers restart without back-off', single({ ...shell('exit 7'), ...ALL_AGAIN })],
    [
      'where nobody is given any time to end',
      single(shell('sleep 1'), { terminationGracePeriodSeconds: 0 }),
    ],
    [
      'where a hook and a probe take no time',
      single({
        ...shell('sleep 9'),
        lifecycle: { postStart: { sleep: { seconds: 0 } }, preStop: { sleep: { seconds: 0 } } },
        livenessProbe: { exec: { command: ['false'] }, periodSeconds: 0, failureThreshold: 1 },
      }),
    ],
  ])(
    '%s',
    (_, object) => {
      const run = simulate({
        objects: [object],
        untilMs: LONG_MS,
        budget: 200_000,
        looksAhead: false,
      });
      expect(run.posted.map(({ answer }) => answer.ok)).toEqual([true]);
      expect(run.header.ended).not.toBe('budget');
      expect(run.endMs).toBe(LONG_MS);
      expect(run.entries.length).toBeLessThan(100_000);
      expect(brokenPromises(run)).toEqual([]);
    },
    PATIENCE_MS,
  );
});
