// 12. What if the node dies? Asked by taking the node away in a run of its own.

import type { KubeObject, Pod } from '../schema/objects';
import { controllerOf } from '../schema/owners';
import { DEFAULT_SCENARIO, type Happening, type Scenario } from '../simulator/scenario/scenario';
import { type Answer, type AnswerFix, type Asked, duration } from './answer';
import { edited, isMadeBy, makerOf, podEdit } from './editPod';
import { aboutPod, firstShown, hasCondition, type PodStory, podStories } from './podStory';
import { nameOf } from './tryEdits';

/** When the node goes in that run, and how long it is watched. */
const AT_MS = 60_000;
const WATCHED_MS = 600_000;

/** Rules: L-NOD-2, L-NOD-3, L-NOD-5, L-NOD-6, L-TL-7. */
export function nodeDeath(asked: Asked): readonly Answer[] {
  return lossesIn(asked, asked.input.objects).map(({ story, notReady, deleted, back }) => {
    const fate = fateText(deleted, back);
    const fix = back === undefined ? undefined : leavingSooner(asked, story, back);
    return {
      id: 'node-death',
      severity: back === undefined ? ('risk' as const) : ('fact' as const),
      about: aboutPod(story),
      sentence: [
        `If its node dies it counts as not ready after ${duration(notReady)[0]}${fate[0]}`,
        `若节点宕机,${duration(notReady)[1]}后视为未就绪${fate[1]}`,
      ] as const,
      numbers: {
        notReadyMs: notReady,
        ...(deleted === undefined ? {} : { deletedMs: deleted }),
        ...(back === undefined ? {} : { replacedMs: back }),
      },
      evidence: [{ field: 'spec.tolerations' }],
      ...(fix === undefined ? {} : { fix }),
    };
  });
}

/** What becomes of a Pod on the lost node; milliseconds since the loss. */
interface Loss {
  readonly story: PodStory;
  readonly notReady: number;
  readonly deleted?: number;
  /** When its replacement was Ready. */
  readonly back?: number;
}

function lossesIn(asked: Asked, objects: readonly KubeObject[]): readonly Loss[] {
  const scenario = withSecondNode(asked.input.scenario ?? DEFAULT_SCENARIO);
  // Where the Pods land with the second node there is a question of its own.
  const calm = asked.rerun(objects, { untilMs: AT_MS, scenario });
  const first = podStories(calm).find(
    ({ pod }) => hasCondition(pod, 'Ready') && (pod.spec.nodeName ?? '') !== '',
  );
  if (first === undefined) return [];
  const node = first.pod.spec.nodeName ?? '';
  const loss: Happening = { trigger: { kind: 'at', atMs: AT_MS }, act: { kind: 'loseNode', node } };
  const run = asked.rerun(objects, {
    untilMs: AT_MS + WATCHED_MS,
    scenario: { ...scenario, happenings: [...scenario.happenings, loss] },
  });
  const stories = podStories(run);
  return stories.flatMap((story) => {
    if ((story.pod.spec.nodeName ?? '') !== node || story.namespace !== first.namespace) return [];
    const since = (holds: (pod: Pod) => boolean): number | undefined => {
      const shown = story.changes.find(({ at, object }) => at > AT_MS && holds(object as Pod));
      return shown === undefined ? undefined : shown.at - AT_MS;
    };
    const notReady = since((pod) => hasCondition(pod, 'Ready', 'False'));
    const deleted = since((pod) => pod.metadata.deletionTimestamp !== undefined);
    if (notReady === undefined) return [];
    const back = replacedAt(stories, story);
    return [
      {
        story,
        notReady,
        ...(deleted === undefined ? {} : { deleted }),
        ...(back === undefined ? {} : { back: back - AT_MS }),
      },
    ];
  });
}

/** When the first Pod was Ready that came in its place. */
function replacedAt(stories: readonly PodStory[], { uid, pod }: PodStory): number | undefined {
  const owner = controllerOf(pod);
  const replacement = stories.find(
    (other) =>
      other.uid !== uid &&
      owner !== undefined &&
      (other.changes[0]?.at ?? 0) > AT_MS &&
      other.pod.metadata.ownerReferences?.some((reference) => reference.uid === owner.uid),
  );
  return replacement && firstShown(replacement, (now) => hasCondition(now, 'Ready'))?.at;
}

/** Seconds of toleration for a lost node that are tried in place of the 300 that admission adds (L-NOD-6). */
const SOONER_SECONDS = 30;

/** Tolerates a node that is away for less time. */
function leavingSooner(asked: Asked, story: PodStory, before: number): AnswerFix | undefined {
  const maker = makerOf(asked.input.objects, story);
  if (maker === undefined || !asked.fixes) return undefined;
  const edits = ['not-ready', 'unreachable'].map((state, i) =>
    podEdit(maker.kind, `spec.tolerations[${i}]`, {
      key: `node.kubernetes.io/${state}`,
      operator: 'Exists',
      effect: 'NoExecute',
      tolerationSeconds: SOONER_SECONDS,
    }),
  );
  // Tolerations of its own are the author's business.
  if (story.pod.spec.tolerations?.some(({ key }) => !key?.startsWith('node.kubernetes.io/')))
    return undefined;
  const objects = asked.input.objects.map((object) =>
    object === maker ? edited(object, edits) : object,
  );
  const sooner = lossesIn(asked, objects).find((loss) => isMadeBy(maker, loss.story))?.back;
  if (sooner === undefined || sooner >= before) return undefined;
  return {
    title: [
      `Tolerate a lost node for ${SOONER_SECONDS} s only`,
      `只容忍节点失联 ${SOONER_SECONDS} 秒`,
    ],
    object: nameOf(maker),
    edits,
    outcome: [
      `Then its replacement is Ready after ${duration(sooner)[0]}.`,
      `之后 ${duration(sooner)[1]}接替的 Pod 就绪。`,
    ],
  };
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
