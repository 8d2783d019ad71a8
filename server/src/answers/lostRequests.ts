// 4. How many requests are lost when a Pod is replaced? Asked by sending traffic while one Pod is deleted.

import type { Pod } from '../schema/objects';
import { matches, selectorFromLabels } from '../schema/selector';
import type { RunResult } from '../simulator/simulate';
import { RunHistory } from '../simulator/trace/recordedRun';
import type { Answer, AnswerFix, Asked, Text } from './answer';
import { makerOf, podEdit } from './editPod';
import { hasCondition, podStories } from './podStory';
import { AT_MS, countIn, lostWhile, PER_SECOND, trafficTo, UNTOUCHED } from './traffic';
import { firstThatHelps } from './tryEdits';

const PRE_STOP_SECONDS = 2;

/** One answer per Service with ready Pods. Rules: L-TRM-21, L-CTL-24, L-HOOK-7. */
export function lostRequests(asked: Asked): readonly Answer[] {
  const history = new RunHistory(asked.run.store.changes);
  return history.objectsAt('Service', asked.run.endMs).flatMap((service) => {
    const { namespace = '', name = '' } = service.metadata;
    const selector = (
      service['spec'] as { selector?: Readonly<Record<string, string>> } | undefined
    )?.selector;
    if (selector === undefined) return [];
    const target = (history.objectsAt('Pod', asked.run.endMs) as readonly Pod[]).find(
      (pod) =>
        pod.metadata.namespace === namespace &&
        hasCondition(pod, 'Ready') &&
        matches(selectorFromLabels(selector), pod.metadata.labels),
    );
    if (target === undefined) return [];
    const pod = { namespace, name: target.metadata.name ?? '' };
    const calm = lostWhile(asked, service, UNTOUCHED);
    // Who loses all of them at any time has another problem.
    if (calm.sent > 0 && calm.lost >= calm.sent) return [];
    const change = trafficTo(asked, service, [
      {
        trigger: { kind: 'at', atMs: AT_MS },
        act: { kind: 'delete', object: { kind: 'Pod', ...pod } },
      },
    ]);
    const { lost } = countIn(asked.rerun(asked.input.objects, change));
    const fix = lost === 0 ? undefined : withPreStop(asked, pod, change, lost);
    return [
      {
        id: 'lost-requests',
        severity: lost === 0 ? ('fact' as const) : ('problem' as const),
        about: `${namespace}/${name}`,
        sentence: [
          lost === 0
            ? `At ${PER_SECOND} requests/s none is lost when one of its Pods is deleted.`
            : `At ${PER_SECOND} requests/s about ${lost} are lost when one of its Pods is deleted.`,
          lost === 0
            ? `每秒 ${PER_SECOND} 个请求时,删除一个 Pod 不丢请求。`
            : `每秒 ${PER_SECOND} 个请求时,删除一个 Pod 约丢失 ${lost} 个请求。`,
        ] as const,
        numbers: { requestsLost: lost, perSecond: PER_SECOND },
        evidence: [{ field: 'spec.selector' }],
        ...(fix === undefined ? {} : { fix }),
      },
    ];
  });
}

/** A short preStop sleep on every container, tried. */
function withPreStop(
  asked: Asked,
  pod: { readonly namespace: string; readonly name: string },
  change: Parameters<Asked['rerun']>[1],
  before: number,
): AnswerFix | undefined {
  const maker = makerOf(asked.input.objects, pod);
  const story = podStories(asked.run).find(
    ({ name, namespace }) => name === pod.name && namespace === pod.namespace,
  );
  if (maker === undefined || story === undefined) return undefined;
  const edits = story.containers
    .filter(({ kind, spec }) => kind === 'regular' && spec.lifecycle?.preStop === undefined)
    .map(({ field }) =>
      podEdit(maker.kind, `${field}.lifecycle.preStop`, { sleep: { seconds: PRE_STOP_SECONDS } }),
    );
  if (edits.length === 0) return undefined;
  const title: Text = [
    `Add a preStop sleep of ${PRE_STOP_SECONDS} s`,
    `加 ${PRE_STOP_SECONDS} 秒的 preStop sleep`,
  ];
  const outcomeOf = (run: RunResult): Text | undefined => {
    const after = countIn(run).lost;
    return after < before ? [`Then ${after} are lost.`, `之后丢失 ${after} 个。`] : undefined;
  };
  return firstThatHelps(asked, maker, [{ title, edits }], outcomeOf, change);
}
