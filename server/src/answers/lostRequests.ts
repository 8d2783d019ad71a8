// 4. How many requests are lost when a Pod is replaced? Asked by sending traffic while one Pod is deleted.

import type { Pod } from '../schema/objects';
import { matches, selectorFromLabels } from '../schema/selector';
import { DEFAULT_SCENARIO, type Scenario } from '../simulator/scenario/scenario';
import type { RunResult } from '../simulator/simulate';
import { RunHistory } from '../simulator/trace/recordedRun';
import type { Answer, AnswerFix, Asked, Text } from './answer';
import { makerOf, podEdit } from './editPod';
import { hasCondition, podStories } from './podStory';
import { firstThatHelps } from './tryEdits';

const PER_SECOND = 100;
/** The Pod is deleted then; the traffic begins a little before. */
const AT_MS = 120_000;
const WATCHED_MS = 90_000;
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
    const scenario = withTraffic(
      asked.input.scenario ?? DEFAULT_SCENARIO,
      namespace,
      name,
      pod.name,
    );
    const change = { scenario, untilMs: AT_MS + WATCHED_MS };
    const lost = lostIn(asked.rerun(asked.input.objects, change));
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

function withTraffic(
  scenario: Scenario,
  namespace: string,
  service: string,
  pod: string,
): Scenario {
  return {
    ...scenario,
    traffic: [
      ...(scenario.traffic ?? []),
      {
        namespace,
        service,
        perSecond: PER_SECOND,
        fromMs: AT_MS - 5000,
        untilMs: AT_MS + WATCHED_MS,
      },
    ],
    happenings: [
      ...scenario.happenings,
      {
        trigger: { kind: 'at', atMs: AT_MS },
        act: { kind: 'delete', object: { kind: 'Pod', namespace, name: pod } },
      },
    ],
  };
}

/** What the counts in the trace add up to, all causes together. */
function lostIn(run: RunResult): number {
  let sum = 0;
  for (const { change } of run.entries)
    if (change.kind === 'network' && change.traffic !== undefined)
      for (const n of Object.values(change.traffic.lost)) sum += n ?? 0;
  return Math.round(sum);
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
    const after = lostIn(run);
    return after < before ? [`Then ${after} are lost.`, `之后丢失 ${after} 个。`] : undefined;
  };
  return firstThatHelps(asked, maker, [{ title, edits }], outcomeOf, change);
}
