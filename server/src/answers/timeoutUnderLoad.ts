// 13. Will a 1 s timeout kill me under load?
import type { Answer } from './answer';
import { aboutPod, type PodStory } from './podStory';
import { probeTiming } from './probeTiming';

const DAY_MS = 86_400_000;
/** The share of answers slower than the timeout for which the answer is given. */
const SHARE = 0.01;

/**
 * Mean time between kills when each probe independently takes too long with probability `share`.
 *
 * @returns milliseconds; the rate is about q^k (1 − q) per period
 */
export function meanTimeToKillMs(periodMs: number, failures: number, share: number): number {
  return periodMs / (share ** failures * (1 - share));
}

export function timeoutUnderLoad(story: PodStory): readonly Answer[] {
  return story.containers.flatMap(({ name, field, spec }) => {
    if (spec.livenessProbe === undefined) return [];
    const { periodMs, failures, timeoutMs } = probeTiming(spec.livenessProbe);
    const atOne = meanTimeToKillMs(periodMs, failures, SHARE);
    const atFour = meanTimeToKillMs(periodMs, failures, 4 * SHARE);
    const isRisky = atFour < 7 * DAY_MS;
    return [
      {
        id: 'timeout-under-load',
        severity: isRisky ? ('risk' as const) : ('fact' as const),
        about: `${aboutPod(story)} ${name}`,
        sentence: [
          `If 1 % of its answers take longer than ${timeoutMs / 1000} s, \`${name}\` is killed about every ${days(atOne)[0]}; at 4 % every ${days(atFour)[0]}.`,
          `若 1% 的应答超过 ${timeoutMs / 1000} 秒,\`${name}\` 约每 ${days(atOne)[1]}被杀一次;4% 时每 ${days(atFour)[1]}。`,
        ] as const,
        numbers: {
          everyMsAtOnePercent: Math.round(atOne),
          everyMsAtFourPercent: Math.round(atFour),
        },
        evidence: [{ field: `${field}.livenessProbe.timeoutSeconds` }],
      },
    ];
  });
}

function days(ms: number): readonly [string, string] {
  const count = ms / DAY_MS;
  if (count >= 60) return [`${Math.round(count / 30)} months`, `${Math.round(count / 30)} 个月`];
  if (count >= 2) return [`${Math.round(count)} days`, `${Math.round(count)} 天`];
  return [
    `${Math.max(1, Math.round(count * 24))} hours`,
    `${Math.max(1, Math.round(count * 24))} 小时`,
  ];
}
