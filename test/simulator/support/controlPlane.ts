import type { KubeObject } from '../../../server/src/schema/objects';
import { anyComponent } from '../../../server/src/simulator/api/clusterComponent';
import { createControllers } from '../../../server/src/simulator/controllers/controllers';
import { DEFAULT_LATENCIES } from '../../../server/src/simulator/latencies';
import { createScheduler } from '../../../server/src/simulator/scheduler/scheduler';
import { node, TestCluster } from './cluster';
import { fakeKubelet } from './fakeKubelet';

/** Scheduler, all controllers and the pretended kubelet, with one node `node1` unless others are given. */
export function controlPlane(...objects: readonly KubeObject[]): TestCluster {
  const latencies = DEFAULT_LATENCIES;
  const nodes = objects.some(({ kind }) => kind === 'Node') ? [] : [node('node1')];
  return new TestCluster([
    anyComponent(createScheduler({ latencies })),
    fakeKubelet(),
    ...createControllers({ latencies }),
  ]).create(...nodes, ...objects);
}
