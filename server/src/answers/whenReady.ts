// 1. When is it Ready, and where does the time go?

import { controllerOf } from '../schema/owners';
import type { RunResult } from '../simulator/simulate';
import { type Answer, type Asked, duration, rangeText, spreadOf, type Text } from './answer';
import {
  aboutPod,
  firstEntry,
  firstShown,
  hasCondition,
  type PodStory,
  podStories,
} from './podStory';

/** The stretches of a start, in order; together they are the time to Ready. */
export interface StartPart {
  readonly name: string;
  readonly word: Text;
  readonly ms: number;
}

/** Where the time to Ready goes; undefined for a Pod that never was. Rules: L-TIM-30, L-INI-5, L-PRB-3. */
export function startParts(story: PodStory): readonly StartPart[] | undefined {
  const ready = firstShown(story, (pod) => hasCondition(pod, 'Ready'));
  if (ready === undefined) return undefined;
  const created = story.changes[0]?.at ?? 0;
  const parts: StartPart[] = [];
  let from = created;
  const until = (at: number | undefined, name: string, word: Text): void => {
    if (at === undefined || at > ready.at || at <= from) return;
    parts.push({ name, word, ms: at - from });
    from = at;
  };
  const bound = firstShown(story, (pod) => (pod.spec.nodeName ?? '') !== '');
  until(bound?.at, 'scheduling', ['scheduling', '调度']);
  const mounted = firstEntry(
    story.entries,
    (e) => e.change.kind === 'volumes' && e.change.state === 'mounted',
  );
  until(mounted?.at, 'volumes', ['volumes', '卷']);
  const sandbox = firstEntry(
    story.entries,
    (e) => e.change.kind === 'sandbox' && e.change.state === 'created',
  );
  until(sandbox?.at, 'sandbox', ['sandbox', '沙箱']);
  for (const container of story.containers) {
    const { name, kind, instances } = container;
    const lastBeforeReady = instances.filter((instance) => instance.startedMs <= ready.at).at(-1);
    const pulled = story.entries
      .filter(
        (e) =>
          e.at <= ready.at &&
          e.change.kind === 'pull' &&
          e.change.state === 'finished' &&
          e.change.image === container.spec.image,
      )
      .at(0);
    until(pulled?.at, `pull ${name}`, [`pull for \`${name}\``, `\`${name}\` 拉镜像`]);
    if (lastBeforeReady === undefined) continue;
    if (kind === 'init') {
      until(lastBeforeReady.exitedMs, `init ${name}`, [`init \`${name}\``, `init \`${name}\``]);
    } else
      until(lastBeforeReady.startedMs, `start ${name}`, [
        `start of \`${name}\``,
        `\`${name}\` 启动`,
      ]);
  }
  until(ready.at, 'readiness', ['waiting for readiness', '等待就绪']);
  return parts;
}

const WORTH_TELLING_MS = 300;

/** With `whatIf` a range over seeds. */
export function whenReady(asked: Asked, story: PodStory): Answer | undefined {
  const created = story.changes[0]?.at ?? 0;
  const ready = firstShown(story, (pod) => hasCondition(pod, 'Ready'));
  const parts = startParts(story);
  if (ready === undefined || parts === undefined) return undefined;
  const told = parts.filter((part) => part.ms >= WORTH_TELLING_MS);
  const list = (language: 0 | 1): string =>
    told.map((part) => `${part.word[language]} ${duration(part.ms)[language]}`).join(', ');
  const [en, zh] = duration(ready.at - created);
  const numbers: Record<string, number> = { readyMs: ready.at - created };
  const runs = asked.whatIf ? asked.seeds() : [];
  const spread = spreadOf(runs.map((run) => readyMs(run, story)));
  const range: Text = spread === undefined ? ['', ''] : rangeText(spread, runs.length);
  if (spread !== undefined) {
    numbers['readyBestMs'] = spread.best;
    numbers['readyTypicalMs'] = spread.typical;
    numbers['readyWorstMs'] = spread.worst;
  }
  for (const part of parts) numbers[`${part.name} Ms`.replaceAll(' ', '')] = part.ms;
  return {
    id: 'when-ready',
    severity: 'fact',
    about: aboutPod(story),
    sentence: [
      `Ready after ${en}${range[0]}${told.length === 0 ? '' : `: ${list(0)}`}.`,
      `${zh}后就绪${range[1]}${told.length === 0 ? '' : `:${list(1)}`}。`,
    ],
    numbers,
    evidence: [{ atMs: ready.at, entry: ready.entry }],
  };
}

/** In another run: of the Pod of that name, or of the first that the same owner made there. */
function readyMs(run: RunResult, { namespace, name, pod }: PodStory): number | undefined {
  const owner = controllerOf(pod);
  const same = podStories(run).find(
    (other) =>
      other.namespace === namespace &&
      (other.name === name ||
        (owner !== undefined &&
          other.pod.metadata.ownerReferences?.some(
            ({ kind, name: maker }) => kind === owner.kind && maker === owner.name,
          ))),
  );
  const shown = same && firstShown(same, (now) => hasCondition(now, 'Ready'));
  return shown === undefined ? undefined : shown.at - (same?.changes[0]?.at ?? 0);
}
