// What happens to volumes and claims around their binding: free ones are there for the taking, used ones outlive their deletion.
import type { KubeObject, Pod } from '../../../schema/objects';
import type { PersistentVolume } from '../../../schema/workloads';
import type { AnyClusterComponent } from '../../api/clusterComponent';
import type { StoreView } from '../../api/store';
import type { Latencies } from '../../latencies';
import { type ControllerTurn, controllerComponent, keyOf, objectAt } from '../controller';
import { isTerminal } from '../pods';

const BY = 'persistentvolume-controller';

/** Volumes that come to be claimed by nobody are there for the taking. */
export function createVolumePhaseController(latencies: Latencies): AnyClusterComponent {
  return controllerComponent<true>({
    name: 'persistentvolume-phase',
    reactionMs: latencies.controllerReaction,
    kinds: ['PersistentVolume'],
    concerns: ({ object, op }) =>
      object.kind === 'PersistentVolume' && op === 'ADDED' ? [keyOf(object)] : undefined,
    sync(turn, key) {
      const volume = objectAt<PersistentVolume>(turn.view, 'PersistentVolume', key);
      if (volume?.status?.phase !== 'Pending' || volume.spec?.claimRef !== undefined)
        return undefined;
      const object = { ...volume, status: { phase: 'Available' } };
      turn.write({ verb: 'update', subresource: 'status', by: BY, object });
      return undefined;
    },
  });
}

const CLAIM_FINALIZER = 'kubernetes.io/pvc-protection';
const VOLUME_FINALIZER = 'kubernetes.io/pv-protection';

function claimsOf(pod: Pod): readonly string[] {
  return (pod.spec.volumes ?? []).flatMap((volume) => {
    const claim = volume['persistentVolumeClaim'] as { readonly claimName?: string } | undefined;
    if (volume['ephemeral'] !== undefined) return [`${pod.metadata.name ?? ''}-${volume.name}`];
    return claim?.claimName === undefined ? [] : [claim.claimName];
  });
}

/** A claim that is deleted stays while a Pod uses it, a volume while it is bound. */
export function createVolumeProtection(latencies: Latencies): AnyClusterComponent {
  return controllerComponent<true>({
    name: 'pvc-protection-controller',
    reactionMs: latencies.controllerReaction,
    kinds: ['PersistentVolumeClaim', 'PersistentVolume', 'Pod'],
    concerns({ object, op, previous }) {
      const { namespace = '', deletionTimestamp } = object.metadata;
      if (object.kind === 'PersistentVolumeClaim' || object.kind === 'PersistentVolume')
        return deletionTimestamp === undefined || op === 'DELETED'
          ? undefined
          : [`${object.kind}/${keyOf(object)}`];
      if (object.kind !== 'Pod') return undefined;
      const hasEnded =
        op === 'DELETED' || (isTerminal(object as Pod) && !isTerminal(previous as Pod));
      if (!hasEnded) return undefined;
      return claimsOf(object as Pod).map((name) => `PersistentVolumeClaim/${namespace}/${name}`);
    },
    sync(turn, key) {
      const slash = key.indexOf('/');
      const object = objectAt<KubeObject>(turn.view, key.slice(0, slash), key.slice(slash + 1));
      if (object?.metadata.deletionTimestamp === undefined) return undefined;
      if (!isInUse(turn.view, object)) release(turn, object);
      return undefined;
    },
  });
}

function isInUse(view: StoreView, object: KubeObject): boolean {
  if (object.kind === 'PersistentVolume')
    return (object as PersistentVolume).status?.phase === 'Bound';
  const { namespace = '', name = '' } = object.metadata;
  for (const other of view.list('Pod', namespace)) {
    const pod = other as Pod;
    const isPlaced = (pod.spec.nodeName ?? '') !== '' && !isTerminal(pod);
    if (isPlaced && claimsOf(pod).includes(name)) return true;
  }
  return false;
}

function release(turn: ControllerTurn, object: KubeObject): void {
  const { finalizers = [], ...metadata } = object.metadata;
  const left = finalizers.filter((f) => f !== CLAIM_FINALIZER && f !== VOLUME_FINALIZER);
  const next = { ...object, metadata: { ...metadata, finalizers: left } };
  turn.write({ verb: 'update', by: 'pvc-protection-controller', object: next });
}
