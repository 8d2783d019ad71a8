import { spanAt } from '../documents/spans';
import { numberAt } from '../schema/plain';
import type { Rule } from './rule';

/** A Pod that is always deleted as if by force. Rules: L-TRM-1 */
export const gracePeriodZero: Rule = {
  code: 'grace-period-zero',
  severity: 'information',
  reads: 'document',
  page: [
    'With `terminationGracePeriodSeconds: 0` every deletion is a forced one: the object vanishes from the API at once while the containers may still run, preStop hooks get no time, and a StatefulSet may start the next Pod of the same name beside the old one.\nUse 1 when a quick end is all you want.',
    '`terminationGracePeriodSeconds: 0` 让每次删除都等于强制删除：对象立刻从 API 消失而容器可能还在运行，preStop 没有时间执行，StatefulSet 可能在旧 Pod 还在时就启动同名的新 Pod。\n只想快点结束的话，请用 1。',
  ],
  check: ({ document, pods }) =>
    pods.flatMap(({ spec, path }) => {
      if (numberAt(spec, 'terminationGracePeriodSeconds') !== 0) return [];
      const span = spanAt(document, [...path, 'spec', 'terminationGracePeriodSeconds']);
      return [
        {
          span,
          message: [
            'With 0 every deletion is a forced one: the Pod vanishes from the API at once, though its containers may still run, and no hook or signal handler gets time. Use 1 for a quick but orderly end.',
            '设为 0 时每次删除都等于强制删除：Pod 立刻从 API 消失，容器可能还在运行，钩子和信号处理都没有时间。想快速而有序地结束请用 1。',
          ] as const,
          fixes: [
            {
              title: ['Change to 1', '改为 1'] as const,
              edits: [{ span, newText: '1' }],
              isPreferred: true,
            },
          ],
        },
      ];
    }),
};
