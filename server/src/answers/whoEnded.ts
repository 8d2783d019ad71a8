// 6. Who ended this container?
import { quantityOf, wholeValue } from '../schema/quantity';
import type { Answer, AnswerFix, Asked, Text } from './answer';
import { isMadeBy, makerOf, podEdit } from './editPod';
import {
  aboutPod,
  type ContainerStory,
  type Instance,
  type PodStory,
  podStories,
} from './podStory';
import { leastThat, nameOf, runWith } from './tryEdits';

export type Killer = 'liveness' | 'startup' | 'grace' | 'oom' | 'signal' | 'startError' | 'itself';

/** One answer per container: about its last end that was not a plain success. Rules: L-TRM-11, L-TRM-12, L-RST-13, L-PRB-10. */
export function whoEnded(asked: Asked, story: PodStory): readonly Answer[] {
  return story.containers.flatMap((container) => {
    const ended = container.instances.filter((i) => i.exitedMs !== undefined && i.exitCode !== 0);
    const last = ended.at(-1);
    return last === undefined ? [] : [answerFor(asked, story, container, last, ended.length)];
  });
}

/** What ended an instance: the signals and probe results that came just before its end. */
export function killerOf({ entries }: ContainerStory, instance: Instance): Killer {
  if (instance.reason === 'OOMKilled') return 'oom';
  if (instance.reason === 'StartError') return 'startError';
  const exit = instance.exitedMs ?? 0;
  const before = entries.filter((e) => e.at >= instance.startedMs && e.at <= exit);
  const isKilled = before.some((e) => e.change.kind === 'signal' && e.change.signal === 'SIGKILL');
  const probe = before
    .filter((e) => e.change.kind === 'probeResult' && e.change.outcome === 'failure')
    .at(-1)?.change;
  const isSignalled = before.some((e) => e.change.kind === 'signal');
  if (!isSignalled) return 'itself';
  if (probe?.kind === 'probeResult' && probe.probe !== 'readiness') return probe.probe;
  return isKilled ? 'grace' : 'signal';
}

function answerFor(
  asked: Asked,
  story: PodStory,
  container: ContainerStory,
  last: Instance,
  times: number,
): Answer {
  const killer = killerOf(container, last);
  const code = last.exitCode ?? 0;
  const grace = story.pod.spec.terminationGracePeriodSeconds ?? 30;
  const ignored = container.entries.some(
    (e) =>
      e.at >= last.startedMs &&
      e.at <= (last.exitedMs ?? 0) &&
      e.change.kind === 'signal' &&
      e.change.signal === 'SIGKILL',
  );
  const afterGrace: Text = ignored
    ? [
        `; it ignored SIGTERM and was killed after ${grace} s`,
        `;它忽略 SIGTERM,${grace} 秒后被 SIGKILL`,
      ]
    : ['', ''];
  const fix = killer === 'oom' ? moreMemory(asked, story, container) : undefined;
  const why = reasonText(killer, code, container, afterGrace);
  const often: Text =
    times > 1 ? [` ${times} times in this run.`, ` 本次运行共 ${times} 次。`] : ['', ''];
  return {
    id: 'who-ended',
    severity: killer === 'signal' || killer === 'grace' ? 'fact' : 'problem',
    about: `${aboutPod(story)} ${container.name}`,
    sentence: [
      `\`${container.name}\` ended with ${code}: ${why[0]}.${often[0]}`,
      `\`${container.name}\` 以 ${code} 结束:${why[1]}。${often[1]}`,
    ],
    numbers: { exitCode: code, times },
    evidence: [
      {
        ...(last.exitedMs === undefined ? {} : { atMs: last.exitedMs }),
        ...(last.exitEntry === undefined ? {} : { entry: last.exitEntry }),
        field: fieldOf(killer, container),
      },
    ],
    ...(fix === undefined ? {} : { fix }),
  };
}

function reasonText(
  killer: Killer,
  code: number,
  { name }: ContainerStory,
  afterGrace: Text,
): Text {
  switch (killer) {
    case 'oom':
      return [
        'it used more memory than its limit and the kernel killed it',
        '内存超过上限,被内核杀死',
      ];
    case 'startError':
      return ['its command could not be started', '命令无法启动'];
    case 'liveness':
      return [`its liveness probe failed${afterGrace[0]}`, `存活探针失败${afterGrace[1]}`];
    case 'startup':
      return [`its startup probe failed${afterGrace[0]}`, `启动探针失败${afterGrace[1]}`];
    case 'grace':
      return [
        `SIGKILL, because it was still running when its grace period was over: PID 1 of \`${name}\` has no handler for SIGTERM or takes too long`,
        `宽限期结束仍在运行,被 SIGKILL:\`${name}\` 的 PID 1 没有处理 SIGTERM,或停得太慢`,
      ];
    case 'signal':
      return [
        `it was asked to stop (SIGTERM) and ended with ${code}`,
        `收到 SIGTERM 后以 ${code} 结束`,
      ];
    case 'itself':
      return ['its process ended by itself', '进程自己退出'];
  }
}

function fieldOf(killer: Killer, { field }: ContainerStory): string {
  switch (killer) {
    case 'oom':
      return `${field}.resources.limits.memory`;
    case 'liveness':
      return `${field}.livenessProbe`;
    case 'startup':
      return `${field}.startupProbe`;
    case 'grace':
      return 'spec.terminationGracePeriodSeconds';
    case 'startError':
    case 'itself':
    case 'signal':
      return `${field}.command`;
  }
}

const MEBIBYTE = 1 << 20;
/** Up to so many times the limit is tried: what needs more has a leak. */
const MOST_TIMES = 16;

/** The least limit, in Mi, with which nothing of the container is killed for its memory any more. */
function moreMemory(
  asked: Asked,
  story: PodStory,
  { name, spec, field }: ContainerStory,
): AnswerFix | undefined {
  const limit = spec.resources?.limits?.['memory'];
  const maker = makerOf(asked.input.objects, story);
  if (limit === undefined || maker === undefined || !asked.fixes) return undefined;
  const present = Math.floor(wholeValue(quantityOf(limit)) / MEBIBYTE);
  const editFor = (mebibytes: number) =>
    podEdit(maker.kind, `${field}.resources.limits.memory`, `${mebibytes}Mi`);
  const least = leastThat(present + 1, Math.max(1, present) * MOST_TIMES, (mebibytes) => {
    const again = podStories(runWith(asked, maker, [editFor(mebibytes)])).find((other) =>
      isMadeBy(maker, other),
    );
    const own = again?.containers.find((container) => container.name === name);
    return (
      own !== undefined &&
      own.instances.length > 0 &&
      own.instances.every(({ reason }) => reason !== 'OOMKilled')
    );
  });
  if (least === undefined) return undefined;
  return {
    title: [`Set the memory limit to ${least}Mi`, `把内存上限设为 ${least}Mi`],
    object: nameOf(maker),
    edits: [editFor(least)],
    outcome: ['Then it is not killed for its memory any more.', '之后不再因内存被杀死。'],
  };
}
