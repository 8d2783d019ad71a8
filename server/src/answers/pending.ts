// 14. Why is it Pending, and what is the smallest change that places it?
import type { KubeObject } from '../schema/objects';
import type { Answer, AnswerFix, Asked, FieldEdit } from './answer';
import { isMadeBy, makerOf } from './editPod';
import { smallerRequests, withoutConstraints, withTolerations } from './placementAttempts';
import { aboutPod, type PodStory, podStories } from './podStory';
import { type Attempt, firstThatHelps, runWith } from './tryEdits';

/** A Pod that no node takes, in the scheduler's own words. Rules: L-SCH-3, L-SCH-6, L-SCH-8. */
export function pending(asked: Asked, story: PodStory): Answer | undefined {
  const last = story.changes.at(-1);
  if (last === undefined || last.op === 'DELETED' || (story.pod.spec.nodeName ?? '') !== '')
    return undefined;
  const condition = story.pod.status?.conditions?.find(
    (c) => c.type === 'PodScheduled' && c.status === 'False',
  );
  if (condition === undefined) return undefined;
  const isGated = condition.reason === 'SchedulingGated';
  const message = condition.message ?? '';
  const fix = smallestChange(asked, story);
  return {
    id: 'pending',
    severity: isGated ? 'risk' : 'problem',
    about: aboutPod(story),
    sentence: isGated
      ? [
          'Not scheduled: the last scheduling gate has not been removed.',
          '未调度:还有调度门控没有移除。',
        ]
      : [`No node takes it. ${message}`, `没有节点可用。${message}`],
    numbers: {},
    evidence: [{ atMs: last.at, entry: last.entry, field: fieldFor(message, isGated) }],
    ...(fix === undefined ? {} : { fix }),
  };
}

function fieldFor(message: string, isGated: boolean): string {
  if (isGated) return 'spec.schedulingGates';
  if (message.includes('affinity/selector')) return 'spec.nodeSelector';
  if (message.includes('taint')) return 'spec.tolerations';
  if (message.includes('free ports')) return 'spec.containers[0].ports';
  if (message.includes('Insufficient')) return 'spec.containers[0].resources.requests';
  if (message.includes('spread')) return 'spec.topologySpreadConstraints';
  if (message.includes('persistentvolumeclaim') || message.includes('PersistentVolumeClaim'))
    return 'spec.volumes';
  return 'spec';
}

/** A Pod that is placed at all is placed within that time of its creation. */
const SOON_MS = 30_000;

/** Single edits first, then smaller requests, then all single edits together; each is tried. */
function smallestChange(asked: Asked, story: PodStory): AnswerFix | undefined {
  const maker = makerOf(asked.input.objects, story);
  if (maker === undefined || !asked.fixes) return undefined;
  const change = { untilMs: (story.changes[0]?.at ?? 0) + SOON_MS };
  const isPlaced = (edits: readonly FieldEdit[]): boolean =>
    allPlaced(podStories(runWith(asked, maker, edits, change)), maker);
  const single = [
    ...withoutConstraints(story, maker.kind),
    ...withTolerations(asked, story, maker.kind),
  ];
  const smaller = smallerRequests(story, maker.kind, isPlaced);
  const all: Attempt = {
    title: [
      single.map(({ title }) => title[0]).join('; '),
      single.map(({ title }) => title[1]).join(';'),
    ],
    edits: single.flatMap(({ edits }) => edits),
  };
  const attempts = [...single, ...smaller, ...(single.length > 1 ? [all] : [])];
  return firstThatHelps(
    asked,
    maker,
    attempts,
    (run) => {
      const stories = podStories(run);
      if (!allPlaced(stories, maker)) return undefined;
      const node = stories.find((other) => isMadeBy(maker, other))?.pod.spec.nodeName ?? '';
      return [`Then it runs on ${node}.`, `之后在 ${node} 上运行。`];
    },
    change,
  );
}

function allPlaced(stories: readonly PodStory[], maker: KubeObject): boolean {
  const own = stories.filter((story) => isMadeBy(maker, story));
  return own.length > 0 && own.every(({ pod }) => (pod.spec.nodeName ?? '') !== '');
}
