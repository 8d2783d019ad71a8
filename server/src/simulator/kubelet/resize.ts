// Changing cpu and memory of running containers in place. Rules: L-SYN-26.
import type { Container, Pod, ResourceRequirements } from '../../schema/objects';
import { canonicalQuantity, quantityOf, wholeValue } from '../../schema/quantity';
import type { PodRuntime } from '../runtime/podState';
import { newestRecord } from '../runtime/records';
import type { ConditionFact } from './conditions';
import { memoryDecreaseError } from './memoryDecrease';
import type { ContainerKill } from './podActions';
import { emit } from './podEvents';
import { containerOf, initContainers, isSidecar } from './podSpec';
import {
  type KubeletContext,
  type PodWorker,
  type SyncStep,
  syncWith,
  workerWith,
} from './podWorker';
import { sameValue } from './sameValue';

export type Resize =
  | {
      readonly kind: 'inProgress';
      readonly generation: number | undefined;
      /** Why it was not carried out when it was tried last. */
      readonly error?: string;
    }
  | {
      readonly kind: 'pending';
      readonly reason: 'Deferred' | 'Infeasible';
      readonly message: string;
    };

const ACTUATION_MS = 50;

type Resizing = Pick<PodWorker, 'pod' | 'applied' | 'records' | 'resize'>;

/** Running containers whose resources are not those of the spec any more. */
export function resized(worker: Resizing): readonly Container[] {
  const { spec } = worker.pod;
  if (!mayDiffer(worker)) return [];
  return [...initContainers(spec).filter(isSidecar), ...spec.containers].filter(
    ({ name, resources }) =>
      name in worker.applied &&
      newestRecord(worker.records, name)?.state === 'running' &&
      !sameValue(amounts(worker.applied[name]), amounts(resources)),
  );
}

/** Quick answer for the many Pods that nobody resizes. */
function mayDiffer({ pod, applied }: Resizing): boolean {
  for (const name in applied) {
    const container = containerOf(pod.spec, name);
    if (container !== undefined && container.resources !== applied[name]) return true;
  }
  return false;
}

type Amounts = Readonly<Record<'limits' | 'requests', Readonly<Record<string, string>>>>;

/** In one form, whatever the amounts are written like. */
export function amounts(resources: ResourceRequirements | undefined): Amounts {
  const canonical = (list: ResourceRequirements['limits']): Readonly<Record<string, string>> =>
    Object.fromEntries(
      Object.entries(list ?? {})
        .sort(([a], [b]) => (a < b ? -1 : 1))
        .map(([key, value]) => [key, canonicalQuantity(value)]),
    );
  return { limits: canonical(resources?.limits), requests: canonical(resources?.requests) };
}

/** At the beginning of a sync: a resize that concerns nothing that runs has come to its end. */
export function considerResize(context: KubeletContext, worker: PodWorker): PodWorker {
  if (worker.resize?.kind !== 'inProgress' || resized(worker).length > 0) return worker;
  tellCompleted(context, worker);
  return workerWith(worker, { resize: undefined });
}

function tellCompleted(context: KubeletContext, worker: PodWorker): void {
  const message = `Pod resize completed: ${describeResize(worker.pod)}`;
  emit(context, worker, { type: 'Normal', reason: 'ResizeCompleted', message });
}

/** The Pod's resources as Events about a resize tell them. */
export function describeResize({ metadata, spec }: Pod, error?: string): string {
  const list = (containers: readonly Container[]): unknown[] =>
    containers.map(({ name, resources }) => ({ name, resources: canonicalResources(resources) }));
  const inits = initContainers(spec);
  return JSON.stringify({
    ...(inits.length > 0 ? { initContainers: list(inits) } : {}),
    containers: list(spec.containers),
    generation: metadata.generation,
    ...(error === undefined ? {} : { error }),
  });
}

function canonicalResources(resources: ResourceRequirements | undefined): unknown {
  const { limits, requests } = amounts(resources);
  return {
    ...(Object.keys(limits).length > 0 ? { limits } : {}),
    ...(Object.keys(requests).length > 0 ? { requests } : {}),
  };
}

/** Rules: L-SYN-26. */
export function resizeConditions({ resize }: PodWorker): readonly ConditionFact[] {
  if (resize === undefined) return [];
  if (resize.kind === 'inProgress') {
    const { error } = resize;
    const failed = error === undefined ? {} : { reason: 'Error', message: error };
    return [{ type: 'PodResizeInProgress', status: 'True', ...failed }];
  }
  const { reason, message } = resize;
  return [{ type: 'PodResizePending', status: 'True', reason, message }];
}

/** Containers that have to run afresh because their policy for a changed resource says so. */
export function resizeKills(worker: Resizing): readonly ContainerKill[] {
  if (worker.resize?.kind !== 'inProgress') return [];
  return resized(worker).flatMap((container) => {
    const record = newestRecord(worker.records, container.name);
    if (record === undefined || !needsRestart(worker, container)) return [];
    const { name } = container;
    const message = `Container ${name} resize requires restart`;
    return [{ id: record.id, name, cause: 'resize', message }];
  });
}

function needsRestart(worker: Resizing, container: Container): boolean {
  const before = worker.applied[container.name];
  return (container.resizePolicy ?? []).some(
    ({ resourceName, restartPolicy }) =>
      restartPolicy === 'RestartContainer' &&
      (['limits', 'requests'] as const).some(
        (list) =>
          canonicalQuantity(before?.[list]?.[resourceName] ?? '0') !==
          canonicalQuantity(container.resources?.[list]?.[resourceName] ?? '0'),
      ),
  );
}

export function resizeSteps(worker: PodWorker): readonly SyncStep[] {
  return worker.resize?.kind === 'inProgress' ? [{ do: 'resize' }, { do: 'endResize' }] : [];
}

/** The runtime takes over the new limits, unless more memory is in use than they would leave. */
export function beginResize(context: KubeletContext, before: PodWorker): PodWorker {
  const { turn } = context;
  const worker = withMemoryError(context, before);
  if (worker.sync === undefined || errorOf(worker) !== undefined) return worker;
  for (const { name, resources } of resized(worker)) {
    const record = newestRecord(worker.records, name);
    const limit = resources?.limits?.['memory'];
    if (record !== undefined && limit !== undefined)
      turn.send({
        to: 'runtime',
        key: worker.pod.metadata.uid ?? '',
        event: {
          kind: 'setMemoryLimit',
          id: record.id,
          bytes: wholeValue(quantityOf(limit)),
        },
      });
  }
  turn.timer('moment', turn.now + ACTUATION_MS, { kind: 'moment' });
  return workerWith(worker, {
    sync: syncWith(worker.sync, { acted: true, wait: { for: 'moment' } }),
  });
}

function errorOf({ resize }: PodWorker): string | undefined {
  return resize?.kind === 'inProgress' ? resize.error : undefined;
}

function withMemoryError(context: KubeletContext, worker: PodWorker): PodWorker {
  const { pod, applied, resize, sync } = worker;
  if (sync === undefined || resize?.kind !== 'inProgress') return worker;
  const runtime = context.turn.peek('runtime', pod.metadata.uid ?? '') as PodRuntime | undefined;
  const running = [...initContainers(pod.spec).filter(isSidecar), ...pod.spec.containers];
  const changes = running.map(({ name, resources }) => {
    const live = runtime?.live.get(newestRecord(worker.records, name)?.id ?? '');
    const used = live === undefined || live.ended !== undefined ? 0 : live.machine.memoryBytes;
    return { name, before: applied[name], after: resources, used };
  });
  const inPlace = resized(worker).filter((container) => !needsRestart(worker, container));
  const error = memoryDecreaseError(changes, new Set(inPlace.map(({ name }) => name)));
  const { generation } = resize;
  if (error === undefined)
    return resize.error === undefined
      ? worker
      : workerWith(worker, { resize: { kind: 'inProgress', generation } });
  if (error !== resize.error)
    emit(context, worker, {
      type: 'Warning',
      reason: 'ResizeError',
      message: `Pod resize error: ${describeResize(pod, error)}`,
    });
  return workerWith(worker, {
    resize: { kind: 'inProgress', generation, error },
    sync: syncWith(sync, { error: { kind: 'error' } }),
  });
}

export function endResize(context: KubeletContext, worker: PodWorker): PodWorker {
  if (errorOf(worker) !== undefined) return worker;
  tellCompleted(context, worker);
  const applied = { ...worker.applied };
  for (const { name, resources } of resized(worker)) applied[name] = resources ?? {};
  return workerWith(worker, { applied, resize: undefined, pending: true });
}
