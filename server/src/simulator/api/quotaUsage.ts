// What an object takes of the quotas of its namespace, and which quotas are meant for it. Pure.

import { podLimits, podRequests, qosClass } from '../../schema/defaults';
import type { KubeObject, Pod } from '../../schema/objects';
import {
  listAt,
  numberAt,
  type Plain,
  plainAt,
  plainListAt,
  plainOf,
  textAt,
} from '../../schema/plain';
import { type Quantity, quantityOf } from '../../schema/quantity';
import { storageClassOf } from '../../schema/storageClass';
import { qualifiedResource } from './refusal';

const COUNTED_KINDS: Readonly<Record<string, string>> = {
  pods: 'Pod',
  services: 'Service',
  'services.loadbalancers': 'Service',
  'services.nodeports': 'Service',
  configmaps: 'ConfigMap',
  secrets: 'Secret',
  serviceaccounts: 'ServiceAccount',
  persistentvolumeclaims: 'PersistentVolumeClaim',
  'requests.storage': 'PersistentVolumeClaim',
  replicationcontrollers: 'ReplicationController',
  resourcequotas: 'ResourceQuota',
  'deployments.apps': 'Deployment',
  'replicasets.apps': 'ReplicaSet',
  'statefulsets.apps': 'StatefulSet',
  'daemonsets.apps': 'DaemonSet',
  'jobs.batch': 'Job',
  'cronjobs.batch': 'CronJob',
  'ingresses.networking.k8s.io': 'Ingress',
  'networkpolicies.networking.k8s.io': 'NetworkPolicy',
  'poddisruptionbudgets.policy': 'PodDisruptionBudget',
  'horizontalpodautoscalers.autoscaling': 'HorizontalPodAutoscaler',
};
const OF_CLASS = '.storageclass.storage.k8s.io/';

/** The kind of which a quota's key counts objects. */
export function kindCounted(key: string): string | undefined {
  if (key.includes(OF_CLASS)) return 'PersistentVolumeClaim';
  const counted = key.replace(/^count\//, '');
  if (Object.hasOwn(COUNTED_KINDS, counted)) return COUNTED_KINDS[counted];
  return /^(cpu|memory|ephemeral-storage|requests\..+|limits\..+|hugepages-.+)$/.test(key)
    ? 'Pod'
    : undefined;
}

/** How much of each key one object takes. */
export function usageOf(object: KubeObject): ReadonlyMap<string, Quantity> {
  const plural = qualifiedResource(object.apiVersion, object.kind);
  const usage = new Map<string, Quantity>();
  usage.set(plural, quantityOf(1));
  usage.set(`count/${plural}`, quantityOf(1));
  if (object.kind === 'Pod') addPod(usage, object as Pod);
  else if (object.kind === 'Service') addService(usage, plainOf(object['spec']));
  else if (object.kind === 'PersistentVolumeClaim') addClaim(usage, object);
  return usage;
}

function addPod(usage: Map<string, Quantity>, { spec }: Pod): void {
  for (const [resource, amount] of Object.entries(podRequests(spec))) {
    usage.set(resource, quantityOf(amount));
    usage.set(`requests.${resource}`, quantityOf(amount));
  }
  for (const [resource, amount] of Object.entries(podLimits(spec)))
    usage.set(`limits.${resource}`, quantityOf(amount));
}

function addService(usage: Map<string, Quantity>, spec: Plain): void {
  const type = textAt(spec, 'type');
  if (type !== 'NodePort' && type !== 'LoadBalancer') return;
  const ports = plainListAt(spec, 'ports');
  const own = ports.filter(({ nodePort }) => typeof nodePort === 'number' && nodePort > 0);
  const hasAll = type === 'NodePort' || spec['allocateLoadBalancerNodePorts'] !== false;
  usage.set('services.nodeports', quantityOf(hasAll ? ports.length : own.length));
  if (type === 'LoadBalancer') usage.set('services.loadbalancers', quantityOf(1));
}

function addClaim(usage: Map<string, Quantity>, claim: KubeObject): void {
  const storage = plainAt(claim['spec'], 'resources', 'requests')?.['storage'];
  const className = storageClassOf(claim as Parameters<typeof storageClassOf>[0]) ?? '';
  const prefixes = className === '' ? [''] : ['', `${className}${OF_CLASS}`];
  for (const prefix of prefixes) {
    usage.set(`${prefix}persistentvolumeclaims`, quantityOf(1));
    if (storage !== undefined) usage.set(`${prefix}requests.storage`, quantityOf(storage));
  }
}

/** What every container has to say where a quota limits it. */
const TO_BE_SAID: readonly (readonly [key: string, list: 'requests' | 'limits', name: string])[] = [
  ['cpu', 'requests', 'cpu'],
  ['limits.cpu', 'limits', 'cpu'],
  ['limits.memory', 'limits', 'memory'],
  ['memory', 'requests', 'memory'],
  ['requests.cpu', 'requests', 'cpu'],
  ['requests.memory', 'requests', 'memory'],
];

/** `cpu for: app,proxy; memory for: app`: containers that don't say what is limited; empty where all do. */
export function unsaidText({ spec }: Pod, limited: readonly string[]): string {
  const ofPod = plainAt(spec, 'resources');
  const unsaid = TO_BE_SAID.flatMap(([key, list, name]) => {
    if (!limited.includes(key) || plainAt(ofPod, list)?.[name] !== undefined) return [];
    const silent = [...plainListAt(spec, 'containers'), ...plainListAt(spec, 'initContainers')]
      .filter((container) => plainAt(container, 'resources', list)?.[name] === undefined)
      .map((container) => textAt(container, 'name'));
    return silent.length === 0 ? [] : [`${key} for: ${[...new Set(silent)].sort().join(',')}`];
  });
  return unsaid.join('; ');
}

/** Whether a quota is meant for the object: one with scopes only for Pods that are in all of them. */
export function isMeantFor(quota: KubeObject, object: KubeObject): boolean {
  const { scopes, scopeSelector } = plainOf(quota['spec']);
  const plain = Array.isArray(scopes) ? scopes : [];
  const demands = [
    ...plain.map((scopeName) => ({ scopeName, operator: 'Exists' })),
    ...plainListAt(scopeSelector, 'matchExpressions'),
  ];
  if (demands.length === 0) return true;
  return object.kind === 'Pod' && demands.every((demand) => isInScope(object as Pod, demand));
}

function isInScope({ spec }: Pod, demand: Plain): boolean {
  const ends = (numberAt(spec, 'activeDeadlineSeconds') ?? -1) >= 0;
  switch (demand['scopeName']) {
    case 'Terminating':
      return ends;
    case 'NotTerminating':
      return !ends;
    case 'BestEffort':
      return qosClass(spec) === 'BestEffort';
    case 'NotBestEffort':
      return qosClass(spec) !== 'BestEffort';
    case 'PriorityClass':
      return meets(demand, textAt(spec, 'priorityClassName'));
    case 'CrossNamespacePodAffinity':
      return looksAcrossNamespaces(spec);
    default:
      return false;
  }
}

function meets(demand: Plain, name: string): boolean {
  const values = listAt(demand, 'values');
  switch (demand['operator']) {
    case 'In':
      return name !== '' && values.includes(name);
    case 'NotIn':
      return !values.includes(name);
    case 'DoesNotExist':
      return name === '';
    default:
      return name !== '';
  }
}

function looksAcrossNamespaces(spec: object): boolean {
  return ['podAffinity', 'podAntiAffinity'].some((side) => {
    const of = plainAt(spec, 'affinity', side);
    const terms = [
      ...plainListAt(of, 'requiredDuringSchedulingIgnoredDuringExecution'),
      ...plainListAt(of, 'preferredDuringSchedulingIgnoredDuringExecution').map((each) =>
        plainOf(each['podAffinityTerm']),
      ),
    ];
    return terms.some(
      (term) => listAt(term, 'namespaces').length > 0 || plainAt(term, 'namespaceSelector'),
    );
  });
}
