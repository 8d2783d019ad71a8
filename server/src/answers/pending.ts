// 14. Why is it Pending?
import type { Answer } from './answer';
import { aboutPod, type PodStory } from './podStory';

/** A Pod that no node takes, in the scheduler's own words. Rules: L-SCH-3, L-SCH-6, L-SCH-8. */
export function pending(story: PodStory): Answer | undefined {
  const last = story.changes.at(-1);
  if (last === undefined || last.op === 'DELETED' || (story.pod.spec.nodeName ?? '') !== '')
    return undefined;
  const condition = story.pod.status?.conditions?.find(
    (c) => c.type === 'PodScheduled' && c.status === 'False',
  );
  if (condition === undefined) return undefined;
  const isGated = condition.reason === 'SchedulingGated';
  const message = condition.message ?? '';
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
