// 19. What blocks a drain?
import type { KubeObject } from '../schema/objects';
import { type RecordedRun, RunHistory } from '../simulator/trace/recordedRun';
import type { Answer, AnswerFix, Asked } from './answer';
import { postedObject } from './editPod';
import { type Attempt, firstThatHelps } from './tryEdits';

interface BudgetView {
  readonly spec?: {
    readonly minAvailable?: number | string;
    readonly maxUnavailable?: number | string;
  };
  readonly status?: {
    readonly disruptionsAllowed?: number;
    readonly currentHealthy?: number;
    readonly desiredHealthy?: number;
    readonly expectedPods?: number;
  };
}

/** Budgets that allow no eviction at the end of the run, though all their Pods are well. Rules: L-TRM-23, L-NOD-14. */
export function drain(asked: Asked): readonly Answer[] {
  return budgetsOf(asked.run).flatMap((budget) => answerFor(asked, budget));
}

function budgetsOf(run: RecordedRun): readonly KubeObject[] {
  return new RunHistory(run.store.changes).objectsAt('PodDisruptionBudget', run.endMs);
}

function answerFor(asked: Asked, budget: KubeObject): readonly Answer[] {
  const { spec, status } = budget as unknown as BudgetView;
  const {
    disruptionsAllowed = 0,
    currentHealthy = 0,
    desiredHealthy = 0,
    expectedPods = 0,
  } = status ?? {};
  if (expectedPods === 0) return [];
  const { namespace = '', name = '' } = budget.metadata;
  const rule =
    spec?.minAvailable !== undefined
      ? `minAvailable: ${spec.minAvailable}`
      : `maxUnavailable: ${spec?.maxUnavailable ?? 1}`;
  const isBlocked = disruptionsAllowed === 0 && currentHealthy >= expectedPods;
  if (!isBlocked && disruptionsAllowed === 0) return [];
  const fix = isBlocked ? oneDisruption(asked, budget, expectedPods) : undefined;
  return [
    {
      id: 'drain',
      severity: isBlocked ? 'problem' : 'fact',
      about: `${namespace}/${name}`,
      sentence: isBlocked
        ? [
            `No node with its Pods can be drained: ${rule} with ${expectedPods} Pod(s) allows 0 disruptions, and kubectl drain tries again every 5 s for ever.`,
            `有它的 Pod 的节点无法排空:${rule} 配 ${expectedPods} 个 Pod 允许 0 次中断,kubectl drain 会每 5 秒重试、永不结束。`,
          ]
        : [
            `A drain may evict ${disruptionsAllowed} of its ${expectedPods} Pods at a time (${rule}).`,
            `排空时可同时驱逐 ${expectedPods} 个中的 ${disruptionsAllowed} 个(${rule})。`,
          ],
      numbers: { disruptionsAllowed, currentHealthy, desiredHealthy, expectedPods },
      evidence: [
        { field: spec?.minAvailable !== undefined ? 'spec.minAvailable' : 'spec.maxUnavailable' },
      ],
      ...(fix === undefined ? {} : { fix }),
    },
  ];
}

const SCALED: ReadonlySet<string> = new Set(['Deployment', 'StatefulSet', 'ReplicaSet']);

/** One Pod may go at a time; a workload of a single Pod needs a second one for that. */
function oneDisruption(asked: Asked, budget: KubeObject, pods: number): AnswerFix | undefined {
  const { name, namespace } = budget.metadata;
  const workload = asked.input.objects.find(
    ({ kind, metadata }) => SCALED.has(kind) && (metadata?.namespace ?? 'default') === namespace,
  );
  const { minAvailable } = (budget as unknown as BudgetView).spec ?? {};
  const set = (field: string, value: number): Attempt => ({
    title: [`Set ${field} to ${value}`, `把 ${field} 设为 ${value}`],
    edits: [{ path: ['spec', field], value }],
  });
  const outcomeOf = (run: RecordedRun): readonly [string, string] | undefined => {
    const again = budgetsOf(run).find(
      ({ metadata }) => metadata.name === name && metadata.namespace === namespace,
    );
    const allowed = (again as unknown as BudgetView | undefined)?.status?.disruptionsAllowed ?? 0;
    return allowed === 0
      ? undefined
      : [`A drain may then evict ${allowed} at a time.`, `之后排空可同时驱逐 ${allowed} 个。`];
  };
  const more = firstThatHelps(
    asked,
    pods === 1 ? workload : undefined,
    [set('replicas', 2)],
    outcomeOf,
  );
  const looser =
    minAvailable === undefined ? set('maxUnavailable', 1) : set('minAvailable', pods - 1);
  return (
    more ?? firstThatHelps(asked, postedObject(asked.input.objects, budget), [looser], outcomeOf)
  );
}
