// 15. In which order do things start and stop; who blocks whom?
import { type Answer, type Asked, duration, type Text } from './answer';
import { aboutPod, type PodStory } from './podStory';

const NOTHING: Text = ['', ''];

type Started = Pick<PodStory['containers'][number], 'name' | 'kind'>;

/** Containers that the last one which started keeps from it, or something of their own. */
function neverStarted(names: readonly string[], last: Started): Text {
  if (names.length === 0) return NOTHING;
  const isOne = names.length === 1;
  const verb = isOne ? 'never starts' : 'never start';
  const [en, zh] = [', ', '、'].map((comma) => names.map((name) => `\`${name}\``).join(comma));
  if (last.kind === 'regular') return [` ${en} ${verb}.`, ` ${zh} 一直没有启动。`];
  return [
    ` ${en} ${verb}: ${isOne ? 'it waits' : 'they wait'} for \`${last.name}\`.`,
    ` ${zh} 一直没有启动:在等 \`${last.name}\`。`,
  ];
}

/** Told for Pods in which order matters: several containers, or init containers. Rules: L-INI-2, L-SYN-12, L-TRM-9. */
export function startOrder(asked: Asked, story: PodStory): Answer | undefined {
  if (story.containers.length < 2) return undefined;
  const begun = story.pod.spec.nodeName === undefined ? 0 : (story.changes[0]?.at ?? 0);
  const started = story.containers
    .flatMap(({ name, kind, instances }) =>
      instances.slice(0, 1).map(({ startedMs }) => ({ name, kind, startedMs })),
    )
    .sort((a, b) => a.startedMs - b.startedMs);
  if (started.length === 0) return undefined;
  const waiting = story.containers
    .filter(({ instances }) => instances.length === 0)
    .map(({ name }) => name);
  const list = (language: 0 | 1): string =>
    started
      .map(({ name, startedMs }) => `\`${name}\` ${duration(startedMs - begun)[language]}`)
      .join(' → ');
  const blocker = started.at(-1);
  const numbers: Record<string, number> = {};
  for (const { name, startedMs } of started) numbers[`${name}Ms`] = startedMs - begun;
  const blocked = blocker === undefined ? NOTHING : neverStarted(waiting, blocker);
  const stops = stopOrder(asked, story);
  return {
    id: 'start-order',
    severity: waiting.length === 0 ? 'fact' : 'problem',
    about: aboutPod(story),
    sentence: [
      `Starts: ${list(0)}.${blocked[0]}${stops[0]}`,
      `启动顺序:${list(1)}。${blocked[1]}${stops[1]}`,
    ],
    numbers,
    evidence: blocker === undefined ? [] : [{ atMs: blocker.startedMs }],
  };
}

/** In which order its containers end when the Pod is deleted, measured from there. Rules: L-TRM-9. */
function stopOrder(asked: Asked, story: PodStory): Text {
  const stop = asked.whatIf ? asked.stopOf(story) : undefined;
  const ended = (stop?.containers ?? [])
    .flatMap(({ container: { name }, endedMs }) =>
      endedMs === undefined ? [] : [{ name, endedMs }],
    )
    .sort((a, b) => a.endedMs - b.endedMs);
  if (ended.length < 2) return ['', ''];
  const list = (language: 0 | 1): string =>
    ended.map(({ name, endedMs }) => `\`${name}\` ${duration(endedMs)[language]}`).join(' → ');
  return [` Stops when deleted: ${list(0)}.`, ` 删除时的停止顺序:${list(1)}。`];
}
