// 3. How long until a hang is noticed, and healed?
import type { Answer } from './answer';
import { aboutPod, type ContainerStory, type PodStory } from './podStory';
import { noticedAfterMs } from './probeTiming';

/** One fact per container with a liveness probe. Rules: L-PRB-7, L-PRB-10, L-TRM-6. */
export function hangDetection(story: PodStory): readonly Answer[] {
  return story.containers
    .filter((container) => container.kind !== 'init')
    .flatMap((container) => inContainer(story, container));
}

function inContainer(story: PodStory, { name, spec, field }: ContainerStory): readonly Answer[] {
  const probe = spec.livenessProbe;
  if (probe === undefined) return [];
  const { least, most } = noticedAfterMs(probe);
  const graceSeconds =
    probe.terminationGracePeriodSeconds ?? story.pod.spec.terminationGracePeriodSeconds ?? 30;
  const [low, high] = [least / 1000, most / 1000];
  return [
    {
      id: 'hang-detection',
      severity: 'fact',
      about: `${aboutPod(story)} ${name}`,
      sentence: [
        `If \`${name}\` hangs, it is noticed after ${low}–${high} s; then it has up to ${graceSeconds} s to stop before it starts again.`,
        `若 \`${name}\` 卡死,${low}–${high} 秒后被发现;之后最多 ${graceSeconds} 秒停止,再重新启动。`,
      ],
      numbers: {
        noticedLeastMs: least,
        noticedMostMs: most,
        refusalLeastMs: noticedAfterMs(probe, 'refusal').least,
        refusalMostMs: noticedAfterMs(probe, 'refusal').most,
        stoppedMostMs: most + graceSeconds * 1000,
      },
      evidence: [{ field: `${field}.livenessProbe` }],
    },
  ];
}
