import { expect, test } from 'vitest';
import { simulate } from '../../../server/src/simulator/simulate';
import { objectsOf } from '../../answers/support';

const SET = `apiVersion: apps/v1
kind: StatefulSet
metadata: {name: db}
spec:
  serviceName: db
  selector: {matchLabels: {app: db}}
  template:
    metadata: {labels: {app: db}}
    spec: {containers: [{name: app, image: nginx}]}
  volumeClaimTemplates:
  - metadata: {name: data}
    spec: {CLASS accessModes: [ReadWriteOnce], resources: {requests: {storage: 1Gi}}}
`;

/** How the member's claim ends, and what the run took for granted. */
function outcome(yaml: string): readonly (string | undefined)[] {
  const run = simulate({ objects: objectsOf(yaml), untilMs: 30_000 });
  const claim = run.store.get('PersistentVolumeClaim', 'default', 'data-db-0');
  const { phase } = (claim?.['status'] ?? {}) as { readonly phase?: string };
  const assumed = run.entries.flatMap(({ change }) =>
    change.kind === 'assumption' && change.text.startsWith('StorageClass') ? [change.text] : [],
  );
  return [phase, ...assumed];
}

test('the class that a claim names, or leaves to the cluster, is there; the run says so', () => {
  expect(outcome(SET.replace('CLASS', ''))).toEqual([
    'Bound',
    'StorageClass standard is there already.',
  ]);
  expect(outcome(SET.replace('CLASS', 'storageClassName: gp3,'))).toEqual([
    'Bound',
    'StorageClass gp3 is there already.',
  ]);
});

test('no class is taken for granted where a volume or a class stands beside the claim', () => {
  const volume =
    '---\napiVersion: v1\nkind: PersistentVolume\nmetadata: {name: disk}\nspec: {accessModes: [ReadWriteMany], capacity: {storage: 5Gi}, hostPath: {path: /d}}\n';
  expect(outcome(SET.replace('CLASS', '') + volume)).toEqual(['Pending']);
  expect(outcome(SET.replace('CLASS', "storageClassName: '',"))).toEqual(['Pending']);
});
