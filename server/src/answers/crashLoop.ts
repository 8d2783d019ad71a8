// 7. A crash loop: when is the next try, when does it reach five minutes?
import { type Answer, duration } from './answer';
import { aboutPod, type ContainerStory, type PodStory } from './podStory';

const LOOP_FROM = 3;
const LONGEST_MS = 300_000;

/** The waits from each exit to the next start. Rules: L-RST-5, L-RST-6. */
export function restartWaits({ instances }: ContainerStory): readonly number[] {
  const waits: number[] = [];
  instances.forEach((instance, i) => {
    const next = instances[i + 1];
    if (instance.exitedMs !== undefined && next !== undefined)
      waits.push(next.startedMs - instance.exitedMs);
  });
  return waits;
}

export function crashLoop(story: PodStory): readonly Answer[] {
  return story.containers.flatMap((container) => {
    const waits = restartWaits(container);
    const ends = container.instances.filter((instance) => instance.exitedMs !== undefined);
    if (ends.length < LOOP_FROM || !waits.some((wait) => wait >= 5000)) return [];
    const backOff = container.entries
      .filter((e) => e.change.kind === 'backOff' && e.change.what === 'restart')
      .at(-1);
    const delay = backOff?.change.kind === 'backOff' ? backOff.change.delayMs : 0;
    const seconds = waits.map((wait) => Math.round(wait / 1000)).join(', ');
    const first = container.instances[0]?.startedMs ?? 0;
    const longest = container.instances.find((_, i) => i > 0 && (waits[i - 1] ?? 0) >= LONGEST_MS);
    const reached =
      longest === undefined
        ? undefined
        : (container.instances[container.instances.indexOf(longest) - 1]?.exitedMs ?? first) -
          first;
    const numbers: Record<string, number> = { restarts: waits.length, delayMs: delay };
    waits.forEach((wait, i) => {
      numbers[`wait${i + 1}Ms`] = wait;
    });
    if (reached !== undefined) numbers['fiveMinutesFromMs'] = reached;
    const tail =
      reached === undefined
        ? ['', '']
        : [
            ` From ${duration(reached)[0]} on it waits five minutes each time.`,
            ` ${duration(reached)[1]}起每次等五分钟。`,
          ];
    return [
      {
        id: 'crash-loop',
        severity: 'problem',
        about: `${aboutPod(story)} ${container.name}`,
        sentence: [
          `\`${container.name}\` is in a crash loop: it waited ${seconds} s before its restarts, and no more than 300 s from then on.${tail[0]}`,
          `\`${container.name}\` 陷入崩溃循环:各次重启前等待 ${seconds} 秒,以后最多 300 秒。${tail[1]}`,
        ],
        numbers,
        evidence: [
          {
            ...(backOff === undefined ? {} : { atMs: backOff.at, entry: backOff.id }),
            field: 'spec.restartPolicy',
          },
        ],
      },
    ];
  });
}
