// What a scenario does to the cluster from outside, each thing at its time or when a Pod's row reads as told: requests,
// lines typed at kubectl, faults of nodes. One actor per happening.
import { getCatalogue } from '../schema/builtinCatalogue';
import type { KubeObject, Pod } from '../schema/objects';
import { summarizePod } from '../schema/printing/podRow';
import { assertNever } from '../support/invariant';
import {
  type AnyClusterComponent,
  anyComponent,
  type ClusterComponent,
  type ClusterTurn,
  type Wake,
} from './api/clusterComponent';
import type { Change } from './api/store';
import type { Subresource } from './api/write';
import type { SimTime } from './kernel/time';
import { DRAIN_RETRY_MS, drainObstacle, isDrained } from './kubectl/drain';
import { type Drain, patched, type Request, requestsOf } from './kubectl/requests';
import { nodeKey } from './kubelet/messages';
import type { Act, Happening, Trigger } from './scenario/scenario';

/** From the start of a kubectl process to its request. */
const KUBECTL_START_MS = 150;
const FIRST_EVICTION_MS = 100;
const NAME = 'scenario';

type HappeningEvent =
  | { readonly kind: 'due' }
  | { readonly kind: 'pod'; readonly change: Change }
  | { readonly kind: 'send' }
  | { readonly kind: 'evict' }
  | { readonly kind: 'answer' };

interface HappeningState {
  readonly step: 'waiting' | 'matched' | 'draining' | 'done';
  readonly drain?: Drain;
  /** Uids of the Pods that were on the node when its drain began: only these are evicted. */
  readonly leaving?: ReadonlySet<string>;
  readonly deadline?: SimTime;
}

/** The component that carries out the happenings of a scenario. */
export function createHappenings(
  happenings: readonly Happening[],
  watchMs: SimTime,
): AnyClusterComponent {
  const watched = new Map<string, readonly number[]>();
  for (const [i, { trigger }] of happenings.entries()) {
    if (trigger.kind !== 'when') continue;
    const key = `${trigger.namespace}/${trigger.pod}`;
    watched.set(key, [...(watched.get(key) ?? []), i]);
  }
  const component: ClusterComponent<HappeningState, HappeningEvent> = {
    name: NAME,
    priority: -10,
    begin: happenings.flatMap(({ trigger }, i): Wake[] =>
      trigger.kind === 'at'
        ? [{ key: String(i), event: { kind: 'due' }, afterMs: trigger.atMs }]
        : [],
    ),
    kinds: watched.size === 0 ? [] : ['Pod'],
    watch(change) {
      const { namespace, name } = change.object.metadata;
      return watched
        .get(`${namespace}/${name}`)
        ?.map((i) => ({ key: String(i), event: { kind: 'pod', change }, afterMs: watchMs }));
    },
    handle(state, event, turn, key) {
      const happening = happenings[Number(key)];
      return happening === undefined ? undefined : step(state, event, turn, happening);
    },
  };
  return anyComponent(component);
}

function step(
  state: HappeningState = { step: 'waiting' },
  event: HappeningEvent,
  turn: ClusterTurn,
  { trigger, act }: Happening,
): HappeningState {
  switch (event.kind) {
    case 'pod':
      if (state.step !== 'waiting' || trigger.kind !== 'when' || !reads(trigger, event.change))
        return state;
      turn.timer('due', turn.now + trigger.delayMs, { kind: 'due' });
      return { step: 'matched' };
    case 'due':
      if (act.kind === 'kubectl') {
        turn.timer('send', turn.now + KUBECTL_START_MS, { kind: 'send' });
        return { step: 'matched' };
      }
      perform(act, turn, turn.record(told(act)));
      return { step: 'done' };
    case 'send':
      return act.kind === 'kubectl' ? invoke(act, turn, turn.record(told(act))) : state;
    case 'evict':
      return state.drain === undefined ? state : evictRound(state, state.drain, turn);
    case 'answer':
      return state;
  }
}

/** Whether the row that this change brings is the one waited for. */
function reads(trigger: Extract<Trigger, { kind: 'when' }>, change: Change): boolean {
  const isGone = change.op === 'DELETED';
  if (trigger.gone === true || isGone) return (trigger.gone ?? false) === isGone;
  const row = summarizePod(change.object as Pod);
  return (
    (trigger.status === undefined || trigger.status === row.status) &&
    (trigger.ready === undefined || trigger.ready === `${row.ready}/${row.total}`) &&
    (trigger.restarts === undefined || trigger.restarts === row.restarts)
  );
}

function perform(act: Exclude<Act, { kind: 'kubectl' }>, turn: ClusterTurn, because: number): void {
  switch (act.kind) {
    case 'create':
      for (const object of act.objects)
        turn.write({ verb: 'create', by: 'client', object }, because);
      return;
    case 'patch': {
      const { kind, namespace, name } = act.object;
      const object = turn.view.get(kind, namespace, name);
      if (object === undefined) return;
      const changed = patched(object, act.patch, act.patchType);
      if (changed === undefined) return;
      const subresource = act.subresource as Subresource | undefined;
      const write = { verb: 'update', by: 'client', object: withoutVersion(changed) } as const;
      turn.write(subresource === undefined ? write : { ...write, subresource }, because);
      return;
    }
    case 'delete':
      turn.write(
        {
          verb: 'delete',
          by: 'client',
          ...act.object,
          ...(act.gracePeriodSeconds === undefined
            ? {}
            : { gracePeriodSeconds: act.gracePeriodSeconds }),
          ...(act.propagation === undefined ? {} : { propagation: act.propagation }),
        },
        because,
      );
      return;
    case 'stopKubelet':
      toKubelet(turn, act.node, { kind: 'stop' }, because);
      return;
    case 'startKubelet':
    case 'returnNode':
      toKubelet(turn, act.node, { kind: 'start' }, because);
      return;
    case 'loseNode':
      toKubelet(turn, act.node, { kind: 'powerOff' }, because);
      return;
    case 'loseNetwork':
    case 'returnNetwork': {
      const works = act.kind === 'returnNetwork';
      toKubelet(turn, act.node, { kind: 'setNetwork', works }, because);
      return;
    }
    case 'failSandboxes':
      toKubelet(turn, act.node, { kind: 'setSandboxes', error: act.error }, because);
      return;
    case 'mendSandboxes':
      toKubelet(turn, act.node, { kind: 'setSandboxes', error: undefined }, because);
      return;
    case 'shutDownNode': {
      const { node, graceMs: ordinaryMs, criticalGraceMs: criticalMs } = act;
      toKubelet(turn, node, { kind: 'shutDown', ordinaryMs, criticalMs }, because);
      return;
    }
    case 'putStaticPod':
      toKubelet(turn, act.node, { kind: 'staticPut', file: act.file, object: act.object }, because);
      return;
    case 'removeStaticPod':
      toKubelet(turn, act.node, { kind: 'staticRemove', file: act.file }, because);
      return;
    case 'killSandbox':
      toPod(turn, act, { kind: 'killSandbox' }, because);
      return;
    case 'killContainer':
      toPod(turn, act, { kind: 'killContainer', container: act.container }, because);
      return;
    case 'setPull':
      for (const node of turn.view.list('Node'))
        turn.send(
          {
            to: 'runtime',
            key: nodeKey(node.metadata.name ?? ''),
            event: { kind: 'setPull', image: act.image, pull: act.pull },
          },
          0,
          because,
        );
      return;
    default:
      assertNever(act);
  }
}

function withoutVersion(object: KubeObject): KubeObject {
  const { resourceVersion: _, ...metadata } = object.metadata;
  return { ...object, metadata };
}

function toKubelet(turn: ClusterTurn, node: string, event: unknown, because: number): void {
  turn.send({ to: 'kubelet', key: nodeKey(node), event }, 0, because);
}

function toPod(
  turn: ClusterTurn,
  { namespace, pod }: { readonly namespace: string; readonly pod: string },
  event: unknown,
  because: number,
): void {
  const uid = turn.view.pod(namespace, pod)?.metadata.uid;
  if (uid !== undefined) turn.send({ to: 'runtime', key: uid, event }, 0, because);
}

function invoke(
  act: Extract<Act, { kind: 'kubectl' }>,
  turn: ClusterTurn,
  because: number,
): HappeningState {
  const args = act.args.map((arg) => arg.replaceAll('{pod}', () => anyPod(act, turn)));
  const { requests } = requestsOf(args, {
    view: turn.view,
    catalogue: getCatalogue(),
    namespace: act.namespace,
    files: act.files,
  });
  let state: HappeningState = { step: 'done' };
  for (const [i, request] of requests.entries()) state = ask(request, i, turn, because) ?? state;
  return state;
}

function anyPod(act: Extract<Act, { kind: 'kubectl' }>, turn: ClusterTurn): string {
  for (const pod of turn.view.list('Pod', act.namespace)) {
    const name = pod.metadata.name ?? '';
    if (name.startsWith(act.anyPod ?? '')) return name;
  }
  return '{pod}';
}

function ask(
  request: Request,
  i: number,
  turn: ClusterTurn,
  because: number,
): HappeningState | undefined {
  switch (request.kind) {
    case 'write':
      turn.write(request.write, because);
      return undefined;
    case 'exec': {
      const { pod, container, command } = request;
      const event = {
        kind: 'exec',
        session: `${NAME}/${turn.now}/${i}`,
        container,
        command,
        reply: { to: NAME, key: 'exec', echo: { kind: 'answer' } },
      };
      turn.send({ to: 'runtime', key: pod.metadata.uid ?? '', event }, 0, because);
      return undefined;
    }
    case 'drain': {
      const { drain } = request;
      turn.timer('evict', turn.now + FIRST_EVICTION_MS, { kind: 'evict' }, because);
      return {
        step: 'draining',
        drain,
        ...(drain.timeoutMs === undefined ? {} : { deadline: turn.now + drain.timeoutMs }),
      };
    }
  }
}

/** One round of `kubectl drain`; it goes on until none of the Pods is left. Rules: L-NOD-14. */
function evictRound(state: HappeningState, drain: Drain, turn: ClusterTurn): HappeningState {
  if (state.deadline !== undefined && turn.now > state.deadline) return { step: 'done' };
  const there = [...turn.view.podsOnNode(drain.node)].filter((pod) => isDrained(pod, drain));
  const leaving = state.leaving ?? new Set(there.map(({ metadata }) => metadata.uid ?? ''));
  const pods = there.filter(({ metadata }) => leaving.has(metadata.uid ?? ''));
  if (pods.length === 0 || pods.some((pod) => drainObstacle(pod, drain) !== undefined))
    return { step: 'done' };
  for (const pod of pods) {
    if (pod.metadata.deletionTimestamp !== undefined) continue;
    const { namespace = '', name = '' } = pod.metadata;
    const grace = drain.gracePeriodSeconds;
    const options = grace === undefined ? {} : { gracePeriodSeconds: grace };
    const target = { by: 'kubectl', namespace, name, ...options };
    if (drain.disableEviction) turn.write({ verb: 'delete', kind: 'Pod', ...target });
    else turn.write({ verb: 'evict', ...target });
  }
  turn.timer('evict', turn.now + DRAIN_RETRY_MS, { kind: 'evict' });
  return { ...state, leaving };
}

function told(act: Act): Parameters<ClusterTurn['record']>[0] {
  return {
    subject: { kind: 'Scenario', namespace: '', name: '' },
    change: { kind: 'happening', text: describeAct(act) },
  };
}

/** The happening in a few words, as the trace shows it. */
export function describeAct(act: Act): string {
  switch (act.kind) {
    case 'kubectl':
      return `kubectl ${act.args.join(' ')}`;
    case 'create':
      return `create ${act.objects.map((o) => `${o.kind}/${o.metadata.name ?? o.metadata.generateName}`).join(', ')}`;
    case 'patch':
    case 'delete':
      return `${act.kind} ${act.object.kind}/${act.object.name}`;
    case 'stopKubelet':
      return `the kubelet of ${act.node} stops`;
    case 'startKubelet':
      return `the kubelet of ${act.node} starts`;
    case 'loseNode':
      return `${act.node} loses power`;
    case 'returnNode':
      return `${act.node} is back`;
    case 'loseNetwork':
      return `Pods on ${act.node} get no network`;
    case 'returnNetwork':
      return `the network of ${act.node} works again`;
    case 'failSandboxes':
      return `no sandbox can be made on ${act.node}`;
    case 'mendSandboxes':
      return `sandboxes can be made on ${act.node} again`;
    case 'shutDownNode':
      return `${act.node} is shut down`;
    case 'putStaticPod':
      return `${act.file} is put into the static Pod folder of ${act.node}`;
    case 'removeStaticPod':
      return `${act.file} is removed from the static Pod folder of ${act.node}`;
    case 'killSandbox':
      return `the sandbox of ${act.namespace}/${act.pod} is killed`;
    case 'killContainer':
      return `container ${act.container} of ${act.namespace}/${act.pod} is killed`;
    case 'setPull':
      return `pulls of ${act.image}: ${act.pull.kind}`;
  }
}
