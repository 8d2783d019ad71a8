// What `kubectl describe` says of StatefulSets, DaemonSets, Jobs and CronJobs before the Events.

import { humanDuration } from '../../schema/duration';
import type { KubeObject, PodTemplate } from '../../schema/objects';
import { selectorText } from '../../schema/printing/cells';
import { templateLines } from './describeDeployment';
import {
  annotationLines,
  type Fields,
  fieldsOf,
  headLines,
  labelLines,
  ownerLine,
  podCounts,
  timeText,
} from './describeParts';
import type { Cluster } from './session';

export function describeStatefulSet(cluster: Cluster, set: KubeObject): string {
  const [spec, status] = [fieldsOf(set['spec']), fieldsOf(set['status'])];
  const strategy = fieldsOf(spec['updateStrategy']);
  const { partition } = fieldsOf(strategy['rollingUpdate']);
  return [
    `Name:\t${set.metadata.name}\n`,
    `Namespace:\t${set.metadata.namespace}\n`,
    `CreationTimestamp:\t${timeText(set.metadata.creationTimestamp)}\n`,
    `Selector:\t${selectorText(spec['selector'])}\n`,
    labelLines('Labels', set.metadata.labels),
    annotationLines(set.metadata.annotations),
    `Replicas:\t${String(spec['replicas'])} desired | ${String(status['replicas'] ?? 0)} total\n`,
    `Update Strategy:\t${String(strategy['type'] ?? '')}\n`,
    partition === undefined ? '' : `  Partition:\t${String(partition)}\n`,
    podCounts(cluster, set),
    templateLines(spec['template'] as PodTemplate),
    claimTemplateLines((spec['volumeClaimTemplates'] ?? []) as readonly KubeObject[]),
  ].join('');
}

function claimTemplateLines(templates: readonly KubeObject[]): string {
  if (templates.length === 0) return 'Volume Claims:\t<none>\n';
  const lines = templates.map((claim) => {
    const spec = fieldsOf(claim['spec']);
    const requests = fieldsOf(fieldsOf(spec['resources'])['requests']);
    const modes = (spec['accessModes'] ?? []) as readonly string[];
    return [
      `  Name:\t${claim.metadata.name}\n`,
      `  StorageClass:\t${String(spec['storageClassName'] ?? '')}\n`,
      labelLines('Labels', claim.metadata.labels, '  '),
      annotationLines(claim.metadata.annotations, '  '),
      `  Capacity:\t${String(requests['storage'] ?? '<default>')}\n`,
      `  Access Modes:\t[${modes.join(' ')}]\n`,
    ].join('');
  });
  return `Volume Claims:\n${lines.join('')}`;
}

export function describeDaemonSet(cluster: Cluster, set: KubeObject): string {
  const [spec, status] = [fieldsOf(set['spec']), fieldsOf(set['status'])];
  const count = (name: string) => String(status[name] ?? 0);
  const template = spec['template'] as PodTemplate;
  return [
    `Name:\t${set.metadata.name}\n`,
    `Namespace:\t${set.metadata.namespace}\n`,
    `Selector:\t${selectorText(spec['selector'])}\n`,
    `Node-Selector:\t${selectorText(template.spec.nodeSelector)}\n`,
    labelLines('Labels', set.metadata.labels),
    annotationLines(set.metadata.annotations),
    `Desired Number of Nodes Scheduled: ${count('desiredNumberScheduled')}\n`,
    `Current Number of Nodes Scheduled: ${count('currentNumberScheduled')}\n`,
    `Number of Nodes Scheduled with Up-to-date Pods: ${count('updatedNumberScheduled')}\n`,
    `Number of Nodes Scheduled with Available Pods: ${count('numberAvailable')}\n`,
    `Number of Nodes Misscheduled: ${count('numberMisscheduled')}\n`,
    podCounts(cluster, set),
    templateLines(template),
  ].join('');
}

export function describeJob(_cluster: Cluster, job: KubeObject): string {
  const [spec, status] = [fieldsOf(job['spec']), fieldsOf(job['status'])];
  const count = (name: string) => String(status[name] ?? 0);
  const optional = (title: string, value: unknown, unit = '') =>
    value === undefined ? '' : `${title}:\t${String(value)}${unit}\n`;
  const [start, end] = [status['startTime'], status['completionTime']] as readonly (
    | string
    | undefined
  )[];
  const isIndexed = spec['completionMode'] === 'Indexed';
  return [
    `Name:\t${job.metadata.name}\n`,
    `Namespace:\t${job.metadata.namespace}\n`,
    `Selector:\t${selectorText(spec['selector'])}\n`,
    labelLines('Labels', job.metadata.labels),
    annotationLines(job.metadata.annotations),
    ownerLine(job),
    `Parallelism:\t${String(spec['parallelism'])}\n`,
    `Completions:\t${String(spec['completions'] ?? '<unset>')}\n`,
    optional('Completion Mode', spec['completionMode']),
    optional('Suspend', spec['suspend']),
    optional('Backoff Limit', spec['backoffLimit']),
    optional('TTL Seconds After Finished', spec['ttlSecondsAfterFinished']),
    start === undefined ? '' : `Start Time:\t${timeText(start)}\n`,
    end === undefined ? '' : `Completed At:\t${timeText(end)}\n`,
    start === undefined || end === undefined
      ? ''
      : `Duration:\t${humanDuration(Date.parse(end) - Date.parse(start))}\n`,
    optional('Active Deadline Seconds', spec['activeDeadlineSeconds'], 's'),
    `Pods Statuses:\t${count('active')} Active (${count('ready')} Ready) / ${count('succeeded')} Succeeded / ${count('failed')} Failed\n`,
    isIndexed ? `Completed Indexes:\t${String(status['completedIndexes'] ?? '<none>')}\n` : '',
    templateLines(spec['template'] as PodTemplate),
  ].join('');
}

export function describeCronJob(_cluster: Cluster, cronJob: KubeObject): string {
  const [spec, status] = [fieldsOf(cronJob['spec']), fieldsOf(cronJob['status'])];
  const orUnset = (value: unknown, unit = '') =>
    value === undefined ? '<unset>' : `${String(value)}${unit}`;
  const last = status['lastScheduleTime'] as string | undefined;
  const active = ((status['active'] ?? []) as readonly Fields[]).map(({ name }) => String(name));
  return [
    headLines(cronJob),
    `Schedule:\t${String(spec['schedule'])}\n`,
    `Concurrency Policy:\t${String(spec['concurrencyPolicy'])}\n`,
    `Suspend:\t${spec['suspend'] === true ? 'True' : 'False'}\n`,
    `Successful Job History Limit:\t${orUnset(spec['successfulJobsHistoryLimit'])}\n`,
    `Failed Job History Limit:\t${orUnset(spec['failedJobsHistoryLimit'])}\n`,
    `Starting Deadline Seconds:\t${orUnset(spec['startingDeadlineSeconds'], 's')}\n`,
    jobTemplateLines(fieldsOf(fieldsOf(spec['jobTemplate'])['spec'])),
    `Last Schedule Time:\t${last === undefined ? '<unset>' : timeText(last)}\n`,
    `Active Jobs:\t${active.join(', ') || '<none>'}\n`,
  ].join('');
}

function jobTemplateLines(spec: Fields): string {
  const { selector, parallelism, completions, activeDeadlineSeconds } = spec;
  return [
    `Selector:\t${selector === undefined ? '<unset>' : selectorText(selector)}\n`,
    `Parallelism:\t${String(parallelism ?? '<unset>')}\n`,
    `Completions:\t${String(completions ?? '<unset>')}\n`,
    activeDeadlineSeconds === undefined
      ? ''
      : `Active Deadline Seconds:\t${String(activeDeadlineSeconds)}s\n`,
    templateLines(spec['template'] as PodTemplate),
  ].join('');
}
