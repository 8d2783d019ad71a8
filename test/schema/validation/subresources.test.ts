// Updates through subresources take over their own part and nothing else. Rules: L-API-8

import { expect, test } from 'vitest';
import { getCatalogue } from '../../../server/src/schema/builtinCatalogue';
import { patchObject } from '../../../server/src/schema/patch/applyPatch';
import { admit } from '../../../server/src/schema/validation/admit';
import { LIVE_POD } from './livePod';

function answer(subresource: string | undefined, patch: unknown): string | undefined {
  const changed = patchObject('strategic', 'Pod', LIVE_POD, patch).object;
  const context = subresource === undefined ? {} : { subresource };
  return admit(getCatalogue(), changed, LIVE_POD, context)?.message;
}

const DEBUGGER = { name: 'dbg', image: 'busybox' };

test('a debugging container comes in by its own door', () => {
  expect(
    answer('ephemeralcontainers', { spec: { ephemeralContainers: [DEBUGGER] } }),
  ).toBeUndefined();
  expect(answer(undefined, { spec: { ephemeralContainers: [DEBUGGER] } })).toContain(
    'Forbidden: pod updates may not change',
  );
});

test('a debugging container has no ports and aims at a container that is there', () => {
  const wrong = { ...DEBUGGER, ports: [{ containerPort: 80 }], targetContainerName: 'nope' };
  expect(answer('ephemeralcontainers', { spec: { ephemeralContainers: [wrong] } })).toBe(
    'Pod "live" is invalid: [spec.ephemeralContainers[0].targetContainerName: Not found: "nope", spec.ephemeralContainers[0].ports: Forbidden: cannot be set for an Ephemeral Container]',
  );
});

test('whatever else is sent to a subresource is left out', () => {
  expect(answer('ephemeralcontainers', { spec: { nodeName: 'other' } })).toBeUndefined();
  expect(
    answer('resize', { spec: { containers: [{ name: 'app', image: 'app:2' }] } }),
  ).toBeUndefined();
  expect(
    answer('status', { spec: { nodeName: 'other' }, status: { phase: 'Failed' } }),
  ).toBeUndefined();
});

function resized(resources: object): string | undefined {
  return answer('resize', { spec: { containers: [{ name: 'app', resources }] } });
}

test('a resize changes cpu and memory within the QoS class', () => {
  expect(resized({ requests: { cpu: '20m' } })).toBeUndefined();
  expect(resized({ requests: { cpu: null } })).toContain(
    'Pod QOS Class may not change as a result of resizing',
  );
  expect(resized({ requests: { 'ephemeral-storage': '1Gi' } })).toContain(
    'only cpu and memory resources are mutable',
  );
});

test('a resize that touches more than cpu and memory is answered with the difference', () => {
  expect(resized({ requests: { cpu: '20m', 'ephemeral-storage': '1Gi' } })).toContain(
    [
      'only cpu and memory resources are mutable',
      '@@ -102,7 +102,8 @@',
      '    "Resources": {',
      '     "Limits": null,',
      '     "Requests": {',
      '-     "cpu": "10m"',
      '+     "cpu": "10m",',
      '+     "ephemeral-storage": "1Gi"',
    ].join('\n'),
  );
});

test('an empty object where there was none is a change, an empty list is not', () => {
  expect(answer(undefined, { spec: { affinity: {} } })).toContain('\n- "Affinity": null,\n');
  expect(answer(undefined, { spec: { hostAliases: [], nodeSelector: {} } })).toBeUndefined();
});

test('conditions that are patched in have types of the form of label keys', () => {
  const condition = (type: string) => ({ status: { conditions: [{ type, status: 'True' }] } });
  expect(answer('status', condition('example.com/ready'))).toBeUndefined();
  expect(answer('status', condition('not valid'))).toContain(
    'status.conditions[0].Type: Invalid value: "not valid": name part must consist of',
  );
});
