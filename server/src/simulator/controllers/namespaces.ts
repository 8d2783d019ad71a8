// Namespaces: what every one of them gets when it is made, and how everything in it is taken away when it goes.
import type { KubeObject, Pod } from '../../schema/objects';
import { namespaceObjects } from '../api/bootstrap';
import type { AnyClusterComponent } from '../api/clusterComponent';
import type { Change } from '../api/store';
import { toTimestamp } from '../api/timestamps';
import type { Latencies } from '../latencies';
import { type ControllerTurn, controllerComponent, writeStatus } from './controller';
import { withCondition } from './pods';

const DELETION = 'namespace-controller';
const CONTENT = 'service-account-controller';
/** From a change of a Namespace that is going to the controller's next look. Rules: L-TRM-24 */
const DELETION_DELAY_MS = 5000;

/** The default service account and the cluster's root certificate, in every namespace. Rules: L-LAB-5 */
export function createNamespaceContentController(latencies: Latencies): AnyClusterComponent {
  return controllerComponent<true>({
    name: CONTENT,
    reactionMs: latencies.controllerReaction,
    kinds: ['Namespace', 'ServiceAccount', 'ConfigMap'],
    concerns(change) {
      const { object, op } = change;
      if (object.kind === 'Namespace')
        return op === 'ADDED' ? [object.metadata.name ?? ''] : undefined;
      const isOurs =
        (object.kind === 'ServiceAccount' && object.metadata.name === 'default') ||
        (object.kind === 'ConfigMap' && object.metadata.name === 'kube-root-ca.crt');
      return isOurs && op === 'DELETED' ? [object.metadata.namespace ?? ''] : undefined;
    },
    sync(turn, name) {
      const namespace = turn.view.get('Namespace', '', name);
      if (namespace === undefined || namespace.metadata.deletionTimestamp !== undefined)
        return undefined;
      for (const object of namespaceObjects(name))
        if (turn.view.get(object.kind, name, object.metadata.name ?? '') === undefined)
          turn.create(object);
      return undefined;
    },
  });
}

/** Rules: L-TRM-24 */
export function createNamespaceDeletionController(): AnyClusterComponent {
  return controllerComponent<true>({
    name: DELETION,
    reactionMs: DELETION_DELAY_MS,
    kinds: ['Namespace'],
    concerns: (change: Change) =>
      change.object.kind === 'Namespace' &&
      change.op !== 'DELETED' &&
      change.object.metadata.deletionTimestamp !== undefined
        ? [change.object.metadata.name ?? '']
        : undefined,
    sync(turn, name) {
      const namespace = turn.view.get('Namespace', '', name);
      if (namespace?.metadata.deletionTimestamp === undefined) return undefined;
      empty(turn, namespace);
      return true;
    },
  });
}

function empty(turn: ControllerTurn, namespace: KubeObject): void {
  const name = namespace.metadata.name ?? '';
  const pods = [...turn.view.list('Pod', name)] as Pod[];
  for (const pod of pods) if (pod.metadata.deletionTimestamp === undefined) remove(turn, pod);
  const isEmptied = pods.length === 0;
  let held = 0;
  if (isEmptied)
    for (const kind of turn.view.kinds())
      for (const object of turn.view.list(kind, name)) {
        if (object.metadata.namespace !== name) continue;
        if ((object.metadata.finalizers ?? []).length > 0) held++;
        remove(turn, object);
      }
  if (isEmptied && held === 0) {
    const { spec } = namespace as KubeObject & { readonly spec?: object };
    const object = { ...namespace, spec: { ...spec, finalizers: [] } };
    turn.write({ verb: 'update', by: DELETION, object });
    return;
  }
  report(turn, namespace);
  // Half of the longest grace and a second more, as the controller estimates what is left.
  const graces = pods.map((pod) => pod.metadata.deletionGracePeriodSeconds ?? 30);
  turn.again(turn.now + (Math.floor(Math.max(0, ...graces) / 2) + 1) * 1000);
}

function remove(turn: ControllerTurn, object: KubeObject): void {
  const { namespace = '', name = '', uid = '' } = object.metadata;
  turn.write({ verb: 'delete', by: DELETION, kind: object.kind, namespace, name, uid });
}

const CONDITIONS: readonly (readonly [string, string, string])[] = [
  [
    'NamespaceDeletionDiscoveryFailure',
    'ResourcesDiscovered',
    'All resources successfully discovered',
  ],
  [
    'NamespaceDeletionGroupVersionParsingFailure',
    'ParsedGroupVersions',
    'All legacy kube types successfully parsed',
  ],
  [
    'NamespaceDeletionContentFailure',
    'ContentDeleted',
    'All content successfully deleted, may be waiting on finalization',
  ],
  ['NamespaceContentRemaining', 'ContentRemoved', 'All content successfully removed'],
  [
    'NamespaceFinalizersRemaining',
    'ContentHasNoFinalizers',
    'All content-preserving finalizers finished',
  ],
];

function report(turn: ControllerTurn, namespace: KubeObject): void {
  const { status = {} } = namespace as KubeObject & {
    readonly status?: { readonly conditions?: Parameters<typeof withCondition>[0] };
  };
  let { conditions } = status;
  for (const [type, reason, message] of CONDITIONS)
    conditions = withCondition(conditions, {
      type,
      status: 'False',
      lastTransitionTime: toTimestamp(turn.now),
      reason,
      message,
    });
  writeStatus(turn, DELETION, namespace, { ...status, conditions });
}
