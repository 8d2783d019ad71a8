// ResourceQuotas: what they limit, and how much of it is used. Refusing what is too much is the API server's.
import type { KubeObject, Pod } from '../../schema/objects';
import { canonicalQuantity, formatQuantity } from '../../schema/quantity';
import type { AnyClusterComponent } from '../api/clusterComponent';
import { quotaUsage } from '../api/quota';
import type { Change, StoreView } from '../api/store';
import type { Latencies } from '../latencies';
import { controllerComponent, keyOf, objectAt, writeStatus } from './controller';
import { isTerminal } from './pods';

const NAME = 'resourcequota-controller';

export function createQuotaController(latencies: Latencies): AnyClusterComponent {
  return controllerComponent<true>({
    name: NAME,
    reactionMs: latencies.controllerReaction,
    asleepWithout: 'ResourceQuota',
    concerns,
    sync(turn, key) {
      const quota = objectAt<KubeObject>(turn.view, 'ResourceQuota', key);
      if (quota === undefined) return undefined;
      const { hard = {} } = (quota['spec'] ?? {}) as {
        readonly hard?: Readonly<Record<string, unknown>>;
      };
      const used = [...quotaUsage(quota, turn.view)].map(
        ([name, amount]) => [name, formatQuantity(amount)] as const,
      );
      const limits = Object.entries(hard).map(
        ([name, amount]) => [name, canonicalQuantity(amount)] as const,
      );
      writeStatus(turn, NAME, quota, {
        hard: Object.fromEntries(limits),
        used: Object.fromEntries(used),
      });
      return true;
    },
  });
}

function concerns(change: Change, view: StoreView): readonly string[] | undefined {
  const { object, previous, op } = change;
  if (object.kind === 'ResourceQuota')
    return previous === undefined || previous['spec'] !== object['spec']
      ? [keyOf(object)]
      : undefined;
  const hasEnded =
    object.kind === 'Pod' &&
    previous !== undefined &&
    isTerminal(object as Pod) &&
    !isTerminal(previous as Pod);
  if (op === 'MODIFIED' && !hasEnded) return undefined;
  const { namespace } = object.metadata;
  if (namespace === undefined || view.count('ResourceQuota', namespace) === 0) return undefined;
  return [...view.list('ResourceQuota', namespace)].map(keyOf);
}
