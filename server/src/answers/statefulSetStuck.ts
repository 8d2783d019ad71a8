// 20. StatefulSet: why does it not go on?
import type { KubeObject } from '../schema/objects';
import { type RecordedRun, RunHistory } from '../simulator/trace/recordedRun';
import type { Answer } from './answer';
import { hasCondition, type PodStory } from './podStory';

/** A set whose next ordinal waits for one that is not Ready. Rules: L-CTL-14. */
export function statefulSetStuck(
  run: RecordedRun,
  stories: readonly PodStory[],
): readonly Answer[] {
  return new RunHistory(run.store.changes)
    .objectsAt('StatefulSet', run.endMs)
    .flatMap((set: KubeObject) => {
      const spec = set['spec'] as {
        readonly replicas?: number;
        readonly podManagementPolicy?: string;
      };
      const own = stories.filter(
        ({ pod, changes }) =>
          changes.at(-1)?.op !== 'DELETED' &&
          pod.metadata.ownerReferences?.some(({ uid }) => uid === set.metadata.uid),
      );
      const broken = own.find(({ pod }) => !hasCondition(pod, 'Ready'));
      const wanted = spec.replicas ?? 1;
      if (
        broken === undefined ||
        (own.length >= wanted && wanted > 0 && spec.podManagementPolicy === 'Parallel')
      )
        return [];
      const missing = wanted - own.length;
      const { namespace = '', name = '' } = set.metadata;
      const rest =
        missing > 0 && spec.podManagementPolicy !== 'Parallel'
          ? [`; ${missing} more wait for it`, `;还有 ${missing} 个在等它`]
          : ['', ''];
      return [
        {
          id: 'stateful-set-stuck',
          severity: 'problem' as const,
          about: `${namespace}/${name}`,
          sentence: [
            `\`${broken.name}\` is not Ready${rest[0]}. A broken member is not replaced by a rollback alone: delete it after mending the template.`,
            `\`${broken.name}\` 未就绪${rest[1]}。仅回滚不会替换坏的成员:修好模板后要删掉它。`,
          ] as const,
          numbers: { missing: Math.max(0, missing), replicas: wanted },
          evidence: [
            { atMs: broken.changes.at(-1)?.at ?? 0, entry: broken.changes.at(-1)?.entry ?? 0 },
          ],
        },
      ];
    });
}
