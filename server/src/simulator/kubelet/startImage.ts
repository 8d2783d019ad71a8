// The image that a container needs: there already, to be pulled, held back. Rules: L-IMG-1 to L-IMG-7.
import { isGateOn } from '../../schema/featureGates';
import type { Container } from '../../schema/objects';
import type { EntryId } from '../kernel/component';
import { type ImageName, parseImageName } from '../runtime/imageName';
import { hasImage, type NodeRuntime } from '../runtime/nodeRuntime';
import type { RuntimeReply } from '../runtime/runtimeEvents';
import { goDuration } from './goDuration';
import { afterFailedPull, imageStep, pullFailure, pullHeldBackUntil } from './imagePullBackoff';
import { nodeKey } from './messages';
import { imageCame } from './nodeDisk';
import { emit, type PodEvent } from './podEvents';
import { specField } from './podSpec';
import { type KubeletContext, type PodWorker, podSubject, workerWith } from './podWorker';
import { create } from './startContainer';
import { failedWithEvent, waiting } from './startProgress';

/** An image that a container is to run, or a volume of its Pod to show. */
export interface WantedImage {
  readonly text: string;
  readonly policy: string | undefined;
  /** Undefined: a volume's. */
  readonly container: string | undefined;
  /** Where it stands in the manifest. */
  readonly field: string;
}

export type ImageSearch =
  | { readonly kind: 'present'; readonly image: ImageName }
  | { readonly kind: 'asked'; readonly image: ImageName; readonly ticket: number }
  | { readonly kind: 'refused'; readonly reason: string; readonly message: string };

export function beginImage(
  context: KubeletContext,
  worker: PodWorker,
  container: Container,
): PodWorker {
  const { name } = container;
  const found = findImage(context, worker, wantedBy(worker, container));
  switch (found.kind) {
    case 'present':
      return create(context, worker, container, found.image);
    case 'refused':
      return failedWithEvent(context, worker, name, found.reason, found.message, found.reason);
    case 'asked': {
      const { ticket, image } = found;
      const starting = { container: name, image, attempt: 0, id: undefined, at: 'pull' } as const;
      return waiting(worker, ticket, starting);
    }
  }
}

function wantedBy({ pod }: PodWorker, container: Container): WantedImage {
  const { name, image: text = '', imagePullPolicy: policy } = container;
  return { text, policy, container: name, field: `${specField(pod.spec, name)}.image` };
}

/** Rules: L-IMG-1, L-IMG-2. */
export function findImage(
  context: KubeletContext,
  worker: PodWorker,
  wanted: WantedImage,
): ImageSearch {
  const { text } = wanted;
  const tell = teller(context, worker, wanted);
  const parsed = parseImageName(text);
  if (parsed.kind === 'invalid') {
    const message = `Failed to apply default image tag "${text}": ${parsed.text}`;
    tell({ type: 'Warning', reason: 'InspectFailed', message });
    return { kind: 'refused', reason: 'InvalidImageName', message };
  }
  const { options, turn } = context;
  const node = turn.peek('runtime', nodeKey(worker.node)) as NodeRuntime | undefined;
  const present = hasImage(node, text, parsed.name, options.registry);
  const step = imageStep(wanted.policy ?? defaultPolicy(parsed.name), present);
  if (step === 'use') {
    const isChecked = isGateOn(options.gates, 'KubeletEnsureSecretPulledImages');
    const access = isChecked ? ' and can be accessed by the pod' : '';
    const message = `Container image "${text}" already present on machine${access}`;
    tell({ type: 'Normal', reason: 'Pulled', message });
    return { kind: 'present', image: parsed.name };
  }
  if (step === 'refuse') {
    const message = `Container image "${text}" is not present with pull policy of Never`;
    const reason = 'ErrImageNeverPull';
    tell({ type: 'Warning', reason, message });
    return { kind: 'refused', reason, message };
  }
  return pull(context, worker, wanted, parsed.name);
}

type Teller = (event: Omit<PodEvent, 'container'>, because?: EntryId) => void;

/** Events about the container; about the Pod where a volume wants the image. */
function teller(context: KubeletContext, worker: PodWorker, { container }: WantedImage): Teller {
  const whose = container === undefined ? {} : { container };
  return (event, because) => emit(context, worker, { ...event, ...whose }, because);
}

/** Only for Pods that never went through the API's defaults. Rules: L-API-3. */
function defaultPolicy(image: ImageName): string {
  return image.tag === 'latest' && image.digest === undefined ? 'Always' : 'IfNotPresent';
}

/** Rules: L-IMG-3, L-IMG-5. */
function pull(
  context: KubeletContext,
  worker: PodWorker,
  wanted: WantedImage,
  image: ImageName,
): ImageSearch {
  const { text, field, container } = wanted;
  const tell = teller(context, worker, wanted);
  const entry = worker.pulls[text];
  const until = pullHeldBackUntil(entry, context.turn.now);
  if (entry !== undefined && until !== undefined) {
    const subject = podSubject(worker);
    const because = context.turn.record({
      subject: container === undefined ? subject : { ...subject, container },
      change: { kind: 'backOff', what: 'pull', delayMs: entry.delayMs, until },
      rule: 'L-IMG-5',
      field,
    });
    const message = `Back-off pulling image "${text}"`;
    tell({ type: 'Normal', reason: 'BackOff', message }, because);
    const detail = worker.pullErrors[text] ?? '';
    return { kind: 'refused', reason: 'ImagePullBackOff', message: `${message}: ${detail}` };
  }
  tell({ type: 'Normal', reason: 'Pulling', message: `Pulling image "${text}"` });
  const ticket = worker.lastTicket + 1;
  const uid = worker.pod.metadata.uid ?? '';
  const event = { kind: 'pullImage', ticket, uid, image: text, field };
  context.turn.send({ to: 'runtime', key: nodeKey(worker.node), event });
  return { kind: 'asked', image, ticket };
}

/** Rules: L-IMG-3. */
export function tellPulled(
  context: KubeletContext,
  worker: PodWorker,
  wanted: WantedImage,
  { tookMs, waitedMs, sizeBytes }: Extract<RuntimeReply, { kind: 'imagePulled' }>,
): void {
  const took = `${goDuration(tookMs)} (${goDuration(waitedMs)} including waiting)`;
  const message = `Successfully pulled image "${wanted.text}" in ${took}. Image size: ${sizeBytes} bytes.`;
  teller(context, worker, wanted)({ type: 'Normal', reason: 'Pulled', message });
  imageCame(context, worker.node);
}

export function pulled(
  context: KubeletContext,
  worker: PodWorker,
  container: Container,
  image: ImageName,
  reply: Extract<RuntimeReply, { kind: 'imagePulled' }>,
): PodWorker {
  tellPulled(context, worker, wantedBy(worker, container), reply);
  return create(context, worker, container, image);
}

export function pullFailed(
  context: KubeletContext,
  before: PodWorker,
  container: Container,
  error: string,
): PodWorker {
  const { worker, reason, message } = noteFailedPull(
    context,
    before,
    wantedBy(before, container),
    error,
  );
  return failedWithEvent(context, worker, container.name, reason, message, reason);
}

/** Rules: L-IMG-4, L-IMG-5. */
export function noteFailedPull(
  context: KubeletContext,
  before: PodWorker,
  wanted: WantedImage,
  error: string,
): { readonly worker: PodWorker; readonly reason: string; readonly message: string } {
  const { text } = wanted;
  const entry = afterFailedPull(before.pulls[text], context.turn.now);
  const { reason, message } = pullFailure(text, error);
  const worker = workerWith(before, {
    pulls: { ...before.pulls, [text]: entry },
    pullErrors: { ...before.pullErrors, [text]: `${reason}: ${message}` },
  });
  const told = `Failed to pull image "${text}": ${error}`;
  teller(context, worker, wanted)({ type: 'Warning', reason: 'Failed', message: told });
  return { worker, reason, message };
}
