// How a Pod stops, asked by deleting it in a run of its own.
import { DEFAULT_SCENARIO } from '../simulator/scenario/scenario';
import type { RunInput } from '../simulator/simulate';
import type { Asked } from './answer';
import {
  type ContainerStory,
  firstShown,
  hasCondition,
  type PodStory,
  podStories,
} from './podStory';

/** Time given to a Pod between its start and its deletion. */
const SETTLED_MS = 20_000;
/** Watched so long beyond the grace period. */
const WATCHED_MS = 15_000;

export interface ContainerStop {
  readonly container: ContainerStory;
  /** Since the deletion. */
  readonly termMs?: number;
  readonly endedMs?: number;
  readonly wasKilled: boolean;
}

/** A deletion, its times counted from it. Containers that had ended before do not stand in it. */
export interface PodStop {
  readonly graceSeconds: number;
  readonly containers: readonly ContainerStop[];
  /** When the API let go of the Pod. */
  readonly goneMs?: number;
}

/**
 * Deletes the Pod some time after it started; undefined where it never did.
 *
 * @param objects the posted objects, edited or not
 * @param graceSeconds as `kubectl delete --grace-period` has it; the Pod's own when absent
 */
export function stopOf(
  asked: Asked,
  story: PodStory,
  objects: RunInput['objects'] = asked.input.objects,
  graceSeconds?: number,
): PodStop | undefined {
  const started =
    firstShown(story, (pod) => hasCondition(pod, 'Ready')) ??
    firstShown(story, (pod) => pod.status?.phase === 'Running');
  if (started === undefined) return undefined;
  const atMs = started.at + SETTLED_MS;
  const grace = graceSeconds ?? story.pod.spec.terminationGracePeriodSeconds ?? 30;
  const scenario = asked.input.scenario ?? DEFAULT_SCENARIO;
  const { namespace, name } = story;
  const act = {
    kind: 'delete' as const,
    object: { kind: 'Pod', namespace, name },
    ...(graceSeconds === undefined ? {} : { gracePeriodSeconds: graceSeconds }),
  };
  const run = asked.rerun(objects, {
    untilMs: atMs + grace * 1000 + WATCHED_MS,
    scenario: {
      ...scenario,
      happenings: [...scenario.happenings, { trigger: { kind: 'at', atMs }, act }],
    },
  });
  const stopped = podStories(run).find(
    (other) =>
      other.name === name && other.namespace === namespace && (other.changes[0]?.at ?? 0) < atMs,
  );
  if (stopped === undefined) return undefined;
  const last = stopped.changes.at(-1);
  return {
    graceSeconds: grace,
    containers: stopped.containers.flatMap((container) => stopIn(container, atMs)),
    ...(last?.op === 'DELETED' ? { goneMs: last.at - atMs } : {}),
  };
}

function stopIn(container: ContainerStory, atMs: number): readonly ContainerStop[] {
  const running = container.instances.find(
    ({ startedMs, exitedMs = Infinity }) => startedMs <= atMs && exitedMs > atMs,
  );
  if (running === undefined) return [];
  const signals = container.entries.flatMap(({ at, change }) =>
    at >= atMs && change.kind === 'signal' ? [{ at, signal: change.signal }] : [],
  );
  const term = signals.find(({ signal }) => signal !== 'SIGKILL');
  return [
    {
      container,
      ...(term === undefined ? {} : { termMs: term.at - atMs }),
      ...(running.exitedMs === undefined ? {} : { endedMs: running.exitedMs - atMs }),
      wasKilled: signals.some(({ signal }) => signal === 'SIGKILL'),
    },
  ];
}
