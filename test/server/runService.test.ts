import { expect, test } from 'vitest';
import type {
  AnswerView,
  MomentView,
  ObjectText,
  RunView,
  TraceRow,
} from '../../server/src/protocol/run';
import { Pace } from '../../server/src/runPace';
import { RunService } from '../../server/src/runService';

const URI = 'file:///here/kubia.yaml';
const TEXT = `apiVersion: v1
kind: Pod
metadata:
  name: kubia-liveness
spec:
  containers:
    - name: kubia
      image: luksa/kubia-unhealthy
      livenessProbe:
        httpGet:
          path: /
          port: 8080
        failureThreshold: 3
      readinessProbe:
        tcpSocket: {port: 8080}
`;

async function run(service: RunService, text = TEXT): Promise<RunView> {
  const manifest = { uri: URI, text };
  const request = {
    kind: 'run',
    params: { uri: URI, untilMs: 180_000 },
    manifest,
    neighbours: [],
  } as const;
  return (await service.handle(request)) as RunView;
}

test('a run has lanes for the Pod, its sandbox, its containers and their probes', async () => {
  const view = await run(new RunService());
  expect(view.lanes.map(({ title, kind }) => `${kind} ${title}`)).toEqual([
    'pod kubia-liveness',
    'sandbox sandbox',
    'container kubia',
    'probe liveness',
    'probe readiness',
  ]);
  expect(view.summary).toMatch(/^Ready after \d\.\d s · 1 restart$/);
});

test('bars of a lane follow one another and end with the run', async () => {
  const view = await run(new RunService());
  for (const { segments } of view.lanes)
    for (const [i, segment] of segments.entries()) {
      expect(segment.toMs).toBeGreaterThan(segment.fromMs);
      expect(segment.fromMs).toBeGreaterThanOrEqual(segments[i - 1]?.toMs ?? 0);
      expect(segment.toMs).toBeLessThanOrEqual(view.endMs);
    }
  const [container] = view.lanes.filter(({ kind }) => kind === 'container');
  const looks = container?.segments.map(({ look }) => look) ?? [];
  expect(looks.filter((look, i) => look !== looks[i - 1])).toEqual([
    'pulling',
    'creating',
    'notReady',
    'ready',
    'stopping',
    'pulling',
    'creating',
    'notReady',
    'readyRestarted',
  ]);
  expect(container?.marks.map(({ word }) => word)).toContain('exit 137 (Error)');
});

test('a kill leads back to the probe that failed and to its line', async () => {
  const service = new RunService();
  const view = await run(service);
  const killing = view.rows.find((row) => row.to.startsWith('event Killing'));
  const why = (await service.handle({
    kind: 'why',
    params: { runId: view.runId, entry: killing?.entry ?? 0 },
  })) as readonly TraceRow[];
  const failed = why.find((row) => row.to.includes('liveness'));
  expect(failed).toBeDefined();
  expect(why.some((row) => row.source?.line === 8 || row.source?.line === 12)).toBe(true);
});

test('a moment shows what kubectl would', async () => {
  const service = new RunService();
  const { runId } = await run(service);
  const at = async (atMs: number) =>
    (await service.handle({ kind: 'moment', params: { runId, atMs } })) as MomentView;
  expect((await at(200)).pods).toMatchObject([{ ready: '0/1', status: 'ContainerCreating' }]);
  expect((await at(60_000)).pods).toMatchObject([
    { ready: '1/1', status: 'Running', look: 'ready' },
  ]);
  expect((await at(60_000)).pods[0]?.children.map(({ kind }) => kind)).toContain('container');
});

test('an object can be read at a moment, and not before it was there', async () => {
  const service = new RunService();
  const { runId } = await run(service);
  const name = { runId, kind: 'Pod', namespace: 'default', name: 'kubia-liveness' };
  const early = (await service.handle({
    kind: 'objectAt',
    params: { ...name, atMs: 10 },
  })) as ObjectText;
  expect(early.yaml).toContain('phase: Pending');
  expect(early.yaml).not.toContain('nodeName');
  const other = { ...name, name: 'nobody', atMs: 10 };
  expect(await service.handle({ kind: 'objectAt', params: other })).toBeNull();
});

test('what the API server refuses is told with its line', async () => {
  const view = await run(
    new RunService(),
    TEXT.replace('path: /', 'path: /\n          scheme: FTP'),
  );
  expect(view.refusals).toMatchObject([
    { message: expect.stringContaining('scheme'), source: { line: 11 } },
  ]);
});

test('a run that was run again is gone under its old name', async () => {
  const service = new RunService();
  const first = await run(service);
  await run(service);
  const moment = { kind: 'moment', params: { runId: first.runId, atMs: 0 } } as const;
  expect(await service.handle(moment)).toBeNull();
});

test('half-typed text gives an empty run, not an error', async () => {
  const view = await run(new RunService(), 'apiVersion: v1\nkind: Po');
  expect(view.lanes.filter(({ kind }) => kind === 'pod')).toEqual([]);
});

test('what needs runs of its own is answered after the run, and gives way to other requests', async () => {
  const service = new RunService();
  const view = await run(service);
  const asked = service.handle({ kind: 'answers', params: { runId: view.runId } });
  const order: string[] = [];
  const moment = service.handle({ kind: 'moment', params: { runId: view.runId, atMs: 60_000 } });
  await Promise.all([
    asked.then(() => order.push('answers')),
    moment.then(() => order.push('moment')),
  ]);
  expect(order).toEqual(['moment', 'answers']);
  const ids = ((await asked) as readonly AnswerView[]).map(({ id }) => id.split('/')[0]);
  const first = new Set(view.answers.map(({ id }) => id.split('/')[0]));
  expect(ids.filter((id) => !first.has(id ?? ''))).toContain('node-death');
  for (const id of first) expect(ids).toContain(id);
});

test('nobody waits for the answers of a run that another one has replaced', async () => {
  const service = new RunService();
  const view = await run(service);
  const asked = service.handle({ kind: 'answers', params: { runId: view.runId } });
  await run(service);
  expect(await asked).toBeNull();
});

test('what the scenario beside it expects is told first, whether it holds or not', async () => {
  const expectations =
    'expect: [{ready: pod/kubia-liveness}, {restarts: pod/kubia-liveness, atMost: 0}]';
  const scenario = {
    uri: 'file:///here/kubia.podlab.yaml',
    text: `apiVersion: podlab/v1alpha1\nkind: Scenario\n${expectations}\n`,
  };
  const view = (await new RunService().handle({
    kind: 'run',
    params: { uri: URI, untilMs: 180_000 },
    manifest: { uri: URI, text: TEXT },
    neighbours: [],
    scenario,
  })) as RunView;
  const told = view.answers.filter(({ sentence }) => sentence.startsWith('Expected:'));
  expect(told.map(({ sentence }) => sentence)).toEqual([
    'Expected: pod/kubia-liveness restarts never. It does not hold: once.',
    expect.stringMatching(/^Expected: pod\/kubia-liveness is Ready\. It holds: after \d\.\d s\.$/),
  ]);
  expect(view.answers[0]).toBe(told[0]);
});

/** Forty Pods that restart for a day: a second of work or more. */
const LONG = `apiVersion: apps/v1
kind: Deployment
metadata: {name: long}
spec:
  replicas: 40
  selector: {matchLabels: {app: long}}
  template:
    metadata: {labels: {app: long}}
    spec: {containers: [{name: app, image: busybox, command: [sh, -c, 'sleep 5; exit 1']}]}
`;

test('a run that is given up while it waits for another is answered at once, the other goes on', async () => {
  const service = new RunService();
  const [first, second] = [new Pace(), new Pace()];
  const manifest = { uri: URI, text: LONG };
  const params = { uri: URI, untilMs: 24 * 3_600_000 };
  const request = { kind: 'run', params, manifest, neighbours: [] } as const;
  let isOver = false;
  const going = service.handle(request, first).finally(() => {
    isOver = true;
  });
  const waiting = service.handle(request, second);
  second.cancel();
  expect(await waiting).toBeUndefined();
  expect(isOver).toBe(false);
  first.cancel();
  expect(await going).toBeUndefined();
});

test('a line above a document stands back for a run', async () => {
  const service = new RunService();
  const outcome = service.handle({
    kind: 'outcome',
    params: { uri: URI, untilMs: 1_200_000 },
    manifest: { uri: URI, text: LONG },
    neighbours: [],
  });
  const first = await Promise.race([outcome.then(() => 'outcome'), run(service).then(() => 'run')]);
  expect(first).toBe('run');
  expect(await outcome).toMatchObject({ summary: expect.stringContaining('restarts') });
});
