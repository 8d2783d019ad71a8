// 8. What did my edit change? Two runs side by side, in the figures that people ask for.
import type { RunResult } from '../simulator/simulate';
import { type Answer, duration } from './answer';
import { aboutPod, firstShown, hasCondition, type PodStory, podStories } from './podStory';

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
}

function figuresOf(story: PodStory): Figures {
  const ready = firstShown(story, (pod) => hasCondition(pod, 'Ready'));
  const restarts = story.containers.reduce(
    (sum, { instances }) => sum + Math.max(0, instances.length - 1),
    0,
  );
  return ready === undefined ? { restarts } : { readyMs: ready.at, restarts };
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
