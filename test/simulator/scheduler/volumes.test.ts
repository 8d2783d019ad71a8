// Which nodes a Pod may go to for its volumes. Rules: L-SCH-4, L-SCH-5, L-SCH-7.
import { describe, expect, test } from 'vitest';
import type { KubeObject, Pod } from '../../../server/src/schema/objects';
import type { NodeObject, PersistentVolume } from '../../../server/src/schema/workloads';
import type { StoreView } from '../../../server/src/simulator/api/store';
import { podFacts } from '../../../server/src/simulator/scheduler/podFacts';
import {
  choicesOn,
  volumeNeeds,
  volumeObstacle,
} from '../../../server/src/simulator/scheduler/volumes';
import { node, pod } from '../support/cluster';

type Fields = Readonly<Record<string, unknown>>;

function volume(name: string, spec: Fields = {}, labels: Readonly<Record<string, string>> = {}) {
  return {
    apiVersion: 'v1',
    kind: 'PersistentVolume',
    metadata: { name, labels },
    spec: {
      accessModes: ['ReadWriteOnce'],
      capacity: { storage: '5Gi' },
      hostPath: { path: '/x' },
      ...spec,
    },
  };
}
function claim(name: string, spec: Fields = {}, status: Fields = {}, metadata: Fields = {}) {
  return {
    apiVersion: 'v1',
    kind: 'PersistentVolumeClaim',
    metadata: { name, namespace: 'default', ...metadata },
    spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } }, ...spec },
    status: { phase: 'Pending', ...status },
  };
}
function bound(name: string, to: string) {
  return claim(name, { volumeName: to }, { phase: 'Bound' });
}
function storageClass(fields: Fields = {}) {
  return {
    apiVersion: 'storage.k8s.io/v1',
    kind: 'StorageClass',
    metadata: { name: 'late' },
    provisioner: 'kubernetes.io/no-provisioner',
    volumeBindingMode: 'WaitForFirstConsumer',
    ...fields,
  };
}
const LATE = { storageClassName: 'late' };
function on(...names: readonly string[]): Fields {
  const values = { key: 'metadata.name', operator: 'In', values: names };
  return { nodeAffinity: { required: { nodeSelectorTerms: [{ matchFields: [values] }] } } };
}
function user(...claims: readonly string[]): KubeObject {
  const volumes = claims.map((claimName) => ({
    name: claimName,
    persistentVolumeClaim: { claimName },
  }));
  return pod('web', { volumes }, { uid: 'web' });
}

/** As much of a store as is asked for claims and volumes. */
function storeOf(objects: readonly KubeObject[]): StoreView {
  const view: Pick<StoreView, 'get' | 'list' | 'podsOnNode'> = {
    get: (kind, _namespace, name) =>
      objects.find((object) => object.kind === kind && object.metadata.name === name),
    list: (kind) => objects.filter((object) => object.kind === kind),
    podsOnNode: () => [],
  };
  return view as StoreView;
}

/** Why the Pod cannot go to the node, or `fits`. */
function verdict(
  asks: KubeObject,
  objects: readonly KubeObject[],
  labels: Readonly<Record<string, string>> = {},
  there: readonly KubeObject[] = [],
): string {
  const needs = volumeNeeds(asks as Pod, storeOf(objects));
  if (needs.obstacle !== undefined) return needs.obstacle;
  const pods = new Map(
    there.map((other, i) => [`u${i}`, { ...podFacts(other as Pod), uid: `u${i}` }]),
  );
  const state = { node: node('n', { labels }) as NodeObject, pods };
  return volumeObstacle(needs, state, new Set())?.reasons.join(' + ') ?? 'fits';
}

const NO_MATCH = "node(s) didn't match PersistentVolume's node affinity";
const NOTHING_FREE = "node(s) didn't find available persistent volumes to bind";

describe('L-SCH-5, L-SCH-7: claims', () => {
  test.each<[what: string, asks: KubeObject, objects: readonly KubeObject[], expected: string]>([
    ['no volumes', pod('web'), [], 'fits'],
    ['a claim that is missing', user('a'), [], 'persistentvolumeclaim "a" not found'],
    [
      'a claim that is not bound',
      user('a'),
      [claim('a')],
      'pod has unbound immediate PersistentVolumeClaims',
    ],
    [
      'a claim that lost its volume',
      user('a'),
      [claim('a', { volumeName: 'pv' }, { phase: 'Lost' })],
      'persistentvolumeclaim "a" bound to non-existent persistentvolume "pv"',
    ],
    ['a bound claim', user('a'), [volume('pv'), bound('a', 'pv')], 'fits'],
    ['a volume on this node', user('a'), [volume('pv', on('n')), bound('a', 'pv')], 'fits'],
    ['a volume on another node', user('a'), [volume('pv', on('m')), bound('a', 'pv')], NO_MATCH],
    [
      'a claim that waits for a node, with a volume here',
      user('a'),
      [storageClass(), volume('pv', { ...LATE, ...on('n') }), claim('a', LATE)],
      'fits',
    ],
    [
      'a claim that waits for a node, with a volume elsewhere',
      user('a'),
      [storageClass(), volume('pv', { ...LATE, ...on('m') }), claim('a', LATE)],
      NOTHING_FREE,
    ],
    [
      'a claim that waits for a node, with a small volume',
      user('a'),
      [storageClass(), volume('pv', { ...LATE, capacity: { storage: '1Mi' } }), claim('a', LATE)],
      NOTHING_FREE,
    ],
    [
      'two claims and one volume',
      user('a', 'b'),
      [storageClass(), volume('pv', LATE), claim('a', LATE), claim('b', LATE)],
      NOTHING_FREE,
    ],
    [
      'two claims and two volumes',
      user('a', 'b'),
      [storageClass(), volume('pv', LATE), volume('pw', LATE), claim('a', LATE), claim('b', LATE)],
      'fits',
    ],
    [
      'a claim that waits for a node and names a volume',
      user('a'),
      [storageClass(), volume('pv', LATE), claim('a', { ...LATE, volumeName: 'other' })],
      'pod has unbound immediate PersistentVolumeClaims',
    ],
    [
      'a claim for which a volume is made',
      user('a'),
      [storageClass({ provisioner: 'e.com/disk' }), claim('a', LATE)],
      'fits',
    ],
    [
      'one claim bound elsewhere, one without a volume',
      user('a', 'b'),
      [storageClass(), volume('pv', on('m')), bound('a', 'pv'), claim('b', LATE)],
      `${NO_MATCH} + ${NOTHING_FREE}`,
    ],
  ])('%s', (_what, asks, objects, expected) => {
    expect(verdict(asks, objects)).toBe(expected);
  });

  test('an ephemeral volume waits for its claim, which must be the Pod’s own', () => {
    const asks = pod('web', { volumes: [{ name: 'tmp', ephemeral: {} }] }, { uid: 'web' });
    expect(verdict(asks, [])).toBe(
      'waiting for ephemeral volume controller to create the persistentvolumeclaim "web-tmp"',
    );
    expect(verdict(asks, [claim('web-tmp')])).toBe(
      'PVC default/web-tmp was not created for pod default/web (pod is not owner)',
    );
  });

  test('small claims choose first, each the smallest volume that is left', () => {
    const sized = (name: string, storage: string) =>
      volume(name, { ...LATE, capacity: { storage } });
    const asking = (name: string, storage: string) =>
      claim(name, { ...LATE, resources: { requests: { storage } } });
    const view = storeOf([
      storageClass(),
      sized('huge', '9Gi'),
      sized('tiny', '1Gi'),
      sized('large', '5Gi'),
      asking('big', '2Gi'),
      asking('small', '1Gi'),
    ]);
    const choices = choicesOn(
      volumeNeeds(user('big', 'small') as Pod, view),
      node('n') as NodeObject,
    );
    expect(
      choices?.map(({ claim: of, volume: got }) => [of.metadata.name, got?.metadata.name]),
    ).toEqual([
      ['small', 'tiny'],
      ['big', 'large'],
    ]);
  });
});

describe('L-SCH-5: where a volume may be made', () => {
  const only = (...terms: readonly Readonly<Record<string, readonly string[]>>[]) =>
    storageClass({
      provisioner: 'e.com/disk',
      allowedTopologies: terms.map((term) => ({
        matchLabelExpressions: Object.entries(term).map(([key, values]) => ({ key, values })),
      })),
    });
  test.each<[what: string, made: KubeObject, expected: string]>([
    ['anywhere', only(), 'fits'],
    ['in this zone', only({ zone: ['z1', 'z2'] }), 'fits'],
    ['in another zone', only({ zone: ['z2'] }), NOTHING_FREE],
    ['in this zone and region', only({ zone: ['z1'], region: ['r1'] }), 'fits'],
    ['in this zone of another region', only({ zone: ['z1'], region: ['r2'] }), NOTHING_FREE],
    ['in one of two places', only({ zone: ['z2'] }, { region: ['r1'] }), 'fits'],
    ['by a label that the node does not have', only({ rack: ['1'] }), NOTHING_FREE],
  ])('%s', (_what, made, expected) => {
    expect(verdict(user('a'), [made, claim('a', LATE)], { zone: 'z1', region: 'r1' })).toBe(
      expected,
    );
  });
});

const ZONE = 'topology.kubernetes.io/zone';
const REGION = 'topology.kubernetes.io/region';
const OLD_ZONE = 'failure-domain.beta.kubernetes.io/zone';
const ELSEWHERE = 'node(s) had no available volume zone';
describe('L-SCH-4: a volume that tells its zone is only for nodes of that zone', () => {
  type Labels = Readonly<Record<string, string>>;
  test.each<[what: string, here: Labels, there: Labels, expected: string]>([
    ['both say nothing', {}, {}, 'fits'],
    ['the node says nothing', {}, { [ZONE]: 'a' }, 'fits'],
    ['the volume says nothing', { [ZONE]: 'a' }, {}, 'fits'],
    ['the same zone', { [ZONE]: 'a' }, { [ZONE]: 'a' }, 'fits'],
    ['another zone', { [ZONE]: 'a' }, { [ZONE]: 'b' }, ELSEWHERE],
    ['one of several zones', { [ZONE]: 'a' }, { [ZONE]: 'b__a' }, 'fits'],
    ['none of several zones', { [ZONE]: 'c' }, { [ZONE]: 'b__a' }, ELSEWHERE],
    [
      'the same region, another zone',
      { [ZONE]: 'a', [REGION]: 'r' },
      { [ZONE]: 'b', [REGION]: 'r' },
      ELSEWHERE,
    ],
    ['a zone where the node tells its region alone', { [REGION]: 'r' }, { [ZONE]: 'a' }, ELSEWHERE],
    [
      'an old label of the volume, a new one of the node',
      { [ZONE]: 'a' },
      { [OLD_ZONE]: 'a' },
      'fits',
    ],
    ['an old label of another zone', { [ZONE]: 'a' }, { [OLD_ZONE]: 'b' }, ELSEWHERE],
    ['other labels', { [ZONE]: 'a' }, { zone: 'b' }, 'fits'],
  ])('%s', (_what, here, there, expected) => {
    const pv = volume('pv', {}, there) as PersistentVolume;
    expect(verdict(user('a'), [pv, bound('a', 'pv')], here)).toBe(expected);
  });
});

const TAKEN = 'node(s) had no available disk';
describe('L-SCH-4: disks that are attached once', () => {
  const withDisk = (kind: string, fields: Fields) =>
    pod('web', { volumes: [{ name: 'd', [kind]: fields }] }, { uid: 'web' });
  test.each<[what: string, kind: string, own: Fields, there: Fields, expected: string]>([
    ['the same GCE disk', 'gcePersistentDisk', { pdName: 'foo' }, { pdName: 'foo' }, TAKEN],
    ['another GCE disk', 'gcePersistentDisk', { pdName: 'foo' }, { pdName: 'bar' }, 'fits'],
    [
      'a GCE disk that both read',
      'gcePersistentDisk',
      { pdName: 'foo', readOnly: true },
      { pdName: 'foo', readOnly: true },
      'fits',
    ],
    [
      'a GCE disk that one writes',
      'gcePersistentDisk',
      { pdName: 'foo', readOnly: true },
      { pdName: 'foo' },
      TAKEN,
    ],
    [
      'the same EBS volume',
      'awsElasticBlockStore',
      { volumeID: 'foo' },
      { volumeID: 'foo' },
      TAKEN,
    ],
    [
      'an EBS volume that both read',
      'awsElasticBlockStore',
      { volumeID: 'foo', readOnly: true },
      { volumeID: 'foo', readOnly: true },
      TAKEN,
    ],
    [
      'another EBS volume',
      'awsElasticBlockStore',
      { volumeID: 'foo' },
      { volumeID: 'bar' },
      'fits',
    ],
    ['the same iSCSI target', 'iscsi', { iqn: 'iqn:a', lun: 0 }, { iqn: 'iqn:a', lun: 1 }, TAKEN],
    ['another iSCSI target', 'iscsi', { iqn: 'iqn:a' }, { iqn: 'iqn:b' }, 'fits'],
    [
      'the same RBD image',
      'rbd',
      { monitors: ['a', 'b'], pool: 'foo', image: 'bar' },
      { monitors: ['c', 'a'], pool: 'foo', image: 'bar' },
      TAKEN,
    ],
    [
      'the same RBD image of other monitors',
      'rbd',
      { monitors: ['a'], pool: 'foo', image: 'bar' },
      { monitors: ['c'], pool: 'foo', image: 'bar' },
      'fits',
    ],
    [
      'another RBD pool',
      'rbd',
      { monitors: ['a'], image: 'bar' },
      { monitors: ['a'], pool: 'foo', image: 'bar' },
      'fits',
    ],
  ])('%s', (_what, kind, own, there, expected) => {
    expect(verdict(withDisk(kind, own), [], {}, [withDisk(kind, there)])).toBe(expected);
  });
  test('of different kinds never collide', () => {
    const other = withDisk('awsElasticBlockStore', { volumeID: 'foo' });
    expect(verdict(withDisk('gcePersistentDisk', { pdName: 'foo' }), [], {}, [other])).toBe('fits');
  });
});
