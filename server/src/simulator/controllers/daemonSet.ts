// DaemonSets: one Pod on every node that admits it.
import type { Pod } from '../../schema/objects';
import type { Selector } from '../../schema/selector';
import type { DaemonSet, NodeObject } from '../../schema/workloads';
import type { AnyClusterComponent } from '../api/clusterComponent';
import type { Change, StoreView } from '../api/store';
import type { ApiAnswer } from '../api/write';
import type { SimTime } from '../kernel/time';
import type { Latencies } from '../latencies';
import { claimPods, possibleOwners, workloadSelector } from './claims';
import {
  type ControllerTurn,
  controllerComponent,
  decide,
  emit,
  keyOf,
  objectAt,
  sameJson,
  writeStatus,
} from './controller';
import { judge, specFor, targetOf } from './daemonPods';
import { ofTotal } from './intOrPercent';
import {
  isAvailable,
  isReady,
  isTerminal,
  mattersToOwners,
  nextAvailable,
  ownersConcerned,
  podFromTemplate,
} from './pods';
import { type ControllerRevision, currentRevision, trimRevisions } from './revisions';

const NAME = 'daemonset-controller';
const HASH_LABEL = 'controller-revision-hash';
const FIRST_BACK_OFF_MS = 1000;
const LONGEST_BACK_OFF_MS = 900_000;
const DEFAULT_HISTORY = 10;

/** By node: how long to wait before a failed Pod is deleted. */
type Memory = ReadonlyMap<string, { readonly delayMs: SimTime; readonly since: SimTime }>;

/** Rules: L-CTL-16 */
export function createDaemonSetController(latencies: Latencies): AnyClusterComponent {
  return controllerComponent<Memory, 'created'>({
    name: NAME,
    reactionMs: latencies.controllerReaction,
    kinds: ['DaemonSet', 'Pod', 'Node'],
    asleepWithout: 'DaemonSet',
    concerns,
    sync(turn, key, memory = new Map()) {
      const set = objectAt<DaemonSet>(turn.view, 'DaemonSet', key);
      if (set === undefined) return undefined;
      return new DaemonSync(turn, set, memory).run();
    },
    answered(turn, key, memory, _message, answer) {
      reportCreation(turn, key, answer);
      return memory;
    },
  });
}

function concerns(change: Change, view: StoreView): readonly string[] | undefined {
  const { object, previous } = change;
  switch (object.kind) {
    case 'DaemonSet': {
      const isNews =
        previous === undefined ||
        previous['spec'] !== object['spec'] ||
        previous.metadata.deletionTimestamp !== object.metadata.deletionTimestamp;
      return isNews ? [keyOf(object)] : undefined;
    }
    case 'Pod':
      if (!mattersToOwners(change)) return undefined;
      return [
        ...(ownersConcerned(change, 'DaemonSet') ?? []),
        ...possibleOwners(change, view, 'DaemonSet', selectorOf),
      ];
    case 'Node': {
      if (view.count('DaemonSet') === 0) return undefined;
      const isNews =
        change.op !== 'MODIFIED' ||
        !sameJson(previous?.metadata.labels, object.metadata.labels) ||
        !sameJson(previous?.['spec'], object['spec']);
      return isNews ? [...view.list('DaemonSet')].map(keyOf) : undefined;
    }
    default:
      return undefined;
  }
}

function selectorOf(set: DaemonSet): Selector {
  return workloadSelector(set.spec.selector);
}

function reportCreation(turn: ControllerTurn<'created'>, key: string, answer: ApiAnswer): void {
  const set = objectAt<DaemonSet>(turn.view, 'DaemonSet', key);
  if (set === undefined) return;
  if (answer.ok) {
    const message = `Created pod: ${answer.object?.metadata.name ?? ''}`;
    emit(turn, NAME, set, 'Normal', 'SuccessfulCreate', message);
  } else {
    emit(turn, NAME, set, 'Warning', 'FailedCreate', `Error creating: ${answer.status.message}`);
    turn.again(turn.now + FIRST_BACK_OFF_MS);
  }
}

/** One sync of one DaemonSet. */
class DaemonSync {
  readonly #turn: ControllerTurn<'created'>;
  readonly #set: DaemonSet;
  readonly #memory: Map<string, { readonly delayMs: SimTime; readonly since: SimTime }>;
  readonly #pods: readonly Pod[];
  readonly #byNode = new Map<string, Pod[]>();
  readonly #revision: ControllerRevision;
  readonly #hash: string;

  constructor(turn: ControllerTurn<'created'>, set: DaemonSet, memory: Memory) {
    this.#turn = turn;
    this.#set = set;
    this.#memory = new Map(memory);
    this.#pods = claimPods(turn, { owner: set, selector: selectorOf(set), by: NAME });
    for (const pod of this.#pods) {
      // What has ended and is on its way out stands in nobody's way.
      if (isTerminal(pod) && pod.metadata.deletionTimestamp !== undefined) continue;
      const node = targetOf(pod) ?? '';
      const there = this.#byNode.get(node);
      if (there === undefined) this.#byNode.set(node, [pod]);
      else there.push(pod);
    }
    const collisions = Number(set.status?.['collisionCount'] ?? 0);
    this.#revision = currentRevision(turn, NAME, set, set.spec.template, collisions);
    this.#hash = this.#revision.metadata.labels?.[HASH_LABEL] ?? '';
  }

  run(): Memory {
    const nodes = [...this.#turn.view.list('Node')] as NodeObject[];
    if (this.#set.metadata.deletionTimestamp === undefined) {
      for (const node of nodes) this.#manage(node);
      this.#dropLost(nodes);
      this.#update(nodes);
    }
    this.#report(nodes);
    const pods = this.#pods;
    const inUse = new Set([
      this.#revision.metadata.name ?? '',
      ...pods.map((p) => `${this.#set.metadata.name}-${p.metadata.labels?.[HASH_LABEL]}`),
    ]);
    const limit = this.#set.spec.revisionHistoryLimit ?? DEFAULT_HISTORY;
    trimRevisions(this.#turn, NAME, this.#set, inUse, limit);
    const again = nextAvailable(pods, this.#set.spec.minReadySeconds ?? 0, this.#turn.now);
    if (again !== undefined) this.#turn.again(again);
    return this.#memory;
  }

  #on(node: NodeObject): readonly Pod[] {
    return this.#byNode.get(node.metadata.name ?? '') ?? [];
  }

  #manage(node: NodeObject): void {
    const { shouldRun, mayStay } = judge(this.#set.spec.template.spec, node);
    const pods = this.#on(node);
    if (!shouldRun && !mayStay) {
      for (const pod of pods) if (pod.metadata.deletionTimestamp === undefined) this.#delete(pod);
      return;
    }
    const alive: Pod[] = [];
    for (const pod of pods) {
      if (pod.metadata.deletionTimestamp !== undefined) continue;
      if (isTerminal(pod)) this.#replaceEnded(pod, node.metadata.name ?? '');
      else alive.push(pod);
    }
    const allowsSurge = this.#allowsSurge();
    if (shouldRun && (pods.length === 0 || (allowsSurge && alive.length === 0))) this.#create(node);
    if (alive.length < 2) return;
    const surplus = allowsSurge ? this.#outlived(alive) : eldestFirst(alive).slice(1);
    for (const pod of surplus) this.#delete(pod);
  }

  /** Of several Pods on a node, while new ones may stand beside old ones: all but the eldest old and the eldest new one. */
  #outlived(alive: readonly Pod[]): readonly Pod[] {
    const sorted = eldestFirst(alive);
    const fresh = sorted.find((pod) => !this.#isOld(pod));
    const old = sorted.find((pod) => this.#isOld(pod));
    const surplus = sorted.filter((pod) => pod !== fresh && pod !== old);
    const isOver = fresh !== undefined && old !== undefined && (!isReady(old) || this.#isUp(fresh));
    return isOver ? [...surplus, old] : surplus;
  }

  #isOld(pod: Pod): boolean {
    return pod.metadata.labels?.[HASH_LABEL] !== this.#hash;
  }
  #isUp(pod: Pod): boolean {
    return isAvailable(pod, this.#set.spec.minReadySeconds ?? 0, this.#turn.now);
  }

  /** Rules: L-CTL-16 */
  #replaceEnded(pod: Pod, node: string): void {
    const hasFailed = pod.status?.phase === 'Failed';
    const { now } = this.#turn;
    if (hasFailed) {
      const before = this.#memory.get(node);
      if (before !== undefined && now < before.since + before.delayMs) {
        this.#turn.again(before.since + before.delayMs);
        return;
      }
      const delayMs =
        before === undefined
          ? FIRST_BACK_OFF_MS
          : Math.min(before.delayMs * 2, LONGEST_BACK_OFF_MS);
      this.#memory.set(node, { delayMs, since: now });
    }
    const name = `${pod.metadata.namespace ?? ''}/${pod.metadata.name ?? ''}`;
    const [type, reason, what, verb] = hasFailed
      ? (['Warning', 'FailedDaemonPod', 'failed', 'kill'] as const)
      : (['Normal', 'SucceededDaemonPod', 'succeeded', 'delete'] as const);
    const message = `Found ${what} daemon pod ${name} on node ${node}, will try to ${verb} it`;
    emit(this.#turn, NAME, this.#set, type, reason, message);
    this.#delete(pod);
  }

  #create(node: NodeObject): void {
    const { template } = this.#set.spec;
    const pod = podFromTemplate(this.#set, template, {
      labels: { [HASH_LABEL]: this.#hash, 'pod-template-generation': this.#generation() },
      spec: specFor(template.spec, node.metadata.name ?? ''),
    });
    const text = `${node.metadata.name ?? ''} has no Pod yet`;
    this.#turn.create(pod, 'created', decide(this.#turn, this.#set, text, 'L-CTL-16'));
  }

  #generation(): string {
    return (
      this.#set.metadata.annotations?.['deprecated.daemonset.template.generation'] ??
      String(this.#revision.revision)
    );
  }

  #delete(pod: Pod): void {
    const { namespace = '', name = '', uid = '' } = pod.metadata;
    const entry = this.#turn.write({ verb: 'delete', by: NAME, kind: 'Pod', namespace, name, uid });
    const message = `Deleted pod: ${name}`;
    emit(this.#turn, NAME, this.#set, 'Normal', 'SuccessfulDelete', message, entry);
  }

  /** Pods that wait for a node that no longer exists. */
  #dropLost(nodes: readonly NodeObject[]): void {
    const names = new Set(nodes.map((node) => node.metadata.name));
    for (const [node, pods] of this.#byNode)
      if (!names.has(node))
        for (const pod of pods)
          if ((pod.spec.nodeName ?? '') === '' && pod.metadata.deletionTimestamp === undefined)
            this.#delete(pod);
  }

  #allowsSurge(): boolean {
    const { type, rollingUpdate } = this.#set.spec.updateStrategy ?? {};
    return type !== 'OnDelete' && ofTotal(rollingUpdate?.maxSurge ?? 0, 1, 'up') > 0;
  }

  /** Rules: L-CTL-16 */
  #update(nodes: readonly NodeObject[]): void {
    const { type, rollingUpdate } = this.#set.spec.updateStrategy ?? {};
    if (type === 'OnDelete') return;
    const wanted = nodes.filter((node) => judge(this.#set.spec.template.spec, node).shouldRun);
    const maxSurge = ofTotal(rollingUpdate?.maxSurge ?? 0, wanted.length, 'up');
    const maxUnavailable = ofTotal(rollingUpdate?.maxUnavailable ?? 1, wanted.length, 'up');
    if (maxSurge > 0) this.#surge(wanted, maxSurge);
    else this.#replace(wanted, Math.max(1, maxUnavailable));
  }

  /** Old Pods that serve nobody go first, then as many as may be missing; their successors follow when they are gone. */
  #replace(wanted: readonly NodeObject[], most: number): void {
    let unavailable = 0;
    const serving: Pod[] = [];
    for (const node of wanted) {
      const [pod, second] = this.#alive(node);
      if (pod === undefined || second !== undefined || !this.#isUp(pod)) unavailable++;
      else if (this.#isOld(pod)) serving.push(pod);
      if (pod !== undefined && second === undefined && this.#isOld(pod) && !this.#isUp(pod))
        this.#delete(pod);
    }
    for (const pod of serving.slice(0, Math.max(0, most - unavailable))) this.#delete(pod);
  }

  /** New Pods beside the old ones on so many nodes at once; an old Pod goes when the new one is available. */
  #surge(wanted: readonly NodeObject[], most: number): void {
    let surging = 0;
    const allowed: NodeObject[] = [];
    const candidates: NodeObject[] = [];
    for (const node of wanted) {
      const alive = this.#alive(node);
      const old = alive.find((pod) => this.#isOld(pod));
      const fresh = alive.find((pod) => !this.#isOld(pod));
      if (alive.length > 2 || (fresh !== undefined && old !== undefined && !this.#isUp(fresh)))
        surging++;
      else if (old !== undefined && fresh === undefined)
        (this.#isUp(old) ? candidates : allowed).push(node);
    }
    const room = Math.max(0, most - surging);
    for (const node of [...allowed, ...candidates.slice(0, room)]) this.#create(node);
  }

  #alive(node: NodeObject): readonly Pod[] {
    return this.#on(node).filter(
      (pod) => pod.metadata.deletionTimestamp === undefined && !isTerminal(pod),
    );
  }

  #report(nodes: readonly NodeObject[]): void {
    const { template } = this.#set.spec;
    let desired = 0;
    let current = 0;
    let misscheduled = 0;
    let ready = 0;
    let available = 0;
    let updated = 0;
    for (const node of nodes) {
      const { shouldRun } = judge(template.spec, node);
      const pods = this.#on(node);
      if (!shouldRun) {
        if (pods.length > 0) misscheduled++;
        continue;
      }
      desired++;
      const [pod] = eldestFirst(pods);
      if (pod === undefined) continue;
      current++;
      if (isReady(pod)) ready++;
      if (this.#isUp(pod)) available++;
      if (!this.#isOld(pod)) updated++;
    }
    writeStatus(this.#turn, NAME, this.#set, {
      currentNumberScheduled: current,
      numberMisscheduled: misscheduled,
      desiredNumberScheduled: desired,
      numberReady: ready,
      observedGeneration: this.#set.metadata.generation ?? 1,
      ...(updated === 0 ? {} : { updatedNumberScheduled: updated }),
      ...(available === 0 ? {} : { numberAvailable: available }),
      ...(desired - available === 0 ? {} : { numberUnavailable: desired - available }),
    });
  }
}

/** Those with a node before those without, then by age and name. */
function eldestFirst(pods: readonly Pod[]): readonly Pod[] {
  const rank = ({ spec, metadata }: Pod): string =>
    `${(spec.nodeName ?? '') === '' ? 1 : 0} ${metadata.creationTimestamp ?? ''} ${metadata.name ?? ''}`;
  return [...pods].sort((a, b) => (rank(a) < rank(b) ? -1 : 1));
}
