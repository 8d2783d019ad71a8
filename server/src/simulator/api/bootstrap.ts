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
  ];
}

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
