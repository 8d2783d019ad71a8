// 8. What did my edit change? Two runs side by side, in the figures that people ask for.
import type { RunResult } from '../simulator/simulate';
import { type Answer, duration } from './answer';
import { aboutPod, firstShown, hasCondition, type PodStory, podStories } from './podStory';
import { noticedAfterMs } from './probeTiming';

/** One answer per Pod that both runs have and in which a figure differs. */
export function editDifference(before: RunResult, after: RunResult): readonly Answer[] {
  const earlier = new Map(podStories(before).map((story) => [aboutPod(story), story]));
  return podStories(after).flatMap((story) => {
    const old = earlier.get(aboutPod(story));
    return old === undefined ? [] : compared(old, story);
  });
}

interface Figures {
  readonly readyMs?: number;
  readonly restarts: number;
  /** The longest until a hang is noticed, of the container that is slowest in it. */
  readonly hangMs?: number;
  readonly graceSeconds: number;
}

function figuresOf(story: PodStory): Figures {
  const ready = firstShown(story, (pod) => hasCondition(pod, 'Ready'));
  const restarts = story.containers.reduce(
    (sum, { instances }) => sum + Math.max(0, instances.length - 1),
    0,
  );
  const hangs = story.containers.flatMap(({ spec: { livenessProbe } }) =>
    livenessProbe === undefined ? [] : [noticedAfterMs(livenessProbe).most],
  );
  return {
    restarts,
    graceSeconds: story.pod.spec.terminationGracePeriodSeconds ?? 30,
    ...(ready === undefined ? {} : { readyMs: ready.at }),
    ...(hangs.length === 0 ? {} : { hangMs: Math.max(...hangs) }),
  };
}

function compared(before: PodStory, after: PodStory): readonly Answer[] {
  const [old, now] = [figuresOf(before), figuresOf(after)];
  const parts: (readonly [string, string])[] = [];
  const numbers: Record<string, number> = {};
  if (old.readyMs !== undefined && now.readyMs !== undefined && old.readyMs !== now.readyMs) {
    const change = now.readyMs - old.readyMs;
    const span = duration(Math.abs(change));
    const sign = change > 0 ? '+' : '−';
    numbers['readyChangeMs'] = change;
    parts.push([`Ready ${sign}${span[0]}`, `就绪 ${sign}${span[1]}`]);
  } else if (old.readyMs === undefined && now.readyMs !== undefined)
    parts.push(['it now becomes Ready', '现在能就绪']);
  else if (old.readyMs !== undefined && now.readyMs === undefined)
    parts.push(['it no longer becomes Ready', '不再就绪']);
  if (old.restarts !== now.restarts) {
    numbers['restartsChange'] = now.restarts - old.restarts;
    parts.push([
      `restarts ${old.restarts} → ${now.restarts}`,
      `重启 ${old.restarts} → ${now.restarts}`,
    ]);
  }
  if (old.hangMs !== undefined && now.hangMs !== undefined && old.hangMs !== now.hangMs) {
    const change = now.hangMs - old.hangMs;
    const span = duration(Math.abs(change));
    const sign = change > 0 ? '+' : '−';
    numbers['hangChangeMs'] = change;
    parts.push([`a hang is noticed ${sign}${span[0]}`, `发现卡死 ${sign}${span[1]}`]);
  } else if (old.hangMs === undefined && now.hangMs !== undefined)
    parts.push([
      `a hang is now noticed, within ${duration(now.hangMs)[0]}`,
      `现在能发现卡死,最多 ${duration(now.hangMs)[1]}`,
    ]);
  else if (old.hangMs !== undefined && now.hangMs === undefined)
    parts.push(['a hang is no longer noticed', '不再能发现卡死']);
  if (old.graceSeconds !== now.graceSeconds) {
    numbers['graceChangeMs'] = (now.graceSeconds - old.graceSeconds) * 1000;
    parts.push([
      `time to stop ${old.graceSeconds} → ${now.graceSeconds} s`,
      `停止时限 ${old.graceSeconds} → ${now.graceSeconds} 秒`,
    ]);
  }
  if (parts.length === 0) return [];
  const isWorse =
    (old.readyMs !== undefined && now.readyMs === undefined) || now.restarts > old.restarts;
  return [
    {
      id: 'edit-difference',
      severity: isWorse ? 'problem' : 'fact',
      about: aboutPod(after),
      sentence: [
        `The edit: ${parts.map(([en]) => en).join(', ')}.`,
        `这次修改:${parts.map(([, zh]) => zh).join(',')}。`,
      ],
      numbers,
      evidence: [],
    },
  ];
}
