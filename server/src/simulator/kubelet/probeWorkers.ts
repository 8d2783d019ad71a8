// Probe workers: one per container and kind, each with its own grid of ticks.
// Rules: L-PRB-1 to L-PRB-6, L-PRB-8, L-PRB-13, L-PRB-14.
import type { Container, Probe } from '../../schema/objects';
import type { ProbeKind } from '../trace/trace';
import { type KubeletContext, type PodWorker, podSubject, workerWith } from './podWorker';
import { INITIAL_RESULT, NO_RUN } from './probeResults';
import {
  type ProbeWorker,
  periodMs,
  probedContainers,
  probeKey,
  probeOf,
  withProbe,
} from './probes';
import { iterate } from './probing';

const KINDS = ['startup', 'readiness', 'liveness'] as const;

/** Begins the workers that are missing. Rules: L-PRB-1. */
export function addProbeWorkers(context: KubeletContext, before: PodWorker): PodWorker {
  let worker = before;
  for (const container of probedContainers(worker))
    for (const kind of KINDS) {
      const probe = probeOf(container, kind);
      const key = probeKey(container.name, kind);
      if (probe === undefined || worker.probes[key] !== undefined) continue;
      worker = withProbe(worker, key, newWorker(context, container, kind));
      worker = firstIteration(context, worker, key, probe);
    }
  return workerWith(worker, { probed: true });
}

function firstIteration(
  context: KubeletContext,
  worker: PodWorker,
  key: string,
  probe: Probe,
): PodWorker {
  const { turn } = context;
  const age = turn.now - worker.kubeletStartedAt;
  if (age >= periodMs(probe) || worker.kubeletStartedAt <= 0) return iterate(context, worker, key);
  const { namespace, name } = podSubject(worker);
  const wait = Math.floor(turn.random(`${namespace}/${name}/probes`) * periodMs(probe));
  turn.timer(`probe/${key}`, turn.now + wait, { kind: 'probeTick', probe: key });
  const state = worker.probes[key];
  return state === undefined
    ? worker
    : withProbe(worker, key, { ...state, gridFrom: turn.now + wait });
}

function newWorker({ turn }: KubeletContext, container: Container, kind: ProbeKind): ProbeWorker {
  return {
    kind,
    container: container.name,
    gridFrom: turn.now,
    containerId: '',
    result: undefined,
    initial: INITIAL_RESULT[kind],
    run: NO_RUN,
    onHold: false,
    busy: false,
    owed: 'none',
    errors: 0,
    recorded: undefined,
    ranAt: -1,
    told: 'nothing',
  };
}

export function endProbe(context: KubeletContext, worker: PodWorker, key: string): PodWorker {
  context.turn.timer(`probe/${key}`, undefined);
  const { [key]: _, ...probes } = worker.probes;
  return workerWith(worker, { probes });
}

/** Rules: L-PRB-14. */
export function endProbesForTermination(context: KubeletContext, before: PodWorker): PodWorker {
  let worker = before;
  for (const [key, probe] of Object.entries(before.probes)) {
    const isApp = worker.pod.spec.containers.some(({ name }) => name === probe.container);
    if (isApp && probe.kind !== 'readiness') worker = endProbe(context, worker, key);
  }
  return worker;
}

export function endAllProbes(context: KubeletContext, before: PodWorker): PodWorker {
  return Object.keys(before.probes).reduce((worker, key) => endProbe(context, worker, key), before);
}
