// Starting one container: back-off, image, configuration, create, start, postStart. Each stretch ends in a wait; the
// runtime's answers carry it on. Rules: L-SYN-12 to L-SYN-17, L-IMG-1 to L-IMG-7, L-RST-4, L-HOOK-1 to L-HOOK-3.
import type { Container } from '../../schema/objects';
import type { ImageName } from '../runtime/imageName';
import type { PodRuntime } from '../runtime/podState';
import { newestExited } from '../runtime/records';
import type { RuntimeReply } from '../runtime/runtimeEvents';
import { buildConfig } from './buildConfig';
import { beginCall } from './handlerCalls';
import { refusedByVolume, volumeImageAnswered } from './imageVolumes';
import { emit } from './podEvents';
import { containerOf, podFullName, specField } from './podSpec';
import { type KubeletContext, type PodWorker, podSubject, syncWith, workerWith } from './podWorker';
import { postStartDone } from './postStart';
import { askForStart, backoffText, crashLoopLimits } from './restartBackoff';
import { beginImage, pulled, pullFailed } from './startImage';
import {
  failed,
  failedWithEvent,
  type StartInProgress,
  startDone,
  waiting,
  withActed,
} from './startProgress';

export function beginStart(context: KubeletContext, worker: PodWorker, name: string): PodWorker {
  const container = containerOf(worker.pod.spec, name);
  if (container === undefined) return worker;
  const key = backoffKey(container);
  const finishedAt = newestExited(worker.records, name)?.finishedAt;
  const permission = askForStart(
    worker.backoff[key],
    finishedAt,
    context.turn.now,
    crashLoopLimits(context.options, worker.node),
  );
  if (permission.kind === 'heldBack') return heldBack(context, worker, container, permission);
  const { entry } = permission;
  const granted =
    entry === undefined
      ? worker
      : workerWith(worker, { backoff: { ...worker.backoff, [key]: entry } });
  return refusedByVolume(context, granted, container) ?? beginImage(context, granted, container);
}

/** Rules: L-RST-3. */
export function backoffKey({ name, image, resources }: Container): string {
  return `${name}|${image ?? ''}|${resources === undefined ? '' : JSON.stringify(resources)}`;
}

function heldBack(
  context: KubeletContext,
  worker: PodWorker,
  { name }: Container,
  { delayMs, until }: { readonly delayMs: number; readonly until: number },
): PodWorker {
  const pod = podFullName(worker.pod);
  const because = context.turn.record({
    subject: { ...podSubject(worker), container: name },
    change: { kind: 'backOff', what: 'restart', delayMs, until },
    rule: 'L-RST-4',
    field: 'spec.restartPolicy',
  });
  emit(
    context,
    worker,
    {
      type: 'Warning',
      reason: 'BackOff',
      message: `Back-off restarting failed container ${name} in pod ${pod}`,
      container: name,
    },
    because,
  );
  const message = `back-off ${backoffText(delayMs)} restarting failed container=${name} pod=${pod}`;
  return failed(worker, name, 'CrashLoopBackOff', message, { kind: 'backOff', until });
}

/** Rules: L-SYN-14, L-SYN-15. */
export function create(
  context: KubeletContext,
  worker: PodWorker,
  container: Container,
  image: ImageName,
): PodWorker {
  const { name } = container;
  const { turn, options } = context;
  const uid = worker.pod.metadata.uid ?? '';
  const runtime = turn.peek('runtime', uid) as PodRuntime | undefined;
  // Counted by the logs that are left of earlier instances (L-SYN-17).
  const attempt = runtime?.instances.get(name) ?? 0;
  const built = buildConfig(context, worker, container, image, attempt);
  if (built.kind === 'refused')
    return failedWithEvent(
      context,
      worker,
      name,
      'CreateContainerConfigError',
      built.text,
      built.text,
    );
  const ticket = worker.lastTicket + 1;
  const event = { kind: 'createContainer', ticket, config: built.config };
  turn.send(
    { to: 'runtime', key: uid, event },
    options.latencies.findImage + options.latencies.createContainer,
  );
  return waiting(worker, ticket, { container: name, image, attempt, id: undefined, at: 'create' });
}

/** An answer of the runtime to the start at hand. */
export function carryOnStart(
  context: KubeletContext,
  worker: PodWorker,
  reply: RuntimeReply,
): PodWorker {
  const starting = worker.sync?.starting;
  if (starting?.volume !== undefined)
    return volumeImageAnswered(context, worker, starting.volume, starting.image, reply);
  const container = starting && containerOf(worker.pod.spec, starting.container);
  if (starting === undefined || container === undefined) return worker;
  switch (reply.kind) {
    case 'imagePulled':
      return pulled(context, worker, container, starting.image, reply);
    case 'pullFailed':
      return pullFailed(context, worker, container, reply.text);
    case 'containerCreated':
      return created(context, worker, container, starting, reply.id);
    case 'containerStarted':
      return started(context, worker, container, starting);
    case 'callFailed':
      return failedWithEvent(
        context,
        withActed(worker),
        container.name,
        reply.call === 'create' ? 'CreateContainerError' : 'RunContainerError',
        reply.text,
        reply.text,
      );
    default:
      return worker;
  }
}

export function created(
  context: KubeletContext,
  worker: PodWorker,
  { name }: Container,
  starting: StartInProgress,
  id: string,
): PodWorker {
  emit(context, worker, {
    type: 'Normal',
    reason: 'Created',
    message: 'Container created',
    container: name,
  });
  const ticket = worker.lastTicket + 1;
  const event = { kind: 'startContainer', ticket, id };
  const key = worker.pod.metadata.uid ?? '';
  context.turn.send({ to: 'runtime', key, event }, context.options.latencies.startContainer);
  return waiting(worker, ticket, { ...starting, id, at: 'start' });
}

export function started(
  context: KubeletContext,
  worker: PodWorker,
  container: Container,
  starting: StartInProgress,
): PodWorker {
  const { name } = container;
  emit(context, worker, {
    type: 'Normal',
    reason: 'Started',
    message: 'Container started',
    container: name,
  });
  const hook = container.lifecycle?.postStart;
  if (hook === undefined) return startDone(worker, name);
  context.turn.record({
    subject: { ...podSubject(worker), container: name },
    change: { kind: 'hook', hook: 'postStart', state: 'started' },
    rule: 'L-HOOK-1',
    field: `${specField(worker.pod.spec, name)}.lifecycle.postStart`,
  });
  if (worker.sync === undefined) return worker;
  const call = `postStart/${starting.id ?? ''}`;
  const waitingForHook: PodWorker = workerWith(worker, {
    sync: syncWith(worker.sync, {
      wait: { for: 'call', call },
      starting: { ...starting, at: 'postStart' },
    }),
  });
  const begun = beginCall(context, waitingForHook, call, {
    purpose: { for: 'postStart', container: name },
    handler: hook,
    container,
    timeoutMs: undefined,
  });
  if (begun.outcome === undefined) return begun.worker;
  return postStartDone(context, begun.worker, name, begun.outcome);
}
