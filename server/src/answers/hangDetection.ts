// 3. How long until a hang is noticed, and healed?
import { type Answer, duration, type Text } from './answer';
import { aboutPod, type ContainerStory, type PodStory } from './podStory';
import { killBudgetMs, noticedAfterMs } from './probeTiming';
import { startParts } from './whenReady';

/** One fact per container with a liveness probe. Rules: L-PRB-3, L-PRB-7, L-PRB-10, L-TRM-6. */
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
  const starting = killBudgetMs(probe);
  // What the last steps of the first start took, the next one takes again: the image is there, the sandbox stays.
  const again = startParts(story)
    ?.filter((part) => part.name === `start ${name}` || part.name === 'readiness')
    .reduce((sum, { ms }) => sum + ms, 0);
  const healed: Text =
    again === undefined
      ? ['', '']
      : [
          ` It is Ready again ${duration(least + again)[0]} to ${duration(most + graceSeconds * 1000 + again)[0]} after it hung.`,
          ` 卡死后 ${duration(least + again)[1]}至 ${duration(most + graceSeconds * 1000 + again)[1]}重新就绪。`,
        ];
  return [
    {
      id: 'hang-detection',
      severity: 'fact',
      about: `${aboutPod(story)} ${name}`,
      sentence: [
        `If \`${name}\` hangs, it is noticed after ${low}–${high} s; then it has up to ${graceSeconds} s to stop before it starts again.${healed[0]}`,
        `若 \`${name}\` 卡死,${low}–${high} 秒后被发现;之后最多 ${graceSeconds} 秒停止,再重新启动。${healed[1]}`,
      ],
      numbers: {
        noticedLeastMs: least,
        noticedMostMs: most,
        refusalLeastMs: noticedAfterMs(probe, 'refusal').least,
        refusalMostMs: noticedAfterMs(probe, 'refusal').most,
        stoppedMostMs: most + graceSeconds * 1000,
        fromStartLeastMs: starting.least,
        fromStartMostMs: starting.most,
        ...(again === undefined
          ? {}
          : {
              healedLeastMs: least + again,
              healedMostMs: most + graceSeconds * 1000 + again,
            }),
      },
      evidence: [{ field: `${field}.livenessProbe` }],
    },
  ];
}
