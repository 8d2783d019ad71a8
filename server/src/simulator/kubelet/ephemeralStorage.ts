// Pods that fill more of the node's disk than they may are evicted. Rules: L-NOD-11.
import { canonicalQuantity, quantityOf, wholeValue } from '../../schema/quantity';
import { nextTick } from '../latencies';
import type { PodRuntime } from '../runtime/podState';
import { emit } from './podEvents';
import { initContainers } from './podSpec';
import {
  type KubeletContext,
  type PodVerdict,
  type PodWorker,
  podSubject,
  workerWith,
} from './podWorker';
import { trigger } from './syncLoop';

/** Usage is measured about each minute; the eviction loop looks each 10 s. */
const MEASURE_MS = 60_000;
const LOOP_MS = 10_000;
const LIMIT = 'ephemeral-storage';

interface EmptyDir {
  readonly sizeLimit?: string | number;
  readonly medium?: string;
}

function limitedVolumes(
  worker: PodWorker,
): readonly { readonly name: string; readonly limit: string }[] {
  return (worker.pod.spec.volumes ?? []).flatMap((volume) => {
    const { sizeLimit } = (volume['emptyDir'] ?? {}) as EmptyDir;
    return sizeLimit === undefined
      ? []
      : [{ name: volume.name, limit: canonicalQuantity(sizeLimit) }];
  });
}

function hasLimits(worker: PodWorker): boolean {
  return (
    limitedVolumes(worker).length > 0 ||
    worker.pod.spec.containers.some(({ resources }) => resources?.limits?.[LIMIT] !== undefined)
  );
}

/** Begins to measure, for a Pod that has limits. */
export function watchStorage({ turn }: KubeletContext, worker: PodWorker): void {
  if (!hasLimits(worker)) return;
  const { namespace, name } = podSubject(worker);
  const wait = MEASURE_MS * (1 + 0.25 * turn.random(`${namespace}/${name}/storage`));
  turn.timer('storage', nextTick(Math.ceil(turn.now + wait), LOOP_MS, 0), {
    kind: 'measureStorage',
  });
}

export function measureStorage(context: KubeletContext, worker: PodWorker): PodWorker {
  if (worker.stage !== 'syncing') return worker;
  const message = excess(context, worker);
  if (message === undefined) {
    watchStorage(context, worker);
    return worker;
  }
  return evictPod(context, worker, { reason: 'Evicted', message, event: false, graceSeconds: 1 });
}

/** The node wants the Pod to end. @param silent no Event tells why. Rules: L-NOD-10, L-NOD-12, L-NOD-13. */
export function evictPod(
  context: KubeletContext,
  worker: PodWorker,
  verdict: PodVerdict,
  silent = false,
): PodWorker {
  if (worker.stage !== 'syncing' || worker.verdict !== undefined) return worker;
  const { reason, message } = verdict;
  if (!silent) emit(context, worker, { type: 'Warning', reason, message });
  return trigger(context, workerWith(worker, { verdict }));
}

function excess({ turn }: KubeletContext, worker: PodWorker): string | undefined {
  const runtime = turn.peek('runtime', worker.pod.metadata.uid ?? '') as PodRuntime | undefined;
  if (runtime === undefined) return undefined;
  for (const { name, limit } of limitedVolumes(worker))
    if (runtime.volumes.usedBytes(name) > wholeValue(quantityOf(limit)))
      return `Usage of EmptyDir volume "${name}" exceeds the limit "${limit}". `;
  return containerExcess(runtime, worker);
}

function containerExcess(runtime: PodRuntime, worker: PodWorker): string | undefined {
  let total = 0;
  let allowed = 0;
  let limited = true;
  for (const volume of worker.pod.spec.volumes ?? [])
    if (volume['emptyDir'] !== undefined) total += runtime.volumes.usedBytes(volume.name);
  const containers = [...initContainers(worker.pod.spec), ...worker.pod.spec.containers];
  for (const { name, resources } of containers) {
    const used = layerBytes(runtime, name);
    const limit = resources?.limits?.[LIMIT];
    total += used;
    if (limit === undefined) {
      limited = false;
      continue;
    }
    const bytes = wholeValue(quantityOf(limit));
    allowed += bytes;
    if (used > bytes)
      return `Container ${name} exceeded its local ephemeral storage limit "${canonicalQuantity(limit)}". `;
  }
  if (!limited || total <= allowed) return undefined;
  return `Pod ephemeral local storage usage exceeds the total limit of containers ${canonicalQuantity(String(allowed))}. `;
}

function layerBytes(runtime: PodRuntime, container: string): number {
  for (const live of runtime.live.values())
    if (live.machine.config.name === container)
      return live.machine.filesUsed ? live.machine.files.writableLayer.usedBytes : 0;
  return 0;
}
