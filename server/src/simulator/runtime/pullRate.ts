// How many pulls a kubelet asks of registries: some at once, and so many more each second. Rules: L-IMG-7.
import type { SimTime } from '../kernel/time';

export interface PullRate {
  readonly burst: number;
  /** 0: as many as there are. */
  readonly perSecond: number;
}

export const USUAL_RATE: PullRate = { burst: 10, perSecond: 5 };

/** What is left of it: counted in thousandths, which time fills up by whole numbers. */
export interface Allowance {
  readonly thousandths: number;
  readonly at: SimTime;
}

/** What is left after one more pull; undefined: it is one too many. */
export function allowPull(
  before: Allowance | undefined,
  now: SimTime,
  { burst, perSecond }: PullRate,
): Allowance | undefined {
  const full = burst * 1000;
  const filled = before === undefined ? full : before.thousandths + (now - before.at) * perSecond;
  const thousandths = perSecond === 0 ? full : Math.min(full, filled);
  return thousandths < 1000 ? undefined : { thousandths: thousandths - 1000, at: now };
}
