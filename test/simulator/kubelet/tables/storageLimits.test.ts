import { expect, test } from 'vitest';
import { parse } from 'yaml';
import type { PodSpec } from '../../../../server/src/schema/objects';
import {
  hasStorageLimits,
  storageExcess,
} from '../../../../server/src/simulator/kubelet/storageLimits';

const MI = 2 ** 20;
const limit = (name: string, amount?: string): string =>
  `{ name: ${name}${amount === undefined ? '' : `, resources: { limits: { ephemeral-storage: ${amount} } }`} }`;
const spec = (containers: string, volumes = '', inits = ''): string =>
  `{ containers: [${containers}], volumes: [${volumes}], initContainers: [${inits}] }`;

const total = (amount: string): string =>
  `Pod ephemeral local storage usage exceeds the total limit of containers ${amount}. `;

// Volumes have one letter, containers more; amounts are MiB.
test.each<[string, Readonly<Record<string, number>>, string | undefined]>([
  [spec(limit('app')), { app: 9000 }, undefined],
  [spec(limit('app', '1Gi')), { app: 1024 }, undefined],
  [spec(limit('app', '1Gi')), { app: 1025 }, total('1Gi')],
  [spec(limit('app', '1Gi'), '{ name: v, emptyDir: {} }'), { app: 600, v: 600 }, total('1Gi')],
  [
    spec(limit('app', '1Gi'), '{ name: v, emptyDir: { medium: Memory } }'),
    { app: 600, v: 600 },
    undefined,
  ],
  [
    spec(limit('app', '1Gi'), '{ name: v, hostPath: { path: /x } }'),
    { app: 600, v: 600 },
    undefined,
  ],
  [
    spec(`${limit('one', '1Gi')}, ${limit('two', '1Gi')}`),
    { one: 1100, two: 100 },
    'Container one exceeded its local ephemeral storage limit "1Gi". ',
  ],
  [spec(`${limit('one', '1Gi')}, ${limit('two', '1Gi')}`), { one: 1100, two: 1000 }, total('2Gi')],
  [spec(`${limit('one', '1Gi')}, ${limit('two')}`), { one: 100, two: 1000 }, total('1Gi')],
  [
    spec(limit('app', '1Gi'), '', limit('setup', '3Gi')),
    { app: 1100, setup: 0 },
    'Container app exceeded its local ephemeral storage limit "1Gi". ',
  ],
  [spec(limit('app'), '{ name: v, emptyDir: { sizeLimit: 10Mi } }'), { v: 10 }, undefined],
  [
    spec(limit('app'), '{ name: v, emptyDir: { sizeLimit: 10Mi } }'),
    { v: 11 },
    'Usage of EmptyDir volume "v" exceeds the limit "10Mi". ',
  ],
  [spec(limit('app'), '{ name: v, emptyDir: { sizeLimit: 0 } }'), { v: 11 }, undefined],
  [
    spec(limit('app', '5Mi'), '{ name: v, emptyDir: { sizeLimit: 10Mi } }'),
    { v: 11 },
    'Usage of EmptyDir volume "v" exceeds the limit "10Mi". ',
  ],
])('%s filled with %o: %s (L-NOD-11)', (text, used, expected) => {
  const pod = parse(text) as PodSpec;
  const bytes = (name: string): number => (used[name] ?? 0) * MI;
  expect(storageExcess(pod, { volume: bytes, container: bytes })).toBe(expected);
  expect(hasStorageLimits(pod)).toBe(text.includes('imit'));
});
