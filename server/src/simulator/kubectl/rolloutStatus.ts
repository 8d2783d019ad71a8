// Where a rollout stands, in kubectl's words. Rules: L-CTL-9, L-CTL-11, L-CTL-14, L-CTL-16.
import type { KubeObject } from '../../schema/objects';
import { fieldsOf } from './describeParts';

export interface Standing {
  readonly text: string;
  readonly isOver: boolean;
}

const over = (text: string): Standing => ({ text, isOver: true });
const waiting = (text: string): Standing => ({ text, isOver: false });
const ONLY_ROLLING = 'error: rollout status is only available for RollingUpdate strategy type';

/** Undefined for kinds that kubectl cannot follow. */
export function rolloutStanding(
  kind: string,
  object: KubeObject | undefined,
): Standing | undefined {
  if (!['Deployment', 'StatefulSet', 'DaemonSet'].includes(kind)) return undefined;
  if (object === undefined) return over('error: object has been deleted');
  if (kind === 'Deployment') return ofDeployment(object);
  return kind === 'StatefulSet' ? ofStatefulSet(object) : ofDaemonSet(object);
}

function ofDeployment(deployment: KubeObject): Standing {
  const { name, generation = 0 } = deployment.metadata;
  const state = fieldsOf(deployment['status']);
  const count = (field: string) => Number(state[field] ?? 0);
  const conditions = (state['conditions'] ?? []) as readonly { readonly reason?: string }[];
  const head = `Waiting for deployment "${name}" rollout to finish:`;
  if (count('observedGeneration') < generation)
    return waiting('Waiting for deployment spec update to be observed...');
  if (conditions.some(({ reason }) => reason === 'ProgressDeadlineExceeded'))
    return over(`error: deployment "${name}" exceeded its progress deadline`);
  const wanted = Number(fieldsOf(deployment['spec'])['replicas'] ?? 1);
  const updated = count('updatedReplicas');
  if (updated < wanted)
    return waiting(`${head} ${updated} out of ${wanted} new replicas have been updated...`);
  if (count('replicas') > updated)
    return waiting(
      `${head} ${count('replicas') - updated} old replicas are pending termination...`,
    );
  const available = count('availableReplicas');
  if (available < updated)
    return waiting(`${head} ${available} of ${updated} updated replicas are available...`);
  return over(`deployment "${name}" successfully rolled out`);
}

function ofStatefulSet(set: KubeObject): Standing {
  const [spec, state] = [fieldsOf(set['spec']), fieldsOf(set['status'])];
  const strategy = fieldsOf(spec['updateStrategy']);
  if ((strategy['type'] ?? 'RollingUpdate') !== 'RollingUpdate') return over(ONLY_ROLLING);
  const count = (field: string) => Number(state[field] ?? 0);
  const observed = count('observedGeneration');
  if (observed === 0 || observed < (set.metadata.generation ?? 0))
    return waiting('Waiting for statefulset spec update to be observed...');
  const wanted = Number(spec['replicas'] ?? 1);
  const missing = wanted - count('readyReplicas');
  if (missing > 0) return waiting(`Waiting for ${missing} pods to be ready...`);
  const updated = count('updatedReplicas');
  // The server writes a partition of 0 into sets that say nothing of their strategy.
  if (strategy['rollingUpdate'] !== undefined) {
    const { partition } = fieldsOf(strategy['rollingUpdate']);
    const due = wanted - Number(partition ?? wanted);
    return updated < due
      ? waiting(
          `Waiting for partitioned roll out to finish: ${updated} out of ${due} new pods have been updated...`,
        )
      : over(`partitioned roll out complete: ${updated} new pods have been updated...`);
  }
  const { updateRevision, currentRevision } = state;
  if (updateRevision !== currentRevision)
    return waiting(
      `waiting for statefulset rolling update to complete ${updated} pods at revision ${String(updateRevision)}...`,
    );
  return over(
    `statefulset rolling update complete ${count('currentReplicas')} pods at revision ${String(currentRevision)}...`,
  );
}

function ofDaemonSet(set: KubeObject): Standing {
  const [spec, state] = [fieldsOf(set['spec']), fieldsOf(set['status'])];
  const type = fieldsOf(spec['updateStrategy'])['type'] ?? 'RollingUpdate';
  if (type !== 'RollingUpdate') return over(ONLY_ROLLING);
  const count = (field: string) => Number(state[field] ?? 0);
  const { name, generation = 0 } = set.metadata;
  if (count('observedGeneration') < generation)
    return waiting('Waiting for daemon set spec update to be observed...');
  const head = `Waiting for daemon set "${name}" rollout to finish:`;
  const wanted = count('desiredNumberScheduled');
  const [updated, available] = [count('updatedNumberScheduled'), count('numberAvailable')];
  if (updated < wanted)
    return waiting(`${head} ${updated} out of ${wanted} new pods have been updated...`);
  if (available < wanted)
    return waiting(`${head} ${available} of ${wanted} updated pods are available...`);
  return over(`daemon set "${name}" successfully rolled out`);
}
