// 16. Job: how many Pods, how long until it gives up?  22. Will the Job end, with this sidecar?
import type { KubeObject } from '../schema/objects';
import type { RecordedChange, RecordedRun } from '../simulator/trace/recordedRun';
import { type Answer, type AnswerFix, type Asked, duration, type Text } from './answer';
import { podEdit, postedObject } from './editPod';
import { changesOf } from './objectChanges';
import { type PodStory, podStories } from './podStory';
import { firstThatHelps } from './tryEdits';

interface JobStatus {
  readonly conditions?: readonly {
    readonly type: string;
    readonly status: string;
    readonly reason?: string;
  }[];
}

/** A Job that is not over when the run ends is followed that long, with `whatIf`: by then the default back-off limit is used up. */
const FOLLOWED_MS = 3 * 3_600_000;

/** Rules: L-CTL-18, L-CTL-19. */
export function jobAttempts(asked: Asked, stories: readonly PodStory[]): readonly Answer[] {
  const seen = jobsOf(asked.run);
  const isOpen = seen.some(
    ({ job }) =>
      !isOver(job) && podsOf(job, stories).some(({ pod }) => pod.status?.phase === 'Failed'),
  );
  const run =
    isOpen && asked.whatIf ? asked.rerun(asked.input.objects, { untilMs: FOLLOWED_MS }) : asked.run;
  const told = run === asked.run ? stories : podStories(run);
  const followed = run !== asked.run;
  const alike = new Map<string, Ended[]>();
  for (const ended of endedOf(followed ? jobsOf(run) : seen)) {
    const known = alike.get(ended.key);
    if (known === undefined) alike.set(ended.key, [ended]);
    else known.push(ended);
  }
  return [...alike.values()].flatMap(([first, ...others]) =>
    first === undefined ? [] : [jobAnswer(asked, first, others.length, told, followed)],
  );
}

/** A Job that is over. */
interface Ended extends JobStory {
  readonly end: RecordedChange;
  readonly isFailed: boolean;
  readonly reason: string;
  /** Of whom it is one: Jobs of one CronJob that end alike have one key. */
  readonly key: string;
  readonly cronJob: string | undefined;
}

function endedOf(stories: readonly JobStory[]): readonly Ended[] {
  return stories.flatMap(({ job, changes }) => {
    const end = changes.find(({ object }) => isOver(object));
    const verdict = (job['status'] as JobStatus | undefined)?.conditions?.find(
      (c) => c.status === 'True' && (c.type === 'Failed' || c.type === 'Complete'),
    );
    if (end === undefined || verdict === undefined) return [];
    const { type, reason = '' } = verdict;
    const owner = job.metadata.ownerReferences?.find(({ kind }) => kind === 'CronJob');
    const key = `${owner?.uid ?? job.metadata.uid ?? ''} ${type} ${reason}`;
    const cronJob = owner?.name;
    return [{ job, changes, end, isFailed: type === 'Failed', reason, key, cronJob }];
  });
}

/** @param more so many other Jobs of its CronJob ended as it did */
function jobAnswer(
  asked: Asked,
  { job, changes, end, isFailed, reason, cronJob }: Ended,
  more: number,
  told: readonly PodStory[],
  followed: boolean,
): Answer {
  const own = podsOf(job, told);
  const failed = own.filter((story) => story.pod.status?.phase === 'Failed').length;
  const tookMs = end.at - (changes[0]?.at ?? 0);
  const took = duration(tookMs);
  const pods = own.length === 1 ? '1 Pod' : `${own.length} Pods`;
  const fix = isFailed ? givingUpAtOnce(asked, job, own, end.at) : undefined;
  const others: Text =
    more === 0
      ? ['', '']
      : [
          ` ${more} more of CronJob \`${cronJob}\` end alike.`,
          `CronJob \`${cronJob}\` 的另外 ${more} 个也是如此。`,
        ];
  const sentence: Text = isFailed
    ? [
        `The Job gives up after ${took[0]} and ${pods} (${reason}).`,
        `Job 在 ${took[1]}、${own.length} 个 Pod 后放弃(${reason})。`,
      ]
    : [
        `The Job is complete after ${took[0]} with ${pods}.`,
        `Job 用 ${own.length} 个 Pod 在 ${took[1]}完成。`,
      ];
  return {
    id: 'job-attempts',
    severity: isFailed ? 'problem' : 'fact',
    about: nameOf(job),
    sentence: [`${sentence[0]}${others[0]}`, `${sentence[1]}${others[1]}`],
    numbers: { pods: own.length, failed, tookMs, ...(more === 0 ? {} : { more }) },
    evidence: followed ? [] : [{ atMs: end.at, entry: end.entry }],
    ...(fix === undefined ? {} : { fix }),
  };
}

/** A policy by which the exit code that every attempt ends with fails the Job at once. Rules: L-CTL-19. */
function givingUpAtOnce(
  asked: Asked,
  job: KubeObject,
  own: readonly PodStory[],
  beforeMs: number,
): AnswerFix | undefined {
  const codes = new Set(
    own.flatMap(({ containers }) =>
      containers.flatMap(({ instances }) => instances.map(({ exitCode }) => exitCode ?? 0)),
    ),
  );
  codes.delete(0);
  const [code] = codes;
  if (own.length < 2 || code === undefined || codes.size > 1) return undefined;
  const policy = {
    rules: [{ action: 'FailJob', onExitCodes: { operator: 'In', values: [code] } }],
  };
  const title: Text = [
    `Fail the Job at once when a container exits with ${code} (podFailurePolicy)`,
    `容器以 ${code} 退出时立即让 Job 失败(podFailurePolicy)`,
  ];
  const attempt = { title, edits: [{ path: ['spec', 'podFailurePolicy'], value: policy }] };
  return firstThatHelps(asked, postedObject(asked.input.objects, job), [attempt], (run) => {
    const again = jobsOf(run).find((found) => nameOf(found.job) === nameOf(job));
    const end = again?.changes.find(({ object }) => isOver(object));
    if (again === undefined || end === undefined || end.at >= beforeMs) return undefined;
    const pods = podsOf(again.job, podStories(run)).length;
    const took = duration(end.at - (again.changes[0]?.at ?? 0));
    return [
      `It then gives up after ${took[0]} and ${pods} Pod(s).`,
      `之后在 ${took[1]}、${pods} 个 Pod 后放弃。`,
    ];
  });
}

/** A Job whose work is done but whose Pod goes on, because of a container that never ends. Rules: L-INI-9, L-PHS-6. */
export function sidecarJob(asked: Asked, stories: readonly PodStory[]): readonly Answer[] {
  return jobsOf(asked.run).flatMap(({ job }) => {
    if (isOver(job)) return [];
    return podsOf(job, stories)
      .slice(-1)
      .flatMap((story) => {
        const regular = story.containers.filter((container) => container.kind === 'regular');
        const done = regular.filter((c) => c.instances.at(-1)?.exitCode === 0);
        const going = regular.filter(
          (c) => c.instances.length > 0 && c.instances.at(-1)?.exitedMs === undefined,
        );
        if (done.length === 0 || going.length === 0 || done.length + going.length < regular.length)
          return [];
        const names = going.map(({ name }) => `\`${name}\``).join(', ');
        const doneAt = Math.max(...done.map((c) => c.instances.at(-1)?.exitedMs ?? 0));
        const fix = asSidecars(
          asked,
          job,
          going.map(({ name }) => name),
        );
        return [
          {
            id: 'sidecar-job',
            severity: 'problem' as const,
            about: nameOf(job),
            sentence: [
              `The Job never ends: its work is done at ${duration(doneAt)[0]}, but ${names} is an ordinary container and goes on.`,
              `Job 永不结束:工作在 ${duration(doneAt)[1]}已完成,但 ${names} 是普通容器,一直在运行。`,
            ] as const,
            numbers: { doneMs: doneAt },
            evidence: going.map(({ field }) => ({ field })),
            ...(fix === undefined ? {} : { fix }),
          },
        ];
      });
  });
}

function asSidecars(
  asked: Asked,
  job: KubeObject,
  names: readonly string[],
): AnswerFix | undefined {
  const posted = postedObject(asked.input.objects, job);
  const { containers, initContainers = [] } = (job['spec'] as { readonly template: Template })
    .template.spec;
  const moved = containers.flatMap(({ name }, index) => (names.includes(name) ? [index] : []));
  if (posted === undefined) return undefined;
  const given = (posted['spec'] as { readonly template: Template }).template.spec.containers;
  const edits = [
    ...moved.map((index, i) =>
      podEdit('Job', `spec.initContainers[${initContainers.length + i}]`, {
        ...given[index],
        restartPolicy: 'Always',
      }),
    ),
    // From the last on, so that the places of the others stay what they are.
    ...moved.toReversed().map((index) => podEdit('Job', `spec.containers[${index}]`)),
  ];
  const [name = ''] = names;
  const title: Text = [
    `Make \`${name}\` a sidecar (init container with restartPolicy: Always)`,
    `把 \`${name}\` 改为 sidecar(restartPolicy: Always 的 init 容器)`,
  ];
  return firstThatHelps(asked, posted, [{ title, edits }], (run) => {
    const again = jobsOf(run).find((found) => nameOf(found.job) === nameOf(job));
    const end = again?.changes.find(({ object }) => isOver(object));
    if (end === undefined) return undefined;
    return [
      `The Job then ends at ${duration(end.at)[0]}.`,
      `之后 Job 在 ${duration(end.at)[1]}结束。`,
    ];
  });
}

interface Template {
  readonly spec: {
    readonly containers: readonly { readonly name: string }[];
    readonly initContainers?: readonly unknown[];
  };
}

interface JobStory {
  readonly job: KubeObject;
  readonly changes: readonly RecordedChange[];
}

function jobsOf(run: RecordedRun): readonly JobStory[] {
  return changesOf(run, 'Job').flatMap((changes) => {
    const job = changes.at(-1)?.object;
    return job === undefined ? [] : [{ job, changes }];
  });
}

function podsOf(job: KubeObject, stories: readonly PodStory[]): readonly PodStory[] {
  return stories.filter(({ pod }) =>
    pod.metadata.ownerReferences?.some(({ uid }) => uid === job.metadata.uid),
  );
}

function isOver(job: KubeObject): boolean {
  return (
    (job['status'] as JobStatus | undefined)?.conditions?.some(
      ({ type, status }) => status === 'True' && (type === 'Complete' || type === 'Failed'),
    ) ?? false
  );
}

function nameOf({ metadata }: KubeObject): string {
  return `${metadata.namespace ?? ''}/${metadata.name ?? ''}`;
}
