// `kubectl describe`. Rules: L-CLI-11 to L-CLI-14, L-EVT-6.
import type { KubeObject, Pod } from '../../schema/objects';
import { describeDeployment, describeReplicas } from './describeDeployment';
import {
  describeEndpointSlice,
  describeEndpoints,
  describeIngress,
  describeService,
} from './describeNetwork';
import { describeNode } from './describeNode';
import { annotationLines, eventLines, fieldsOf, labelLines, timeText } from './describeParts';
import { describePod } from './describePod';
import {
  describeAutoscaler,
  describeBudget,
  describeConfigMap,
  describeLimitRange,
  describeQuota,
  describeSecret,
  describeServiceAccount,
  limitRows,
  quotaRows,
} from './describePolicy';
import {
  describeClaim,
  describePriorityClass,
  describeStorageClass,
  describeVolume,
} from './describeStorage';
import {
  describeCronJob,
  describeDaemonSet,
  describeJob,
  describeStatefulSet,
} from './describeWorkloads';
import { parseTargets, selectObjects } from './resourceNames';
import { type Cluster, failed, type Invoked, type Printed } from './session';
import { alignTabs } from './tabWriter';

export function describe(invoked: Invoked): Printed {
  const { line, catalogue, cluster, namespace } = invoked;
  if (line.positional.length === 0)
    return failed(
      'error: You must specify the type of resource to describe. Use "kubectl api-resources" for a complete list of supported resources.\n',
    );
  const parsed = parseTargets(catalogue, line.positional);
  if (!parsed.ok) return failed(parsed.message);
  const client = { view: cluster.store, catalogue, namespace };
  const { objects, missing } = selectObjects(client, line, parsed.targets);
  const isNamed = parsed.targets.some(({ name }) => name !== undefined);
  const byName = (a: KubeObject, b: KubeObject) =>
    (a.metadata.name ?? '') < (b.metadata.name ?? '') ? -1 : 1;
  const inOrder = isNamed ? objects : [...objects].sort(byName);
  const stdout = inOrder.map((object) => alignTabs(described(invoked, object))).join('\n\n');
  if (inOrder.length === 0 && missing.length === 0)
    return { stdout: '', stderr: `No resources found in ${namespace} namespace.\n`, code: 0 };
  return {
    stdout,
    stderr: missing.map((text) => `${text}\n`).join(''),
    code: missing.length > 0 ? 1 : 0,
  };
}

type Describe = (cluster: Cluster, object: KubeObject) => string;

const KINDS: Readonly<Record<string, Describe>> = {
  Pod: (_cluster, object) => describePod(object as Pod),
  Deployment: describeDeployment,
  ReplicaSet: describeReplicas,
  ReplicationController: describeReplicas,
  StatefulSet: describeStatefulSet,
  DaemonSet: describeDaemonSet,
  Job: describeJob,
  CronJob: describeCronJob,
  Node: describeNode,
  Service: describeService,
  Endpoints: describeEndpoints,
  EndpointSlice: describeEndpointSlice,
  Ingress: describeIngress,
  ConfigMap: describeConfigMap,
  Secret: describeSecret,
  ServiceAccount: describeServiceAccount,
  ResourceQuota: describeQuota,
  LimitRange: describeLimitRange,
  PodDisruptionBudget: describeBudget,
  HorizontalPodAutoscaler: describeAutoscaler,
  PersistentVolumeClaim: describeClaim,
  PersistentVolume: describeVolume,
  StorageClass: describeStorageClass,
  PriorityClass: describePriorityClass,
  Namespace: describeNamespace,
};
/** Nothing is said of Events about these. */
const WITHOUT_EVENTS: ReadonlySet<string> = new Set([
  'Namespace',
  'Secret',
  'ResourceQuota',
  'LimitRange',
]);

function described({ cluster }: Invoked, object: KubeObject): string {
  const text = (KINDS[object.kind] ?? describeAny)(cluster, object);
  return WITHOUT_EVENTS.has(object.kind) ? text : text + eventLines(cluster, object);
}

function describeNamespace({ store }: Cluster, object: KubeObject): string {
  const { name = '' } = object.metadata;
  const quotas = [...store.list('ResourceQuota', name)];
  const ranges = [...store.list('LimitRange', name)];
  return [
    `Name:\t${name}\n`,
    labelLines('Labels', object.metadata.labels),
    annotationLines(object.metadata.annotations),
    `Status:\t${String(fieldsOf(object['status'])['phase'] ?? 'Active')}\n`,
    quotas.length === 0
      ? '\nNo resource quota.\n'
      : `\nResource Quotas\n${quotas.map((q) => `  Name:\t${q.metadata.name}\n${quotaRows(q, '  ')}`).join('')}`,
    ranges.length === 0
      ? '\nNo LimitRange resource.\n'
      : `\nResource Limits\n${ranges.map((range) => limitRows(range, ' ')).join('')}`,
  ].join('');
}

/** What is said of kinds that have no description of their own here. */
function describeAny(_cluster: Cluster, object: KubeObject): string {
  const { name = '', namespace, creationTimestamp } = object.metadata;
  return [
    `Name:\t${name}\n`,
    namespace === undefined ? '' : `Namespace:\t${namespace}\n`,
    creationTimestamp === undefined ? '' : `CreationTimestamp:\t${timeText(creationTimestamp)}\n`,
    labelLines('Labels', object.metadata.labels),
    annotationLines(object.metadata.annotations),
  ].join('');
}
