// What stands beside Pods: Services, storage, nodes, access, CRDs.

import type { FactTable, FieldFacts } from './facts';
import { NODE_LABEL_KEYS, RBAC_VERBS, RESOURCE_NAMES, SECRET_TYPES, TAINT_KEYS } from './wellKnown';

const FIXED: FieldFacts = { mutability: 'immutable' };
const FREE: FieldFacts = { mutability: 'mutable' };
const CONDITIONS: FieldFacts = { mergeKeys: ['type'] };
const KUBERNETES_RBAC = 'rbac.authorization.k8s.io';

export const CLUSTER_FACTS: FactTable = {
  'core.v1.ServiceSpec': {
    allocateLoadBalancerNodePorts: { default: 'true', defaultNote: 'Only with type LoadBalancer.' },
    clusterIP: {
      suggestions: ['None'],
      defaultNote: 'An address that the API server assigns; None makes the Service headless.',
      mutability: 'restricted',
    },
    clusterIPs: { mutability: 'restricted' },
    externalTrafficPolicy: {
      default: 'Cluster',
      defaultNote: 'Only with type NodePort or LoadBalancer.',
    },
    internalTrafficPolicy: { default: 'Cluster' },
    ipFamilies: { defaultNote: "The cluster's first family." },
    ipFamilyPolicy: { default: 'SingleStack' },
    loadBalancerClass: { mutability: 'restricted' },
    loadBalancerIP: { deprecated: true },
    ports: { mergeKeys: ['port', 'protocol'] },
    publishNotReadyAddresses: { default: 'false' },
    selector: FREE,
    sessionAffinity: { default: 'None' },
    trafficDistribution: { values: ['PreferClose', 'PreferSameNode', 'PreferSameZone'] },
    type: { default: 'ClusterIP', ...FREE },
  },
  'core.v1.ServicePort': {
    nodePort: { defaultNote: 'A free one of 30000–32767, with type NodePort or LoadBalancer.' },
    protocol: { default: 'TCP' },
    targetPort: { defaultNote: 'The same as port.' },
    appProtocol: {
      suggestions: ['http', 'https', 'kubernetes.io/h2c', 'kubernetes.io/ws', 'kubernetes.io/wss'],
    },
  },
  'core.v1.ClientIPConfig': { timeoutSeconds: { default: '10800' } },
  'core.v1.ServiceStatus': { conditions: CONDITIONS },
  'core.v1.LoadBalancerIngress': { ipMode: { values: ['Proxy', 'VIP'] } },
  'core.v1.EndpointPort': { protocol: { default: 'TCP' } },
  'discovery.v1.EndpointSlice': { addressType: FIXED },
  'discovery.v1.EndpointPort': { name: { default: '""' }, protocol: { default: 'TCP' } },
  'core.v1.ConfigMap': {
    binaryData: { mutability: 'restricted' },
    data: { mutability: 'restricted' },
    immutable: {
      default: 'false',
      defaultNote: 'Once true it stays true.',
      mutability: 'restricted',
    },
  },
  'core.v1.Secret': {
    data: { mutability: 'restricted' },
    immutable: {
      default: 'false',
      defaultNote: 'Once true it stays true.',
      mutability: 'restricted',
    },
    stringData: {
      mutability: 'restricted',
      defaultNote: 'Written into data when the object is stored.',
    },
    type: { default: 'Opaque', suggestions: SECRET_TYPES, ...FIXED },
  },
  'core.v1.ServiceAccount': {
    automountServiceAccountToken: { defaultNote: 'True, in effect.' },
    secrets: { mergeKeys: ['name'] },
  },
  'core.v1.NodeSpec': { taints: { mutability: 'mutable' }, unschedulable: { default: 'false' } },
  'core.v1.NodeStatus': {
    addresses: { mergeKeys: ['type'] },
    conditions: CONDITIONS,
    declaredFeatures: { since: '1.35' },
    features: { since: '1.31' },
  },
  'core.v1.NodeRuntimeHandlerFeatures': { userNamespaces: { since: '1.31' } },
  'core.v1.Taint': { key: { suggestions: TAINT_KEYS } },
  'core.v1.NamespaceSpec': { finalizers: { suggestions: ['kubernetes'] } },
  'core.v1.NamespaceStatus': { conditions: CONDITIONS },
  'core.v1.Event': { type: { suggestions: ['Normal', 'Warning'] } },
  'events.v1.Event': { type: { values: ['Normal', 'Warning'] } },
  'core.v1.LimitRangeItem': {
    type: { suggestions: ['Container', 'Pod', 'PersistentVolumeClaim'] },
    default: { suggestions: RESOURCE_NAMES, defaultNote: 'The same as max.' },
    defaultRequest: {
      suggestions: RESOURCE_NAMES,
      defaultNote: 'The same as default, otherwise min.',
    },
    max: { suggestions: RESOURCE_NAMES },
    min: { suggestions: RESOURCE_NAMES },
  },
  'core.v1.ResourceQuotaSpec': {
    hard: {
      suggestions: [
        'pods',
        'requests.cpu',
        'requests.memory',
        'limits.cpu',
        'limits.memory',
        'requests.storage',
        'persistentvolumeclaims',
        'services',
        'services.loadbalancers',
        'services.nodeports',
        'configmaps',
        'secrets',
        'replicationcontrollers',
        'count/deployments.apps',
        'count/jobs.batch',
        'count/cronjobs.batch',
        'requests.ephemeral-storage',
        'limits.ephemeral-storage',
        'requests.nvidia.com/gpu',
      ],
    },
    scopes: FIXED,
    scopeSelector: FIXED,
  },
  'scheduling.v1.PriorityClass': {
    globalDefault: { default: 'false' },
    preemptionPolicy: { default: 'PreemptLowerPriority', ...FIXED },
    value: FIXED,
  },
  'core.v1.PersistentVolumeClaimSpec': {
    accessModes: FIXED,
    dataSource: FIXED,
    dataSourceRef: FIXED,
    resources: {
      mutability: 'restricted',
      defaultNote: 'May grow where the StorageClass allows expansion.',
    },
    selector: FIXED,
    storageClassName: {
      defaultNote:
        'The default StorageClass, where there is one; "" asks for a volume without a class.',
      mutability: 'restricted',
    },
    volumeAttributesClassName: { gate: 'VolumeAttributesClass', ...FREE },
    volumeMode: { default: 'Filesystem', ...FIXED },
    volumeName: { mutability: 'restricted' },
  },
  'core.v1.PersistentVolumeClaimStatus': { conditions: CONDITIONS },
  'core.v1.VolumeResourceRequirements': {
    limits: { suggestions: ['storage'] },
    requests: { suggestions: ['storage'] },
  },
  'core.v1.TypedObjectReference': { namespace: { gate: 'CrossNamespaceVolumeDataSource' } },
  'core.v1.PersistentVolumeSpec': {
    capacity: { suggestions: ['storage'] },
    nodeAffinity: { mutability: 'restricted' },
    persistentVolumeReclaimPolicy: { default: 'Retain', ...FREE },
    volumeAttributesClassName: { gate: 'VolumeAttributesClass' },
    volumeMode: { default: 'Filesystem', ...FIXED },
  },
  'storage.v1.StorageClass': {
    allowVolumeExpansion: { default: 'false', ...FREE },
    parameters: FIXED,
    provisioner: { suggestions: ['kubernetes.io/no-provisioner'], ...FIXED },
    reclaimPolicy: { default: 'Delete', ...FIXED },
    volumeBindingMode: { default: 'Immediate', ...FIXED },
  },
  'storage.v1.CSIDriverSpec': {
    attachRequired: { default: 'true', ...FIXED },
    fsGroupPolicy: {
      values: ['File', 'None', 'ReadWriteOnceWithFSType'],
      default: 'ReadWriteOnceWithFSType',
    },
    podInfoOnMount: { default: 'false' },
    requiresRepublish: { default: 'false' },
    seLinuxMount: { default: 'false' },
    serviceAccountTokenInSecrets: { since: '1.35' },
    storageCapacity: { default: 'false' },
  },
  'storage.v1.CSINodeSpec': { drivers: { mergeKeys: ['name'] } },
  'networking.v1.IngressClassParametersReference': {
    scope: { values: ['Cluster', 'Namespace'], default: 'Cluster' },
  },
  'networking.v1.IngressClassSpec': { controller: FIXED },
  'networking.v1.NetworkPolicySpec': {
    podSelector: { default: '{}', defaultNote: 'All Pods of the namespace.' },
    policyTypes: { defaultNote: 'Ingress, and Egress where the policy has an egress section.' },
  },
  'networking.v1.NetworkPolicyPort': { protocol: { default: 'TCP' } },
  'node.v1.RuntimeClass': { handler: FIXED },
  'node.v1.Scheduling': { nodeSelector: { suggestions: NODE_LABEL_KEYS } },
  'rbac.v1.PolicyRule': { verbs: { suggestions: RBAC_VERBS } },
  'rbac.v1.RoleBinding': { roleRef: FIXED },
  'rbac.v1.ClusterRoleBinding': { roleRef: FIXED },
  'rbac.v1.RoleRef': {
    apiGroup: { suggestions: [KUBERNETES_RBAC] },
    kind: { values: ['ClusterRole', 'Role'] },
  },
  'rbac.v1.Subject': {
    apiGroup: {
      suggestions: [KUBERNETES_RBAC],
      defaultNote: '"" for a ServiceAccount, rbac.authorization.k8s.io for a User or a Group.',
    },
    kind: { values: ['Group', 'ServiceAccount', 'User'] },
  },
  'coordination.v1.LeaseSpec': {
    preferredHolder: { gate: 'CoordinatedLeaderElection', since: '1.31' },
    strategy: { gate: 'CoordinatedLeaderElection', since: '1.31' },
  },
  'authorization.v1.ResourceAttributes': {
    fieldSelector: { since: '1.31' },
    labelSelector: { since: '1.31' },
  },
  'admissionregistration.v1.ValidatingWebhook': {
    failurePolicy: { default: 'Fail' },
    matchPolicy: { default: 'Equivalent' },
    namespaceSelector: { default: '{}' },
    objectSelector: { default: '{}' },
    timeoutSeconds: { default: '10' },
  },
  'admissionregistration.v1.MutatingWebhook': {
    failurePolicy: { default: 'Fail' },
    matchPolicy: { default: 'Equivalent' },
    namespaceSelector: { default: '{}' },
    objectSelector: { default: '{}' },
    reinvocationPolicy: { default: 'Never' },
    timeoutSeconds: { default: '10' },
  },
  'admissionregistration.v1.ValidatingWebhookConfiguration': { webhooks: { mergeKeys: ['name'] } },
  'admissionregistration.v1.MutatingWebhookConfiguration': { webhooks: { mergeKeys: ['name'] } },
  'apiextensions.v1.CustomResourceDefinitionSpec': {
    preserveUnknownFields: { default: 'false' },
    scope: { values: ['Cluster', 'Namespaced'] },
  },
  'apiextensions.v1.CustomResourceConversion': { strategy: { values: ['None', 'Webhook'] } },
  'apiextensions.v1.CustomResourceDefinitionNames': {
    listKind: { defaultNote: 'The kind with List behind it.' },
    singular: { defaultNote: 'The kind in small letters.' },
  },
  'apiextensions.v1.CustomResourceDefinitionStatus': {
    conditions: CONDITIONS,
    observedGeneration: { since: '1.35' },
  },
  'apiextensions.v1.CustomResourceDefinitionCondition': { observedGeneration: { since: '1.35' } },
  'apiextensions.v1.CustomResourceColumnDefinition': {
    type: { values: ['boolean', 'date', 'integer', 'number', 'string'] },
  },
  'apiextensions.v1.JSONSchemaProps': {
    type: { values: ['array', 'boolean', 'integer', 'number', 'object', 'string'] },
    format: { suggestions: ['int32', 'int64', 'double', 'byte', 'date', 'date-time', 'duration'] },
    'x-kubernetes-list-type': { values: ['atomic', 'map', 'set'], default: 'atomic' },
    'x-kubernetes-map-type': { values: ['atomic', 'granular'], default: 'granular' },
  },
};
