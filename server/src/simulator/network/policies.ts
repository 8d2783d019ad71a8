// NetworkPolicies: whether a connection between two Pods is let through. Pure. Packets of a connection that was let through
// go on; probes come from the node itself and are never stopped.
import type { IntOrString, KubeObject, LabelSelector, Pod } from '../../schema/objects';
import { matchesLabelSelector } from '../../schema/selector';
import type { StoreView } from '../api/store';

interface Peer {
  readonly podSelector?: LabelSelector;
  readonly namespaceSelector?: LabelSelector;
  readonly ipBlock?: { readonly cidr?: string; readonly except?: readonly string[] };
}
interface PolicyPort {
  readonly protocol?: string;
  readonly port?: IntOrString;
  readonly endPort?: number;
}
interface Rule {
  readonly from?: readonly Peer[];
  readonly to?: readonly Peer[];
  readonly ports?: readonly PolicyPort[];
}
interface NetworkPolicy extends KubeObject {
  readonly spec?: {
    readonly podSelector?: LabelSelector;
    readonly policyTypes?: readonly string[];
    readonly ingress?: readonly Rule[];
    readonly egress?: readonly Rule[];
  };
}

/** One end of a connection; no Pod: something outside of all Pods. */
export interface End {
  readonly pod: Pod | undefined;
  readonly ip: string;
}
type Direction = 'Ingress' | 'Egress';

/** The policy that stops the connection by letting none of its kind through; undefined when it may pass. */
export function stoppedBy(
  view: StoreView,
  from: End,
  to: End & { readonly port: number },
): string | undefined {
  if (view.count('NetworkPolicy') === 0) return undefined;
  return stoppedAt(view, 'Egress', from, to, to) ?? stoppedAt(view, 'Ingress', to, from, to);
}

/** Without a policy for the Pod and direction everything passes; with some, what one of them allows. */
function stoppedAt(
  view: StoreView,
  direction: Direction,
  own: End,
  other: End,
  target: End & { readonly port: number },
): string | undefined {
  const { pod } = own;
  // Pods on their node's own network are out of the policies' reach.
  if (pod === undefined || pod.spec.hostNetwork === true) return undefined;
  const { namespace = '', labels } = pod.metadata;
  let first: string | undefined;
  for (const object of view.list('NetworkPolicy', namespace)) {
    const { spec = {}, metadata } = object as NetworkPolicy;
    if (!directionsOf(spec).includes(direction)) continue;
    if (!matchesLabelSelector(spec.podSelector ?? {}, labels)) continue;
    const rules = (direction === 'Ingress' ? spec.ingress : spec.egress) ?? [];
    if (rules.some((rule) => allows(rule, direction, namespace, other, target, view)))
      return undefined;
    first ??= metadata.name ?? '';
  }
  return first;
}

function directionsOf(spec: NonNullable<NetworkPolicy['spec']>): readonly string[] {
  return spec.policyTypes ?? (spec.egress === undefined ? ['Ingress'] : ['Ingress', 'Egress']);
}

function allows(
  rule: Rule,
  direction: Direction,
  namespace: string,
  other: End,
  target: End & { readonly port: number },
  view: StoreView,
): boolean {
  const peers = (direction === 'Ingress' ? rule.from : rule.to) ?? [];
  const isPeer = peers.length === 0 || peers.some((peer) => isMeant(peer, namespace, other, view));
  const ports = rule.ports ?? [];
  return isPeer && (ports.length === 0 || ports.some((port) => isPort(port, target)));
}

function isMeant(peer: Peer, namespace: string, { pod, ip }: End, view: StoreView): boolean {
  if (peer.ipBlock !== undefined) {
    const { cidr = '', except = [] } = peer.ipBlock;
    return isWithin(ip, cidr) && !except.some((hole) => isWithin(ip, hole));
  }
  if (pod === undefined) return false;
  const { namespace: home = '', labels } = pod.metadata;
  const isNear =
    peer.namespaceSelector === undefined
      ? home === namespace
      : matchesLabelSelector(
          peer.namespaceSelector,
          view.get('Namespace', '', home)?.metadata.labels ?? {},
        );
  return isNear && matchesLabelSelector(peer.podSelector ?? {}, labels);
}

function isPort(
  { protocol = 'TCP', port, endPort }: PolicyPort,
  target: End & { readonly port: number },
): boolean {
  if (protocol !== 'TCP') return false;
  if (port === undefined) return true;
  if (typeof port === 'number') return target.port >= port && target.port <= (endPort ?? port);
  const containers = target.pod?.spec.containers ?? [];
  return containers.some((container) =>
    (container.ports ?? []).some((p) => p.name === port && p.containerPort === target.port),
  );
}

/** Whether an IPv4 address lies in `10.0.0.0/8`; what is no such range holds nothing. */
function isWithin(ip: string, cidr: string): boolean {
  const [base = '', bits = '32'] = cidr.split('/');
  const [address, network, length] = [toNumber(ip), toNumber(base), Number(bits)];
  if (address === undefined || network === undefined || !(length >= 0 && length <= 32))
    return false;
  const size = 2 ** (32 - length);
  return Math.floor(address / size) === Math.floor(network / size);
}

function toNumber(ip: string): number | undefined {
  const parts = ip.split('.').map(Number);
  if (parts.length !== 4 || parts.some((part) => !(part >= 0 && part <= 255))) return undefined;
  return parts.reduce((sum, part) => sum * 256 + part, 0);
}
