// What the runtime keeps of one Pod, and the small things that all its parts do with it.
import type { ClusterTurn } from '../api/clusterComponent';
import type { EntryId } from '../kernel/component';
import type { Latencies } from '../latencies';
import type { TraceDraft } from '../trace/trace';
import type { ContainerLog } from './containerLog';
import type { LiveContainer } from './containerMachine';
import type { ImageProfile } from './images/imageProfile';
import type { PodVolumes, SharedStorage } from './podVolumes';
import type { StartProgram } from './programs/program';
import type { ContainerRecord, PodRecords } from './records';
import type { PodIdentity, RuntimeReply } from './runtimeEvents';

export interface PodRuntime extends PodIdentity {
  readonly node: string;
  /** `''` until there is a sandbox. */
  readonly podIP: string;
  readonly ownsAddress: boolean;
  readonly records: PodRecords;
  /** Instances with a program, by ID. */
  readonly live: Map<string, LiveContainer>;
  /** By `<container>/<instance>`; stay when the Pod is gone. */
  readonly logs: Map<string, ContainerLog>;
  /** How many instances of each container there have been. */
  readonly instances: Map<string, number>;
  readonly ports: Map<string, string>;
  readonly volumes: PodVolumes;
}

export interface PodRuntimeOptions {
  readonly latencies: Latencies;
  readonly startProgram: StartProgram;
  /** Whether a network component takes what goes out of the Pod. */
  readonly network: boolean;
  readonly storage: SharedStorage;
  /** How large a node lets a log file become; undefined: as large as by default. */
  readonly logMaxBytes?: (node: string) => number | undefined;
  profile(fullName: string): ImageProfile;
}

export interface PodContext {
  readonly options: PodRuntimeOptions;
  readonly turn: ClusterTurn;
}

export function tellKubelet(
  { turn }: PodContext,
  pod: PodIdentity,
  reply: RuntimeReply,
  because?: EntryId,
): void {
  turn.send({ to: 'kubelet', key: pod.uid, event: reply }, 0, because ?? turn.because);
}

export function recordAbout(
  { turn }: PodContext,
  pod: PodIdentity,
  change: TraceDraft['change'],
  more: {
    readonly container?: string;
    readonly rule?: string;
    /** The field of the manifest that decides it. */
    readonly field?: string | undefined;
  } = {},
): EntryId {
  const { namespace, name, uid } = pod;
  const { container, rule, field } = more;
  const kind = 'Pod';
  const subject =
    container === undefined
      ? { kind, namespace, name, uid }
      : { kind, namespace, name, uid, container };
  if (rule === undefined) return turn.record({ subject, change });
  return turn.record(
    field === undefined ? { subject, change, rule } : { subject, change, rule, field },
  );
}

export function runningId(state: PodRuntime, container: string): string {
  const record = state.records.containers.find(({ name }) => name === container);
  return record?.state === 'running' ? record.id : '';
}

export function tellAssumptions(
  context: PodContext,
  state: PodRuntime,
  container: string,
  sentences: readonly string[],
): void {
  for (const text of sentences)
    if (state.volumes.firstTime(`${container}: ${text}`))
      recordAbout(context, state, { kind: 'assumption', text }, { container });
}

export function identityOf(
  record: ContainerRecord,
): Omit<Extract<ContainerRecord, { state: 'created' }>, 'state'> {
  const { id, name, attempt, sandboxId, image, imageName, imageId, createdAt } = record;
  return { id, name, attempt, sandboxId, image, imageName, imageId, createdAt };
}

export function replaceRecord(state: PodRuntime, record: ContainerRecord): PodRuntime {
  return withContainers(
    state,
    state.records.containers.map((other) => (other.id === record.id ? record : other)),
  );
}

export function withContainers(
  state: PodRuntime,
  containers: readonly ContainerRecord[],
): PodRuntime {
  return { ...state, records: { ...state.records, containers } };
}
