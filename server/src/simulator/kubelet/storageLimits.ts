// How much of the node's disk a Pod may fill, and what is said of one that fills more: pure. Rules: L-NOD-11.
import { podLimits } from '../../schema/defaults';
import type { PodSpec, Volume } from '../../schema/objects';
import { canonicalQuantity, quantityOf, wholeValue } from '../../schema/quantity';

/** In bytes. */
export interface DiskUse {
  volume(name: string): number;
  /** What a container wrote outside of its volumes. */
  container(name: string): number;
}

const RESOURCE = 'ephemeral-storage';

interface EmptyDir {
  readonly sizeLimit?: string | number;
  readonly medium?: string;
}

function emptyDirs(
  spec: PodSpec,
): readonly { readonly name: string; readonly emptyDir: EmptyDir }[] {
  return (spec.volumes ?? []).flatMap((volume: Volume) => {
    const emptyDir = volume['emptyDir'] as EmptyDir | undefined;
    return emptyDir === undefined ? [] : [{ name: volume.name, emptyDir }];
  });
}

/** Whether there is anything to measure. */
export function hasStorageLimits(spec: PodSpec): boolean {
  const { initContainers = [], containers } = spec;
  return (
    emptyDirs(spec).some(({ emptyDir }) => emptyDir.sizeLimit !== undefined) ||
    [...initContainers, ...containers].some(
      ({ resources }) => resources?.limits?.[RESOURCE] !== undefined,
    )
  );
}

/** First each volume by itself, then the Pod by the limits of all its containers together, then each app container. */
export function storageExcess(spec: PodSpec, used: DiskUse): string | undefined {
  return volumeExcess(spec, used) ?? podExcess(spec, used) ?? containerExcess(spec, used);
}

function volumeExcess(spec: PodSpec, used: DiskUse): string | undefined {
  for (const { name, emptyDir } of emptyDirs(spec)) {
    const limit = canonicalQuantity(emptyDir.sizeLimit ?? '0');
    const bytes = wholeValue(quantityOf(limit));
    if (bytes > 0 && used.volume(name) > bytes)
      return `Usage of EmptyDir volume "${name}" exceeds the limit "${limit}". `;
  }
  return undefined;
}

/** Containers without a limit add nothing to it, but use it up. Files in memory are not on the disk. */
function podExcess(spec: PodSpec, used: DiskUse): string | undefined {
  const limit = podLimits(spec)[RESOURCE];
  if (limit === undefined) return undefined;
  const { initContainers = [], containers } = spec;
  const onDisk = emptyDirs(spec).filter(({ emptyDir }) => emptyDir.medium !== 'Memory');
  const total = [
    ...onDisk.map(({ name }) => used.volume(name)),
    ...[...initContainers, ...containers].map(({ name }) => used.container(name)),
  ].reduce((sum, bytes) => sum + bytes, 0);
  if (total <= wholeValue(quantityOf(limit))) return undefined;
  return `Pod ephemeral local storage usage exceeds the total limit of containers ${canonicalQuantity(limit)}. `;
}

function containerExcess(spec: PodSpec, used: DiskUse): string | undefined {
  for (const { name, resources } of spec.containers) {
    const limit = resources?.limits?.[RESOURCE];
    const bytes = limit === undefined ? 0 : wholeValue(quantityOf(limit));
    if (limit !== undefined && bytes > 0 && used.container(name) > bytes)
      return `Container ${name} exceeded its local ephemeral storage limit "${canonicalQuantity(limit)}". `;
  }
  return undefined;
}
