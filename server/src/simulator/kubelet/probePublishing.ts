// Results that have reached their threshold, on their way into the status. Rules: L-PRB-8.
import type { ContainerStatus, PodStatus } from '../../schema/objects';
import { withReadyConditions } from './computeStatus';
import { specField } from './podSpec';
import { type KubeletContext, type PodWorker, podSubject, workerWith } from './podWorker';
import type { ProbeResult } from './probeResults';
import { idOf, type ProbeWorker, withProbe } from './probes';
import { publishStatus } from './statusWriter';
import { trigger } from './syncLoop';

/** Publishes a result. Rules: L-PRB-8. */
export function setResult(
  context: KubeletContext,
  before: PodWorker,
  key: string,
  result: ProbeResult,
  because?: number,
): PodWorker {
  const state = before.probes[key];
  if (state === undefined || state.result === result) return before;
  const first = state.result === undefined;
  const worker = withProbe(before, key, { ...state, result });
  const threshold = result === 'failure' ? 'failureThreshold' : 'successThreshold';
  if (!first)
    context.turn.blame(
      context.turn.record(
        {
          subject: { ...podSubject(worker), container: state.container },
          change: { kind: 'probeResult', probe: state.kind, outcome: result },
          rule: 'L-PRB-8',
          field: `${specField(worker.pod.spec, state.container)}.${state.kind}Probe.${threshold}`,
        },
        because,
      ),
    );
  switch (state.kind) {
    case 'readiness':
      return trigger(context, setReady(context, worker, state, result === 'success'));
    case 'startup':
      // Whoever looks at the status at this very moment does not see it yet.
      context.turn.timer(`started/${key}`, context.turn.now + 1, {
        kind: 'startupTold',
        probe: key,
      });
      return worker;
    case 'liveness':
      return result === 'failure' ? trigger(context, worker) : worker;
  }
}

function setReady(
  context: KubeletContext,
  worker: PodWorker,
  probe: ProbeWorker,
  ready: boolean,
): PodWorker {
  const changed = changeStatus(worker.status, probe, ({ ...status }) =>
    status.ready === ready ? undefined : { ...status, ready },
  );
  if (changed === undefined) return worker;
  const next = workerWith(worker, { status: withReadyConditions(context, worker, changed) });
  publishStatus(context, next);
  return next;
}

/** A startup result reaches the status, and the sync that follows. */
export function tellStartup(context: KubeletContext, worker: PodWorker, key: string): PodWorker {
  const probe = worker.probes[key];
  if (probe === undefined) return worker;
  const started = probe.result === 'success';
  const changed = changeStatus(worker.status, probe, (status) =>
    status.started === started ? undefined : { ...status, started },
  );
  if (changed === undefined) return trigger(context, worker);
  // Told together with what the sync that follows finds.
  context.turn.timer('publish', context.turn.now + 1, { kind: 'publish' });
  return trigger(context, workerWith(worker, { status: changed }));
}

function changeStatus(
  status: PodStatus | undefined,
  probe: ProbeWorker,
  change: (status: ContainerStatus) => ContainerStatus | undefined,
): PodStatus | undefined {
  if (status === undefined) return undefined;
  for (const field of ['containerStatuses', 'initContainerStatuses'] as const) {
    const list = status[field];
    const index = list?.findIndex((entry) => idOf(entry) === probe.containerId) ?? -1;
    const found = list?.[index];
    if (list === undefined || found === undefined) continue;
    const changed = change(found);
    return changed === undefined ? undefined : { ...status, [field]: list.with(index, changed) };
  }
  return undefined;
}
