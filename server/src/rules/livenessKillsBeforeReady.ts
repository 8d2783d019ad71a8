import { keySpanAt } from '../documents/spans';
import { textAt } from '../schema/plain';
import { leadingSleepSeconds, scriptOf, startedWords, wordsAt } from './commandLine';
import type { ProbeView } from './probes';
import { asksTheSame, handlerOf, probeAt, secondsToKill } from './probes';
import type { ContainerView, PodView, Rule, RuleFinding, RuleScene, Text } from './rule';

/**
 * A liveness or startup probe that has used up its failures before the container can answer. Two manifests tell how
 * long that takes: a command that sleeps first, and a readiness probe that asks the same and is told to wait longer.
 * Rules: L-PRB-3, L-PRB-7, L-PRB-10, L-PRB-16
 */
export const livenessKillsBeforeReady: Rule = {
  code: 'liveness-kills-before-ready',
  severity: 'warning',
  reads: 'document',
  page: [
    'A liveness probe does not wait for readiness. From the start of the container it may fail for `initialDelaySeconds + (failureThreshold − 1) × periodSeconds` seconds, plus up to one period and the timeout; then the container is killed and started again, needs just as long, and is killed again: it never becomes Ready.\nAdd a startup probe: while it has not succeeded, liveness does not run. Its budget `failureThreshold × periodSeconds` should be longer than the slowest start. Raising `initialDelaySeconds` of the liveness probe works too, but delays every later start as well.',
    '存活探针不会等待就绪。容器启动后它最多失败 `initialDelaySeconds + (failureThreshold − 1) × periodSeconds` 秒，再加至多一个周期和一次超时；之后容器被杀掉重启，同样的时间又不够，于是永远不会 Ready。\n请加启动探针：它成功之前存活探针不运行。它的预算 `failureThreshold × periodSeconds` 应长于最慢的启动。增大存活探针的 `initialDelaySeconds` 也行，但每次启动都要多等。',
  ],
  check: (scene) =>
    scene.pods.flatMap((pod) => pod.containers.flatMap((it) => inContainer(scene, pod, it))),
};

function inContainer(
  scene: RuleScene,
  pod: PodView,
  container: ContainerView,
): readonly RuleFinding[] {
  const { value } = container;
  const startup = probeAt(value, 'startupProbe');
  // While a startup probe runs, liveness does not.
  const killer = startup ?? probeAt(value, 'livenessProbe');
  if (killer === undefined) return [];
  const sleeps = sleepBeforeAnswering(container, killer);
  const { least } = secondsToKill(killer);
  if (sleeps !== undefined && sleeps > secondsToKill(killer).most) {
    return [
      finding(scene, pod, container, killer, [
        `its command sleeps for ${sleeps} s before it does anything`,
        `它的命令先休眠 ${sleeps} 秒才开始工作`,
      ]),
    ];
  }
  const readiness = probeAt(value, 'readinessProbe');
  if (startup !== undefined || readiness === undefined || !asksTheSame(killer, readiness))
    return [];
  const wait = readiness.initialDelaySeconds;
  if (wait <= least || wait <= secondsToKill(killer).most - killer.timeoutSeconds) return [];
  return [
    finding(scene, pod, container, killer, [
      `its readiness probe, which asks the same, is first made after ${wait} s`,
      `内容相同的就绪探针要 ${wait} 秒后才开始`,
    ]),
  ];
}

/** Seconds for which the probe certainly fails; undefined where nothing tells. */
function sleepBeforeAnswering(container: ContainerView, probe: ProbeView): number | undefined {
  const words = startedWords(container.value);
  const seconds = words && leadingSleepSeconds(words);
  if (words === undefined || seconds === undefined) return undefined;
  const handler = handlerOf(probe.value);
  if (handler === undefined) return undefined;
  if (handler.kind !== 'exec') return textAt(handler.value, 'host') === '' ? seconds : undefined;
  // `cat FILE`, where FILE is made by the script after its sleep.
  const [program, file, ...more] = wordsAt(handler.value, 'command') ?? [];
  if (program !== 'cat' || file === undefined || more.length > 0) return undefined;
  return scriptOf(words)?.includes(file) === true ? seconds : undefined;
}

function finding(
  { document }: RuleScene,
  pod: PodView,
  { name, path }: ContainerView,
  probe: ProbeView,
  reason: Text,
): RuleFinding {
  const { least, most } = secondsToKill(probe);
  const kind = probe.kind === 'startupProbe' ? 'startup' : 'liveness';
  const isRestarted = textAt(pod.spec, 'restartPolicy') !== 'Never';
  const again: Text = isRestarted
    ? ['killed and started again', '被杀掉并重启']
    : ['killed for good', '被杀掉且不再启动'];
  const advice: Text =
    kind === 'startup'
      ? ['Raise `failureThreshold` of the startup probe.', '请增大启动探针的 `failureThreshold`。']
      : [
          'Add a startup probe or raise `initialDelaySeconds`.',
          '请加启动探针，或增大 `initialDelaySeconds`。',
        ];
  return {
    span: keySpanAt(document, [...path, probe.kind]),
    message: [
      `\`${name}\` is ${again[0]} after ${least}–${most} s, before it can be Ready: its ${kind} probe has failed ${probe.failureThreshold} times by then, and ${reason[0]}. ${advice[0]}`,
      `\`${name}\` 在 ${least}–${most} 秒后${again[1]}，来不及 Ready：届时 ${kind} 探针已失败 ${probe.failureThreshold} 次，而${reason[1]}。${advice[1]}`,
    ],
  };
}
