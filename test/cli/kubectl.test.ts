import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import type { CommandFiles } from '../../server/src/cli/files';
import { kubectlCommand } from '../../server/src/cli/kubectl';
import { replayTranscript } from '../../server/src/cli/transcript';
import { loadYaml } from '../../server/src/documents/yamlValue';
import { splitWords } from '../../server/src/simulator/kubectl/words';

beforeAll(loadYaml);

const WEB = `apiVersion: v1
kind: Pod
metadata: {name: web, labels: {app: web}}
spec:
  containers:
    - {name: app, image: nginx:1.27, ports: [{containerPort: 80}]}
    - {name: side, image: busybox, command: [sh, -c, 'echo one; echo two; sleep 3600']}
`;
const files: CommandFiles = {
  read: (path) => (path === 'web.yaml' ? WEB : undefined),
  list: () => undefined,
  folderOf: () => '',
};

async function kubectl(line: string, at = '30s') {
  return kubectlCommand(['web.yaml', '--at', at, '--', ...splitWords(line)], files);
}

test('get prints the table of that moment', async () => {
  expect(await kubectl('get pods', '40s')).toEqual({
    stdout: 'NAME   READY   STATUS    RESTARTS   AGE\nweb    2/2     Running   0          40s\n',
    stderr: '',
    code: 0,
  });
  expect((await kubectl('get pods', '100ms')).stdout).toContain('ContainerCreating');
});

test.each([
  ['get po web -o name', 'pod/web\n'],
  ["get po -o jsonpath='{.items[*].spec.containers[*].name}'", 'app side'],
  [
    'get po -o jsonpath=\'{range .items[*]}{.metadata.name}:{.status.phase}{"\\n"}{end}\'',
    'web:Running\n',
  ],
  ['get po -o custom-columns=N:.metadata.name,C:.spec.containers[0].name', 'N     C\nweb   app\n'],
  ['get po -l app=web --no-headers -o custom-columns=N:.metadata.name', 'web\n'],
  ['logs web -c side --tail=1', 'two\n'],
  ['exec web -c side -- sh -c "echo $((6*7))"', '42\n'],
  ['label pod web tier=front', 'pod/web labeled\n'],
  ['delete pod web --now', 'pod "web" deleted from default namespace\n'],
  ['wait --for=condition=Ready pod/web', 'pod/web condition met\n'],
  ['auth can-i create pods', 'yes\n'],
])('%s', async (line, stdout) => {
  expect((await kubectl(line)).stdout).toBe(stdout);
});

test.each([
  ['get pod nope', 'Error from server (NotFound): pods "nope" not found\n', 1],
  ['logs web', 'Defaulted container "app" out of: app, side\n', 0],
  ['get deploy', 'No resources found in default namespace.\n', 0],
  ['exec web -c side -- sh -c "exit 3"', 'command terminated with exit code 3\n', 3],
  [
    'delete pod web --force --grace-period=5',
    'error: --force and --grace-period greater than 0 cannot be specified together\n',
    1,
  ],
  ['lables pod', 'error: unknown command "lables" for "kubectl"', 1],
])('%s tells what is wrong as kubectl does', async (line, stderr, code) => {
  const result = await kubectl(line);
  expect(result.stderr).toContain(stderr);
  expect(result.code).toBe(code);
});

test('describe stands in columns and ends with the Events', async () => {
  const { stdout } = await kubectl('describe pod web');
  expect(stdout).toContain(
    'Name:             web\nNamespace:        default\nPriority:         0\n',
  );
  expect(stdout).toContain('    Port:           80/TCP\n');
  expect(stdout.trimEnd().split('\n').at(-1)).toContain('spec.containers{side}: Container started');
});

const DISK: CommandFiles = {
  read: (path) => (existsSync(path) ? readFileSync(path, 'utf8') : undefined),
  list: (path) =>
    existsSync(path) && statSync(path).isDirectory()
      ? readdirSync(path)
          .sort()
          .map((name) => join(path, name))
      : undefined,
  folderOf: dirname,
};
const TRANSCRIPTS = join(import.meta.dirname, '../../../shared/oracle/transcripts');

/** Lines of output without what no two clusters have in common. */
function normalized(text: string): readonly string[] {
  return text
    .split('\n')
    .filter((line) => !/^[#$<] /.test(line) && line.trim() !== '')
    .map((line) =>
      line
        .replace(/\d{4}-\d\d-\d\dT[\d:.]+Z|\w{3}, \d\d \w{3} \d{4} [\d:]+ \+0000/g, 'TIME')
        .replace(/[0-9a-f]{64}|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/g, 'ID')
        .replace(/\b\d+\.\d+\.\d+\.\d+\b/g, 'IP')
        .replace(/\b\d+(?:\.\d+)?(?:s|ms|m\d+s|m|h)\b/g, 'AGE')
        .replace(/-(?:[a-z0-9]{8,10}-)?[bcdfghjklmnpqrstvwxz2456789]{5}\b/g, '-NAME')
        .replace(/\s+/g, ' ')
        .trim(),
    );
}

test('recorded sessions play again much as they were', () => {
  if (!existsSync(TRANSCRIPTS)) {
    console.log('the transcripts are absent: nothing to play');
    return;
  }
  let common = 0;
  let total = 0;
  for (const name of readdirSync(TRANSCRIPTS).filter((file) => /^\d\d-.*\.txt$/.test(file))) {
    const path = join(TRANSCRIPTS, name);
    const text = readFileSync(path, 'utf8');
    const [recorded, ours] = [
      normalized(text),
      [...normalized(replayTranscript(text, path, DISK))],
    ];
    total += recorded.length + ours.length;
    for (const line of recorded) {
      const at = ours.indexOf(line);
      if (at < 0) continue;
      ours.splice(at, 1);
      common += 2;
    }
  }
  expect(common / total).toBeGreaterThan(0.7);
  if (process.env['VERBOSE'] === '1') console.log(common / total);
}, 60_000);

test('a session is printed in its own form', () => {
  const text = `# a session
# namespace of the context: shop
# at 0.0s
$ kubectl create -f web.yaml
# at 20.0s
$ kubectl get pod web | tail -1
# at 21.0s
$ kubectl get pod nope
`;
  const registry = replayTranscript(text, 'session.txt', {
    ...files,
    read: (path) => (path === 'web.yaml' ? WEB.replace('nginx:1.27', 'app:1') : undefined),
  });
  expect(registry).toBe(`# a session
# namespace of the context: shop
# at 0.0s
$ kubectl create -f web.yaml
pod/web created
# at 20.0s
$ kubectl get pod web | tail -1
web    2/2     Running   0          20s
# at 21.0s
$ kubectl get pod nope
! Error from server (NotFound): pods "nope" not found
[exit 1]
`);
});
