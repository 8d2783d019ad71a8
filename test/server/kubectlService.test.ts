import { beforeEach, expect, test } from 'vitest';
import { KubectlService } from '../../server/src/kubectlService';
import type { KubectlReply } from '../../server/src/protocol/kubectlTerminal';
import { Pace } from '../../server/src/runPace';

const URI = 'file:///here/web.yaml';
const POD = `apiVersion: v1
kind: Pod
metadata:
  name: web
spec:
  containers:
  - name: web
    image: nginx
`;

let service: KubectlService;
beforeEach(() => {
  service = new KubectlService();
});

interface Typed {
  readonly session?: string;
  readonly text?: string;
  readonly pace?: Pace;
}

async function type(
  line: string,
  { session = 'a', text = POD, pace = new Pace() }: Typed = {},
): Promise<KubectlReply> {
  const begin = { uri: URI, seed: 1, atMs: 60_000 };
  const manifest = { uri: URI, text };
  const params = { session, begin, line };
  const request = { kind: 'kubectl', params, manifest, neighbours: [] } as const;
  const reply = await service.handle(request, pace);
  if (reply === null) throw new Error('a line is answered');
  return reply;
}

test('a terminal begins with the cluster of the run at the cursor', async () => {
  const { stdout, atMs } = await type('kubectl get pods');
  expect(atMs).toBe(60_000);
  expect(stdout).toMatch(/^NAME +READY +STATUS +RESTARTS +AGE\nweb +1\/1 +Running +0 +60s\n$/);
});

test('what a line changes stays, and time passes only by waiting', async () => {
  await type('kubectl label pod web tier=front');
  expect((await type('kubectl get pods --show-labels')).stdout).toContain('tier=front');
  expect((await type('sleep 30')).atMs).toBe(90_000);
  expect((await type('kubectl get pods | grep web')).stdout).toContain('90s');
});

test('deleting waits until the Pod is gone', async () => {
  const { stdout, atMs } = await type('kubectl delete pod web');
  expect(stdout).toMatch(/^pod "web" deleted/);
  expect(atMs).toBeGreaterThan(60_000);
  expect((await type('kubectl get pods')).stderr).toBe(
    'No resources found in default namespace.\n',
  );
});

test('files are those of the run', async () => {
  await type('kubectl delete -f web.yaml');
  expect((await type('kubectl create -f ./web.yaml')).stdout).toBe('pod/web created\n');
});

test('terminals do not see each other', async () => {
  await type('kubectl delete pod web --force --grace-period=0');
  expect((await type('kubectl get pods', { session: 'b' })).stdout).toContain('web');
});

test.each([
  ['rm -rf /', 'rm: command not found\n', 127],
  ['sleep soon', "sleep: invalid time interval 'soon'\n", 1],
  ['', '', 0],
])('%j does nothing', async (line, stderr, code) => {
  expect(await type(line)).toMatchObject({ stdout: '', stderr, code });
});

/** Sixty Pods that restart for ever. */
const CRASHING = `apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec:
  replicas: 60
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec: {containers: [{name: web, image: busybox, command: [sh, -c, 'sleep 5; exit 1']}]}
`;

test('a long sleep can be cut short, and time goes on from there', async () => {
  const pace = new Pace();
  const sleeping = type('sleep 24h', { text: CRASHING, pace });
  setTimeout(() => pace.cancel(), 150);
  const { code, atMs } = await sleeping;
  expect(code).toBe(130);
  expect(atMs).toBeLessThan(24 * 3_600_000);
  expect((await type('sleep 1')).atMs).toBe(atMs + 1000);
});

test('a terminal answers while time passes in another', async () => {
  const pace = new Pace();
  let isOver = false;
  const sleeping = type('sleep 24h', { session: 'b', text: CRASHING, pace }).finally(() => {
    isOver = true;
  });
  expect((await type('kubectl get pods')).stdout).toContain('web');
  expect(isOver).toBe(false);
  pace.cancel();
  await sleeping;
});
