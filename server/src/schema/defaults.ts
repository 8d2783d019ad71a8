// What the API server fills in where a manifest is silent, and what follows from a Pod's resources.
// Everything here gives a new value and leaves what it was given alone. Values of the wrong type stay as they are.

import { defaultPullPolicy } from './image';
import type { Container, KubeObject, ResourceList } from './objects';
import {
  booleanAt,
  isPlain,
  type Plain,
  plainAt,
  plainListAt,
  plainOf,
  textAt,
  valueAt,
} from './plain';
import {
  addQuantities,
  compareQuantities,
  formatQuantity,
  maxQuantity,
  parseQuantity,
  type Quantity,
  quantityOf,
  ZERO,
} from './quantity';

type Draft = Record<string, unknown>;

/** The object with the server's defaults. Kinds without any come back as they are. Rules: L-API-3, L-CTL-8, L-CTL-17 */
export function applyDefaults<T extends KubeObject>(object: T): T {
  const fill = DEFAULTS[`${object.apiVersion} ${object.kind}`];
  // The cast is right: defaults only add fields that the kind has.
  return fill === undefined ? object : (fill(object) as T);
}

const DEFAULTS: Readonly<Record<string, (object: Plain) => Plain>> = {
  'v1 Pod': (pod) => within(pod, 'spec', podOnlyDefaults, 'create'),
  'v1 PodTemplate': (object) => within(object, 'template', templateDefaults),
  'v1 ReplicationController': replicationControllerDefaults,
  'v1 Service': (object) => within(object, 'spec', serviceSpecDefaults, 'create'),
  'v1 Secret': (object) => missingOrZero(object, { type: 'Opaque' }),
  'v1 PersistentVolumeClaim': claimDefaults,
  'v1 PersistentVolume': (object) =>
    within(object, 'spec', (spec) =>
      missing(spec, { persistentVolumeReclaimPolicy: 'Retain', volumeMode: 'Filesystem' }),
    ),
  'v1 LimitRange': (object) => within(object, 'spec', limitRangeDefaults),
  'v1 Endpoints': (object) =>
    eachOf(object, 'subsets', (subset) => eachOf(subset, 'ports', protocolDefault)),
  'apps/v1 Deployment': (object) => within(object, 'spec', deploymentDefaults, 'create'),
  'apps/v1 ReplicaSet': (object) =>
    within(object, 'spec', (spec) => withTemplate(missing(spec, { replicas: 1 })), 'create'),
  'apps/v1 StatefulSet': (object) => within(object, 'spec', statefulSetDefaults, 'create'),
  'apps/v1 DaemonSet': (object) => within(object, 'spec', daemonSetDefaults, 'create'),
  'batch/v1 Job': (object) => within(object, 'spec', jobDefaults, 'create'),
  'batch/v1 CronJob': (object) => within(object, 'spec', cronJobDefaults, 'create'),
  'scheduling.k8s.io/v1 PriorityClass': (object) =>
    missing(object, { preemptionPolicy: 'PreemptLowerPriority' }),
  'discovery.k8s.io/v1 EndpointSlice': (object) =>
    eachOf(object, 'ports', (port) => missing(port, { name: '', protocol: 'TCP' })),
  'storage.k8s.io/v1 StorageClass': (object) =>
    missing(object, { reclaimPolicy: 'Delete', volumeBindingMode: 'Immediate' }),
  'autoscaling/v1 HorizontalPodAutoscaler': autoscalerDefaults,
  'autoscaling/v2 HorizontalPodAutoscaler': autoscalerDefaults,
  'rbac.authorization.k8s.io/v1 RoleBinding': bindingDefaults,
  'rbac.authorization.k8s.io/v1 ClusterRoleBinding': bindingDefaults,
  'networking.k8s.io/v1 IngressClass': (object) =>
    within(object, 'spec', (spec) =>
      within(spec, 'parameters', (parameters) => missing(parameters, { scope: 'Cluster' })),
    ),
  'networking.k8s.io/v1 NetworkPolicy': (object) => within(object, 'spec', networkPolicyDefaults),
};

// ---- small tools -----------------------------------------------------------------------------------------------

/** Adds the fields that are absent (or null). */
function missing(object: Plain, defaults: Plain): Plain {
  return filled(object, defaults, (current) => current === undefined);
}

/** The same for texts and numbers whose zero means "not set". */
function missingOrZero(object: Plain, defaults: Plain): Plain {
  return filled(
    object,
    defaults,
    (current) => current === undefined || current === 0 || current === '',
  );
}

function filled(object: Plain, defaults: Plain, isUnset: (current: unknown) => boolean): Plain {
  let draft: Draft | undefined;
  for (const [field, value] of Object.entries(defaults)) {
    if (!isUnset(valueAt(object, field))) continue;
    draft ??= { ...object };
    draft[field] = value;
  }
  return draft ?? object;
}

/** Replaces a mapping under `field`; one that is absent stays so unless it is to be created. */
function within(
  object: Plain,
  field: string,
  change: (value: Plain) => Plain,
  absent: 'create' | 'leave' = 'leave',
): Plain {
  const value = valueAt(object, field);
  if (!isPlain(value) && !(absent === 'create' && value === undefined)) return object;
  const before = plainOf(value);
  const after = change(before);
  return after === before && value !== undefined ? object : { ...object, [field]: after };
}

function eachOf(object: Plain, field: string, change: (value: Plain) => Plain): Plain {
  const list = valueAt(object, field);
  if (!Array.isArray(list)) return object;
  let changed = false;
  const after = list.map((item: unknown) => {
    if (!isPlain(item)) return item;
    const next = change(item);
    changed ||= next !== item;
    return next;
  });
  return changed ? { ...object, [field]: after } : object;
}

function protocolDefault(port: Plain): Plain {
  return missingOrZero(port, { protocol: 'TCP' });
}

// ---- Pods ------------------------------------------------------------------------------------------------------

function podOnlyDefaults(spec: Plain): Plain {
  let result = missing(podSpecDefaults(spec), { enableServiceLinks: true });
  for (const field of ['initContainers', 'containers']) {
    result = eachOf(result, field, requestsFromLimits);
    if (booleanAt(result, 'hostNetwork') === true) {
      result = eachOf(result, field, (container) => eachOf(container, 'ports', hostPortDefault));
    }
  }
  return within(result, 'resources', (resources) => podLevelRequests(result, resources));
}

function hostPortDefault(port: Plain): Plain {
  const number = valueAt(port, 'containerPort');
  return number === undefined ? port : missingOrZero(port, { hostPort: number });
}

/** A container that has a limit and no request for a resource requests the limit. */
function requestsFromLimits(container: Plain): Plain {
  const limits = plainAt(container, 'resources', 'limits');
  if (limits === undefined) return container;
  return within(container, 'resources', (resources) =>
    within(resources, 'requests', (requests) => missing(requests, limits), 'create'),
  );
}

const POD_LEVEL_RESOURCES = /^(?:cpu|memory|hugepages-.+)$/;

/** Requests of the Pod as a whole where they are not written: what its containers ask for, else the limit. */
function podLevelRequests(spec: Plain, resources: Plain): Plain {
  const limits = plainOf(valueAt(resources, 'limits'));
  const requests = plainOf(valueAt(resources, 'requests'));
  if (Object.keys(limits).length + Object.keys(requests).length === 0) return resources;
  const defaults: Draft = {};
  for (const [name, quantity] of Object.entries(containerRequests(spec))) {
    if (POD_LEVEL_RESOURCES.test(name)) defaults[name] = formatQuantity(quantity);
  }
  for (const [name, limit] of Object.entries(limits)) {
    if (POD_LEVEL_RESOURCES.test(name) && !(name in defaults)) defaults[name] = limit;
  }
  if (Object.keys(defaults).length === 0) return resources;
  return within(resources, 'requests', (given) => missing(given, defaults), 'create');
}

/** What every Pod spec gets, in a Pod and in a template. */
export function podSpecDefaults(spec: Plain): Plain {
  let result = missingOrZero(spec, {
    restartPolicy: 'Always',
    dnsPolicy: 'ClusterFirst',
    schedulerName: 'default-scheduler',
  });
  result = missing(result, { terminationGracePeriodSeconds: 30, securityContext: {} });
  const account = textAt(result, 'serviceAccountName') || textAt(result, 'serviceAccount');
  if (account !== '') {
    // The older name of the field stays in step with the newer.
    result = missingOrZero(result, { serviceAccountName: account, serviceAccount: account });
  }
  for (const field of ['initContainers', 'containers', 'ephemeralContainers']) {
    result = eachOf(result, field, plainContainerDefaults);
  }
  result = eachOf(result, 'volumes', volumeDefaults);
  result = within(result, 'resources', canonicalResources);
  return within(result, 'overhead', canonicalResourceList);
}

/** A container as it would stand in a Pod; used for ephemeral containers too. */
export function containerDefaults(container: Container): Container {
  return plainContainerDefaults({ ...container }) as unknown as Container;
}

function plainContainerDefaults(container: Plain): Plain {
  let result = missingOrZero(container, {
    terminationMessagePath: '/dev/termination-log',
    terminationMessagePolicy: 'File',
    imagePullPolicy: defaultPullPolicy(textAt(container, 'image')),
  });
  result = within(missing(result, { resources: {} }), 'resources', canonicalResources);
  result = eachOf(result, 'ports', protocolDefault);
  result = eachOf(result, 'env', (variable) =>
    within(variable, 'valueFrom', (source) => within(source, 'fieldRef', fieldRefDefaults)),
  );
  for (const probe of ['livenessProbe', 'readinessProbe', 'startupProbe']) {
    result = within(result, probe, probeDefaults);
  }
  return within(result, 'lifecycle', (lifecycle) =>
    within(within(lifecycle, 'postStart', handlerDefaults), 'preStop', handlerDefaults),
  );
}

function canonicalResources(resources: Plain): Plain {
  return within(
    within(resources, 'limits', canonicalResourceList),
    'requests',
    canonicalResourceList,
  );
}

/** Quantities as the server stores them: canonical text, no finer than a thousandth. */
function canonicalResourceList(list: Plain): Plain {
  let draft: Draft | undefined;
  for (const [name, value] of Object.entries(list)) {
    const canonical = storedQuantity(value);
    if (canonical === value) continue;
    draft ??= { ...list };
    draft[name] = canonical;
  }
  return draft ?? list;
}

const MILLI = 1_000_000n;

function storedQuantity(value: unknown): unknown {
  const { quantity } = parseQuantity(value);
  if (quantity === undefined || value === null) return value;
  const { nano, format } = quantity;
  const rounded = nano > 0n ? (nano + MILLI - 1n) / MILLI : -((-nano + MILLI - 1n) / MILLI);
  return formatQuantity({ nano: rounded * MILLI, format });
}

function fieldRefDefaults(reference: Plain): Plain {
  return missingOrZero(reference, { apiVersion: 'v1' });
}

/** A written 0 means the default, but for `initialDelaySeconds`. */
function probeDefaults(probe: Plain): Plain {
  const counts = { timeoutSeconds: 1, periodSeconds: 10, successThreshold: 1, failureThreshold: 3 };
  return handlerDefaults(missingOrZero(probe, counts));
}

function handlerDefaults(handler: Plain): Plain {
  const http = within(handler, 'httpGet', (action) =>
    missingOrZero(action, { path: '/', scheme: 'HTTP' }),
  );
  return within(http, 'grpc', (action) => missing(action, { service: '' }));
}

/** The fields of a volume that say where it comes from: all but its name. */
export function volumeSources(volume: Plain): readonly string[] {
  return Object.keys(volume).filter(
    (field) => field !== 'name' && valueAt(volume, field) !== undefined,
  );
}

const MODE = { defaultMode: 420 };

const VOLUME_DEFAULTS: Readonly<Record<string, (source: Plain) => Plain>> = {
  secret: (source) => missing(source, MODE),
  configMap: (source) => missing(source, MODE),
  hostPath: (source) => missing(source, { type: '' }),
  downwardAPI: (source) => downwardDefaults(missing(source, MODE)),
  projected: (source) => eachOf(missing(source, MODE), 'sources', projectedSourceDefaults),
  image: (source) =>
    missingOrZero(source, { pullPolicy: defaultPullPolicy(textAt(source, 'reference')) }),
  iscsi: (source) => missingOrZero(source, { iscsiInterface: 'default' }),
  rbd: (source) =>
    missingOrZero(source, { pool: 'rbd', user: 'admin', keyring: '/etc/ceph/keyring' }),
  azureDisk: (source) =>
    missing(source, { cachingMode: 'ReadWrite', kind: 'Shared', fsType: 'ext4', readOnly: false }),
  ephemeral: (source) =>
    within(source, 'volumeClaimTemplate', (template) =>
      within(template, 'spec', claimSpecDefaults),
    ),
};

function volumeDefaults(volume: Plain): Plain {
  const sources = volumeSources(volume);
  if (sources.length === 0) return { ...volume, emptyDir: {} };
  let result = volume;
  for (const source of sources) {
    const fill = VOLUME_DEFAULTS[source];
    if (fill !== undefined) result = within(result, source, fill);
  }
  return result;
}

function downwardDefaults(source: Plain): Plain {
  return eachOf(source, 'items', (item) => within(item, 'fieldRef', fieldRefDefaults));
}

function projectedSourceDefaults(source: Plain): Plain {
  const token = within(source, 'serviceAccountToken', (request) =>
    missing(request, { expirationSeconds: 3600 }),
  );
  return within(token, 'downwardAPI', downwardDefaults);
}

function templateDefaults(template: Plain): Plain {
  return within(template, 'spec', podSpecDefaults, 'create');
}

function withTemplate(spec: Plain): Plain {
  return within(spec, 'template', templateDefaults, 'create');
}

const TOLERATED = ['node.kubernetes.io/not-ready', 'node.kubernetes.io/unreachable'];

/** The spec with the two tolerations that every Pod gets, at creation and at each update. Rules: L-API-6 */
export function withDefaultTolerations(spec: Plain): Plain {
  const own = plainListAt(spec, 'tolerations');
  const isCovered = (key: string): boolean =>
    own.some((toleration) => {
      const effect = textAt(toleration, 'effect');
      const ownKey = textAt(toleration, 'key');
      const fits = ownKey === key || (ownKey === '' && textAt(toleration, 'operator') === 'Exists');
      return fits && (effect === '' || effect === 'NoExecute');
    });
  const added = TOLERATED.filter((key) => !isCovered(key)).map((key) => ({
    key,
    operator: 'Exists',
    effect: 'NoExecute',
    tolerationSeconds: 300,
  }));
  return added.length === 0 ? spec : { ...spec, tolerations: [...own, ...added] };
}

// ---- workloads -------------------------------------------------------------------------------------------------

/** An update strategy: rolling unless another type is named. */
function strategyDefaults(strategy: Plain, rolling: Plain): Plain {
  const typed = missingOrZero(strategy, { type: 'RollingUpdate' });
  if (textAt(typed, 'type') !== 'RollingUpdate') return typed;
  return within(typed, 'rollingUpdate', (given) => missing(given, rolling), 'create');
}

function deploymentDefaults(spec: Plain): Plain {
  const counted = missing(spec, {
    replicas: 1,
    strategy: {},
    revisionHistoryLimit: 10,
    progressDeadlineSeconds: 600,
  });
  const rolling = { maxUnavailable: '25%', maxSurge: '25%' };
  return withTemplate(
    within(counted, 'strategy', (strategy) => strategyDefaults(strategy, rolling)),
  );
}

/** Who names the strategy gets no partition for it. */
function memberStrategyDefaults(strategy: Plain): Plain {
  const rolling = { partition: 0 };
  if (textAt(strategy, 'type') === '') return strategyDefaults(strategy, rolling);
  if (textAt(strategy, 'type') !== 'RollingUpdate') return strategy;
  return within(strategy, 'rollingUpdate', (given) => missing(given, rolling));
}

function statefulSetDefaults(spec: Plain): Plain {
  const counted = missing(spec, {
    replicas: 1,
    updateStrategy: {},
    revisionHistoryLimit: 10,
    persistentVolumeClaimRetentionPolicy: {},
  });
  let result = missingOrZero(counted, { podManagementPolicy: 'OrderedReady' });
  result = within(result, 'updateStrategy', memberStrategyDefaults);
  result = within(result, 'persistentVolumeClaimRetentionPolicy', (policy) =>
    missingOrZero(policy, { whenDeleted: 'Retain', whenScaled: 'Retain' }),
  );
  return withTemplate(
    eachOf(result, 'volumeClaimTemplates', (claim) =>
      claimDefaults(missing(claim, { apiVersion: 'v1', kind: 'PersistentVolumeClaim' })),
    ),
  );
}

function daemonSetDefaults(spec: Plain): Plain {
  const counted = missing(spec, { updateStrategy: {}, revisionHistoryLimit: 10 });
  const rolling = { maxUnavailable: 1, maxSurge: 0 };
  return withTemplate(
    within(counted, 'updateStrategy', (strategy) => strategyDefaults(strategy, rolling)),
  );
}

/** Rules: L-CTL-6 */
function replicationControllerDefaults(controller: Plain): Plain {
  const labels = plainAt(controller, 'spec', 'template', 'metadata', 'labels');
  const counted = within(
    controller,
    'spec',
    (spec) => {
      const whole = withTemplate(missing(spec, { replicas: 1 }));
      return labels === undefined ? whole : replaceEmpty(whole, 'selector', labels);
    },
    'create',
  );
  if (labels === undefined) return counted;
  return within(counted, 'metadata', (metadata) => replaceEmpty(metadata, 'labels', labels));
}

function replaceEmpty(object: Plain, field: string, map: Plain): Plain {
  const isEmpty = Object.keys(plainOf(valueAt(object, field))).length === 0;
  return isEmpty ? { ...object, [field]: map } : object;
}

function jobDefaults(spec: Plain): Plain {
  const isSingle =
    valueAt(spec, 'completions') === undefined && valueAt(spec, 'parallelism') === undefined;
  const isPerIndex = valueAt(spec, 'backoffLimitPerIndex') !== undefined;
  const hasFailurePolicy = valueAt(spec, 'podFailurePolicy') !== undefined;
  const counted = missing(spec, {
    ...(isSingle ? { completions: 1 } : {}),
    parallelism: 1,
    backoffLimit: isPerIndex ? 2147483647 : 6,
    completionMode: 'NonIndexed',
    suspend: false,
    manualSelector: false,
    podReplacementPolicy: hasFailurePolicy ? 'Failed' : 'TerminatingOrFailed',
  });
  const policed = within(counted, 'podFailurePolicy', (policy) =>
    eachOf(policy, 'rules', (rule) =>
      eachOf(rule, 'onPodConditions', (pattern) => missingOrZero(pattern, { status: 'True' })),
    ),
  );
  return withTemplate(policed);
}

function cronJobDefaults(spec: Plain): Plain {
  const counted = missing(missingOrZero(spec, { concurrencyPolicy: 'Allow' }), {
    suspend: false,
    successfulJobsHistoryLimit: 3,
    failedJobsHistoryLimit: 1,
  });
  // A Job's own defaults come when the Job is made; its template only gets those of the Pod.
  return within(
    counted,
    'jobTemplate',
    (template) => within(template, 'spec', withTemplate, 'create'),
    'create',
  );
}

// ---- other kinds -----------------------------------------------------------------------------------------------

function serviceSpecDefaults(spec: Plain): Plain {
  let result = missingOrZero(spec, { sessionAffinity: 'None', type: 'ClusterIP' });
  const type = textAt(result, 'type');
  if (textAt(result, 'sessionAffinity') === 'None') {
    const { sessionAffinityConfig: _, ...rest } = result;
    result = rest;
  } else {
    result = within(
      result,
      'sessionAffinityConfig',
      (config) =>
        within(
          config,
          'clientIP',
          (client) => missing(client, { timeoutSeconds: 10800 }),
          'create',
        ),
      'create',
    );
  }
  result = eachOf(result, 'ports', (port) => {
    const number = valueAt(port, 'port');
    const target = number === undefined ? {} : { targetPort: number };
    return missingOrZero(protocolDefault(port), target);
  });
  if (type === 'ExternalName') return result;
  result = missing(result, {
    internalTrafficPolicy: 'Cluster',
    ipFamilies: ['IPv4'],
    ipFamilyPolicy: 'SingleStack',
  });
  if (type === 'NodePort' || type === 'LoadBalancer') {
    result = missingOrZero(result, { externalTrafficPolicy: 'Cluster' });
  }
  return type === 'LoadBalancer'
    ? missing(result, { allocateLoadBalancerNodePorts: true })
    : result;
}

function claimDefaults(claim: Plain): Plain {
  return within(claim, 'spec', claimSpecDefaults);
}

function claimSpecDefaults(spec: Plain): Plain {
  return within(missing(spec, { volumeMode: 'Filesystem' }), 'resources', canonicalResources);
}

function limitRangeDefaults(spec: Plain): Plain {
  return eachOf(spec, 'limits', (limit) => {
    if (textAt(limit, 'type') !== 'Container') return limit;
    const max = plainOf(valueAt(limit, 'max'));
    const limited = within(limit, 'default', (own) => missing(own, max), 'create');
    const fallback = { ...plainOf(valueAt(limit, 'min')), ...plainAt(limited, 'default') };
    return within(limited, 'defaultRequest', (own) => missing(own, fallback), 'create');
  });
}

function networkPolicyDefaults(spec: Plain): Plain {
  let result = spec;
  for (const side of ['ingress', 'egress']) {
    result = eachOf(result, side, (rule) => eachOf(rule, 'ports', protocolDefault));
  }
  const hasEgress = valueAt(result, 'egress') !== undefined;
  return missing(result, { policyTypes: hasEgress ? ['Ingress', 'Egress'] : ['Ingress'] });
}

function autoscalerDefaults(object: Plain): Plain {
  return within(object, 'spec', (spec) => missing(spec, { minReplicas: 1 }));
}

/** The API group of what a binding refers to, where it can only be one. */
function bindingDefaults(object: Plain): Plain {
  const group = { apiGroup: 'rbac.authorization.k8s.io' };
  const bound = within(object, 'roleRef', (role) => missingOrZero(role, group), 'create');
  return eachOf(bound, 'subjects', (subject) =>
    ['User', 'Group'].includes(textAt(subject, 'kind')) ? missingOrZero(subject, group) : subject,
  );
}

// ---- what follows from resources -------------------------------------------------------------------------------

export type QosClass = 'BestEffort' | 'Burstable' | 'Guaranteed';

/** Amounts by resource name. */
export type ResourceAmounts = Readonly<Record<string, Quantity>>;

/**
 * The quality-of-service class, from cpu and memory of app and init containers alone; computed once, at creation.
 *
 * @param spec a Pod's `spec`
 * Rules: L-API-14
 */
export function qosClass(spec: object): QosClass {
  const podLevel = plainAt(spec, 'resources');
  const isPodLevel = (plainAt(podLevel, 'requests') ?? plainAt(podLevel, 'limits')) !== undefined;
  const holders = isPodLevel
    ? [{ resources: podLevel }]
    : [...plainListAt(spec, 'containers'), ...plainListAt(spec, 'initContainers')];
  let asksAnything = false;
  let isFixed = true;
  for (const holder of holders) {
    const limits = plainAt(holder, 'resources', 'limits');
    // A request that is not written is the limit: defaults may not have been applied yet.
    const requests = { ...limits, ...plainAt(holder, 'resources', 'requests') };
    for (const name of ['cpu', 'memory']) {
      const limit = quantityOf(valueAt(limits, name));
      const request = quantityOf(valueAt(requests, name));
      if (limit.nano > 0n || request.nano > 0n) asksAnything = true;
      if (limit.nano <= 0n || compareQuantities(limit, request) !== 0) isFixed = false;
    }
  }
  if (!asksAnything) return 'BestEffort';
  return isFixed ? 'Guaranteed' : 'Burstable';
}

/**
 * What the scheduler counts for a Pod, as canonical quantities: apps and sidecars together, or an init container with the
 * sidecars before it if that is more; pod-level requests replace it; overhead comes on top.
 *
 * @param spec a Pod's `spec`
 * Rules: L-SCH-10
 */
export function podRequests(spec: object): ResourceList {
  return formatAmounts(podRequestAmounts(spec));
}

/** The same as exact amounts. */
export function podRequestAmounts(spec: object): ResourceAmounts {
  return withOverhead(spec, podLevelOr(spec, 'requests', containerRequests(spec)));
}

/** The limits of a Pod as a whole, summed in the same way; overhead comes on top of what has a limit. */
export function podLimits(spec: object): ResourceList {
  const limits = podLevelOr(spec, 'limits', aggregate(spec, 'limits'));
  const overhead = plainAt(spec, 'overhead') ?? {};
  const onTop = Object.entries(amountsOf(overhead)).filter(([name]) => limits[name] !== undefined);
  return formatAmounts(sum(limits, Object.fromEntries(onTop)));
}

/** What the containers of a Pod request together, without what stands at the Pod. */
export function containerRequests(spec: object): ResourceAmounts {
  return aggregate(spec, 'requests');
}

function formatAmounts(amounts: ResourceAmounts): ResourceList {
  const list: Record<string, string> = {};
  for (const [name, quantity] of Object.entries(amounts)) list[name] = formatQuantity(quantity);
  return list;
}

function podLevelOr(
  spec: object,
  side: 'requests' | 'limits',
  summed: ResourceAmounts,
): ResourceAmounts {
  const podLevel = plainAt(spec, 'resources', side);
  return podLevel === undefined ? summed : { ...summed, ...amountsOf(podLevel) };
}

function withOverhead(spec: object, amounts: ResourceAmounts): ResourceAmounts {
  const overhead = plainAt(spec, 'overhead');
  return overhead === undefined ? amounts : sum(amounts, amountsOf(overhead));
}

/** App containers and sidecars run together; each plain init container runs with the sidecars declared before it. */
function aggregate(spec: object, side: 'requests' | 'limits'): ResourceAmounts {
  let together: ResourceAmounts = {};
  for (const container of plainListAt(spec, 'containers')) {
    together = sum(together, ownAmounts(container, side));
  }
  let sidecars: ResourceAmounts = {};
  let initPeak: ResourceAmounts = {};
  for (const container of plainListAt(spec, 'initContainers')) {
    const own = ownAmounts(container, side);
    if (textAt(container, 'restartPolicy') === 'Always') {
      together = sum(together, own);
      sidecars = sum(sidecars, own);
      initPeak = peak(initPeak, sidecars);
    } else {
      initPeak = peak(initPeak, sum(own, sidecars));
    }
  }
  return peak(together, initPeak);
}

function ownAmounts(container: Plain, side: 'requests' | 'limits'): ResourceAmounts {
  const limits = plainAt(container, 'resources', 'limits') ?? {};
  const given = plainAt(container, 'resources', side) ?? {};
  return amountsOf(side === 'requests' ? { ...limits, ...given } : given);
}

function amountsOf(list: Plain): ResourceAmounts {
  const amounts: Record<string, Quantity> = {};
  for (const [name, value] of Object.entries(list)) amounts[name] = quantityOf(value);
  return amounts;
}

function sum(left: ResourceAmounts, right: ResourceAmounts): ResourceAmounts {
  return merged(left, right, addQuantities);
}

function peak(left: ResourceAmounts, right: ResourceAmounts): ResourceAmounts {
  return merged(left, right, maxQuantity);
}

function merged(
  left: ResourceAmounts,
  right: ResourceAmounts,
  combine: (a: Quantity, b: Quantity) => Quantity,
): ResourceAmounts {
  const result: Record<string, Quantity> = { ...left };
  for (const [name, quantity] of Object.entries(right)) {
    result[name] = combine(result[name] ?? ZERO, quantity);
  }
  return result;
}
