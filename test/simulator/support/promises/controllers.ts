// What controllers never do: more Pods than wanted, members out of order, evictions past a budget, a Job's end undone.
import type { KubeObject, Pod } from '../../../../server/src/schema/objects';
import type { RecordedChange } from '../../../../server/src/simulator/trace/recordedRun';
import { aboutOf, isFinished, PodsNow, type Promises, type Say } from './promise';

type Fields = Readonly<Record<string, unknown>>;

const specOf = (object: KubeObject): Fields => (object['spec'] ?? {}) as Fields;
const statusOf = (object: KubeObject): Fields => (object['status'] ?? {}) as Fields;

const isActive = (pod: Pod): boolean =>
  !isFinished(pod) && pod.metadata.deletionTimestamp === undefined;

const isReady = ({ status }: Pod): boolean =>
  status?.conditions?.some((c) => c.type === 'Ready' && c.status === 'True') === true;

const ownerOf = ({ metadata }: KubeObject) =>
  metadata.ownerReferences?.find(({ controller }) => controller);

export function controllerPromises(): Promises {
  const pods = new PodsNow();
  const objects = new Map<string, KubeObject>();
  const ownedBy = (uid: string): readonly Pod[] =>
    [...pods.all()].filter((pod) => ownerOf(pod)?.uid === uid);
  return {
    change(change, say) {
      const { object, op } = change;
      const told: Say = (text) => say(`${aboutOf(change)}: ${text}`);
      pods.take(change);
      const { uid = '' } = object.metadata;
      if (object.kind !== 'Pod') {
        if (op === 'DELETED') objects.delete(uid);
        else objects.set(uid, object);
        if (object.kind === 'Job') jobSteps(change, told);
        return;
      }
      const owner = objects.get(ownerOf(object)?.uid ?? '');
      if (op === 'ADDED' && owner !== undefined)
        birthBreaks(object as Pod, owner, ownedBy(owner.metadata.uid ?? ''), told);
      if (owner?.kind === 'DaemonSet' && op === 'MODIFIED')
        crowdBreaks(object as Pod, owner, ownedBy(owner.metadata.uid ?? ''), told);
      if (isEvicted(change)) budgetBreaks(change, [...objects.values()], [...pods.all()], told);
    },
  };
}

/** L-CTL-4, L-CTL-14, L-CTL-18: what a controller may make depends on what is there. */
function birthBreaks(pod: Pod, owner: KubeObject, siblings: readonly Pod[], say: Say): void {
  const active = siblings.filter(isActive);
  const { replicas = 1, parallelism = 1, podManagementPolicy } = specOf(owner);
  switch (owner.kind) {
    case 'ReplicaSet':
    case 'ReplicationController':
      if (active.length > Number(replicas)) say(`is the ${active.length}th of ${replicas}`);
      break;
    case 'Job':
      if (active.length > Number(parallelism)) say(`is the ${active.length}th at a time`);
      break;
    case 'StatefulSet': {
      if (podManagementPolicy === 'Parallel') break;
      const ordinal = Number(/\d+$/.exec(pod.metadata.name ?? '')?.[0]);
      for (let i = 0; i < ordinal; i++) {
        const before = siblings.find(
          ({ metadata }) => metadata.name === `${owner.metadata.name}-${i}`,
        );
        if (before === undefined || !isActive(before) || !isReady(before))
          say(`was made before ${owner.metadata.name}-${i} was ready`);
      }
      break;
    }
    default:
  }
}

/** L-CTL-16: one Pod per node, two where an update may surge. */
function crowdBreaks(pod: Pod, owner: KubeObject, siblings: readonly Pod[], say: Say): void {
  const { nodeName } = pod.spec;
  if (nodeName === undefined || !isActive(pod)) return;
  const { updateStrategy } = specOf(owner);
  const surges = JSON.stringify(updateStrategy ?? {}).includes('maxSurge":1');
  const there = siblings.filter((other) => isActive(other) && other.spec.nodeName === nodeName);
  if (there.length > (surges ? 2 : 1)) say(`is the ${there.length}th on ${nodeName}`);
}

/** L-CTL-19: an end is an end, and what succeeded stays counted. */
function jobSteps({ object, previous }: RecordedChange, say: Say): void {
  const ends = (job: KubeObject | undefined): string =>
    ((statusOf(job ?? object)['conditions'] ?? []) as readonly Fields[])
      .filter(({ type, status }) => status === 'True' && (type === 'Complete' || type === 'Failed'))
      .map(({ type }) => type)
      .join();
  if (ends(object).includes(',')) say(`ended as ${ends(object)}`);
  if (previous === undefined) return;
  if (ends(previous) !== '' && ends(previous) !== ends(object)) say(`${ends(previous)} was undone`);
  const [was, is] = [statusOf(previous)['succeeded'], statusOf(object)['succeeded']];
  const [wanted, want] = [specOf(previous)['completions'], specOf(object)['completions']];
  if (wanted === want && Number(was ?? 0) > Number(is ?? 0)) say(`${was} successes became ${is}`);
}

function isEvicted({ object, previous, op }: RecordedChange): boolean {
  if (op !== 'MODIFIED' || previous?.metadata.deletionTimestamp !== undefined) return false;
  if (object.metadata.deletionTimestamp === undefined) return false;
  const { conditions = [] } = (object as Pod).status ?? {};
  return conditions.some(({ reason }) => reason === 'EvictionByEvictionAPI');
}

/** L-TRM-23: whoever is evicted while it serves leaves as many behind as its budget asks for. */
function budgetBreaks(
  { object, previous }: RecordedChange,
  objects: readonly KubeObject[],
  pods: readonly Pod[],
  say: Say,
): void {
  if (!isReady(previous as Pod)) return;
  for (const budget of objects) {
    const { minAvailable, selector } = specOf(budget);
    if (budget.kind !== 'PodDisruptionBudget' || typeof minAvailable !== 'number') continue;
    const wanted = Object.entries(((selector ?? {}) as Fields)['matchLabels'] ?? {});
    const fits = ({ metadata }: KubeObject): boolean =>
      metadata.namespace === budget.metadata.namespace &&
      wanted.every(([key, value]) => metadata.labels?.[key] === value);
    const left = pods.filter((pod) => fits(pod) && isActive(pod) && isReady(pod)).length;
    if (fits(object) && left < minAvailable) say(`left ${left} of ${minAvailable} behind`);
  }
}
