// How long things take where nothing in a manifest decides it: medians of what a real cluster did. Plain data, so that
// a scenario can replace single values. All are milliseconds of virtual time.

/** Rules: L-TIM-30, L-TIM-1, L-TIM-3, L-TRM-13, L-TRM-17. */
export interface Latencies {
  /** From a write to the watchers. */
  readonly watch: number;
  /** From the Pod's creation to its binding. */
  readonly bind: number;
  /** From the watch event of a new Pod to the kubelet's first status. */
  readonly firstStatus: number;
  /** From the watch event of a deletion or a change to the kubelet's reaction. */
  readonly kubeletReaction: number;
  /** Mounting volumes whose sources are there. */
  readonly mountVolumes: number;
  readonly createSandbox: number;
  readonly stopSandbox: number;
  /** Finding an image on the node. */
  readonly findImage: number;
  /** Asking the registry whether the image on the node is still the one that the tag names. */
  readonly checkImage: number;
  /** A pull that the registry refuses. */
  readonly failPull: number;
  /** The share of a pull that does not depend on the image's size. */
  readonly pullBase: number;
  /** A pull of an image of unknown size. */
  readonly pullUnknown: number;
  /** Bytes that a pull brings per second. */
  readonly pullBytesPerSecond: number;
  readonly createContainer: number;
  readonly startContainer: number;
  /** From the end of a sync that did something to the next one (the Pod is listed at once). */
  readonly relistPod: number;
  /** From the end of a process to the container's record of it. */
  readonly noticeExit: number;
  /** A container whose process is gone is only seen at the next relist, each so many milliseconds. */
  readonly relistPeriod: number;
  /** Offset of the relists within their period. */
  readonly relistPhase: number;
  /** The kubelet's queue of syncs that are due is looked at each so many milliseconds. */
  readonly workQueueTick: number;
  readonly workQueuePhase: number;
  /**
   * The kubelet stretches each wait for a resync by a random share of 0 to 0.5. By default it is always a typical one, so that
   * two runs differ only where their manifests do.
   */
  readonly resyncStretchLeast: number;
  readonly resyncStretchMost: number;
  /** From the last container's end to the write of the terminal phase of a deleted Pod, the sandbox's stop included. */
  readonly terminalWrite: number;
  /** From that write to the final deletion. */
  readonly finalDelete: number;
  /** From the write that shows all containers ended to the terminal phase, for a Pod that ends by itself. */
  readonly ownEnd: number;
  /** A connection inside the Pod's node. */
  readonly connect: number;
  /** Start of a process by exec. */
  readonly exec: number;
  /** From the change to the controllers that watch it. */
  readonly controllerReaction: number;
  readonly endpointSlice: number;
  readonly kubeProxy: number;
  readonly statefulSetRecreate: number;
}

export const DEFAULT_LATENCIES: Latencies = {
  watch: 10,
  bind: 20,
  firstStatus: 20,
  kubeletReaction: 10,
  mountVolumes: 300,
  createSandbox: 290,
  stopSandbox: 150,
  findImage: 10,
  checkImage: 120,
  failPull: 250,
  pullBase: 1000,
  pullUnknown: 3000,
  pullBytesPerSecond: 50_000_000,
  createContainer: 40,
  startContainer: 120,
  relistPod: 20,
  noticeExit: 60,
  relistPeriod: 1000,
  relistPhase: 450,
  workQueueTick: 1000,
  workQueuePhase: 0,
  resyncStretchLeast: 0.2,
  resyncStretchMost: 0.2,
  terminalWrite: 300,
  finalDelete: 400,
  ownEnd: 1300,
  connect: 2,
  exec: 40,
  controllerReaction: 30,
  endpointSlice: 40,
  kubeProxy: 500,
  statefulSetRecreate: 200,
};

/** The first moment of a period's grid that is at or after `at`. */
export function nextTick(at: number, period: number, phase: number): number {
  return Math.ceil((at - phase) / period) * period + phase;
}
