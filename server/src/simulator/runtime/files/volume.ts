import {
  append,
  countInode,
  type DirectoryInode,
  entriesOf,
  entryOf,
  type FileInode,
  type Inode,
  type VolumeUse,
} from './inode';

/** A tree of files that can be mounted into several containers at once: an emptyDir, a ConfigMap's files, a host folder. */
export interface Volume extends VolumeUse {
  readonly root: DirectoryInode;
}

export interface VolumeOptions {
  /** For tmpfs: writes beyond it fail. A disk emptyDir's sizeLimit is not that: the kubelet compares it with `usedBytes`. */
  readonly capacityBytes?: number;
  /** Permissions of the root, default 0777 as an emptyDir has it. */
  readonly mode?: number;
}

export function createVolume(options: VolumeOptions = {}): Volume {
  const use: VolumeUse =
    options.capacityBytes === undefined
      ? { usedBytes: 0, usedInodes: 0 }
      : { usedBytes: 0, usedInodes: 0, capacityBytes: options.capacityBytes };
  return Object.assign(use, { root: newDirectory(use, options.mode ?? 0o777, 0) });
}

export interface VolumeFile {
  readonly path: string;
  readonly text: string;
  /** Default 0644. */
  readonly mode?: number;
}

/**
 * Puts the files of a ConfigMap, Secret, projected or downward API volume. Called again it replaces all files at once, as the kubelet
 * does (files of an earlier call that are missing now disappear). Paths are relative to the volume's root.
 */
export function fillVolume(volume: Volume, files: readonly VolumeFile[], now: number): void {
  entriesOf(volume.root).clear();
  volume.usedBytes = 0;
  for (const file of files) putFile(volume, file, now);
}

function putFile(volume: Volume, { path, text, mode }: VolumeFile, now: number): void {
  const steps = path.split('/').filter((step) => step !== '' && step !== '.' && step !== '..');
  const name = steps.pop();
  if (name === undefined) return;
  let directory = volume.root;
  for (const step of steps) {
    let next = entryOf(directory, step);
    if (next?.kind !== 'directory') {
      next = newDirectory(volume, 0o755, now);
      directory.entries.set(step, next);
    }
    directory = next;
  }
  const file = newFile(volume, mode ?? 0o644, now);
  append(file, text, now);
  directory.entries.set(name, file);
}

export function newDirectory(volume: VolumeUse, mode: number, now: number): DirectoryInode {
  return { kind: 'directory', mode, uid: 0, modifiedAt: now, volume, entries: new Map() };
}

export function newFile(volume: VolumeUse, mode: number, now: number): FileInode {
  return {
    kind: 'file',
    mode,
    uid: 0,
    modifiedAt: now,
    volume,
    text: '',
    skipped: 0,
    textBytes: 0,
  };
}

/** A file on its own that can be mounted over one path: the termination log, /etc/hosts. */
export function createSingleFile(text: string, now: number, mode = 0o644): FileInode {
  const file = newFile({ usedBytes: 0, usedInodes: 0 }, mode, now);
  append(file, text, now);
  return file;
}

/** The inode at a path below a volume's root (for `subPath`), made as a directory where nothing is yet. */
export function subPathOf(volume: Volume, subPath: string, now: number): Inode {
  let inode: Inode = volume.root;
  for (const step of subPath.split('/')) {
    if (step === '' || step === '.' || step === '..') continue;
    if (inode.kind !== 'directory') return inode;
    let next = entryOf(inode, step);
    if (next === undefined) {
      countInode(volume);
      next = newDirectory(volume, 0o755, now);
      inode.entries.set(step, next);
    }
    inode = next;
  }
  return inode;
}
