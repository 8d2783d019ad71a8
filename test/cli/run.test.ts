import { expect, test } from 'vitest';
import { checkCommand } from '../../server/src/cli/check';
import { runCommand } from '../../server/src/cli/run';
import { disk } from './disk';

const WEB = `apiVersion: v1
kind: Pod
metadata: {name: web}
spec:
  containers:
    - name: app
      image: nginx:1.27
      envFrom: [{configMapRef: {name: settings}}]
`;
const SETTINGS = `apiVersion: v1
kind: ConfigMap
metadata: {name: settings}
data: {a: b}
`;
const FILES = { 'here/web.yaml': WEB, 'here/settings.yaml': SETTINGS };

test('run prints the trace and ends with the summary', async () => {
  const result = await runCommand(['here', '--until', '30s'], disk(FILES));
  expect(result).toMatchObject({ stderr: '', code: 0 });
  expect(result.stdout).toContain('default/web  0/1 ContainerCreating -> 1/1 Running');
  expect(result.stdout.trimEnd().split('\n').at(-1)).toMatch(/^# Ready after \d+\.\d s$/);
});

test('what a manifest names and does not define is taken from its folder, and told', async () => {
  const result = await runCommand(['here/web.yaml', '--until', '30s'], disk(FILES));
  expect(result.stderr).toBe('note: ConfigMap/settings taken from here/settings.yaml\n');
  expect(result.stdout).toContain('1/1 Running');
});

test('the API server’s refusal goes to stderr and makes the exit code 1', async () => {
  const bad = WEB.replace('spec:', 'spec:\n  restartPolicy: Sometimes');
  const result = await runCommand(['bad.yaml'], disk({ 'bad.yaml': bad }));
  expect(result.code).toBe(1);
  expect(result.stderr).toBe(
    'Error from server: Pod "web" is invalid: spec.restartPolicy: Unsupported value: "Sometimes": supported values: "Always", "OnFailure", "Never"\n',
  );
});

test('an older Kubernetes refuses fields that it does not have and forgets those behind a gate', async () => {
  const files = disk({ 'new.yaml': WEB.replace('spec:', 'spec:\n  hostnameOverride: front') });
  const run = (...args: string[]) => runCommand([...args, '--until', '5s'], files);
  expect((await run('new.yaml')).code).toBe(0);
  const refused = await run('new.yaml', '--kubernetes', '1.33');
  expect(refused.code).toBe(1);
  expect(refused.stderr).toContain('unknown field "spec.hostnameOverride"');
  const older = await run('new.yaml', '--kubernetes', '1.34');
  expect(older.code).toBe(0);
  expect(older.stdout).toContain('The fields are those of Kubernetes 1.34');
  expect((await run('new.yaml', '--kubernetes', '1.29')).code).toBe(2);
});

test('JSON output is the same to the byte each time', async () => {
  const once = async () =>
    (await runCommand(['here', '--until=20s', '--output=json', '--seed', '3'], disk(FILES))).stdout;
  const first = await once();
  expect(await once()).toBe(first);
  const document = JSON.parse(first) as Record<string, unknown>;
  expect(document).toMatchObject({
    apiVersion: 'podlab/v1alpha1',
    kind: 'Trace',
    header: { seed: 3, kubernetes: '1.36', horizonMs: 20_000 },
    pods: [{ namespace: 'default', name: 'web', ready: '1/1', status: 'Running', restarts: 0 }],
  });
});

test('a table shows the Pods at the end as kubectl prints them', async () => {
  const result = await runCommand(['here', '--until', '1m', '--output', 'table'], disk(FILES));
  expect(result.stdout).toBe(
    `NAME   READY   STATUS    RESTARTS   AGE   IP           NODE     NOMINATED NODE   READINESS GATES
web    1/1     Running   0          60s   10.244.0.2   node-1   <none>           <none>
`,
  );
});

test('a scenario says what happens, and what is wrong with it is told', async () => {
  const scenario = `apiVersion: podlab/v1alpha1
kind: Scenario
until: 30s
happenings:
  - {at: 10s, kubectl: delete pod web --now}
`;
  const files = disk({ ...FILES, 's.podlab.yaml': scenario });
  const result = await runCommand(['here', '--scenario', 's.podlab.yaml'], files);
  expect(result.stdout).toContain('scenario  happens  kubectl delete pod web --now');
  expect(result.stdout).toContain('default/web  Completed -> gone');
  const broken = disk({ ...FILES, 's.podlab.yaml': scenario.replace('at: 10s', 'at: soon') });
  expect((await runCommand(['here', '--scenario', 's.podlab.yaml'], broken)).stderr).toContain(
    's.podlab.yaml: happenings[0].at: expected a duration such as 30s or 1m30s',
  );
});

test('two manifests are compared by what happens and when', async () => {
  const slow = WEB.replace('name: web', 'name: web').replace('nginx:1.27', 'nginx:1.28');
  const files = disk({ ...FILES, 'there/web.yaml': slow, 'there/settings.yaml': SETTINGS });
  const result = await runCommand(['here', '--compare', 'there', '--until', '20s'], files);
  expect(result.stdout.split('\n').slice(0, 2)).toEqual([
    expect.stringMatching(/^- Ready after/),
    expect.stringMatching(/^\+ Ready after/),
  ]);
});

test.each([
  [[], 'no FILE given'],
  [['nowhere.yaml'], 'cannot read nowhere.yaml'],
  [['here', '--output', 'xml'], '--output xml: expected text, json or table'],
  [['here', '--until', 'later'], '--until later: expected a duration such as 10m'],
  [['here', '--sead', '1'], 'unknown option --sead'],
])('bad usage %j exits with 2', async (args, complaint) => {
  const result = await runCommand(args, disk(FILES));
  expect(result.code).toBe(2);
  expect(result.stderr).toContain(complaint);
});

test('check names file, line and column, and exits with 1 on errors', async () => {
  const bad = WEB.replace('image:', 'imagge:');
  const result = await checkCommand(['bad.yaml'], disk({ 'bad.yaml': bad }));
  expect(result.code).toBe(1);
  expect(result.stdout).toContain('bad.yaml:7:7: error unknown-field:');
  const json = await checkCommand(['bad.yaml', '--output', 'json'], disk({ 'bad.yaml': bad }));
  expect(JSON.parse(json.stdout)).toEqual(
    expect.arrayContaining([
      expect.objectContaining({
        file: 'bad.yaml',
        line: 7,
        column: 7,
        severity: 'error',
        code: 'unknown-field',
      }),
    ]),
  );
});

test('check says nothing of a manifest that is well', async () => {
  const result = await checkCommand(['here'], disk(FILES));
  expect(result).toMatchObject({ stderr: '', code: 0 });
});
