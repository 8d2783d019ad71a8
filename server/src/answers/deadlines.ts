// 25. Which deadline fires first?
import { type Answer, duration } from './answer';
import { aboutPod, type PodStory } from './podStory';

/** Rules: L-PHS-9. */
export function deadlines(story: PodStory): Answer | undefined {
  const seconds = story.pod.spec.activeDeadlineSeconds;
  if (seconds === undefined) return undefined;
  const hit = story.changes.find(
    ({ object }) =>
      (object['status'] as { reason?: string } | undefined)?.reason === 'DeadlineExceeded',
  );
  return {
    id: 'deadlines',
    severity: hit === undefined ? 'fact' : 'problem',
    about: aboutPod(story),
    sentence:
      hit === undefined
        ? [
            `It may run for ${seconds} s from the moment the kubelet saw it, image pulls included.`,
            `从 kubelet 看到它起最多运行 ${seconds} 秒,拉镜像也算。`,
          ]
        : [
            `activeDeadlineSeconds: ${seconds} is over: Failed at ${duration(hit.at)[0]}.`,
            `activeDeadlineSeconds: ${seconds} 已到:${duration(hit.at)[1]}失败。`,
          ],
    numbers: { deadlineSeconds: seconds, ...(hit === undefined ? {} : { failedMs: hit.at }) },
    evidence: [
      {
        ...(hit === undefined ? {} : { atMs: hit.at, entry: hit.entry }),
        field: 'spec.activeDeadlineSeconds',
      },
    ],
  };
}
