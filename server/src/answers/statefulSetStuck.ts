// 20. StatefulSet: why does it not go on, and what does a forced deletion do?
import type { KubeObject } from '../schema/objects';
import { DEFAULT_SCENARIO } from '../simulator/scenario/scenario';
import { RunHistory } from '../simulator/trace/recordedRun';
import { type Answer, type Asked, duration } from './answer';
import { aboutPod, firstShown, hasCondition, type PodStory, podStories } from './podStory';

/** A set whose next ordinal waits for one that is not Ready. Rules: L-CTL-14. */
export function statefulSetStuck(asked: Asked, stories: readonly PodStory[]): readonly Answer[] {
  const { run } = asked;
  return new RunHistory(run.store.changes)
    .objectsAt('StatefulSet', run.endMs)
    .flatMap((set: KubeObject): readonly Answer[] => {
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
      const [member] = own;
      if (broken === undefined && member !== undefined && asked.whatIf)
        return twoAtOnce(asked, member);
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

const SETTLED_MS = 20_000;

/**
 * A member deleted with `--force --grace-period=0`: its name is free at once, while its containers still stop. Told where
 * two of them live at a time. Rules: L-TRM-4.
 */
function twoAtOnce(asked: Asked, story: PodStory): readonly Answer[] {
  const ready = firstShown(story, (pod) => hasCondition(pod, 'Ready'));
  if (ready === undefined) return [];
  const { namespace, name } = story;
  const atMs = ready.at + SETTLED_MS;
  const grace = story.pod.spec.terminationGracePeriodSeconds ?? 30;
  const scenario = asked.input.scenario ?? DEFAULT_SCENARIO;
  const args = ['delete', 'pod', name, '--force', '--grace-period=0'];
  const forced = {
    trigger: { kind: 'at' as const, atMs },
    act: { kind: 'kubectl' as const, args, namespace, files: {} },
  };
  const run = asked.rerun(asked.input.objects, {
    untilMs: atMs + grace * 1000 + SETTLED_MS,
    scenario: { ...scenario, happenings: [...scenario.happenings, forced] },
  });
  const [old, young] = podStories(run).filter(
    (other) => other.namespace === namespace && other.name === name,
  );
  const ended = Math.max(
    ...(old?.containers ?? []).flatMap(({ instances }) => instances.map((i) => i.exitedMs ?? 0)),
  );
  const begun = Math.min(
    ...(young?.containers ?? []).flatMap(({ instances }) => instances.map((i) => i.startedMs)),
  );
  const overlap = ended - begun;
  if (!(overlap > 0 && Number.isFinite(overlap))) return [];
  const span = duration(overlap);
  return [
    {
      id: 'two-at-once',
      severity: 'risk',
      about: aboutPod(story),
      sentence: [
        `Deleted with --force --grace-period=0, two Pods \`${name}\` run at once for ${span[0]}: the name is free before its containers have stopped.`,
        `用 --force --grace-period=0 删除时,会有两个 Pod \`${name}\` 同时运行 ${span[1]}:名字先释放,容器还没停。`,
      ],
      numbers: { overlapMs: overlap },
      evidence: [{ field: 'spec.terminationGracePeriodSeconds' }],
    },
  ];
}
