// Jobs: Pods until enough of them have succeeded, or too many have failed.

import type { Pod } from '../../../schema/objects';
import { controllerOf } from '../../../schema/owners';
import type { Job } from '../../../schema/workloads';
import type { AnyClusterComponent } from '../../api/clusterComponent';
import type { Change, StoreView } from '../../api/store';
import { fromTimestamp } from '../../api/timestamps';
import type { ApiAnswer } from '../../api/write';
import type { SimTime } from '../../kernel/time';
import type { Latencies } from '../../latencies';
import { type ControllerTurn, controllerComponent, emit, keyOf, objectAt } from '../controller';
import { conditionOf, isReady } from '../pods';
import { isNamespaceGoing } from '../replicaSet';
import { NO_BACK_OFF } from './backOff';
import { isTracked, restartsOf, untracked } from './jobPods';
import { JobSync, type Memory, NAME, startBatch } from './jobSync';

/** Changes of Pods are gathered for so long. Rules: L-TIM-21 */
const POD_BATCH_MS = 1000;
const FIRST_RETRY_MS = 1000;

/** Rules: L-CTL-17 to L-CTL-20 */
export function createJobController(latencies: Latencies): AnyClusterComponent {
  return controllerComponent<Memory, 'created'>({
    name: NAME,
    reactionMs: (change) =>
      change.object.kind === 'Pod' ? POD_BATCH_MS : latencies.controllerReaction,
    kinds: ['Job', 'Pod'],
    concerns,
    sync(turn, key, memory) {
      if (key.startsWith(LONE_POD)) return releaseLonePod(turn, key.slice(LONE_POD.length));
      const job = objectAt<Job>(turn.view, 'Job', key);
      if (job === undefined || (memory !== undefined && memory.uid !== job.metadata.uid)) {
        if (memory !== undefined) releaseOrphans(turn, memory.uid);
        if (job === undefined) return undefined;
      }
      const fresh = memory === undefined || memory.uid !== job.metadata.uid;
      return new JobSync(turn, job, fresh ? startOf(job) : memory).run();
    },
    answered,
  });
}

function startOf(job: Job): Memory {
  return {
    uid: job.metadata.uid ?? '',
    backOff: NO_BACK_OFF,
    open: 0,
    left: [],
    batch: 1,
    refused: false,
    refusals: 0,
  };
}

/** Key of an actor for a Pod that still is tracked although its Job is gone. */
const LONE_POD = '~pod/';

function concerns(change: Change, view: StoreView): readonly string[] | undefined {
  const { object, previous } = change;
  if (object.kind === 'Job') return [keyOf(object)];
  if (object.kind !== 'Pod') return undefined;
  const owner = controllerOf(object);
  const isAlone = owner?.kind !== 'Job' || view.byUid(owner.uid) === undefined;
  if (isAlone && change.op !== 'DELETED' && isTracked(object))
    return [`${LONE_POD}${object.metadata.uid ?? ''}`];
  if (owner?.kind !== 'Job') return undefined;
  const before = previous as Pod | undefined;
  const pod = object as Pod;
  const isNews =
    before === undefined ||
    change.op === 'DELETED' ||
    before.metadata.deletionTimestamp !== pod.metadata.deletionTimestamp ||
    before.status?.phase !== pod.status?.phase ||
    isReady(before) !== isReady(pod) ||
    restartsOf(before) !== restartsOf(pod);
  return isNews ? [`${object.metadata.namespace ?? ''}/${owner.name}`] : undefined;
}

function releaseLonePod(turn: ControllerTurn<'created'>, uid: string): undefined {
  const pod = turn.view.byUid(uid);
  const owner = pod === undefined ? undefined : controllerOf(pod);
  const hasJob = owner?.kind === 'Job' && turn.view.byUid(owner.uid) !== undefined;
  if (pod !== undefined && !hasJob && isTracked(pod))
    turn.write({ verb: 'update', by: NAME, object: untracked(pod) });
  return undefined;
}

/** Pods of a Job that is gone are not held back any longer. */
function releaseOrphans(turn: ControllerTurn<'created'>, uid: string): void {
  for (const object of turn.view.dependents(uid))
    if (object.kind === 'Pod' && isTracked(object))
      turn.write({ verb: 'update', by: NAME, object: untracked(object) });
}

function answered(
  turn: ControllerTurn<'created'>,
  key: string,
  memory: Memory | undefined,
  _message: 'created',
  answer: ApiAnswer,
): Memory | undefined {
  const job = objectAt<Job>(turn.view, 'Job', key);
  if (job === undefined || memory === undefined) return memory;
  if (answer.ok) {
    const message = `Created pod: ${answer.object?.metadata.name ?? ''}`;
    emit(turn, NAME, job, 'Normal', 'SuccessfulCreate', message);
  } else if (!isNamespaceGoing(answer.status.message))
    emit(turn, NAME, job, 'Warning', 'FailedCreate', `Error creating: ${answer.status.message}`);
  const next: Memory = {
    ...memory,
    open: memory.open - 1,
    refused: memory.refused || !answer.ok,
  };
  if (next.open > 0) return next;
  if (!next.refused) return startBatch(turn, job, next);
  turn.again(turn.now + FIRST_RETRY_MS * 2 ** Math.min(next.refusals, 9));
  return { ...next, left: [], refused: false, refusals: next.refusals + 1 };
}

export function jobEndedAt(job: Job): SimTime | undefined {
  const end = conditionOf(job, 'Complete') ?? conditionOf(job, 'Failed');
  return end?.status === 'True' ? fromTimestamp(end.lastTransitionTime) : undefined;
}
