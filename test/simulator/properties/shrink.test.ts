// Proof that the other tests here would notice: promises that are broken on purpose are found, and a fault that is planted
// in a large manifest is shown by a small one.
import { describe, expect, test } from 'vitest';
import type { KubeObject } from '../../../server/src/schema/objects';
import { DEFAULT_NODE, DEFAULT_SCENARIO } from '../../../server/src/simulator/scenario/scenario';
import { type RunResult, simulate } from '../../../server/src/simulator/simulate';
import type { RecordedChange, RecordedRun } from '../../../server/src/simulator/trace/recordedRun';
import { brokenPromises, watchedRun } from '../support/invariants';
import { shrink } from '../support/shrink';
import { holdTrials, smallestTrial, type Trial, type Verdict } from '../support/trials';

const exits7: Verdict = ({ objects, scenario }, seed) => {
  const { run } = watchedRun({ objects, scenario, seed, untilMs: 30_000, budget: 20_000 });
  if (run.posted.some(({ answer }) => !answer.ok)) return undefined;
  const found = run.entries.find(
    ({ change }) => change.kind === 'container' && change.exitCode === 7,
  );
  return found === undefined ? undefined : `${found.subject.container} exited with 7`;
};

const big = (name: string, args: readonly string[]) => ({
  name,
  image: 'app:1',
  args: [...args, '--http', '8080', '--http-delay', '3'],
  ports: [{ containerPort: 8080 }],
  resources: { requests: { cpu: '100m' } },
  readinessProbe: { httpGet: { port: 8080 }, periodSeconds: 2 },
  lifecycle: { preStop: { sleep: { seconds: 3 } } },
});
const POD: KubeObject = {
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name: 'web', labels: { app: 'web', tier: 'front' } },
  spec: {
    initContainers: [{ name: 'one', image: 'app:1', args: ['--exit-after', '2'] }],
    containers: [big('app', ['--exit-after', '9', '--exit-code', '7']), big('side', [])],
    restartPolicy: 'OnFailure',
    terminationGracePeriodSeconds: 5,
  },
};
const LARGE: Trial = {
  objects: [{ ...POD, metadata: { name: 'other' } }, POD],
  scenario: {
    ...DEFAULT_SCENARIO,
    happenings: [
      { trigger: { kind: 'at', atMs: 17_123 }, act: { kind: 'loseNode', node: 'node-1' } },
    ],
  },
};

describe('a planted fault', () => {
  test('is shown by the smallest manifest that has it', () => {
    const wrong = exits7(LARGE, 1) ?? '';
    expect(wrong).toBe('app exited with 7');
    const { objects, scenario } = smallestTrial(LARGE, wrong, exits7, 1);
    expect(objects.map(({ metadata, spec }) => [metadata.name, spec])).toEqual([
      [
        expect.any(String),
        {
          containers: [
            { name: 'app', image: 'app:1', args: ['--exit-after', '9', '--exit-code', '7'] },
          ],
        },
      ],
    ]);
    expect(scenario?.happenings ?? []).toEqual([]);
  }, 30_000);

  test('is told with its manifest and the line that replays it', () => {
    const verdict: Verdict = ({ objects }) =>
      JSON.stringify(objects).includes('livenessProbe') ? 'has a liveness probe' : undefined;
    const told = () => holdTrials({ of: 'pods', seed: 1, count: 30 }, verdict);
    expect(told).toThrow(/^has a liveness probe\n\nThe smallest manifest/);
    expect(told).toThrow(/REPLAY=pods\/1\/\d+ npx vitest run/);
  });

  test('is left as it is where nothing smaller has it', () => {
    expect(shrink([3, 4], (numbers) => numbers.length === 2 && numbers[0] === 3)).toEqual([3, 0]);
    expect(shrink({ a: { b: [1, 2, 3] }, c: 4 }, (value) => value.a?.b?.includes(3))).toEqual({
      a: { b: [3] },
    });
    expect(shrink(17_123, (number) => number > 15_000)).toBe(17_000);
  });
});

describe('a promise that is broken is noticed', () => {
  const run = simulate({ objects: [POD], untilMs: 60_000 });

  /** The run with other Pods in its history, from the change before that fits on. */
  function forged(fits: (pod: Pod) => boolean, forge: (pod: Pod) => object): RecordedRun {
    const index = run.store.changes.findLastIndex(
      ({ object, op }) => object.kind === 'Pod' && op === 'MODIFIED' && fits(object as Pod),
    );
    const changes = run.store.changes.map(
      (change, i): RecordedChange =>
        i === index
          ? { ...change, object: { ...change.object, ...forge(change.object as Pod) } }
          : change,
    );
    return { ...run, store: { changes, change: (revision) => changes[revision - 1] } };
  }
  type Pod = KubeObject & { readonly status: Fields; readonly spec: Fields };
  type Fields = Readonly<Record<string, unknown>>;

  const withStatus =
    (fields: Fields) =>
    ({ status }: Pod) => ({ status: { ...status, ...fields } });
  const always = () => true;
  const firstOwn = ({ status }: Pod): Fields =>
    (status['containerStatuses'] as readonly Fields[])[0] ?? {};

  test('and one that is kept is not', () => expect(brokenPromises(run)).toEqual([]));

  test.each<[string, RegExp, (pod: Pod) => object]>([
    ['parts of a second', /parts of a second/, withStatus({ startTime: '2026-01-01T00:00:00.5Z' })],
    ['another class of service', /class of service/, withStatus({ qosClass: 'Guaranteed' })],
    ['a look ahead', /its own future/, withStatus({ observedGeneration: 9 })],
    ['another node', /another node/, ({ spec }) => ({ spec: { ...spec, nodeName: 'node-2' } })],
    ['another spec', /may not change/, ({ spec }) => ({ spec: { ...spec, hostPID: true } })],
    [
      'no containers',
      /tells of the containers/,
      withStatus({ containerStatuses: [{ name: 'x' }] }),
    ],
    [
      'a fallen count of restarts',
      /restarts oddly/,
      (pod) => withStatus({ containerStatuses: [{ ...firstOwn(pod), restartCount: -1 }] })(pod),
    ],
    [
      'readiness without running',
      /is ready and not running/,
      (pod) =>
        withStatus({
          containerStatuses: [{ ...firstOwn(pod), ready: true, state: { waiting: {} } }],
        })(pod),
    ],
    [
      'a success with a code',
      /Completed with 3/,
      (pod) =>
        withStatus({
          containerStatuses: [
            {
              ...firstOwn(pod),
              ready: false,
              state: { terminated: { exitCode: 3, reason: 'Completed' } },
            },
          ],
        })(pod),
    ],
  ])('%s', (_, told, forge) => {
    const broken = brokenPromises(forged(always, forge));
    expect(broken.filter((text) => told.test(text))).not.toEqual([]);
  });

  test('a second instance beside the first', () => {
    const running = run.entries.find(
      ({ change }) => change.kind === 'container' && change.state === 'running',
    );
    const entries = run.entries.flatMap((entry) => (entry === running ? [entry, entry] : [entry]));
    expect(brokenPromises({ ...run, entries }).join()).toMatch(/instance 0 beside 0/);
  });

  test('an end that is no end', () => {
    const over = simulate({
      objects: [
        {
          ...POD,
          spec: { ...(POD['spec'] as Fields), restartPolicy: 'Never', activeDeadlineSeconds: 5 },
        },
      ],
      untilMs: 60_000,
    });
    const last = over.store.changes.findLast(({ object }) => object.kind === 'Pod');
    if (last === undefined) throw new Error('the Pod has a history');
    const back = {
      ...last,
      previous: last.object,
      object: { ...last.object, status: { phase: 'Running' } },
    };
    expect(brokenPromises(withChange(over, back)).join()).toMatch(/Failed became Running/);
  });

  test('more Pods than a node takes', () => {
    const nodes = [{ ...DEFAULT_NODE, capacity: { ...DEFAULT_NODE.capacity, pods: '1' } }];
    const scenario = { ...DEFAULT_SCENARIO, cluster: { ...DEFAULT_SCENARIO.cluster, nodes } };
    const two = simulate({ objects: [POD, LARGE.objects[0] ?? POD], scenario, untilMs: 20_000 });
    const waiting = two.store.changes.findLast(
      ({ object }) => object.kind === 'Pod' && (object['spec'] as Fields)['nodeName'] === undefined,
    );
    if (waiting === undefined) throw new Error('one Pod found no room');
    const spec = { ...(waiting.object['spec'] as Fields), nodeName: 'node-1' };
    const bound = {
      ...waiting,
      op: 'MODIFIED' as const,
      previous: waiting.object,
      object: { ...waiting.object, spec },
    };
    expect(brokenPromises(withChange(two, bound)).join()).toMatch(/no room for its pods/);
  });

  /** The run with one change more at its end. */
  function withChange(of: RunResult, change: RecordedChange): RecordedRun {
    const revision = of.store.changes.length + 1;
    const changes = [...of.store.changes, { ...change, revision }];
    const { kind, metadata } = change.object;
    const entry = {
      id: (of.entries.at(-1)?.id ?? 0) + 1,
      at: of.endMs,
      subject: { kind, namespace: 'default', name: metadata.name ?? '', uid: metadata.uid ?? '' },
      change: { kind: 'object', op: 'MODIFIED', revision } as const,
    };
    const store = { changes, change: (wanted: number) => changes[wanted - 1] };
    return { ...of, entries: [...of.entries, entry], store };
  }
});
