// The facts that the generator merges into the tables; nothing of this folder is in the bundles.

import { CLUSTER_FACTS } from './cluster';
import type { FactTable } from './facts';
import { POD_FACTS } from './pod';
import { WORKLOAD_FACTS } from './workloads';

export interface Overlay {
  /** By resource and group: `deployments.apps`. */
  readonly shortNames: Readonly<Record<string, readonly string[]>>;
  readonly fields: FactTable;
}

const SHORT_NAMES: Overlay['shortNames'] = {
  configmaps: ['cm'],
  endpoints: ['ep'],
  events: ['ev'],
  'events.events.k8s.io': ['ev'],
  limitranges: ['limits'],
  namespaces: ['ns'],
  nodes: ['no'],
  persistentvolumeclaims: ['pvc'],
  persistentvolumes: ['pv'],
  pods: ['po'],
  replicationcontrollers: ['rc'],
  resourcequotas: ['quota'],
  serviceaccounts: ['sa'],
  services: ['svc'],
  'customresourcedefinitions.apiextensions.k8s.io': ['crd', 'crds'],
  'daemonsets.apps': ['ds'],
  'deployments.apps': ['deploy'],
  'replicasets.apps': ['rs'],
  'statefulsets.apps': ['sts'],
  'horizontalpodautoscalers.autoscaling': ['hpa'],
  'cronjobs.batch': ['cj'],
  'certificatesigningrequests.certificates.k8s.io': ['csr'],
  'ingresses.networking.k8s.io': ['ing'],
  'networkpolicies.networking.k8s.io': ['netpol'],
  'ipaddresses.networking.k8s.io': ['ip'],
  'poddisruptionbudgets.policy': ['pdb'],
  'priorityclasses.scheduling.k8s.io': ['pc'],
  'storageclasses.storage.k8s.io': ['sc'],
  'volumeattributesclasses.storage.k8s.io': ['vac'],
};

export const OVERLAY: Overlay = {
  shortNames: SHORT_NAMES,
  fields: { ...POD_FACTS, ...WORKLOAD_FACTS, ...CLUSTER_FACTS },
};
