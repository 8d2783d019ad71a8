import { expect, test } from 'vitest';
import { Lab } from '../rules/support';

const workload = (kind: string, more: string) => `
apiVersion: apps/v1
kind: ${kind}
metadata: { name: ${kind.toLowerCase()} }
spec:
${more}
  selector: { matchLabels: { app: ${kind.toLowerCase()} } }
  template:
    metadata: { labels: { app: ${kind.toLowerCase()} } }
    spec:
      terminationGracePeriodSeconds: 1
      containers: [{ name: main, image: 'app:1' }]
`;
const lab = new Lab(
  ['StatefulSet', 'DaemonSet', 'Deployment']
    .map((kind) => workload(kind, kind === 'DaemonSet' ? '  minReadySeconds: 0' : '  replicas: 2'))
    .join('---\n'),
).at(0);
let second = 10;
lab.at(second);
const later = () => {
  second += 30;
  lab.at(second);
};

test('each of the three kinds says in its own words that it is rolled out', () => {
  expect(lab.kubectl('rollout status deployment deployment')).toBe(
    'deployment "deployment" successfully rolled out\n',
  );
  expect(lab.kubectl('rollout status daemonset daemonset')).toBe(
    'daemon set "daemonset" successfully rolled out\n',
  );
  expect(lab.kubectl('rollout status statefulset statefulset')).toBe(
    'partitioned roll out complete: 2 new pods have been updated...\n',
  );
});

test.each(['statefulset', 'daemonset', 'deployment'])('a %s goes back to what it was', (kind) => {
  const name = `${kind} ${kind}`;
  expect(lab.kubectl(`rollout undo ${name}`)).toBe(
    `error: no rollout history found for ${kind} "${kind}"\n`,
  );
  lab.kubectl(`set image ${name} main=app:2`);
  later();
  expect(lab.kubectl(`rollout history ${name}`)).toBe(
    `${kind}.apps/${kind} \nREVISION  CHANGE-CAUSE\n1         <none>\n2         <none>\n\n`,
  );
  expect(lab.kubectl(`rollout history ${name} --revision=2`)).toMatch(/Image:\tapp:2/);
  expect(lab.kubectl(`rollout history ${name} --revision=7`)).toBe(
    'error: unable to find the specified revision\n',
  );
  expect(lab.kubectl(`rollout undo ${name} --to-revision=9`)).toBe(
    'error: unable to find specified revision 9 in history\n',
  );
  expect(lab.kubectl(`rollout undo ${name}`)).toBe(`${kind}.apps/${kind} rolled back\n`);
  later();
  expect(lab.kubectl(`rollout history ${name}`)).toContain('\n3  ');
  expect(lab.kubectl(`get pods -l app=${kind} -o jsonpath={..image}`)).not.toContain('app:2');
});

test('what is paused or is not is not paused or resumed again', () => {
  expect(lab.kubectl('rollout resume deployment deployment')).toBe(
    'error: deployments.apps "deployment" is not paused\n',
  );
  lab.kubectl('rollout pause deployment deployment');
  expect(lab.kubectl('rollout pause deployment deployment')).toBe(
    'error: deployments.apps "deployment" is already paused\n',
  );
  expect(lab.kubectl('rollout undo deployment deployment')).toContain(
    'you cannot rollback a paused deployment',
  );
});

test('the log of a workload is that of one of its Pods, and custom columns can go without heads', () => {
  expect(lab.kubectl('logs deployment/deployment')).toMatch(
    /^Found 2 pods, using pod\/deployment-/,
  );
  expect(lab.kubectl('get deployment -o custom-columns=NAME:.metadata.name --no-headers')).toBe(
    'deployment\n',
  );
});

test('an image is set only when it is given', () => {
  expect(lab.kubectl('create deployment none')).toBe('error: required flag(s) "image" not set\n');
});
