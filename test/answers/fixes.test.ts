import { expect, test } from 'vitest';
import type { Answer } from '../../server/src/answers/answer';
import { DEFAULT_SCENARIO, type Scenario } from '../../server/src/simulator/scenario/scenario';
import { ask, podYaml } from './support';

/** What the fix of the first answer says: its edits as `path: value`, and what its run came to. */
function fixOf(answer: Answer | undefined): readonly (string | undefined)[] {
  const { edits = [], outcome } = answer?.fix ?? {};
  return [
    ...edits.map(({ path, value }) => `${path.join('.')}: ${JSON.stringify(value) ?? 'removed'}`),
    outcome?.[0],
  ];
}

function tainted(...taints: Scenario['cluster']['nodes'][number]['taints']): Scenario {
  const [node] = DEFAULT_SCENARIO.cluster.nodes;
  if (node === undefined) throw new Error('there is a node');
  return {
    ...DEFAULT_SCENARIO,
    images: [{ image: 'app:1', present: true }],
    cluster: { ...DEFAULT_SCENARIO.cluster, nodes: [{ ...node, taints }] },
  };
}

test('the label in a node selector that no node has is what is taken away (L-SCH-4)', () => {
  const yaml = podYaml('', 'nodeSelector: {kubernetes.io/os: linux, disk: ssd}');
  expect(fixOf(ask('pending', yaml)[0])).toEqual([
    'spec.nodeSelector.disk: removed',
    'Then it runs on node-1.',
  ]);
});

test('a tainted node is tolerated, with the toleration behind those that are there (L-SCH-4)', () => {
  const scenario = tainted({ key: 'dedicated', value: 'db', effect: 'NoSchedule' });
  expect(fixOf(ask('pending', podYaml(''), { scenario })[0])).toEqual([
    'spec.tolerations.0: {"key":"dedicated","operator":"Equal","value":"db","effect":"NoSchedule"}',
    'Then it runs on node-1.',
  ]);
  const yaml = podYaml('', 'tolerations: [{key: other, operator: Exists}]');
  expect(fixOf(ask('pending', yaml, { scenario })[0])[0]).toMatch(/^spec\.tolerations\.1: /);
});

test('a request that is too large is lowered to what just fits (L-SCH-4)', () => {
  const yaml = `${podYaml('resources: {requests: {cpu: "6"}}')}---\n${podYaml('resources: {requests: {cpu: 1500m}}').replace('{name: web}', '{name: first}')}`;
  const [answer] = ask('pending', yaml.split('---\n').toReversed().join('---\n'));
  expect(fixOf(answer)).toEqual([
    'spec.containers.0.resources.requests.cpu: "2500m"',
    'Then it runs on node-1.',
  ]);
});

test('requests of two resources that are too large are both lowered to what fits (L-SCH-4)', () => {
  const yaml = podYaml('resources: {requests: {cpu: "6", memory: 20Gi}}');
  expect(fixOf(ask('pending', yaml)[0])).toEqual([
    'spec.containers.0.resources.requests.cpu: "4000m"',
    'spec.containers.0.resources.requests.memory: "8192Mi"',
    'Then it runs on node-1.',
  ]);
});

test('two obstacles at once are taken away together', () => {
  const scenario = tainted({ key: 'gpu', effect: 'NoSchedule' });
  expect(fixOf(ask('pending', podYaml('', 'nodeSelector: {disk: ssd}'), { scenario })[0])).toEqual([
    'spec.nodeSelector.disk: removed',
    'spec.tolerations.0: {"key":"gpu","operator":"Exists","effect":"NoSchedule"}',
    'Then it runs on node-1.',
  ]);
});

test('a deleted server that drains longer than its grace period is told what it needs (L-TRM-5, L-TRM-11)', () => {
  const yaml = podYaml(
    'args: ["--term-delay", "15"]\nlifecycle: {preStop: {sleep: {seconds: 8}}}',
    'terminationGracePeriodSeconds: 20',
  );
  const [answer] = ask('grace-period', yaml, { whatIf: true });
  expect(answer?.severity).toBe('problem');
  expect(answer?.numbers['needsMs']).toBeGreaterThan(22_900);
  expect(answer?.numbers['needsMs']).toBeLessThan(24_500);
  expect(answer?.sentence[0]).toMatch(/^`app` is cut off 1[12](\.\d)? s after SIGTERM/);
  expect(fixOf(answer)[0]).toBe('spec.terminationGracePeriodSeconds: 24');
});

test('a process that never ends at SIGTERM has no grace period that would do (L-TRM-11)', () => {
  const [answer] = ask('grace-period', podYaml('args: ["--term", "ignore"]'), { whatIf: true });
  expect(answer).toMatchObject({ severity: 'risk', numbers: { graceSeconds: 30 } });
  expect(answer?.fix).toBeUndefined();
  expect(answer?.sentence[0]).toMatch(/^`app` does not end at SIGTERM: every deletion takes 30/);
});

test('after an OOM kill the least limit that is enough was looked for (L-RST-13)', () => {
  const yaml = podYaml(
    'args: ["--alloc", "100", "--alloc-after", "2"]\nresources: {limits: {memory: 32Mi}}',
  );
  const [path, outcome] = fixOf(ask('who-ended', yaml)[0]);
  const limit = Number(/limits\.memory: "(\d+)Mi"/.exec(path ?? '')?.[1]);
  expect(limit).toBeGreaterThanOrEqual(100);
  expect(limit).toBeLessThan(110);
  expect(outcome).toBe('Then it is not killed for its memory any more.');
});

const DEPLOYMENT = `apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec:
  replicas: REPLICAS
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec: {containers: [{name: app, image: "app:1", args: ["--http", "8080"], ports: [{name: http, containerPort: 8080}]}]}
`;

function service(selector: string, targetPort: string): string {
  return `---
apiVersion: v1
kind: Service
metadata: {name: front}
spec: {selector: ${selector}, ports: [{port: 80, targetPort: ${targetPort}}]}
`;
}

test('a Service that misses its Pods by a label, by a port’s name or by its number is led to them (L-CTL-24)', () => {
  const web = DEPLOYMENT.replace('REPLICAS', '2');
  const answersTo = (yaml: string): Answer | undefined =>
    ask('no-traffic', web + yaml, { whatIf: true })[0];
  expect(fixOf(answersTo(service('{app: wed}', '8080')))).toEqual([
    'spec.selector.app: "web"',
    'Then it sends to 2 Pod(s).',
  ]);
  expect(fixOf(answersTo(service('{app: web}', 'htpp')))[0]).toBe(
    'spec.ports.0.targetPort: "http"',
  );
  const closed = answersTo(service('{app: web}', '8081'));
  expect(closed?.sentence[0]).toBe(
    'Service `front` has nowhere to send requests: nothing answers on port 8081 of its Pods.',
  );
  expect(fixOf(closed)).toEqual(['spec.ports.0.targetPort: "http"', 'Then no request is lost.']);
  expect(ask('lost-requests', web + service('{app: web}', '8081'), { whatIf: true })).toEqual([]);
});

test('a budget that blocks every drain is loosened, or the single replica gets a second one (L-TRM-23)', () => {
  const budget =
    '---\napiVersion: policy/v1\nkind: PodDisruptionBudget\nmetadata: {name: keep}\nspec: {minAvailable: LEAST, selector: {matchLabels: {app: web}}}\n';
  const three = DEPLOYMENT.replace('REPLICAS', '3') + budget.replace('LEAST', '3');
  expect(fixOf(ask('drain', three)[0])).toEqual([
    'spec.minAvailable: 2',
    'A drain may then evict 1 at a time.',
  ]);
  const one = DEPLOYMENT.replace('REPLICAS', '1') + budget.replace('LEAST', '1');
  const [answer] = ask('drain', one);
  expect(answer?.fix?.object).toEqual({ kind: 'Deployment', namespace: 'default', name: 'web' });
  expect(fixOf(answer)[0]).toBe('spec.replicas: 2');
});

const JOB = `apiVersion: batch/v1
kind: Job
metadata: {name: work}
spec:
  MORE
  template:
    spec:
      restartPolicy: Never
      containers:
      - {name: main, image: "app:1", args: [ARGS]}
`;

test('a Job that goes on failing is followed to its end, and a policy that saves the attempts is tried (L-CTL-18, L-CTL-19)', () => {
  const failing = JOB.replace('ARGS', '"--exit-after", "2", "--exit-code", "42"');
  const [answer] = ask('job-attempts', failing.replace('MORE', 'completions: 1'), {
    untilMs: 60_000,
    whatIf: true,
  });
  expect(answer).toMatchObject({ severity: 'problem', numbers: { pods: 7, failed: 7 } });
  expect(answer?.numbers['tookMs']).toBeGreaterThan(630_000);
  expect(fixOf(answer)[0]).toBe(
    'spec.podFailurePolicy: {"rules":[{"action":"FailJob","onExitCodes":{"operator":"In","values":[42]}}]}',
  );
});

test('a deadline that ends the work is set to the least with which it is done (L-PHS-9, L-CTL-18)', () => {
  const job = JOB.replace('ARGS', '"--exit-after", "20"').replace(
    'MORE',
    'activeDeadlineSeconds: 10',
  );
  const [late] = ask('deadlines', job);
  expect(late).toMatchObject({ severity: 'problem', numbers: { deadlineSeconds: 10 } });
  expect(fixOf(late)[0]).toMatch(/^spec\.activeDeadlineSeconds: 2[1-4]$/);
  const pod = podYaml(
    'args: ["--exit-after", "20"]',
    'restartPolicy: Never\nactiveDeadlineSeconds: 10',
  );
  expect(fixOf(ask('deadlines', pod)[0])[0]).toMatch(/^spec\.activeDeadlineSeconds: 2[1-4]$/);
});

test('when a finished Job is deleted is told (L-CTL-18)', () => {
  const job = JOB.replace('ARGS', '"--exit-after", "5"').replace(
    'MORE',
    'ttlSecondsAfterFinished: 30',
  );
  expect(ask('deadlines', job)[0]?.sentence[0]).toMatch(
    /deleted 30 s after its end: at 3[6-9](\.\d)? s/,
  );
});

test('a shorter toleration of lost nodes brings the replacement sooner (L-NOD-6)', () => {
  const [answer] = ask('node-death', DEPLOYMENT.replace('REPLICAS', '1'), { whatIf: true });
  expect(answer?.fix?.edits).toHaveLength(2);
  const back = Number(/after (\d+(\.\d)?) s/.exec(answer?.fix?.outcome[0] ?? '')?.[1]);
  expect(back).toBeLessThan(100);
});
