import { expect, test } from 'vitest';
import { runCommand } from '../../server/src/cli/run';
import { DEFAULT_SCENARIO } from '../../server/src/simulator/scenario/scenario';
import { disk } from '../cli/disk';
import { cronJob } from '../support/manifests';
import { ask, podYaml } from './support';

test('the time to Ready is told with where it goes', () => {
  const [answer] = ask('when-ready', podYaml(''));
  expect(answer?.numbers['readyMs']).toBeGreaterThan(500);
  expect(answer?.numbers['readyMs']).toBeLessThan(1500);
  const parts = Object.entries(answer?.numbers ?? {}).filter(([name]) => name !== 'readyMs');
  expect(parts.reduce((sum, [, ms]) => sum + ms, 0)).toBe(answer?.numbers['readyMs']);
});

test('an init container and a slow readiness stand in the time to Ready', () => {
  const yaml = podYaml(
    'args: ["--http", "8080", "--http-delay", "6"]\nreadinessProbe: {httpGet: {port: 8080}, periodSeconds: 1}',
    'initContainers: [{name: migrate, image: "app:1", args: ["--exit-after", "3"]}]',
  );
  const [answer] = ask('when-ready', yaml);
  expect(answer?.numbers['initmigrateMs']).toBeGreaterThan(2900);
  expect(answer?.numbers['readinessMs']).toBeGreaterThan(5000);
  expect(answer?.sentence[0]).toMatch(
    /^Ready after \d+(\.\d+)? s: .*init `migrate`.*waiting for readiness/,
  );
});

test('a Pod that never gets Ready has no time to Ready', () => {
  expect(ask('when-ready', podYaml('readinessProbe: {httpGet: {port: 8080}}'))).toEqual([]);
});

test('a hang is noticed after 21 to 31 s with the defaults, a refusal after 20 to 30 s (L-PRB-7)', () => {
  const [answer] = ask(
    'hang-detection',
    podYaml(
      'args: ["--http", "8080"]\nlivenessProbe: {httpGet: {port: 8080}, initialDelaySeconds: 60}',
    ),
  );
  expect(answer?.numbers).toMatchObject({
    noticedLeastMs: 21_000,
    noticedMostMs: 31_000,
    refusalLeastMs: 20_000,
    refusalMostMs: 30_000,
    stoppedMostMs: 61_000,
  });
  expect(ask('hang-detection', podYaml(''))).toEqual([]);
});

test('a start that is slower than its probe is a problem, and the smallest threshold that works was tried', () => {
  const slow =
    'args: ["--http", "8080", "--http-delay", "40"]\nlivenessProbe: {httpGet: {port: 8080}}\nreadinessProbe: {httpGet: {port: 8080}}';
  const [answer] = ask('slow-start', podYaml(slow), { untilMs: 300_000 });
  expect(answer?.severity).toBe('problem');
  expect(answer?.numbers).toMatchObject({ budgetLeastMs: 20_000, budgetMostMs: 31_000 });
  expect(answer?.fix).toMatchObject({
    edits: [{ path: ['spec', 'containers', 0, 'livenessProbe', 'failureThreshold'], value: 5 }],
  });
  expect(ask('slow-start', podYaml(slow.replace('"40"', '"10"')), { untilMs: 300_000 })).toEqual(
    [],
  );
});

test('a preStop hook that uses up the grace period is a problem, a shorter one leaves the rest (L-HOOK-7)', () => {
  const [bad] = ask(
    'grace-period',
    podYaml('lifecycle: {preStop: {exec: {command: [sleep, "40"]}}}'),
  );
  expect(bad).toMatchObject({
    severity: 'problem',
    numbers: { graceSeconds: 30, preStopSeconds: 40, leftSeconds: 2 },
  });
  const [good] = ask('grace-period', podYaml('lifecycle: {preStop: {sleep: {seconds: 20}}}'));
  expect(good).toMatchObject({ severity: 'fact', numbers: { leftSeconds: 10 } });
});

test('137 after a liveness failure is told apart from an own end and from an OOM kill (L-TRM-11, L-RST-13)', () => {
  const hung = podYaml(
    'args: ["--term", "ignore"]\nlivenessProbe: {tcpSocket: {port: 8080}, periodSeconds: 2}',
    'terminationGracePeriodSeconds: 5',
  );
  expect(ask('who-ended', hung)[0]).toMatchObject({ numbers: { exitCode: 137 } });
  expect(ask('who-ended', hung)[0]?.sentence[0]).toMatch(
    /liveness probe failed; it ignored SIGTERM and was killed after 5 s/,
  );
  const own = podYaml('args: ["--exit-after", "2", "--exit-code", "3"]', 'restartPolicy: Never');
  expect(ask('who-ended', own)[0]?.sentence[0]).toBe(
    '`app` ended with 3: its process ended by itself.',
  );
  const big = podYaml(
    'args: ["--alloc", "100", "--alloc-after", "2"]\nresources: {limits: {memory: 32Mi}}',
    'restartPolicy: Never',
  );
  expect(ask('who-ended', big)[0]?.sentence[0]).toMatch(
    /ended with 137: it used more memory than its limit/,
  );
  expect(ask('who-ended', podYaml(''))).toEqual([]);
});

test('a crash loop is told with its waits: none, then 10, 20, 40 … s and up to half as much again (L-RST-5)', () => {
  const [answer] = ask('crash-loop', podYaml('args: ["--exit-after", "1", "--exit-code", "1"]'), {
    untilMs: 900_000,
  });
  const waits = [1, 2, 3, 4, 5, 6].map((n) => answer?.numbers[`wait${n}Ms`] ?? 0);
  for (const [i, least] of [0, 10_000, 20_000, 40_000, 80_000, 160_000].entries()) {
    expect(waits[i]).toBeGreaterThanOrEqual(least);
    expect(waits[i]).toBeLessThanOrEqual(
      least === 0 ? 2000 : least < 80_000 ? 1.5 * least + 2000 : least + 10_000,
    );
  }
  expect(answer?.numbers['fiveMinutesFromMs']).toBeGreaterThanOrEqual(310_000);
  expect(answer?.numbers['fiveMinutesFromMs']).toBeLessThanOrEqual(375_000);
  expect(ask('crash-loop', podYaml(''))).toEqual([]);
});

test('a Pod that no node takes is told in the scheduler’s words, with the field that decides (L-SCH-6)', () => {
  const [answer] = ask('pending', podYaml('', 'nodeSelector: {disk: ssd}'));
  expect(answer?.sentence[0]).toMatch(
    /^No node takes it. 0\/1 nodes are available: 1 node\(s\) didn't match Pod's node affinity\/selector/,
  );
  expect(answer?.evidence[0]?.field).toBe('spec.nodeSelector');
  expect(ask('pending', podYaml(''))).toEqual([]);
});

const JOB = `apiVersion: batch/v1
kind: Job
metadata: {name: work}
spec:
  backoffLimit: 2
  template:
    spec:
      restartPolicy: Never
      containers:
      - {name: main, image: "app:1", args: ["--exit-after", "3", "--exit-code", "CODE"]}
`;

test('a failing Job makes backoffLimit + 1 Pods and gives up after about 44 s (L-CTL-18, L-TL-6)', () => {
  const [answer] = ask('job-attempts', JOB.replace('CODE', '1'));
  expect(answer).toMatchObject({ severity: 'problem', numbers: { pods: 3, failed: 3 } });
  expect(answer?.numbers['tookMs']).toBeGreaterThan(40_000);
  expect(answer?.numbers['tookMs']).toBeLessThan(50_000);
  expect(ask('job-attempts', JOB.replace('CODE', '0'))[0]?.severity).toBe('fact');
});

test('a Job whose helper goes on never ends; as a sidecar it does, and that was tried (L-INI-9)', () => {
  const yaml = `${JOB.replace('CODE', '0')}      - {name: proxy, image: "app:1"}\n`;
  const [answer] = ask('sidecar-job', yaml);
  expect(answer).toMatchObject({ severity: 'problem', about: 'default/work' });
  expect(answer?.fix?.outcome[0]).toMatch(/^The Job then ends at \d+(\.\d)? s\.$/);
  expect(ask('sidecar-job', JOB.replace('CODE', '0'))).toEqual([]);
});

test('a wrong image is told with its tries and the next one (L-IMG-5)', () => {
  const yaml = podYaml('').replace('app:1', 'registry.example/none:1');
  const scenario = {
    ...DEFAULT_SCENARIO,
    images: [{ image: 'registry.example/*', pull: { kind: 'unreachable' as const } }],
  };
  const [answer] = ask('wrong-image', yaml, { scenario });
  expect(answer?.severity).toBe('problem');
  expect(answer?.numbers['failures']).toBeGreaterThanOrEqual(3);
  expect(ask('wrong-image', podYaml(''))).toEqual([]);
});

test('a Service without endpoints says why: labels, readiness or the name of its port (L-TRM-22, L-CTL-24)', () => {
  const service = (selector: string, port: string): string =>
    `---\napiVersion: v1\nkind: Service\nmetadata: {name: front}\nspec: {selector: {app: ${selector}}, ports: [{port: 80, targetPort: ${port}}]}\n`;
  const pod = (container: string): string =>
    podYaml(container).replace('{name: web}', '{name: web, labels: {app: web}}');
  expect(ask('no-traffic', pod('') + service('wbe', '8080'))[0]?.sentence[0]).toMatch(
    /no Pod has the labels app=wbe/,
  );
  expect(
    ask('no-traffic', pod('readinessProbe: {tcpSocket: {port: 1}}') + service('web', '8080'))[0]
      ?.sentence[0],
  ).toMatch(/none of its 1 Pods is Ready/);
  expect(ask('no-traffic', pod('') + service('web', 'http'))[0]?.sentence[0]).toMatch(
    /no container of its Pods has a port named http/,
  );
  expect(ask('no-traffic', pod('') + service('web', '8080'))).toEqual([]);
});

test('a postStart hook that never ends holds everything up (L-HOOK-1, L-HOOK-2)', () => {
  const hook = (seconds: number): string =>
    podYaml(`lifecycle: {postStart: {sleep: {seconds: ${seconds}}}}`);
  expect(ask('post-start', hook(30), { untilMs: 10_000 })[0]?.severity).toBe('problem');
  expect(ask('post-start', hook(10))[0]).toMatchObject({
    severity: 'fact',
    numbers: { tookMs: 10_000 },
  });
  expect(ask('post-start', hook(1))).toEqual([]);
});

test('a deadline that fires is a problem, one that does not is a fact (L-PHS-9)', () => {
  const [hit] = ask('deadlines', podYaml('', 'activeDeadlineSeconds: 8'));
  expect(hit).toMatchObject({ severity: 'problem', numbers: { deadlineSeconds: 8 } });
  expect(ask('deadlines', podYaml('', 'activeDeadlineSeconds: 3600'))[0]?.severity).toBe('fact');
  expect(ask('deadlines', podYaml(''))).toEqual([]);
});

test('podlab run ends with the answers, problems first, and its JSON holds them', async () => {
  const yaml = podYaml('args: ["--exit-after", "1", "--exit-code", "1"]');
  const files = { read: () => yaml, list: () => undefined, folderOf: () => '.' };
  const text = await runCommand(['web.yaml', '--until', '5m'], files);
  const lines = text.stdout.split('\n').filter((line) => /^# [✗·]/.test(line));
  expect(lines[0]).toMatch(
    /^# ✗ default\/web app: `app` ended with 1: its process ended by itself/,
  );
  expect(lines.at(-1)).toMatch(/^# · default\/web: Ready after/);
  const json = await runCommand(['web.yaml', '--until', '5m', '--output', 'json'], files);
  const { answers } = JSON.parse(json.stdout) as { answers: readonly { id: string }[] };
  expect(answers.map(({ id }) => id)).toEqual(['who-ended', 'crash-loop', 'when-ready']);
});

test('of Pods that are alike only the first is spoken of, unless another has a problem', () => {
  const yaml = `apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec:
  replicas: 3
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec: {containers: [{name: app, image: "app:1", livenessProbe: {tcpSocket: {port: 1}, initialDelaySeconds: 300}}]}
`;
  expect(ask('hang-detection', yaml)).toHaveLength(1);
  expect(ask('when-ready', yaml)).toHaveLength(1);
  const crashing = yaml.replace(
    'livenessProbe: {tcpSocket: {port: 1}, initialDelaySeconds: 300}',
    'args: ["--exit-after", "1"]',
  );
  const loops = ask('crash-loop', crashing);
  expect(loops.map(({ sentence }) => sentence[0])).toEqual([
    expect.stringMatching(/crash loop: .* So it is with 2 more Pods\.$/),
  ]);
});

test('Jobs of a CronJob that end alike are told once, and so are their Pods', async () => {
  const files = disk({ 'good.yaml': cronJob('sleep 1'), 'bad.yaml': cronJob('exit 3') });
  const told = async (file: string) => {
    const { stdout } = await runCommand([file, '--until', '1h'], files);
    return stdout.split('\n').filter((line) => /^# [✗·]/.test(line));
  };
  expect(await told('good.yaml')).toEqual([
    expect.stringMatching(/^# · default\/nightly-\d+-\w{5}: Ready after/),
    expect.stringMatching(
      /complete after .* with 1 Pod\. 10 more of CronJob `nightly` end alike\./,
    ),
  ]);
  expect(await told('bad.yaml')).toEqual([
    expect.stringMatching(/`app` ended with 3: .* So it is with 10 more Pods\./),
    expect.stringMatching(/gives up .* 10 more of CronJob `nightly` end alike\./),
    expect.stringMatching(/: Ready after/),
  ]);
});

test('what a Pod waits for that never gets Ready is told in the kubelet’s words (L-SYN-10, L-SYN-14)', () => {
  const sentence = (container: string, spec = ''): string | undefined =>
    ask('never-ready', podYaml(container, spec))[0]?.sentence[0];
  expect(
    sentence(
      'volumeMounts: [{name: keys, mountPath: /keys}]',
      'volumes: [{name: keys, secret: {secretName: keys}}]',
    ),
  ).toMatch(/^It never gets Ready: FailedMount: .*secret "keys" not found/);
  expect(sentence('envFrom: [{configMapRef: {name: settings}}]')).toBe(
    'It never gets Ready: CreateContainerConfigError: configmap "settings" not found',
  );
  expect(sentence('readinessProbe: {httpGet: {port: 8080}}')).toMatch(
    /^It never gets Ready: Unhealthy: Readiness probe failed: .*connection refused/,
  );
  expect(sentence('')).toBeUndefined();
  expect(sentence('', 'initContainers: [{name: first, image: "app:1"}]')).toBeUndefined();
  expect(sentence('args: ["--exit-after", "1", "--exit-code", "1"]')).toBeUndefined();
});
