// Who may stay on a tainted node: Pods for how long, and DaemonSets at all.
import { describe, expect, test } from 'vitest';
import type { Pod, PodSpec, Toleration } from '../../../server/src/schema/objects';
import type { NodeObject, Taint } from '../../../server/src/schema/workloads';
import { judge, specFor, targetOf } from '../../../server/src/simulator/controllers/daemonPods';
import { toleratedMs } from '../../../server/src/simulator/controllers/nodes/taintEviction';
import { node, pod } from '../support/cluster';

const ONE: Taint = { key: 'one', effect: 'NoExecute' };
const TWO: Taint = { key: 'two', effect: 'NoExecute' };
function forSeconds(key: string | undefined, tolerationSeconds?: number): Toleration {
  return {
    ...(key === undefined ? {} : { key }),
    operator: 'Exists',
    ...(tolerationSeconds === undefined ? {} : { tolerationSeconds }),
  };
}

describe('L-NOD-5: how many seconds a Pod may stay under taints', () => {
  test.each<
    [
      what: string,
      taints: readonly Taint[],
      tolerations: readonly Toleration[],
      expected: number | undefined,
    ]
  >([
    ['no taint', [], [], undefined],
    ['no toleration', [ONE], [], 0],
    ['for ever', [ONE], [forSeconds('one')], undefined],
    ['for a while', [ONE], [forSeconds('one', 60)], 60],
    ['not at all', [ONE], [forSeconds('one', 0)], 0],
    ['less than not at all', [ONE], [forSeconds('one', -5)], 0],
    ['one of two taints', [ONE, TWO], [forSeconds('one', 60)], 0],
    ['two taints, one for ever', [ONE, TWO], [forSeconds('one', 60), forSeconds('two')], 60],
    ['two taints, the shorter', [ONE, TWO], [forSeconds('one', 60), forSeconds('two', 30)], 30],
    ['all taints at once', [ONE, TWO], [forSeconds(undefined, 20)], 20],
    ['one taint twice: the first', [ONE], [forSeconds(undefined), forSeconds('one', 5)], undefined],
    [
      'one taint twice: the first, which is shorter',
      [ONE],
      [forSeconds('one', 5), forSeconds(undefined)],
      5,
    ],
    ['another effect', [ONE], [{ key: 'one', operator: 'Exists', effect: 'NoSchedule' }], 0],
  ])('%s', (_what, taints, tolerations, expected) => {
    const ms = toleratedMs(pod('web', { tolerations }) as Pod, taints);
    expect(ms === undefined ? undefined : ms / 1000).toBe(expected);
  });
});

describe('L-CTL-16, L-NOD-15: whether a node wants the Pod of a DaemonSet', () => {
  const spec = (more: object = {}): PodSpec => ({ containers: [], ...more });
  const tainted = (key: string, effect: string): NodeObject =>
    node('n', { taints: [{ key, effect }], labels: { disk: 'ssd' } }) as NodeObject;
  const plain = node('n', { labels: { disk: 'ssd' } }) as NodeObject;
  const built = (name: string) => `node.kubernetes.io/${name}`;
  test.each<[what: string, of: PodSpec, on: NodeObject, expected: string]>([
    ['any', spec(), plain, 'runs'],
    ['a cordoned one', spec(), node('n', { unschedulable: true }) as NodeObject, 'runs'],
    ['of its selector', spec({ nodeSelector: { disk: 'ssd' } }), plain, 'runs'],
    ['of another selector', spec({ nodeSelector: { disk: 'hdd' } }), plain, 'goes'],
    ['of its name', spec({ nodeName: 'n' }), plain, 'runs'],
    ['of another name', spec({ nodeName: 'm' }), plain, 'goes'],
    ['a closed one', spec(), tainted('k', 'NoSchedule'), 'stays'],
    ['one that sends away', spec(), tainted('k', 'NoExecute'), 'goes'],
    ['one that advises', spec(), tainted('k', 'PreferNoSchedule'), 'runs'],
    [
      'a closed one that it tolerates',
      spec({ tolerations: [forSeconds('k')] }),
      tainted('k', 'NoSchedule'),
      'runs',
    ],
    ['one that is not ready', spec(), tainted(built('not-ready'), 'NoExecute'), 'runs'],
    ['one that is not ready yet', spec(), tainted(built('not-ready'), 'NoSchedule'), 'stays'],
    ['one out of reach', spec(), tainted(built('unreachable'), 'NoExecute'), 'runs'],
    ['one short of disk', spec(), tainted(built('disk-pressure'), 'NoSchedule'), 'runs'],
    ['one short of memory', spec(), tainted(built('memory-pressure'), 'NoSchedule'), 'runs'],
    ['one short of processes', spec(), tainted(built('pid-pressure'), 'NoSchedule'), 'runs'],
    ['one taken out', spec(), tainted(built('unschedulable'), 'NoSchedule'), 'runs'],
    ['one without a network', spec(), tainted(built('network-unavailable'), 'NoSchedule'), 'stays'],
    [
      'one without a network, in the network of the node',
      spec({ hostNetwork: true }),
      tainted(built('network-unavailable'), 'NoSchedule'),
      'runs',
    ],
  ])('%s', (_what, of, on, expected) => {
    const { shouldRun, mayStay } = judge(of, on);
    expect(shouldRun ? 'runs' : mayStay ? 'stays' : 'goes').toBe(expected);
  });

  test.each<[what: string, terms: readonly object[] | undefined, expected: readonly object[]]>([
    ['no affinity', undefined, [{}]],
    [
      'terms of its own',
      [{ matchExpressions: [{ key: 'a', operator: 'Exists' }] }, {}],
      [{ matchExpressions: [{ key: 'a', operator: 'Exists' }] }, {}],
    ],
    [
      'fields of its own, which give way',
      [{ matchFields: [{ key: 'metadata.name', operator: 'In', values: ['m'] }] }],
      [{}],
    ],
  ])('is bound to it by its name: %s', (_what, nodeSelectorTerms, expected) => {
    const required = { requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms } };
    const asked =
      nodeSelectorTerms === undefined ? spec() : spec({ affinity: { nodeAffinity: required } });
    const bound = specFor(asked, 'n');
    const matchFields = [{ key: 'metadata.name', operator: 'In', values: ['n'] }];
    expect(bound.affinity).toEqual({
      nodeAffinity: {
        requiredDuringSchedulingIgnoredDuringExecution: {
          nodeSelectorTerms: expected.map((term) => ({ ...term, matchFields })),
        },
      },
    });
    expect(targetOf({ ...pod('x'), spec: bound } as unknown as Pod)).toBe('n');
  });
});
