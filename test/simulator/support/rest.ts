// Whether a cluster has come to rest when nobody meddles any more: every Pod is Ready or at its end or has a reason with
// a name, every controller has what it wants or says why not.
import type {
  Container,
  ContainerStatus,
  KubeObject,
  Pod,
} from '../../../server/src/schema/objects';
import type { RunResult } from '../../../server/src/simulator/simulate';
import { isFinished } from './promises/promise';

type Fields = Readonly<Record<string, unknown>>;

/** Waiting, and it will be said for as long as it lasts. */
const LASTING = new Set([
  'CrashLoopBackOff',
  'ImagePullBackOff',
  'ErrImagePull',
  'ErrImageNeverPull',
  'InvalidImageName',
  'CreateContainerConfigError',
  'CreateContainerError',
  'RunContainerError',
  'PostStartHookError',
  // Without back-off, for as long as the rule goes on to fit (L-INI-16).
  'RestartingAllContainers',
]);

/** What has not come to rest and has no reason for it; undefined when all is well. */
export function unrestOf(run: RunResult): string | undefined {
  for (const kind of run.store.kinds())
    for (const object of run.store.list(kind)) {
      const restless = kind === 'Pod' ? podUnrest(object as Pod, run) : ownerUnrest(object, run);
      if (restless !== undefined) return `${kind}/${object.metadata.name}: ${restless}`;
    }
  return undefined;
}

function podUnrest(pod: Pod, run: RunResult): string | undefined {
  if (pod.metadata.deletionTimestamp !== undefined)
    return hasFinalizer(pod) ? undefined : 'is still being deleted';
  if (isFinished(pod) || isTrue(pod, 'Ready')) return undefined;
  if (pod.spec.nodeName === undefined) {
    const scheduled = pod.status?.conditions?.find(({ type }) => type === 'PodScheduled');
    return scheduled?.reason === undefined ? 'waits for a node without a reason' : undefined;
  }
  if (isWaitingForFiles(pod, run)) return undefined;
  if (isTrue(pod, 'ContainersReady') && pod.spec.readinessGates !== undefined) return undefined;
  return hasReason(pod, run) ? undefined : `is ${pod.status?.phase} for no reason`;
}

/** Finalizers of nobody stay; that of a Job is the Job's. */
const hasFinalizer = ({ metadata }: Pod): boolean => (metadata.finalizers ?? []).length > 0;

function isTrue({ status }: Pod, type: string): boolean {
  return status?.conditions?.some((c) => c.type === type && c.status === 'True') === true;
}

function isWaitingForFiles(pod: Pod, { store }: RunResult): boolean {
  return eventsOf(pod, store).some(({ reason }) => reason === 'FailedMount');
}

function eventsOf({ metadata }: KubeObject, store: RunResult['store']): readonly Fields[] {
  return [...store.list('Event', metadata.namespace ?? '')].filter((event) => {
    const about = event['involvedObject'] as { readonly uid?: string } | undefined;
    return about?.uid === metadata.uid;
  });
}

/** One of its containers says what the Pod waits for; or it runs, and a probe of it fails or has yet to succeed. */
function hasReason({ spec, status = {}, metadata }: Pod, run: RunResult): boolean {
  const containers = [...(spec.initContainers ?? []), ...spec.containers];
  const statuses = [...(status.initContainerStatuses ?? []), ...(status.containerStatuses ?? [])];
  return statuses.some((own) => {
    const container = containers.find(({ name }) => name === own.name);
    return container !== undefined && saysWhy(container, own, metadata.uid ?? '', run);
  });
}

function saysWhy(container: Container, own: ContainerStatus, uid: string, run: RunResult): boolean {
  const { waiting, running, terminated } = own.state ?? {};
  if (waiting !== undefined) return LASTING.has(waiting.reason ?? '');
  // An end is shown until its back-off is known (L-RST-8), or for good.
  if (terminated !== undefined) return true;
  if (running === undefined || own.ready) return false;
  const isInit = container.readinessProbe === undefined && container.startupProbe === undefined;
  if (isInit) return run.endMs - Date.parse(running.startedAt ?? '') + run.epochMs < 60_000;
  return run.entries.some(
    ({ subject, change }) =>
      subject.uid === uid && subject.container === own.name && change.kind === 'probe',
  );
}

function ownerUnrest(object: KubeObject, { store }: RunResult): string | undefined {
  const spec = (object['spec'] ?? {}) as Fields;
  const status = (object['status'] ?? {}) as Fields;
  const { deletionTimestamp, generation, uid = '', finalizers = [] } = object.metadata;
  const pods = ([...store.list('Pod')] as Pod[]).filter(({ metadata }) =>
    metadata.ownerReferences?.some((owner) => owner.uid === uid),
  );
  const isJob = object.kind === 'Job';
  if (deletionTimestamp !== undefined && object.kind !== 'Namespace' && !isJob)
    return finalizers.length > 0 && pods.length > 0 ? undefined : 'is still being deleted';
  const { observedGeneration } = status;
  if (observedGeneration !== undefined && observedGeneration !== generation)
    return `is at ${generation} and was seen at ${observedGeneration}`;
  switch (object.kind) {
    case 'ReplicaSet':
    case 'ReplicationController': {
      const active = pods.filter((pod) => !isFinished(pod)).length;
      return active === spec['replicas'] ? undefined : `has ${active} of ${spec['replicas']}`;
    }
    case 'DaemonSet': {
      const { desiredNumberScheduled, currentNumberScheduled } = status;
      const isFull = desiredNumberScheduled === currentNumberScheduled;
      return isFull ? undefined : `has ${currentNumberScheduled} of ${desiredNumberScheduled}`;
    }
    case 'StatefulSet': {
      const members = pods.filter((pod) => !isTrue(pod, 'Ready')).length;
      const isFull = pods.length === spec['replicas'];
      const isRefused = eventsOf(object, store).some(({ reason }) => reason === 'FailedCreate');
      return isFull || members > 0 || isRefused
        ? undefined
        : `has ${pods.length} of ${spec['replicas']}`;
    }
    default:
      return undefined;
  }
}
