// All controllers of the cluster, ready to be put into a simulation.
import { type Gates, isGateOn } from '../../schema/featureGates';
import type { AnyClusterComponent } from '../api/clusterComponent';
import type { Latencies } from '../latencies';
import { createDaemonSetController } from './daemonSet';
import { createDeploymentController } from './deployment/deployment';
import { createDisruptionController } from './disruption';
import { createEndpointControllers } from './endpoints';
import { createGarbageCollector } from './garbageCollector';
import { createCronJobController, createTtlController } from './job/cronJob';
import { createJobController } from './job/job';
import { createNamespaceContentController, createNamespaceDeletionController } from './namespaces';
import { createNodeLifecycleController } from './nodes/nodeLifecycle';
import { createPodGarbageController } from './nodes/podGarbage';
import { createTaintEvictionController } from './nodes/taintEviction';
import { createQuotaController } from './quota';
import { createReplicaController } from './replicaSet';
import { createStatefulSetController } from './statefulSet';
import { createUnmodelledReporter } from './unmodelled';
import { createVolumeBinder } from './volumes/binder';
import { createEphemeralVolumeController } from './volumes/ephemeral';
import { createVolumePhaseController, createVolumeProtection } from './volumes/protection';

export interface ControllerOptions {
  readonly latencies: Latencies;
  readonly gates?: Gates;
}

export function createControllers({
  latencies,
  gates,
}: ControllerOptions): readonly AnyClusterComponent[] {
  const countsTerminating = isGateOn(gates, 'DeploymentReplicaSetTerminatingReplicas');
  return [
    createReplicaController('ReplicaSet', latencies, countsTerminating),
    createReplicaController('ReplicationController', latencies, false),
    createDeploymentController(latencies),
    createStatefulSetController(latencies),
    createDaemonSetController(latencies),
    createJobController(latencies),
    createCronJobController(latencies),
    createTtlController(latencies),
    ...createEndpointControllers(latencies),
    createNodeLifecycleController(latencies),
    createTaintEvictionController(latencies),
    createPodGarbageController(),
    createGarbageCollector(latencies),
    createNamespaceContentController(latencies),
    createNamespaceDeletionController(),
    createDisruptionController(latencies),
    createVolumeBinder(latencies),
    createVolumePhaseController(latencies),
    createEphemeralVolumeController(latencies),
    createVolumeProtection(latencies),
    createQuotaController(latencies),
    createUnmodelledReporter(),
  ];
}
