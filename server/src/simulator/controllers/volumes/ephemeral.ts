// Claims that Pods bring along: one for each generic ephemeral volume.
import type { KubeObject, Pod } from '../../../schema/objects';
import type { AnyClusterComponent } from '../../api/clusterComponent';
import type { Latencies } from '../../latencies';
import { controllerComponent, keyOf, objectAt } from '../controller';
import { ownerReference } from '../pods';

const EPHEMERAL = 'ephemeral_volume';

/** Claims for the generic ephemeral volumes of a Pod, named `<pod>-<volume>`. */
export function createEphemeralVolumeController(latencies: Latencies): AnyClusterComponent {
  return controllerComponent<true>({
    name: EPHEMERAL,
    reactionMs: latencies.controllerReaction,
    kinds: ['Pod'],
    concerns: ({ object, op }) =>
      object.kind === 'Pod' &&
      op === 'ADDED' &&
      ((object as Pod).spec.volumes ?? []).some((v) => v['ephemeral'] !== undefined)
        ? [keyOf(object)]
        : undefined,
    sync(turn, key) {
      const pod = objectAt<Pod>(turn.view, 'Pod', key);
      for (const volume of pod?.spec.volumes ?? []) {
        const source = volume['ephemeral'] as
          | {
              readonly volumeClaimTemplate?: { readonly metadata?: object; readonly spec?: object };
            }
          | undefined;
        if (pod === undefined || source?.volumeClaimTemplate === undefined) continue;
        turn.create(ephemeralClaim(pod, volume.name, source.volumeClaimTemplate));
      }
      return undefined;
    },
  });
}

function ephemeralClaim(
  pod: Pod,
  volume: string,
  template: { readonly metadata?: object; readonly spec?: object },
): KubeObject {
  const { name = '', namespace } = pod.metadata;
  return {
    apiVersion: 'v1',
    kind: 'PersistentVolumeClaim',
    metadata: {
      ...template.metadata,
      name: `${name}-${volume}`,
      ...(namespace === undefined ? {} : { namespace }),
      ownerReferences: [ownerReference(pod)],
    },
    spec: template.spec,
  };
}
