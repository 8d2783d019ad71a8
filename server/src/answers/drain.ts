// 19. What blocks a drain?
import type { KubeObject } from '../schema/objects';
import { type RecordedRun, RunHistory } from '../simulator/trace/recordedRun';
import type { Answer } from './answer';

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
export function drain(run: RecordedRun): readonly Answer[] {
  return new RunHistory(run.store.changes)
    .objectsAt('PodDisruptionBudget', run.endMs)
    .flatMap(answerFor);
}

function answerFor(budget: KubeObject): readonly Answer[] {
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
    },
  ];
}
