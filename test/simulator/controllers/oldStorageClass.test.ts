import { expect, test } from 'vitest';
import { simulate } from '../../../server/src/simulator/simulate';
import { objectsOf } from '../../answers/support';

test('the class of a claim may stand in the annotation that came before the field', () => {
  const objects = objectsOf(`apiVersion: storage.k8s.io/v1
kind: StorageClass
metadata: {name: fast}
provisioner: example.com/disks
---
apiVersion: v1
kind: PersistentVolumeClaim
metadata:
  name: data
  annotations: {volume.beta.kubernetes.io/storage-class: fast}
spec: {accessModes: [ReadWriteOnce], resources: {requests: {storage: 1Gi}}}
`);
  const run = simulate({ objects, untilMs: 10_000 });
  const claim = run.store.get('PersistentVolumeClaim', 'default', 'data');
  expect(claim).toMatchObject({ status: { phase: 'Bound' } });
});
