import { keySpanAt } from '../documents/spans';
import { asksTheSame, probeAt } from './probes';
import type { Rule } from './rule';

/** Both probes ask the same with the same patience: when one says no, so does the other. An opinion, so no more than a hint. */
export const livenessSameAsReadiness: Rule = {
  code: 'liveness-same-as-readiness',
  severity: 'hint',
  reads: 'document',
  page: [
    'A failing readiness probe takes the container out of its Services until it recovers; a failing liveness probe kills it. When both ask the same with the same numbers, a container that is only busy or waits for something else is restarted at the very moment in which it should have been left in peace.\nLet liveness ask only what a restart can heal, and give it more patience than readiness.',
    '就绪探针失败只是把容器移出 Service 直到恢复，存活探针失败则会杀掉它。两者内容和数字都相同时，只是繁忙或在等待别人的容器，会在本该让它喘口气的时候被重启。\n存活探针只应检查重启能治好的问题，并比就绪探针更有耐心。',
  ],
  check: ({ document, pods }) =>
    pods.flatMap(({ containers }) =>
      containers.flatMap(({ value, path }) => {
        const liveness = probeAt(value, 'livenessProbe');
        const readiness = probeAt(value, 'readinessProbe');
        if (liveness === undefined || readiness === undefined || !asksTheSame(liveness, readiness))
          return [];
        const patience = (it: typeof liveness) =>
          it.periodSeconds * it.failureThreshold + it.timeoutSeconds;
        if (patience(liveness) > patience(readiness)) return [];
        return [
          {
            span: keySpanAt(document, [...path, 'livenessProbe']),
            message: [
              'This asks the same as the readiness probe with no more patience: a container that is only busy is killed as soon as it leaves its Services. Give liveness a higher `failureThreshold` or a check of its own.',
              '内容与就绪探针相同且没有更多耐心：只是繁忙的容器刚离开 Service 就会被杀掉。请增大存活探针的 `failureThreshold`，或换成单独的检查。',
            ] as const,
            related: [
              {
                span: keySpanAt(document, [...path, 'readinessProbe']),
                message: ['the readiness probe', '就绪探针'] as const,
              },
            ],
          },
        ];
      }),
    ),
};
