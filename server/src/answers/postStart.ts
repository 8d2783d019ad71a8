// 24. postStart hangs or fails: what do I see?
import { type Answer, duration } from './answer';
import { aboutPod, type PodStory } from './podStory';

const LONG_MS = 5000;

/** Rules: L-HOOK-1, L-HOOK-2, L-HOOK-3. */
export function postStart(story: PodStory, endMs: number): readonly Answer[] {
  return story.containers.flatMap((container): readonly Answer[] => {
    const hooks = container.entries.filter(
      (e) => e.change.kind === 'hook' && e.change.hook === 'postStart',
    );
    const failed = hooks.find((e) => e.change.kind === 'hook' && e.change.state === 'failed');
    const started = hooks.find((e) => e.change.kind === 'hook' && e.change.state === 'started');
    const finished = hooks.find((e) => e.change.kind === 'hook' && e.change.state === 'finished');
    if (started === undefined) return [];
    const field = `${container.field}.lifecycle.postStart`;
    const about = `${aboutPod(story)} ${container.name}`;
    if (failed !== undefined)
      return [
        {
          id: 'post-start',
          severity: 'problem',
          about,
          sentence: [
            `The postStart hook of \`${container.name}\` fails: the container is killed and never shown as running.`,
            `\`${container.name}\` 的 postStart 失败:容器被杀死,从不显示为运行。`,
          ],
          numbers: { failedMs: failed.at - started.at },
          evidence: [{ atMs: failed.at, entry: failed.id, field }],
        },
      ];
    const took = (finished?.at ?? endMs) - started.at;
    if (finished !== undefined && took < LONG_MS) return [];
    return [
      {
        id: 'post-start',
        severity: finished === undefined ? 'problem' : 'fact',
        about,
        sentence: [
          finished === undefined
            ? `The postStart hook of \`${container.name}\` never ends: no probe runs, later containers do not start, the Pod stays as it is.`
            : `The postStart hook of \`${container.name}\` takes ${duration(took)[0]}; until then no probe runs and later containers wait.`,
          finished === undefined
            ? `\`${container.name}\` 的 postStart 一直不结束:探针不运行,后面的容器不启动。`
            : `\`${container.name}\` 的 postStart 用了 ${duration(took)[1]};在此之前探针不运行,后面的容器等待。`,
        ],
        numbers: { tookMs: took },
        evidence: [{ atMs: started.at, entry: started.id, field }],
      },
    ];
  });
}
