// DaemonSets: one Pod on every node that admits it.
import { isTolerated, nodeSelected, untoleratedTaint } from '../../schema/nodeMatching';
import type { Pod, PodSpec, Toleration } from '../../schema/objects';
import type { Affinity, DaemonSet, NodeObject } from '../../schema/workloads';
import type { AnyClusterComponent } from '../api/clusterComponent';
import type { Change, StoreView } from '../api/store';
import type { ApiAnswer } from '../api/write';
import type { SimTime } from '../kernel/time';
import type { Latencies } from '../latencies';
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
import { ofTotal } from './intOrPercent';
import {
  controllerOf,
  isAvailable,
  isReady,
  isTerminal,
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
      return ownersConcerned(change, 'DaemonSet');
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

/** What every Pod of a DaemonSet tolerates. Rules: L-NOD-15 */
const DAEMON_TOLERATIONS: readonly Toleration[] = [
  { key: 'node.kubernetes.io/not-ready', operator: 'Exists', effect: 'NoExecute' },
  { key: 'node.kubernetes.io/unreachable', operator: 'Exists', effect: 'NoExecute' },
  { key: 'node.kubernetes.io/disk-pressure', operator: 'Exists', effect: 'NoSchedule' },
  { key: 'node.kubernetes.io/memory-pressure', operator: 'Exists', effect: 'NoSchedule' },
  { key: 'node.kubernetes.io/pid-pressure', operator: 'Exists', effect: 'NoSchedule' },
  { key: 'node.kubernetes.io/unschedulable', operator: 'Exists', effect: 'NoSchedule' },
];
const NETWORK_TOLERATION: Toleration = {
  key: 'node.kubernetes.io/network-unavailable',
  operator: 'Exists',
  effect: 'NoSchedule',
};

function tolerationsOf(spec: PodSpec): readonly Toleration[] {
  const added =
    spec.hostNetwork === true ? [...DAEMON_TOLERATIONS, NETWORK_TOLERATION] : DAEMON_TOLERATIONS;
  const own = spec.tolerations ?? [];
  return [
    ...own,
    ...added.filter((toleration) => !own.some((other) => sameJson(other, toleration))),
  ];
}

/** Bound to its node by affinity, so that the ordinary scheduler places it. */
function specFor(spec: PodSpec, node: string): PodSpec {
  const affinity = spec.affinity as Affinity | undefined;
  const nodeAffinity = affinity?.nodeAffinity;
  const required = nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution;
  const here = { key: 'metadata.name', operator: 'In', values: [node] };
  const terms = (required?.nodeSelectorTerms ?? [{}]).map((term) => ({
    ...term,
    matchFields: [here],
  }));
  return {
    ...spec,
    affinity: {
      ...affinity,
      nodeAffinity: {
        ...nodeAffinity,
        requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms: terms },
      },
    },
    tolerations: tolerationsOf(spec),
  };
}

interface Judgement {
  readonly shouldRun: boolean;
  readonly mayStay: boolean;
}

/** Whether the node wants the Pod, and whether one that is there may stay. */
function judge(spec: PodSpec, node: NodeObject): Judgement {
  if (!nodeSelected(spec, node)) return { shouldRun: false, mayStay: false };
  if (spec.nodeName !== undefined && spec.nodeName !== node.metadata.name)
    return { shouldRun: false, mayStay: false };
  const tolerations = tolerationsOf(spec);
  const taint = untoleratedTaint(node.spec?.taints, tolerations);
  if (taint === undefined) return { shouldRun: true, mayStay: true };
  const mayStay = (node.spec?.taints ?? []).every(
    (t) => t.effect !== 'NoExecute' || isTolerated(tolerations, t),
  );
  return { shouldRun: false, mayStay };
}

/** The node that a Pod is or will be on. */
function targetOf(pod: Pod): string | undefined {
  if (pod.spec.nodeName !== undefined && pod.spec.nodeName !== '') return pod.spec.nodeName;
  const affinity = pod.spec.affinity as Affinity | undefined;
  const terms =
    affinity?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution?.nodeSelectorTerms;
  return terms?.[0]?.matchFields?.find(({ key }) => key === 'metadata.name')?.values?.[0];
}

/** One sync of one DaemonSet. */
class DaemonSync {
  readonly #turn: ControllerTurn<'created'>;
  readonly #set: DaemonSet;
  readonly #memory: Map<string, { readonly delayMs: SimTime; readonly since: SimTime }>;
  readonly #byNode = new Map<string, Pod[]>();
  readonly #revision: ControllerRevision;
  readonly #hash: string;

  constructor(turn: ControllerTurn<'created'>, set: DaemonSet, memory: Memory) {
    this.#turn = turn;
    this.#set = set;
    this.#memory = new Map(memory);
    for (const pod of this.#pods()) {
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
    const pods = this.#pods();
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

  #pods(): readonly Pod[] {
    const { uid = '' } = this.#set.metadata;
    const pods: Pod[] = [];
    for (const object of this.#turn.view.dependents(uid))
      if (object.kind === 'Pod' && controllerOf(object)?.uid === uid) pods.push(object as Pod);
    return pods;
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
    const standing: Pod[] = [];
    for (const pod of pods) {
      if (pod.metadata.deletionTimestamp !== undefined) standing.push(pod);
      else if (isTerminal(pod)) this.#replaceEnded(pod, node.metadata.name ?? '');
      else standing.push(pod);
    }
    if (standing.length === 0 && pods.length === 0 && shouldRun) this.#create(node);
    const alive = standing.filter((pod) => pod.metadata.deletionTimestamp === undefined);
    for (const pod of alive.slice(1)) if (this.#maxSurge() === 0) this.#delete(pod);
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

  #maxSurge(): number {
    const { rollingUpdate } = this.#set.spec.updateStrategy ?? {};
    return ofTotal(rollingUpdate?.maxSurge ?? 0, this.#turn.view.count('Node'), 'up');
  }

  /** Rules: L-CTL-16. Old Pods that serve nobody go first, then as many as may be missing. */
  #update(nodes: readonly NodeObject[]): void {
    const { updateStrategy, minReadySeconds = 0 } = this.#set.spec;
    if (updateStrategy?.type === 'OnDelete') return;
    const wanted = nodes.filter((node) => judge(this.#set.spec.template.spec, node).shouldRun);
    const most = Math.max(
      1,
      ofTotal(updateStrategy?.rollingUpdate?.maxUnavailable ?? 1, wanted.length, 'up'),
    );
    let unavailable = 0;
    const old: Pod[] = [];
    for (const node of wanted) {
      const pods = this.#on(node);
      const alive = pods.filter(
        (p) => p.metadata.deletionTimestamp === undefined && !isTerminal(p),
      );
      const [pod] = alive;
      const isUp = pod !== undefined && isAvailable(pod, minReadySeconds, this.#turn.now);
      const isOld = pod !== undefined && pod.metadata.labels?.[HASH_LABEL] !== this.#hash;
      if (isOld && !isUp && alive.length === 1) this.#delete(pod);
      if (!isUp) unavailable++;
      else if (isOld) old.push(pod);
    }
    for (const pod of old.slice(0, Math.max(0, most - unavailable))) this.#delete(pod);
  }

  #report(nodes: readonly NodeObject[]): void {
    const { minReadySeconds = 0, template } = this.#set.spec;
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
      const [first] = pods;
      if (first === undefined) continue;
      current++;
      const pod = pods.find(isReady) ?? first;
      if (isReady(pod)) ready++;
      if (isAvailable(pod, minReadySeconds, this.#turn.now)) available++;
      if (pod.metadata.labels?.[HASH_LABEL] === this.#hash) updated++;
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
