import { keySpanAt } from '../documents/spans';
import type { ObjectFacts } from '../workspace/definitions';
import { called, selectedInFile } from './neighbours';
import type { Rule, RuleFinding, RuleScene } from './rule';

const WORKLOADS = /^(?:Deployment|ReplicaSet|StatefulSet|DaemonSet|ReplicationController)$/;

/** A workload whose selector also matches the Pods of another one. */
export const selectorsOverlap: Rule = {
  code: 'selectors-overlap',
  severity: 'information',
  reads: 'workspace',
  page: [
    'Each workload should be able to tell its Pods from all others by labels. When a selector matches another workload’s Pods, owner references keep them apart while both live, but everything that goes by labels counts both: an autoscaler averages over the wrong Pods, a disruption budget protects both together, `kubectl logs` and rollouts by label show both, and orphans are adopted by the wrong owner.\nGive each a label of its own in selector and template.',
    '每个工作负载都应能用标签把自己的 Pod 与别人的区分开。选择器若也匹配别人的 Pod，双方都在时靠 owner reference 区分，但凡按标签工作的都会把两者算在一起：自动扩缩按错误的 Pod 求平均，PDB 把两者合起来保护，`kubectl logs` 两边都显示，孤儿 Pod 还会被错误的主人收养。\n请在选择器和模板里给各自加上独有的标签。',
  ],
  check: (scene) =>
    scene.facts.flatMap((own) => (WORKLOADS.test(own.kind) ? overlapping(scene, own) : [])),
};

function overlapping(scene: RuleScene, own: ObjectFacts): readonly RuleFinding[] {
  const other = selectedInFile(scene, own).find(
    ({ facts }) =>
      facts.object !== own.object &&
      // The same name twice is another finding.
      !(facts.kind === own.kind && facts.name === own.name) &&
      WORKLOADS.test(facts.kind),
  );
  if (other === undefined) return [];
  const name = called(other.facts);
  return [
    {
      span: keySpanAt(scene.document, [...own.object.path, 'spec', 'selector']),
      message: [
        `This also matches the Pods of ${name}: autoscalers, budgets and anything else that goes by these labels counts both. Give each a label of its own.`,
        `这也匹配 ${name} 的 Pod：自动扩缩、PDB 等按标签工作的都会把两者算在一起。请给各自加上独有的标签。`,
      ],
    },
  ];
}
