// Deployments: one ReplicaSet per version of the template, and the way from one version to the next.

import type { KubeObject, Pod } from '../../../schema/objects';
import { controllerOf } from '../../../schema/owners';
import { matchesLabelSelector } from '../../../schema/selector';
import type { Condition, Deployment, ReplicaSet } from '../../../schema/workloads';
import type { AnyClusterComponent } from '../../api/clusterComponent';
import type { Change } from '../../api/store';
import type { EntryId } from '../../kernel/component';
import type { Latencies } from '../../latencies';
import {
  type ControllerTurn,
  controllerComponent,
  decide,
  emit,
  keyOf,
  objectAt,
  writeStatus,
} from '../controller';
import { isTerminal, ownerReference } from '../pods';
import {
  asNewest,
  availableOf,
  boundsOf,
  findNew,
  newReplicaSet,
  nextSizeOfNew,
  oldestFirst,
  REVISION,
  replicasOf,
  revisionOf,
  scaled,
  total,
  wantedReplicas,
} from './replicaSets';
import { isScalingEvent, resizes } from './scaling';
import {
  countedStatus,
  deadlineMs,
  find,
  isComplete,
  progressing,
  rolloutStatus,
  set,
  stuckAt,
} from './status';

const NAME = 'deployment-controller';
const DEFAULT_HISTORY = 10;

/** Rules: L-CTL-8 to L-CTL-13 */
export function createDeploymentController(latencies: Latencies): AnyClusterComponent {
  return controllerComponent<true, 'created'>({
    name: NAME,
    reactionMs: latencies.controllerReaction,
    kinds: ['Deployment', 'ReplicaSet'],
    asleepWithout: 'Deployment',
    concerns,
    sync(turn, key) {
      const deployment = objectAt<Deployment>(turn.view, 'Deployment', key);
      if (deployment === undefined) return undefined;
      new Rollout(turn, deployment).sync();
      return true;
    },
    answered(turn, key, memory, _message, answer) {
      if (!answer.ok) reportRefusal(turn, key, answer.status.code, answer.status.message);
      return memory;
    },
  });
}

function concerns(change: Change): readonly string[] | undefined {
  const { object, previous } = change;
  if (object.kind === 'Deployment') {
    const isNews =
      previous === undefined ||
      previous['spec'] !== object['spec'] ||
      previous.metadata.annotations !== object.metadata.annotations ||
      previous.metadata.deletionTimestamp !== object.metadata.deletionTimestamp;
    return isNews ? [keyOf(object)] : undefined;
  }
  if (object.kind !== 'ReplicaSet') return undefined;
  const owner = controllerOf(object);
  if (owner?.kind !== 'Deployment') return undefined;
  return [`${object.metadata.namespace ?? ''}/${owner.name}`];
}

/** A name that is taken by another template gets another hash; everything else is reported. */
function reportRefusal(
  turn: ControllerTurn<'created'>,
  key: string,
  code: number,
  message: string,
): void {
  const deployment = objectAt<Deployment>(turn.view, 'Deployment', key);
  if (deployment === undefined) return;
  const status = deployment.status ?? {};
  if (code === 409) {
    const collisionCount = (status.collisionCount ?? 0) + 1;
    writeStatus(turn, NAME, deployment, { ...status, collisionCount });
    turn.again(turn.now + 5);
    return;
  }
  emit(turn, NAME, deployment, 'Warning', 'ReplicaSetCreateError', message);
  const failed = progressing('False', 'ReplicaSetCreateError', message, turn.now);
  const conditions = set(status.conditions ?? [], failed);
  writeStatus(turn, NAME, deployment, { ...status, conditions });
}

/** Why a ReplicaSet gets another size: the words, the rule, the field of the Deployment. */
type Reason = readonly [text: string, rule: string, field: string];
const BY_REPLICAS: Reason = ['another number of replicas is asked for', 'L-CTL-8', 'spec.replicas'];
const BY_SURGE: Reason = [
  'so many more Pods may be there during the update',
  'L-CTL-9',
  'spec.strategy.rollingUpdate.maxSurge',
];
const BY_UNAVAILABLE: Reason = [
  'enough Pods are available to do without these',
  'L-CTL-9',
  'spec.strategy.rollingUpdate.maxUnavailable',
];
const BY_USELESSNESS: Reason = [
  'old Pods that are not available go first',
  'L-CTL-9',
  'spec.strategy.rollingUpdate.maxUnavailable',
];
const BY_RECREATE: Reason = [
  'all old Pods go before new ones are made',
  'L-CTL-12',
  'spec.strategy.type',
];
const BY_RECREATE_DONE: Reason = ['all old Pods have ended', 'L-CTL-12', 'spec.strategy.type'];

/** One sync of one Deployment: what it wrote so far counts for what comes next. */
class Rollout {
  readonly #turn: ControllerTurn<'created'>;
  readonly #deployment: Deployment;
  readonly #replicaSets = new Map<string, ReplicaSet>();
  #conditions: readonly Condition[];

  constructor(turn: ControllerTurn<'created'>, deployment: Deployment) {
    this.#turn = turn;
    this.#deployment = deployment;
    this.#conditions = deployment.status?.conditions ?? [];
    for (const replicaSet of ownReplicaSets(turn, deployment))
      this.#replicaSets.set(replicaSet.metadata.name ?? '', replicaSet);
  }

  sync(): void {
    const { spec, metadata } = this.#deployment;
    if (metadata.deletionTimestamp !== undefined) {
      this.#reportCounts();
      return;
    }
    this.#notePause();
    if (spec.paused === true || isScalingEvent(this.#deployment, this.#all())) this.#scale();
    else if (spec.strategy?.type === 'Recreate') this.#recreate();
    else this.#roll();
  }

  #all(): readonly ReplicaSet[] {
    return [...this.#replicaSets.values()];
  }
  #newest(): ReplicaSet | undefined {
    return findNew(this.#deployment, this.#all());
  }
  #old(): readonly ReplicaSet[] {
    const newest = this.#newest();
    return this.#all()
      .filter((rs) => rs !== newest)
      .sort(oldestFirst);
  }

  // ---- revisions ----

  /** The ReplicaSet of the present template, made when there is none yet. Rules: L-CTL-13 */
  #ensureNewest(): ReplicaSet {
    const present = this.#newest();
    const revision = Math.max(0, ...this.#old().map(revisionOf)) + 1;
    if (present !== undefined) return this.#promote(present, revision);
    const made = newReplicaSet(this.#deployment, this.#all(), revision);
    const name = made.metadata.name ?? '';
    const why = this.#why('the template is new', 'L-CTL-13', 'spec.template');
    const entry = this.#turn.create(made, 'created', why);
    this.#replicaSets.set(name, made);
    const size = replicasOf(made);
    if (size > 0)
      emit(
        this.#turn,
        NAME,
        this.#deployment,
        'Normal',
        'ScalingReplicaSet',
        `Scaled up replica set ${name} from 0 to ${size}`,
        entry,
      );
    this.#setRevision(revision, entry);
    this.#note('NewReplicaSetCreated', `Created new replica set "${name}"`);
    return made;
  }

  #promote(present: ReplicaSet, revision: number): ReplicaSet {
    const newest = asNewest(present, this.#deployment, revision);
    if (newest !== present) this.#update(newest);
    this.#setRevision(revisionOf(newest));
    if (find(this.#conditions, 'Progressing') === undefined)
      this.#note('FoundNewReplicaSet', `Found new replica set "${newest.metadata.name ?? ''}"`);
    return newest;
  }

  #note(reason: string, message: string): void {
    if (deadlineMs(this.#deployment) === undefined) return;
    const condition = progressing('True', reason, message, this.#turn.now);
    this.#conditions = set(this.#conditions, condition);
  }

  #setRevision(revision: number, because?: EntryId): void {
    const { metadata } = this.#deployment;
    if (revision === 0 || metadata.annotations?.[REVISION] === String(revision)) return;
    const annotations = { ...metadata.annotations, [REVISION]: String(revision) };
    const object = { ...this.#deployment, metadata: { ...metadata, annotations } };
    const write = { verb: 'update', by: NAME, object } as const;
    if (because === undefined) this.#turn.write(write);
    else this.#turn.write(write, because);
  }

  // ---- scaling one ReplicaSet ----

  #why(text: string, rule: string, field: string): EntryId {
    return decide(this.#turn, this.#deployment, text, rule, field);
  }

  #update(replicaSet: ReplicaSet, because?: EntryId): EntryId {
    this.#replicaSets.set(replicaSet.metadata.name ?? '', replicaSet);
    const write = { verb: 'update', by: NAME, object: replicaSet } as const;
    return because === undefined ? this.#turn.write(write) : this.#turn.write(write, because);
  }

  /** Rules: L-CTL-10 */
  #resize(replicaSet: ReplicaSet, replicas: number, reason: Reason): void {
    const before = replicasOf(replicaSet);
    const next = scaled(replicaSet, replicas, this.#deployment);
    const sameMarks =
      JSON.stringify(next.metadata.annotations) === JSON.stringify(replicaSet.metadata.annotations);
    if (before === replicas && sameMarks) return;
    if (before === replicas) {
      this.#update(next);
      return;
    }
    const entry = this.#update(next, this.#why(...reason));
    const direction = before < replicas ? 'up' : 'down';
    const name = replicaSet.metadata.name ?? '';
    const message = `Scaled ${direction} replica set ${name} from ${before} to ${replicas}`;
    emit(this.#turn, NAME, this.#deployment, 'Normal', 'ScalingReplicaSet', message, entry);
  }

  // ---- strategies ----

  /** One step of a rolling update. Rules: L-CTL-9 */
  #roll(): void {
    const newest = this.#ensureNewest();
    const wanted = wantedReplicas(this.#deployment);
    const size = replicasOf(newest);
    if (size > wanted) this.#resize(newest, wanted, BY_REPLICAS);
    else {
      const next = nextSizeOfNew(this.#deployment, this.#all(), size);
      if (next !== size) this.#resize(newest, next, BY_SURGE);
      else if (!this.#shrinkOld(newest)) this.#cleanUpIfComplete();
    }
    this.#reportRollout();
  }

  /** First Pods that are of no use anyway, then as many as may be missing. Rules: L-CTL-9 */
  #shrinkOld(newest: ReplicaSet): boolean {
    const old = this.#old();
    if (total(old, replicasOf) === 0) return false;
    const least = wantedReplicas(this.#deployment) - boundsOf(this.#deployment).maxUnavailable;
    const missing = replicasOf(newest) - availableOf(newest);
    const most = total(this.#all(), replicasOf) - least - missing;
    if (most <= 0) return false;
    let gone = 0;
    for (const replicaSet of old) {
      const useless = replicasOf(replicaSet) - availableOf(replicaSet);
      const count = Math.min(most - gone, useless);
      if (replicasOf(replicaSet) === 0 || count <= 0) continue;
      this.#resize(replicaSet, replicasOf(replicaSet) - count, BY_USELESSNESS);
      gone += count;
    }
    let spare = total(this.#all(), availableOf) - least;
    for (const replicaSet of this.#old()) {
      const count = Math.min(replicasOf(replicaSet), spare);
      if (count <= 0) continue;
      this.#resize(replicaSet, replicasOf(replicaSet) - count, BY_UNAVAILABLE);
      spare -= count;
      gone += count;
    }
    return gone > 0;
  }

  /** Rules: L-CTL-12 */
  #recreate(): void {
    const active = this.#old().filter((rs) => replicasOf(rs) > 0);
    for (const replicaSet of active) this.#resize(replicaSet, 0, BY_RECREATE);
    if (active.length === 0 && !this.#oldPodsRun()) {
      const newest = this.#ensureNewest();
      this.#resize(newest, wantedReplicas(this.#deployment), BY_RECREATE_DONE);
      this.#cleanUpIfComplete();
    } else this.#watchNewest();
    this.#reportRollout();
  }

  /** While the old Pods are being stopped a new ReplicaSet that exists already still takes its revision. */
  #watchNewest(): void {
    const newest = this.#newest();
    if (newest === undefined) return;
    this.#promote(newest, Math.max(0, ...this.#old().map(revisionOf)) + 1);
  }

  #oldPodsRun(): boolean {
    for (const replicaSet of this.#old()) {
      if ((replicaSet.status?.replicas ?? 0) > 0) return true;
      for (const pod of this.#turn.view.dependents(replicaSet.metadata.uid ?? ''))
        if (pod.kind === 'Pod' && !isTerminal(pod as Pod)) return true;
    }
    return false;
  }

  // ---- scaling, pause ----

  #scale(): void {
    const newest = this.#newest();
    if (newest !== undefined)
      this.#promote(newest, Math.max(0, ...this.#old().map(revisionOf)) + 1);
    for (const { replicaSet, replicas } of resizes(this.#deployment, this.#newest(), this.#old()))
      this.#resize(replicaSet, replicas, BY_REPLICAS);
    if (this.#deployment.spec.paused === true) this.#cleanUp();
    this.#reportCounts();
  }

  #notePause(): void {
    if (deadlineMs(this.#deployment) === undefined) return;
    const current = find(this.#conditions, 'Progressing');
    const isNoted = current?.reason === 'DeploymentPaused';
    const isPaused = this.#deployment.spec.paused === true;
    if (current?.reason === 'ProgressDeadlineExceeded' || isNoted === isPaused) return;
    const condition = isPaused
      ? progressing('Unknown', 'DeploymentPaused', 'Deployment is paused', this.#turn.now)
      : progressing('Unknown', 'DeploymentResumed', 'Deployment is resumed', this.#turn.now);
    this.#conditions = set(this.#conditions, condition);
  }

  // ---- what is left over ----

  #cleanUpIfComplete(): void {
    const status = countedStatus(
      this.#deployment,
      this.#all(),
      this.#newest(),
      this.#conditions,
      this.#turn.now,
    );
    if (isComplete(this.#deployment, status)) this.#cleanUp();
  }

  #cleanUp(): void {
    const limit = this.#deployment.spec.revisionHistoryLimit ?? DEFAULT_HISTORY;
    const old = this.#old().filter((rs) => rs.metadata.deletionTimestamp === undefined);
    const surplus = old.length - limit;
    if (surplus <= 0) return;
    const byRevision = [...old].sort((a, b) => revisionOf(a) - revisionOf(b));
    for (const replicaSet of byRevision.slice(0, surplus)) {
      const { status, metadata } = replicaSet;
      const isIdle = (status?.replicas ?? 0) === 0 && replicasOf(replicaSet) === 0;
      if (!isIdle || (metadata.generation ?? 1) > (status?.observedGeneration ?? 0)) continue;
      const { namespace = '', name = '', uid = '' } = metadata;
      this.#turn.write({ verb: 'delete', by: NAME, kind: 'ReplicaSet', namespace, name, uid });
    }
  }

  // ---- status ----

  #reportRollout(): void {
    const status = rolloutStatus(
      this.#deployment,
      this.#all(),
      this.#newest(),
      this.#conditions,
      this.#turn.now,
    );
    writeStatus(this.#turn, NAME, this.#deployment, status);
    const due = stuckAt(this.#deployment, status.conditions ?? []);
    // A second later than the deadline, as the controller looks again.
    if (due !== undefined) this.#turn.again(Math.max(due + 1000, this.#turn.now + 1));
  }

  #reportCounts(): void {
    const status = countedStatus(
      this.#deployment,
      this.#all(),
      this.#newest(),
      this.#conditions,
      this.#turn.now,
    );
    writeStatus(this.#turn, NAME, this.#deployment, status);
  }
}

/** The Deployment's ReplicaSets; those that match and belong to nobody become its own. */
function ownReplicaSets(
  turn: ControllerTurn<'created'>,
  deployment: Deployment,
): readonly ReplicaSet[] {
  const { uid = '', namespace = '', deletionTimestamp } = deployment.metadata;
  const own: ReplicaSet[] = [];
  for (const object of turn.view.dependents(uid))
    if (object.kind === 'ReplicaSet' && controllerOf(object)?.uid === uid)
      own.push(object as ReplicaSet);
  if (own.length > 0 || deletionTimestamp !== undefined) return own;
  for (const object of turn.view.list('ReplicaSet', namespace)) {
    if (controllerOf(object) !== undefined || object.metadata.deletionTimestamp !== undefined)
      continue;
    if (!matchesLabelSelector(deployment.spec.selector, object.metadata.labels)) continue;
    const adopted: KubeObject = {
      ...object,
      metadata: { ...object.metadata, ownerReferences: [ownerReference(deployment)] },
    };
    turn.write({ verb: 'update', by: NAME, object: adopted });
    own.push(adopted as ReplicaSet);
  }
  return own;
}
