import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { toYaml } from '../../../server/src/schema/printing/toYaml';

test('keys stand in the order of the alphabet, lists are not indented', () => {
  const pod = {
    kind: 'Pod',
    apiVersion: 'v1',
    spec: { containers: [{ name: 'app', image: 'app:1', resources: {} }], tolerations: [] },
    metadata: { creationTimestamp: '2026-01-01T00:00:00Z', labels: { 'a/b': 'true' }, name: 'web' },
  };
  expect(toYaml(pod)).toBe(`apiVersion: v1
kind: Pod
metadata:
  creationTimestamp: "2026-01-01T00:00:00Z"
  labels:
    a/b: "true"
  name: web
spec:
  containers:
  - image: app:1
    name: app
    resources: {}
  tolerations: []
`);
});

test('several lines become a block', () => {
  expect(toYaml({ data: { 'run.sh': 'echo a\necho b\n', end: 'x\ny' } })).toBe(
    'data:\n  end: |-\n    x\n    y\n  run.sh: |\n    echo a\n    echo b\n',
  );
});

test('whatever text a value holds, it is read back as it was', () => {
  const text = fc.oneof(
    fc.string(),
    fc.constantFrom(
      'yes',
      '012',
      '1e3',
      '- a',
      'a: b',
      '# c',
      '*',
      '{',
      "it's",
      '2026-01-01',
      ' x',
      '~',
      '0x1f',
      ':',
      '-',
    ),
    fc.string({ unit: fc.constantFrom('a', ' ', '\n', ':', '#', '-') }),
  );
  const value = fc.letrec((tie) => ({
    node: fc.oneof(
      { maxDepth: 3 },
      text,
      fc.integer(),
      fc.boolean(),
      fc.constant(null),
      fc.array(tie('node'), { maxLength: 3 }),
      fc.dictionary(text, tie('node'), { maxKeys: 3, noNullPrototype: true }),
    ),
  })).node;
  void fc.assert(
    fc.property(value, (it) => {
      expect(parse(toYaml({ it }))).toEqual({ it });
    }),
    { seed: 1, numRuns: 2000 },
  );
});
