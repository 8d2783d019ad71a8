// Cluster IPs and node ports, handed out by the API server when a Service is created. Deterministic: the lowest free one.
import type { KubeObject } from '../../schema/objects';
import type { StoreView } from './store';

const PREFIX = '10.96';
const FIRST_NODE_PORT = 30000;

interface ServicePort {
  readonly port: number;
  readonly nodePort?: number;
}

/** The Service with the addresses that its type calls for. */
export function withServiceAddresses(service: KubeObject, view: StoreView): KubeObject {
  const spec = (service['spec'] as Readonly<Record<string, unknown>> | undefined) ?? {};
  const type = (spec['type'] as string | undefined) ?? 'ClusterIP';
  if (type === 'ExternalName') return service;
  const given = spec['clusterIP'] as string | undefined;
  const clusterIP = given !== undefined && given !== '' ? given : freeAddress(view);
  const ports = (spec['ports'] as readonly ServicePort[] | undefined) ?? [];
  const needsNodePorts = type === 'NodePort' || type === 'LoadBalancer';
  return {
    ...service,
    spec: {
      ...spec,
      clusterIP,
      clusterIPs: [clusterIP],
      ...(needsNodePorts ? { ports: withNodePorts(ports, view) } : {}),
    },
  };
}

function freeAddress(view: StoreView): string {
  const taken = new Set<unknown>();
  for (const service of view.list('Service'))
    taken.add((service['spec'] as { clusterIP?: string } | undefined)?.clusterIP);
  // .0.1 is the API server's own Service, .0.10 the cluster's DNS.
  for (let n = 11; n < 65_000; n++) {
    const address = `${PREFIX}.${n >> 8}.${n & 255}`;
    if (!taken.has(address)) return address;
  }
  return `${PREFIX}.255.255`;
}

function withNodePorts(ports: readonly ServicePort[], view: StoreView): readonly ServicePort[] {
  const taken = new Set<number | undefined>();
  for (const service of view.list('Service'))
    for (const port of (service['spec'] as { ports?: readonly ServicePort[] } | undefined)?.ports ??
      [])
      taken.add(port.nodePort);
  let candidate = FIRST_NODE_PORT;
  return ports.map((port) => {
    if (port.nodePort !== undefined && port.nodePort !== 0) return port;
    while (taken.has(candidate)) candidate++;
    taken.add(candidate);
    return { ...port, nodePort: candidate };
  });
}
