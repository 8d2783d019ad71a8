import type {
  Container,
  ContainerStatus,
  Pod,
  PodSpec,
  PodStatus,
  RestartRule,
} from '../../schema/objects';
import { type ContainerRecord, newestRecord, type PodRecords } from '../runtime/records';
import { isSidecar } from './podSpec';

/** Whether an ended container runs again, and whether all others with it. */
export type RestartVerdict = 'restart' | 'restartAllContainers' | 'stayEnded';

/** The first rule whose exit codes match. Rules: L-INI-15. */
export function matchingRestartRule(
  container: Container,
  exitCode: number,
): RestartRule | undefined {
  return container.restartPolicyRules?.find((rule) => {
    const listed = rule.exitCodes?.values?.includes(exitCode) ?? false;
    if (rule.exitCodes?.operator === 'In') return listed;
    return rule.exitCodes?.operator === 'NotIn' && !listed;
  });
}

/**
 * What becomes of a container that ended with `exitCode`: its first matching rule decides, then its own policy, then the Pod's.
 * Rules: L-RST-1, L-INI-15.
 */
export function restartVerdict(
  spec: PodSpec,
  container: Container,
  exitCode: number,
): RestartVerdict {
  if (container.restartPolicy !== undefined) {
    const rule = matchingRestartRule(container, exitCode);
    if (rule?.action === 'RestartAllContainers') return 'restartAllContainers';
    if (rule?.action === 'Restart') return 'restart';
  }
  switch (container.restartPolicy ?? spec.restartPolicy ?? 'Always') {
    case 'Never':
      return 'stayEnded';
    case 'OnFailure':
      return exitCode === 0 ? 'stayEnded' : 'restart';
    default:
      return 'restart';
  }
}

/** Whether a container that ended with this code runs again in any way. Rules: L-PHS-1. */
export function isRestartable(spec: PodSpec, container: Container, exitCode: number): boolean {
  return restartVerdict(spec, container, exitCode) !== 'stayEnded';
}

/** Whether some rule asks that all containers run afresh. Rules: L-INI-16. */
export function mayRestartAll(spec: PodSpec): boolean {
  return hasResetRule(spec.containers) || hasResetRule(spec.initContainers);
}

function hasResetRule(containers: readonly Container[] = []): boolean {
  for (const { restartPolicyRules } of containers)
    if (restartPolicyRules?.some(({ action }) => action === 'RestartAllContainers') === true)
      return true;
  return false;
}

/**
 * Whether a container that has ended for good would run again by this change of the status: nobody is told of such a one. It
 * happens where a new sandbox begins with the init containers anew. Rules: L-TRM-18.
 */
export function revivesTheEnded(spec: PodSpec, before: PodStatus, after: PodStatus): boolean {
  if ((spec.restartPolicy ?? 'Always') === 'Always' || mayRestartAll(spec)) return false;
  const revived = (
    containers: readonly Container[] = [],
    old: readonly ContainerStatus[] = [],
    own: readonly ContainerStatus[] = [],
  ): boolean =>
    old.some(({ name, state }) => {
      const container = containers.find((candidate) => candidate.name === name);
      const ended = state?.terminated;
      if (ended === undefined || container === undefined) return false;
      if (ended.exitCode !== 0 && spec.restartPolicy === 'OnFailure') return false;
      if (isRestartable(spec, container, ended.exitCode)) return false;
      return own.some((status) => status.name === name && status.state?.terminated === undefined);
    });
  return (
    revived(spec.containers, before.containerStatuses, after.containerStatuses) ||
    revived(spec.initContainers, before.initContainerStatuses, after.initContainerStatuses)
  );
}

/** Whether a container whose probe failed runs again: rules do not count, only policies (L-INI-15, L-PRB-10). */
export function restartsAfterKill(spec: PodSpec, container: Container): boolean {
  return (container.restartPolicy ?? spec.restartPolicy ?? 'Always') !== 'Never';
}

/**
 * Whether the next sync is to start this container, by the newest record of it.
 * Rules: L-RST-1; a terminating Pod starts nothing; a sidecar always runs again (L-INI-7).
 */
export function shouldBeStarted(pod: Pod, container: Container, records: PodRecords): boolean {
  if (pod.metadata.deletionTimestamp !== undefined) return false;
  return recordAllowsStart(pod.spec, container, newestRecord(records, container.name));
}

function recordAllowsStart(
  spec: PodSpec,
  container: Container,
  record: ContainerRecord | undefined,
): boolean {
  if (record === undefined || record.state === 'created') return true;
  if (record.state === 'running') return false;
  return isInitSidecar(spec, container) || isRestartable(spec, container, record.exitCode);
}

function isInitSidecar(spec: PodSpec, container: Container): boolean {
  return isSidecar(container) && (spec.initContainers?.includes(container) ?? false);
}
