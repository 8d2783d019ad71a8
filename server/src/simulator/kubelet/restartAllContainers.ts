// A rule asks that all containers of a Pod run afresh in the same sandbox. Rules: L-INI-16.
import type { ContainerStatus, PodSpec } from '../../schema/objects';
import type { PodRecords } from '../runtime/records';
import { containerOf, ephemeralContainers } from './podSpec';

export const RESTARTING_ALL = 'RestartingAllContainers';
const MESSAGE = 'The container is removed because RestartAllContainers in place';

/** The statuses from which the next ones are computed, now that the records are gone. What was waiting goes on waiting. */
export function resetStatuses(
  spec: PodSpec,
  statuses: readonly ContainerStatus[],
  records: PodRecords,
): readonly ContainerStatus[] {
  const ephemerals = new Set(ephemeralContainers(spec).map(({ name }) => name));
  return statuses.map((status) => {
    const forgotten = !records.containers.some(({ name }) => name === status.name);
    const waited = status.state?.waiting !== undefined;
    if (!forgotten || waited || ephemerals.has(status.name)) return status;
    const { containerID: _, ...rest } = status;
    return {
      ...rest,
      image: containerOf(spec, status.name)?.image ?? status.image,
      imageID: '',
      state: { waiting: { reason: RESTARTING_ALL, message: MESSAGE } },
      lastState: {
        terminated: {
          exitCode: 137,
          reason: RESTARTING_ALL,
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
