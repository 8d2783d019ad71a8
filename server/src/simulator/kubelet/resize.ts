// Changing cpu and memory of running containers in place. Rules: L-SYN-26.
import type { Container, ResourceRequirements } from '../../schema/objects';
import { canonicalQuantity, quantityOf, wholeValue } from '../../schema/quantity';
import { newestRecord } from '../runtime/records';
import type { ConditionFact } from './conditions';
import { lacksResources, type Obstacle } from './nodeAdmission';
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
  | { readonly kind: 'inProgress'; readonly generation: number | undefined }
  | {
      readonly kind: 'pending';
      readonly reason: 'Deferred' | 'Infeasible';
      readonly message: string;
    };

const ACTUATION_MS = 50;

/** Running containers whose resources are not those of the spec any more. */
function resized(worker: PodWorker): readonly Container[] {
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
function mayDiffer({ pod, applied }: PodWorker): boolean {
  for (const name in applied) {
    const container = containerOf(pod.spec, name);
    if (container !== undefined && container.resources !== applied[name]) return true;
  }
  return false;
}

type Amounts = Readonly<Record<'limits' | 'requests', Readonly<Record<string, string>>>>;

function amounts(resources: ResourceRequirements | undefined): Amounts {
  const canonical = (list: ResourceRequirements['limits']): Readonly<Record<string, string>> =>
    Object.fromEntries(
      Object.entries(list ?? {})
        .sort(([a], [b]) => (a < b ? -1 : 1))
        .map(([key, value]) => [key, canonicalQuantity(value)]),
    );
  return { limits: canonical(resources?.limits), requests: canonical(resources?.requests) };
}

/** At the beginning of a sync: whether a resize is wanted, possible, under way. */
export function considerResize(context: KubeletContext, worker: PodWorker): PodWorker {
  if (resized(worker).length === 0)
    return worker.resize === undefined ? worker : workerWith(worker, { resize: undefined });
  const { generation } = worker.pod.metadata;
  if (worker.resize?.kind === 'inProgress' && worker.resize.generation === generation)
    return worker;
  const obstacle = lacksResources(context, worker);
  if (obstacle !== undefined) return heldUp(context, worker, obstacle);
  const message = `Pod resize started: ${describeResize(worker)}`;
  emit(context, worker, { type: 'Normal', reason: 'ResizeStarted', message });
  return workerWith(worker, { resize: { kind: 'inProgress', generation } });
}

/** What does not fit is told once, and tried again with later syncs. */
function heldUp(
  context: KubeletContext,
  worker: PodWorker,
  { reason, message }: Obstacle,
): PodWorker {
  const { resize } = worker;
  const known =
    resize?.kind === 'pending' && resize.reason === reason && resize.message === message;
  if (known) return worker;
  emit(context, worker, {
    type: 'Warning',
    reason: `Resize${reason}`,
    message: `Pod resize ${reason}: ${describeResize(worker, message)}`,
  });
  return workerWith(worker, { resize: { kind: 'pending', reason, message } });
}

function describeResize(worker: PodWorker, error?: string): string {
  const list = (containers: readonly Container[]): unknown[] =>
    containers.map(({ name, resources }) => ({ name, resources: canonicalResources(resources) }));
  const { metadata, spec } = worker.pod;
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
  if (resize.kind === 'inProgress') return [{ type: 'PodResizeInProgress', status: 'True' }];
  const { reason, message } = resize;
  return [{ type: 'PodResizePending', status: 'True', reason, message }];
}

/** Containers that have to run afresh because their policy for a changed resource says so. */
export function resizeKills(worker: PodWorker): readonly ContainerKill[] {
  if (worker.resize?.kind !== 'inProgress') return [];
  return resized(worker).flatMap((container) => {
    const record = newestRecord(worker.records, container.name);
    if (record === undefined || !needsRestart(worker, container)) return [];
    const { name } = container;
    const message = `Container ${name} resize requires restart`;
    return [{ id: record.id, name, cause: 'resize', message }];
  });
}

function needsRestart(worker: PodWorker, container: Container): boolean {
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

/** The runtime takes over the new limits. */
export function beginResize({ turn }: KubeletContext, worker: PodWorker): PodWorker {
  if (worker.sync === undefined) return worker;
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

export function endResize(context: KubeletContext, worker: PodWorker): PodWorker {
  const message = `Pod resize completed: ${describeResize(worker)}`;
  emit(context, worker, { type: 'Normal', reason: 'ResizeCompleted', message });
  const applied = { ...worker.applied };
  for (const { name, resources } of resized(worker)) applied[name] = resources ?? {};
  return workerWith(worker, { applied, resize: undefined, pending: true });
}
