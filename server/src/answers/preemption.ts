// 21. A higher-priority Pod arrives: who leaves, and how long is the gap?
import { type Answer, duration } from './answer';
import { aboutPod, firstShown, hasCondition, type PodStory } from './podStory';

/** Rules: L-SCH-11. */
export function preemption(stories: readonly PodStory[]): readonly Answer[] {
  const victims = stories.flatMap((story) => {
    const marked = firstShown(
      story,
      (pod) =>
        pod.status?.conditions?.some(
          (c) => c.type === 'DisruptionTarget' && c.reason === 'PreemptionByScheduler',
        ) ?? false,
    );
    return marked === undefined ? [] : [{ story, marked }];
  });
  if (victims.length === 0) return [];
  return stories.flatMap((story) => {
    const nominated = firstShown(story, (pod) => (pod.status?.nominatedNodeName ?? '') !== '');
    if (nominated === undefined) return [];
    const bound = firstShown(story, (pod) => (pod.spec.nodeName ?? '') !== '');
    const ready = firstShown(story, (pod) => hasCondition(pod, 'Ready'));
    const left = victims.filter(({ marked }) => Math.abs(marked.at - nominated.at) < 2000);
    const names = left.map((victim) => victim.story.name).join(', ');
    const waited = (bound?.at ?? nominated.at) - nominated.at;
    return [
      {
        id: 'preemption',
        severity: 'risk' as const,
        about: aboutPod(story),
        sentence: [
          `It pushes out ${names} and is bound ${duration(waited)[0]} later, when they are gone.`,
          `它挤走 ${names},等它们消失,${duration(waited)[1]}后才绑定。`,
        ] as const,
        numbers: {
          victims: left.length,
          boundAfterMs: waited,
          ...(ready === undefined ? {} : { readyAfterMs: ready.at - nominated.at }),
        },
        evidence: [{ atMs: nominated.at, entry: nominated.entry, field: 'spec.priorityClassName' }],
      },
    ];
  });
}
