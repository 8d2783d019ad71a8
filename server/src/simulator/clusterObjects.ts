// The objects that are there when a simulation begins, besides those that every cluster has.
import type { KubeObject } from '../schema/objects';
import { namespaceObjects } from './api/bootstrap';
import { toTimestamp } from './api/timestamps';
import { ORDINARY_CLASS } from './assumedObjects';
import type { ClusterSpec, NodeSpec } from './scenario/scenario';

/** Nodes and namespaces of a scenario, in the order in which they are created. Rules: L-LAB-5, L-NOD-1. */
export function clusterObjects(cluster: ClusterSpec, version: string): readonly KubeObject[] {
  return [
    ...cluster.namespaces.flatMap((name) => [
      { apiVersion: 'v1', kind: 'Namespace', metadata: { name } },
      ...namespaceObjects(name),
    ]),
    ...(cluster.storageClasses ?? []).map((name) => ({
      apiVersion: 'storage.k8s.io/v1',
      kind: 'StorageClass',
      metadata: {
        name,
        ...(name === ORDINARY_CLASS
          ? { annotations: { 'storageclass.kubernetes.io/is-default-class': 'true' } }
          : {}),
      },
      provisioner: 'podlab/any',
      volumeBindingMode: 'WaitForFirstConsumer',
    })),
    ...cluster.nodes.map((node, i) => nodeObject(node, i, version)),
  ];
}

function nodeObject(node: NodeSpec, index: number, version: string): KubeObject {
  const healthy = (type: string, status: string, reason: string, message: string) => ({
    type,
    status,
    reason,
    message,
    lastHeartbeatTime: toTimestamp(0),
    lastTransitionTime: toTimestamp(0),
  });
  const cidr = `10.244.${index}.0/24`;
  return {
    apiVersion: 'v1',
    kind: 'Node',
    metadata: {
      name: node.name,
      labels: {
        'beta.kubernetes.io/arch': 'amd64',
        'beta.kubernetes.io/os': 'linux',
        'kubernetes.io/arch': 'amd64',
        'kubernetes.io/hostname': node.name,
        'kubernetes.io/os': 'linux',
        ...node.labels,
      },
      annotations: {
        'node.alpha.kubernetes.io/ttl': '0',
        'volumes.kubernetes.io/controller-managed-attach-detach': 'true',
      },
    },
    spec: {
      podCIDR: cidr,
      podCIDRs: [cidr],
      ...(node.taints.length === 0 ? {} : { taints: node.taints }),
    },
    status: {
      capacity: node.capacity,
      allocatable: node.capacity,
      conditions: [
        healthy(
          'MemoryPressure',
          'False',
          'KubeletHasSufficientMemory',
          'kubelet has sufficient memory available',
        ),
        healthy(
          'DiskPressure',
          'False',
          'KubeletHasNoDiskPressure',
          'kubelet has no disk pressure',
        ),
        healthy(
          'PIDPressure',
          'False',
          'KubeletHasSufficientPID',
          'kubelet has sufficient PID available',
        ),
        healthy('Ready', 'True', 'KubeletReady', 'kubelet is posting ready status'),
      ],
      addresses: [
        { type: 'InternalIP', address: `192.168.0.${10 + index}` },
        { type: 'Hostname', address: node.name },
      ],
      nodeInfo: {
        architecture: 'amd64',
        operatingSystem: 'linux',
        osImage: 'Debian GNU/Linux 13 (trixie)',
        kernelVersion: '6.12.48',
        kubeletVersion: version,
        containerRuntimeVersion: 'containerd://2.1.9',
      },
    },
  };
}
