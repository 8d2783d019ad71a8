import type { KubeObject, ResourceList } from '../../schema/objects';

interface NodeCondition {
  readonly type: string;
  readonly status: string;
  readonly reason?: string;
  readonly message?: string;
  readonly lastHeartbeatTime?: string;
  readonly lastTransitionTime?: string;
}
interface NodeStatus {
  readonly capacity?: ResourceList;
  readonly allocatable?: ResourceList;
  readonly conditions?: readonly NodeCondition[];
  readonly addresses?: readonly { readonly type: string; readonly address: string }[];
  readonly nodeInfo?: Readonly<Record<string, string>>;
  readonly [field: string]: unknown;
}

const HEALTHY: readonly Omit<NodeCondition, 'lastHeartbeatTime' | 'lastTransitionTime'>[] = [
  {
    type: 'MemoryPressure',
    status: 'False',
    reason: 'KubeletHasSufficientMemory',
    message: 'kubelet has sufficient memory available',
  },
  {
    type: 'DiskPressure',
    status: 'False',
    reason: 'KubeletHasNoDiskPressure',
    message: 'kubelet has no disk pressure',
  },
  {
    type: 'PIDPressure',
    status: 'False',
    reason: 'KubeletHasSufficientPID',
    message: 'kubelet has sufficient PID available',
  },
  {
    type: 'Ready',
    status: 'True',
    reason: 'KubeletReady',
    message: 'kubelet is posting ready status',
  },
];

const CAPACITY: ResourceList = {
  cpu: '4',
  'ephemeral-storage': '100Gi',
  memory: '8Gi',
  pods: '110',
};

/** The node with all that a healthy kubelet reports, where it is not there yet. @param count how many nodes there are */
export function nodeStatus(node: KubeObject, count: number, now: string): KubeObject {
  const status = (node['status'] ?? {}) as NodeStatus;
  const capacity = status.capacity ?? CAPACITY;
  const name = node.metadata.name ?? '';
  const filled: NodeStatus = {
    ...status,
    addresses: status.addresses ?? [
      { type: 'InternalIP', address: `10.0.${Math.floor(count / 250)}.${(count % 250) + 1}` },
      { type: 'Hostname', address: name },
    ],
    allocatable: status.allocatable ?? capacity,
    capacity,
    conditions: healthy(status.conditions ?? [], now),
    nodeInfo: status.nodeInfo ?? {
      architecture: 'amd64',
      containerRuntimeVersion: 'containerd://2.1.9',
      kernelVersion: '6.12.0',
      kubeletVersion: 'v1.36.2',
      operatingSystem: 'linux',
      osImage: 'Linux',
    },
  };
  return { ...node, status: filled };
}

function healthy(before: readonly NodeCondition[], now: string): readonly NodeCondition[] {
  const foreign = before.filter(({ type }) => !HEALTHY.some((own) => own.type === type));
  const own = HEALTHY.map((condition) => {
    const old = before.find(({ type }) => type === condition.type);
    const lastTransitionTime =
      old?.status === condition.status ? (old.lastTransitionTime ?? now) : now;
    return { ...condition, lastHeartbeatTime: now, lastTransitionTime };
  });
  return [...foreign, ...own];
}

/** The node with one of its conditions changed. */
export function withCondition(
  node: KubeObject,
  type: string,
  fact: { readonly status: string; readonly reason: string; readonly message: string },
  now: string,
): KubeObject {
  const { resourceVersion: _, ...metadata } = node.metadata;
  const status = (node['status'] ?? {}) as NodeStatus;
  const conditions = (status.conditions ?? []).map((condition) =>
    condition.type === type
      ? { type, ...fact, lastHeartbeatTime: now, lastTransitionTime: now }
      : condition,
  );
  return { ...node, metadata, status: { ...status, conditions } };
}

/** The node's object once its kubelet posts again; undefined when nobody had missed it. Rules: L-NOD-7. */
export function readyAgain(node: KubeObject, now: string): KubeObject | undefined {
  const status = (node['status'] ?? {}) as NodeStatus;
  const ready = status.conditions?.find(({ type }) => type === 'Ready');
  if (ready?.status === 'True') return undefined;
  return { ...node, status: { ...status, conditions: healthy(status.conditions ?? [], now) } };
}
