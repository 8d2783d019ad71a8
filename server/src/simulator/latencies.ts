// How long the parts of the cluster take to notice and to act: one value of plain data, handed to every component's factory.
import type { SimTime } from './kernel/time';

/** Milliseconds each; see L-TIM-30 for where the defaults come from. */
export interface Latencies {
  /** From a write to the watchers that see it. */
  readonly watch: SimTime;
  /** From seeing an unscheduled Pod to its binding. */
  readonly scheduling: SimTime;
  /** How long the scheduler is busy with one Pod: the next one in the queue waits that long. */
  readonly schedulingCycle: SimTime;
  /** From seeing a change to a controller's writes. */
  readonly controller: SimTime;
  /** As `controller`, for the recreation of a StatefulSet's member. */
  readonly statefulSetRecreation: SimTime;
  readonly endpoints: SimTime;
  /** From an EndpointSlice to the rules on a node; each node's proxy draws its own phase within it. */
  readonly kubeProxy: SimTime;
  /** From seeing a newly bound Pod to the kubelet's first status. */
  readonly kubeletFirstStatus: SimTime;
  /** Sandbox and default volumes together. */
  readonly sandbox: SimTime;
  /** An image that is on the node already. */
  readonly imagePresent: SimTime;
  readonly pullBase: SimTime;
  readonly pullBytesPerSecond: number;
  /** Pull of an image whose size nobody knows. */
  readonly pullUnknownSize: SimTime;
  readonly containerCreate: SimTime;
  readonly containerStart: SimTime;
  /** From a container's start to the status that shows it running. */
  readonly statusAfterStart: SimTime;
  /** From an exit to the kubelet's noticing, where it is not computed from the relist's phase. */
  readonly exitNoticed: SimTime;
  /** From the deletion mark to the beginning of the stop. */
  readonly terminationStart: SimTime;
  /** From the last exit of a terminating Pod to its terminal status. */
  readonly terminalStatus: SimTime;
  /** From the terminal status to the removal of the object. */
  readonly podRemoval: SimTime;
  /** Between `terminated` and the final phase of a Pod that ends by itself. */
  readonly ownEnd: SimTime;
}

/** Medians of recorded clusters. Rules: L-TIM-30 */
export const DEFAULT_LATENCIES: Latencies = {
  watch: 10,
  scheduling: 10,
  schedulingCycle: 1,
  controller: 30,
  statefulSetRecreation: 200,
  endpoints: 40,
  kubeProxy: 500,
  kubeletFirstStatus: 30,
  sandbox: 600,
  imagePresent: 10,
  pullBase: 1000,
  pullBytesPerSecond: 50_000_000,
  pullUnknownSize: 3000,
  containerCreate: 40,
  containerStart: 120,
  statusAfterStart: 20,
  exitNoticed: 500,
  terminationStart: 20,
  terminalStatus: 300,
  podRemoval: 400,
  ownEnd: 1300,
};
