// The columns of `kubectl get` for every kind: the API server computes them from the object alone. One table entry a
// kind; what is not in it has a name and an age.

import { humanDuration } from '../duration';
import type { ContainerPort, KubeObject, Pod, PodTemplate } from '../objects';
import { ageOf } from './age';
import { podRow, podWideCells } from './podRow';

export interface Column {
  /** As the header has it: `UP-TO-DATE`. */
  readonly title: string;
  /** Only with `-o wide`. */
  readonly wide?: true;
  /** @param nowMs milliseconds of the epoch */
  readonly cell: (object: KubeObject, nowMs: number) => string;
}

type Fields = Readonly<Record<string, unknown>>;

const NONE = '<none>';
const UNSET = '<unset>';

function fields(value: unknown): Fields {
  return typeof value === 'object' && value !== null ? (value as Fields) : {};
}
function specOf(object: KubeObject): Fields {
  return fields(object['spec']);
}
function statusOf(object: KubeObject): Fields {
  return fields(object['status']);
}
function count(value: unknown): string {
  return typeof value === 'number' ? String(value) : '0';
}
function text(value: unknown, absent = ''): string {
  return value === undefined || value === null || value === '' ? absent : String(value);
}
function list(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

const NAME: Column = { title: 'NAME', cell: (object) => object.metadata.name ?? '' };
const AGE: Column = {
  title: 'AGE',
  cell: (object, nowMs) => ageOf(object.metadata.creationTimestamp, nowMs),
};

function column(title: string, cell: Column['cell']): Column {
  return { title, cell };
}
function wide(title: string, cell: Column['cell']): Column {
  return { title, cell, wide: true };
}
function spec(title: string, field: string, show: (value: unknown) => string = text): Column {
  return column(title, (object) => show(specOf(object)[field]));
}
function status(title: string, field: string, show: (value: unknown) => string = count): Column {
  return column(title, (object) => show(statusOf(object)[field]));
}

function templateOf(object: KubeObject): PodTemplate | undefined {
  const { template, jobTemplate } = specOf(object);
  return (template ?? fields(fields(jobTemplate)['spec'])['template']) as PodTemplate | undefined;
}
function containersCell(object: KubeObject): string {
  return (templateOf(object)?.spec.containers ?? []).map((container) => container.name).join(',');
}
function imagesCell(object: KubeObject): string {
  return (templateOf(object)?.spec.containers ?? [])
    .map((container) => container.image ?? '')
    .join(',');
}
function pairsOf(map: unknown): string {
  const pairs = Object.entries(fields(map)).sort(([a], [b]) => (a < b ? -1 : 1));
  return pairs.map(([key, value]) => `${key}=${String(value)}`).join(',');
}

/** A selector as the tables write it: `app=web,tier in (a,b)`. */
export function selectorText(selector: unknown): string {
  const { matchLabels, matchExpressions, ...plain } = fields(selector);
  if (matchLabels === undefined && matchExpressions === undefined)
    return pairsOf(plain) === '' ? NONE : pairsOf(plain);
  const expressions = list(matchExpressions).map((expression) => {
    const { key, operator, values } = fields(expression);
    switch (operator) {
      case 'In':
        return `${String(key)} in (${list(values).join(',')})`;
      case 'NotIn':
        return `${String(key)} notin (${list(values).join(',')})`;
      case 'Exists':
        return String(key);
      default:
        return `!${String(key)}`;
    }
  });
  return [pairsOf(matchLabels), ...expressions].filter((part) => part !== '').join(',') || NONE;
}

const CONTAINERS = wide('CONTAINERS', containersCell);
const IMAGES = wide('IMAGES', imagesCell);
const SELECTOR = wide('SELECTOR', (object) => selectorText(specOf(object)['selector']));
const WORKLOAD = [CONTAINERS, IMAGES, SELECTOR];
const REPLICAS: readonly Column[] = [
  NAME,
  spec('DESIRED', 'replicas', count),
  status('CURRENT', 'replicas'),
  status('READY', 'readyReplicas'),
  AGE,
  ...WORKLOAD,
];

interface Condition {
  readonly type: string;
  readonly status: string;
  readonly lastTransitionTime?: string;
}
function condition(object: KubeObject, type: string): Condition | undefined {
  const conditions = list(statusOf(object)['conditions']) as readonly Condition[];
  return conditions.find((candidate) => candidate.type === type && candidate.status === 'True');
}

/** Rules: NOTES of the recordings, 45. */
function jobStatus(job: KubeObject): string {
  if (condition(job, 'Complete')) return 'Complete';
  if (condition(job, 'Failed')) return 'Failed';
  if (job.metadata.deletionTimestamp !== undefined) return 'Terminating';
  for (const type of ['Suspended', 'FailureTarget', 'SuccessCriteriaMet'])
    if (condition(job, type)) return type;
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
  const failed = condition(job, 'Failed')?.lastTransitionTime;
  const end = typeof completionTime === 'string' ? completionTime : failed;
  return humanDuration((end === undefined ? nowMs : Date.parse(end)) - Date.parse(startTime));
}

function nodeStatus(node: KubeObject): string {
  const conditions = list(statusOf(node)['conditions']) as readonly Condition[];
  const ready = conditions.find((candidate) => candidate.type === 'Ready');
  const word = ready === undefined ? 'Unknown' : ready.status === 'True' ? 'Ready' : 'NotReady';
  return specOf(node)['unschedulable'] === true ? `${word},SchedulingDisabled` : word;
}
const ROLE_PREFIX = 'node-role.kubernetes.io/';
function nodeRoles(node: KubeObject): string {
  const roles = Object.entries(node.metadata.labels ?? {}).flatMap(([key, value]) => {
    if (key.startsWith(ROLE_PREFIX)) return [key.slice(ROLE_PREFIX.length)];
    return key === 'kubernetes.io/role' ? [value] : [];
  });
  return (
    roles
      .filter((role) => role !== '')
      .sort()
      .join(',') || NONE
  );
}
function nodeAddress(type: string): Column['cell'] {
  return (node) => {
    const addresses = list(statusOf(node)['addresses']).map(fields);
    return text(addresses.find((address) => address['type'] === type)?.['address'], NONE);
  };
}
/** `6.12.48 (amd64)` */
function kernel(node: KubeObject): string {
  const { architecture, kernelVersion } = fields(statusOf(node)['nodeInfo']);
  const version = text(kernelVersion, '<unknown>');
  return architecture === undefined ? version : `${version} (${String(architecture)})`;
}
function nodeInfo(field: string): Column['cell'] {
  return (node) => text(fields(statusOf(node)['nodeInfo'])[field], '<unknown>');
}

function servicePorts(service: KubeObject): string {
  const ports = list(specOf(service)['ports']).map((port) => {
    const { port: number, nodePort, protocol = 'TCP' } = fields(port);
    return `${String(number)}${nodePort === undefined ? '' : `:${String(nodePort)}`}/${String(protocol)}`;
  });
  return ports.join(',') || NONE;
}
function externalAddress(service: KubeObject): string {
  const { type, externalName, externalIPs } = specOf(service);
  const external = list(externalIPs).join(',');
  if (type === 'ExternalName') return text(externalName, NONE);
  if (type !== 'LoadBalancer') return external === '' ? NONE : external;
  const ingress = list(fields(statusOf(service)['loadBalancer'])['ingress']).map((entry) =>
    text(fields(entry)['ip'] ?? fields(entry)['hostname']),
  );
  return [...ingress, external].filter((part) => part !== '').join(',') || '<pending>';
}

interface SliceEndpoint {
  readonly addresses?: readonly string[];
}
/** At most three, as the tables do it. */
function firstThree(items: readonly string[]): string {
  if (items.length === 0) return UNSET;
  const rest = items.length - 3;
  return items.slice(0, 3).join(',') + (rest > 0 ? ` + ${rest} more...` : '');
}
function legacyEndpoints(object: KubeObject): string {
  const all = list(object['subsets']).flatMap((subset) => {
    const { addresses, ports } = fields(subset);
    return list(addresses).flatMap((address) => {
      const ip = text(fields(address)['ip']);
      const numbers = list(ports) as readonly { readonly port: number }[];
      return numbers.length === 0 ? [ip] : numbers.map(({ port }) => `${ip}:${port}`);
    });
  });
  return all.length === 0 ? NONE : firstThree(all);
}

const ACCESS_MODES: Readonly<Record<string, string>> = {
  ReadWriteOnce: 'RWO',
  ReadOnlyMany: 'ROX',
  ReadWriteMany: 'RWX',
  ReadWriteOncePod: 'RWOP',
};
/** `RWO,ROX` */
export function accessModesText(modes: unknown): string {
  return list(modes)
    .map((mode) => ACCESS_MODES[String(mode)] ?? String(mode))
    .join(',');
}
function claimRef(volume: KubeObject): string {
  const { namespace, name } = fields(specOf(volume)['claimRef']);
  return name === undefined ? '' : `${String(namespace)}/${String(name)}`;
}
/** A deleted claim or volume that its finalizer holds. */
function boundOrTerminating(object: KubeObject): string {
  if (object.metadata.deletionTimestamp !== undefined) return 'Terminating';
  return text(statusOf(object)['phase'], 'Pending');
}

interface EventFields extends KubeObject {
  readonly involvedObject?: { readonly kind?: string; readonly name?: string };
}
function eventObject(event: KubeObject): string {
  const { kind = '', name = '' } = (event as EventFields).involvedObject ?? {};
  return `${kind.toLowerCase()}/${name}`;
}

const POD: readonly Column[] = [
  NAME,
  column('READY', (pod, nowMs) => podRow(pod as Pod, nowMs).ready),
  column('STATUS', (pod, nowMs) => podRow(pod as Pod, nowMs).status),
  column('RESTARTS', (pod, nowMs) => podRow(pod as Pod, nowMs).restarts),
  AGE,
  wide('IP', (pod) => podWideCells(pod as Pod).ip),
  wide('NODE', (pod) => podWideCells(pod as Pod).node),
  wide('NOMINATED NODE', (pod) => podWideCells(pod as Pod).nominatedNode),
  wide('READINESS GATES', (pod) => podWideCells(pod as Pod).readinessGates),
];

const KINDS: Readonly<Record<string, readonly Column[]>> = {
  Pod: POD,
  ReplicationController: REPLICAS,
  ReplicaSet: REPLICAS,
  Deployment: [
    NAME,
    column(
      'READY',
      (object) =>
        `${count(statusOf(object)['readyReplicas'])}/${count(specOf(object)['replicas'])}`,
    ),
    status('UP-TO-DATE', 'updatedReplicas'),
    status('AVAILABLE', 'availableReplicas'),
    AGE,
    ...WORKLOAD,
  ],
  StatefulSet: [
    NAME,
    column(
      'READY',
      (object) =>
        `${count(statusOf(object)['readyReplicas'])}/${count(specOf(object)['replicas'])}`,
    ),
    AGE,
    CONTAINERS,
    IMAGES,
  ],
  DaemonSet: [
    NAME,
    status('DESIRED', 'desiredNumberScheduled'),
    status('CURRENT', 'currentNumberScheduled'),
    status('READY', 'numberReady'),
    status('UP-TO-DATE', 'updatedNumberScheduled'),
    status('AVAILABLE', 'numberAvailable'),
    column('NODE SELECTOR', (object) =>
      selectorText(templateOf(object)?.spec.nodeSelector as unknown),
    ),
    AGE,
    ...WORKLOAD,
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
    column('SUSPEND', (object) => (specOf(object)['suspend'] === true ? 'True' : 'False')),
    column('ACTIVE', (object) => String(list(statusOf(object)['active']).length)),
    column('LAST SCHEDULE', (object, nowMs) => {
      const { lastScheduleTime } = statusOf(object);
      return typeof lastScheduleTime === 'string' ? ageOf(lastScheduleTime, nowMs) : NONE;
    }),
    AGE,
    ...WORKLOAD,
  ],
  Node: [
    NAME,
    column('STATUS', nodeStatus),
    column('ROLES', nodeRoles),
    AGE,
    column('VERSION', nodeInfo('kubeletVersion')),
    wide('INTERNAL-IP', nodeAddress('InternalIP')),
    wide('EXTERNAL-IP', nodeAddress('ExternalIP')),
    wide('OS-IMAGE', nodeInfo('osImage')),
    wide('KERNEL-VERSION', kernel),
    wide('CONTAINER-RUNTIME', nodeInfo('containerRuntimeVersion')),
  ],
  Service: [
    NAME,
    spec('TYPE', 'type', (value) => text(value, 'ClusterIP')),
    spec('CLUSTER-IP', 'clusterIP', (value) => text(value, NONE)),
    column('EXTERNAL-IP', externalAddress),
    column('PORT(S)', servicePorts),
    AGE,
    SELECTOR,
  ],
  Namespace: [NAME, status('STATUS', 'phase', (value) => text(value, 'Active')), AGE],
  ConfigMap: [
    NAME,
    column('DATA', (object) =>
      String(
        Object.keys(fields(object['data'])).length +
          Object.keys(fields(object['binaryData'])).length,
      ),
    ),
    AGE,
  ],
  Secret: [
    NAME,
    column('TYPE', (object) => text(object['type'], 'Opaque')),
    column('DATA', (object) => String(Object.keys(fields(object['data'])).length)),
    AGE,
  ],
  EndpointSlice: [
    NAME,
    column('ADDRESSTYPE', (object) => text(object['addressType'])),
    column('PORTS', (object) =>
      firstThree(
        list(object['ports']).map((port) =>
          text((port as Partial<ContainerPort> & Fields)['port'], '*'),
        ),
      ),
    ),
    column('ENDPOINTS', (object) =>
      firstThree(
        (list(object['endpoints']) as readonly SliceEndpoint[]).flatMap(
          (endpoint) => endpoint.addresses ?? [],
        ),
      ),
    ),
    AGE,
  ],
  Endpoints: [NAME, column('ENDPOINTS', legacyEndpoints), AGE],
  PersistentVolumeClaim: [
    NAME,
    column('STATUS', boundOrTerminating),
    spec('VOLUME', 'volumeName'),
    column('CAPACITY', (object) => text(fields(statusOf(object)['capacity'])['storage'])),
    column('ACCESS MODES', (object) => accessModesText(statusOf(object)['accessModes'])),
    spec('STORAGECLASS', 'storageClassName'),
    spec('VOLUMEATTRIBUTESCLASS', 'volumeAttributesClassName', (value) => text(value, UNSET)),
    AGE,
    wide('VOLUMEMODE', (object) => text(specOf(object)['volumeMode'], UNSET)),
  ],
  PersistentVolume: [
    NAME,
    column('CAPACITY', (object) => text(fields(specOf(object)['capacity'])['storage'])),
    column('ACCESS MODES', (object) => accessModesText(specOf(object)['accessModes'])),
    spec('RECLAIM POLICY', 'persistentVolumeReclaimPolicy'),
    column('STATUS', boundOrTerminating),
    column('CLAIM', claimRef),
    spec('STORAGECLASS', 'storageClassName'),
    spec('VOLUMEATTRIBUTESCLASS', 'volumeAttributesClassName', (value) => text(value, UNSET)),
    status('REASON', 'reason', text),
    AGE,
    wide('VOLUMEMODE', (object) => text(specOf(object)['volumeMode'], UNSET)),
  ],
  PodDisruptionBudget: [
    NAME,
    spec('MIN AVAILABLE', 'minAvailable', (value) => text(value, 'N/A')),
    spec('MAX UNAVAILABLE', 'maxUnavailable', (value) => text(value, 'N/A')),
    status('ALLOWED DISRUPTIONS', 'disruptionsAllowed'),
    AGE,
  ],
  PriorityClass: [
    NAME,
    column('VALUE', (object) => count(object['value'])),
    column('GLOBAL-DEFAULT', (object) => String(object['globalDefault'] === true)),
    AGE,
    column('PREEMPTIONPOLICY', (object) =>
      text(object['preemptionPolicy'], 'PreemptLowerPriority'),
    ),
  ],
  Event: [
    column('LAST SEEN', (event, nowMs) => ageOf(text(event['lastTimestamp']), nowMs)),
    column('TYPE', (event) => text(event['type'])),
    column('REASON', (event) => text(event['reason'])),
    column('OBJECT', eventObject),
    column('MESSAGE', (event) => text(event['message']).trim()),
  ],
};

const ORDINARY: readonly Column[] = [NAME, AGE];

/** The columns of a kind, those of `-o wide` among them. Rules: L-CLI-1, L-EVT-7. */
export function columnsOf(kind: string): readonly Column[] {
  return KINDS[kind] ?? ORDINARY;
}
