// StatefulSets: members with a name and claims of their own, made and taken away in order.

import type { Pod, PodTemplate, Volume } from '../../schema/objects';
import { controllerOf } from '../../schema/owners';
import type { StatefulSet } from '../../schema/workloads';
import type { AnyClusterComponent } from '../api/clusterComponent';
import type { Change, StoreView } from '../api/store';
import type { ApiAnswer } from '../api/write';
import type { Latencies } from '../latencies';
import { claimPods, workloadSelector } from './claims';
import {
  type ControllerTurn,
  controllerComponent,
  decide,
  emit,
  keyOf,
  objectAt,
  writeStatus,
} from './controller';
import { claimName, newClaim, ownClaims } from './memberClaims';
import {
  isAvailable,
  isReady,
  isTerminal,
  nextAvailable,
  ownersConcerned,
  podFromTemplate,
} from './pods';
import { type ControllerRevision, currentRevision, revisionsOf, trimRevisions } from './revisions';

const NAME = 'statefulset-controller';
const REVISION_LABEL = 'controller-revision-hash';
const DEFAULT_HISTORY = 10;

type Message = { readonly pod: string } | { readonly claim: string; readonly pod: string };

/** Rules: L-CTL-14, L-CTL-15 */
export function createStatefulSetController(latencies: Latencies): AnyClusterComponent {
  return controllerComponent<{ readonly refusals: number }, Message>({
    name: NAME,
    reactionMs: (change) =>
      isGoing(change) ? latencies.statefulSetRecreate : latencies.controllerReaction,
    kinds: ['StatefulSet', 'Pod'],
    asleepWithout: 'StatefulSet',
    concerns,
    sync(turn, key, memory) {
      const set = objectAt<StatefulSet>(turn.view, 'StatefulSet', key);
      if (set === undefined) return undefined;
      new SetSync(turn, set).run();
      return memory;
    },
    answered,
  });
}

/** A member's last moments: its successor takes a little longer than other reactions. */
function isGoing({ object, op }: Change): boolean {
  if (object.kind !== 'Pod') return false;
  return op === 'DELETED' || object.metadata.deletionGracePeriodSeconds === 0;
}

function concerns(change: Change, view: StoreView): readonly string[] | undefined {
  const { object, previous } = change;
  if (object.kind === 'StatefulSet') {
    const isNews =
      previous === undefined ||
      previous['spec'] !== object['spec'] ||
      previous.metadata.deletionTimestamp !== object.metadata.deletionTimestamp;
    return isNews ? [keyOf(object)] : undefined;
  }
  if (object.kind !== 'Pod') return undefined;
  const owners = ownersConcerned(change, 'StatefulSet');
  if (owners !== undefined || controllerOf(object) !== undefined) return owners;
  const { namespace = '', name = '' } = object.metadata;
  const set = view.get('StatefulSet', namespace, parentOf(name) ?? '');
  return set === undefined ? undefined : [keyOf(set)];
}

function parentOf(podName: string): string | undefined {
  return /^(.*)-\d+$/.exec(podName)?.[1];
}
function ordinalOf(pod: Pod): number {
  return Number(/-(\d+)$/.exec(pod.metadata.name ?? '')?.[1] ?? -1);
}

function answered(
  turn: ControllerTurn<Message>,
  key: string,
  memory: { readonly refusals: number } | undefined,
  message: Message,
  answer: ApiAnswer,
): { readonly refusals: number } | undefined {
  const set = objectAt<StatefulSet>(turn.view, 'StatefulSet', key);
  if (set === undefined) return memory;
  const name = set.metadata.name ?? '';
  const what =
    'claim' in message ? `Claim ${message.claim} Pod ${message.pod}` : `Pod ${message.pod}`;
  if (answer.ok) {
    const outcome = 'claim' in message ? 'success' : 'successful';
    const text = `Create ${what} in StatefulSet ${name} ${outcome}`;
    emit(turn, NAME, set, 'Normal', 'SuccessfulCreate', text);
    return memory;
  }
  const text = `Create ${what} in StatefulSet ${name} failed error: ${answer.status.message}`;
  emit(turn, NAME, set, 'Warning', 'FailedCreate', text);
  const refusals = (memory?.refusals ?? 0) + 1;
  turn.again(turn.now + Math.min(5 * 2 ** Math.min(refusals, 20), 1_000_000));
  return { refusals };
}

function isRunning(pod: Pod): boolean {
  return pod.status?.phase === 'Running';
}

/** One sync of one StatefulSet. */
class SetSync {
  readonly #turn: ControllerTurn<Message>;
  readonly #set: StatefulSet;
  readonly #name: string;
  readonly #first: number;
  readonly #count: number;
  readonly #inOrder: boolean;
  readonly #pods: readonly Pod[];
  readonly #update: ControllerRevision;
  readonly #current: ControllerRevision;

  constructor(turn: ControllerTurn<Message>, set: StatefulSet) {
    this.#turn = turn;
    this.#set = set;
    this.#name = set.metadata.name ?? '';
    this.#first = set.spec.ordinals?.start ?? 0;
    this.#count = set.spec.replicas ?? 1;
    this.#inOrder = set.spec.podManagementPolicy !== 'Parallel';
    this.#pods = this.#claimPods();
    this.#update = currentRevision(
      turn,
      NAME,
      set,
      set.spec.template,
      set.status?.collisionCount ?? 0,
    );
    const present = set.status?.currentRevision;
    this.#current =
      revisionsOf(turn.view, set).find(({ metadata }) => metadata.name === present) ?? this.#update;
  }

  run(): void {
    const { metadata, spec } = this.#set;
    if (metadata.deletionTimestamp === undefined) this.#control();
    this.#report();
    const inUse = new Set(this.#pods.map((pod) => pod.metadata.labels?.[REVISION_LABEL] ?? ''));
    inUse.add(this.#update.metadata.name ?? '').add(this.#current.metadata.name ?? '');
    trimRevisions(this.#turn, NAME, this.#set, inUse, spec.revisionHistoryLimit ?? DEFAULT_HISTORY);
    const again = nextAvailable(this.#pods, spec.minReadySeconds ?? 0, this.#turn.now);
    if (again !== undefined) this.#turn.again(again);
  }

  /** Members in the order of their ordinals; Pods with a member's name that belong to nobody are adopted. */
  #claimPods(): readonly Pod[] {
    const pods = claimPods(this.#turn, {
      owner: this.#set,
      selector: workloadSelector(this.#set.spec.selector),
      takes: ({ metadata }) => parentOf(metadata.name ?? '') === this.#name,
      by: NAME,
    });
    return [...pods].sort((a, b) => ordinalOf(a) - ordinalOf(b));
  }

  #isWanted(pod: Pod): boolean {
    const ordinal = ordinalOf(pod);
    return ordinal >= this.#first && ordinal < this.#first + this.#count;
  }
  #isHealthy(pod: Pod): boolean {
    return (
      isRunning(pod) &&
      pod.metadata.deletionTimestamp === undefined &&
      isAvailable(pod, this.#set.spec.minReadySeconds ?? 0, this.#turn.now)
    );
  }

  /** Rules: L-CTL-14 */
  #control(): void {
    for (const pod of this.#pods)
      for (const object of ownClaims(this.#turn.view, this.#set, pod, this.#isWanted(pod)))
        this.#turn.write({ verb: 'update', by: NAME, object });
    const byOrdinal = new Map(this.#pods.map((pod) => [ordinalOf(pod), pod]));
    for (let i = this.#first; i < this.#first + this.#count; i++)
      if (this.#tend(i, byOrdinal.get(i))) return;
    const surplus = this.#pods.filter((pod) => !this.#isWanted(pod)).reverse();
    const firstUnhealthy = [
      ...this.#pods.filter((pod) => this.#isWanted(pod)),
      ...this.#pods.filter((pod) => !this.#isWanted(pod)),
    ].find((pod) => !this.#isHealthy(pod));
    for (const pod of surplus) if (this.#dismiss(pod, firstUnhealthy)) return;
    if (surplus.length === 0 || !this.#inOrder) this.#roll(byOrdinal);
  }

  /** Sees to one member; true when the members after it have to wait. */
  #tend(ordinal: number, pod: Pod | undefined): boolean {
    if (pod === undefined) {
      this.#create(ordinal);
      return this.#inOrder;
    }
    if (isTerminal(pod)) {
      // The object has to go before its name can be used again.
      if (pod.metadata.deletionTimestamp === undefined)
        this.#delete(pod, 'has ended and is made again', 'spec.replicas');
      return this.#inOrder;
    }
    return this.#inOrder && !this.#isHealthy(pod);
  }

  /** Takes away one that is too many; true when the next has to wait. */
  #dismiss(pod: Pod, firstUnhealthy: Pod | undefined): boolean {
    if (pod.metadata.deletionTimestamp !== undefined) return this.#inOrder;
    if (this.#inOrder && !this.#isHealthy(pod) && pod !== firstUnhealthy) return true;
    this.#delete(pod, 'is one too many', 'spec.replicas');
    return this.#inOrder;
  }

  /** From the highest ordinal down, one at a time. Rules: L-CTL-14 */
  #roll(byOrdinal: ReadonlyMap<number, Pod>): void {
    const { updateStrategy } = this.#set.spec;
    if (updateStrategy?.type === 'OnDelete') return;
    const partition = updateStrategy?.rollingUpdate?.partition ?? 0;
    const lowest = this.#first + partition;
    for (let i = this.#first + this.#count - 1; i >= lowest; i--) {
      const pod = byOrdinal.get(i);
      if (pod === undefined) return;
      const isOld = pod.metadata.labels?.[REVISION_LABEL] !== this.#update.metadata.name;
      if (isOld && pod.metadata.deletionTimestamp === undefined) {
        this.#delete(pod, 'is of an older revision', 'spec.updateStrategy');
        return;
      }
      if (!this.#isHealthy(pod)) return;
    }
  }

  #delete(pod: Pod, reason: string, field: string): void {
    const { namespace = '', name = '', uid = '' } = pod.metadata;
    const why = decide(this.#turn, this.#set, `${name} ${reason}`, 'L-CTL-14', field);
    const gone = { kind: 'Pod', namespace, name, uid };
    const entry = this.#turn.write({ verb: 'delete', by: NAME, ...gone }, why);
    const message = `Delete Pod ${name} in StatefulSet ${this.#name} successful`;
    emit(this.#turn, NAME, this.#set, 'Normal', 'SuccessfulDelete', message, entry);
  }

  /** Members below the partition keep the revision that was current; without one, as many as still have it. */
  #revisionFor(ordinal: number): ControllerRevision {
    const { spec, status } = this.#set;
    const { type = 'RollingUpdate', rollingUpdate } = spec.updateStrategy ?? {};
    if (type !== 'RollingUpdate') return this.#update;
    const kept = rollingUpdate?.partition ?? Number(status?.['currentReplicas'] ?? 0);
    return ordinal < this.#first + kept ? this.#current : this.#update;
  }

  /** Rules: L-CTL-2, L-CTL-15 */
  #create(ordinal: number): void {
    const name = `${this.#name}-${ordinal}`;
    const revision = this.#revisionFor(ordinal);
    const { template } = revision.data.spec;
    const { serviceName, volumeClaimTemplates = [] } = this.#set.spec;
    const { namespace = '' } = this.#set.metadata;
    for (const template of volumeClaimTemplates) {
      const claim = claimName(template, name);
      if (this.#turn.view.get('PersistentVolumeClaim', namespace, claim) === undefined)
        this.#turn.create(newClaim(this.#set, template, name), { claim, pod: name });
    }
    const volumes: readonly Volume[] = [
      ...volumeClaimTemplates.map((claim) => ({
        name: claim.metadata.name ?? '',
        persistentVolumeClaim: { claimName: claimName(claim, name) },
      })),
      ...(template.spec.volumes ?? []).filter(
        (volume) => !volumeClaimTemplates.some(({ metadata }) => metadata.name === volume.name),
      ),
    ];
    const spec: PodTemplate['spec'] = {
      ...template.spec,
      hostname: name,
      ...(serviceName === undefined || serviceName === '' ? {} : { subdomain: serviceName }),
      ...(volumes.length === 0 ? {} : { volumes }),
    };
    const labels = {
      [REVISION_LABEL]: revision.metadata.name ?? '',
      'statefulset.kubernetes.io/pod-name': name,
      'apps.kubernetes.io/pod-index': String(ordinal),
    };
    const why = decide(
      this.#turn,
      this.#set,
      this.#inOrder && ordinal > this.#first
        ? `all members before ${name} are ready`
        : `${name} is missing`,
      'L-CTL-14',
      this.#inOrder && ordinal > this.#first ? 'spec.podManagementPolicy' : 'spec.replicas',
    );
    const pod = podFromTemplate(this.#set, template, { name, labels, spec });
    this.#turn.create(pod, { pod: name }, why);
  }

  #report(): void {
    const { spec, metadata, status = {} } = this.#set;
    const alive = this.#pods.filter((pod) => pod.metadata.deletionTimestamp === undefined);
    const of = (revision: ControllerRevision): number =>
      alive.filter((pod) => pod.metadata.labels?.[REVISION_LABEL] === revision.metadata.name)
        .length;
    const ready = this.#pods.filter((pod) => isRunning(pod) && isReady(pod));
    const available = ready.filter((pod) =>
      isAvailable(pod, spec.minReadySeconds ?? 0, this.#turn.now),
    ).length;
    const updated = of(this.#update);
    // Where Pods are updated by hand alone, no update is ever over.
    const isDone =
      spec.updateStrategy?.type !== 'OnDelete' &&
      updated === this.#pods.length &&
      ready.length === this.#pods.length &&
      this.#pods.length === this.#count;
    const current = isDone ? this.#update : this.#current;
    const counts = {
      readyReplicas: ready.length,
      currentReplicas: of(current),
      updatedReplicas: updated,
    };
    const shown = Object.fromEntries(Object.entries(counts).filter(([, count]) => count > 0));
    writeStatus(this.#turn, NAME, this.#set, {
      observedGeneration: metadata.generation ?? 1,
      replicas: this.#pods.length,
      ...shown,
      currentRevision: current.metadata.name,
      updateRevision: this.#update.metadata.name,
      collisionCount: status.collisionCount ?? 0,
      availableReplicas: available,
    });
  }
}
