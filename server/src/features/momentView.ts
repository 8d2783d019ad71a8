// What kubectl would show at a moment of a run: Pods with their containers and conditions.
import type { MomentView, PodDetail, PodRow } from '../protocol/run';
import type { ContainerStatus, Pod } from '../schema/objects';
import { ageOf } from '../schema/printing/age';
import { podRow } from '../schema/printing/podRow';
import { toYaml } from '../schema/printing/toYaml';
import { type RecordedRun, RunHistory } from '../simulator/trace/recordedRun';
import { containerLook, lookOfPod, roleOf, statusesOf } from './looks';

/** A run that can be looked at at any moment; make it once a run. */
export interface Scrubbable {
  readonly history: RunHistory;
  readonly epochMs: number;
}
export interface Moment extends Scrubbable {
  readonly atMs: number;
}

export function scrubbable(run: RecordedRun): Scrubbable {
  return { history: new RunHistory(run.store.changes), epochMs: run.epochMs };
}

export function momentView({ history, epochMs, atMs }: Moment): MomentView {
  const nowMs = epochMs + atMs;
  const pods = history.objectsAt('Pod', atMs).map((pod) => podView(pod as Pod, nowMs));
  return { atMs, pods };
}

function podView(pod: Pod, nowMs: number): PodRow {
  const { name, ready, status, restarts, age } = podRow(pod, nowMs);
  const look = lookOfPod(pod);
  const children = [
    ...statusesOf(pod).map((container) => containerView(pod, container, nowMs)),
    ...conditionViews(pod),
    ...addressViews(pod),
  ];
  return {
    namespace: pod.metadata.namespace ?? '',
    name,
    ready,
    status,
    restarts,
    age,
    look,
    children,
  };
}

function containerView(pod: Pod, status: ContainerStatus, nowMs: number): PodDetail {
  const kind = roleOf(pod, status.name);
  const { look, word } = containerLook(kind, status);
  const { running, waiting } = status.state ?? {};
  const last = status.lastState?.terminated;
  const parts = [
    running?.startedAt === undefined ? word : `${word} for ${ageOf(running.startedAt, nowMs)}`,
    waiting?.message === undefined || waiting.message === '' ? '' : waiting.message,
    last === undefined
      ? ''
      : `last exit ${last.exitCode}${last.reason === undefined ? '' : ` (${last.reason})`}`,
  ];
  return { kind, title: status.name, description: parts.filter(Boolean).join(' · '), look };
}

function conditionViews(pod: Pod): readonly PodDetail[] {
  return (pod.status?.conditions ?? []).map(({ type, status, reason, message }) => ({
    kind: 'condition',
    title: type,
    description: [status, reason, message]
      .filter((part) => part !== undefined && part !== '')
      .join(' · '),
    look: status === 'True' ? 'ready' : status === 'False' ? 'notReady' : 'unknown',
  }));
}

function addressViews(pod: Pod): readonly PodDetail[] {
  const { podIP } = pod.status ?? {};
  const { nodeName } = pod.spec;
  const views: PodDetail[] = [];
  if (podIP !== undefined && podIP !== '')
    views.push({ kind: 'address', title: podIP, description: 'Pod IP', look: 'ready' });
  if (nodeName !== undefined && nodeName !== '')
    views.push({ kind: 'address', title: nodeName, description: 'node', look: 'ready' });
  return views;
}

/** One object as `kubectl get -o yaml` would print it then; undefined when it was not there. */
export function objectYaml(
  { history, atMs }: Moment,
  name: { readonly kind: string; readonly namespace: string; readonly name: string },
): string | undefined {
  const object = history.objectAt(name.kind, name.namespace, name.name, atMs);
  return object === undefined ? undefined : toYaml(object);
}
