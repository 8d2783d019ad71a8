// Starting one container: back-off, image, configuration, create, start, postStart. Each stretch ends in a wait; the
// runtime's answers carry it on. Rules: L-SYN-12 to L-SYN-17, L-IMG-1 to L-IMG-7, L-RST-4, L-HOOK-1 to L-HOOK-3.
import type { Container } from '../../schema/objects';
import { type ImageName, parseImageName } from '../runtime/imageName';
import { hasImage, type NodeRuntime } from '../runtime/nodeRuntime';
import type { PodRuntime } from '../runtime/podRuntime';
import { newestExited } from '../runtime/records';
import type { RuntimeReply } from '../runtime/runtimeEvents';
import { buildConfig } from './buildConfig';
import { goDuration } from './goDuration';
import { beginCall, type CallOutcome } from './handlerCalls';
import { afterFailedPull, pullHeldBackUntil } from './imagePullBackoff';
import { beginKills } from './killContainers';
import { nodeKey } from './messages';
import { emit } from './podEvents';
import { containerOf, podFullName, roleOf, specField } from './podSpec';
import { type KubeletContext, type PodWorker, podSubject, type SyncError } from './podWorker';
import { askForStart, backoffText } from './restartBackoff';

export interface StartInProgress {
  readonly container: string;
  readonly image: ImageName;
  readonly attempt: number;
  /** Undefined until the container was created. */
  readonly id: string | undefined;
  readonly at: 'pull' | 'create' | 'start' | 'postStart' | 'undo';
  /** The hook's own text, while the container is stopped again. */
  readonly hookText?: string;
}

export function beginStart(context: KubeletContext, worker: PodWorker, name: string): PodWorker {
  const container = containerOf(worker.pod.spec, name);
  if (container === undefined) return worker;
  const key = backoffKey(container);
  const finishedAt = newestExited(worker.records, name)?.finishedAt;
  const permission = askForStart(worker.backoff[key], finishedAt, context.turn.now);
  if (permission.kind === 'heldBack') return heldBack(context, worker, container, permission);
  const { entry } = permission;
  const granted =
    entry === undefined ? worker : { ...worker, backoff: { ...worker.backoff, [key]: entry } };
  return beginImage(context, granted, container);
}

/** Rules: L-RST-3. */
function backoffKey({ name, image, resources }: Container): string {
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

/** Notes why a container was not started, and what that means for the rest of the sync. Rules: L-SYN-12. */
function failed(
  worker: PodWorker,
  name: string,
  reason: string,
  message: string,
  error: SyncError = { kind: 'error' },
): PodWorker {
  const { sync } = worker;
  if (sync === undefined) return worker;
  const ends = roleOf(worker.pod.spec, name) === 'init';
  return {
    ...worker,
    failures: { ...worker.failures, [name]: { reason, message } },
    sync: {
      ...sync,
      steps: ends ? [] : sync.steps,
      wait: undefined,
      starting: undefined,
      error: worse(sync.error, error),
    },
  };
}

function worse(one: SyncError | undefined, other: SyncError): SyncError {
  if (one === undefined) return other;
  if (one.kind === 'error' || other.kind === 'error') return { kind: 'error' };
  return { kind: 'backOff', until: Math.min(one.until, other.until) };
}

function failedWithEvent(
  context: KubeletContext,
  worker: PodWorker,
  name: string,
  reason: string,
  message: string,
  eventText: string,
): PodWorker {
  emit(context, worker, {
    type: 'Warning',
    reason: 'Failed',
    message: `Error: ${eventText}`,
    container: name,
  });
  return failed(worker, name, reason, message);
}

/** Rules: L-IMG-1, L-IMG-2. */
function beginImage(context: KubeletContext, worker: PodWorker, container: Container): PodWorker {
  const { name, image: text = '' } = container;
  const parsed = parseImageName(text);
  if (parsed.kind === 'invalid') {
    const message = `Failed to apply default image tag "${text}": ${parsed.text}`;
    emit(context, worker, { type: 'Warning', reason: 'InspectFailed', message, container: name });
    return failedWithEvent(context, worker, name, 'InvalidImageName', message, 'InvalidImageName');
  }
  const { options, turn } = context;
  const node = turn.peek('runtime', nodeKey(worker.node)) as NodeRuntime | undefined;
  const present = hasImage(node, text, parsed.name, options.registry);
  const policy = container.imagePullPolicy ?? defaultPolicy(parsed.name);
  if (policy !== 'Always' && present) {
    emit(context, worker, {
      type: 'Normal',
      reason: 'Pulled',
      message: `Container image "${text}" already present on machine and can be accessed by the pod`,
      container: name,
    });
    return create(context, worker, container, parsed.name);
  }
  if (policy === 'Never') {
    const message = `Container image "${text}" is not present with pull policy of Never`;
    emit(context, worker, {
      type: 'Warning',
      reason: 'ErrImageNeverPull',
      message,
      container: name,
    });
    return failedWithEvent(
      context,
      worker,
      name,
      'ErrImageNeverPull',
      message,
      'ErrImageNeverPull',
    );
  }
  return pull(context, worker, container, parsed.name);
}

/** Only for Pods that never went through the API's defaults. Rules: L-API-3. */
function defaultPolicy(image: ImageName): string {
  return image.tag === 'latest' && image.digest === undefined ? 'Always' : 'IfNotPresent';
}

/** Rules: L-IMG-3, L-IMG-5. */
function pull(
  context: KubeletContext,
  worker: PodWorker,
  container: Container,
  image: ImageName,
): PodWorker {
  const { name, image: text = '' } = container;
  const entry = worker.pulls[text];
  const until = pullHeldBackUntil(entry, context.turn.now);
  if (entry !== undefined && until !== undefined) {
    const because = context.turn.record({
      subject: { ...podSubject(worker), container: name },
      change: { kind: 'backOff', what: 'pull', delayMs: entry.delayMs, until },
      rule: 'L-IMG-5',
      field: `${specField(worker.pod.spec, name)}.image`,
    });
    const message = `Back-off pulling image "${text}"`;
    emit(context, worker, { type: 'Normal', reason: 'BackOff', message, container: name }, because);
    const detail = worker.pullErrors[text] ?? '';
    return failedWithEvent(
      context,
      worker,
      name,
      'ImagePullBackOff',
      `${message}: ${detail}`,
      'ImagePullBackOff',
    );
  }
  emit(context, worker, {
    type: 'Normal',
    reason: 'Pulling',
    message: `Pulling image "${text}"`,
    container: name,
  });
  const ticket = worker.lastTicket + 1;
  const uid = worker.pod.metadata.uid ?? '';
  context.turn.send({
    to: 'runtime',
    key: nodeKey(worker.node),
    event: { kind: 'pullImage', ticket, uid, image: text },
  });
  return waiting(worker, ticket, {
    container: name,
    image,
    attempt: 0,
    id: undefined,
    at: 'pull',
  });
}

function waiting(worker: PodWorker, ticket: number, starting: StartInProgress): PodWorker {
  if (worker.sync === undefined) return worker;
  return {
    ...worker,
    lastTicket: ticket,
    sync: { ...worker.sync, wait: { for: 'ticket', ticket }, starting },
  };
}

/** Rules: L-SYN-14, L-SYN-15. */
function create(
  context: KubeletContext,
  worker: PodWorker,
  container: Container,
  image: ImageName,
): PodWorker {
  const { name } = container;
  const { turn, options } = context;
  const uid = worker.pod.metadata.uid ?? '';
  const runtime = turn.peek('runtime', uid) as PodRuntime | undefined;
  const attempt = nextAttempt(runtime, name);
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

/** One more than the highest instance that ever was: its log tells. Rules: L-SYN-17. */
function nextAttempt(runtime: PodRuntime | undefined, name: string): number {
  let next = 0;
  for (const key of runtime?.logs.keys() ?? []) {
    if (!key.startsWith(`${name}/`)) continue;
    next = Math.max(next, Number(key.slice(name.length + 1)) + 1);
  }
  return next;
}

/** An answer of the runtime to the start at hand. */
export function carryOnStart(
  context: KubeletContext,
  worker: PodWorker,
  reply: RuntimeReply,
): PodWorker {
  const starting = worker.sync?.starting;
  const container = starting && containerOf(worker.pod.spec, starting.container);
  if (starting === undefined || container === undefined) return worker;
  switch (reply.kind) {
    case 'imagePulled':
      return pulled(context, worker, container, starting, reply);
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

function withActed(worker: PodWorker): PodWorker {
  return worker.sync === undefined ? worker : { ...worker, sync: { ...worker.sync, acted: true } };
}

function pulled(
  context: KubeletContext,
  worker: PodWorker,
  container: Container,
  { image }: StartInProgress,
  reply: Extract<RuntimeReply, { kind: 'imagePulled' }>,
): PodWorker {
  const { name, image: text = '' } = container;
  const took = `${goDuration(reply.tookMs)} (${goDuration(reply.waitedMs)} including waiting)`;
  emit(context, worker, {
    type: 'Normal',
    reason: 'Pulled',
    message: `Successfully pulled image "${text}" in ${took}. Image size: ${reply.sizeBytes} bytes.`,
    container: name,
  });
  return create(context, worker, container, image);
}

/** Rules: L-IMG-4, L-IMG-5. */
function pullFailed(
  context: KubeletContext,
  before: PodWorker,
  { name, image: text = '' }: Container,
  error: string,
): PodWorker {
  const entry = afterFailedPull(before.pulls[text], context.turn.now);
  const [, special] = /^(RegistryUnavailable|SignatureValidationFailed)/.exec(error) ?? [];
  const reason = special ?? 'ErrImagePull';
  const worker = {
    ...before,
    pulls: { ...before.pulls, [text]: entry },
    pullErrors: { ...before.pullErrors, [text]: `${reason}: ${error}` },
  };
  emit(context, worker, {
    type: 'Warning',
    reason: 'Failed',
    message: `Failed to pull image "${text}": ${error}`,
    container: name,
  });
  return failedWithEvent(context, worker, name, reason, error, reason);
}

function created(
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

function started(
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
  const waitingForHook: PodWorker = {
    ...worker,
    sync: {
      ...worker.sync,
      wait: { for: 'call', call },
      starting: { ...starting, at: 'postStart' },
    },
  };
  const begun = beginCall(context, waitingForHook, call, {
    purpose: { for: 'postStart', container: name },
    handler: hook,
    container,
    timeoutMs: undefined,
  });
  if (begun.outcome === undefined) return begun.worker;
  return postStartDone(context, begun.worker, name, begun.outcome);
}

const NO_RESOURCES = {};

function startDone(worker: PodWorker, name: string): PodWorker {
  if (worker.sync === undefined) return worker;
  const { [name]: _, ...failures } = worker.failures;
  const resources = containerOf(worker.pod.spec, name)?.resources ?? NO_RESOURCES;
  return {
    ...worker,
    failures,
    applied: { ...worker.applied, [name]: resources },
    sync: { ...worker.sync, wait: undefined, starting: undefined, acted: true },
  };
}

/** Rules: L-HOOK-2, L-HOOK-3. */
export function postStartDone(
  context: KubeletContext,
  worker: PodWorker,
  name: string,
  outcome: CallOutcome,
): PodWorker {
  const starting = worker.sync?.starting;
  if (worker.sync === undefined || starting?.at !== 'postStart' || starting.container !== name)
    return worker;
  const hookFailed = outcome.kind !== 'success';
  const because = context.turn.record({
    subject: { ...podSubject(worker), container: name },
    change: {
      kind: 'hook',
      hook: 'postStart',
      state: hookFailed ? 'failed' : 'finished',
      ...(hookFailed ? { text: outcome.text } : {}),
    },
    rule: hookFailed ? 'L-HOOK-3' : 'L-HOOK-1',
  });
  if (!hookFailed) return startDone(worker, name);
  const reason = 'FailedPostStartHook';
  const message = 'PostStartHook failed';
  emit(context, worker, { type: 'Warning', reason, message, container: name }, because);
  const hookText = hookError(worker, name, outcome);
  const id = starting.id ?? '';
  const undoing: PodWorker = {
    ...worker,
    sync: {
      ...worker.sync,
      wait: { for: 'kills' },
      starting: { ...starting, at: 'undo', hookText },
    },
  };
  const graceSeconds = worker.pod.spec.terminationGracePeriodSeconds ?? 30;
  return beginKills(
    context,
    undoing,
    [{ id, name, message: reason, graceSeconds, preStop: true }],
    false,
  );
}

function hookError(worker: PodWorker, name: string, outcome: CallOutcome): string {
  const container = containerOf(worker.pod.spec, name);
  const hook = container?.lifecycle?.postStart;
  const place = `for Container "${name}" in Pod "${podFullName(worker.pod)}" failed - error: `;
  const text = outcome.kind === 'success' ? '' : outcome.text;
  if (hook?.exec !== undefined) {
    const code = outcome.kind === 'failure' ? (outcome.exitCode ?? 1) : 1;
    const command = (hook.exec.command ?? []).join(' ');
    return `Exec lifecycle hook ([${command}]) ${place}command '${command}' exited with ${code}: , message: ${JSON.stringify(text)}`;
  }
  const path = hook?.httpGet?.path ?? '';
  return `HTTP lifecycle hook (${path}) ${place}${text}, message: ""`;
}

/** The container whose hook failed has been stopped. */
export function undoDone(worker: PodWorker): PodWorker {
  const starting = worker.sync?.starting;
  if (starting?.at !== 'undo') return worker;
  return failed(
    withActed(worker),
    starting.container,
    'PostStartHookError',
    starting.hookText ?? '',
  );
}
