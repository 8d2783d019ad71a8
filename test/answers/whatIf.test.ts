import { expect, test } from 'vitest';
import { editDifference } from '../../server/src/answers/editDifference';
import { evictionOrder } from '../../server/src/answers/memoryShort';
import { podStories } from '../../server/src/answers/podStory';
import { statusAt } from '../../server/src/answers/statusAt';
import { meanTimeToKillMs } from '../../server/src/answers/timeoutUnderLoad';
import type { Pod } from '../../server/src/schema/objects';
import { DEFAULT_SCENARIO } from '../../server/src/simulator/scenario/scenario';
import { simulate } from '../../server/src/simulator/simulate';
import { ask, objectsOf, podYaml } from './support';

const APP = DEFAULT_SCENARIO;

function deployment(container: string, spec = 'replicas: 2'): string {
  return `apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec:
  ${spec}
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec:
      containers:
      - {name: app, image: "app:1", ${container}}
`;
}
const SERVICE = `---
apiVersion: v1
kind: Service
metadata: {name: front}
spec: {selector: {app: web}, ports: [{port: 80, targetPort: 8080}]}
`;

test('a server that stops listening at SIGTERM loses requests; a short preStop sleep, tried, loses none (L-TRM-21)', () => {
  const yaml = deployment('args: ["--http", "8080"]') + SERVICE;
  const [answer] = ask('lost-requests', yaml, { whatIf: true });
  expect(answer?.numbers['requestsLost']).toBeGreaterThan(0);
  expect(answer?.numbers['requestsLost']).toBeLessThanOrEqual(120);
  expect(answer?.fix?.edits[0]?.path.join('.')).toBe(
    'spec.template.spec.containers.0.lifecycle.preStop',
  );
  expect(answer?.fix?.outcome[0]).toBe('Then 0 are lost.');
  const patient =
    deployment('args: ["--http", "8080"], lifecycle: {preStop: {sleep: {seconds: 3}}}') + SERVICE;
  expect(ask('lost-requests', patient, { whatIf: true })[0]).toMatchObject({
    severity: 'fact',
    numbers: { requestsLost: 0 },
  });
});

test('a dead node is noticed after 40 to 55 s, its Pod deleted about 300 s later and replaced (L-NOD-2, L-NOD-6, L-TL-7)', () => {
  const [answer] = ask('node-death', deployment('', 'replicas: 1'), { whatIf: true });
  expect(answer?.numbers['notReadyMs']).toBeGreaterThan(39_000);
  expect(answer?.numbers['notReadyMs']).toBeLessThan(56_000);
  expect(answer?.numbers['deletedMs']).toBeGreaterThan(335_000);
  expect(answer?.numbers['deletedMs']).toBeLessThan(365_000);
  expect(answer?.numbers['replacedMs']).toBeGreaterThan(answer?.numbers['deletedMs'] ?? 0);
  const [bare] = ask('node-death', podYaml(''), { whatIf: true });
  expect(bare?.severity).toBe('risk');
  expect(bare?.sentence[0]).toMatch(/nothing takes its place/);
});

test('a liveness probe that asks a dependency restarts the container, a readiness probe only takes it out (L-PRB-8, L-PRB-10)', () => {
  const probe = '{httpGet: {port: 8080}, periodSeconds: 5}';
  const both = podYaml(
    `args: ["--http", "8080"]\nlivenessProbe: ${probe}\nreadinessProbe: ${probe}`,
  );
  const [risky] = ask('dependency-down', both, { whatIf: true });
  expect(risky).toMatchObject({ severity: 'risk', numbers: { pods: 1, fallen: 1 } });
  expect(risky?.numbers['restarts']).toBeGreaterThan(0);
  expect(risky?.fix?.edits[0]?.path.at(-1)).toBe('livenessProbe');
  const [calm] = ask(
    'dependency-down',
    podYaml(`args: ["--http", "8080"]\nreadinessProbe: ${probe}`),
    { whatIf: true },
  );
  expect(calm?.severity).toBe('fact');
  expect(calm?.numbers['leavesMs']).toBeGreaterThan(9000);
  expect(calm?.numbers['leavesMs']).toBeLessThan(17_000);
  expect(calm?.numbers['backMs']).toBeLessThan(7000);
  const [all] = ask(
    'dependency-down',
    deployment(`args: ["--http", "8080"], readinessProbe: ${probe}`, 'replicas: 3'),
    { whatIf: true },
  );
  expect(all?.sentence[0]).toMatch(
    /^If what its checks depend on is down for two minutes, 3 of 3 Pods leave their Service within 1\d(\.\d)? s, and all are back \d(\.\d)? s after its end; nothing is restarted\.$/,
  );
});

test('one slow answer in a hundred kills a default probe every four months, four in a hundred every two days', () => {
  const day = 86_400_000;
  expect(meanTimeToKillMs(10_000, 3, 0.01) / day).toBeGreaterThan(110);
  expect(meanTimeToKillMs(10_000, 3, 0.01) / day).toBeLessThan(125);
  expect(meanTimeToKillMs(10_000, 3, 0.04) / day).toBeGreaterThan(1.8);
  expect(meanTimeToKillMs(10_000, 3, 0.04) / day).toBeLessThan(2);
  const [answer] = ask(
    'timeout-under-load',
    podYaml('args: ["--http", "8080"]\nlivenessProbe: {httpGet: {port: 8080}}'),
  );
  expect(answer?.sentence[0]).toMatch(
    /about every 4 months; at 4 % every 2 days|about every 4 months; at 4 % every 45 hours/,
  );
});

test('a Deployment that comes up is told with its time, one with a bad image as not coming through (L-CTL-9, L-CTL-11)', () => {
  expect(ask('rollout', deployment(''))[0]).toMatchObject({
    severity: 'fact',
    numbers: { replicas: 2 },
  });
  const bad = deployment('readinessProbe: {tcpSocket: {port: 1}}');
  const [stuck] = ask('rollout', bad);
  expect(stuck?.severity).toBe('problem');
  expect(stuck?.sentence[0]).toMatch(/has not come through after \d+(\.\d)? \w+\. Nothing is/);
  // Nothing is wanted, nothing is missing.
  expect(ask('rollout', deployment('', 'replicas: 0'))[0]?.severity).toBe('fact');
  const idle = deployment('', 'replicas: 0') + SERVICE;
  expect(ask('no-traffic', idle, { whatIf: true })).toEqual([]);
});

test('a budget that allows no disruption blocks every drain (L-TRM-23)', () => {
  const budget = (least: number): string =>
    `---\napiVersion: policy/v1\nkind: PodDisruptionBudget\nmetadata: {name: keep}\nspec: {minAvailable: ${least}, selector: {matchLabels: {app: web}}}\n`;
  expect(ask('drain', deployment('') + budget(2))[0]).toMatchObject({
    severity: 'problem',
    numbers: { disruptionsAllowed: 0 },
  });
  expect(ask('drain', deployment('') + budget(1))[0]).toMatchObject({
    severity: 'fact',
    numbers: { disruptionsAllowed: 1 },
  });
});

test('a StatefulSet whose first member is not Ready holds the others back (L-CTL-14)', () => {
  const set = (container: string): string => `apiVersion: apps/v1
kind: StatefulSet
metadata: {name: db}
spec:
  replicas: 3
  serviceName: db
  selector: {matchLabels: {app: db}}
  template:
    metadata: {labels: {app: db}}
    spec: {containers: [{name: app, image: "app:1"${container}}]}
`;
  expect(
    ask('stateful-set-stuck', set(', readinessProbe: {tcpSocket: {port: 1}}'))[0],
  ).toMatchObject({ severity: 'problem', numbers: { missing: 2 } });
  expect(ask('stateful-set-stuck', set(''))).toEqual([]);
});

test('a Pod of higher priority pushes another out and is bound when that is gone (L-SCH-11)', () => {
  const pod = (name: string, priority: string): string =>
    `---\n${podYaml('resources: {requests: {cpu: "3"}}', priority).replace('{name: web}', `{name: ${name}}`)}`;
  const high =
    '---\napiVersion: scheduling.k8s.io/v1\nkind: PriorityClass\nmetadata: {name: high}\nvalue: 1000\n';
  const newcomer = objectsOf(pod('new', 'priorityClassName: high'));
  const scenario = {
    ...APP,
    happenings: [
      {
        trigger: { kind: 'at' as const, atMs: 10_000 },
        act: { kind: 'create' as const, objects: newcomer },
      },
    ],
  };
  const [answer] = ask('preemption', `${high}${pod('old', '')}`, { scenario });
  expect(answer).toMatchObject({ about: 'default/new', numbers: { victims: 1 } });
  expect(answer?.numbers['boundAfterMs']).toBeGreaterThan(0);
});

test('the order of the start is told, and who never starts because of whom (L-INI-2)', () => {
  const [good] = ask(
    'start-order',
    podYaml('', 'initContainers: [{name: first, image: "app:1", args: ["--exit-after", "1"]}]'),
  );
  expect(good?.sentence[0]).toMatch(/^Starts: `first` .* → `app` /);
  const [stuck] = ask(
    'start-order',
    podYaml('', 'initContainers: [{name: first, image: "app:1"}]'),
  );
  expect(stuck).toMatchObject({ severity: 'problem' });
  expect(stuck?.sentence[0]).toMatch(/`app` never starts: it waits for `first`/);
  expect(ask('start-order', podYaml(''))).toEqual([]);
});

test('a Pod without requests is evicted before one that asked for memory (L-NOD-10)', () => {
  const [a, b] = ['greedy', 'modest'].map(
    (name) => objectsOf(podYaml('', '').replace('{name: web}', `{name: ${name}}`))[0] as Pod,
  );
  const asking = {
    ...b,
    spec: { ...b?.spec, containers: [{ name: 'app', resources: { requests: { memory: '1Gi' } } }] },
  } as Pod;
  expect(evictionOrder([asking, a as Pod]).map(({ metadata }) => metadata.name)).toEqual([
    'greedy',
    'modest',
  ]);
});

test('kubectl’s view at a moment says where it lags behind the node (L-GEN-4)', () => {
  const run = simulate({
    objects: objectsOf(podYaml('args: ["--exit-after", "2", "--exit-code", "1"]')),
    scenario: { ...APP, images: [{ image: 'app:1', present: true }] },
    seed: 1,
    untilMs: 60_000,
  });
  const [story] = podStories(run);
  if (story === undefined) throw new Error('there is a Pod');
  const exit = story.containers[0]?.instances[0]?.exitedMs ?? 0;
  expect(statusAt(story, exit)?.sentence[0]).toMatch(/1\/1 Running.*has in fact ended already/);
  expect(statusAt(story, exit + 1500)?.sentence[0]).not.toMatch(/in fact/);
});

test('an edit is told by what it changed: readiness and restarts', () => {
  const scenario = { ...APP, images: [{ image: 'app:1', present: true }] };
  const run = (args: string) =>
    simulate({ objects: objectsOf(podYaml(args)), scenario, seed: 1, untilMs: 60_000 });
  const well = run('args: ["--http", "8080"]\nreadinessProbe: {httpGet: {port: 8080}}');
  const slow = run(
    'args: ["--http", "8080", "--http-delay", "5"]\nreadinessProbe: {httpGet: {port: 8080}, periodSeconds: 1}',
  );
  const [answer] = editDifference(well, slow);
  expect(answer?.numbers['readyChangeMs']).toBeGreaterThan(4000);
  expect(editDifference(well, well)).toEqual([]);
  expect(
    editDifference(well, run('args: ["--exit-after", "1", "--exit-code", "1"]'))[0]?.severity,
  ).toBe('problem');
});
