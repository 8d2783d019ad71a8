// 17. The image is wrong: when are the retries, and how soon is it well after I fix it?
import { type Answer, duration } from './answer';
import { aboutPod, type PodStory } from './podStory';

/** Rules: L-IMG-4, L-IMG-5, L-IMG-6. */
export function wrongImage(story: PodStory): readonly Answer[] {
  return story.containers.flatMap((container) => {
    const pulls = story.entries.filter(
      (e) => e.change.kind === 'pull' && e.change.image === container.spec.image,
    );
    const failures = pulls.filter((e) => e.change.kind === 'pull' && e.change.state === 'failed');
    const last = failures.at(-1);
    if (
      last === undefined ||
      pulls.some((e) => e.change.kind === 'pull' && e.change.state === 'finished')
    )
      return [];
    const tries = failures.map((e) => duration(e.at));
    const delay = Math.min(300, 10 * 2 ** (failures.length - 1));
    return [
      {
        id: 'wrong-image',
        severity: 'problem',
        about: `${aboutPod(story)} ${container.name}`,
        sentence: [
          `\`${container.spec.image ?? ''}\` could not be pulled at ${tries.map((t) => t[0]).join(', ')}. Once the registry is right the next try comes within ${delay}–${Math.ceil(delay + 15)} s; a new Pod tries at once.`,
          `\`${container.spec.image ?? ''}\` 在 ${tries.map((t) => t[1]).join('、')} 拉取失败。仓库修好后 ${delay}–${Math.ceil(delay + 15)} 秒内重试;新建 Pod 会立即重试。`,
        ],
        numbers: { failures: failures.length, nextDelayMs: delay * 1000 },
        evidence: [{ atMs: last.at, entry: last.id, field: `${container.field}.image` }],
      },
    ];
  });
}
