// 5. Is the grace period long enough?
import { type Answer, type AnswerFix, type Asked, duration, type Text } from './answer';
import { edited, isMadeBy, makerOf, podEdit } from './editPod';
import { aboutPod, type ContainerStory, type PodStory, podStories } from './podStory';
import { sleepSeconds } from './sleepSeconds';
import { type ContainerStop, type PodStop, stopOf } from './stopRun';
import { nameOf } from './tryEdits';

/** A container that has not ended then by itself never will. */
const PATIENCE_SECONDS = 1800;
const FIELD = 'spec.terminationGracePeriodSeconds';

/**
 * What is left of the grace period after preStop, and whether anything was cut off in this run; with `whatIf` the Pod is
 * deleted in a run of its own, and the grace that would do is measured. Rules: L-HOOK-7, L-TRM-5, L-TRM-11.
 */
export function gracePeriod(asked: Asked, story: PodStory): readonly Answer[] {
  const stop = asked.whatIf ? asked.stopOf(story) : undefined;
  const killed = stop?.containers.filter(({ wasKilled }) => wasKilled) ?? [];
  if (stop !== undefined && killed.length > 0) return tooShort(asked, story, stop, killed);
  const grace = story.pod.spec.terminationGracePeriodSeconds ?? 30;
  return story.containers.flatMap((container) => {
    const preStop = container.spec.lifecycle?.preStop;
    const sleep = preStop === undefined ? undefined : sleepSeconds(preStop);
    const abandoned = container.entries.find(
      (e) =>
        e.change.kind === 'hook' && e.change.hook === 'preStop' && e.change.state === 'abandoned',
    );
    if (abandoned !== undefined || (sleep !== undefined && sleep >= grace))
      return [usedUp(story, container, grace, sleep, abandoned)];
    if (sleep === undefined || sleep === 0) return [];
    return [
      {
        id: 'grace-period',
        severity: 'fact' as const,
        about: `${aboutPod(story)} ${container.name}`,
        sentence: [
          `\`${container.name}\` has ${grace - sleep} s to stop after its preStop hook of ${sleep} s.`,
          `preStop 用去 ${sleep} 秒后,\`${container.name}\` 还有 ${grace - sleep} 秒停止。`,
        ] as const,
        numbers: { graceSeconds: grace, preStopSeconds: sleep, leftSeconds: grace - sleep },
        evidence: [{ field: FIELD }],
      },
    ];
  });
}

/** Containers that were killed when the Pod was deleted: they need more time, or never end at all. */
function tooShort(
  asked: Asked,
  story: PodStory,
  stop: PodStop,
  killed: readonly ContainerStop[],
): readonly Answer[] {
  const patient = stopOf(asked, story, asked.input.objects, PATIENCE_SECONDS);
  const fix = patient === undefined ? undefined : longerGrace(asked, story, patient);
  return killed.map(({ container, termMs, endedMs = 0 }) => {
    const alone = patient?.containers.find((other) => other.container.name === container.name);
    const needs = alone?.wasKilled === false ? alone.endedMs : undefined;
    const grace = stop.graceSeconds;
    const after = duration(endedMs);
    const drain = duration(endedMs - (termMs ?? 0));
    const hook: Text =
      termMs === undefined || termMs < 1000
        ? ['', '']
        : [
            `; SIGTERM came only after ${duration(termMs)[0]}`,
            `;SIGTERM 在 ${duration(termMs)[1]}后才到`,
          ];
    const sentence: Text =
      needs === undefined
        ? [
            `\`${container.name}\` does not end at SIGTERM: every deletion takes ${after[0]}, then it is killed (137)${hook[0]}.`,
            `\`${container.name}\` 收到 SIGTERM 不退出:每次删除都要等 ${after[1]},然后被杀死(137)${hook[1]}。`,
          ]
        : [
            `\`${container.name}\` is cut off ${drain[0]} after SIGTERM, when the grace period of ${grace} s is over: it needs ${duration(needs)[0]} in all${hook[0]}.`,
            `\`${container.name}\` 在 SIGTERM 后 ${drain[1]}被强行结束(宽限期 ${grace} 秒):总共需要 ${duration(needs)[1]}${hook[1]}。`,
          ];
    return {
      id: 'grace-period',
      severity: needs === undefined ? ('risk' as const) : ('problem' as const),
      about: `${aboutPod(story)} ${container.name}`,
      sentence,
      numbers: {
        graceSeconds: grace,
        killedMs: endedMs,
        ...(termMs === undefined ? {} : { termMs }),
        ...(needs === undefined ? {} : { needsMs: needs }),
      },
      evidence: [{ field: FIELD }],
      ...(fix === undefined || needs === undefined ? {} : { fix }),
    };
  });
}

/** The least grace period, in whole seconds, in which all end by themselves. */
function longerGrace(asked: Asked, story: PodStory, patient: PodStop): AnswerFix | undefined {
  const maker = makerOf(asked.input.objects, story);
  if (maker === undefined || !asked.fixes) return undefined;
  const needs = Math.max(
    ...patient.containers.map(({ wasKilled, endedMs }) => (wasKilled ? 0 : (endedMs ?? 0))),
  );
  const seconds = Math.ceil(needs / 1000);
  for (const tried of [seconds, seconds + 1, seconds + 2]) {
    const edits = [podEdit(maker.kind, FIELD, tried)];
    const objects = asked.input.objects.map((o) => (o === maker ? edited(o, edits) : o));
    const again = podStories(asked.rerun(objects)).find((other) => isMadeBy(maker, other));
    const stop = again && stopOf(asked, again, objects);
    if (stop === undefined || stop.containers.length === 0) return undefined;
    const late = stop.containers.filter(
      ({ container: { name }, wasKilled }) =>
        wasKilled && !patient.containers.some((c) => c.container.name === name && c.wasKilled),
    );
    if (late.length > 0) continue;
    const gone = duration(stop.goneMs ?? needs);
    return {
      title: [
        `Set terminationGracePeriodSeconds to ${tried}`,
        `把 terminationGracePeriodSeconds 设为 ${tried}`,
      ],
      object: nameOf(maker),
      edits,
      outcome: [
        `Then it ends by itself and the Pod is gone ${gone[0]} after its deletion.`,
        `之后它自行结束,删除后 ${gone[1]} Pod 消失。`,
      ],
    };
  }
  return undefined;
}

function usedUp(
  story: PodStory,
  { name, field }: ContainerStory,
  grace: number,
  sleep: number | undefined,
  abandoned: { readonly at: number; readonly id: number } | undefined,
): Answer {
  const takes = sleep === undefined ? '' : ` of ${sleep} s`;
  return {
    id: 'grace-period',
    severity: 'problem',
    about: `${aboutPod(story)} ${name}`,
    sentence: [
      `The preStop hook${takes} of \`${name}\` uses up the whole grace period of ${grace} s: SIGTERM comes when it is over, SIGKILL 2 s later.`,
      `\`${name}\` 的 preStop 用完了 ${grace} 秒宽限期:到点才发 SIGTERM,2 秒后 SIGKILL。`,
    ],
    numbers: {
      graceSeconds: grace,
      leftSeconds: 2,
      ...(sleep === undefined ? {} : { preStopSeconds: sleep }),
    },
    evidence: [
      {
        ...(abandoned === undefined ? {} : { atMs: abandoned.at, entry: abandoned.id }),
        field: `${field}.lifecycle.preStop`,
      },
      { field: FIELD },
    ],
  };
}
