// How lists merge in a strategic merge patch. Lists that are not named here are replaced whole.

import { isPlain } from '../plain';

/** `values`: a list of plain values that merges like a set. Otherwise the field by which elements are told apart. */
export type ListMerge = { readonly by: 'values' } | { readonly by: 'key'; readonly key: string };

const KEYS: Readonly<Record<string, string>> = {
  containers: 'name',
  initContainers: 'name',
  ephemeralContainers: 'name',
  volumes: 'name',
  env: 'name',
  imagePullSecrets: 'name',
  resourceClaims: 'name',
  resourceClaimStatuses: 'name',
  schedulingGates: 'name',
  secrets: 'name',
  webhooks: 'name',
  drivers: 'name',
  volumeMounts: 'mountPath',
  volumeDevices: 'devicePath',
  hostAliases: 'ip',
  podIPs: 'ip',
  hostIPs: 'ip',
  topologySpreadConstraints: 'topologyKey',
  conditions: 'type',
  ownerReferences: 'uid',
};

/** How the list under `field` merges in an object of this kind; `undefined`: not at all. */
export function listMerge(
  kind: string,
  field: string,
  elements: readonly unknown[],
): ListMerge | undefined {
  if (field === 'finalizers' && kind !== 'NamespaceSpec') return { by: 'values' };
  if (field === 'ports') return portMerge(kind, elements);
  if (field === 'addresses') return kind === 'Node' ? { by: 'key', key: 'type' } : undefined;
  const key = KEYS[field];
  return key === undefined ? undefined : { by: 'key', key };
}

/** Ports of a container merge by `containerPort`, of a Service by `port`; elsewhere they are replaced. */
function portMerge(kind: string, elements: readonly unknown[]): ListMerge | undefined {
  if (kind === 'Service') return { by: 'key', key: 'port' };
  if (['Endpoints', 'EndpointSlice', 'NetworkPolicy', 'Ingress'].includes(kind)) return undefined;
  const ofContainer = elements.some((item) => isPlain(item) && 'containerPort' in item);
  return ofContainer ? { by: 'key', key: 'containerPort' } : undefined;
}
