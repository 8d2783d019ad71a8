import { describe, expect, test } from 'vitest';
import { testCommand } from '../../server/src/cli/test';
import { disk } from './disk';

const WEB = `apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec:
  replicas: 2
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec:
      containers:
      - {name: app, image: nginx, ports: [{containerPort: 80}], readinessProbe: {httpGet: {port: 80}}}
---
apiVersion: v1
kind: Service
metadata: {name: web}
spec: {selector: {app: web}, ports: [{port: 80}]}
`;
const CRASH = `apiVersion: v1
kind: Pod
metadata: {name: crash}
spec: {containers: [{name: app, image: busybox, command: [sh, -c, exit 1]}]}
`;
const TASK = `apiVersion: batch/v1
kind: Job
metadata: {name: task}
spec: {template: {spec: {restartPolicy: Never, containers: [{name: app, image: busybox, command: [sleep, '20']}]}}}
`;

function scenario(manifest: string, expect: readonly string[], more = ''): string {
  const claims = expect.map((claim) => `- {${claim}}\n`).join('');
  return `apiVersion: podlab/v1alpha1\nkind: Scenario\nmanifests: [${manifest}]\n${more}expect:\n${claims}`;
}

async function tested(expect: readonly string[], manifest = 'web.yaml', more = '') {
  const files = {
    'here/web.yaml': WEB,
    'here/crash.yaml': CRASH,
    'here/task.yaml': TASK,
    'here/x.podlab.yaml': scenario(manifest, expect, more),
  };
  const { stdout, stderr, code } = await testCommand(['here/x.podlab.yaml'], disk(files));
  return { lines: stdout.trimEnd().split('\n').slice(1), stderr, code };
}

describe('podlab test', () => {
  test('holds a run to its claims', async () => {
    const { lines, code } = await tested([
      'ready: deployment/web, within: 1m',
      'staysReady: deployment/web',
      'restarts: deployment/web, atMost: 0',
      'events: Scheduled, about: deployment/web, atLeast: 2, atMost: 2',
    ]);
    expect(lines[0]).toMatch(/^ {2}✓ deployment\/web is Ready within 60 s: after \d+\.\d s$/);
    expect(lines.slice(1)).toEqual([
      '  ✓ deployment/web stays Ready: to the end',
      '  ✓ deployment/web restarts never: never',
      '  ✓ Event Scheduled of deployment/web comes at least twice, at most twice: twice',
    ]);
    expect(code).toBe(0);
  });

  test('fails where a claim does not hold, and says what came of it', async () => {
    const { lines, code } = await tested(
      [
        'ready: pod/crash, within: 1s',
        'complete: pod/crash',
        'restarts: pod/crash, atMost: 2',
        'events: BackOff, about: pod/crash, atMost: 0',
        'ready: pod/nobody',
      ],
      'crash.yaml',
      'until: 2m\n',
    );
    expect(code).toBe(1);
    expect(lines[0]).toMatch(/^ {2}✗ pod\/crash is Ready within 1 s: after \d\.\d s$/);
    expect(lines[1]).toBe('  ✗ pod/crash is complete: not in 2 min');
    expect(lines[2]).toMatch(/^ {2}✗ pod\/crash restarts at most twice: \d times$/);
    expect(lines[3]).toMatch(/^ {2}✗ Event BackOff of pod\/crash comes never: \d+ times$/);
    expect(lines[4]).toBe('  ✗ pod/nobody is Ready: there is none');
  });

  test('counts the requests that a rollout loses', async () => {
    const more = `traffic: [{service: web, perSecond: 100, from: 1m, until: 3m}]
happenings: [{at: 90s, kubectl: rollout restart deployment/web}]
`;
    const { lines, code } = await tested(['lostRequests: web, atMost: 0'], 'web.yaml', more);
    expect(lines[0]).toMatch(/^ {2}[✓✗] service\/web loses no request: \d+ of 12000 lost$/);
    expect(code).toBe(lines[0]?.includes('✓') === true ? 0 : 1);
    const forEver = more.replace(', until: 3m', '');
    const all = await tested(
      ['lostRequests: web, atMost: 100'],
      'web.yaml',
      `until: 5m\n${forEver}`,
    );
    // What went well up to the end counts too.
    expect(all.lines[0]).toMatch(/^ {2}✓ .*: \d+ of (?:2400\d|239\d\d) lost$/);
    expect((await tested(['lostRequests: web'])).lines).toEqual([
      '  ✗ service/web loses no request: the scenario sends it no traffic',
    ]);
  });

  test('runs as long as the latest claim may take', async () => {
    expect((await tested(['complete: job/task, within: 30s'], 'task.yaml')).lines[0]).toMatch(
      /^ {2}✓ job\/task is complete within 30 s: after 2\d\.\d s$/,
    );
    const slow = { 'task.yaml': TASK.replace("'20'", "'1200'") };
    const file = { 'x.podlab.yaml': scenario('task.yaml', ['complete: job/task, within: 30m']) };
    const result = await testCommand(['x.podlab.yaml'], disk({ ...slow, ...file }));
    expect(result).toMatchObject({ code: 0 });
  });

  test('asks the same of several seeds', async () => {
    const files = {
      'web.yaml': WEB,
      'x.podlab.yaml': scenario('web.yaml', ['ready: deployment/web']),
    };
    const text = await testCommand(['x.podlab.yaml', '--seeds', '3'], disk(files));
    expect(text.stdout).toMatch(/is Ready: after .* s \(all 3 seeds\)\n$/);
    const args = ['x.podlab.yaml', '--seeds', '3', '--output', 'json'];
    const [document] = JSON.parse((await testCommand(args, disk(files))).stdout);
    expect(document).toMatchObject({ scenario: 'x.podlab.yaml', holds: true, refused: [] });
    expect(document.verdicts.map(({ seed }: { seed: number }) => seed)).toEqual([0, 1, 2]);
  });

  test('a refused object fails it', async () => {
    const files = {
      'bad.yaml': CRASH.replace('spec: {', 'spec: {restartPolicy: Sometimes, '),
      'x.podlab.yaml': scenario('bad.yaml', ['events: Scheduled, atMost: 0']),
    };
    const { stdout, code } = await testCommand(['x.podlab.yaml'], disk(files));
    expect(stdout).toContain('✗ Error from server: Pod "crash" is invalid: spec.restartPolicy');
    expect(code).toBe(1);
  });

  test.each([
    [['restarts: web'], 'expect[0].restarts: of which kind is it? `restarts: pod/web`'],
    [['ready: gizmo/web'], 'expect[0].ready: there is no kind "gizmo"'],
    [['ready: pod/a, restarts: pod/a'], 'expect[0]: one claim each: ready, complete, staysReady'],
    [['ready: pod/a, atMost: 1'], 'expect[0].atMost: unknown field "atMost"'],
    [[], 'expects nothing: it has no `expect`'],
  ])('%j is bad usage', async (claims, complaint) => {
    const { stderr, code } = await tested(claims);
    expect(stderr).toContain(complaint);
    expect(code).toBe(2);
  });
});
