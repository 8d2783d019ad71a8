// How long containers get to stop: pure.
import type { Pod } from '../../schema/objects';
import type { ContainerKill } from './podActions';
import { containerOf } from './podSpec';
import { probeOf } from './probes';

const USUAL_SECONDS = 30;

/**
 * For a Pod that is stopped for good.
 *
 * @param wanted what the kubelet's own reason to end the Pod asks for, if it asks
 *
 * Rules: L-TRM-6: the smaller of what the deletion and the kubelet say, else the spec's, at least 1 s.
 */
export function effectiveGrace({ metadata, spec }: Pod, wanted: number | undefined): number {
  const said = [metadata.deletionGracePeriodSeconds, wanted].filter((value) => value !== undefined);
  const usual = spec.terminationGracePeriodSeconds ?? USUAL_SECONDS;
  return Math.max(1, said.length === 0 ? usual : Math.min(...said));
}

/** For one container that a sync stops. Rules: L-TRM-6: a probe may have a grace of its own, but not while the Pod is deleted. */
export function killGrace(
  { metadata, spec }: Pod,
  { name, cause }: Pick<ContainerKill, 'name' | 'cause'>,
): number {
  const container = containerOf(spec, name);
  const probe =
    container === undefined || cause === 'definition' || cause === 'resize'
      ? undefined
      : probeOf(container, cause);
  return (
    metadata.deletionGracePeriodSeconds ??
    probe?.terminationGracePeriodSeconds ??
    spec.terminationGracePeriodSeconds ??
    USUAL_SECONDS
  );
}
