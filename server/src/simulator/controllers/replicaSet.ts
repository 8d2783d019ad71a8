// ReplicaSets and ReplicationControllers: as many active Pods as asked for, no matter why one is missing.

import type { Pod, PodTemplate } from '../../schema/objects';
import { controllerOf } from '../../schema/owners';
import { type Selector, selectorFromLabels } from '../../schema/selector';
import type {
  Condition,
  ReplicaSet,
  ReplicaStatus,
  ReplicationController,
} from '../../schema/workloads';
import type { AnyClusterComponent } from '../api/clusterComponent';
import type { Change, StoreView } from '../api/store';
import { toTimestamp } from '../api/timestamps';
import type { ApiAnswer } from '../api/write';
import type { EntryId } from '../kernel/component';
import type { SimTime } from '../kernel/time';
import type { Latencies } from '../latencies';
import { claimPods, possibleOwners, SELECTS_NOTHING, workloadSelector } from './claims';
import {
  type ControllerTurn,
  controllerComponent,
  decide,
  emit,
  keyOf,
  objectAt,
  writeStatus,
} from './controller';
import {
  isActive,
  isAvailable,
  isReady,
  isTerminating,
  mattersToOwners,
  nextAvailable,
  ownersConcerned,
  podFromTemplate,
} from './pods';
import { inDeletionOrder } from './ranking';

type Owner = ReplicaSet | ReplicationController;
type OwnerKind = 'ReplicaSet' | 'ReplicationController';

/** At most so many Pods are made or deleted in one sync. */
const BURST = 500;
/** Waits between tries after a failed creation. */
const FIRST_RETRY_MS = 5;
const LONGEST_RETRY_MS = 1_000_000;

/** Creations come in batches of 1, 2, 4 …; a batch with a failure is the last. */
interface Memory {
  readonly failures: number;
  readonly failure?: { readonly reason: string; readonly message: string };
  readonly left: number;
  readonly batch: number;
  readonly open: number;
  readonly refused: boolean;
  /** The entry that tells why Pods are made. */
  readonly because?: EntryId;
}
const NOTHING_OPEN: Memory = { failures: 0, left: 0, batch: 0, open: 0, refused: false };

/** Which of the two controllers it is, and what it tells. */
interface Controller {
  readonly kind: OwnerKind;
  readonly by: string;
  readonly countsTerminating: boolean;
}

interface Message {
  readonly kind: 'created';
}

/** @param countsTerminating whether the status tells of Pods that are going. Rules: L-CTL-4, L-CTL-5, L-CTL-6, L-CTL-7 */
export function createReplicaController(
  kind: OwnerKind,
  latencies: Latencies,
  countsTerminating: boolean,
): AnyClusterComponent {
  const name = kind === 'ReplicaSet' ? 'replicaset-controller' : 'replication-controller';
  return controllerComponent<Memory, Message>({
    name,
    reactionMs: latencies.controllerReaction,
    kinds: [kind, 'Pod'],
    asleepWithout: kind,
    concerns: (change, view) => concerns(change, view, kind),
    sync: (turn, key, memory = NOTHING_OPEN) =>
      sync(turn, key, memory, { kind, by: name, countsTerminating }),
    answered: (turn, key, memory = NOTHING_OPEN, _message, answer) =>
      answered(turn, key, memory, answer, kind, name),
  });
}

function concerns(change: Change, view: StoreView, kind: OwnerKind): readonly string[] | undefined {
  const { object } = change;
  if (object.kind === kind) {
    const before = change.previous;
    // Its own status writes are no news.
    const isNews =
      before === undefined ||
      before['spec'] !== object['spec'] ||
      before.metadata.deletionTimestamp !== object.metadata.deletionTimestamp;
    return isNews ? [keyOf(object)] : undefined;
  }
  if (object.kind !== 'Pod' || !mattersToOwners(change)) return undefined;
  const owners = ownersConcerned(change, kind) ?? [];
  const adopters = possibleOwners(change, view, kind, selectorOf).filter(
    (key) => !owners.includes(key),
  );
  return [...owners, ...adopters];
}

const selectors = new WeakMap<object, Selector>();

/** Rules: L-CTL-6, L-LAB-4 */
function selectorOf(owner: Owner): Selector {
  if (owner.kind === 'ReplicaSet') return workloadSelector((owner as ReplicaSet).spec.selector);
  const known = selectors.get(owner.spec);
  if (known !== undefined) return known;
  const { selector, template } = (owner as ReplicationController).spec;
  const labels =
    selector === undefined || Object.keys(selector).length === 0
      ? (template?.metadata?.labels ?? {})
      : selector;
  const parsed = Object.keys(labels).length === 0 ? SELECTS_NOTHING : selectorFromLabels(labels);
  selectors.set(owner.spec, parsed);
  return parsed;
}

function sync(
  turn: ControllerTurn<Message>,
  key: string,
  memory: Memory,
  { kind, by, countsTerminating }: Controller,
): Memory | undefined {
  const owner = objectAt<Owner>(turn.view, kind, key);
  if (owner === undefined) return undefined;
  const selector = selectorOf(owner);
  const pods = claimPods(turn, { owner, selector, takes: isActive, livingOnly: true, by });
  const active = pods.filter(isActive);
  const { minReadySeconds = 0 } = owner.spec;
  let next = memory;
  if (owner.metadata.deletionTimestamp === undefined && memory.open === 0)
    next = manage(turn, owner, active, memory, by);
  writeStatus(
    turn,
    by,
    owner,
    statusOf(owner, pods, { now: turn.now, countsTerminating, failure: next.failure }),
  );
  const again = nextAvailable(active, minReadySeconds, turn.now);
  if (again !== undefined) turn.again(again);
  return next;
}

/** Rules: L-CTL-4 */
function manage(
  turn: ControllerTurn<Message>,
  owner: Owner,
  active: readonly Pod[],
  memory: Memory,
  by: string,
): Memory {
  const wanted = owner.spec.replicas ?? 1;
  const missing = wanted - active.length;
  if (missing > 0) {
    const left = Math.min(missing, BURST);
    const because = decide(
      turn,
      owner,
      `${active.length} of ${wanted} Pods are there: ${left} ${left === 1 ? 'is' : 'are'} made`,
      'L-CTL-4',
      'spec.replicas',
    );
    return startBatch(turn, owner, { ...memory, left, batch: 1, refused: false, because });
  }
  if (missing === 0) return NOTHING_OPEN;
  const because = decide(
    turn,
    owner,
    `${active.length} Pods are there, ${-missing} more than the ${wanted} asked for`,
    'L-CTL-4',
    'spec.replicas',
  );
  const order = inDeletionOrder(active, siblings(turn.view, owner, active), turn.now);
  for (const pod of order.slice(0, Math.min(-missing, BURST)))
    deletePod(turn, owner, pod, by, because);
  return { ...NOTHING_OPEN };
}

/** Active Pods of all ReplicaSets of one Deployment stand beside each other when it comes to who goes. */
function siblings(view: StoreView, owner: Owner, own: readonly Pod[]): readonly Pod[] {
  const deployment = controllerOf(owner);
  if (deployment === undefined) return own;
  const all: Pod[] = [];
  for (const replicaSet of view.dependents(deployment.uid))
    if (replicaSet.kind === owner.kind)
      for (const pod of view.livingPods(replicaSet.metadata.uid ?? ''))
        if (isActive(pod)) all.push(pod);
  return all;
}

function deletePod(
  turn: ControllerTurn<Message>,
  owner: Owner,
  pod: Pod,
  by: string,
  because: EntryId,
): void {
  const { namespace = '', name = '', uid = '' } = pod.metadata;
  const entry = turn.write({ verb: 'delete', by, kind: 'Pod', namespace, name, uid }, because);
  emit(turn, by, owner, 'Normal', 'SuccessfulDelete', `Deleted pod: ${name}`, entry);
}

function startBatch(turn: ControllerTurn<Message>, owner: Owner, memory: Memory): Memory {
  const count = Math.min(memory.batch, memory.left);
  const template: PodTemplate = owner.spec.template ?? { spec: { containers: [] } };
  for (let i = 0; i < count; i++)
    turn.create(podFromTemplate(owner, template), { kind: 'created' }, memory.because);
  return { ...memory, left: memory.left - count, batch: memory.batch * 2, open: count };
}

function answered(
  turn: ControllerTurn<Message>,
  key: string,
  memory: Memory,
  answer: ApiAnswer,
  kind: OwnerKind,
  by: string,
): Memory | undefined {
  const owner = objectAt<Owner>(turn.view, kind, key);
  if (owner === undefined) return undefined;
  let next: Memory = { ...memory, open: memory.open - 1 };
  if (answer.ok) {
    const message = `Created pod: ${answer.object?.metadata.name ?? ''}`;
    emit(turn, by, owner, 'Normal', 'SuccessfulCreate', message);
  } else {
    const { message } = answer.status;
    if (!isNamespaceGoing(message))
      emit(turn, by, owner, 'Warning', 'FailedCreate', `Error creating: ${message}`);
    next = { ...next, refused: true, failure: { reason: 'FailedCreate', message } };
  }
  if (next.open > 0) return next;
  if (!next.refused) {
    if (next.left > 0) return startBatch(turn, owner, next);
    return NOTHING_OPEN;
  }
  const wait = Math.min(FIRST_RETRY_MS * 2 ** Math.min(next.failures, 20), LONGEST_RETRY_MS);
  if (!isNamespaceGoing(next.failure?.message ?? '')) turn.again(turn.now + wait);
  return { ...next, failures: next.failures + 1, left: 0 };
}

export function isNamespaceGoing(message: string): boolean {
  return message.endsWith('because it is being terminated');
}

interface Telling {
  readonly now: SimTime;
  readonly countsTerminating: boolean;
  readonly failure: Memory['failure'];
}

/** Rules: L-CTL-7 */
function statusOf(
  owner: Owner,
  pods: readonly Pod[],
  { now, countsTerminating, failure }: Telling,
): ReplicaStatus {
  const wanted = Object.entries(owner.spec.template?.metadata?.labels ?? {});
  const { minReadySeconds = 0 } = owner.spec;
  let [replicas, labelled, ready, available, terminating] = [0, 0, 0, 0, 0];
  for (const pod of pods) {
    if (isTerminating(pod)) terminating++;
    if (!isActive(pod)) continue;
    replicas++;
    if (wanted.every(([name, value]) => pod.metadata.labels?.[name] === value)) labelled++;
    if (!isReady(pod)) continue;
    ready++;
    if (isAvailable(pod, minReadySeconds, now)) available++;
  }
  const conditions = conditionsOf(owner, failure, now);
  return {
    replicas,
    ...(labelled === 0 ? {} : { fullyLabeledReplicas: labelled }),
    ...(ready === 0 ? {} : { readyReplicas: ready }),
    ...(available === 0 ? {} : { availableReplicas: available }),
    ...(countsTerminating ? { terminatingReplicas: terminating } : {}),
    observedGeneration: owner.metadata.generation ?? 1,
    ...(conditions.length === 0 ? {} : { conditions }),
  };
}

function conditionsOf(
  owner: Owner,
  failure: Memory['failure'],
  now: SimTime,
): readonly Condition[] {
  const present = owner.status?.conditions ?? [];
  const others = present.filter((condition) => condition.type !== 'ReplicaFailure');
  if (failure === undefined) return others;
  const before = present.find((condition) => condition.type === 'ReplicaFailure');
  return [
    ...others,
    before ?? {
      type: 'ReplicaFailure',
      status: 'True',
      lastTransitionTime: toTimestamp(now),
      ...failure,
    },
  ];
}
