// Which of too many Pods go first.
import { describe, expect, test } from 'vitest';
import type { ContainerStatus, Pod } from '../../../server/src/schema/objects';
import { toTimestamp } from '../../../server/src/simulator/api/timestamps';
import { inDeletionOrder, inRemovalOrder } from '../../../server/src/simulator/controllers/ranking';

const NOW = 100_000_000;

interface Traits {
  readonly node?: string;
  readonly phase?: string;
  /** Milliseconds before now since which it is ready. */
  readonly readyFor?: number;
  readonly age?: number;
  readonly restarts?: number;
  readonly sidecarRestarts?: number;
  readonly initRestarts?: number;
  readonly cost?: string;
}

function status(name: string, restartCount: number): ContainerStatus {
  return { name, restartCount, ready: true, image: '', imageID: '' };
}

/** On a node, Running, not Ready and old unless it says otherwise. */
function pod(name: string, traits: Traits): Pod {
  const { node = 'n', phase = 'Running', readyFor, age = 50_000_000, cost } = traits;
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      name,
      uid: name,
      creationTimestamp: toTimestamp(NOW - age),
      ...(cost === undefined
        ? {}
        : { annotations: { 'controller.kubernetes.io/pod-deletion-cost': cost } }),
    },
    spec: {
      ...(node === '' ? {} : { nodeName: node }),
      containers: [{ name: 'app' }],
      initContainers: [{ name: 'setup' }, { name: 'proxy', restartPolicy: 'Always' }],
    },
    status: {
      phase,
      conditions:
        readyFor === undefined
          ? []
          : [{ type: 'Ready', status: 'True', lastTransitionTime: toTimestamp(NOW - readyFor) }],
      containerStatuses: [status('app', traits.restarts ?? 0)],
      initContainerStatuses: [
        status('setup', traits.initRestarts ?? 0),
        status('proxy', traits.sidecarRestarts ?? 0),
      ],
    },
  };
}

const READY = { readyFor: 40_000_000 };

/** Each goes before the one after it. */
const LADDERS: readonly (readonly [what: string, traits: readonly Traits[]])[] = [
  ['without a node before with one', [{ node: '' }, {}]],
  ['Pending before Unknown before Running', [{ phase: 'Pending' }, { phase: 'Unknown' }, {}]],
  ['without a node before Pending on one', [{ node: '', phase: 'Pending' }, { phase: 'Pending' }]],
  ['not ready before ready', [{}, READY]],
  ['ready since lately before ready for long', [{ readyFor: 1000 }, { readyFor: 40_000_000 }]],
  ['many restarts before few', [{ restarts: 5 }, { restarts: 2 }, {}]],
  [
    'restarts of sidecars where those of the others are equal',
    [{ sidecarRestarts: 3 }, { sidecarRestarts: 1 }, {}],
  ],
  ['restarts of containers before those of sidecars', [{ restarts: 1 }, { sidecarRestarts: 9 }]],
  ['young before old', [{ age: 1000 }, { age: 50_000_000 }]],
  ['readiness before restarts', [{ readyFor: 1000 }, { ...READY, restarts: 9 }]],
];

describe('L-CTL-4: a ReplicaSet gives up first', () => {
  test.each([
    ...LADDERS,
    ['a small cost before a large one', [{ cost: '-5' }, {}, { cost: '10' }]],
    ['readiness before costs', [{ cost: '100' }, { ...READY, cost: '-100' }]],
  ] as typeof LADDERS)('%s', (_what, traits) => {
    const wanted = traits.map((each, i) => pod(`p${i}`, each));
    const given = [...wanted].reverse();
    expect(inDeletionOrder(given, given, NOW).map(({ metadata }) => metadata.name)).toEqual(
      wanted.map(({ metadata }) => metadata.name),
    );
  });

  test.each(['+5', '05', '1.5', '1e3', 'many', '', '2147483648', '-2147483649'])(
    'a cost of %j counts for nothing',
    (cost) => {
      const given = [pod('b', { cost }), pod('a', { cost: '1' }), pod('c', { cost: '-1' })];
      const order = inDeletionOrder(given, given, NOW).map(({ metadata }) => metadata.name);
      expect(order).toEqual(['c', 'b', 'a']);
    },
  );

  test('one of those that stand together before one that stands alone', () => {
    const [a, b, c] = [
      pod('a', { node: 'one' }),
      pod('b', { node: 'two' }),
      pod('c', { node: 'two' }),
    ];
    const order = inDeletionOrder([a, b, c] as Pod[], [a, b, c] as Pod[], NOW);
    expect(order.map(({ metadata }) => metadata.name)).toEqual(['b', 'c', 'a']);
  });

  test('crowds are counted among all siblings', () => {
    const [a, b] = [pod('a', { node: 'one' }), pod('b', { node: 'two' })];
    const sibling = pod('s', { node: 'two' });
    const order = inDeletionOrder([a, b] as Pod[], [a, b, sibling] as Pod[], NOW);
    expect(order.map(({ metadata }) => metadata.name)).toEqual(['b', 'a']);
  });

  test('Pods of about the same age in the order of their uid', () => {
    const given = [pod('b', { age: 4_100_000 }), pod('a', { age: 4_000_000 })];
    const order = inDeletionOrder([...given].reverse(), given, NOW);
    expect(order.map(({ metadata }) => metadata.name)).toEqual(['a', 'b']);
  });
});

describe('L-CTL-18: a Job gives up first', () => {
  test.each(LADDERS)('%s', (_what, traits) => {
    const wanted = traits.map((each, i) => pod(`p${i}`, each));
    expect(inRemovalOrder([...wanted].reverse()).map(({ metadata }) => metadata.name)).toEqual(
      wanted.map(({ metadata }) => metadata.name),
    );
  });
});
