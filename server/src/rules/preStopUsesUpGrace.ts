import { placeAt } from '../documents/paths';
import { keySpanAt, spanAt } from '../documents/spans';
import { numberAt, plainAt } from '../schema/plain';
import { leadingSleepSeconds, wordsAt } from './commandLine';
import type { ContainerView, PodView, Rule, RuleFinding, RuleFix, RuleScene } from './rule';

const DEFAULT_GRACE_SECONDS = 30;

/** A preStop hook that leaves nothing of the grace period. Rules: L-HOOK-7, L-TRM-5 */
export const preStopUsesUpGrace: Rule = {
  code: 'prestop-uses-up-grace-period',
  severity: 'warning',
  reads: 'document',
  page: [
    'A preStop hook runs inside the grace period, before the container gets its stop signal. What it takes is missing afterwards: when it takes all of `terminationGracePeriodSeconds`, the kubelet gives it up, sends SIGTERM and kills the container 2 s later, however much work is left.\nThe grace period should be the time of the hook plus the time in which the program ends what it has begun.',
    'preStop 钩子在宽限期之内、停止信号之前运行，它用掉的时间不会补回来：如果用完了 `terminationGracePeriodSeconds`，kubelet 会放弃它，发送 SIGTERM，2 秒后杀掉容器，无论还剩多少工作。\n宽限期应等于钩子的时间加上程序收尾的时间。',
  ],
  check: (scene) =>
    scene.pods.flatMap((pod) => pod.containers.flatMap((it) => inContainer(scene, pod, it))),
};

function inContainer(
  scene: RuleScene,
  pod: PodView,
  { value, path, name }: ContainerView,
): readonly RuleFinding[] {
  const preStop = plainAt(value, 'lifecycle', 'preStop');
  const grace = numberAt(pod.spec, 'terminationGracePeriodSeconds') ?? DEFAULT_GRACE_SECONDS;
  if (preStop === undefined || grace <= 0) return [];
  const sleep = numberAt(plainAt(preStop, 'sleep'), 'seconds');
  const words = wordsAt(plainAt(preStop, 'exec') ?? {}, 'command');
  // A sleep action longer than the grace period is the API server's to refuse.
  const seconds = sleep === grace ? sleep : words && leadingSleepSeconds(words);
  if (seconds === undefined || seconds < grace) return [];
  const at = [...path, 'lifecycle', 'preStop'];
  return [
    {
      span:
        sleep === grace
          ? spanAt(scene.document, [...at, 'sleep', 'seconds'])
          : keySpanAt(scene.document, at),
      message: [
        `The hook takes ${seconds} s and the grace period is ${grace} s: \`${name}\` gets SIGTERM only after ${grace} s and is killed 2 s later, with no time to end its work. Raise \`terminationGracePeriodSeconds\` above ${seconds} by what the program needs.`,
        `钩子要 ${seconds} 秒，而宽限期只有 ${grace} 秒：\`${name}\` 到 ${grace} 秒才收到 SIGTERM，2 秒后就被杀掉，来不及收尾。请把 \`terminationGracePeriodSeconds\` 调到 ${seconds} 加上程序所需的时间。`,
      ],
      fixes: graceFix(scene, pod, Math.ceil(seconds) + DEFAULT_GRACE_SECONDS),
    },
  ];
}

function graceFix({ document }: RuleScene, { path }: PodView, seconds: number): readonly RuleFix[] {
  const title = [
    `Set terminationGracePeriodSeconds to ${seconds}`,
    `把 terminationGracePeriodSeconds 设为 ${seconds}`,
  ] as const;
  const written = placeAt(document.tree, [...path, 'spec', 'terminationGracePeriodSeconds'])?.value;
  if (written !== undefined) {
    const span = { start: written.start, end: written.end };
    return [{ title, edits: [{ span, newText: String(seconds) }], isPreferred: true }];
  }
  const spec = placeAt(document.tree, [...path, 'spec'])?.value;
  if (spec?.kind !== 'map' || spec.flow || spec.entries[0] === undefined) return [];
  const { start } = spec.entries[0];
  const newText = `terminationGracePeriodSeconds: ${seconds}\n${' '.repeat(spec.indent)}`;
  return [{ title, edits: [{ span: { start, end: start }, newText }], isPreferred: true }];
}
