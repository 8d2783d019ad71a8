import type { ImageProfile } from '../images/imageProfile';
import { imageTree } from '../images/imageTree';
import {
  append,
  countInode,
  type DirectoryInode,
  entriesOf,
  entryOf,
  type FileError,
  type FileInode,
  fileSize,
  type Inode,
  inodeOfTree,
  type LinkInode,
  type Outcome,
  truncate,
  type VolumeUse,
} from './inode';
import { joinPath, normalizePath } from './path';
import { newDirectory, newFile } from './volume';

export interface Mount {
  /** Absolute. */
  readonly path: string;
  /** A volume's root, something below it (`subPath`), or a single file. */
  readonly root: Inode;
  readonly readOnly: boolean;
}

export interface ContainerFilesOptions {
  readonly image: ImageProfile;
  readonly mounts: readonly Mount[];
  /** `securityContext.readOnlyRootFilesystem` */
  readonly readOnlyRoot: boolean;
  /** The user the container's processes run as; 0 may write everywhere that is not read-only. */
  readonly uid: number;
  readonly now: () => number;
}

/** An inode together with what its place says of it. */
interface Place {
  readonly inode: Inode;
  readonly readOnly: boolean;
  /** Absolute, without links. */
  readonly path: string;
}

const MAX_LINKS = 40;

/** The root of one container: its image's files, changed as the container writes, and its volumes. */
export function containerFiles(options: ContainerFilesOptions): ContainerFiles {
  return new ContainerFiles(options);
}

/** Paths are absolute; a process resolves its working directory before it asks (`joinPath`). */
export class ContainerFiles {
  /** What was written outside volumes: counts towards the ephemeral-storage limit. */
  readonly writableLayer: VolumeUse = { usedBytes: 0, usedInodes: 0 };
  /** Somebody was about to change something: the files need not be as they were made. */
  changed = false;
  /** A path led into a mount. Whoever wants to know takes it back before. */
  leftImage = false;
  private readonly root: DirectoryInode;
  private readonly mounts: ReadonlyMap<string, Mount>;
  private readonly options: ContainerFilesOptions;

  constructor(options: ContainerFilesOptions) {
    this.options = options;
    const tree = inodeOfTree(imageTree(options.image), this.writableLayer);
    this.root =
      tree.kind === 'directory' ? tree : newDirectory(this.writableLayer, 0o755, options.now());
    this.mounts = new Map(
      options.mounts.map((mount) => [normalizePath(mount.path), { ...mount }] as const),
    );
    for (const path of this.mounts.keys()) this.makeMountPoint(path);
  }

  get uid(): number {
    return this.options.uid;
  }

  /** What stands at `path`, links followed. */
  lookup(path: string): Outcome<Inode> {
    const place = this.resolve(path, true);
    return place.error !== undefined ? place : { value: place.value.inode };
  }

  /** As `lookup`, but a link at the end is itself the answer. */
  lookupLink(path: string): Outcome<Inode> {
    const place = this.resolve(path, false);
    return place.error !== undefined ? place : { value: place.value.inode };
  }

  exists(path: string): boolean {
    return this.resolve(path, true).error === undefined;
  }

  /** The path without links, `.` and `..`. */
  realPath(path: string): Outcome<string> {
    const place = this.resolve(path, true);
    return place.error !== undefined ? place : { value: place.value.path };
  }

  readText(path: string): Outcome<string> {
    const found = this.lookup(path);
    if (found.error !== undefined) return found;
    if (found.value.kind === 'directory') return { error: 'EISDIR' };
    if (found.value.kind !== 'file') return { value: '' };
    if (!this.allows(found.value, 4)) return { error: 'EACCES' };
    return { value: found.value.text };
  }

  /** Names, sorted as `ls` sorts them in the C locale. */
  list(path: string): Outcome<readonly string[]> {
    const found = this.lookup(path);
    if (found.error !== undefined) return found;
    if (found.value.kind !== 'directory') return { error: 'ENOTDIR' };
    if (!this.allows(found.value, 4)) return { error: 'EACCES' };
    const names = new Set(entriesOf(found.value).keys());
    const place = this.resolve(path, true);
    if (place.error === undefined) {
      const prefix = place.value.path === '/' ? '/' : `${place.value.path}/`;
      for (const mounted of this.mounts.keys()) {
        if (mounted !== '/' && mounted.startsWith(prefix)) {
          const rest = mounted.slice(prefix.length);
          if (!rest.includes('/')) names.add(rest);
        }
      }
    }
    return { value: [...names].sort() };
  }

  /** A file to write to: made when it is missing (and `create`), emptied when `empty`. Devices and pipes are given as they are. */
  openForWriting(
    path: string,
    { empty, create = true }: { readonly empty: boolean; readonly create?: boolean },
  ): Outcome<Inode> {
    this.changed = true;
    const place = this.resolve(path, true);
    if (place.error === undefined) {
      const { inode, readOnly } = place.value;
      if (inode.kind === 'directory') return { error: 'EISDIR' };
      if (inode.kind !== 'file') return { value: inode };
      if (readOnly) return { error: 'EROFS' };
      if (!this.allows(inode, 2)) return { error: 'EACCES' };
      if (empty) truncate(inode, this.options.now());
      return { value: inode };
    }
    if (place.error !== 'ENOENT' || !create) return place;
    const parent = this.parentForWriting(this.danglingTarget(path));
    if (parent.error !== undefined) return parent;
    const file = newFile(parent.value.directory.volume, 0o644, this.options.now());
    file.uid = this.uid;
    return this.put(parent.value.directory, parent.value.name, file);
  }

  writeText(path: string, text: string, { add = false } = {}): FileError | undefined {
    const file = this.openForWriting(path, { empty: !add });
    if (file.error !== undefined) return file.error;
    return file.value.kind === 'file' ? this.append(file.value, text) : undefined;
  }

  append(file: FileInode, text: string, bulkBytes = 0): FileError | undefined {
    return append(file, text, this.options.now(), bulkBytes);
  }

  makeDirectory(path: string, { parents = false, mode = 0o755 } = {}): FileError | undefined {
    const existing = this.resolve(path, true);
    if (existing.error === undefined) {
      return parents && existing.value.inode.kind === 'directory' ? undefined : 'EEXIST';
    }
    if (existing.error !== 'ENOENT') return existing.error;
    const normal = normalizePath(path);
    if (parents) {
      const above = normal.slice(0, normal.lastIndexOf('/')) || '/';
      const failed = above === '/' ? undefined : this.makeDirectory(above, { parents: true });
      if (failed !== undefined) return failed;
    }
    const parent = this.parentForWriting(normal);
    if (parent.error !== undefined) return parent.error;
    const directory = newDirectory(parent.value.directory.volume, mode, this.options.now());
    directory.uid = this.uid;
    return this.put(parent.value.directory, parent.value.name, directory).error;
  }

  /** Removes a file, link or (with `recursive`, or when empty and `directory`) a directory. */
  remove(
    path: string,
    { recursive = false, directory = false }: { recursive?: boolean; directory?: boolean } = {},
  ): FileError | undefined {
    const place = this.resolve(path, false);
    if (place.error !== undefined) return place.error;
    const { inode } = place.value;
    if (this.mounts.has(place.value.path)) return 'EBUSY';
    if (inode.kind === 'directory' && !recursive) {
      if (!directory) return 'EISDIR';
      if (entriesOf(inode).size > 0) return 'ENOTEMPTY';
    }
    const parent = this.parentForWriting(place.value.path);
    if (parent.error !== undefined) return parent.error;
    release(inode);
    entriesOf(parent.value.directory).delete(parent.value.name);
    parent.value.directory.modifiedAt = this.options.now();
    return undefined;
  }

  rename(from: string, to: string): FileError | undefined {
    const source = this.resolve(from, false);
    if (source.error !== undefined) return source.error;
    if (this.mounts.has(source.value.path)) return 'EBUSY';
    const target = this.parentForWriting(to);
    if (target.error !== undefined) return target.error;
    const origin = this.parentForWriting(source.value.path);
    if (origin.error !== undefined) return origin.error;
    const { inode } = source.value;
    const there = this.resolve(to, false);
    if (there.error === undefined) {
      if (there.value.inode === inode) return undefined;
      if (there.value.readOnly) return 'EROFS';
      if (inode.kind === 'directory' && `${there.value.path}/`.startsWith(`${source.value.path}/`))
        return 'EINVAL';
      release(there.value.inode);
    }
    if (inode.volume !== target.value.directory.volume) return this.moveAcross(from, to, inode);
    entriesOf(origin.value.directory).delete(origin.value.name);
    entriesOf(target.value.directory).set(target.value.name, inode);
    return undefined;
  }

  link(target: string, path: string): FileError | undefined {
    const parent = this.parentForWriting(path);
    if (parent.error !== undefined) return parent.error;
    if (entryOf(parent.value.directory, parent.value.name) !== undefined) return 'EEXIST';
    const inode: LinkInode = {
      kind: 'link',
      mode: 0o777,
      uid: this.uid,
      modifiedAt: this.options.now(),
      volume: parent.value.directory.volume,
      target,
    };
    return this.put(parent.value.directory, parent.value.name, inode).error;
  }

  hardLink(target: string, path: string): FileError | undefined {
    const found = this.lookup(target);
    if (found.error !== undefined) return found.error;
    if (found.value.kind === 'directory') return 'EPERM';
    const parent = this.parentForWriting(path);
    if (parent.error !== undefined) return parent.error;
    if (entryOf(parent.value.directory, parent.value.name) !== undefined) return 'EEXIST';
    if (found.value.volume !== parent.value.directory.volume) return 'EXDEV';
    return this.put(parent.value.directory, parent.value.name, found.value).error;
  }

  makeFifo(path: string): FileError | undefined {
    const parent = this.parentForWriting(path);
    if (parent.error !== undefined) return parent.error;
    if (entryOf(parent.value.directory, parent.value.name) !== undefined) return 'EEXIST';
    return this.put(parent.value.directory, parent.value.name, {
      kind: 'fifo',
      mode: 0o644,
      uid: this.uid,
      modifiedAt: this.options.now(),
      volume: parent.value.directory.volume,
    }).error;
  }

  changeMode(path: string, change: (mode: number) => number): FileError | undefined {
    this.changed = true;
    const place = this.resolve(path, true);
    if (place.error !== undefined) return place.error;
    if (place.value.readOnly) return 'EROFS';
    if (this.uid !== 0 && place.value.inode.uid !== this.uid) return 'EPERM';
    place.value.inode.mode = change(place.value.inode.mode) & 0o7777;
    return undefined;
  }

  changeOwner(path: string, uid: number): FileError | undefined {
    this.changed = true;
    const place = this.resolve(path, true);
    if (place.error !== undefined) return place.error;
    if (place.value.readOnly) return 'EROFS';
    if (this.uid !== 0) return 'EPERM';
    place.value.inode.uid = uid;
    return undefined;
  }

  /** Sets the time of the last change. */
  touch(path: string): FileError | undefined {
    this.changed = true;
    const place = this.resolve(path, true);
    if (place.error === 'ENOENT') return this.openForWriting(path, { empty: false }).error;
    if (place.error !== undefined) return place.error;
    if (place.value.readOnly) return 'EROFS';
    place.value.inode.modifiedAt = this.options.now();
    return undefined;
  }

  /** @param bits 4 read, 2 write, 1 execute */
  allows(inode: Inode, bits: number): boolean {
    if (this.uid === 0) {
      return (bits & 1) === 0 || inode.kind === 'directory' || (inode.mode & 0o111) !== 0;
    }
    const own = inode.uid === this.uid ? inode.mode >> 6 : inode.mode;
    return (own & bits) === bits;
  }

  isReadOnly(path: string): boolean {
    const place = this.resolve(path, true);
    return place.error === undefined && place.value.readOnly;
  }

  private put(directory: DirectoryInode, name: string, inode: Inode): Outcome<Inode> {
    if (!countInode(directory.volume)) return { error: 'ENOSPC' };
    directory.entries.set(name, inode);
    directory.modifiedAt = this.options.now();
    return { value: inode };
  }

  private moveAcross(from: string, to: string, inode: Inode): FileError | undefined {
    if (inode.kind === 'directory') return 'EXDEV';
    if (inode.kind === 'file') {
      const failed = this.writeText(to, inode.text);
      if (failed !== undefined) return failed;
      this.changeMode(to, () => inode.mode);
    }
    return this.remove(from);
  }

  /** The directory that holds (or will hold) the last step of `path`, writable by this user. */
  private parentForWriting(
    path: string,
  ): Outcome<{ readonly directory: DirectoryInode; readonly name: string }> {
    this.changed = true;
    const normal = normalizePath(path);
    const cut = normal.lastIndexOf('/');
    const name = normal.slice(cut + 1);
    if (name === '') return { error: 'EEXIST' };
    const place = this.resolve(normal.slice(0, cut) || '/', true);
    if (place.error !== undefined) return place;
    const { inode, readOnly } = place.value;
    if (inode.kind !== 'directory') return { error: 'ENOTDIR' };
    if (readOnly) return { error: 'EROFS' };
    if (!this.allows(inode, 2)) return { error: 'EACCES' };
    return { value: { directory: inode, name } };
  }

  /** Where a write through a link that leads nowhere would make its file. */
  private danglingTarget(path: string): string {
    let current = path;
    for (let hops = 0; hops < MAX_LINKS; hops++) {
      const place = this.resolve(current, false);
      if (place.error !== undefined || place.value.inode.kind !== 'link') return current;
      const above = place.value.path.slice(0, place.value.path.lastIndexOf('/')) || '/';
      current = joinPath(above, place.value.inode.target);
    }
    return current;
  }

  /** A runtime makes the folders and files that volumes are mounted on, even below a read-only root. */
  private makeMountPoint(path: string): void {
    let directory = this.root;
    for (const step of path.split('/')) {
      if (step === '') continue;
      let next = entryOf(directory, step);
      if (next === undefined) {
        next = newDirectory(this.writableLayer, 0o755, this.options.now());
        directory.entries.set(step, next);
      }
      if (next.kind !== 'directory') return;
      directory = next;
    }
  }

  private resolve(path: string, follow: boolean): Outcome<Place> {
    let steps = path.split('/');
    let at = '';
    let inode: Inode = this.root;
    let readOnly = this.options.readOnlyRoot;
    const rootMount = this.mounts.get('/');
    if (rootMount !== undefined) {
      inode = rootMount.root;
      readOnly = rootMount.readOnly;
      this.leftImage = true;
    }
    let links = 0;
    for (let index = 0; index < steps.length; index++) {
      const step = steps[index] ?? '';
      if (step === '' || step === '.') continue;
      if (step === '..') {
        const above: string = at.slice(0, Math.max(0, at.lastIndexOf('/')));
        const place = this.resolve(above === '' ? '/' : above, true);
        if (place.error !== undefined) return place;
        at = above;
        inode = place.value.inode;
        readOnly = place.value.readOnly;
        continue;
      }
      if (inode.kind !== 'directory') return { error: 'ENOTDIR' };
      if (!this.allows(inode, 1)) return { error: 'EACCES' };
      const here: string = `${at}/${step}`;
      const mount: Mount | undefined = this.mounts.size > 0 ? this.mounts.get(here) : undefined;
      const next: Inode | undefined = mount?.root ?? entryOf(inode, step);
      if (next === undefined) return { error: 'ENOENT' };
      if (mount !== undefined) {
        readOnly = mount.readOnly;
        this.leftImage = true;
      }
      if (next.kind === 'link' && (follow || steps.slice(index + 1).some((s) => s !== ''))) {
        links++;
        if (links > MAX_LINKS) return { error: 'ELOOP' };
        const target = joinPath(at === '' ? '/' : at, next.target);
        steps = [...target.split('/'), ...steps.slice(index + 1)];
        index = -1;
        at = '';
        inode = rootMount?.root ?? this.root;
        readOnly = rootMount?.readOnly ?? this.options.readOnlyRoot;
        continue;
      }
      at = here;
      inode = next;
    }
    if (path.endsWith('/') && inode.kind !== 'directory') return { error: 'ENOTDIR' };
    return { value: { inode, readOnly, path: at === '' ? '/' : at } };
  }
}

/** Gives the bytes of what is removed back to its volume. */
function release(inode: Inode): void {
  if (inode.kind === 'file') {
    inode.volume.usedBytes = Math.max(0, inode.volume.usedBytes - fileSize(inode));
  }
  inode.volume.usedInodes = Math.max(0, inode.volume.usedInodes - 1);
  if (inode.kind === 'directory') for (const entry of inode.entries.values()) release(entry);
}
