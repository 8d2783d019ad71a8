// What the API's types do not say: which fields people reach for first, which exclude one another, and what they type next.

import type { Starter } from './shape';

/** What is typed after a key, by type or by `Type.field`. */
export const STARTERS: Readonly<Record<string, Starter>> = {
  ObjectMeta: { name: '' },
  'PodTemplateSpec.metadata': { labels: { app: '' } },
  'JobTemplateSpec.metadata': { labels: { app: '' } },
  PodTemplateSpec: {
    metadata: { labels: { app: '' } },
    spec: { containers: [{ name: '', image: '' }] },
  },
  'JobSpec.template': {
    spec: { containers: [{ name: '', image: '' }], restartPolicy: 'OnFailure' },
  },
  Container: { name: '', image: '' },
  EphemeralContainer: { name: '', image: '' },
  Probe: { httpGet: { path: '/', port: '' } },
  'Container.livenessProbe': { httpGet: { path: '/', port: '' } },
  'Container.readinessProbe': { httpGet: { path: '/', port: '' } },
  'Container.startupProbe': { httpGet: { path: '/', port: '' } },
  HTTPGetAction: { path: '/', port: '' },
  ExecAction: { command: [''] },
  'Container.lifecycle': { preStop: { exec: { command: [''] } } },
  LifecycleHandler: { exec: { command: [''] } },
  ContainerPort: { containerPort: '' },
  ServicePort: { port: '', targetPort: '' },
  EnvVar: { name: '', value: '' },
  EnvVarSource: {},
  EnvFromSource: { configMapRef: { name: '' } },
  ConfigMapKeySelector: { name: '', key: '' },
  SecretKeySelector: { name: '', key: '' },
  ConfigMapEnvSource: { name: '' },
  SecretEnvSource: { name: '' },
  LocalObjectReference: { name: '' },
  ObjectFieldSelector: { fieldPath: '' },
  ResourceFieldSelector: { resource: '' },
  Volume: { name: '', emptyDir: '!{}' },
  'Volume.emptyDir': '!{}',
  ConfigMapVolumeSource: { name: '' },
  ConfigMapProjection: { name: '' },
  SecretProjection: { name: '' },
  SecretVolumeSource: { secretName: '' },
  VolumeMount: { name: '', mountPath: '' },
  KeyToPath: { key: '', path: '' },
  ResourceRequirements: {
    requests: { cpu: '100m', memory: '128Mi' },
    limits: { memory: '128Mi' },
  },
  VolumeResourceRequirements: { requests: { storage: '1Gi' } },
  'ResourceRequirements.requests': { cpu: '100m', memory: '128Mi' },
  'ResourceRequirements.limits': { memory: '128Mi' },
  LabelSelector: { matchLabels: {} },
  LabelSelectorRequirement: { key: '', operator: '' },
  Toleration: { key: '', operator: 'Exists' },
  TopologySpreadConstraint: {
    maxSkew: '1',
    topologyKey: 'topology.kubernetes.io/zone',
    whenUnsatisfiable: 'ScheduleAnyway',
    labelSelector: { matchLabels: {} },
  },
  HostAlias: { ip: '', hostnames: [''] },
  PersistentVolumeClaim: {
    metadata: { name: '' },
    spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } } },
  },
  PersistentVolumeClaimSpec: {
    accessModes: ['ReadWriteOnce'],
    resources: { requests: { storage: '1Gi' } },
  },
  'PersistentVolumeClaimSpec.accessModes': ['ReadWriteOnce'],
  'DeploymentSpec.selector': { matchLabels: { app: '' } },
  IngressRule: {
    host: '',
    http: {
      paths: [
        {
          path: '/',
          pathType: 'Prefix',
          backend: { service: { name: '', port: { number: '80' } } },
        },
      ],
    },
  },
  IngressBackend: { service: { name: '', port: { number: '80' } } },
  ServiceBackendPort: { number: '80' },
  PolicyRule: { apiGroups: [''], resources: [''], verbs: [''] },
};

/** Fields that are reached for first, best first, by type. What the API requires comes before them anyway. */
export const COMMON: Readonly<Record<string, readonly string[]>> = {
  PodSpec: [
    'containers',
    'initContainers',
    'volumes',
    'restartPolicy',
    'serviceAccountName',
    'nodeSelector',
    'affinity',
    'tolerations',
    'securityContext',
    'terminationGracePeriodSeconds',
    'imagePullSecrets',
    'topologySpreadConstraints',
    'priorityClassName',
    'hostNetwork',
  ],
  Container: [
    'name',
    'image',
    'ports',
    'env',
    'envFrom',
    'command',
    'args',
    'resources',
    'volumeMounts',
    'livenessProbe',
    'readinessProbe',
    'startupProbe',
    'lifecycle',
    'imagePullPolicy',
    'securityContext',
    'workingDir',
  ],
  ObjectMeta: ['name', 'namespace', 'labels', 'annotations', 'generateName'],
  Probe: [
    'httpGet',
    'exec',
    'tcpSocket',
    'grpc',
    'initialDelaySeconds',
    'periodSeconds',
    'timeoutSeconds',
    'failureThreshold',
    'successThreshold',
  ],
  LifecycleHandler: ['exec', 'httpGet', 'sleep'],
  HTTPGetAction: ['path', 'port', 'scheme', 'httpHeaders'],
  ContainerPort: ['name', 'containerPort', 'protocol'],
  ServicePort: ['name', 'port', 'targetPort', 'protocol', 'nodePort'],
  EnvVar: ['name', 'value', 'valueFrom'],
  EnvVarSource: ['configMapKeyRef', 'secretKeyRef', 'fieldRef', 'resourceFieldRef'],
  Volume: [
    'name',
    'configMap',
    'secret',
    'emptyDir',
    'persistentVolumeClaim',
    'hostPath',
    'projected',
    'downwardAPI',
    'csi',
    'ephemeral',
    'nfs',
  ],
  VolumeMount: ['name', 'mountPath', 'readOnly', 'subPath'],
  SecurityContext: [
    'runAsNonRoot',
    'runAsUser',
    'allowPrivilegeEscalation',
    'readOnlyRootFilesystem',
    'capabilities',
    'privileged',
    'seccompProfile',
  ],
  PodSecurityContext: ['runAsNonRoot', 'runAsUser', 'runAsGroup', 'fsGroup', 'seccompProfile'],
  DeploymentSpec: ['replicas', 'selector', 'template', 'strategy'],
  ReplicaSetSpec: ['replicas', 'selector', 'template'],
  StatefulSetSpec: ['serviceName', 'replicas', 'selector', 'template', 'volumeClaimTemplates'],
  DaemonSetSpec: ['selector', 'template', 'updateStrategy'],
  JobSpec: ['template', 'backoffLimit', 'completions', 'parallelism', 'ttlSecondsAfterFinished'],
  CronJobSpec: ['schedule', 'jobTemplate', 'concurrencyPolicy', 'suspend'],
  ServiceSpec: ['selector', 'ports', 'type', 'clusterIP'],
  PodTemplateSpec: ['metadata', 'spec'],
  ConfigMap: ['apiVersion', 'kind', 'metadata', 'data'],
  Secret: ['apiVersion', 'kind', 'metadata', 'type', 'stringData', 'data'],
  ResourceRequirements: ['requests', 'limits'],
  Toleration: ['key', 'operator', 'value', 'effect', 'tolerationSeconds'],
};

/** Needed in practice although the API's types call them optional. */
export const NEEDED: Readonly<Record<string, readonly string[]>> = {
  Container: ['image'],
  EphemeralContainer: ['image'],
  ObjectMeta: ['name'],
  PodTemplateSpec: ['spec'],
};

/** Once one of a row is there, the API server refuses the others. */
export const EXCLUSIVE: Readonly<Record<string, readonly (readonly string[])[]>> = {
  Probe: [['exec', 'httpGet', 'tcpSocket', 'grpc']],
  LifecycleHandler: [['exec', 'httpGet', 'sleep', 'tcpSocket']],
  EnvVar: [['value', 'valueFrom']],
  EnvVarSource: [['configMapKeyRef', 'fieldRef', 'fileKeyRef', 'resourceFieldRef', 'secretKeyRef']],
  EnvFromSource: [['configMapRef', 'secretRef']],
  VolumeProjection: [
    [
      'clusterTrustBundle',
      'configMap',
      'downwardAPI',
      'podCertificate',
      'secret',
      'serviceAccountToken',
    ],
  ],
  DownwardAPIVolumeFile: [['fieldRef', 'resourceFieldRef']],
  VolumeMount: [['subPath', 'subPathExpr']],
  IngressBackend: [['resource', 'service']],
  ServiceBackendPort: [['name', 'number']],
  PodDisruptionBudgetSpec: [['maxUnavailable', 'minAvailable']],
  NetworkPolicyPeer: [
    ['ipBlock', 'podSelector'],
    ['ipBlock', 'namespaceSelector'],
  ],
  ObjectMeta: [['name', 'generateName']],
  MetricTarget: [['averageUtilization', 'averageValue', 'value']],
  PodResourceClaim: [['resourceClaimName', 'resourceClaimTemplateName']],
  WebhookClientConfig: [['service', 'url']],
  PodSpec: [['serviceAccountName', 'serviceAccount']],
};

/** Types of which exactly one field, beside the ones named here, may be set. */
export const ONE_SOURCE: Readonly<Record<string, readonly string[]>> = {
  Volume: ['name'],
  PersistentVolumeSpec: [
    'accessModes',
    'capacity',
    'claimRef',
    'mountOptions',
    'nodeAffinity',
    'persistentVolumeReclaimPolicy',
    'storageClassName',
    'volumeAttributesClassName',
    'volumeMode',
  ],
};

/** Fields of metadata that the API server writes. */
export const SERVER_WRITTEN: ReadonlySet<string> = new Set([
  'creationTimestamp',
  'deletionGracePeriodSeconds',
  'deletionTimestamp',
  'generation',
  'managedFields',
  'resourceVersion',
  'selfLink',
  'uid',
]);

export const WELL_KNOWN_LABELS: readonly string[] = [
  'app',
  'app.kubernetes.io/name',
  'app.kubernetes.io/instance',
  'app.kubernetes.io/version',
  'app.kubernetes.io/component',
  'app.kubernetes.io/part-of',
  'app.kubernetes.io/managed-by',
];

export const WELL_KNOWN_NODE_LABELS: Readonly<Record<string, readonly string[]>> = {
  'kubernetes.io/os': ['linux', 'windows'],
  'kubernetes.io/arch': ['amd64', 'arm64'],
  'kubernetes.io/hostname': [],
  'topology.kubernetes.io/zone': [],
  'topology.kubernetes.io/region': [],
  'node.kubernetes.io/instance-type': [],
  'node-role.kubernetes.io/control-plane': [],
};

/** Labels that set the Pod Security Standards of a namespace. */
export const NAMESPACE_LABELS: readonly string[] = [
  'pod-security.kubernetes.io/enforce',
  'pod-security.kubernetes.io/enforce-version',
  'pod-security.kubernetes.io/warn',
  'pod-security.kubernetes.io/audit',
];

const SECURITY_LEVELS = ['restricted', 'baseline', 'privileged'];
const YES_OR_NO = ['true', 'false'];

/** What labels and annotations that somebody gave a meaning to can say. */
export const KNOWN_LABEL_VALUES: Readonly<Record<string, readonly string[]>> = {
  'pod-security.kubernetes.io/enforce': SECURITY_LEVELS,
  'pod-security.kubernetes.io/warn': SECURITY_LEVELS,
  'pod-security.kubernetes.io/audit': SECURITY_LEVELS,
  'pod-security.kubernetes.io/enforce-version': ['latest'],
  'cluster-autoscaler.kubernetes.io/safe-to-evict': YES_OR_NO,
  'prometheus.io/scrape': YES_OR_NO,
  'storageclass.kubernetes.io/is-default-class': YES_OR_NO,
  'ingressclass.kubernetes.io/is-default-class': YES_OR_NO,
  'service.kubernetes.io/topology-mode': ['Auto'],
};

/** Kernel settings that a Pod may have without asking the node's administrator first, and the ones asked for most. */
export const SYSCTLS: Readonly<Record<string, string>> = {
  'net.ipv4.ip_unprivileged_port_start': 'safe: ports from here on need no privilege',
  'net.ipv4.ip_local_port_range': 'safe: ports of outgoing connections',
  'net.ipv4.tcp_syncookies': 'safe',
  'net.ipv4.ping_group_range': 'safe: groups that may ping',
  'net.ipv4.ip_local_reserved_ports': 'safe',
  'net.ipv4.tcp_keepalive_time': 'safe: seconds until a silent connection is probed',
  'net.ipv4.tcp_keepalive_intvl': 'safe',
  'net.ipv4.tcp_keepalive_probes': 'safe',
  'net.ipv4.tcp_fin_timeout': 'safe',
  'net.ipv4.tcp_rmem': 'safe: receive buffers',
  'net.ipv4.tcp_wmem': 'safe: send buffers',
  'kernel.shm_rmid_forced': 'safe',
  'net.core.somaxconn': 'unsafe: has to be allowed on the node',
  'kernel.msgmax': 'unsafe: has to be allowed on the node',
  'kernel.sem': 'unsafe: has to be allowed on the node',
};

export const TOPOLOGY_KEYS: readonly string[] = [
  'kubernetes.io/hostname',
  'topology.kubernetes.io/zone',
  'topology.kubernetes.io/region',
];

export const WELL_KNOWN_TAINTS: readonly string[] = [
  'node-role.kubernetes.io/control-plane',
  'node.kubernetes.io/not-ready',
  'node.kubernetes.io/unreachable',
  'node.kubernetes.io/memory-pressure',
  'node.kubernetes.io/disk-pressure',
  'node.kubernetes.io/pid-pressure',
  'node.kubernetes.io/network-unavailable',
  'node.kubernetes.io/unschedulable',
  'node.kubernetes.io/out-of-service',
];

export const POD_ANNOTATIONS: readonly string[] = [
  'kubectl.kubernetes.io/default-container',
  'cluster-autoscaler.kubernetes.io/safe-to-evict',
  'controller.kubernetes.io/pod-deletion-cost',
  'prometheus.io/scrape',
  'prometheus.io/port',
  'prometheus.io/path',
];

export const OBJECT_ANNOTATIONS: Readonly<Record<string, readonly string[]>> = {
  Deployment: ['kubernetes.io/change-cause'],
  StorageClass: ['storageclass.kubernetes.io/is-default-class'],
  IngressClass: ['ingressclass.kubernetes.io/is-default-class'],
  Secret: ['kubernetes.io/service-account.name'],
  Service: ['service.kubernetes.io/topology-mode'],
};

export const RESOURCE_NAMES: readonly string[] = [
  'cpu',
  'memory',
  'ephemeral-storage',
  'hugepages-2Mi',
  'hugepages-1Gi',
  'nvidia.com/gpu',
  'amd.com/gpu',
];

export const QUANTITIES: Readonly<Record<string, readonly string[]>> = {
  cpu: ['100m', '250m', '500m', '1', '2'],
  memory: ['64Mi', '128Mi', '256Mi', '512Mi', '1Gi'],
  'ephemeral-storage': ['1Gi', '2Gi', '5Gi'],
  'hugepages-2Mi': ['64Mi', '128Mi'],
  'hugepages-1Gi': ['1Gi', '2Gi'],
  storage: ['1Gi', '5Gi', '10Gi', '50Gi'],
  'nvidia.com/gpu': ['1', '2', '4'],
  'amd.com/gpu': ['1', '2', '4'],
};

export const SCHEDULES: Readonly<Record<string, string>> = {
  '*/5 * * * *': 'every five minutes',
  '0 * * * *': 'every hour',
  '0 0 * * *': 'every day at midnight',
  '0 0 * * 0': 'every Sunday at midnight',
  '0 0 1 * *': 'on the first of every month',
};

/** Objects that every cluster has. */
export const IN_EVERY_CLUSTER: Readonly<Record<string, readonly string[]>> = {
  Namespace: ['default', 'kube-system', 'kube-public', 'kube-node-lease'],
  ServiceAccount: ['default'],
  PriorityClass: ['system-cluster-critical', 'system-node-critical'],
  ClusterRole: ['cluster-admin', 'admin', 'edit', 'view'],
};
