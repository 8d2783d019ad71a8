// API versions that old manifests still name and no current server has.

export interface RemovedApi {
  readonly apiVersion: string;
  readonly kind: string;
  /** The first version that does not serve it any more. */
  readonly removedIn: string;
  /** What to write instead; absent where the kind is gone for good. */
  readonly instead?: string;
  /** What has to change besides the apiVersion, or what took the kind's place. */
  readonly note?: string;
}

const SELECTOR_NOTE = 'spec.selector has to be told now and cannot be changed later.';

const TABLE: readonly RemovedApi[] = [
  ...removed('1.16', 'apps/v1', SELECTOR_NOTE, {
    'extensions/v1beta1': ['DaemonSet', 'Deployment', 'ReplicaSet'],
    'apps/v1beta1': ['Deployment', 'StatefulSet'],
    'apps/v1beta2': ['DaemonSet', 'Deployment', 'ReplicaSet', 'StatefulSet'],
  }),
  ...removed('1.16', 'apps/v1', undefined, {
    'apps/v1beta1': ['ControllerRevision'],
    'apps/v1beta2': ['ControllerRevision'],
  }),
  ...removed('1.16', 'networking.k8s.io/v1', undefined, {
    'extensions/v1beta1': ['NetworkPolicy'],
  }),
  ...removed(
    '1.22',
    'networking.k8s.io/v1',
    'pathType is required, and a backend is written service.name and service.port.',
    {
      'extensions/v1beta1': ['Ingress'],
      'networking.k8s.io/v1beta1': ['Ingress'],
    },
  ),
  ...removed('1.22', 'networking.k8s.io/v1', undefined, {
    'networking.k8s.io/v1beta1': ['IngressClass'],
  }),
  ...removed(
    '1.22',
    'admissionregistration.k8s.io/v1',
    'sideEffects and admissionReviewVersions are required.',
    {
      'admissionregistration.k8s.io/v1beta1': [
        'MutatingWebhookConfiguration',
        'ValidatingWebhookConfiguration',
      ],
    },
  ),
  ...removed('1.22', 'apiextensions.k8s.io/v1', 'Each version needs its own structural schema.', {
    'apiextensions.k8s.io/v1beta1': ['CustomResourceDefinition'],
  }),
  ...removed('1.22', 'apiregistration.k8s.io/v1', undefined, {
    'apiregistration.k8s.io/v1beta1': ['APIService'],
  }),
  ...removed('1.22', 'certificates.k8s.io/v1', 'signerName and usages are required.', {
    'certificates.k8s.io/v1beta1': ['CertificateSigningRequest'],
  }),
  ...removed('1.22', 'coordination.k8s.io/v1', undefined, {
    'coordination.k8s.io/v1beta1': ['Lease'],
  }),
  ...removed('1.22', 'rbac.authorization.k8s.io/v1', undefined, {
    'rbac.authorization.k8s.io/v1alpha1': [
      'ClusterRole',
      'ClusterRoleBinding',
      'Role',
      'RoleBinding',
    ],
    'rbac.authorization.k8s.io/v1beta1': [
      'ClusterRole',
      'ClusterRoleBinding',
      'Role',
      'RoleBinding',
    ],
  }),
  ...removed('1.22', 'scheduling.k8s.io/v1', undefined, {
    'scheduling.k8s.io/v1alpha1': ['PriorityClass'],
    'scheduling.k8s.io/v1beta1': ['PriorityClass'],
  }),
  ...removed('1.22', 'storage.k8s.io/v1', undefined, {
    'storage.k8s.io/v1beta1': ['CSIDriver', 'CSINode', 'StorageClass', 'VolumeAttachment'],
  }),
  ...removed('1.22', 'authentication.k8s.io/v1', undefined, {
    'authentication.k8s.io/v1beta1': ['TokenReview'],
  }),
  ...removed('1.22', 'authorization.k8s.io/v1', undefined, {
    'authorization.k8s.io/v1beta1': [
      'LocalSubjectAccessReview',
      'SelfSubjectAccessReview',
      'SelfSubjectRulesReview',
      'SubjectAccessReview',
    ],
  }),
  ...removed('1.25', 'batch/v1', undefined, { 'batch/v1beta1': ['CronJob'] }),
  ...removed('1.21', 'batch/v1', undefined, { 'batch/v2alpha1': ['CronJob'] }),
  ...removed('1.25', 'discovery.k8s.io/v1', 'topology became nodeName and zone.', {
    'discovery.k8s.io/v1beta1': ['EndpointSlice'],
  }),
  ...removed('1.25', 'events.k8s.io/v1', undefined, { 'events.k8s.io/v1beta1': ['Event'] }),
  ...removed(
    '1.25',
    'policy/v1',
    'An empty selector means all Pods of the namespace, no longer none.',
    {
      'policy/v1beta1': ['PodDisruptionBudget'],
    },
  ),
  ...removed('1.25', undefined, 'Pod Security admission took its place: labels on the namespace.', {
    'policy/v1beta1': ['PodSecurityPolicy'],
    'extensions/v1beta1': ['PodSecurityPolicy'],
  }),
  ...removed('1.25', 'node.k8s.io/v1', undefined, { 'node.k8s.io/v1beta1': ['RuntimeClass'] }),
  ...removed(
    '1.25',
    'autoscaling/v2',
    'targetAverageUtilization became target.averageUtilization with type Utilization.',
    {
      'autoscaling/v2beta1': ['HorizontalPodAutoscaler'],
    },
  ),
  ...removed('1.26', 'autoscaling/v2', undefined, {
    'autoscaling/v2beta2': ['HorizontalPodAutoscaler'],
  }),
  ...removed('1.27', 'storage.k8s.io/v1', undefined, {
    'storage.k8s.io/v1beta1': ['CSIStorageCapacity'],
  }),
  ...removed('1.26', 'flowcontrol.apiserver.k8s.io/v1', undefined, {
    'flowcontrol.apiserver.k8s.io/v1beta1': ['FlowSchema', 'PriorityLevelConfiguration'],
  }),
  ...removed('1.29', 'flowcontrol.apiserver.k8s.io/v1', undefined, {
    'flowcontrol.apiserver.k8s.io/v1beta2': ['FlowSchema', 'PriorityLevelConfiguration'],
  }),
  ...removed('1.32', 'flowcontrol.apiserver.k8s.io/v1', undefined, {
    'flowcontrol.apiserver.k8s.io/v1beta3': ['FlowSchema', 'PriorityLevelConfiguration'],
  }),
];

function removed(
  removedIn: string,
  instead: string | undefined,
  note: string | undefined,
  kinds: Readonly<Record<string, readonly string[]>>,
): readonly RemovedApi[] {
  return Object.entries(kinds).flatMap(([apiVersion, names]) =>
    names.map((kind) => ({
      apiVersion,
      kind,
      removedIn,
      ...(instead === undefined ? {} : { instead }),
      ...(note === undefined ? {} : { note }),
    })),
  );
}

/** All of them, for a test and for documentation. */
export const REMOVED_APIS: readonly RemovedApi[] = TABLE;

/** What became of a kind in a version that is served no more; undefined where it never was one. */
export function removedApi(apiVersion: string, kind: string): RemovedApi | undefined {
  return TABLE.find((one) => one.apiVersion === apiVersion && one.kind === kind);
}
