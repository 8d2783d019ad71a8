// Volumes that show the files of an image: the image is looked for, and pulled, before containers are started; a container
// that mounts one which cannot be had waits as for its own image. Rules: L-IMG-1 to L-IMG-6, L-SYN-12.
import type { Container, Pod } from '../../schema/objects';
import type { VolumePlan } from '../runtime/containerConfig';
import type { ImageName } from '../runtime/imageName';
import type { RuntimeReply } from '../runtime/runtimeEvents';
import { emit } from './podEvents';
import type { StartFailure } from './podStatus';
import { type KubeletContext, type PodWorker, syncWith, workerWith } from './podWorker';
import { findImage, noteFailedPull, tellPulled, type WantedImage } from './startImage';
import { failed, waiting } from './startProgress';
import { withMount } from './volumes';

interface ImageSource {
  readonly reference?: string;
  readonly pullPolicy?: string;
}

const NO_VOLUMES: readonly string[] = [];

/** Their names. */
export function imageVolumes({ spec }: Pod): readonly string[] {
  const { volumes } = spec;
  if (volumes === undefined || !volumes.some((volume) => volume['image'] !== undefined))
    return NO_VOLUMES;
  return volumes.filter((volume) => volume['image'] !== undefined).map(({ name }) => name);
}

function wantedBy({ pod }: PodWorker, name: string): WantedImage | undefined {
  const volumes = pod.spec.volumes ?? [];
  const index = volumes.findIndex((volume) => volume.name === name);
  const source = volumes[index]?.['image'] as ImageSource | undefined;
  if (source === undefined) return undefined;
  const { reference: text = '', pullPolicy: policy } = source;
  const field = `spec.volumes[${index}].image.reference`;
  return { text, policy, container: undefined, field };
}

export function findVolumeImage(
  context: KubeletContext,
  worker: PodWorker,
  volume: string,
): PodWorker {
  const wanted = wantedBy(worker, volume);
  if (wanted === undefined) return worker;
  const found = findImage(context, worker, wanted);
  switch (found.kind) {
    case 'present':
      return filled(context, worker, volume, found.image);
    case 'refused':
      return withFailure(worker, volume, { reason: found.reason, message: found.message });
    case 'asked': {
      const { ticket, image } = found;
      const starting = {
        container: '',
        volume,
        image,
        attempt: 0,
        id: undefined,
        at: 'pull',
      } as const;
      return waiting(worker, ticket, starting);
    }
  }
}

/** The runtime's answer to the pull of a volume's image. */
export function volumeImageAnswered(
  context: KubeletContext,
  before: PodWorker,
  volume: string,
  image: ImageName,
  reply: RuntimeReply,
): PodWorker {
  const wanted = wantedBy(before, volume);
  if (wanted === undefined) return goesOn(before);
  if (reply.kind === 'imagePulled') {
    tellPulled(context, before, wanted, reply);
    return goesOn(filled(context, before, volume, image));
  }
  if (reply.kind !== 'pullFailed') return before;
  const { worker, ...failure } = noteFailedPull(context, before, wanted, reply.text);
  return goesOn(withFailure(worker, volume, failure));
}

function goesOn(worker: PodWorker): PodWorker {
  if (worker.sync === undefined) return worker;
  return workerWith(worker, {
    sync: syncWith(worker.sync, { wait: undefined, starting: undefined }),
  });
}

function withFailure(
  worker: PodWorker,
  volume: string,
  failure: StartFailure | undefined,
): PodWorker {
  return workerWith(worker, { volumeFailures: { ...worker.volumeFailures, [volume]: failure } });
}

/** Containers created from now on see what is known of the image's files. */
function filled(
  { options }: KubeletContext,
  worker: PodWorker,
  volume: string,
  image: ImageName,
): PodWorker {
  const mount = worker.volumes.get(volume);
  if (mount === undefined) return withFailure(worker, volume, undefined);
  const files = Object.entries(options.imageProfile(image).files).map(([path, text]) => ({
    path: path.replace(/^\//, ''),
    text,
  }));
  const plan: VolumePlan = { kind: 'files', files, version: image.full };
  const volumes = withMount(worker, volume, { ...mount, plan });
  return workerWith(withFailure(worker, volume, undefined), { volumes });
}

/** Why the container has to wait for the image of one of its volumes; undefined where it has not. */
export function refusedByVolume(
  context: KubeletContext,
  worker: PodWorker,
  { name, volumeMounts = [] }: Container,
): PodWorker | undefined {
  let last: StartFailure | undefined;
  for (const mount of volumeMounts) {
    const failure = worker.volumeFailures[mount.name];
    if (failure === undefined) continue;
    last = failure;
    const message = `Error: ${failure.reason}`;
    emit(context, worker, { type: 'Warning', reason: 'Failed', message, container: name });
  }
  return last && failed(worker, name, last.reason, last.message);
}
