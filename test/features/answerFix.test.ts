import { beforeAll, expect, test } from 'vitest';
import { parsePath } from '../../server/src/answers/editPod';
import { openFile } from '../../server/src/documents/manifestFile';
import { loadYaml } from '../../server/src/documents/yamlValue';
import { answerFix } from '../../server/src/features/answerFix';
import { applied } from '../support/codeActions';

beforeAll(() => loadYaml());

const POD = `apiVersion: v1
kind: Pod
spec:
  containers:
  - name: app
    livenessProbe:
      failureThreshold: 3 # impatient
`;

function fixed(text: string, ...fix: readonly (readonly [string, unknown?])[]): string | undefined {
  const document = openFile('file:///pod.yaml', text).documents[0]?.document;
  const wanted = fix.map(([path, value]) =>
    value === undefined ? { path: parsePath(path) } : { path: parsePath(path), value },
  );
  const edits = document && answerFix(document, wanted);
  return edits && applied(text, [...edits]);
}

test('the fix of an answer replaces the value and keeps the comment beside it', () => {
  expect(fixed(POD, ['spec.containers[0].livenessProbe.failureThreshold', 5])).toBe(
    POD.replace('3 #', '5 #'),
  );
});

test('the fix of an answer adds the field where it is missing', () => {
  expect(fixed(POD, ['spec.terminationGracePeriodSeconds', 40])).toBe(
    `${POD}  terminationGracePeriodSeconds: 40\n`,
  );
});

test('the fix of an answer leaves a document alone that has no place for it', () => {
  expect(
    fixed('kind: Pod\nspec: none\n', ['spec.containers[0].livenessProbe.periodSeconds', 5]),
  ).toBeUndefined();
});

test('the fix of an answer may add a whole structure, in the style of the document', () => {
  expect(
    fixed(POD, ['spec.containers[0].lifecycle.preStop', { sleep: { seconds: 2 } }]),
  ).toBe(`${POD}    lifecycle:
      preStop:
        sleep:
          seconds: 2
`);
});

test('the fix of an answer moves a container: added here, taken away there', () => {
  const job = `spec:
  containers:
  - name: work
  - name: proxy # goes on
  restartPolicy: Never
`;
  expect(
    fixed(
      job,
      ['spec.initContainers[0]', { name: 'proxy', restartPolicy: 'Always' }],
      ['spec.containers[1]'],
    ),
  ).toBe(`spec:
  containers:
  - name: work
  restartPolicy: Never
  initContainers:
  - name: proxy
    restartPolicy: Always
`);
});

test('a map that a fix would leave empty goes with its last field', () => {
  expect(fixed(POD, ['spec.containers[0].livenessProbe.failureThreshold'])).toBe(
    POD.slice(0, POD.indexOf('    livenessProbe')),
  );
});
