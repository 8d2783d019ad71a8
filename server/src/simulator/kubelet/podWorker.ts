// The kubelet's memory of one Pod. Everything here is lost when the kubelet restarts (L-RST-14).
import type { Gates } from '../../schema/featureGates';
import type { Pod, PodStatus, ResourceRequirements } from '../../schema/objects';
import type { ClusterTurn } from '../api/clusterComponent';
import type { SimTime } from '../kernel/time';
import type { Latencies } from '../latencies';
import type { ImageName } from '../runtime/imageName';
import type { ImageProfile } from '../runtime/images/imageProfile';
import type { OutagesOf, ProgramsOf, Registry } from '../runtime/messages';
import type { PodRecords } from '../runtime/records';
import type { LoadedProfiles } from './appArmor';
import type { HandlerCall } from './handlerCalls';
import type { PullBackoffEntry } from './imagePullBackoff';
import type { KillInProgress } from './killContainers';
import type { StartFailure } from './podStatus';
import type { ProbeWorker } from './probes';
import type { Resize } from './resize';
import type { BackoffEntry } from './restartBackoff';
import type { StartInProgress } from './startProgress';
import type { VolumeMount } from './volumes';

export interface KubeletOptions {
  readonly latencies: Latencies;
  readonly registry: Registry;
  readonly imageProfile: (name: ImageName) => ImageProfile;
  readonly programsOf: ProgramsOf;
  readonly outagesOf?: OutagesOf;
  readonly gates?: Gates;
  /** The node's own setting. */
  readonly longestRestartDelayOf?: (node: string) => SimTime | undefined;
  /** The AppArmor profiles that a node has loaded; undefined: all that are asked for. */
  readonly appArmorOf?: (node: string) => LoadedProfiles | undefined;
  /** Whether a component `network` takes connections that leave the Pod. */
  readonly network: boolean;
  /** Of the nodes' kernels; version 1 is told at each start. Default 2. */
  readonly cgroupVersion?: 1 | 2;
}

/** What a handler of the kubelet works with besides the worker itself. */
export interface KubeletContext {
  readonly options: KubeletOptions;
  readonly turn: ClusterTurn;
}

/** One thing that a sync still has to do. */
export type SyncStep =
  | { readonly do: 'mountVolumes' }
  | { readonly do: 'lookAfterProbes' }
  | { readonly do: 'planRuntime' }
  | {
      readonly do: 'stopContainers';
      readonly kills: readonly KillOrder[];
      readonly ordered: boolean;
    }
  | { readonly do: 'stopSandbox' }
  | { readonly do: 'forgetInits' }
  | { readonly do: 'createSandbox'; readonly attempt: number }
  | { readonly do: 'resetAll' }
  | { readonly do: 'findVolumeImage'; readonly volume: string }
  | { readonly do: 'start'; readonly container: string }
  | { readonly do: 'resize' }
  | { readonly do: 'endResize' }
  | { readonly do: 'endTermination'; readonly settled: boolean };

export interface KillOrder {
  readonly id: string;
  readonly name: string;
  /** Text of the `Killing` event. */
  readonly message: string;
  readonly graceSeconds: number;
  readonly preStop: boolean;
  readonly field?: string;
  readonly rule?: string;
}

/** Why a sync failed; decides when the next one comes (L-SYN-3). */
export type SyncError =
  | { readonly kind: 'error' }
  /** Pods of the node have no network. */
  | { readonly kind: 'network' }
  /** Held back by crash-loop back-off only, until the earliest of these. */
  | { readonly kind: 'backOff'; readonly until: SimTime };

/** What the worker waits for before the next step. */
export type Wait =
  | { readonly for: 'observation' }
  | { readonly for: 'volumes' }
  | { readonly for: 'ticket'; readonly ticket: number }
  | { readonly for: 'call'; readonly call: string }
  | { readonly for: 'kills' }
  | { readonly for: 'moment' };

export interface Sync {
  readonly kind: 'sync' | 'terminate';
  readonly steps: readonly SyncStep[];
  readonly wait: Wait | undefined;
  /** Something was done to containers or sandboxes. */
  readonly acted: boolean;
  readonly error: SyncError | undefined;
  readonly starting: StartInProgress | undefined;
}

export type Stage =
  | 'syncing'
  /** Containers are being stopped for good. */
  | 'terminating'
  /** Nothing of it runs any more. */
  | 'terminated';

export interface PodWorker {
  readonly node: string;
  /** As the kubelet knows it: from the last watch event. */
  readonly pod: Pod;
  /** Mirrors a manifest on the node instead of an object in the API. */
  readonly isStatic: boolean;
  readonly stage: Stage;
  /** The object is gone from the API, or its manifest from the node. */
  readonly orphaned: boolean;
  readonly rejected: boolean;
  readonly firstSeen: SimTime;
  /** This kubelet process began; probes of its first moments are spread. */
  readonly kubeletStartedAt: SimTime;
  /** What the API tells of containers of an earlier kubelet holds until a probe says otherwise (L-PRB-15). */
  readonly trustsStatus: boolean;
  /** What the sync at hand, or the last one, goes by. */
  readonly records: PodRecords;
  /** The newest look at the runtime. */
  readonly seen: PodRecords;
  readonly seenAt: SimTime;
  readonly syncEndedAt: SimTime | undefined;
  /** What the status was last computed from, when the API had it all already. */
  readonly statusBasis: readonly unknown[] | undefined;
  /** What the last sync came to. */
  readonly lastSync: Pick<Sync, 'acted' | 'error'> | undefined;
  /** The kubelet's own picture of the status; the API's may lag behind in phase (L-TRM-15). */
  readonly status: PodStatus | undefined;
  readonly sync: Sync | undefined;
  /** A trigger came while a sync ran. */
  readonly pending: boolean;
  readonly lastTicket: number;
  readonly backoff: Readonly<Record<string, BackoffEntry>>;
  readonly pulls: Readonly<Record<string, PullBackoffEntry>>;
  /** What the last pull of an image said. */
  readonly pullErrors: Readonly<Record<string, string>>;
  readonly failures: Readonly<Record<string, StartFailure>>;
  /** Why the image of a volume could not be had when it was last looked for, by the volume's name. */
  readonly volumeFailures: Readonly<Record<string, StartFailure | undefined>>;
  /** By `<container>/<kind>`. */
  readonly probes: Readonly<Record<string, ProbeWorker>>;
  readonly probed: boolean;
  /** By name; undefined when the last one of that name is over. */
  readonly calls: Readonly<Record<string, HandlerCall | undefined>>;
  readonly kills: Readonly<Record<string, KillInProgress>>;
  /** By name of the volume. */
  readonly volumes: ReadonlyMap<string, VolumeMount>;
  readonly mounted: boolean;
  readonly sandboxIP: string | undefined;
  /** The grace with which termination began; undefined before. */
  readonly graceSeconds: number | undefined;
  /** Whether initialization was over by what the API showed as termination began; undefined before. */
  readonly wasInitialized: boolean | undefined;
  /** Why the Pod ends, where not by deletion or on its own. */
  readonly verdict: PodVerdict | undefined;
  /** All containers were just ended and forgotten by a rule (L-INI-16). */
  readonly justReset: boolean;
  /** Resources with which the containers run. */
  readonly applied: Readonly<Record<string, ResourceRequirements>>;
  readonly resize: Resize | undefined;
}

/** The sync with some of it changed; for the reason see `workerWith`. */
export function syncWith(sync: Sync, change: Partial<Sync>): Sync {
  const copy: Required<Sync> = {
    kind: sync.kind,
    steps: sync.steps,
    wait: sync.wait,
    acted: sync.acted,
    error: sync.error,
    starting: sync.starting,
  };
  return Object.assign(copy, change);
}

/**
 * The worker with some of it changed. Copies made here share one layout; `{ ...worker, field }` at sixty places would make as
 * many, and with so many fields V8 then keeps each copy as a hash table.
 */
export function workerWith(worker: PodWorker, change: Partial<PodWorker>): PodWorker {
  const copy: Required<PodWorker> = {
    node: worker.node,
    pod: worker.pod,
    isStatic: worker.isStatic,
    stage: worker.stage,
    orphaned: worker.orphaned,
    rejected: worker.rejected,
    firstSeen: worker.firstSeen,
    kubeletStartedAt: worker.kubeletStartedAt,
    trustsStatus: worker.trustsStatus,
    records: worker.records,
    seen: worker.seen,
    seenAt: worker.seenAt,
    syncEndedAt: worker.syncEndedAt,
    statusBasis: worker.statusBasis,
    lastSync: worker.lastSync,
    status: worker.status,
    sync: worker.sync,
    pending: worker.pending,
    lastTicket: worker.lastTicket,
    backoff: worker.backoff,
    pulls: worker.pulls,
    pullErrors: worker.pullErrors,
    failures: worker.failures,
    volumeFailures: worker.volumeFailures,
    probes: worker.probes,
    probed: worker.probed,
    calls: worker.calls,
    kills: worker.kills,
    volumes: worker.volumes,
    mounted: worker.mounted,
    sandboxIP: worker.sandboxIP,
    graceSeconds: worker.graceSeconds,
    verdict: worker.verdict,
    justReset: worker.justReset,
    wasInitialized: worker.wasInitialized,
    applied: worker.applied,
    resize: worker.resize,
  };
  return Object.assign(copy, change);
}

export interface PodVerdict {
  readonly reason: string;
  readonly message: string;
  /** Told by an Event each time the status is computed. */
  readonly event: boolean;
  readonly graceSeconds?: number;
  /** What the condition says that tells of it too (L-CND-8). */
  readonly disruption?: string;
}

/** Events of a Pod's worker. */
export type WorkerEvent =
  | { readonly kind: 'podAdded'; readonly pod: Pod }
  | { readonly kind: 'podChanged'; readonly pod: Pod }
  | { readonly kind: 'podRemoved'; readonly pod: Pod }
  | {
      readonly kind: 'kubeletStarted';
      readonly pod: Pod;
      readonly orphaned: boolean;
      readonly isStatic: boolean;
    }
  | { readonly kind: 'staticRemoved' }
  /** The mirror of a static Pod is new: it lacks the status. */
  | { readonly kind: 'republish' }
  | { readonly kind: 'beginSync' }
  | { readonly kind: 'relist' }
  | { readonly kind: 'resync' }
  | { readonly kind: 'volumesDue' }
  /** The sync at hand has waited for its volumes long enough. */
  | { readonly kind: 'volumesLate' }
  | { readonly kind: 'moment' }
  | { readonly kind: 'publish' }
  | { readonly kind: 'probeTick'; readonly probe: string }
  | { readonly kind: 'startupTold'; readonly probe: string }
  | { readonly kind: 'callTimeout'; readonly call: string }
  | { readonly kind: 'callAnswer'; readonly call: string }
  | { readonly kind: 'preStopOver'; readonly id: string }
  | { readonly kind: 'orderOver'; readonly id: string }
  | { readonly kind: 'deadline' }
  /** There may be room now for what the Pod asks for. */
  | { readonly kind: 'retryResize' }
  | { readonly kind: 'measureStorage' }
  /** This Pod has to go for the node's sake. */
  | { readonly kind: 'evict'; readonly verdict: PodVerdict; readonly silent?: boolean }
  | { readonly kind: 'terminate' }
  | { readonly kind: 'finish' };

export function hostAddress(context: KubeletContext, worker: PodWorker): string {
  const node = context.turn.view.get('Node', '', worker.node);
  const status = node?.['status'] as
    | { addresses?: readonly { readonly type: string; readonly address: string }[] }
    | undefined;
  return status?.addresses?.find(({ type }) => type === 'InternalIP')?.address ?? '10.0.0.1';
}

/** The object that the API shows for this Pod: its own, or the mirror of a static one. */
export function apiPodOf(context: KubeletContext, worker: PodWorker): Pod | undefined {
  const { uid = '', namespace = '', name = '' } = worker.pod.metadata;
  const { view } = context.turn;
  if (!worker.isStatic) return view.byUid(uid) as Pod | undefined;
  const mirror = view.pod(namespace, name);
  return mirror?.metadata.annotations?.['kubernetes.io/config.mirror'] === undefined
    ? undefined
    : mirror;
}

export function podSubject(worker: PodWorker): {
  readonly kind: 'Pod';
  readonly namespace: string;
  readonly name: string;
  readonly uid: string;
} {
  const { uid = '', namespace = '', name = '' } = worker.pod.metadata;
  return { kind: 'Pod', namespace, name, uid };
}
