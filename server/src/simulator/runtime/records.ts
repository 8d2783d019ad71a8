// What the runtime knows of a Pod's sandboxes and containers, as plain data: node truth. The kubelet looks at it now
// and then; between two looks its own picture is out of date.
import type { EntryId } from '../kernel/component';
import type { SimTime } from '../kernel/time';

export interface SandboxRecord {
  /** 64 hexadecimal digits. */
  readonly id: string;
  /** Counts the Pod's sandboxes, from 0. */
  readonly attempt: number;
  readonly ready: boolean;
  /** Absent with hostNetwork. */
  readonly ip?: string;
  readonly createdAt: SimTime;
}

interface Identity {
  /** 64 hexadecimal digits. */
  readonly id: string;
  readonly name: string;
  /** Counts the instances of this container, from 0: the API's restartCount. */
  readonly attempt: number;
  readonly sandboxId: string;
  /** As the spec had it when the container was made. */
  readonly image: string;
  /** Fully qualified, with registry and tag. */
  readonly imageName: string;
  /** With digest. */
  readonly imageId: string;
  readonly createdAt: SimTime;
  /** Who its first process runs as; absent: root. */
  readonly user?: ContainerUser;
}

/** As the API shows it. */
export interface ContainerUser {
  readonly uid: number;
  readonly gid: number;
  /** The own group among them. */
  readonly supplementalGroups: readonly number[];
}

export interface CreatedContainer extends Identity {
  readonly state: 'created';
}
export interface RunningContainer extends Identity {
  readonly state: 'running';
  readonly startedAt: SimTime;
  /** The entry that tells of its start. */
  readonly entry?: EntryId;
}
export interface ExitedContainer extends Identity {
  readonly state: 'exited';
  /** Absent when it never ran (L-SYN-16). */
  readonly startedAt?: SimTime;
  readonly finishedAt: SimTime;
  readonly exitCode: number;
  /** `Completed`, `Error`, `OOMKilled`, `StartError` … (L-SYN-22). */
  readonly reason: string;
  readonly message?: string;
}

/** One instance of a container. */
export type ContainerRecord = CreatedContainer | RunningContainer | ExitedContainer;

/** All that the runtime lists for one Pod. */
export interface PodRecords {
  /** Newest first. */
  readonly sandboxes: readonly SandboxRecord[];
  /** Newest first. */
  readonly containers: readonly ContainerRecord[];
}

export const NO_RECORDS: PodRecords = { sandboxes: [], containers: [] };

/** The newest instance of a container. */
export function newestRecord(records: PodRecords, name: string): ContainerRecord | undefined {
  return records.containers.find((record) => record.name === name);
}

/** The newest instance that has ended. */
export function newestExited(records: PodRecords, name: string): ExitedContainer | undefined {
  return records.containers.find(
    (record): record is ExitedContainer => record.name === name && record.state === 'exited',
  );
}
