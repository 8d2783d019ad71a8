// What a cluster holds before anyone has asked it for anything.
import type { KubeObject } from '../../schema/objects';

const SYSTEM_NAMESPACES = ['default', 'kube-system', 'kube-public', 'kube-node-lease'] as const;

/** The objects of an empty cluster, in the order in which they are created. Rules: L-LAB-5. */
export function systemObjects(): readonly KubeObject[] {
  return [
    ...SYSTEM_NAMESPACES.flatMap((name) => [
      { apiVersion: 'v1', kind: 'Namespace', metadata: { name } },
      ...namespaceObjects(name),
    ]),
    systemPriority('system-node-critical', 2_000_001_000),
    systemPriority('system-cluster-critical', 2_000_000_000),
    ...apiServerService(),
  ];
}

/** The API server's own Service, and where it is. */
function apiServerService(): readonly KubeObject[] {
  const metadata = { name: 'kubernetes', namespace: 'default' };
  const port = { name: 'https', port: 6443, protocol: 'TCP' };
  return [
    {
      apiVersion: 'v1',
      kind: 'Service',
      metadata: { ...metadata, labels: { component: 'apiserver', provider: 'kubernetes' } },
      spec: {
        clusterIP: '10.96.0.1',
        ports: [{ ...port, port: 443, targetPort: 6443 }],
      },
    },
    {
      apiVersion: 'v1',
      kind: 'Endpoints',
      metadata: { ...metadata, labels: { 'endpointslice.kubernetes.io/skip-mirror': 'true' } },
      subsets: [{ addresses: [{ ip: API_SERVER_IP }], ports: [port] }],
    },
    {
      apiVersion: 'discovery.k8s.io/v1',
      kind: 'EndpointSlice',
      metadata: { ...metadata, labels: { 'kubernetes.io/service-name': 'kubernetes' } },
      addressType: 'IPv4',
      endpoints: [{ addresses: [API_SERVER_IP], conditions: { ready: true } }],
      ports: [port],
    },
  ];
}
/** The control plane is a machine of its own, beside the nodes. */
const API_SERVER_IP = '192.168.0.2';

/** What every namespace gets soon after it was made: its service account and the cluster's root certificate. */
export function namespaceObjects(namespace: string): readonly KubeObject[] {
  return [
    { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name: 'default', namespace } },
    {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { name: 'kube-root-ca.crt', namespace },
      data: { 'ca.crt': '-----BEGIN CERTIFICATE-----\nsimulated\n-----END CERTIFICATE-----\n' },
    },
  ];
}

function systemPriority(name: string, value: number): KubeObject {
  return {
    apiVersion: 'scheduling.k8s.io/v1',
    kind: 'PriorityClass',
    metadata: { name },
    value,
    globalDefault: false,
  };
}
