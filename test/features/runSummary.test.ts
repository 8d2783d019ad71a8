import { expect, test } from 'vitest';
import { runCommand } from '../../server/src/cli/run';
import { disk } from '../cli/disk';
import { cronJob } from '../support/manifests';

function deployment(image = 'nginx'): string {
  return `apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec:
  replicas: 3
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec: {containers: [{name: app, image: ${image}}]}
`;
}

function happening(kubectl: string): string {
  const images = 'images: [{image: "nosuch:1", pull: {fails: notFound}}]';
  return `apiVersion: podlab/v1alpha1\nkind: Scenario\n${images}\nhappenings: [{at: 2m, kubectl: ${kubectl}}]\n`;
}

async function summary(manifest: string, kubectl?: string, until = '5m'): Promise<string> {
  const files = { 'a.yaml': manifest, 'a.podlab.yaml': happening(kubectl ?? '') };
  const scenario = kubectl === undefined ? [] : ['--scenario', 'a.podlab.yaml'];
  const args = ['a.yaml', '--until', until, ...scenario];
  const { stdout } = await runCommand(args, disk(files));
  return stdout.trimEnd().split('\n').at(-1)?.slice(2) ?? '';
}

test('Pods of the beginning are counted with the time when all were Ready', async () => {
  expect(await summary(deployment())).toMatch(/^3 Pods Ready after \d\.\d s$/);
  expect(await summary(deployment('nosuch:1'), 'version')).toBe('0 of 3 Pods Ready');
});

test('Pods that take the place of others later are told of only where they never get Ready', async () => {
  const restart = await summary(deployment(), 'rollout restart deployment/web');
  expect(restart).toMatch(/^3 Pods Ready after \d\.\d s$/);
  const broken = await summary(deployment(), 'set image deployment/web app=nosuch:1');
  expect(broken).toMatch(/^3 Pods Ready after \d\.\d s · 1 never Ready$/);
});

test('Pods that end by themselves are counted as such', async () => {
  const task = `apiVersion: batch/v1
kind: Job
metadata: {name: task}
spec: {completions: 3, parallelism: 3, template: {spec: {restartPolicy: Never, containers: [{name: app, image: busybox, command: [sleep, '5']}]}}}
`;
  expect(await summary(task)).toMatch(/^3 Pods completed after \d\.\d s$/);
  expect(await summary(`${task}---\n${deployment()}`)).toMatch(
    /^3 Pods Ready after \d+\.\d s · 3 completed after \d+\.\d s$/,
  );
  expect(await summary(cronJob('sleep 1'), undefined, '1h')).toBe('11 Pods completed');
  expect(await summary(cronJob('exit 3'), undefined, '1h')).toBe('11 Pods failed · Error');
});
