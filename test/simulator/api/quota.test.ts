import { expect, test } from 'vitest';
import type { KubeObject } from '../../../server/src/schema/objects';
import { freshApi, podManifest, podOf, refusalOf } from './support';

function quota(hard: Readonly<Record<string, string>>): KubeObject {
  return { apiVersion: 'v1', kind: 'ResourceQuota', metadata: { name: 'q' }, spec: { hard } };
}
const small = {
  containers: [{ name: 'app', image: 'app:1', resources: { requests: { cpu: '300m' } } }],
};

test('a Pod above the quota is refused with what is used and what is limited', () => {
  const { write } = freshApi();
  write({ verb: 'create', by: 'kubectl', object: quota({ pods: '5', 'requests.cpu': '500m' }) });
  podOf(write({ verb: 'create', by: 'kubectl', object: podManifest('a', small) }));
  expect(refusalOf(write({ verb: 'create', by: 'kubectl', object: podManifest('b', small) }))).toBe(
    '403 pods "b" is forbidden: exceeded quota: q, requested: requests.cpu=300m, used: requests.cpu=300m, limited: requests.cpu=500m',
  );
});

test('a quota on a compute resource makes that resource mandatory', () => {
  const { write } = freshApi();
  write({ verb: 'create', by: 'kubectl', object: quota({ 'requests.cpu': '500m' }) });
  expect(refusalOf(write({ verb: 'create', by: 'kubectl', object: podManifest('a') }))).toMatch(
    /failed quota: q: must specify requests.cpu/,
  );
});

test('a LimitRange fills in what a container does not say and refuses what is out of its bounds', () => {
  const { write } = freshApi();
  const limits = [
    {
      type: 'Container',
      default: { cpu: '1' },
      defaultRequest: { cpu: '200m' },
      max: { cpu: '2' },
    },
  ];
  write({
    verb: 'create',
    by: 'kubectl',
    object: { apiVersion: 'v1', kind: 'LimitRange', metadata: { name: 'l' }, spec: { limits } },
  });
  expect(
    podOf(write({ verb: 'create', by: 'kubectl', object: podManifest('a') })).spec.containers[0]
      ?.resources,
  ).toEqual({
    limits: { cpu: '1' },
    requests: { cpu: '200m' },
  });
  const big = {
    containers: [{ name: 'app', image: 'app:1', resources: { limits: { cpu: '3' } } }],
  };
  expect(refusalOf(write({ verb: 'create', by: 'kubectl', object: podManifest('b', big) }))).toBe(
    '403 pods "b" is forbidden: maximum cpu usage per Container is 2, but limit is 3',
  );
});
