import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import type { KubeObject, Pod, Volume } from '../../../../server/src/schema/objects';
import { ObjectStore } from '../../../../server/src/simulator/api/store';
import { planVolume } from '../../../../server/src/simulator/kubelet/volumePlans';

const STORE = new ObjectStore();
const OBJECTS = `
- { kind: ConfigMap, metadata: { name: conf }, data: { b: two, a: one }, binaryData: { bin: aGFsbG8= } }
- { kind: ConfigMap, metadata: { name: none } }
- { kind: Secret, metadata: { name: keys }, data: { user: YWRtaW4=, pass: czNj } }
- { kind: PersistentVolumeClaim, metadata: { name: disk }, spec: {} }
- { kind: PersistentVolumeClaim, metadata: { name: web-scratch }, spec: {} }
`;
(parse(OBJECTS) as readonly KubeObject[]).forEach((object, index) => {
  const metadata = { ...object.metadata, namespace: 'shop', uid: `u${index}` };
  STORE.put({ ...object, apiVersion: 'v1', metadata }, 0, 1);
});

const POD: Pod = {
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name: 'web', namespace: 'shop', uid: 'pod', labels: { app: 'x' } },
  spec: { containers: [{ name: 'app', resources: { limits: { memory: '64Mi' } } }] },
};

/** `a=one b=two`, with modes in octal where they are not the usual one; or why it cannot be mounted. */
function planned(text: string): string {
  const volume = { name: 'scratch', ...parse(text) } as Volume;
  const found = planVolume(STORE, POD, volume);
  if (found.kind === 'missing') return found.text;
  const { plan } = found;
  switch (plan.kind) {
    case 'files':
      return plan.files
        .map(
          ({ path, text, mode }) =>
            `${path}=${text}${mode === undefined || mode === 420 ? '' : `@${mode.toString(8)}`}`,
        )
        .join(' ');
    case 'empty':
      return plan.capacityBytes === undefined ? 'empty' : `empty ${plan.capacityBytes}`;
    case 'host':
      return `host ${plan.path}`;
    case 'claim':
      return `claim ${plan.claim}`;
  }
}

describe('a volume', () => {
  test.each([
    ['emptyDir: {}', 'empty'],
    ['emptyDir: { sizeLimit: 1Mi }', 'empty'],
    ['emptyDir: { medium: Memory }', 'empty'],
    ['emptyDir: { medium: Memory, sizeLimit: 1Mi }', 'empty 1048576'],
    ['{}', 'empty'],
    ['configMap: { name: conf }', 'a=one b=two bin=hallo'],
    ['configMap: { name: none }', ''],
    ['configMap: { name: conf, items: [{ key: a, path: x/y }] }', 'x/y=one'],
    ['configMap: { name: conf, defaultMode: 256 }', 'a=one@400 b=two@400 bin=hallo@400'],
    [
      'configMap: { name: conf, defaultMode: 256, items: [{ key: a, path: x }, { key: b, path: y, mode: 511 }] }',
      'x=one@400 y=two@777',
    ],
    [
      'configMap: { name: conf, items: [{ key: no, path: x }] }',
      'configmap references non-existent config key: no',
    ],
    [
      'configMap: { name: conf, optional: true, items: [{ key: no, path: x }, { key: a, path: y }] }',
      'y=one',
    ],
    ['configMap: { name: gone }', 'configmap "gone" not found'],
    ['configMap: { name: gone, optional: true }', ''],
    ['secret: { secretName: keys }', 'pass=s3c user=admin'],
    ['secret: { secretName: keys, items: [{ key: user, path: u }] }', 'u=admin'],
    [
      'secret: { secretName: keys, items: [{ key: no, path: x }] }',
      'references non-existent secret key: no',
    ],
    ['secret: { secretName: keys, optional: true, items: [{ key: no, path: x }] }', ''],
    ['secret: { secretName: gone }', 'secret "gone" not found'],
    ['secret: { secretName: gone, optional: true }', ''],
    ['hostPath: { path: /var/log }', 'host /var/log'],
    [
      'hostPath: { path: /no/such, type: Directory }',
      'hostPath type check failed: /no/such is not a directory',
    ],
    [
      'hostPath: { path: /no/such, type: File }',
      'hostPath type check failed: /no/such is not a file',
    ],
    [
      'hostPath: { path: /no/such, type: Socket }',
      'hostPath type check failed: /no/such is not a socket file',
    ],
    ['hostPath: { path: /no/such, type: DirectoryOrCreate }', 'host /no/such'],
    ['persistentVolumeClaim: { claimName: disk }', 'claim shop/disk'],
    ['persistentVolumeClaim: { claimName: gone }', 'persistentvolumeclaim "gone" not found'],
    ['ephemeral: { volumeClaimTemplate: {} }', 'claim shop/web-scratch'],
    ['downwardAPI: { items: [{ path: n, fieldRef: { fieldPath: metadata.name } }] }', 'n=web'],
    [
      'downwardAPI: { items: [{ path: l, fieldRef: { fieldPath: metadata.labels }, mode: 256 }] }',
      'l=app="x"@400',
    ],
    [
      'downwardAPI: { items: [{ path: m, resourceFieldRef: { containerName: app, resource: limits.memory, divisor: 1Mi } }] }',
      'm=64',
    ],
  ])('with %s: %s (L-SYN-11)', (text, expected) => {
    expect(planned(text)).toBe(expected);
  });
});

describe('a projected volume', () => {
  const all = (sources: string): string => `projected: { sources: [${sources}] }`;
  test.each([
    [
      '{ configMap: { name: conf, items: [{ key: a, path: x }] } }, { secret: { name: keys, items: [{ key: user, path: y }] } }',
      'x=one y=admin',
    ],
    [
      '{ downwardAPI: { items: [{ path: n, fieldRef: { fieldPath: metadata.namespace } }] } }',
      'n=shop',
    ],
    [
      '{ configMap: { name: gone, optional: true } }, { secret: { name: keys } }',
      'pass=s3c user=admin',
    ],
    ['{ configMap: { name: gone } }, { secret: { name: keys } }', 'configmap "gone" not found'],
    [
      '{ configMap: { name: gone } }, { secret: { name: lost } }',
      '[configmap "gone" not found, secret "lost" not found]',
    ],
    ['{ configMap: { name: gone } }, { configMap: { name: gone } }', 'configmap "gone" not found'],
    [
      '{ configMap: { name: conf, items: [{ key: no, path: x }] } }',
      'configmap references non-existent config key: no',
    ],
    ['', ''],
  ])('of %s: %s (L-SYN-11)', (sources, expected) => {
    expect(planned(all(sources))).toBe(expected);
  });
});
