// The runtime's side of one node: which images it has, its pulls (one after another), its Pods' addresses.
import type { ClusterTurn } from '../api/clusterComponent';
import type { SimTime } from '../kernel/time';
import type { Latencies } from '../latencies';
import { type ImageName, parseImageName } from './imageName';
import type { ImageProfile } from './images/imageProfile';
import type { PullBehaviour, Registry } from './messages';
import { pullErrorText } from './pullErrors';
import { type Allowance, allowPull, type PullRate, USUAL_RATE } from './pullRate';
import type { RuntimeEvent, RuntimeReply } from './runtimeEvents';

interface PullRequest {
  readonly field: string;
  readonly ticket: number;
  readonly uid: string;
  readonly image: string;
  readonly name: ImageName;
  readonly askedAt: SimTime;
  readonly startedAt: SimTime;
}

export interface NodeRuntime {
  readonly node: string;
  /** Full names of pulled and of removed images; all others are as the registry says. */
  readonly images: Readonly<Record<string, boolean>>;
  readonly pulls: readonly PullRequest[];
  readonly overrides: readonly { readonly image: string; readonly pull: PullBehaviour }[];
  readonly addresses: AddressPool;
  /** Undefined: nothing was pulled yet. */
  readonly allowance: Allowance | undefined;
}

/**
 * A registry answers a row of checks no faster than a kubelet may ask by default: Pods that start together, each checking an image
 * that is there, are slowed down by their queue and not refused.
 */
const QUEUED_CHECK_MS = 200;
/** By how much a pull may take longer than expected. */
const PULL_JITTER = 0.1;

export interface NodeRuntimeOptions {
  readonly latencies: Latencies;
  readonly registry: Registry;
  readonly pullRateOf?: (node: string) => PullRate | undefined;
  profile(name: ImageName): ImageProfile;
}

/** Whether the node has the image. */
export function hasImage(
  state: NodeRuntime | undefined,
  image: string,
  name: ImageName,
  registry: Registry,
): boolean {
  return state?.images[name.full] ?? registry(image).present;
}

export function newNodeRuntime(node: string, podCIDR: string): NodeRuntime {
  const addresses = new AddressPool(podCIDR);
  return { node, images: {}, pulls: [], overrides: [], addresses, allowance: undefined };
}

/** Hands out a node's Pod addresses in order, and begins again with those that were given back. */
export class AddressPool {
  readonly #base: number;
  readonly #size: number;
  readonly #used = new Set<number>();
  #next = 2;

  constructor(cidr: string) {
    const [address = '10.244.0.0', bits = '24'] = cidr.split('/');
    this.#base = address.split('.').reduce((sum, part) => sum * 256 + Number(part), 0);
    this.#size = 2 ** (32 - Number(bits));
  }

  take(): string {
    for (let tries = 0; tries < this.#size; tries++) {
      const offset = this.#next;
      this.#next = offset + 1 >= this.#size - 1 ? 2 : offset + 1;
      if (this.#used.has(offset)) continue;
      this.#used.add(offset);
      return this.#text(this.#base + offset);
    }
    return this.#text(this.#base + this.#next);
  }

  giveBack(ip: string): void {
    this.#used.delete(
      ip.split('.').reduce((sum, part) => sum * 256 + Number(part), 0) - this.#base,
    );
  }

  #text(address: number): string {
    return [24, 16, 8, 0].map((shift) => Math.floor(address / 2 ** shift) % 256).join('.');
  }
}

export function handleNode(
  options: NodeRuntimeOptions,
  before: NodeRuntime | undefined,
  event: RuntimeEvent,
  turn: ClusterTurn,
  key: string,
): NodeRuntime | undefined {
  const node = key.slice('node/'.length);
  const state = before ?? newNodeRuntime(node, podCIDR(turn, node));
  switch (event.kind) {
    case 'createSandbox': {
      const hostIP = nodeAddress(turn, node);
      const ip = event.hostNetwork ? undefined : state.addresses.take();
      const { ticket, pod, attempt } = event;
      const told = { kind: 'sandboxAt', ticket, pod, node, attempt, ip, hostIP } as const;
      turn.send({ to: 'runtime', key: pod.uid, event: told });
      return state;
    }
    case 'releaseAddress':
      state.addresses.giveBack(event.ip);
      return state;
    case 'pullImage':
      return askForPull(options, state, event, turn);
    case 'pullDone':
      return endPull(options, state, event.text, turn);
    case 'setPull': {
      const overrides = state.overrides.filter(({ image }) => image !== event.image);
      if (event.pull === undefined) return { ...state, overrides };
      return { ...state, overrides: [{ image: event.image, pull: event.pull }, ...overrides] };
    }
    case 'removeImage': {
      const parsed = parseImageName(event.image);
      if (parsed.kind === 'invalid') return state;
      return { ...state, images: { ...state.images, [parsed.name.full]: false } };
    }
    default:
      return state;
  }
}

/** Rules: L-IMG-7: one pull at a time, and not too many in a row. */
function askForPull(
  options: NodeRuntimeOptions,
  state: NodeRuntime,
  event: Extract<RuntimeEvent, { kind: 'pullImage' }>,
  turn: ClusterTurn,
): NodeRuntime {
  const parsed = parseImageName(event.image);
  if (parsed.kind === 'invalid') return state;
  const { now } = turn;
  const { ticket, uid, image, field } = event;
  const name = parsed.name;
  const request = { ticket, uid, image, field, name, askedAt: now, startedAt: now };
  const pulls = [...state.pulls, request];
  const asked = { ...state, pulls };
  return pulls.length === 1 ? beginPull(options, asked, request, turn) : asked;
}

function beginPull(
  options: NodeRuntimeOptions,
  state: NodeRuntime,
  request: PullRequest,
  turn: ClusterTurn,
): NodeRuntime {
  const { latencies } = options;
  const pull = pullOf(options, state, request.image);
  const text = pull.kind === 'succeeds' ? undefined : pullErrorText(request.name, pull);
  turn.record({
    subject: subjectOf(turn, request.uid),
    change: { kind: 'pull', image: request.image, state: 'started' },
    rule: 'L-IMG-3',
    field: request.field,
  });
  const rate = options.pullRateOf?.(state.node) ?? USUAL_RATE;
  const allowance = allowPull(state.allowance, turn.now, rate);
  if (allowance === undefined) {
    turn.timer('pull', turn.now + 1, { kind: 'pullDone', text: 'pull QPS exceeded' });
    return state;
  }
  const present = hasImage(state, request.image, request.name, options.registry);
  const size = options.profile(request.name).sizeBytes;
  const usual =
    text !== undefined
      ? latencies.failPull
      : present
        ? Math.max(latencies.checkImage, request.startedAt > request.askedAt ? QUEUED_CHECK_MS : 0)
        : size > 0
          ? latencies.pullBase + Math.round((size / latencies.pullBytesPerSecond) * 1000)
          : latencies.pullUnknown;
  // No two pulls take the same time to the millisecond: their Events tell it, and equal ones would be counted as one.
  const luck = 1 + PULL_JITTER * turn.random(`pull/${request.image}`);
  const tookMs = Math.max(1, Math.round(pull.afterMs ?? usual * luck));
  turn.timer('pull', turn.now + tookMs, { kind: 'pullDone', text });
  return { ...state, allowance };
}

function endPull(
  options: NodeRuntimeOptions,
  state: NodeRuntime,
  text: string | undefined,
  turn: ClusterTurn,
): NodeRuntime {
  const [done, ...waiting] = state.pulls;
  if (done === undefined) return state;
  const tookMs = turn.now - done.startedAt;
  const change =
    text === undefined
      ? ({ kind: 'pull', image: done.image, state: 'finished' } as const)
      : ({ kind: 'pull', image: done.image, state: 'failed', text } as const);
  const entry = turn.record({
    subject: subjectOf(turn, done.uid),
    change,
    rule: 'L-IMG-4',
    field: done.field,
  });
  const reply: RuntimeReply =
    text === undefined
      ? {
          kind: 'imagePulled',
          ticket: done.ticket,
          tookMs,
          waitedMs: turn.now - done.askedAt,
          sizeBytes: options.profile(done.name).sizeBytes,
        }
      : { kind: 'pullFailed', ticket: done.ticket, text };
  turn.send({ to: 'kubelet', key: done.uid, event: reply }, 0, entry);
  const images = text === undefined ? { ...state.images, [done.name.full]: true } : state.images;
  const [next, ...later] = waiting;
  if (next === undefined) return { ...state, images, pulls: [] };
  const begun = { ...next, startedAt: turn.now };
  const after = { ...state, images, pulls: [begun, ...later] };
  return beginPull(options, after, begun, turn);
}

function pullOf(options: NodeRuntimeOptions, state: NodeRuntime, image: string): PullBehaviour {
  const override = state.overrides.find(({ image: pattern }) =>
    pattern.endsWith('*') ? image.startsWith(pattern.slice(0, -1)) : image === pattern,
  );
  return override?.pull ?? options.registry(image).pull;
}

function subjectOf(
  turn: ClusterTurn,
  uid: string,
): {
  readonly kind: 'Pod';
  readonly namespace: string;
  readonly name: string;
  readonly uid: string;
} {
  const { namespace = '', name = '' } = turn.view.byUid(uid)?.metadata ?? {};
  return { kind: 'Pod', namespace, name, uid };
}

/** Of a node that the API has forgotten already: one that no other has. */
function podCIDR(turn: ClusterTurn, node: string): string {
  const taken = new Set<string | undefined>();
  for (const { metadata, spec } of turn.view.list('Node')) {
    const { podCIDR: cidr } = (spec ?? {}) as { readonly podCIDR?: string };
    if (metadata.name === node && cidr !== undefined) return cidr;
    taken.add(cidr);
  }
  let i = 0;
  while (taken.has(`10.244.${i}.0/24`)) i++;
  return `10.244.${i}.0/24`;
}

/** The node's own address, as its status has it. */
export function nodeAddress(turn: ClusterTurn, node: string): string {
  const status = turn.view.get('Node', '', node)?.['status'] as
    | { addresses?: readonly { readonly type: string; readonly address: string }[] }
    | undefined;
  return status?.addresses?.find(({ type }) => type === 'InternalIP')?.address ?? '10.0.0.1';
}
