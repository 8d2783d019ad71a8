// The image that a container needs: there already, to be pulled, held back. Rules: L-IMG-1 to L-IMG-7.
import type { Container } from '../../schema/objects';
import { type ImageName, parseImageName } from '../runtime/imageName';
import { hasImage, type NodeRuntime } from '../runtime/nodeRuntime';
import { afterFailedPull, pullFailure, pullHeldBackUntil } from './imagePullBackoff';
import { nodeKey } from './messages';
import { emit } from './podEvents';
import { specField } from './podSpec';
import { type KubeletContext, type PodWorker, podSubject, workerWith } from './podWorker';
import { create } from './startContainer';
import { failedWithEvent, waiting } from './startProgress';

/** Rules: L-IMG-1, L-IMG-2. */
export function beginImage(
  context: KubeletContext,
  worker: PodWorker,
  container: Container,
): PodWorker {
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
export function pull(
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
    event: {
      kind: 'pullImage',
      ticket,
      uid,
      image: text,
      field: `${specField(worker.pod.spec, name)}.image`,
    },
  });
  return waiting(worker, ticket, {
    container: name,
    image,
    attempt: 0,
    id: undefined,
    at: 'pull',
  });
}

/** Rules: L-IMG-4, L-IMG-5. */
export function pullFailed(
  context: KubeletContext,
  before: PodWorker,
  { name, image: text = '' }: Container,
  error: string,
): PodWorker {
  const entry = afterFailedPull(before.pulls[text], context.turn.now);
  const { reason, message } = pullFailure(text, error);
  const worker = workerWith(before, {
    pulls: { ...before.pulls, [text]: entry },
    pullErrors: { ...before.pullErrors, [text]: `${reason}: ${message}` },
  });
  emit(context, worker, {
    type: 'Warning',
    reason: 'Failed',
    message: `Failed to pull image "${text}": ${error}`,
    container: name,
  });
  return failedWithEvent(context, worker, name, reason, message, reason);
}
