// A rule asks that all containers of a Pod run afresh in the same sandbox. Rules: L-INI-16.
import type { ContainerStatus, PodSpec } from '../../schema/objects';
import type { PodRecords } from '../runtime/records';
import { containerOf, ephemeralContainers } from './podSpec';

const REASON = 'RestartingAllContainers';
const MESSAGE = 'The container is removed because RestartAllContainers in place';

/** The statuses from which the next ones are computed, now that the records are gone. */
export function resetStatuses(
  spec: PodSpec,
  statuses: readonly ContainerStatus[],
  records: PodRecords,
): readonly ContainerStatus[] {
  const ephemerals = new Set(ephemeralContainers(spec).map(({ name }) => name));
  return statuses.map((status) => {
    const forgotten = !records.containers.some(({ name }) => name === status.name);
    const hadRun = status.containerID !== undefined;
    if (!forgotten || !hadRun || ephemerals.has(status.name)) return status;
    const { containerID: _, ...rest } = status;
    return {
      ...rest,
      image: containerOf(spec, status.name)?.image ?? status.image,
      imageID: '',
      state: { waiting: { reason: REASON, message: MESSAGE } },
      lastState: {
        terminated: {
          exitCode: 137,
          reason: REASON,
          message: MESSAGE,
          startedAt: null,
          finishedAt: null,
        },
      },
      restartCount: status.restartCount + 1,
      started: false,
    };
  });
}
