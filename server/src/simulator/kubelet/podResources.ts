// What a Pod as a whole has been given, as its status says it. Rules: L-SYN-26, L-SCH-10.
import { podLimits, podRequests } from '../../schema/defaults';
import type { PodSpec, PodStatus, ResourceList, ResourceRequirements } from '../../schema/objects';
import type { Writable } from '../../support/writable';
import type { PodWorker } from './podWorker';

interface SharedResources {
  readonly requests?: ResourceList;
  readonly limits?: ResourceList;
}
const ASKED = new WeakMap<PodSpec, SharedResources>();
const MEASURED = new WeakMap<PodSpec, SharedResources>();

/** What the kernel reads where nothing bounds a Pod's memory. */
const BOUNDLESS = '9007199254740988Ki';

/**
 * Adds what the node has granted: what the spec asks for; but of a Pod that was changed while it ran the limits that the kernel
 * holds it to, and memory is bounded only where each container's is.
 */
export function addPodResources(status: Writable<PodStatus>, { pod }: PodWorker): void {
  const fields: Record<string, unknown> = status;
  const { spec, status: seen } = pod;
  const resources = seen?.phase === 'Running' ? measured(spec) : askedFor(spec);
  fields['resources'] = resources;
  if (resources.requests !== undefined) fields['allocatedResources'] = resources.requests;
}

function askedFor(spec: PodSpec): SharedResources {
  return remembered(ASKED, spec, () => podLimits(spec));
}

function measured(spec: PodSpec): SharedResources {
  return remembered(MEASURED, spec, () => {
    const { cpu, memory } = podLimits(spec);
    const isBound = (name: string): boolean =>
      sharedLimits(spec)[name] !== undefined ||
      [...(spec.initContainers ?? []), ...spec.containers].every(
        ({ resources }) => resources?.limits?.[name] !== undefined,
      );
    return {
      ...(cpu !== undefined && isBound('cpu') ? { cpu } : {}),
      memory: memory !== undefined && isBound('memory') ? memory : BOUNDLESS,
    };
  });
}

function sharedLimits(spec: PodSpec): ResourceList {
  const shared = spec['resources'] as ResourceRequirements | undefined;
  return shared?.limits ?? {};
}

function remembered(
  known: WeakMap<PodSpec, SharedResources>,
  spec: PodSpec,
  limitsOf: () => ResourceList,
): SharedResources {
  let resources = known.get(spec);
  if (resources === undefined) {
    const requests = podRequests(spec);
    const limits = limitsOf();
    resources = {
      ...(isEmpty(limits) ? {} : { limits }),
      ...(isEmpty(requests) ? {} : { requests }),
    };
    known.set(spec, resources);
  }
  return resources;
}

function isEmpty(list: ResourceList): boolean {
  for (const _ in list) return false;
  return true;
}
