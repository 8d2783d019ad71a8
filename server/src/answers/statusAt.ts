// 9. What does kubectl show at a moment, and why not what I expect?
import type { Pod } from '../schema/objects';
import { summarizePod } from '../schema/printing/podRow';
import type { Answer } from './answer';
import { aboutPod, type PodStory } from './podStory';

/** The row of the Pod then, and where API and node differ. Rules: L-GEN-4, L-RST-8, L-TRM-14. */
export function statusAt(story: PodStory, atMs: number): Answer | undefined {
  const shown = story.changes.filter(({ at }) => at <= atMs).at(-1);
  if (shown === undefined || shown.op === 'DELETED') return undefined;
  const pod = shown.object as Pod;
  const { ready, total, status, restarts } = summarizePod(pod);
  const why = differences(story, pod, atMs);
  return {
    id: 'status-at',
    severity: 'fact',
    about: aboutPod(story),
    sentence: [
      `kubectl shows ${ready}/${total} ${status}, ${restarts} restarts; phase ${pod.status?.phase ?? ''}.${why[0]}`,
      `kubectl 显示 ${ready}/${total} ${status},重启 ${restarts} 次;阶段 ${pod.status?.phase ?? ''}。${why[1]}`,
    ],
    numbers: { ready, total, restarts, sinceMs: shown.at },
    evidence: [{ atMs: shown.at, entry: shown.entry }],
  };
}

function differences(story: PodStory, pod: Pod, atMs: number): readonly [string, string] {
  for (const { name, instances } of story.containers) {
    const instance = instances.filter(({ startedMs }) => startedMs <= atMs).at(-1);
    const shown = pod.status?.containerStatuses?.find((status) => status.name === name)?.state;
    const hasExited = instance?.exitedMs !== undefined && instance.exitedMs <= atMs;
    if (hasExited && shown?.running !== undefined)
      return [
        ` \`${name}\` has in fact ended already: the kubelet publishes it with its next sync.`,
        ` \`${name}\` 实际已经结束:kubelet 下次同步才会公布。`,
      ];
    if (instance !== undefined && !hasExited && shown?.running === undefined)
      return [
        ` \`${name}\` in fact runs already: the kubelet publishes it with its next sync.`,
        ` \`${name}\` 实际已在运行:kubelet 下次同步才会公布。`,
      ];
  }
  return ['', ''];
}
