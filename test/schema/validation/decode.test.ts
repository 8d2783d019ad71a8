import { expect, test } from 'vitest';
import { getCatalogue } from '../../../server/src/schema/builtinCatalogue';
import { patchObject } from '../../../server/src/schema/patch/applyPatch';
import { admit } from '../../../server/src/schema/validation/admit';
import { decodeIssues } from '../../../server/src/schema/validation/decode';

function object(apiVersion: string, kind: string, rest: object): object {
  return { apiVersion, kind, metadata: { name: 'x' }, ...rest };
}

function messages(value: unknown): readonly string[] {
  return decodeIssues(getCatalogue(), value).map(({ message }) => message);
}

test.each([
  ['v1', 'Secret', { data: { a: '!!' } }, 'illegal base64 data at input byte 0'],
  [
    'v1',
    'Secret',
    { data: { a: 1 } },
    'json: cannot unmarshal number into Go struct field Secret.data of type []uint8',
  ],
  [
    'v1',
    'ConfigMap',
    { data: { a: true } },
    'json: cannot unmarshal bool into Go struct field ConfigMap.data of type string',
  ],
  [
    'v1',
    'Service',
    { spec: { ports: [{ port: '80' }] } },
    'json: cannot unmarshal string into Go struct field ServicePort.spec.ports.port of type int32',
  ],
  [
    'v1',
    'Service',
    { spec: { type: 1 } },
    'json: cannot unmarshal number into Go struct field ServiceSpec.spec.type of type v1.ServiceType',
  ],
  [
    'v1',
    'Service',
    { spec: { ports: [{ port: 80, targetPort: true }] } },
    'json: cannot unmarshal bool into Go struct field ServicePort.spec.ports.targetPort of type int32',
  ],
  [
    'apps/v1',
    'Deployment',
    { spec: { template: { spec: { containers: ['x'] } } } },
    'json: cannot unmarshal string into Go struct field PodSpec.spec.template.spec.containers of type v1.Container',
  ],
  [
    'apps/v1',
    'Deployment',
    { spec: { selector: 'x' } },
    'json: cannot unmarshal string into Go struct field DeploymentSpec.spec.selector of type v1.LabelSelector',
  ],
  [
    'v1',
    'Pod',
    { metadata: [] },
    'json: cannot unmarshal array into Go struct field Pod.metadata of type v1.ObjectMeta',
  ],
  [
    'v1',
    'Pod',
    { metadata: { labels: [] } },
    'json: cannot unmarshal array into Go struct field ObjectMeta.metadata.labels of type map[string]string',
  ],
  [
    'v1',
    'Pod',
    { metadata: { creationTimestamp: 'today' } },
    'parsing time "today" as "2006-01-02T15:04:05Z07:00": cannot parse "today" as "2006"',
  ],
  [
    'v1',
    'Pod',
    { spec: { containers: [{ securityContext: { capabilities: { add: [1] } } }] } },
    'json: cannot unmarshal number into Go struct field Capabilities.spec.containers.securityContext.capabilities.add of type v1.Capability',
  ],
])('%s %s %j is told what is wrong', (apiVersion, kind, rest, message) => {
  expect(messages(object(apiVersion, kind, rest))).toEqual([message]);
});

test('nulls and whole floats are let pass', () => {
  expect(
    messages(object('v1', 'Pod', { metadata: null, spec: { containers: null, priority: 1e3 } })),
  ).toEqual([]);
});

test('a kind of a foreign group is nobody’s business', () => {
  expect(messages(object('example.com/v1', 'Thing', { foo: 1 }))).toEqual([]);
});

test('a kind that a group of Kubernetes does not have is told', () => {
  expect(messages(object('apps/v1', 'Deploymint', {}))).toEqual([
    'no kind "Deploymint" is registered for version "apps/v1" in scheme "pkg/api/legacyscheme/scheme.go:30"',
  ]);
});

test('every issue knows its place', () => {
  const pod = object('v1', 'Pod', {
    spec: { containers: [{ foo: 1, ports: [{ containerPort: 'x' }] }] },
  });
  expect(decodeIssues(getCatalogue(), pod).map(({ path }) => path)).toEqual([
    ['spec', 'containers', 0, 'foo'],
    ['spec', 'containers', 0, 'ports', 0, 'containerPort'],
  ]);
});

const POD = object('v1', 'Pod', { spec: { containers: [{ name: 'a', image: 'b' }] } });

test('a body without a kind is what the URL says', () => {
  const { kind: _, ...rest } = POD as Record<string, unknown>;
  expect(
    admit(getCatalogue(), rest, undefined, { target: { apiVersion: 'v1', kind: 'Pod' } }),
  ).toBeUndefined();
});

test('keys that stand twice are told with their lines, before unknown fields', () => {
  const status = admit(getCatalogue(), { ...POD, foo: 1 }, undefined, {
    duplicates: [
      { path: ['metadata', 'name'], line: 5 },
      { path: ['spec', 'containers', 0, 'image'], line: 9 },
    ],
  });
  expect(status?.message).toBe(
    'Pod in version "v1" cannot be handled as a Pod: strict decoding error: yaml: unmarshal errors:\n  line 5: key "name" already set in map\n  line 9: key "image" already set in map, unknown field "foo"',
  );
  const json = admit(getCatalogue(), POD, undefined, {
    duplicates: [{ path: ['metadata', 'name'] }],
  });
  expect(json?.message).toContain('strict decoding error: duplicate field "metadata.name"');
});

test('a wrong quantity ends the decoding, whatever else is wrong', () => {
  const pod = object('v1', 'Pod', {
    spec: { containers: [{ args: 1, name: 1, resources: { limits: { cpu: 'x' } } }] },
  });
  expect(admit(getCatalogue(), pod)?.message).toContain(
    'quantities must match the regular expression',
  );
});

test('a body that is no object is unrecognized', () => {
  const target = { apiVersion: 'v1', kind: 'Pod' };
  expect(admit(getCatalogue(), null, undefined, { target })?.message).toContain(
    'unexpected end of JSON input',
  );
  expect(admit(getCatalogue(), [1], undefined, { target })?.message).toContain(
    'cannot unmarshal array',
  );
});

test.each([
  [{ spec: { replicas: 'x' } }, 'map[spec:map[replicas:x]]', 'unrecognized type: int32'],
  [{ spec: { selector: 'x' } }, 'map[spec:map[selector:x]]', 'cannot restore map from string'],
  [
    { metadata: { labels: { a: 1 } } },
    'map[metadata:map[labels:map[a:1]]]',
    'cannot convert int64 to string',
  ],
  [
    { spec: { nope: true } },
    'map[spec:map[nope:true]]',
    'strict decoding error: unknown field "spec.nope"',
  ],
])('a patch %j that does not fit is told as such', (body, shown, complaint) => {
  const controller = {
    apiVersion: 'v1',
    kind: 'ReplicationController',
    metadata: { name: 'x' },
    spec: {},
  };
  const patched = patchObject('strategic', 'ReplicationController', controller, body).object;
  const status = admit(getCatalogue(), patched, controller, { patch: { type: 'strategic', body } });
  expect(status?.message).toBe(` "" is invalid: patch: Invalid value: "${shown}": ${complaint}`);
  expect(status?.causes[0]?.field).toBe('patch');
});
