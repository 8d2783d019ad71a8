// What `kubectl rollout` does to a Deployment before the controller takes over.
import type { KubeObject, PodTemplate } from '../../schema/objects';
import type { StoreView } from '../api/store';

const REVISION = 'deployment.kubernetes.io/revision';
const RESTARTED_AT = 'kubectl.kubernetes.io/restartedAt';

function templateOf(object: KubeObject): PodTemplate | undefined {
  return (object['spec'] as { readonly template?: PodTemplate } | undefined)?.template;
}

function withTemplate(object: KubeObject, template: PodTemplate): KubeObject {
  return { ...object, spec: { ...(object['spec'] as object), template } };
}

/**
 * The Deployment with the template of an earlier revision, 0 = the one before the present; undefined when there is none.
 *
 * Rules: L-CTL-13.
 */
export function rolledBack(
  view: StoreView,
  deployment: KubeObject,
  revision: number,
): KubeObject | undefined {
  const history = [...view.dependents(deployment.metadata.uid ?? '')]
    .filter((object) => object.kind === 'ReplicaSet')
    .map((set) => ({ set, revision: Number(set.metadata.annotations?.[REVISION] ?? 0) }))
    .sort((a, b) => b.revision - a.revision);
  const chosen =
    revision === 0 ? history[1] : history.find((candidate) => candidate.revision === revision);
  const template = chosen === undefined ? undefined : templateOf(chosen.set);
  if (template === undefined) return undefined;
  const { 'pod-template-hash': _, ...labels } = template.metadata?.labels ?? {};
  return withTemplate(deployment, { ...template, metadata: { ...template.metadata, labels } });
}

/** A new template that differs only in an annotation, so that every Pod is replaced. The mark tells restarts apart. */
export function withRestartMark(view: StoreView, object: KubeObject): KubeObject | undefined {
  const template = templateOf(object);
  if (template === undefined) return undefined;
  const annotations = {
    ...template.metadata?.annotations,
    [RESTARTED_AT]: `revision ${view.revision}`,
  };
  return withTemplate(object, { ...template, metadata: { ...template.metadata, annotations } });
}
