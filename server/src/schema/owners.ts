import type { KubeObject, OwnerReference } from './objects';

/** Who made the object and looks after it, where anybody does. */
export function controllerOf({
  metadata,
}: Pick<KubeObject, 'metadata'>): OwnerReference | undefined {
  return metadata.ownerReferences?.find(({ controller }) => controller === true);
}
