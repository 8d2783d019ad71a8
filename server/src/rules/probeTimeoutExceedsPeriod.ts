import { spanAt } from '../documents/spans';
import { PROBE_KINDS, probeAt } from './probes';
import type { Rule } from './rule';

/** A probe that may take longer than the time between two probes. Rules: L-PRB-4, L-PRB-7 */
export const probeTimeoutExceedsPeriod: Rule = {
  code: 'probe-timeout-exceeds-period',
  severity: 'information',
  reads: 'document',
  page: [
    'Probes of one kind never overlap: a tick that comes due while one is still running is dropped. When `timeoutSeconds` is longer than `periodSeconds`, a container that hangs is asked every timeout, not every period, and its failures take `failureThreshold × timeoutSeconds`.\nMake the period at least as long as the timeout.',
    '同一种探针不会重叠：上一次还没结束时到期的那次会被跳过。`timeoutSeconds` 大于 `periodSeconds` 时，卡死的容器每隔一个超时才被问一次，失败累计要 `failureThreshold × timeoutSeconds`。\n请让周期不短于超时。',
  ],
  check: ({ document, pods }) =>
    pods.flatMap(({ containers }) =>
      containers.flatMap(({ value, path }) =>
        PROBE_KINDS.flatMap((kind) => {
          const probe = probeAt(value, kind);
          if (probe === undefined || probe.timeoutSeconds <= probe.periodSeconds) return [];
          const { timeoutSeconds: timeout, periodSeconds: period, failureThreshold } = probe;
          const seconds = failureThreshold * timeout;
          const span = spanAt(document, [...path, kind, 'timeoutSeconds']);
          return [
            {
              span,
              fixes: [
                {
                  title: [`Change to ${period}`, `改为 ${period}`] as const,
                  edits: [{ span, newText: String(period) }],
                },
              ],
              message: [
                `The timeout of ${timeout} s is longer than the period of ${period} s: while the container hangs it is probed every ${timeout} s only, and the hang is told after about ${seconds} s. Raise \`periodSeconds\` or lower \`timeoutSeconds\`.`,
                `超时 ${timeout} 秒长于周期 ${period} 秒：容器卡死时每 ${timeout} 秒才探测一次，约 ${seconds} 秒后才判定。请增大 \`periodSeconds\` 或减小 \`timeoutSeconds\`。`,
              ] as const,
            },
          ];
        }),
      ),
    ),
};
