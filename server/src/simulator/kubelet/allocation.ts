// What a node grants a Pod of the cpu and memory that it asks for while it runs. Rules: L-SYN-26.
import type { Container, Pod, PodSpec } from '../../schema/objects';
import { isPlain } from '../../schema/plain';
import { allStatuses } from './computeStatus';
import { lacksResources } from './nodeAdmission';
import { emit } from './podEvents';
import { containerOf, initContainers, isSidecar } from './podSpec';
import { type KubeletContext, type PodWorker, workerWith } from './podWorker';
import type { Obstacle } from './predicates';
import { amounts, describeResize } from './resize';
import { sameValue } from './sameValue';

/**
 * The Pod as this node runs it: with what it asks for now if there is room for that, else with what it had. A Pod that ends gets
 * nothing more.
 */
export function withDesired(context: KubeletContext, before: PodWorker, pod: Pod): PodWorker {
  const asked = workerWith(before, { pod });
  if (pod.spec === before.pod.spec) return asked;
  const allocated = withResourcesOf(pod, before.pod.spec);
  if (allocated === pod)
    return before.resize?.kind === 'pending' ? workerWith(asked, { resize: undefined }) : asked;
  if (before.stage !== 'syncing' || pod.metadata.deletionTimestamp !== undefined)
    return workerWith(before, { pod: allocated });
  const obstacle = lacksResources(context, asked);
  if (obstacle !== undefined)
    return heldUp(context, workerWith(before, { pod: allocated }), pod, obstacle);
  const message = `Pod resize started: ${describeResize(pod)}`;
  emit(context, asked, { type: 'Normal', reason: 'ResizeStarted', message });
  retryDeferred(context, before.node);
  const { generation } = pod.metadata;
  return workerWith(asked, { resize: { kind: 'inProgress', generation } });
}

/** The Pod with the resources of another spec where those differ; the very same Pod where none do. */
function withResourcesOf(pod: Pod, before: PodSpec): Pod {
  let differs = false;
  const give = (container: Container): Container => {
    const other = containerOf(before, container.name);
    if (other === undefined || other.resources === container.resources) return container;
    if (sameValue(amounts(other.resources), amounts(container.resources))) return container;
    differs = true;
    return { ...container, resources: other.resources ?? {} };
  };
  const containers = pod.spec.containers.map(give);
  const inits = initContainers(pod.spec).map((init) => (isSidecar(init) ? give(init) : init));
  if (!differs) return pod;
  const initsToo = inits.length > 0 ? { initContainers: inits } : {};
  return { ...pod, spec: { ...pod.spec, containers, ...initsToo } };
}

/** The Pod with what its running containers were said to have: what a kubelet finds that was away. */
export function allocatedBefore(pod: Pod): Pod {
  const statuses = allStatuses(pod.status ?? {});
  const give = (container: Container): Container => {
    const given = statuses.find(({ name }) => name === container.name)?.['resources'];
    return isPlain(given) ? { ...container, resources: given } : container;
  };
  const spec = { ...pod.spec, containers: pod.spec.containers.map(give) };
  return withResourcesOf(pod, {
    ...spec,
    ...(pod.spec.initContainers === undefined
      ? {}
      : { initContainers: pod.spec.initContainers.map(give) }),
  });
}

/** A Pod of the node is over, or asks for something else: others that wait for room ask again. */
export function retryDeferred({ turn, options }: KubeletContext, node: string): void {
  for (const pod of turn.view.podsOnNode(node))
    if (isDeferred(pod))
      turn.send(
        { to: 'kubelet', key: pod.metadata.uid ?? '', event: { kind: 'retryResize' } },
        options.latencies.kubeletReaction,
      );
}

function isDeferred({ status }: Pod): boolean {
  return (status?.conditions ?? []).some(
    ({ type, reason }) => type === 'PodResizePending' && reason === 'Deferred',
  );
}

/** What does not fit is told once, and tried again when there may be room. */
function heldUp(
  context: KubeletContext,
  worker: PodWorker,
  desired: Pod,
  { reason, message }: Obstacle,
): PodWorker {
  const { resize } = worker;
  const known =
    resize?.kind === 'pending' && resize.reason === reason && resize.message === message;
  if (known) return worker;
  emit(context, worker, {
    type: 'Warning',
    reason: `Resize${reason}`,
    message: `Pod resize ${reason}: ${describeResize(desired, message)}`,
  });
  return workerWith(worker, { resize: { kind: 'pending', reason, message } });
}
