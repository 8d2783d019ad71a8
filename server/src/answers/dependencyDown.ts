// 11. A dependency is down for two minutes: what falls? Asked by letting the servers that the probes ask fail meanwhile.
import type { Pod } from '../schema/objects';
import { DEFAULT_SCENARIO } from '../simulator/scenario/scenario';
import type { RunInput, RunResult } from '../simulator/simulate';
import { type Answer, type AnswerFix, type Asked, duration, type Text } from './answer';
import { makerOf, podEdit } from './editPod';
import { aboutPod, hasCondition, type PodStory, podStories } from './podStory';
import { firstThatHelps } from './tryEdits';

const FROM_MS = 60_000;
const UNTIL_MS = 180_000;
const WATCHED_MS = 600_000;

/**
 * For the Pods of one maker whose probes ask a server: what a check that depends on something else does to all of them when
 * that is down. Rules: L-PRB-8, L-PRB-10.
 */
export function dependencyDown(asked: Asked): readonly Answer[] {
  const story = podStories(asked.run).find(
    ({ pod, containers }) =>
      hasCondition(pod, 'Ready') &&
      containers.some(
        ({ spec }) => asksServer(spec.readinessProbe) || asksServer(spec.livenessProbe),
      ),
  );
  const container = story?.containers.find(
    ({ spec }) => asksServer(spec.readinessProbe) || asksServer(spec.livenessProbe),
  );
  if (story === undefined || container === undefined) return [];
  const maker = makerOf(asked.input.objects, story);
  const pods = maker?.kind === 'Pod' ? story.name : `${maker?.metadata?.name ?? story.name}*`;
  const change = withOutage(asked, pods, container.name);
  const isOne = ({ namespace, name }: PodStory): boolean =>
    namespace === story.namespace &&
    (name === story.name || name.startsWith(pods.replace('*', '')));
  const fall = fallIn(asked.rerun(asked.input.objects, change), isOne, container.name);
  const fix =
    fall.restarts === 0 || maker === undefined
      ? undefined
      : withoutLiveness(asked, maker, change, `${container.field}.livenessProbe`, (run) =>
          fallIn(run, isOne, container.name),
        );
  return [
    {
      id: 'dependency-down',
      severity: fall.restarts === 0 ? 'fact' : 'risk',
      about: `${aboutPod(story)} ${container.name}`,
      sentence: sentenceOf(fall),
      numbers: {
        pods: fall.pods,
        fallen: fall.fallen,
        restarts: fall.restarts,
        ...(fall.leavesMs === undefined ? {} : { leavesMs: fall.leavesMs }),
        ...(fall.restartedMs === undefined ? {} : { restartedMs: fall.restartedMs }),
        ...(fall.backMs === undefined ? {} : { backMs: fall.backMs }),
      },
      evidence: [
        { field: `${container.field}.${fall.restarts === 0 ? 'readinessProbe' : 'livenessProbe'}` },
      ],
      ...(fix === undefined ? {} : { fix }),
    },
  ];
}

function asksServer(probe: { readonly httpGet?: unknown; readonly grpc?: unknown } | undefined) {
  return probe?.httpGet !== undefined || probe?.grpc !== undefined;
}

function withOutage(asked: Asked, pod: string, container: string): Partial<RunInput> {
  const scenario = asked.input.scenario ?? DEFAULT_SCENARIO;
  const outage = { fromMs: FROM_MS, untilMs: UNTIL_MS, how: 'fails' as const };
  return {
    untilMs: UNTIL_MS + WATCHED_MS,
    scenario: { ...scenario, outages: [...(scenario.outages ?? []), { pod, container, outage }] },
  };
}

/** What the outage does to all Pods alike; times count from its beginning, `backMs` from its end. */
interface Fall {
  readonly pods: number;
  /** Pods that left their Service, the last of them after `leavesMs`. */
  readonly fallen: number;
  readonly leavesMs?: number;
  readonly restarts: number;
  readonly restartedMs?: number;
  /** When all were Ready again. */
  readonly backMs?: number;
}

function fallIn(run: RunResult, isOne: (story: PodStory) => boolean, container: string): Fall {
  const stories = podStories(run).filter(isOne);
  const left = stories.flatMap(({ changes }) => {
    const down = changes.find(
      ({ at, object }) => at >= FROM_MS && hasCondition(object as Pod, 'Ready', 'False'),
    );
    return down === undefined ? [] : [down.at - FROM_MS];
  });
  const again = stories.flatMap(({ containers }) =>
    containers
      .filter(({ name }) => name === container)
      .flatMap(({ instances }) => instances.slice(1))
      .flatMap(({ startedMs }) => (startedMs > FROM_MS ? [startedMs - FROM_MS] : [])),
  );
  const back = stories.map(({ changes }) => {
    const down = changes.findLast(({ object }) => hasCondition(object as Pod, 'Ready', 'False'));
    return changes.find(
      ({ at, object }) => at > (down?.at ?? 0) && hasCondition(object as Pod, 'Ready'),
    )?.at;
  });
  const areBack = left.length > 0 && back.every((at) => at !== undefined);
  return {
    pods: stories.length,
    fallen: left.length,
    restarts: again.length,
    ...(left.length === 0 ? {} : { leavesMs: Math.max(...left) }),
    ...(again.length === 0 ? {} : { restartedMs: Math.min(...again) }),
    ...(areBack ? { backMs: Math.max(0, ...back.map((at) => (at ?? 0) - UNTIL_MS)) } : {}),
  };
}

function sentenceOf({ pods, fallen, leavesMs, restarts, backMs }: Fall): Text {
  const all =
    pods === 1
      ? ['it leaves', '它']
      : [`${fallen} of ${pods} Pods leave`, `${fallen}/${pods} 个 Pod `];
  const away: Text =
    leavesMs === undefined
      ? ['nothing leaves its Service', '没有 Pod 离开 Service']
      : [
          `${all[0]} ${pods === 1 ? 'its' : 'their'} Service within ${duration(leavesMs)[0]}`,
          `${all[1]}在 ${duration(leavesMs)[1]}内离开 Service`,
        ];
  const back: Text =
    backMs === undefined
      ? leavesMs === undefined
        ? ['', '']
        : [', and not all are back ten minutes after it', ',恢复十分钟后仍未全部就绪']
      : [
          `, and ${pods === 1 ? 'is' : 'all are'} back ${duration(backMs)[0]} after its end`,
          `,恢复 ${duration(backMs)[1]}后${pods === 1 ? '' : '全部'}就绪`,
        ];
  const fate: Text =
    restarts === 0
      ? ['; nothing is restarted', ';不会重启']
      : [
          `; meanwhile ${restarts} restart${restarts === 1 ? '' : 's'} that help nobody: keep the dependency out of the liveness probe`,
          `;期间重启 ${restarts} 次,于事无补:存活探针不要检查依赖`,
        ];
  return [
    `If what its checks depend on is down for two minutes, ${away[0]}${back[0]}${fate[0]}.`,
    `若探针依赖的服务中断两分钟,${away[1]}${back[1]}${fate[1]}。`,
  ];
}

function withoutLiveness(
  asked: Asked,
  maker: NonNullable<ReturnType<typeof makerOf>>,
  change: Partial<RunInput>,
  field: string,
  fallOf: (run: RunResult) => Fall,
): AnswerFix | undefined {
  const title: Text = [
    'Remove the liveness probe, or let it ask nothing but the process itself',
    '删除存活探针,或让它只检查进程本身',
  ];
  return firstThatHelps(
    asked,
    maker,
    [{ title, edits: [podEdit(maker.kind, field)] }],
    (run) => {
      const { restarts, backMs } = fallOf(run);
      if (restarts > 0) return undefined;
      return backMs === undefined
        ? ['Then nothing is restarted.', '之后不会重启。']
        : [
            `Then nothing is restarted, and all is back ${duration(backMs)[0]} after the end.`,
            `之后不会重启,恢复 ${duration(backMs)[1]}后全部就绪。`,
          ];
    },
    change,
  );
}
