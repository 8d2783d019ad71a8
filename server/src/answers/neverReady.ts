// 1 and 9. It never gets Ready, and nobody else says why: what it waits for, in the kubelet's own words.
import type { ContainerStatus } from '../schema/objects';
import type { RecordedRun } from '../simulator/trace/recordedRun';
import type { Answer, Evidence } from './answer';
import { aboutPod, firstShown, hasCondition, type PodStory } from './podStory';

/** What has an answer of its own: crash loops, images that cannot be pulled. */
const TOLD_ELSEWHERE: ReadonlySet<string> = new Set([
  'CrashLoopBackOff',
  'ErrImagePull',
  'ImagePullBackOff',
]);

/** A Pod on a node that waits for a volume, its configuration or its readiness when the run ends. Rules: L-SYN-10, L-SYN-14, L-CND-3. */
export function neverReady(run: RecordedRun, story: PodStory): readonly Answer[] {
  const last = story.changes.at(-1);
  const { pod } = story;
  const phase = pod.status?.phase;
  if (last === undefined || last.op === 'DELETED' || (pod.spec.nodeName ?? '') === '') return [];
  if (phase === 'Succeeded' || phase === 'Failed') return [];
  if (firstShown(story, (shown) => hasCondition(shown, 'Ready')) !== undefined) return [];
  const statuses = [
    ...(pod.status?.initContainerStatuses ?? []),
    ...(pod.status?.containerStatuses ?? []),
  ];
  const waiting = statuses.find(({ state }) => (state?.waiting?.message ?? '') !== '');
  if (waiting !== undefined) {
    const { reason = '', message = '' } = waiting.state?.waiting ?? {};
    if (TOLD_ELSEWHERE.has(reason)) return [];
    return [answerFor(story, ` ${waiting.name}`, reason, message, {})];
  }
  const warning = lastWarning(run, story);
  if (warning === undefined) return [];
  const isStarting = statuses.some(({ state }) => state?.waiting !== undefined);
  const isUnready = statuses.some(isRunningUnready);
  const { reason, message, evidence } = warning;
  if (isStarting ? reason !== 'FailedMount' : !(isUnready && reason === 'Unhealthy')) return [];
  return [answerFor(story, '', reason, message, evidence)];
}

function isRunningUnready({ state, ready }: ContainerStatus): boolean {
  return state?.running !== undefined && !ready;
}

function answerFor(
  story: PodStory,
  container: string,
  reason: string,
  message: string,
  evidence: Evidence,
): Answer {
  return {
    id: 'never-ready',
    severity: 'problem',
    about: `${aboutPod(story)}${container}`,
    sentence: [`It never gets Ready: ${reason}: ${message}`, `一直未就绪:${reason}:${message}`],
    numbers: {},
    evidence: [evidence],
  };
}

interface EventView {
  readonly type?: string;
  readonly reason?: string;
  readonly message?: string;
  readonly involvedObject?: { readonly uid?: string };
}

/** The last warning that was told about the Pod. */
function lastWarning(
  run: RecordedRun,
  { uid }: PodStory,
): { readonly reason: string; readonly message: string; readonly evidence: Evidence } | undefined {
  const told = run.store.changes.findLast(
    ({ object, op }) =>
      op !== 'DELETED' &&
      object.kind === 'Event' &&
      (object as unknown as EventView).type === 'Warning' &&
      (object as unknown as EventView).involvedObject?.uid === uid,
  );
  if (told === undefined) return undefined;
  const { reason = '', message = '' } = told.object as unknown as EventView;
  return { reason, message, evidence: { atMs: told.at, entry: told.entry } };
}
