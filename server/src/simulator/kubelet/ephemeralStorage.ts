// Pods that fill more of the node's disk than they may are evicted. Rules: L-NOD-11.
import { nextTick } from '../latencies';
import type { PodRuntime } from '../runtime/podState';
import { emit } from './podEvents';
import {
  type KubeletContext,
  type PodVerdict,
  type PodWorker,
  podSubject,
  workerWith,
} from './podWorker';
import { hasStorageLimits, storageExcess } from './storageLimits';
import { trigger } from './syncLoop';

/** Usage is measured about each minute; the eviction loop looks each 10 s. */
const MEASURE_MS = 60_000;
const LOOP_MS = 10_000;

/** Begins to measure, for a Pod that has limits. */
export function watchStorage({ turn }: KubeletContext, worker: PodWorker): void {
  if (!hasStorageLimits(worker.pod.spec)) return;
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
  return storageExcess(worker.pod.spec, {
    volume: (name) => runtime.volumes.usedBytes(name),
    container: (name) => layerBytes(runtime, name),
  });
}

/** What a container has written outside of its volumes. */
export function layerBytes(runtime: PodRuntime, container: string): number {
  for (const live of runtime.live.values())
    if (live.machine.config.name === container)
      return live.machine.filesUsed ? live.machine.files.writableLayer.usedBytes : 0;
  return 0;
}
