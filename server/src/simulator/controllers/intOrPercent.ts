// `25%` or a plain number, of a total.
import type { IntOrString } from '../../schema/objects';

/** The number that `value` stands for; what makes no sense counts as 0. */
export function ofTotal(
  value: IntOrString | undefined,
  total: number,
  round: 'up' | 'down',
): number {
  if (value === undefined) return 0;
  if (typeof value === 'number') return value;
  const percent = /^(\d+)%$/.exec(value)?.[1];
  if (percent === undefined) return /^\d+$/.test(value) ? Number(value) : 0;
  const exact = (Number(percent) * total) / 100;
  return round === 'up' ? Math.ceil(exact) : Math.floor(exact);
}

/** Surge and unavailability of a rolling update; both 0 would stand still, so one Pod may then be missing. Rules: L-CTL-8 */
export function rollingBounds(
  rollingUpdate:
    | { readonly maxSurge?: IntOrString; readonly maxUnavailable?: IntOrString }
    | undefined,
  replicas: number,
): { readonly maxSurge: number; readonly maxUnavailable: number } {
  const maxSurge = ofTotal(rollingUpdate?.maxSurge ?? '25%', replicas, 'up');
  const maxUnavailable = ofTotal(rollingUpdate?.maxUnavailable ?? '25%', replicas, 'down');
  const least = maxSurge === 0 && maxUnavailable === 0 ? 1 : maxUnavailable;
  return { maxSurge, maxUnavailable: Math.min(least, replicas) };
}
