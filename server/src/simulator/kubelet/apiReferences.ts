// What a static Pod must do without: what only the API server has. Rules: L-SYN-27.

import type { PodSpec } from '../../schema/objects';
import { isPlain } from '../../schema/plain';

const FROM_THE_API: ReadonlySet<string> = new Set([
  'clusterTrustBundle',
  'configMap',
  'configMapKeyRef',
  'configMapRef',
  'ephemeral',
  'nodePublishSecretRef',
  'persistentVolumeClaim',
  'podCertificate',
  'secret',
  'secretKeyRef',
  'secretRef',
  'serviceAccountToken',
]);

/** Whether a Pod's containers or volumes want an object of the API; a kubelet runs no manifest of its folder that does. */
export function wantsApiObjects(spec: PodSpec): boolean {
  const { containers, initContainers = [], volumes = [] } = spec;
  const given = (field: unknown): boolean => Array.isArray(field) && field.length > 0;
  return (
    (spec.serviceAccountName ?? '') !== '' ||
    given(spec['imagePullSecrets']) ||
    given(spec['resourceClaims']) ||
    [...initContainers, ...containers].some(({ env, envFrom }) => mentions([env, envFrom])) ||
    mentions(volumes)
  );
}

function mentions(value: unknown): boolean {
  if (Array.isArray(value)) return value.some(mentions);
  if (!isPlain(value)) return false;
  return Object.entries(value).some(
    ([key, inner]) => (FROM_THE_API.has(key) && inner !== undefined) || mentions(inner),
  );
}
