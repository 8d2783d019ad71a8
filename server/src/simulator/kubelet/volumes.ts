// Mounting a Pod's volumes, and waiting for what is not there yet. Rules: L-SYN-11, L-TIM-13.
import type { Volume } from '../../schema/objects';
import type { StoreView } from '../api/store';
import type { SimTime } from '../kernel/time';
import type { VolumePlan } from '../runtime/containerConfig';
import { emit } from './podEvents';
import { type KubeletContext, type PodWorker, podSubject, syncWith, workerWith } from './podWorker';
import { sameValue } from './sameValue';
import { planVolume } from './volumePlans';

export interface VolumeMount {
  /** How often mounting failed so far. */
  readonly failures: number;
  readonly mounted: boolean;
  readonly nextTry: SimTime;
  /** What stands in it; absent until it is mounted. */
  readonly plan?: VolumePlan;
}

const FIRST_RETRY_MS = 500;
export const LONGEST_RETRY_MS = 122_000;
/** How long a sync waits for its volumes. Rules: L-TIM-13. */
export const LONGEST_WAIT_MS = 123_000;

/** Volumes that some container uses; others are mounted too, but nothing waits for what they lack. */
function volumesOf(worker: PodWorker): readonly Volume[] {
  return worker.pod.spec.volumes ?? [];
}

/** The sync's step: waits until all volumes are there. The first try comes when an ordinary mount would be done. */
export function beginMounts(context: KubeletContext, worker: PodWorker): PodWorker {
  if (worker.sync === undefined) return worker;
  if (worker.mounted) return refreshVolumes(context, worker);
  const { turn, options } = context;
  if (turn.timerAt('volumes') === undefined)
    turn.timer('volumes', turn.now + options.latencies.mountVolumes, { kind: 'volumesDue' });
  turn.timer('volumeWait', turn.now + LONGEST_WAIT_MS, { kind: 'volumesLate' });
  return workerWith(worker, { sync: syncWith(worker.sync, { wait: { for: 'volumes' } }) });
}

/** Whether files of the Pod follow objects that may change: then each resync looks at them. */
export function hasChangingFiles(worker: PodWorker): boolean {
  return volumesOf(worker).some(
    ({ name, configMap, secret, projected, downwardAPI }) =>
      configMap !== undefined ||
      secret !== undefined ||
      downwardAPI !== undefined ||
      (projected !== undefined && !name.startsWith('kube-api-access-')),
  );
}

/** ConfigMaps and Secrets that have changed since they were mounted: containers see the new files. */
function refreshVolumes(context: KubeletContext, before: PodWorker): PodWorker {
  let worker = before;
  for (const [name, mount] of changedFiles(context.turn.view, before)) {
    worker = workerWith(worker, { volumes: withMount(worker, name, mount) });
    const event = { kind: 'refreshVolumes', volumes: new Map([[name, mount.plan]]) };
    context.turn.send({ to: 'runtime', key: worker.pod.metadata.uid ?? '', event });
  }
  return worker;
}

/** Mounted volumes by name whose files are no longer what the API's objects say, as they should be. */
export function changedFiles(
  view: StoreView,
  worker: PodWorker,
): readonly (readonly [string, VolumeMount])[] {
  if (!hasChangingFiles(worker)) return [];
  return volumesOf(worker).flatMap((volume) => {
    const old = worker.volumes.get(volume.name);
    if (old?.plan?.kind !== 'files') return [];
    const planned = planVolume(view, worker.pod, volume);
    if (planned.kind !== 'planned' || planned.plan.kind !== 'files') return [];
    if (sameValue(planned.plan, old.plan)) return [];
    return [[volume.name, { ...old, plan: planned.plan }] as const];
  });
}

/** Whether tries of the volumes that are missing have become as rare as they ever do. */
export function mountsAsRarelyAsEver({ volumes }: PodWorker): boolean {
  for (const { mounted, failures } of volumes.values())
    if (!mounted && FIRST_RETRY_MS * 2 ** (failures - 1) < LONGEST_RETRY_MS) return false;
  return true;
}

/** Tries all volumes that are due. */
export function tryMounts(context: KubeletContext, before: PodWorker): PodWorker {
  let worker = before;
  for (const volume of volumesOf(worker)) worker = tryMount(context, worker, volume);
  const { turn } = context;
  let next: SimTime | undefined;
  for (const { mounted, nextTry } of worker.volumes.values())
    if (!mounted) next = next === undefined ? nextTry : Math.min(next, nextTry);
  if (next === undefined) {
    turn.timer('volumeWait', undefined);
    turn.record({
      subject: podSubject(worker),
      change: { kind: 'volumes', state: 'mounted' },
      rule: 'L-SYN-11',
      field: 'spec.volumes',
    });
    return workerWith(worker, { mounted: true });
  }
  turn.timer('volumes', next, { kind: 'volumesDue' });
  return worker;
}

function tryMount(context: KubeletContext, worker: PodWorker, volume: Volume): PodWorker {
  const { now } = context.turn;
  const state = worker.volumes.get(volume.name);
  if (state?.mounted === true || (state !== undefined && state.nextTry > now)) return worker;
  const failures = state?.failures ?? 0;
  const planned = planVolume(context.turn.view, worker.pod, volume);
  if (planned.kind === 'planned') {
    const mounted = { failures, mounted: true, nextTry: now, plan: planned.plan };
    return workerWith(worker, { volumes: withMount(worker, volume.name, mounted) });
  }
  const message = `MountVolume.SetUp failed for volume "${volume.name}" : ${planned.text}`;
  const index = volumesOf(worker).indexOf(volume);
  const because = context.turn.record({
    subject: podSubject(worker),
    change: { kind: 'volumes', state: 'failed', text: message },
    rule: 'L-SYN-11',
    field: `spec.volumes[${index}]`,
  });
  emit(context, worker, { type: 'Warning', reason: 'FailedMount', message }, because);
  const delay = Math.min(FIRST_RETRY_MS * 2 ** failures, LONGEST_RETRY_MS);
  const failed = { failures: failures + 1, mounted: false, nextTry: now + delay };
  return workerWith(worker, { volumes: withMount(worker, volume.name, failed) });
}

/** The mounts of a Pod with another one under that name. */
export function withMount(
  { volumes }: Pick<PodWorker, 'volumes'>,
  name: string,
  mount: VolumeMount,
): ReadonlyMap<string, VolumeMount> {
  return new Map(volumes).set(name, mount);
}
