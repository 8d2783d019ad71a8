// 17. The image is wrong: when are the retries, and how soon is it well after I fix it?
import { type Answer, duration } from './answer';
import { aboutPod, type PodStory } from './podStory';

interface Use {
  readonly image: string;
  readonly about: string;
  readonly field: string;
}

/** Rules: L-IMG-4, L-IMG-5, L-IMG-6. */
export function wrongImage(story: PodStory): readonly Answer[] {
  const pod = aboutPod(story);
  const ofContainers = story.containers.map(({ name, spec, field }) => ({
    image: spec.image ?? '',
    about: `${pod} ${name}`,
    field: `${field}.image`,
  }));
  const ofVolumes = (story.pod.spec.volumes ?? []).flatMap((volume, i): readonly Use[] => {
    const image = (volume['image'] as { readonly reference?: string } | undefined)?.reference;
    if (image === undefined) return [];
    return [{ image, about: pod, field: `spec.volumes[${i}].image.reference` }];
  });
  return [...ofContainers, ...ofVolumes].flatMap((use) => answerFor(story, use));
}

function answerFor({ entries }: PodStory, { image, about, field }: Use): readonly Answer[] {
  const pulls = entries.flatMap(({ at, id, change }) =>
    change.kind === 'pull' && change.image === image ? [{ at, id, state: change.state }] : [],
  );
  const failures = pulls.filter(({ state }) => state === 'failed');
  const last = failures.at(-1);
  if (last === undefined || pulls.some(({ state }) => state === 'finished')) return [];
  const tries = failures.map(({ at }) => duration(at));
  const delay = Math.min(300, 10 * 2 ** (failures.length - 1));
  const longest = Math.ceil(delay + 15);
  return [
    {
      id: 'wrong-image',
      severity: 'problem',
      about,
      sentence: [
        `\`${image}\` could not be pulled at ${tries.map((t) => t[0]).join(', ')}. Once the registry is right the next try comes within ${delay}–${longest} s; a new Pod tries at once.`,
        `\`${image}\` 在 ${tries.map((t) => t[1]).join('、')} 拉取失败。仓库修好后 ${delay}–${longest} 秒内重试;新建 Pod 会立即重试。`,
      ],
      numbers: { failures: failures.length, nextDelayMs: delay * 1000 },
      evidence: [{ atMs: last.at, entry: last.id, field }],
    },
  ];
}
