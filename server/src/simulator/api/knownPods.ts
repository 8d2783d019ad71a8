// Pods often come in numbers and differ in nothing but their names; what was found out about one holds for the next.
import type { KubeObject } from '../../schema/objects';

/** A name that is right for a Pod and draws no warning, whatever else it says. */
const PLAIN_NAME = /^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/;
const LONGEST_TEXT = 20_000;
const MOST = 500;

/** What was said of an accepted Pod. */
export interface KnownPod {
  readonly warnings: readonly string[];
  /** Its spec as it was sent. */
  readonly spec: unknown;
}

/** The Pods that were found valid, by what they say beside their names. */
export class KnownPods {
  readonly #known = new Map<string, KnownPod>();

  /** What a Pod says, its name apart; undefined when it has to be looked at by itself. */
  keyOf(object: KubeObject): string | undefined {
    const { metadata } = object;
    if (object.kind !== 'Pod' || typeof metadata !== 'object' || metadata === null)
      return undefined;
    const { name } = metadata;
    if (typeof name !== 'string' || !PLAIN_NAME.test(name)) return undefined;
    const key = JSON.stringify({ ...object, metadata: { ...metadata, name: '' } });
    return key.length > LONGEST_TEXT ? undefined : key;
  }

  find(key: string): KnownPod | undefined {
    return this.#known.get(key);
  }

  add(key: string, pod: KnownPod): void {
    if (this.#known.size < MOST) this.#known.set(key, pod);
  }
}
