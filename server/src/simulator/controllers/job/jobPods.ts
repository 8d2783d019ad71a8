// Pods of Jobs: how they are made, and which count as what.
import type { Container, KubeObject, Pod } from '../../../schema/objects';
import type { Job } from '../../../schema/workloads';
import { type NewPod, podFromTemplate } from '../pods';
import { inRemovalOrder } from '../ranking';
import { INDEX_FAILURES_KEY, INDEX_KEY, indexOf } from './indexes';

export const TRACKING_FINALIZER = 'batch.kubernetes.io/job-tracking';

export function isIndexed(job: Job): boolean {
  return job.spec.completionMode === 'Indexed';
}
/** Whether a Pod is replaced only when it has really ended. Rules: L-CTL-17 */
export function replacesOnlyFailed(job: Job): boolean {
  return (
    job.spec.podReplacementPolicy === 'Failed' ||
    (job.spec.podReplacementPolicy === undefined && job.spec.podFailurePolicy !== undefined)
  );
}

/** A Pod on its way out counts as failed, unless the Job waits for the real end. Rules: L-CTL-18 */
export function countsAsFailed(job: Job, pod: Pod): boolean {
  if (pod.status?.phase === 'Failed') return true;
  if (replacesOnlyFailed(job)) return false;
  return pod.metadata.deletionTimestamp !== undefined && pod.status?.phase !== 'Succeeded';
}

export function isTracked(pod: KubeObject): boolean {
  return (pod.metadata.finalizers ?? []).includes(TRACKING_FINALIZER);
}

export function untracked<T extends KubeObject>(pod: T): T {
  const finalizers = (pod.metadata.finalizers ?? []).filter((f) => f !== TRACKING_FINALIZER);
  const { finalizers: _old, ...metadata } = pod.metadata;
  return { ...pod, metadata: finalizers.length === 0 ? metadata : { ...metadata, finalizers } };
}

/** Rules: L-CTL-2, L-CTL-17 */
export function newJobPod(job: Job, index: number | undefined, failures: number): Pod {
  const { template } = job.spec;
  if (index === undefined)
    return podFromTemplate(job, template, { finalizers: [TRACKING_FINALIZER] });
  const mark = { [INDEX_KEY]: String(index) };
  const hostname = `${job.metadata.name ?? ''}-${index}`;
  const withIndex = (containers: readonly Container[] | undefined) =>
    containers?.map((container) => ({
      ...container,
      env: [
        ...(container.env ?? []).filter(({ name }) => name !== 'JOB_COMPLETION_INDEX'),
        {
          name: 'JOB_COMPLETION_INDEX',
          valueFrom: { fieldRef: { fieldPath: `metadata.labels['${INDEX_KEY}']` } },
        },
      ],
    }));
  const { initContainers } = template.spec;
  const more: NewPod = {
    labels: mark,
    annotations:
      job.spec.backoffLimitPerIndex === undefined
        ? mark
        : { ...mark, [INDEX_FAILURES_KEY]: String(failures) },
    finalizers: [TRACKING_FINALIZER],
    spec: {
      ...template.spec,
      hostname,
      containers: withIndex(template.spec.containers) ?? [],
      ...(initContainers === undefined ? {} : { initContainers: withIndex(initContainers) ?? [] }),
    },
  };
  const pod = podFromTemplate(job, template, more);
  return { ...pod, metadata: { ...pod.metadata, generateName: `${hostname}-` } };
}

/** All restarts of its containers, for the back-off limit of Jobs whose Pods restart. */
export function restartsOf(pod: Pod): number {
  return [
    ...(pod.status?.initContainerStatuses ?? []),
    ...(pod.status?.containerStatuses ?? []),
  ].reduce((sum, status) => sum + status.restartCount, 0);
}

/**
 * Active Pods that are too many, at least so many. Of those that work on one index all but one are, and those whose
 * index is past the end. Rules: L-CTL-18
 */
export function surplusOf(job: Job, active: readonly Pod[], atLeast: number): readonly Pod[] {
  const useless: Pod[] = [];
  const useful = new Map<number | Pod, Pod>();
  for (const pod of [...inRemovalOrder(active)].reverse()) {
    const index = isIndexed(job) ? indexOf(pod) : undefined;
    const isPast = isIndexed(job) && (index === undefined || index >= (job.spec.completions ?? 0));
    if (isPast || (index !== undefined && useful.has(index))) useless.push(pod);
    else useful.set(index ?? pod, pod);
  }
  if (useless.length >= atLeast) return useless;
  const more = inRemovalOrder([...useful.values()]);
  return [...useless, ...more.slice(0, atLeast - useless.length)];
}
