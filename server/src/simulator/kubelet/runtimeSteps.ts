// The part of a sync that deals with sandboxes and containers as a whole. Rules: L-SYN-8, L-SYN-9, L-SYN-12, L-INI-16.
import { killGrace } from './grace';
import { imageVolumes } from './imageVolumes';
import { beginKills, killsAreDone } from './killContainers';
import { nodeKey } from './messages';
import { sandboxRefused } from './nodeFaults';
import { type ContainerKill, podActions } from './podActions';
import { emit } from './podEvents';
import { initContainers, specField } from './podSpec';
import {
  type KillOrder,
  type KubeletContext,
  type PodWorker,
  type SyncStep,
  syncWith,
  workerWith,
} from './podWorker';
import { probeView } from './probes';
import { tellMissingPullSecrets } from './pullSecrets';
import { resizeKills, resizeSteps } from './resize';

export function runtimeStep(context: KubeletContext, worker: PodWorker, step: SyncStep): PodWorker {
  const { sync } = worker;
  const { turn, options } = context;
  const uid = worker.pod.metadata.uid ?? '';
  if (sync === undefined) return worker;
  switch (step.do) {
    case 'planRuntime':
      tellMissingPullSecrets(context, worker);
      return workerWith(worker, { sync: syncWith(sync, { steps: planSteps(context, worker) }) });
    case 'stopContainers': {
      if (step.kills.length === 0) return worker;
      const acting: PodWorker = workerWith(worker, {
        sync: syncWith(sync, { acted: true, wait: { for: 'kills' } }),
      });
      const killing = beginKills(context, acting, step.kills, step.ordered);
      return killsAreDone(killing) && killing.sync !== undefined
        ? workerWith(killing, { sync: syncWith(killing.sync, { wait: undefined }) })
        : killing;
    }
    case 'stopSandbox': {
      if (!worker.seen.sandboxes.some(({ ready }) => ready)) return worker;
      const ticket = worker.lastTicket + 1;
      const event = { kind: 'stopSandbox', ticket };
      turn.send({ to: 'runtime', key: uid, event }, options.latencies.stopSandbox);
      return workerWith(worker, {
        lastTicket: ticket,
        sync: syncWith(sync, { acted: true, wait: { for: 'ticket', ticket } }),
      });
    }
    case 'forgetInits': {
      const names = new Set(initContainers(worker.pod.spec).map(({ name }) => name));
      forget(context, worker, (name) => names.has(name));
      return worker;
    }
    case 'resetAll':
      forget(context, worker, () => true);
      return workerWith(worker, {
        justReset: true,
        probed: false,
        failures: {},
        pending: true,
        sync: syncWith(sync, { acted: true }),
      });
    case 'createSandbox': {
      const refused = sandboxRefused(context, worker);
      if (refused !== undefined) return refused;
      const ticket = worker.lastTicket + 1;
      const { namespace = '', name = '' } = worker.pod.metadata;
      const event = {
        kind: 'createSandbox',
        ticket,
        pod: { namespace, name, uid },
        attempt: step.attempt,
        hostNetwork: worker.pod.spec.hostNetwork === true,
      };
      turn.send(
        { to: 'runtime', key: nodeKey(worker.node), event },
        options.latencies.createSandbox,
      );
      return workerWith(worker, {
        lastTicket: ticket,
        sync: syncWith(sync, { wait: { for: 'ticket', ticket } }),
      });
    }
    default:
      return worker;
  }
}

function forget(
  { turn }: KubeletContext,
  worker: PodWorker,
  which: (container: string) => boolean,
): void {
  const ids = worker.records.containers.filter(({ name }) => which(name)).map(({ id }) => id);
  const key = worker.pod.metadata.uid ?? '';
  if (ids.length > 0) turn.send({ to: 'runtime', key, event: { kind: 'removeContainers', ids } });
}

function planSteps(context: KubeletContext, worker: PodWorker): readonly SyncStep[] {
  const { pod, records } = worker;
  const actions = podActions({ pod, records, probes: probeView(worker) });
  if (actions.restartAll) return [...restartAllKills(worker), { do: 'resetAll' }];
  const steps: SyncStep[] = [];
  const resizes = resizeKills(worker).filter(
    ({ id }) => !actions.kills.some((kill) => kill.id === id),
  );
  if (actions.sandboxChanged)
    emit(context, worker, {
      type: 'Normal',
      reason: 'SandboxChanged',
      message: 'Pod sandbox changed, it will be killed and re-created.',
    });
  if (actions.killPod) {
    steps.push(...killPodSteps(worker, worker.pod.spec.terminationGracePeriodSeconds ?? 30));
    if (!actions.createSandbox) return steps;
    steps.push({ do: 'forgetInits' });
  } else {
    // Unlike the containers of a Pod that ends, these are stopped one after the other.
    for (const kill of [...actions.kills, ...resizes])
      steps.push({ do: 'stopContainers', kills: [killOrder(worker, kill)], ordered: false });
  }
  if (actions.createSandbox) steps.push({ do: 'createSandbox', attempt: actions.attempt });
  const [resize, ...endResize] = resizeSteps(worker);
  if (resize !== undefined) steps.push(resize);
  const starts = [...actions.ephemerals, ...actions.inits, ...actions.apps];
  if (starts.length > 0 || resizes.length > 0)
    for (const volume of imageVolumes(pod)) steps.push({ do: 'findVolumeImage', volume });
  for (const container of starts) steps.push({ do: 'start', container });
  for (const { name } of resizes) steps.push({ do: 'start', container: name });
  steps.push(...endResize);
  return steps;
}

/** Stops whatever runs, then the sandbox. Rules: L-TRM-7 to L-TRM-9. */
export function killPodSteps(worker: PodWorker, graceSeconds: number): readonly SyncStep[] {
  const kills: KillOrder[] = worker.records.containers
    .filter(({ state }) => state === 'running')
    .map(({ id, name }) => ({
      id,
      name,
      message: `Stopping container ${name}`,
      graceSeconds,
      preStop: true,
    }));
  return [{ do: 'stopContainers', kills: kills.reverse(), ordered: true }, { do: 'stopSandbox' }];
}

function killOrder({ pod }: PodWorker, kill: ContainerKill): KillOrder {
  const { id, name, message } = kill;
  const field = specField(pod.spec, name);
  return { id, name, message, graceSeconds: killGrace(pod, kill), preStop: true, field };
}

/** One after the other, app containers first. Rules: L-INI-16. */
function restartAllKills({ pod, records }: PodWorker): readonly SyncStep[] {
  return [...pod.spec.containers, ...initContainers(pod.spec)].flatMap(({ name }) =>
    records.containers
      .filter((record) => record.name === name && record.state === 'running')
      .map(({ id }) => ({
        do: 'stopContainers',
        kills: [{ id, name, message: 'killing', graceSeconds: 0, preStop: false }],
        ordered: false,
      })),
  );
}
