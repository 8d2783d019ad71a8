// Binding: at once, or when the claims that waited for the Pod's node have their volumes.
import type { Pod } from '../../schema/objects';
import type { PersistentVolume, PersistentVolumeClaim } from '../../schema/workloads';
import type { ClusterTurn } from '../api/clusterComponent';
import type { StoreView } from '../api/store';
import type { NodeState } from './clusterCache';
import type { PodFacts } from './podFacts';
import { emit, nameOf, SCHEDULER_NAME, type SchedulerState } from './schedulerState';
import { choicesOn, claimNames, type VolumeNeeds } from './volumes';

/** Rules: L-SCH-9 */
export function bind(
  pod: Pod,
  node: string,
  fitting: number,
  all: number,
  turn: ClusterTurn,
): void {
  const { namespace = '', name = '', uid = '' } = pod.metadata;
  const entry = turn.record({
    subject: { kind: 'Pod', namespace, name, uid },
    change: {
      kind: 'scheduling',
      node,
      text: all === 1 ? `fits ${node}` : `${node} is the best of ${fitting} nodes that fit`,
    },
    rule: 'L-SCH-9',
  });
  const write = turn.write({ verb: 'bind', by: SCHEDULER_NAME, namespace, name, uid, node }, entry);
  const message = `Successfully assigned ${nameOf(pod)} to ${node}`;
  emit(turn, pod, 'Normal', 'Scheduled', message, write);
}

export function reserveVolumes(
  state: SchedulerState,
  facts: PodFacts,
  volumes: VolumeNeeds,
  node: NodeState,
  turn: ClusterTurn,
): void {
  if (volumes.delayed.length === 0) return;
  state.binding.set(facts.uid, node.name);
  for (const { claim, volume } of choicesOn(volumes, node.node) ?? []) {
    if (volume !== undefined && volume.spec?.claimRef === undefined)
      turn.write({ verb: 'update', by: SCHEDULER_NAME, object: claimed(volume, claim) });
    else
      turn.write({
        verb: 'update',
        by: SCHEDULER_NAME,
        object: {
          ...claim,
          metadata: {
            ...claim.metadata,
            annotations: {
              ...claim.metadata.annotations,
              'volume.kubernetes.io/selected-node': node.name,
            },
          },
        },
      });
  }
}

function claimed(volume: PersistentVolume, claim: PersistentVolumeClaim): PersistentVolume {
  const { namespace, name, uid } = claim.metadata;
  return {
    ...volume,
    spec: {
      ...volume.spec,
      claimRef: {
        kind: 'PersistentVolumeClaim',
        apiVersion: 'v1',
        ...(namespace === undefined ? {} : { namespace }),
        ...(name === undefined ? {} : { name }),
        ...(uid === undefined ? {} : { uid }),
      },
    },
  };
}

export function finishBindings(state: SchedulerState, turn: ClusterTurn): void {
  for (const [uid, node] of [...state.binding]) {
    const pod = turn.view.byUid(uid) as Pod | undefined;
    if (pod === undefined) state.binding.delete(uid);
    else if (claimsAreBound(pod, turn.view)) {
      state.binding.delete(uid);
      bind(pod, node, 1, state.cache.nodes.size, turn);
    }
  }
}

function claimsAreBound(pod: Pod, view: StoreView): boolean {
  return claimNames(pod).every(
    ({ name }) =>
      (
        view.get('PersistentVolumeClaim', pod.metadata.namespace ?? '', name) as
          | PersistentVolumeClaim
          | undefined
      )?.status?.phase === 'Bound',
  );
}
