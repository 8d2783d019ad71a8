// 12. What if the node dies? Asked by taking the node away in a run of its own.
import type { Pod } from '../schema/objects';
import { DEFAULT_SCENARIO, type Happening, type Scenario } from '../simulator/scenario/scenario';
import { type Answer, type Asked, duration } from './answer';
import { aboutPod, firstShown, hasCondition, podStories } from './podStory';

/** When the node goes in that run, and how long it is watched. */
const AT_MS = 60_000;
const WATCHED_MS = 600_000;

/** Rules: L-NOD-2, L-NOD-3, L-NOD-5, L-NOD-6, L-TL-7. */
export function nodeDeath(asked: Asked): readonly Answer[] {
  const scenario = withSecondNode(asked.input.scenario ?? DEFAULT_SCENARIO);
  // Where the Pods land with the second node there is a question of its own.
  const calm = asked.rerun(asked.input.objects, { untilMs: AT_MS, scenario });
  const first = podStories(calm).find(
    ({ pod }) => hasCondition(pod, 'Ready') && (pod.spec.nodeName ?? '') !== '',
  );
  if (first === undefined) return [];
  const node = first.pod.spec.nodeName ?? '';
  const loss: Happening = { trigger: { kind: 'at', atMs: AT_MS }, act: { kind: 'loseNode', node } };
  const run = asked.rerun(asked.input.objects, {
    untilMs: AT_MS + WATCHED_MS,
    scenario: { ...scenario, happenings: [...scenario.happenings, loss] },
  });
  return podStories(run).flatMap((story) => {
    if ((story.pod.spec.nodeName ?? '') !== node || story.namespace !== first.namespace) return [];
    const since = (holds: (pod: Pod) => boolean): number | undefined => {
      const shown = story.changes.find(({ at, object }) => at > AT_MS && holds(object as Pod));
      return shown === undefined ? undefined : shown.at - AT_MS;
    };
    const notReady = since((pod) => hasCondition(pod, 'Ready', 'False'));
    const deleted = since((pod) => pod.metadata.deletionTimestamp !== undefined);
    if (notReady === undefined) return [];
    const owner = story.pod.metadata.ownerReferences?.find(({ controller }) => controller === true);
    const replacement = podStories(run).find(
      (other) =>
        other.uid !== story.uid &&
        owner !== undefined &&
        (other.changes[0]?.at ?? 0) > AT_MS &&
        other.pod.metadata.ownerReferences?.some(({ uid }) => uid === owner.uid),
    );
    const back =
      replacement === undefined
        ? undefined
        : firstShown(replacement, (pod) => hasCondition(pod, 'Ready'));
    const backAfter = back === undefined ? undefined : back.at - AT_MS;
    const fate = fateText(deleted, backAfter);
    return [
      {
        id: 'node-death',
        severity: backAfter === undefined ? ('risk' as const) : ('fact' as const),
        about: aboutPod(story),
        sentence: [
          `If its node dies it counts as not ready after ${duration(notReady)[0]}${fate[0]}`,
          `若节点宕机,${duration(notReady)[1]}后视为未就绪${fate[1]}`,
        ] as const,
        numbers: {
          notReadyMs: notReady,
          ...(deleted === undefined ? {} : { deletedMs: deleted }),
          ...(backAfter === undefined ? {} : { replacedMs: backAfter }),
        },
        evidence: [{ field: 'spec.tolerations' }],
      },
    ];
  });
}

/** A second node takes the replacement; without one there would only be waiting to tell. */
function withSecondNode(scenario: Scenario): Scenario {
  const [template] = scenario.cluster.nodes;
  if (template === undefined || scenario.cluster.nodes.length > 1) return scenario;
  const nodes = [template, { ...template, name: `${template.name}-b` }];
  return { ...scenario, cluster: { ...scenario.cluster, nodes } };
}

function fateText(
  deleted: number | undefined,
  back: number | undefined,
): readonly [string, string] {
  if (deleted === undefined) return [' and stays there.', ',并一直留在那里。'];
  const gone = duration(deleted);
  if (back === undefined)
    return [
      `, is Terminating from ${gone[0]} on, and nothing takes its place.`,
      `,${gone[1]}起 Terminating,没有 Pod 接替。`,
    ];
  const again = duration(back);
  return [
    `, is Terminating from ${gone[0]} on; its replacement is Ready after ${again[0]}.`,
    `,${gone[1]}起 Terminating;${again[1]}后接替的 Pod 就绪。`,
  ];
}
