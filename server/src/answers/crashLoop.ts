// 7. A crash loop: when is the next try, when does it reach five minutes?
import { isGateOn } from '../schema/featureGates';
import { type Answer, type Asked, duration, spreadOf, type Text } from './answer';
import { aboutPod, type ContainerStory, type PodStory, podStories } from './podStory';

const LOOP_FROM = 3;
const LONGEST_MS = 300_000;
const REDUCED_MS = 60_000;

/** The waits from each exit to the next start. Rules: L-RST-5, L-RST-6. */
export function restartWaits({ instances }: ContainerStory): readonly number[] {
  const waits: number[] = [];
  instances.forEach((instance, i) => {
    const next = instances[i + 1];
    if (instance.exitedMs !== undefined && next !== undefined)
      waits.push(next.startedMs - instance.exitedMs);
  });
  return waits;
}

/** With `whatIf` it is followed for an hour, over seeds. */
export function crashLoop(asked: Asked, story: PodStory): readonly Answer[] {
  const longestMs = longestDelayMs(asked, story);
  const longest = longestMs / 1000;
  const [each, eachZh] =
    longestMs === LONGEST_MS ? ['five minutes', '五分钟'] : [`${longest} s`, ` ${longest} 秒`];
  return story.containers.flatMap((container) => {
    const waits = restartWaits(container);
    const ends = container.instances.filter((instance) => instance.exitedMs !== undefined);
    if (ends.length < LOOP_FROM || !waits.some((wait) => wait >= 5000)) return [];
    const backOff = container.entries
      .filter((e) => e.change.kind === 'backOff' && e.change.what === 'restart')
      .at(-1);
    const delay = backOff?.change.kind === 'backOff' ? backOff.change.delayMs : 0;
    const seconds = waits.map((wait) => Math.round(wait / 1000)).join(', ');
    const reached = longestFromMs(container, longestMs);
    const numbers: Record<string, number> = { restarts: waits.length, delayMs: delay };
    const until = backOff?.change.kind === 'backOff' ? backOff.change.until : undefined;
    const isWaiting = until !== undefined && until > asked.run.endMs;
    if (isWaiting) numbers['nextTryMs'] = until;
    const next: Text = isWaiting
      ? [` The next try is due at ${duration(until)[0]}.`, ` 下次重试在 ${duration(until)[1]}。`]
      : ['', ''];
    const hour = asked.whatIf ? hourOf(asked, story, container.name) : undefined;
    if (hour !== undefined) Object.assign(numbers, hour.numbers);
    waits.forEach((wait, i) => {
      numbers[`wait${i + 1}Ms`] = wait;
    });
    if (reached !== undefined) numbers['fiveMinutesFromMs'] = reached;
    const tail =
      reached === undefined
        ? ['', '']
        : [
            ` From ${duration(reached)[0]} on it waits ${each} each time.`,
            ` ${duration(reached)[1]}起每次等${eachZh}。`,
          ];
    return [
      {
        id: 'crash-loop',
        severity: 'problem',
        about: `${aboutPod(story)} ${container.name}`,
        sentence: [
          `\`${container.name}\` is in a crash loop: it waited ${seconds} s before its restarts, and no more than ${longest} s from then on.${tail[0]}${next[0]}${hour?.text[0] ?? ''}`,
          `\`${container.name}\` 陷入崩溃循环:各次重启前等待 ${seconds} 秒,以后最多 ${longest} 秒。${tail[1]}${next[1]}${hour?.text[1] ?? ''}`,
        ],
        numbers,
        evidence: [
          {
            ...(backOff === undefined ? {} : { atMs: backOff.at, entry: backOff.id }),
            field: 'spec.restartPolicy',
          },
        ],
      },
    ];
  });
}

/** The longest that the kubelet of the Pod's node holds a container back. Rules: L-RST-2, L-GEN-5. */
function longestDelayMs({ input }: Asked, { pod }: PodStory): number {
  const { gates, nodes = [] } = input.scenario?.cluster ?? {};
  const node = nodes.find(({ name }) => name === pod.spec.nodeName);
  const own = isGateOn(gates, 'KubeletCrashLoopBackOffMax')
    ? node?.longestRestartDelayMs
    : undefined;
  return own ?? (isGateOn(gates, 'ReduceDefaultCrashLoopBackOffDecay') ? REDUCED_MS : LONGEST_MS);
}

/** From the first start to the exit behind which it first waits as long as it ever does. */
function longestFromMs(container: ContainerStory, longestMs: number): number | undefined {
  const waits = restartWaits(container);
  const index = waits.findIndex((wait) => wait >= longestMs);
  const first = container.instances[0];
  const exited = container.instances[index]?.exitedMs;
  return index < 0 || first === undefined || exited === undefined
    ? undefined
    : exited - first.startedMs;
}

const HOUR_MS = 3_600_000;
const FIVE_MINUTES_MS = 300_000;

/** What the loop comes to in five minutes and in an hour from the first start. */
function hourOf(
  asked: Asked,
  story: PodStory,
  container: string,
): { readonly numbers: Readonly<Record<string, number>>; readonly text: Text } | undefined {
  const { namespace, name } = story;
  const runs = asked.seeds(HOUR_MS + FIVE_MINUTES_MS);
  const told = runs.flatMap((run) => {
    const own = podStories(run).find((s) => s.namespace === namespace && s.name === name);
    return own?.containers.filter((it) => it.name === container) ?? [];
  });
  const restartsWithin = (ms: number) =>
    spreadOf(
      told.map(({ instances: [first, ...later] }) =>
        first === undefined
          ? undefined
          : later.filter(({ startedMs }) => startedMs - first.startedMs <= ms).length,
      ),
    );
  const [few, many] = [restartsWithin(FIVE_MINUTES_MS), restartsWithin(HOUR_MS)];
  const longestMs = longestDelayMs(asked, story);
  const reached = spreadOf(told.map((container) => longestFromMs(container, longestMs)));
  if (few === undefined || many === undefined) return undefined;
  return {
    numbers: {
      restartsIn5Min: few.typical,
      restartsInHour: many.typical,
      ...(reached === undefined
        ? {}
        : {
            fiveMinutesBestMs: reached.best,
            fiveMinutesTypicalMs: reached.typical,
            fiveMinutesWorstMs: reached.worst,
          }),
    },
    text: [
      ` ${few.typical} restarts in five minutes, ${many.typical} in an hour.`,
      ` 五分钟内重启 ${few.typical} 次,一小时 ${many.typical} 次。`,
    ],
  };
}
