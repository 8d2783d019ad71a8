// Which fields name something that is defined elsewhere, and what. One table; completion, definition, references, rename,
// highlights and hovers all read it.

import type { ApiKind, FieldPath } from '../schema/catalogue';

/** What a field names. */
export type Target =
  /** An object of this kind in the same namespace, or without one. */
  | { readonly what: 'object'; readonly kind: string }
  /** The object's kind stands in a field beside the name. */
  | { readonly what: 'objectBySibling'; readonly sibling: string }
  /** Something defined in the same Pod. */
  | { readonly what: 'volume' | 'container' | 'claim' | 'env' }
  /** A named port of the container that the field belongs to. */
  | { readonly what: 'containerPort' }
  /** A named port of the Pods that the Service selects. */
  | { readonly what: 'selectedPort' }
  /** A port of the Service named beside it. */
  | { readonly what: 'servicePort'; readonly steps: readonly string[] }
  /** A key of the ConfigMap or Secret that another field names: up so many steps, then along these. */
  | {
      readonly what: 'key';
      readonly kind: 'ConfigMap' | 'Secret';
      readonly up: number;
      readonly name: string;
    };

const object = (kind: string): Target => ({ what: 'object', kind });
const key = (kind: 'ConfigMap' | 'Secret', up: number, name: string): Target => ({
  what: 'key',
  kind,
  up,
  name,
});
const volume: Target = { what: 'volume' };
const container: Target = { what: 'container' };
const containerPort: Target = { what: 'containerPort' };

/** From PodSpec; `containers` stands for init and ephemeral containers too. */
const IN_POD: Readonly<Record<string, Target>> = {
  'containers[].volumeMounts[].name': volume,
  'containers[].volumeDevices[].name': volume,
  'containers[].env[].valueFrom.fileKeyRef.volumeName': volume,
  'containers[].env[].valueFrom.resourceFieldRef.containerName': container,
  'containers[].targetContainerName': container,
  'volumes[].downwardAPI.items[].resourceFieldRef.containerName': container,
  'volumes[].projected.sources[].downwardAPI.items[].resourceFieldRef.containerName': container,
  'containers[].livenessProbe.httpGet.port': containerPort,
  'containers[].livenessProbe.tcpSocket.port': containerPort,
  'containers[].readinessProbe.httpGet.port': containerPort,
  'containers[].readinessProbe.tcpSocket.port': containerPort,
  'containers[].startupProbe.httpGet.port': containerPort,
  'containers[].startupProbe.tcpSocket.port': containerPort,
  'containers[].lifecycle.postStart.httpGet.port': containerPort,
  'containers[].lifecycle.postStart.tcpSocket.port': containerPort,
  'containers[].lifecycle.preStop.httpGet.port': containerPort,
  'containers[].lifecycle.preStop.tcpSocket.port': containerPort,
  'containers[].resources.claims[].name': { what: 'claim' },
  'containers[].env[].valueFrom.configMapKeyRef.name': object('ConfigMap'),
  'containers[].env[].valueFrom.configMapKeyRef.key': key('ConfigMap', 1, 'name'),
  'containers[].env[].valueFrom.secretKeyRef.name': object('Secret'),
  'containers[].env[].valueFrom.secretKeyRef.key': key('Secret', 1, 'name'),
  'containers[].envFrom[].configMapRef.name': object('ConfigMap'),
  'containers[].envFrom[].secretRef.name': object('Secret'),
  'volumes[].configMap.name': object('ConfigMap'),
  'volumes[].configMap.items[].key': key('ConfigMap', 3, 'name'),
  'volumes[].secret.secretName': object('Secret'),
  'volumes[].secret.items[].key': key('Secret', 3, 'secretName'),
  'volumes[].projected.sources[].configMap.name': object('ConfigMap'),
  'volumes[].projected.sources[].configMap.items[].key': key('ConfigMap', 3, 'name'),
  'volumes[].projected.sources[].secret.name': object('Secret'),
  'volumes[].projected.sources[].secret.items[].key': key('Secret', 3, 'name'),
  'volumes[].csi.nodePublishSecretRef.name': object('Secret'),
  'volumes[].persistentVolumeClaim.claimName': object('PersistentVolumeClaim'),
  'volumes[].ephemeral.volumeClaimTemplate.spec.storageClassName': object('StorageClass'),
  'imagePullSecrets[].name': object('Secret'),
  serviceAccountName: object('ServiceAccount'),
  serviceAccount: object('ServiceAccount'),
  priorityClassName: object('PriorityClass'),
  runtimeClassName: object('RuntimeClass'),
  nodeName: object('Node'),
  'resourceClaims[].resourceClaimName': object('ResourceClaim'),
  'resourceClaims[].resourceClaimTemplateName': object('ResourceClaimTemplate'),
};

/** From the root of an object of the kind before the colon; `*` for every kind. */
const IN_KIND: Readonly<Record<string, Target>> = {
  '*:metadata.namespace': object('Namespace'),
  '*:metadata.ownerReferences[].name': { what: 'objectBySibling', sibling: 'kind' },
  'Service:spec.ports[].targetPort': { what: 'selectedPort' },
  'StatefulSet:spec.serviceName': object('Service'),
  'StatefulSet:spec.volumeClaimTemplates[].spec.storageClassName': object('StorageClass'),
  'Job:spec.podFailurePolicy.rules[].onExitCodes.containerName': container,
  'CronJob:spec.jobTemplate.spec.podFailurePolicy.rules[].onExitCodes.containerName': container,
  'HorizontalPodAutoscaler:spec.scaleTargetRef.name': { what: 'objectBySibling', sibling: 'kind' },
  'HorizontalPodAutoscaler:spec.metrics[].object.describedObject.name': {
    what: 'objectBySibling',
    sibling: 'kind',
  },
  'Ingress:spec.ingressClassName': object('IngressClass'),
  'Ingress:spec.tls[].secretName': object('Secret'),
  'Ingress:spec.defaultBackend.service.name': object('Service'),
  'Ingress:spec.defaultBackend.service.port.name': { what: 'servicePort', steps: ['name'] },
  'Ingress:spec.rules[].http.paths[].backend.service.name': object('Service'),
  'Ingress:spec.rules[].http.paths[].backend.service.port.name': {
    what: 'servicePort',
    steps: ['name'],
  },
  'NetworkPolicy:spec.ingress[].ports[].port': { what: 'selectedPort' },
  'PersistentVolumeClaim:spec.storageClassName': object('StorageClass'),
  'PersistentVolumeClaim:spec.volumeAttributesClassName': object('VolumeAttributesClass'),
  'PersistentVolumeClaim:spec.volumeName': object('PersistentVolume'),
  'PersistentVolumeClaim:spec.dataSource.name': { what: 'objectBySibling', sibling: 'kind' },
  'PersistentVolumeClaim:spec.dataSourceRef.name': { what: 'objectBySibling', sibling: 'kind' },
  'PersistentVolume:spec.storageClassName': object('StorageClass'),
  'PersistentVolume:spec.claimRef.name': object('PersistentVolumeClaim'),
  'PersistentVolume:spec.claimRef.namespace': object('Namespace'),
  'ResourceClaim:spec.devices.requests[].exactly.deviceClassName': object('DeviceClass'),
  'ResourceClaimTemplate:spec.spec.devices.requests[].exactly.deviceClassName':
    object('DeviceClass'),
  'ServiceAccount:secrets[].name': object('Secret'),
  'ServiceAccount:imagePullSecrets[].name': object('Secret'),
  'RoleBinding:roleRef.name': { what: 'objectBySibling', sibling: 'kind' },
  'RoleBinding:subjects[].name': { what: 'objectBySibling', sibling: 'kind' },
  'RoleBinding:subjects[].namespace': object('Namespace'),
  'ClusterRoleBinding:roleRef.name': { what: 'objectBySibling', sibling: 'kind' },
  'ClusterRoleBinding:subjects[].name': { what: 'objectBySibling', sibling: 'kind' },
  'ClusterRoleBinding:subjects[].namespace': object('Namespace'),
  'ValidatingWebhookConfiguration:webhooks[].clientConfig.service.name': object('Service'),
  'ValidatingWebhookConfiguration:webhooks[].clientConfig.service.namespace': object('Namespace'),
  'MutatingWebhookConfiguration:webhooks[].clientConfig.service.name': object('Service'),
  'MutatingWebhookConfiguration:webhooks[].clientConfig.service.namespace': object('Namespace'),
  'APIService:spec.service.name': object('Service'),
};

/** Where a path lies in a Pod or a Pod template. */
export interface InPod {
  /** From the object's root to the Pod or template. */
  readonly pod: FieldPath;
  /** From its `spec` (`isSpec`) or from the Pod itself. */
  readonly rest: FieldPath;
  readonly isSpec: boolean;
}

export function podPathOf(kind: ApiKind): FieldPath | undefined {
  if (kind.podTemplate === undefined) return undefined;
  return kind.podTemplate === '' ? [] : kind.podTemplate.split('.');
}

export function inPod(kind: ApiKind, path: FieldPath): InPod | undefined {
  const pod = podPathOf(kind);
  if (pod === undefined || !pod.every((step, i) => path[i] === step)) return undefined;
  const rest = path.slice(pod.length);
  return rest[0] === 'spec'
    ? { pod, rest: rest.slice(1), isSpec: true }
    : { pod, rest, isSpec: false };
}

/** `containers[].ports[].name`: indices without number, all lists of containers under one name. */
export function patternOf(path: FieldPath): string {
  let text = '';
  for (const step of path) {
    if (typeof step === 'number') text += '[]';
    else text += text === '' ? step : `.${step}`;
  }
  return text.replace(/^(?:initContainers|ephemeralContainers)\b/, 'containers');
}

/** What the field at a path (from the object's root) names; undefined when it is no reference. */
export function targetOf(kind: ApiKind, path: FieldPath): Target | undefined {
  const place = inPod(kind, path);
  if (place?.isSpec) return IN_POD[patternOf(place.rest)];
  if (
    place?.rest.length === 3 &&
    place.rest[1] === 'annotations' &&
    /^kubectl\.kubernetes\.io\/default-(?:logs-)?container$/.test(String(place.rest[2]))
  ) {
    return container;
  }
  const pattern = patternOf(path);
  return IN_KIND[`${kind.kind}:${pattern}`] ?? IN_KIND[`*:${pattern}`];
}
