// The front door to the API server's semantic rules: which rules hold for which kind.

import { applyDefaults } from '../defaults';
import { dnsSubdomainComplaints, pathSegmentComplaints } from '../names';
import type { KubeObject } from '../objects';
import { isPlain, type Plain, plainOf, textAt } from '../plain';
import {
  clusterRoleBindingErrors,
  clusterRoleBindingUpdateErrors,
  clusterRoleErrors,
  roleBindingErrors,
  roleBindingUpdateErrors,
  roleErrors,
} from './access';
import { autoscalerErrors, autoscalerUpdateErrors } from './autoscaling';
import {
  configMapErrors,
  configMapUpdateErrors,
  namespaceErrors,
  secretErrors,
  secretUpdateErrors,
  serviceAccountErrors,
} from './configs';
import { definitionErrors, definitionUpdateErrors } from './customResourceDefinitions';
import type { FieldErrors } from './fieldErrors';
import { cronJobErrors, cronJobUpdateErrors, jobErrors, jobUpdateErrors } from './jobs';
import { metadataErrors, metadataUpdateErrors } from './metadata';
import {
  ingressClassErrors,
  ingressClassUpdateErrors,
  ingressErrors,
  ingressUpdateErrors,
  networkPolicyErrors,
  networkPolicyUpdateErrors,
} from './networking';
import { podErrors } from './pods';
import {
  ephemeralContainersUpdateErrors,
  podResizeErrors,
  podStatusUpdateErrors,
  podUpdateErrors,
} from './podUpdate';
import {
  disruptionBudgetErrors,
  disruptionBudgetUpdateErrors,
  limitRangeErrors,
  nodeErrors,
  priorityClassErrors,
  priorityClassUpdateErrors,
  resourceQuotaErrors,
  resourceQuotaUpdateErrors,
  runtimeClassErrors,
} from './policies';
import {
  endpointSliceErrors,
  endpointSliceUpdateErrors,
  endpointsErrors,
  serviceErrors,
  serviceUpdateErrors,
} from './services';
import {
  claimErrors,
  claimUpdateErrors,
  persistentVolumeErrors,
  persistentVolumeUpdateErrors,
  storageClassErrors,
  storageClassUpdateErrors,
} from './storage';
import type { FieldError } from './types';
import { warningsOf } from './warnings';
import {
  daemonSetErrors,
  daemonSetUpdateErrors,
  deploymentErrors,
  deploymentUpdateErrors,
  podTemplateObjectErrors,
  replicaSetErrors,
  replicaSetUpdateErrors,
  replicationControllerErrors,
  replicationControllerUpdateErrors,
  statefulSetErrors,
  statefulSetUpdateErrors,
} from './workloads';

interface KindRules {
  readonly create: (object: Plain) => FieldErrors;
  readonly update: (old: Plain, changed: Plain) => FieldErrors;
}

const RULES: Readonly<Record<string, KindRules>> = {
  'v1 Pod': { create: podErrors, update: podUpdateErrors },
  'v1 PodTemplate': both(podTemplateObjectErrors),
  'v1 ReplicationController': {
    create: replicationControllerErrors,
    update: replicationControllerUpdateErrors,
  },
  'v1 Service': { create: serviceErrors, update: serviceUpdateErrors },
  'v1 ConfigMap': { create: configMapErrors, update: configMapUpdateErrors },
  'v1 Secret': { create: secretErrors, update: secretUpdateErrors },
  'v1 ServiceAccount': both(serviceAccountErrors),
  'v1 Namespace': both(namespaceErrors),
  'v1 Node': both(nodeErrors),
  'v1 Endpoints': both(endpointsErrors),
  'v1 LimitRange': both(limitRangeErrors),
  'v1 ResourceQuota': { create: resourceQuotaErrors, update: resourceQuotaUpdateErrors },
  'v1 PersistentVolumeClaim': { create: claimErrors, update: claimUpdateErrors },
  'v1 PersistentVolume': { create: persistentVolumeErrors, update: persistentVolumeUpdateErrors },
  'apps/v1 Deployment': { create: deploymentErrors, update: deploymentUpdateErrors },
  'apps/v1 ReplicaSet': { create: replicaSetErrors, update: replicaSetUpdateErrors },
  'apps/v1 StatefulSet': { create: statefulSetErrors, update: statefulSetUpdateErrors },
  'apps/v1 DaemonSet': { create: daemonSetErrors, update: daemonSetUpdateErrors },
  'batch/v1 Job': { create: jobErrors, update: jobUpdateErrors },
  'batch/v1 CronJob': { create: cronJobErrors, update: cronJobUpdateErrors },
  'policy/v1 PodDisruptionBudget': {
    create: disruptionBudgetErrors,
    update: disruptionBudgetUpdateErrors,
  },
  'scheduling.k8s.io/v1 PriorityClass': {
    create: priorityClassErrors,
    update: priorityClassUpdateErrors,
  },
  'node.k8s.io/v1 RuntimeClass': both(runtimeClassErrors),
  'discovery.k8s.io/v1 EndpointSlice': {
    create: endpointSliceErrors,
    update: endpointSliceUpdateErrors,
  },
  'networking.k8s.io/v1 Ingress': { create: ingressErrors, update: ingressUpdateErrors },
  'networking.k8s.io/v1 IngressClass': {
    create: ingressClassErrors,
    update: ingressClassUpdateErrors,
  },
  'networking.k8s.io/v1 NetworkPolicy': {
    create: networkPolicyErrors,
    update: networkPolicyUpdateErrors,
  },
  'storage.k8s.io/v1 StorageClass': {
    create: storageClassErrors,
    update: storageClassUpdateErrors,
  },
  'autoscaling/v1 HorizontalPodAutoscaler': {
    create: autoscalerErrors,
    update: autoscalerUpdateErrors,
  },
  'autoscaling/v2 HorizontalPodAutoscaler': {
    create: autoscalerErrors,
    update: autoscalerUpdateErrors,
  },
  'apiextensions.k8s.io/v1 CustomResourceDefinition': {
    create: definitionErrors,
    update: definitionUpdateErrors,
  },
  'rbac.authorization.k8s.io/v1 Role': both(roleErrors),
  'rbac.authorization.k8s.io/v1 ClusterRole': both(clusterRoleErrors),
  'rbac.authorization.k8s.io/v1 RoleBinding': {
    create: roleBindingErrors,
    update: roleBindingUpdateErrors,
  },
  'rbac.authorization.k8s.io/v1 ClusterRoleBinding': {
    create: clusterRoleBindingErrors,
    update: clusterRoleBindingUpdateErrors,
  },
};

/** Kinds whose update is checked like a create, and for metadata that may not change. */
function both(create: (object: Plain) => FieldErrors): KindRules {
  return {
    create,
    update: (old, changed) => [...metadataUpdateErrors(old, changed), ...create(changed)],
  };
}

/** Of kinds without rules of their own only the metadata is checked, and that the name is one. */
const OTHER_KINDS: KindRules = both((object) => metadataErrors(object, dnsSubdomainComplaints));

/** Kinds whose names are free but for what a URL cannot hold. */
const FREELY_NAMED: KindRules = both((object) => metadataErrors(object, pathSegmentComplaints));
const FREE_NAMES =
  /^(?:rbac\.authorization\.k8s\.io|certificates\.k8s\.io|apiregistration\.k8s\.io)\//;

/** Questions to the server and lists have no name; of foreign groups we don't know whether they need one. */
const UNCHECKED: KindRules = { create: () => [], update: () => [] };
const BUILT_IN_GROUP =
  /^(?:v1$|(?:apps|batch|autoscaling|policy)\/|(?:admissionregistration|apiextensions|apiregistration|certificates|coordination|discovery|events|flowcontrol\.apiserver|internal\.apiserver|networking|node|rbac\.authorization|resource|scheduling|storage)\.k8s\.io\/)/;
const NAMELESS = /List$|^(?:Binding|Eviction|Scale|Status|TokenRequest)$/;

function rulesFor(object: KubeObject): KindRules {
  const [apiVersion, kind] = [String(object.apiVersion), String(object.kind)];
  const own = RULES[`${apiVersion} ${kind}`];
  if (own !== undefined) return own;
  if (!BUILT_IN_GROUP.test(apiVersion) || NAMELESS.test(kind)) return UNCHECKED;
  return FREE_NAMES.test(apiVersion) ? FREELY_NAMED : OTHER_KINDS;
}

/** What a create of this object would be refused for, in the server's order. Takes the object as written: defaults are applied inside. */
export function validateCreate(object: KubeObject): readonly FieldError[] {
  if (!isPlain(object)) return [];
  return rulesFor(object).create(applyDefaults(object));
}

/**
 * What an update would be refused for. Both objects whole; `changed` as the client sent it after patching. What an update
 * through a subresource does not take over (the status in an ordinary update, say) is the caller's to leave out.
 */
export function validateUpdate(
  old: KubeObject,
  changed: KubeObject,
  subresource?: string,
): readonly FieldError[] {
  if (!isPlain(changed)) return [];
  const [before, after] = [plainOf(applyDefaults(old)), plainOf(applyDefaults(changed))];
  const own = SUBRESOURCE_RULES[subresource ?? ''] ?? rulesFor(changed).update;
  // The server looks at the metadata twice, and says so twice.
  return [...metadataUpdateErrors(before, after), ...own(before, after)];
}

const SUBRESOURCE_RULES: Readonly<Record<string, KindRules['update']>> = {
  status: (old, changed) =>
    textAt(changed, 'kind') === 'Pod'
      ? podStatusUpdateErrors(old, changed)
      : metadataUpdateErrors(old, changed),
  scale: () => [],
  resize: podResizeErrors,
  ephemeralcontainers: ephemeralContainersUpdateErrors,
};

/** The texts of the `Warning:` headers of a create. */
export function warningsFor(object: KubeObject): readonly string[] {
  return isPlain(object) ? warningsOf(applyDefaults(object)) : [];
}
