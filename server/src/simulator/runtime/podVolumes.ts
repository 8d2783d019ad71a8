// The files behind a Pod's volumes. Made when a program first looks: most never do.
import type { VolumePlan } from './containerConfig';
import type { Mount } from './files/containerFiles';
import { type SandboxIdentity, sandboxFiles } from './files/networkFiles';
import { createVolume, fillVolume, type Volume } from './files/volume';

/** Folders of nodes and volumes of claims: outlive Pods. */
export interface SharedStorage {
  readonly volumes: Map<string, Volume>;
  /** When a container that sees some of it last did something that others may see. */
  touchedAt: number;
}

const NO_PLANS: ReadonlyMap<string, VolumePlan> = new Map();

export class PodVolumes {
  readonly #node: string;
  readonly #shared: SharedStorage;
  #plans: ReadonlyMap<string, VolumePlan> = NO_PLANS;
  #volumes: Map<string, Volume> | undefined;
  #filled: Map<string, string> | undefined;
  #told: Set<string> | undefined;
  #touchedAt = -1;
  /** A program of the Pod looked up a name of the cluster: what it does may depend on Services and other Pods. */
  asksNames = false;
  #sandboxFiles: { readonly podIP: string; readonly files: readonly Mount[] } | undefined;

  constructor(node: string, shared: SharedStorage) {
    this.#node = node;
    this.#shared = shared;
  }

  /** Where the files come from; files of ConfigMaps and Secrets change with a new plan. */
  plan(plans: ReadonlyMap<string, VolumePlan>, now: number): void {
    this.#plans = this.#plans.size === 0 ? plans : new Map([...this.#plans, ...plans]);
    for (const name of this.#filled?.keys() ?? []) this.get(name, now);
  }

  has(name: string): boolean {
    return this.#plans.has(name);
  }

  get(name: string, now: number): Volume | undefined {
    const plan = this.#plans.get(name);
    if (plan === undefined) return undefined;
    const volume = this.#open(name, plan);
    if (plan.kind === 'files' && this.#filled?.get(name) !== plan.version) {
      this.#filled ??= new Map();
      this.#filled.set(name, plan.version);
      fillVolume(volume, plan.files, now);
      this.touch(now);
    }
    return volume;
  }

  /** A container of the Pod did something that may outlast it. */
  touch(now: number): void {
    this.#touchedAt = now;
    if (this.#seesShared()) this.#shared.touchedAt = now;
  }

  /** When that was for the last time, or when another Pod did so with storage that they share; before the beginning: never. */
  get touchedAt(): number {
    return this.#seesShared() ? Math.max(this.#touchedAt, this.#shared.touchedAt) : this.#touchedAt;
  }

  #seesShared(): boolean {
    for (const { kind } of this.#plans.values())
      if (kind === 'host' || kind === 'claim') return true;
    return false;
  }

  /** /etc/hosts and its like; new ones for a new sandbox. */
  sandboxFiles(identity: SandboxIdentity, now: number): readonly Mount[] {
    if (this.#sandboxFiles?.podIP !== identity.podIP)
      this.#sandboxFiles = { podIP: identity.podIP, files: sandboxFiles(identity, now) };
    return this.#sandboxFiles.files;
  }

  /** Bytes in a volume; 0 when nothing was ever written. */
  usedBytes(name: string): number {
    return this.#volumes?.get(name)?.usedBytes ?? 0;
  }

  forget(): void {
    this.#volumes = undefined;
    this.#filled = undefined;
  }

  /** True once per sentence: what was assumed is said once for a Pod. */
  firstTime(sentence: string): boolean {
    this.#told ??= new Set();
    if (this.#told.has(sentence)) return false;
    this.#told.add(sentence);
    return true;
  }

  #open(name: string, plan: VolumePlan): Volume {
    const shared =
      plan.kind === 'host'
        ? `host/${this.#node}/${plan.path}`
        : plan.kind === 'claim'
          ? `claim/${plan.claim}`
          : undefined;
    this.#volumes ??= new Map();
    const place: Map<string, Volume> = shared === undefined ? this.#volumes : this.#shared.volumes;
    const key = shared ?? name;
    let volume = place.get(key);
    if (volume === undefined) {
      volume =
        plan.kind === 'empty' && plan.capacityBytes !== undefined
          ? createVolume({ capacityBytes: plan.capacityBytes })
          : createVolume();
      place.set(key, volume);
    }
    return volume;
  }
}
