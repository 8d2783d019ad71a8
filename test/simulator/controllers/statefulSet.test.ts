import { describe, expect, test } from 'vitest';
import type { KubeObject, Pod } from '../../../server/src/schema/objects';
import type { StatefulSet } from '../../../server/src/schema/workloads';
import type { TestCluster } from '../support/cluster';
import { controlPlane } from '../support/controlPlane';

const labels = { app: 'db' };

function set(
  spec: Readonly<Record<string, unknown>> = {},
  annotations: Readonly<Record<string, string>> = {},
): KubeObject {
  return {
    apiVersion: 'apps/v1',
    kind: 'StatefulSet',
    metadata: { name: 'db', namespace: 'default' },
    spec: {
      replicas: 3,
      serviceName: 'db',
      selector: { matchLabels: labels },
      template: template('app:1', annotations),
      ...spec,
    },
  };
}
function template(image: string, annotations: Readonly<Record<string, string>> = {}) {
  return { metadata: { labels, annotations }, spec: { containers: [{ name: 'app', image }] } };
}
const names = (c: TestCluster) => c.list<Pod>('Pod').map((p) => p.metadata.name);
const change = (c: TestCluster, spec: object) =>
  c.change<StatefulSet>('StatefulSet', 'db', (s) => ({ ...s, spec: { ...s.spec, ...spec } }));

describe('StatefulSets', () => {
  test('members come one after the other, each when the one before is ready (L-CTL-14, L-CTL-15)', () => {
    const c = controlPlane(set({}, { 'ready-after': '2' })).advance(1);
    expect(names(c)).toEqual(['db-0']);
    c.advance(2.5);
    expect(names(c)).toEqual(['db-0', 'db-1']);
    c.advance(5);
    expect(names(c)).toEqual(['db-0', 'db-1', 'db-2']);
    const first = c.pod('db-0');
    expect(first.spec).toMatchObject({ hostname: 'db-0', subdomain: 'db' });
    expect(first.metadata.labels).toMatchObject({
      'statefulset.kubernetes.io/pod-name': 'db-0',
      'apps.kubernetes.io/pod-index': '0',
    });
    expect(c.events('SuccessfulCreate')[0]).toBe(
      'Normal SuccessfulCreate StatefulSet/db: Create Pod db-0 in StatefulSet db successful',
    );
  });

  test('parallel members come all at once (L-CTL-14)', () => {
    const c = controlPlane(set({ podManagementPolicy: 'Parallel' })).advance(0.2);
    expect(names(c)).toEqual(['db-0', 'db-1', 'db-2']);
  });

  test('a deleted member comes back under its name when the old object is gone (L-CTL-14)', () => {
    const c = controlPlane(set({}, { 'stop-after': '4' })).advance(10);
    const old = c.pod('db-1').metadata.uid;
    c.delete('Pod', 'db-1');
    c.advance(3.9);
    expect(c.pod('db-1').metadata.uid).toBe(old);
    c.advance(1);
    expect(c.pod('db-1').metadata.uid).not.toBe(old);
  });

  test('a failed member is deleted and made again (L-CTL-14)', () => {
    const c = controlPlane(set()).advance(10);
    const old = c.pod('db-1').metadata.uid;
    c.changeStatus('Pod', 'db-1', { phase: 'Failed' });
    c.advance(2);
    expect(c.pod('db-1').metadata.uid).not.toBe(old);
  });

  test('scaling down takes the highest first, one at a time (L-CTL-14)', () => {
    const c = controlPlane(set({}, { 'stop-after': '2' })).advance(10);
    change(c, { replicas: 1 });
    c.advance(1);
    expect(c.pod('db-2').metadata.deletionTimestamp).toBeDefined();
    expect(c.pod('db-1').metadata.deletionTimestamp).toBeUndefined();
    c.advance(10);
    expect(names(c)).toEqual(['db-0']);
    expect(c.events('SuccessfulDelete')).toEqual([
      'Normal SuccessfulDelete StatefulSet/db: Delete Pod db-2 in StatefulSet db successful',
      'Normal SuccessfulDelete StatefulSet/db: Delete Pod db-1 in StatefulSet db successful',
    ]);
  });

  test('an update goes from the highest down and stops at the partition (L-CTL-14)', () => {
    const c = controlPlane(set()).advance(10);
    change(c, {
      template: template('app:2'),
      updateStrategy: { type: 'RollingUpdate', rollingUpdate: { partition: 1 } },
    });
    c.advance(30);
    const images = () =>
      ['db-0', 'db-1', 'db-2'].map((name) => c.pod(name).spec.containers[0]?.image);
    expect(images()).toEqual(['app:1', 'app:2', 'app:2']);
    // Below the partition a member keeps the version that it had.
    c.delete('Pod', 'db-0');
    c.advance(10);
    expect(images()).toEqual(['app:1', 'app:2', 'app:2']);
  });

  test('each member has claims of its own, which outlive it (L-CTL-15)', () => {
    const volumeClaimTemplates = [
      { metadata: { name: 'data' }, spec: { accessModes: ['ReadWriteOnce'] } },
    ];
    const c = controlPlane(set({ replicas: 1, volumeClaimTemplates })).advance(1);
    expect(c.get('PersistentVolumeClaim', 'data-db-0')).toBeDefined();
    expect(c.pod('db-0').spec.volumes).toContainEqual({
      name: 'data',
      persistentVolumeClaim: { claimName: 'data-db-0' },
    });
    expect(c.events('SuccessfulCreate')).toContain(
      'Normal SuccessfulCreate StatefulSet/db: Create Claim data-db-0 Pod db-0 in StatefulSet db success',
    );
    expect(c.pod('db-0').spec.nodeName).toBeUndefined();
  });

  test('a partition counts members, not ordinals (L-CTL-14)', () => {
    const updateStrategy = { rollingUpdate: { partition: 1 } };
    const c = controlPlane(set({ replicas: 2, ordinals: { start: 5 }, updateStrategy })).advance(5);
    change(c, { template: template('app:2') });
    c.advance(10);
    const images = c.list<Pod>('Pod').map((p) => [p.metadata.name, p.spec.containers[0]?.image]);
    expect(images.sort()).toEqual([
      ['db-5', 'app:1'],
      ['db-6', 'app:2'],
    ]);
  });

  test('claims of members that are too many go with them where the policy says so (L-CTL-14)', () => {
    const volumeClaimTemplates = [
      {
        metadata: { name: 'data' },
        spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } } },
      },
    ];
    const claims = (c: TestCluster) =>
      c.list<KubeObject>('PersistentVolumeClaim').map((claim) => claim.metadata.name);
    for (const [whenScaled, left] of [
      ['Delete', ['data-db-0']],
      ['Retain', ['data-db-0', 'data-db-1']],
    ] as const) {
      const c = controlPlane(
        set({
          replicas: 2,
          podManagementPolicy: 'Parallel',
          volumeClaimTemplates,
          persistentVolumeClaimRetentionPolicy: { whenScaled, whenDeleted: 'Delete' },
        }),
      ).advance(5);
      expect(claims(c)).toEqual(['data-db-0', 'data-db-1']);
      change(c, { replicas: 1 });
      c.advance(10);
      expect(claims(c)).toEqual(left);
      c.delete('StatefulSet', 'db');
      c.advance(10);
      expect(claims(c)).toEqual([]);
    }
  });

  test('a member whose labels no longer match is let go (L-CTL-5)', () => {
    const c = controlPlane(set({ replicas: 1 })).advance(3);
    c.change<Pod>('Pod', 'db-0', (p) => ({
      ...p,
      metadata: { ...p.metadata, labels: { app: 'other' } },
    }));
    c.advance(2);
    expect(c.pod('db-0').metadata.ownerReferences).toBeUndefined();
    expect(c.events('FailedCreate')[0]).toContain('pods "db-0" already exists');
  });
});
