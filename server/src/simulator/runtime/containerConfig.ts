// What the kubelet hands to the runtime for one container instance. Plain data.
import type { HostAlias } from './files/networkFiles';
import type { Outage, ProgramSpec } from './programs/programSpec';
import type { ContainerUser } from './records';

/** Where a volume's files come from. Volumes of one Pod are shared by name. */
export type VolumePlan =
  | { readonly kind: 'empty'; readonly capacityBytes?: number }
  | { readonly kind: 'files'; readonly files: readonly PlannedFile[]; readonly version: string }
  /** A folder of the node. */
  | { readonly kind: 'host'; readonly path: string }
  /** A claim's volume, shared by all Pods that use the claim. */
  | { readonly kind: 'claim'; readonly claim: string };

export interface PlannedFile {
  readonly path: string;
  readonly text: string;
  readonly mode?: number;
}

export interface MountPlan {
  readonly volume: string;
  readonly path: string;
  readonly subPath?: string;
  readonly readOnly: boolean;
}

export interface ContainerConfig {
  readonly name: string;
  /** Where it stands in the manifest: `spec.containers[0]`. */
  readonly place: string;
  readonly attempt: number;
  /** As in the spec. */
  readonly image: string;
  readonly imageName: string;
  readonly imageId: string;
  readonly command: readonly string[];
  readonly args: readonly string[];
  readonly workingDir?: string;
  /** All but the host's name. */
  readonly env: ReadonlyMap<string, string>;
  readonly mounts: readonly MountPlan[];
  readonly volumes: ReadonlyMap<string, VolumePlan>;
  /** Bytes; absent: no limit. */
  readonly memoryLimit?: number;
  /** Numeric user of the processes; absent: the image's. */
  readonly uid?: number;
  /** What the container's status says of its user; absent: root. */
  readonly user?: ContainerUser;
  /** Why the runtime cannot create it; absent: it can. */
  readonly refused?: string;
  readonly readOnlyRoot: boolean;
  readonly ports: readonly number[];
  /** False with shareProcessNamespace or hostPID. */
  readonly isPid1: boolean;
  readonly stdin: boolean;
  readonly tty: boolean;
  readonly hostname: string;
  readonly hostAliases?: readonly HostAlias[];
  readonly terminationMessagePath: string;
  readonly terminationMessageFromLog: boolean;
  readonly program?: ProgramSpec;
  readonly outages?: readonly Outage[];
}
