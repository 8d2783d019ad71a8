// The virtual machine under one container instance: what its program asks for is noted here and carried out by the
// runtime when the call into the program has returned.
import type { SimTime } from '../kernel/time';
import type { ContainerConfig } from './containerConfig';
import type { ContainerLog } from './containerLog';
import { type ContainerFiles, containerFiles, type Mount } from './files/containerFiles';
import { factsOf, readAndKeep } from './files/imageFacts';
import type { FileInode, Inode } from './files/inode';
import { createSingleFile, subPathOf, type Volume } from './files/volume';
import { containerEnvironment } from './images/containerEnvironment';
import type { ImageProfile } from './images/imageProfile';
import type { ExecEvent, ReplyTo } from './messages';
import type { Answer, ExecProcess, Machine, OutgoingRequest, Program } from './programs/program';

/** Less than this per container no node of ours notices. */
const NOTEWORTHY_BYTES = 64 * 2 ** 20;

/** What the Pod around a container gives it. */
export interface PodSurroundings {
  readonly podIP: string;
  /** Port to the ID of the container that listens, `TCP/80`; shared by the Pod's containers. */
  readonly ports: Map<string, string>;
  volume(name: string): Volume | undefined;
  hasVolume(name: string): boolean;
  /** /etc/hosts, /etc/hostname, /etc/resolv.conf. */
  sandboxFiles(): readonly Mount[];
}

/** What a program did during one call into it. */
export interface MachineEffects {
  exitCode: number | undefined;
  outOfMemory: boolean;
  /** So much more memory than before that the node may feel it. */
  usesMore: boolean;
  readonly connections: { readonly number: number; readonly request: OutgoingRequest }[];
  readonly assumptions: string[];
}

export class ContainerMachine implements Machine {
  readonly id: string;
  readonly config: ContainerConfig;
  readonly hostname: string;
  readonly podIP: string;
  now: SimTime;
  /** Bytes; undefined: none. */
  memoryLimit: number | undefined;
  /** What the container's processes hold now. */
  memoryBytes = 0;
  marks = 0;
  /** When there was the last mark, of any reach and of the farther one; before the beginning when there was none. */
  markedAt: SimTime = -1;
  markedOutsideAt: SimTime = -1;
  /** When the program wants to be woken next. */
  nextWake: SimTime | undefined;
  effects: MachineEffects = noEffects();
  readonly log: ContainerLog;
  readonly #image: ImageProfile;
  readonly #pod: PodSurroundings;
  #answers: Map<number, (answer: Answer) => void> | undefined;
  #connections = 0;
  #draw: () => number = noDraw;
  readonly #madeAt: SimTime;
  #files: ContainerFiles | undefined;
  #facts: ReturnType<typeof factsOf> | undefined;
  #messageFile: FileInode | undefined;
  #env: ReadonlyMap<string, string> | undefined;

  constructor(input: {
    readonly id: string;
    readonly config: ContainerConfig;
    readonly image: ImageProfile;
    readonly pod: PodSurroundings;
    readonly log: ContainerLog;
    readonly now: SimTime;
  }) {
    this.id = input.id;
    this.config = input.config;
    this.#image = input.image;
    this.#pod = input.pod;
    this.log = input.log;
    this.now = input.now;
    this.#madeAt = input.now;
    this.memoryLimit = input.config.memoryLimit;
    this.hostname = input.config.hostname;
    this.podIP = input.pod.podIP;
  }

  get env(): ReadonlyMap<string, string> {
    const { hostname, uid = 0, env } = this.config;
    this.#env ??= containerEnvironment({ image: this.#image, hostname, uid, env });
    return this.#env;
  }

  /** Before each call into the program. */
  enter(now: SimTime, draw: () => number): void {
    this.now = now;
    this.#draw = draw;
  }

  /** What was asked for since the last time. */
  takeEffects(): MachineEffects {
    // Nothing of the turn stays alive with the machine.
    this.#draw = noDraw;
    const { effects } = this;
    this.effects = noEffects();
    return effects;
  }

  get files(): ContainerFiles {
    this.#files ??= containerFiles({
      image: this.#image,
      mounts: this.#mounts(),
      readOnlyRoot: this.config.readOnlyRoot,
      uid: this.config.uid ?? 0,
      now: () => {
        // Only changes ask what time it is.
        this.mark(this.#writesVolumes ? 'outside' : 'container');
        return this.now;
      },
    });
    return this.#files;
  }

  fromImage<T>(question: string, read: (files: ContainerFiles) => T): T {
    if (this.#files?.changed === true) return read(this.#files);
    this.#facts ??= factsOf(this.#image, {
      mountPaths: this.#mountPaths(),
      readOnlyRoot: this.config.readOnlyRoot,
      uid: this.config.uid ?? 0,
    });
    const known = this.#facts.get(question);
    return known === undefined
      ? readAndKeep(this.#facts, question, this.files, read)
      : (known as T);
  }

  /** Whether the program, or anyone else, has looked at a file yet. */
  get filesUsed(): boolean {
    return this.#files !== undefined;
  }

  /** What stands in the file for the termination message; empty when nobody wrote it. */
  get terminationMessage(): string {
    return this.#messageFile?.text ?? '';
  }

  wakeAt(at: SimTime): void {
    const wanted = Math.max(at, this.now);
    if (this.nextWake === undefined || wanted < this.nextWake) this.nextWake = wanted;
  }
  exit(code: number): void {
    this.effects.exitCode ??= code;
  }
  write(stream: 'stdout' | 'stderr', text: string): void {
    this.log.write(this.now, stream, text);
  }
  listen(port: number, protocol: 'TCP' | 'UDP'): boolean {
    this.mark('container');
    const key = `${protocol}/${port}`;
    const holder = this.#pod.ports.get(key);
    if (holder !== undefined && holder !== this.id) return false;
    this.#pod.ports.set(key, this.id);
    return true;
  }
  unlisten(port: number, protocol: 'TCP' | 'UDP'): void {
    this.mark('container');
    const key = `${protocol}/${port}`;
    if (this.#pod.ports.get(key) === this.id) this.#pod.ports.delete(key);
  }
  useMemory(bytes: number): void {
    if (bytes !== this.memoryBytes) this.mark('container');
    if (bytes > this.memoryBytes && bytes >= NOTEWORTHY_BYTES) this.effects.usesMore = true;
    this.memoryBytes = bytes;
    if (this.memoryLimit !== undefined && bytes > this.memoryLimit) this.effects.outOfMemory = true;
  }
  connect(request: OutgoingRequest, done: (answer: Answer) => void): void {
    const number = ++this.#connections;
    this.#answers ??= new Map();
    this.#answers.set(number, done);
    this.effects.connections.push({ number, request });
  }
  random(): number {
    this.mark('outside');
    return this.#draw();
  }
  assume(sentence: string): void {
    this.effects.assumptions.push(sentence);
  }

  mark(reach: 'container' | 'outside'): void {
    this.marks++;
    this.markedAt = this.now;
    if (reach === 'outside') this.markedOutsideAt = this.now;
  }

  get #writesVolumes(): boolean {
    return this.config.mounts.some(({ readOnly }) => !readOnly);
  }

  /** Hands an answer to whoever opened the connection. */
  answered(number: number, answer: Answer): void {
    const done = this.#answers?.get(number);
    this.#answers?.delete(number);
    done?.(answer);
  }

  /** Where something of a Pod's own is mounted; the files that every Pod has are at the same places in all. */
  #mountPaths(): readonly string[] {
    const { mounts, terminationMessagePath } = this.config;
    const paths = [terminationMessagePath];
    for (const { volume, path } of mounts) if (this.#pod.hasVolume(volume)) paths.push(path);
    return paths;
  }

  #mounts(): readonly Mount[] {
    const mounts: Mount[] = [];
    for (const { volume: name, path, subPath, readOnly } of this.config.mounts) {
      const volume = this.#pod.volume(name);
      if (volume === undefined) continue;
      const root: Inode =
        subPath === undefined || subPath === ''
          ? volume.root
          : subPathOf(volume, subPath, this.now);
      mounts.push({ path, root, readOnly });
    }
    for (const file of this.#pod.sandboxFiles())
      if (!mounts.some(({ path }) => path === file.path)) mounts.push(file);
    const messageFile = createSingleFile('', this.#madeAt, 0o666);
    this.#messageFile = messageFile;
    mounts.push({ path: this.config.terminationMessagePath, root: messageFile, readOnly: false });
    return mounts;
  }
}

function noDraw(): number {
  return 0;
}

function noEffects(): MachineEffects {
  return {
    exitCode: undefined,
    outOfMemory: false,
    usesMore: false,
    connections: [],
    assumptions: [],
  };
}

/** A container instance that has a program. */
export interface LiveContainer {
  readonly machine: ContainerMachine;
  readonly program: Program | undefined;
  /** The runtime's own text when the program cannot be started. */
  readonly startError: string | undefined;
  readonly stopSignal: ImageProfile['stopSignal'];
  readonly sessions: Map<string, ExecSession>;
  /** Set when its processes are gone, also before anyone has noticed. */
  ended: { readonly at: SimTime; readonly code: number; readonly reason: string } | undefined;
}

/** A process beside PID 1 and what is still to be told of it. */
export interface ExecSession {
  process: ExecProcess | undefined;
  output: string;
  done: boolean;
  readonly reply: ReplyTo;
  readonly pending: ExecEvent[];
}
