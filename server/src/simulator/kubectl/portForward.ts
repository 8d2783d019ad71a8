// `kubectl port-forward`: checks what is asked, and lets a client's request through to the Pod. Rules: L-LOG-5.
import type { KubeObject, Pod } from '../../schema/objects';
import { matches, selectorFromLabels } from '../../schema/selector';
import type { Answer } from '../runtime/programs/program';
import { flag } from './commandLine';
import { INBOX } from './inbox';
import { parseTargets, pluralWithGroup } from './resourceNames';
import { type Cluster, failed, type Invoked, type Printed, waitFor } from './session';

export interface Forward {
  readonly localPort: number;
  readonly podPort: number;
  readonly pod: Pod;
  readonly address: string | undefined;
}

const USAGE = `error: TYPE/NAME and list of ports are required for port-forward
See 'kubectl port-forward -h' for help and examples`;
/** Where a free local port is looked for when none is named. */
const FIRST_FREE_PORT = 40_000;
const HIGHEST_PORT = 65_535;
const PATIENCE_MS = 60_000;

/** The ports that are forwarded, or why they are not. */
export function forwardsOf(invoked: Invoked): readonly Forward[] | Printed {
  const { line, catalogue, cluster, namespace } = invoked;
  const [word, ...ports] = line.positional;
  if (word === undefined || ports.length === 0) return failed(USAGE);
  const parsed = parseTargets(catalogue, word.includes('/') ? [word] : ['pod', word]);
  if (!parsed.ok) return failed(parsed.message);
  const [target] = parsed.targets;
  const object = target && cluster.store.get(target.kind.kind, namespace, target.name ?? '');
  if (target === undefined || object === undefined)
    return failed(
      `Error from server (NotFound): ${target === undefined ? 'pods' : pluralWithGroup(target.kind)} "${target?.name ?? word}" not found`,
    );
  const pod = podBehind(cluster, object);
  if (pod === undefined) return failed('error: timed out waiting for the condition');
  const forwards: Forward[] = [];
  for (const [i, text] of ports.entries()) {
    const forward = forwardOf(text, { pod, object, address: flag(line, 'address'), index: i });
    if (typeof forward === 'string') return failed(forward);
    forwards.push(forward);
  }
  const phase = pod.status?.phase ?? 'Pending';
  if (phase !== 'Running')
    return failed(
      `error: unable to forward port because pod is not running. Current status=${phase}`,
    );
  return forwards;
}

interface Asked {
  readonly pod: Pod;
  readonly object: KubeObject;
  readonly address: string | undefined;
  readonly index: number;
}

/** `8888:8080`, `8080`, `:8080`, `8888:http`; of a Service the port is its own. */
function forwardOf(text: string, { pod, object, address, index }: Asked): Forward | string {
  const [local = '', remote = local] = text.split(':');
  const podPort = remotePort(remote, pod, object);
  if (podPort === undefined)
    return `error: Pod '${pod.metadata.name}' does not have a named port '${remote}'`;
  const localPort =
    local === '' ? FIRST_FREE_PORT + index : /^\d+$/.test(local) ? Number(local) : podPort;
  if (localPort > HIGHEST_PORT)
    return `error: error parsing local port '${local}': strconv.ParseUint: parsing "${local}": value out of range`;
  return { localPort, podPort, pod, address };
}

interface ServicePort {
  readonly name?: string;
  readonly port: number;
  readonly targetPort?: number | string;
}

function remotePort(text: string, pod: Pod, object: KubeObject): number | undefined {
  if (object.kind === 'Service') {
    const { ports = [] } = object['spec'] as { readonly ports?: readonly ServicePort[] };
    const port = ports.find((each) => String(each.port) === text || each.name === text);
    if (port !== undefined) return remotePort(String(port.targetPort ?? port.port), pod, pod);
  }
  if (/^\d+$/.test(text)) return Number(text);
  const declared = pod.spec.containers.flatMap(({ ports = [] }) => ports);
  return declared.find(({ name }) => name === text)?.containerPort;
}

function podBehind(cluster: Cluster, object: KubeObject): Pod | undefined {
  if (object.kind === 'Pod') return object as Pod;
  const { selector } = (object['spec'] ?? {}) as {
    readonly selector?: Readonly<Record<string, string>> & {
      readonly matchLabels?: Readonly<Record<string, string>>;
    };
  };
  if (selector === undefined) return undefined;
  const labels = selectorFromLabels(
    object.kind === 'Service' ? selector : (selector.matchLabels ?? {}),
  );
  for (const pod of cluster.store.list('Pod', object.metadata.namespace))
    if (matches(labels, pod.metadata.labels)) return pod as Pod;
  return undefined;
}

/** What port-forward prints while it listens. */
export function listeningText(
  { localPort, podPort, address }: Forward,
  connections: number,
): string {
  const hosts = address === undefined ? ['127.0.0.1', '[::1]'] : address.split(',');
  return [
    ...hosts.map((host) => `Forwarding from ${host}:${localPort} -> ${podPort}\n`),
    ...Array.from({ length: connections }, () => `Handling connection for ${localPort}\n`),
  ].join('');
}

/** A client's GET through the forward; undefined when nobody answers in time. */
export function fetchThrough(invoked: Invoked, forward: Forward, path: string): Answer | undefined {
  const { cluster } = invoked;
  const uid = forward.pod.metadata.uid ?? '';
  const key = `forward/${uid}/${cluster.now}/${cluster.store.revision}/${path}`;
  const request = {
    kind: 'http',
    method: 'GET',
    host: '127.0.0.1',
    port: forward.podPort,
    path,
    headers: new Map<string, string>(),
    body: '',
    tls: false,
    from: '127.0.0.1',
  };
  const reply = { to: INBOX, key, echo: {} };
  cluster.send({ to: 'runtime', key: uid, event: { kind: 'request', request, reply } });
  const received = () => (cluster.peek(INBOX, key) ?? []) as readonly { readonly answer: Answer }[];
  waitFor(invoked, () => received().length > 0, PATIENCE_MS);
  return received()[0]?.answer;
}
