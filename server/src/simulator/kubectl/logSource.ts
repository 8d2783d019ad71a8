// Which instance of a container `kubectl logs` shows, or why there is none: pure. Rules: L-LOG-1.
import type { ContainerStatus } from '../../schema/objects';

export type LogSource =
  /** Counted from 0, as restarts are. */
  { readonly kind: 'instance'; readonly instance: number } | Refused;

interface Refused {
  readonly kind: 'refused';
  readonly text: string;
}

const WAITING_WORDS: Readonly<Record<string, string>> = {
  ErrImagePull: "image can't be pulled",
  ImagePullBackOff: 'trying and failing to pull image',
};

/** @param status of the container; undefined where the node has told nothing of it */
export function logSource(
  pod: string,
  container: string,
  status: ContainerStatus | undefined,
  previous: boolean,
): LogSource {
  const place = `container "${container}" in pod "${pod}"`;
  const refused = (text: string): Refused => ({ kind: 'refused', text });
  if (status === undefined) return refused(`${place} is not available`);
  const { waiting, running, terminated } = status.state ?? {};
  const last = lastInstance(status);
  if (previous) return last ?? refused(`previous terminated ${place} not found`);
  if (running !== undefined) return instance(status.restartCount);
  if (terminated !== undefined && hasId(terminated)) return instance(status.restartCount);
  if (terminated !== undefined || status.lastState?.terminated !== undefined)
    return last ?? refused(`${place} is terminated`);
  if (waiting === undefined) return refused(`${place} is waiting to start - no logs yet`);
  const reason = waiting.reason ?? '';
  return refused(`${place} is waiting to start: ${WAITING_WORDS[reason] ?? reason}`);
}

function instance(number: number): LogSource {
  return { kind: 'instance', instance: number };
}

/** The last one that has ended and left a trace: what waits to run again is that one itself. */
function lastInstance({
  lastState,
  restartCount,
  containerID,
}: ContainerStatus): LogSource | undefined {
  const ended = lastState?.terminated;
  if (ended === undefined || !hasId(ended)) return undefined;
  return instance(ended.containerID === containerID ? restartCount : restartCount - 1);
}

function hasId({ containerID }: { readonly containerID?: string }): boolean {
  return containerID !== undefined && containerID !== '';
}
