// A node whose disk runs short: images that nothing uses go first, then Pods, one each ten seconds. Images and what Pods
// have written are counted; looked at when an image has come, and each ten seconds while it is short.
// Rules: L-NOD-10, L-TIM-11, L-TIM-19.
import { podRequestAmounts } from '../../schema/defaults';
import type { Pod } from '../../schema/objects';
import { quantityOf, wholeValue, ZERO } from '../../schema/quantity';
import { parseImageName } from '../runtime/imageName';
import type { NodeRuntime } from '../runtime/nodeRuntime';
import type { PodRuntime } from '../runtime/podState';
import { layerBytes } from './ephemeralStorage';
import type { ContainerUse, PodUse } from './eviction';
import {
  capacityOf,
  type EvictionSignal,
  evictOne,
  type Pressure,
  watchRound,
  watchSoon,
} from './evictionSignal';
import { imageVolumes } from './imageVolumes';
import { nodeKey } from './messages';
import { containerOf } from './podSpec';
import type { KubeletContext } from './podWorker';
import { isTerminalPhase } from './statusWriter';

const RESOURCE = 'ephemeral-storage';
const DISK: EvictionSignal = {
  resource: RESOURCE,
  condition: 'DiskPressure',
  words: ['HasDiskPressure', 'HasNoDiskPressure'],
  messages: ['kubelet has disk pressure', 'kubelet has no disk pressure'],
  timer: 'disk',
  event: { kind: 'lookAtDisk' },
};
/** Of the disk; that of the images, which is reached before that of the node's other files. */
const FREE_PART = 0.15;
/** The folders and log files of a container that writes nothing. */
const BARE_CONTAINER_BYTES = 24 * 1024;

interface Disk {
  readonly threshold: number;
  readonly left: number;
  readonly uses: readonly PodUse[];
  /** Full names of pulled images that nothing on the node uses. */
  readonly unused: readonly string[];
}

/** An image has come to the node. What Pods write counts only where images fill half of the disk. */
export function imageCame(context: KubeletContext, node: string): void {
  const capacity = capacityOf(context, node, DISK);
  if (capacity === undefined || sizeOfAll(context, pulledOn(context, node)) * 2 < capacity) return;
  const disk = diskOf(context, node);
  if (disk === undefined || disk.left >= disk.threshold) return;
  context.turn.send({ to: 'kubelet', key: nodeKey(node), event: { kind: 'diskFilled' } });
}

/** Has the kubelet's next look at it come. */
export function diskFilled(context: KubeletContext): void {
  watchSoon(context, DISK);
}

/** The eviction loop. */
export function lookAtDisk(
  context: KubeletContext,
  node: string,
  before: Pressure | undefined,
): Pressure | undefined {
  const disk = diskOf(context, node);
  if (disk === undefined) return undefined;
  const { left, threshold, uses, unused } = disk;
  return watchRound(context, node, DISK, before, left < threshold, () => {
    const freed = removeUnused(context, node, unused);
    if (left + freed < threshold) evictOne(context, DISK, uses, threshold, left);
  });
}

function diskOf(context: KubeletContext, node: string): Disk | undefined {
  const { turn } = context;
  const capacity = capacityOf(context, node, DISK);
  if (capacity === undefined) return undefined;
  const pods = [...turn.view.podsOnNode(node)];
  const inUse = new Set(pods.flatMap((pod) => imagesOf(context, pod)));
  const pulled = pulledOn(context, node);
  const images = sizeOfAll(context, [...new Set([...pulled, ...inUse])]);
  const uses = pods.flatMap((pod) => useOf(context, pod));
  const written = uses.reduce((sum, { used }) => sum + used, 0);
  return {
    threshold: Math.floor(capacity * FREE_PART),
    left: capacity - images - written,
    uses,
    unused: pulled.filter((full) => !inUse.has(full)),
  };
}

function pulledOn({ turn }: KubeletContext, node: string): readonly string[] {
  const runtime = turn.peek('runtime', nodeKey(node)) as NodeRuntime | undefined;
  return Object.entries(runtime?.images ?? {}).flatMap(([full, isThere]) =>
    isThere ? [full] : [],
  );
}

function sizeOfAll(context: KubeletContext, images: readonly string[]): number {
  return images.reduce((sum, full) => sum + sizeOf(context, full), 0);
}

function sizeOf({ options }: KubeletContext, full: string): number {
  const parsed = parseImageName(full);
  return parsed.kind === 'name' ? options.imageProfile(parsed.name).sizeBytes : 0;
}

/** Of its containers and volumes; the dead containers of a Pod that has ended are removed before images are. */
function imagesOf({ turn }: KubeletContext, pod: Pod): readonly string[] {
  const runtime = turn.peek('runtime', pod.metadata.uid ?? '') as PodRuntime | undefined;
  if (isTerminalPhase(pod.status?.phase) && (runtime?.live.size ?? 0) === 0) return [];
  const own = (runtime?.records.containers ?? []).map(({ imageName }) => imageName);
  const ofVolumes = imageVolumes(pod);
  if (ofVolumes.length === 0) return own;
  const references = (pod.spec.volumes ?? []).flatMap(({ image }) => {
    const parsed = parseImageName((image as { reference?: string } | undefined)?.reference ?? '');
    return parsed.kind === 'name' ? [parsed.name.full] : [];
  });
  return [...own, ...references];
}

function useOf({ turn }: KubeletContext, pod: Pod): readonly PodUse[] {
  const runtime = turn.peek('runtime', pod.metadata.uid ?? '') as PodRuntime | undefined;
  if (runtime === undefined || runtime.live.size === 0) return [];
  const containers = [...runtime.live].map(([id, { machine }]): ContainerUse => {
    const { name } = machine.config;
    const request = containerOf(pod.spec, name)?.resources?.requests?.[RESOURCE];
    const requested = request === undefined ? 0 : wholeValue(quantityOf(request));
    return { name, id, used: BARE_CONTAINER_BYTES + layerBytes(runtime, name), requested };
  });
  const inVolumes = (pod.spec.volumes ?? []).reduce(
    (sum, { name, emptyDir }) =>
      (emptyDir as { medium?: string } | undefined)?.medium === 'Memory' || emptyDir === undefined
        ? sum
        : sum + runtime.volumes.usedBytes(name),
    0,
  );
  const used = containers.reduce((sum, container) => sum + container.used, inVolumes);
  const requested = wholeValue(podRequestAmounts(pod.spec)[RESOURCE] ?? ZERO);
  return [{ pod, containers, used, requested }];
}

/** @returns how many bytes that frees */
function removeUnused(context: KubeletContext, node: string, unused: readonly string[]): number {
  const { turn } = context;
  for (const image of unused) {
    turn.send({ to: 'runtime', key: nodeKey(node), event: { kind: 'removeImage', image } });
    turn.record({
      subject: { kind: 'Node', namespace: '', name: node },
      change: { kind: 'node', text: `The image ${image}, which nothing uses, is removed` },
      rule: 'L-TIM-11',
    });
  }
  return sizeOfAll(context, unused);
}
