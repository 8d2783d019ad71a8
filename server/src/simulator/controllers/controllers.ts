// All controllers of the cluster, ready to be put into a simulation.
import type { AnyClusterComponent } from '../api/clusterComponent';
import type { Latencies } from '../latencies';
import { createDeploymentController } from './deployment/deployment';
import { createJobController } from './job/job';
import { createReplicaController } from './replicaSet';

export interface ControllerOptions {
  readonly latencies: Latencies;
}

export function createControllers({
  latencies,
}: ControllerOptions): readonly AnyClusterComponent[] {
  return [
    createReplicaController('ReplicaSet', latencies),
    createReplicaController('ReplicationController', latencies),
    createDeploymentController(latencies),
    createJobController(latencies),
  ];
}
