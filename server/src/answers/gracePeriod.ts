// 5. Is the grace period long enough?
import type { Handler } from '../schema/objects';
import type { Answer } from './answer';
import { aboutPod, type ContainerStory, type PodStory } from './podStory';

/** What is left of the grace period after preStop, and whether anything was cut off in this run. Rules: L-HOOK-7, L-TRM-5. */
export function gracePeriod(story: PodStory): readonly Answer[] {
  const grace = story.pod.spec.terminationGracePeriodSeconds ?? 30;
  return story.containers.flatMap((container) => {
    const preStop = container.spec.lifecycle?.preStop;
    const sleep = preStop === undefined ? undefined : sleepSeconds(preStop);
    const abandoned = container.entries.find(
      (e) =>
        e.change.kind === 'hook' && e.change.hook === 'preStop' && e.change.state === 'abandoned',
    );
    if (abandoned !== undefined || (sleep !== undefined && sleep >= grace))
      return [cutOff(story, container, grace, sleep, abandoned)];
    if (sleep === undefined || sleep === 0) return [];
    return [
      {
        id: 'grace-period',
        severity: 'fact' as const,
        about: `${aboutPod(story)} ${container.name}`,
        sentence: [
          `\`${container.name}\` has ${grace - sleep} s to stop after its preStop hook of ${sleep} s.`,
          `preStop 用去 ${sleep} 秒后,\`${container.name}\` 还有 ${grace - sleep} 秒停止。`,
        ] as const,
        numbers: { graceSeconds: grace, preStopSeconds: sleep, leftSeconds: grace - sleep },
        evidence: [{ field: 'spec.terminationGracePeriodSeconds' }],
      },
    ];
  });
}

function cutOff(
  story: PodStory,
  { name, field }: ContainerStory,
  grace: number,
  sleep: number | undefined,
  abandoned: { readonly at: number; readonly id: number } | undefined,
): Answer {
  const takes = sleep === undefined ? '' : ` of ${sleep} s`;
  return {
    id: 'grace-period',
    severity: 'problem',
    about: `${aboutPod(story)} ${name}`,
    sentence: [
      `The preStop hook${takes} of \`${name}\` uses up the whole grace period of ${grace} s: SIGTERM comes when it is over, SIGKILL 2 s later.`,
      `\`${name}\` 的 preStop 用完了 ${grace} 秒宽限期:到点才发 SIGTERM,2 秒后 SIGKILL。`,
    ],
    numbers: {
      graceSeconds: grace,
      leftSeconds: 2,
      ...(sleep === undefined ? {} : { preStopSeconds: sleep }),
    },
    evidence: [
      {
        ...(abandoned === undefined ? {} : { atMs: abandoned.at, entry: abandoned.id }),
        field: `${field}.lifecycle.preStop`,
      },
      { field: 'spec.terminationGracePeriodSeconds' },
    ],
  };
}

/** Seconds that a hook certainly sleeps; undefined where that cannot be read off it. */
export function sleepSeconds(handler: Handler): number | undefined {
  if (handler.sleep !== undefined) return handler.sleep.seconds;
  const command = handler.exec?.command;
  if (command === undefined) return undefined;
  const words =
    command.length === 3 && /(^|\/)(ba|da|a)?sh$/.test(command[0] ?? '') && command[1] === '-c'
      ? (command[2] ?? '').trim().split(/\s+/)
      : command;
  if (!/(^|\/)sleep$/.test(words[0] ?? '')) return undefined;
  const seconds = Number((words[1] ?? '').replace(/[;&]$/, ''));
  return Number.isFinite(seconds) ? seconds : undefined;
}
