// The constants of the rules (section 13), each where it shows.
import { describe, expect, test } from 'vitest';
import type { ContainerStatus } from '../../../server/src/schema/objects';
import { EventRecorder } from '../../../server/src/simulator/api/eventRecorder';
import { appStatuses, initStatuses } from '../../../server/src/simulator/kubelet/podStatus';
import { DEFAULT_LATENCIES } from '../../../server/src/simulator/latencies';
import { backOffMs } from '../../../server/src/simulator/scheduler/queue';
import { Lab, podYaml, tellStates } from './support';

const one = (more: string, spec = '') =>
  podYaml(`{ ${spec} containers: [{ name: app, image: "app:1", ${more} }] }`);
const remove = (lab: Lab, gracePeriodSeconds?: number) => {
  lab.simulation.request({
    verb: 'delete',
    by: 'client',
    kind: 'Pod',
    namespace: 'default',
    name: 'web',
    ...(gracePeriodSeconds === undefined ? {} : { gracePeriodSeconds }),
  });
  return lab;
};
/** Seconds at which an Event with this reason was written. */
const eventTimes = (lab: Lab, reason: string) =>
  lab.simulation.store.changes
    .filter(
      ({ object, op }) =>
        object.kind === 'Event' && object['reason'] === reason && op !== 'DELETED',
    )
    .map(({ at }) => at / 1000);
const rounded = (times: readonly number[]) => times.map(Math.round);

describe('the kubelet', () => {
  test('sees an exit at its next list, one each second (L-TIM-3)', () => {
    expect(DEFAULT_LATENCIES.relistPeriod).toBe(1000);
    for (const seconds of [1.2, 1.5, 1.8, 2.1]) {
      const lab = new Lab(one(`args: [--exit-after, "${seconds}"]`, 'restartPolicy: Never,')).at(6);
      const [seen = 0] =
        lab.history(tellStates).find(([, text]) => text.includes('Completed')) ?? [];
      expect(seen % 1).toBeCloseTo(0.45, 2);
      expect(seen - (lab.times('exited')[0] ?? 0)).toBeLessThanOrEqual(1);
    }
  });

  test('pulls again after 10, 20, 40, 80, 160 and then 300 s, at its next sync (L-TIM-6)', () => {
    const missing = [{ image: 'app:*', present: false, pull: { kind: 'notFound' as const } }];
    const lab = new Lab(one(''), missing).at(1400);
    const pulls = lab.simulation.entries.flatMap(({ at, change }) =>
      change.kind === 'pull' && change.state === 'failed' ? [at / 1000] : [],
    );
    const waits = pulls.slice(1).map((at, index) => at - (pulls[index] ?? 0));
    for (const [index, least] of [10, 20, 40, 80, 160, 300, 300].entries()) {
      expect(waits[index]).toBeGreaterThanOrEqual(least);
      expect(waits[index]).toBeLessThan(least + 16);
    }
  });

  test('leaves two seconds at least, and takes a grace of 0 as 1 (L-TIM-7)', () => {
    const lab = remove(new Lab(one('args: [--term, ignore]')).at(10), 0).at(20);
    expect(rounded(lab.times('exited'))).toEqual([12]);
  });

  test('gives 30 s when nothing else is said (L-TIM-8)', () => {
    const lab = remove(new Lab(one('args: [--term, ignore]')).at(10)).at(60);
    expect(rounded(lab.times('exited'))).toEqual([40]);
  });

  test('probes as the defaults say (L-TIM-9)', () => {
    const lab = new Lab(one('livenessProbe: { tcpSocket: { port: 1 } }')).at(45);
    expect(lab.pod.spec.containers[0]?.livenessProbe).toMatchObject({
      timeoutSeconds: 1,
      periodSeconds: 10,
      successThreshold: 1,
      failureThreshold: 3,
    });
    expect(rounded(eventTimes(lab, 'Unhealthy'))).toEqual([10, 20, 30, 40]);
  });

  test('tries a probe that cannot be carried out three times (L-TIM-10)', () => {
    const told = (command: string) =>
      eventTimes(
        new Lab(one(`livenessProbe: { exec: { command: ["${command}"] } }`)).at(15),
        'Unhealthy',
      )[0] ?? 0;
    expect(told('nope') - told('false')).toBeCloseTo((2 * DEFAULT_LATENCIES.exec) / 1000, 3);
  });

  test('looks for memory each ten seconds, and tells of the pressure for five minutes (L-TIM-19)', () => {
    const lab = new Lab(one('args: [--alloc, "7750", --alloc-after, "3"]')).at(400);
    const pressure = lab.simulation.store.changes
      .filter(({ object }) => object.kind === 'Node')
      .filter(({ object }) =>
        JSON.stringify(object['status']).includes('KubeletHasInsufficientMemory'),
      )
      .map(({ at }) => at / 1000);
    const [evicted = 0] = eventTimes(lab, 'Evicted');
    expect(evicted).toBeLessThanOrEqual(14);
    expect((pressure.at(-1) ?? 0) - (pressure[0] ?? 0)).toBeLessThanOrEqual(310);
    const node = lab.find('Node', 'node-1', '');
    expect(JSON.stringify(node?.['status'])).not.toContain('KubeletHasInsufficientMemory');
  });

  test('asks for a missing volume after 0.5 s, and twice as long each time (L-TIM-13)', () => {
    const lab = new Lab(
      one(
        'volumeMounts: [{ name: v, mountPath: /v }]',
        'volumes: [{ name: v, secret: { secretName: s } }],',
      ),
    ).at(700);
    const times = eventTimes(lab, 'FailedMount');
    const waits = times.slice(1).map((at, index) => at - (times[index] ?? 0));
    expect(rounded(waits.slice(1, 6))).toEqual([1, 2, 4, 8, 16]);
    expect(Math.max(...waits)).toBeLessThan(126);
    expect(lab.row()).toBe('0/1 ContainerCreating 0');
  });
});

describe('scheduler, nodes and controllers', () => {
  test('a Pod that found no node waits 1 to 10 s, then five minutes if nothing changes (L-TIM-20)', () => {
    expect([1, 2, 3, 4, 5, 9].map(backOffMs)).toEqual([1000, 2000, 4000, 8000, 10_000, 10_000]);
    const lab = new Lab(one('resources: { requests: { cpu: "99" } }')).at(1000);
    const times = eventTimes(lab, 'FailedScheduling');
    const [, second = 0, third = 0] = times;
    expect(second).toBeGreaterThanOrEqual(300);
    expect(third - second).toBeGreaterThanOrEqual(300);
    expect(third - second).toBeLessThanOrEqual(330);
  });

  test('a node takes 110 Pods (L-TIM-23)', () => {
    const pods = Array.from({ length: 111 }, (_, index) =>
      podYaml('{ containers: [{ name: app, image: "app:1" }] }', `{ name: p${index} }`),
    );
    const lab = new Lab(pods.join('---\n')).at(5);
    const pending = [...lab.simulation.store.list('Pod')].filter(
      (pod) => (pod['spec'] as { readonly nodeName?: string }).nodeName === undefined,
    );
    expect(pending).toHaveLength(1);
    expect(lab.events('FailedScheduling')[0]).toContain('1 Too many pods');
  });

  test('Pods of a lost node are deleted after their 300 s, and forgotten 40 s after the node is (L-TIM-17, L-TIM-18)', () => {
    const lab = new Lab(one('')).at(10);
    lab.toKubelet({ kind: 'powerOff' });
    const deleted = lab
      .at(420)
      .history((p) => (p.metadata.deletionTimestamp === undefined ? 'there' : 'deleted'))
      .find(([, text]) => text === 'deleted')?.[0];
    const [noticed = 0] = eventTimes(lab, 'NodeNotReady');
    expect((deleted ?? 0) - noticed).toBeGreaterThanOrEqual(300);
    expect((deleted ?? 0) - noticed).toBeLessThanOrEqual(306);
    lab.simulation.request({
      verb: 'delete',
      by: 'client',
      kind: 'Node',
      namespace: '',
      name: 'node-1',
    });
    const gone =
      lab
        .at(520)
        .history(() => 'there')
        .find(([, text]) => text === 'gone')?.[0] ?? 0;
    expect(gone - 420).toBeGreaterThanOrEqual(40);
    expect(gone - 420).toBeLessThanOrEqual(81);
  });

  test('a Job waits 10, 20, 40 s after a failure (L-TIM-21)', () => {
    const lab = new Lab(
      '{ apiVersion: batch/v1, kind: Job, metadata: { name: j }, spec: { template: { spec: { restartPolicy: Never, containers: [{ name: app, image: "app:1", args: [--exit-after, "1", --exit-code, "1"] }] } } } }',
    ).at(150);
    const created = lab.simulation.store.changes
      .filter(({ object, op }) => object.kind === 'Pod' && op === 'ADDED')
      .map(({ at }) => at / 1000);
    const waits = created.slice(1).map((at, index) => at - (created[index] ?? 0));
    for (const [index, delay] of [10, 20, 40].entries()) {
      expect(waits[index]).toBeGreaterThanOrEqual(delay);
      expect(waits[index]).toBeLessThan(delay + 6);
    }
  });

  test('Events: ten that differ are merged, after 25 one comes through in five minutes (L-TIM-22)', () => {
    const recorder = new EventRecorder();
    const about = { kind: 'Pod', namespace: 'default', name: 'web' };
    const observe = (message: string, seconds: number) =>
      recorder.observe(
        { source: 'kubelet', type: 'Normal', reason: 'R', message, about },
        seconds * 1000,
      );
    const messages = Array.from(
      { length: 12 },
      (_, index) => observe(`m${index}`, 1)?.object['message'],
    );
    expect(messages.filter((message) => String(message).startsWith('(combined'))).toHaveLength(3);
    const flood = Array.from({ length: 20 }, () => observe('m0', 2) !== undefined);
    expect(flood.filter(Boolean)).toHaveLength(13);
    expect([observe('m0', 200), observe('m0', 303)].map((event) => event !== undefined)).toEqual([
      false,
      true,
    ]);
  });
});

test('Events are found for an hour after they were last written (L-EVT-4, L-TIM-22)', () => {
  const lab = new Lab(one('')).at(3500);
  expect(lab.kubectl('get events')).toContain('Scheduled');
  lab.at(3700);
  expect(lab.kubectl('get events')).toBe('No resources found in default namespace.\n');
  expect(lab.kubectl('describe pod web')).toMatch(/^Events: +<none>$/m);
});

describe('containers that the runtime has lost', () => {
  const running = (name: string): ContainerStatus => ({
    name,
    ready: true,
    started: true,
    restartCount: 2,
    image: 'app:1',
    imageID: '',
    state: { running: {} },
  });
  const input = (deletionTimestamp?: string) => ({
    pod: {
      apiVersion: 'v1',
      kind: 'Pod' as const,
      metadata: { name: 'web', ...(deletionTimestamp === undefined ? {} : { deletionTimestamp }) },
      spec: { containers: [{ name: 'app' }], initContainers: [{ name: 'init' }] },
    },
    records: { sandboxes: [], containers: [] },
    previous: [running('app'), running('init')],
    failureOf: () => undefined,
  });

  test('have an unknown end and count as restarted, unless the Pod is being deleted (L-SYN-21)', () => {
    const [app] = appStatuses(input());
    expect(app?.lastState?.terminated).toMatchObject({
      exitCode: 137,
      reason: 'ContainerStatusUnknown',
      message:
        'The container could not be located when the pod was deleted.  The container used to be Running',
    });
    expect([app?.restartCount, app?.state?.waiting?.reason]).toEqual([3, 'PodInitializing']);
    expect(appStatuses(input('2026-01-01T00:00:00Z'))[0]?.restartCount).toBe(2);
    expect(initStatuses(input())?.[0]?.lastState?.terminated?.exitCode).toBe(137);
  });
});
