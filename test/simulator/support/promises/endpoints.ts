// Endpoints that are called ready belong to Pods that are ready and stay; none belongs to a Pod that has ended.
import type { KubeObject } from '../../../../server/src/schema/objects';
import { aboutOf, isFinished, PodsNow, type Promises, type Say } from './promise';

interface Slice extends KubeObject {
  readonly endpoints?: readonly {
    readonly addresses?: readonly string[];
    readonly conditions?: { readonly ready?: boolean };
    readonly targetRef?: { readonly uid?: string };
  }[];
}

/** L-TRM-21, L-TRM-22 */
export function endpointPromises(): Promises {
  const pods = new PodsNow();
  const publishing = new Set<string>();
  return {
    change(change, say) {
      const { object, op } = change;
      pods.take(change);
      const { name = '', namespace = '', labels } = object.metadata;
      const spec = object['spec'] as { readonly publishNotReadyAddresses?: boolean } | undefined;
      if (object.kind === 'Service' && spec?.publishNotReadyAddresses === true)
        publishing.add(`${namespace}/${name}`);
      if (object.kind !== 'EndpointSlice' || op === 'DELETED') return;
      const service = `${namespace}/${labels?.['kubernetes.io/service-name'] ?? ''}`;
      const about = aboutOf(change);
      sliceBreaks(object, pods, publishing.has(service), (text) => say(`${about}: ${text}`));
    },
  };
}

function sliceBreaks(slice: Slice, pods: PodsNow, publishesAll: boolean, say: Say): void {
  const met = new Set<string>();
  for (const { addresses = [], conditions, targetRef } of slice.endpoints ?? []) {
    if (targetRef?.uid === undefined) continue;
    if (met.has(targetRef.uid)) say(`an endpoint of ${targetRef.uid} is there twice`);
    met.add(targetRef.uid);
    const pod = pods.get(targetRef.uid);
    const name = pod?.metadata.name;
    if (pod !== undefined && isFinished(pod)) say(`an endpoint of ${name}, which has ended`);
    if (pod !== undefined && addresses[0] !== pod.status?.podIP) say(`another address of ${name}`);
    if (conditions?.ready !== true || publishesAll) continue;
    const ready = pod?.status?.conditions?.some((c) => c.type === 'Ready' && c.status === 'True');
    if (ready !== true || pod?.metadata.deletionTimestamp !== undefined)
      say(`an endpoint of ${name} is called ready`);
  }
}
