import { beforeEach, expect, test } from 'vitest';
import { KubectlService } from '../../server/src/kubectlService';
import type { KubectlReply } from '../../server/src/protocol/kubectlTerminal';

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

async function type(line: string, session = 'a'): Promise<KubectlReply> {
  const begin = { uri: URI, seed: 1, atMs: 60_000 };
  const manifest = { uri: URI, text: POD };
  const params = { session, begin, line };
  const reply = await service.handle({ kind: 'kubectl', params, manifest, neighbours: [] });
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
  await type('kubectl delete pod web --force --grace-period=0', 'a');
  expect((await type('kubectl get pods', 'b')).stdout).toContain('web');
});

test.each([
  ['rm -rf /', 'rm: command not found\n', 127],
  ['sleep soon', "sleep: invalid time interval 'soon'\n", 1],
  ['', '', 0],
])('%j does nothing', async (line, stderr, code) => {
  expect(await type(line)).toMatchObject({ stdout: '', stderr, code });
});
