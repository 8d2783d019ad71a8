// 25. Which deadline fires first?
import type { KubeObject, Pod } from '../schema/objects';
import { type RecordedChange, type RecordedRun, RunHistory } from '../simulator/trace/recordedRun';
import { type Answer, type AnswerFix, type Asked, duration, type Text } from './answer';
import { edited, makerOf, postedObject } from './editPod';
import { changesOf } from './objectChanges';
import { aboutPod, type PodStory } from './podStory';
import { firstThatHelps } from './tryEdits';

/** The deadlines of Pods, Jobs and Deployments, and whether they were over in this run. Rules: L-PHS-9, L-CTL-11, L-CTL-18. */
export function deadlines(asked: Asked, stories: readonly PodStory[]): readonly Answer[] {
  return [
    ...stories.flatMap((story) => podDeadline(asked, story)),
    ...changesOf(asked.run, 'Job').flatMap((changes) => jobDeadline(asked, changes)),
    ...changesOf(asked.run, 'Deployment').flatMap(progressDeadline),
  ];
}

function podDeadline(asked: Asked, story: PodStory): readonly Answer[] {
  const seconds = story.pod.spec.activeDeadlineSeconds;
  if (seconds === undefined) return [];
  const hit = story.changes.find(
    ({ object }) => (object as Pod).status?.reason === 'DeadlineExceeded',
  );
  const maker = makerOf(asked.input.objects, story);
  const fix =
    hit === undefined || maker?.kind !== 'Pod'
      ? undefined
      : longEnough(asked, maker, (run) => {
          const pod = new RunHistory(run.store.changes)
            .objectsAt('Pod', run.endMs)
            .find(({ metadata }) => metadata.name === story.name) as Pod | undefined;
          const ended = run.store.changes.find(
            ({ object }) =>
              object.metadata.uid === pod?.metadata.uid &&
              (object as Pod).status?.phase === 'Succeeded',
          );
          return ended?.at;
        });
  return [
    {
      id: 'deadlines',
      severity: hit === undefined ? 'fact' : 'problem',
      about: aboutPod(story),
      sentence:
        hit === undefined
          ? [
              `It may run for ${seconds} s from the moment the kubelet saw it, image pulls included.`,
              `从 kubelet 看到它起最多运行 ${seconds} 秒,拉镜像也算。`,
            ]
          : over('activeDeadlineSeconds', seconds, hit.at),
      numbers: { deadlineSeconds: seconds, ...(hit === undefined ? {} : { failedMs: hit.at }) },
      evidence: [evidenceOf(hit, 'spec.activeDeadlineSeconds')],
      ...(fix === undefined ? {} : { fix }),
    },
  ];
}

function over(field: string, seconds: number, at: number): Text {
  return [
    `${field}: ${seconds} is over: Failed at ${duration(at)[0]}.`,
    `${field}: ${seconds} 已到:${duration(at)[1]}失败。`,
  ];
}

function evidenceOf(hit: RecordedChange | undefined, field: string): Answer['evidence'][number] {
  return { ...(hit === undefined ? {} : { atMs: hit.at, entry: hit.entry }), field };
}

interface JobView {
  readonly spec: {
    readonly activeDeadlineSeconds?: number;
    readonly ttlSecondsAfterFinished?: number;
  };
  readonly status?: {
    readonly conditions?: readonly {
      readonly type: string;
      readonly status: string;
      readonly reason?: string;
    }[];
  };
}

function jobDeadline(asked: Asked, changes: readonly RecordedChange[]): readonly Answer[] {
  const [first] = changes;
  const last = changes.at(-1);
  if (first === undefined || last === undefined) return [];
  const { activeDeadlineSeconds: seconds, ttlSecondsAfterFinished: ttl } = (
    last.object as unknown as JobView
  ).spec;
  const { namespace = '', name = '' } = last.object.metadata;
  const about = `${namespace}/${name}`;
  const hit = changes.find(({ object }) => hasJobCondition(object, 'Failed', 'DeadlineExceeded'));
  const finished = changes.find(
    ({ object }) => hasJobCondition(object, 'Complete') || hasJobCondition(object, 'Failed'),
  );
  const answers: Answer[] = [];
  if (seconds !== undefined) {
    const posted = postedObject(asked.input.objects, last.object);
    const fix =
      hit === undefined
        ? undefined
        : longEnough(asked, posted, (run) => {
            const done = run.store.changes.find(
              ({ object }) =>
                object.kind === 'Job' &&
                object.metadata.name === name &&
                hasJobCondition(object, 'Complete'),
            );
            return done?.at;
          });
    answers.push({
      id: 'deadlines',
      severity: hit === undefined ? 'fact' : 'problem',
      about,
      sentence:
        hit === undefined
          ? [
              `The Job may take ${seconds} s, retries and waits included; then all its Pods are ended.`,
              `Job 最多运行 ${seconds} 秒,重试与等待都算;到点结束所有 Pod。`,
            ]
          : over('activeDeadlineSeconds', seconds, hit.at),
      numbers: { deadlineSeconds: seconds, ...(hit === undefined ? {} : { failedMs: hit.at }) },
      evidence: [evidenceOf(hit, 'spec.activeDeadlineSeconds')],
      ...(fix === undefined ? {} : { fix }),
    });
  }
  if (ttl !== undefined && finished !== undefined) {
    const gone = finished.at + ttl * 1000;
    answers.push({
      id: 'deadlines',
      severity: 'fact',
      about,
      sentence: [
        `The Job and its Pods, logs included, are deleted ${ttl} s after its end: at ${duration(gone)[0]}.`,
        `Job 结束 ${ttl} 秒后连同 Pod 和日志一起删除:${duration(gone)[1]}。`,
      ],
      numbers: { ttlSeconds: ttl, deletedMs: gone },
      evidence: [evidenceOf(finished, 'spec.ttlSecondsAfterFinished')],
    });
  }
  return answers;
}

function hasJobCondition(object: KubeObject, type: string, reason?: string): boolean {
  return (
    (object as unknown as JobView).status?.conditions?.some(
      (condition) =>
        condition.type === type &&
        condition.status === 'True' &&
        (reason === undefined || condition.reason === reason),
    ) ?? false
  );
}

/** The least `activeDeadlineSeconds`, in whole seconds, with which the work comes to its end. */
function longEnough(
  asked: Asked,
  posted: KubeObject | undefined,
  doneAt: (run: RecordedRun) => number | undefined,
): AnswerFix | undefined {
  if (posted === undefined || !asked.fixes) return undefined;
  const path = ['spec', 'activeDeadlineSeconds'];
  const without = asked.input.objects.map((object) =>
    object === posted ? edited(object, [{ path }]) : object,
  );
  const needed = doneAt(asked.rerun(without));
  if (needed === undefined) return undefined;
  const seconds = Math.ceil(needed / 1000);
  // The deadline counts from a moment a little after the creation: the last second is for trying.
  const attempts = [seconds - 1, seconds, seconds + 1].map((value) => ({
    title: [
      `Set activeDeadlineSeconds to ${value}`,
      `把 activeDeadlineSeconds 设为 ${value}`,
    ] as const,
    edits: [{ path, value }],
  }));
  return firstThatHelps(asked, posted, attempts, (run) => {
    const at = doneAt(run);
    return at === undefined
      ? undefined
      : [`Then it is done at ${duration(at)[0]}.`, `之后 ${duration(at)[1]}完成。`];
  });
}

function progressDeadline(changes: readonly RecordedChange[]): readonly Answer[] {
  const hit = changes.find(({ object }) =>
    (object as unknown as JobView).status?.conditions?.some(
      ({ type, reason }) => type === 'Progressing' && reason === 'ProgressDeadlineExceeded',
    ),
  );
  if (hit === undefined) return [];
  const { namespace = '', name = '' } = hit.object.metadata;
  const seconds =
    (hit.object['spec'] as { readonly progressDeadlineSeconds?: number } | undefined)
      ?.progressDeadlineSeconds ?? 600;
  return [
    {
      id: 'deadlines',
      severity: 'risk',
      about: `${namespace}/${name}`,
      sentence: [
        `progressDeadlineSeconds: ${seconds} is over at ${duration(hit.at)[0]}: the rollout counts as failed, and goes on all the same.`,
        `progressDeadlineSeconds: ${seconds} 在 ${duration(hit.at)[1]}已到:滚动更新视为失败,但仍会继续。`,
      ],
      numbers: { deadlineSeconds: seconds, failedMs: hit.at },
      evidence: [evidenceOf(hit, 'spec.progressDeadlineSeconds')],
    },
  ];
}
