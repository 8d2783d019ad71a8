// Stopping containers: Event, preStop hook, the sidecars' turn, stop signal. Rules: L-TRM-5 to L-TRM-9, L-HOOK-6 to L-HOOK-8.

import type { PodSpec } from '../../schema/objects';
import type { SimTime } from '../kernel/time';
import { newestRecord, type PodRecords } from '../runtime/records';
import { recordsOf } from '../runtime/runtime';
import { beginCall, type CallOutcome } from './handlerCalls';
import { emit } from './podEvents';
import { containerOf, sidecars, specField } from './podSpec';
import {
  type KillOrder,
  type KubeletContext,
  type PodWorker,
  podSubject,
  workerWith,
} from './podWorker';

export interface KillInProgress {
  readonly id: string;
  readonly name: string;
  /** Sidecars wait for their turn. */
  readonly ordered: boolean;
  readonly stage: 'preStop' | 'turn' | 'signalled';
  /** What is left of the grace as this stage begins. */
  readonly graceSeconds: number;
  readonly since: SimTime;
}

/** Rules: L-TIM-7. */
const LEAST_STOP_SECONDS = 2;

/** Begins to stop these containers, all at once. Rules: L-TRM-7. */
export function beginKills(
  context: KubeletContext,
  before: PodWorker,
  orders: readonly KillOrder[],
  ordered: boolean,
): PodWorker {
  const { because } = context.turn;
  return orders.reduce((worker, order) => {
    context.turn.blame(because);
    return beginKill(context, worker, order, ordered);
  }, before);
}

function beginKill(
  context: KubeletContext,
  before: PodWorker,
  order: KillOrder,
  ordered: boolean,
): PodWorker {
  const { id, name, graceSeconds } = order;
  const entry = emit(context, before, {
    type: 'Normal',
    reason: 'Killing',
    message: order.message,
    container: name,
  });
  context.turn.blame(entry);
  const container = containerOf(before.pod.spec, name);
  const hook = container?.lifecycle?.preStop;
  const kill: KillInProgress = {
    id,
    name,
    ordered,
    stage: 'preStop',
    graceSeconds,
    since: context.turn.now,
  };
  if (!order.preStop || graceSeconds <= 0 || hook === undefined || container === undefined)
    return takeTurn(context, before, kill);
  context.turn.record(
    {
      subject: { ...podSubject(before), container: name },
      change: { kind: 'hook', hook: 'preStop', state: 'started' },
      rule: 'L-HOOK-7',
      field: `${specField(before.pod.spec, name)}.lifecycle.preStop`,
    },
    entry,
  );
  const over = context.turn.now + graceSeconds * 1000;
  context.turn.timer(`preStop/${id}`, over, { kind: 'preStopOver', id });
  const begun = beginCall(context, withKill(before, kill), `preStop/${id}`, {
    purpose: { for: 'preStop', id, container: name },
    handler: hook,
    container,
    timeoutMs: undefined,
  });
  if (begun.outcome === undefined) return begun.worker;
  return preStopDone(context, begun.worker, id, name, begun.outcome);
}

function withKill(worker: PodWorker, kill: KillInProgress): PodWorker {
  return workerWith(worker, { kills: { ...worker.kills, [kill.id]: kill } });
}

/** The hook has come back, perhaps after its time. Rules: L-HOOK-8. */
export function preStopDone(
  context: KubeletContext,
  worker: PodWorker,
  id: string,
  container: string,
  outcome: CallOutcome,
): PodWorker {
  const failed = outcome.kind !== 'success';
  const because = context.turn.record({
    subject: { ...podSubject(worker), container },
    change: {
      kind: 'hook',
      hook: 'preStop',
      state: failed ? 'failed' : 'finished',
      ...(failed ? { text: outcome.text } : {}),
    },
    rule: 'L-HOOK-8',
    field: `${specField(worker.pod.spec, container)}.lifecycle.preStop`,
  });
  if (failed) {
    const message = 'PreStopHook failed';
    const reason = 'FailedPreStopHook';
    emit(context, worker, { type: 'Warning', reason, message, container }, because);
  }
  const kill = worker.kills[id];
  if (kill?.stage !== 'preStop') return worker;
  context.turn.blame(because);
  context.turn.timer(`preStop/${id}`, undefined);
  return takeTurn(context, worker, spent(context, kill));
}

/** The grace is over and the hook still runs: it is left to itself. Rules: L-HOOK-7. */
export function preStopOver(context: KubeletContext, worker: PodWorker, id: string): PodWorker {
  const kill = worker.kills[id];
  if (kill?.stage !== 'preStop') return worker;
  const because = context.turn.record({
    subject: { ...podSubject(worker), container: kill.name },
    change: { kind: 'hook', hook: 'preStop', state: 'abandoned' },
    rule: 'L-HOOK-7',
    field: 'spec.terminationGracePeriodSeconds',
  });
  context.turn.blame(because);
  return takeTurn(context, worker, spent(context, kill));
}

/** The grace less the whole seconds that this stage took. */
function spent({ turn }: KubeletContext, kill: KillInProgress): KillInProgress {
  const seconds = Math.floor((turn.now - kill.since) / 1000);
  return { ...kill, graceSeconds: kill.graceSeconds - seconds, since: turn.now };
}

function takeTurn(context: KubeletContext, worker: PodWorker, kill: KillInProgress): PodWorker {
  if (!kill.ordered || kill.graceSeconds <= 0 || !hasToWait(context, worker, kill.name))
    return signal(context, worker, kill);
  const { turn } = context;
  turn.timer(`order/${kill.id}`, turn.now + kill.graceSeconds * 1000, {
    kind: 'orderOver',
    id: kill.id,
  });
  return withKill(worker, { ...kill, stage: 'turn', since: turn.now });
}

/** Whether someone is still running for whom this sidecar has to stay. */
function hasToWait(context: KubeletContext, worker: PodWorker, name: string): boolean {
  const { spec, metadata } = worker.pod;
  const first = stoppedBefore(spec, name);
  if (first.length === 0) return false;
  const now = recordsOf(context.turn.peek('runtime', metadata.uid ?? ''));
  return first.some((other) => isRunning(now, other));
}

/**
 * Who has to have ended before this container is told to: for a sidecar all app containers and the next sidecar, which in
 * turn has waited for the one after it. Rules: L-TRM-7, L-TRM-9.
 */
export function stoppedBefore(spec: PodSpec, name: string): readonly string[] {
  const order = sidecars(spec);
  const index = order.findIndex((container) => container.name === name);
  if (index < 0) return [];
  return [...spec.containers, ...order.slice(index + 1, index + 2)].map((other) => other.name);
}

function isRunning(records: PodRecords, name: string): boolean {
  return newestRecord(records, name)?.state === 'running';
}

function signal(context: KubeletContext, worker: PodWorker, kill: KillInProgress): PodWorker {
  const { turn } = context;
  turn.timer(`order/${kill.id}`, undefined);
  const seconds = Math.max(kill.graceSeconds, LEAST_STOP_SECONDS);
  turn.send({
    to: 'runtime',
    key: worker.pod.metadata.uid ?? '',
    event: { kind: 'stopContainer', id: kill.id, graceMs: seconds * 1000 },
  });
  return withKill(worker, { ...kill, stage: 'signalled', since: turn.now });
}

export function orderOver(context: KubeletContext, worker: PodWorker, id: string): PodWorker {
  const kill = worker.kills[id];
  if (kill?.stage !== 'turn') return worker;
  return signal(context, worker, spent(context, kill));
}

/** Something ended: which kills are done, whose turn has come. */
export function checkKills(context: KubeletContext, before: PodWorker): PodWorker {
  const now = recordsOf(context.turn.peek('runtime', before.pod.metadata.uid ?? ''));
  let worker = before;
  for (const kill of Object.values(before.kills)) {
    const record = now.containers.find(({ id }) => id === kill.id);
    if (record === undefined || record.state === 'exited') {
      context.turn.timer(`preStop/${kill.id}`, undefined);
      context.turn.timer(`order/${kill.id}`, undefined);
      const { [kill.id]: _, ...kills } = worker.kills;
      worker = workerWith(worker, { kills });
    }
  }
  for (const kill of Object.values(worker.kills))
    if (kill.stage === 'turn' && !hasToWait(context, worker, kill.name))
      worker = signal(context, worker, spent(context, kill));
  return worker;
}

export function killsAreDone(worker: PodWorker): boolean {
  for (const _ in worker.kills) return false;
  return true;
}
