import { expect, test } from 'vitest';
import type { KubeObject, Pod } from '../../../server/src/schema/objects';
import { parseScenario } from '../../../server/src/simulator/scenario/parseScenario';
import { simulate } from '../../../server/src/simulator/simulate';

interface Case {
  readonly image: object;
  /** Of the scenario. */
  readonly images?: readonly object[];
  readonly command?: string;
  readonly happenings?: readonly object[];
}

/** A Pod of which `app` mounts the image at /data and `other` does not. */
function run({ image, images = [], command = 'sleep 1000', happenings = [] }: Case) {
  const container = (name: string, more: object) => ({
    name,
    image: 'busybox:1.36',
    command: ['sh', '-c', command],
    ...more,
  });
  const object: KubeObject = {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: 'web' },
    spec: {
      terminationGracePeriodSeconds: 1,
      restartPolicy: 'Never',
      volumes: [{ name: 'data', image }],
      containers: [
        container('app', { volumeMounts: [{ name: 'data', mountPath: '/data' }] }),
        container('other', { command: ['sleep', '1000'] }),
      ],
    },
  };
  const { scenario, findings } = parseScenario({
    apiVersion: 'podlab/v1alpha1',
    kind: 'Scenario',
    images: [...images, { image: 'busybox*', present: true }],
    happenings,
  });
  expect(findings).toEqual([]);
  const { store } = simulate({ objects: [object], scenario, untilMs: 60_000 });
  const pod = store.get('Pod', 'default', 'web') as Pod | undefined;
  const told = [...store.list('Event')].map(
    ({ reason, involvedObject }) =>
      `${(involvedObject as { fieldPath?: string }).fieldPath ?? 'pod'} ${reason}`,
  );
  const stateOf = (name: string) =>
    pod?.status?.containerStatuses?.find((status) => status.name === name)?.state;
  return { pod, told, app: stateOf('app'), other: stateOf('other') };
}

test('the image of a volume is pulled for the Pod, before a container is started (L-IMG-3)', () => {
  const { told, app, other } = run({ image: { reference: 'quay.io/acme/models:1' } });
  expect(told.slice(0, 4)).toEqual([
    'pod Scheduled',
    'pod Pulling',
    'pod Pulled',
    'spec.containers{app} Pulled',
  ]);
  expect([app?.running, other?.running]).not.toContain(undefined);
});

test('a container waits for the image of its volume as for its own, the others do not (L-IMG-4, L-IMG-5)', () => {
  const image = { reference: 'quay.io/acme/models:1' };
  const { told, app, other } = run({
    image,
    images: [{ image: 'quay.io/*', pull: { fails: 'notFound' } }],
  });
  expect(['ErrImagePull', 'ImagePullBackOff']).toContain(app?.waiting?.reason);
  expect(app?.waiting?.message).toContain('quay.io/acme/models:1: not found');
  expect(other?.running).toBeDefined();
  expect(told).toContain('pod BackOff');
  expect(told).toContain('spec.containers{app} Failed');
  expect(told).not.toContain('spec.containers{other} Failed');
});

test('policy and name of the image of a volume are those of any image (L-IMG-1, L-IMG-2)', () => {
  const never = run({ image: { reference: 'quay.io/acme/models:1', pullPolicy: 'Never' } });
  expect(never.app?.waiting?.reason).toBe('ErrImageNeverPull');
  const invalid = run({ image: { reference: 'No Image' } });
  expect(invalid.app?.waiting?.reason).toBe('InvalidImageName');
  const present = run({ image: { reference: 'busybox:1.36' } });
  expect(present.told.slice(0, 2)).toEqual(['pod Scheduled', 'pod Pulled']);
});

test('what is known of the image can be read, not written (L-SYN-12)', () => {
  const reads = run({
    image: { reference: 'nginx:1.27' },
    command: 'test -d /data/etc/nginx && touch /data/mine; exit $?',
  });
  expect(reads.app?.terminated?.exitCode).toBe(1);
  const there = run({ image: { reference: 'nginx:1.27' }, command: 'test -d /data/etc/nginx' });
  expect(there.app?.terminated?.exitCode).toBe(0);
});

test('a Pod that is deleted while the image of its volume is pulled goes (L-TRM-7)', () => {
  const { pod } = run({
    image: { reference: 'quay.io/acme/models:1' },
    images: [{ image: 'quay.io/*', pull: { after: '20s' } }],
    happenings: [{ at: '5s', delete: 'Pod/web' }],
  });
  expect(pod).toBeUndefined();
});
