// What no package tells about the fields of a Pod: defaults, closed sets of values, merge keys, gates. Facts in our words.
// Rules: L-API-3, L-API-4, L-API-6, L-API-11, L-API-12, L-GEN-5.

import type { FactTable, FieldFacts } from './facts';
import {
  ANNOTATION_KEYS,
  CAPABILITIES,
  LABEL_KEYS,
  NODE_LABEL_KEYS,
  RESOURCE_NAMES,
  TAINT_KEYS,
  TOPOLOGY_KEYS,
} from './wellKnown';

const FILE_MODE = '420';
const FILE_MODE_NOTE = '420 is octal 0644: the owner may write, everyone may read.';

const PULL_POLICY: FieldFacts = {
  defaultNote:
    'Always if the image has the tag latest or neither tag nor digest, otherwise IfNotPresent. Decided once, when the Pod is created.',
};

/** What containers of all three sorts have in common. */
const CONTAINER: Readonly<Record<string, FieldFacts>> = {
  args: { defaultNote: "The image's CMD, unless command is set." },
  command: { defaultNote: "The image's ENTRYPOINT." },
  env: { mergeKeys: ['name'] },
  imagePullPolicy: PULL_POLICY,
  ports: { mergeKeys: ['containerPort', 'protocol'] },
  resources: { default: '{}' },
  stdin: { default: 'false' },
  stdinOnce: { default: 'false' },
  terminationMessagePath: { default: '/dev/termination-log' },
  terminationMessagePolicy: { default: 'File' },
  tty: { default: 'false' },
  volumeDevices: { mergeKeys: ['devicePath'] },
  volumeMounts: { mergeKeys: ['mountPath'] },
  workingDir: { defaultNote: "The image's working directory, / if it has none." },
};

const RESTART_RULES_GATE = 'ContainerRestartRules';

export const POD_FACTS: FactTable = {
  'core.v1.PodSpec': {
    activeDeadlineSeconds: { defaultNote: 'No limit.' },
    automountServiceAccountToken: {
      defaultNote: 'What the service account says; true if it says nothing.',
    },
    containers: { mergeKeys: ['name'] },
    dnsPolicy: { default: 'ClusterFirst' },
    enableServiceLinks: { default: 'true' },
    ephemeralContainers: { mergeKeys: ['name'] },
    hostAliases: { mergeKeys: ['ip'] },
    hostIPC: { default: 'false' },
    hostNetwork: { default: 'false' },
    hostPID: { default: 'false' },
    hostUsers: { default: 'true', gate: 'UserNamespacesSupport' },
    hostname: { defaultNote: "The Pod's name, cut to 63 characters." },
    hostnameOverride: { gate: 'HostnameOverride' },
    imagePullSecrets: {
      mergeKeys: ['name'],
      defaultNote: 'Those of the service account, when the Pod names none.',
    },
    initContainers: { mergeKeys: ['name'] },
    nodeName: { defaultNote: 'Chosen by the scheduler.' },
    nodeSelector: { suggestions: NODE_LABEL_KEYS },
    os: { defaultNote: 'Not checked: the Pod may land on a node with any operating system.' },
    preemptionPolicy: {
      default: 'PreemptLowerPriority',
      defaultNote: 'Or what the priority class says.',
    },
    priority: {
      defaultNote:
        'Computed from priorityClassName: 0 without one, unless a class is the global default.',
    },
    priorityClassName: { suggestions: ['system-cluster-critical', 'system-node-critical'] },
    resourceClaims: { mergeKeys: ['name'], gate: 'DynamicResourceAllocation' },
    resources: { gate: 'PodLevelResources' },
    restartPolicy: {
      default: 'Always',
      defaultNote:
        "A Job's template has to say OnFailure or Never; the templates of the other controllers accept only Always.",
    },
    runtimeClassName: { defaultNote: "The node's default runtime handler." },
    schedulerName: { default: 'default-scheduler', suggestions: ['default-scheduler'] },
    schedulingGates: { mergeKeys: ['name'] },
    schedulingGroup: { gate: 'GenericWorkload' },
    securityContext: { default: '{}' },
    serviceAccount: { deprecated: true, defaultNote: 'The same as serviceAccountName.' },
    serviceAccountName: { default: 'default' },
    setHostnameAsFQDN: { default: 'false' },
    shareProcessNamespace: { default: 'false' },
    terminationGracePeriodSeconds: { default: '30' },
    tolerations: {
      defaultNote:
        'Two are added unless the Pod tolerates them already: node.kubernetes.io/not-ready and node.kubernetes.io/unreachable, NoExecute, each for 300 s.',
    },
    topologySpreadConstraints: { mergeKeys: ['topologyKey', 'whenUnsatisfiable'] },
    volumes: {
      mergeKeys: ['name'],
      defaultNote:
        "A volume kube-api-access-… with the service account's token is added, unless automounting is off.",
    },
  },
  'core.v1.Container': {
    ...CONTAINER,
    resizePolicy: { gate: 'InPlacePodVerticalScaling' },
    restartPolicy: {
      values: ['Always', 'Never', 'OnFailure'],
      defaultNote: "The Pod's restartPolicy. On an init container Always makes a sidecar.",
    },
    restartPolicyRules: { gate: RESTART_RULES_GATE },
  },
  'core.v1.EphemeralContainer': {
    ...CONTAINER,
    imagePullPolicy: PULL_POLICY,
    restartPolicyRules: { gate: RESTART_RULES_GATE },
  },
  'core.v1.ContainerPort': {
    protocol: { default: 'TCP' },
    hostIP: { defaultNote: "All of the node's addresses, 0.0.0.0." },
    hostPort: {
      defaultNote: 'The same as containerPort when the Pod has hostNetwork, otherwise none.',
    },
  },
  'core.v1.ContainerResizePolicy': {
    resourceName: { values: ['cpu', 'memory'] },
    restartPolicy: { values: ['NotRequired', 'RestartContainer'], default: 'NotRequired' },
  },
  'core.v1.ContainerRestartRule': { action: { values: ['Restart', 'RestartAllContainers'] } },
  'core.v1.ContainerRestartRuleOnExitCodes': { operator: { values: ['In', 'NotIn'] } },
  'core.v1.Probe': {
    failureThreshold: { default: '3' },
    initialDelaySeconds: { default: '0' },
    periodSeconds: { default: '10' },
    successThreshold: { default: '1' },
    timeoutSeconds: { default: '1' },
    terminationGracePeriodSeconds: { defaultNote: "The Pod's terminationGracePeriodSeconds." },
  },
  'core.v1.HTTPGetAction': {
    host: { defaultNote: "The Pod's address." },
    path: { default: '/' },
    scheme: { default: 'HTTP' },
  },
  'core.v1.TCPSocketAction': { host: { defaultNote: "The Pod's address." } },
  'core.v1.GRPCAction': { service: { default: '""' } },
  'core.v1.Lifecycle': {
    stopSignal: {
      gate: 'ContainerStopSignals',
      defaultNote: "The image's STOPSIGNAL, SIGTERM if it has none.",
    },
  },
  'core.v1.LifecycleHandler': { tcpSocket: { deprecated: true } },
  'core.v1.ResourceRequirements': {
    claims: { mergeKeys: ['name'], gate: 'DynamicResourceAllocation' },
    limits: {
      suggestions: RESOURCE_NAMES,
      defaultNote: 'What a LimitRange of the namespace says; otherwise no limit.',
    },
    requests: {
      suggestions: RESOURCE_NAMES,
      defaultNote: 'For a resource with a limit: the same as the limit.',
    },
  },
  'core.v1.ResourceClaim': { request: { since: '1.31' } },
  'core.v1.PodResourceClaim': {
    resourceClaimName: { since: '1.31' },
    resourceClaimTemplateName: { since: '1.31' },
  },
  'core.v1.EnvVar': { value: { default: '""' } },
  'core.v1.EnvVarSource': { fileKeyRef: { gate: 'EnvFiles' } },
  'core.v1.EnvFromSource': { prefix: { default: '""' } },
  'core.v1.ConfigMapEnvSource': { optional: { default: 'false' } },
  'core.v1.SecretEnvSource': { optional: { default: 'false' } },
  'core.v1.ConfigMapKeySelector': { optional: { default: 'false' } },
  'core.v1.SecretKeySelector': { optional: { default: 'false' } },
  'core.v1.FileKeySelector': { optional: { default: 'false' } },
  'core.v1.ObjectFieldSelector': {
    apiVersion: { default: 'v1' },
    fieldPath: {
      suggestions: [
        'metadata.name',
        'metadata.namespace',
        'metadata.uid',
        'metadata.labels',
        "metadata.labels['KEY']",
        'metadata.annotations',
        "metadata.annotations['KEY']",
        'spec.nodeName',
        'spec.serviceAccountName',
        'status.hostIP',
        'status.hostIPs',
        'status.podIP',
        'status.podIPs',
      ],
    },
  },
  'core.v1.ResourceFieldSelector': {
    containerName: {
      defaultNote: 'For an environment variable: its own container. In a volume it has to be told.',
    },
    divisor: { default: '"1"' },
    resource: {
      suggestions: [
        'limits.cpu',
        'limits.memory',
        'limits.ephemeral-storage',
        'requests.cpu',
        'requests.memory',
        'requests.ephemeral-storage',
      ],
    },
  },
  'core.v1.VolumeMount': {
    mountPropagation: { default: 'None' },
    readOnly: { default: 'false' },
    recursiveReadOnly: {
      values: ['Disabled', 'Enabled', 'IfPossible'],
      default: 'Disabled',
      gate: 'RecursiveReadOnlyMounts',
    },
    subPath: { default: '""' },
    subPathExpr: { default: '""' },
  },
  'core.v1.SecurityContext': {
    allowPrivilegeEscalation: { defaultNote: 'True, in effect: it takes false to forbid it.' },
    privileged: { default: 'false' },
    procMount: { default: 'Default', gate: 'ProcMountType' },
    readOnlyRootFilesystem: { default: 'false' },
    runAsGroup: { defaultNote: "The Pod's runAsGroup, otherwise the group in the image." },
    runAsNonRoot: { defaultNote: "The Pod's runAsNonRoot, otherwise not checked." },
    runAsUser: { defaultNote: "The Pod's runAsUser, otherwise the user in the image." },
  },
  'core.v1.PodSecurityContext': {
    fsGroupChangePolicy: { default: 'Always' },
    runAsGroup: { defaultNote: 'The group in the image.' },
    runAsUser: { defaultNote: 'The user in the image.' },
    seLinuxChangePolicy: { values: ['MountOption', 'Recursive'], gate: 'SELinuxChangePolicy' },
    supplementalGroupsPolicy: { default: 'Merge', gate: 'SupplementalGroupsPolicy', since: '1.31' },
  },
  'core.v1.Capabilities': {
    add: { suggestions: CAPABILITIES },
    drop: { suggestions: CAPABILITIES },
  },
  'core.v1.PodOS': { name: { values: ['linux', 'windows'] } },
  'core.v1.PodDNSConfigOption': {
    name: { suggestions: ['attempts', 'edns0', 'ndots', 'timeout', 'use-vc'] },
  },
  'core.v1.Toleration': {
    key: { suggestions: TAINT_KEYS },
    // Lt and Gt are behind the gate TaintTolerationComparisonOperators, which is off.
    operator: { values: ['Equal', 'Exists'], default: 'Equal' },
    effect: { defaultNote: 'All effects.' },
    tolerationSeconds: { defaultNote: 'Tolerated forever.' },
    value: { default: '""' },
  },
  'core.v1.TopologySpreadConstraint': {
    matchLabelKeys: { gate: 'MatchLabelKeysInPodTopologySpread' },
    minDomains: { default: '1' },
    nodeAffinityPolicy: { default: 'Honor' },
    nodeTaintsPolicy: { default: 'Ignore' },
    topologyKey: { suggestions: TOPOLOGY_KEYS },
  },
  'core.v1.PodAffinityTerm': {
    matchLabelKeys: { gate: 'MatchLabelKeysInPodAffinity' },
    mismatchLabelKeys: { gate: 'MatchLabelKeysInPodAffinity' },
    namespaces: {
      defaultNote: "The Pod's own namespace, when there is no namespaceSelector either.",
    },
    topologyKey: { suggestions: TOPOLOGY_KEYS },
  },
  'core.v1.NodeSelectorRequirement': { key: { suggestions: NODE_LABEL_KEYS } },
  'core.v1.Volume': {
    emptyDir: { defaultNote: 'A volume that names no source becomes emptyDir: {}.' },
    gitRepo: { deprecated: true },
    image: { gate: 'ImageVolume', since: '1.31' },
  },
  'core.v1.EmptyDirVolumeSource': {
    medium: {
      default: '""',
      suggestions: ['Memory', 'HugePages', 'HugePages-2Mi', 'HugePages-1Gi'],
    },
    sizeLimit: {
      defaultNote: 'No limit but that of the node, or of the memory limits with medium Memory.',
    },
  },
  'core.v1.ConfigMapVolumeSource': {
    defaultMode: { default: FILE_MODE, defaultNote: FILE_MODE_NOTE },
    items: { defaultNote: 'Every key becomes a file of its name.' },
    optional: { default: 'false' },
  },
  'core.v1.SecretVolumeSource': {
    defaultMode: { default: FILE_MODE, defaultNote: FILE_MODE_NOTE },
    items: { defaultNote: 'Every key becomes a file of its name.' },
    optional: { default: 'false' },
  },
  'core.v1.DownwardAPIVolumeSource': {
    defaultMode: { default: FILE_MODE, defaultNote: FILE_MODE_NOTE },
  },
  'core.v1.ProjectedVolumeSource': {
    defaultMode: { default: FILE_MODE, defaultNote: FILE_MODE_NOTE },
  },
  'core.v1.ConfigMapProjection': { optional: { default: 'false' } },
  'core.v1.SecretProjection': { optional: { default: 'false' } },
  'core.v1.KeyToPath': { mode: { defaultNote: "The volume's defaultMode." } },
  'core.v1.DownwardAPIVolumeFile': { mode: { defaultNote: "The volume's defaultMode." } },
  'core.v1.ServiceAccountTokenProjection': {
    audience: { defaultNote: 'The API server itself.' },
    expirationSeconds: { default: '3600' },
  },
  'core.v1.VolumeProjection': {
    clusterTrustBundle: { gate: 'ClusterTrustBundleProjection' },
    podCertificate: { gate: 'PodCertificateRequest' },
  },
  'core.v1.PodCertificateProjection': {
    keyType: { values: ['ECDSAP256', 'ECDSAP384', 'ECDSAP521', 'ED25519', 'RSA3072', 'RSA4096'] },
    maxExpirationSeconds: { default: '86400' },
    userAnnotations: { since: '1.35' },
  },
  'core.v1.ImageVolumeSource': { pullPolicy: PULL_POLICY },
  'core.v1.HostPathVolumeSource': {
    type: { default: '""', defaultNote: 'Nothing is checked before the mount.' },
  },
  'core.v1.PersistentVolumeClaimVolumeSource': { readOnly: { default: 'false' } },
  'core.v1.NFSVolumeSource': { readOnly: { default: 'false' } },
  'core.v1.CSIVolumeSource': { readOnly: { default: 'false' } },
  'core.v1.ISCSIVolumeSource': { iscsiInterface: { default: 'default' } },
  'core.v1.RBDVolumeSource': {
    keyring: { default: '/etc/ceph/keyring' },
    pool: { default: 'rbd' },
    user: { default: 'admin' },
  },
  'core.v1.AzureDiskVolumeSource': {
    cachingMode: { default: 'ReadWrite' },
    fsType: { default: 'ext4' },
    kind: { default: 'Shared' },
    readOnly: { default: 'false' },
  },
  'core.v1.ScaleIOVolumeSource': {
    fsType: { default: 'xfs' },
    storageMode: { default: 'ThinProvisioned' },
  },
  'core.v1.PodStatus': {
    allocatedResources: { since: '1.35' },
    conditions: { mergeKeys: ['type'] },
    observedGeneration: { gate: 'PodObservedGenerationTracking' },
    podIPs: { mergeKeys: ['ip'] },
    resize: { deprecated: true },
    resourceClaimStatuses: { mergeKeys: ['name'] },
    resources: { since: '1.35' },
  },
  'core.v1.PodCondition': {
    observedGeneration: { gate: 'PodObservedGenerationTracking' },
    status: { suggestions: ['True', 'False', 'Unknown'] },
    type: {
      suggestions: [
        'PodScheduled',
        'PodReadyToStartContainers',
        'Initialized',
        'ContainersReady',
        'Ready',
        'DisruptionTarget',
      ],
    },
  },
  'core.v1.ContainerStatus': {
    allocatedResourcesStatus: { gate: 'ResourceHealthStatus', mergeKeys: ['name'], since: '1.31' },
    user: { gate: 'SupplementalGroupsPolicy', since: '1.31' },
    volumeMounts: { mergeKeys: ['mountPath'] },
  },
  'core.v1.ResourceStatus': { resources: { mergeKeys: ['resourceID'] } },
  'core.v1.ResourceHealth': { health: { suggestions: ['Healthy', 'Unhealthy', 'Unknown'] } },
  'core.v1.VolumeMountStatus': { volumeStatus: { since: '1.35' } },
  'meta.v1.ObjectMeta': {
    annotations: { suggestions: ANNOTATION_KEYS },
    creationTimestamp: { mutability: 'immutable' },
    deletionGracePeriodSeconds: { mutability: 'immutable' },
    deletionTimestamp: { mutability: 'immutable' },
    generateName: { mutability: 'immutable' },
    labels: { suggestions: LABEL_KEYS, mutability: 'mutable' },
    name: { mutability: 'immutable' },
    namespace: {
      mutability: 'immutable',
      defaultNote: 'The namespace that the request is made in, mostly that of the kubectl context.',
    },
    ownerReferences: { mergeKeys: ['uid'], mutability: 'mutable' },
    selfLink: { deprecated: true },
    uid: { mutability: 'immutable' },
  },
  'meta.v1.OwnerReference': {
    blockOwnerDeletion: { default: 'false' },
    controller: { default: 'false' },
  },
  'meta.v1.ManagedFieldsEntry': { operation: { values: ['Apply', 'Update'] } },
  'meta.v1.LabelSelectorRequirement': {
    key: { suggestions: LABEL_KEYS },
    operator: { values: ['DoesNotExist', 'Exists', 'In', 'NotIn'] },
  },
  'meta.v1.LabelSelector': { matchLabels: { suggestions: LABEL_KEYS } },
  'meta.v1.Condition': { status: { suggestions: ['True', 'False', 'Unknown'] } },
};
