import type { ClusterLook } from '../api/habit';
import { emit } from './podEvents';
import type { KubeletContext, PodWorker } from './podWorker';

/** Names of the Pod's `imagePullSecrets` that do not exist; the API takes such a Pod, and pulls are tried without them. */
export function missingPullSecrets(
  { turn }: { readonly turn: Pick<ClusterLook, 'view'> },
  { pod }: PodWorker,
): readonly string[] {
  const named = pod.spec['imagePullSecrets'] as readonly { readonly name?: string }[] | undefined;
  if (named === undefined || named.length === 0) return [];
  const namespace = pod.metadata.namespace ?? '';
  return named.flatMap(({ name = '' }) =>
    turn.view.get('Secret', namespace, name) === undefined ? [name] : [],
  );
}

/** Each sync tells that they are missing. */
export function tellMissingPullSecrets(context: KubeletContext, worker: PodWorker): void {
  const missing = missingPullSecrets(context, worker);
  if (missing.length === 0) return;
  emit(context, worker, {
    type: 'Warning',
    reason: 'FailedToRetrieveImagePullSecret',
    message: `Unable to retrieve some image pull secrets (${missing.join(', ')}); attempting to pull the image may not succeed.`,
  });
}
