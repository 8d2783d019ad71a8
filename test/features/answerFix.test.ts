import { beforeAll, expect, test } from 'vitest';
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

function fixed(text: string, path: string, value: string): string | undefined {
  const document = openFile('file:///pod.yaml', text).documents[0]?.document;
  const edit = document && answerFix(document, path, value);
  return edit && applied(text, [edit]);
}

test('the fix of an answer replaces the value and keeps the comment beside it', () => {
  expect(fixed(POD, 'spec.containers[0].livenessProbe.failureThreshold', '5')).toBe(
    POD.replace('3 #', '5 #'),
  );
});

test('the fix of an answer adds the field where it is missing', () => {
  expect(fixed(POD, 'spec.terminationGracePeriodSeconds', '40')).toBe(
    `${POD}  terminationGracePeriodSeconds: 40\n`,
  );
});

test('the fix of an answer leaves a document alone that has no place for it', () => {
  expect(
    fixed('kind: Pod\nspec: none\n', 'spec.containers[0].livenessProbe.periodSeconds', '5'),
  ).toBeUndefined();
});
