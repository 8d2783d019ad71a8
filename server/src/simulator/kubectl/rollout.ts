// What `kubectl rollout` does to a workload before its controller takes over, and what it knows of earlier templates.
import type { KubeObject, PodTemplate } from '../../schema/objects';
import type { StoreView } from '../api/store';
import { toTimestamp } from '../api/timestamps';

const REVISION = 'deployment.kubernetes.io/revision';
const RESTARTED_AT = 'kubectl.kubernetes.io/restartedAt';
const CHANGE_CAUSE = 'kubernetes.io/change-cause';

/** A template that the workload had, or has. */
export interface Revision {
  readonly number: number;
  readonly template: PodTemplate;
  readonly cause?: string;
}

function templateOf(object: KubeObject): PodTemplate | undefined {
  return (object['spec'] as { readonly template?: PodTemplate } | undefined)?.template;
}

function withTemplate(object: KubeObject, template: PodTemplate): KubeObject {
  return { ...object, spec: { ...(object['spec'] as object), template } };
}

/** The newest first: of a Deployment its ReplicaSets, else its ControllerRevisions. Rules: L-CTL-13. */
export function revisionsOf(view: StoreView, workload: KubeObject): readonly Revision[] {
  const revisions: Revision[] = [];
  for (const object of view.dependents(workload.metadata.uid ?? '')) {
    const revision = revisionOf(object);
    if (revision !== undefined) revisions.push(revision);
  }
  return revisions.sort((a, b) => b.number - a.number);
}

function revisionOf(object: KubeObject): Revision | undefined {
  const { annotations } = object.metadata;
  const cause = annotations?.[CHANGE_CAUSE];
  const more = cause === undefined ? {} : { cause };
  if (object.kind === 'ReplicaSet') {
    const template = templateOf(object);
    const number = Number(annotations?.[REVISION] ?? 0);
    return template === undefined ? undefined : { number, template, ...more };
  }
  if (object.kind !== 'ControllerRevision') return undefined;
  const { revision, data } = object as unknown as {
    readonly revision: number;
    readonly data: KubeObject;
  };
  const template = templateOf(data);
  return template === undefined ? undefined : { number: revision, template, ...more };
}

/** The workload with the template of an earlier revision, 0 = the one before the present; undefined when there is none. */
export function rolledBack(
  view: StoreView,
  workload: KubeObject,
  revision: number,
): KubeObject | undefined {
  const history = revisionsOf(view, workload);
  const chosen = revision === 0 ? history[1] : history.find(({ number }) => number === revision);
  if (chosen === undefined) return undefined;
  const { template } = chosen;
  const { 'pod-template-hash': _, ...labels } = template.metadata?.labels ?? {};
  return withTemplate(workload, { ...template, metadata: { ...template.metadata, labels } });
}

/** A new template that differs only in an annotation, so that every Pod is replaced. */
export function withRestartMark(view: StoreView, object: KubeObject): KubeObject | undefined {
  const template = templateOf(object);
  if (template === undefined) return undefined;
  const annotations = {
    ...template.metadata?.annotations,
    // The last thing that happened was not long ago, and each restart is one itself.
    [RESTARTED_AT]: toTimestamp(view.changes.at(-1)?.at ?? 0),
  };
  return withTemplate(object, { ...template, metadata: { ...template.metadata, annotations } });
}

/** Why kubectl does not even try; undefined when it does. @param what `undo`, `pause`, `resume`, `restart` */
export function rolloutComplaint(
  view: StoreView,
  object: KubeObject,
  what: string,
  toRevision: number,
): string | undefined {
  const name = object.metadata.name ?? '';
  const isPaused = (object['spec'] as { readonly paused?: boolean } | undefined)?.paused === true;
  const about = (text: string) => `error: deployments.apps "${name}" ${text}`;
  switch (what) {
    case 'pause':
      return isPaused ? about('is already paused') : undefined;
    case 'resume':
      return isPaused ? undefined : about('is not paused');
    case 'restart':
      return isPaused
        ? about("can't restart paused deployment (run rollout resume first)")
        : undefined;
    case 'undo':
      if (isPaused)
        return `error: you cannot rollback a paused deployment; resume it first with 'kubectl rollout resume' and try again`;
      if (rolledBack(view, object, toRevision) !== undefined) return undefined;
      return toRevision > 0
        ? `error: unable to find specified revision ${toRevision} in history`
        : `error: no rollout history found for ${object.kind.toLowerCase()} "${name}"`;
    default:
      return undefined;
  }
}
