// What happens to a cluster from outside, as plain data: what it is made of, how registries and programs behave, and what
// is done to it when. A scenario file says it in YAML (`parseScenario.ts`); without one the defaults below hold.
import type { Gates } from '../../schema/featureGates';
import type { KubeObject, ResourceList } from '../../schema/objects';
import type { SimTime } from '../kernel/time';
import type { Latencies } from '../latencies';
import type { PullBehaviour } from '../runtime/messages';
import type { Outage, ProgramSpec } from '../runtime/programs/programSpec';
import type { PullRate } from '../runtime/pullRate';

export interface Scenario {
  readonly cluster: ClusterSpec;
  readonly images: readonly ImageRule[];
  readonly programs: readonly ProgramRule[];
  readonly happenings: readonly Happening[];
  readonly traffic?: readonly TrafficRule[];
  readonly outages?: readonly OutageRule[];
}

/** Requests from outside to a Service; what becomes of them is counted in the trace. */
export interface TrafficRule {
  readonly namespace: string;
  readonly service: string;
  /** Of the Service; its first when absent. */
  readonly port?: number;
  readonly path?: string;
  readonly perSecond: number;
  readonly fromMs: SimTime;
  readonly untilMs?: SimTime;
  /** How long a client waits for an answer. */
  readonly timeoutMs?: SimTime;
  /** The node whose rules send the requests on; the first when absent. */
  readonly node?: string;
}

export interface ClusterSpec {
  readonly nodes: readonly NodeSpec[];
  readonly latencies: Partial<Latencies>;
  /** There at the beginning, besides the four that every cluster has (L-LAB-5). */
  readonly namespaces: readonly string[];
  /** Storage classes that are there at the beginning; `standard` is the default one. */
  readonly storageClasses?: readonly string[];
  /** Feature gates that do not stand as by default. */
  readonly gates?: Gates;
  /** Age of the cluster when the simulation begins. */
  readonly ageMs: SimTime;
}

export interface NodeSpec {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly taints: readonly {
    readonly key: string;
    readonly value?: string;
    readonly effect: string;
  }[];
  readonly capacity: ResourceList;
  /** AppArmor profiles that are loaded; `off`: its kernel has none. Absent: whatever is asked for. */
  readonly appArmor?: 'off' | readonly string[];
  /** Bytes after which the file of a container's log begins anew; the kubelet's default when absent. */
  readonly logMaxBytes?: number;
  /** What its kubelet may ask of registries; the kubelet's default when absent. */
  readonly pullRate?: PullRate;
  /** The longest that its kubelet holds a container back before a restart; the kubelet's default when absent. */
  readonly longestRestartDelayMs?: SimTime;
}

/** How an image is come by. The first rule whose `image` fits decides. */
export interface ImageRule {
  /** As in a manifest; a trailing `*` stands for any rest. */
  readonly image: string;
  /** Already on every node. */
  readonly present?: boolean;
  readonly pull?: PullBehaviour;
  /** Bytes; what is known or assumed of the image when absent. */
  readonly size?: number;
}
/** What the processes of some containers do; wins over what image and command line say. */
export interface ProgramRule {
  /** Name of the Pod, a trailing `*` stands for any rest; every Pod when absent. */
  readonly pod?: string;
  readonly container?: string;
  readonly image?: string;
  readonly program: ProgramSpec;
}

/** The servers of some containers fail for a while. */
export interface OutageRule {
  /** Name of the Pod, a trailing `*` stands for any rest; every Pod when absent. */
  readonly pod?: string;
  readonly container?: string;
  readonly outage: Outage;
}

export interface Happening {
  readonly trigger: Trigger;
  readonly act: Act;
}

export type Trigger =
  | { readonly kind: 'at'; readonly atMs: SimTime }
  /** `delayMs` after the first time that kubectl's row of the Pod reads so. */
  | {
      readonly kind: 'when';
      readonly namespace: string;
      readonly pod: string;
      readonly status?: string;
      readonly ready?: string;
      readonly restarts?: number;
      /** The Pod was there and is no more. */
      readonly gone?: boolean;
      readonly delayMs: SimTime;
    };

export type PatchType = 'strategic' | 'merge' | 'json';

export type Act =
  /** A line typed at kubectl, without the word itself. `{pod}` in it is a Pod whose name begins with `anyPod`. */
  | {
      readonly kind: 'kubectl';
      readonly args: readonly string[];
      readonly namespace: string;
      readonly anyPod?: string;
      /** What the files named in it hold. */
      readonly files: Readonly<Record<string, readonly KubeObject[]>>;
    }
  | { readonly kind: 'create'; readonly objects: readonly KubeObject[] }
  | {
      readonly kind: 'patch';
      readonly object: ObjectName;
      readonly patch: unknown;
      readonly patchType: PatchType;
      readonly subresource?: string;
    }
  | {
      readonly kind: 'delete';
      readonly object: ObjectName;
      readonly gracePeriodSeconds?: number;
      readonly propagation?: 'Background' | 'Foreground' | 'Orphan';
    }
  | {
      readonly kind:
        | 'stopKubelet'
        | 'startKubelet'
        | 'loseNode'
        | 'returnNode'
        /** Pods of the node get no network of their own, or get one again. */
        | 'loseNetwork'
        | 'returnNetwork'
        | 'mendSandboxes';
      readonly node: string;
    }
  /** No sandbox can be made on the node, until `mendSandboxes`. */
  | { readonly kind: 'failSandboxes'; readonly node: string; readonly error: string }
  /** The node is switched off in good order: ordinary Pods have `graceMs`, critical ones then `criticalGraceMs`. */
  | {
      readonly kind: 'shutDownNode';
      readonly node: string;
      readonly graceMs: SimTime;
      readonly criticalGraceMs: SimTime;
    }
  | {
      readonly kind: 'putStaticPod';
      readonly node: string;
      readonly file: string;
      readonly object: KubeObject;
    }
  | { readonly kind: 'removeStaticPod'; readonly node: string; readonly file: string }
  | { readonly kind: 'killSandbox'; readonly namespace: string; readonly pod: string }
  | {
      readonly kind: 'killContainer';
      readonly namespace: string;
      readonly pod: string;
      readonly container: string;
    }
  | { readonly kind: 'setPull'; readonly image: string; readonly pull: PullBehaviour };

export interface ObjectName {
  readonly kind: string;
  readonly namespace: string;
  readonly name: string;
}

/** One node of an ordinary size: what a manifest runs on when nobody says otherwise. */
export const DEFAULT_NODE: NodeSpec = {
  name: 'node-1',
  labels: {},
  taints: [],
  capacity: { cpu: '4', memory: '8Gi', 'ephemeral-storage': '100Gi', pods: '110' },
};

export const DEFAULT_SCENARIO: Scenario = {
  cluster: { nodes: [DEFAULT_NODE], latencies: {}, namespaces: [], ageMs: 1_500_000 },
  images: [],
  programs: [],
  happenings: [],
};

/** Whether `name` fits a pattern that may end in `*`. */
export function fitsPattern(pattern: string | undefined, name: string): boolean {
  if (pattern === undefined) return true;
  return pattern.endsWith('*') ? name.startsWith(pattern.slice(0, -1)) : name === pattern;
}
