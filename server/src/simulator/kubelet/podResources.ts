// What a Pod as a whole has been given, as its status says it. Rules: L-SYN-26, L-SCH-10.
import { podLimits, podRequests } from '../../schema/defaults';
import type { PodSpec, PodStatus, ResourceList } from '../../schema/objects';
import type { Writable } from '../../support/writable';
import type { PodWorker } from './podWorker';

interface SharedResources {
  readonly requests?: ResourceList;
  readonly limits?: ResourceList;
}
const RESOURCES = new WeakMap<PodSpec, SharedResources>();

/** Adds what the node has granted. */
export function addPodResources(status: Writable<PodStatus>, { pod: { spec } }: PodWorker): void {
  const fields: Record<string, unknown> = status;
  let resources = RESOURCES.get(spec);
  if (resources === undefined) {
    const requests = podRequests(spec);
    const limits = podLimits(spec);
    resources = {
      ...(isEmpty(limits) ? {} : { limits }),
      ...(isEmpty(requests) ? {} : { requests }),
    };
    RESOURCES.set(spec, resources);
  }
  fields['resources'] = resources;
  if (resources.requests !== undefined) fields['allocatedResources'] = resources.requests;
}

function isEmpty(list: ResourceList): boolean {
  for (const _ in list) return false;
  return true;
}
