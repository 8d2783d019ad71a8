import { type Gates, isGateOn } from '../../schema/featureGates';
import type { SimTime } from '../kernel/time';

/** What the kubelet remembers of one container's restarts (in memory only: L-RST-14). */
export interface BackoffEntry {
  readonly delayMs: number;
  /** When the last start was granted. */
  readonly grantedAt: SimTime;
}

export interface BackoffLimits {
  readonly firstMs: number;
  readonly longestMs: number;
  /** An entry is forgotten when a container ends more than this after the last grant. */
  readonly forgetMs: number;
}

/** Rules: L-RST-2. */
export const CRASH_LOOP: BackoffLimits = {
  firstMs: 10_000,
  longestMs: 300_000,
  forgetMs: 600_000,
};

/** With the gate that makes crash loops faster. Rules: L-GEN-5. */
const REDUCED: BackoffLimits = { firstMs: 1000, longestMs: 60_000, forgetMs: 600_000 };

/** Those of a node's kubelet: as by default, or as its gates and its own setting say. Rules: L-RST-2, L-GEN-5. */
export function crashLoopLimits(
  { gates, longestRestartDelayOf }: BackoffOptions,
  node: string,
): BackoffLimits {
  const isReduced = isGateOn(gates, 'ReduceDefaultCrashLoopBackOffDecay');
  const usual = isReduced ? REDUCED : CRASH_LOOP;
  const own = isGateOn(gates, 'KubeletCrashLoopBackOffMax')
    ? longestRestartDelayOf?.(node)
    : undefined;
  return own === undefined ? usual : { ...usual, longestMs: own };
}

interface BackoffOptions {
  readonly gates?: Gates;
  readonly longestRestartDelayOf?: (node: string) => SimTime | undefined;
}

export type StartPermission =
  /** Start now and remember `entry` (undefined: nothing to remember). */
  | { readonly kind: 'granted'; readonly entry: BackoffEntry | undefined }
  | { readonly kind: 'heldBack'; readonly delayMs: number; readonly until: SimTime };

/**
 * Whether a container may be started now.
 *
 * @param finishedAt end of its newest exited instance in the observation that the sync started from; undefined: none, the start is free
 *
 * Rules: L-RST-4, L-RST-5, L-RST-6. The key of an entry is the caller's (L-RST-3).
 */
export function askForStart(
  entry: BackoffEntry | undefined,
  finishedAt: SimTime | undefined,
  now: SimTime,
  limits: BackoffLimits = CRASH_LOOP,
): StartPermission {
  if (finishedAt === undefined) return { kind: 'granted', entry };
  const first = Math.min(limits.firstMs, limits.longestMs);
  const remembered =
    entry !== undefined && finishedAt - entry.grantedAt <= limits.forgetMs ? entry : undefined;
  if (remembered === undefined)
    return { kind: 'granted', entry: { delayMs: first, grantedAt: now } };
  if (now - finishedAt < remembered.delayMs)
    return {
      kind: 'heldBack',
      delayMs: remembered.delayMs,
      until: finishedAt + remembered.delayMs,
    };
  const delayMs = Math.min(remembered.delayMs * 2, limits.longestMs);
  return { kind: 'granted', entry: { delayMs, grantedAt: now } };
}

/** `10s`, `1m20s`, `5m0s`, as the waiting message has it. Rules: L-SYN-14. */
export function backoffText(delayMs: number): string {
  const seconds = Math.floor(delayMs / 1000);
  if (seconds < 60) return `${seconds}s`;
  return `${Math.floor(seconds / 60)}m${seconds % 60}s`;
}
