// The defaults that the API server writes into an object on its way in, and what it computes from a Pod's resources.
// Pure: a new value comes out, the given one stays. What is already written is never replaced.
import { defaultPullPolicy } from './image';
import type {
  Container,
  Handler,
  KubeObject,
  PodSpec,
  Probe,
  ResourceList,
  ResourceRequirements,
  Volume,
} from './objects';
import {
  addQuantities,
  compareQuantities,
  formatQuantity,
  maxQuantity,
  type Quantity,
  quantityOf,
  ZERO,
} from './quantity';

type Fields = Readonly<Record<string, unknown>>;

/** An object with the defaults of its kind. Rules: L-API-3, L-CTL-8, L-CTL-17. */
export function applyDefaults(object: KubeObject): KubeObject {
  const spec = object['spec'] as Fields | undefined;
  switch (object.kind) {
    case 'Pod':
      return spec === undefined
        ? object
        : { ...object, spec: podSpecDefaults(spec as unknown as PodSpec) };
    case 'PodTemplate':
      return { ...object, template: templateDefaults(object['template']) };
    case 'ReplicationController':
      return withSpec(
        object,
        { replicas: 1, ...spec, template: templateDefaults(spec?.['template']) },
        rcSelector,
      );
    case 'ReplicaSet':
      return withSpec(object, {
        replicas: 1,
        ...spec,
        template: templateDefaults(spec?.['template']),
      });
    case 'Deployment':
      return withSpec(object, {
        replicas: 1,
        revisionHistoryLimit: 10,
        progressDeadlineSeconds: 600,
        ...spec,
        strategy: strategyDefaults(spec?.['strategy'] as Fields | undefined),
        template: templateDefaults(spec?.['template']),
      });
    case 'StatefulSet':
      return withSpec(object, {
        replicas: 1,
        podManagementPolicy: 'OrderedReady',
        revisionHistoryLimit: 10,
        persistentVolumeClaimRetentionPolicy: { whenDeleted: 'Retain', whenScaled: 'Retain' },
        ...spec,
        updateStrategy: statefulStrategy(spec?.['updateStrategy'] as Fields | undefined),
        template: templateDefaults(spec?.['template']),
      });
    case 'DaemonSet':
      return withSpec(object, {
        revisionHistoryLimit: 10,
        ...spec,
        updateStrategy: daemonStrategy(spec?.['updateStrategy'] as Fields | undefined),
        template: templateDefaults(spec?.['template']),
      });
    case 'Job':
      return spec === undefined ? object : { ...object, spec: jobSpecDefaults(spec) };
    case 'CronJob':
      return spec === undefined ? object : { ...object, spec: cronJobSpecDefaults(spec) };
    case 'Service':
      return spec === undefined ? object : { ...object, spec: serviceSpecDefaults(spec) };
    case 'PersistentVolumeClaim':
      return withSpec(object, { volumeMode: 'Filesystem', ...spec });
    case 'Secret':
      return { type: 'Opaque', ...object } as KubeObject;
    default:
      return object;
  }
}

function withSpec(
  object: KubeObject,
  spec: Fields,
  after?: (object: KubeObject) => KubeObject,
): KubeObject {
  const changed: KubeObject = { ...object, spec };
  return after === undefined ? changed : after(changed);
}

/** Rules: L-CTL-6. */
function rcSelector(object: KubeObject): KubeObject {
  const spec = object['spec'] as Fields;
  const labels = (spec['template'] as { metadata?: { labels?: Fields } } | undefined)?.metadata
    ?.labels;
  const ownLabels =
    object.metadata.labels ?? (labels as Readonly<Record<string, string>> | undefined);
  const selector = spec['selector'] ?? labels;
  return {
    ...object,
    metadata: { ...object.metadata, ...(ownLabels === undefined ? {} : { labels: ownLabels }) },
    spec: { ...spec, ...(selector === undefined ? {} : { selector }) },
  };
}

function strategyDefaults(strategy: Fields | undefined): Fields {
  const type = strategy?.['type'] ?? 'RollingUpdate';
  if (type !== 'RollingUpdate') return { ...strategy, type };
  const rolling = strategy?.['rollingUpdate'] as Fields | undefined;
  return {
    ...strategy,
    type,
    rollingUpdate: { maxUnavailable: '25%', maxSurge: '25%', ...rolling },
  };
}

function statefulStrategy(strategy: Fields | undefined): Fields {
  const type = strategy?.['type'] ?? 'RollingUpdate';
  if (type !== 'RollingUpdate') return { ...strategy, type };
  return {
    ...strategy,
    type,
    rollingUpdate: { partition: 0, ...(strategy?.['rollingUpdate'] as Fields | undefined) },
  };
}

function daemonStrategy(strategy: Fields | undefined): Fields {
  const type = strategy?.['type'] ?? 'RollingUpdate';
  if (type !== 'RollingUpdate') return { ...strategy, type };
  const rolling = strategy?.['rollingUpdate'] as Fields | undefined;
  return { ...strategy, type, rollingUpdate: { maxUnavailable: 1, maxSurge: 0, ...rolling } };
}

function jobSpecDefaults(spec: Fields): Fields {
  const hasNeither = spec['completions'] === undefined && spec['parallelism'] === undefined;
  return {
    ...(hasNeither ? { completions: 1 } : {}),
    parallelism: 1,
    backoffLimit: spec['backoffLimitPerIndex'] === undefined ? 6 : 2_147_483_647,
    completionMode: 'NonIndexed',
    suspend: false,
    manualSelector: false,
    podReplacementPolicy: spec['podFailurePolicy'] === undefined ? 'TerminatingOrFailed' : 'Failed',
    ...spec,
    template: templateDefaults(spec['template']),
  };
}

function cronJobSpecDefaults(spec: Fields): Fields {
  const jobTemplate = spec['jobTemplate'] as { spec?: Fields } | undefined;
  return {
    concurrencyPolicy: 'Allow',
    suspend: false,
    successfulJobsHistoryLimit: 3,
    failedJobsHistoryLimit: 1,
    ...spec,
    ...(jobTemplate?.spec === undefined
      ? {}
      : {
          jobTemplate: {
            ...jobTemplate,
            spec: { ...jobTemplate.spec, template: templateDefaults(jobTemplate.spec['template']) },
          },
        }),
  };
}

function serviceSpecDefaults(spec: Fields): Fields {
  const ports = spec['ports'] as readonly Fields[] | undefined;
  return {
    type: 'ClusterIP',
    sessionAffinity: 'None',
    ...(spec['type'] === 'ExternalName'
      ? {}
      : { ipFamilies: ['IPv4'], ipFamilyPolicy: 'SingleStack', internalTrafficPolicy: 'Cluster' }),
    ...spec,
    ...(Array.isArray(ports)
      ? { ports: ports.map((port) => ({ protocol: 'TCP', targetPort: port['port'], ...port })) }
      : {}),
  };
}

function templateDefaults(template: unknown): unknown {
  const spec = (template as { spec?: PodSpec } | undefined)?.spec;
  return spec === undefined || spec === null
    ? template
    : { ...(template as Fields), spec: templateSpecDefaults(spec) };
}

function podSpecDefaults(spec: PodSpec): PodSpec {
  const filled = templateSpecDefaults(spec);
  const onHost = spec.hostNetwork === true;
  const finish = (container: Container): Container =>
    withImpliedRequests(onHost ? withHostPorts(container) : container);
  return {
    enableServiceLinks: true,
    ...filled,
    containers: asList(filled.containers).map(finish),
    ...(filled.initContainers === undefined
      ? {}
      : { initContainers: asList(filled.initContainers).map(finish) }),
    ...(spec.resources === undefined ? {} : { resources: podLevelResources(filled) }),
  };
}

/** The defaults that also stand in Pod templates. */
function templateSpecDefaults(spec: PodSpec): PodSpec {
  return {
    restartPolicy: 'Always',
    dnsPolicy: 'ClusterFirst',
    terminationGracePeriodSeconds: 30,
    securityContext: {},
    schedulerName: 'default-scheduler',
    ...spec,
    containers: asList(spec.containers).map(containerDefaults),
    ...(spec.initContainers === undefined
      ? {}
      : { initContainers: asList(spec.initContainers).map(containerDefaults) }),
    ...(spec.ephemeralContainers === undefined
      ? {}
      : { ephemeralContainers: asList(spec.ephemeralContainers).map(containerDefaults) }),
    ...(spec.volumes === undefined ? {} : { volumes: asList(spec.volumes).map(volumeDefaults) }),
  };
}

/** A list as typed may be anything; what is no list counts as empty. */
function asList<T>(value: readonly T[] | null | undefined): readonly T[] {
  return Array.isArray(value)
    ? value.filter((item) => typeof item === 'object' && item !== null)
    : [];
}

/** A container as it would stand in a Pod; used for ephemeral containers too. */
export function containerDefaults(container: Container): Container {
  const { livenessProbe, readinessProbe, startupProbe, lifecycle, ports } = container;
  return {
    imagePullPolicy: defaultPullPolicy(container.image ?? ''),
    terminationMessagePath: '/dev/termination-log',
    terminationMessagePolicy: 'File',
    resources: {},
    ...container,
    ...(Array.isArray(ports) ? { ports: ports.map((port) => ({ protocol: 'TCP', ...port })) } : {}),
    ...(livenessProbe ? { livenessProbe: probeDefaults(livenessProbe) } : {}),
    ...(readinessProbe ? { readinessProbe: probeDefaults(readinessProbe) } : {}),
    ...(startupProbe ? { startupProbe: probeDefaults(startupProbe) } : {}),
    ...(lifecycle
      ? {
          lifecycle: {
            ...lifecycle,
            ...(lifecycle.postStart ? { postStart: handlerDefaults(lifecycle.postStart) } : {}),
            ...(lifecycle.preStop ? { preStop: handlerDefaults(lifecycle.preStop) } : {}),
          },
        }
      : {}),
  };
}

/** A written 0 means the default, but for `initialDelaySeconds`. */
function probeDefaults(probe: Probe): Probe {
  return {
    ...probe,
    ...handlerDefaults(probe),
    timeoutSeconds: probe.timeoutSeconds || 1,
    periodSeconds: probe.periodSeconds || 10,
    successThreshold: probe.successThreshold || 1,
    failureThreshold: probe.failureThreshold || 3,
  };
}

function handlerDefaults<H extends Handler>(handler: H): H {
  const { httpGet, grpc } = handler;
  return {
    ...handler,
    ...(httpGet
      ? { httpGet: { ...httpGet, path: httpGet.path || '/', scheme: httpGet.scheme || 'HTTP' } }
      : {}),
    ...(grpc ? { grpc: { ...grpc, service: grpc.service ?? '' } } : {}),
  };
}

const WITH_DEFAULT_MODE = ['secret', 'configMap', 'projected', 'downwardAPI'] as const;
const DEFAULT_MODE = 420;

function volumeDefaults(volume: Volume): Volume {
  if (
    Object.keys(volume).filter((key) => volume[key] !== undefined && volume[key] !== null).length <=
    1
  )
    return { ...volume, emptyDir: {} };
  for (const source of WITH_DEFAULT_MODE) {
    const given = volume[source] as Fields | undefined;
    if (given) return { ...volume, [source]: { defaultMode: DEFAULT_MODE, ...given } };
  }
  const hostPath = volume['hostPath'] as Fields | undefined;
  return hostPath ? { ...volume, hostPath: { type: '', ...hostPath } } : volume;
}

function withHostPorts(container: Container): Container {
  if (container.ports === undefined) return container;
  return {
    ...container,
    ports: container.ports.map((port) => ({
      ...port,
      hostPort: port.hostPort || port.containerPort,
    })),
  };
}

function withImpliedRequests(container: Container): Container {
  const { limits, requests } = container.resources ?? {};
  if (limits === undefined || limits === null) return container;
  return {
    ...container,
    resources: { ...container.resources, requests: { ...limits, ...requests } },
  };
}

/** Requests of the Pod as a whole where only limits were given: what its containers ask for, else the limit. */
function podLevelResources(spec: PodSpec): ResourceRequirements {
  const { limits = {}, requests = {} } = spec.resources ?? {};
  const fromContainers = aggregateRequests(spec);
  const implied: Record<string, string | number> = {};
  for (const [name, limit] of Object.entries(limits)) {
    const sum = fromContainers.get(name);
    implied[name] =
      sum !== undefined && compareQuantities(sum, ZERO) > 0 ? formatQuantity(sum) : limit;
  }
  return { ...spec.resources, requests: { ...implied, ...requests } };
}

export type QosClass = 'Guaranteed' | 'Burstable' | 'BestEffort';

/** Computed once, at creation, from cpu and memory of init and app containers. Rules: L-API-14. */
export function qosClass(spec: PodSpec): QosClass {
  const whole = spec.resources;
  const parts: readonly (ResourceRequirements | undefined)[] =
    whole !== undefined && (whole.limits !== undefined || whole.requests !== undefined)
      ? [whole]
      : [...asList(spec.containers), ...asList(spec.initContainers)].map(
          (container) => container.resources,
        );
  const isPositive = (value: string | number | undefined): boolean =>
    compareQuantities(quantityOf(value ?? 0), ZERO) > 0;
  const asksNothing = (r: ResourceRequirements | undefined): boolean =>
    !['cpu', 'memory'].some(
      (name) => isPositive(r?.requests?.[name]) || isPositive(r?.limits?.[name]),
    );
  if (parts.every(asksNothing)) return 'BestEffort';
  const isFixed = (r: ResourceRequirements | undefined): boolean =>
    ['cpu', 'memory'].every((name) => {
      const limit = r?.limits?.[name];
      const request = r?.requests?.[name] ?? limit;
      return isPositive(limit) && compareQuantities(quantityOf(request), quantityOf(limit)) === 0;
    });
  return parts.every(isFixed) ? 'Guaranteed' : 'Burstable';
}

/**
 * What the scheduler counts for a Pod, by resource, as canonical quantities.
 *
 * Rules: L-SCH-10: the apps and sidecars together, or an init container with the sidecars before it if that is more;
 * pod-level requests replace it; overhead comes on top.
 */
export function podRequests(spec: PodSpec): ResourceList {
  const sums = aggregateRequests(spec);
  for (const [name, amount] of Object.entries(spec.resources?.requests ?? {}))
    sums.set(name, quantityOf(amount));
  for (const [name, amount] of Object.entries(spec.overhead ?? {}))
    add(sums, name, quantityOf(amount));
  const result: Record<string, string> = {};
  for (const [name, amount] of sums) result[name] = formatQuantity(amount);
  return result;
}

function aggregateRequests(spec: PodSpec): Map<string, Quantity> {
  const sums = new Map<string, Quantity>();
  for (const container of spec.containers) addRequests(sums, container);
  const sidecars = new Map<string, Quantity>();
  const peaks = new Map<string, Quantity>();
  for (const container of spec.initContainers ?? []) {
    if (container.restartPolicy === 'Always') {
      addRequests(sums, container);
      addRequests(sidecars, container);
      raise(peaks, sidecars);
    } else {
      const withSidecars = new Map(sidecars);
      addRequests(withSidecars, container);
      raise(peaks, withSidecars);
    }
  }
  raise(sums, peaks);
  return sums;
}

function addRequests(sums: Map<string, Quantity>, container: Container): void {
  const requests = { ...container.resources?.limits, ...container.resources?.requests };
  for (const [name, amount] of Object.entries(requests)) add(sums, name, quantityOf(amount));
}

function add(sums: Map<string, Quantity>, name: string, amount: Quantity): void {
  const before = sums.get(name);
  sums.set(name, before === undefined ? amount : addQuantities(before, amount));
}

function raise(sums: Map<string, Quantity>, peaks: ReadonlyMap<string, Quantity>): void {
  for (const [name, peak] of peaks) {
    const before = sums.get(name);
    sums.set(name, before === undefined ? peak : maxQuantity(before, peak));
  }
}
