// Columns of Pods and of what makes them.

import { humanDuration } from '../duration';
import type { KubeObject, Pod } from '../objects';
import { controllerOf } from '../owners';
import { ageOf } from './age';
import {
  AGE,
  CONTAINERS,
  type Column,
  column,
  conditionsOf,
  containersCells,
  count,
  IMAGES,
  NAME,
  NONE,
  own,
  SELECTOR,
  selectorText,
  sizeOf,
  spec,
  specOf,
  status,
  statusOf,
  templateOf,
  text,
  UNSET,
  wide,
} from './cells';
import { podRow, podWideCells } from './podRow';

const WORKLOAD = [CONTAINERS, IMAGES, SELECTOR];
const REPLICAS: readonly Column[] = [
  NAME,
  spec('DESIRED', 'replicas', count),
  status('CURRENT', 'replicas'),
  status('READY', 'readyReplicas'),
  AGE,
  ...WORKLOAD,
];
/** `2/3` */
const READY = column(
  'READY',
  (object) => `${count(statusOf(object)['readyReplicas'])}/${count(specOf(object)['replicas'])}`,
);

function conditionHolds(object: KubeObject, type: string): boolean {
  return conditionsOf(object).find((condition) => condition.type === type)?.status === 'True';
}

/** Rules: NOTES of the recordings, 45. */
function jobStatus(job: KubeObject): string {
  if (conditionHolds(job, 'Complete')) return 'Complete';
  if (conditionHolds(job, 'Failed')) return 'Failed';
  if (job.metadata.deletionTimestamp !== undefined) return 'Terminating';
  for (const type of ['Suspended', 'FailureTarget', 'SuccessCriteriaMet'])
    if (conditionHolds(job, type)) return type;
  return 'Running';
}
function jobCompletions(job: KubeObject): string {
  const { completions, parallelism } = specOf(job);
  const succeeded = count(statusOf(job)['succeeded']);
  if (typeof completions === 'number') return `${succeeded}/${completions}`;
  const parallel = typeof parallelism === 'number' ? parallelism : 0;
  return parallel > 1 ? `${succeeded}/1 of ${parallel}` : `${succeeded}/1`;
}
function jobDuration(job: KubeObject, nowMs: number): string {
  const { startTime, completionTime } = statusOf(job);
  if (typeof startTime !== 'string') return '';
  const failed = conditionsOf(job).find(
    ({ type, status: is }) => type === 'Failed' && is === 'True',
  );
  const end = typeof completionTime === 'string' ? completionTime : failed?.lastTransitionTime;
  return humanDuration((end === undefined ? nowMs : Date.parse(end)) - Date.parse(startTime));
}

function booleanWord(value: unknown): string {
  if (typeof value !== 'boolean') return UNSET;
  return value ? 'True' : 'False';
}

/** `daemonset.apps/agent` */
function controllerName(object: KubeObject): string {
  const owner = controllerOf(object);
  if (owner === undefined) return NONE;
  const [group, version] = owner.apiVersion.split('/');
  const kind = version === undefined ? owner.kind : `${owner.kind}.${group}`;
  return `${kind.toLowerCase()}/${owner.name}`;
}

const OF_POD_TEMPLATE = containersCells((object) => object['template']);

export const WORKLOAD_COLUMNS: Readonly<Record<string, readonly Column[]>> = {
  Pod: [
    NAME,
    column('READY', (pod, nowMs) => podRow(pod as Pod, nowMs).ready),
    column('STATUS', (pod, nowMs) => podRow(pod as Pod, nowMs).status),
    column('RESTARTS', (pod, nowMs) => podRow(pod as Pod, nowMs).restarts),
    AGE,
    wide('IP', (pod) => podWideCells(pod as Pod).ip),
    wide('NODE', (pod) => podWideCells(pod as Pod).node),
    wide('NOMINATED NODE', (pod) => podWideCells(pod as Pod).nominatedNode),
    wide('READINESS GATES', (pod) => podWideCells(pod as Pod).readinessGates),
  ],
  PodTemplate: [
    NAME,
    column('CONTAINERS', OF_POD_TEMPLATE.names),
    column('IMAGES', OF_POD_TEMPLATE.images),
    column('POD LABELS', (object) => {
      const template = object['template'] as KubeObject | undefined;
      return selectorText(template?.metadata?.labels);
    }),
  ],
  ReplicationController: REPLICAS,
  ReplicaSet: REPLICAS,
  Deployment: [
    NAME,
    READY,
    status('UP-TO-DATE', 'updatedReplicas'),
    status('AVAILABLE', 'availableReplicas'),
    AGE,
    ...WORKLOAD,
  ],
  StatefulSet: [NAME, READY, AGE, CONTAINERS, IMAGES],
  DaemonSet: [
    NAME,
    status('DESIRED', 'desiredNumberScheduled'),
    status('CURRENT', 'currentNumberScheduled'),
    status('READY', 'numberReady'),
    status('UP-TO-DATE', 'updatedNumberScheduled'),
    status('AVAILABLE', 'numberAvailable'),
    column('NODE SELECTOR', (object) => selectorText(templateOf(object)?.spec?.nodeSelector)),
    AGE,
    ...WORKLOAD,
  ],
  ControllerRevision: [
    NAME,
    column('CONTROLLER', controllerName),
    own('REVISION', 'revision', count),
    AGE,
  ],
  Job: [
    NAME,
    column('STATUS', jobStatus),
    column('COMPLETIONS', jobCompletions),
    column('DURATION', jobDuration),
    AGE,
    ...WORKLOAD,
  ],
  CronJob: [
    NAME,
    spec('SCHEDULE', 'schedule'),
    spec('TIMEZONE', 'timeZone', (value) => text(value, NONE)),
    spec('SUSPEND', 'suspend', booleanWord),
    status('ACTIVE', 'active', sizeOf),
    column('LAST SCHEDULE', (object, nowMs) => {
      const { lastScheduleTime } = statusOf(object);
      return typeof lastScheduleTime === 'string' ? ageOf(lastScheduleTime, nowMs) : NONE;
    }),
    AGE,
    ...WORKLOAD,
  ],
};
