// 10. How does a rollout proceed; can it stop for ever?
import type { KubeObject } from '../schema/objects';
import type { RecordedChange } from '../simulator/trace/recordedRun';
import { type Answer, type AnswerFix, type Asked, duration } from './answer';
import { postedObject } from './editPod';
import { changesOf } from './objectChanges';
import { firstThatHelps } from './tryEdits';

interface DeploymentView {
  readonly spec?: { readonly replicas?: number };
  readonly status?: {
    readonly replicas?: number;
    readonly availableReplicas?: number;
    readonly updatedReplicas?: number;
    readonly observedGeneration?: number;
    readonly conditions?: readonly {
      readonly type: string;
      readonly status: string;
      readonly reason?: string;
      readonly message?: string;
    }[];
  };
}

/** Per Deployment: how its last rollout went, how few and how many Pods there were meanwhile. Rules: L-CTL-9, L-CTL-11, L-CTL-12. */
export function rollout(asked: Asked): readonly Answer[] {
  return changesOf(asked.run, 'Deployment').flatMap((changes) => answerFor(asked, changes));
}

function answerFor(asked: Asked, changes: readonly RecordedChange[]): readonly Answer[] {
  const { endMs } = asked.run;
  const last = changes.at(-1);
  if (last === undefined || last.op === 'DELETED') return [];
  const beginnings = changes.filter(
    ({ object, previous }) => previous === undefined || templateOf(object) !== templateOf(previous),
  );
  const begin = beginnings.at(-1) ?? changes[0];
  if (begin === undefined) return [];
  const during = changes.filter(({ at }) => at >= begin.at);
  const done = during.find(({ object }) => isComplete(object));
  const { replicas: wanted = 1 } = viewOf(last.object).spec ?? {};
  const counted = during
    .filter(({ at }) => done === undefined || at <= done.at)
    .map(({ object }) => viewOf(object).status ?? {});
  const least = Math.min(...counted.map(({ availableReplicas = 0 }) => availableReplicas));
  const most = Math.max(...counted.map(({ replicas = 0 }) => replicas));
  const took = (done?.at ?? endMs) - begin.at;
  const stuck = viewOf(last.object).status?.conditions?.find(
    (c) => c.type === 'Progressing' && c.status === 'False',
  );
  const first = beginnings.length <= 1;
  const fix = done === undefined && !first ? oneLess(asked, last.object) : undefined;
  const word = first ? ['is up', '全部就绪'] : ['is rolled out', '滚动完成'];
  const span = duration(took);
  const { namespace = '', name = '' } = last.object.metadata;
  const bounds = first
    ? ['', '']
    : [
        ` Meanwhile at least ${least} of ${wanted} were available, at most ${most} existed.`,
        ` 期间最少 ${least}/${wanted} 可用,最多 ${most} 个。`,
      ];
  return [
    {
      id: 'rollout',
      severity:
        done === undefined ? 'problem' : !first && least === 0 && wanted > 0 ? 'risk' : 'fact',
      about: `${namespace}/${name}`,
      sentence:
        done === undefined
          ? [
              `Deployment \`${name}\` has not come through after ${span[0]}${stuck?.message === undefined ? '.' : `: ${stuck.message}`} Nothing is rolled back by itself.`,
              `Deployment \`${name}\` 在 ${span[1]}后仍未完成${stuck?.message === undefined ? '。' : `:${stuck.message}`}不会自动回滚。`,
            ]
          : [
              `Deployment \`${name}\` ${word[0]} after ${span[0]}.${bounds[0]}`,
              `Deployment \`${name}\` ${span[1]}后${word[1]}。${bounds[1]}`,
            ],
      numbers: { tookMs: took, leastAvailable: least, mostPods: most, replicas: wanted },
      evidence: [{ atMs: (done ?? last).at, entry: (done ?? last).entry }],
      ...(fix === undefined ? {} : { fix }),
    },
  ];
}

/** A rollout that finds no place for a Pod more goes on where one may be taken away first. Rules: L-CTL-9. */
function oneLess(asked: Asked, deployment: KubeObject): AnswerFix | undefined {
  const { metadata } = deployment;
  const posted = postedObject(asked.input.objects, deployment);
  const edits = [{ path: ['spec', 'strategy', 'rollingUpdate', 'maxUnavailable'], value: 1 }];
  return firstThatHelps(
    asked,
    posted,
    [{ title: ['Set maxUnavailable to 1', '把 maxUnavailable 设为 1'], edits }],
    (run) => {
      const again = run.store.changes.filter(
        ({ object }) =>
          object.kind === 'Deployment' &&
          object.metadata.name === metadata.name &&
          object.metadata.namespace === metadata.namespace,
      );
      const latest = again.findLast(
        ({ object, previous }) =>
          previous !== undefined && templateOf(object) !== templateOf(previous),
      );
      const done = again.find(({ at, object }) => at > (latest?.at ?? 0) && isComplete(object));
      if (latest === undefined || done === undefined) return undefined;
      const span = duration(done.at - latest.at);
      return [`Then it is rolled out after ${span[0]}.`, `之后 ${span[1]}滚动完成。`];
    },
  );
}

function viewOf(object: KubeObject): DeploymentView {
  return object as unknown as DeploymentView;
}

function templateOf(object: KubeObject): string {
  return JSON.stringify((object['spec'] as { template?: unknown } | undefined)?.template);
}

function isComplete(object: KubeObject): boolean {
  const { spec, status } = viewOf(object);
  const wanted = spec?.replicas ?? 1;
  return (
    (status?.observedGeneration ?? 0) >= (object.metadata.generation ?? 1) &&
    (status?.updatedReplicas ?? 0) === wanted &&
    (status?.replicas ?? 0) === wanted &&
    (status?.availableReplicas ?? 0) === wanted
  );
}
