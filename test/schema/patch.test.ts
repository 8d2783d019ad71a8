import { expect, test } from 'vitest';
import { patchObject, patchTypeOf } from '../../server/src/schema/patch/applyPatch';

const POD = {
  kind: 'Pod',
  metadata: { name: 'web', labels: { a: 'b', c: 'd' }, finalizers: ['x/y'] },
  spec: {
    containers: [
      {
        name: 'app',
        image: 'app:1',
        args: ['1', '2'],
        ports: [{ containerPort: 80, name: 'http' }],
      },
      { name: 'log', image: 'log:1' },
    ],
    tolerations: [{ key: 'a' }],
    volumes: [{ name: 'v', emptyDir: {} }],
  },
};

function strategic(patch: unknown, object: unknown = POD, kind = 'Pod'): unknown {
  const { object: patched, error } = patchObject('strategic', kind, object, patch);
  return error ?? patched;
}

function containers(patch: unknown): unknown {
  return (strategic({ spec: { containers: patch } }) as typeof POD).spec.containers;
}

test('containers merge by name, and the others stay', () => {
  expect(containers([{ name: 'app', image: 'app:2' }])).toEqual([
    { ...POD.spec.containers[0], image: 'app:2' },
    POD.spec.containers[1],
  ]);
});

test('a new container comes first', () => {
  expect(containers([{ name: 'new', image: 'n' }])).toEqual([
    { name: 'new', image: 'n' },
    ...POD.spec.containers,
  ]);
});

test('lists within elements merge by their own key, plain lists are replaced', () => {
  const [app] = containers([
    { name: 'app', args: ['3'], ports: [{ containerPort: 81 }] },
  ]) as (typeof POD.spec.containers)[0][];
  expect(app).toMatchObject({
    args: ['3'],
    ports: [{ containerPort: 81 }, { containerPort: 80, name: 'http' }],
  });
});

test('the delete directive removes an element, replace the whole list', () => {
  expect(containers([{ name: 'log', $patch: 'delete' }])).toEqual([POD.spec.containers[0]]);
  expect(containers([{ $patch: 'replace' }, { name: 'one', image: 'o' }])).toEqual([
    { name: 'one', image: 'o' },
  ]);
});

test('null removes a field, and directives work on mappings too', () => {
  expect(strategic({ metadata: { labels: { a: null } } })).toMatchObject({
    metadata: { labels: { c: 'd' } },
  });
  const replaced = strategic({ metadata: { labels: { $patch: 'replace', e: 'f' } } }) as typeof POD;
  expect(replaced.metadata.labels).toEqual({ e: 'f' });
  const kept = strategic({ metadata: { labels: { $retainKeys: ['c'], g: 'h' } } }) as typeof POD;
  expect(kept.metadata.labels).toEqual({ c: 'd', g: 'h' });
});

test('lists without a key are replaced, sets of values grow', () => {
  expect(strategic({ spec: { tolerations: [{ key: 'b' }] } })).toMatchObject({
    spec: { tolerations: [{ key: 'b' }] },
  });
  expect(strategic({ metadata: { finalizers: ['z/z'] } })).toMatchObject({
    metadata: { finalizers: ['z/z', 'x/y'] },
  });
  expect(strategic({ metadata: { '$deleteFromPrimitiveList/finalizers': ['x/y'] } })).toMatchObject(
    {
      metadata: { finalizers: [] },
    },
  );
});

test('an order can be asked for', () => {
  const patched = strategic({
    spec: {
      '$setElementOrder/containers': [{ name: 'log' }, { name: 'app' }],
      containers: [{ name: 'app', image: 'x' }],
    },
  }) as typeof POD;
  expect(patched.spec.containers.map(({ name }) => name)).toEqual(['log', 'app']);
});

test('ports of a Service merge by their number', () => {
  const service = { spec: { ports: [{ port: 80, name: 'a' }, { port: 81 }] } };
  expect(
    strategic({ spec: { ports: [{ port: 80, targetPort: 8080 }] } }, service, 'Service'),
  ).toEqual({
    spec: { ports: [{ port: 80, name: 'a', targetPort: 8080 }, { port: 81 }] },
  });
});

test('an element without its key and an unknown directive are refused', () => {
  expect(strategic({ spec: { containers: [{ image: 'x' }] } })).toBe(
    'map: map[image:x] does not contain declared merge key: name',
  );
  expect(strategic({ metadata: { $patch: 'burn' } })).toBe('Unknown patch type found: burn');
});

test('patching leaves the given object alone', () => {
  const before = structuredClone(POD);
  strategic({ spec: { containers: [{ name: 'app', image: 'z' }] } });
  patchObject('json', 'Pod', POD, [{ op: 'remove', path: '/spec' }]);
  expect(POD).toEqual(before);
});

test('a merge patch replaces lists and removes nulls', () => {
  expect(
    patchObject('merge', 'Pod', { a: { b: 1, c: [1] } }, { a: { b: null, c: [2], d: { e: null } } })
      .object,
  ).toEqual({
    a: { c: [2], d: {} },
  });
});

test('a JSON patch applies all its operations or none', () => {
  const operations = [
    { op: 'test', path: '/a', value: 1 },
    { op: 'add', path: '/b~1c', value: [1] },
    { op: 'add', path: '/b~1c/-', value: 2 },
    { op: 'copy', from: '/a', path: '/d' },
    { op: 'move', from: '/a', path: '/e' },
    { op: 'replace', path: '/d', value: 3 },
  ];
  expect(patchObject('json', 'Pod', { a: 1 }, operations).object).toEqual({
    'b/c': [1, 2],
    d: 3,
    e: 1,
  });
  expect(patchObject('json', 'Pod', { a: 1 }, [{ op: 'test', path: '/a', value: 2 }]).error).toBe(
    'testing value /a failed: test failed',
  );
  expect(patchObject('json', 'Pod', {}, [{ op: 'remove', path: '/x' }]).error).toContain(
    'remove operation does not apply',
  );
  expect(patchObject('json', 'Pod', {}, {}).error).toContain('cannot unmarshal object');
});

test('the content type names the patch type', () => {
  expect(patchTypeOf('application/merge-patch+json; charset=utf-8')).toBe('merge');
  expect(patchTypeOf('application/apply-patch+yaml')).toBeUndefined();
});
