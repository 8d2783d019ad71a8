// What a Job makes of a failed Pod: count it, ignore it, or give up.
import type { Pod, PodCondition } from '../../../schema/objects';
import type { Job, PodFailureRule } from '../../../schema/workloads';

export type Verdict =
  | { readonly kind: 'count' | 'ignore' | 'failIndex' }
  | { readonly kind: 'failJob'; readonly message: string };

/** The first rule that matches decides; without one a failure counts. Rules: L-CTL-20 */
export function judge(job: Job, pod: Pod): Verdict {
  const rules = job.spec.podFailurePolicy?.rules ?? [];
  for (const [index, rule] of rules.entries()) {
    const why = matchOf(rule, pod);
    if (why === undefined) continue;
    switch (rule.action) {
      case 'Ignore':
        return { kind: 'ignore' };
      case 'FailIndex':
        return { kind: 'failIndex' };
      case 'FailJob':
        return { kind: 'failJob', message: `${why} matching FailJob rule at index ${index}` };
      case 'Count':
        return { kind: 'count' };
      default:
        continue;
    }
  }
  return { kind: 'count' };
}

function matchOf(rule: PodFailureRule, pod: Pod): string | undefined {
  const name = `${pod.metadata.namespace ?? ''}/${pod.metadata.name ?? ''}`;
  if (rule.onExitCodes !== undefined) {
    const { containerName, operator, values = [] } = rule.onExitCodes;
    const statuses = [
      ...(pod.status?.containerStatuses ?? []),
      ...(pod.status?.initContainerStatuses ?? []),
    ];
    for (const status of statuses) {
      if (containerName !== undefined && containerName !== status.name) continue;
      const code = status.state?.terminated?.exitCode;
      if (code === undefined || code === 0) continue;
      const isNamed = values.includes(code);
      if ((operator === 'In' && isNamed) || (operator === 'NotIn' && !isNamed))
        return `Container ${status.name} for pod ${name} failed with exit code ${code}`;
    }
    return undefined;
  }
  const isMeant = (condition: PodCondition): boolean =>
    (rule.onPodConditions ?? []).some(
      ({ type, status = 'True' }) => condition.type === type && condition.status === status,
    );
  const met = pod.status?.conditions?.find(isMeant);
  return met === undefined ? undefined : `Pod ${name} has condition ${met.type}`;
}
