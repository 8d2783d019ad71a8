import { keySpanAt } from '../documents/spans';
import { entryOf, scalarText } from '../documents/tree';
import type { ObjectFacts } from '../workspace/definitions';
import { fileObjectsOfKind, integerIn, nodeIn, podSpecPath, sameNamespace } from './neighbours';
import type { Rule, RuleFinding, RuleScene } from './rule';

/** Several replicas that share one claim which only one node, or one Pod, may mount. */
export const claimMountedByMany: Rule = {
  code: 'claim-mounted-by-many',
  severity: 'information',
  reads: 'workspace',
  page: [
    'All replicas of a Deployment use the same PersistentVolumeClaim. With `ReadWriteOnce` the volume can be attached to one node at a time: replicas that land on another node stay in ContainerCreating with a Multi-Attach error. With `ReadWriteOncePod` only one Pod may use it at all.\nUse a StatefulSet with `volumeClaimTemplates`, so that each replica has a claim of its own, or a claim with ReadWriteMany.',
    'Deployment 的所有副本共用同一个 PersistentVolumeClaim。`ReadWriteOnce` 的卷同一时间只能挂到一个节点：落在别的节点的副本会停在 ContainerCreating，报 Multi-Attach 错误。`ReadWriteOncePod` 则只允许一个 Pod 使用。\n请改用带 `volumeClaimTemplates` 的 StatefulSet，让每个副本有自己的 PVC，或使用 ReadWriteMany 的 PVC。',
  ],
  check: (scene) =>
    scene.facts.flatMap((own) =>
      /^(?:Deployment|ReplicaSet)$/.test(own.kind) ? ofWorkload(scene, own) : [],
    ),
};

function ofWorkload(scene: RuleScene, own: ObjectFacts): readonly RuleFinding[] {
  const workload = { document: scene.document, facts: own };
  const replicas = integerIn(workload, ['spec', 'replicas']) ?? 1;
  if (replicas < 2) return [];
  const specPath = podSpecPath({ ...workload });
  const volumes = nodeIn(workload, [...specPath, 'volumes']);
  return (volumes?.kind === 'sequence' ? volumes.items : []).flatMap(
    ({ value }, i): readonly RuleFinding[] => {
      const source = entryOf(value, 'persistentVolumeClaim')?.value;
      const name = scalarText(entryOf(source, 'claimName')?.value);
      const claim = fileObjectsOfKind(scene, 'PersistentVolumeClaim').find(
        ({ facts }) => facts.name === name && sameNamespace(own, facts),
      );
      const modes = claim && nodeIn(claim, ['spec', 'accessModes']);
      const words =
        modes?.kind === 'sequence' ? modes.items.map((item) => scalarText(item.value)) : [];
      const isSingle =
        words.length > 0 && words.every((word) => /^ReadWriteOnce(?:Pod)?$/.test(word ?? ''));
      if (!isSingle || name === undefined) return [];
      const at = [...own.object.path, ...specPath, 'volumes', i, 'persistentVolumeClaim'];
      const mode = words[0] ?? '';
      return [
        {
          span: keySpanAt(scene.document, at),
          message: [
            `${replicas} replicas share the claim ${name}, which is ${mode}: ${mode === 'ReadWriteOnce' ? 'those on another node than the first' : 'all but one'} stay in ContainerCreating. Use a StatefulSet with \`volumeClaimTemplates\`, or ReadWriteMany.`,
            `${replicas} 个副本共用 PVC ${name}，而它是 ${mode}：${mode === 'ReadWriteOnce' ? '与第一个不在同一节点的副本' : '除一个以外的副本'}会停在 ContainerCreating。请用带 \`volumeClaimTemplates\` 的 StatefulSet，或 ReadWriteMany。`,
          ],
        },
      ];
    },
  );
}
