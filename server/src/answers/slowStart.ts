// 2. Does a slow start survive its probes? The smallest threshold that lets it live is found by trying.
import { type Answer, type AnswerFix, type Asked, duration } from './answer';
import { isMadeBy, makerOf, podEdit } from './editPod';
import {
  aboutPod,
  type ContainerStory,
  firstShown,
  hasCondition,
  type PodStory,
  podStories,
} from './podStory';
import { killBudgetMs, probeTiming } from './probeTiming';
import { leastThat, nameOf, runWith } from './tryEdits';
import { killerOf } from './whoEnded';

/** Highest threshold that is tried: what needs more wants another probe. */
const MOST_FAILURES = 64;

/** Rules: L-PRB-7, L-PRB-10, L-PRB-16. */
export function slowStart(asked: Asked, story: PodStory): readonly Answer[] {
  return story.containers.flatMap((container) => {
    const [first] = container.instances;
    if (first?.exitedMs === undefined) return [];
    const killer = killerOf(container, first);
    if (killer !== 'liveness' && killer !== 'startup') return [];
    const wasReady = firstShown(story, (pod) => hasCondition(pod, 'Ready'));
    const kind = killer === 'startup' ? 'startupProbe' : 'livenessProbe';
    const probe = container.spec[kind];
    // Killed after having answered well for a while is another story: that one is hang detection.
    if (probe === undefined || answeredWell(container, killer, first.exitedMs)) return [];
    if (wasReady !== undefined && container.spec.readinessProbe !== undefined) return [];
    const budget = killBudgetMs(probe);
    const field = `${container.field}.${kind}.failureThreshold`;
    const fix = smallestThreshold(asked, story, container, field, probeTiming(probe).failures);
    const range = [duration(budget.least), duration(budget.most)] as const;
    return [
      {
        id: 'slow-start',
        severity: 'problem',
        about: `${aboutPod(story)} ${container.name}`,
        sentence: [
          `\`${container.name}\` is killed by its ${killer} probe before it has answered once: the probe allows ${range[0][0]} to ${range[1][0]} from the start.`,
          `\`${container.name}\` 还没应答过一次就被${killer === 'startup' ? '启动' : '存活'}探针杀死:探针从启动起只给 ${range[0][1]}到 ${range[1][1]}。`,
        ],
        numbers: { budgetLeastMs: budget.least, budgetMostMs: budget.most },
        evidence: [
          {
            atMs: first.exitedMs,
            ...(first.exitEntry === undefined ? {} : { entry: first.exitEntry }),
            field,
          },
        ],
        ...(fix === undefined ? {} : { fix }),
      },
    ];
  });
}

function answeredWell(
  { entries }: ContainerStory,
  probe: 'liveness' | 'startup',
  until: number,
): boolean {
  return entries.some(
    (e) =>
      e.at < until &&
      e.change.kind === 'probe' &&
      e.change.probe === probe &&
      e.change.outcome === 'success',
  );
}

/** Bisects over runs: raising a threshold never kills earlier, so the smallest one that works is well defined. */
function smallestThreshold(
  asked: Asked,
  story: PodStory,
  container: ContainerStory,
  field: string,
  present: number,
): AnswerFix | undefined {
  const maker = makerOf(asked.input.objects, story);
  if (maker === undefined || !asked.fixes) return undefined;
  const editFor = (threshold: number) => podEdit(maker.kind, field, threshold);
  const least = leastThat(present + 1, MOST_FAILURES, (threshold) => {
    const tried = podStories(runWith(asked, maker, [editFor(threshold)])).find((other) =>
      isMadeBy(maker, other),
    );
    const again = tried?.containers.find(({ name }) => name === container.name);
    const [first] = again?.instances ?? [];
    return (
      tried !== undefined &&
      first !== undefined &&
      first.exitedMs === undefined &&
      firstShown(tried, (pod) => hasCondition(pod, 'Ready')) !== undefined
    );
  });
  if (least === undefined) return undefined;
  return {
    title: [`Set failureThreshold to ${least}`, `把 failureThreshold 设为 ${least}`],
    object: nameOf(maker),
    edits: [editFor(least)],
    outcome: ['It then becomes Ready without a restart.', '之后无需重启即可就绪。'],
  };
}
