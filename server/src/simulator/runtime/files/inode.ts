// What an in-memory file system is made of. Inodes are identities that change: a file that two containers share through
// a volume is one object, which is why these, alone under runtime/, are mutable records.

export type FileError =
  | 'ENOENT'
  | 'ENOTDIR'
  | 'EISDIR'
  | 'EACCES'
  | 'EEXIST'
  | 'EROFS'
  | 'ENOSPC'
  | 'ENOTEMPTY'
  | 'ELOOP'
  | 'EPERM'
  | 'EBUSY'
  | 'EXDEV'
  | 'EINVAL'
  | 'ENXIO';

export type Outcome<T> =
  | { readonly value: T; readonly error?: undefined }
  | { readonly error: FileError };

/** What a device file is: it keeps nothing, reads and writes go to the process that opened it. */
export type Device =
  | 'null'
  | 'zero'
  | 'full'
  | 'random'
  | 'tty'
  | 'stdin'
  | 'stdout'
  | 'stderr'
  /** The main process's own output, whoever writes to it: `/proc/1/fd/1`. */
  | 'logStdout'
  | 'logStderr';

interface InodeBase {
  mode: number;
  uid: number;
  modifiedAt: number;
  readonly volume: VolumeUse;
}

export interface FileInode extends InodeBase {
  readonly kind: 'file';
  /** The end of the content; what came before is only counted, see `skipped`. */
  text: string;
  /** Bytes before `text` that were not kept: bulk data (`dd`), or the beginning of a very long log. */
  skipped: number;
  /** UTF-8 length of `text`. */
  textBytes: number;
  /** The program that runs when this is executed; absent for data and scripts. */
  program?: string;
}

export interface DirectoryInode extends InodeBase {
  readonly kind: 'directory';
  readonly entries: Map<string, Inode>;
  /** Entries of the image that were not looked at yet. */
  base?: ReadonlyMap<string, TreeNode>;
  /** Names of `base` that were looked at: they are in `entries`, or gone. */
  taken?: Set<string>;
}

export interface LinkInode extends InodeBase {
  readonly kind: 'link';
  readonly target: string;
}

export interface DeviceInode extends InodeBase {
  readonly kind: 'device';
  readonly device: Device;
}

/** A named pipe; the processes that opened it hang their own pipe on it. */
export interface FifoInode extends InodeBase {
  readonly kind: 'fifo';
  pipe?: unknown;
}

export type Inode = FileInode | DirectoryInode | LinkInode | DeviceInode | FifoInode;

/** Where an inode's bytes are counted. */
export interface VolumeUse {
  usedBytes: number;
  usedInodes: number;
  /** Writes beyond it fail with ENOSPC (tmpfs); absent for volumes on the node's disk, where the kubelet looks at `usedBytes`. */
  readonly capacityBytes?: number;
}

/** An entry of an image's file tree: never changes and is shared by all containers of the image. */
export type TreeNode =
  | { readonly kind: 'directory'; readonly mode: number; readonly children: Map<string, TreeNode> }
  | {
      readonly kind: 'file';
      readonly mode: number;
      readonly text: string;
      readonly program?: string;
    }
  | { readonly kind: 'link'; readonly target: string }
  | { readonly kind: 'device'; readonly device: Device };

/** The last so many characters of a file are kept, at least; beyond twice as many the beginning is only counted. */
const KEPT_CHARACTERS = 262_144;
const MAX_INODES = 20_000;

export function byteLength(text: string): number {
  let bytes = text.length;
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index);
    if (code < 0x80) continue;
    bytes += code < 0x800 || (code >= 0xd800 && code < 0xe000) ? 1 : 2;
  }
  return bytes;
}

export function fileSize(file: FileInode): number {
  return file.skipped + file.textBytes;
}

/** Entries of a directory by name, the image's included. */
export function entriesOf(directory: DirectoryInode): Map<string, Inode> {
  const { base } = directory;
  if (base !== undefined) {
    for (const name of base.keys()) entryOf(directory, name);
    delete directory.base;
  }
  return directory.entries;
}

export function entryOf(directory: DirectoryInode, name: string): Inode | undefined {
  const known = directory.entries.get(name);
  if (known !== undefined || directory.base === undefined) return known;
  const node = directory.base.get(name);
  if (node === undefined || directory.taken?.has(name) === true) return undefined;
  const inode = inodeOfTree(node, directory.volume);
  directory.taken ??= new Set();
  directory.taken.add(name);
  directory.entries.set(name, inode);
  return inode;
}

/** An inode for an entry of an image, made when it is first looked at. Its bytes count as the image's, not as used. */
export function inodeOfTree(node: TreeNode, volume: VolumeUse): Inode {
  switch (node.kind) {
    case 'directory':
      return {
        kind: 'directory',
        mode: node.mode,
        uid: 0,
        modifiedAt: 0,
        volume,
        entries: new Map(),
        base: node.children,
      };
    case 'file': {
      const file: FileInode = {
        kind: 'file',
        mode: node.mode,
        uid: 0,
        modifiedAt: 0,
        volume,
        text: node.text,
        skipped: 0,
        textBytes: byteLength(node.text),
      };
      if (node.program !== undefined) file.program = node.program;
      return file;
    }
    case 'link':
      return { kind: 'link', mode: 0o777, uid: 0, modifiedAt: 0, volume, target: node.target };
    case 'device':
      return { kind: 'device', mode: 0o666, uid: 0, modifiedAt: 0, volume, device: node.device };
  }
}

/** Counts a new inode; false when the volume has too many. */
export function countInode(volume: VolumeUse): boolean {
  if (volume.usedInodes >= MAX_INODES) return false;
  volume.usedInodes++;
  return true;
}

/** Makes the file empty. */
export function truncate(file: FileInode, now: number): void {
  file.volume.usedBytes = Math.max(0, file.volume.usedBytes - fileSize(file));
  file.text = '';
  file.skipped = 0;
  file.textBytes = 0;
  file.modifiedAt = now;
  delete file.program;
}

/** Appends, as far as the volume has room; `bulkBytes` instead of a text for bytes nobody will read. */
export function append(
  file: FileInode,
  text: string,
  now: number,
  bulkBytes = 0,
): FileError | undefined {
  const bytes = byteLength(text) + bulkBytes;
  const { volume } = file;
  file.modifiedAt = now;
  if (volume.capacityBytes !== undefined && volume.usedBytes + bytes > volume.capacityBytes) {
    const room = Math.max(0, volume.capacityBytes - volume.usedBytes);
    volume.usedBytes += room;
    file.skipped += file.textBytes + room;
    file.text = '';
    file.textBytes = 0;
    return 'ENOSPC';
  }
  volume.usedBytes += bytes;
  if (bulkBytes > 0) {
    file.skipped += file.textBytes + bulkBytes;
    file.text = '';
    file.textBytes = 0;
  }
  file.text += text;
  file.textBytes += bytes - bulkBytes;
  if (file.text.length > 2 * KEPT_CHARACTERS) {
    const dropped = file.text.slice(0, -KEPT_CHARACTERS);
    const droppedBytes = byteLength(dropped);
    file.text = file.text.slice(-KEPT_CHARACTERS);
    file.skipped += droppedBytes;
    file.textBytes -= droppedBytes;
  }
  return undefined;
}
