// The container runtime of every node: sandboxes, images, containers and the programs in them. It keeps node truth; the
// kubelet sees it when it looks. Never reads or writes API objects beyond a node's addresses.
import type { ClusterComponent } from '../api/clusterComponent';
import type { Latencies } from '../latencies';
import { type ImageName, parseImageName } from './imageName';
import type { ImageProfile } from './images/imageProfile';
import type { Registry } from './messages';
import { handleNode, type NodeRuntime, type NodeRuntimeOptions } from './nodeRuntime';
import { handlePod } from './podRuntime';
import type { PodRuntime, PodRuntimeOptions } from './podState';
import type { StartProgram } from './programs/program';
import type { PullRate } from './pullRate';
import { NO_RECORDS, type PodRecords } from './records';
import { wakeHabit } from './rest';
import type { RuntimeEvent } from './runtimeEvents';

export interface RuntimeOptions {
  readonly latencies: Latencies;
  readonly registry: Registry;
  readonly startProgram: StartProgram;
  /** What is known of an image, whether or not any node has it. */
  readonly imageProfile: (name: ImageName) => ImageProfile;
  /** Whether a component `network` takes connections that leave their Pod. */
  readonly network: boolean;
  /** How large a node lets a log file become; undefined: as large as by default. */
  readonly logMaxBytes?: (node: string) => number | undefined;
  /** What a node's kubelet may ask of registries; undefined: as much as by default. */
  readonly pullRateOf?: (node: string) => PullRate | undefined;
}

export type RuntimeState = NodeRuntime | PodRuntime;

export function createRuntime(
  options: RuntimeOptions,
): ClusterComponent<RuntimeState, RuntimeEvent> {
  const profiles = new Map<string, ImageProfile>();
  const profile = (name: ImageName): ImageProfile => {
    let known = profiles.get(name.full);
    if (known === undefined) profiles.set(name.full, (known = options.imageProfile(name)));
    return known;
  };
  const { latencies, registry, startProgram, network, logMaxBytes, pullRateOf } = options;
  const nodeOptions: NodeRuntimeOptions = {
    latencies,
    registry,
    profile,
    ...(pullRateOf === undefined ? {} : { pullRateOf }),
  };
  const podOptions: PodRuntimeOptions = {
    latencies,
    startProgram,
    network,
    storage: { volumes: new Map(), touchedAt: -1 },
    ...(logMaxBytes === undefined ? {} : { logMaxBytes }),
    profile: (fullName) => {
      const parsed = parseImageName(fullName);
      return profile(
        parsed.kind === 'name'
          ? parsed.name
          : {
              registry: '',
              repository: fullName,
              tag: undefined,
              digest: undefined,
              full: fullName,
            },
      );
    },
  };
  return {
    name: 'runtime',
    priority: 30,
    handle(state, event, turn, key) {
      return key.startsWith('node/')
        ? handleNode(nodeOptions, state as NodeRuntime | undefined, event, turn, key)
        : handlePod(podOptions, state as PodRuntime | undefined, event, turn);
    },
    habit({ key, event }, state) {
      if (key.startsWith('node/') || state === undefined) return undefined;
      return wakeHabit(state as PodRuntime, event as RuntimeEvent);
    },
  };
}

/** What the runtime lists for a Pod now; from a state that was peeked at. */
export function recordsOf(state: unknown): PodRecords {
  return (state as PodRuntime | undefined)?.records ?? NO_RECORDS;
}
