import type { SimTime } from '../kernel/time';

/** What the kubelet remembers of one image's failed pulls for one Pod. */
export interface PullBackoffEntry {
  readonly delayMs: number;
  readonly failedAt: SimTime;
}

const FIRST_MS = 10_000;
export const LONGEST_PULL_BACK_OFF_MS = 300_000;
const FORGET_MS = 600_000;

/**
 * Until when pulls of the image are held back; undefined when one may be tried now.
 * Rules: L-IMG-5: counted from the last failure.
 */
export function pullHeldBackUntil(
  entry: PullBackoffEntry | undefined,
  now: SimTime,
): SimTime | undefined {
  if (entry === undefined) return undefined;
  const until = entry.failedAt + entry.delayMs;
  return now < until ? until : undefined;
}

/** The entry after one more failure: 10 s, doubled each time up to 300 s, forgotten 600 s after the last one. Rules: L-IMG-5. */
export function afterFailedPull(
  entry: PullBackoffEntry | undefined,
  now: SimTime,
): PullBackoffEntry {
  const fresh = entry === undefined || now - entry.failedAt > FORGET_MS;
  const delayMs = fresh ? FIRST_MS : Math.min(entry.delayMs * 2, LONGEST_PULL_BACK_OFF_MS);
  return { delayMs, failedAt: now };
}

/** Errors of the runtime that are reasons of their own, and what is said of them. */
const SPECIAL: Readonly<Record<string, string>> = {
  RegistryUnavailable: 'the registry is unavailable',
  SignatureValidationFailed: 'the signature validation failed',
};

/** Reason and message of a container that waits for an image which could not be pulled. Rules: L-IMG-4. */
export function pullFailure(
  image: string,
  error: string,
): { readonly reason: string; readonly message: string } {
  for (const [reason, cause] of Object.entries(SPECIAL))
    if (error.startsWith(reason)) {
      const rest = error.slice(reason.length);
      return { reason, message: `image pull failed for ${image} because ${cause}${rest}` };
    }
  return { reason: 'ErrImagePull', message: error };
}

/** What becomes of a container's image, by its pull policy and by whether the node has it. Rules: L-IMG-2. */
export function imageStep(policy: string, present: boolean): 'use' | 'pull' | 'refuse' {
  if (policy !== 'Always' && present) return 'use';
  return policy === 'Never' ? 'refuse' : 'pull';
}
