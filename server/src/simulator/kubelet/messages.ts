// What the kubelet is told by others than itself, the store and the runtime.
import type { Pod } from '../../schema/objects';

const KEYS = new Map<string, string>();
const MOST_KEYS = 10_000;

/** Key of the actor that stands for a node, in the kubelet and in the runtime. Asked for at each event: one text for each node. */
export function nodeKey(node: string): string {
  let key = KEYS.get(node);
  if (key === undefined) {
    if (KEYS.size >= MOST_KEYS) KEYS.clear();
    KEYS.set(node, (key = `node/${node}`));
  }
  return key;
}

/**
 * To component `kubelet`, key `nodeKey(node)`.
 *
 * Heartbeats: the Lease of the node's name in `kube-node-lease` is written when the kubelet starts and when it stops, not each 10 s.
 * While `spec.holderIdentity` is set it is renewed each `LEASE_RENEW_MS`, counted from `spec.renewTime`; without holder
 * `spec.renewTime` is the last renewal there was.
 */
export type KubeletNodeMessage =
  /** The kubelet's process ends: containers run on, nobody looks after them. */
  | { readonly kind: 'stop' }
  /** It starts again, with an empty memory (L-RST-14). */
  | { readonly kind: 'start' }
  /** The whole machine is gone, containers too; comes back with `start`. */
  | { readonly kind: 'powerOff' }
  /** A manifest is put into the static Pod folder under a file name; the same name again replaces it (L-SYN-27). */
  | { readonly kind: 'staticPut'; readonly file: string; readonly object: Pod }
  | { readonly kind: 'staticRemove'; readonly file: string }
  /** Whether Pods of the node get a network of their own (L-SYN-2). */
  | { readonly kind: 'setNetwork'; readonly works: boolean }
  /** What the runtime says to whoever wants a sandbox (L-SYN-8); undefined: they are made. */
  | { readonly kind: 'setSandboxes'; readonly error: string | undefined }
  /** The machine is switched off in good order (L-NOD-13); comes back with `start`. */
  | ({ readonly kind: 'shutDown' } & ShutDown);

export interface ShutDown {
  /** How long ordinary Pods have to end, and critical ones after them. */
  readonly ordinaryMs: number;
  readonly criticalMs: number;
}

/** Rules: L-NOD-1. */
export const LEASE_RENEW_MS = 10_000;
