import type { Container, Pod, PodSpec, RestartRule } from '../../schema/objects';
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
